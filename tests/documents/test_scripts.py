"""Script, language and direction, as far as the letters show them."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specimen import DANGEROUS, LANGUAGES

from cpcli.documents.clean import clean
from cpcli.documents.scripts import SCRIPTS, block_lang, is_rtl, script_of, script_of_language, segments

LTR, RTL = False, True


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("Jo Sample", "", [("Jo Sample", "en-GB", LTR)]),
        ("Jo (أحمد علي), 14", "", [("Jo (", "en-GB", LTR), ("أحمد علي", "ar", RTL), ("), 14", "en-GB", LTR)]),
        ("عند Jo Sample، شكرا.", "ar", [("عند ", "ar", RTL), ("Jo Sample", "en-GB", LTR), ("، شكرا.", "ar", RTL)]),
        ("(14 Sample Row) پہلے", "ur", [("(14 ", "ur", RTL), ("Sample Row", "en-GB", LTR), (") پہلے", "ur", RTL)]),
        ("پہلے", "", [("پہلے", "ur", RTL)]),
        ("شكرا", "", [("شكرا", "ar", RTL)]),
        ("儿童 Rowan 保护。", "", [("儿童 ", "zh", LTR), ("Rowan ", "en-GB", LTR), ("保护。", "zh", LTR)]),
        ("会议", "ja", [("会议", "ja", LTR)]),
        ("Łódź", "pl", [("Łódź", "pl", LTR)]),
        ("ਬਾਲ", "", [("ਬਾਲ", "pa", LTR)]),
        ("14.", "ar", [("14.", "en-GB", LTR)]),
    ],
)
def test_a_text_is_cut_where_its_script_changes(text: str, lang: str, expected: list[tuple[str, str, bool]]) -> None:
    assert [(part.text, part.lang, part.rtl) for part in segments(text, lang, "en-GB")] == expected


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("Jo said: سلام", "ur", RTL),
        ("Jo said: سلام", "en-GB", LTR),
        ("سلام, Jo", "en-GB", RTL),
        ("Reasons: شكرا شكرا يوم 18 مع Jo شكرا", "", RTL),
        ("سلام: disagreement by Jo, and its reasons", "", LTR),
        ("سلام Jora", "", RTL),
        ("Jora سلام", "", LTR),
        ("What For سلام سلام", "", LTR),
        ("Jo", "ur", LTR),
        ("14", "ar", LTR),
        ("", "ar", LTR),
        ("שלום", "en", RTL),
    ],
)
def test_which_way_a_block_runs(text: str, lang: str, expected: bool) -> None:
    assert is_rtl(text, lang) is expected


@pytest.mark.parametrize(
    ("lang", "script"),
    [("ar", "arabic"), ("pa", "gurmukhi"), ("pa-PK", "arabic"), ("zh-HK", "han"), ("cy", ""), ("sr-Latn", "")],
)
def test_the_script_of_a_language(lang: str, script: str) -> None:
    assert script_of_language(lang) == script


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_we_promise_is_known_by_its_letters(lang: str) -> None:
    said, script = LANGUAGES[lang]

    assert {script_of(char) for char in said} - {""} == ({script} if script else set())
    assert script == "" or block_lang(said.replace("Rowan Example", ""), "", "en-GB") == lang


def test_every_script_has_a_language_and_a_font() -> None:
    assert len(SCRIPTS) > 15
    for langs, fonts in SCRIPTS.values():
        assert langs
        assert fonts


@settings(deadline=None)
@given(st.one_of(DANGEROUS.map(clean), st.text("aبב中 (1)،.ক\u064e\u200c")), st.sampled_from(["", "ar", "cy", "zh"]))
def test_no_character_is_lost_or_moved(text: str, lang: str) -> None:
    parts = segments(text, lang, "en-GB")

    assert "".join(part.text for part in parts) == text
    assert all(part.text and part.lang for part in parts)
    assert all(one[1:] != other[1:] for one, other in pairwise(parts))

"""What no finished document may hold is taken out and told; everything else stays."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specimen import DANGEROUS, LANGUAGES

from cpcli.documents.clean import clean, is_clean, one_line, removed


@pytest.mark.parametrize(
    ("typed", "printed", "told"),
    [
        ("Jo Sample", "Jo Sample", ()),
        ("  Jo  Sample ", "Jo  Sample", ()),
        ("a\x00b\x07c", "abc", ("U+0000", "U+0007")),
        ("a\x1b[31mb", "a[31mb", ("U+001B",)),
        ("a\x9bb", "ab", ("U+009B",)),
        ("a\u202eb\u2066c", "abc", ("U+202E", "U+2066")),
        ("a\ud800b", "ab", ("U+D800",)),
        ("a\ufffeb\U0001ffffc", "abc", ("U+1FFFF", "U+FFFE")),
        ("a\U000f0041b", "ab", ("U+F0041",)),
        ("a\r\nb\rc\x0bd\x85e\u2028f", "a\nb\nc\nd\ne\nf", ()),
        ("a \t\n  b", "a\nb", ()),
        ("a\tb", "a b", ()),
        ("می\u200cخواهم", "می\u200cخواهم", ()),
    ],
)
def test_what_is_taken_out_and_told(typed: str, printed: str, told: tuple[str, ...]) -> None:
    assert clean(typed) == printed
    assert removed(typed) == told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_plain_text_in_every_language_stays_as_it_is(lang: str) -> None:
    said, _ = LANGUAGES[lang]

    assert clean(said) == said
    assert removed(said) == ()


@settings(deadline=None)
@given(st.one_of(st.text(), DANGEROUS))
def test_a_cleaned_text_is_clean_and_stays_so(text: str) -> None:
    printed = clean(text)

    assert is_clean(printed)
    assert clean(printed) == printed
    assert "\n" not in one_line(text)
    assert not [char for char in printed if unicodedata.category(char) in {"Cc", "Cs"} and char != "\n"]


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Co", "Cn", "Zl", "Zp"])))
def test_no_letter_is_lost(text: str) -> None:
    assert clean(text) == text.strip()
    assert removed(text) == ()

"""What a machine has no font for is told in a sentence; what it has is used one font per script."""

import pytest
import typst
from specimen import FURNITURE, LANGUAGES, RICH, one_paragraph

from cpcli.documents import to_pdf
from cpcli.documents.furniture import Furniture
from cpcli.documents.typst_data import SANS, Setter

NOTO = (
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Bengali",
    "Noto Sans Gurmukhi",
    "Noto Sans CJK SC",
)


def test_nothing_is_told_where_every_font_is_there() -> None:
    assert Setter(RICH, NOTO).warnings() == ()


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        ("Noto Sans Arabic", "no font for Arabic script on this machine: install Noto Sans Arabic"),
        ("Noto Sans CJK SC", "no font for Han script on this machine: install Noto Sans CJK SC"),
        ("Noto Sans", "no sans serif font on this machine, so the text is set in Libertinus Serif: install Noto Sans"),
    ],
)
def test_a_missing_font_is_told_by_its_name(missing: str, told: str) -> None:
    assert Setter(RICH, set(NOTO) - {missing}).warnings() == (told,)


def test_a_script_is_set_from_its_own_font_first_and_only_from_fonts_there_are() -> None:
    setter = Setter(RICH, NOTO)

    assert setter.fonts("arabic", "ur") == ["Noto Sans Arabic", "Noto Sans"]
    assert setter.fonts("", "en-GB") == ["Noto Sans"]
    assert Setter(RICH, ["Noto Sans CJK TC", *NOTO]).fonts("han", "zh-HK")[0] == "Noto Sans CJK TC"
    assert Setter(RICH, ()).fonts("han", "zh") == ["Libertinus Serif"]


def test_a_bare_machine_still_prints_latin_letters_and_tells_what_it_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    """A container without fonts: Typst brings a serif of its own."""
    bare = typst.Fonts(include_system_fonts=False)
    assert set(SANS).isdisjoint(bare.families())
    monkeypatch.setattr(to_pdf, "_fonts", lambda: bare)
    monkeypatch.setattr(to_pdf, "_families", lambda: frozenset(bare.families()))

    latin = to_pdf.write_with_warnings(one_paragraph(LANGUAGES["pl"][0]), FURNITURE)
    chinese = to_pdf.write_with_warnings(one_paragraph(LANGUAGES["zh"][0]), Furniture("Jo"))

    assert len(latin.warnings) == 1
    assert b"pdfuaid:part>1<" in latin.data
    assert [each.split()[0:4] for each in chinese.warnings] == [
        ["no", "font", "for", "Han"],
        ["no", "sans", "serif", "font"],
        ["some", "signs", "have", "no"],
    ]
    assert b"pdfuaid:part>1<" not in chinese.data

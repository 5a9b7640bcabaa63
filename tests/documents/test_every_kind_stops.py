"""Each kind of secret, in each format, in each corner of a file: the finished document is stopped, and says no value.

The documents here are made from a template of their own: nothing depends on the words of those that are shipped.
"""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import docx.enum.style
import docx.shared
import docx.text.paragraph
import pytest
from letterheads import letterhead, picture
from made_families import conference_of, view_for
from small_families import family, person
from test_withholding import decision

from cpcli.documents.kinds import FORMATS, Format
from cpcli.documents.readers import KINDS
from cpcli.documents.render import Made, MustNotGo, Wanted, make
from cpcli.documents.secrets import out_of_view
from cpcli.documents.shelf import Shelf
from cpcli.store.case_reader import Case

SIDECAR = 'title = "A paper"\nabout = "A test."\nreaders = ["parent-or-carer"]\nclauses = ["I01"]\n'
TEMPLATE = (
    "# A paper\n\nDear {{ reader.called }},\n\n| What | Which |\n|---|---|\n| **Told** | {{ plans[0].risks }} |\n"
)

#: A kind as the search names it, with what stands in a text that p2 reads.
PLANTED = {
    "name": "Ermintrude Quagmire",
    "single name": "Ermintrude",
    "address": "77 Bygone Lane",
    "postcode": "ZE7 7QX",
    "telephone number": "(01632) 960 077",
    "e-mail address": "em.quag@nowhere.invalid",
    "placement": "Marrowby House",
    "school": "Mockingham Academy",
    "date of birth": "28/02/2012",
    "online link": "meet.nowhere.invalid/room-seven-seven",
    "text": "weeps when the bell rings in the hall",
}
#: What only warns, and has to be ticked.
TICKED = {"street": "in Bygone Lane", "single name": "with Rose", "text": PLANTED["text"]}


def a_family(said: str) -> Case:
    """A father who reads a plan of his child, in which something stands that is not for him."""
    aunt = person(
        "p30",
        "Ermintrude Quagmire",
        "uncle",
        'address = "77 Bygone Lane, Mockford, ZE7 7QX"\nphone = "01632 960077"\nemail = "em.quag@nowhere.invalid"\n'
        'note = "Weeps when the bell rings in the hall."',
    )
    plan = '[[plan]]\nid = "pl1"\nchild = "c1"\nconference = "ic1"\n'
    away = decision("exclusion", "p2", "excluded-in-part", record_copy="full", report_copy="full")
    case = family(
        f"{aunt}{person('p31', 'Rose Quagmire', 'uncle')}{plan}{away}",
        ("p1", "p4"),
        c3='school = "Mockingham Academy"\nplacement = "Marrowby House"',
    )
    case.data["plan"][0]["risks"] = f"It was told at the door: {said}. That is all."
    return case


def made(case: Case, folder: Path, form: Format = "docx", letterhead: bytes | None = None, more: str = "") -> Made:
    (folder / "paper.toml").write_text(SIDECAR, encoding="utf-8")
    (folder / "paper.md.j2").write_text(f"{TEMPLATE}\n{more}\n", encoding="utf-8")
    shelf = Shelf(folder, tuple(KINDS))
    view = view_for(case, "p2")
    wanted = Wanted(shelf.kind("paper"), form=form, letterhead=letterhead)
    return make(wanted, view, shelf, out_of_view(case, view), view.values)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("kind", PLANTED)
def test_each_kind_stops_in_each_format(kind: str, form: Format, tmp_path: Path) -> None:
    # A kept text that is copied into one in view warns; in the template's own words it stops.
    planted, more = ("nothing", PLANTED[kind]) if kind == "text" else (PLANTED[kind], "")
    with pytest.raises(MustNotGo) as told:
        made(a_family(planted), tmp_path, form, more=more)

    assert f"{kind} of " in str(told.value)
    assert PLANTED[kind].casefold() not in str(told.value).casefold()


@pytest.mark.parametrize("form", FORMATS)
def test_a_paper_without_any_of_it_is_made(form: Format, tmp_path: Path) -> None:
    paper = made(a_family("nothing"), tmp_path, form)

    assert paper.content
    assert paper.ticks == ()


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("kind", TICKED)
def test_what_only_warns_is_told_in_each_format(kind: str, form: Format, tmp_path: Path) -> None:
    assert kind in {hit.kind for hit in made(a_family(TICKED[kind]), tmp_path, form).ticks}


SAID = "77 Bygone Lane, Mockford"


def _in_a_table(word: "docx.document.Document") -> None:
    row = word.sections[0].header.add_table(1, 3, docx.shared.Cm(10)).rows[0]
    for cell, piece in zip(row.cells, ("77", "Bygone", "Lane"), strict=True):
        cell.text = piece


def _in_runs(word: "docx.document.Document") -> None:
    for piece in ("7", "7 By", "gone La", "ne"):
        word.sections[0].header.paragraphs[0].add_run(piece).bold = piece == "7"


def _in_a_style(word: "docx.document.Document") -> None:
    word.styles.add_style(SAID, docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)


def _in_a_picture(word: "docx.document.Document") -> None:
    paragraph = word.sections[0].header.paragraphs[0]
    paragraph.add_run().add_picture(BytesIO(picture()))
    paragraph._p.xpath(".//wp:docPr")[0].set("descr", SAID)


def _set(paragraph: "docx.text.paragraph.Paragraph") -> None:
    paragraph.text = SAID


CORNERS: dict[str, Callable[["docx.document.Document"], object]] = {
    "header": lambda word: _set(word.sections[0].header.paragraphs[0]),
    "footer": lambda word: _set(word.sections[0].footer.paragraphs[0]),
    "first page's header": lambda word: _set(word.sections[0].first_page_header.paragraphs[0]),
    "even pages' footer": lambda word: _set(word.sections[0].even_page_footer.paragraphs[0]),
    "a table of the header": _in_a_table,
    "runs": _in_runs,
    "a picture's description": _in_a_picture,
    "a style's name": _in_a_style,
    "the body": lambda word: word.add_paragraph(SAID),
}


def in_word(corner: str) -> bytes:
    """A letterhead with an address in one corner."""
    word = docx.Document(BytesIO(letterhead(first_page=True, even_pages=True)))
    CORNERS[corner](word)
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("corner", CORNERS)
def test_each_corner_of_a_letterhead_is_looked_into(corner: str, tmp_path: Path) -> None:
    head = in_word(corner)

    with pytest.raises(MustNotGo, match="address of p30"):
        made(a_family("nothing"), tmp_path, letterhead=head)


@pytest.mark.parametrize("form", FORMATS)
def test_the_title_and_the_file_name_are_looked_into(form: Format, tmp_path: Path) -> None:
    """The heading is the title of the file, wherever a format keeps that; a ref may be somebody's name."""
    titled = a_family("nothing")
    (tmp_path / "named").mkdir()
    named = Case("ermintrude.quagmire", titled.data, titled.words)

    with pytest.raises(MustNotGo, match="name of p30"):
        made(named, tmp_path / "named", form)
    assert conference_of(named) == conference_of(titled)

"""What a page is for: no word runs off it, what belongs together stands together, a column has room for its words."""

import re
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader
from specimen import FURNITURE, WRITERS

from cpcli.documents import layout, to_docx, to_pdf
from cpcli.documents.furniture import Furniture
from cpcli.documents.markdown import parse
from cpcli.documents.read_back import Format, texts_of
from cpcli.documents.tree import Document, Heading, List, Paragraph, Run, Runs, Table, text_of

LONG = " ".join(f"word{at}" for at in range(1200))
#: Where the footer ends, in points from the paper's edge.
FOOT = 60
#: The letters on a line of an A4 page in ordinary print.
ACROSS = 68
LARGE = Furniture("Ash Example", large_print=True)


def runs(text: str) -> Runs:
    return (Run(text),)


def of(*blocks: Paragraph | List | Table) -> Document:
    return Document("T", "en-GB", (Heading(1, runs("T")), *blocks))


def words(number: int) -> str:
    return " ".join(f"word{at}" for at in range(number))


def visible(document: Document, furniture: Furniture = FURNITURE) -> list[str]:
    """The words of each page that stand above its footer, and not in it or off the paper."""
    found = []
    for page in PdfReader(BytesIO(to_pdf.write(document, furniture))).pages:
        said: list[str] = []

        def above(text: str, at: list[float], *_: object, said: list[str] = said) -> None:
            if at[5] > FOOT:
                said.append(text)

        page.extract_text(visitor_text=above)
        found.append(" ".join("".join(said).split()))
    return found


@pytest.mark.parametrize("furniture", [FURNITURE, LARGE], ids=["print", "large"])
@pytest.mark.parametrize(
    "block",
    [
        Table((runs("Question"), runs("Answer"), runs("Clause")), ((runs("Why?"), runs(LONG), runs("X21")),)),
        List(((Paragraph(runs(LONG)),), (Paragraph(runs("and more")),))),
        Paragraph(runs(LONG)),
    ],
    ids=["cell", "list", "paragraph"],
)
def test_words_longer_than_a_page_go_on_on_the_next(block: Paragraph | List | Table, furniture: Furniture) -> None:
    whole = " ".join(visible(of(block), furniture))
    assert re.findall(r"word\d+", whole.replace("- ", "-")) == LONG.split()


@pytest.mark.parametrize("filled", range(20, 40))
def test_a_label_a_signature_and_words_that_lead_in_stand_with_what_follows(filled: int) -> None:
    lines = "".join(f"Line {at}.\n\n" for at in range(filled))
    told = parse(
        f"# Title\n\n{lines}**Label**\n\nUnder the label.\n\nThese come:\n\n- one\n- two\n\n"
        "Yours sincerely\n\n……………………\n\nRobin Pattern\n"
    )
    pages = visible(told)
    for first, second in (("Label", "Under the label"), ("These come:", "one"), ("Yours", "…"), ("…", "Robin Pattern")):
        (page,) = [page for page in pages if first in page]
        assert second in page


@pytest.mark.parametrize("filled", range(20, 40))
def test_a_short_table_is_not_cut(filled: int) -> None:
    lines = "".join(f"Line {at}.\n\n" for at in range(filled))
    told = parse(f"# Title\n\n{lines}| What | When |\n|---|---|\n| first | a |\n| second | b |\n| third | c |\n")
    (page,) = [page for page in visible(told) if "first" in page]
    assert "third" in page


@pytest.mark.parametrize("filled", range(20, 40))
def test_the_last_words_do_not_stand_on_a_page_by_themselves(filled: int) -> None:
    lines = "".join(f"Line {at}.\n\n" for at in range(filled))
    *_, last = visible(parse(f"# Title\n\n{lines}First of the last.\n\nSecond.\n\nThe end.\n"))
    assert "First of the last" in last


def test_word_is_told_the_same() -> None:
    told = parse(
        "# Title\n\n**Label**\n\nText.\n\nThese come:\n\n- one\n\nBefore a table.\n\n"
        "| What | When |\n|---|---|\n| first | a |\n| second | b |\n"
    )
    made = docx.Document(BytesIO(to_docx.write(told, FURNITURE)))
    kept = {
        paragraph.text: paragraph._p.pPr is not None and paragraph._p.pPr.find(qn("w:keepNext")) is not None
        for paragraph in (*made.paragraphs, *(each for row in made.tables[0].rows for each in row.cells[0].paragraphs))
    }
    assert kept == {
        "DRAFT": True, "Title": False, "Label": True, "Text.": False, "These come:": True, "one": False,
        "Before a table.": True, "": False,
        "What": True, "first": True, "second": False,
    }  # fmt: skip


def test_a_table_at_the_end_makes_no_empty_page_in_word() -> None:
    made = docx.Document(BytesIO(to_docx.write(parse("# T\n\n| A |\n|---|\n| b |\n"), FURNITURE)))
    last = made.paragraphs[-1]
    assert last.text == ""
    assert last.paragraph_format.line_spacing is not None
    assert last.paragraph_format.space_before == last.paragraph_format.space_after == 0
    assert last.paragraph_format.line_spacing <= 12700


def table(header: tuple[str, ...], *rows: tuple[str, ...]) -> Table:
    written = tuple(tuple(runs(cell) if cell else () for cell in row) for row in rows)
    return Table(tuple(runs(name) for name in header), written)


def test_a_column_is_as_wide_as_its_words_ask() -> None:
    assert layout.column_widths(table(("A", "B"), ("x" * 10, "y" * 10)), ACROSS) == (500, 500)
    short, long = layout.column_widths(table(("Who", "Why"), ("Jo", words(40))), ACROSS)
    assert long > 4 * short
    written, name, signed = layout.column_widths(
        table(("Who", "Name", "Signature"), ("Chair", "Robin Pattern", "")), ACROSS
    )
    assert signed > written
    assert signed > name
    question, answer = layout.column_widths(table(("Question", "Answer"), (words(12), "")), ACROSS)
    assert answer >= question


@pytest.mark.parametrize("columns", range(1, 9))
def test_the_widths_of_a_table_are_all_of_it_and_none_is_narrower_than_its_words(columns: int) -> None:
    made = table(tuple(f"Name{at}" for at in range(columns)), tuple("grandparent "[: 4 + at] for at in range(columns)))
    widths = layout.column_widths(made, ACROSS)
    assert sum(widths) == 1000
    if columns < 6:
        for at, width in enumerate(widths):
            longest = max(len(text_of(made.header[at])), len(text_of(made.rows[0][at])))
            assert width * ACROSS >= 1000 * longest


@pytest.mark.parametrize("furniture", [FURNITURE, LARGE], ids=["print", "large"])
def test_no_word_is_written_over_the_next_column(furniture: Furniture) -> None:
    """Six columns do not hold such words in large print: they are parted there, and nowhere else."""
    made = of(table(("Grandparent",) * 6, ("Placeholder",) * 6))
    said = "".join(visible(made, furniture))
    assert ("Placeholder" in said) is (furniture is FURNITURE)
    assert "Placeholder" in re.sub(r"[\u00ad-]\s*", "", said)


def test_a_telephone_number_stays_on_one_line_and_other_numbers_are_as_they_were() -> None:
    assert layout.numbers_kept("ring 01632 960104, or +44 1632 960 104.") == (
        "ring 01632\u00a0960104, or +44\u00a01632\u00a0960\u00a0104."
    )
    for text in ("10 December 2026 at 10am", "EX1 1ZZ", "2 of 3", "12.20pm", "no number"):
        assert layout.numbers_kept(text) == text


@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
def test_a_telephone_number_keeps_its_order_among_arabic_words(kind: Format) -> None:
    """With a plain space the groups of digits change places: it would be the number of nobody, or of somebody else."""
    document = of(Paragraph(runs("الهاتف 01632 960104 من فضلك")))
    found = texts_of(WRITERS[kind](document, FURNITURE), kind)
    assert [text for text in found if "01632\u00a0960104" in text]
    assert not [text for text in found if "01632 960104" in text]

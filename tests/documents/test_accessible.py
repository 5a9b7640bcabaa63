"""What people who read with their ears, or large, or in another language need: checked in the finished files."""

import re
from html.parser import HTMLParser
from io import BytesIO
from typing import Any, cast

import docx
import pytest
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from pypdf import PdfReader
from specimen import FURNITURE, LATIN, READER, RICH

from cpcli.documents import to_docx, to_html, to_pdf
from cpcli.documents.furniture import Furniture
from cpcli.documents.markdown import parse
from cpcli.documents.tree import Heading, Table, text_of

HEADINGS = [(block.level, text_of(block.runs)) for block in RICH.blocks if isinstance(block, Heading)]
TABLES = [block for block in RICH.blocks if isinstance(block, Table)]


@pytest.fixture(scope="module")
def word() -> docx.document.Document:
    return docx.Document(BytesIO(to_docx.write(RICH, FURNITURE)))


@pytest.fixture(scope="module")
def pdf() -> PdfReader:
    return PdfReader(BytesIO(to_pdf.write(LATIN, FURNITURE)))


def test_the_specimen_has_what_is_looked_for() -> None:
    assert len(HEADINGS) > 5
    assert len(TABLES) > 5


def test_word_title_language_and_headings(word: docx.document.Document) -> None:
    found = [
        (int(paragraph.style.name[-1]), paragraph.text)
        for paragraph in word.paragraphs
        if paragraph.style is not None
        and paragraph.style.name is not None
        and paragraph.style.name.startswith("Heading")
    ]

    assert found == HEADINGS
    assert word.core_properties.title == RICH.title
    assert word.core_properties.language == "en-GB"
    assert word.core_properties.author == ""


def test_word_tables_repeat_a_header_row_and_stay_whole(word: docx.document.Document) -> None:
    assert len(word.tables) == len(TABLES)
    for table in word.tables:
        first, *rest = table.rows
        assert first._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert not [row for row in rest if row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None]
        assert all(row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table.rows)


def test_every_run_in_word_has_its_language_and_right_to_left_text_is_marked(word: docx.document.Document) -> None:
    langs = set()
    for run in word.element.iter(qn("w:r")):
        text = "".join(each.text or "" for each in run.iter(qn("w:t")))
        lang = run.find(f"{qn('w:rPr')}/{qn('w:lang')}")
        assert lang is not None, text
        langs |= {str(value) for value in lang.attrib.values()}
        arabic = re.search("[\u0590-\u06ff]", text) is not None
        assert (run.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None) == arabic, text
    assert langs == {"en-GB", "cy-GB", "ar-SA", "ur-PK", "zh-CN", "bn-BD", "pa-IN", "he-IL"}

    turned = [each for each in word.paragraphs if each._p.find(f"{qn('w:pPr')}/{qn('w:bidi')}") is not None]
    assert turned
    assert all(re.search("[\u0590-\u06ff]", each.text) for each in turned)


@pytest.mark.parametrize(("large", "points"), [(False, 12), (True, 16)])
def test_no_text_in_word_is_smaller_than_promised(large: bool, points: int) -> None:
    opened = docx.Document(BytesIO(to_docx.write(RICH, Furniture(READER, large_print=large))))
    sizes = [int(each.get(qn("w:val"))) / 2 for each in _sizes(opened.styles.element)]
    sizes += [int(each.get(qn("w:val"))) / 2 for each in _sizes(opened.element)]

    assert len(sizes) > 8
    assert min(sizes) == points
    fonts = {str(each.get(qn("w:ascii"))) for each in opened.styles.element.iter(qn("w:rFonts"))}
    assert fonts == {"Arial"}
    assert {str(each.get(qn("w:val"))) for each in opened.styles.element.iter(qn("w:jc"))} == {"left"}


def _sizes(root: BaseOxmlElement) -> list[BaseOxmlElement]:
    return [*root.iter(qn("w:sz")), *root.iter(qn("w:szCs"))]


def test_every_page_in_word_has_its_furniture(word: docx.document.Document) -> None:
    section = word.sections[0]

    assert section.header.paragraphs[0].text == "DRAFT · Confidential: do not copy"
    assert section.footer.paragraphs[-1].text == f"For {READER}\tPage 1 of 1"
    assert re.findall("instrText[^>]*> ([A-Z]+) <", section.footer._element.xml) == ["PAGE", "NUMPAGES"]
    assert word.paragraphs[0].text == "DRAFT"
    assert (section.page_width or 0) < (section.page_height or 0)


def test_the_pdf_says_what_it_is(pdf: PdfReader) -> None:
    root = cast("dict[str, Any]", pdf.root_object)
    described = root["/Metadata"].get_object().get_data().decode()

    assert pdf.metadata is not None
    assert pdf.metadata.title == LATIN.title
    assert not pdf.metadata.author
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "<pdfuaid:part>1</pdfuaid:part>" in described


def test_the_pdf_is_tagged_with_headings_lists_and_table_headers(pdf: PdfReader) -> None:
    tags: list[str] = []

    def walk(part: object) -> None:
        found = part.get_object() if hasattr(part, "get_object") else part
        if isinstance(found, list):
            for each in found:
                walk(each)
        elif isinstance(found, dict):
            if "/S" in found:
                tags.append(str(found["/S"]))
            walk(found.get("/K"))

    walk(cast("dict[str, Any]", pdf.root_object)["/StructTreeRoot"]["/K"])

    headings = [(int(tag[2:]), None) for tag in tags if re.fullmatch("/H[1-6]", tag)]
    assert [level for level, _ in headings] == [block.level for block in LATIN.blocks if isinstance(block, Heading)]
    assert tags.count("/Table") == len([block for block in LATIN.blocks if isinstance(block, Table)])
    assert tags.count("/TH") == 3
    assert tags.count("/TD") == 9
    assert tags.count("/L") == 5
    assert tags.count("/Caption") == 1


@pytest.mark.parametrize(("large", "points"), [(False, 12.0), (True, 16.0)])
def test_no_text_in_the_pdf_is_smaller_than_promised(large: bool, points: float) -> None:
    opened = PdfReader(BytesIO(to_pdf.write(LATIN, Furniture(READER, large_print=large))))
    sizes = []
    for page in opened.pages:
        contents = page.get_contents()
        assert contents is not None
        sizes += [float(operands[1]) for operands, operator in contents.operations if operator == b"Tf"]

    assert len(sizes) > 20
    assert min(sizes) == points


def test_every_page_of_the_pdf_has_its_furniture() -> None:
    long = Furniture(READER, large_print=True, confidential="Confidential: do not copy")
    opened = PdfReader(BytesIO(to_pdf.write(LATIN, long)))

    assert len(opened.pages) > 1
    for number, page in enumerate(opened.pages, 1):
        text = page.extract_text()
        assert "DRAFT · Confidential: do not copy" in text
        assert f"For {READER}" in text
        assert f"Page {number} of {len(opened.pages)}" in text


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_page_has_its_language_its_headings_and_its_table_headers() -> None:
    page = _Page()
    page.feed(to_html.write(RICH, FURNITURE).decode())
    names = [tag for tag, _ in page.tags]

    assert dict(page.tags[0][1]) == {"lang": "en-GB", "dir": "ltr"}
    assert [int(name[1]) for name in names if re.fullmatch("h[1-6]", name)] == [level for level, _ in HEADINGS]
    headers = [attrs for tag, attrs in page.tags if tag == "th"]
    assert len(headers) == sum(len(table.header) for table in TABLES)
    assert {attrs.get("scope") for attrs in headers} == {"col"}
    assert {"script", "link", "img", "iframe", "a"}.isdisjoint(names)
    assert not [attrs for _, attrs in page.tags if {"src", "href", "onclick", "style"} & set(attrs)]
    arabic = [
        attrs
        for tag, attrs in page.tags
        if tag in {"p", "h3", "ul", "table"} and attrs.get("lang") in {"ar", "ur", "he"}
    ]
    assert arabic
    assert {attrs.get("dir") for attrs in arabic} == {"rtl"}


@pytest.mark.parametrize(("large", "points"), [(False, "12pt"), (True, "16pt")])
def test_the_page_has_the_size_that_was_promised(large: bool, points: str) -> None:
    page = to_html.write(LATIN, Furniture(READER, large_print=large)).decode()

    assert f"body {{ font-size: {points}; }}" in page
    assert [float(each) for each in re.findall(r"font-size: ([\d.]+)em", page) if float(each) < 1] == []


@pytest.mark.parametrize("before", range(24, 36))
def test_a_caption_is_on_the_page_of_its_table_and_no_row_is_torn(before: int) -> None:
    lines = "".join(f"Line {at}.\n\n" for at in range(before))
    cell = "<br>".join(f"part {at}" for at in range(4))
    told = parse(f"# Title\n\n{lines}| First | Second |\n|---|---|\n| {cell} | |\n| | |\n\nTable: Whose it is\n")

    pages = [page.extract_text() for page in PdfReader(BytesIO(to_pdf.write(told, FURNITURE))).pages]

    (caption,) = [page for page in pages if "Whose it is" in page]
    assert "First" in caption
    assert "part 0" in caption
    assert "part 3" in caption

"""Every document in every variant, as a real Word file and a real PDF: can it be read with the ears, and large?"""

import re
import tomllib
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import docx
import pytest
from docx.oxml.ns import qn
from nasty_case import DOCUMENTS, REF, TOP, nasty_case
from pypdf import PdfReader

from cpcli.cli.boundary import run
from cpcli.documents.kinds import VARIANTS, template_name
from cpcli.store.demo_family import make_family

#: Every template there is.
PAPERS = [
    (document, variant)
    for document in DOCUMENTS
    for variant in VARIANTS
    if (TOP / "templates" / template_name(document, variant)).is_file()
]
#: Kinds of reader, and somebody of the demonstration's family who is one; the file may have everything.
PEOPLE = {"parent-or-carer": "p2", "child": "c3", "reporting-agency": "p4", "chair": "chair"}

POINTS = {False: 12, True: 16}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("papers") / "store"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CPCLI_USER", "staff-17")
        patch.chdir(folder.parent)
        make_family(str(folder), "2026-11-22T10:00:00+00:00")
        patch.setenv("CPCLI_STORE", str(folder))
        # p2 is excluded from a part, so that there is a letter about it.
        answers = str(folder / "answers" / "exclusion.toml")
        assert run(["exclusion", REF, "--answers", answers, "--as-of", "2026-12-08"]) == 0
        nasty_case(folder / "cases" / f"{REF}.toml", short=True)
        yield folder


def made(document: str, variant: str, form: str, out: Path, *, large: bool) -> list[bytes]:
    """The document for the file and for whoever else may have it."""
    kinds = tomllib.loads((TOP / "templates" / f"{document}.toml").read_text(encoding="utf-8"))["readers"]
    readers = ["file", *(person for kind, person in PEOPLE.items() if kind in kinds)]
    words = [word for each in readers for word in ("--for", each)] + ["--large-print"] * large
    run(["render", document, REF, *words, "--variant", variant, "--format", form, "--out", str(out)])
    papers = [path.read_bytes() for path in sorted(out.glob(f"*.{form}"))]
    # The file's copy is always made; another may rightly be kept back.
    assert papers
    return papers


def test_there_are_papers_to_look_at() -> None:
    assert len(PAPERS) > 40
    assert {variant for _, variant in PAPERS} == set(VARIANTS)


@pytest.mark.parametrize("large", [False, pytest.param(True, marks=pytest.mark.long)], ids=["normal", "large"])
@pytest.mark.parametrize(("document", "variant"), PAPERS)
def test_word(document: str, variant: str, large: bool, store: Path, tmp_path: Path) -> None:
    del store
    for content in made(document, variant, "docx", tmp_path, large=large):
        check_word(docx.Document(BytesIO(content)), POINTS[large])


def check_word(word: docx.document.Document, points: int) -> None:
    """Hold one Word file to what can be read with the ears, and large."""
    headings = [
        (int(paragraph.style.name[-1]), paragraph.text)
        for paragraph in word.paragraphs
        if paragraph.style is not None and (paragraph.style.name or "").startswith("Heading")
    ]
    check_headings([level for level, _ in headings])
    assert all(text.strip() for _, text in headings)
    assert word.core_properties.title == " ".join(headings[0][1].split("\n"))
    assert word.core_properties.language == "en-GB"
    assert word.core_properties.author == ""
    for table in word.tables:
        first, *rest = table.rows
        assert first._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert all(cell.text.strip() for cell in first.cells)
        assert not [row for row in rest if row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None]
    section = word.sections[0]
    parts = [word.styles.element, word.element, section.header._element, section.footer._element]
    sizes = [
        int(each.get(qn("w:val"))) / 2 for part in parts for name in ("w:sz", "w:szCs") for each in part.iter(qn(name))
    ]
    assert min(sizes) >= points
    for run_ in word.element.iter(qn("w:r")):
        assert run_.find(f"{qn('w:rPr')}/{qn('w:lang')}") is not None, "a run without a language"
    assert section.header.paragraphs[0].text.startswith("DRAFT · Confidential")
    assert re.search(r"For .+\tPage 1 of 1", section.footer.paragraphs[-1].text, re.DOTALL)
    assert re.findall("instrText[^>]*> ([A-Z]+) <", section.footer._element.xml) == ["PAGE", "NUMPAGES"]
    assert not list(word.element.iter(qn("w:drawing")))


def check_headings(levels: list[int]) -> None:
    """One title, first, and no step down of more than one level."""
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels


@pytest.mark.long
@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
@pytest.mark.parametrize(("document", "variant"), PAPERS)
def test_pdf(document: str, variant: str, large: bool, store: Path, tmp_path: Path) -> None:
    del store
    for content in made(document, variant, "pdf", tmp_path, large=large):
        check_pdf(PdfReader(BytesIO(content)), POINTS[large])


def check_pdf(pdf: PdfReader, points: int) -> None:
    """Hold one PDF to the same."""
    root = cast("dict[str, Any]", pdf.root_object)
    tags = list(_tags(root["/StructTreeRoot"]["/K"]))
    check_headings([int(tag[2:]) for tag in tags if re.fullmatch("/H[1-6]", tag)])
    assert tags.count("/TR") == 0 or tags.count("/TH") >= tags.count("/Table") > 0
    assert pdf.metadata is not None
    assert pdf.metadata.title
    assert not pdf.metadata.author
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    for number, page in enumerate(pdf.pages, 1):
        text = page.extract_text()
        assert "DRAFT · Confidential" in text
        assert "For " in text
        assert f"Page {number} of {len(pdf.pages)}" in text
        contents = page.get_contents()
        assert contents is not None
        assert min(float(given[1]) for given, operator in contents.operations if operator == b"Tf") >= points


def _tags(part: object) -> Iterator[str]:
    found = part.get_object() if hasattr(part, "get_object") else part
    if isinstance(found, list):
        for each in found:
            yield from _tags(each)
    elif isinstance(found, dict):
        if "/S" in found:
            yield str(found["/S"])
        yield from _tags(found.get("/K"))

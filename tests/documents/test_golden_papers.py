"""Every document in every variant, word for word as its reader gets it. CPCLI_RECORD=1 writes the golden files anew.

Whoever changes a template reads the difference of its golden files: that is what a family would have read.
"""

import os

import pytest
from golden_papers import GOLDEN, SHOWN, Paper, golden_papers, made, papers_for, stores

from cpcli.cli.papers import Papers, shelf_of
from cpcli.store.cases import Store

PAPERS = sorted(golden_papers())
FOLDER = GOLDEN / "papers"


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Store]:
    return stores(tmp_path_factory.mktemp("golden"))


@pytest.fixture(scope="module")
def read() -> dict[str, Papers]:
    return {}


def test_every_document_and_variant_has_a_golden_file() -> None:
    kinds = shelf_of(None).kinds()
    assert set(SHOWN) == set(kinds)
    wanted = {(name, variant) for name, kind in kinds.items() for variant in kind.variants()}
    assert {(paper.document, paper.variant) for paper in PAPERS} == wanted


def test_no_golden_file_is_left_over() -> None:
    if os.environ.get("CPCLI_RECORD"):
        for path in FOLDER.glob("*.md"):
            path.unlink()
        return
    assert {path.stem for path in FOLDER.glob("*.md")} == {paper.stem for paper in PAPERS}


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.stem)
def test_a_paper_reads_as_it_was_recorded(paper: Paper, places: dict[str, Store], read: dict[str, Papers]) -> None:
    family = SHOWN[paper.document][0]
    if family not in read:
        read[family] = papers_for(paper, places)
    papers = read[family]
    text = "\n".join(f"<!-- {one.name} -->\n{one.content.decode('utf-8')}" for one in made(paper, papers))
    file = FOLDER / f"{paper.stem}.md"
    if os.environ.get("CPCLI_RECORD"):
        FOLDER.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")

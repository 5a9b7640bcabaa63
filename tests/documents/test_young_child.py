"""A child under ten reads a child's words, also where nobody thought of asking for them."""

from pathlib import Path

import pytest
from golden_papers import SHOWN, Paper, made, papers_for, stores

from cpcli.cli.papers import shelf_of

FOR_CHILDREN = sorted(
    name for name, kind in shelf_of(None).kinds().items() if "child" in kind.variants() and "leaflet" not in name
)


def said(folder: Path, document: str, variant: str, born: str) -> list[str]:
    """What Rowan reads who was born on that day; the conferences are on 10 December 2026 and 4 March 2027."""
    places = stores(folder)
    store = places[SHOWN[document][0]]
    (path,) = (store.folder / "cases").glob("*.toml")
    text = path.read_text(encoding="utf-8")
    assert text.count("born = 2019-03-04\n") == 1
    path.write_text(text.replace("born = 2019-03-04\n", born), encoding="utf-8")
    paper = Paper(document, variant, "c1")
    return [one.content.decode() for one in made(paper, papers_for(paper, places))]


def test_there_are_papers_with_a_childs_words() -> None:
    assert len(FOR_CHILDREN) > 5


@pytest.mark.parametrize("document", FOR_CHILDREN)
def test_the_standard_paper_of_a_young_child_is_the_childs(document: str, tmp_path: Path) -> None:
    born = "born = 2018-03-01\n"
    assert said(tmp_path / "a", document, "standard", born) == said(tmp_path / "b", document, "child", born)


@pytest.mark.parametrize("document", FOR_CHILDREN)
@pytest.mark.parametrize("born", ["born = 2016-12-10\n", ""], ids=["ten", "not recorded"])
def test_that_of_an_older_child_or_one_of_no_known_age_is_not(document: str, born: str, tmp_path: Path) -> None:
    assert said(tmp_path / "a", document, "standard", born) != said(tmp_path / "b", document, "child", born)

"""A name that stands in the words of the paper itself, or of every file of its format, is ticked and stops nothing."""

from pathlib import Path

import pytest
from made_families import view_for
from small_families import family, person
from test_every_kind_stops import SIDECAR

from cpcli.documents.kinds import FORMATS, Format
from cpcli.documents.readers import KINDS
from cpcli.documents.render import Made, MustNotGo, Wanted, make
from cpcli.documents.secrets import out_of_view
from cpcli.documents.shelf import Shelf

#: Names that people have, and words of letters, of Word files, of pages and of PDFs.
NAMES = ("Said Foster", "Drew Styles", "English Dear", "Ariel Arial", "Held Home", "Still Doctor", "Welcome Settings",
         "Titus Title", "Will Still", "May Also", "Noto Quagmire", "Solid Grid")  # fmt: skip


def paper(document: str, form: Format, folder: Path | None = None, more: str = "") -> Made:
    people = "".join(person(f"p{at + 60}", name, "uncle") for at, name in enumerate(NAMES))
    case = family(f"{people}\n{more}")
    shelf = Shelf(folder, tuple(KINDS))
    view = view_for(case, "p1")
    wanted = Wanted(shelf.kind(document), form=form)
    return make(wanted, view, shelf, out_of_view(case, view), view.values)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("document", ["invitation", "agenda", "leaflet-parents", "decision-letter"])
def test_a_family_with_such_names_gets_its_papers(document: str, form: Format) -> None:
    assert paper(document, form).content


def test_it_is_still_told() -> None:
    assert "single name" in {hit.kind for hit in paper("invitation", "docx").ticks}


@pytest.mark.parametrize("form", FORMATS)
def test_in_a_value_of_the_case_it_stops_as_ever(form: Format, tmp_path: Path) -> None:
    (tmp_path / "paper.toml").write_text(SIDECAR, encoding="utf-8")
    (tmp_path / "paper.md.j2").write_text("# A paper\n\n{{ plans[0].risks }}\n", encoding="utf-8")
    plan = '[[plan]]\nid = "pl1"\nchild = "c1"\nconference = "ic1"\nrisks = "Ask Ariel at the door."\n'

    with pytest.raises(MustNotGo, match="single name of p63"):
        paper("paper", form, tmp_path, plan)


def test_in_a_template_of_ones_own_a_name_stops(tmp_path: Path) -> None:
    """Who writes a name into a template for all families made a slip."""
    (tmp_path / "paper.toml").write_text(SIDECAR, encoding="utf-8")
    (tmp_path / "paper.md.j2").write_text("# A paper\n\nErmintrude is well.\n", encoding="utf-8")

    with pytest.raises(MustNotGo, match="single name of p30"):
        paper("paper", "txt", tmp_path, person("p30", "Ermintrude Quagmire", "uncle"))

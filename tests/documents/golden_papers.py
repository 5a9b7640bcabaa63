"""The papers whose words are kept as golden files: every document, in every variant, for the readers it is for."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from cpcli.cli.context import context
from cpcli.cli.papers import Papers, papers_of, shelf_of
from cpcli.documents.kinds import Format
from cpcli.documents.render import Made, Wanted, make
from cpcli.documents.secrets import out_of_view
from cpcli.store.cases import Store, make_store
from cpcli.store.config import load_config
from cpcli.store.demo_family import OFFICE

GOLDEN = Path(__file__).parent / "golden"
FAMILIES = GOLDEN / "families"

#: Each family's story stands on one day.
DAYS = {
    "planned": date(2026, 12, 8),
    "held": date(2026, 12, 11),
    "review": date(2027, 3, 5),
    "unborn": date(2026, 12, 12),
    "moved": date(2026, 12, 8),
}

#: Which family and conference a document is shown for, and for whom in the standard variant.
SHOWN: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "agenda": ("planned", "ic1", ("p1", "p2", "p4", "p10", "c3", "chair")),
    "chair-briefing": ("planned", "ic1", ("chair",)),
    "child-attendance-record": ("planned", "ic1", ("file",)),
    "child-in-need-plan": ("review", "rc1", ("p1", "p4")),
    "closing-checklist": ("held", "ic1", ("chair",)),
    "complaints-information": ("held", "ic1", ("p1", "p7")),
    "conference-record": ("held", "ic1", ("p1", "p4", "file")),
    "decision-letter": ("held", "ic1", ("p1", "p2", "p3", "p4", "file")),
    "delay-record": ("planned", "ic1", ("file",)),
    "distribution-list": ("held", "ic1", ("file",)),
    "exclusion-letter": ("planned", "ic1", ("p2",)),
    "exclusion-record": ("planned", "ic1", ("file",)),
    "invitation": (
        "planned", "ic1", ("p1", "p2", "p3", "p4", "p7", "p10", "p12", "p13", "p14", "p15", "p16", "c1", "c3", "chair"),
    ),
    "leaflet-children": ("planned", "ic1", ("c3",)),
    "leaflet-parents": ("planned", "ic1", ("p1",)),
    "outline-plan": ("held", "ic1", ("p1", "p2", "p4")),
    "plan-ended-notice": ("review", "rc1", ("p4", "file")),
    "pre-birth-plan": ("unborn", "pb1", ("p1", "p4")),
    "report-agency": ("planned", "ic1", ("p7",)),
    "report-social-worker": ("planned", "ic1", ("p4",)),
    "transfer-in-checklist": ("moved", "ti1", ("file",)),
    "transfer-in-letter": ("moved", "ti1", ("p7",)),
}  # fmt: skip


class Paper(NamedTuple):
    """One golden paper: a document, in a variant, for a reader."""

    document: str
    variant: str
    reader: str

    @property
    def stem(self) -> str:
        """The name of its golden file, without its ending."""
        return f"{self.document}.{self.variant}.{self.reader}"


def golden_papers() -> Iterator[Paper]:
    """Every golden paper."""
    for document, kind in shelf_of(None).kinds().items():
        for variant in kind.variants():
            if variant == "standard":
                yield from (Paper(document, variant, reader) for reader in SHOWN[document][2])
            else:
                yield Paper(document, variant, _reader_of(document, variant))


def _reader_of(document: str, variant: str) -> str:
    """Who reads another variant: a child, else the parent for whom the standard one is shown."""
    if variant == "child":
        return "c1" if SHOWN[document][0] in {"held", "review"} else "c3"
    return next((who for who in ("p1", "p2") if who in SHOWN[document][2]), "p1")


def stores(folder: Path) -> dict[str, Store]:
    """A store for each family."""
    made = {}
    for name in DAYS:
        make_store(folder / name, tables=OFFICE)
        text = (FAMILIES / f"{name}.toml").read_bytes()
        ref = next(line for line in text.decode().splitlines() if line.startswith("ref = ")).split('"')[1]
        (folder / name / "cases" / f"{ref}.toml").write_bytes(text)
        made[name] = Store(folder / name, load_config(str(folder / name)))
    return made


def papers_for(paper: Paper, places: dict[str, Store]) -> Papers:
    """What a paper is made from."""
    family, conference, _ = SHOWN[paper.document]
    place = places[family]
    (ref,) = place.refs()
    return papers_of(place, ref, conference, DAYS[family], context(str(place.folder)))


def made(
    paper: Paper, papers: Papers, form: Format = "md", letterhead: bytes | None = None, *, large_print: bool = False
) -> list[Made]:
    """The documents of a paper: one, or one for each group of children who must not share one."""
    shelf = shelf_of(None)
    kind = shelf.kind(paper.document)
    (reader,) = papers.readers([paper.reader])
    return [
        make(
            Wanted(kind, paper.variant, form=form, child=child, letterhead=letterhead, large_print=large_print),
            view, shelf, out_of_view(papers.case, view), view.values,
        )
        for child, view in papers.views(reader, kind)
    ]  # fmt: skip

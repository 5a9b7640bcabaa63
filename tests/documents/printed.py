"""Papers as `cpcli render` makes them, in Markdown: every one that a reader gets of a document, searched as it is."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from made_families import PACK, TODAY, WORDS, conference_of

from cpcli.casework.guide import Guide
from cpcli.casework.quorum import Quorum
from cpcli.casework.result import Deadline
from cpcli.documents.kinds import Kind, Variant
from cpcli.documents.readers import KINDS, Reader, reader_of
from cpcli.documents.render import Made, Wanted, make
from cpcli.documents.secrets import out_of_view
from cpcli.documents.shelf import Shelf
from cpcli.documents.view import View, view_of
from cpcli.errors import CpcliError
from cpcli.rules.quorum import quorum_of
from cpcli.rules.timetable import timetable
from cpcli.store.bank_holidays import england
from cpcli.store.case_file import case_facts
from cpcli.store.case_reader import Case
from cpcli.store.guides import guide_paths, load_guide
from cpcli.store.meeting_reader import meeting_of
from cpcli.store.packs import find_pack
from cpcli.store.quorum_reader import load_rule
from cpcli.store.tables import Problems

SHELF = Shelf(None, tuple(KINDS))

#: How to reach an office that nobody has.
OFFICE = {
    "team": "Placeholder team",
    "phone": "01632 960100",
    "complaints": "Feedback team of Exampleton",
    "complaints_phone": "01632 960101",
}
TOP = Path(__file__).resolve().parents[2]


@cache
def kinds() -> dict[str, Kind]:
    """Every document that comes with cpcli."""
    return SHELF.kinds()


@cache
def guides() -> dict[str, Guide]:
    """The guides of the default pack."""
    return {name: load_guide(name, PACK) for name in guide_paths(PACK)}


def deadlines_of(case: Case, today: date = TODAY) -> tuple[Deadline, ...]:
    """Every deadline of a case."""
    facts = case_facts({"ref": case.ref, "format": 1, **case.data}, Problems("case", ""), case.ref)
    return timetable(PACK, facts.timelines(today, {}), england(), today).deadlines


def quorum_for(case: Case, today: date = TODAY) -> Quorum | None:
    """The quorum of a case's conference; None where it cannot be told."""
    try:
        rules = load_rule(find_pack("pan-berkshire"))
        return quorum_of(*rules, meeting_of(case, conference_of(case)), today, at_decision=False)
    except CpcliError:
        return None


def views_for(case: Case, document: str, reader: Reader, today: date = TODAY) -> list[tuple[str | None, View]]:
    """The views of a reader for a document, one a group of children who must not share it."""
    kind = kinds()[document]
    given: dict[str, Any] = {
        "pack": PACK,
        "words": WORDS,
        "today": today,
        "guides": guides(),
        "deadlines": deadlines_of(case, today),
        "quorum": quorum_for(case, today),
        "needs_addresses": kind.addresses,
        "office": OFFICE,
    }
    whole = view_of(case, conference_of(case), reader, **given)
    if not kind.per_child or len(whole.split) < 2:
        return [(None, whole)]
    views = {
        "-".join(group): view_of(case, conference_of(case), reader, children=group, **given) for group in whole.split
    }
    if kind.paper == "birth" and whole.is_about_a_birth:
        views = {group: view for group, view in views.items() if view.is_about_a_birth}
    return list(views.items())


def made(case: Case, document: str, ref: str, variant: Variant = "standard", order: str = "traditional") -> list[Made]:
    """What `cpcli render` makes of a document for one reader.

    Raises:
        MustNotGo: the search stops it.
    """
    reader = reader_of(case, conference_of(case), ref, WORDS)
    found = []
    for child, view in views_for(case, document, reader):
        wanted = Wanted(kinds()[document], variant, form="md", order=order, child=child)
        found.append(make(wanted, view, SHELF, out_of_view(case, view), view.values))
    return found


def printed(case: Case, document: str, ref: str, variant: Variant = "standard", order: str = "traditional") -> str:
    """The words of every paper of a document that one reader gets."""
    return "\n\n".join(each.content.decode() for each in made(case, document, ref, variant, order))

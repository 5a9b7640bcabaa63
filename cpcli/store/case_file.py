"""Reading a case file: its children, conferences and events. Nothing is written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cpcli.casework.kinds import CONFERENCES, EVENT_KINDS, STATES
from cpcli.casework.timeline import Event, Moment, Timeline, in_order
from cpcli.store.tables import Table, read_toml
from cpcli.workdays import london

ATTENDED = ("in-person", "online", "represented", "apologies", "absent")


#: An event, and the children it concerns: all subject children where none is named.
Told = tuple[Event, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What deadlines need of a case: each event with the children it concerns (all subject children where empty)."""

    ref: str
    pack: str | None
    subjects: tuple[str, ...]
    events: tuple[Told, ...]

    def timelines(self, as_of: date, facts: Mapping[str, str]) -> list[Timeline]:
        """One timeline a subject child; one without a child where none is recorded yet."""
        return [
            Timeline(
                events=in_order(e for e, children in self.events if child is None or not children or child in children),
                as_of=as_of,
                facts=facts,
                case=self.ref,
                child=child,
            )
            for child in (self.subjects or (None,))
        ]


def read_case(path: Path) -> CaseFile:
    """Read the children, conferences and events of a case file.

    Raises:
        InvalidFile: it is no case; every problem is told with its line, and none repeats what a name or note says.
    """
    data, problems = read_toml(path, path.name)
    problems.private = True
    table = Table(data, "", problems)
    form = table.whole("format", 1)
    if form not in {1, None}:
        table.wrong("format", "this case was written by a newer cpcli; install that version to read it")
    ref = table.text("ref", path.stem)
    pack = table.text("pack", None)
    children = table.tables("child")
    subjects = [child.text("id") for child in children if child.data.get("subject", True) is True]
    known = tuple(str(child.data.get("id")) for child in children)
    births = [event for child in children for event in _read_births(child)]
    conferences = [found for row in table.tables("conference") for found in _read_conference(row, known)]
    events = [found for row in table.tables("event") for found in _read_event(row, known)]
    problems.raise_errors()
    told = [*births, *conferences, *(event for event in events if not _repeats(event, conferences))]
    return CaseFile(ref, pack, tuple(subjects), tuple(told))


def _read_births(child: Table) -> list[Told]:
    child_id = child.data.get("id")
    born, expected = child.day("born", None), child.day("expected", None)
    events = []
    if born is not None:
        events.append(Event("date-of-birth", born))
        events.append(Event("birth", born))
    if expected is not None:
        events.append(Event("expected-delivery", expected))
    return [(event, (child_id,)) for event in events if isinstance(child_id, str)]


def _read_conference(row: Table, known: Sequence[str]) -> list[Told]:
    kind = row.choice("kind", CONFERENCES)
    at, ended = row.moment("at"), row.moment("ended", None)
    state = row.choice("state", STATES, None)
    attended = [person.choice("attended", ATTENDED, None) for person in row.tables("attendance")]
    children = row.texts("children", known)
    outcomes = {o.text("child", ""): o.text("decision", None) for o in row.tables("outcome")}
    if at is None:
        return []

    def event(outcome: Any) -> Event:
        return Event(
            kind=kind,
            on=_local(at),
            state=state,
            took_place=ended is not None or any(a in {"in-person", "online", "represented"} for a in attended),
            ended=None if ended is None else _local(ended),
            outcome=_plan_or_not(outcome),
            ref=row.text("id", None),
        )

    if not outcomes:
        return [(event(None), children)]
    concerned = children or tuple(known)
    return [(event(outcomes.get(child)), (child,)) for child in concerned]


def _plan_or_not(decision: str | None) -> Any:
    """Whether an outcome leaves a plan in place; anything not understood stays unknown."""
    return {"plan": "plan", "continue": "plan", "no-plan": "no-plan", "end": "no-plan"}.get(decision or "")


def _read_event(row: Table, known: Sequence[str]) -> list[Told]:
    kind, on = row.choice("kind", EVENT_KINDS), row.moment("on")
    children, about = row.texts("children", known), row.text("conference", None)
    return [] if on is None else [(Event(kind, _local(on), about=about), children)]


def _local(moment: Moment) -> Moment:
    return london(moment) if isinstance(moment, datetime) else moment


def _repeats(event: Told, conferences: Sequence[Told]) -> bool:
    """Whether an event says again what a conference of the same kind, day and child says."""
    return any(
        event[0].kind == conference.kind
        and event[0].day == conference.day
        and (not event[1] or not children or set(event[1]) <= set(children))
        for conference, children in conferences
    )

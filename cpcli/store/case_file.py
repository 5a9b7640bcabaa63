"""Reading a case file: its children, conferences and events. Nothing is written here."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from cpcli.casework.kinds import CONFERENCES, EVENT_KINDS, STATES
from cpcli.casework.result import Awaited
from cpcli.casework.timeline import Event, Moment, Timeline, in_order
from cpcli.errors import Problem
from cpcli.store.tables import Problems, Table, read_toml
from cpcli.workdays import london

ATTENDED = ("in-person", "online", "represented", "apologies", "absent")


class Report(NamedTuple):
    """A report for a conference: whose, and how far it has come."""

    id: str
    conference: str
    by: str
    received: date | None
    shared_on: date | None
    sent_to_chair: date | None
    withheld: bool


#: An event, and the children it concerns: all subject children where none is named.
Told = tuple[Event, tuple[str, ...]]


class CaseFile(NamedTuple):
    """What deadlines need of a case.

    Attributes:
        subjects: the subject children's ids.
        looked_after: those of them who are looked after by the authority.
        events: each event with the children it concerns (all subject children where empty).
        remarks: keys that nobody knows, which may be slips of the pen.
        awaited: for each conference still to come, what is being waited for and from whom.
    """

    ref: str
    pack: str | None
    subjects: tuple[str, ...]
    looked_after: frozenset[str]
    events: tuple[Told, ...]
    awaited: tuple[Awaited, ...] = ()
    remarks: tuple[Problem, ...] = ()

    def timelines(self, as_of: date, facts: Mapping[str, str]) -> list[Timeline]:
        """One timeline a subject child; one without a child where none is recorded yet."""
        return [
            Timeline(
                events=in_order(e for e, children in self.events if child is None or not children or child in children),
                as_of=as_of,
                facts={**facts, **({"looked-after": ""} if child in self.looked_after else {})},
                case=self.ref,
                child=child,
            )
            for child in (self.subjects or (None,))
        ]


def read_case(path: Path) -> CaseFile:
    """Read what deadlines need of a case file.

    Raises:
        InvalidFile: it is no case; every problem is told with its line, and none repeats what a name or note says.
    """
    data, problems = read_toml(path, path.name)
    return case_facts(data, problems, path.stem)


def case_facts(data: Mapping[str, Any], problems: Problems, ref: str) -> CaseFile:
    """What deadlines need of a case's tables.

    Raises:
        InvalidFile: as for `read_case`.
    """
    problems.private = True
    table = Table(data, "", problems)
    if table.whole("format", 1) not in {1, None}:
        table.wrong("format", "this case was written by a newer cpcli; install that version to read it")
    children = table.tables("child")
    subjects = [child.text("id") for child in children if child.data.get("subject", True) is True]
    known = tuple(str(child.data.get("id")) for child in children)
    births = [event for child in children for event in _read_births(child)]
    conferences = [found for row in table.tables("conference") for found in _read_conference(row, known)]
    told = [*births, *conferences]
    told += [found for row in table.tables("plan") for found in _read_plan(row, known)]
    reports = [_read_report(row) for row in table.tables("report")]
    told += _shared_reports(reports, [event for event, _ in conferences])
    events = [found for row in table.tables("event") for found in _read_event(row, known)]
    told += [event for event in events if not _repeats(event, conferences)]
    looked_after = frozenset(str(child.data.get("id")) for child in children if child.flag("looked_after"))
    case = CaseFile(table.text("ref", ref), table.text("pack", None), tuple(subjects), looked_after, tuple(told))
    problems.raise_errors()
    _remark_on_keys(data, problems)
    return case._replace(awaited=awaited_of(case.ref, data, reports), remarks=tuple(problems.found))


def _remark_on_keys(data: Mapping[str, Any], problems: Problems) -> None:
    """Tell keys that are none: a slip such as `stat = "cancelled"` would change the answer in silence."""
    from cpcli.casework.fields import INSIDE, TABLES, TOP

    known = {*(field.name for field in TOP), *TABLES}
    for name in data:
        if name not in known:
            problems.add(name, problems.unknown(name, known, "is not a key of a case"), level="warning")
    for name, fields in TABLES.items():
        keys = {*(field.name for field in fields), *INSIDE.get(name, {})}
        for at, row in enumerate(data.get(name, [])):
            for key in row if isinstance(row, Mapping) else ():
                if key not in keys:
                    says = problems.unknown(key, keys, "is not a key of this table")
                    problems.add(f"{name}[{at}].{key}", says, level="warning")


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
    told: list[Told] = [(event(outcomes.get(child)), (child,)) for child in concerned]
    # A conference that ends a plan ends it that day.
    return told + [(Event("plan-ended", _local(at)), (child,)) for child in concerned if outcomes.get(child) == "end"]


def _plan_or_not(decision: str | None) -> Any:
    """Whether an outcome leaves a plan in place; anything not understood stays unknown."""
    return {"plan": "plan", "continue": "plan", "no-plan": "no-plan", "end": "no-plan"}.get(decision or "")


def _read_plan(row: Table, known: Sequence[str]) -> list[Told]:
    """A plan that has ended."""
    child, ended = row.choice("child", known), row.day("ended", None)
    return [] if ended is None else [(Event("plan-ended", ended), (child,))]


def _read_report(row: Table) -> Report:
    return Report(
        row.text("id", ""),
        row.text("conference", ""),
        row.text("by", ""),
        row.day("received", None),
        row.day("shared_on", None),
        row.day("sent_to_chair", None),
        row.flag("withheld"),
    )


def _shared_reports(reports: Sequence[Report], conferences: Sequence[Event]) -> list[Told]:
    """Reports count as shared, or as with the chair, on the day the last of a conference's was; before that not."""
    told: list[Told] = []
    for ref in dict.fromkeys(event.ref for event in conferences if event.ref):
        ours = [report for report in reports if report.conference == ref]
        shared = [report.shared_on for report in ours if not report.withheld]
        sent = [report.sent_to_chair for report in ours]
        for kind, days in (("report-shared", shared), ("report-sent-to-chair", sent)):
            known = [day for day in days if day is not None]
            if known and len(known) == len(days):
                told.append((Event(kind, max(known), about=ref), ()))
    return told


def awaited_of(case: str, data: Mapping[str, Any], reports: Sequence[Report]) -> tuple[Awaited, ...]:
    """For each conference not yet held: invitations, replies and reports that are still to come."""
    found = []
    for row in data.get("conference", []):
        if not isinstance(row, Mapping) or row.get("state") in {"held", "cancelled", "adjourned"} or "ended" in row:
            continue
        ref = str(row.get("id"))
        guests = [guest for guest in row.get("attendance", []) if isinstance(guest, Mapping)]
        ours = [report for report in reports if report.conference == ref]
        waits = {
            "invitation to": [str(guest.get("person")) for guest in guests if "invited" not in guest],
            "reply from": [str(g.get("person")) for g in guests if "invited" in g and "reply" not in g],
            "report from": [report.by for report in ours if report.received is None],
            "report to share with the family, by": [
                report.by for report in ours if report.shared_on is None and not report.withheld and report.received
            ],
            "report to send to the chair, by": [
                report.by for report in ours if report.sent_to_chair is None and report.received
            ],
        }
        found += [Awaited(case, ref, what, tuple(who)) for what, who in waits.items() if who]
    return tuple(found)


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

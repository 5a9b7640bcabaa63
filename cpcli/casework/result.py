"""Answers with their reasons."""

from datetime import date
from typing import NamedTuple

from cpcli.casework.kinds import Bound, Force, Status
from cpcli.casework.timeline import Event, Moment
from cpcli.workdays import Walk


class Reason(NamedTuple):
    """One step of the working: what it says, on which clauses, resting on what.

    `walk` is the count laid open, where days were counted one by one.
    """

    says: str
    clauses: tuple[str, ...] = ()
    because: tuple["Reason", ...] = ()
    walk: Walk | None = None


class ReadingDate(NamedTuple):
    """One reading with the date it gives."""

    due: Moment
    limit: str
    because: str
    trigger: Event


class Warned(NamedTuple):
    """Something odd that is told and never refused: practice is messy and the record must still be made."""

    says: str
    clauses: tuple[str, ...] = ()
    child: str | None = None
    case: str | None = None


class Deadline(NamedTuple):
    """One deadline of one child, with everything that led to it. Fields as in the contract of `cpcli deadlines`."""

    case: str | None
    child: str | None
    rule: str
    title: str
    force: Force
    clauses: tuple[str, ...]
    pack: str
    version: date
    bound: Bound
    trigger_kind: str
    trigger: Event | None
    status: Status
    due: Moment | None = None
    aim_for: date | None = None
    readings: tuple[ReadingDate, ...] = ()
    met_on: Moment | None = None
    planned_on: Moment | None = None
    planned_late: bool = False
    working_days_left: int | None = None
    provisional: bool = False
    predicted: bool = False
    missing: tuple[str, ...] = ()
    why: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()


class Awaited(NamedTuple):
    """What a conference still to come waits for, and from whom (ids)."""

    case: str
    conference: str
    what: str
    who: tuple[str, ...]


class Timetable(NamedTuple):
    """The answer to one question: every deadline, worst first, and what was odd."""

    as_of: date
    pack: str
    deadlines: tuple[Deadline, ...] = ()
    warnings: tuple[Warned, ...] = ()
    awaited: tuple[Awaited, ...] = ()

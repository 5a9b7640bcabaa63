"""What is known about one child, in order of time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

from cpcli.casework.kinds import CONFERENCES, ENQUIRY_ENDS, ENQUIRY_STARTS, State

Moment = date | datetime
Outcome = Literal["plan", "no-plan"]


class Event(NamedTuple):
    """Something that happened or is booked: a date, or a date and time in Europe/London.

    Attributes:
        state: a conference's recorded state, None where none is recorded.
        took_place: attendance or an end is recorded, so it is held even when its day is today.
        ended: when a conference ended, where that is known.
        outcome: whether the conference made or kept a plan for this child; None where it is not recorded.
        ref: the conference's id in its case.
        about: the id of the conference that this event belongs to.
    """

    kind: str
    on: Moment
    state: State | None = None
    took_place: bool = False
    ended: Moment | None = None
    outcome: Outcome | None = None
    ref: str | None = None
    about: str | None = None

    @property
    def day(self) -> date:
        """The calendar day it falls on."""
        return day_of(self.on)


def day_of(moment: Moment) -> date:
    """The calendar day of a date or a date and time."""
    return moment.date() if isinstance(moment, datetime) else moment


def is_later(moment: Moment, limit: Moment) -> bool:
    """Whether `moment` lies after `limit`; by the clock where both times are known, else by the day."""
    if isinstance(moment, datetime) and isinstance(limit, datetime):
        return moment > limit
    return day_of(moment) > day_of(limit)


@dataclass(frozen=True, slots=True)
class Timeline:
    """One child's events as they stand on one day.

    `happened` and `planned` part the active events: adjourned and cancelled conferences are in neither, because they
    meet nothing and trigger nothing.
    """

    events: tuple[Event, ...]
    as_of: date
    facts: Mapping[str, str]
    case: str | None = None
    child: str | None = None

    def state_of(self, event: Event) -> State:
        """Whether an event has taken place by now; what is recorded wins over what the date suggests."""
        if event.state in {"adjourned", "cancelled", "planned"}:
            return event.state
        if event.day > self.as_of:
            return "planned"
        if event.day < self.as_of or event.state == "held":
            return "held"
        return "held" if event.took_place or event.kind not in CONFERENCES else "planned"

    def active(self, kinds: Iterable[str]) -> list[Event]:
        """Events of these kinds that stand, happened or planned, in order of time."""
        wanted = frozenset(kinds)
        return [e for e in self.events if e.kind in wanted and self.state_of(e) in {"held", "planned"}]

    def happened(self, kinds: Iterable[str]) -> list[Event]:
        """Events of these kinds that have taken place, in order of time."""
        return [event for event in self.active(kinds) if self.state_of(event) == "held"]

    def latest_enquiry(self) -> "Enquiry | None":
        """The latest enquiry, open or ended.

        An enquiry is over with an initial conference that was held or a recorded decision not to hold one; what is
        recorded after that belongs to the next enquiry. On one and the same day the clock decides where it is known.
        Where it is not, a start belongs to the enquiry that it alone can have opened, else to the next one: a limit too
        many is safer than one too few.
        """
        latest: Enquiry | None = None
        starts: list[Event] = []
        days = sorted({event.day for event in self.active((*ENQUIRY_STARTS, *ENQUIRY_ENDS))})
        for day in days:
            for event in self._on(day, begun=bool(starts)):
                if event.kind in ENQUIRY_STARTS:
                    starts.append(event)
                elif starts:
                    latest, starts = Enquiry(tuple(starts), event), []
        return Enquiry(tuple(starts), None) if starts else latest

    def _on(self, day: date, *, begun: bool) -> list[Event]:
        """What opened and ended enquiries on one day, in the order in which it is taken to have happened."""
        starts = [event for event in self.active(ENQUIRY_STARTS) if event.day == day]
        ends = [event for event in self.happened(ENQUIRY_ENDS) if event.day == day]
        timed = [event for event in (*starts, *ends) if isinstance(event.on, datetime)]
        if len(timed) == len(starts) + len(ends):
            return sorted(timed, key=lambda event: event.on.isoformat())
        return [*ends, *starts] if begun else [*starts, *ends]


class Enquiry(NamedTuple):
    """What opened one enquiry, in order of time, and what ended it; None while it is open."""

    starts: tuple[Event, ...]
    ended_by: Event | None


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Events by day, an unknown time before a known one, then by time."""
    return tuple(sorted(events, key=lambda e: (e.day, e.on.isoformat(), e.kind)))

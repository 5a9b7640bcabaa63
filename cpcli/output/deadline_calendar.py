"""Deadlines as a calendar file: one event each, without names, with a reminder and an identity that lasts."""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from cpcli import __version__
from cpcli.casework.result import Deadline, Timetable
from cpcli.casework.timeline import day_of
from cpcli.output.safe import safe_text
from cpcli.rules.wording import say

if TYPE_CHECKING:
    from icalendar import Event as CalendarEvent

#: What is over or has no date is no entry in a calendar.
LEFT_OUT = frozenset({"met", "met-late", "waiting"})

#: A calendar travels: no date of birth stands in it.
BIRTHS = frozenset({"date-of-birth", "birth", "expected-delivery"})

WORDS = {"latest": "latest date", "earliest": "not before", "information": "for information"}


def deadlines_ics(timetable: Timetable) -> str:
    """An iCalendar file of everything still to be done. The same question gives the same bytes."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//cpcli//cpcli {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    stamp = datetime.combine(timetable.as_of, datetime.min.time(), UTC)
    for deadline in timetable.deadlines:
        past = deadline.status == "information" and deadline.due is not None and day_of(deadline.due) < timetable.as_of
        if deadline.due is not None and deadline.status not in LEFT_OUT and not past:
            calendar.add_component(_entry(deadline, stamp))
    text: str = calendar.to_ical().decode("utf-8")
    return text


def _entry(deadline: Deadline, stamp: datetime) -> "CalendarEvent":
    from icalendar import Alarm, Event

    entry = Event()
    whose = " ".join(safe_text(part) for part in (deadline.case, deadline.child) if part)
    summary = f"{deadline.title}: {WORDS[deadline.bound]}" + (f" ({whose})" if whose else "")
    entry.add("uid", _identity(deadline))
    entry.add("dtstamp", stamp)
    entry.add("summary", summary)
    _add_when(entry, deadline)
    entry.add("transp", "TRANSPARENT")
    entry.add("categories", ["cpcli", deadline.status])
    entry.add("description", _description(deadline))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    # A limit of hours wants a reminder within them; a day is told of the day before.
    alarm.add("trigger", timedelta(hours=-2) if isinstance(deadline.due, datetime) else timedelta(days=-1))
    entry.add_component(alarm)
    return entry


def _add_when(entry: "CalendarEvent", deadline: Deadline) -> None:
    """A date is a whole day; a clock time is given in UTC, so that no time zone table is needed."""
    due = deadline.due
    if isinstance(due, datetime):
        entry.add("dtstart", due.astimezone(UTC))
        entry.add("duration", timedelta(0))
    elif isinstance(due, date):
        entry.add("dtstart", due)
        entry.add("dtend", due + timedelta(days=1))


def _description(deadline: Deadline) -> str:
    lines = [] if deadline.trigger_kind in BIRTHS else [reason.says for reason in deadline.why]
    if deadline.aim_for is not None:
        lines.insert(0, f"Aim for {say(deadline.aim_for)}.")
    lines.append(f"{deadline.force}; {' '.join(deadline.clauses)}; {deadline.pack} from {say(deadline.version)}")
    return "\n".join(lines)


def _identity(deadline: Deadline) -> str:
    """The same for the same duty however its date moves: a booked conference is known by its id."""
    trigger = deadline.trigger
    since = "" if trigger is None else trigger.ref or trigger.on.isoformat().replace(":", "")
    if deadline.trigger_kind in BIRTHS:
        since = ""
    parts = (deadline.case or "question", deadline.child or "all", deadline.rule, deadline.trigger_kind, since)
    return "-".join(safe_text(part).replace(" ", "_") for part in parts) + "@cpcli"

"""Deadlines as plain values for JSON: the contract `cpcli/deadlines/1`."""

from typing import Any

from cpcli.casework.result import Deadline, Reason, Timetable
from cpcli.casework.timeline import Moment


def iso(moment: Moment | None) -> str | None:
    """ISO 8601: a date, or a date and time with its offset."""
    return None if moment is None else moment.isoformat()


def timetable_shape(timetable: Timetable) -> dict[str, Any]:
    """The whole answer as one object."""
    return {
        "schema": "cpcli/deadlines/1",
        "as_of": timetable.as_of.isoformat(),
        "pack": timetable.pack,
        "deadlines": [deadline_shape(deadline) for deadline in timetable.deadlines],
        "warnings": [
            {"case": warned.case, "child": warned.child, "says": warned.says, "clauses": list(warned.clauses)}
            for warned in timetable.warnings
        ],
        "awaited": [
            {"case": each.case, "conference": each.conference, "what": each.what, "who": list(each.who)}
            for each in timetable.awaited
        ],
    }


def deadline_shape(deadline: Deadline) -> dict[str, Any]:
    """One deadline with every field of the contract; fields may be added, never removed."""
    trigger = deadline.trigger
    return {
        "case": deadline.case,
        "child": deadline.child,
        "rule": deadline.rule,
        "title": deadline.title,
        "force": deadline.force,
        "clauses": list(deadline.clauses),
        "pack": deadline.pack,
        "version": deadline.version.isoformat(),
        "bound": deadline.bound,
        "trigger": {"event": deadline.trigger_kind, "on": iso(trigger.on) if trigger else None},
        "conference": trigger.ref if trigger else None,
        "due": iso(deadline.due),
        "aim_for": iso(deadline.aim_for),
        "readings": [
            {"due": iso(reading.due), "limit": reading.limit, "because": reading.because, "from": reading.trigger.kind}
            for reading in deadline.readings
        ],
        "status": deadline.status,
        "met_on": iso(deadline.met_on),
        "planned_on": iso(deadline.planned_on),
        "planned_late": deadline.planned_late,
        "working_days_left": deadline.working_days_left,
        "provisional": deadline.provisional,
        "predicted": deadline.predicted,
        "missing": list(deadline.missing),
        "why": [reason_shape(reason) for reason in deadline.why],
        "notes": [reason_shape(note) for note in deadline.notes],
    }


def reason_shape(reason: Reason) -> dict[str, Any]:
    """One step of the working, with what it rests on and, where days were counted, each of them."""
    shape: dict[str, Any] = {
        "says": reason.says,
        "clauses": list(reason.clauses),
        "because": [reason_shape(under) for under in reason.because],
    }
    if reason.walk is not None:
        shape["counted"] = [day.isoformat() for day in reason.walk.counted]
        shape["skipped"] = [{"on": day.isoformat(), "because": name} for day, name in reason.walk.skipped]
    return shape

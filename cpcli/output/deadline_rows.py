"""Deadlines as rows of comma-separated text, safe to open in a spreadsheet."""

from cpcli.casework.result import Deadline, Timetable
from cpcli.output.deadline_shapes import iso
from cpcli.output.safe import safe_cell

COLUMNS = (
    "case",
    "child",
    "rule",
    "title",
    "status",
    "due",
    "aim_for",
    "working_days_left",
    "planned_on",
    "planned_late",
    "met_on",
    "force",
    "bound",
    "trigger_event",
    "trigger_on",
    "readings",
    "provisional",
    "predicted",
    "missing",
    "clauses",
    "pack",
    "version",
    "why",
    "notes",
)


def deadlines_csv(timetable: Timetable) -> str:
    """Comma-separated rows with a header, lines ended as RFC 4180 asks."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(_row(deadline) for deadline in timetable.deadlines)
    return out.getvalue()


def _row(deadline: Deadline) -> list[str | int]:
    trigger = deadline.trigger
    cells: list[str | int | bool | None] = [
        deadline.case,
        deadline.child,
        deadline.rule,
        deadline.title,
        deadline.status,
        iso(deadline.due),
        iso(deadline.aim_for),
        deadline.working_days_left,
        iso(deadline.planned_on),
        deadline.planned_late,
        iso(deadline.met_on),
        deadline.force,
        deadline.bound,
        deadline.trigger_kind,
        iso(trigger.on) if trigger else None,
        "; ".join(f"{iso(reading.due)} ({reading.limit})" for reading in deadline.readings),
        deadline.provisional,
        deadline.predicted,
        " ".join(deadline.missing),
        " ".join(deadline.clauses),
        deadline.pack,
        deadline.version.isoformat(),
        " ".join(reason.says for reason in deadline.why),
        " ".join(note.says for note in deadline.notes),
    ]
    return [_cell(cell) for cell in cells]


def _cell(value: str | int | bool | None) -> str | int:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, int) else safe_cell(value)

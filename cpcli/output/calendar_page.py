"""A year at a glance."""

from datetime import date, timedelta
from typing import Any

from cpcli.output.safe import safe_text
from cpcli.rules.wording import MONTHS, many, say
from cpcli.workdays import Calendar

WEEK = "Mo Tu We Th Fr Sa Su"


def year_page(calendar: Calendar, year: int) -> str:
    """Twelve months, three abreast, each bank holiday starred and named beneath, closures in brackets."""
    rows = []
    for quarter in range(0, 12, 3):
        months = [_month(calendar, year, month) for month in range(quarter + 1, quarter + 4)]
        depth = max(map(len, months))
        for line in range(depth):
            abreast = (month[line] if line < len(month) else "" for month in months)
            rows.append("   ".join(f"{cell:<27}" for cell in abreast).rstrip())
        rows.append("")
    return "\n".join(
        [f"England {year}: {many(len(calendar.ordinals(year)), 'working day')}", "", *rows, *_named(calendar, year)]
    )


def _month(calendar: Calendar, year: int, month: int) -> list[str]:
    first = date(year, month, 1)
    lines, cells = (
        [f"{MONTHS[month - 1]}", "".join(f"{day:<4}" for day in WEEK.split()).rstrip()],
        ["    "] * first.weekday(),
    )
    day = first
    while day.month == month and day.year == year:
        mark = "*" if day in calendar.named(year) else ")" if day in calendar.closures else ""
        cells.append(f"{f'{day.day:>2}{mark}':<4}")
        if day.weekday() == 6:
            lines.append("".join(cells).rstrip())
            cells = []
        day += timedelta(days=1)
    if cells:
        lines.append("".join(cells).rstrip())
    return lines


def _named(calendar: Calendar, year: int) -> list[str]:
    lines = [f"* {say(day):<16} {safe_text(name)}" for day, name in calendar.named(year).items()]
    closed = [(day, name) for day, name in sorted(calendar.closures.items()) if day.year == year]
    lines += [f") {say(day):<16} {safe_text(name)}: closed, yet a working day in every count" for day, name in closed]
    if year > calendar.proclaimed_to:
        lines.append(f"Predicted: bank holidays after {calendar.proclaimed_to} are not proclaimed yet.")
    return lines


def year_shape(calendar: Calendar, year: int) -> dict[str, Any]:
    """The same for JSON."""
    return {
        "schema": "cpcli/workdays-calendar/1",
        "year": year,
        "predicted": year > calendar.proclaimed_to,
        "working_days": len(calendar.ordinals(year)),
        "bank_holidays": [{"on": day.isoformat(), "name": name} for day, name in calendar.named(year).items()],
        "closures": [
            {"on": day.isoformat(), "name": name} for day, name in sorted(calendar.closures.items()) if day.year == year
        ],
    }

"""Dates and lists as a person says them aloud."""

from collections.abc import Iterable
from datetime import date, datetime

from cpcli.casework.kinds import EVENT_KINDS
from cpcli.casework.timeline import Moment

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def say(moment: Moment) -> str:
    """`Tue 5 Jan 2027`, with the time where it is known; the same words in every locale."""
    day = f"{DAYS[moment.weekday()]} {moment.day} {MONTHS[moment.month - 1]} {moment.year}"
    return f"{day}, {moment:%H:%M}" if isinstance(moment, datetime) else day


def say_short(day: date) -> str:
    """`5 Jan`, where the year is plain from what stands beside it."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def listed(words: Iterable[str], last: str = "and") -> str:
    """`a, b and c`."""
    items = list(words)
    return f"{', '.join(items[:-1])} {last} {items[-1]}" if len(items) > 1 else "".join(items)


def many(number: int, word: str) -> str:
    """`1 weekend day`, `3 weekend days`."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def named(kind: str) -> str:
    """An event kind with its article: `the strategy discussion`."""
    return f"the {EVENT_KINDS[kind]}"

"""Dates as a person types them."""

import re
from datetime import date, datetime

from cpcli.casework.timeline import Moment
from cpcli.errors import UsageFault

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?")


def read_date(said: str, what: str) -> date:
    """A date written as 2026-12-10.

    Raises:
        UsageFault: it is none, or there is no such day.
    """
    if not _DATE.fullmatch(said):
        raise UsageFault(f'{what}: "{said}" is not a date; write it as 2026-12-10')
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise UsageFault(f"{what}: there is no day {said}; check the month and the day") from None


def read_moment(said: str, what: str) -> Moment:
    """A date, or a date and time such as 2026-12-10T10:00, taken as Europe/London.

    Raises:
        UsageFault: it is neither, or there is no such day or time.
    """
    if _DATE.fullmatch(said):
        return read_date(said, what)
    if not _DATE_TIME.fullmatch(said):
        raise UsageFault(f'{what}: "{said}" is not a date; write 2026-12-10, or 2026-12-10T10:00 with a time')
    from cpcli.workdays import london

    try:
        return london(datetime.fromisoformat(said))
    except ValueError:
        raise UsageFault(f"{what}: there is no time {said}; check the day and the hour") from None

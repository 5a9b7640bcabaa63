"""Counting days as the sector does.

Conventions, stated once:

- The day of the trigger is day 0. One working day after it is the next working day, whatever day the trigger fell on:
  a weekend, a bank holiday or a leap day is a legal trigger. Backwards is the mirror image.
- A working day is a day that is neither Saturday, Sunday nor a bank holiday in England. Local closures are not
  bank holidays: they never change a count.
- `n` clear working days leave `n` whole working days between the two ends, so they reach one working day further.
- A month or a year goes to the corresponding date, or to the last day of a shorter month.
- Hours are clock hours: 24 of them span a change of the clocks as 24 hours, not as the same time next day.

The calendar is a value handed in; nothing here reads a file, a clock or an environment.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from cpcli.errors import UsageFault

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

Unit = Literal["working days", "clear working days", "days", "weeks", "months", "years", "hours"]
UNITS: tuple[Unit, ...] = ("working days", "clear working days", "days", "weeks", "months", "years", "hours")

#: Bank holidays are known, or can be worked out, from and to these years (both inclusive).
FIRST_YEAR, LAST_YEAR = 1872, 2100

WEEKEND = ("Saturday", "Sunday")


class Span(NamedTuple):
    """A length of time as a clause gives it: `15 working days`. A negative amount counts backwards."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        unit: str = self.unit
        return f"{self.amount} {unit[:-1] if abs(self.amount) == 1 else unit}"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The bank holidays of England, with an area's own additions and closures.

    Attributes:
        bank_holidays: gives the named bank holidays of one year that fall on Monday to Friday.
        proclaimed_to: the last year whose bank holidays have been proclaimed; later years are worked out.
        additions: bank holidays the table does not have yet. They count as bank holidays everywhere.
        closures: days an office is shut. They move an aim, never a statutory count.
    """

    bank_holidays: Callable[[int], Mapping[date, str]]
    proclaimed_to: int
    additions: Mapping[date, str] = field(default_factory=dict)
    closures: Mapping[date, str] = field(default_factory=dict)
    _named: dict[int, Mapping[date, str]] = field(default_factory=dict, repr=False, compare=False)
    _ordinals: dict[int, list[int]] = field(default_factory=dict, repr=False, compare=False)

    def named(self, year: int) -> Mapping[date, str]:
        """The bank holidays of a year that fall on a weekday, each with its name."""
        known = self._named.get(year)
        if known is None:
            if not FIRST_YEAR <= year <= LAST_YEAR:
                raise UsageFault(f"bank holidays are known for {FIRST_YEAR} to {LAST_YEAR}; this needs the year {year}")
            added = {day: name for day, name in self.additions.items() if day.year == year and day.weekday() < 5}
            known = dict(sorted({**added, **self.bank_holidays(year)}.items()))
            self._named[year] = known
        return known

    def ordinals(self, year: int) -> list[int]:
        """The working days of a year as proleptic ordinals, in order."""
        known = self._ordinals.get(year)
        if known is None:
            shut = {day.toordinal() for day in self.named(year)}
            first = date(year, 1, 1).toordinal()
            days = range(first, date(year, 12, 31).toordinal() + 1)
            known = [day for day in days if (day - 1) % 7 < 5 and day not in shut]
            self._ordinals[year] = known
        return known

    def why_not_working(self, day: date) -> str | None:
        """The name of what makes this no working day (`Saturday`, `Good Friday`), or None on a working day."""
        if day.weekday() >= 5:
            return WEEKEND[day.weekday() - 5]
        return self.named(day.year).get(day)

    def is_working_day(self, day: date) -> bool:
        """Whether offices count this day. Closures do not matter here."""
        return self.why_not_working(day) is None

    def is_open(self, day: date) -> bool:
        """Whether somebody is at work: a working day on which the office is not closed."""
        return self.is_working_day(day) and day not in self.closures

    def is_predicted(self, *days: date) -> bool:
        """Whether any of these days lies beyond the last proclaimed bank holidays."""
        return any(day.year > self.proclaimed_to for day in days)


def add_working_days(calendar: Calendar, start: date, amount: int) -> date:
    """The working day that lies `amount` working days after `start` (before it, where negative).

    `start` itself is day 0 and is never counted; zero gives `start` back, whatever day it is.
    """
    if amount == 0:
        return start
    year, left = start.year, abs(amount)
    ordinals = calendar.ordinals(year)
    if amount > 0:
        at = bisect_right(ordinals, start.toordinal())
        while left > len(ordinals) - at:
            left -= len(ordinals) - at
            year, at = year + 1, 0
            ordinals = calendar.ordinals(year)
        return date.fromordinal(ordinals[at + left - 1])
    at = bisect_left(ordinals, start.toordinal())
    while left > at:
        left -= at
        year -= 1
        ordinals = calendar.ordinals(year)
        at = len(ordinals)
    return date.fromordinal(ordinals[at - left])


def count_working_days(calendar: Calendar, start: date, end: date) -> int:
    """How many working days after `start` the day `end` is: `start` excluded, `end` included.

    Negative when `end` comes first; then `end` is included and `start` excluded, so that counting back what
    `add_working_days` went forward gives the same number.
    """
    if end < start:
        return -_working_days_between(calendar, end.toordinal(), start.toordinal() - 1)
    return _working_days_between(calendar, start.toordinal() + 1, end.toordinal())


def _working_days_between(calendar: Calendar, first: int, last: int) -> int:
    """Working days from ordinal `first` to ordinal `last`, both included."""
    if last < first:
        return 0
    years = range(date.fromordinal(first).year, date.fromordinal(last).year + 1)
    return sum(
        bisect_right(ordinals, last) - bisect_left(ordinals, first)
        for ordinals in (calendar.ordinals(year) for year in years)
    )


def add_clear_working_days(calendar: Calendar, start: date, amount: int) -> date:
    """As `add_working_days`, with `amount` whole working days left between: both ends are excluded."""
    return add_working_days(calendar, start, amount + 1 if amount >= 0 else amount - 1)


def add_months(start: date, amount: int, *, leap_day: Literal["last", "next"] = "last") -> date:
    """The corresponding date `amount` calendar months on, or the last day of a shorter month.

    With `leap_day="next"` a 29 February goes to 1 March instead where there is no 29th: the birthday rule.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + amount, 12)
    month += 1
    _within_reach(year)
    try:
        return date(year, month, start.day)
    except ValueError:
        first_of_next = date(year + month // 12, month % 12 + 1, 1)
        is_leap_day = (start.month, start.day) == (2, 29)
        return first_of_next if leap_day == "next" and is_leap_day else first_of_next - timedelta(days=1)


def add_years(start: date, amount: int, *, leap_day: Literal["last", "next"] = "last") -> date:
    """The corresponding date `amount` years on; for a 29 February see `add_months`."""
    return add_months(start, 12 * amount, leap_day=leap_day)


def add_days(start: date, amount: int) -> date:
    """The date `amount` calendar days on, every day counted."""
    try:
        end = start + timedelta(days=amount)
    except OverflowError:
        raise _out_of_reach() from None
    _within_reach(end.year)
    return end


def add_hours(moment: datetime, amount: int) -> datetime:
    """The moment `amount` clock hours later in Europe/London; 24 of them are 24 hours on both clock changes too.

    A `moment` without an offset is London time. An hour that the clocks skip is taken as the moment it stands for; in
    the hour that comes twice the first is meant, which is the earlier and so the safer.
    """
    try:
        later = (london(moment).astimezone(UTC) + timedelta(hours=amount)).astimezone(london_zone())
    except OverflowError:
        raise _out_of_reach() from None
    _within_reach(later.year)
    return later


def minute_before(moment: datetime) -> datetime:
    """The moment a minute earlier by the clock that never changes, told in Europe/London."""
    return (london(moment).astimezone(UTC) - timedelta(minutes=1)).astimezone(london_zone())


def london(moment: datetime) -> datetime:
    """The same moment in Europe/London; a moment without an offset already is London time."""
    zone = london_zone()
    aware = moment.replace(tzinfo=zone) if moment.tzinfo is None else moment
    try:
        # By way of UTC, so that an hour the clocks skip comes out as a time that exists.
        return aware.astimezone(UTC).astimezone(zone)
    except OverflowError:
        raise _out_of_reach() from None


def london_zone() -> "ZoneInfo":
    """Europe/London, imported only when a clock time is in question."""
    from zoneinfo import ZoneInfo

    return ZoneInfo("Europe/London")


def shift(  # noqa: PLR0911 - one return a unit
    calendar: Calendar, start: date, span: Span, *, leap_day: Literal["last", "next"] = "last"
) -> date:
    """Go a span from a date. Hours on a bare date count in whole days, rounded up: the time is not known."""
    match span.unit:
        case "working days":
            return add_working_days(calendar, start, span.amount)
        case "clear working days":
            return add_clear_working_days(calendar, start, span.amount)
        case "days":
            return add_days(start, span.amount)
        case "weeks":
            return add_days(start, 7 * span.amount)
        case "months":
            return add_months(start, span.amount, leap_day=leap_day)
        case "years":
            return add_years(start, span.amount, leap_day=leap_day)
        case "hours":
            whole = -(-abs(span.amount) // 24)
            return add_days(start, whole if span.amount >= 0 else -whole)


class Walk(NamedTuple):
    """A count laid open: the working days counted, in the order walked, and each day stepped over with its name."""

    counted: tuple[date, ...]
    skipped: tuple[tuple[date, str], ...]

    @property
    def bank_holidays(self) -> tuple[tuple[date, str], ...]:
        """Of the days stepped over, those that are bank holidays rather than weekends."""
        return tuple((day, name) for day, name in self.skipped if name not in WEEKEND)


def walk(calendar: Calendar, start: date, end: date) -> Walk:
    """Lay open the count from `start` (excluded) to `end` (included), forwards or backwards."""
    step = 1 if end >= start else -1
    days = [date.fromordinal(n) for n in range(start.toordinal() + step, end.toordinal() + step, step)]
    reasons = [(day, calendar.why_not_working(day)) for day in days]
    return Walk(
        counted=tuple(day for day, name in reasons if name is None),
        skipped=tuple((day, name) for day, name in reasons if name is not None),
    )


def parse_span(text: str) -> Span:
    """Read `15 working days`, `1 month`, `same day`.

    Raises:
        ValueError: the text is no span; the message names the units there are.
    """
    if text == "same day":
        return Span(0, "days")
    number, _, unit = text.strip().partition(" ")
    plural = unit if unit.endswith("s") else f"{unit}s"
    for known in UNITS:
        if plural == known and number.isascii() and number.isdigit():
            return Span(int(number), known)
    raise ValueError(f'"{text}" is no length of time; write a whole number and one of: {", ".join(UNITS)}')


def back_to_open_day(calendar: Calendar, day: date) -> date:
    """`day` itself when somebody is at work on it, else the nearest earlier day on which somebody is."""
    while not calendar.is_open(day):
        day -= timedelta(days=1)
    return day


def on_to_open_day(calendar: Calendar, day: date) -> date:
    """`day` itself when somebody is at work on it, else the nearest later day on which somebody is."""
    while not calendar.is_open(day):
        day += timedelta(days=1)
    return day


def _within_reach(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _out_of_reach()


def _out_of_reach() -> UsageFault:
    return UsageFault(f"that leads outside the years {FIRST_YEAR} to {LAST_YEAR}, for which days can be counted")

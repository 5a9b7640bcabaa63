"""England's bank holidays: the shipped table, and the holidays package for the years outside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cpcli.store.england_table import BANK_HOLIDAYS, PROCLAIMED_TO
from cpcli.workdays import Calendar


def named_in(year: int) -> dict[date, str]:
    """The bank holidays of a year that fall on Monday to Friday, each with its name.

    Years inside the shipped table are read from it; for any other the holidays package is imported.
    """
    rows = BANK_HOLIDAYS.get(year)
    if rows is None:
        from cpcli.store.make_england_table import bank_holidays_of

        return bank_holidays_of(year)
    return {date(year, int(row[:2]), int(row[3:5])): row[6:] for row in rows.split("; ")}


def england(
    additions: Mapping[date, str] | None = None,
    closures: Mapping[date, str] | None = None,
) -> Calendar:
    """England's calendar, with an area's own bank holidays and closures."""
    return Calendar(named_in, PROCLAIMED_TO, additions or {}, closures or {})


@dataclass(frozen=True, slots=True)
class Difference:
    """A day on which the shipped table and the installed holidays package disagree; None where a side lacks it."""

    day: date
    table: str | None
    package: str | None


def differences() -> list[Difference]:
    """Compare the shipped table with the installed holidays package, day by day and name by name."""
    from cpcli.store.make_england_table import bank_holidays_of

    found = []
    for year in BANK_HOLIDAYS:
        ours, theirs = named_in(year), bank_holidays_of(year)
        found += [
            Difference(day, ours.get(day), theirs.get(day))
            for day in sorted(ours.keys() | theirs.keys())
            if ours.get(day) != theirs.get(day)
        ]
    return found


def package_version() -> str:
    """The version of the installed holidays package."""
    from importlib.metadata import version

    return version("holidays")


def covered_years() -> tuple[int, int]:
    """The first and the last year of the shipped table, both inclusive."""
    return min(BANK_HOLIDAYS), max(BANK_HOLIDAYS)

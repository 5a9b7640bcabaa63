"""Dates as they are written in a document, in whatever way."""

# ruff: noqa: RUF001 - look-alikes of letters, and hyphens and dashes of every kind, are what this is about

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_SEP = r"\s*[-/.|‐-―−\s]\s*"
_ISO = re.compile(rf"(?<!\d)(\d{{4}}){_SEP}(\d{{1,2}}){_SEP}(\d{{1,2}})(?!\d)")
_RUN = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)")
_RUN_DAY_FIRST = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{4})(?!\d)")
_DMY = re.compile(rf"(?<!\d)(\d{{1,2}}){_SEP}(\d{{1,2}}){_SEP}(\d{{4}}|\d{{2}})(?!\d)")
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?\s*(?:day\s+)?(?:of\s+)?[-/.,|]?\s*{_NAMED}\s*[-/.,'|]?\s*(\d{{4}}|\d{{2}})(?!\d)",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"(?<![a-z]){_NAMED}\s*[-/.]?\s*(\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,?\s+|\s*\|\s*)(\d{{4}}|['’]\d{{2}})(?!\d)",
    re.IGNORECASE,
)


def dates_in(text: str) -> Iterator[date]:
    """Every date in a text; one that can be read two ways counts both ways."""
    if not any(char.isdigit() for char in text):
        return
    for year, month, day in (*_ISO.findall(text), *_RUN.findall(text)):
        yield from _day(year, month, day)
    for one, two, year in (*_DMY.findall(text), *_RUN_DAY_FIRST.findall(text)):
        yield from _day(year, two, one)
        yield from _day(year, one, two)
    for day, month, year in _DAY_FIRST.findall(text):
        yield from _day(year, _MONTHS.index(month.lower()) + 1, day)
    for month, day, year in _MONTH_FIRST.findall(text):
        yield from _day(year.lstrip("'’"), _MONTHS.index(month.lower()) + 1, day)


def _day(year: str | int, month: str | int, day: str | int) -> Iterator[date]:
    years = [int(year)] if len(str(year)) == 4 else [1900 + int(year), 2000 + int(year)]
    for each in years:
        with suppress(ValueError):
            yield date(each, int(month), int(day))

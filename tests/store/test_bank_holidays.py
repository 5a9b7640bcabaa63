"""The shipped bank holidays, held against the holidays package and, independently, against GOV.UK's own list."""

import json
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest

from cpcli.store import bank_holidays, england_table
from cpcli.store.bank_holidays import Difference, covered_years, differences, england, named_in, package_version
from cpcli.store.england_table import BANK_HOLIDAYS, PROCLAIMED_TO
from cpcli.store.make_england_table import FIRST, LAST, bank_holidays_of, table_text
from cpcli.workdays import FIRST_YEAR, LAST_YEAR

GOVUK = Path(__file__).resolve().parents[1] / "data" / "bank-holidays-england-and-wales.json"

#: What both hang on their names and neither needs: the mark of a substitute day, the typographic apostrophe.
SUBSTITUTE = " (substitute day)"

#: GOV.UK's names where ours are others.
OTHER_NAMES = {
    date(2012, 6, 5): "Diamond Jubilee bank holiday",
    date(2020, 5, 8): "Early May bank holiday",
    date(2022, 9, 19): "Bank holiday for the State Funeral of Queen Elizabeth II",
}


def every_day(first_year: int, last_year: int) -> Iterable[date]:
    first, last = date(first_year, 1, 1), date(last_year, 12, 31)
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


@pytest.fixture(scope="module")
def govuk() -> dict[date, str]:
    """GOV.UK's list: each bank holiday in England and Wales with its name."""
    events = json.loads(GOVUK.read_text(encoding="utf-8"))["events"]
    found = {
        date.fromisoformat(event["date"]): event["title"].replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
        for event in events
    }
    assert len(found) == len(events) == 140
    return found


def test_govuk_list_is_here_and_holds_every_year_from_2012_to_2028(govuk: dict[date, str]) -> None:
    assert {day.year for day in govuk} == set(range(2012, 2029))
    assert all(sum(day.year == year for day in govuk) >= 8 for year in range(2012, 2029))


def test_the_table_is_govuk_list_on_every_day_they_share(govuk: dict[date, str]) -> None:
    calendar = england()
    first, last = min(govuk).year, max(govuk).year
    differing = [
        day
        for day in every_day(first, last)
        if calendar.is_working_day(day) != (day.weekday() < 5 and day not in govuk)
        or (day in calendar.named(day.year)) != (day in govuk)
    ]
    assert differing == []


def test_each_name_is_govuk_name_save_three(govuk: dict[date, str]) -> None:
    ours = {day: named_in(day.year)[day].removesuffix(SUBSTITUTE) for day in govuk}
    assert ours == govuk | OTHER_NAMES


def test_the_last_proclaimed_year_is_the_last_of_govuk_list(govuk: dict[date, str]) -> None:
    assert max(govuk).year == PROCLAIMED_TO
    assert england().proclaimed_to == PROCLAIMED_TO


def test_the_table_is_the_package_on_every_day() -> None:
    package = holidays.country_holidays("GB", subdiv="ENG", years=range(FIRST, LAST + 1))
    assert len(package) > 8 * (LAST - FIRST + 1)
    differing = [
        day for day in every_day(FIRST, LAST) if (day in named_in(day.year)) != (day in package and day.weekday() < 5)
    ]
    assert differing == []
    assert differences() == []


def test_the_shipped_file_is_what_the_script_prints_byte_for_byte() -> None:
    shipped = Path(str(england_table.__file__)).read_bytes()
    assert len(shipped) > 10_000
    assert table_text().encode() == shipped


def test_the_table_covers_1990_to_2050_without_a_gap() -> None:
    assert covered_years() == (1990, 2050)
    assert list(BANK_HOLIDAYS) == list(range(1990, 2051))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("1995-05-08", "Early May bank holiday"),
        ("1999-12-31", "Millennium bank holiday"),
        ("2002-06-03", "Golden Jubilee bank holiday"),
        ("2011-04-29", "Royal Wedding bank holiday"),
        ("2012-06-05", "Diamond Jubilee bank holiday"),
        ("2020-05-08", "Early May bank holiday"),
        ("2022-06-02", "Spring bank holiday"),
        ("2022-06-03", "Platinum Jubilee bank holiday"),
        ("2022-09-19", "Bank holiday for the State Funeral of Queen Elizabeth II"),
        ("2023-05-08", "Bank holiday for the coronation of King Charles III"),
        ("2026-12-28", "Boxing Day (substitute day)"),
        ("2027-12-27", "Christmas Day (substitute day)"),
        ("2028-01-03", "New Year's Day (substitute day)"),
    ],
)
def test_one_off_and_substitute_days_are_bank_holidays_by_name(day: str, name: str) -> None:
    assert england().why_not_working(date.fromisoformat(day)) == name


@pytest.mark.parametrize("day", ["1995-05-01", "2002-05-27", "2012-05-28", "2020-05-04", "2022-05-30", "2026-03-17"])
def test_a_day_whose_bank_holiday_was_moved_or_is_another_nation_s_is_a_working_day(day: str) -> None:
    assert england().is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize("year", [FIRST_YEAR, FIRST - 1, LAST + 1, LAST_YEAR])
def test_a_year_outside_the_table_comes_from_the_package(year: int) -> None:
    assert year not in BANK_HOLIDAYS
    assert named_in(year) == bank_holidays_of(year)
    assert any(name == "Good Friday" for name in named_in(year).values())
    assert england().ordinals(year)


@pytest.mark.parametrize(("year", "working"), [(1989, 252), (2051, 252)])
def test_a_year_just_outside_the_table_has_as_many_working_days_as_any(year: int, working: int) -> None:
    assert len(england().ordinals(year)) == working


def test_every_name_outside_the_table_is_one_of_ours() -> None:
    known = {name for year in BANK_HOLIDAYS for name in named_in(year).values()}
    recent = {name for year in (1980, 1985, 2060, LAST_YEAR) for name in named_in(year).values()}
    assert recent <= known


def test_every_shipped_day_falls_on_a_weekday_and_has_a_name() -> None:
    days = [(day, name) for year in BANK_HOLIDAYS for day, name in named_in(year).items()]
    assert len(days) == sum(len(year.split("; ")) for year in BANK_HOLIDAYS.values())
    assert all(day.weekday() < 5 and name.strip() for day, name in days)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (lambda rows: rows[1:], Difference(date(2026, 1, 1), None, "New Year's Day")),
        (lambda rows: [*rows, "12-29 Planted"], Difference(date(2026, 12, 29), "Planted", None)),
        (lambda rows: ["01-01 Other", *rows[1:]], Difference(date(2026, 1, 1), "Other", "New Year's Day")),
    ],
    ids=["missing", "too many", "another name"],
)
def test_a_planted_difference_is_found(
    rows: Callable[[list[str]], list[str]], found: Difference, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted = {**BANK_HOLIDAYS, 2026: "; ".join(rows(BANK_HOLIDAYS[2026].split("; ")))}
    monkeypatch.setattr(bank_holidays, "BANK_HOLIDAYS", planted)
    assert differences() == [found]


def test_the_united_kingdom_without_england_would_lack_two_bank_holidays() -> None:
    bare = holidays.country_holidays("GB", years=2026)
    lacking = {day: name for day, name in named_in(2026).items() if day not in bare}
    assert lacking == {date(2026, 4, 6): "Easter Monday", date(2026, 8, 31): "Summer bank holiday"}


def test_the_version_told_is_that_of_the_installed_package() -> None:
    assert package_version() == vars(holidays)["__version__"]


def test_a_local_addition_and_a_closure_reach_the_calendar() -> None:
    new, shut = date(2027, 5, 10), date(2026, 12, 29)
    calendar = england({new: "A new bank holiday"}, {shut: "Office closed"})
    assert calendar.why_not_working(new) == "A new bank holiday"
    assert calendar.is_working_day(shut)
    assert not calendar.is_open(shut)

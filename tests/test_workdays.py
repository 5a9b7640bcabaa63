"""Counting: tables of dates for every unit, and the laws that hold for all of them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpcli.errors import UsageFault
from cpcli.store.bank_holidays import england
from cpcli.workdays import (
    FIRST_YEAR,
    LAST_YEAR,
    UNITS,
    Calendar,
    Span,
    Unit,
    add_clear_working_days,
    add_days,
    add_hours,
    add_months,
    add_working_days,
    add_years,
    back_to_open_day,
    count_working_days,
    london,
    on_to_open_day,
    parse_span,
    shift,
    walk,
)

ENGLAND = england()

#: Every year these can lead to is in the shipped table.
DAYS = st.dates(date(1994, 1, 1), date(2046, 12, 31))
AMOUNTS = st.integers(-400, 400)
MOMENTS = st.datetimes(datetime.fromisoformat("1994-01-01"), datetime.fromisoformat("2046-12-31"))

law = settings(deadline=None)


def iso(text: str) -> date:
    return date.fromisoformat(text)


def add_by_hand(calendar: Calendar, day: date, amount: int) -> date:
    """Day by day: what `add_working_days` must give, however it does it."""
    left, step = abs(amount), timedelta(days=1 if amount > 0 else -1)
    while left:
        day += step
        left -= day.weekday() < 5 and day not in calendar.named(day.year)
    return day


def ends_of(start: str, spans: Iterable[str]) -> dict[str, str]:
    """Where each span written as `15 working days` or `-2 weeks` leads."""
    ends = {}
    for text in spans:
        span = parse_span(text.removeprefix("-"))
        amount = -span.amount if text.startswith("-") else span.amount
        ends[text] = shift(ENGLAND, iso(start), Span(amount, span.unit)).isoformat()
    return ends


@pytest.mark.parametrize(
    ("start", "ends"),
    [
        # over a weekend, over Easter, May and August, over one-off bank holidays, over the turn of the year
        ("2026-07-03", {"1 working day": "2026-07-06", "6 working days": "2026-07-13"}),
        ("2026-07-06", {"0 working days": "2026-07-06", "-1 working day": "2026-07-03"}),
        ("2026-04-02", {"1 working day": "2026-04-07", "2 working days": "2026-04-08"}),
        ("2026-05-01", {"1 working day": "2026-05-05"}),
        ("2026-08-28", {"1 working day": "2026-09-01"}),
        ("2022-05-27", {"5 working days": "2022-06-07"}),
        ("2027-01-05", {"-1 working day": "2027-01-04", "-2 working days": "2026-12-31"}),
        ("2026-12-30", {"1 working day": "2026-12-31", "2 working days": "2027-01-04"}),
        # from a Saturday, a Sunday, bank holidays and leap days
        ("2026-07-04", {"1 working day": "2026-07-06", "-1 working day": "2026-07-03", "0 working days": "2026-07-04"}),
        ("2026-07-05", {"10 working days": "2026-07-17", "-1 working day": "2026-07-03"}),
        ("2026-12-25", {"1 working day": "2026-12-29", "-1 working day": "2026-12-24", "0 working days": "2026-12-25"}),
        ("2026-04-03", {"1 working day": "2026-04-07", "-1 working day": "2026-04-02"}),
        ("2024-02-29", {"1 working day": "2024-03-01", "-1 working day": "2024-02-28"}),
        ("2020-02-29", {"1 working day": "2020-03-02", "-1 working day": "2020-02-28"}),
        # clear working days reach one further, either way
        ("2026-07-07", {"3 clear working days": "2026-07-13", "-3 clear working days": "2026-07-01"}),
        ("2026-07-06", {"0 clear working days": "2026-07-07"}),
        ("2026-07-04", {"1 clear working day": "2026-07-07", "-1 clear working day": "2026-07-02"}),
        ("2026-12-25", {"1 clear working day": "2026-12-30", "-1 clear working day": "2026-12-23"}),
        # days and weeks count every day
        ("2026-12-20", {"15 days": "2027-01-04", "-15 days": "2026-12-05", "1 week": "2026-12-27"}),
        ("2024-02-28", {"1 day": "2024-02-29", "1 week": "2024-03-06"}),
        ("2025-02-28", {"1 day": "2025-03-01", "same day": "2025-02-28"}),
        ("2024-03-01", {"-1 day": "2024-02-29", "-1 week": "2024-02-23"}),
        # months: the corresponding date, or the last day of a shorter month
        ("2026-09-10", {"3 months": "2026-12-10", "-9 months": "2025-12-10"}),
        ("2023-11-30", {"3 months": "2024-02-29"}),
        ("2026-08-31", {"6 months": "2027-02-28", "-2 months": "2026-06-30"}),
        ("2026-03-31", {"1 month": "2026-04-30", "-1 month": "2026-02-28"}),
        ("2026-09-30", {"4 months": "2027-01-30"}),
        ("2026-12-31", {"12 months": "2027-12-31"}),
        ("2024-02-29", {"1 month": "2024-03-29", "12 months": "2025-02-28", "-1 month": "2024-01-29"}),
        ("2024-03-31", {"-1 month": "2024-02-29"}),
        # years
        ("2026-06-15", {"12 years": "2038-06-15", "-1 year": "2025-06-15"}),
        ("2024-02-29", {"4 years": "2028-02-29", "18 years": "2042-02-28", "-1 year": "2023-02-28"}),
        # hours on a bare date are whole days
        ("2026-11-27", {"24 hours": "2026-11-28", "25 hours": "2026-11-29", "-24 hours": "2026-11-26"}),
    ],
)
def test_a_span_leads_from_one_date_to_the_other(start: str, ends: dict[str, str]) -> None:
    assert ends_of(start, ends) == ends


@pytest.mark.parametrize(
    ("start", "ends"),
    [
        ("2026-03-26", {"15 working days": "2026-04-20", "14 working days": "2026-04-17"}),
        ("2026-12-10", {"15 working days": "2027-01-05", "14 working days": "2027-01-04"}),
        ("2026-04-07", {"-2 working days": "2026-04-01", "-2 clear working days": "2026-03-31"}),
        ("2026-04-07", {"-5 working days": "2026-03-27", "-5 clear working days": "2026-03-26"}),
        ("2026-04-07", {"-3 working days": "2026-03-31", "-3 clear working days": "2026-03-30"}),
        ("2026-11-30", {"3 months": "2027-02-28", "90 days": "2027-02-28", "91 days": "2027-03-01"}),
        ("2026-11-27", {"10 working days": "2026-12-11", "24 hours": "2026-11-28"}),
        ("2026-12-18", {"10 working days": "2027-01-06", "20 working days": "2027-01-20"}),
        ("2026-12-18", {"20 days": "2027-01-07", "1 month": "2027-01-18"}),
        ("2026-09-01", {"-20 weeks": "2026-04-14", "-16 weeks": "2026-05-12"}),
        ("2026-09-01", {"-12 weeks": "2026-06-09", "-7 weeks": "2026-07-14", "-6 weeks": "2026-07-21"}),
        ("2026-04-14", {"3 months": "2026-07-14"}),
        ("2026-05-29", {"15 days": "2026-06-13", "15 working days": "2026-06-19"}),
        ("2026-05-22", {"5 working days": "2026-06-01"}),
        ("2026-05-08", {"20 working days": "2026-06-08"}),
        ("2026-01-31", {"3 months": "2026-04-30", "6 weeks": "2026-03-14"}),
    ],
)
def test_the_worked_examples_of_the_field_come_out(start: str, ends: dict[str, str]) -> None:
    assert ends_of(start, ends) == ends


@pytest.mark.parametrize(
    ("day", "back", "on"),
    [
        ("2027-02-28", "2027-02-26", "2027-03-01"),
        ("2026-03-14", "2026-03-13", "2026-03-16"),
        ("2026-04-05", "2026-04-02", "2026-04-07"),
        ("2026-06-19", "2026-06-19", "2026-06-19"),
    ],
)
def test_a_day_nobody_works_moves_back_or_on_to_one_that_somebody_does(day: str, back: str, on: str) -> None:
    assert back_to_open_day(ENGLAND, iso(day)) == iso(back)
    assert on_to_open_day(ENGLAND, iso(day)) == iso(on)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-07-03T16:00", 24, "2026-07-04T16:00:00+01:00"),
        ("2026-07-03T16:00", 72, "2026-07-06T16:00:00+01:00"),
        # the clocks go on: 24 hours end an hour later by the clock
        ("2026-03-28T16:00", 24, "2026-03-29T17:00:00+01:00"),
        ("2026-03-29T17:00", -24, "2026-03-28T16:00:00+00:00"),
        ("2026-03-29T00:30", 1, "2026-03-29T02:30:00+01:00"),
        # the clocks go back: they end an hour sooner
        ("2026-10-24T16:00", 24, "2026-10-25T15:00:00+00:00"),
        ("2026-10-25T15:00", -24, "2026-10-24T16:00:00+01:00"),
        ("2026-10-25T00:30", 1, "2026-10-25T01:30:00+01:00"),
        ("2026-10-25T00:30", 2, "2026-10-25T01:30:00+00:00"),
        # a time the clocks skip, a time that comes twice (the first is meant), and one written with its offset
        ("2026-03-29T01:30", 0, "2026-03-29T02:30:00+01:00"),
        ("2026-10-25T01:30", 24, "2026-10-26T00:30:00+00:00"),
        ("2026-10-25T01:30+00:00", 24, "2026-10-26T01:30:00+00:00"),
        ("2026-07-03T15:00+00:00", 24, "2026-07-04T16:00:00+01:00"),
        # a leap day
        ("2028-02-28T10:00", 24, "2028-02-29T10:00:00+00:00"),
    ],
)
def test_hours_are_clock_hours_through_both_changes(start: str, hours: int, end: str) -> None:
    moment = datetime.fromisoformat(start)
    assert add_hours(moment, hours).isoformat() == end
    assert add_hours(moment, 0).isoformat() == london(moment).isoformat()


@pytest.mark.parametrize(
    ("born", "years", "last", "following"),
    [
        ("2008-02-29", 18, "2026-02-28", "2026-03-01"),
        ("2008-02-29", 12, "2020-02-29", "2020-02-29"),
        ("2008-12-31", 18, "2026-12-31", "2026-12-31"),
    ],
)
def test_a_leap_day_birthday_falls_where_the_rule_says(born: str, years: int, last: str, following: str) -> None:
    assert add_years(iso(born), years) == iso(last)
    assert shift(ENGLAND, iso(born), Span(years, "years"), leap_day="next") == iso(following)


@pytest.mark.parametrize(
    ("start", "end", "number"),
    [
        ("2026-12-10", "2027-01-05", 15),
        ("2027-01-05", "2026-12-10", -15),
        ("2026-07-06", "2026-07-06", 0),
        ("2026-07-04", "2026-07-05", 0),
        ("2026-07-03", "2026-07-05", 0),
        ("2026-07-03", "2026-07-06", 1),
        ("2026-07-06", "2026-07-03", -1),
        ("2026-07-04", "2026-07-03", -1),
        ("2025-12-31", "2026-12-31", 253),
        ("2023-12-31", "2024-12-31", 254),
    ],
)
def test_a_count_leaves_the_start_out_and_takes_the_end_in(start: str, end: str, number: int) -> None:
    assert count_working_days(ENGLAND, iso(start), iso(end)) == number


def test_a_walk_tells_the_days_counted_and_names_those_stepped_over() -> None:
    steps = walk(ENGLAND, iso("2026-12-24"), iso("2026-12-29"))
    assert steps.counted == (iso("2026-12-29"),)
    assert [(str(day), name) for day, name in steps.skipped] == [
        ("2026-12-25", "Christmas Day"),
        ("2026-12-26", "Saturday"),
        ("2026-12-27", "Sunday"),
        ("2026-12-28", "Boxing Day (substitute day)"),
    ]
    assert [name for _, name in steps.bank_holidays] == ["Christmas Day", "Boxing Day (substitute day)"]


def test_a_walk_backwards_tells_the_days_in_the_order_walked() -> None:
    steps = walk(ENGLAND, iso("2026-04-07"), iso("2026-04-01"))
    assert steps.counted == (iso("2026-04-02"), iso("2026-04-01"))
    assert [name for _, name in steps.skipped] == ["Easter Monday", "Sunday", "Saturday", "Good Friday"]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("15 working days", Span(15, "working days")),
        ("1 working day", Span(1, "working days")),
        ("2 clear working days", Span(2, "clear working days")),
        ("1 month", Span(1, "months")),
        ("20 weeks", Span(20, "weeks")),
        ("0 days", Span(0, "days")),
    ],
)
def test_a_span_is_read_and_said_as_a_clause_writes_it(text: str, span: Span) -> None:
    assert parse_span(text) == span
    assert str(span) == text


@pytest.mark.parametrize(
    "text", ["", "15", "days", "-3 days", "1.5 days", "fifteen days", "2 fortnights", "15 working", "\u0661 day"]
)
def test_what_is_no_span_is_refused_with_the_units_there_are(text: str) -> None:
    with pytest.raises(ValueError, match="no length of time") as fault:
        parse_span(text)
    assert all(unit in str(fault.value) for unit in UNITS)


def test_closures_never_change_a_count_and_move_where_somebody_is_at_work() -> None:
    shut = {iso(f"2026-12-{day}"): "Office closed" for day in (24, 29, 30, 31)}
    closed, start, end = england(closures=shut), iso("2026-12-10"), iso("2027-01-05")
    assert add_working_days(closed, start, 15) == end
    assert count_working_days(closed, start, end) == 15
    assert walk(closed, start, end) == walk(ENGLAND, start, end)
    assert all(closed.is_working_day(day) and not closed.is_open(day) for day in shut)
    assert back_to_open_day(closed, iso("2026-12-31")) == iso("2026-12-23")
    assert on_to_open_day(closed, iso("2026-12-24")) == iso("2027-01-04")


def test_an_added_bank_holiday_counts_as_one() -> None:
    more = england(additions={iso("2026-12-11"): "A new bank holiday"})
    assert add_working_days(more, iso("2026-12-10"), 15) == iso("2027-01-06")
    assert count_working_days(more, iso("2026-12-10"), iso("2027-01-05")) == 14
    skipped = walk(more, iso("2026-12-10"), iso("2026-12-14")).bank_holidays
    assert skipped == ((iso("2026-12-11"), "A new bank holiday"),)


def test_an_addition_on_a_weekend_or_on_a_bank_holiday_changes_nothing() -> None:
    more = england(additions={iso("2026-12-12"): "On a Saturday", iso("2026-12-25"): "Christmas again"})
    assert more.why_not_working(iso("2026-12-12")) == "Saturday"
    assert more.why_not_working(iso("2026-12-25")) == "Christmas Day"
    assert more.named(2026) == ENGLAND.named(2026)


def test_what_lies_beyond_the_proclaimed_years_is_predicted() -> None:
    last, after = date(ENGLAND.proclaimed_to, 12, 31), date(ENGLAND.proclaimed_to + 1, 1, 1)
    assert not ENGLAND.is_predicted(last)
    assert ENGLAND.is_predicted(after)
    assert ENGLAND.is_predicted(last, after)


@pytest.mark.parametrize(
    ("start", "spans"),
    [
        (f"{LAST_YEAR}-12-31", ["1 working day", "1 clear working day", "1 day", "24 hours"]),
        (f"{LAST_YEAR}-12-31", ["1 week", "1 month", "1 year"]),
        (f"{FIRST_YEAR}-01-01", ["-1 working day", "-1 day", "-1 week", "-1 month", "-1 year", "-24 hours"]),
        ("2026-12-10", [f"{10**12} {unit}" for unit in UNITS]),
        ("1066-10-14", ["1 working day"]),
    ],
)
def test_a_year_that_cannot_be_counted_is_refused_with_the_years_that_can(start: str, spans: list[str]) -> None:
    for span in spans:
        with pytest.raises(UsageFault, match=f"{FIRST_YEAR} to {LAST_YEAR}"):
            ends_of(start, [span])


@pytest.mark.parametrize("hours", [10**7, 10**12, -(10**12)])
def test_hours_beyond_the_years_that_can_be_counted_are_refused_too(hours: int) -> None:
    with pytest.raises(UsageFault, match=f"{FIRST_YEAR} to {LAST_YEAR}"):
        add_hours(datetime.fromisoformat("2026-12-10T10:00"), hours)


@law
@given(DAYS, st.integers(0, 400), AMOUNTS, st.sampled_from(UNITS))
def test_a_later_start_never_gives_an_earlier_end(start: date, later: int, amount: int, unit: Unit) -> None:
    amount = amount // 40 if unit in {"months", "years"} else amount
    span = Span(amount, unit)
    assert shift(ENGLAND, start, span) <= shift(ENGLAND, start + timedelta(days=later), span)


@law
@given(DAYS, AMOUNTS, AMOUNTS, st.sampled_from(UNITS))
def test_a_longer_span_never_ends_earlier(start: date, one: int, other: int, unit: Unit) -> None:
    shorter, longer = sorted((one, other) if unit not in {"months", "years"} else (one // 40, other // 40))
    assert shift(ENGLAND, start, Span(shorter, unit)) <= shift(ENGLAND, start, Span(longer, unit))


@law
@given(DAYS, AMOUNTS)
def test_counting_is_the_mirror_of_adding(start: date, amount: int) -> None:
    assert count_working_days(ENGLAND, start, add_working_days(ENGLAND, start, amount)) == amount


@law
@given(DAYS, AMOUNTS.filter(bool))
def test_going_there_and_back_lands_where_one_started_or_on_the_working_day_before(start: date, amount: int) -> None:
    there = add_working_days(ENGLAND, start, amount)
    assert ENGLAND.is_working_day(there)
    home = start if ENGLAND.is_working_day(start) else add_working_days(ENGLAND, start, -1 if amount > 0 else 1)
    assert add_working_days(ENGLAND, there, -amount) == home


@law
@given(DAYS, AMOUNTS, st.dictionaries(DAYS, st.just("Local bank holiday"), max_size=5))
def test_the_fast_way_gives_what_a_day_by_day_walk_gives(start: date, amount: int, added: dict[date, str]) -> None:
    calendar = england({**added, start + timedelta(days=2): "Nearby"})
    end = add_working_days(calendar, start, amount)
    assert end == add_by_hand(calendar, start, amount)
    assert len(walk(calendar, start, end).counted) == abs(amount)


@law
@given(DAYS, st.integers(-500, 500))
def test_the_fast_count_gives_what_a_day_by_day_count_gives(start: date, apart: int) -> None:
    end = start + timedelta(days=apart)
    steps = walk(ENGLAND, start, end)
    by_hand = sum(day.weekday() < 5 and day not in ENGLAND.named(day.year) for day in steps.counted)
    assert count_working_days(ENGLAND, start, end) == (by_hand if apart >= 0 else -by_hand)
    assert len(steps.counted) + len(steps.skipped) == abs(apart)


@law
@given(DAYS, st.integers(0, 500), st.integers(0, 500))
def test_two_counts_end_to_end_are_one(start: date, first: int, second: int) -> None:
    middle = start + timedelta(days=first)
    end = middle + timedelta(days=second)
    whole = count_working_days(ENGLAND, start, end)
    assert count_working_days(ENGLAND, start, middle) + count_working_days(ENGLAND, middle, end) == whole


@law
@given(DAYS, st.integers(0, 300))
def test_clear_days_leave_that_many_whole_working_days_between(start: date, amount: int) -> None:
    after, before = (add_clear_working_days(ENGLAND, start, n) for n in (amount, -amount - 1))
    assert sum(map(ENGLAND.is_working_day, _between(start, after))) == amount
    assert sum(map(ENGLAND.is_working_day, _between(before, start))) == amount + 1


def _between(first: date, last: date) -> list[date]:
    return [date.fromordinal(n) for n in range(first.toordinal() + 1, last.toordinal())]


@law
@given(DAYS, st.integers(-600, 600))
def test_months_keep_the_day_of_the_month_or_clamp_to_the_last(start: date, amount: int) -> None:
    end = add_months(start, amount)
    assert (end.year - start.year) * 12 + end.month - start.month == amount
    assert end.day == start.day or (end.day < start.day and add_days(end, 1).day == 1)


@law
@given(MOMENTS, st.integers(-5000, 5000))
def test_hours_are_that_many_hours_in_utc_and_come_back(moment: datetime, hours: int) -> None:
    start, end = london(moment).astimezone(UTC), add_hours(moment, hours)
    assert end.astimezone(UTC) - start == timedelta(hours=hours)
    assert add_hours(end, -hours).astimezone(UTC) == start
    assert london(end.astimezone(UTC)).isoformat() == end.isoformat()

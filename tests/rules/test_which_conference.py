"""Which conference is meant where none is named."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpcli.errors import UsageFault
from cpcli.rules.which_conference import which_conference

AS_OF = date(2026, 12, 10)


def row(ref: str, at: str, **more: Any) -> dict[str, Any]:
    moment = datetime.fromisoformat(at) if "T" in at else date.fromisoformat(at)
    return {"id": ref, "at": moment, **more}


BEFORE = row("ic1", "2026-09-01T10:00")
TODAY = row("rc1", "2026-12-10T09:30")
NEXT = row("rc2", "2027-03-10T10:00")
AFTER_THAT = row("rc3", "2027-09-08T10:00")


@pytest.mark.parametrize(
    ("conferences", "chosen"),
    [
        ([BEFORE], "ic1"),
        ([NEXT], "rc2"),
        ([BEFORE, NEXT], "rc2"),
        ([AFTER_THAT, NEXT, BEFORE], "rc2"),
        # today's is now until it is recorded as over
        ([BEFORE, TODAY, NEXT], "rc1"),
        ([BEFORE, {**TODAY, "state": "planned"}, NEXT], "rc1"),
        ([BEFORE, {**TODAY, "attendance": [{"person": "p1", "attended": "online"}]}, NEXT], "rc1"),
        ([BEFORE, {**TODAY, "state": "held"}, NEXT], "rc2"),
        ([BEFORE, {**TODAY, "ended": datetime.fromisoformat("2026-12-10T11:00")}, NEXT], "rc2"),
        ([BEFORE, {**TODAY, "state": "held"}], "rc1"),
        # one that nobody closed stays behind the one that is to come
        ([{**BEFORE, "state": "planned"}, NEXT], "rc2"),
        ([{**BEFORE, "state": "planned"}], "ic1"),
        ([BEFORE, row("rc1", "2026-11-30T10:00")], "rc1"),
        # what did not take place is chosen by its id only
        ([BEFORE, {**NEXT, "state": "cancelled"}], "ic1"),
        ([BEFORE, {**NEXT, "state": "adjourned"}, AFTER_THAT], "rc3"),
        ([{**BEFORE, "state": "cancelled"}, row("ic2", "2026-09-01T10:00")], "ic2"),
        # two on one day with their times
        ([row("a", "2026-12-11T14:00"), row("b", "2026-12-11T09:00")], "b"),
        ([row("a", "2026-12-01T14:00"), row("b", "2026-12-01T09:00")], "a"),
        # nine o'clock in London is before ten in Paris plus one
        ([row("a", "2026-12-11T11:00+01:00"), row("b", "2026-12-11T09:30")], "b"),
        # a row that is not whole yet is not chosen
        ([BEFORE, {"id": "rc9"}, {"at": NEXT["at"]}], "ic1"),
    ],
)
def test_the_one_that_is_running_or_next_else_the_latest(conferences: list[dict[str, Any]], chosen: str) -> None:
    assert which_conference("2026-0042", conferences, AS_OF)["id"] == chosen


@pytest.mark.parametrize(
    ("conferences", "chosen"),
    [
        ([BEFORE], "ic1"),
        ([BEFORE, TODAY, NEXT], "rc1"),
        # before there is anything to decide, it is the next
        ([NEXT, AFTER_THAT], "rc2"),
        ([{**BEFORE, "state": "cancelled"}, NEXT], "rc2"),
    ],
)
def test_what_was_decided_is_of_the_one_there_is(conferences: list[dict[str, Any]], chosen: str) -> None:
    assert which_conference("2026-0042", conferences, AS_OF, begun=True)["id"] == chosen
    assert which_conference("2026-0042", conferences, AS_OF, str(conferences[-1]["id"]), begun=True) is conferences[-1]


@pytest.mark.parametrize(
    ("conferences", "ids"),
    [
        # a review is booked before the conference closes: what was decided is hardly of that
        ([BEFORE, NEXT], "ic1 or --conference rc2"),
        ([{**BEFORE, "state": "held"}, NEXT, AFTER_THAT], "ic1 or --conference rc2"),
        ([BEFORE, {**TODAY, "state": "held"}, NEXT], "rc1 or --conference rc2"),
        ([BEFORE, {**TODAY, "state": "adjourned"}, NEXT], "ic1 or --conference rc2"),
    ],
)
def test_between_the_one_that_decided_and_the_one_that_is_booked_it_asks(
    conferences: list[dict[str, Any]], ids: str
) -> None:
    with pytest.raises(UsageFault, match=f"whose decision.*--conference {ids}"):
        which_conference("2026-0042", conferences, AS_OF, begun=True)
    assert which_conference("2026-0042", conferences, AS_OF)["id"] != "ic1"


@pytest.mark.parametrize(
    ("conferences", "ids"),
    [
        ([row("a", "2026-12-11T10:00"), row("b", "2026-12-11T10:00"), NEXT], "2 conferences at that time: a, b;"),
        ([row("a", "2026-12-01T10:00"), row("b", "2026-12-01T10:00"), BEFORE], "2 conferences at that time: a, b;"),
        ([row("a", "2026-12-11"), row("b", "2026-12-11")], "a, b;"),
        ([row("a", "2026-12-11"), row("b", "2026-12-11T10:00")], "a, b;"),
        ([row("a", "2026-12-11T10:00"), row("b", "2026-12-11T11:00+01:00")], "a, b;"),
    ],
)
def test_where_the_time_does_not_decide_the_ids_are_told(conferences: list[dict[str, Any]], ids: str) -> None:
    with pytest.raises(UsageFault) as told:
        which_conference("2026-0042", conferences, AS_OF)

    assert ids in str(told.value)
    assert "--conference ID" in str(told.value)


def test_none_at_all_says_what_to_type() -> None:
    for named in (None, "ic1"):
        with pytest.raises(UsageFault, match="no conference yet; add one: cpcli add conference 2026-0042 --kind"):
            which_conference("2026-0042", [], AS_OF, named)


def test_none_that_stands_says_so() -> None:
    conferences = [{**BEFORE, "state": "cancelled"}, {**NEXT, "state": "adjourned"}]

    with pytest.raises(UsageFault, match=r"adjourned or cancelled \(ic1, rc2\).*cpcli add conference 2026-0042"):
        which_conference("2026-0042", conferences, AS_OF)


def test_one_that_is_named_is_taken_whatever_became_of_it() -> None:
    conferences = [{**BEFORE, "state": "cancelled"}, TODAY, NEXT]

    assert [which_conference("x", conferences, AS_OF, each)["id"] for each in ("ic1", "rc1", "rc2")] == [
        "ic1",
        "rc1",
        "rc2",
    ]


def test_a_name_there_is_none_of_gets_the_nearest() -> None:
    with pytest.raises(UsageFault, match=r'2026-0042 has no conference "rc22"; did you mean "rc2"\?'):
        which_conference("2026-0042", [BEFORE, TODAY, NEXT], AS_OF, "rc22")


DAYS = st.integers(-400, 400).map(lambda days: datetime(2026, 12, 10, 10, tzinfo=UTC) + timedelta(days=days))


@given(st.lists(DAYS, min_size=1, max_size=6, unique=True))
def test_a_conference_to_come_is_never_passed_over_for_one_that_is_past(days: list[datetime]) -> None:
    conferences = [{"id": f"x{at}", "at": day} for at, day in enumerate(days)]

    chosen = which_conference("x", conferences, AS_OF)["at"].date()

    ahead = [day.date() for day in days if day.date() >= AS_OF]
    assert chosen == (min(ahead) if ahead else max(day.date() for day in days))

"""Laws that hold of every timetable, whatever was recorded."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cpcli.casework.kinds import CONFERENCES, ENQUIRY_ENDS, EVENT_KINDS, INITIAL_CONFERENCES
from cpcli.casework.pack import Pack, Rule
from cpcli.casework.result import Deadline, Timetable
from cpcli.casework.timeline import Event, Moment, Timeline, day_of, in_order
from cpcli.rules.timetable import timetable
from cpcli.store.bank_holidays import england
from cpcli.store.packs import load_pack
from cpcli.workdays import Calendar

LONDON = ZoneInfo("Europe/London")
MANY = settings(max_examples=250)
PACKS = ("england", "pan-berkshire", "salford")

#: Takes the earlier of its own trigger and another rule's open date, so its date may lie before its trigger and moves
#: on once the other review has been held.
TOGETHER = "review-conference.with-looked-after-review"

#: Nobody owes these (`optional` in the pack): once their day has passed they are held against no one.
NOBODY_OWES = (
    "report-withholding-agreed.before-conference",
    "exclusion-request.before-conference",
    "record.amendments",
)

Key = tuple[str, str, Moment | None]


@cache
def pack(name: str = "pan-berkshire") -> Pack:
    return load_pack(name)


@cache
def calendar() -> Calendar:
    return england(closures=dict.fromkeys((date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31)), "closed"))


def ask(
    events: Iterable[Event], as_of: date, facts: Mapping[str, str] | None = None, of: str = "pan-berkshire"
) -> Timetable:
    return timetable(pack(of), [Timeline(in_order(events), as_of, facts or {})], calendar(), as_of)


def by_key(answer: Timetable) -> dict[Key, Deadline]:
    return {(d.rule, d.trigger_kind, d.trigger.on if d.trigger else None): d for d in answer.deadlines}


def later(one: Moment, other: Moment) -> bool:
    """By the clock where both times are known, else by the day."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one > other
    return day_of(one) > day_of(other)


def meeting_kinds(rule: Rule) -> set[str]:
    terms = [t for version in rule.versions for t in (version.terms, *(v for _, v in version.variants))]
    return {kind for each in terms for kind in each.met_by}


DAYS = st.dates(date(2026, 1, 5), date(2027, 3, 31))
HOURS = st.sampled_from([time(9), time(10, 30), time(14), time(17), time(23, 45)])
MOMENTS = st.one_of(DAYS, st.builds(lambda day, hour: datetime.combine(day, hour, LONDON), DAYS, HOURS))


@st.composite
def events(draw: st.DrawFn, kinds: Sequence[str] = tuple(EVENT_KINDS), states: Sequence[str | None] = ()) -> Event:
    """One event; a conference may have an outcome and a state."""
    kind = draw(st.sampled_from(kinds))
    on = draw(MOMENTS)
    if kind not in CONFERENCES:
        return Event(kind, on)
    state: Any = draw(st.sampled_from(states or (None, None, None, "planned", "held", "adjourned", "cancelled")))
    outcome: Any = draw(st.sampled_from([None, "plan", "plan", "no-plan"]))
    return Event(kind, on, state=state, outcome=outcome)


AFTER_A_PLAN = ("plan-ended", "significant-change", "strategy-meeting")
#: Kinds that have to do with one another, so that cases are no mere heaps of events; and all of them together.
THEMES: tuple[tuple[str, ...], ...] = (
    ("strategy-discussion", "section-47-enquiry", *ENQUIRY_ENDS, "emergency-protection-order-expires"),
    (
        *CONFERENCES,
        "core-group",
        "report-shared",
        "decision-sent",
        "plan-discussed",
        "exclusion-requested",
        "plan-ended",
    ),
    ("expected-delivery", "birth", "pre-birth-conference", "review-conference", "core-group", "baby-discharge"),
    ("initial-conference", "review-conference", "looked-after-review", "plan-ended", "date-of-birth"),
    ("child-in-need-plan-started", "child-in-need-review", *AFTER_A_PLAN),
    tuple(EVENT_KINDS),
)
CASES = st.sampled_from(THEMES).flatmap(lambda kinds: st.lists(events(kinds), min_size=1, max_size=7))
FACTS = st.dictionaries(
    st.sampled_from(
        ["mother-not-medically-fit", "premature-birth-likely", "proceedings-considered", "court-proceedings", "dissent"]
    ),
    st.just(""),
    max_size=3,
).flatmap(
    lambda facts: st.sampled_from(
        [{}, {"post-birth-meeting": "core-group"}, {"post-birth-meeting": "review-conference"}]
    ).map(lambda meeting: {**facts, **meeting})
)

BEFORE = Event("pre-birth-conference", date(2026, 1, 6), state="held", outcome="plan")
MADE = Event("initial-conference", date(2026, 1, 6), state="held", outcome="plan")

#: Every pair of a rule and a kind of event that starts it, with what else it takes.
STARTED: tuple[tuple[str, str, tuple[Event, ...], Mapping[str, str]], ...] = (
    ("initial-conference.after-strategy-discussion", "strategy-discussion", (), {}),
    ("initial-conference.after-strategy-discussion", "section-47-enquiry", (), {}),
    ("initial-conference.before-emergency-protection-order-expires", "emergency-protection-order-expires", (), {}),
    ("initial-conference.after-child-assessment-order", "child-assessment-order-concluded", (), {}),
    ("initial-conference.after-care-review-decision", "care-review-decision", (), {}),
    ("transfer-in-conference.after-notification", "transfer-notified", (), {}),
    ("transfer-in-conference.after-acceptance", "transfer-accepted", (), {}),
    ("pre-birth-conference.window-opens", "expected-delivery", (), {}),
    ("pre-birth-conference.after-assessment", "pre-birth-assessment-completed", (), {}),
    ("pre-birth-conference.by-24-weeks", "expected-delivery", (), {}),
    ("pre-proceedings-letter.by-24-weeks", "expected-delivery", (), {"proceedings-considered": ""}),
    *(("review-conference.first", kind, (), {}) for kind in INITIAL_CONFERENCES),
    ("review-conference.next", "review-conference", (), {}),
    ("review-conference.after-birth", "birth", (BEFORE,), {}),
    ("review-conference.after-birth", "birth", (BEFORE,), {"mother-not-medically-fit": ""}),
    ("review-conference.after-birth-core-group", "birth", (BEFORE,), {"post-birth-meeting": "core-group"}),
    (TOGETHER, "looked-after-review", (MADE,), {}),
    ("discharge-meeting.before-discharge", "baby-discharge", (), {}),
    *(("report-to-family.before-conference", kind, (), {}) for kind in CONFERENCES),
    *(("report-to-chair.before-conference", kind, (), {}) for kind in CONFERENCES),
    *(("report-withholding-agreed.before-conference", kind, (), {}) for kind in CONFERENCES),
    *(("exclusion-request.before-conference", kind, (), {}) for kind in CONFERENCES),
    *(("core-group.first", kind, (), {}) for kind in INITIAL_CONFERENCES),
    *(("decision.send", kind, (), {}) for kind in CONFERENCES),
    *(("plan.discuss-with-parents", kind, (), {}) for kind in CONFERENCES),
    ("record.amendments", "documents-received", (), {}),
    *(("dissent.escalate", kind, (), {"dissent": ""}) for kind in CONFERENCES),
    ("child-in-need-plan.earliest-close", "child-in-need-plan-started", (), {}),
    ("child-in-need-plan.earliest-close", "plan-ended", (), {}),
    ("child-in-need-plan.review", "child-in-need-plan-started", (), {}),
    ("child-in-need-plan.review", "child-in-need-review", (), {}),
    ("strategy-meeting.after-significant-change", "significant-change", (Event("plan-ended", date(2026, 1, 6)),), {}),
    ("plan.ends-at-eighteen", "date-of-birth", (), {}),
)

LATER_DAYS = st.dates(date(2026, 2, 2), date(2027, 12, 31))
IN_ORDER = st.one_of(
    st.tuples(LATER_DAYS, LATER_DAYS),
    st.tuples(*[st.datetimes(datetime(2026, 2, 2), datetime(2027, 12, 31), timezones=st.just(UTC))] * 2),  # noqa: DTZ001
).map(lambda pair: tuple(sorted(pair)))


def test_every_rule_is_asked_about() -> None:
    assert {rule for rule, *_ in STARTED} == set(pack().rules)


@pytest.mark.parametrize(("rule", "kind", "others", "facts"), STARTED)
@settings(max_examples=20)
@given(pair=IN_ORDER)
def test_a_later_trigger_is_never_due_earlier(
    rule: str, kind: str, others: tuple[Event, ...], facts: Mapping[str, str], pair: tuple[Moment, Moment]
) -> None:
    dues = []
    for on in pair:
        local = on.astimezone(LONDON) if isinstance(on, datetime) else on
        found = [d for d in ask((*others, Event(kind, local)), date(2026, 2, 1), facts).deadlines if d.rule == rule]
        dated = [d.due for d in found if d.due is not None and (d.trigger_kind == kind or rule.endswith("core-group"))]
        assert len(dated) == 1
        dues.append(dated[0])
    assert not later(dues[0], dues[1])
    assert type(dues[0]) is type(dues[1])


@MANY
@given(recorded=CASES, facts=FACTS, as_of=DAYS, name=st.sampled_from(PACKS))
def test_an_aim_is_on_a_working_day_and_on_the_safe_side_of_the_date(
    recorded: list[Event], facts: dict[str, str], as_of: date, name: str
) -> None:
    facts = {fact: value for fact, value in facts.items() if fact in pack(name).facts}
    for d in ask(recorded, as_of, facts, name).deadlines:
        if d.aim_for is None:
            assert d.due is None or d.bound == "information" or d.rule == "plan.ends-at-eighteen"
            continue
        assert d.due is not None
        assert d.trigger is not None
        assert d.bound != "information"
        all_dates = [day_of(d.due), *(day_of(reading.due) for reading in d.readings)]
        after = pack(name).rules[d.rule].direction == "after"
        if d.bound == "earliest":
            assert d.aim_for >= max(all_dates)
            assert calendar().is_open(d.aim_for)
            continue
        assert d.aim_for <= day_of(d.due)
        if after and d.rule != TOGETHER:
            assert d.aim_for >= d.trigger.day, f"{d.rule} aims before its trigger"
        if not (after and d.aim_for == d.trigger.day):
            assert d.aim_for <= min(all_dates)
            assert calendar().is_open(d.aim_for)


@given(recorded=CASES, facts=FACTS, as_of=DAYS)
def test_the_first_reading_is_the_date_that_is_due(recorded: list[Event], facts: dict[str, str], as_of: date) -> None:
    for d in ask(recorded, as_of, facts).deadlines:
        assert not d.readings or (len(d.readings) > 1 and d.readings[0].due == d.due)
        assert len({reading.due for reading in d.readings}) == len(d.readings)


@MANY
@given(recorded=CASES, facts=FACTS, as_of=DAYS)
def test_only_something_recorded_that_has_happened_makes_a_deadline_met(
    recorded: list[Event], facts: dict[str, str], as_of: date
) -> None:
    for d in ask(recorded, as_of, facts).deadlines:
        assert (d.met_on is not None) == (d.status in {"met", "met-late"}) or d.bound == "information"
        if d.met_on is not None:
            kinds = meeting_kinds(pack().rules[d.rule])
            proofs = [e for e in recorded if e.kind in kinds and e.on == d.met_on and e.state in {None, "held"}]
            assert proofs, f"{d.rule} is met by nothing"
            assert day_of(d.met_on) <= as_of


@given(recorded=CASES, as_of=DAYS)
def test_what_waits_has_no_date_and_names_what_it_lacks(recorded: list[Event], as_of: date) -> None:
    for d in ask(recorded, as_of).deadlines:
        assert (d.due is None) == (d.status == "waiting") == bool(d.missing) == (d.trigger is None)
        if d.status == "waiting":
            assert d.missing
            assert set(d.missing) <= EVENT_KINDS.keys()
            assert not any(e.kind in d.missing and e.state not in {"adjourned", "cancelled"} for e in recorded)
            assert d.aim_for is None
            assert d.readings == ()
            assert d.met_on is None
            assert d.working_days_left is None


@given(
    recorded=CASES,
    facts=FACTS,
    as_of=DAYS,
    fact=st.sampled_from(["dissent", "court-proceedings", "premature-birth-likely"]),
)
def test_an_unrelated_fact_changes_no_status_and_no_date(
    recorded: list[Event], facts: dict[str, str], as_of: date, fact: str
) -> None:
    plain = by_key(ask(recorded, as_of, {name: value for name, value in facts.items() if name != fact}))
    told = by_key(ask(recorded, as_of, {**facts, fact: ""}))
    assert plain.keys() <= told.keys()
    assert all(
        (told[key].status, told[key].due, told[key].aim_for) == (d.status, d.due, d.aim_for) for key, d in plain.items()
    )
    assert all(key[0] == "dissent.escalate" for key in told.keys() - plain.keys())


@MANY
@given(recorded=CASES, facts=FACTS, as_of=DAYS, data=st.data())
def test_forgetting_an_event_never_turns_a_deadline_into_met(
    recorded: list[Event], facts: dict[str, str], as_of: date, data: st.DataObject
) -> None:
    gone = data.draw(st.sampled_from(recorded))
    before = by_key(ask(recorded, as_of, facts))
    kept = [event for event in recorded if event is not gone]
    for key, d in by_key(ask(kept, as_of, facts)).items():
        # Without a trigger of the same rule between, what came later belongs to the earlier one.
        if key in before and gone.kind not in pack().rules[d.rule].triggers and d.status == "met":
            assert before[key].status == "met", f"{d.rule} is met without {gone.kind} only"


@MANY
@given(
    recorded=CASES,
    put_off=st.lists(events(CONFERENCES, ("adjourned", "cancelled")), min_size=1, max_size=3),
    facts=FACTS,
    as_of=DAYS,
)
def test_adjourned_and_cancelled_conferences_change_nothing(
    recorded: list[Event], put_off: list[Event], facts: dict[str, str], as_of: date
) -> None:
    assert ask([*recorded, *put_off], as_of, facts).deadlines == ask(recorded, as_of, facts).deadlines


@given(mine=CASES, theirs=CASES, facts=FACTS, as_of=DAYS)
def test_one_child_s_events_do_not_touch_another_child(
    mine: list[Event], theirs: list[Event], facts: dict[str, str], as_of: date
) -> None:
    lines = [
        Timeline(in_order(recorded), as_of, facts, child=child) for child, recorded in (("c1", mine), ("c2", theirs))
    ]
    both = timetable(pack(), lines, calendar(), as_of).deadlines
    alone = timetable(pack(), lines[:1], calendar(), as_of).deadlines
    assert [d for d in both if d.child == "c1"] == list(alone)
    assert {d.child for d in both} <= {"c1", "c2"}


@given(recorded=CASES, facts=FACTS, as_of=DAYS, on=st.integers(1, 200))
def test_time_passing_never_moves_the_date_of_a_fixed_trigger(
    recorded: list[Event], facts: dict[str, str], as_of: date, on: int
) -> None:
    now = by_key(ask(recorded, as_of, facts))
    then = by_key(ask(recorded, as_of + timedelta(days=on), facts))
    for key in (now.keys() & then.keys()) - {key for key in now if key[0] == TOGETHER}:
        assert now[key].due == then[key].due
        assert [reading.due for reading in now[key].readings] == [reading.due for reading in then[key].readings]
        assert now[key].aim_for == then[key].aim_for


def statuses_of(d: Deadline, as_of: date) -> Iterator[str]:
    """The statuses that the contract allows."""
    if d.due is None:
        yield "waiting"
    elif d.bound == "information":
        yield "information"
    elif d.bound == "earliest":
        yield "reached" if as_of >= day_of(d.due) else "not-yet"
    elif d.met_on is not None:
        yield "met-late" if later(d.met_on, d.due) else "met"
    elif as_of > day_of(d.due):
        yield "overdue"
        if d.rule in NOBODY_OWES:
            yield "information"
    else:
        yield "past-aim" if d.aim_for is not None and as_of > d.aim_for else "open"


@MANY
@given(recorded=CASES, facts=FACTS, as_of=DAYS)
def test_the_status_says_what_the_dates_say(recorded: list[Event], facts: dict[str, str], as_of: date) -> None:
    for d in ask(recorded, as_of, facts).deadlines:
        assert d.status in set(statuses_of(d, as_of)), f"{d.rule}: due {d.due}, aim {d.aim_for}, as of {as_of}"
        if d.bound == "latest" and d.due is not None:
            assert d.planned_late == (d.planned_on is not None and later(d.planned_on, d.due))
        if d.status in {"overdue", "past-aim", "open"}:
            assert d.due is not None
            assert d.working_days_left == naive_count(as_of, day_of(d.due))
        assert not d.predicted or d.due is None or day_of(d.due).year > 2028


def naive_count(start: date, end: date) -> int:
    """Working days after `start` to `end`; below zero where `end` has passed."""
    if end < start:
        return -sum(calendar().is_working_day(end + timedelta(days=n)) for n in range((start - end).days))
    return sum(calendar().is_working_day(start + timedelta(days=n + 1)) for n in range((end - start).days))


@given(recorded=CASES, as_of=DAYS)
def test_what_follows_a_booking_is_provisional(recorded: list[Event], as_of: date) -> None:
    for d in ask(recorded, as_of).deadlines:
        rule = pack().rules[d.rule]
        if d.trigger is None or d.trigger.kind not in CONFERENCES or rule.direction == "before":
            continue
        booked = (
            d.trigger.state == "planned"
            or (d.trigger.state != "held" and d.trigger.day >= as_of)
            or d.trigger.day > as_of
        )
        assert d.provisional or not booked
        assert booked or d.provisional == (rule.follows_plan and d.trigger.outcome is None)


@given(
    recorded=st.lists(
        events(("strategy-discussion", "section-47-enquiry", *ENQUIRY_ENDS), (None, "held")), min_size=1, max_size=7
    )
)
def test_the_clock_starts_with_the_first_discussion_since_the_last_enquiry_ended(recorded: list[Event]) -> None:
    starts = sorted(e.day for e in recorded if e.kind not in ENQUIRY_ENDS)
    ends = sorted(e.day for e in recorded if e.kind in ENQUIRY_ENDS)
    assume(starts and not set(starts) & set(ends))
    since = [day for day in starts if not ends or day > ends[-1]]
    answer = ask(recorded, date(2027, 6, 1))
    found = [d for d in answer.deadlines if d.rule == "initial-conference.after-strategy-discussion"]
    if since:
        assert [(d.trigger.day, d.status) for d in found if d.trigger] == [(since[0], "overdue")]
    else:
        assert {d.status for d in found} <= {"met", "met-late"}, "a finished enquiry asks for nothing"


@given(recorded=CASES, facts=FACTS, as_of=DAYS)
def test_the_order_in_which_events_are_told_does_not_matter(
    recorded: list[Event], facts: dict[str, str], as_of: date
) -> None:
    assume(len({(event.kind, event.day) for event in recorded}) == len(recorded))
    assert ask(recorded, as_of, facts).deadlines == ask(reversed(recorded), as_of, facts).deadlines

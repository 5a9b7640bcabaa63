"""The whole answer: the deadlines of every child asked about, and what is odd in the dates."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from cpcli.casework.kinds import CONFERENCES, ENQUIRY_STARTS, EVENT_KINDS, INITIAL_CONFERENCES
from cpcli.casework.pack import Pack
from cpcli.casework.result import Deadline, Timetable, Warned
from cpcli.casework.timeline import Event, Timeline
from cpcli.rules.deadlines import deadlines_of, in_order_of_urgency
from cpcli.rules.wording import say
from cpcli.workdays import Calendar


def timetable(pack: Pack, timelines: Sequence[Timeline], calendar: Calendar, as_of: date) -> Timetable:
    """The deadlines of all these children as they stand on `as_of`, worst first, with warnings."""
    deadlines: list[Deadline] = []
    warnings: list[Warned] = []
    for timeline in timelines:
        found = deadlines_of(pack, timeline, calendar)
        deadlines += found
        warnings += [
            warned._replace(child=timeline.child, case=timeline.case)
            for warned in warnings_of(pack, timeline, found, calendar)
        ]
    return Timetable(as_of, pack.name, tuple(in_order_of_urgency(deadlines)), _once(warnings))


def warnings_of(pack: Pack, timeline: Timeline, deadlines: Iterable[Deadline], calendar: Calendar) -> Iterator[Warned]:
    """What is odd about one child's dates. It is told and never refused."""
    found = list(deadlines)
    for event in timeline.active(CONFERENCES):
        yield from _odd_day(event, timeline, calendar)
        yield from _before_its_trigger(event, timeline)
    for deadline in found:
        yield from _past_its_limit(deadline)
    yield from _before_the_pack(pack, found)


def _odd_day(event: Event, timeline: Timeline, calendar: Calendar) -> Iterator[Warned]:
    what = f"The {EVENT_KINDS[event.kind]} on {say(event.on)}"
    shut = calendar.why_not_working(event.day)
    if shut is not None:
        yield Warned(f"{what} falls on {'a ' if shut in {'Saturday', 'Sunday'} else ''}{shut}.")
    if event.state == "planned" and event.day < timeline.as_of:
        yield Warned(
            f"{what} is still recorded as planned, and its day has passed: record what became of it.",
        )


#: What a conference answers, and how long before it one may lie that was meant to: further back it is another story.
_ANSWERS = {
    "initial-conference": ENQUIRY_STARTS,
    "pre-birth-conference": ENQUIRY_STARTS,
    "transfer-in-conference": ("transfer-notified", "transfer-accepted"),
    "review-conference": INITIAL_CONFERENCES,
}
_NEAR = timedelta(days=60)


def _before_its_trigger(event: Event, timeline: Timeline) -> Iterator[Warned]:
    triggers = timeline.active(_ANSWERS[event.kind])
    first = next((trigger for trigger in triggers if trigger.day > event.day), None)
    if first is None or first is not triggers[0] or first.day - event.day > _NEAR:
        return
    says = (
        f"The {EVENT_KINDS[event.kind]} on {say(event.on)} comes before the {EVENT_KINDS[first.kind]} on"
        f" {say(first.on)}, so it does not answer it: check both dates."
    )
    yield Warned(says)


def _past_its_limit(deadline: Deadline) -> Iterator[Warned]:
    held_late = deadline.status == "met-late"
    when = deadline.planned_on if deadline.planned_late else deadline.met_on if held_late else None
    if when is None or deadline.due is None or "conference" not in deadline.rule.partition(".")[0]:
        return
    what = "is booked for" if deadline.planned_late else "took place on"
    says = (
        f"{deadline.title} {what} {say(when)}, past its limit of {say(deadline.due)} ({deadline.rule}):"
        " report the delay with its reasons, and record how the child is kept safe meanwhile."
    )
    yield Warned(says, ("D07",))


def _before_the_pack(pack: Pack, deadlines: Iterable[Deadline]) -> Iterator[Warned]:
    dated = [d for d in deadlines if d.trigger is not None and not pack.rules[d.rule].birthday]
    old = [d for d in dated if d.trigger is not None and d.trigger.day < d.version]
    if old:
        first = min(d.version for d in old)
        yield Warned(
            f"Something counted here began before {say(first)}, from when {pack.name}'s rules are known here;"
            " the first version is used for it. What was in force then is not known here."
        )


def _once(warnings: Iterable[Warned]) -> tuple[Warned, ...]:
    """Each warning once, with the child named only where it concerns one alone."""
    alike: dict[str, list[Warned]] = {}
    for warned in warnings:
        alike.setdefault(warned.says, []).append(warned)
    return tuple(same[0] if len(same) == 1 else same[0]._replace(child=None) for same in alike.values())

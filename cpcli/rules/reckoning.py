"""From a trigger and a limit to a date, with the working laid open."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from cpcli.casework.pack import Limit, Rule, Terms
from cpcli.casework.result import Reason
from cpcli.casework.timeline import Event, Moment, day_of
from cpcli.rules.wording import listed, many, named, say, say_short
from cpcli.workdays import (
    Calendar,
    Span,
    add_hours,
    back_to_open_day,
    minute_before,
    on_to_open_day,
    shift,
    walk,
)

COUNTED_DAY_BY_DAY = ("working days", "clear working days")


class Reckoned(NamedTuple):
    """A date with its reasons; `counted` tells whether bank holidays decided it."""

    due: Moment
    reason: Reason
    counted: bool


def reckon(calendar: Calendar, rule: Rule, trigger: Event, limit: Limit, clauses: tuple[str, ...]) -> Reckoned:
    """Count one limit from one trigger, in the rule's direction.

    Hours run from the end of a conference where it is known, else from its start; a bare date gives whole days.
    """
    if limit == "strictly before":
        return _strictly_before(trigger, clauses)
    if limit.unit == "hours":
        return _clock_hours(trigger, limit, clauses)
    span = limit if rule.direction == "after" else Span(-limit.amount, limit.unit)
    due = shift(calendar, trigger.day, span, leap_day="next" if rule.birthday else "last")
    return _by_days(calendar, rule, trigger, limit, due, clauses)


def _strictly_before(trigger: Event, clauses: tuple[str, ...]) -> Reckoned:
    if isinstance(trigger.on, datetime):
        due: Moment = minute_before(trigger.on)
        says = f"It must come before {say(trigger.on)}; the last moment is a minute earlier."
    else:
        due = trigger.on - timedelta(days=1)
        says = f"It must come before {say(trigger.on)}. Without a time of day the last safe day is {say(due)}."
    return Reckoned(due, Reason(says, clauses), counted=False)


def _clock_hours(trigger: Event, limit: Span, clauses: tuple[str, ...]) -> Reckoned:
    start = trigger.ended if trigger.ended is not None else trigger.on
    what = "end" if trigger.ended is not None else "start"
    if isinstance(start, datetime):
        end = add_hours(start, limit.amount)
        says = f"{limit.amount} clock hours from the {what} on {say(start)} end on {say(end)}."
        if start.utcoffset() != end.utcoffset():
            says += " The clocks change in between."
        due: Moment = end
    else:
        due = start + timedelta(days=-(-limit.amount // 24))
        says = f"Only the date {say(start)} is known, so {limit.amount} hours are taken as the next day, {say(due)}."
    return Reckoned(due, Reason(says, clauses), counted=False)


def _by_days(
    calendar: Calendar, rule: Rule, trigger: Event, limit: Span, due: date, clauses: tuple[str, ...]
) -> Reckoned:
    if limit.amount == 0:
        return Reckoned(due, Reason(f"On the day itself: {say(due)}.", clauses), counted=False)
    start = "the date of birth" if rule.birthday else say(trigger.day)
    says = f"{limit} {rule.direction} {start} is {say(due)}."
    if limit.unit not in COUNTED_DAY_BY_DAY:
        return Reckoned(due, Reason(says, clauses), counted=False)
    steps = walk(calendar, trigger.day, due)
    return Reckoned(due, Reason(says, clauses, _stepped_over(steps.skipped), steps), counted=True)


def _stepped_over(skipped: Iterable[tuple[date, str]]) -> tuple[Reason, ...]:
    days = list(skipped)
    holidays = [(day, name) for day, name in days if name not in {"Saturday", "Sunday"}]
    weekend = len(days) - len(holidays)
    reasons = [Reason(f"{name}, {say(day)}, does not count.") for day, name in holidays]
    if weekend:
        reasons.append(Reason(f"{many(weekend, 'weekend day')} {'do' if weekend > 1 else 'does'} not count."))
    return tuple(reasons)


def trigger_reason(rule: Rule, event: Event) -> Reason:
    """Where the counting starts. A child's date of birth is not written out."""
    if rule.birthday:
        return Reason("Counted from the date of birth, which is day 0.")
    where = "Counted from" if rule.direction == "after" else "Counted back from"
    return Reason(f"{where} {named(event.kind)} on {say(event.on)}, which is day 0.")


def aim(
    calendar: Calendar, rule: Rule, terms: Terms, trigger: Event, dates: Iterable[Moment]
) -> tuple[date | None, Reason | None]:
    """The day to aim for, and why it differs from the plain date.

    `latest`: the earliest date over all readings, moved back to a day on which somebody is at work, never before the
    trigger. `earliest`: the latest date, moved forward. None for information and where there is nothing to bring
    forward.
    """
    if terms.bound == "information" or rule.no_aim:
        return None, None
    days = [day_of(moment) for moment in dates]
    if terms.bound == "earliest":
        base = max(days)
        found = on_to_open_day(calendar, base)
    else:
        base = min(days)
        found = back_to_open_day(calendar, base)
        # Where another rule's earlier date was taken, the trigger lies after it and holds nothing back.
        if rule.direction == "after" and found < trigger.day <= days[0]:
            found = trigger.day
    if found == days[0]:
        return found, None
    return found, Reason(f"Aim for {say(found)}: {_why_moved(calendar, base, found, days)}.")


def _why_moved(calendar: Calendar, base: date, found: date, days: list[date]) -> str:
    causes = []
    if base != days[0]:
        causes.append(f"the safest reading gives {say_short(base)}")
    if not calendar.is_open(base):
        shut = calendar.why_not_working(base) or f"closed ({calendar.closures[base]})"
        causes.append(f"{say_short(base)} is {_article(shut)}")
    if found > base and days[0] >= found:
        causes.append("it is never before the day it is counted from")
    return listed(causes)


def _article(shut: str) -> str:
    return f"a {shut}" if shut in {"Saturday", "Sunday"} else shut


def elsewhere_reasons(calendar: Calendar, rule: Rule, terms: Terms, trigger: Event, due: Moment) -> tuple[Reason, ...]:
    """How other areas would count, where that gives another date. Told, never used."""
    told = []
    for other in terms.elsewhere:
        span = other.limit if rule.direction == "after" else Span(-other.limit.amount, other.limit.unit)
        day = shift(calendar, trigger.day, span)
        if day != day_of(due):
            told.append(Reason(f"{other.says}, gives {say(day)}. That is not this area's count."))
    return tuple(told)

"""Whether a variant or a note applies."""

from datetime import date
from typing import NamedTuple

from cpcli.casework.pack import Condition, Rule, Terms, Version
from cpcli.casework.timeline import Event, Timeline
from cpcli.rules.particulars import PARTICULARS, Answers
from cpcli.workdays import Calendar, add_years, shift


class Situation(NamedTuple):
    """What a condition may look at. `due` and `statuses` are there only once a date has been worked out."""

    timeline: Timeline
    calendar: Calendar
    trigger: Event
    answers: Answers
    due: date | None = None
    statuses: frozenset[str] = frozenset()


def told(timeline: Timeline, fact: str) -> bool:
    """Whether a fact (`name`, or `name=value`) is among those told. A fact not told is unknown, not false."""
    name, _, value = fact.partition("=")
    return name in timeline.facts and (not value or timeline.facts[name] == value)


def holds(condition: Condition, situation: Situation) -> bool:
    """Whether everything that a condition gives is so."""
    return all(
        check(condition, situation)
        for check in (_facts, _trigger, _within, _child_under, _status, _non_working_day, _end_unknown, _function)
    )


def _facts(condition: Condition, situation: Situation) -> bool:
    return all(told(situation.timeline, fact) for fact in condition.facts)


def _trigger(condition: Condition, situation: Situation) -> bool:
    return not condition.trigger or situation.trigger.kind in condition.trigger


def _within(condition: Condition, situation: Situation) -> bool:
    if condition.within_of is None or condition.within is None:
        return True
    day = situation.trigger.day
    starts = [e.day for e in situation.timeline.active([condition.within_of]) if e.day <= day]
    return bool(starts) and day <= shift(situation.calendar, starts[-1], condition.within)


def _child_under(condition: Condition, situation: Situation) -> bool:
    if condition.child_under is None:
        return True
    births = situation.timeline.active(["date-of-birth", "birth", "expected-delivery"])
    if not births:
        return False
    return situation.trigger.day < add_years(births[0].day, condition.child_under)


def _status(condition: Condition, situation: Situation) -> bool:
    return not condition.status or not situation.statuses.isdisjoint(condition.status)


def _non_working_day(condition: Condition, situation: Situation) -> bool:
    if not condition.falls_on_non_working_day:
        return True
    return situation.due is not None and not situation.calendar.is_open(situation.due)


def _end_unknown(condition: Condition, situation: Situation) -> bool:
    return not condition.end_unknown or situation.trigger.ended is None


def _function(condition: Condition, situation: Situation) -> bool:
    if condition.function is None:
        return True
    if situation.due is None:
        return False
    ask = PARTICULARS[condition.function]
    return ask(situation.timeline, situation.trigger.day, situation.due, situation.answers)


def version_on(rule: Rule, day: date) -> Version:
    """The version in force on a day: the last that has begun, or the first where none has yet."""
    begun = [version for version in rule.versions if version.start <= day]
    return begun[-1] if begun else rule.versions[0]


def terms_for(version: Version, situation: Situation) -> Terms:
    """The terms that apply: the first variant whose condition holds, else the version's own."""
    for condition, terms in version.variants:
        if holds(condition, situation):
            return terms
    return version.terms

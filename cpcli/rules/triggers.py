"""Which recorded events start a deadline, and which of them meet it."""

from datetime import date, timedelta
from typing import NamedTuple

from cpcli.casework.kinds import ENQUIRY_STARTS
from cpcli.casework.pack import Rule, Terms
from cpcli.casework.timeline import Event, Timeline
from cpcli.rules.conditions import told
from cpcli.workdays import Calendar, Span, shift


class Start(NamedTuple):
    """One trigger of a rule with the days between which something may meet it, both inclusive; None is open."""

    event: Event
    from_day: date | None
    to_day: date | None


def applies(rule: Rule, timeline: Timeline) -> bool:
    """Whether the facts and events that a rule asks for are there at all."""
    if rule.only_with_fact is not None and not told(timeline, rule.only_with_fact):
        return False
    return not rule.only_with_event or bool(timeline.active(rule.only_with_event))


def starts_of(rule: Rule, timeline: Timeline, calendar: Calendar) -> list[Start]:
    """Every trigger that starts a deadline of this rule, with its window."""
    if rule.starts == "first-of-enquiry":
        first = timeline.enquiry_starts()[:1]
        return [Start(event, event.day, None) for event in first]
    if rule.starts == "last-of-first-kind":
        last = _last_of_first_kind(rule, timeline)
        return [Start(last, last.day, None)] if last else []
    events = _distinct(timeline.active(rule.triggers))
    if rule.only_after:
        since = min((event.day for event in timeline.active(rule.only_after)), default=date.max)
        events = [event for event in events if event.day >= since]
    if rule.direction == "before":
        return [_before_window(rule, calendar, events, at) for at in range(len(events))]
    days = [event.day for event in events]
    return [
        Start(event, event.day, next((day - timedelta(days=1) for day in days[at + 1 :] if day > event.day), None))
        for at, event in enumerate(events)
    ]


def _distinct(events: list[Event]) -> list[Event]:
    """One event for one thing: a birth told as date of birth too, or a conference also recorded as an event."""
    seen: dict[tuple[str, date], Event] = {}
    for event in events:
        kind = "birth" if event.kind == "date-of-birth" else event.kind
        known = seen.get((kind, event.day))
        if known is None or (known.ref is None and event.ref is not None):
            seen[kind, event.day] = event
    return list(seen.values())


def _before_window(rule: Rule, calendar: Calendar, events: list[Event], at: int) -> Start:
    """What lies before a trigger meets it, from the trigger before it on; with `reach_back` lateness counts too."""
    day = events[at].day
    earlier = [event.day for event in events[:at] if event.day < day]
    from_day = earlier[-1] + timedelta(days=1) if earlier else None
    if rule.reach_back is None:
        return Start(events[at], from_day, day)
    reach = shift(calendar, day, Span(-rule.reach_back.amount, rule.reach_back.unit))
    later = [event.day for event in events[at + 1 :] if event.day > day]
    to_day = shift(calendar, later[0], Span(-rule.reach_back.amount, rule.reach_back.unit)) if later else None
    return Start(events[at], max(filter(None, [from_day, reach])), to_day if to_day is None else max(day, to_day))


def _last_of_first_kind(rule: Rule, timeline: Timeline) -> Event | None:
    """The last event of the first kind recorded, of those that no later event has made history.

    What has happened comes before what is booked: a review is due from the last one held.
    """
    ends = [end.day for end in timeline.happened(rule.ends_with)]
    for kind in rule.triggers:
        current = [event for event in timeline.active([kind]) if not ends or event.day > ends[-1]]
        held = [event for event in current if timeline.state_of(event) == "held"]
        if held:
            return held[-1]
        if current:
            return current[0]
    return None


def is_history(rule: Rule, timeline: Timeline, trigger: Event) -> bool:
    """Whether something has since ended what this trigger began."""
    if rule.direction != "after" or rule.starts == "last-of-first-kind":
        return False
    return any(end.day >= trigger.day and end is not trigger for end in timeline.happened(rule.ends_with))


def met_and_planned(rule: Rule, terms: Terms, start: Start, timeline: Timeline) -> tuple[Event | None, Event | None]:
    """The first thing that happened and meets the deadline, and the first that is booked to.

    A repeating rule asks for the next one only, so what has happened never meets it.
    """
    found = [event for event in timeline.active(terms.met_by) if _belongs(rule, event, start)]
    happened = [event for event in found if timeline.state_of(event) == "held"]
    planned = [event for event in found if timeline.state_of(event) == "planned"]
    if rule.starts == "last-of-first-kind" and set(terms.met_by) & set(rule.triggers):
        happened = []
    return (happened[0] if happened else None), (planned[0] if planned else None)


def _belongs(rule: Rule, event: Event, start: Start) -> bool:
    trigger = start.event
    if event is trigger or (event.kind == trigger.kind and event.on == trigger.on):
        return False
    if event.about is not None and trigger.ref is not None:
        return event.about == trigger.ref
    if rule.direction == "after" and event.kind == "review-conference" and event.day == trigger.day:
        return False
    after_start = start.from_day is None or event.day >= start.from_day
    return after_start and (start.to_day is None or event.day <= start.to_day)


def is_expected(rule: Rule, timeline: Timeline) -> bool:
    """Whether the missing trigger of a rule is to be waited for."""
    kinds = [kind for kind in rule.expected_after if kind not in ENQUIRY_STARTS]
    if timeline.active(kinds):
        return True
    return len(kinds) < len(rule.expected_after) and timeline.enquiry_is_open()

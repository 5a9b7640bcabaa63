"""Which recorded events start a deadline, and which of them meet it."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from cpcli.casework.kinds import CONFERENCES, ENQUIRY_STARTS
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
        enquiry = timeline.latest_enquiry()
        return [Start(enquiry.starts[0], enquiry.starts[0].day, None)] if enquiry else []
    if rule.starts == "last-of-first-kind":
        last = _last_of_first_kind(rule, timeline)
        return [Start(last, last.day, None)] if last else []
    events = _distinct(timeline.active(rule.triggers))
    if rule.only_after:
        since = min((event.day for event in timeline.active(rule.only_after)), default=date.max)
        events = [event for event in events if event.day >= since]
    if rule.direction == "before":
        return [_before_window(rule, calendar, events, at) for at in range(len(events))]
    if rule.open_ended:
        return [Start(event, event.day, None) for event in events]
    days = [event.day for event in events]
    return [
        Start(event, event.day, next((day - timedelta(days=1) for day in days[at + 1 :] if day > event.day), None))
        for at, event in enumerate(events)
    ]


def _distinct(events: list[Event]) -> list[Event]:
    """One event for one thing: a birth told as date of birth too, a conference told twice; the fuller telling stays."""
    seen: dict[tuple[str, date], Event] = {}
    for event in events:
        key = ("birth" if event.kind == "date-of-birth" else event.kind, event.day)
        if key not in seen or _fuller(event) > _fuller(seen[key]):
            seen[key] = event
    return list(seen.values())


def _fuller(event: Event) -> tuple[bool, bool]:
    return event.ref is not None, isinstance(event.on, datetime)


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

    What has happened comes before what is booked, whatever its kind: a review is due from the last one held, and from
    the start while none was.
    """
    ends = [end.day for end in timeline.happened(rule.ends_with)]
    current = [event for event in timeline.active(rule.triggers) if not ends or event.day > ends[-1]]
    held = [event for event in current if timeline.state_of(event) == "held"]
    for kind in rule.triggers:
        of_kind = [event for event in held if event.kind == kind]
        if of_kind:
            return of_kind[-1]
    return next((event for kind in rule.triggers for event in current if event.kind == kind), None)


def is_history(rule: Rule, timeline: Timeline, start: Start) -> bool:
    """Whether something has since ended what this trigger began, or what it follows from."""
    if rule.starts == "last-of-first-kind":
        return False
    ends = timeline.happened(rule.ends_with)
    if rule.starts == "first-of-enquiry":
        enquiry = timeline.latest_enquiry()
        return enquiry is not None and enquiry.ended_by is not None and enquiry.ended_by.kind in rule.ends_with
    if rule.direction == "before":
        return any(start.from_day is None or end.day >= start.from_day for end in ends)
    trigger = start.event
    since = [event.day for event in timeline.active(rule.only_after) if event.day <= trigger.day]
    return any(end.day >= (since[-1] if since else trigger.day) and end is not trigger for end in ends)


def met_and_planned(rule: Rule, terms: Terms, start: Start, timeline: Timeline) -> tuple[Event | None, Event | None]:
    """The first thing that happened and meets the deadline, and the first that is booked to.

    A repeating rule asks for the next one only, so what has happened never meets it.
    """
    restarts = [event.day for event in timeline.active(rule.restarts_with)]
    found = [event for event in timeline.active(terms.met_by) if _belongs(rule, event, start)]
    found = [event for event in found if not restarts or event.day >= restarts[-1]]
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


def is_expected(rule: Rule, timeline: Timeline, calendar: Calendar) -> bool:
    """Whether the missing trigger of a rule is to be waited for."""
    if timeline.active(rule.triggers):
        return False
    if rule.expected_with_fact is not None and told(timeline, rule.expected_with_fact):
        return bool(timeline.active(CONFERENCES))
    kinds = [kind for kind in rule.expected_after if kind not in ENQUIRY_STARTS]
    known = timeline.active(kinds)
    if rule.reach_back is not None:
        # It is waited for while it can still come to pass: nobody waits for a schoolchild to leave the maternity ward.
        known = [event for event in known if shift(calendar, event.day, rule.reach_back) >= timeline.as_of]
    if known:
        return not any(end.day >= known[-1].day for end in timeline.happened(rule.ends_with))
    enquiry = timeline.latest_enquiry()
    return len(kinds) < len(rule.expected_after) and enquiry is not None and enquiry.ended_by is None

"""Deadlines of one child from a pack: what is due, by when, and why."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from cpcli.casework.kinds import CONFERENCES, STATUSES, Status
from cpcli.casework.pack import Pack, Reading, Rule, Terms, Version
from cpcli.casework.result import Deadline, ReadingDate, Reason
from cpcli.casework.timeline import Event, Moment, Timeline, day_of, is_later
from cpcli.rules.conditions import Situation, holds, terms_for, version_on
from cpcli.rules.reckoning import Reckoned, aim, elsewhere_reasons, reckon, trigger_reason
from cpcli.rules.triggers import Start, applies, is_expected, is_history, met_and_planned, starts_of
from cpcli.rules.wording import listed, named, say
from cpcli.workdays import Calendar, Span, count_working_days, shift

Answers = dict[str, list[Deadline]]

#: Two events that may stand for the same beginning lie no further apart than this.
SAME_STORY = timedelta(days=183)


def deadlines_of(pack: Pack, timeline: Timeline, calendar: Calendar) -> list[Deadline]:
    """Every deadline of one child as it stands on the timeline's day, worst first.

    A missing fact gives `waiting` and names the fact; it never becomes met, false or zero.
    """
    answers: Answers = {}
    # Rules that look at the answers of others come after them.
    for rule in sorted(pack.rules.values(), key=lambda rule: bool(rule.earlier_of)):
        answers[rule.id] = list(_answers_of(pack, rule, timeline, calendar, answers))
    return in_order_of_urgency(answer for rule in pack.rules for answer in answers[rule])


def in_order_of_urgency(deadlines: Iterable[Deadline]) -> list[Deadline]:
    """Worst first: by status, bookings past their limit ahead of the rest, then by date."""
    return sorted(
        deadlines,
        key=lambda d: (STATUSES.index(d.status), not d.planned_late, day_of(d.due) if d.due else date.max),
    )


def _answers_of(pack: Pack, rule: Rule, timeline: Timeline, calendar: Calendar, answers: Answers) -> Iterable[Deadline]:
    if not applies(rule, timeline):
        return
    starts = starts_of(rule, timeline, calendar)
    missing = _missing(rule, timeline)
    if missing:
        yield _waiting(rule, timeline, missing)
    elif not starts:
        if is_expected(rule, timeline, calendar):
            yield _waiting(rule, timeline, rule.triggers)
    else:
        for start in starts:
            answer = _Asking(pack, rule, timeline, calendar, answers, start).answer()
            if answer is not None:
                yield answer


def _missing(rule: Rule, timeline: Timeline) -> tuple[str, ...]:
    """What a rule lacks besides its triggers: a leg of the sooner of several counts, or what it has to come after.

    Where a conference is recorded its outcome tells whether there is a plan to end; only a bare question is waiting.
    """
    legs = version_on(rule, timeline.as_of).terms.sooner_of
    lacking = tuple(leg.after for leg in legs if not timeline.active([leg.after]))
    if lacking or not rule.only_after or timeline.active((*rule.only_after, *CONFERENCES)):
        return lacking
    return rule.only_after if timeline.active(rule.triggers) and "plan-ended" in rule.only_after else ()


def _waiting(rule: Rule, timeline: Timeline, missing: tuple[str, ...]) -> Deadline:
    version = version_on(rule, timeline.as_of)
    needs = listed((named(kind) for kind in missing), "or")
    return Deadline(
        case=timeline.case,
        child=timeline.child,
        rule=rule.id,
        title=rule.title,
        force=version.terms.force,
        clauses=version.terms.clauses,
        pack=version.pack,
        version=version.start,
        bound=version.terms.bound,
        trigger_kind=missing[0],
        trigger=None,
        status="waiting",
        missing=missing,
        why=(
            Reason(f"It waits for a date: {needs}. Nothing is assumed in its place."),
            Reason(version.terms.because, version.terms.clauses),
        ),
    )


class _Asking(NamedTuple):
    """One rule asked about one trigger."""

    pack: Pack
    rule: Rule
    timeline: Timeline
    calendar: Calendar
    answers: Mapping[str, list[Deadline]]
    start: Start

    def answer(self) -> Deadline | None:
        trigger = self.start.event
        behind = self._conference_behind(trigger)
        if self.rule.follows_plan and behind is not None and behind.outcome == "no-plan":
            return None
        version = version_on(self.rule, trigger.day)
        terms = terms_for(version, self._situation(trigger))
        if terms.sooner_of:
            trigger = self._soonest(terms)
        readings = self._readings(terms, trigger)
        if not readings:
            return None
        met, planned = met_and_planned(self.rule, terms, self.start, self.timeline)
        if met is None and is_history(self.rule, self.timeline, self.start):
            return None
        return self._built(version, terms, trigger, readings, met, planned)

    def _situation(self, trigger: Event, due: date | None = None, statuses: Iterable[str] = ()) -> Situation:
        return Situation(self.timeline, self.calendar, trigger, self.answers, due, frozenset(statuses))

    def _soonest(self, terms: Terms) -> Event:
        """The event whose count ends first."""
        counts = []
        for leg in terms.sooner_of:
            event = self.timeline.active([leg.after])[-1]
            counts.append((shift(self.calendar, event.day, leg.limit), event))
        return min(counts, key=lambda count: count[0])[1]

    def _readings(self, terms: Terms, trigger: Event) -> list[tuple[Reading, Event, Reckoned]]:
        """Each reading that gives a date of its own, the plain one first."""
        if self.rule.earlier_of:
            return self._earlier_of(terms, trigger)
        if self.rule.relative_to is not None:
            return self._relative(terms, trigger)
        if terms.sooner_of:
            leg = next(leg for leg in terms.sooner_of if leg.after == trigger.kind)
            plain = Reading(leg.limit, terms.because)
            return [(plain, trigger, self._reckon(plain, terms, trigger))]
        found: list[tuple[Reading, Event, Reckoned]] = []
        for reading in terms.readings:
            event = self._event_of(reading, trigger)
            if event is None:
                continue
            reckoned = self._reckon(reading, terms, event)
            if not any(other.due == reckoned.due for _, _, other in found):
                found.append((reading, event, reckoned))
        return found

    def _reckon(self, reading: Reading, terms: Terms, event: Event) -> Reckoned:
        return reckon(self.calendar, self.rule, event, reading.limit, reading.clauses or terms.clauses)

    def _event_of(self, reading: Reading, trigger: Event) -> Event | None:
        if not reading.after:
            return trigger
        if self.rule.starts == "first-of-enquiry":
            enquiry = self.timeline.latest_enquiry()
            return next((event for event in enquiry.starts if event.kind in reading.after), None) if enquiry else None
        # The nearest on either side; what lies half a year off belongs to another story.
        around = [(abs(event.day - trigger.day), event) for event in self.timeline.active(reading.after)]
        near = [pair for pair in around if pair[0] <= SAME_STORY]
        return min(near, key=lambda pair: pair[0])[1] if near else None

    def _relative(self, terms: Terms, trigger: Event) -> list[tuple[Reading, Event, Reckoned]]:
        """Counted from another deadline's plain date for the same trigger."""
        bases = [d for d in self.answers[self.rule.relative_to or ""] if d.trigger is trigger and d.due is not None]
        if not bases or bases[0].due is None:
            return []
        base = Event(trigger.kind, day_of(bases[0].due))
        reading = terms.readings[0]
        reckoned = self._reckon(reading, terms, base)
        from_base = Reason(f"{bases[0].title} by {say(base.day)} ({bases[0].rule}).")
        reason = Reason(reckoned.reason.says, reckoned.reason.clauses, (from_base, *reckoned.reason.because))
        return [(reading, trigger, Reckoned(reckoned.due, reason, counted=True))]

    def _earlier_of(self, terms: Terms, trigger: Event) -> list[tuple[Reading, Event, Reckoned]]:
        """The trigger's own day, or the open date of another rule where that comes first."""
        open_dates = [
            answer
            for rule in self.rule.earlier_of
            for answer in self.answers.get(rule, [])
            if answer.due is not None and answer.met_on is None and answer.trigger is not None
        ]
        current = [answer for answer in open_dates if answer.trigger and answer.trigger.day < trigger.day]
        if not current or not self._is_next_review(trigger, current[-1]):
            return []
        other = current[-1]
        due = min(trigger.day, day_of(other.due)) if other.due else trigger.day
        says = (
            f"The earlier of the looked-after review on {say(trigger.day)} and {other.rule}, {say(other.due or due)}."
        )
        reading = terms.readings[0]
        return [(reading, trigger, Reckoned(due, Reason(says, terms.clauses), counted=other.predicted))]

    def _is_next_review(self, trigger: Event, other: Deadline) -> bool:
        """Only the next looked-after review is asked about: the first still to come, else the last there was."""
        since = other.trigger.day if other.trigger else date.min
        reviews = [event for event in self.timeline.active(self.rule.triggers) if event.day > since]
        to_come = [event for event in reviews if event.day >= self.timeline.as_of]
        return trigger is (to_come[0] if to_come else reviews[-1])

    def _built(
        self,
        version: Version,
        terms: Terms,
        trigger: Event,
        readings: list[tuple[Reading, Event, Reckoned]],
        met: Event | None,
        planned: Event | None,
    ) -> Deadline:
        due = readings[0][2].due
        aim_for, moved = aim(self.calendar, self.rule, terms, trigger, [found.due for _, _, found in readings])
        status = self._status(terms, due, aim_for, met)
        if met is not None:
            planned = None
        planned_late = planned is not None and terms.bound == "latest" and is_later(planned.on, due)
        told = {"planned-late"} if planned_late and status != "overdue" else {status}
        notes = self._notes(terms, trigger, day_of(due), told)
        if met is not None and _time_unknown(met.on, due):
            notes = (*notes, Reason("Its time of day is not recorded; it is in time only if it came before the limit."))
        days = [day_of(due), *([aim_for] if aim_for else [])]
        uses_calendar = aim_for is not None or any(found.counted for _, _, found in readings)
        open_still = met is None and terms.bound != "information"
        return Deadline(
            case=self.timeline.case,
            child=self.timeline.child,
            rule=self.rule.id,
            title=self.rule.title,
            force=terms.force,
            clauses=terms.clauses,
            pack=version.pack,
            version=version.start,
            bound=terms.bound,
            trigger_kind=trigger.kind,
            trigger=trigger,
            status=status,
            due=due,
            aim_for=aim_for,
            readings=_reading_dates(readings) if len(readings) > 1 else (),
            met_on=met.on if met else None,
            planned_on=planned.on if planned else None,
            planned_late=planned_late,
            working_days_left=count_working_days(self.calendar, self.timeline.as_of, day_of(due))
            if open_still
            else None,
            provisional=self._is_provisional(trigger),
            predicted=uses_calendar and self.calendar.is_predicted(*days),
            why=self._why(terms, trigger, readings, moved, days),
            notes=notes,
        )

    def _status(self, terms: Terms, due: Moment, aim_for: date | None, met: Event | None) -> Status:
        today = self.timeline.as_of
        if terms.bound == "information":
            return "information"
        if terms.bound == "earliest":
            return "reached" if today >= day_of(due) else "not-yet"
        if met is not None:
            return "met-late" if is_later(met.on, due) else "met"
        if today > day_of(due):
            return "information" if self.rule.optional else "overdue"
        return "past-aim" if aim_for is not None and today > aim_for else "open"

    def _conference_behind(self, trigger: Event) -> Event | None:
        """The conference that a trigger is, or the last one before it: its outcome decides what follows a plan."""
        if trigger.kind in CONFERENCES:
            return trigger
        earlier = [event for event in self.timeline.active(CONFERENCES) if event.day <= trigger.day]
        return earlier[-1] if earlier else None

    def _is_provisional(self, trigger: Event) -> bool:
        """What follows a planned conference, and what follows a plan while the outcome is unknown."""
        behind = self._conference_behind(trigger)
        if self.rule.direction == "before" or behind is None:
            return False
        if self.rule.follows_plan and behind.outcome is None:
            return True
        return behind is trigger and self.timeline.state_of(trigger) == "planned"

    def _provisional_until(self, trigger: Event) -> str:
        """What has yet to happen for a provisional date to stand."""
        behind = self._conference_behind(trigger)
        needs_plan = self.rule.follows_plan and (behind is None or behind.outcome is None)
        if behind is not None and self.timeline.state_of(behind) == "planned":
            return "it stands if the conference takes place as planned" + (" and makes a plan" if needs_plan else "")
        return "it stands if the conference made a plan; its outcome is not recorded"

    def _notes(self, terms: Terms, trigger: Event, due: date, told: Iterable[str]) -> tuple[Reason, ...]:
        situation = self._situation(trigger, due, told)
        notes = (*terms.notes, *self.pack.notes)
        return tuple(Reason(note.says, note.clauses) for note in notes if holds(note.when, situation))

    def _why(
        self,
        terms: Terms,
        trigger: Event,
        readings: list[tuple[Reading, Event, Reckoned]],
        moved: Reason | None,
        days: list[date],
    ) -> tuple[Reason, ...]:
        plain, others = readings[0], readings[1:]
        why = [trigger_reason(self.rule, trigger), plain[2].reason, Reason(terms.because, terms.clauses)]
        for reading, event, found in others:
            from_where = "" if event is trigger else f" (from {named(event.kind)} on {say(event.on)})"
            says = f"Another reading{from_where} gives {say(found.due)}: {_lower(reading.because)}"
            why.append(Reason(says, reading.clauses, (found.reason,)))
        if moved is not None:
            why.append(moved)
        why += elsewhere_reasons(self.calendar, self.rule, terms, trigger, plain[2].due)
        if self._is_provisional(trigger):
            why.append(Reason(f"Provisional: {self._provisional_until(trigger)}."))
        if self.calendar.is_predicted(*days) and (moved or plain[2].counted):
            last = self.calendar.proclaimed_to
            why.append(Reason(f"Bank holidays after {last} are not proclaimed yet; those used here are predicted."))
        return tuple(why)


def _reading_dates(readings: list[tuple[Reading, Event, Reckoned]]) -> tuple[ReadingDate, ...]:
    return tuple(
        ReadingDate(
            found.due, str(reading.limit) if isinstance(reading.limit, Span) else reading.limit, reading.because, event
        )
        for reading, event, found in readings
    )


def _time_unknown(met: Moment, due: Moment) -> bool:
    """Whether a bare date meets a limit that has a time, on the very day: then nobody can tell."""
    return type(met) is date and type(due) is not date and met == day_of(due)


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]

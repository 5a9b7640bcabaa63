"""Quorum, child by child: who counts, what is missing, and what the chair records to go ahead. It never decides."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from cpcli.casework.quorum import (
    ChildQuorum,
    Counted,
    Meeting,
    Proceed,
    Quorum,
    QuorumReading,
    QuorumRules,
    QuorumVersion,
)
from cpcli.casework.result import Reason, Warned
from cpcli.casework.timeline import day_of
from cpcli.rules.quorum_gaps import absent_agencies, exceptional, missing_for
from cpcli.rules.quorum_seats import Seated, is_quorate, others_of, social_care_of
from cpcli.rules.wording import listed, many, say


def quorum_of(own: QuorumRules, rules: QuorumRules, meeting: Meeting, as_of: date, *, at_decision: bool) -> Quorum:
    """The quorum of a conference for each of its children, under the rule in force on its day.

    `own` is what the pack asked for says; `rules` is the pack whose rule is used. With `at_decision` it is the answer
    for the moment of the decision, without those who had left by then.
    """
    day = as_of if meeting.at is None else day_of(meeting.at)
    version = version_on(rules, day)
    seated = Seated(version.terms, own.words, meeting, at_decision)
    children = tuple(_of_child(seated, child) for child in meeting.children)
    to_proceed = _to_proceed(version, children)
    guide = version.terms.guide
    return Quorum(
        case=meeting.case,
        conference=meeting.conference,
        at=meeting.at,
        pack=own.pack,
        rule_of=rules.pack,
        version=version.start,
        as_of=as_of,
        basis=meeting.basis,
        at_decision=at_decision,
        children=children,
        to_proceed=to_proceed,
        command=f"cpcli guide run {guide} {meeting.case}" if to_proceed and guide and meeting.case else None,
        warnings=tuple(_warnings(own, version, rules, seated, children, as_of)),
    )


def version_on(rules: QuorumRules, day: date) -> QuorumVersion:
    """The version in force on a day, or the first where none has begun."""
    begun = [version for version in rules.versions if version.start <= day]
    return begun[-1] if begun else rules.versions[0]


def _of_child(seated: Seated, child: str | None) -> ChildQuorum:
    counted, not_counted = seated.sorted_out(child)
    plain, readings = seated.terms.readings[0], seated.terms.readings
    staying = seated._replace(at_decision=True)
    quorate = is_quorate(counted, plain, seated)
    strict = quorate and all(is_quorate(counted, reading, seated) for reading in readings)
    return ChildQuorum(
        child=child,
        quorate=quorate,
        quorate_strict=strict,
        quorate_at_decision=is_quorate(staying.sorted_out(child)[0], plain, staying),
        counted=tuple(counted),
        not_counted=tuple(not_counted),
        missing=tuple(missing_for(seated, child, counted)),
        strict_because=listed(_why_not(seated, counted)) if quorate and not strict else None,
        absent_with_contact=tuple(absent_agencies(seated, child)),
        exceptional=exceptional(seated, child),
        notes=tuple(_notes(seated, child, counted, quorate=quorate)),
        why=tuple(_why(seated, counted)),
    )


def _why(seated: Seated, counted: list[Counted]) -> Iterator[Reason]:
    yield Reason(seated.terms.because, seated.terms.clauses)
    for at, reading in enumerate(seated.terms.readings):
        name = "The plain reading" if at == 0 else "The stricter reading"
        verdict = "quorate" if is_quorate(counted, reading, seated) else "not quorate"
        care = _people(social_care_of(counted, reading)) or "nobody"
        others = others_of(counted, reading, seated)
        told = "; ".join(f"{what}: {_people(who)}" for what, who in others.items()) or "none"
        unit = "professional group" if reading.counts == "professional-groups" else "agency"
        steps = (
            Reason(f"Social care: {care}."),
            Reason(f"Others, {seated.terms.others} needed, counted by {unit}, {len(others)} found: {told}."),
        )
        yield Reason(f"{name}: {verdict}. {reading.because}", (), steps)


def _people(counted: Iterable[Counted]) -> str:
    return listed(each.person for each in counted)


def _notes(seated: Seated, child: str | None, counted: list[Counted], *, quorate: bool) -> Iterator[Reason]:
    """What travels with the answer for one child."""
    notes = seated.terms.notes
    for on, how in (("online", "online"), ("stand-in", "represented")):
        who = [each.person for each in counted if each.how == how]
        if who and on in notes:
            yield Reason(f"{listed(who)}: {notes[on].says}", notes[on].clauses)
    if child in seated.meeting.looked_after and "looked-after" in notes:
        yield Reason(notes["looked-after"].says, notes["looked-after"].clauses)
    leaving = notes.get("leaves-early")
    if leaving is not None and quorate and seated.meeting.ended is None:
        staying = [each for each in counted if each.agency not in leaving.agencies]
        if not is_quorate(staying, seated.terms.readings[0], seated):
            gone = listed(dict.fromkeys(each.agency for each in counted if each not in staying))
            yield Reason(f"Without {gone} it is no longer quorate. {leaving.says}", leaving.clauses)


def _to_proceed(version: QuorumVersion, children: Sequence[ChildQuorum]) -> tuple[Proceed, ...]:
    short = tuple(child.child for child in children if not child.quorate)
    if not short:
        return ()
    return tuple(Proceed(each.id, each.says, each.clauses, short) for each in version.terms.records)


def _warnings(
    own: QuorumRules,
    version: QuorumVersion,
    rules: QuorumRules,
    seated: Seated,
    children: Sequence[ChildQuorum],
    as_of: date,
) -> Iterator[Warned]:
    meeting = seated.meeting
    if rules.pack != own.pack:
        yield Warned(
            f"Quorum is not a national rule, and {own.pack} has none of its own: the rule of {rules.pack} is used"
            " here. Ask your safeguarding partnership for yours."
        )
    if (as_of if meeting.at is None else day_of(meeting.at)) < version.start:
        what = "The day asked about" if meeting.conference is None else meeting.conference
        yield Warned(
            f"{what} is before {say(version.start)}, from when {rules.pack}'s quorum is known here; that"
            " version is used for it. What was in force then is not known here."
        )
    if meeting.state in {"adjourned", "cancelled"}:
        yield Warned(f"{meeting.conference} is recorded as {meeting.state}.")
    if meeting.at is not None and meeting.basis == "replies" and _is_over(meeting, as_of):
        yield Warned(
            f"{meeting.conference} was on {say(day_of(meeting.at))} and nobody's attendance is recorded, so replies"
            f" answer: cpcli attendance {meeting.case} {meeting.conference} --person ID --attended in-person"
        )
    for seat in meeting.seats:
        member = seated.member(seat.person)
        is_agency = seat.supposed is True and member.id == member.agency
        if is_agency and member.contact is None and member.id not in seated.terms.social_care:
            yield Warned(
                f"Which children {member.id} knows is not recorded, so it counts for none; say it with"
                f" --contact {member.id}=CHILD."
            )
    for child in children:
        yield from _of_one(seated, child)


def _is_over(meeting: Meeting, as_of: date) -> bool:
    return meeting.at is not None and (
        day_of(meeting.at) < as_of or meeting.ended is not None or meeting.state == "held"
    )


def _of_one(seated: Seated, child: ChildQuorum) -> Iterator[Warned]:
    whom = _for(child.child)
    if child.strict_because is not None:
        says = f"Quorate{whom} as the words stand, and not on the stricter reading: {child.strict_because}."
        yield Warned(says, seated.terms.clauses, child.child)
    if child.quorate and not child.quorate_at_decision:
        note = seated.terms.notes.get("leaves-early")
        gone = [seat.person for seat in seated.meeting.seats if seated.has_left(seat)]
        says = f"No longer quorate{whom} when the decision was taken: {listed(gone)} had left by then."
        yield Warned(says, note.clauses if note else (), child.child)
    note = seated.terms.notes.get("key-agency-absent")
    under_plan = child.child in seated.meeting.core_groups or seated.meeting.kind == "review-conference"
    if child.absent_with_contact and under_plan and note is not None:
        absent = listed(each.agency for each in child.absent_with_contact)
        yield Warned(f"Nobody from {absent} is there{whom}. {note.says}", note.clauses, child.child)


def _for(child: str | None) -> str:
    return "" if child is None else f" for {child}"


def _why_not(seated: Seated, counted: list[Counted]) -> Iterator[str]:
    """What each stricter reading lacks, as half a sentence."""
    for reading in seated.terms.readings[1:]:
        yield from _lacks(seated, counted, reading)


def _lacks(seated: Seated, counted: list[Counted], reading: QuorumReading) -> Iterator[str]:
    care = social_care_of(counted, seated.terms.readings[0])
    if not social_care_of(counted, reading):
        yield f"no direct contact of social care ({_people(care)}) with the child is recorded"
    others = others_of(counted, reading, seated)
    if len(others) < seated.terms.others:
        found = len(others_of(counted, seated.terms.readings[0], seated))
        shared = [
            f"{listed(dict.fromkeys(each.agency for each in who))} belong to one agency, {group}"
            for group, who in others.items()
            if len({each.agency for each in who}) > 1
        ]
        because = f" ({'; '.join(shared)})" if shared else ""
        yield f"{many(found, 'professional group')} there make only {_agencies(len(others))}{because}"


def _agencies(number: int) -> str:
    return f"{number} agency" if number == 1 else f"{number} agencies"

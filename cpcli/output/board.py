"""The table a person reads: worst first, one block a deadline. Laid out once, drawn plain or rich."""

from collections.abc import Container, Sequence
from datetime import date, datetime
from typing import NamedTuple

from cpcli.casework.kinds import CONFERENCES
from cpcli.casework.result import Deadline, Reason, Timetable
from cpcli.casework.timeline import Moment, day_of
from cpcli.output.safe import safe_text
from cpcli.rules.wording import listed, many, named, say, say_short

WORDS = {
    "overdue": "OVERDUE",
    "past-aim": "past aim",
    "open": "open",
    "not-yet": "not yet",
    "reached": "reached",
    "waiting": "waiting",
    "information": "note",
    "met-late": "met late",
    "met": "met",
}


#: Where there is nothing left to aim for.
NO_LONGER_AIMED_AT = frozenset({"met", "met-late", "information", "overdue"})

#: What lies further off than this many days shares a line at the end.
FAR_OFF = 400


class Block(NamedTuple):
    """One deadline as it is shown: its word, its title and date on a line, the rest beneath."""

    status: str
    word: str
    title: str
    when: str
    left: str
    authority: str
    beneath: tuple[str, ...] = ()
    tree: tuple[Reason, ...] = ()


class Board(NamedTuple):
    """Everything shown for one question."""

    heading: str
    under_heading: str
    blocks: tuple[Block, ...]
    closing: tuple[str, ...]


def board(timetable: Timetable, pack_line: str, *, explain: bool = False) -> Board:
    """Lay out an answer. Children whose answer is the same share a block; what waits for one date shares a line."""
    shown = _shared(timetable.deadlines)
    far = [] if explain else [(d, who) for d, who in shown if _is_far_off(d, timetable.as_of)]
    # One that was met with a remark, such as a time that is not known, keeps a block of its own.
    met = [(d, who) for d, who in shown if d.status == "met" and not d.notes]
    seen = _told_more_than_once(shown)
    dated = [(d, who) for d, who in shown if d.status != "waiting" and (d, who) not in (*far, *met)]
    blocks = [_block(d, who, timetable.as_of, seen, explain=explain) for d, who in dated]
    if explain:
        blocks += [_block(d, who, timetable.as_of, seen, explain=True) for d, who in met]
    closing = [f"Wherever it applies above: {says}" for says in seen]
    closing += _waiting_lines([d for d, _ in shown if d.status == "waiting"], timetable)
    closing += _one_line("Far off", [(d, who, d.due) for d, who in far])
    closing += [] if explain else _one_line("Met in time", [(d, who, d.met_on) for d, who in met])
    closing += [
        safe_text(f"Outstanding for {each.conference}: {each.what} {', '.join(each.who)}.")
        for each in timetable.awaited
    ]
    if not timetable.deadlines:
        closing.append("Nothing follows from what was given.")
    heading = _heading(timetable)
    return Board(heading, f"as of {say(timetable.as_of)}, {pack_line}", tuple(blocks), tuple(closing))


def _told_more_than_once(shown: Sequence[tuple[Deadline, tuple[str, ...]]]) -> dict[str, None]:
    """The notes about being late that several deadlines carry: they are told once, at the end."""
    told = [f"{note.says}{_cited(note)}" for deadline, _ in shown for note in deadline.notes if "D07" in note.clauses]
    return {says: None for says in told if told.count(says) > 1}


def _heading(timetable: Timetable) -> str:
    cases = list(dict.fromkeys(d.case for d in timetable.deadlines if d.case))
    if cases:
        return safe_text(listed(cases)) if len(cases) <= 3 else many(len(cases), "case")
    triggers = dict.fromkeys((d.trigger.kind, d.trigger.on) for d in timetable.deadlines if d.trigger)
    if triggers and len(triggers) <= 2:
        return "From " + listed(f"{named(kind)} on {say(on)}" for kind, on in triggers)
    return "Deadlines"


def _shared(deadlines: Sequence[Deadline]) -> list[tuple[Deadline, tuple[str, ...]]]:
    """One deadline for each answer, with the children it holds for."""
    groups: dict[tuple[object, ...], list[Deadline]] = {}
    for deadline in deadlines:
        same = deadline._replace(child=None, trigger=None, readings=(), why=(), notes=())
        on = deadline.trigger.on if deadline.trigger else None
        groups.setdefault((same, on, tuple(n.says for n in deadline.notes)), []).append(deadline)
    return [(group[0], tuple(d.child for d in group if d.child)) for group in groups.values()]


def _block(deadline: Deadline, who: tuple[str, ...], as_of: date, seen: Container[str], *, explain: bool) -> Block:
    children = f" [{safe_text(', '.join(who))}]" if who else ""
    word = "booked late" if deadline.planned_late and deadline.status != "overdue" else WORDS[deadline.status]
    if deadline.status == "open" and deadline.due is not None and day_of(deadline.due) == as_of:
        word = "today"
    return Block(
        status="booked-late" if deadline.planned_late else deadline.status,
        word=word,
        title=f"{deadline.title}{children}",
        when=_when(deadline),
        left=_left(deadline, as_of),
        authority=f"{deadline.force}, {' '.join(deadline.clauses)}",
        beneath=tuple(_beneath(deadline, seen)),
        tree=deadline.why if explain else (),
    )


def _when(deadline: Deadline) -> str:
    due = say(deadline.due) if deadline.due is not None else ""
    match deadline.status:
        case "overdue":
            return f"was due {due}"
        case "met" | "met-late":
            return f"{say(deadline.met_on)}; limit {due}" if deadline.met_on else due
        case "not-yet" | "reached":
            return f"from {due}"
        case "information":
            return due
        case _:
            return f"by {due}"


def _left(deadline: Deadline, as_of: date) -> str:
    if deadline.due is None or deadline.working_days_left is None:
        return ""
    days, working = (day_of(deadline.due) - as_of).days, deadline.working_days_left
    if days == 0:
        return "today"
    if days < 0:
        return f"{many(-days, 'day')} ago, {many(-working, 'working day')}"
    return f"{many(days, 'day')}, {many(working, 'working day')}"


def _beneath(deadline: Deadline, seen: Container[str]) -> list[str]:
    """The lines beneath; notes in `seen` are told elsewhere."""
    lines = []
    if deadline.planned_on is not None:
        late = " - past the limit" if deadline.planned_late else ", in time"
        lines.append(f"booked for {say(deadline.planned_on)}{late if deadline.bound == 'latest' else ''}")
    lines += _counting(deadline)
    for reading in deadline.readings[1:]:
        lines.append(f"or {say(reading.due)}, read as {reading.limit}: {reading.because}")
    aim, due = deadline.aim_for, deadline.due
    if aim is not None and due is not None and aim != day_of(due) and deadline.status not in NO_LONGER_AIMED_AT:
        lines.append(f"aim for {say(aim)}")
    if deadline.provisional:
        lines += [_lower_first(r.says) for r in deadline.why if r.says.startswith("Provisional")]
    if deadline.predicted:
        lines.append("predicted: the bank holidays of that year are not proclaimed yet")
    told = [f"{note.says}{_cited(note)}" for note in deadline.notes]
    lines += [says for says in told if says not in seen]
    return lines


def _cited(note: Reason) -> str:
    return f" ({' '.join(note.clauses)})" if note.clauses else ""


def _counting(deadline: Deadline) -> list[str]:
    """The surprising part of the counting: the bank holidays that were stepped over."""
    walks = [reason.walk for reason in deadline.why if reason.walk is not None]
    if not walks or not walks[0].bank_holidays:
        return []
    skipped = listed(_stepped_over(day, name) for day, name in sorted(walks[0].bank_holidays))
    counted = sorted(walks[0].counted)
    return [f"counts {say_short(counted[0])} to {say_short(counted[-1])}; not {skipped}"] if counted else []


def _stepped_over(day: date, name: str) -> str:
    plain = name.removesuffix(" (substitute day)")
    return f"{safe_text(plain)} ({'substitute, ' if plain != name else ''}{say_short(day)})"


def _waiting_lines(waiting: Sequence[Deadline], timetable: Timetable) -> list[str]:
    """What waits for the same date, on one line, with what to type next."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for deadline in waiting:
        key = ("conference",) if set(deadline.missing) <= set(CONFERENCES) else deadline.missing
        titles = groups.setdefault(key, [])
        if deadline.title not in titles:
            titles.append(deadline.title)
    cases = {deadline.case for deadline in waiting}
    case = next(iter(cases)) if len(cases) == 1 else None
    lines = []
    for missing, titles in groups.items():
        is_conference = missing == ("conference",)
        needs = "the conference's date" if is_conference else listed((named(kind) for kind in missing), "or")
        lines.append(f"Waiting for {needs}: {_sentence(titles)}.")
        lines.append(f"  try: {_next_step(missing[0], case, _next_conference(timetable))}")
    return lines


def _next_conference(timetable: Timetable) -> str:
    """The kind of conference that is to come, as far as what is known tells."""
    known = {deadline.trigger_kind for deadline in timetable.deadlines if deadline.trigger is not None}
    if any(kind.startswith("transfer") for kind in known):
        return "transfer-in-conference"
    return "pre-birth-conference" if "expected-delivery" in known else "initial-conference"


def _next_step(missing: str, case: str | None, conference: str) -> str:
    """What to type once the date is known."""
    if case is None:
        if missing == "conference":
            return f"--event {conference}=DATE, or with its time: DATETHH:MM"
        return f"--event {missing}=DATE"
    if missing == "conference":
        return f"cpcli add conference {safe_text(case)} --kind {conference} --at DATETHH:MM"
    return f"cpcli record {safe_text(case)} {missing} --on DATE"


def _lower_first(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _sentence(titles: Sequence[str]) -> str:
    return listed([titles[0], *map(_lower_first, titles[1:])])


def _is_far_off(deadline: Deadline, as_of: date) -> bool:
    return deadline.status == "open" and deadline.due is not None and (day_of(deadline.due) - as_of).days > FAR_OFF


def _one_line(word: str, rows: Sequence[tuple[Deadline, tuple[str, ...], Moment | None]]) -> list[str]:
    """Several deadlines of which only the day matters, on one line."""
    told = [f"{d.title}{f' [{safe_text(chr(44).join(who))}]' if who else ''} {_short(on)}" for d, who, on in rows]
    return [f"{word}: {'; '.join(told)}."] if told else []


def _short(moment: Moment | None) -> str:
    if moment is None:
        return ""
    return say(moment.date() if isinstance(moment, datetime) else moment)

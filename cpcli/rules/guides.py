"""What a guide's answers come to: which questions apply, what is missing, what to look at, and what was decided.

Pure: the answers, the facts of the case and the limits in; a value out. Nothing is decided here.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from cpcli.casework.guide import Answers, Aside, Caution, Ending, Guide, Next, Question, Record, Step, When
from cpcli.casework.result import Deadline
from cpcli.casework.timeline import day_of, is_later
from cpcli.rules.wording import say

#: Rules with the deadline that holds for the people and the conference at hand.
Limits = Mapping[str, Deadline]


class Situation(NamedTuple):
    """What is known beside the answers: the facts that hold, and the limits that dates are held against."""

    facts: frozenset[str] = frozenset()
    limits: Limits = MappingProxyType({})


class Judged(NamedTuple):
    """What complete answers come to."""

    ending: Ending
    warnings: tuple[Caution, ...]
    records: tuple[Record, ...]
    next_steps: tuple[Next, ...]


class Decided(NamedTuple):
    """A decision as it was saved, and what follows from it.

    Attributes:
        answered: the questions that have an answer.
    """

    ref: str
    guide: Guide
    about: tuple[str, ...]
    conference: str | None
    decision: str
    answered: frozenset[str]
    judged: Judged
    steps: tuple[Step, ...] = ()


def holds(when: When, answers: Answers, situation: Situation, guide: Guide, outcome: str = "") -> bool:
    """Whether everything that a condition gives is so."""
    return (
        all(not set(_values(answers.get(name))).isdisjoint(wanted) for name, wanted in when.answers)
        and all(name in answers for name in when.answered)
        and all(fact in situation.facts for fact in when.facts)
        and all(_is_late(guide, name, answers, situation) for name in when.late)
        and (not when.outcomes or outcome in when.outcomes)
        and (not when.any_of or any(holds(each, answers, situation, guide, outcome) for each in when.any_of))
        and not any(holds(each, answers, situation, guide, outcome) for each in when.unless)
    )


def _values(answer: object) -> tuple[str, ...]:
    if answer is None:
        return ()
    return answer if isinstance(answer, tuple) else (str(answer),)


def _is_late(guide: Guide, name: str, answers: Answers, situation: Situation) -> bool:
    """Whether a date lies after its limit; where no limit is known it is not known to be late."""
    limit = limit_of(guide.question(name), situation)
    on = answers.get(name)
    if limit is None or limit.due is None or limit.bound == "earliest":
        return False
    return isinstance(on, date) and is_later(on, limit.due)


def limit_of(question: Question | None, situation: Situation) -> Deadline | None:
    """The deadline a question's date is held against, where there is one and it is known."""
    return situation.limits.get(question.rule) if question is not None and question.rule else None


def asked(guide: Guide, answers: Answers, situation: Situation) -> list[Question]:
    """The questions that apply, in order. A question looks only at those before it that apply themselves."""
    found: list[Question] = []
    counted: dict[str, object] = {}
    for question in guide.questions:
        if holds(question.when, counted, situation, guide):  # type: ignore[arg-type]  # a part of the answers
            found.append(question)
            if question.id in answers:
                counted[question.id] = answers[question.id]
    return found


def in_force(guide: Guide, answers: Answers, situation: Situation) -> Answers:
    """The answers to the questions that apply, in the order of the guide; the others are left out."""
    return {q.id: answers[q.id] for q in asked(guide, answers, situation) if q.id in answers}


def missing(guide: Guide, answers: Answers, situation: Situation) -> list[str]:
    """The questions that apply and must be answered, and are not."""
    return [q.id for q in asked(guide, answers, situation) if q.required and q.id not in answers]


def asides_at(guide: Guide, question: str, answers: Answers, situation: Situation) -> list[Aside]:
    """What is told before a question; at the end for an empty id."""
    return [a for a in guide.asides if a.at == question and holds(a.when, answers, situation, guide)]


def judge(guide: Guide, answers: Answers, situation: Situation) -> Judged:
    """What complete answers come to."""
    ending = next(e for e in guide.endings if holds(e.when, answers, situation, guide))

    def so(when: When) -> bool:
        return holds(when, answers, situation, guide, ending.id)

    return Judged(
        ending,
        tuple(w for w in guide.warnings if so(w.when)),
        tuple(r for r in guide.records if so(r.when)),
        tuple(n for n in guide.next_steps if so(n.when)),
    )


def against_limit(on: date, limit: Deadline) -> str:
    """How a date stands to its limit, on the plain reading and on every stricter one, as a sentence."""
    cited = " ".join(limit.clauses)
    if limit.due is None:
        return f"{limit.title}: its date is not known yet ({cited})."
    if limit.bound == "earliest":
        stands = "too early" if is_later(limit.due, on) else "not too early"
        return f"{limit.title}: not before {say(limit.due)} ({cited}); {say(on)} is {stands}."
    days = f"{limit.title}: by {say(limit.due)} ({limit.force}, {cited})"
    late = is_later(on, limit.due)
    sentence = f"{days}; {say(on)} is {'late: record why' if late else 'in time'}."
    stricter = [reading for reading in limit.readings if day_of(reading.due) < day_of(limit.due)]
    for reading in stricter:
        if is_later(on, reading.due) and not late:
            sentence += f" On the stricter count ({reading.limit}) it was due {say(reading.due)}."
    return sentence

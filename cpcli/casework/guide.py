"""A guide as data: the questions behind one decision, what each rests on, and what follows from the answers.

A guide lays out criteria. It never decides: its outcomes only name what the answers say was decided.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal, NamedTuple

from cpcli.casework.kinds import Bound
from cpcli.casework.timeline import Moment

#: What an answer is: words, a day, or several words of a closed set.
Answer = str | date | tuple[str, ...]
Answers = Mapping[str, Answer]

QuestionKind = Literal["yes-no", "choice", "several", "text", "date", "person", "people"]
QUESTION_KINDS: tuple[QuestionKind, ...] = ("yes-no", "choice", "several", "text", "date", "person", "people")

#: What a yes/no question can be answered with: what is not known stays unclear, it never becomes a no.
YES_NO = ("yes", "no", "unclear")

#: About whom a guide is run, and from whom an answer that names a person is chosen.
Whom = Literal["case", "child", "children", "family", "professional", "anyone"]
WHOM: tuple[Whom, ...] = ("case", "child", "children", "family", "professional", "anyone")
FROM_WHOM: tuple[Whom, ...] = ("child", "family", "professional", "anyone")

Needed = Literal["needed", "if-any", "none"]
NEEDED: tuple[Needed, ...] = ("needed", "if-any", "none")

#: Every guide ends with these three questions.
DECIDED_BY, DECIDED_ON, REASONS = "decided-by", "decided-on", "reasons"
STANDARD = (REASONS, DECIDED_BY, DECIDED_ON)


class When(NamedTuple):
    """A condition on the answers so far. Everything that is given must hold; nothing given always holds.

    Attributes:
        answers: each of these questions was answered with one of these values (for several: with any of them).
        answered: each of these questions has an answer.
        facts: each of these facts of the case is known to be so.
        late: each of these dates lies after the limit of its question's rule, on the plain reading.
        outcomes: the guide's outcome is one of these.
        any_of: at least one of these conditions holds.
        unless: none of these conditions holds. They rest on answers only: a fact that is unknown is not a no.
    """

    answers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    answered: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    any_of: tuple["When", ...] = ()
    unless: tuple["When", ...] = ()

    def questions(self) -> Iterator[str]:
        """Every question the condition looks at."""
        yield from (name for name, _ in self.answers)
        yield from self.answered
        yield from self.late
        for inner in (*self.any_of, *self.unless):
            yield from inner.questions()


class Option(NamedTuple):
    """One of the answers to choose from; `alone` cannot be chosen together with another, such as `none of these`."""

    id: str
    says: str
    clauses: tuple[str, ...] = ()
    alone: bool = False


class Question(NamedTuple):
    """One question.

    Attributes:
        clauses: the sentences of the sources that ask for it.
        whom: from whom an answer that names a person is chosen.
        required: the decision cannot be saved without an answer; otherwise it can be left out.
        rule: the deadline that a date is held against. A late date is told and recorded, never refused.
        suggests: the roles whose first holder is offered as the answer.
    """

    id: str
    ask: str
    kind: QuestionKind
    clauses: tuple[str, ...] = ()
    help: str = ""
    options: tuple[Option, ...] = ()
    whom: Whom = "anyone"
    required: bool = True
    when: When = When()
    rule: str | None = None
    suggests: tuple[str, ...] = ()

    @property
    def is_many(self) -> bool:
        """Whether the answer is a list."""
        return self.kind in {"several", "people"}

    def words(self) -> tuple[str, ...]:
        """The closed set of answers; empty where there is none."""
        return YES_NO if self.kind == "yes-no" else tuple(option.id for option in self.options)


class Aside(NamedTuple):
    """A sentence shown while the questions are asked: before the question `at`, or at the end where it is empty.

    A presumption can always be rebutted, and is shown so.
    """

    says: str
    clauses: tuple[str, ...]
    at: str = ""
    when: When = When()
    is_presumption: bool = False


class Caution(NamedTuple):
    """Something the person should look at before saving. It never stops the saving."""

    says: str
    clauses: tuple[str, ...]
    when: When = When()


class Ending(NamedTuple):
    """What the answers come to. The first whose condition holds; the last has none."""

    id: str
    says: str
    clauses: tuple[str, ...] = ()
    when: When = When()


class Record(NamedTuple):
    """What must stand in the record, and the questions whose answers are that record."""

    says: str
    questions: tuple[str, ...]
    clauses: tuple[str, ...]
    when: When = When()


class Next(NamedTuple):
    """What happens next: by when (a rule of the pack), with which document, and what to type.

    A command may hold `{REF}`, `{CONFERENCE}`, `{ABOUT}` and `{question-id}`.
    """

    says: str
    clauses: tuple[str, ...] = ()
    rule: str | None = None
    document: str | None = None
    command: str | None = None
    when: When = When()


class Step(NamedTuple):
    """What happens next in one case, with its date and with the blanks of its command filled in.

    Attributes:
        title: what the date belongs to: the deadline's own title.
        bound: whether the date is the latest, the earliest, or there to be known.
    """

    says: str
    clauses: tuple[str, ...]
    title: str | None = None
    bound: Bound = "latest"
    due: Moment | None = None
    aim_for: date | None = None
    rule: str | None = None
    document: str | None = None
    command: str | None = None


class Guide(NamedTuple):
    """A walk through the criteria for one decision.

    Attributes:
        version: the day from which its text is known to hold; saved with every decision.
        whom: about whom it is run; `children` about several at once, `case` about nobody in particular.
        conference: whether it belongs to a conference.
        clauses: what the guide as a whole rests on.
        apart: questions whose answers keep decisions apart: with another answer a run is another matter.
        repeats: each run is a matter of its own and supersedes no earlier one unless told to.
        closes: it is run as its conference ends: deadlines are reckoned as if the conference had taken place.
        facts: facts of the pack that hold while it is run, such as that there is dissent.
    """

    name: str
    pack: str
    title: str
    about: str
    version: date
    whom: Whom
    conference: Needed
    clauses: tuple[str, ...]
    questions: tuple[Question, ...]
    endings: tuple[Ending, ...]
    asides: tuple[Aside, ...] = ()
    warnings: tuple[Caution, ...] = ()
    records: tuple[Record, ...] = ()
    next_steps: tuple[Next, ...] = ()
    apart: tuple[str, ...] = ()
    repeats: bool = False
    closes: bool = False
    facts: tuple[str, ...] = ()

    def question(self, question_id: str) -> Question | None:
        """The question with an id, or None."""
        return next((question for question in self.questions if question.id == question_id), None)

    def cited(self) -> Iterator[tuple[str, str]]:
        """Every clause with the question it belongs to; with nothing where it belongs to the guide as a whole."""
        yield from ((clause, "") for clause in self.clauses)
        for question in self.questions:
            for clause in (*question.clauses, *(c for option in question.options for c in option.clauses)):
                yield clause, question.id
        for aside in self.asides:
            yield from ((clause, aside.at) for clause in aside.clauses)
        parts: tuple[Caution | Ending | Next, ...] = (*self.warnings, *self.endings, *self.next_steps)
        for part in parts:
            yield from ((clause, "") for clause in part.clauses)
        for record in self.records:
            yield from ((clause, record.questions[0]) for clause in record.clauses)

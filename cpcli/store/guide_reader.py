"""One guide from its TOML file, strictly: every wrong key, unknown question and dead condition is told in one pass."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from cpcli.casework.fields import ROLES
from cpcli.casework.guide import (
    FROM_WHOM,
    NEEDED,
    QUESTION_KINDS,
    REASONS,
    STANDARD,
    WHOM,
    Aside,
    Caution,
    Ending,
    Guide,
    Next,
    Option,
    Question,
    Record,
    When,
)
from cpcli.casework.pack import Pack
from cpcli.errors import nearest
from cpcli.rules.guide_facts import FACTS
from cpcli.store.tables import Problems, Table, read_toml

#: Keys of a condition that are no question's id.
OPERATORS = ("fact", "late", "answered", "outcome", "any", "unless")

#: Words that options of the commands have, and keys of an answers file: no question may be called so.
RESERVED = frozenset(
    {*OPERATORS, "about", "conference", "answers", "resume", "plain", "store", "dry-run", "as-of", "format", "help",
     "supersedes", "pack", "ref", "all", "names", "version"}
)  # fmt: skip

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_BLANK = re.compile(r"\{([^{}]*)\}")

#: What a command may hold besides the ids of questions.
BLANKS = ("REF", "CONFERENCE", "ABOUT")


def read_guide(path: Path, pack: Pack, owner: str) -> tuple[Guide, Problems]:
    """A guide and everything wrong with it; `owner` is the pack whose file it is.

    Raises:
        InvalidFile: it is no TOML.
    """
    data, problems = read_toml(path, f"{owner}/guides/{path.name}")
    return _Reading(Table(data, "", problems), pack, path.stem, owner).guide(), problems


class _Reading:
    """One pass over a guide's file."""

    def __init__(self, table: Table, pack: Pack, name: str, owner: str) -> None:
        self.table, self.pack, self.name, self.owner = table, pack, name, owner
        self.known: dict[str, Question] = {}
        self.endings: list[str] = []

    def guide(self) -> Guide:
        table = self.table
        if not _ID.fullmatch(self.name):
            table.wrong("title", "a guide's file is called by small letters and dashes, such as end-plan.toml")
        whom, conference = table.choice("whom", WHOM), table.choice("conference", NEEDED)
        questions = self._questions()
        asides = (*table.each("note", self._note), *table.each("presumption", self._presumption))
        endings = self._endings()
        guide = Guide(
            name=self.name,
            pack=self.owner,
            title=table.text("title") or "",
            about=table.text("about") or "",
            version=table.day("from") or date.min,
            whom=whom,
            conference=conference,
            clauses=table.texts("clauses", required=True),
            questions=questions,
            endings=endings,
            asides=asides,
            warnings=table.each("warning", self._warning),
            records=table.each("record", self._record),
            next_steps=table.each("next", self._next),
            apart=table.texts("apart", self.known),
            repeats=table.flag("repeats"),
            closes=table.flag("closes"),
            facts=table.texts("facts", self.pack.facts),
        )
        table.day("verified_on", None)
        table.close()
        return guide

    def _questions(self) -> tuple[Question, ...]:
        rows = self.table.tables("question")
        if not rows:
            self.table.wrong("question", "a guide asks at least one question")
        for row in rows:
            question = self._question(row)
            if question.id in self.known:
                row.wrong("id", f'"{question.id}" stands twice in this file')
            elif question.ask in {other.ask for other in self.known.values()}:
                row.wrong("ask", "another question asks the same words: say what is different")
            self.known[question.id] = question
        decision = self.table.table("decision")
        if decision is None:
            self.table.problems.add("decision", '"decision" is missing; it says who decides')
            return tuple(self.known.values())
        for question in _standard(decision):
            self.known[question.id] = question
        decision.close()
        return tuple(self.known.values())

    def _question(self, row: Table) -> Question:
        question_id = row.text("id") or row.key
        if not _ID.fullmatch(question_id):
            row.wrong("id", "an id has small letters, digits and dashes, such as asked-by")
        elif question_id in RESERVED or question_id in STANDARD:
            row.wrong("id", f'"{question_id}" is taken by an option or by the questions every guide ends with')
        kind = row.choice("kind", QUESTION_KINDS)
        question = Question(
            id=question_id,
            ask=row.text("ask") or "",
            kind=kind,
            clauses=row.texts("clauses"),
            help=row.text("help", ""),
            options=row.each("option", _option),
            whom=row.choice("whom", FROM_WHOM, "anyone"),
            required=row.flag("required") if "required" in row.data else True,
            when=self._when(row),
            rule=self._rule(row),
            suggests=row.texts("suggests", ROLES),
        )
        self._check_shape(row, question)
        row.close()
        return question

    @staticmethod
    def _check_shape(row: Table, question: Question) -> None:
        choosing = question.kind in {"choice", "several"}
        ids = [option.id for option in question.options]
        if choosing and len(ids) < 2:
            row.wrong("option", "there must be at least two options to choose from")
        if not choosing and ids:
            row.wrong("option", f"a {question.kind} question has no options")
        if len(set(ids)) != len(ids):
            row.wrong("option", "an option's id stands twice")
        if question.kind != "several" and any(option.alone for option in question.options):
            row.wrong("option", "only among several can an answer stand alone")
        if question.rule is not None and question.kind != "date":
            row.wrong("rule", "only a date is held against a rule")
        if question.suggests and question.kind != "person":
            row.wrong("suggests", "only a person can be suggested")

    def _rule(self, row: Table) -> str | None:
        rule = row.text("rule", None)
        if rule is not None and rule not in self.pack.rules:
            row.wrong("rule", f'there is no deadline "{rule}"{nearest(rule, self.pack.rules)}')
        return None if rule is None else str(rule)

    # ---- conditions ----

    def _when(self, row: Table, *, outcomes: bool = False) -> When:
        inner = row.table("when")
        return When() if inner is None else self._condition(inner, outcomes=outcomes)

    def _condition(self, table: Table, *, outcomes: bool, negated: bool = False) -> When:
        if not table.data:
            table.problems.add(table.key, "a condition must say something")
        when = When(
            answers=tuple(self._answers(table)),
            answered=self._named(table, "answered"),
            facts=table.texts("fact", FACTS),
            late=self._named(table, "late"),
            outcomes=table.texts("outcome", self.endings) if outcomes else (),
            any_of=tuple(self._inner(table, "any", outcomes=outcomes, negated=negated)),
            unless=tuple(self._inner(table, "unless", outcomes=outcomes, negated=True)),
        )
        if negated and when.facts:
            table.wrong("fact", "a fact that is not known is not a no: ask for its opposite instead of unless")
        for name in when.late:
            if name in self.known and self.known[name].rule is None:
                table.wrong("late", f'"{name}" is held against no rule')
        table.close()
        return when

    def _answers(self, table: Table) -> Iterator[tuple[str, tuple[str, ...]]]:
        for name in table.data:
            if name in OPERATORS:
                continue
            question = self.known.get(name)
            words = question.words() if question is not None else ()
            wanted = table.texts(name, words or None)
            if question is None:
                table.wrong(name, f"no question before this one has that id{nearest(name, self.known)}")
            elif not words:
                table.wrong(name, 'a question that is answered freely can only be looked at with "answered"')
            yield name, wanted

    def _named(self, table: Table, key: str) -> tuple[str, ...]:
        return table.texts(key, self.known)

    def _inner(self, table: Table, key: str, *, outcomes: bool, negated: bool) -> Iterator[When]:
        value = table.data.get(key)
        rows = [table.table(key)] if isinstance(value, Mapping) else table.tables(key)
        for row in rows:
            if row is not None:
                yield self._condition(row, outcomes=outcomes, negated=negated)

    # ---- what is told, and what follows ----

    def _at(self, row: Table) -> str:
        at = row.text("at", "")
        if at and at not in self.known:
            row.wrong("at", f'there is no question "{at}"{nearest(at, self.known)}')
        return str(at)

    def _note(self, row: Table) -> Aside:
        return Aside(row.text("says") or "", row.texts("clauses"), self._at(row), self._when(row))

    def _presumption(self, row: Table) -> Aside:
        clauses = row.texts("clauses", required=True)
        return Aside(row.text("says") or "", clauses, self._at(row), self._when(row), is_presumption=True)

    def _warning(self, row: Table) -> Caution:
        return Caution(row.text("says") or "", row.texts("clauses"), self._when(row, outcomes=True))

    def _endings(self) -> tuple[Ending, ...]:
        rows = self.table.tables("outcome")
        found: list[Ending] = []
        for row in rows:
            ending = Ending(row.text("id") or "", row.text("says") or "", row.texts("clauses"), self._when(row))
            if ending.id and not _ID.fullmatch(ending.id):
                row.wrong("id", "an id has small letters, digits and dashes, such as excluded-in-part")
            if ending.id in self.endings:
                row.wrong("id", f'"{ending.id}" stands twice in this file')
            row.close()
            self.endings.append(ending.id)
            found.append(ending)
        open_ended = [ending.when == When() for ending in found]
        if not found or not open_ended[-1] or any(open_ended[:-1]):
            self.table.wrong("outcome", "the last outcome, and only the last, has no condition")
        return tuple(found)

    def _record(self, row: Table) -> Record:
        questions = row.texts("questions", self.known, required=True)
        clauses = row.texts("clauses", required=True)
        return Record(row.text("says") or "", questions or (REASONS,), clauses, self._when(row, outcomes=True))

    def _next(self, row: Table) -> Next:
        command = row.text("command", None)
        for blank in _BLANK.findall(command or ""):
            if blank not in BLANKS and blank not in self.known:
                row.wrong("command", f'"{{{blank}}}" is filled by nothing{nearest(blank, (*BLANKS, *self.known))}')
        return Next(
            says=row.text("says") or "",
            clauses=row.texts("clauses"),
            rule=self._rule(row),
            document=row.text("document", None),
            command=command,
            when=self._when(row, outcomes=True),
        )


def _option(row: Table) -> Option:
    option_id = row.text("id") or ""
    if option_id and not _ID.fullmatch(option_id):
        row.wrong("id", "an id has small letters, digits and dashes")
    return Option(option_id, row.text("says") or "", row.texts("clauses"), row.flag("alone"))


class _Who(NamedTuple):
    """Who decides, and on whose authority."""

    ask: str
    roles: tuple[str, ...]
    clauses: tuple[str, ...]


def _standard(table: Table) -> Iterator[Question]:
    """The questions every guide ends with: why, who decided, and when."""
    who = _Who(table.text("who", "Who decided?"), table.texts("roles", ROLES), table.texts("clauses"))
    why = table.text("why", "What are the reasons for the decision?")
    why_clauses = table.texts("why_clauses")
    yield Question("reasons", why, "text", why_clauses, help=table.text("why_help", ""))
    yield Question("decided-by", who.ask, "person", who.clauses, whom="professional", suggests=who.roles)
    yield Question("decided-on", "On which day was it decided?", "date", who.clauses)

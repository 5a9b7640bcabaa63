"""An area's procedures as data: rules with dated versions, readings, notes, facts and clauses.

Named tuples, because every question loads them: making a frozen dataclass takes nine times as long (0.68 ms a class
against 0.08), which was a twelfth of a whole answer.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal, NamedTuple

from cpcli.casework.kinds import Bound, Force
from cpcli.workdays import Span

#: Strictly before the trigger: the minute before a known time, the day before a bare date.
StrictlyBefore = Literal["strictly before"]
Limit = Span | StrictlyBefore

#: Which of the recorded events start a deadline.
Starts = Literal["each", "first-of-enquiry", "last-of-first-kind"]
STARTS: tuple[Starts, ...] = ("each", "first-of-enquiry", "last-of-first-kind")


class Reading(NamedTuple):
    """One way to understand a clause: its own limit, its own reason, and the event it counts from if another."""

    limit: Limit
    because: str
    after: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()


class Condition(NamedTuple):
    """When a variant or a note applies. Everything that is given must hold; nothing given always holds.

    Attributes:
        facts: each of these, `name` or `name=value`, is among the facts told.
        trigger: the deadline starts from one of these kinds of event.
        within_of: the trigger falls on or after the latest event of this kind and no later than `within` after it.
        child_under: the child is younger than this many years on the day of the trigger.
        status: the answer has one of these statuses, or `planned-late`.
        falls_on_non_working_day: the date that comes out is a weekend or a bank holiday.
        end_unknown: the trigger is a conference whose end is not recorded.
        function: a named function of rules/particulars.py says so.
    """

    facts: tuple[str, ...] = ()
    trigger: tuple[str, ...] = ()
    within_of: str | None = None
    within: Span | None = None
    child_under: int | None = None
    status: tuple[str, ...] = ()
    falls_on_non_working_day: bool = False
    end_unknown: bool = False
    function: str | None = None


class Note(NamedTuple):
    """A sentence that travels with a deadline when its condition holds."""

    says: str
    clauses: tuple[str, ...]
    when: Condition = Condition()


class Elsewhere(NamedTuple):
    """How another area would count. Named in the reasons; never a reading, never in `aim_for`."""

    limit: Span
    says: str


class Leg(NamedTuple):
    """One of several counts of which the sooner holds."""

    after: str
    limit: Span


class Terms(NamedTuple):
    """What a rule asks: its readings (the first is the plain one), how strong, on whose authority, and why."""

    readings: tuple[Reading, ...]
    force: Force
    clauses: tuple[str, ...]
    because: str
    bound: Bound
    met_by: tuple[str, ...]
    sooner_of: tuple[Leg, ...] = ()
    notes: tuple[Note, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()


class Version(NamedTuple):
    """A rule's terms from one day on (inclusive), with the variants that replace them under a condition."""

    start: date
    terms: Terms
    variants: tuple[tuple[Condition, Terms], ...] = ()
    verified_on: date | None = None
    pack: str = ""


class Rule(NamedTuple):
    """One deadline of a pack.

    Attributes:
        direction: whether the limit is counted after or before its triggers.
        starts: which of the recorded triggers start a deadline.
        relative_to: the rule from whose date this one is counted, for the same trigger.
        earlier_of: rules whose open date is taken instead where it is earlier than the trigger.
        reach_back: how long before a trigger something may lie and still count as meeting it.
        ends_with: kinds that make what came before them history.
        follows_plan: it follows from a plan: given but provisional while the outcome is unknown.
        optional: nobody owes it; once its day has passed unasked it is information, not overdue.
        expected_after: once one of these is recorded and the trigger is not, the deadline is `waiting`.
        expected_with_fact: while this fact is told and a conference is recorded, a missing trigger is `waiting`.
        only_with_fact: it applies only when this fact is told.
        only_with_event: it applies only when one of these kinds is recorded.
        only_after: a trigger counts only on or after one of these; what has ended since then makes it history.
        restarts_with: what came before the last of these no longer meets it.
        open_ended: what meets it may come after the next trigger as well.
        birthday: a 29 February reaches its year on 1 March.
        no_aim: there is nothing to bring forward, so no `aim_for`.
        versions: in order of their start.
    """

    id: str
    title: str
    direction: Literal["after", "before"]
    triggers: tuple[str, ...]
    versions: tuple[Version, ...]
    starts: Starts = "each"
    relative_to: str | None = None
    earlier_of: tuple[str, ...] = ()
    reach_back: Span | None = None
    ends_with: tuple[str, ...] = ()
    follows_plan: bool = False
    optional: bool = False
    expected_after: tuple[str, ...] = ()
    expected_with_fact: str | None = None
    only_with_fact: str | None = None
    only_with_event: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()
    restarts_with: tuple[str, ...] = ()
    open_ended: bool = False
    birthday: bool = False
    no_aim: bool = False

    def all_terms(self) -> Iterator[tuple[Condition, Terms]]:
        """Every version's terms and variants, each with the condition under which it holds."""
        for version in self.versions:
            yield Condition(), version.terms
            yield from version.variants

    def facts_asked(self) -> Iterator[str]:
        """The facts (`name`, or `name=value`) that decide whether the rule, a variant or a note applies."""
        yield from (fact for fact in (self.only_with_fact, self.expected_with_fact) if fact is not None)
        for condition, terms in self.all_terms():
            yield from condition.facts
            for note in terms.notes:
                yield from note.when.facts


class Fact(NamedTuple):
    """Something a person can tell that no date shows (`--fact`). No values: it is a plain yes."""

    name: str
    says: str
    clauses: tuple[str, ...]
    values: tuple[str, ...] = ()


class Document(NamedTuple):
    """A source that a pack's clauses are taken from."""

    id: str
    title: str
    dated: str


class Clause(NamedTuple):
    """One sentence of a source, in our own words, with what applies it or why nothing does."""

    id: str
    at: str
    summary: str
    pack: str
    applied_by: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    not_applied_because: str | None = None


class Covered(NamedTuple):
    """What becomes of one clause in one pack; `numbered` where it is one of the sentences cpcli was built on."""

    clause: Clause
    applied_by: tuple[str, ...]
    not_applied_because: str | None
    numbered: bool


class Pack(NamedTuple):
    """An area's procedures, with what it inherits already laid under its own.

    Attributes:
        extends: the packs it inherits from, nearest first.
        reads: packs whose clauses it may cite without inheriting their rules.
        notes: notes that travel with every deadline.
        guides_from: the pack whose guides are used where this one has none.
    """

    name: str
    title: str
    area: str
    dated: str
    extends: tuple[str, ...]
    reads: tuple[str, ...]
    documents: tuple[Document, ...]
    rules: Mapping[str, Rule]
    facts: Mapping[str, Fact]
    notes: tuple[Note, ...]
    about: str = ""
    guides_from: str | None = None

"""Quorum: the agencies and roles of an area, its rule, who sits at one conference, and the answer for each child."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal, NamedTuple

from cpcli.casework.result import Reason, Warned
from cpcli.casework.timeline import Moment

#: How somebody takes part.
Attending = Literal["in-person", "online", "represented"]
ATTENDING: tuple[Attending, ...] = ("in-person", "online", "represented")

#: What is counted beside social care: professions, or the organisations they belong to.
Counts = Literal["professional-groups", "agencies"]
COUNTS: tuple[Counts, ...] = ("professional-groups", "agencies")

Contact = Literal["direct", "not-needed"]
CONTACT: tuple[Contact, ...] = ("direct", "not-needed")

#: When a note of the rule is told.
NoteOn = Literal["online", "stand-in", "no-contact", "key-agency-absent", "looked-after", "leaves-early"]
NOTES_ON: tuple[NoteOn, ...] = (
    "online", "stand-in", "no-contact", "key-agency-absent", "looked-after", "leaves-early",
)  # fmt: skip


class Agency(NamedTuple):
    """A professional group or agency; `group` is the organisation, `never_counts` why it is nobody's quorum."""

    id: str
    title: str
    group: str
    never_counts: str | None = None


class Role(NamedTuple):
    """What somebody is to a case: the agency where the role makes it plain, or why the role never counts."""

    id: str
    title: str
    agency: str | None = None
    never_counts: str | None = None


class Words(NamedTuple):
    """The agencies and roles that an area knows, by id."""

    agencies: Mapping[str, Agency]
    roles: Mapping[str, Role]


class QuorumReading(NamedTuple):
    """One way to understand the rule: what counts as another, and whether social care has to know the child."""

    counts: Counts
    because: str
    social_care_contact: bool = False


class NeverCounts(NamedTuple):
    """Roles that this area says never count, on whose authority."""

    roles: tuple[str, ...]
    because: str
    clauses: tuple[str, ...]


class FewAgencies(NamedTuple):
    """The exception for a child whom too few agencies know."""

    fewer_than: int
    says: str
    clauses: tuple[str, ...]


class QuorumNote(NamedTuple):
    """A sentence told on an occasion; `agencies` are those it is about, where it is about some."""

    says: str
    clauses: tuple[str, ...]
    agencies: tuple[str, ...] = ()


class ToRecord(NamedTuple):
    """Something the chair has to record to go ahead without a quorum."""

    id: str
    says: str
    clauses: tuple[str, ...]


class QuorumTerms(NamedTuple):
    """What an area asks for.

    Attributes:
        social_care: the agencies that are children's social care.
        others: how many more there have to be.
        attending: the ways of taking part that count.
        contact: whether the others must have had direct contact with the child.
        readings: the plain one first; a conference is strictly quorate where every reading is satisfied.
        guide: the guide that walks a chair through going ahead.
    """

    social_care: tuple[str, ...]
    others: int
    attending: tuple[Attending, ...]
    contact: Contact
    readings: tuple[QuorumReading, ...]
    clauses: tuple[str, ...]
    because: str
    never: tuple[NeverCounts, ...] = ()
    exception: FewAgencies | None = None
    notes: Mapping[str, QuorumNote] = {}
    records: tuple[ToRecord, ...] = ()
    guide: str | None = None

    def all_clauses(self) -> Iterable[str]:
        """Every clause that the rule rests on."""
        yield from self.clauses
        yield from (clause for never in self.never for clause in never.clauses)
        yield from self.exception.clauses if self.exception else ()
        yield from (clause for note in self.notes.values() for clause in note.clauses)
        yield from (clause for record in self.records for clause in record.clauses)


class QuorumVersion(NamedTuple):
    """The terms in force from one day on (inclusive)."""

    start: date
    terms: QuorumTerms
    verified_on: date | None = None
    pack: str = ""


class QuorumRules(NamedTuple):
    """What a pack says about quorum: its words, its rule where it has one, else the pack whose rule to use."""

    pack: str
    words: Words
    versions: tuple[QuorumVersion, ...] = ()
    fallback: str | None = None


class Member(NamedTuple):
    """A person of the case, as far as the quorum goes.

    Attributes:
        contact: the children this person has direct contact with; None where nothing is recorded.
        also: further roles that the conference gives them, such as that of its chair.
    """

    id: str
    role: str | None = None
    agency: str | None = None
    contact: frozenset[str | None] | None = None
    is_parent: bool = False
    also: tuple[str, ...] = ()


class Seat(NamedTuple):
    """What is recorded about one guest of a conference.

    Attributes:
        stand_in: who comes in their place is recorded.
        unclear: the file says two different things about this guest.
        supposed: for one question only, True is there and False is not.
    """

    person: str
    invited: bool = False
    reply: str | None = None
    attended: str | None = None
    stand_in: bool = False
    left_at: Moment | None = None
    unclear: bool = False
    supposed: bool | None = None


class Meeting(NamedTuple):
    """One conference with its guests, or the people somebody asks about without a case.

    Attributes:
        children: whom the quorum is asked for; None stands for a child without a label.
        everybody: ids of every child of the case, who may come and never count.
        core_groups: who is in the core group of each child's plan, where it was open when the conference met.
        reported: people whose report for this conference has come in.
    """

    children: tuple[str | None, ...]
    members: Mapping[str, Member]
    seats: tuple[Seat, ...]
    case: str | None = None
    conference: str | None = None
    kind: str | None = None
    at: Moment | None = None
    ended: Moment | None = None
    state: str | None = None
    everybody: frozenset[str] = frozenset()
    looked_after: frozenset[str] = frozenset()
    core_groups: Mapping[str, tuple[str, ...]] = {}
    reported: frozenset[str] = frozenset()

    @property
    def basis(self) -> Literal["attendance", "replies"]:
        """Whether recorded attendance answers, or replies while none is recorded for anybody."""
        if self.conference is None:
            return "attendance"
        return "attendance" if any(seat.attended is not None for seat in self.seats) else "replies"


class Counted(NamedTuple):
    """Somebody who counts for a child: as social care or as another, and how they take part."""

    person: str
    agency: str
    group: str
    counts_as: Literal["social-care", "other"]
    how: str
    contact: bool | None


class NotCounted(NamedTuple):
    """A guest who does not count for a child, and why."""

    person: str
    because: str
    clauses: tuple[str, ...] = ()


class Supply(NamedTuple):
    """Somebody on the case who could fill a gap, and what stands in the way."""

    person: str
    agency: str
    because: str


class Missing(NamedTuple):
    """What is missing for a child, how many, and who could supply it."""

    what: Literal["social-care", "other-agencies"]
    number: int
    says: str
    could_supply: tuple[Supply, ...] = ()


class AbsentAgency(NamedTuple):
    """An agency that knows the child or is in its core group, of which nobody is there."""

    agency: str
    people: tuple[str, ...]
    because: str


class Exceptional(NamedTuple):
    """Whether the case shows that too few agencies know the child. It shows; it never decides."""

    status: Literal["shown", "not-shown", "unknown"]
    agencies: tuple[str, ...]
    unrecorded: tuple[str, ...]
    says: str
    clauses: tuple[str, ...]


class ChildQuorum(NamedTuple):
    """The answer for one child, with its reasons.

    Attributes:
        strict_because: what the stricter reading lacks where only the plain one is satisfied.
    """

    child: str | None
    quorate: bool
    quorate_strict: bool
    quorate_at_decision: bool
    counted: tuple[Counted, ...]
    not_counted: tuple[NotCounted, ...]
    missing: tuple[Missing, ...]
    strict_because: str | None = None
    absent_with_contact: tuple[AbsentAgency, ...] = ()
    exceptional: Exceptional | None = None
    notes: tuple[Reason, ...] = ()
    why: tuple[Reason, ...] = ()


class Proceed(NamedTuple):
    """One thing the chair records to go ahead, for which children."""

    id: str
    says: str
    clauses: tuple[str, ...]
    children: tuple[str | None, ...]


class Quorum(NamedTuple):
    """The whole answer.

    Attributes:
        pack: the pack that was asked.
        rule_of: the pack whose rule answered.
        at_decision: the answer is that of the moment of decision, without those who had left.
        command: what to type to go ahead without a quorum; None where nothing is short or there is no case.
    """

    case: str | None
    conference: str | None
    at: Moment | None
    pack: str
    rule_of: str
    version: date
    as_of: date
    basis: str
    at_decision: bool
    children: tuple[ChildQuorum, ...]
    to_proceed: tuple[Proceed, ...] = ()
    command: str | None = None
    warnings: tuple[Warned, ...] = ()

    @property
    def quorate(self) -> bool:
        """Whether it is quorate for every child asked about; with nobody to ask about it is not."""
        return bool(self.children) and all(child.quorate for child in self.children)

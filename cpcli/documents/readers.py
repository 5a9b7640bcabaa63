"""Who can be a document's reader, and of what kind: what is not known of somebody is taken on the safe side."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

from cpcli.casework.quorum import Words
from cpcli.documents.folding import run_of
from cpcli.errors import UsageFault, nearest
from cpcli.store.case_reader import Case

Row = Mapping[str, Any]

#: What a reader is to the conference. `other` is somebody whose role nobody knows here: they get least.
ReaderKind = Literal[
    "parent-or-carer", "child", "wider-family", "supporter", "professional", "reporting-agency", "solicitor",
    "observer", "interpreter", "chair", "file", "other",
]  # fmt: skip
KINDS: Mapping[ReaderKind, str] = {
    "parent-or-carer": "parent or carer",
    "child": "child",
    "wider-family": "member of the wider family",
    "supporter": "supporter, advocate or guardian",
    "professional": "professional",
    "reporting-agency": "professional whose agency reports",
    "solicitor": "solicitor",
    "observer": "observer",
    "interpreter": "interpreter",
    "chair": "chair of the conference",
    "file": "the authority's own record",
    "other": "somebody whose role is not known here",
}

#: Words that name a reader without an id.
CHAIR, FILE, ALL = "chair", "file", "all"

FAMILY: frozenset[ReaderKind] = frozenset({"parent-or-carer", "child", "wider-family"})
PROFESSIONAL: frozenset[ReaderKind] = frozenset({"professional", "reporting-agency"})

_PARENTS = frozenset({"mother", "father", "carer", "foster-carer"})
_WIDER = frozenset({"step-parent", "grandparent", "sibling"})
#: Roles for one person only: what is said to them is not said to a professional of the conference.
_FOR_SOMEBODY: Mapping[str, ReaderKind] = {
    "supporter": "supporter",
    "advocate": "supporter",
    "guardian": "supporter",
    "solicitor": "solicitor",
    "interpreter": "interpreter",
    "observer": "observer",
}
#: Roles of the conference itself, which need no agency.
_OF_THE_CONFERENCE = frozenset({"conference-chair", "minute-taker"})


class Reader(NamedTuple):
    """One reader of one conference's documents.

    Attributes:
        id: a person's or a child's id, or `file`.
        invited: on the conference's list, or its chair or minute-taker; the file needs no invitation.
        warnings: what a person should know before anything is made for this reader.
    """

    id: str
    kind: ReaderKind
    invited: bool
    warnings: tuple[str, ...] = ()

    @property
    def sees_everything(self) -> bool:
        """Whether this is the authority's own record."""
        return self.kind == "file"


def reader_of(case: Case, conference: Row, named: str, words: Words) -> Reader:
    """The reader that an id or a role word names.

    Raises:
        UsageFault: nobody of the case has that id, or the conference has no chair yet.
    """
    taken = [each for each in (FILE, ALL) if each in case.ids("person", "child")]
    if taken:
        raise UsageFault(
            f'{case.ref} has somebody with the id "{taken[0]}", which names a kind of reader: change that id'
        )
    if named == FILE:
        return Reader(FILE, "file", invited=True)
    if named == CHAIR and CHAIR not in case.ids("person", "child"):
        if not conference.get("chair"):
            where = f"conference.{conference.get('id')}.chair"
            raise UsageFault(f"{conference.get('id')} has no chair yet; set one: cpcli set {case.ref} {where} ID")
        named = str(conference["chair"])
    known = case.ids("person", "child")
    if named not in known:
        raise UsageFault(f'{case.ref} has nobody with the id "{named}"{nearest(named, [*known, CHAIR, FILE, ALL])}')
    kind = kind_of(case, conference, named, words)
    invited = is_invited(conference, named)
    return Reader(named, kind, invited, tuple(_warnings(case, conference, named, kind, words, invited=invited)))


def readers_of(case: Case, conference: Row, named: Iterable[str], words: Words) -> tuple[Reader, ...]:
    """The readers that ids and role words name, each once; `all` is everyone invited, in the order of the list.

    Raises:
        UsageFault: as for `reader_of`, or nobody is invited.
    """
    wanted: list[str] = []
    for each in named:
        if each == ALL:
            guests = [str(row["person"]) for row in _list(conference)]
            if not guests:
                raise UsageFault(
                    f"{conference.get('id')} has nobody on its list yet; add them: cpcli invite {case.ref}"
                )
            wanted += guests
        else:
            wanted.append(each)
    readers = (reader_of(case, conference, each, words) for each in wanted)
    return tuple({reader.id: reader for reader in readers}.values())


def is_invited(conference: Row, ref: str) -> bool:
    """Whether somebody is on the conference's list, chairs it or takes its minutes."""
    posts = {conference.get("chair"), conference.get("minute_taker")}
    return ref in posts or any(row.get("person") == ref for row in _list(conference))


def kind_of(  # noqa: PLR0911 - one return a kind
    case: Case, conference: Row, ref: str, words: Words
) -> ReaderKind:
    """What somebody is to a conference. Family comes before every other hat; what the conference says before a role."""
    person = case.row("person", ref)
    if person is None:
        return "child"
    role = str(person.get("role"))
    family = _family_kind(person)
    if family is not None:
        return family
    if ref == conference.get("chair"):
        return "chair"
    if ref in conference.get("observers_agreed", ()):
        return "observer"
    if ref in conference.get("solicitors_agreed", ()):
        return "solicitor"
    if role in _FOR_SOMEBODY:
        return _FOR_SOMEBODY[role]
    if role in _OF_THE_CONFERENCE:
        return "professional"
    known = words.roles.get(role)
    if known is None:
        return _unknown_kind(case, person)
    if person.get("agency") or known.agency:
        return "reporting-agency" if _reports(case, conference, person) else "professional"
    return "other"


def _family_kind(person: Row) -> ReaderKind | None:
    role = person.get("role")
    if person.get("parent_of") or role in _PARENTS:
        return "parent-or-carer"
    if person.get("parental_responsibility_for") and role not in _FOR_SOMEBODY:
        return "parent-or-carer"
    return "wider-family" if role in _WIDER else None


def belongs_to_family(person: Row) -> bool:
    """Whether somebody is of the family, whatever else they are."""
    return _family_kind(person) is not None


def _unknown_kind(case: Case, person: Row) -> ReaderKind:
    if person.get("interprets_for"):
        return "interpreter"
    return "supporter" if supports(case, str(person["id"])) else "other"


def _reports(case: Case, conference: Row, person: Row) -> bool:
    """An agency that knows a child reports, also when nobody of it can come (R02, A29)."""
    listed = any(
        row.get("by") == person["id"] and row.get("conference") == conference.get("id") for row in case.rows("report")
    )
    return listed or bool(person.get("contact"))


def supports(case: Case, ref: str) -> tuple[str, ...]:
    """The people and children whom somebody supports, speaks for or interprets for."""
    own = case.row("person", ref) or {}
    spoken_for = [row["id"] for table in ("person", "child") for row in case.rows(table) if row.get("advocate") == ref]
    return tuple(dict.fromkeys([*own.get("interprets_for", []), *spoken_for]))


def namesakes(case: Case, ref: str) -> tuple[str, ...]:
    """Who else of a case has somebody's name, by id: on paper nobody can tell their copies apart."""
    names = {str(row["id"]): run_of(str(row.get("name", ""))) for row in (*case.rows("person"), *case.rows("child"))}
    own = names.get(ref)
    return tuple(each for each, name in names.items() if own and name == own and each != ref)


def _list(conference: Row) -> list[Row]:
    return [row for row in conference.get("attendance", []) if isinstance(row, Mapping) and "person" in row]


def _warnings(case: Case, conference: Row, ref: str, kind: ReaderKind, words: Words, *, invited: bool) -> Iterable[str]:
    if not invited:
        yield f"{ref} is not invited to {conference.get('id')}"
    person, child = case.row("person", ref), case.row("child", ref) or {}
    if "expected" in child and "born" not in child:
        yield f"{ref} is not born yet: a paper for {ref} reaches nobody; make it for a parent"
    role = None if person is None else person.get("role")
    if person is not None and role not in words.roles:
        yield f"the role of {ref} is not one that is known here: {ref} is given the least that any reader gets"
    elif kind == "other":
        yield f"{ref} has no agency and no role that tells one: {ref} is given the least that any reader gets"
    if kind == "observer" and ref not in conference.get("observers_agreed", ()):
        yield f"{ref} observes, and it is not recorded that the chair and the family agreed (A25)"
    if kind == "solicitor" and ref not in conference.get("solicitors_agreed", ()):
        yield f"{ref} is a solicitor, and it is not recorded that the chair agreed to their coming (A14)"
    if kind in {"supporter", "solicitor", "interpreter"} and role != "guardian" and not supports(case, ref):
        yield (
            f"for whom {ref} is there is not recorded: what is kept from anybody of the family is kept from {ref} too;"
            f" record it: cpcli set {case.ref} person.ID.advocate {ref}, or for an interpreter"
            f" person.{ref}.interprets_for IDS"
        )
    if ref == conference.get("chair") and kind != "chair":
        yield f"{ref} is down as chair of {conference.get('id')} and belongs to the family: read here as family"

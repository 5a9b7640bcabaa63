"""How far one reader sees: the children they may hear about, the people they may know by name, what is kept from them.

Everything here is decided on ids and on what the case says is confidential, before any value is looked at.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cpcli.casework.quorum import Words
from cpcli.documents.readers import (
    PROFESSIONAL,
    Reader,
    ReaderKind,
    belongs_to_family,
    is_invited,
    kind_of,
    supports,
)
from cpcli.store.case_reader import Case
from cpcli.store.meeting_reader import subject_children

Row = Mapping[str, Any]

#: Where one of these is kept from a reader, the others would tell it.
_TOGETHER = {"child": frozenset({"address", "placement", "phone"})}
#: Who somebody is. Kept from a reader, the whole person is.
_IDENTITY = frozenset({"name", "role", "agency", "parent_of", "parental_responsibility_for"})
_CARERS = frozenset({"carer", "foster-carer"})
#: Whose address, telephone and e-mail are those of a child's school.
_SCHOOL_AGENCIES = frozenset({"school", "early-years"})
_CONTACTS = frozenset({"address", "phone", "email"})


@dataclass(frozen=True)
class Reach:
    """How far one reader sees in one document.

    Attributes:
        hears: the children they may hear about here.
        subjects: those of them whom the conference is about.
        named: the people who may be named to them.
        why_named: for each of those, in which capacity.
        hidden: people kept from them by what the case says is confidential.
        against: whose confidentiality counts: the reader's, and that of those whom the reader speaks or interprets for.
        needs_addresses: whether the document needs other people's addresses.
    """

    reader: Reader
    conference: str
    hears: frozenset[str]
    subjects: tuple[str, ...]
    named: frozenset[str]
    why_named: Mapping[str, str]
    hidden: frozenset[str]
    against: frozenset[str]
    needs_addresses: bool

    @property
    def sees_everything(self) -> bool:
        """Whether nothing is kept from this reader."""
        return self.reader.sees_everything

    @property
    def is_inside(self) -> bool:
        """Whether this is the chair or the authority's own record, who see working notes and every decision."""
        return self.reader.kind in {"chair", "file"}

    def __repr__(self) -> str:
        return f"Reach({self.reader.id})"


def reach_of(
    case: Case,
    conference: Row,
    reader: Reader,
    words: Words,
    *,
    needs_addresses: bool = False,
    children: Iterable[str] | None = None,
) -> Reach:
    """How far a reader sees. `children` narrows it to those that one document covers."""
    against = frozenset() if reader.sees_everything else frozenset({reader.id, *spoken_for(case, reader)})
    hears = children_heard(case, conference, reader, words)
    if children is not None:
        hears &= frozenset(children)
    hidden = frozenset(_hidden(case, against))
    why = {} if reader.sees_everything else dict(_named(case, conference, reader, hears, words))
    if reader.kind in {"file", "chair"}:
        why = {ref: why.get(ref, "the whole case") for ref in case.ids("person")}
    named = frozenset(why) - hidden | ({reader.id} & frozenset(case.ids("person")))
    return Reach(
        reader=reader,
        conference=str(conference.get("id")),
        hears=hears,
        subjects=tuple(each for each in subject_children(case, conference) if each in hears),
        named=named,
        why_named={ref: because for ref, because in why.items() if ref in named},
        hidden=hidden - {reader.id},
        against=against,
        needs_addresses=needs_addresses,
    )


def spoken_for(case: Case, reader: Reader) -> tuple[str, ...]:
    """For whom a reader speaks or interprets. Of whom it is not recorded, that may be anybody of the family."""
    known = supports(case, reader.id)
    person = case.row("person", reader.id) or {}
    if known or reader.kind not in {"supporter", "solicitor", "interpreter"} or person.get("role") == "guardian":
        return known
    return (*case.ids("child"), *(str(row["id"]) for row in case.rows("person") if belongs_to_family(row)))


def children_heard(case: Case, conference: Row, reader: Reader, words: Words) -> frozenset[str]:
    """The children a reader may hear about: their own, those they hold parental responsibility for, `may_hear_about`.

    A professional invited hears about every subject child of the conference unless `may_hear_about` narrows it. An
    empty `may_hear_about` says: none. Nobody else hears about a child for being invited.
    """
    del words
    everybody = frozenset(case.ids("child"))
    if reader.kind in {"file", "chair"}:
        return everybody
    if reader.kind == "child":
        return frozenset({reader.id})
    person = case.row("person", reader.id) or {}
    if "may_hear_about" in person and not person["may_hear_about"]:
        return frozenset()
    own = {*person.get("parent_of", ()), *person.get("parental_responsibility_for", ())}
    own |= set(person.get("may_hear_about", ()))
    if "may_hear_about" not in person:
        own |= _by_post(case, conference, reader, person)
    if reader.kind == "supporter":
        own |= {row["id"] for row in case.rows("child") if row.get("advocate") == reader.id}
    return frozenset(own) & everybody


def _by_post(case: Case, conference: Row, reader: Reader, person: Row) -> set[str]:
    """What somebody hears for what they are here: a professional of the conference, or who looks after a child."""
    if reader.kind in PROFESSIONAL:
        return set(subject_children(case, conference)) if reader.invited else set()
    looks_after = person.get("role") in {*_CARERS, "guardian"}
    knows = reader.kind == "other" and reader.invited and bool(person.get("agency"))
    return set(person.get("contact", ())) if looks_after or knows else set()


def is_carer_of(person: Row, children: Iterable[str]) -> bool:
    """Whether a person is a parent or carer of one of these children."""
    wanted = set(children)
    held = {*person.get("parent_of", ()), *person.get("parental_responsibility_for", ())}
    if person.get("role") in _CARERS:
        held |= {*person.get("contact", ()), *person.get("may_hear_about", ())}
    return bool(held & wanted)


def _named(
    case: Case, conference: Row, reader: Reader, hears: frozenset[str], words: Words
) -> Iterator[tuple[str, str]]:
    """The people who may be named to a reader, each with the capacity in which they are."""
    leads = leads_of(case, hears)
    for person in case.rows("person"):
        ref = str(person["id"])
        if ref == reader.id:
            yield ref, "the reader"
        elif ref == conference.get("chair"):
            yield ref, "the chair"
        elif is_carer_of(person, hears):
            yield ref, "a parent or carer of a child they may hear about"
        elif ref == conference.get("minute_taker"):
            yield ref, "takes the minutes"
        elif ref in leads:
            yield ref, "the lead social worker of a child they may hear about"
        elif is_named_as_professional(case, conference, ref, kind_of(case, conference, ref, words)):
            yield ref, "a professional invited"
        elif reader.id in supports(case, ref):
            yield ref, "supports or interprets for the reader"
        elif ref in supports(case, reader.id):
            yield ref, "whom the reader supports or interprets for"


def is_named_as_professional(case: Case, conference: Row, ref: str, kind: ReaderKind) -> bool:
    """Whether somebody is a professional invited: by a known role, or by an agency; nobody's lawyer or supporter is."""
    if not is_invited(conference, ref):
        return False
    person = case.row("person", ref) or {}
    by_agency = kind in {"other", "observer"} and bool(person.get("agency"))
    return kind in PROFESSIONAL or kind == "chair" or by_agency


def leads_of(case: Case, children: Iterable[str]) -> frozenset[str]:
    """The lead social workers of these children; a letter has to name them (P10)."""
    wanted = set(children)
    by_plan = {
        plan.get("lead_social_worker")
        for plan in case.rows("plan")
        if plan.get("child") in wanted and "ended" not in plan
    }
    own = {row["id"] for row in case.rows("person") if wanted & set(row.get("lead_for", ()))}
    found = {each for each in by_plan if isinstance(each, str)} | own
    return frozenset(each for each in found if not (case.row("person", each) or {}).get("parent_of"))


def kept_from(row: Row, key: str, against: frozenset[str]) -> bool:
    """Whether the case says that a key of a row, or the row as a whole, must not reach these people."""
    said = row.get("confidential_from")
    if isinstance(said, Mapping):
        return bool(against & _people(said.get(key)))
    return bool(said) and bool(against & _people(said))


def _people(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value}
    return {each for each in value if isinstance(each, str)} if isinstance(value, list | tuple) else set()


def confidential(case: Case, reach: Reach, table: str, row: Row, key: str) -> bool:
    """Whether a key is confidential from a reader: as the case says it, or because another would tell it.

    A placement, an address and a telephone of a child tell each other; the contacts of a school's staff
    tell the school.
    """
    against = reach.against
    if not against:
        return False
    alike = _TOGETHER.get(table, frozenset())
    # A child's telephone tells no address; an address or a placement tells the telephone's.
    telling = {key, *(alike - {"phone"})} if key in alike else {key}
    if any(kept_from(row, each, against) for each in telling):
        return True
    if table != "person" or key not in _CONTACTS:
        return False
    if row.get("id") in reach.hidden:
        return True
    return _is_of_a_school(row) and any(
        kept_from(child, "school", against) for child in case.rows("child") if _may_be_at_school_with(row, child)
    )


def _is_of_a_school(person: Row) -> bool:
    return person.get("agency") in _SCHOOL_AGENCIES or person.get("role") == "teacher"


def _may_be_at_school_with(person: Row, child: Row) -> bool:
    """A teacher of whom it is not known which children they teach may teach this one."""
    return child.get("id") in person.get("contact", [child.get("id")])


def _hidden(case: Case, against: frozenset[str]) -> Iterator[str]:
    """The people whose identity is kept from these readers, or would tell them where a child is placed."""
    if not against:
        return
    for person in case.rows("person"):
        if any(kept_from(person, key, against) for key in _IDENTITY):
            yield str(person["id"])
            continue
        for child in case.rows("child"):
            placed = any(kept_from(child, key, against) for key in ("placement", "address"))
            looks_after = is_carer_of(person, [child["id"]]) and not _is_parent_of(person, child)
            if placed and (looks_after or _looks_after_somebody(person)):
                yield str(person["id"])
                break


def _is_parent_of(person: Row, child: Row) -> bool:
    return child["id"] in person.get("parent_of", ()) or person.get("role") in {"mother", "father"}


def _looks_after_somebody(person: Row) -> bool:
    """A foster carer of whom it is not recorded whom they look after may look after this child."""
    known = ("contact", "may_hear_about", "parental_responsibility_for", "parent_of")
    return person.get("role") == "foster-carer" and not any(person.get(key) for key in known)

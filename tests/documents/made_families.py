"""Families that nobody has, for the tests of documents; and, written apart from cpcli, what each reader may see.

Every name, street and number is made up. `may_hear` and `may_name` are section 10 of the design once more, in few
words: where they and cpcli disagree, one of them is wrong.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from hypothesis import strategies as st

from cpcli.casework.quorum import Words
from cpcli.documents.plain import leaves
from cpcli.documents.readers import Reader, reader_of
from cpcli.documents.view import View, view_of
from cpcli.store.case_reader import Case
from cpcli.store.packs import load_pack
from cpcli.store.quorum_reader import words_of

PACK = load_pack("pan-berkshire")
WORDS: Words = words_of("pan-berkshire")
TODAY = date(2026, 12, 8)

FIRST = (
    "Ash", "Rose", "Rowan", "Hazel", "Zofia", "Tamsin", "Quill", "Iolo", "Maeve", "Søren", "Éloïse", "Jo", "May",
    "Will", "Anne-Marie", "Kasimir", "Ottoline", "Bex", "Perpetua", "Idris",
)  # fmt: skip
LAST = ("Example", "Specimen", "Zzyzwick", "O'Mockup", "Sample-Pattern", "Fictley", "Inventham", "Young", "Nómada")
STREETS = ("Sample Row", "Invented Lane", "Hidden Close", "Mock Street", "Fictional Gardens", "Nowhere Road")
SCHOOLS = ("Sample Street Primary School", "Mockingham Academy", "Little Inventors Nursery", "Fable Hill School")
#: A lesson of professionals: role, agency.
WORKERS = (
    ("social-worker", "social-care"), ("health-visitor", "health-visiting"), ("teacher", "school"),
    ("police-officer", "police"), ("gp", None), ("midwife", "midwifery"), ("play-therapist", "voluntary-sector"),
    ("team-manager", "social-care"),
)  # fmt: skip
OTHERS = ("supporter", "advocate", "solicitor", "interpreter", "observer", "guardian", "uncle")
KIN = ("mother", "father", "step-parent", "carer", "grandparent", "sibling", "foster-carer")


def name_of(first: str, last: str) -> str:
    return f"{first} {last}"


NAMES = st.builds(name_of, st.sampled_from(FIRST), st.sampled_from(LAST))
DATES = st.dates(date(2008, 1, 1), date(2026, 11, 1))


class Making(NamedTuple):
    """A family in the making: how to draw, who there is, and where they may live."""

    draw: st.DrawFn
    children: list[str]
    kin: list[str]
    workers: list[str]
    others: list[str]
    homes: list[str]

    @property
    def everybody(self) -> list[str]:
        """Every id."""
        return [*self.children, *self.kin, *self.workers, *self.others]

    def some_children(self) -> list[str]:
        """Up to three children."""
        return self.draw(st.lists(st.sampled_from(self.children), max_size=3, unique=True))

    def somebody(self) -> list[str]:
        """Up to two of everybody."""
        return self.draw(st.lists(st.sampled_from(self.everybody), max_size=2, unique=True))

    def once_in(self, times: int) -> bool:
        """True once in so many times."""
        return not self.draw(st.integers(0, times - 1))

    def address(self) -> str:
        """An address that nobody has yet."""
        at = len(self.homes) + 11
        town = self.draw(st.sampled_from(["Exampleton", "Mockford"]))
        self.homes.append(f"{at} {self.draw(st.sampled_from(STREETS))}, {town}, EX{at} {at % 9 + 1}ZZ")
        return self.homes[-1]

    def kept(self, *keys: str) -> dict[str, list[str]]:
        """What is confidential from whom."""
        chosen = self.draw(st.lists(st.sampled_from(keys), max_size=2, unique=True))
        return {key: self.somebody() or [self.everybody[0]] for key in chosen}

    def child(self, ref: str) -> dict[str, Any]:
        """A child."""
        child: dict[str, Any] = {"id": ref, "name": self.draw(NAMES)}
        child["note"] = f"Secretly nobody noted markerchild{ref} here."
        child |= {"expected": date(2027, 3, 3)} if self.once_in(6) else {"born": self.draw(DATES)}
        if self.once_in(2):
            child["address"] = self.draw(st.sampled_from([self.homes[0], self.address()]))
        if self.once_in(2):
            child["placement"] = (
                f"Placement {self.draw(st.sampled_from(['Quibble', 'Marrowby']))} House, {self.address()}"
            )
        if self.once_in(2):
            child["school"] = self.draw(st.sampled_from(SCHOOLS))
        child["subject"] = not self.once_in(4)
        child["confidential_from"] = self.kept("address", "placement", "school", "name", "born")
        return child

    def relative(self, ref: str) -> dict[str, Any]:
        """Somebody of the family."""
        person: dict[str, Any] = {"id": ref, "name": self.draw(NAMES), "role": self.draw(st.sampled_from(KIN))}
        if person["role"] in {"mother", "father"}:
            person["parent_of"] = self.some_children()
        for key, times in (("parental_responsibility_for", 5), ("may_hear_about", 5), ("contact", 2)):
            if self.once_in(times):
                person[key] = self.some_children()
        person["address"] = self.draw(st.sampled_from([self.homes[0], self.address(), self.address()]))
        person["confidential_from"] = self.kept("address", "phone", "email", "name")
        return person

    def worker(self, ref: str) -> dict[str, Any]:
        """A professional, or somebody who comes for one person."""
        known = ref in self.workers
        role, agency = self.draw(st.sampled_from(WORKERS)) if known else (self.draw(st.sampled_from(OTHERS)), None)
        person = {"id": ref, "name": self.draw(NAMES), "role": role, "contact": self.some_children()}
        person |= {"agency": agency} if agency else {}
        person |= {"may_hear_about": self.some_children()} if self.once_in(4) else {}
        if role == "interpreter":
            person |= {"interprets_for": [self.draw(st.sampled_from(self.kin))], "language": "pl"}
        return person | {"address": self.address(), "confidential_from": self.kept("address", "phone", "name")}

    def conference(self, first: Mapping[str, Any]) -> dict[str, Any]:
        """The conference."""
        guests = [ref for ref in self.everybody if self.once_in(2)]
        return {
            "id": "ic1",
            "kind": "initial-conference",
            "at": datetime(2026, 12, 10, 10, 0),  # noqa: DTZ001 - a case holds local times
            "chair": self.workers[0],
            "venue": self.draw(st.sampled_from(["Civic Centre, Exampleton", first["address"]])),
            "online": "https://meet.nowhere.invalid/roomnumbersevenseven",
            "note": "An internal remark markerconference for the office alone.",
            "children": self.some_children() or self.children,
            "attendance": [
                {"person": ref, "invited": date(2026, 11, 25), "note": f"Row remark markerrow{ref} is internal."}
                for ref in guests
            ],
            "outcome": [
                {
                    "child": ref,
                    "decision": "plan",
                    "reasons": f"Reasoning markeroutcome{ref} was weighed at length.",
                    "dissent_reasons": f"One agency thought markerdissent{ref} was not enough.",
                }
                for ref in self.children
            ],
        }


@st.composite
def families(draw: st.DrawFn) -> Case:
    """A family of one to four children and two to eleven people, any of whom may be separated, placed or protected."""
    children = [f"c{at + 1}" for at in range(draw(st.integers(1, 4)))]
    kin = [f"p{at + 1}" for at in range(draw(st.integers(1, 5)))]
    workers = [f"p{at + 20}" for at in range(draw(st.integers(1, 4)))]
    making = Making(draw, children, kin, workers, [f"p{at + 40}" for at in range(draw(st.integers(0, 2)))], [])
    making.address()
    people = [*map(making.relative, kin), *map(making.worker, (*workers, *making.others))]
    for at, person in enumerate(people):
        person["phone"] = f"01632 {960001 + at}"
        person["email"] = f"mail{960001 + at}@nowhere.invalid"
        person["note"] = f"A working note about markerperson{person['id']} that nobody else reads."
    plans = [
        {
            "id": f"pl{ref}",
            "child": ref,
            "conference": "ic1",
            "contingency": f"If it fails, markerplan{ref} comes next.",
        }
        for ref in children
    ]
    told = {"kind": "strategy-discussion", "on": date(2026, 11, 20), "note": "The police reported markerevent there."}
    note = {"text": "Free working words markernote that stay inside.", "confidential_from": making.somebody()}
    rows = {
        "format": 1,
        "ref": "2026-7777",
        "pack": "pan-berkshire",
        "child": [*map(making.child, children)],
        "person": people,
        "conference": [making.conference(people[0])],
        "plan": plans,
        "event": [told],
        "note": [note],
    }
    return Case("2026-7777", rows, {})


def conference_of(case: Case) -> Mapping[str, Any]:
    return case.rows("conference")[0]


def view_for(case: Case, reader: str | Reader, **given: Any) -> View:
    """A view with nothing given but the case."""
    conference = conference_of(case)
    who = reader_of(case, conference, reader, WORDS) if isinstance(reader, str) else reader
    return view_of(case, conference, who, pack=PACK, words=WORDS, today=TODAY, **given)


def dump(view: View) -> list[str]:
    """A naive document: every value of the view, written out."""
    return [str(value) for value in leaves(view.values) if value is not None]


# ---- section 10 once more ------------------------------------------------------------------------------------------


def _row(case: Case, ref: str) -> Mapping[str, Any]:
    return case.row("person", ref) or case.row("child", ref) or {}


def _kept(case: Case, ref: str, key: str, reader: str) -> bool:
    """As the case says it, to the reader or to somebody whom the reader speaks for."""
    said = _row(case, ref).get("confidential_from", {})
    whom = {reader, *_row(case, reader).get("interprets_for", [])}
    whom |= {str(r["id"]) for t in ("person", "child") for r in case.rows(t) if r.get("advocate") == reader}
    return bool(whom & set(said.get(key, [])))


def _professional(person: Mapping[str, Any]) -> bool:
    """By a known role; a stranger's role or a family's makes nobody one."""
    if person.get("parent_of") or person.get("parental_responsibility_for"):
        return False
    return person.get("role") in {"social-worker", "health-visitor", "teacher", "police-officer", "gp", "midwife",
                                  "team-manager"}  # fmt: skip


def may_hear(case: Case, reader: str) -> set[str]:
    """The children a reader may hear about."""
    if case.row("child", reader):
        return {reader}
    person, conference = _row(case, reader), conference_of(case)
    own = {*person.get("parent_of", []), *person.get("parental_responsibility_for", []),
           *person.get("may_hear_about", [])}  # fmt: skip
    invited = reader == conference["chair"] or reader in {row["person"] for row in conference["attendance"]}
    if reader == conference["chair"] and _professional(person) | (person.get("role") == "play-therapist"):
        return set(case.ids("child"))
    if person.get("may_hear_about") == []:
        return set()
    if _professional(person) and invited and "may_hear_about" not in person:
        own |= set(conference["children"])
    if "may_hear_about" not in person:
        looks_after = person.get("role") in {"carer", "foster-carer", "guardian"}
        known = person.get("role") == "play-therapist" and invited
        own |= set(person.get("contact", [])) if looks_after or known else set()
    return own


def may_name(case: Case, reader: str) -> set[str]:
    """The people whom a reader may meet by name, unless that is withheld."""
    conference, hears = conference_of(case), may_hear(case, reader)
    if reader == conference["chair"] and hears == set(case.ids("child")) and not _row(case, reader).get("parent_of"):
        found = set(case.ids("person"))
    else:
        guests = {row["person"] for row in conference["attendance"]}
        found = {reader, conference["chair"]} & set(case.ids("person"))
        for person in case.rows("person"):
            cares = {*person.get("parent_of", []), *person.get("parental_responsibility_for", [])}
            if person["role"] in {"carer", "foster-carer"}:
                cares |= {*person.get("contact", []), *person.get("may_hear_about", [])}
            worker = _professional(person) or person["role"] == "play-therapist"
            tied = reader in person.get("interprets_for", []) or person["id"] in _row(case, reader).get(
                "interprets_for", []
            )
            if cares & hears or (worker and person["id"] in guests) or tied:
                found.add(person["id"])
    return {ref for ref in found if ref == reader or not _kept(case, ref, "name", reader)}


class Looking(NamedTuple):
    """A reader of a family, with whom they may hear about and meet by name."""

    case: Case
    reader: str
    hears: set[str]
    named: set[str]

    def kept(self, ref: str, key: str) -> bool:
        """Whether a key is kept from the reader."""
        return _kept(self.case, ref, key, self.reader)

    def is_inside(self) -> bool:
        """Whether the reader chairs."""
        chairs = self.reader == conference_of(self.case)["chair"]
        return (
            chairs and not _row(self.case, self.reader).get("parent_of") and self.hears == set(self.case.ids("child"))
        )

    def names(self) -> list[str]:
        """The names in view."""
        heard = [ref for ref in self.hears if not self.kept(ref, "name")]
        return [str(_row(self.case, ref).get("name")) for ref in (*self.named, *heard)]

    def name_of(self, ref: str) -> Iterator[tuple[str, str]]:
        """The name of somebody out of view."""
        person, name = self.case.row("person", ref), str(_row(self.case, ref)["name"])
        out = ref not in self.named if person else ref not in self.hears or self.kept(ref, "name")
        known = self.names()
        if not out or name in known:
            return
        yield "name", name
        words = {word for each in known for word in re.split(r"[\s-]", each)} | set(known)
        for single in name.split(" "):
            if single not in words and not any(part in words for part in single.split("-")):
                yield "single name", single

    def contacts_of(self, ref: str) -> Iterator[tuple[str, str]]:
        """Where and how to reach others."""
        own = _row(self.case, self.reader)
        shared = {own.get("address"), own.get("placement"), conference_of(self.case)["venue"]}
        for key in ("address", "phone", "email", "placement"):
            value = _row(self.case, ref).get(key)
            if value and (self.kept(ref, key) or (ref != self.reader and value not in shared)):
                yield key, value

    def childhood_of(self, ref: str) -> Iterator[tuple[str, str]]:
        """School, birth and papers of a child out of view."""
        child = self.case.row("child", ref) or {}
        heard = [row for row in self.case.rows("child") if row["id"] in self.hears]
        if child.get("school"):
            shared = any(row.get("school") == child["school"] for row in heard)
            if self.kept(ref, "school") or not shared:
                yield "school", child["school"]
        if child.get("born"):
            births = [row.get("born") for row in heard if not self.kept(row["id"], "born")]
            if child["born"] not in births:
                yield "born", child["born"].isoformat()
        if child and ref not in self.hears:
            yield from (("text", f"marker{marker}{ref}") for marker in ("plan", "outcome", "dissent"))


def must_not_read(case: Case, reader: str) -> Iterator[tuple[str, str, str]]:
    """Every string that must not stand in a reader's paper: kind, owner, the words as the case has them."""
    looking = Looking(case, reader, may_hear(case, reader), may_name(case, reader))
    for ref in case.ids("person", "child"):
        found = (*looking.name_of(ref), *looking.contacts_of(ref), *looking.childhood_of(ref))
        yield from ((kind, ref, value) for kind, value in found)
    if not looking.is_inside():
        for marker in ("markerevent", "markernote", "markerconference"):
            yield "text", "case", marker
        for ref in case.ids("person", "child"):
            for marker in ("markerperson", "markerchild", "markerrow"):
                yield "text", ref, f"{marker}{ref}"


def stands_in(kind: str, value: str, texts: list[str]) -> bool:
    """Whether a document of these texts holds a string: names as whole words, everything else anywhere."""
    # May is a month in a date that is written out.
    whole = re.sub(r"\b\d{1,2} [a-z]+ \d{4}", "", "\n".join(texts).casefold())
    if kind in {"name", "single name"}:
        return re.search(rf"(?<!\w){re.escape(value.casefold())}(?!\w)", whole) is not None
    if kind == "address":
        return value.split(",", maxsplit=1)[0].casefold() in whole
    return value.casefold() in whole

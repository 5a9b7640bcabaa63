"""Every personal fact of a case, and whether one reader may meet it. The search starts here, not from the view.

The view builds what a reader gets; this says, from the case and the reader's reach alone, what they may get. The two
are written apart, so that a slip in the one is caught by the other.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from cpcli.casework.fields import INSIDE, TABLES
from cpcli.casework.timeline import day_of
from cpcli.documents.decided import (
    TOLD_WHEN_EXCLUDED,
    answers_of,
    exclusion_of,
    is_kept_away,
    open_answers,
    papers_of,
)
from cpcli.documents.reach import Reach, confidential, kept_from, leads_of
from cpcli.store.case_reader import Case

Row = Mapping[str, Any]

Sort = Literal[
    "name", "address", "phone", "email", "placement", "school", "text", "born", "venue", "link", "day", "stand-in"
]

_CONTACTS: Mapping[str, Sort] = {"address": "address", "phone": "phone", "email": "email"}
_PLAN_TEXTS = (
    "risks", "outcomes", "services", "specialist_assessments", "roles", "resources", "progress", "contingency",
    "no_assessment_because", "ended_because",
)  # fmt: skip
#: What a key that nobody knows is taken for, by what its name holds.
_BY_KEY: Mapping[str, Sort] = {
    "address": "address", "mail": "email", "phone": "phone", "mobile": "phone", "name": "name", "alias": "name",
    "known_as": "name", "placement": "placement", "school": "school",
}  # fmt: skip
#: The authority's own people: how to reach them stands on its letterhead.
_OFFICE_ROLES = frozenset({"social-worker", "team-manager", "conference-chair", "minute-taker"})


class Fact(NamedTuple):
    """One fact of a case for one reader.

    Attributes:
        seen: True where the reader may meet it, False where not, None where the document neither gives nor guards it.
        hard: somebody said that it must not reach this reader.
        office: it is how to reach the authority's own people, which may stand on its letterhead: it warns.
        works: it is how to reach somebody who comes for an agency.
    """

    sort: Sort
    refs: tuple[str, ...]
    value: str | date
    seen: bool | None
    hard: bool = False
    office: bool = False
    works: bool = False

    def __repr__(self) -> str:
        return f"Fact({self.sort}, {', '.join(self.refs)})"


def facts_of(case: Case, reach: Reach) -> Iterator[Fact]:
    """Every personal fact of a case, with whether the reader may meet it."""
    for child in case.rows("child"):
        yield from _of_child(case, reach, child)
    for person in case.rows("person"):
        yield from _of_person(case, reach, person)
    for conference in case.rows("conference"):
        yield from _of_conference(case, reach, conference)
    yield from _of_papers(case, reach)
    yield from _of_registers(case, reach)
    for decision in case.rows("decision"):
        yield from _of_decision(case, reach, decision)
    yield from _of_unknown_keys(case, reach)


def _fact(sort: Sort, refs: Iterable[str], value: Any, *, seen: bool | None, hard: bool = False) -> Iterator[Fact]:
    if isinstance(value, datetime):
        value = day_of(value)
    if (isinstance(value, str) and value.strip()) or (sort in {"born", "day"} and isinstance(value, date)):
        yield Fact(sort, tuple(refs), value, False if hard else seen, hard)


def _of_child(case: Case, reach: Reach, child: Row) -> Iterator[Fact]:
    ref = str(child["id"])
    heard = ref in reach.hears

    def kept(key: str) -> bool:
        return confidential(case, reach, "child", child, key)

    yield from _fact("name", [ref], child.get("name"), seen=heard, hard=kept("name"))
    for key in ("born", "expected"):
        yield from _fact("born", [ref], child.get(key), seen=heard, hard=kept(key))
    itself = ref == reach.reader.id
    for key in ("address", "phone"):
        told = itself or (heard and reach.needs_addresses)
        yield from _fact(_CONTACTS[key], [ref], child.get(key), seen=told, hard=kept(key))
    told = itself or (heard and reach.needs_addresses)
    yield from _fact("placement", [ref], child.get("placement"), seen=told, hard=kept("placement"))
    yield from _fact("school", [ref], child.get("school"), seen=heard, hard=kept("school"))
    yield from _fact("text", [ref], child.get("needs"), seen=heard, hard=kept("needs"))
    yield from _fact("text", [ref], child.get("note"), seen=reach.is_inside, hard=kept("note"))


def _of_person(case: Case, reach: Reach, person: Row) -> Iterator[Fact]:
    ref = str(person["id"])
    itself, hidden = ref == reach.reader.id, ref in reach.hidden

    def kept(key: str) -> bool:
        return confidential(case, reach, "person", person, key)

    yield from _fact("name", [ref], person.get("name"), seen=ref in reach.named, hard=hidden)
    office = _is_of_the_office(case, reach, person)
    works = bool(person.get("agency")) and not _is_family(person)
    rung = ref in reach.named and _is_rung(case, reach, person)
    for key, sort in _CONTACTS.items():
        told = itself or (ref in reach.named and reach.needs_addresses) or (rung and key != "address")
        hard = kept(key) or hidden
        for fact in _fact(sort, [ref], person.get(key), seen=told, hard=hard):
            yield fact._replace(office=office and not hard, works=works)
    for key in ("access_needs", "note"):
        open_to = reach.is_inside or (itself and key == "access_needs")
        yield from _fact("text", [ref], person.get(key), seen=open_to, hard=kept(key))


def _is_rung(case: Case, reach: Reach, person: Row) -> bool:
    """Whether every paper says how to reach somebody: the lead social worker, and whoever takes the minutes."""
    conference = case.row("conference", reach.conference) or {}
    post = person["id"] == conference.get("minute_taker") or person["id"] in leads_of(case, reach.hears)
    return post and not person.get("parent_of")


def _is_of_the_office(case: Case, reach: Reach, person: Row) -> bool:
    conference = case.row("conference", reach.conference) or {}
    posts = {conference.get("chair"), conference.get("minute_taker")}
    office = person.get("agency") == "social-care" or person.get("role") in _OFFICE_ROLES or person["id"] in posts
    return office and not _is_family(person)


def _is_family(person: Row) -> bool:
    return bool(person.get("parent_of") or person.get("parental_responsibility_for"))


def _of_conference(case: Case, reach: Reach, conference: Row) -> Iterator[Fact]:
    ref = str(conference["id"])
    ours = ref == reach.conference
    away = is_kept_away(case, reach.conference, reach.reader.id)
    for fact in _fact("venue", [ref], conference.get("venue"), seen=not away if ours else None):
        # It may be the office on the letterhead: from whoever is excluded from all of it, it is told and stops nothing.
        yield fact._replace(office=away)
    told = ours and not away and (reach.reader.invited or reach.is_inside)
    yield from _fact("link", [ref], conference.get("online"), seen=told)
    for key in ("note", "convened_because"):
        yield from _fact("text", [ref], conference.get(key), seen=reach.is_inside)
    open_record = ours and papers_of(case, reach).record.copy == "full"
    if ours:
        for key in ("at", "ended", "next_review", "next_core_group", "convened_on"):
            yield from _fact("day", [ref], conference.get(key), seen=True)
    for row in conference.get("attendance", ()):
        yield from _fact("day", [ref], row.get("invited"), seen=True if ours else None)
        who = str(row.get("person"))
        professional = (
            who in reach.named and reach.why_named.get(who) != "a parent or carer of a child they may hear about"
        )
        told = reach.is_inside or who == reach.reader.id or (open_record and professional)
        yield from _fact("stand-in", [who], row.get("represented_by"), seen=told)
        yield from _fact("text", [ref, who], row.get("note"), seen=reach.is_inside)
    for row in conference.get("outcome", ()):
        child = str(row.get("child"))
        heard = child in reach.hears and (open_record or papers_of(case, reach).decision.copy in {"full", "partial"})
        yield from _fact("text", [child], row.get("reasons"), seen=heard, hard=kept_from(row, "reasons", reach.against))
        for key in ("dissent_reasons", "override_reasons"):
            hard = kept_from(row, key, reach.against)
            yield from _fact("text", [child], row.get(key), seen=reach.is_inside or (heard and open_record), hard=hard)


def _of_papers(case: Case, reach: Reach) -> Iterator[Fact]:
    inside = reach.is_inside
    papers = papers_of(case, reach)
    for report in case.rows("report"):
        hard = kept_from(report, "confidential_from", reach.against)
        for key in ("received", "shared_on", "sent_to_chair"):
            listed = not hard and report.get("conference") == reach.conference
            yield from _fact("day", [str(report["id"])], report.get(key), seen=True if listed else None)
        for key in ("withheld_because", "note"):
            yield from _fact("text", [str(report["id"])], report.get(key), seen=inside, hard=hard)
    for plan in case.rows("plan"):
        told = plan.get("child") in reach.hears and papers.decision.copy in {"full", "partial"}
        for key in ("started", "ended", "assessment_by"):
            yield from _fact("day", [str(plan["id"])], plan.get(key), seen=told or None)
        for key in _PLAN_TEXTS:
            hard = kept_from(plan, key, reach.against)
            yield from _fact("text", [str(plan["id"]), str(plan.get("child"))], plan.get(key), seen=told, hard=hard)
    for at, event in enumerate(case.rows("event")):
        hard = kept_from(event, "confidential_from", reach.against)
        refs = [f"event {at + 1}", *event.get("children", ())]
        yield from _fact("text", refs, event.get("note"), seen=inside, hard=hard)
        about = set(event.get("children", ()))
        if event.get("kind") in {"birth", "date-of-birth", "expected-delivery"} and about and not about & reach.hears:
            yield from _fact("born", sorted(about), event.get("on"), seen=False)
    for at, note in enumerate(case.rows("note")):
        hard = kept_from(note, "confidential_from", reach.against)
        yield from _fact("text", [f"note {at + 1}"], note.get("text"), seen=inside, hard=hard)


def _of_registers(case: Case, reach: Reach) -> Iterator[Fact]:
    for redaction in case.rows("redaction"):
        # Why something is left out tells what it is.
        yield from _fact("text", [str(redaction.get("id"))], redaction.get("because"), seen=reach.is_inside)
    for release in case.rows("release"):
        yield from _fact("text", [str(release.get("id"))], release.get("recalled_because"), seen=reach.is_inside)


def _of_decision(case: Case, reach: Reach, decision: Row) -> Iterator[Fact]:
    ref = str(decision.get("id"))
    yield from _fact("text", [ref], decision.get("reasons"), seen=reach.is_inside)
    ours = exclusion_of(case, reach.conference, reach.reader.id)
    opened = open_answers(reach, decision, papers_of(case, reach))
    for question, value in answers_of(decision).items():
        told = reach.is_inside or question in opened
        told = told or (ours is not None and ours.get("id") == ref and question in TOLD_WHEN_EXCLUDED)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str) and " " in each:
                hard = kept_from(decision, question, reach.against)
                yield from _fact("text", [ref], each, seen=told, hard=hard)


def _of_unknown_keys(case: Case, reach: Reach) -> Iterator[Fact]:
    """What a case holds under a key that nobody knows: it is in no view, and can still stand in another text."""
    for table, fields in TABLES.items():
        known = {field.name for field in fields}
        for at, row in enumerate(case.rows(table)):
            ref = str(row.get("id", f"{table} {at + 1}"))
            inside = INSIDE.get(table, {})
            yield from _unknown(reach, row, known | set(inside), ref)
            for name, more in inside.items():
                for each in row.get(name, ()):
                    yield from _unknown(reach, each, {field.name for field in more}, ref)


def _unknown(reach: Reach, row: Row, known: set[str], ref: str) -> Iterator[Fact]:
    for key, value in row.items():
        if key in known:
            continue
        hard = kept_from(row, key, reach.against)
        sort: Sort = next((sort for sign, sort in _BY_KEY.items() if sign in key.casefold()), "text")
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str):
                yield from _fact(sort, [ref], each, seen=reach.is_inside or ref == reach.reader.id, hard=hard)

"""The people and children of a view."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeGuard

from cpcli.casework.timeline import day_of
from cpcli.documents.lens import ANOTHER_FAMILY_MEMBER, ANOTHER_PERSON, Lens, language_words, yes_no
from cpcli.documents.plain import date_words, in_words, lines_of
from cpcli.documents.reach import is_carer_of, leads_of
from cpcli.documents.readers import FAMILY, KINDS, PROFESSIONAL, is_invited, kind_of, supports
from cpcli.rules.guide_facts import age_on

Row = Mapping[str, Any]

THE_CHILD = "the child"

#: Agencies that work with one adult. Their name on a list tells the others what that adult keeps to themselves: an
#: illness, an addiction, an offence, or that somebody has sought help against violence.
_OF_ONE_ADULT = frozenset(
    {"adult-mental-health", "substance-misuse", "probation", "domestic-abuse-service", "legal-services"}
)
#: On a list it tells that somebody expects a child.
_OF_A_BIRTH = "midwifery"

#: What can be said of a person; all of it is empty where only a place is kept.
_OF_A_PERSON = (
    "ref", "name", "role", "agency", "kind", "invited", "reply", "attended", "address", "phone", "email", "language",
    "interpreter", "access_needs",
)  # fmt: skip

_REPLIES = {"accepted": "coming", "declined": "not coming", "tentative": "not sure yet"}
_ATTENDED = {
    "in-person": "in person",
    "online": "online",
    "represented": "represented",
    "apologies": "sent apologies",
    "absent": "absent",
}


def children_of(lens: Lens) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The children in view: those whom the conference is about, and others whom the reader may hear about."""
    rows = [row for row in lens.case.rows("child") if row["id"] in lens.reach.hears]
    for row in lens.case.rows("child"):
        if row["id"] not in lens.reach.hears:
            lens.keep("child", str(row["id"]), "not a child whom this reader may hear about here", "the case file")
    subjects = [row for row in rows if row["id"] in lens.reach.subjects]
    return [_child(lens, row) for row in subjects], [_child(lens, row) for row in rows if row not in subjects]


def _child(lens: Lens, row: Row) -> dict[str, Any]:
    ref = str(row["id"])
    itself = ref == lens.reach.reader.id
    give = itself or lens.reach.needs_addresses
    name = lens.get("child", row, "name")
    born = lens.get("child", row, "born", expected="expected" not in row)
    due = lens.get("child", row, "expected", expected=False) if "born" not in row else None
    kept = born is None and "born" in row
    at = day_of(lens.conference["at"])
    address = lens.get("child", row, "address", give=give, expected=give)
    parents = [person for person in lens.case.rows("person") if is_carer_of(person, [ref])]
    return {
        "ref": ref,
        "name": THE_CHILD if name is None else name,
        "born": born,
        "born_words": date_words(born) if _is_date(born) else born,
        "age": age_on(born, at) if _is_date(born) and born <= at else None,
        "age_words": _age(age_on(born, at)) if _is_date(born) and born <= at else None,
        "expected": due,
        "expected_words": date_words(due) if _is_date(due) else due,
        "birth": None if kept else "born" if "born" in row else "unborn" if "expected" in row else born,
        "is_reader": itself,
        "school": lens.get("child", row, "school", expected="born" in row),
        "address": address,
        "address_lines": lines_of(address),
        "placement": lens.get("child", row, "placement", give=give, expected=False),
        "language": language_words(lens.get("child", row, "language")),
        "interpreter": yes_no(lens.get("child", row, "interpreter")),
        "needs": lens.get("child", row, "needs"),
        "looked_after": yes_no(lens.get("child", row, "looked_after")),
        "household": in_words(row["household"]) if "household" in row else None,
        "advocate": person_or_place(lens, row.get("advocate")),
        "parents": [person_or_place(lens, str(each["id"])) for each in parents]
        or [not_named(lens.missing("child", ref, "parents"))],
        "lead_social_worker": _lead(lens, ref),
    }


def _lead(lens: Lens, child: str) -> dict[str, Any]:
    leads = [ref for ref in lens.case.ids("person") if ref in leads_of(lens.case, [child])]
    if leads:
        return person(lens, leads[0])
    told = lens.missing("child", child, "lead_social_worker")
    told.command = f"cpcli set {lens.case.ref} person.ID.lead_for {child}"
    return not_named(told)


def people_of(lens: Lens) -> list[dict[str, Any]]:
    """Everybody who may be named to the reader, in the order of the case."""
    for row in lens.case.rows("person"):
        ref = str(row["id"])
        if ref in lens.reach.hidden:
            against = ", ".join(sorted(lens.reach.against))
            lens.keep("person", ref, f"who they are is confidential from {against}", "the case file")
        elif ref not in lens.reach.named:
            lens.keep("person", ref, "neither a parent, a carer, the chair nor a professional invited", "the case file")
    return [person(lens, ref) for ref in lens.case.ids("person") if ref in lens.reach.named]


def person(lens: Lens, ref: str) -> dict[str, Any]:
    """Somebody as the reader may know them: by name, or as another family member where a place must be kept."""
    row = lens.case.row("person", ref)
    if row is None or ref not in lens.reach.named:
        return not_named(_called(lens, row))
    itself = ref == lens.reach.reader.id
    kind = kind_of(lens.case, lens.conference, ref, lens.words)
    contact = _is_contact(lens, row)
    give = itself or lens.reach.needs_addresses
    address = lens.get("person", row, "address", give=give, expected=give)
    guest = guest_row(lens.conference, ref)
    open_list = lens.reach.is_inside or itself or lens.papers.record.copy == "full"
    name = lens.get("person", row, "name")
    return {
        "ref": ref,
        "name": name,
        "called": lens.role_words(row) if name is None else name,
        "role": lens.role_words(row),
        "agency": lens.agency_words(row),
        "kind": KINDS[kind],
        "is_reader": itself,
        "is_chair": ref == lens.conference.get("chair"),
        "is_family": kind in FAMILY,
        "is_professional": kind not in FAMILY,
        "is_lead": ref in leads_of(lens.case, lens.reach.hears),
        "listed": is_listed(lens, row),
        "parent_of": [each for each in row.get("parent_of", ()) if each in lens.reach.hears],
        "invited": is_invited(lens.conference, ref),
        "reply": _REPLIES.get(str(guest.get("reply"))) if open_list else None,
        "attended": _ATTENDED.get(str(guest.get("attended"))) if open_list else None,
        "address": address,
        "address_lines": lines_of(address),
        "phone": lens.get("person", row, "phone", give=give or contact, expected=itself),
        "email": lens.get("person", row, "email", give=give or contact, expected=False),
        "language": language_words(lens.get("person", row, "language", give=itself or lens.reach.is_inside)),
        "interpreter": yes_no(lens.get("person", row, "interpreter", give=itself or lens.reach.is_inside)),
        "access_needs": lens.get("person", row, "access_needs", give=itself or lens.reach.is_inside),
    }


def is_listed(lens: Lens, row: Row) -> bool:
    """Whether a list of those invited, or of reports, may name somebody to this reader.

    Each name on such a list may be known to the reader, and the list still tells more: a midwife, that a child is
    expected; a teacher of a half-brother, where he goes to school; a drug worker, what the other parent keeps private.
    Professionals, the chair and the file get the whole list. Where it is not recorded whom somebody has contact with,
    only what their agency tells counts.
    """
    reach, ref = lens.reach, str(row["id"])
    if reach.is_inside or reach.reader.kind in PROFESSIONAL:
        return True
    posts = {reach.reader.id, lens.conference.get("chair"), lens.conference.get("minute_taker")}
    if ref in posts | leads_of(lens.case, reach.hears) or reach.reader.id in supports(lens.case, ref):
        return True
    agency = lens.agency_of(row)
    if agency in _OF_ONE_ADULT:
        return False
    if "contact" in row:
        return bool(reach.hears & set(row["contact"]))
    return agency != _OF_A_BIRTH or hears_of_unborn(lens)


def hears_of_unborn(lens: Lens) -> bool:
    """Whether a child in view is, or at the conference was, not born yet."""
    at = day_of(lens.conference["at"])
    rows = [lens.case.row("child", ref) or {} for ref in lens.reach.subjects]
    return any("born" not in row or row["born"] > at for row in rows)


def _is_contact(lens: Lens, row: Row) -> bool:
    """Whom a family rings: the lead social worker and whoever takes the minutes."""
    ref = str(row["id"])
    posts = {lens.conference.get("minute_taker")}
    return (ref in posts or ref in leads_of(lens.case, lens.reach.hears)) and not row.get("parent_of")


def _called(lens: Lens, row: Row | None) -> str:
    if row is None:
        return ANOTHER_FAMILY_MEMBER
    kind = kind_of(lens.case, lens.conference, str(row["id"]), lens.words)
    return ANOTHER_FAMILY_MEMBER if kind in FAMILY else ANOTHER_PERSON


def not_named(called: str) -> dict[str, Any]:
    """A place kept for somebody who is not named: every name of a person is there, and none says who it is."""
    empty = dict.fromkeys(_OF_A_PERSON)
    flags = dict.fromkeys(("is_reader", "is_chair", "is_family", "is_professional", "is_lead", "listed"), False)
    return {**empty, **flags, "called": called, "parent_of": [], "address_lines": []}


def person_or_place(lens: Lens, ref: Any) -> dict[str, Any] | None:
    """Somebody whom a row names: a person, a child, or a place kept; None where the row names nobody."""
    if not isinstance(ref, str):
        return None
    child = lens.case.row("child", ref)
    if child is None:
        return person(lens, ref)
    if ref not in lens.reach.hears:
        return not_named(ANOTHER_FAMILY_MEMBER)
    name = lens.get("child", child, "name")
    made = not_named(THE_CHILD if name is None else name)
    guest = guest_row(lens.conference, ref)
    open_list = lens.reach.is_inside or ref == lens.reach.reader.id or lens.papers.record.copy == "full"
    return {
        **made,
        "ref": ref,
        "name": name,
        "role": "Child",
        "listed": True,
        "kind": KINDS["child"],
        "is_family": True,
        "is_reader": ref == lens.reach.reader.id,
        "invited": is_invited(lens.conference, ref),
        "reply": _REPLIES.get(str(guest.get("reply"))) if open_list else None,
        "attended": _ATTENDED.get(str(guest.get("attended"))) if open_list else None,
    }


def reader_of_view(lens: Lens) -> dict[str, Any]:
    """The reader, with what a letter to them needs."""
    reader = lens.reach.reader
    row = lens.case.row("person", reader.id) or lens.case.row("child", reader.id)
    table = "person" if lens.case.row("person", reader.id) else "child"
    guest = guest_row(lens.conference, reader.id)
    made = person_or_place(lens, reader.id) if row else {**not_named(KINDS["file"]), "ref": reader.id}
    made = made or {}
    if row is not None:
        address = lens.get(table, row, "address")
        made |= {
            "address": address,
            "address_lines": lines_of(address),
            "phone": lens.get(table, row, "phone", expected=False),
            "language": language_words(lens.get(table, row, "language")),
            "interpreter": yes_no(lens.get(table, row, "interpreter")),
            "access_needs": lens.get(table, row, "access_needs" if table == "person" else "needs"),
        }
    invited = guest.get("invited")
    return {
        **made,
        "kind": reader.kind,
        "kind_words": KINDS[reader.kind],
        "is_child": reader.kind == "child",
        "is_parent": reader.kind == "parent-or-carer",
        "is_family": reader.kind in FAMILY,
        "is_professional": reader.kind in {"professional", "reporting-agency", "chair"},
        "must_report": reader.kind == "reporting-agency",
        "is_file": reader.kind == "file",
        "invited": reader.invited,
        "invited_on": invited,
        "invited_words": date_words(invited) if _is_date(invited) else None,
        "advocate": person_or_place(lens, (row or {}).get("advocate")),
        "speaks_for": [person_or_place(lens, each) for each in supports(lens.case, reader.id)],
        "interpreters": [
            person(lens, str(each["id"]))
            for each in lens.case.rows("person")
            if reader.id in each.get("interprets_for", ())
        ],
    }


def guest_row(conference: Row, ref: str) -> Row:
    """Somebody's row on the conference's list; an empty one where they are not on it."""
    return next((row for row in conference.get("attendance", ()) if row.get("person") == ref), {})


def reply_words(reply: Any) -> str | None:
    """What somebody answered."""
    return _REPLIES.get(str(reply))


def attended_words(attended: Any) -> str | None:
    """How somebody took part."""
    return _ATTENDED.get(str(attended))


def _is_date(value: Any) -> TypeGuard[date]:
    return isinstance(value, date)


def _age(years: int) -> str:
    return "under one year" if years < 1 else "1 year" if years == 1 else f"{years} years"

"""From a case's tables to one conference as the quorum sees it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cpcli.casework.quorum import Meeting, Member, Seat
from cpcli.casework.timeline import Moment, day_of
from cpcli.store.case_reader import Case
from cpcli.workdays import london

Row = Mapping[str, Any]

#: What a conference makes of somebody, whatever their role in the case is.
ROLES_THERE = {
    "chair": "conference-chair",
    "minute_taker": "minute-taker",
    "observers_agreed": "observer",
    "solicitors_agreed": "solicitor",
}


def subject_children(case: Case, conference: Row) -> tuple[str, ...]:
    """The children a conference is about: those it names, else every subject child of the case."""
    named = conference.get("children")
    if named:
        return tuple(dict.fromkeys(named))
    return tuple(row["id"] for row in case.rows("child") if row.get("subject", True) is True)


def meeting_of(case: Case, conference: Row) -> Meeting:
    """One conference of a case whose form is right, with its guests and everybody it could have asked."""
    ref = conference["id"]
    reports = [row for row in case.rows("report") if row.get("conference") == ref and "received" in row]
    return Meeting(
        children=subject_children(case, conference),
        members={row["id"]: _member(row, conference) for row in case.rows("person")},
        seats=_seats(conference),
        case=case.ref,
        conference=ref,
        kind=conference.get("kind"),
        at=_local(conference["at"]),
        ended=_local(conference.get("ended")),
        state=conference.get("state"),
        everybody=frozenset(case.ids("child")),
        looked_after=frozenset(row["id"] for row in case.rows("child") if row.get("looked_after") is True),
        core_groups=_core_groups(case, conference),
        reported=frozenset(row["by"] for row in reports),
    )


def _member(person: Row, conference: Row) -> Member:
    there = [role for key, role in ROLES_THERE.items() if _names(conference.get(key), person["id"])]
    return Member(
        id=person["id"],
        role=person.get("role"),
        agency=person.get("agency"),
        contact=frozenset(person["contact"]) if "contact" in person else None,
        is_parent=bool(person.get("parent_of")),
        also=tuple(there),
    )


def _names(value: Any, person: str) -> bool:
    return person in value if isinstance(value, list) else value == person


def _seats(conference: Row) -> tuple[Seat, ...]:
    """A seat a guest. A guest who stands twice with two different stories is one whose story is not clear."""
    seats: dict[str, Seat] = {}
    for row in conference.get("attendance", []):
        seat = Seat(
            person=row["person"],
            invited="invited" in row,
            reply=row.get("reply"),
            attended=row.get("attended"),
            stand_in=bool(row.get("represented_by")),
            left_at=_local(row.get("left_at")),
        )
        before = seats.get(seat.person)
        seats[seat.person] = seat if before in {None, seat} else seat._replace(unclear=True)
    return tuple(seats.values())


def _core_groups(case: Case, conference: Row) -> dict[str, tuple[str, ...]]:
    """The core group of each child whose plan was open when the conference met; one that it makes itself was not."""
    met = day_of(conference["at"])
    found: dict[str, tuple[str, ...]] = {}
    for plan in case.rows("plan"):
        begun = plan.get("conference") != conference["id"] and ("started" not in plan or plan["started"] < met)
        if begun and ("ended" not in plan or plan["ended"] >= met):
            found[plan["child"]] = (*found.get(plan["child"], ()), *plan.get("core_group", []))
    return found


def _local(moment: Moment | None) -> Moment | None:
    return london(moment) if isinstance(moment, datetime) else moment

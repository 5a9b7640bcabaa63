"""Which conference a question is about, where none is named: the same for quorum, guides and documents."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from cpcli.casework.timeline import Moment, day_of
from cpcli.errors import UsageFault, nearest
from cpcli.workdays import london

Row = Mapping[str, Any]

#: What did not take place on its day is chosen by its id only.
NOT_CHOSEN = frozenset({"adjourned", "cancelled"})


def which_conference(
    case: str, conferences: Iterable[Row], as_of: date, named: str | None = None, *, begun: bool = False
) -> Row:
    """The conference named, else the next one that is running or to come, else the latest.

    `conferences` are the rows of a case's `[[conference]]`. One whose day is `as_of` is to come until it is recorded as
    held or its end is. Adjourned and cancelled conferences are chosen only by name. Where `begun`, the question is what
    a conference decided, and a review booked already (D28) stands beside the one that decided: then it is ambiguous.

    Raises:
        UsageFault: there is none, or none with that id, or several share the time that decides; what to type is told.
    """
    rows = [row for row in conferences if isinstance(row.get("id"), str) and isinstance(row.get("at"), date)]
    if named is not None:
        return _of_that_id(case, rows, named)
    standing = [row for row in rows if row.get("state") not in NOT_CHOSEN]
    if not standing:
        raise UsageFault(_none_to_choose(case, [str(row["id"]) for row in rows]))
    ahead = [row for row in standing if is_ahead(row, as_of)]
    edge = min(ahead, key=_order) if ahead else max(standing, key=_order)
    chosen = _only(case, [row for row in (ahead or standing) if _cannot_be_told_apart(row, edge)])
    if begun:
        _refuse_two(case, chosen, [row for row in standing if day_of(_at(row)) <= as_of], as_of)
    return chosen


def _refuse_two(case: str, chosen: Row, come: list[Row], as_of: date) -> None:
    """Refuse to choose between the conference that decided and the one that is booked next."""
    if come and day_of(_at(chosen)) > as_of:
        latest = max(come, key=_order)
        raise UsageFault(
            f"whose decision? {case} has {latest['id']}, whose day has come, and {chosen['id']}, which is booked:"
            f" name one with --conference {latest['id']} or --conference {chosen['id']}"
        )


def _only(case: str, alike: list[Row]) -> Row:
    if len(alike) > 1:
        ids = ", ".join(str(row["id"]) for row in alike)
        raise UsageFault(f"{case} has {len(alike)} conferences at that time: {ids}; name one with --conference ID")
    return alike[0]


def is_ahead(row: Row, as_of: date) -> bool:
    """Whether a conference is running or still to come: not past its day, and neither its end nor `held` recorded."""
    return day_of(_at(row)) >= as_of and row.get("state") != "held" and "ended" not in row


def _of_that_id(case: str, rows: list[Row], named: str) -> Row:
    for row in rows:
        if row["id"] == named:
            return row
    ids = [str(row["id"]) for row in rows]
    if not ids:
        raise UsageFault(_none_to_choose(case, ids))
    raise UsageFault(f'{case} has no conference "{named}"{nearest(named, ids)}')


def _none_to_choose(case: str, ids: list[str]) -> str:
    add = f"cpcli add conference {case} --kind initial-conference --at DATETHH:MM"
    if not ids:
        return f"{case} has no conference yet; add one: {add}"
    return (
        f"every conference of {case} is adjourned or cancelled ({', '.join(ids)}); name one with --conference ID,"
        f" or add the next: {add}"
    )


def _at(row: Row) -> Moment:
    at: Moment = row["at"]
    return london(at) if isinstance(at, datetime) else at


def _order(row: Row) -> tuple[date, str]:
    at = _at(row)
    # In UTC, so that the hour the clocks repeat keeps its order.
    return day_of(at), at.astimezone(UTC).isoformat() if isinstance(at, datetime) else ""


def _cannot_be_told_apart(row: Row, other: Row) -> bool:
    """Whether two conferences share their time; where one of them has only a date, their day."""
    one, two = _at(row), _at(other)
    if isinstance(one, datetime) and isinstance(two, datetime):
        return one == two
    return day_of(one) == day_of(two)

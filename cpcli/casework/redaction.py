"""What the chair leaves out of somebody's copy (J03): which texts, out of whose, and until when."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from cpcli.casework.fields import OUTCOME, PLAN

Row = Mapping[str, Any]

#: The texts that can be left out one by one. A report is left out as a whole: its words are not in the case.
TEXTS: Mapping[str, tuple[str, ...]] = {
    "plan": tuple(field.name for field in PLAN if field.kind == "words"),
    "outcome": tuple(field.name for field in OUTCOME if field.kind == "words"),
    "report": (),
    # The help that follows, as the guides close-conference and step-down record it: it names what one parent gets.
    "decision": ("services", "written-by", "help-what", "core-group-later"),
}


class Part(NamedTuple):
    """A text that is left out: of which table, whose row, and which key; every text of the row where none is named.

    An outcome is known by its child's id.
    """

    table: str
    ref: str
    key: str | None = None


def part_of(said: str) -> Part | None:
    """`plan.pl1.contingency`, `outcome.c1`, `decision.d1.services` or `report.r1`; None where it is none of these."""
    table, _, rest = said.partition(".")
    # An id may hold a dot, a key never does.
    ref, dot, key = rest.rpartition(".")
    if table not in TEXTS or not rest:
        return None
    if dot and key in TEXTS[table]:
        return Part(table, ref, key)
    return Part(table, rest)


def rows_of(data: Mapping[str, Any], table: str) -> Iterator[tuple[str, Row]]:
    """The rows that parts of a table can name, by their ids."""
    if table == "outcome":
        inside = (each for row in _rows(data, "conference") for each in row.get("outcome", ()))
        yield from ((str(row.get("child")), row) for row in inside if isinstance(row, Mapping))
    else:
        yield from ((str(row.get("id")), row) for row in _rows(data, table))


def _rows(data: Mapping[str, Any], table: str) -> Iterator[Row]:
    rows = data.get(table, ())
    yield from (row for row in rows if isinstance(row, Mapping)) if isinstance(rows, list | tuple) else ()


def standing_redactions(rows: Iterable[Row], today: date, conference: str | None = None) -> list[Row]:
    """The redactions that hold on a day, for the papers of a conference where one is named."""
    return [
        row
        for row in rows
        if ("lifted_on" not in row or today < row["lifted_on"])
        and (conference is None or row.get("conference") in {None, conference})
    ]


def leaves_out(redaction: Row, table: str, ref: str, key: str) -> bool:
    """Whether a redaction leaves out one text."""
    parts = [part_of(str(said)) for said in redaction.get("what", ())]
    return any(part in {Part(table, ref), Part(table, ref, key)} for part in parts if part)

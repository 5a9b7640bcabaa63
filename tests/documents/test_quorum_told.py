"""What the record says of the quorum: why a conference went ahead without one (Q06), and who was there to decide."""

from datetime import datetime

import pytest
from after_families import SHELF, after, decision, kind, outcome, view
from made_families import PACK, TODAY
from small_families import found_in, person

from cpcli.documents.render import Wanted, make
from cpcli.documents.secrets import out_of_view
from cpcli.rules.quorum import quorum_of
from cpcli.store.case_reader import Case
from cpcli.store.meeting_reader import meeting_of
from cpcli.store.packs import find_pack
from cpcli.store.quorum_reader import load_rule

SAFE = "Each child stays with an aunt called every evening until the review."
WENT_AHEAD = outcome("c1") + decision(
    "d3", "proceed-inquorate", "c1", interim_safeguards=f'"{SAFE}"', tried='"The midwife was asked twice by letter."'
)


def asked(case: Case, reader: str) -> dict[str, str]:
    rows = view(case, reader, "conference-record", ("c1",)).values["decisions"]
    return {said["key"]: said["answer"] for row in rows for said in row["answers"]}


@pytest.mark.parametrize(("reader", "told"), [("p4", True), ("p5", True), ("file", True), ("p1", False), ("p2", False)])
def test_why_it_went_ahead_and_what_keeps_the_child_safe_is_in_the_record_of_professionals(
    reader: str, *, told: bool
) -> None:
    case = after(WENT_AHEAD)

    assert (asked(case, reader).get("interim-safeguards") == SAFE) is told
    assert ("tried" in asked(case, reader)) is (reader == "file")
    assert any(hit.stops for hit in found_in(case, reader, SAFE, children=["c1"])) is (not told)


def record(case: Case) -> str:
    conference = case.rows("conference")[0]
    quorum = quorum_of(*load_rule(find_pack(PACK.name)), meeting_of(case, conference), TODAY, at_decision=False)
    seen = view(case, "p4", "conference-record", ("c1",), quorum=quorum)
    made = make(Wanted(kind("conference-record"), form="md"), seen, SHELF, out_of_view(case, seen), seen.values)
    return made.content.decode("utf-8")


def test_the_record_says_when_too_many_had_left_before_the_decision() -> None:
    constable = person("p40", "Fiona Patrolham", "police-officer", 'agency = "police"\ncontact = ["c1"]')
    case = after(outcome("c1") + constable, ("p1", "p4", "p5", "p40"))
    case.row("person", "p5")["contact"] = ["c1"]  # type: ignore[index]
    for row in case.data["conference"][0]["attendance"]:
        row["attended"] = "in-person"
    assert "**Quorum: yes.**" in record(case)
    assert "had left" not in record(case)

    case.data["conference"][0]["attendance"][3]["left_at"] = datetime(2026, 12, 10, 10, 30)  # noqa: DTZ001 - local

    assert "**Quorum: yes.**" in record(case)
    assert "too many had left" in record(case)

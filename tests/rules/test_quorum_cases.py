"""Worked cases of quorum kept as data in tests/quorum_cases: a case, who came or replied, and what is expected."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cpcli.casework.quorum import Agency, Meeting, Member, Seat
from cpcli.output.quorum_shapes import quorum_shape
from cpcli.rules.quorum import quorum_of
from cpcli.rules.quorum_seats import Seated
from cpcli.rules.quorum_what_if import Change, changed_by
from cpcli.rules.which_conference import which_conference
from cpcli.store.case_reader import hold
from cpcli.store.meeting_reader import meeting_of
from cpcli.store.packs import find_pack
from cpcli.store.quorum_reader import load_rule
from cpcli.store.tables import Problems

FOLDER = Path(__file__).parents[1] / "quorum_cases"
PATHS = sorted(FOLDER.glob("*.toml"))

#: The conference's day, unless a case says another.
AS_OF = date(2026, 12, 10)

KEYS = {
    "title", "warns", "no_warns", "to_proceed", "given", "expect", "basis", "as_of", "at_decision", "conference",
    "pack", "with", "without",
}  # fmt: skip
CHILD_KEYS = {
    "quorate", "strict", "at_decision", "strict_because", "counted", "how", "agencies", "not_counted", "clauses",
    "missing", "could_supply", "absent", "exception", "unrecorded", "notes", "no_notes", "no_reasons",
}  # fmt: skip


def load(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def answer(worked: dict[str, Any]) -> dict[str, Any]:
    case, problems = hold(worked["given"], Problems("worked", ""), "2026-0042")
    assert [p for p in problems.found if p.level == "error"] == []
    day = worked.get("as_of", AS_OF)
    own, rules = load_rule(find_pack(worked.get("pack", "pan-berkshire")))
    row = which_conference(case.ref, case.rows("conference"), day, worked.get("conference"))
    meeting = meeting_of(case, row)
    change = Change(tuple(worked.get("with", ())), tuple(worked.get("without", ())))
    supposed = changed_by(meeting, change, Seated(rules.versions[0].terms, own.words, meeting), {})
    return quorum_shape(quorum_of(own, rules, supposed, day, at_decision=worked.get("at_decision", False)))


def test_there_are_worked_cases() -> None:
    assert len(PATHS) > 35


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_case_uses_only_the_keys_that_are_compared(path: Path) -> None:
    worked = load(path)

    assert set(worked) <= KEYS
    assert worked["expect"]
    for expected in worked["expect"].values():
        assert set(expected) <= CHILD_KEYS
        assert "quorate" in expected


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_the_whole_answer_is_what_was_worked_out(path: Path) -> None:
    worked = load(path)
    found = answer(worked)

    assert [child["child"] for child in found["children"]] == list(worked["expect"])
    assert found["quorate"] is all(child["quorate"] for child in worked["expect"].values())
    assert found["basis"] == worked.get("basis", found["basis"])
    told = [warned["says"] for warned in found["warnings"]]
    assert [words for words in worked["warns"] if not any(words in says for says in told)] == [], told
    assert [words for words in worked.get("no_warns", []) if any(words in says for says in told)] == []
    recorded = [each["id"] for each in found["to_proceed"]]
    assert recorded == worked.get("to_proceed", recorded)
    assert bool(recorded) is not found["quorate"]
    assert (found["command"] == "cpcli guide run proceed-inquorate 2026-0042") is not found["quorate"]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_each_child_s_answer_is_what_was_worked_out(path: Path) -> None:
    worked = load(path)

    for child in answer(worked)["children"]:
        compare(child, worked["expect"][child["child"]])


def compare(child: dict[str, Any], expected: dict[str, Any]) -> None:
    """Compare one child's answer with whatever of it a worked case expects."""
    found: dict[str, Any] = {
        "quorate": child["quorate"],
        "strict": child["quorate_strict"],
        "at_decision": child["quorate_at_decision"],
        "counted": [each["person"] for each in child["counted"]],
        "missing": {each["what"]: each["number"] for each in child["missing"]},
        "could_supply": {s["person"]: s["because"] for each in child["missing"] for s in each["could_supply"]},
        "absent": [each["agency"] for each in child["absent_with_contact"]],
        "exception": child["exception"]["status"],
        "unrecorded": child["exception"]["unrecorded"],
    }
    for key, value in expected.items():
        if key in found:
            assert found[key] == value, key
    ways = {each["person"]: each for each in child["counted"]}
    assert {who: ways[who]["how"] for who in expected.get("how", {})} == expected.get("how", {})
    assert {who: ways[who]["agency"] for who in expected.get("agencies", {})} == expected.get("agencies", {})
    assert expected.get("strict_because", "") in (child["strict_because"] or "")
    reasons = {each["person"]: each for each in child["not_counted"]}
    if "not_counted" in expected:
        assert set(reasons) == set(expected["not_counted"])
    for who, because in expected.get("not_counted", {}).items():
        assert because in reasons[who]["because"]
    told = " ".join(each["because"] for each in child["not_counted"])
    assert [words for words in expected.get("no_reasons", []) if words in told] == []
    for who, clauses in expected.get("clauses", {}).items():
        assert reasons[who]["clauses"] == clauses
    notes = [note["says"] for note in child["notes"]]
    assert [words for words in expected.get("notes", []) if not any(words in note for note in notes)] == []
    assert [words for words in expected.get("no_notes", []) if any(words in note for note in notes)] == []
    assert child["why"], "an answer without its reasons"


def test_an_agency_of_social_care_s_own_organisation_is_no_other_on_the_strict_reading() -> None:
    own, rules = load_rule(find_pack("pan-berkshire"))
    centre = Agency("family-centre", "Family centre", "social-care")
    own = own._replace(words=own.words._replace(agencies={**own.words.agencies, centre.id: centre}))
    there = ("social-care", "family-centre", "police")
    meeting = Meeting(
        children=("c1",),
        members={each: Member(each, agency=each, contact=frozenset(["c1"])) for each in there},
        seats=tuple(Seat(each, supposed=True) for each in there),
    )

    (child,) = quorum_of(own, rules, meeting, AS_OF, at_decision=False).children

    assert (child.quorate, child.quorate_strict) == (True, False)


def test_with_nobody_to_ask_about_nothing_is_quorate() -> None:
    own, rules = load_rule(find_pack("pan-berkshire"))

    found = quorum_of(own, rules, Meeting((), {}, ()), AS_OF, at_decision=False)

    assert found.children == ()
    assert found.quorate is False

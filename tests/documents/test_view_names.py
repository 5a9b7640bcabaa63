"""What a template sees: plain, frozen, whole for every reader, and every name of it in the documentation."""

import pickle
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from made_families import PACK, TODAY, WORDS, conference_of, dump, view_for
from small_families import family, person
from test_withholding import EXCLUDED, OUTCOME, REPORTS, decision

from cpcli.casework.result import Deadline
from cpcli.casework.timeline import Event
from cpcli.documents.plain import NOT_YET, NotRecorded, Plain, date_words, frozen, leaves, lines_of, moment_words, paths
from cpcli.documents.readers import reader_of
from cpcli.documents.view import view_of
from cpcli.rules.quorum import quorum_of
from cpcli.store.case_reader import Case
from cpcli.store.config import OFFICE as SAID_OF_THE_OFFICE
from cpcli.store.guides import guide_paths, load_guide
from cpcli.store.meeting_reader import meeting_of
from cpcli.store.packs import find_pack
from cpcli.store.quorum_reader import load_rule

DOCUMENTED = Path(__file__).resolve().parents[2] / "docs" / "documents.md"
OFFICE = dict.fromkeys(SAID_OF_THE_OFFICE, "Somewhere")
GUIDES = {name: load_guide(name, PACK) for name in guide_paths(PACK)}


def rich() -> Case:
    """A family of which everything is recorded that a view can hold."""
    plan = '[[plan]]\nid = "pl1"\nchild = "c1"\nconference = "ic1"\ncore_group = ["p1", "c1"]\nrisks = "Cold."\n'
    events = (
        '[[event]]\nkind = "strategy-discussion"\non = 2026-11-20\n[[note]]\ntext = "A working note of the office."\n'
    )
    left_out = (
        '[[redaction]]\nid = "red1"\nwhat = ["plan.pl1.risks"]\nkept_from = ["p3"]\nbecause = "Why."\n'
        'decided_by = "p9"\ndecided_on = 2026-12-10\n'
    )
    helper = person("p30", "Nobody Unreal", "interpreter", 'interprets_for = ["p1", "p2"]')
    closed = decision(
        "close-conference", "c1", "plan-made", 'id = "d9"', decided="plan", help_what="A club after school."
    )
    more = OUTCOME + EXCLUDED + REPORTS + plan + left_out + events + helper + closed
    case = family(more, p1='advocate = "p30"', c1='advocate = "p30"')
    for row in case.data["conference"][0]["attendance"]:
        row["attended"] = "in-person"
    return case


def deadlines() -> list[Deadline]:
    trigger = Event("initial-conference", date(2026, 12, 10), ref="ic1")
    rules = ("core-group.first", "report-to-family.before-conference", "exclusion-request.before-conference")
    return [
        Deadline("2026-7777", "c1", rule, rule, "should", ("D27",), "pan-berkshire", date(2025, 3, 25), "latest",
                 "initial-conference", trigger, "open", due=date(2026, 12, 24), aim_for=date(2026, 12, 23))
        for rule in rules
    ]  # fmt: skip


def full_view(ref: str) -> Any:
    case = rich()
    own, rules = load_rule(find_pack("pan-berkshire"))
    quorum = quorum_of(own, rules, meeting_of(case, conference_of(case)), TODAY, at_decision=False)
    return view_of(
        case, conference_of(case), reader_of(case, conference_of(case), ref, WORDS), pack=PACK, words=WORDS,
        today=TODAY, guides=GUIDES, deadlines=deadlines(), quorum=quorum, needs_addresses=True, office=OFFICE,
    )  # fmt: skip


READERS = ("p1", "p2", "p3", "c1", "p5", "p30", "chair", "file")


def names(ref: str) -> set[str]:
    return set(paths(full_view(ref).values))


def documented() -> set[str]:
    told = DOCUMENTED.read_text(encoding="utf-8").partition("## What a template sees")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `([a-z_.\[\]]+)`", told, re.MULTILINE))


def places_of_people(written: set[str]) -> set[str]:
    """Where a person stands in a view."""
    return {name.removesuffix(".is_chair") for name in written if name.endswith(".is_chair")}


def test_every_name_that_a_template_can_write_is_documented_and_no_other() -> None:
    told, written = documented(), set().union(*(names(ref) for ref in READERS))
    assert len(told) > 150
    people = places_of_people(written)
    assert {"reader", "conference.chair", "people[]", "children[].parents[]", "attendance[].person"} <= people

    of_a_person = {name.removeprefix("person.") for name in told if name.startswith("person.")}
    known = {name for name in told if not name.startswith("person.")}
    known |= {f"{place}.{name}" for place in people for name in of_a_person}
    as_children = {name.replace("other_children[]", "children[]", 1) for name in written}
    branches = {"case", "area", "office", "conference", "papers", "exclusion.tells"}

    assert as_children - known - branches == set()
    assert {name for name in told if not name.startswith("person.")} - written == set()
    for name in of_a_person:
        assert f"people[].{name}" in written


@pytest.mark.parametrize("ref", READERS)
def test_the_names_at_the_top_are_there_for_every_reader(ref: str) -> None:
    assert set(full_view(ref).values) == set(full_view("chair").values)


@pytest.mark.parametrize("ref", READERS)
def test_values_are_plain_and_cannot_be_changed(ref: str) -> None:
    values = full_view(ref).values

    assert all(value is None or isinstance(value, str | bool | int | date) for value in leaves(values))
    with pytest.raises(TypeError):
        values["reader"] = 1
    with pytest.raises(TypeError):
        values["children"][0:1] = ()
    assert list(leaves(pickle.loads(pickle.dumps(values)))) == list(leaves(values))  # noqa: S301 - our own bytes


def test_a_view_tells_nothing_when_it_is_printed() -> None:
    view = full_view("file")

    for text in (repr(view), repr(view.values), repr(view.reach), repr(view.withheld), repr(view.warnings)):
        assert not any(name in text for name in ("Zofia", "Tamsin", "Sample Row", "960001"))
    with pytest.raises(TypeError, match="may not hold a set"):
        frozen({1})


def test_a_fact_not_recorded_prints_as_such_is_collected_and_is_never_a_no() -> None:
    view = view_for(family(), "p1")

    assert view.values["reader"]["interpreter"] == NOT_YET
    assert bool(view.values["reader"]["interpreter"])
    assert view.values["children"][0]["looked_after"] == NOT_YET
    commands = {each.what: each.command for each in view.not_recorded}
    assert commands["looked after of c1"] == "cpcli set 2026-7777 child.c1.looked_after VALUE"
    assert pickle.loads(pickle.dumps(NotRecorded("a", "b"))).command == "b"  # noqa: S301 - our own bytes


def test_what_is_kept_from_a_reader_is_not_told_as_missing() -> None:
    case = family(p1='confidential_from = { address = ["p2"] }')
    del case.data["person"][0]["address"]

    view = view_for(case, "p2", needs_addresses=True)

    assert view.values["people"][0]["address"] is None
    assert not any("address of p1" in each.what for each in view.not_recorded)
    assert any("address of p1" in each.what for each in view_for(case, "p5", needs_addresses=True).not_recorded)


def test_an_unborn_child_and_one_of_whom_neither_is_known() -> None:
    case = family(c1="looked_after = false")
    del case.data["child"][0]["born"]
    case.data["child"][0]["expected"] = date(2027, 1, 18)
    del case.data["child"][1]["born"]

    children = view_for(case, "p1").values["children"]

    assert [each["birth"] for each in children] == ["unborn", NOT_YET, "born"]
    assert children[0]["expected_words"] == "Monday 18 January 2027"
    assert children[0]["looked_after"] == "no"
    assert children[2]["age_words"] == "14 years"


def test_deadlines_for_the_family_are_those_of_this_conference_and_never_an_exclusion() -> None:
    assert [each["rule"] for each in full_view("p1").values["deadlines"]] == [
        "core-group.first", "report-to-family.before-conference",
    ]  # fmt: skip
    assert len(full_view("chair").values["deadlines"]) == 3
    assert full_view("p3").values["deadlines"] == ()
    assert full_view("p1").values["deadlines"][0]["due_words"] == "Thursday 24 December 2026"


def test_the_chair_has_the_distribution_list_and_everybody_else_has_none() -> None:
    rows = {each["person"]["ref"]: each for each in full_view("chair").values["distribution"]}

    assert rows["p2"]["record"] == "no copy"
    assert rows["p3"]["invited"] is False
    assert full_view("p5").values["distribution"] == ()


def test_an_open_part_of_a_decision_is_for_those_who_hear_about_the_child() -> None:
    told = full_view("p1").values["decisions"]

    assert [each["ref"] for each in told] == ["d9"]
    assert [each["key"] for each in told[0]["answers"]] == ["decided", "help-what"]
    assert told[0]["reasons"] is None
    assert full_view("p3").values["decisions"] == ()
    assert len(full_view("chair").values["decisions"]) == 2


def test_quorum_for_professionals_and_nobody_out_of_view_in_it() -> None:
    assert [each["quorate"] for each in full_view("p5").values["quorum"]] == ["no", "no", "no"]
    assert full_view("p2").values["quorum"] == ()
    assert full_view("p5").values["quorum"][0]["to_record"] == ()
    assert full_view("chair").values["quorum"][0]["to_record"] != ()


@pytest.mark.parametrize(
    ("moment", "words"),
    [("2026-12-10T10:00", "10am"), ("2026-12-10T12:00", "12 noon"), ("2026-12-10T13:30", "1.30pm"),
     ("2026-12-10T00:05", "12.05am")],
)  # fmt: skip
def test_dates_and_times_as_a_person_says_them(moment: str, words: str) -> None:
    assert moment_words(datetime.fromisoformat(moment)) == f"Thursday 10 December 2026 at {words}"
    assert date_words(date(2026, 3, 8)) == "Sunday 8 March 2026"
    assert lines_of("14 Sample Row,\nExampleton") == ("14 Sample Row", "Exampleton")


def test_plain_is_a_mapping_like_any_other() -> None:
    plain = Plain({"a": {"b": [1, 2]}})

    assert plain["a"]["b"] == (1, 2)
    assert plain == {"a": {"b": (1, 2)}}
    assert dump(full_view("p1"))

"""Who learns what a conference decided: nobody by the back door, and everybody in words that they can read."""

from datetime import date
from typing import Any

import pytest
from after_families import after, decision, outcome, plan, view
from small_families import family, found_in, person

from cpcli.casework.result import Deadline
from cpcli.casework.timeline import Event
from cpcli.documents.plain import NotRecorded, leaves
from cpcli.documents.view import View

DECIDED = outcome("c1") + plan("c1")
CLOSED = decision(
    "d1", "close-conference", "c1", decided='"plan"', not_to='["p2"]', core_group_later='"Laterword: every month."'
)
HELP = decision("d2", "step-down", "c1", plan='"made"', services='"Supportword: a play group, by p5."')


def words(seen: View, *but: str) -> list[str]:
    return [str(value) for key in seen.values if key not in but for value in leaves(seen.values[key]) if value]


@pytest.mark.parametrize("reader", ["p2", "c1"])
def test_whoever_gets_neither_decision_nor_record_reads_what_was_decided_in_no_paper(reader: str) -> None:
    """p2 gets no papers; for c1 nobody has decided yet."""
    seen = view(after(DECIDED + CLOSED + HELP), reader)

    assert seen.values["outcomes"] == seen.values["plans"] == seen.values["support"] == ()
    assert seen.values["decisions"] == ()
    dates = ("next_review", "next_review_words", "next_core_group", "next_core_group_words")
    assert [seen.values["conference"][key] for key in dates] == [None] * 4
    assert not any("word:" in text or "continues" in text or "plan is made" in text for text in words(seen))
    assert any(kept.kind == "outcome" for kept in seen.withheld)


def test_the_same_papers_reach_the_other_parent() -> None:
    seen = view(after(DECIDED + CLOSED + HELP), "p1")

    assert seen.values["outcomes"][0]["decision"] == "plan"
    assert seen.values["conference"]["next_core_group_words"] == "Monday 21 December 2026"
    assert any("Laterword" in text for text in words(seen))


def test_a_lawyer_with_consent_to_the_record_reads_the_outcome_in_it() -> None:
    lawyer = person("p30", "Nobody Unreal", "solicitor", 'may_hear_about = ["c1"]')
    consent = decision("d3", "third-party-request", "p30", asks_for='["record"]', extent='"full"')
    case = after(outcome("c1", more='reasons = "The larder stood empty the whole winter long."') + lawyer + consent)
    case.data["decision"][-1]["outcome"] = "given-in-full"

    seen = view(case, "p30")

    assert [(each["child"], each["reasons"] is None) for each in seen.values["outcomes"]] == [("c1", False)]
    assert seen.values["plans"] == ()
    assert found_in(case, "p30", "The larder stood empty the whole winter long.") == ()


def dates(reader: str) -> list[str]:
    """The deadlines that a reader is told, one of each rule."""
    trigger = Event("initial-conference", date(2026, 12, 10), ref="ic1")
    rules = ("core-group.first", "plan.discuss-with-parents", "report-to-family.before-conference")
    found = [
        Deadline("2026-7777", "c1", rule, rule, "should", (), "pan-berkshire", date(2025, 3, 25), "latest",
                 "initial-conference", trigger, "open", due=date(2026, 12, 24))
        for rule in rules
    ]  # fmt: skip
    started = Event("child-in-need-plan-started", date(2026, 12, 14))
    found.append(
        Deadline("2026-7777", "c1", "child-in-need-plan.earliest-close", "Open", "must", (), "pan-berkshire",
                 date(2025, 3, 25), "earliest", "child-in-need-plan-started", started, "open", due=date(2027, 3, 14))
    )  # fmt: skip
    return [each["rule"] for each in view(after(DECIDED + CLOSED), reader, deadlines=found).values["deadlines"]]


def test_a_date_that_says_what_was_decided_is_told_to_whoever_may_know_that() -> None:
    assert dates("p1") == [
        "core-group.first", "plan.discuss-with-parents", "report-to-family.before-conference",
        "child-in-need-plan.earliest-close",
    ]  # fmt: skip
    assert dates("p2") == dates("c1") == ["report-to-family.before-conference"]


# ---- free words ----


def roles(reader: str, said: str, **more: Any) -> str:
    case = after(outcome("c1") + plan("c1", f'roles = "{said}"'), **more)
    return str(view(case, reader).values["plans"][0]["roles"])


def test_ids_in_free_words_are_told_as_names() -> None:
    assert roles("p1", "p4 visits weekly; p2's diary; c1 rests.") == (
        "Perpetua Caseworth visits weekly; Kasimir Fictley's diary; Zofia Example rests."
    )


def test_whoever_may_not_be_named_keeps_a_place_and_a_warning() -> None:
    case = after(outcome("c1") + plan("c1", 'roles = "p3 and c3 stay away."'))
    seen = view(case, "p2")

    assert seen.values["plans"][0]["roles"] == "another family member and another family member stay away."
    assert any("free words speak of p3, whom p2 may not know" in each for each in seen.warnings)


@pytest.mark.parametrize("said", ["room p99", "www.p1.invalid", "p1-p4", "p4@nowhere.invalid", "P4", "tip4"])
def test_what_is_no_id_stays_as_it_was_written(said: str) -> None:
    assert roles("p1", said) == said


def test_an_answer_keeps_its_ids_for_the_file_beside_the_names_and_loses_them_for_the_family() -> None:
    case = after(outcome("c1", "end") + HELP)

    assert "Supportword: a play group, by Quentin Visitham." in words(view(case, "p2"))
    case.data["decision"][0]["reasons"] = "For p1's sake."
    assert view(case, "file").values["decisions"][0]["reasons"] == "For p1's (Tamsin Example) sake."
    answers = view(case, "file").values["decisions"][0]["answers"]
    assert [each["answer"] for each in answers if each["key"] == "services"] == [
        "Supportword: a play group, by p5 (Quentin Visitham)."
    ]


# ---- what is missing ----


def test_a_plan_that_was_decided_and_is_not_recorded_is_missing_in_every_part() -> None:
    seen = view(after(outcome("c1")), "p1")
    row = seen.values["plans"][0]

    assert row["child"] == "c1"
    assert {key for key, value in row.items() if isinstance(value, NotRecorded)} >= {
        "category_words", "risks", "outcomes", "contingency", "started_words",
    }  # fmt: skip
    assert isinstance(row["lead_social_worker"]["called"], NotRecorded)
    assert [isinstance(each["called"], NotRecorded) for each in row["core_group"]] == [True]
    assert all(each.command == "cpcli edit 2026-7777" for each in seen.not_recorded if "of the plan for" in each.what)


def test_a_plan_may_say_why_no_day_is_set_for_the_assessment() -> None:
    """P03 asks for the day where that is appropriate: a plan that says why it is not is complete."""
    rows = [
        view(after(outcome("c1") + plan("c1", said)), "p1").values["plans"][0]
        for said in ("", 'no_assessment_because = "It was finished in November."', "assessment_by = 2027-01-15")
    ]

    assert isinstance(rows[0]["assessment_by"], NotRecorded)
    assert rows[1]["assessment_by"] == rows[1]["contents"][2]["text"] == "It was finished in November."
    assert (rows[2]["assessment_by"], rows[2]["no_assessment_because"]) == ("Friday 15 January 2027", None)


def test_a_child_without_a_plan_has_no_empty_one() -> None:
    assert view(after(outcome("c1", "no-plan")), "p1").values["plans"] == ()


def support(reader: str, *more: str) -> Any:
    return view(after(outcome("c1", "end") + "".join(more)), reader).values["support"][0]


def test_support_is_told_and_what_it_lacks_is_not_recorded() -> None:
    row = support("p1", HELP)

    assert row["state_words"] == "there is a child in need plan"
    assert row["services"].startswith("Supportword")
    assert isinstance(row["started_words"], NotRecorded)
    assert isinstance(row["first_review_words"], NotRecorded)
    assert row["written_by"] is None
    assert row["started_words"].command == "cpcli guide run step-down 2026-7777 --about c1"


def test_a_plan_still_to_be_written_has_no_dates_yet_and_says_who_writes_it() -> None:
    row = support("p1", decision("d2", "step-down", "c1", plan='"recommended"', services='"x y"'))

    assert row["started_words"] is row["first_review_words"] is None
    assert isinstance(row["written_by"], NotRecorded)


def test_where_no_support_goes_on_nothing_is_missing() -> None:
    row = support("p1", decision("d2", "step-down", "c1", plan='"none"'))

    assert row["state_words"] == "no support goes on"
    assert not any(isinstance(value, NotRecorded) for value in row.values())


def test_recommendations_are_missing_until_there_are_some_or_none_is_needed() -> None:
    assert isinstance(support("p1")["recommended_words"], NotRecorded)
    assert not isinstance(
        support("p1", decision("d1", "close-conference", "c1", decided='"no-plan"'))["recommended_words"], NotRecorded
    )
    told = decision("d1", "close-conference", "c1", decided='"help"', help_what='"A group, by p5."')
    assert support("p1", told)["recommended_words"] == "A group, by Quentin Visitham."


def test_a_child_with_a_protection_plan_has_no_plan_of_support_beside_it() -> None:
    seen = view(after(outcome("c1") + outcome("c2", "no-plan")), "p2")

    assert [each["child"] for each in seen.values["support"]] == ["c2"]


def test_support_told_of_several_families_children_is_not_told_in_one_childs_paper() -> None:
    """R16: a text about c1 and c3 may speak of c3; in the paper about c1 it is as if it were not there."""
    both = decision("d2", "step-down", "c1 c3", plan='"made"', services='"Supportword for both."')
    seen = view(after(outcome("c1", "end") + both), "p1", children=("c1",))

    assert not any("Supportword" in text for text in words(seen))
    assert isinstance(seen.values["support"][0]["state_words"], NotRecorded)


def test_of_two_who_have_one_name_each_page_says_which() -> None:
    """A father and his son, or two fathers: only the name on the page would tell their papers apart."""
    case = after(person("p31", "kasimir  FICTLEY", "grandparent"))

    assert view(case, "p2").for_whom.endswith(" (p2)")
    assert view(case, "p31").for_whom == "kasimir  FICTLEY (p31)"
    assert view(case, "p1").for_whom == view(case, "p1").values["reader"]["called"]


def test_the_list_of_who_gets_what_gives_no_copy_to_whom_none_is_made_and_tells_namesakes_apart() -> None:
    """The list is worked through by hand: what it says goes out."""
    guests = ("p1", "p2", "p31", "p32")
    case = family(
        person("p31", "Kasimir Fictley", "grandparent")
        + person("p32", "Nan Hearsome", "grandparent", 'may_hear_about = ["c1"]'),
        guests,
    )
    rows = {each["person"]["ref"]: each for each in view(case, "chair").values["distribution"]}

    assert [rows["p31"][name] for name in ("decision", "record", "report")] == ["no copy"] * 3
    assert rows["p32"]["decision"] == rows["p1"]["decision"] == "in full"
    assert [rows[ref]["called"] for ref in ("p2", "p31", "p32")] == [
        "Kasimir Fictley (p2)", "Kasimir Fictley (p31)", "Nan Hearsome",
    ]  # fmt: skip


@pytest.mark.parametrize(("born", "grown"), [("2008-12-10", True), ("2008-12-11", False)])
def test_whoever_is_grown_up_by_the_conference_is_told_before_a_parent_reads_about_them(born: str, grown: bool) -> None:
    """Being a parent gives no right to hear about somebody of eighteen."""
    case = family("", ("p1",))
    next(row for row in case.data["child"] if row["id"] == "c1")["born"] = date.fromisoformat(born)

    assert any("c1 is grown up" in each for each in view(case, "p1").warnings) == grown
    assert not any("grown up" in each for each in view(family("", ("p1",)), "p1").warnings)

"""The papers after a conference as their readers read them: what they hold, and what they must not even hint at."""

import re
from itertools import pairwise
from typing import Any

import pytest
from after_families import CONTENTS, after, decision, kind, made, missing, outcome, paper, plan, view
from small_families import person

from cpcli.documents.render import MustNotGo, must_have_a_copy
from cpcli.store.case_reader import Case

VARIANTS = ("standard", "plain", "easy-read", "child")
#: A foster carer whom the father must not know of, and an uncle whom nobody may name to a parent.
CARER = person("p32", "Nerys Hiddenname", "foster-carer", 'contact = ["c1"]')
PLACED = 'confidential_from = { placement = ["p2"], address = ["p2"] }'
WHOLE = {
    "extent": '"whole"', "takes_part": '["writing", "through-social-worker"]', "told_on": "2026-12-08",
    "told_by": '"p4"', "report_copy": '"redacted"', "record_copy": '"full"',
}  # fmt: skip


def excluded(**more: str) -> str:
    return decision("d2", "exclusion", "p2", **{**WHOLE, **more})


def with_core_group(*more: str) -> Case:
    ids = ", ".join(f'"{each}"' for each in ("p1", "p4", *more))
    contents = re.sub(r"core_group = .*", f"core_group = [{ids}]", CONTENTS)
    return after(CARER + outcome("c1") + plan("c1", contents), c1=PLACED)


def bare(text: str) -> str:
    """A paper without its date and emphasis."""
    return re.sub(r"[*_\\|]", " ", text)


# ---- lists of people ----


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("document", ["outline-plan", "conference-record"])
def test_a_core_group_tells_nobody_of_a_member_whom_they_may_not_know(document: str, variant: str) -> None:
    """Not by name, not as a place kept, not by a count: the same words whether the member is there or not."""
    hiding, nobody = (with_core_group(*ids) for ids in (("p3", "p32"), ()))

    assert paper(hiding, document, "p2", variant) == paper(nobody, document, "p2", variant)
    assert "Nerys Hiddenname" in paper(hiding, document, "p1", variant, ("c1",))


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_record_tells_nobody_of_a_guest_whom_they_may_not_know(variant: str) -> None:
    def case(*guests: str) -> Case:
        made = after(CARER + outcome("c1"), ("p1", "p2", "p4", *guests), c1=PLACED)
        for row in made.data["conference"][0]["attendance"]:
            row["attended"] = "in-person"
        return made

    assert paper(case("p3", "p32"), "conference-record", "p2", variant) == paper(
        case(), "conference-record", "p2", variant
    )
    assert not re.search("another (family|person)", paper(case("p3", "p32"), "conference-record", "p2", variant))


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_worker_of_one_adult_is_named_to_those_who_sit_in_the_core_group_with_them(variant: str) -> None:
    """A probation officer on a list tells of a conviction."""
    worker = person("p50", "Gwendolyn Officerworth", "probation-officer", 'agency = "probation"\ncontact = ["c1"]')
    contents = re.sub(r"core_group = .*", 'core_group = ["p1", "p4", "p50"]', CONTENTS)
    case = after(worker + outcome("c1") + plan("c1", contents), ("p1", "p2", "p4", "p50"))
    for row in case.data["conference"][0]["attendance"]:
        row["attended"] = "in-person"

    assert "Officerworth" in paper(case, "outline-plan", "p1", variant, ("c1",))
    for document in ("outline-plan", "conference-record"):
        assert "Officerworth" not in paper(case, document, "p2", variant)
        assert "Officerworth" in paper(case, document, "file", variant)


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_child_of_the_core_group_and_of_the_list_is_there(variant: str) -> None:
    contents = re.sub(r"core_group = .*", 'core_group = ["p1", "p4", "c1"]', CONTENTS)
    case = after(outcome("c1") + plan("c1", contents), ("p1", "p4", "c1"))
    for row in case.data["conference"][0]["attendance"]:
        row["attended"] = "in-person"

    assert "- Zofia Example" in paper(case, "outline-plan", "p4", variant, ("c1",))
    row = "| Zofia Example | Child |" if variant == "standard" else "- Zofia Example, Child"
    assert row in paper(case, "conference-record", "file", variant)


def came(variant: str, reader: str, **rows: dict[str, Any]) -> str:
    case = after(outcome("c1") + outcome("c2"))
    for row in case.data["conference"][0]["attendance"]:
        row.update(rows.get(row["person"], {"attended": "in-person"}))
    return paper(case, "conference-record", reader, variant)


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_parent_does_not_read_how_or_how_long_the_other_one_took_part(variant: str) -> None:
    left = {"attended": "online", "left_at": view(after(), "p1").values["conference"]["at"].replace(hour=11)}

    assert came(variant, "p2", p1=left) == came(variant, "p2")
    assert "11am" not in came(variant, "p2", p7=left), "who left when tells whose information came last"
    if variant == "standard":
        assert "online; left Thursday 10 December 2026 at 11am" in came(variant, "file", p1=left)


def test_the_days_on_which_reports_came_are_for_the_file() -> None:
    report = '[[report]]\nid = "r1"\nconference = "ic1"\nby = "p4"\nchildren = ["c1"]\nreceived = 2026-12-03\n'
    case = after(outcome("c1") + report + "shared_on = 2026-12-04\n")

    assert "3 December" in paper(case, "conference-record", "file")
    assert "Perpetua Caseworth, Social worker" in paper(case, "conference-record", "p2")
    assert "3 December" not in paper(case, "conference-record", "p2")
    assert not any("r1" in each for each in missing(after(outcome("c1") + report), "conference-record", "p2"))


# ---- what is kept ----


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("document", ["outline-plan", "decision-letter"])
def test_nothing_says_that_something_is_kept_from_this_reader_alone(document: str, variant: str) -> None:
    """What says that a copy may not hold everything says so to everybody."""
    keeping = after(outcome("c1") + plan("c1", f'{CONTENTS}confidential_from = {{ contingency = ["p2"] }}'))
    full, part = (
        paper(after(outcome("c1") + plan("c1")), document, "p2", variant),
        paper(keeping, document, "p2", variant),
    )

    assert "Fallbackword" not in part
    told = {line for line in part.splitlines() if "copy" in line or "cop" in line}
    assert told == {line for line in full.splitlines() if "copy" in line or "cop" in line}
    assert any("leave" in line or "hold everything" in line for line in part.splitlines())


# ---- complete, or not ----


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize(
    "key",
    ["category", "lead_social_worker", "core_group", "risks", "outcomes", "services", "assessment_by",
     "specialist_assessments", "roles", "resources", "progress", "contingency"],
)  # fmt: skip
def test_a_plan_with_a_part_missing_says_so_and_is_not_released(key: str, variant: str) -> None:
    contents = "\n".join(line for line in CONTENTS.splitlines() if not line.startswith(f"{key} ="))
    case = after(outcome("c1") + plan("c1", contents))

    assert ": not complete" in paper(case, "outline-plan", "p1", variant, ("c1",)).split("\n## ")[0]
    lacking = made(case, "outline-plan", "p1", variant, ("c1",)).missing
    assert any(key.replace("_", " ") in each.what for each in lacking)


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("key", ["next_review", "next_core_group"])
def test_a_plan_without_its_dates_is_not_complete(key: str, variant: str) -> None:
    case = after(outcome("c1") + plan("c1"))
    del case.data["conference"][0][key]

    assert ": not complete" in paper(case, "outline-plan", "p1", variant, ("c1",))
    assert made(case, "outline-plan", "p1", variant, ("c1",)).missing


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_whole_plan_is_complete_and_has_a_place_for_the_chairs_signature(variant: str) -> None:
    case = after(outcome("c1") + plan("c1"))
    text = paper(case, "outline-plan", "p1", variant, ("c1",))

    assert "not complete" not in text
    assert "not yet recorded" not in text
    assert made(case, "outline-plan", "p1", variant, ("c1",)).missing == ()
    assert re.search(r"Signed by .*Ottoline Gavelworth.*…", text)
    for word in ("hazard", "Outcome", "Service", "Expert", "Role", "Resource", "Progress", "Fallback"):
        assert f"{word}word" in text
    for told in ("15 January 2027", "21 December 2026", "9 March 2027", "Perpetua Caseworth"):
        assert told in text


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_plan_that_was_decided_and_not_written_is_no_plan(variant: str) -> None:
    case = after(outcome("c1"))

    assert ": not complete" in paper(case, "outline-plan", "p1", variant, ("c1",))
    assert len(made(case, "outline-plan", "p1", variant, ("c1",)).missing) > 10


@pytest.mark.parametrize("variant", VARIANTS)
def test_why_no_day_is_set_for_the_assessment_stands_in_its_place(variant: str) -> None:
    contents = CONTENTS.replace("assessment_by = 2027-01-15", 'no_assessment_because = "It is finished."')
    text = paper(after(outcome("c1") + plan("c1", contents)), "outline-plan", "p1", variant, ("c1",))

    assert "It is finished." in text
    assert "not complete" not in text
    assert "by: It is" not in text


@pytest.mark.parametrize("document", ["decision-letter", "outline-plan"])
@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("state", ["planned", "adjourned", "cancelled"])
def test_a_paper_of_a_conference_that_was_not_held_says_so(document: str, variant: str, state: str) -> None:
    case = after(outcome("c1") + plan("c1"))
    assert "is recorded as" not in paper(case, document, "p2", variant)
    case.data["conference"][0]["state"] = state

    assert f"is recorded as {state}" in paper(case, document, "p2", variant)


# ---- letters and plans of help ----

SUPPORT = {"plan": '"made"', "services": '"Supportword: a play group."', "started_on": "2026-12-14"}


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_letter_without_a_recommendation_is_not_released(variant: str) -> None:
    """P10 and O10: what is recommended where there is no plan."""
    case = after(outcome("c1", "no-plan", 'reasons = "Well."') + outcome("c2", "no-plan", 'reasons = "Well."'))
    assert [each.what for each in made(case, "decision-letter", "p2", variant).missing] == [
        "recommended help for c1", "recommended help for c2",
    ]  # fmt: skip

    none_needed = decision("d1", "close-conference", "c1 c2", decided='"no-plan"')
    case = after(
        outcome("c1", "no-plan", 'reasons = "Well."') + outcome("c2", "no-plan", 'reasons = "Well."') + none_needed
    )
    assert made(case, "decision-letter", "p2", variant).missing == ()


@pytest.mark.parametrize("variant", VARIANTS)
def test_help_reaches_the_letter_the_record_and_the_plan_of_help(variant: str) -> None:
    case = after(outcome("c1", "end") + decision("d4", "step-down", "c1", **SUPPORT, first_review_on="2027-01-20"))

    assert "Supportword" in paper(case, "decision-letter", "p1", variant, ("c1",))
    text = paper(case, "child-in-need-plan", "p1", variant, ("c1",))
    assert all(told in text for told in ("Supportword", "14 December 2026", "20 January 2027"))
    assert "not yet recorded" not in text
    if variant != "child":
        assert "Supportword" in paper(case, "conference-record", "p1", variant, ("c1",))


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_plan_of_help_without_its_review_is_not_released(variant: str) -> None:
    case = after(outcome("c1", "end") + decision("d4", "step-down", "c1", **SUPPORT))

    lacking = made(case, "child-in-need-plan", "p1", variant, ("c1",)).missing
    assert [each.what for each in lacking] == ["first review on for c1"]


def test_a_notice_tells_the_agencies_when_the_plan_ended_and_is_silent_about_other_children() -> None:
    case = after(outcome("c1") + plan("c1") + outcome("c2", "no-plan") + outcome("c3", "no-plan"))
    assert missing(case, "plan-ended-notice", "p5") == ["ended of plc1"]
    case.data["plan"][0] |= {"ended": view(case, "p5").values["conference"]["at"].date().replace(day=30)}
    case.data["plan"][0] |= {"ended_because": "Secretword about the grandmother."}

    text = paper(case, "plan-ended-notice", "p5")
    assert "Wednesday 30 December 2026" in bare(text)
    assert "Monday 4 March 2019" in text, "an agency finds its file by the date of birth"
    assert "Secretword" not in text
    assert "so this notice is not about iolo example" in text.casefold()
    going_on = after(outcome("c1", "continue") + plan("c1") + outcome("c2", "continue") + outcome("c3", "continue"))
    assert "Plan ended on" not in paper(going_on, "plan-ended-notice", "p5")
    assert missing(case, "plan-ended-notice", "p5") == []


# ---- exclusion ----

LETTERS = ("standard", "plain", "easy-read")


@pytest.mark.parametrize("variant", LETTERS)
def test_whoever_is_kept_away_from_all_of_it_is_not_told_the_hour_or_the_place(variant: str) -> None:
    text = paper(after(excluded()), "exclusion-letter", "p2", variant)

    assert "10 December 2026" in text
    assert "10am" not in text
    assert "Civic Rooms" not in text
    assert "10am" in paper(after(excluded(extent='"part"')), "exclusion-letter", "p2", variant)


@pytest.mark.parametrize("variant", LETTERS)
def test_a_letter_on_an_exclusion_names_whom_to_turn_to_and_nobody_as_another_person(variant: str) -> None:
    stranger = person("p40", "Wanda Zzyzwick", "team-manager")
    told = paper(after(excluded()), "exclusion-letter", "p2", variant)
    assert "Perpetua Caseworth" in told
    assert "01632 960004" in told

    text = paper(
        after(stranger + excluded(told_by='"p40"', represented_by='"p40"'), ("p1", "p2", "p4")),
        "exclusion-letter", "p2", variant,
    )  # fmt: skip
    assert "another person" not in text
    assert "Ottoline Gavelworth" in text
    for clause_of_x18 in ("complain", "solicitor", "advocate", "interpreter", "report"):
        assert clause_of_x18 in text
    assert "Chairword" not in text


@pytest.mark.parametrize("variant", LETTERS)
def test_the_record_tells_the_excluded_parent_how_they_could_take_part_in_whole_sentences(variant: str) -> None:
    text = paper(after(outcome("c1") + excluded(record_copy='"partial"')), "conference-record", "p2", variant)

    assert "You can write down what you think." in text
    assert "says it for them" not in text


def test_the_record_of_an_exclusion_says_whose_ids_stand_in_it() -> None:
    text = paper(after(excluded(report_withheld='"What p1 told p5 in confidence."')), "exclusion-record", "file")

    assert "What p1 (Tamsin Example) told p5 (Quentin Visitham) in confidence." in text


# ---- all of them ----

FOR_FAMILIES = ("outline-plan", "decision-letter", "conference-record", "child-in-need-plan")


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("document", FOR_FAMILIES)
def test_families_read_whom_to_ring_and_whom_to_complain_to(document: str, variant: str) -> None:
    text = paper(whole_case(), document, "p2", variant)

    assert "01632 960100 (Monday to Friday, 9 to 5)" in text
    assert "The Example complaints manager. Telephone: 01632 960101" in text


def whole_case() -> Case:
    return after(
        outcome("c1", more='category = "NEG"\nreasons = "Reasonword."')
        + outcome("c2", "no-plan", 'reasons = "Otherword."')
        + plan("c1")
        + decision("d1", "close-conference", "c1", core_group_later='"Every month, says p4."', child_copy='"yes"')
        + decision("d4", "step-down", "c2", **SUPPORT, first_review_on="2027-01-20")
        + decision("d5", "child-attendance", "c1", attends='"no"', heard_how='["drawing"]')
    )


@pytest.mark.parametrize("document", FOR_FAMILIES)
@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("reader", ["p1", "p2", "p4", "c1", "file"])
def test_no_paper_of_the_family_holds_a_question_of_a_guide_an_id_or_a_gap(
    document: str, variant: str, reader: str
) -> None:
    text = paper(whole_case(), document, reader, variant)

    assert not re.search(r"(?<![\w.])[pc]\d+(?! \(|\w)", text), "a bare id"
    for question in (
        "Which services, from whom",
        "When will the core group meet after that",
        "How does the conference",
    ):
        assert question not in text
    assert not re.search(r"None(?! of this)|Undefined|\(\)|: \.|  \.", text)
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert not any(one == two for one, two in pairwise(headings))


@pytest.mark.long
@pytest.mark.parametrize("document", FOR_FAMILIES)
@pytest.mark.parametrize("variant", VARIANTS[1:])
@pytest.mark.parametrize("reader", ["p2", "c1"])
def test_no_variant_tells_more_than_the_standard_one(document: str, variant: str, reader: str) -> None:
    """Of all free words, names, days and numbers of the case: what a variant holds, the standard paper holds too."""
    case = whole_case()
    telling = re.compile(
        r"[A-Z]\w+word|\d{1,2} [A-Z]\w+ 20\d\d|0\d{4} \d{6}|Example|Fictley|Zzyzwick|Caseworth|Visitham"
    )
    standard, other = (set(telling.findall(paper(case, document, reader, each))) for each in ("standard", variant))

    assert other <= standard


@pytest.mark.parametrize("document", FOR_FAMILIES)
def test_a_copy_is_refused_with_the_decision_it_rests_on(document: str) -> None:
    closed = decision("d1", "close-conference", "c1", not_to='["p2"]')

    with pytest.raises(MustNotGo, match=r"p2 gets no copy \(decision d1\)"):
        must_have_a_copy(kind(document), view(after(outcome("c1") + closed), "p2", document))
    must_have_a_copy(kind(document), view(after(outcome("c1") + closed), "p1", document))


def test_a_transfer_letter_says_to_everybody_else_that_it_is_not_for_them() -> None:
    theirs = person("p41", "Otto Elsewhere", "social-worker")
    case = after(theirs, ("p4", "p7", "p41"))

    assert "We have you down as somebody else" not in paper(case, "transfer-in-letter", "p41")
    for other in ("p4", "p7"):
        assert "We have you down as somebody else" in paper(case, "transfer-in-letter", other)

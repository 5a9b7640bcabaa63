"""Papers before and at a conference, read as their reader reads them: what they tell between the lines.

The search of a finished file finds strings. What is held here is that no row, no heading, no count and no gap tells
somebody what they should not know.
"""

import re
from datetime import date

import pytest
from printed import SHELF, TOP, guides, kinds, made, printed, views_for
from small_families import family, person, reader
from test_withholding import decision

from cpcli.documents.kinds import Variant, template_name
from cpcli.documents.plain import NOT_YET, leaves
from cpcli.documents.render import MustNotGo, must_have_a_copy
from cpcli.store.case_reader import Case

BEFORE = (
    "agenda", "chair-briefing", "closing-checklist", "complaints-information", "distribution-list", "invitation",
    "leaflet-children", "leaflet-parents", "pre-birth-plan", "report-agency", "report-social-worker",
)  # fmt: skip
TO_THE_FAMILY: tuple[tuple[str, Variant], ...] = (
    ("agenda", "standard"), ("agenda", "plain"), ("agenda", "easy-read"), ("agenda", "child"),
    ("invitation", "standard"), ("invitation", "plain"), ("invitation", "easy-read"), ("invitation", "child"),
)  # fmt: skip

ADULT_WORKERS = "".join(
    person(ref, name, role, f'agency = "{agency}"\ncontact = ["c1"]')
    for ref, name, role, agency in (
        ("p50", "Delphine Refugewell", "domestic-abuse-worker", "domestic-abuse-service"),
        ("p51", "Nestor Soberly", "recovery-worker", "substance-misuse"),
        ("p52", "Ingram Paroleham", "probation-officer", "probation"),
    )
)
ADULTS_NAMED = ("Refugewell", "Soberly", "Paroleham", "Drug and alcohol", "Domestic abuse service", "Probation")
MIDWIFE = person("p53", "Wilma Birthwood", "midwife", 'contact = ["c9"]')
BABY = '\n[[child]]\nid = "c9"\nname = "Baby Example"\nexpected = 2027-02-20\n'
GUESTS = ("p1", "p2", "p3", "p4", "p5", "p7", "c1")


def excluded(who: str, outcome: str) -> str:
    return decision(
        "exclusion", who, outcome, takes_part=("online", "writing"), told_by="p9", report_copy="redacted",
        record_copy="none",
    )  # fmt: skip


def expecting() -> Case:
    """The mother expects a child of somebody else: neither father hears about it."""
    case = family(BABY + MIDWIFE, (*GUESTS, "p53"), p1="# expects")
    case.data["person"][0]["parent_of"].append("c9")
    case.data["person"][3]["lead_for"].append("c9")
    case.data["conference"][0]["kind"] = "pre-birth-conference"
    return case


# ---- who stands on a list ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("document", "variant"), TO_THE_FAMILY)
@pytest.mark.parametrize("ref", ["p1", "p2", "p3", "c1"])
def test_no_list_for_the_family_names_who_works_with_one_adult(document: str, variant: Variant, ref: str) -> None:
    reports = "".join(f'\n[[report]]\nid = "r{at}"\nconference = "ic1"\nby = "p{at}"\n' for at in (50, 51, 52, 7))
    case = family(ADULT_WORKERS + reports, (*GUESTS, "p50", "p51", "p52"))

    text = printed(case, document, ref, variant)

    assert not any(word in text for word in ADULTS_NAMED)
    assert "Refugewell" in printed(case, "invitation", "chair")
    assert "Refugewell" in printed(case, "agenda", "p7")


def test_the_family_reads_who_is_invited_about_their_child_and_that_there_may_be_others() -> None:
    case = family("", GUESTS)

    for_both, for_half = printed(case, "invitation", "p2"), printed(case, "invitation", "p3")

    assert "Bex Chalkley, Teacher" in for_both
    assert "Quentin Visitham, Health visitor" in for_both
    # The half-sister's father does not learn of a younger child from a health visitor.
    assert "Visitham" not in for_half
    assert "Chalkley" not in for_half
    assert all("There may be others" in text for text in (for_both, for_half))


def test_a_report_whose_author_may_not_be_listed_is_not_on_the_agenda() -> None:
    more = "".join(f'\n[[report]]\nid = "r{by}"\nconference = "ic1"\nby = "p{by}"\n' for by in (53, 4))
    case = family(more + person("p53", "Wilma Birthwood", "midwife"), (*GUESTS, "p53"))

    assert "Perpetua Caseworth" in printed(case, "agenda", "p3")
    assert "Birthwood" not in printed(case, "agenda", "p3")
    assert "Birthwood" in printed(case, "agenda", "p4")


# ---- what the kind of the conference tells -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "variant"),
    [*TO_THE_FAMILY, *(("pre-birth-plan", variant) for variant in ("standard", "plain", "easy-read"))],
)
@pytest.mark.parametrize("ref", ["p2", "p3"])
def test_nobody_learns_of_an_unborn_child_out_of_their_view(document: str, variant: Variant, ref: str) -> None:
    case = expecting()

    papers = made(case, document, ref, variant)

    assert papers
    for paper in papers:
        text = paper.content.decode()
        assert not re.search(r"birth|baby|born|midwi|pregnan|hospital", text, re.IGNORECASE), text
    if document == "invitation" and variant == "standard":
        assert "Pre-birth child protection conference" in printed(case, document, "p1")
        assert "Wilma Birthwood" in printed(case, document, "p1")


def test_a_pre_birth_conference_is_an_initial_one_to_a_solicitor_or_observer() -> None:
    case = expecting()
    case.data["person"].append({"id": "p60", "name": "Lex Briefcase", "role": "solicitor"})

    text = printed(case, "invitation", "p60")

    assert "Initial child protection conference" in text
    assert "birth" not in text


@pytest.mark.parametrize(("document", "variant"), TO_THE_FAMILY)
def test_whoever_must_not_know_where_somebody_lives_is_not_told_that_the_family_moved(
    document: str, variant: Variant
) -> None:
    case = family("", GUESTS, p1='confidential_from = { address = ["p2"] }')
    case.data["conference"][0]["kind"] = "transfer-in-conference"

    assert not re.search(r"transfer|moved|came from", printed(case, document, "p2", variant), re.IGNORECASE)
    view = views_for(case, document, reader(case, "p2"))[0][1]
    assert any("tells in which area" in each for each in view.warnings)
    if document == "invitation" and variant == "standard":
        assert "Transfer-in" in printed(case, document, "p3")


@pytest.mark.parametrize(("document", "variant"), TO_THE_FAMILY)
def test_a_review_of_a_half_brother_s_plan_is_no_review_to_another_father(document: str, variant: Variant) -> None:
    case = family('\n[[plan]]\nid = "pl1"\nchild = "c1"\n', GUESTS)
    case.data["conference"][0]["kind"] = "review-conference"

    text = printed(case, document, "p3", variant)

    # "If there is a plan" stands in every paper; that there is one does not.
    assert not re.search(r"\breview|There is a (child protection )?plan|You have a plan", text)
    if variant == "standard":
        assert "Review child protection conference" in printed(case, document, "p2", variant)


# ---- exclusion, time and place -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("document", "variant"), TO_THE_FAMILY)
@pytest.mark.parametrize("who", ["p2", "c1"])
def test_whoever_is_kept_away_gets_neither_hour_nor_place_nor_link(document: str, variant: Variant, who: str) -> None:
    text = printed(family(excluded(who, "excluded"), GUESTS), document, who, variant)

    assert "10am" not in text
    assert "Civic Rooms" not in text
    assert "meet.nowhere" not in text


@pytest.mark.parametrize(("document", "variant"), TO_THE_FAMILY)
def test_whoever_is_there_for_a_part_gets_no_link_to_the_rest(document: str, variant: Variant) -> None:
    text = printed(family(excluded("p2", "excluded-in-part"), GUESTS), document, "p2", variant)

    assert "meet.nowhere" not in text
    assert "10am" in text


@pytest.mark.parametrize(("document", "variant"), TO_THE_FAMILY)
def test_nobody_reads_that_somebody_else_is_kept_away(document: str, variant: Variant) -> None:
    plain, with_one = family("", GUESTS), family(excluded("p2", "excluded"), GUESTS)

    for ref in ("p1", "p3", "p7", "c1"):
        assert printed(plain, document, ref, variant) == printed(with_one, document, ref, variant)


@pytest.mark.parametrize("document", ["agenda", "invitation"])
@pytest.mark.parametrize("variant", ["standard", "plain", "easy-read"])
def test_only_a_parent_is_promised_the_worries_and_the_plan(document: str, variant: Variant) -> None:
    gran = person("p33", "Gertrude Fictley", "grandparent", 'may_hear_about = ["c1"]')
    case = family(gran + excluded("p33", "excluded"), (*GUESTS, "p33"))

    assert "the worries and any plan" not in printed(case, document, "p33", variant)
    parent = family(excluded("p2", "excluded"), GUESTS)
    assert "the worries and any plan" in printed(parent, document, "p2", variant)


def test_a_supporter_of_somebody_kept_away_is_warned_of() -> None:
    friend = person("p30", "Fabian Unreal", "supporter")
    case = family(friend + excluded("p2", "excluded"), (*GUESTS, "p30"), p2='advocate = "p30"')

    view = views_for(case, "invitation", reader(case, "p30"))[0][1]

    assert any("p2, whom p30 supports, is not told where ic1 is" in each for each in view.warnings)
    assert "Kasimir Fictley" in printed(case, "invitation", "p30")


@pytest.mark.parametrize(("document", "variant"), TO_THE_FAMILY)
@pytest.mark.parametrize("ref", ["p1", "p4", "c1", "p9"])
def test_a_cancelled_conference_says_so_and_little_else(document: str, variant: Variant, ref: str) -> None:
    case = family("", GUESTS)
    case.data["conference"][0]["state"] = "cancelled"

    text = printed(case, document, ref, variant)

    assert "cancelled" in text.casefold()
    assert "Civic Rooms" not in text
    assert "meet.nowhere" not in text
    assert len(text) < 1500


# ---- what somebody else may read -----------------------------------------------------------------------------------


@pytest.mark.parametrize("variant", ["standard", "plain", "easy-read"])
def test_what_somebody_needs_stands_in_no_letter(variant: Variant) -> None:
    case = family("", GUESTS, p1='access_needs = "A separate waiting room and a second door"')

    text = printed(case, "invitation", "p1", variant)

    assert "waiting room" not in text
    assert variant == "easy-read" or "noted; ask us" in text
    assert "waiting room" in printed(case, "chair-briefing", "chair")


def test_no_letter_to_a_child_tells_where_the_child_lives() -> None:
    case = family("", GUESTS, c1='address = "5 Hidden Close, Mockford"')

    for variant in kinds()["invitation"].variants():
        assert "Hidden Close" not in printed(case, "invitation", "c1", variant)
    assert "3 Invented Lane" in printed(case, "invitation", "p2")


@pytest.mark.parametrize("document", ["report-social-worker", "report-agency"])
def test_a_report_s_form_keeps_what_one_parent_says_from_the_other(document: str) -> None:
    author = "p4" if document == "report-social-worker" else "p7"
    for text in printed(family("", GUESTS), document, author).split("DRAFT · Confidential")[1:]:
        if "# " not in text:
            continue
        shared, _, apart = text.partition("in no copy for the family")
        assert apart
        for word in ("Facts they correct", "What the child says |", "Why not?", "Tamsin Example", "Kasimir Fictley"):
            assert word not in shared
        assert "Comments of" in apart


@pytest.mark.parametrize("document", ["report-social-worker", "report-agency"])
def test_a_report_s_form_names_no_other_child_and_quotes_no_plan(document: str) -> None:
    plan = '\n[[plan]]\nid = "pl1"\nchild = "c1"\noutcomes = "She sleeps safely."\n'
    plan += 'confidential_from = { outcomes = ["p2"] }\n'
    case = family(plan, GUESTS, c3="subject = false", p4='may_hear_about = ["c1", "c2", "c3"]')
    case.data["conference"][0]["kind"] = "review-conference"
    case.data["conference"][0]["children"] = ["c1", "c2"]

    text = printed(case, document, "p4")

    assert "Maeve" not in text
    assert "sleeps" not in text


# ---- the birth -----------------------------------------------------------------------------------------------------


def test_when_and_where_a_birth_ends_is_for_the_professionals_and_which_meeting_follows_for_all() -> None:
    agreed = decision(
        "pre-birth", "c9", "birth-agreed", stage="birth", meeting_after="review",
        discharge_where="Ward Nine of the Fictional Infirmary", discharge_when="the day after the birth",
        birth_roles="The ward rings the duty team at any hour.",
    )  # fmt: skip
    case = expecting()
    case = Case(case.ref, {**case.data, "decision": family(BABY + agreed).data["decision"]}, {})

    for variant in kinds()["pre-birth-plan"].variants():
        for_mother, for_midwife = (printed(case, "pre-birth-plan", ref, variant) for ref in ("p1", "p53"))
        assert "a review conference" in for_mother
        assert not re.search("Ward Nine|duty team|day after the birth", for_mother)
        assert "Ward Nine" in for_midwife
    # Whoever the chair keeps the papers from for safety does not learn it either.
    kept = decision("close-conference", "c9", "plan-made", 'id = "d2"', not_to=("p53",))
    case = Case(case.ref, {**case.data, "decision": family(BABY + MIDWIFE + agreed + kept).data["decision"]}, {})
    (_, view), *_ = views_for(case, "agenda", reader(case, "p53"))
    assert not any("Ward Nine" in str(each) for each in leaves(view.values))


# ---- every variant -------------------------------------------------------------------------------------------------

READERS = ("p1", "p2", "p3", "p5", "p7", "p30", "p31", "p32", "p33", "c1", "c3", "p9", "file")


def crowd(more: str = "") -> Case:
    guests = (
        person("p30", "Fabian Unreal", "solicitor")
        + person("p31", "Percy Lookham", "observer")
        + person("p32", "Ewa Tolmach", "interpreter", 'interprets_for = ["p1"]\nlanguage = "pl"')
        + person("p33", "Gertrude Fictley", "grandparent", 'may_hear_about = ["c1"]')
    )
    return family(guests + more, (*GUESTS, "p30", "p31", "p32", "p33", "c3"), p1='language = "pl"\ninterpreter = true')


@pytest.mark.long
@pytest.mark.parametrize("document", ["agenda", "complaints-information", "invitation", "pre-birth-plan"])
@pytest.mark.parametrize("more", ["", excluded("p2", "excluded"), excluded("p2", "excluded-in-part")])
def test_no_variant_tells_more_than_the_standard_one(document: str, more: str) -> None:
    case = crowd(more)
    looked_at = 0
    for ref in READERS:
        standard = printed(case, document, ref)
        values = {
            value
            for _, view in views_for(case, document, reader(case, ref))
            for value in leaves(view.values)
            if isinstance(value, str) and re.search(r"[A-Z0-9].*[a-z0-9]", value) and len(value) > 4
        } - {NOT_YET, "Child", "English", "Chair"}
        for variant in kinds()[document].variants():
            text = printed(case, document, ref, variant)
            told = {each for each in values if each in text} - {each for each in values if each in standard}
            assert not told, (ref, variant, told)
            looked_at += 1
    assert looked_at > len(READERS)


@pytest.mark.parametrize("document", BEFORE)
def test_what_prints_as_not_yet_recorded_is_a_fact_that_the_view_misses(document: str) -> None:
    """Written into a template, the words would pass a release as if nothing were missing."""
    for variant in kinds()[document].variants():
        text = SHELF.template(kinds()[document], variant, "en").text
        parts = re.findall(r'include "(_[^"]+)"', text)
        for each in (text, *(SHELF.part(part) or "" for part in parts)):
            literal = re.findall(rf'(?<![=!]= ){{0,1}}"?{NOT_YET}"?', re.sub(rf'[=!]= "{NOT_YET}"', "", each))
            assert not literal, (document, variant)


def test_the_page_of_a_birth_is_made_only_for_whoever_hears_of_one() -> None:
    case = expecting()

    for ref in ("p2", "p3"):
        for _, view in views_for(case, "pre-birth-plan", reader(case, ref)):
            with pytest.raises(MustNotGo, match=f"{ref} hears about no child of ic1 who was still to be born"):
                must_have_a_copy(kinds()["pre-birth-plan"], view)
    for ref in ("p1", "p53"):
        (found,) = views_for(case, "pre-birth-plan", reader(case, ref))
        must_have_a_copy(kinds()["pre-birth-plan"], found[1])
        assert found[0] == "c9"


def test_an_unborn_child_without_an_expected_day_is_told_as_missing() -> None:
    case = expecting()
    case.data["child"][3] = {"id": "c9", "name": "Baby Example"}

    for variant in kinds()["pre-birth-plan"].variants():
        papers = made(case, "pre-birth-plan", "p53", variant)
        assert any("c9" in each.what for paper in papers for each in paper.missing)


def test_a_paper_for_a_child_not_yet_born_is_warned_of() -> None:
    case = expecting()

    assert any("c9 is not born yet" in each for each in reader(case, "c9").warnings)
    assert not any("not born" in each for each in reader(case, "c1").warnings)


def test_the_checklist_of_a_pre_birth_conference_asks_for_what_is_settled_there() -> None:
    before, initial = (
        printed(expecting(), "closing-checklist", "chair"),
        printed(family(), "closing-checklist", "chair"),
    )

    for settled in ("within ten working days of the birth", "discharge meeting is arranged", "The plan says which"):
        assert settled in before
        assert settled not in initial


def test_a_briefing_asks_for_nothing_that_only_the_day_can_tell() -> None:
    case = family("", GUESTS)

    (paper,) = made(case, "chair-briefing", "chair")

    assert not any("attended" in each.what or "state" in each.what for each in paper.missing)
    assert "Table: How each child takes part" in paper.content.decode()


@pytest.mark.parametrize("document", ["complaints-information", "invitation"])
def test_whoever_gets_a_letter_can_reach_the_office(document: str) -> None:
    case = crowd()
    for ref in ("p1", "p2", "p5", "p30", "p33", "c1"):
        for variant in kinds()[document].variants():
            text = printed(case, document, ref, variant)
            assert "Placeholder team" in text
            assert "01632 960100" in text
            assert document == "invitation" or "Feedback team of Exampleton, telephone 01632 960101" in text


def test_the_templates_looked_at_are_those_that_come_with_cpcli() -> None:
    for document in BEFORE:
        assert (TOP / "templates" / template_name(document)).is_file()
    assert "pre-birth" in guides()
    assert date(2027, 2, 20) in leaves(views_for(expecting(), "invitation", reader(expecting(), "p1"))[0][1].values)

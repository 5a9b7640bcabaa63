"""What is confidential, what would tell it, and what the chair decided: a row a leak."""

import pytest
from made_families import dump, view_for
from small_families import family, found_in, names_in, person

HIDE = 'confidential_from = { address = ["p2"], phone = ["p2"] }'


def test_other_peoples_addresses_are_given_only_where_the_document_needs_them() -> None:
    case = family()

    assert not any("Sample Row" in text for text in dump(view_for(case, "p2")))
    assert any("Sample Row" in text for text in dump(view_for(case, "p2", needs_addresses=True)))
    assert any("Sample Row" in text for text in dump(view_for(case, "p1")))
    assert [hit.kind for hit in found_in(case, "p2", "14 Sample Row") if hit.stops] == ["address"]
    assert found_in(case, "p2", "14 Sample Row, Exampleton", needs_addresses=True) == ()


def test_a_confidential_address_is_kept_even_where_addresses_are_needed() -> None:
    case = family(p1=HIDE)

    view = view_for(case, "p2", needs_addresses=True)

    assert not any("Sample Row" in text or "960001" in text for text in dump(view))
    assert {(each.kind, each.ref) for each in view.withheld} >= {("address", "p1"), ("phone", "p1")}
    assert not any("Sample" in repr(each) for each in view.withheld)
    assert view_for(case, "p5", needs_addresses=True).values["people"][0]["address"] is not None


@pytest.mark.parametrize(
    ("told", "given"),
    [
        ("the child's own address", {"c1": 'address = "14, Sample Row, Exampleton"'}),
        ("the child's placement", {"c1": 'placement = "with family at 14 SAMPLE ROW"'}),
        ("another person's address", {"p5": 'address = "14 Sample Row, Exampleton"'}),
        ("the reader's own, out of date", {"p2": 'may_hear_about = ["c1"]'}),
    ],
)
def test_the_same_address_elsewhere_is_kept_too(told: str, given: dict[str, str]) -> None:
    case = family(p1=HIDE, **given)
    if told.startswith("the reader"):
        case.data["person"][1]["address"] = "14 Sample Row, Exampleton"

    view = view_for(case, "p2", needs_addresses=True)

    assert not any("sample row" in text.casefold() for text in dump(view))
    assert any("is left out" in each for each in view.warnings)


def test_a_venue_that_is_a_confidential_address_is_left_out_and_told() -> None:
    case = family(p1=HIDE)
    case.data["conference"][0]["venue"] = "The front room, 14 Sample Row, Exampleton"

    view = view_for(case, "p2")

    assert view.values["conference"]["venue"] is None
    assert any(each.startswith("ic1: the venue") for each in view.warnings)
    assert view_for(case, "p4").values["conference"]["venue"].startswith("The front room")


def test_a_placement_and_an_address_of_a_child_tell_each_other() -> None:
    keys = 'placement = "Quibble House"\naddress = "5 Hidden Close, Mockford"\nphone = "01632 960055"\n'
    case = family(c1=f'{keys}confidential_from = {{ placement = ["p2"] }}')

    view = view_for(case, "p2", needs_addresses=True)

    assert not any(word in text for text in dump(view) for word in ("Quibble", "Hidden Close", "960055"))
    assert {hit.kind for hit in found_in(case, "p2", "at Quibble House, or 5 Hidden Close") if hit.stops} == {
        "placement", "address",
    }  # fmt: skip


def test_a_foster_carer_is_nobody_to_a_parent_from_whom_the_placement_is_kept() -> None:
    carer = person("p30", "Nobody Unreal", "foster-carer", 'contact = ["c1"]\nphone = "01632 960030"')
    case = family(carer, c1='confidential_from = { placement = ["p2"] }')

    assert "p30" not in names_in(view_for(case, "p2"))
    assert "p30" in names_in(view_for(case, "p1"))
    assert {each.kind for each in found_in(case, "p2", "Nobody Unreal, 01632 960030") if each.stops} >= {
        "name", "telephone number",
    }  # fmt: skip


def test_a_confidential_school_takes_its_teachers_contacts_with_it_and_not_their_name() -> None:
    case = family(c1='confidential_from = { school = ["p2"] }')

    view = view_for(case, "p2", needs_addresses=True)

    assert "p7" in names_in(view)
    assert not any("able" in text and "ill" in text for text in map(str.casefold, dump(view)))
    stopped = {hit.kind for hit in found_in(case, "p2", "Fable Hill Primary", "bex@fablehill.invalid") if hit.stops}
    assert stopped >= {"school", "e-mail address"}


def test_what_is_kept_from_somebody_is_kept_from_those_who_speak_for_them() -> None:
    friend = person("p30", "Nobody Unreal", "interpreter", 'interprets_for = ["p2"]\nmay_hear_about = ["c1"]')
    case = family(friend, p1=HIDE)

    view = view_for(case, "p30", needs_addresses=True)

    assert not any("Sample Row" in text for text in dump(view))
    assert [hit.refs for hit in found_in(case, "p30", "14 Sample Row", needs_addresses=True) if hit.stops] == [("p1",)]


def test_an_interpreters_language_and_other_peoples_needs_are_for_themselves_and_the_chair() -> None:
    keys = 'language = "pl"\naccess_needs = "Large print and quiet rooms"'
    case = family(p1=keys)

    assert "Polish" in dump(view_for(case, "p1"))
    assert "Polish" in dump(view_for(case, "chair"))
    assert "Polish" not in dump(view_for(case, "p2"))
    assert not any("Large print" in text for text in dump(view_for(case, "p5")))


def test_a_person_whose_name_is_kept_is_not_there_and_a_child_so_kept_is_the_child() -> None:
    case = family(p1='confidential_from = { name = ["p2"] }', c1='confidential_from = { name = ["p2"] }')

    view = view_for(case, "p2")

    assert "p1" not in names_in(view)
    assert [each["name"] for each in view.values["children"]] == ["the child", "Iolo Example"]
    assert view.values["children"][0]["parents"][0]["called"] == "another family member"
    assert {hit.kind for hit in found_in(case, "p2", "Tamsin Example and Zofia")} == {"name", "single name"}


def test_working_notes_are_for_the_chair_and_the_file() -> None:
    case = family(
        '[[note]]\ntext = "Somebody rang about the cellar door at night."\n'
        '[[note]]\ntext = "The chair had better not read this line."\nconfidential_from = ["p9"]\n',
        p1='note = "Weeps when the bell rings in the hall."',
    )

    for ref in ("p1", "p2", "p4", "c1"):
        assert not any("cellar" in text or "Weeps" in text for text in dump(view_for(case, ref)))
    assert any("cellar" in text for text in dump(view_for(case, "chair")))
    assert not any("better not" in text for text in dump(view_for(case, "chair")))
    assert any("better not" in text for text in dump(view_for(case, "file")))
    assert [hit.kind for hit in found_in(case, "p2", "She weeps when the bell rings in the hall.")] == ["text"]


def test_neighbours_share_a_postcode_and_a_reader_keeps_their_own_address() -> None:
    case = family(p1=HIDE)
    case.data["person"][1]["address"] = "16 Sample Row, Exampleton, EX1 1ZZ"

    assert view_for(case, "p2").values["reader"]["address"] == "16 Sample Row, Exampleton, EX1 1ZZ"
    assert found_in(case, "p2", "16 Sample Row, Exampleton, EX1 1ZZ") == ()
    assert [hit.kind for hit in found_in(case, "p2", "14 Sample Row, Exampleton, EX1 1ZZ") if hit.stops] == ["address"]


def test_two_of_one_name_and_a_name_inside_a_longer_one_in_view_stop_nothing() -> None:
    more = person("p30", "Kasimir Fictley", "grandparent") + person("p31", "Ann Visitham", "uncle")
    case = family(more)
    case.data["person"][4]["name"] = "Quentina Ann Visitham"

    assert found_in(case, "p2", "Kasimir Fictley") == ()
    assert not any(hit.stops for hit in found_in(case, "p2", "Quentina Ann Visitham"))
    assert [hit.kind for hit in found_in(case, "p2", "Ann Visitham")] == ["name"]


def test_two_names_side_by_side_are_not_a_third() -> None:
    case = family(person("p30", "Quentin Example", "uncle"))

    texts = ["Tamsin Example", "Quentin Visitham"]

    assert not any(hit.stops for hit in found_in(case, "p2", *texts))
    assert any(hit.stops for hit in found_in(case, "p2", "Quentin Example"))


def test_who_came_in_somebodys_place_is_named_for_a_professional_only() -> None:
    case = family()
    case.data["conference"][0]["attendance"][0]["represented_by"] = "her aunt Ermintrude Quagmire, briefed"
    case.data["conference"][0]["attendance"][3]["represented_by"] = "a colleague, Barnaby Stopgap"

    view = view_for(case, "p2")

    assert [each["represented_by"] for each in view.values["attendance"]][3] == "a colleague, Barnaby Stopgap"
    assert not any("Quagmire" in text for text in dump(view))
    assert any(hit.stops for hit in found_in(case, "p2", "Ermintrude Quagmire"))
    assert found_in(case, "p2", "her aunt was briefed, a colleague came, and Barnaby Stopgap") == ()


def test_from_the_chair_nothing_stops_but_what_is_confidential_from_the_chair() -> None:
    open_case, kept = family(), family(p1='confidential_from = { address = ["p9"] }')

    assert {hit.stops for hit in found_in(open_case, "chair", "14 Sample Row")} == {False}
    assert any(hit.stops for hit in found_in(kept, "chair", "14 Sample Row"))
    assert found_in(kept, "file", "14 Sample Row, Kasimir Fictley") == ()


def test_an_address_in_a_document_that_needs_none_stops_and_the_offices_own_warns() -> None:
    case = family(p4='address = "1 Office Court, Mockford"')

    assert {hit.stops for hit in found_in(case, "p2", "1 Office Court")} == {False}
    assert any(hit.stops for hit in found_in(case, "p1", "3 Invented Lane"))


# ---- what the chair decided ------------------------------------------------------------------------------------------


def decision(guide: str, about: str, outcome: str, more: str = 'id = "d1"', **answers: object) -> str:
    text = (
        f'\n[[decision]]\nguide = "{guide}"\nversion = 2025-03-25\n'
        f'about = ["{about}"]\nconference = "ic1"\noutcome = "{outcome}"\ndecided_by = "p9"\ndecided_on = 2026-12-07\n'
        f'reasons = "For reasons that the chair alone has written down."\n{more}\n'
    )
    for question, value in answers.items():
        key = question.replace("_", "-")
        written = "[" + ", ".join(f'"{each}"' for each in value) + "]" if isinstance(value, tuple) else f'"{value}"'
        text += f'[[decision.answer]]\nquestion = "{key}"\nvalue = {written}\n'
    return text


EXCLUDED = decision(
    "exclusion",
    "p2",
    "excluded",
    asked_by="p5",
    grounds=("conflict",),
    conflict_evidence="The neighbours heard him shout at the gate on Sunday.",
    extent="whole",
    takes_part=("writing", "meets-chair"),
    informed="The social worker explains every concern to him.",
    told=("participation", "views", "outcome", "rights"),
    report_copy="redacted",
    record_copy="none",
)
OUTCOME = """
[[conference.outcome]]
child = "c1"
decision = "plan"
category = "NEG"
reasons = "The home was cold and the larder bare all winter."
dissent_by = ["p5"]
dissent_reasons = "The visitor held that a lighter plan would do."
"""


def with_outcome(more: str = "") -> str:
    return OUTCOME + more


def test_an_excluded_parent_learns_how_to_take_part_and_never_who_asked_or_why() -> None:
    case = family(with_outcome(EXCLUDED))

    view = view_for(case, "p2")
    letter = view.values["exclusion"]

    assert letter["is_whole"] is True
    assert letter["tells"] == {
        "participation": "yes", "views": "yes", "outcome": "yes", "rights": "yes", "complaints": "no",
    }  # fmt: skip
    assert "informed" not in letter
    assert "from_when" not in letter
    assert not any("neighbours" in text or "chair alone" in text for text in dump(view))
    assert view.values["conference"]["venue"] is None
    assert view.values["conference"]["online"] is None
    stopped = found_in(case, "p2", "The neighbours heard him shout at the gate on Sunday.", "room-seven-seven")
    assert [hit.kind for hit in stopped] == ["text"]
    assert view_for(case, "p1").values["exclusion"] is None
    assert not any("excluded" in text for text in dump(view_for(case, "p1")))


def test_the_copies_an_excluded_parent_gets_are_the_chairs_decision() -> None:
    case = family(with_outcome(EXCLUDED))

    view = view_for(case, "p2")

    assert {name: paper["copy"] for name, paper in view.values["papers"].items()} == {
        "decision": "full", "record": "none", "report": "partial",
    }  # fmt: skip
    assert view.values["attendance"] == ()
    assert view.values["outcomes"][0]["dissent_reasons"] is None
    assert view.values["outcomes"][0]["reasons"] == "The home was cold and the larder bare all winter."
    assert [hit.kind for hit in found_in(case, "p2", "The visitor held that a lighter plan would do.")] == ["text"]
    assert any("d1 (p9)" in each.decided_by for each in view.withheld)
    assert view_for(case, "p1").values["outcomes"][0]["dissent_by"][0]["name"] == "Quentin Visitham"


def test_an_exclusion_that_was_replaced_or_belongs_to_another_conference_decides_nothing() -> None:
    replaced = family(EXCLUDED + decision("exclusion", "p2", "not-excluded", 'id = "d2"\nsupersedes = "d1"'))
    other = family(EXCLUDED)
    other.data["decision"][0]["conference"] = "rc1"

    for case in (replaced, other):
        assert view_for(case, "p2").values["exclusion"] is None
        assert view_for(case, "p2").values["papers"]["record"]["copy"] == "full"


def test_closing_says_who_gets_no_papers_and_whether_a_child_gets_a_copy() -> None:
    closed = decision("close-conference", "c1", "plan-made", not_to=("p2",), child_copy="no", withheld="unclear")
    case = family(closed)

    assert view_for(case, "p2").values["papers"]["decision"]["copy"] == "none"
    assert view_for(case, "p1").values["papers"]["record"]["copy"] == "undecided"
    assert view_for(case, "c1").values["papers"]["record"]["copy"] == "none"
    assert view_for(case, "p5").values["papers"]["record"]["copy"] == "full"
    assert view_for(case, "p2").values["outcomes"] == ()


def test_papers_to_a_parent_before_their_safety_was_considered_are_warned_of() -> None:
    case = family(decision("close-conference", "c1", "plan-made", safety="unclear"))

    assert any("J11" in each for each in view_for(case, "p1").warnings)
    assert not any("J11" in each for each in view_for(case, "p5").warnings)


def test_a_child_gets_no_copy_until_the_chair_has_decided() -> None:
    assert view_for(family(), "c1").values["papers"]["record"]["copy"] == "undecided"
    case = family(decision("close-conference", "c1", "plan-made", child_copy="yes"))
    assert view_for(case, "c1").values["papers"]["record"]["copy"] == "partial"


def test_supporters_and_solicitors_get_papers_only_with_the_chairs_consent() -> None:
    lawyer = person("p30", "Nobody Unreal", "solicitor", 'may_hear_about = ["c1"]')
    consent = decision("third-party-request", "p30", "given-in-full", asks_for=("record",))

    assert view_for(family(lawyer), "p30").values["papers"]["record"]["copy"] == "none"
    assert view_for(family(lawyer + consent), "p30").values["papers"]["record"]["copy"] == "full"


REPORTS = """
[[report]]
id = "r1"
conference = "ic1"
by = "p5"

[[report]]
id = "r2"
conference = "ic1"
by = "p7"
children = ["c1", "c2"]
withheld = true
withheld_because = "It would tell where the spare key is kept."

[[report]]
id = "r3"
conference = "ic1"
by = "p4"
children = ["c1", "c2"]
confidential_from = ["p2"]
"""


def listed(case_text: str, ref: str) -> dict[str, str]:
    return {each["ref"]: each["copy"] for each in view_for(family(case_text), ref).values["reports"]}


def test_reports_that_are_kept_back_are_not_even_listed() -> None:
    assert listed(REPORTS, "p2") == {"r1": "partial"}
    assert listed(REPORTS, "p1") == {"r1": "full", "r3": "full"}
    assert listed(REPORTS, "p5") == {"r1": "full", "r2": "full", "r3": "full"}
    assert listed(REPORTS, "chair") == {"r1": "full", "r2": "full", "r3": "full"}
    case = family(REPORTS)
    assert [hit.kind for hit in found_in(case, "p1", "It would tell where the spare key is kept.")] == ["text"]


@pytest.mark.parametrize(
    ("outcome", "copy"), [("shared-in-part", "partial"), ("withheld", None), ("withheld-without-agreement", None)]
)
def test_the_guide_on_withholding_decides_a_readers_copy(outcome: str, copy: str | None) -> None:
    kept = decision("report-withholding", "p5", outcome, kept_from=("p1",))

    assert listed(REPORTS + kept, "p1").get("r1") == copy
    assert listed(REPORTS + kept, "chair").get("r1") == "full"


def test_a_text_of_a_plan_that_the_chair_keeps_from_one_reader() -> None:
    plan = (
        '[[plan]]\nid = "pl1"\nchild = "c1"\nconference = "ic1"\n'
        'contingency = "If he calls, ring the duty desk at once."\n'
        'risks = "Cold rooms and loud nights."\n'
        'confidential_from = { contingency = ["p2"] }\n'
    )
    case = family(plan)

    assert view_for(case, "p2").values["plans"][0]["contingency"] is None
    assert view_for(case, "p2").values["plans"][0]["risks"] == "Cold rooms and loud nights."
    assert view_for(case, "p1").values["plans"][0]["contingency"] == "If he calls, ring the duty desk at once."
    assert [hit.kind for hit in found_in(case, "p2", "If he calls, ring the duty desk at once.")] == ["text"]
    assert view_for(case, "p3").values["plans"] == ()


def test_a_text_in_view_that_names_somebody_out_of_view_stops_the_document() -> None:
    plan = '[[plan]]\nid = "pl1"\nchild = "c3"\nconference = "ic1"\nroles = "Kasimir Fictley brings her to school."\n'
    case = family(plan)

    texts = dump(view_for(case, "p3"))

    assert {hit.refs for hit in found_in(case, "p3", *texts) if hit.stops} == {("p2",)}


@pytest.mark.parametrize(
    ("ways", "told"), [(("writing", "meets-chair"), True), (("writing", "online"), False), (("online",), False)]
)
def test_whoever_takes_part_online_while_somebody_sits_there_is_not_told_where(
    ways: tuple[str, ...], *, told: bool
) -> None:
    case = family(decision("exclusion", "p2", "excluded-in-part", extent="part", takes_part=ways))

    assert (view_for(case, "p2").values["conference"]["venue"] is not None) is told
    assert (found_in(case, "p2", "at the Civic Rooms, Mockford") == ()) is told
    assert view_for(case, "p1").values["conference"]["venue"] == "Civic Rooms, Mockford"
    assert any("place and link are left out" in each for each in view_for(case, "p2").warnings) is (not told)

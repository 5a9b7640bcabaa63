"""What stands in view excuses what it is made of, and no more: a venue is no excuse for a telephone."""

import pytest
from made_families import dump, view_for
from small_families import family, found_in, person
from test_withholding import decision, with_outcome


def stops(case: object, ref: str, *texts: str) -> set[tuple[str, str]]:
    return {(hit.kind, hit.refs[0]) for hit in found_in(case, ref, *texts) if hit.stops}  # type: ignore[arg-type]


UNCLE = person("p30", "Ermintrude Quagmire", "uncle", 'phone = "01632 960030"\nemail = "em.quag@nowhere.invalid"')


@pytest.mark.parametrize(
    ("slip", "kind"),
    [
        ("ring 01632 960030", "telephone number"),
        ("em.quag@nowhere.invalid", "e-mail address"),
        ("Ermintrude Quagmire's", "name"),
        ("born 28 February 2012", "date of birth"),
    ],
)
def test_a_venue_in_view_excuses_no_telephone_no_full_name_and_no_birth(slip: str, kind: str) -> None:
    case = family(UNCLE)
    case.data["conference"][0]["venue"] = f"Civic Rooms, Mockford ({slip})"

    found = stops(case, "p2", *dump(view_for(case, "p2")))

    assert kind in {each for each, _ in found}


def test_a_conference_may_meet_where_somebody_lives_and_in_a_school_whose_telephone_the_venue_tells() -> None:
    case = family(p7='phone = "01632 960007"\nagency = "school"')
    case.data["conference"][0]["venue"] = "Fable Hill, Mockford, 01632 960007"
    hits = found_in(case, "p2", *dump(view_for(case, "p2")))

    assert not any(hit.stops for hit in hits)
    assert ("telephone number", ("p7",)) in {(hit.kind, hit.refs) for hit in hits}


def test_a_stand_in_in_view_excuses_their_own_name_only() -> None:
    case = family(UNCLE)
    case.data["conference"][0]["attendance"][3]["represented_by"] = "Barnaby Stopgap of 3 Invented Lane, 01632 960030"

    found = stops(case, "p1", *dump(view_for(case, "p1")))

    assert {kind for kind, _ in found} == {"address", "telephone number"}
    assert stops(case, "p1", "Barnaby Stopgap") == set()


def test_a_name_that_a_footer_and_a_page_number_make_is_no_name() -> None:
    case = family(person("p30", "Page Fictley", "uncle"), p1='may_hear_about = ["c1"]')

    assert not any(hit.stops for hit in found_in(case, "p1", "For Kasimir Fictley\tPage 1 of 2"))
    assert any(hit.stops for hit in found_in(case, "p1", "with Page Fictley"))


def test_a_surname_that_somebody_in_view_shares_stops_in_none_of_its_spellings() -> None:
    case = family(person("p30", "Ffion O'Fictley", "uncle"))
    case.data["person"][1]["name"] = "Kasimir O'Fictley"

    assert found_in(case, "p2", "Dear Kasimir O&#x27;Fictley, the O'Fictleys, Mr O Fictley") == ()
    assert any(hit.stops for hit in found_in(case, "p2", "Ffion O&#x27;Fictley"))


# ---- what the chair decided, read on the safe side -------------------------------------------------------------------


def test_whoever_must_not_get_papers_gets_none_about_any_child() -> None:
    """Said once, for the children who share an outcome; the paper about another child would tell as much."""
    closed = decision("close-conference", "c3", "plan-made", not_to=("p2",), child_copy="no")
    view = view_for(family(with_outcome(closed)), "p2")

    assert view.reach.hears == {"c1", "c2"}
    assert {name: view.values["papers"][name]["copy"] for name in ("decision", "record")} == {
        "decision": "none", "record": "none",
    }  # fmt: skip
    assert view_for(family(with_outcome(closed)), "p1").values["papers"]["record"]["copy"] == "full"


def test_it_holds_in_a_paper_about_one_child_as_well() -> None:
    closed = decision("close-conference", "c1", "plan-made", not_to=("p2",), child_copy="no")

    assert view_for(family(closed), "p2", children=["c2"]).values["papers"]["decision"]["copy"] == "none"


FRIEND = person("p30", "Nobody Unreal", "supporter", 'may_hear_about = ["c1"]')


def test_whoever_gets_no_copy_of_the_decision_learns_no_outcome_category_or_help() -> None:
    help_said = "A worker comes on Mondays to help with the mornings."
    closed = decision("close-conference", "c1", "plan-made", decided="help", help_what=help_said)
    case = family(with_outcome(closed) + FRIEND)

    friend, mother = (view_for(case, ref) for ref in ("p30", "p1"))

    assert friend.values["decisions"] == ()
    assert friend.values["outcomes"] == ()
    assert [hit.kind for hit in found_in(case, "p30", help_said) if hit.stops] == ["text"]
    assert mother.values["decisions"][0]["answers"][1]["answer"] == help_said
    assert mother.values["outcomes"][0]["category"] == "NEG"
    assert not any(hit.stops for hit in found_in(case, "p1", help_said))


def test_a_speaker_of_whom_it_is_not_recorded_for_whom_may_speak_for_anybody() -> None:
    keys = 'confidential_from = { address = ["p2"], name = ["p2"] }'
    case = family(FRIEND, p5=keys)

    assert "p5" not in {each["ref"] for each in view_for(case, "p30").values["people"]}
    tied = family(FRIEND, p5=keys, p1='advocate = "p30"')
    assert "p5" in {each["ref"] for each in view_for(tied, "p30").values["people"]}


# ---- facts of the case that nobody looked for ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "ref", "told"),
    [
        ({"p1": 'previous_address = "77 Bygone Lane, Mockford"'}, "p2", "at 77 Bygone Lane"),
        ({"p1": 'maiden_name = "Tamsin Quagmire"'}, "p2", "Tamsin Quagmire"),
        ({"p1": 'work_phone = "01632 960099"'}, "p2", "on 01632 960099"),
        ({"p1": 'second_email = "tq@nowhere.invalid"'}, "p2", "tq@nowhere.invalid"),
        (
            {"c3": 'health = "Has fits when the lights flicker at night."'},
            "p2",
            "has fits when the lights flicker at night",
        ),
    ],
)
def test_a_key_that_nobody_knows_is_kept_from_everybody_but_the_chair(
    given: dict[str, str], ref: str, told: str
) -> None:
    case = family("", **given)

    assert any(hit.stops for hit in found_in(case, ref, f"He lives {told} now."))
    assert not any(hit.stops for hit in found_in(case, "chair", f"He lives {told} now."))


def test_an_answer_that_is_a_list_and_why_a_letter_was_recalled_are_texts_too() -> None:
    lists = decision("exclusion", "p2", "excluded", evidence=("The lodger heard him kick at the garden gate.",))
    recalled = (
        '\n[[release]]\nid = "rel1"\ndocument = "invitation"\nto = "p1"\nfile = "f.docx"\nsha256 = "0"\n'
        'rendered_by = "a"\n'
        'checked_by = "b"\nreleased_by = "c"\nat = 2026-12-01T10:00:00\nmethod = "post"\nrecalled_on = 2026-12-02\n'
        'recalled_because = "It told the number of the house behind the mill."\n'
    )
    case = family(lists + recalled)

    for said in ("the lodger heard him kick at the garden gate", "it told the number of the house behind the mill"):
        assert any(hit.stops for hit in found_in(case, "p2", said))


def test_where_the_conference_is_stands_in_no_paper_of_whoever_is_excluded_from_it_unseen() -> None:
    """The venue may be the office on the letterhead: it is told at release, and does not stop every letter."""
    out = decision("exclusion", "p2", "excluded")

    assert [(hit.kind, hit.refs) for hit in found_in(family(out), "p2", "at the Civic Rooms, Mockford")] == [
        ("address", ("ic1",))
    ]
    assert found_in(family(out), "p1", "at the Civic Rooms, Mockford") == ()
    assert any(hit.stops for hit in found_in(family(out), "p2", "https://meet.nowhere.invalid/room-seven-seven"))


LEAD = 'email = "lead@nowhere.invalid"'
HOW_TO_REACH = "ask the social worker: telephone 01632 960004, lead@nowhere.invalid"


def test_how_to_reach_the_lead_social_worker_is_given_to_families_and_nothing_to_look_at_each_time() -> None:
    """A warning on every letter is one that nobody reads when it counts."""
    assert found_in(family(p4=LEAD), "p1", HOW_TO_REACH) == ()


@pytest.mark.parametrize("more", ['\nconfidential_from = { phone = ["p1"], email = ["p1"] }', '\nparent_of = ["c2"]'])
def test_how_to_reach_a_lead_who_keeps_it_back_or_is_a_parent_is_still_found(more: str) -> None:
    assert {hit.kind for hit in found_in(family(p4=LEAD + more), "p1", HOW_TO_REACH)} >= {"telephone number"}


def test_how_to_reach_whoever_leads_for_another_child_is_still_looked_at() -> None:
    other = person("p40", "Una Elsewhere", "social-worker", 'phone = "01632 960040"\nlead_for = ["c3"]')
    hits = found_in(family(other, ("p1", "p2", "p40")), "p2", "ring 01632 960040")
    assert {(hit.kind, hit.refs) for hit in hits} == {("telephone number", ("p40",))}

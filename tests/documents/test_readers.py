"""Who can be a reader, and of what kind: what is not known is taken on the safe side."""

import pytest
from made_families import WORDS
from small_families import family, person, reader

from cpcli.documents.readers import readers_of
from cpcli.errors import UsageFault


@pytest.mark.parametrize(
    ("role", "more", "kind"),
    [
        ("mother", "", "parent-or-carer"),
        ("carer", "", "parent-or-carer"),
        ("foster-carer", "", "parent-or-carer"),
        ("uncle", 'parental_responsibility_for = ["c1"]', "parent-or-carer"),
        ("teacher", 'agency = "school"\nparent_of = ["c1"]', "parent-or-carer"),
        ("grandparent", "", "wider-family"),
        ("step-parent", "", "wider-family"),
        ("sibling", "", "wider-family"),
        ("supporter", "", "supporter"),
        ("advocate", 'agency = "voluntary-sector"', "supporter"),
        ("guardian", "", "supporter"),
        ("solicitor", 'agency = "legal-services"', "solicitor"),
        ("interpreter", "", "interpreter"),
        ("observer", 'agency = "police"', "observer"),
        ("police-officer", "", "professional"),
        ("police-officer", 'contact = ["c1"]', "reporting-agency"),
        ("minute-taker", "", "professional"),
        ("conference-chair", "", "professional"),
        ("uncle", "", "other"),
        ("uncle", 'agency = "school"\ncontact = ["c1"]', "other"),
        ("language-helper", 'interprets_for = ["p1"]', "interpreter"),
    ],
)
def test_the_kind_of_a_reader(role: str, more: str, kind: str) -> None:
    case = family(person("p30", "Nobody Unreal", role, more))

    assert reader(case, "p30").kind == kind


@pytest.mark.parametrize(("key", "kind"), [("observers_agreed", "observer"), ("solicitors_agreed", "solicitor")])
def test_what_the_conference_makes_of_somebody_comes_before_their_role(key: str, kind: str) -> None:
    case = family()
    conference = dict(case.rows("conference")[0]) | {key: ["p5"]}

    assert readers_of(case, conference, ["p5"], WORDS)[0].kind == kind


def test_role_words_name_the_chair_and_the_file() -> None:
    case = family()

    assert (reader(case, "chair").id, reader(case, "chair").kind) == ("p9", "chair")
    assert reader(case, "p9").kind == "chair"
    assert reader(case, "file").sees_everything


def test_all_is_everyone_on_the_list_once() -> None:
    case = family()
    conference = case.rows("conference")[0]

    assert [each.id for each in readers_of(case, conference, ["p1", "all"], WORDS)] == ["p1", "p2", "p4", "p5", "p7"]


def test_somebody_not_invited_and_an_unknown_role_are_told() -> None:
    case = family(person("p30", "Nobody Unreal", "uncle"))

    told = reader(case, "p30").warnings
    assert told[0] == "p30 is not invited to ic1"
    assert "least" in told[1]
    assert reader(case, "p1").warnings == ()
    assert reader(case, "p9").warnings == ()


@pytest.mark.parametrize(("role", "clause"), [("observer", "A25"), ("solicitor", "A14")])
def test_an_observer_or_a_solicitor_without_recorded_agreement_is_told(role: str, clause: str) -> None:
    assert any(clause in each for each in reader(family(person("p30", "Nobody Unreal", role)), "p30").warnings)


def test_a_chair_who_belongs_to_the_family_reads_as_family() -> None:
    case = family(p9='parent_of = ["c1"]')

    chair = reader(case, "chair")

    assert chair.kind == "parent-or-carer"
    assert any("belongs to the family" in each for each in chair.warnings)


def test_nobody_of_that_id_no_chair_and_an_empty_list_are_told_with_what_to_do() -> None:
    case = family("", ())
    conference = dict(case.rows("conference")[0])
    del conference["chair"]

    with pytest.raises(UsageFault, match='nobody with the id "p99"'):
        reader(case, "p99")
    with pytest.raises(UsageFault, match=r"has no chair yet.*cpcli set 2026-7777 conference\.ic1\.chair"):
        readers_of(case, conference, ["chair"], WORDS)
    with pytest.raises(UsageFault, match="nobody on its list"):
        readers_of(case, conference, ["all"], WORDS)


def test_an_id_that_is_a_role_word_is_refused_before_it_sees_everything() -> None:
    case = family(person("file", "Nobody Unreal", "uncle"))

    with pytest.raises(UsageFault, match='somebody with the id "file"'):
        reader(case, "file")

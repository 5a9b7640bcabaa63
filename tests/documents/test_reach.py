"""The children a reader may hear about, and the people who may be named to them: a row a rule."""

import pytest
from made_families import dump, view_for
from small_families import LISTED, family, found_in, names_in, person

EVERYBODY = ("p1", "p2", "p3", "p4", "p5", "p7", "p9")


@pytest.mark.parametrize(
    ("reader", "keys", "hears"),
    [
        ("p1", "", "c1 c2 c3"),
        ("p2", "", "c1 c2"),
        ("p3", "", "c3"),
        ("c1", "", "c1"),
        ("p3", 'parental_responsibility_for = ["c1"]', "c1 c3"),
        ("p3", 'may_hear_about = ["c2"]', "c2 c3"),
        ("p2", "may_hear_about = []", ""),
        # A professional invited hears about every subject child, whomever they have contact with, unless narrowed.
        ("p5", "", "c1 c2 c3"),
        ("p5", 'may_hear_about = ["c2"]', "c2"),
        ("p5", "may_hear_about = []", ""),
        ("chair", "", "c1 c2 c3"),
        ("file", "", "c1 c2 c3"),
    ],
)
def test_the_children_a_reader_may_hear_about(reader: str, keys: str, hears: str) -> None:
    case = family(**({reader: keys} if keys else {}))

    assert view_for(case, reader).reach.hears == set(hears.split())


@pytest.mark.parametrize(
    ("role", "more", "invited", "hears"),
    [
        ("police-officer", 'contact = ["c1"]', False, ""),
        ("police-officer", 'may_hear_about = ["c1"]', False, "c1"),
        ("grandparent", 'contact = ["c1"]', True, ""),
        ("grandparent", 'parental_responsibility_for = ["c1"]', True, "c1"),
        ("step-parent", "", True, ""),
        ("foster-carer", 'contact = ["c2"]', True, "c2"),
        ("foster-carer", "", True, ""),
        ("carer", 'contact = ["c2"]', False, "c2"),
        ("guardian", 'contact = ["c2"]', True, "c2"),
        ("supporter", 'contact = ["c2"]', True, ""),
        ("supporter", 'may_hear_about = ["c2"]', True, "c2"),
        ("solicitor", 'agency = "legal-services"', True, ""),
        ("interpreter", 'interprets_for = ["p2"]', True, ""),
        ("observer", 'agency = "police"', True, ""),
        ("uncle", 'contact = ["c1"]', True, ""),
        ("play-therapist", 'agency = "voluntary-sector"\ncontact = ["c1"]', True, "c1"),
        ("play-therapist", 'agency = "voluntary-sector"', True, ""),
    ],
)
def test_being_invited_tells_a_professional_only(role: str, more: str, invited: bool, hears: str) -> None:
    listed = (*LISTED, "p30") if invited else LISTED
    case = family(person("p30", "Nobody Unreal", role, more), ())
    case.data["conference"][0]["attendance"] = [{"person": each} for each in listed]

    view = view_for(case, "p30")

    assert view.reach.hears == set(hears.split())
    assert bool(hears) or any("hears about no child" in each for each in view.warnings)


def test_an_advocate_of_a_child_hears_about_that_child_and_of_a_parent_about_none() -> None:
    case = family(person("p30", "Nobody Unreal", "advocate"), c2='advocate = "p30"')
    of_a_parent = family(person("p30", "Nobody Unreal", "advocate"), p2='advocate = "p30"')

    assert view_for(case, "p30").reach.hears == {"c2"}
    assert view_for(of_a_parent, "p30").reach.hears == frozenset()


def test_a_conference_about_some_children_tells_professionals_about_those() -> None:
    case = family()
    case.data["conference"][0]["children"] = ["c1"]

    assert view_for(case, "p5").reach.hears == {"c1"}
    assert view_for(case, "p2").reach.subjects == ("c1",)
    assert [each["ref"] for each in view_for(case, "p2").values["other_children"]] == ["c2"]


@pytest.mark.parametrize(
    ("reader", "named"),
    [
        ("p1", EVERYBODY),
        ("p2", ("p1", "p2", "p4", "p5", "p7", "p9")),
        ("p3", ("p1", "p3", "p4", "p5", "p7", "p9")),
        ("c1", ("p1", "p2", "p4", "p5", "p7", "p9")),
        ("c3", ("p1", "p3", "p4", "p5", "p7", "p9")),
        ("p5", EVERYBODY),
        ("chair", EVERYBODY),
        ("file", EVERYBODY),
    ],
)
def test_who_may_be_named(reader: str, named: tuple[str, ...]) -> None:
    assert names_in(view_for(family(), reader)) == set(named)


@pytest.mark.parametrize(
    ("role", "more"),
    [
        ("grandparent", ""),
        ("step-parent", ""),
        ("sibling", ""),
        ("uncle", ""),
        ("supporter", ""),
        ("solicitor", 'agency = "legal-services"'),
        ("interpreter", 'interprets_for = ["p1"]'),
        ("advocate", 'agency = "voluntary-sector"'),
        ("foster-carer", ""),
        ("foster-carer", 'contact = ["c3"]'),
    ],
)
def test_nobody_else_is_named_though_invited(role: str, more: str) -> None:
    case = family(person("p30", "Nobody Unreal", role, more))
    case.data["conference"][0]["attendance"].append({"person": "p30", "attended": "in-person"})

    view = view_for(case, "p2")

    assert "p30" not in names_in(view)
    assert view.values["attendance"][-1]["called"] in {"another family member", "another person"}
    assert not any("Unreal" in text for text in dump(view))
    assert any(hit.kind == "name" and hit.stops for hit in found_in(case, "p2", "with Nobody Unreal there"))


def test_a_carer_of_a_child_in_view_is_named_and_so_is_a_professional_with_a_strange_role() -> None:
    carer = family(person("p30", "Nobody Unreal", "foster-carer", 'contact = ["c1"]'))
    strange = family(person("p30", "Nobody Unreal", "play-therapist", 'agency = "voluntary-sector"'))
    strange.data["conference"][0]["attendance"].append({"person": "p30"})

    assert "p30" in names_in(view_for(carer, "p2"))
    assert "p30" in names_in(view_for(strange, "p2"))
    assert view_for(strange, "p2").values["people"][-1]["role"] == "Voluntary organisation"


def test_a_professional_not_invited_is_not_named_and_the_lead_social_worker_is() -> None:
    case = family("", ("p1", "p2"))

    assert names_in(view_for(case, "p2")) == {"p1", "p2", "p4", "p9"}
    assert [hit.kind for hit in found_in(case, "p2", "Ms Visitham will come")] == ["single name"]


def test_children_of_differing_or_unknown_parentage_get_a_document_each() -> None:
    case = family()
    one_parent = family(p2='may_hear_about = ["c1"]')
    one_parent.data["person"][1]["parent_of"] = []

    assert view_for(case, "p1").split == (("c1",), ("c2",), ("c3",))
    assert view_for(case, "p2").split == (("c1", "c2"),)
    assert view_for(case, "p5").split == (("c1",), ("c2",), ("c3",))
    assert view_for(case, "p3").split == (("c3",),)
    assert view_for(one_parent, "p5").split == (("c1",), ("c2",), ("c3",))
    assert view_for(case, "chair").split == (("c1", "c2", "c3"),)


def test_a_document_about_one_child_holds_nothing_of_the_others() -> None:
    case = family()

    view = view_for(case, "p1", children=["c3"])

    assert [each["ref"] for each in view.values["children"]] == ["c3"]
    assert names_in(view) == {"p1", "p3", "p4", "p5", "p7", "p9"}
    assert {hit.refs for hit in found_in(case, "p1", "Kasimir Fictley", children=["c3"]) if hit.stops} == {("p2",)}
    assert [hit.refs for hit in found_in(case, "p1", "about Iolo", children=["c3"])] == [("c2",)]

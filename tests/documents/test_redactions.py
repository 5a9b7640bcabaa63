"""What the chair leaves out of somebody's copy: out of the view, in the search, and told on whose decision (J03)."""

from datetime import date

import pytest
from made_families import dump, view_for
from small_families import family, found_in

from cpcli.casework.redaction import Part, leaves_out, part_of, standing_redactions
from cpcli.documents.view import View
from cpcli.store.case_reader import Case, read_whole_case

PAPERS = """
[[conference.outcome]]
child = "c1"
decision = "plan"
category = "NEG"
reasons = "Sightings of purpleheron at the gate weighed most."

[[plan]]
id = "pl1"
child = "c1"
conference = "ic1"
risks = "Strangers with bluetrowel come and go."
contingency = "If nothing changes, greenwagon is the next step."

[[report]]
id = "r1"
conference = "ic1"
by = "p5"
children = ["c1"]
received = 2026-12-03
"""


def redaction(*what: str, more: str = "", kept_from: str = "p2") -> str:
    places = ", ".join(f'"{each}"' for each in what)
    return f"""
[[redaction]]
id = "red1"
what = [{places}]
kept_from = ["{kept_from}"]
because = "Telling him would bring orangeladder to the door."
decided_by = "p9"
decided_on = 2026-12-10
{more}
"""


def case(*what: str, **how: str) -> Case:
    # The papers stand in the conference, so they come before another table of the case.
    return family(PAPERS + (redaction(*what, **how) if what else ""))


def told(view: View) -> str:
    return " ".join(dump(view))


@pytest.mark.parametrize(
    ("what", "word"),
    [
        ("plan.pl1.contingency", "greenwagon"),
        ("plan.pl1", "greenwagon"),
        ("plan.pl1", "bluetrowel"),
        ("outcome.c1.reasons", "purpleheron"),
        ("outcome.c1", "purpleheron"),
    ],
)
def test_a_text_that_the_chair_leaves_out_is_out_of_one_copy_and_in_the_other(what: str, word: str) -> None:
    assert word in told(view_for(case(), "p2", children=["c1"]))

    left_out = case(what)
    view = view_for(left_out, "p2", children=["c1"])

    assert word not in told(view)
    assert [hit.kind for hit in found_in(left_out, "p2", *_sentences(word)) if hit.stops] == ["text"]
    assert any(each.decided_by == "red1, decided by p9" for each in view.withheld)
    assert word in told(view_for(left_out, "p1", children=["c1"]))
    assert found_in(left_out, "p1", *_sentences(word)) == ()


def _sentences(word: str) -> list[str]:
    return [line.partition('"')[2].rstrip('"') for line in PAPERS.splitlines() if word in line]


def test_only_what_is_named_is_left_out() -> None:
    view = view_for(case("plan.pl1.contingency"), "p2", children=["c1"])
    assert "bluetrowel" in told(view)
    assert view.values["plans"][0]["contingency"] is None


def test_a_report_is_left_out_whole() -> None:
    assert [each["ref"] for each in view_for(case(), "p2", children=["c1"]).values["reports"]] == ["r1"]
    view = view_for(case("report.r1"), "p2", children=["c1"])
    assert view.values["reports"] == ()
    assert [each.decided_by for each in view.withheld if each.kind == "report"] == ["red1, decided by p9"]


def test_why_something_is_left_out_is_for_the_chair_and_the_file() -> None:
    left_out = case("plan.pl1.contingency")
    for ref in ("p1", "p2", "p4"):
        assert "orangeladder" not in told(view_for(left_out, ref))
        assert view_for(left_out, ref).values["redactions"] == ()
        assert found_in(left_out, ref, "Telling him would bring orangeladder to the door.")
    (row,) = view_for(left_out, "file").values["redactions"]
    assert row["what"] == ("contingency of pl1",)
    assert [who["ref"] for who in row["kept_from"]] == ["p2"]
    assert row["decided_by"]["ref"] == "p9"


@pytest.mark.parametrize(
    ("more", "holds"),
    [
        ("lifted_on = 2099-01-01", True),
        ("lifted_on = 2026-01-01", False),
        ('conference = "ic1"', True),
        ("", True),
    ],
)
def test_it_holds_until_it_is_lifted(more: str, *, holds: bool) -> None:
    view = view_for(case("plan.pl1.contingency", more=more), "p2", children=["c1"])
    assert ("greenwagon" not in told(view)) is holds


def test_another_conferences_redaction_does_not_count() -> None:
    rows = [{"conference": "ic1"}, {"conference": "rc1"}, {}]
    assert standing_redactions(rows, date(2026, 12, 10), "ic1") == [rows[0], rows[2]]


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("plan.pl1.contingency", Part("plan", "pl1", "contingency")),
        ("plan.pl1", Part("plan", "pl1")),
        ("plan.pl.1.risks", Part("plan", "pl.1", "risks")),
        ("report.r1", Part("report", "r1")),
        ("decision.d1.help-what", Part("decision", "d1", "help-what")),
        ("child.c1.name", None),
        ("plan", None),
        ("", None),
    ],
)
def test_places_are_read(said: str, part: Part | None) -> None:
    assert part_of(said) == part
    assert leaves_out({"what": [said]}, "plan", "pl1", "risks") is (part == Part("plan", "pl1"))


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("plan.pl9.risks", "no plan of this case has that id"),
        ("plan.pl1.contingenzy", '"contingenzy" is not a text of a plan; did you mean "contingency"?'),
        ("outcome.c9", "no outcome of this case has that id"),
        ("decision.d9.services", "no decision of this case has that id"),
        ("decision.d1.plan", '"plan" is not a text of a decision'),
        ("the contingency plan", "must name a text: plan.pl1.contingency"),
    ],
)
def test_a_slip_is_an_error(what: str, says: str) -> None:
    rows = '[[child]]\nid = "c1"\n[[person]]\nid = "p2"\nrole = "father"\n[[person]]\nid = "p9"\nrole = "observer"\n'
    rows += '[[decision]]\nid = "d1"\nguide = "step-down"\nversion = 2025-03-25\noutcome = "made"\nreasons = "x"\n'
    rows += 'decided_by = "p9"\ndecided_on = 2026-12-10\n'
    text = f'{rows}[[plan]]\nid = "pl1"\nchild = "c1"\n{redaction(what)}'
    _, problems = read_whole_case(text, "2026-7777")
    found = [each.says for each in problems.found if each.level == "error"]
    assert len(found) == 1
    assert found[0].startswith(says)


# ---- the help that follows ----


HELP = """
[[conference.outcome]]
child = "c1"
decision = "no-plan"
"""


def helped(redacted: str = "", *, again: bool = False) -> Case:
    """c1 gets help that names what only the mother knows; `again`: the guide was run twice."""
    said = "Refuge outreach plans with Tamsin how whitelantern can be left."
    text = HELP
    for ref, earlier in (("d1", ""), ("d2", 'supersedes = "d1"'))[: 1 + again]:
        text += f"""
[[decision]]
id = "{ref}"
guide = "step-down"
version = 2025-03-25
about = ["c1"]
conference = "ic1"
outcome = "made"
decided_by = "p9"
decided_on = 2026-12-10
reasons = "x"
{earlier}
[[decision.answer]]
question = "plan"
value = "made"
[[decision.answer]]
question = "services"
value = "{said}"
"""
    return family(text + redacted)


@pytest.mark.parametrize("again", [False, True])
def test_the_help_that_one_parent_gets_is_left_out_of_the_other_s_copy(again: bool) -> None:
    """What helps a mother to leave is the last thing that the father may read; nor does a second run open it."""
    assert "whitelantern" in told(view_for(helped(again=again), "p2"))
    kept = helped(redaction("decision.d1.services"), again=again)
    seen = view_for(kept, "p2")

    assert "whitelantern" not in told(seen)
    assert "whitelantern" in told(view_for(kept, "p1"))
    assert any(
        hit.stops for hit in found_in(kept, "p2", "Refuge outreach plans with Tamsin how whitelantern can be left")
    )
    (help_,) = [each for each in seen.values["support"] if each["child"] == "c1"]
    assert help_["services"] is None
    assert "services for c1" not in {each.what for each in seen.not_recorded}
    assert {(each.kind, each.ref) for each in seen.withheld} >= {("services", "d2" if again else "d1")}

"""What a careful administrator would notice: for each check a case that sets it off, and one that does not."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cpcli.rules.checks import CHECKS, Found, look_over
from cpcli.store.bank_holidays import england

PACKS = Path(__file__).resolve().parents[2] / "cpcli" / "packs"
TODAY = date(2026, 12, 8)
CALENDAR = england({}, {})

#: A case in which nothing is to be noticed: an initial conference held on a Thursday, with its plan and its review.
FINE = """
[[child]]
id = "c1"
born = 2019-03-04

[[child]]
id = "c2"
born = 2021-06-18
school = "Sample School"

[[person]]
id = "p1"
role = "mother"
parent_of = ["c1", "c2"]

[[person]]
id = "p4"
role = "social-worker"
lead_for = ["c1"]

[[person]]
id = "p8"
role = "solicitor"

[[person]]
id = "p9"
role = "conference-chair"

[[person]]
id = "p10"
role = "observer"

[[person]]
id = "p12"
role = "interpreter"
interprets_for = ["p1"]

[[conference]]
id = "ic1"
kind = "initial-conference"
at = 2026-11-26T10:00:00
state = "held"
chair = "p9"
chair_involvement = "none"
convened_by = "p4"
convened_on = 2026-11-16
convened_because = "x"
solicitors_agreed = ["p8"]
observers_agreed = ["p10"]
next_review = 2027-02-25

[[conference.attendance]]
person = "p8"

[[conference.attendance]]
person = "p10"

[[conference.outcome]]
child = "c1"
decision = "plan"

[[conference.outcome]]
child = "c2"
decision = "no-plan"

[[conference]]
id = "rc1"
kind = "review-conference"
at = 2027-02-25T10:00:00
state = "planned"
chair = "p9"
chair_involvement = "chaired-before"

[[report]]
id = "r1"
conference = "rc1"
by = "p4"
withheld = true
withheld_agreed_by = "p9"
withheld_agreed_on = 2026-12-07
withheld_because = "x"

[[plan]]
id = "pl1"
child = "c1"
conference = "ic1"
started = 2026-11-26
lead_social_worker = "p4"

[[redaction]]
id = "red1"
what = ["plan.pl1.risks"]
kept_from = ["p1"]
because = "x"
conference = "ic1"
decided_by = "p9"
decided_on = 2026-11-26

[[event]]
kind = "strategy-discussion"
on = 2026-11-16
"""

PLAN = '[[plan]]\nid = "pl2"\nchild = "c1"\nlead_social_worker = "p4"\nstarted = 2026-11-30\n'

DISCUSSED = 'kind = "strategy-discussion"\non = 2026-11-16'
TWO = 'born = 2019-03-04\n\n[[child]]\nid = "c2"'
LATER = DISCUSSED.replace("16", "27")

#: For each check: what of the fine case becomes what, and the place and the words of what is found.
SETS_OFF: dict[str, list[tuple[str, str, str, str]]] = {
    "conference-before-enquiry": [(DISCUSSED, LATER, "conference[0].at", "Fri 27 Nov 2026")],
    "plan-starts-on-another-day": [("started = 2026-11-26", "started = 2026-11-27", "plan[0].started", "same day")],
    "review-on-the-day-of-the-plan": [
        ("at = 2027-02-25T10:00:00", "at = 2026-11-26T15:00:00", "conference[1].at", "a review comes later")
    ],
    "two-open-plans": [("[[event]]", f"{PLAN}[[event]]", "plan[1]", "c1 has two open plans, pl1 and pl2")],
    "child-without-a-date": [("born = 2021-06-18", "", "child[1]", "c2 has neither a date of birth")],
    "weekend-conference": [
        ("at = 2027-02-25T10:00:00", "at = 2027-02-27T10:00:00", "conference[1].at", "a Saturday"),
        ("at = 2027-02-25T10:00:00", "at = 2027-02-28", "conference[1].at", "a Sunday"),
        ("at = 2027-02-25T10:00:00", "at = 2026-12-28T10:00:00", "conference[1].at", "Boxing Day"),
    ],
    "chair-involved": [
        ('"chaired-before"', '"operational"', "conference[1].chair_involvement", "operational responsibility"),
        ('"chaired-before"', '"line-management"', "conference[1].chair_involvement", "line management"),
        ('role = "conference-chair"', 'role = "conference-chair"\ncontact = ["c1"]', "conference[0].chair", "p9"),
        ('role = "conference-chair"', 'role = "conference-chair"\nlead_for = ["c2"]', "conference[1].chair", "p9"),
        ('chair_involvement = "chaired-before"', "", "conference[1]", "whether the chair p9 is independent"),
    ],
    "solicitor-without-agreement": [
        ('solicitors_agreed = ["p8"]', "", "conference[0].attendance[0]", "p8 is a solicitor"),
        ('solicitors_agreed = ["p8"]', 'solicitors_agreed = ["p4"]', "conference[0].attendance[0]", "agreement"),
    ],
    "observer-without-agreement": [
        ('observers_agreed = ["p10"]', "", "conference[0].attendance[1]", "p10 is a observer")
    ],
    "interpreter-is-family": [
        ('role = "interpreter"', 'role = "grandparent"', "person[5].interprets_for", "p12 is family and interprets"),
        ('role = "interpreter"', 'role = "x"\nparent_of = ["c1"]', "person[5].interprets_for", "independent"),
    ],
    "convene-decision-missing": [
        ("convened_on = 2026-11-16\n", "", "conference[0]", "not complete: convened_on"),
        ('convened_by = "p4"\nconvened_on = 2026-11-16\nconvened_because = "x"\n', "", "conference[0]", "by, "),
    ],
    "closed-without-a-review-date": [
        ("next_review = 2027-02-25\n", "", "conference[0]", "cpcli set REF conference.ic1.next_review DATE"),
        ("next_review = 2027-02-25\n", "", "conference[0]", "ic1 was held with a plan"),
    ],
    "held-without-an-outcome": [
        ('[[conference.outcome]]\nchild = "c2"\ndecision = "no-plan"\n', "", "conference[0]", "has no outcome for c2"),
    ],
    "planned-in-the-past": [
        ("at = 2027-02-25T10:00:00", "at = 2026-12-07T10:00:00", "conference[1].state", "rc1 is still planned")
    ],
    "plan-without-a-lead": [('lead_social_worker = "p4"\n', "", "plan[0]", "pl1 names no lead social worker")],
    "withheld-without-agreement": [
        ('withheld_agreed_by = "p9"\n', "", "report[0]", "missing: withheld_agreed_by"),
        ('withheld_because = "x"\n', "", "report[0]", "r1 is withheld"),
    ],
    "school-tells-the-placement": [
        ('school = "Sample School"\n', 'school = "Sample School"\nconfidential_from = { placement = ["p1"] }\n',
         "child[1].school", "where c2 lives is kept from p1, and the school is not"),
        ('school = "Sample School"\n', 'school = "Sample School"\nconfidential_from = { address = ["p4"] }\n',
         "child[1].school", "cpcli set REF child.c2.confidential_from.school p4"),
    ],
    "redacted-by-another": [
        ('decided_by = "p9"', 'decided_by = "p4"', "redaction[0].decided_by", "p4, who is not the chair"),
        ('conference = "ic1"\ndecided_by = "p9"', 'decided_by = "p8"', "redaction[0].decided_by", "the chair lifts it"),
        ('decided_by = "p9"', 'lifted_on = 2026-11-25\ndecided_by = "p9"', "redaction[0].lifted_on", "before it was"),
        ('because = "x"\nconference = "ic1"\ndecided_by', 'because = " "\ndecided_by', "redaction[0].because", "why"),
    ],
    "no-subject-child": [
        (TWO, TWO.replace("[[child]]", "subject = false\n[[child]]") + "\nsubject = false", "", "cpcli add child REF"),
    ],
}  # fmt: skip

ERRORS = {
    "conference-before-enquiry", "plan-starts-on-another-day", "review-on-the-day-of-the-plan", "two-open-plans",
    "chair-involved",
}  # fmt: skip

#: What looks like it and is fine.
DOES_NOT: dict[str, list[tuple[str, str]]] = {
    "conference-before-enquiry": [
        (DISCUSSED, 'kind = "strategy-discussion"\non = 2026-11-26T09:00:00'),
        (DISCUSSED, 'kind = "birth"\non = 2026-12-01'),
    ],
    "plan-starts-on-another-day": [('conference = "ic1"\nstarted', "started"), ("started = 2026-11-26\n", "")],
    "review-on-the-day-of-the-plan": [
        # A sister's review on the day of this child's initial conference is nothing odd.
        ("at = 2027-02-25T10:00:00", 'at = 2026-11-26T15:00:00\nchildren = ["c2"]'),
        ("at = 2027-02-25T10:00:00", "at = 2026-11-27T10:00:00"),
    ],
    "two-open-plans": [
        ("[[event]]", f"{PLAN}ended = 2026-12-01\n[[event]]"),
        ("[[event]]", f"{PLAN.replace('c1', 'c2')}[[event]]"),
    ],
    "child-without-a-date": [("born = 2021-06-18", "expected = 2027-01-18")],
    "weekend-conference": [
        ('at = 2027-02-25T10:00:00\nstate = "planned"', f'at = 2027-02-27T10:00:00\nstate = "{state}"')
        for state in ("cancelled", "adjourned")
    ],
    "chair-involved": [('"chaired-before"', '"none"'), ('chair = "p9"\nchair_involvement = "chaired-before"\n', "")],
    "solicitor-without-agreement": [('person = "p8"', 'person = "p4"')],
    "observer-without-agreement": [('person = "p10"', 'person = "p4"')],
    "interpreter-is-family": [('role = "mother"', 'role = "mother"\ninterpreter = true')],
    "convene-decision-missing": [
        (
            "[[event]]",
            '[[conference]]\nid = "x"\nkind = "initial-conference"\nat = 2026-12-03\nstate = "cancelled"\n[[event]]',
        ),
    ],
    "closed-without-a-review-date": [
        ('decision = "plan"', 'decision = "no-plan"'),
        ('state = "held"\n', 'state = "cancelled"\n'),
    ],
    "held-without-an-outcome": [
        ('state = "held"', 'state = "adjourned"'),
        ('chair_involvement = "none"', 'chair_involvement = "none"\nchildren = ["c1"]'),
    ],
    "planned-in-the-past": [
        ("at = 2027-02-25T10:00:00", "at = 2026-12-08T08:00:00"),
        ('at = 2027-02-25T10:00:00\nstate = "planned"', 'at = 2026-12-07T10:00:00\nstate = "adjourned"'),
    ],
    "plan-without-a-lead": [('lead_social_worker = "p4"\n', "ended = 2026-12-01\n")],
    "withheld-without-agreement": [('withheld = true\nwithheld_agreed_by = "p9"\n', "withheld = false\n")],
    "school-tells-the-placement": [
        ('school = "Sample School"\n', 'school = "S"\nconfidential_from = { placement = ["p1"], school = ["p1"] }\n'),
        ('school = "Sample School"\n', 'confidential_from = { placement = ["p1"] }\n'),
    ],
    "redacted-by-another": [
        ('conference = "ic1"\ndecided_by', "decided_by"),
        ('decided_by = "p9"', 'lifted_on = 2026-12-08\ndecided_by = "p4"'),
    ],
    "no-subject-child": [('id = "c2"\n', 'id = "c2"\nsubject = false\n')],
}

#: What issue and documentation promise, in the order in which they tell it.
PROMISED = (
    "conference-before-enquiry", "plan-starts-on-another-day", "review-on-the-day-of-the-plan", "two-open-plans",
    "child-without-a-date", "weekend-conference", "chair-involved", "solicitor-without-agreement",
    "interpreter-is-family", "convene-decision-missing", "closed-without-a-review-date",
)  # fmt: skip


def found_in(text: str, today: date = TODAY) -> list[Found]:
    return look_over(tomllib.loads(text), CALENDAR, today)


def cases(table: dict[str, list[Any]]) -> list[Any]:
    return [pytest.param(name, row, id=f"{name}-{at}") for name, rows in table.items() for at, row in enumerate(rows)]


def test_in_a_fine_case_nothing_is_found() -> None:
    assert found_in(FINE) == []


def test_every_check_has_a_case_that_sets_it_off_and_one_that_does_not() -> None:
    ids = [check.id for check in CHECKS]

    assert list(SETS_OFF) == list(DOES_NOT) == ids
    assert len(set(ids)) == len(ids)


def test_everything_that_was_promised_is_checked() -> None:
    assert set(PROMISED) <= {check.id for check in CHECKS}


@pytest.mark.parametrize(("check", "row"), cases(SETS_OFF))
def test_a_check_finds_what_it_is_for_and_says_where(check: str, row: tuple[str, str, str, str]) -> None:
    there, instead, key, words = row
    assert there in FINE

    found = [f for f in found_in(FINE.replace(there, instead, 1)) if f.check == check]

    assert key in [f.key for f in found if words in f.says]


@pytest.mark.parametrize(("check", "row"), cases(DOES_NOT))
def test_a_check_leaves_alone_what_only_looks_like_it(check: str, row: tuple[str, str]) -> None:
    there, instead = row
    assert there in FINE

    assert [f for f in found_in(FINE.replace(there, instead, 1)) if f.check == check] == []


@pytest.mark.parametrize(("check", "row"), cases(SETS_OFF))
def test_what_cannot_be_so_is_an_error_and_the_rest_a_warning(check: str, row: tuple[str, str, str, str]) -> None:
    levels = {f.level for f in found_in(FINE.replace(row[0], row[1], 1)) if f.check == check}

    expected = "error" if check in ERRORS and "whether" not in row[3] else "warning"
    assert levels == {expected}


@pytest.mark.parametrize(("check", "row"), cases(SETS_OFF))
def test_a_finding_cites_its_check_s_clauses_and_names_nobody(check: str, row: tuple[str, str, str, str]) -> None:
    named = FINE.replace('role = "mother"', 'role = "mother"\nname = "Ash Example"')
    found = [f for f in found_in(named.replace(row[0], row[1], 1)) if f.check == check]

    assert found
    assert {f.clauses for f in found} == {each.clauses for each in CHECKS if each.id == check}
    assert not any("Example" in f.says for f in found)


def test_a_day_that_has_passed_is_told_by_the_day_it_is() -> None:
    assert [f.check for f in found_in(FINE, date(2027, 2, 25))] == []
    assert "planned-in-the-past" in [f.check for f in found_in(FINE, date(2027, 2, 26))]


def test_a_conference_without_a_state_counts_as_held_once_its_day_has_passed() -> None:
    text = FINE.replace('state = "planned"\n', "")

    assert "held-without-an-outcome" not in [f.check for f in found_in(text, date(2027, 2, 25))]
    assert "held-without-an-outcome" in [f.check for f in found_in(text, date(2027, 2, 26))]


def test_every_clause_that_a_check_cites_is_registered_and_cites_it_back() -> None:
    register: dict[str, list[str]] = {}
    for path in PACKS.glob("*/clauses.toml"):
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["clause"]:
            register.setdefault(row["id"], []).extend(row.get("applied_by", []))

    assert register
    for check in CHECKS:
        assert check.clauses, check.id
        assert [clause for clause in check.clauses if f"check:{check.id}" not in register.get(clause, [])] == []


def test_a_transfer_in_conference_follows_no_enquiry_of_this_authority() -> None:
    text = FINE.replace('kind = "initial-conference"', 'kind = "transfer-in-conference"').replace(DISCUSSED, LATER)

    assert [f.check for f in found_in(text)] == []


def test_an_empty_case_is_only_told_that_it_has_no_child() -> None:
    assert [f.check for f in found_in("")] == ["no-subject-child"]

"""What a careful administrator would notice in a case. Each check is one function with the clause behind it.

A check finds; it never decides. `error` is what cannot be so, `warning` is what somebody should look at.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from cpcli.casework.fields import FAMILY_ROLES
from cpcli.casework.kinds import ENQUIRY_STARTS, INITIAL_CONFERENCES
from cpcli.rules.wording import say
from cpcli.workdays import Calendar

Row = Mapping[str, Any]


class Found(NamedTuple):
    """One thing noticed: where in the case and what, with what to do; then by which check, on what authority."""

    key: str
    says: str
    level: str = "warning"
    check: str = ""
    clauses: tuple[str, ...] = ()


class Looked(NamedTuple):
    """What a check may look at: a case's tables, the calendar, and the day."""

    data: Mapping[str, Any]
    calendar: Calendar
    today: date

    def rows(self, table: str) -> list[tuple[str, Row]]:
        """The rows of a table, each with its place."""
        return [(f"{table}[{at}]", row) for at, row in enumerate(self.data.get(table, []))]

    def person(self, person_id: str | None) -> Row:
        """A person's row, empty where there is none."""
        return next((row for _, row in self.rows("person") if row.get("id") == person_id), {})

    def inside(self, here: str, row: Row, table: str) -> list[tuple[str, Row]]:
        """The rows of a table inside a row."""
        return [(f"{here}.{table}[{at}]", each) for at, each in enumerate(row.get(table, []))]

    def is_held(self, conference: Row) -> bool:
        """Whether a conference has taken place, as far as is recorded."""
        state = conference.get("state")
        return state == "held" or (state is None and "at" in conference and day(conference["at"]) < self.today)


def day(moment: date | datetime) -> date:
    """The calendar day of a date or a date and time."""
    return moment.date() if isinstance(moment, datetime) else moment


def _concerns(row: Row, children: Iterable[str]) -> bool:
    told = row.get("children", [])
    return not told or bool(set(told) & set(children))


def conference_before_enquiry(look: Looked) -> Iterator[Found]:
    """An initial conference follows an enquiry (T03, D01)."""
    starts = [day(e["on"]) for _, e in look.rows("event") if e.get("kind") in ENQUIRY_STARTS and "on" in e]
    for here, row in look.rows("conference"):
        # A transfer in follows another authority's enquiry.
        if (
            row.get("kind") in {"initial-conference", "pre-birth-conference"}
            and starts
            and "at" in row
            and day(row["at"]) < min(starts)
        ):
            at = say(day(row["at"]))
            says = f"the conference on {at} is before any enquiry, the first of {say(min(starts))}: check both"
            yield Found(f"{here}.at", says, "error")


def plan_starts_on_another_day(look: Looked) -> Iterator[Found]:
    """A plan starts on the day of the conference that made it (D08)."""
    conferences = {row.get("id"): row for _, row in look.rows("conference")}
    for here, plan in look.rows("plan"):
        conference = conferences.get(plan.get("conference"), {})
        if "at" in conference and "started" in plan and day(conference["at"]) != plan["started"]:
            says = (
                f"the plan for {plan.get('child')} starts {say(plan['started'])}, its conference was"
                f" {say(day(conference['at']))}: they are the same day"
            )
            yield Found(f"{here}.started", says, "error")


def review_on_the_day_of_the_plan(look: Looked) -> Iterator[Found]:
    """A review comes after the day on which the plan starts (D08)."""
    for here, row in look.rows("conference"):
        if row.get("kind") != "review-conference" or "at" not in row:
            continue
        for _, plan in look.rows("plan"):
            child = str(plan.get("child"))
            if plan.get("started") == day(row["at"]) and _concerns(row, [child]):
                says = f"this review is on the day the plan for {child} starts: a review comes later"
                yield Found(f"{here}.at", says, "error")


def two_open_plans(look: Looked) -> Iterator[Found]:
    """A child has one open plan at a time (P12)."""
    open_for: dict[str, str] = {}
    for here, plan in look.rows("plan"):
        child = plan.get("child")
        if "ended" in plan or child is None:
            continue
        if child in open_for:
            says = f"{child} has two open plans, {open_for[child]} and {plan.get('id')}: end one with its day"
            yield Found(here, says, "error")
        open_for[child] = str(plan.get("id"))


def child_without_a_date(look: Looked) -> Iterator[Found]:
    """Every deadline that looks at age needs a birth date, or an expected one (D15, D40)."""
    for here, child in look.rows("child"):
        if "born" not in child and "expected" not in child:
            which = child.get("id")
            says = f"{which} has neither a date of birth nor an expected delivery: cpcli set REF child.{which}.born -"
            yield Found(here, says)


def weekend_conference(look: Looked) -> Iterator[Found]:
    """Offices are shut on weekends and bank holidays (A32)."""
    for here, row in look.rows("conference"):
        if "at" not in row or row.get("state") in {"cancelled", "adjourned"}:
            continue
        shut = look.calendar.why_not_working(day(row["at"]))
        if shut is not None:
            says = f"the conference on {say(day(row['at']))} falls on {_a(shut)}: check the date"
            yield Found(f"{here}.at", says)


def _a(shut: str) -> str:
    return f"a {shut}" if shut in {"Saturday", "Sunday"} else shut


def chair_involved(look: Looked) -> Iterator[Found]:
    """The chair has no part in the case, now or before, except as chair (H02, H09, H14)."""
    for here, row in look.rows("conference"):
        chair, involvement = look.person(row.get("chair")), row.get("chair_involvement")
        if involvement in {"operational", "line-management"}:
            part = involvement.replace("-", " ")
            says = f"the chair {row.get('chair')} has {part} responsibility in this case: choose another"
            yield Found(f"{here}.chair_involvement", says, "error")
        elif chair.get("contact") or chair.get("lead_for"):
            says = (
                f"the chair {row.get('chair')} is recorded as working with a child of this case: choose another chair"
            )
            yield Found(f"{here}.chair", says, "error")
        elif row.get("chair") is not None and involvement is None and not look.is_held(row):
            says = (
                f"whether the chair {row.get('chair')} is independent of the case is not recorded: ask, and record it"
            )
            yield Found(here, says)


def solicitor_without_agreement(look: Looked) -> Iterator[Found]:
    """A solicitor attends with the chair's agreement (A14)."""
    yield from _without_agreement(look, "solicitor", "solicitors_agreed", "the chair's agreement")


def observer_without_agreement(look: Looked) -> Iterator[Found]:
    """An observer attends with the consent of the chair and the family (A25)."""
    yield from _without_agreement(look, "observer", "observers_agreed", "the consent of chair and family")


def _without_agreement(look: Looked, role: str, key: str, needs: str) -> Iterator[Found]:
    for here, row in look.rows("conference"):
        for there, guest in look.inside(here, row, "attendance"):
            person = guest.get("person")
            if look.person(person).get("role") == role and person not in row.get(key, []):
                says = f"{person} is a {role}, and {needs} is not recorded ({key})"
                yield Found(there, says)


def interpreter_is_family(look: Looked) -> Iterator[Found]:
    """A member of the family is not asked to interpret (U02)."""
    for here, person in look.rows("person"):
        family = person.get("role") in FAMILY_ROLES or bool(person.get("parent_of"))
        if family and person.get("interprets_for"):
            says = f"{person.get('id')} is family and interprets: ask for an independent interpreter"
            yield Found(f"{here}.interprets_for", says)


def convene_decision_missing(look: Looked) -> Iterator[Found]:
    """The team manager decides to convene, and the reasons are recorded (T01)."""
    for here, row in look.rows("conference"):
        if row.get("kind") in INITIAL_CONFERENCES and row.get("state") != "cancelled":
            lacking = [k for k in ("convened_by", "convened_on", "convened_because") if k not in row]
            if lacking:
                says = f"the manager's decision to convene {row.get('id')} is not complete: {', '.join(lacking)}"
                yield Found(here, says)


def closed_without_a_review_date(look: Looked) -> Iterator[Found]:
    """A conference that makes or keeps a plan sets the date of the review (D28, D08b)."""
    for here, row in look.rows("conference"):
        decisions = {o.get("decision") for _, o in look.inside(here, row, "outcome")}
        if look.is_held(row) and decisions & {"plan", "continue"} and "next_review" not in row:
            says = (
                f"{row.get('id')} was held with a plan, and no date is set for the review:"
                f" cpcli set REF conference.{row.get('id')}.next_review DATE"
            )
            yield Found(here, says)


def held_without_an_outcome(look: Looked) -> Iterator[Found]:
    """A conference decides for each child (V03, LP05)."""
    subjects = [str(c.get("id")) for _, c in look.rows("child") if c.get("subject", True) is True]
    for here, row in look.rows("conference"):
        if not look.is_held(row):
            continue
        told = {o.get("child") for _, o in look.inside(here, row, "outcome")}
        lacking = [child for child in row.get("children", subjects) if child not in told]
        if lacking:
            which = row.get("id")
            says = f"{which} was held and has no outcome for {', '.join(lacking)}: cpcli outcome REF {which}"
            yield Found(here, says)


def planned_in_the_past(look: Looked) -> Iterator[Found]:
    """A conference whose day has passed is held, adjourned or cancelled."""
    for here, row in look.rows("conference"):
        if row.get("state") == "planned" and "at" in row and day(row["at"]) < look.today:
            says = f"{row.get('id')} is still planned, and its day has passed: record what became of it"
            yield Found(f"{here}.state", says)


def plan_without_a_lead(look: Looked) -> Iterator[Found]:
    """Each child with a plan has a lead social worker (P12)."""
    for here, plan in look.rows("plan"):
        if "ended" not in plan and "lead_social_worker" not in plan:
            says = f"the plan {plan.get('id')} names no lead social worker"
            yield Found(here, says)


def withheld_without_agreement(look: Looked) -> Iterator[Found]:
    """A report is kept from the family only as the chair agreed, with a reason (D26, R14)."""
    for here, report in look.rows("report"):
        if report.get("withheld") is True:
            keys = ("withheld_agreed_by", "withheld_agreed_on", "withheld_because")
            lacking = [key for key in keys if key not in report]
            if lacking:
                says = f"the report {report.get('id')} is withheld, and this is missing: {', '.join(lacking)}"
                yield Found(here, says)


def school_tells_the_placement(look: Looked) -> Iterator[Found]:
    """A school in the next street tells where a child is placed (J11)."""
    for here, child in look.rows("child"):
        said = child.get("confidential_from", {})
        kept = {who for key in ("placement", "address") for who in _ids(said.get(key, ()))}
        told = sorted(kept - set(_ids(said.get("school", ()))))
        if "school" in child and told:
            says = (
                f"where {child.get('id')} lives is kept from {', '.join(told)}, and the school is not: where the school"
                f" would tell it, cpcli set REF child.{child.get('id')}.confidential_from.school {' '.join(told)}"
            )
            yield Found(f"{here}.school", says)


def _ids(people: Any) -> list[str]:
    return [people] if isinstance(people, str) else list(people)


def redacted_by_another(look: Looked) -> Iterator[Found]:
    """Only the chair decides what is left out of somebody's copy, and says why (J03)."""
    chairs = {row.get("chair") for _, row in look.rows("conference")}
    for here, redaction in look.rows("redaction"):
        ref, lifted, decided = (redaction.get(key) for key in ("id", "lifted_on", "decided_on"))
        if lifted is not None and decided is not None and lifted < decided:
            says = f"{ref} was lifted before it was decided: it keeps nothing from anybody; see which day is wrong"
            yield Found(f"{here}.lifted_on", says)
        if not str(redaction.get("because", "")).strip():
            yield Found(f"{here}.because", f"why {ref} leaves something out is not recorded")
        if lifted is not None and lifted <= look.today:
            continue
        by = redaction.get("decided_by")
        of = [row.get("chair") for _, row in look.rows("conference") if row.get("id") == redaction.get("conference")]
        if by not in (of or chairs):
            says = f"{ref} was decided by {by}, who is not the chair; it holds until the chair lifts it"
            yield Found(f"{here}.decided_by", says)


def subject_child_missing(look: Looked) -> Iterator[Found]:
    """A case is about at least one child (T03)."""
    if not any(child.get("subject", True) is True for _, child in look.rows("child")):
        yield Found("", "no child of this case is the subject of a conference: cpcli add child REF")


class Check(NamedTuple):
    """One check: its id, the clauses it carries out, and the function that looks."""

    id: str
    clauses: tuple[str, ...]
    look: Callable[[Looked], Iterator[Found]]


CHECKS = (
    Check("conference-before-enquiry", ("T03", "D01"), conference_before_enquiry),
    Check("plan-starts-on-another-day", ("D08",), plan_starts_on_another_day),
    Check("review-on-the-day-of-the-plan", ("D08",), review_on_the_day_of_the_plan),
    Check("two-open-plans", ("P12",), two_open_plans),
    Check("child-without-a-date", ("D15", "D40"), child_without_a_date),
    Check("weekend-conference", ("A32",), weekend_conference),
    Check("chair-involved", ("H02", "H09", "H14"), chair_involved),
    Check("solicitor-without-agreement", ("A14",), solicitor_without_agreement),
    Check("observer-without-agreement", ("A25",), observer_without_agreement),
    Check("interpreter-is-family", ("U02",), interpreter_is_family),
    Check("convene-decision-missing", ("T01",), convene_decision_missing),
    Check("closed-without-a-review-date", ("D28", "D08b"), closed_without_a_review_date),
    Check("held-without-an-outcome", ("LP05", "V03"), held_without_an_outcome),
    Check("planned-in-the-past", ("LP05",), planned_in_the_past),
    Check("plan-without-a-lead", ("P12", "H23"), plan_without_a_lead),
    Check("withheld-without-agreement", ("D26", "R14"), withheld_without_agreement),
    Check("school-tells-the-placement", ("J11",), school_tells_the_placement),
    Check("redacted-by-another", ("J03",), redacted_by_another),
    Check("no-subject-child", ("T03",), subject_child_missing),
)


def look_over(data: Mapping[str, Any], calendar: Calendar, today: date) -> list[Found]:
    """Everything noticed in a case whose form is right."""
    look = Looked(data, calendar, today)
    return [found._replace(check=check.id, clauses=check.clauses) for check in CHECKS for found in check.look(look)]

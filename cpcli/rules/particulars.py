"""Conditions that do not fit the closed set of operators, each a named function with its clause."""

from collections.abc import Callable, Mapping
from datetime import date

from cpcli.casework.result import Deadline
from cpcli.casework.timeline import Timeline, day_of
from cpcli.workdays import add_months

#: The answers already worked out for the same child, by rule.
Answers = Mapping[str, list[Deadline]]


def enquiry_limit_before_twenty_weeks(timeline: Timeline, trigger: date, due: date, answers: Answers) -> bool:
    """The enquiry's 15 working days end before 20 weeks of pregnancy, so the two pull apart (AMB07: D16, D01, D19)."""
    del timeline, trigger
    limits = answers.get("initial-conference.after-strategy-discussion", [])
    return any(limit.due is not None and limit.met_on is None and day_of(limit.due) < due for limit in limits)


def three_months_passed_before_birth(timeline: Timeline, trigger: date, due: date, answers: Answers) -> bool:
    """Three months from the pre-birth conference had passed when the baby was born (AMB06: D12)."""
    del trigger, answers
    births = timeline.active(["birth"])
    conferences = timeline.active(["pre-birth-conference"])
    return bool(births and conferences) and due == add_months(conferences[-1].day, 3) < births[-1].day


PARTICULARS: dict[str, Callable[[Timeline, date, date, Answers], bool]] = {
    "enquiry-limit-before-twenty-weeks": enquiry_limit_before_twenty_weeks,
    "three-months-passed-before-birth": three_months_passed_before_birth,
}

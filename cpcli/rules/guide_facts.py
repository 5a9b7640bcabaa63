"""What a case tells a guide: named facts, each known to be so or not said at all. Unknown is never a no."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from cpcli.casework.fields import FAMILY_ROLES
from cpcli.casework.timeline import day_of
from cpcli.workdays import add_years

Row = Mapping[str, Any]


class Told(NamedTuple):
    """What a fact may look at.

    Attributes:
        data: the case's tables.
        guide: the guide's name.
        about: the ids of those it is run about.
        conference: the conference's row; empty where there is none.
        today: the day to answer for.
    """

    data: Mapping[str, Any]
    guide: str
    about: tuple[str, ...]
    conference: Row
    today: date

    def rows(self, table: str) -> list[Row]:
        """The rows of a table."""
        return [row for row in self.data.get(table, []) if isinstance(row, Mapping)]

    def subjects(self) -> list[Row]:
        """The children the conference is about; without one, every subject child."""
        named = self.conference.get("children", [])
        subject = [row for row in self.rows("child") if row.get("subject", True) is True]
        return [row for row in subject if not named or row.get("id") in named]

    def children(self) -> list[Row]:
        """The children it is run about; where it is about nobody in particular or about an adult, the subjects."""
        chosen = [row for row in self.rows("child") if row.get("id") in self.about]
        return chosen or self.subjects()

    def day(self) -> date:
        """The day of the conference, where there is one; else the day to answer for."""
        at = self.conference.get("at")
        return day_of(at) if isinstance(at, date | datetime) else self.today

    def plans(self) -> list[Row]:
        """The plans of these children."""
        ids = {child.get("id") for child in self.children()}
        return [plan for plan in self.rows("plan") if plan.get("child") in ids]

    def decisions(self) -> list[Row]:
        """Decisions of this guide about the same people that no later one has replaced."""
        ours = [row for row in self.rows("decision") if row.get("guide") == self.guide]
        replaced = {row.get("supersedes") for row in ours}
        return [row for row in ours if row.get("id") not in replaced and set(row.get("about", ())) == set(self.about)]


def age_on(born: date, day: date) -> int:
    """Completed years; a child born on 29 February is a year older from 28 February (C10)."""
    years = day.year - born.year
    birthday = add_years(born, years)
    if (born.month, born.day) == (2, 29) and (birthday.month, birthday.day) == (3, 1):
        birthday = date(day.year, 2, 28)
    return years if day >= birthday else years - 1


def _ages(told: Told) -> list[int]:
    return [age_on(child["born"], told.day()) for child in told.children() if type(child.get("born")) is date]


def _is_unborn(child: Row) -> bool:
    return "born" not in child and "expected" in child


def _age_unknown(told: Told) -> bool:
    return any("born" not in child and "expected" not in child for child in told.children())


def _parents(told: Told) -> list[set[str]]:
    """For each child of the family, subject or not, the ids of its recorded parents (R09, R16)."""
    return [
        {str(p.get("id")) for p in told.rows("person") if child.get("id") in p.get("parent_of", ())}
        for child in told.rows("child")
        if child.get("household", "member") == "member"
    ]


def _parents_differ_or_unknown(told: Told) -> bool:
    parents = _parents(told)
    # One recorded parent leaves the other unknown: the children may not have the same (R16).
    return len(parents) > 1 and any(len(each) < 2 or each != parents[0] for each in parents)


def _is_of_kind(kind: str) -> Callable[[Told], bool]:
    return lambda told: told.conference.get("kind") == kind


def _first_review(told: Told) -> bool:
    """No review was held before this one since the latest initial conference."""
    if told.conference.get("kind") != "review-conference":
        return False
    last = max(_earlier(told), key=lambda row: day_of(row["at"]), default=None)
    return last is not None and last.get("kind") != "review-conference"


def _earlier(told: Told) -> list[Row]:
    """The conferences before this one that stand."""
    return [
        row
        for row in told.rows("conference")
        if "at" in row and day_of(row["at"]) < told.day() and row.get("state") not in {"adjourned", "cancelled"}
    ]


def _later_review(told: Told) -> bool:
    """A review was held since the latest initial conference, so this one is not the first (E11)."""
    return told.conference.get("kind") == "review-conference" and bool(_earlier(told)) and not _first_review(told)


def _chair_involved(told: Told) -> bool:
    """The chair has or had a part in the case other than chairing (H09, H14)."""
    return told.conference.get("chair_involvement") in {"operational", "line-management"}


def _looked_after(told: Told) -> bool:
    return any(child.get("looked_after") is True for child in told.children())


def _open_plan(told: Told) -> bool:
    return any("ended" not in plan for plan in told.plans())


def _interpreter_needed(told: Told) -> bool:
    rows = [*told.children(), *(row for row in told.rows("person") if is_family(row))]
    return any(row.get("interpreter") is True for row in rows)


def is_family(person: Row) -> bool:
    """Whether a person belongs to the family: by role, or as somebody's parent."""
    return person.get("role") in FAMILY_ROLES or bool(person.get("parent_of"))


def _several_children(told: Told) -> bool:
    return len(told.subjects()) > 1


def _decided_for_another(told: Told) -> bool:
    return any(row.get("conference") != told.conference.get("id") for row in told.decisions())


def _decided_already(told: Told) -> bool:
    return any(row.get("conference") == told.conference.get("id") for row in told.decisions())


def _has_needs(told: Told) -> bool:
    return any(child.get("needs") for child in told.children())


def _under(years: int) -> Callable[[Told], bool]:
    return lambda told: any(age < years for age in _ages(told))


def _from(years: int) -> Callable[[Told], bool]:
    return lambda told: any(age >= years for age in _ages(told))


def _midwife_on_the_case(told: Told) -> bool:
    return any(row.get("agency") == "midwifery" or row.get("role") == "midwife" for row in told.rows("person"))


#: Every fact a guide may ask for, with what it says of the case.
FACTS: dict[str, tuple[str, Callable[[Told], bool]]] = {
    "child-under-twelve": ("a child is under twelve on the day of the conference", _under(12)),
    "child-twelve-or-over": ("a child is twelve or older on the day of the conference", _from(12)),
    "child-under-five": ("a child is under five on the day of the conference", _under(5)),
    "child-unborn": ("a child is not born yet", lambda told: any(map(_is_unborn, told.children()))),
    "child-born": ("a child is born", lambda told: any("born" in child for child in told.children())),
    "age-unknown": ("neither birth nor expected delivery of a child is recorded", _age_unknown),
    "child-looked-after": ("a child is looked after by the authority", _looked_after),
    "child-has-open-plan": ("a child has a protection plan that has not ended", _open_plan),
    "child-plan-ended": (
        "a child had a protection plan that has ended",
        lambda told: any("ended" in plan for plan in told.plans()),
    ),
    "child-has-recorded-needs": ("a child's needs are recorded", _has_needs),
    "several-children": ("the conference is about several children", _several_children),
    "parents-differ-or-unknown": (
        "the children of the household do not all have the same recorded parents",
        _parents_differ_or_unknown,
    ),
    "initial-conference": ("it is an initial conference", _is_of_kind("initial-conference")),
    "pre-birth-conference": ("it is a pre-birth conference", _is_of_kind("pre-birth-conference")),
    "transfer-in-conference": ("it is a transfer-in conference", _is_of_kind("transfer-in-conference")),
    "review-conference": ("it is a review conference", _is_of_kind("review-conference")),
    "first-review": ("it is the first review after an initial conference", _first_review),
    "later-review": ("it is a review, and another was held since the initial conference", _later_review),
    "chair-involved": ("the chair has or had another part in the case", _chair_involved),
    "interpreter-needed": ("a child or a member of the family needs an interpreter", _interpreter_needed),
    "midwifery-on-the-case": ("midwifery is on the case", _midwife_on_the_case),
    "decided-for-another-conference": ("this was decided about them for another conference", _decided_for_another),
    "decided-already": ("this was decided about them for this conference already", _decided_already),
}


def facts_of(told: Told) -> frozenset[str]:
    """The facts that are known to be so."""
    return frozenset(_holding(told))


def _holding(told: Told) -> Iterator[str]:
    for name, (_, holds) in FACTS.items():
        if holds(told):
            yield name

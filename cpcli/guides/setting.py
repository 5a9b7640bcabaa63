"""What a guide is run on: the case, about whom, for which conference, and what is known from them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from cpcli.casework.guide import Guide
from cpcli.casework.pack import Pack
from cpcli.casework.result import Deadline
from cpcli.casework.timeline import day_of
from cpcli.rules.guide_facts import Row, Told, facts_of
from cpcli.rules.guides import Limits, Situation
from cpcli.rules.timetable import timetable
from cpcli.store.case_file import case_facts
from cpcli.store.tables import Problems
from cpcli.workdays import Calendar


class Setting(NamedTuple):
    """One run of a guide, before anything is asked.

    Attributes:
        about: ids of those it is run about; empty where it is about nobody in particular.
        conference: the conference's row; empty where there is none.
        deadlines: everything that follows for these people and this conference, worst first.
    """

    guide: Guide
    ref: str
    data: Mapping[str, Any]
    about: tuple[str, ...]
    conference: Row
    today: date
    situation: Situation
    deadlines: tuple[Deadline, ...]

    @property
    def children(self) -> list[Row]:
        """The children it concerns."""
        return Told(self.data, self.guide.name, self.about, self.conference, self.today).children()

    @property
    def conference_id(self) -> str | None:
        """The conference's id, where there is one."""
        return self.conference.get("id")


def setting_of(
    guide: Guide,
    ref: str,
    data: Mapping[str, Any],
    *,
    about: Sequence[str],
    conference: Row,
    today: date,
    pack: Pack,
    calendar: Calendar,
) -> Setting:
    """What is known before the first question.

    Raises:
        InvalidFile: the case's tables do not say what deadlines need of them.
    """
    told = Told(data, guide.name, tuple(about), conference, today)
    children = [str(child.get("id")) for child in told.children()]
    found = deadlines_for(ref, data, children, conference, today, pack, calendar, of=guide)
    situation = Situation(facts_of(told), limits_of(found))
    return Setting(guide, ref, data, tuple(about), conference, today, situation, tuple(found))


def deadlines_for(
    ref: str,
    data: Mapping[str, Any],
    children: Sequence[str],
    conference: Row,
    today: date,
    pack: Pack,
    calendar: Calendar,
    *,
    of: Guide,
) -> list[Deadline]:
    """The deadlines of these children while the guide's facts hold; for each rule those of this conference.

    A rule that counts from another conference only (a first review counts from the initial one) gives that deadline.
    """
    if of.closes and conference:
        data, today = _as_held(data, conference), max(today, day_of(conference["at"]))
    case = case_facts(data, Problems(f"cases/{ref}.toml", ""), ref)
    known = {fact: "" for fact in of.facts if fact in pack.facts}
    lines = [line for line in case.timelines(today, known) if line.child is None or line.child in children]
    found = timetable(pack, lines, calendar, today).deadlines
    ours = {d.rule for d in found if _is_of(d, conference)}
    return [deadline for deadline in found if deadline.rule not in ours or _is_of(deadline, conference)]


def _as_held(data: Mapping[str, Any], conference: Row) -> Mapping[str, Any]:
    """The case as it will be once this conference has taken place."""
    rows = [{**row, "state": "held"} if row is conference else row for row in data.get("conference", [])]
    return {**data, "conference": rows}


def _is_of(deadline: Deadline, conference: Row) -> bool:
    """Whether a deadline counts from this conference, or from nothing that is a conference."""
    return deadline.trigger is not None and deadline.trigger.ref in {None, conference.get("id")}


def limits_of(deadlines: Sequence[Deadline]) -> Limits:
    """For each rule the deadline still to be met with the earliest date; a met one, or one without a date, else."""
    limits: dict[str, Deadline] = {}
    for deadline in deadlines:
        known = limits.get(deadline.rule)
        if known is None or _is_sooner(deadline, known):
            limits[deadline.rule] = deadline
    return limits


def _is_sooner(deadline: Deadline, known: Deadline) -> bool:
    return _rank(deadline) < _rank(known)


def _rank(deadline: Deadline) -> tuple[bool, bool, date]:
    is_met = deadline.status in {"met", "met-late"}
    return deadline.due is None, is_met, date.max if deadline.due is None else day_of(deadline.due)

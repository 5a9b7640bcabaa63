"""The view: everything a template can see for one reader, and nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cpcli.casework.guide import Guide
from cpcli.casework.pack import Pack
from cpcli.casework.quorum import Quorum, Words
from cpcli.casework.result import Deadline
from cpcli.casework.timeline import day_of
from cpcli.documents.decided import answers_of, is_kept_away, papers_of, standing
from cpcli.documents.lens import Lens, Withheld
from cpcli.documents.plain import NotRecorded, Plain, date_words, missing_in
from cpcli.documents.reach import Reach, reach_of
from cpcli.documents.readers import FAMILY, Reader, namesakes, supports
from cpcli.documents.redactions import redacted, redactions_against
from cpcli.documents.secrets import hard_secrets
from cpcli.documents.view_decisions import decisions_of, exclusion_of_view
from cpcli.documents.view_meeting import (
    attendance_of,
    conference_of,
    distribution_of,
    hides_a_home,
    office_of,
    papers_in_words,
    quorum_of_view,
)  # fmt: skip
from cpcli.documents.view_papers import (
    deadlines_of_view,
    events_of,
    notes_of,
    outcomes_of,
    plans_of,
    redactions_of,
    reports_of,
)  # fmt: skip
from cpcli.documents.view_people import children_of, people_of, reader_of_view
from cpcli.documents.view_support import support_of
from cpcli.rules.guide_facts import age_on
from cpcli.store.case_reader import Case

Row = Mapping[str, Any]

#: The age from which nobody is a child, in years.
GROWN_UP = 18


@dataclass(frozen=True, repr=False)
class View:
    """What one reader sees of one conference.

    Attributes:
        values: what a template sees, frozen: see docs/documents.md for every name.
        reach: how far the reader sees, by ids.
        split: the children each document has to cover; several groups where the parentage differs or is unknown (R16).
        withheld: what was kept from the reader, why, and on whose decision; never the value.
        warnings: what a person should know before anything goes to this reader.
        area: the area in words, which every paper may say.
        office: how to reach the office, as far as this reader may read it.
        for_whom: the reader's name as each page gives it, with their id where somebody else of the case has that name.
    """

    values: Plain
    reach: Reach
    split: tuple[tuple[str, ...], ...]
    withheld: tuple[Withheld, ...]
    warnings: tuple[str, ...]
    area: str
    office: tuple[str, ...] = ()
    for_whom: str = ""

    @property
    def reader(self) -> Reader:
        """Whose view it is."""
        return self.reach.reader

    @property
    def is_about_a_birth(self) -> bool:
        """Whether a child in view is, or at the conference was, still to be born: others do not learn of a birth."""
        pre_birth = bool(self.values["conference"]["is_pre_birth"])
        return any(pre_birth or child["birth"] == "unborn" for child in self.values["children"])

    @property
    def not_recorded(self) -> tuple[NotRecorded, ...]:
        """Everything that the reader may know and that nobody has recorded yet."""
        return missing_in(self.values)

    def __repr__(self) -> str:
        return f"View({self.reach.conference} for {self.reader.id})"


def view_of(
    case: Case,
    conference: Row,
    reader: Reader,
    *,
    pack: Pack,
    words: Words,
    today: date,
    guides: Mapping[str, Guide] | None = None,
    deadlines: Sequence[Deadline] = (),
    quorum: Quorum | None = None,
    needs_addresses: bool = False,
    children: Iterable[str] | None = None,
    office: Mapping[str, str] | None = None,
) -> View:
    """What a reader sees of a conference.

    Args:
        case: the case.
        conference: the row of its conference.
        reader: for whom, from `readers_of`.
        pack: whose procedures apply.
        words: the agencies and roles of the area.
        today: the day the document is made.
        guides: the area's guides, by name, for the words of decisions.
        deadlines: every deadline of the case's children.
        quorum: the conference's quorum.
        needs_addresses: whether the document needs other people's addresses; an agenda or an invitation never does.
        children: those whom this one document covers, one of the groups of `split`; all in view where left out.
        office: how to reach those who run conferences, as the store's configuration says it.
    """
    case = redacted(case, str(conference.get("id")), today)
    conference = case.row("conference", str(conference.get("id"))) or conference
    reach = reach_of(case, conference, reader, words, needs_addresses=needs_addresses, children=children)
    lens = Lens(case, conference, reach, words, papers_of(case, reach), hard_secrets(case, reach))
    reached = office_of(lens, office or {})
    values = Plain(
        {
            "office": reached,
            "case": {"ref": case.ref},
            "area": {"name": pack.name, "title": pack.title},
            "today": today,
            "today_words": date_words(today),
            **_people(lens),
            **_meeting(lens, quorum),
            **_papers(lens, guides or {}, deadlines),
        }
    )
    warnings = (*reader.warnings, *_warnings(lens))
    return View(
        values, reach, split_of(case, reach), tuple(lens.withheld.values()), warnings, pack.title,
        tuple(line for value in reached.values() for line in ([value] if isinstance(value, str) else value or ())),
        str(values["reader"]["called"]) + (f" ({reader.id})" if namesakes(case, reader.id) else ""),
    )  # fmt: skip


def _people(lens: Lens) -> dict[str, Any]:
    subjects, others = children_of(lens)
    people = people_of(lens)
    return {
        "reader": reader_of_view(lens),
        "children": subjects,
        "other_children": others,
        "people": people,
        "family": [each for each in people if each["is_family"]],
        "professionals": [each for each in people if each["is_professional"]],
    }


def _meeting(lens: Lens, quorum: Quorum | None) -> dict[str, Any]:
    return {
        "conference": conference_of(lens),
        "attendance": attendance_of(lens),
        "quorum": quorum_of_view(lens, quorum),
        "papers": papers_in_words(lens),
        "distribution": distribution_of(lens),
    }


def _papers(lens: Lens, guides: Mapping[str, Guide], deadlines: Sequence[Deadline]) -> dict[str, Any]:
    return {
        "outcomes": outcomes_of(lens),
        "plans": plans_of(lens),
        "support": support_of(lens, guides),
        "reports": reports_of(lens, deadlines),
        "exclusion": exclusion_of_view(lens, guides),
        "decisions": decisions_of(lens, guides),
        "redactions": redactions_of(lens),
        "deadlines": deadlines_of_view(lens, deadlines),
        "events": events_of(lens),
        "notes": notes_of(lens),
    }


def _warnings(lens: Lens) -> Iterable[str]:
    reader = lens.reach.reader
    if not lens.reach.subjects and lens.reach.reader.kind != "file":
        yield (
            f"{reader.id} hears about no child of {lens.reach.conference}; where that is wrong, record it:"
            f" cpcli set {lens.case.ref} person.{reader.id}.may_hear_about IDS"
        )
    row = lens.case.row("person", reader.id) or {}
    if row.get("may_hear_about") == [] and reader.kind in FAMILY:
        yield f"may_hear_about of {reader.id} is empty: read as none, their own children too"
    at = day_of(lens.conference["at"])
    for child in lens.reach.subjects:
        born = (lens.case.row("child", child) or {}).get("born")
        if isinstance(born, date) and age_on(born, at) >= GROWN_UP:
            yield f"{child} is grown up on the day of {lens.reach.conference}: who hears about them is theirs to say"
    if reader.kind == "parent-or-carer":
        closed = standing(lens.case, "close-conference", lens.reach.conference)
        if any(answers_of(decision).get("safety") in {"no", "unclear"} for decision in closed):
            yield f"whether it is safe to send papers to {reader.id} is not considered yet (J11)"
    yield from _parts_not_marked(lens)
    yield from _told_by_the_paper_itself(lens)
    yield from lens.warnings


def _parts_not_marked(lens: Lens) -> Iterable[str]:
    """The chair allows a part only, and nothing says which texts are left out: nobody can cut what is not named."""
    reader = lens.reach.reader.id
    in_part = [name for name in ("decision", "record") if getattr(lens.papers, name).copy == "partial"]
    cut = [kept for kept in lens.withheld.values() if kept.because.startswith("confidential from")]
    if in_part and not redactions_against(lens.case, lens.reach.against) and not cut:
        yield (
            f"{reader} gets only a part of the {' and the '.join(in_part)}, and nothing is marked as left out:"
            f" cpcli add redaction {lens.case.ref} --kept-from {reader} --what plan.ID.KEY"
        )


def _told_by_the_paper_itself(lens: Lens) -> Iterable[str]:
    """What no template can hold back."""
    reader, ref = lens.reach.reader, lens.reach.conference
    if not lens.reach.is_inside and lens.conference["kind"] == "transfer-in-conference" and hides_a_home(lens):
        yield f"where somebody lives is kept from {reader.id}: any paper from this authority tells in which area"
    for other in supports(lens.case, reader.id):
        if is_kept_away(lens.case, ref, other):
            yield f"{other}, whom {reader.id} supports, is not told where {ref} is: through this paper they would be"


def split_of(case: Case, reach: Reach) -> tuple[tuple[str, ...], ...]:
    """Which children each document covers: one document where all are known to share both parents, else one a child.

    Unknown counts as different, and one recorded parent leaves the other unknown (R16, AMB37). The chair's and the
    authority's own papers are not parted.
    """
    subjects = reach.subjects
    if not subjects:
        return ()
    if reach.is_inside or len(subjects) == 1:
        return (subjects,)
    parents = [
        frozenset(str(row["id"]) for row in case.rows("person") if child in row.get("parent_of", ()))
        for child in subjects
    ]
    alike = all(len(each) > 1 and each == parents[0] for each in parents)
    return (subjects,) if alike else tuple((child,) for child in subjects)

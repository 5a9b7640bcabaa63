"""What the chair decided about papers and attendance, as the case's decisions say: which copy a reader gets."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from cpcli.documents.reach import Reach, kept_from
from cpcli.documents.readers import FAMILY, PROFESSIONAL
from cpcli.store.case_reader import Case
from cpcli.store.meeting_reader import subject_children

Row = Mapping[str, Any]

#: How much of a paper somebody gets; `undecided` is nothing until the chair has decided.
Copy = Literal["full", "partial", "none", "undecided"]
_LEAST: tuple[Copy, ...] = ("none", "undecided", "partial", "full")
_AS_COPY: Mapping[str, Copy] = {"full": "full", "redacted": "partial", "partial": "partial", "none": "none"}

_WHOLE = {"excluded": 0, "excluded-in-part": 1, "asked-to-leave": 2}

#: Answers that anybody may see who hears about the children: the rest of a decision is for the chair and the file.
OPEN_ANSWERS: Mapping[str, frozenset[str]] = {
    "close-conference": frozenset({"decided", "help-plan", "help-what", "core-group-later"}),
    "step-down": frozenset({"plan", "services", "written-by", "started-on", "first-review-on"}),
    "pre-birth": frozenset({"meeting-after"}),
}
#: What professionals invited may see besides: why a conference went ahead without its quorum and what keeps each child
#: safe meanwhile belong in the record (Q06); whoever is at the birth has to know it. A parent is told in person: when
#: and where a mother gives birth is not for every father to read.
OPEN_TO_PROFESSIONALS: Mapping[str, frozenset[str]] = {
    "pre-birth": frozenset({"birth-roles", "discharge-when", "discharge-where", "discharge-who"}),
    "proceed-inquorate": frozenset(
        {
            "fewer-because",
            "interim-safeguards",
            "early-review",
            "early-review-on",
            "early-next-review-on",
            "no-early-review",
            "ending",
            "ending-because",
        }
    ),
}
#: What a child may see of the decision about their own coming; never what others said about it.
_OWN_ATTENDANCE = frozenset(
    {
        "attends",
        "chair-meets",
        "advocate",
        "advocate-person",
        "prepared-by",
        "needs-provision",
        "heard-how",
    }
)
#: What a person who was excluded is told (X18, X19); never who asked, on which evidence and why. Nor the chair's own
#: words on when it begins and ends: they often tell whose evidence is heard then. Whoever tells them says the times.
TOLD_WHEN_EXCLUDED = frozenset(
    {
        "extent", "takes-part", "represented-by", "told", "told-on", "told-by",
        "report-copy", "record-copy",
    }
)  # fmt: skip


class Paper(NamedTuple):
    """How much of one paper a reader gets, and on whose decision: its id, and who decided."""

    copy: Copy
    decision: str | None = None
    decided_by: str | None = None


class Papers(NamedTuple):
    """The papers of one reader."""

    decision: Paper
    record: Paper
    report: Paper

    @property
    def tell_the_outcome(self) -> bool:
        """Whether the reader may know what the conference decided: by the decision itself, or by the record of it."""
        return bool({"full", "partial"} & {self.decision.copy, self.record.copy})


def standing(case: Case, guide: str, conference: str | None = None) -> list[Row]:
    """Decisions of a guide that no later one replaced, for one conference where it is named."""
    rows = case.rows("decision")
    replaced = {row.get("supersedes") for row in rows}
    return [
        row
        for row in rows
        if row.get("guide") == guide
        and row.get("id") not in replaced
        and (conference is None or row.get("conference") == conference)
    ]


def answers_of(decision: Row) -> dict[str, Any]:
    """What a decision answered, by question."""
    rows = decision.get("answer", ())
    return {row["question"]: row["value"] for row in rows if "question" in row and "value" in row}


def open_answers(reach: Reach, decision: Row, papers: Papers) -> frozenset[str]:
    """The questions of a decision whose answers a reader may see without being the chair or the file.

    What was decided for the children, and the help that follows, are for those who get the decision or the record.
    """
    about, guide = set(decision.get("about", ())), str(decision.get("guide"))
    if not about or not about <= reach.hears or decision.get("conference") not in {None, reach.conference}:
        return frozenset()
    if guide == "child-attendance":
        return _OWN_ATTENDANCE if about == {reach.reader.id} else frozenset()
    more = OPEN_TO_PROFESSIONALS.get(guide, frozenset()) if reach.reader.kind in PROFESSIONAL else frozenset()
    told = OPEN_ANSWERS.get(guide, frozenset()) | more if papers.tell_the_outcome else frozenset()
    return frozenset(question for question in told if not kept_from(decision, question, reach.against))


def exclusion_of(case: Case, conference: str, ref: str) -> Row | None:
    """The decision that excludes somebody from a conference, the widest where there are several."""
    found = [row for row in standing(case, "exclusion", conference) if ref in row.get("about", ())]
    found = [row for row in found if row.get("outcome") in _WHOLE]
    return min(found, key=lambda row: _WHOLE[row["outcome"]], default=None)


def is_kept_away(case: Case, conference: str, ref: str) -> bool:
    """Whether somebody is not to come to where a conference is: then they do not learn where that is.

    Whoever is excluded from all of it; and whoever takes part in the rest online, while somebody they may have to be
    kept apart from sits in that room.
    """
    decision = exclusion_of(case, conference, ref)
    if decision is None:
        return False
    return decision.get("outcome") == "excluded" or "online" in (answers_of(decision).get("takes-part") or ())


def papers_of(case: Case, reach: Reach) -> Papers:
    """How much of the decision, the record and the social worker's report a reader gets: the least that is said."""
    found: dict[str, list[Paper]] = {"decision": [], "record": [], "report": []}
    if not reach.is_inside:
        for paper, said in (
            *_by_kind(reach),
            *_by_exclusion(case, reach),
            *_by_closing(case, reach),
            *_by_request(case, reach),
        ):
            found[paper].append(said)
    least = {
        paper: min(said, key=lambda each: _LEAST.index(each.copy), default=Paper("full"))
        for paper, said in found.items()
    }
    for paper, said in _by_consent(case, reach):
        if least[paper].decision is None:
            least[paper] = said
    return Papers(**least)


def _by_kind(reach: Reach) -> Iterator[tuple[str, Paper]]:
    kind = reach.reader.kind
    if kind in {"supporter", "solicitor", "observer", "interpreter", "other"}:
        # Only with the parent's word to the chair, or the chair's consent (J04, J07, J08).
        yield from ((paper, Paper("none")) for paper in ("decision", "record", "report"))
    elif kind == "child":
        # The chair decides whether a child gets a copy (J06); the social worker shares a report where right (R13).
        yield from ((paper, Paper("undecided")) for paper in ("decision", "record", "report"))
    elif kind == "wider-family":
        yield "report", Paper("none")
        if not reach.reader.invited:
            yield from ((paper, Paper("none")) for paper in ("decision", "record"))


def _by_exclusion(case: Case, reach: Reach) -> Iterator[tuple[str, Paper]]:
    decision = exclusion_of(case, reach.conference, reach.reader.id)
    if decision is None:
        return
    said = answers_of(decision)
    for paper, question in (("report", "report-copy"), ("record", "record-copy")):
        copy = _AS_COPY.get(str(said.get(question)), "undecided")
        yield paper, _paper(copy, decision)


def _by_closing(case: Case, reach: Reach) -> Iterator[tuple[str, Paper]]:
    for decision in standing(case, "close-conference", reach.conference):
        about = set(decision.get("about", ()))
        said = answers_of(decision)
        # Said once, whatever the children: a paper about another child goes to the same door.
        if reach.reader.id in (said.get("not-to") or ()):
            yield from ((paper, _paper("none", decision)) for paper in ("decision", "record"))
        if about and not about & reach.hears:
            continue
        if reach.reader.kind == "parent-or-carer" and said.get("withheld") in {"yes", "unclear"}:
            copy: Copy = "partial" if said["withheld"] == "yes" else "undecided"
            yield from ((paper, _paper(copy, decision)) for paper in ("decision", "record"))
        if reach.reader.kind == "child" and said.get("child-copy") == "no":
            yield from ((paper, _paper("none", decision)) for paper in ("decision", "record"))


def _by_request(case: Case, reach: Reach) -> Iterator[tuple[str, Paper]]:
    for decision in standing(case, "third-party-request", reach.conference):
        refused = decision.get("outcome") in {"refused", "referred"}
        if refused and reach.reader.id in decision.get("about", ()):
            yield "record", _paper("none", decision)


def _by_consent(case: Case, reach: Reach) -> Iterator[tuple[str, Paper]]:
    """What the chair consented to, for those who get nothing or are not decided about for being who they are."""
    if reach.reader.kind == "child":
        for decision in standing(case, "close-conference", reach.conference):
            about = set(decision.get("about", ()))
            if answers_of(decision).get("child-copy") == "yes" and (not about or reach.reader.id in about):
                # Yes, or the parts that are right for them: which, the chair says.
                yield from ((paper, _paper("partial", decision)) for paper in ("decision", "record"))
    for decision in standing(case, "third-party-request", reach.conference):
        copy: Copy | None = {"given-in-full": "full", "given-in-part": "partial"}.get(str(decision.get("outcome")))  # type: ignore[assignment]
        if copy is None or reach.reader.id not in decision.get("about", ()):
            continue
        asked = answers_of(decision).get("asks-for") or ()
        if "record" in asked:
            yield "record", _paper(copy, decision)
        if "outline-plan" in asked:
            yield "decision", _paper(copy, decision)
        if "reports" in asked:
            yield "report", _paper(copy, decision)


def _paper(copy: Copy, decision: Row) -> Paper:
    return Paper(copy, decision.get("id"), decision.get("decided_by"))


class ReportCopy(NamedTuple):
    """How much of one report a reader gets; `listed` is whether they may know of it at all."""

    listed: bool
    paper: Paper


def report_copy(case: Case, reach: Reach, report: Row, papers: Papers) -> ReportCopy:
    """How much of one report a reader gets: what is kept back from the family is not even listed to them."""
    reader = reach.reader
    if kept_from(report, "confidential_from", reach.against):
        return ReportCopy(listed=False, paper=Paper("none"))
    if reach.is_inside or report.get("by") == reader.id:
        return ReportCopy(listed=True, paper=Paper("full"))
    covered = set(report.get("children", ())) or set(
        subject_children(case, {"id": reach.conference} | _conf(case, reach))
    )
    if not covered & reach.hears:
        return ReportCopy(listed=False, paper=Paper("none"))
    if reader.kind in PROFESSIONAL:
        return ReportCopy(listed=True, paper=Paper("full" if covered <= reach.hears else "partial"))
    said = [_withheld_by_guide(case, reach, report), papers.report if _is_social_care(case, report) else Paper("full")]
    if reader.kind in FAMILY and report.get("withheld") is True:
        said.append(Paper("none", None, report.get("withheld_agreed_by")))
    least = min(said, key=lambda each: _LEAST.index(each.copy))
    if least.copy == "full" and not covered <= reach.hears:
        # A report about several families' children is parted first (R16).
        least = Paper("partial")
    return ReportCopy(listed=least.copy != "none" and reader.kind in FAMILY, paper=least)


def _conf(case: Case, reach: Reach) -> dict[str, Any]:
    return dict(case.row("conference", reach.conference) or {})


def _is_social_care(case: Case, report: Row) -> bool:
    author = case.row("person", str(report.get("by"))) or {}
    return author.get("agency") == "social-care" or author.get("role") in {"social-worker", "team-manager"}


def _withheld_by_guide(case: Case, reach: Reach, report: Row) -> Paper:
    for decision in standing(case, "report-withholding", reach.conference):
        if report.get("by") not in decision.get("about", ()):
            continue
        if reach.reader.id in (answers_of(decision).get("kept-from") or ()):
            return _paper("partial" if decision.get("outcome") == "shared-in-part" else "none", decision)
    return Paper("full")

"""The papers of a view: outcomes, plans, reports, deadlines, and working notes for those inside."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cpcli.casework.kinds import CONFERENCES, EVENT_KINDS
from cpcli.casework.redaction import part_of
from cpcli.casework.result import Deadline
from cpcli.documents.decided import report_copy
from cpcli.documents.lens import Lens
from cpcli.documents.plain import NotRecorded, date_words, in_words, moment_words
from cpcli.documents.reach import kept_from
from cpcli.documents.readers import FAMILY
from cpcli.documents.redactions import by_redaction, redactions_against
from cpcli.documents.view_meeting import COPY_WORDS
from cpcli.documents.view_people import not_named, person_or_place
from cpcli.documents.view_words import named

Row = Mapping[str, Any]

CATEGORIES = {
    "NEG": "neglect",
    "PHY": "physical harm",
    "SAB": "sexual harm",
    "EMO": "emotional harm",
    "MUL": "more than one kind of harm",
}
DECISIONS = {
    "plan": "a child protection plan is made",
    "no-plan": "no child protection plan",
    "continue": "the child protection plan continues",
    "end": "the child protection plan ends",
}
#: The eight contents of an outline plan (P01 to P08), with what the case calls them.
EIGHT = (
    ("outcomes", "Outcomes for the child", "P01"),
    ("services", "Services the child needs", "P02"),
    ("assessment_by", "When the assessment is to be complete", "P03"),
    ("specialist_assessments", "Specialist assessments", "P04"),
    ("roles", "Who does what, and who sees whom how often", "P05"),
    ("resources", "What it takes from each agency, and who can commit it", "P06"),
    ("progress", "When and how progress is judged, and by whom", "P07"),
    ("contingency", "What happens if nothing changes, and what triggers it", "P08"),
)
#: Deadlines that anybody hears of who hears about the children, and those for professionals besides. Another rule is
#: for the chair and the file until it stands here.
_FOR_EVERYBODY = frozenset(
    {"core-group.first", "review-conference.first", "review-conference.next", "plan.discuss-with-parents",
     "report-to-family.before-conference", "record.amendments"}
)  # fmt: skip
_FOR_PROFESSIONALS = _FOR_EVERYBODY | {"report-to-chair.before-conference", "decision.send", "dissent.escalate"}
#: Those of them that tell nothing of what was decided. The others are for those who get the decision or the record:
#: a date for a core group says that there is a plan.
_TELLING_NOTHING = frozenset({"report-to-family.before-conference", "report-to-chair.before-conference"})
#: Dates of support after or instead of a plan: they count from an event, not from the conference.
_OF_SUPPORT = frozenset({"child-in-need-plan.review", "child-in-need-plan.earliest-close"})


def outcomes_of(lens: Lens) -> list[dict[str, Any]]:
    """What was decided for each child in view; one not yet recorded is said so.

    Nothing where the reader gets neither the decision nor the record: no other paper tells it to them.
    """
    if not lens.papers.tell_the_outcome:
        paper = lens.papers.decision
        lens.keep("outcome", lens.reach.conference, COPY_WORDS[paper.copy], paper.decision or "the rules of documents")
        return []
    rows = {str(row.get("child")): row for row in lens.conference.get("outcome", ())}
    return [_outcome(lens, child, rows.get(child)) for child in lens.reach.subjects]


def _outcome(lens: Lens, child: str, row: Row | None) -> dict[str, Any]:
    ref = str(lens.conference["id"])
    missing = NotRecorded(
        f"outcome of {ref} for {child}", f"cpcli outcome {lens.case.ref} {ref} --child {child} --decision DECISION"
    )
    said = row or {}
    in_record = lens.reach.is_inside or lens.papers.record.copy == "full"
    told = in_record or lens.papers.decision.copy in {"full", "partial"}
    category = CATEGORIES.get(str(said.get("category")))
    override = said.get("override_by")
    return {
        "child": child,
        "called": (person_or_place(lens, child) or {}).get("called"),
        "decision": said.get("decision", missing),
        "decision_words": DECISIONS.get(str(said.get("decision")), missing),
        "has_plan": "yes" if said.get("decision") in {"plan", "continue"} else "no" if row else missing,
        "category": said.get("category"),
        "category_words": category,
        "reasons": _text(lens, said, "reasons", missing) if told else None,
        "dissent_by": _people(lens, said.get("dissent_by")) if in_record else [],
        "dissent_reasons": _text(lens, said, "dissent_reasons") if in_record else None,
        "override_by": person_or_place(lens, override) if in_record else None,
        "override_reasons": _text(lens, said, "override_reasons") if in_record else None,
    }


def _text(lens: Lens, row: Row, key: str, missing: Any = None) -> Any:
    return named(lens, lens.text(row, key, missing))


def _people(lens: Lens, refs: Any) -> list[Any]:
    return [person_or_place(lens, ref) for ref in refs or ()]


def plans_of(lens: Lens) -> list[dict[str, Any]]:
    """The plan of each child in view that this conference made, else the one still open.

    A child for whom a plan was decided and none is recorded has one in which everything is not recorded yet.
    """
    if lens.papers.decision.copy not in {"full", "partial"}:
        return []
    found = []
    for child in lens.reach.subjects:
        theirs = [row for row in lens.case.rows("plan") if row.get("child") == child]
        ours = [row for row in theirs if row.get("conference") == lens.reach.conference]
        ours = ours or [row for row in theirs if "ended" not in row]
        found += [_plan(lens, row, child) for row in ours[-1:] or ([{}] if child in _with_plan(lens) else [])]
    return found


def _with_plan(lens: Lens) -> frozenset[str]:
    """The children for whom the conference decided on a plan."""
    rows = lens.conference.get("outcome", ())
    return frozenset(str(row.get("child")) for row in rows if row.get("decision") in {"plan", "continue"})


def _plan(lens: Lens, row: Row, child: str) -> dict[str, Any]:
    def missing(key: str) -> NotRecorded:
        if "id" in row:
            return lens.missing("plan", str(row["id"]), key)
        return NotRecorded(f"{in_words(key)} of the plan for {child}", f"cpcli edit {lens.case.ref}")

    undated = None if "assessment_by" in row else _text(lens, row, "no_assessment_because")

    def part(key: str) -> Any:
        value = _text(lens, row, key, missing(key))
        if key == "assessment_by" and value is not None and undated is not None:
            return undated
        return date_words(value) if isinstance(value, date) else value

    started, ended = row.get("started"), row.get("ended")
    return {
        "ref": row.get("id"),
        "child": child,
        "called": (person_or_place(lens, child) or {}).get("called"),
        "started_words": date_words(started) if started else missing("started"),
        "ended_words": date_words(ended) if ended else None,
        "end_words": date_words(ended) if ended else missing("ended"),
        "ended_because": _text(lens, row, "ended_because"),
        "category_words": CATEGORIES.get(str(row.get("category"))) or missing("category"),
        "lead_social_worker": person_or_place(lens, row.get("lead_social_worker"))
        or not_named(missing("lead_social_worker")),
        "core_group": _people(lens, row.get("core_group")) or [not_named(missing("core_group"))],
        "risks": part("risks"),
        "no_assessment_because": undated,
        "contents": [{"key": key, "title": title, "text": part(key), "clause": clause} for key, title, clause in EIGHT],
        **{key: part(key) for key, _, _ in EIGHT},
    }


def reports_of(lens: Lens, deadlines: Sequence[Deadline]) -> list[dict[str, Any]]:
    """The reports for this conference that the reader may know of, with how much of each they get."""
    found = []
    for row in lens.case.rows("report"):
        if row.get("conference") != lens.reach.conference:
            continue
        copy = report_copy(lens.case, lens.reach, row, lens.papers)
        by = (
            by_redaction(redactions_against(lens.case, lens.reach.against), "report", str(row["id"]), "")
            or copy.paper.decision
            or ("the chair" if row.get("withheld") else "the rules of documents")
        )
        if not copy.listed or copy.paper.copy != "full":
            lens.keep("report", str(row["id"]), COPY_WORDS[copy.paper.copy], by)
        if copy.listed:
            found.append(_report(lens, row, copy.paper.copy, deadlines))
    return found


def _report(lens: Lens, row: Row, copy: str, deadlines: Sequence[Deadline]) -> dict[str, Any]:
    covered = row.get("children") or lens.reach.subjects
    rules = {"report-to-family.before-conference": "family", "report-to-chair.before-conference": "chair"}
    due = {rules[d.rule]: d.due for d in deadlines if d.rule in rules and d.due and d.child in {None, *covered}}
    inside = lens.reach.is_inside
    outside = lens.reach.reader.kind not in FAMILY
    return {
        "ref": row["id"],
        "by": person_or_place(lens, row.get("by")),
        "is_own": row.get("by") == lens.reach.reader.id,
        "children": [child for child in covered if child in lens.reach.hears],
        "copy": copy,
        "copy_words": COPY_WORDS[copy],
        "received_words": _day(lens, row, "received"),
        "shared_words": _day(lens, row, "shared_on"),
        "to_chair_words": _day(lens, row, "sent_to_chair") if outside else None,
        "due_to_family_words": date_words(due["family"]) if "family" in due else None,
        "due_to_chair_words": date_words(due["chair"]) if "chair" in due and outside else None,
        "withheld": "yes" if row.get("withheld") else None if not inside else "no",
        "withheld_because": row.get("withheld_because") if inside else None,
        "note": row.get("note") if inside else None,
    }


def _day(lens: Lens, row: Row, key: str) -> str:
    value = row.get(key)
    return date_words(value) if value else lens.missing("report", str(row["id"]), key)


def deadlines_of_view(lens: Lens, deadlines: Sequence[Deadline]) -> list[dict[str, Any]]:
    """The dates that concern the reader, soonest first; for others than the chair, what counts from this conference."""
    kind = lens.reach.reader.kind
    inside = lens.reach.is_inside
    allowed = _FOR_EVERYBODY if kind in FAMILY else _FOR_PROFESSIONALS
    told = lens.papers.tell_the_outcome
    allowed = allowed if told else allowed & _TELLING_NOTHING
    found = []
    for each in deadlines:
        concerns = each.child is None or each.child in lens.reach.hears
        ours = (
            each.trigger is not None and each.trigger.ref == lens.reach.conference and each.trigger_kind in CONFERENCES
        )
        supports = told and each.rule in _OF_SUPPORT and each.child is not None
        if not concerns or not (inside or supports or (ours and lens.reach.hears and each.rule in allowed)):
            continue
        found.append(
            {
                "rule": each.rule,
                "title": each.title,
                "child": each.child,
                "due": each.due,
                "due_words": moment_words(each.due) if each.due else lens.missing("deadline", each.rule, "due"),
                "aim_words": date_words(each.aim_for) if each.aim_for else None,
                "status": each.status,
                "status_words": in_words(each.status),
                "force": each.force,
                "clauses": list(each.clauses),
            }
        )
    return sorted(found, key=lambda row: (row["due"] is None, str(row["due"]), row["title"], str(row["child"])))


def events_of(lens: Lens) -> list[dict[str, Any]]:
    """What happened, for the chair and the file."""
    if not lens.reach.is_inside:
        return []
    rows = [row for row in lens.case.rows("event") if not kept_from(row, "confidential_from", lens.reach.against)]
    return [
        {
            "kind_words": EVENT_KINDS[row["kind"]],
            "on_words": moment_words(row["on"]),
            "children": list(row.get("children", ())),
            "note": row.get("note"),
        }
        for row in rows
    ]


def notes_of(lens: Lens) -> list[dict[str, Any]]:
    """Working notes, for the chair and the file, less what is confidential from them."""
    for at, row in enumerate(lens.case.rows("note")):
        if kept_from(row, "confidential_from", lens.reach.against) or not lens.reach.is_inside:
            lens.keep(
                "note", f"note {at + 1}", "a working note", "the case file" if row.get("confidential_from") else "rules"
            )
    if not lens.reach.is_inside:
        return []
    rows = [row for row in lens.case.rows("note") if not kept_from(row, "confidential_from", lens.reach.against)]
    return [
        {
            "on_words": date_words(row["on"]) if "on" in row else None,
            "by": person_or_place(lens, row.get("by")),
            "text": row["text"],
        }
        for row in rows
    ]


def redactions_of(lens: Lens) -> list[dict[str, Any]]:
    """What the chair leaves out of whose copy, and why: for the chair and the file (J03)."""
    if not lens.reach.is_inside:
        return []
    return [
        {
            "ref": row["id"],
            "what": [_part_words(str(what)) for what in row.get("what", ())],
            "kept_from": [person_or_place(lens, ref) for ref in row.get("kept_from", ())],
            "because": row.get("because"),
            "decided_by": person_or_place(lens, row.get("decided_by")),
            "decided_on_words": date_words(row["decided_on"]),
        }
        for row in lens.case.rows("redaction")
    ]


def _part_words(said: str) -> str:
    part = part_of(said)
    if part is None:
        return said
    whole = f"the {part.table} of {part.ref}" if part.table == "outcome" else f"the {part.table} {part.ref}"
    return f"{in_words(part.key)} of {part.ref}" if part.key else whole

"""What a run of a guide came to, and the decisions of a case, for reading and for programs. Never a name."""

from collections.abc import Container, Mapping, Sequence
from datetime import date
from typing import Any

from cpcli.casework.guide import Guide, Step
from cpcli.casework.timeline import Moment, day_of
from cpcli.output.safe import safe_text
from cpcli.rules.guides import Decided
from cpcli.rules.wording import many, say

Row = Mapping[str, Any]


def run_page(decided: Decided) -> str:
    """What was decided, what must be in the record, and what happens next and by when."""
    judged = decided.judged
    whom = f" about {' '.join(decided.about)}" if decided.about else ""
    where = f" for {decided.conference}" if decided.conference else ""
    lines = [f"{decided.decision}  {judged.ending.says}{cited(judged.ending.clauses)}"]
    lines.append(f"    {decided.guide.name}{whom}{where}: {judged.ending.id}")
    lines += [f"  Warning: {warning.says}{cited(warning.clauses)}" for warning in judged.warnings]
    if judged.records:
        lines += ["", "For the record"]
    for record in judged.records:
        here = [name for name in record.questions if name in decided.answered]
        lines.append(f"  - {record.says}{cited(record.clauses)}")
        lines.append(f"      {'answered: ' + ', '.join(here) if here else 'not answered yet'}")
    if decided.steps:
        lines += ["", "What happens next"]
    for step in decided.steps:
        lines.append(f"  - {step.says}{cited(step.clauses)}")
        lines += [f"      {line}" for line in _beneath(step)]
    return "\n".join(map(safe_text, lines))


def _beneath(step: Step) -> Sequence[str]:
    found = []
    if step.due is not None:
        aim = f", aim for {say(step.aim_for)}" if step.aim_for is not None and step.aim_for != day_of(step.due) else ""
        when = {"latest": f"by {say(step.due)}{aim}", "earliest": f"not before {say(step.due)}"}
        found.append(f"{step.title}: {when.get(step.bound, say(step.due))}")
    elif step.rule is not None:
        found.append(f"{step.title or step.rule}: its date is not known yet")
    if step.document is not None:
        found.append(f"document: {step.document}")
    if step.command is not None:
        found.append(step.command)
    return found


def run_line(decided: Decided) -> str:
    """The same on a line, for many cases."""
    about, warnings = " ".join(decided.about) or "-", decided.judged.warnings
    parts = [decided.ref, decided.decision, decided.guide.name, about, decided.judged.ending.id]
    return safe_text("  ".join([*parts, *([many(len(warnings), "warning")] if warnings else [])]))


def run_shape(decided: Decided) -> dict[str, Any]:
    """The same for programs: no answer and no reason, which may hold personal data."""
    judged = decided.judged
    return {
        "schema": "cpcli/guide-run/1",
        "case": decided.ref,
        "decision": decided.decision,
        "guide": decided.guide.name,
        "version": decided.guide.version.isoformat(),
        "pack": decided.guide.pack,
        "about": list(decided.about),
        "conference": decided.conference,
        "outcome": {"id": judged.ending.id} | _told(judged.ending),
        "warnings": [_told(warning) for warning in judged.warnings],
        "record": [_told(record) | {"questions": list(record.questions)} for record in judged.records],
        "next": [_step_shape(step) for step in decided.steps],
    }


def _told(part: Any) -> dict[str, Any]:
    return {"says": part.says, "clauses": list(part.clauses)}


def _step_shape(step: Step) -> dict[str, Any]:
    shape = step._asdict()
    return {**shape, "clauses": list(step.clauses), "due": _iso(step.due), "aim_for": _iso(step.aim_for)}


def _iso(moment: Moment | None) -> str | None:
    return None if moment is None else moment.isoformat()


def cited(clauses: Sequence[str]) -> str:
    """Clauses in brackets after what rests on them."""
    return f"  [{' '.join(clauses)}]" if clauses else ""


def replaced(rows: Sequence[Row]) -> set[str]:
    """The ids of decisions that a later one supersedes."""
    return {str(row["supersedes"]) for row in rows if "supersedes" in row}


def decisions_page(rows: Sequence[Row]) -> str:
    """The decisions of a case on a line each."""
    gone = replaced(rows)
    return "\n".join(_line(row, is_replaced=row.get("id") in gone) for row in rows)


def _line(row: Row, *, is_replaced: bool) -> str:
    parts = [str(row.get("id")), str(row.get("guide")), " ".join(map(str, row.get("about", []))) or "-"]
    parts += [str(row.get("conference") or "-"), str(row.get("outcome"))]
    told = f"by {row.get('decided_by')} on {say(row['decided_on'])}" if "decided_on" in row else ""
    return safe_text("  ".join([*parts, told]) + ("  (superseded)" if is_replaced else ""))


def decision_page(row: Row, guide: Guide | None, *, is_replaced: bool) -> str:
    """One decision with every answer and its clauses. Answers are the person's own words: only shown when asked for."""
    asks = {question.id: question.ask for question in guide.questions} if guide else {}
    lines = [_line(row, is_replaced=is_replaced)]
    if guide is not None and row.get("version") != guide.version:
        lines.append("  decided under an earlier version of this guide: the questions are shown as they are asked now")
    for answer in row.get("answer", []):
        name = str(answer.get("question"))
        lines.append(f"  {asks.get(name, name)}{cited(answer.get('clauses', []))}")
        lines.append(f"      {_words(answer.get('value'))}")
    return "\n".join(map(safe_text, lines))


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return say(value) if isinstance(value, date) else str(value)


def decisions_shape(ref: str, rows: Sequence[Row], gone: Container[str]) -> dict[str, Any]:
    """The decisions for programs, with what each answer rests on; what was answered stays in the case file."""
    return {
        "schema": "cpcli/guide-decisions/1",
        "case": ref,
        "decisions": [_decision_shape(row, is_replaced=row.get("id") in gone) for row in rows],
    }


def _decision_shape(row: Row, *, is_replaced: bool) -> dict[str, Any]:
    keys = (
        "id",
        "guide",
        "version",
        "pack",
        "about",
        "conference",
        "outcome",
        "decided_by",
        "decided_on",
        "supersedes",
    )
    shape = {key: row[key].isoformat() if isinstance(row.get(key), date) else row.get(key) for key in keys}
    answers = [{"question": each.get("question"), "clauses": each.get("clauses", [])} for each in row.get("answer", [])]
    return {**shape, "superseded": is_replaced, "answers": answers}

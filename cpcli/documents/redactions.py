"""The chair's redactions (J03), laid over a case: what is left out of somebody's copy is confidential from them.

From then on view and search treat a redacted text as any other that the case says must not reach a reader.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from cpcli.casework.redaction import TEXTS, leaves_out, part_of, standing_redactions
from cpcli.store.case_reader import Case

Row = Mapping[str, Any]


def redacted(case: Case, conference: str, today: date) -> Case:
    """The case with the redactions that hold on a day for a conference's papers laid over it; the others are gone."""
    rows = case.rows("redaction")
    if not rows:
        return case
    standing = standing_redactions(rows, today, conference)
    data = {**case.data, "redaction": standing}
    data["plan"] = [_kept(row, "plan", [str(row.get("id"))], standing) for row in case.rows("plan")]
    data["report"] = [_kept_whole(row, standing) for row in case.rows("report")]
    decisions = case.rows("decision")
    data["decision"] = [_kept(row, "decision", _with_earlier(row, decisions), standing) for row in decisions]
    data["conference"] = [
        {**row, "outcome": [_kept(each, "outcome", [str(each.get("child"))], standing) for each in row["outcome"]]}
        if "outcome" in row
        else row
        for row in case.rows("conference")
    ]
    return case._replace(data=data)


def _with_earlier(row: Row, decisions: Iterable[Row]) -> list[str]:
    """A decision's id, and those it replaced: what was left out of an earlier one is left out of a later one too."""
    replaces = {str(each.get("id")): each.get("supersedes") for each in decisions}
    found = [str(row.get("id"))]
    while (earlier := replaces.get(found[-1])) and earlier not in found:
        found.append(str(earlier))
    return found


def _kept(row: Row, table: str, refs: Iterable[str], standing: Iterable[Row]) -> Row:
    """A row of texts, with those that are left out said to be confidential."""
    said = {key: _ids(people) for key, people in dict(row.get("confidential_from", {})).items()}
    for redaction in standing:
        for key in TEXTS[table]:
            if any(leaves_out(redaction, table, ref, key) for ref in refs):
                said[key] = [*said.get(key, []), *redaction.get("kept_from", ())]
    return {**row, "confidential_from": said} if said else row


def _kept_whole(row: Row, standing: Iterable[Row]) -> Row:
    """A report: it is left out as a whole or not at all."""
    said = _ids(row.get("confidential_from", ()))
    for redaction in standing:
        parts = [part_of(str(what)) for what in redaction.get("what", ())]
        if any(part and part[:2] == ("report", row.get("id")) for part in parts):
            said += redaction.get("kept_from", ())
    return {**row, "confidential_from": said} if said else row


def _ids(people: Any) -> list[str]:
    return [people] if isinstance(people, str) else list(people)


def redactions_against(case: Case, readers: Iterable[str]) -> list[Row]:
    """The redactions that hold for the copies of these people, in the order of the case."""
    wanted = set(readers)
    return [row for row in case.rows("redaction") if wanted & set(row.get("kept_from", ()))]


def by_redaction(redactions: Iterable[Row], table: str, ref: str, key: str) -> str | None:
    """On whose decision a text is left out: the redaction's id, and who decided; None where none leaves it out."""
    for row in redactions:
        if leaves_out(row, table, ref, key):
            return f"{row.get('id')}, decided by {row.get('decided_by')}"
    return None

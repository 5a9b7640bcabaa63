"""A decision as it is saved: guide and version, about whom, every answer with its clauses, and what it came to."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from cpcli.casework.fields import next_id
from cpcli.casework.guide import Answer, Answers, Step
from cpcli.errors import UsageFault, nearest
from cpcli.guides.setting import Setting
from cpcli.rules.guides import Judged, Limits, judge
from cpcli.store.case_reader import Case
from cpcli.store.edit import Append, Change

#: A blank of a command, with the flag before it where there is one.
_BLANK = re.compile(r"(--[a-z-]+ )?\{([^{}]+)\}")


class Decision(NamedTuple):
    """A decision ready to be saved, and what it came to."""

    setting: Setting
    answers: Answers
    judged: Judged


def decide(setting: Setting, answers: Answers) -> Decision:
    """What complete answers come to."""
    return Decision(setting, answers, judge(setting.guide, answers, setting.situation))


def changes_for(decision: Decision, case: Case, supersedes: str | None = None) -> tuple[str, list[Change]]:
    """The id of the new decision and the changes that add it to a case.

    A decision of the same guide, about the same people and for the same conference is superseded: it stays as it is,
    and the new one names it. A guide that repeats supersedes only what `supersedes` names.

    Raises:
        UsageFault: that is no decision of this guide, or was superseded already.
    """
    decision_id = next_id("decision", case.ids("decision"))
    at = len(case.rows("decision"))
    row = _row(decision, decision_id, _superseded(decision, case, supersedes))
    return decision_id, [
        Append(("decision",), row),
        *(Append(("decision", at, "answer"), answer) for answer in _answers(decision)),
    ]


def _row(decision: Decision, decision_id: str, superseded: str | None) -> dict[str, Any]:
    setting, answers = decision.setting, decision.answers
    row: dict[str, Any] = {
        "id": decision_id,
        "guide": setting.guide.name,
        "version": setting.guide.version,
        "pack": setting.guide.pack,
        "about": list(setting.about),
        "conference": setting.conference_id,
        "outcome": decision.judged.ending.id,
        "decided_by": answers["decided-by"],
        "decided_on": answers["decided-on"],
        "supersedes": superseded,
        "reasons": answers["reasons"],
    }
    return {key: value for key, value in row.items() if value not in (None, [])}


def _answers(decision: Decision) -> list[dict[str, Any]]:
    """Every answer with the clauses of its question and of the options chosen."""
    rows = []
    for question_id, answer in decision.answers.items():
        question = decision.setting.guide.question(question_id)
        if question is None:
            continue
        chosen = answer if isinstance(answer, tuple) else (answer,)
        options = [clause for option in question.options if option.id in chosen for clause in option.clauses]
        value = list(answer) if isinstance(answer, tuple) else answer
        rows.append(
            {"question": question_id, "value": value, "clauses": list(dict.fromkeys([*question.clauses, *options]))}
        )
    return rows


def _superseded(decision: Decision, case: Case, named: str | None) -> str | None:
    setting, rows = decision.setting, case.rows("decision")
    gone = {row.get("supersedes") for row in rows}
    if named is not None:
        ours = [str(row.get("id")) for row in rows if row.get("guide") == setting.guide.name]
        standing = [each for each in ours if each not in gone]
        if named not in standing:
            told = "was superseded already" if named in ours else f"is no decision of the guide {setting.guide.name}"
            raise UsageFault(f"--supersedes: {named} {told}{nearest(named, standing)}")
        return named
    if setting.guide.repeats:
        return None
    alike = [
        row
        for row in rows
        if row.get("guide") == setting.guide.name
        and row.get("id") not in gone
        and sorted(row.get("about", [])) == sorted(setting.about)
        and row.get("conference") == setting.conference_id
        and all(_told(row, name) == decision.answers.get(name) for name in setting.guide.apart)
    ]
    return str(alike[-1].get("id")) if alike else None


def other_matter(decision: Decision, superseded: Mapping[str, Any]) -> str | None:
    """What differs where a decision that is superseded was about others, or for another conference."""
    setting = decision.setting
    was = (sorted(superseded.get("about", [])), superseded.get("conference"))
    if was == (sorted(setting.about), setting.conference_id):
        return None
    told = " ".join(was[0]) or "nobody in particular", was[1] or "no conference"
    return (
        f"{superseded.get('id')} was about {told[0]} for {told[1]} and stands no longer: undo this if that is not meant"
    )


def steps_of(decision: Decision, limits: Limits, titles: Mapping[str, str]) -> tuple[Step, ...]:
    """What happens next, each step with its date where a rule gives one.

    `limits` hold once the decision is saved; `titles` are those of the pack's rules.
    """
    steps = []
    for step in decision.judged.next_steps:
        limit = limits.get(step.rule) if step.rule else None
        steps.append(
            Step(
                step.says,
                step.clauses,
                title=titles.get(step.rule) if step.rule else None,
                bound=limit.bound if limit else "latest",
                due=limit.due if limit else None,
                aim_for=limit.aim_for if limit else None,
                rule=step.rule,
                document=step.document,
                command=None if step.command is None else _filled(step.command, decision),
            )
        )
    return tuple(steps)


def _filled(command: str, decision: Decision) -> str:
    """A command with its blanks filled in; what was not answered stays a word in capitals for the person to fill."""
    setting = decision.setting
    values: dict[str, Answer] = {
        "REF": setting.ref,
        "CONFERENCE": setting.conference_id or "CONFERENCE",
        "ABOUT": setting.about or "ID",
        **{question.id: question.id.upper() for question in setting.guide.questions},
        **decision.answers,
    }

    def fill(found: re.Match[str]) -> str:
        flag, value = found[1] or "", values[found[2]]
        # Several values take a flag each.
        return " ".join(f"{flag}{each}" for each in (value if isinstance(value, tuple) else (value,)))

    return _BLANK.sub(fill, command)


def _told(row: Mapping[str, Any], question: str) -> Answer | None:
    """What a saved decision answered to a question."""
    values = [answer.get("value") for answer in row.get("answer", []) if answer.get("question") == question]
    value: Any = values[0] if values else None
    return tuple(value) if isinstance(value, list) else value

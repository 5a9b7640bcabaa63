"""Guides, answers and decisions for reading and for programs. Refs and roles, never names."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from cpcli.casework.guide import Aside, Guide, Option, Question, When
from cpcli.output.safe import safe_text
from cpcli.rules.wording import listed, say

Row = Mapping[str, Any]


def guide_list(guides: Iterable[Guide]) -> str:
    """Every guide on a line."""
    rows = list(guides)
    width = max((len(guide.name) for guide in rows), default=0)
    return "\n".join(f"{guide.name:<{width}}  {safe_text(guide.title)}" for guide in rows)


def list_shape(pack: str, guides: Iterable[Guide]) -> dict[str, Any]:
    """The same for programs."""
    rows = [
        {"name": g.name, "title": g.title, "pack": g.pack, "version": g.version.isoformat(), "about": g.whom,
         "conference": g.conference, "questions": len(g.questions)}
        for g in guides
    ]  # fmt: skip
    return {"schema": "cpcli/guide-list/1", "pack": pack, "guides": rows}


def guide_page(guide: Guide) -> str:
    """A guide as a person reads it: every question with what it rests on and when it is asked."""
    lines = [guide.title, "", guide.about, ""]
    lines.append(f"{guide.name}, {guide.pack}, {say(guide.version)}.  {_whom(guide)}{_cited(guide.clauses)}")
    for number, question in enumerate(guide.questions, 1):
        lines += ["", *(_aside(aside) for aside in guide.asides if aside.at == question.id)]
        optional = "" if question.required else " (can be left out)"
        lines.append(f"{number:>2}  --{question.id}  {question.ask}{optional}{_cited(question.clauses)}")
        lines += [f"      {option.id}: {option.says}{_cited(option.clauses)}" for option in question.options]
        lines += _beneath(question)
    for title, rows in (
        ("Told at the end", [(a.says, a.clauses, a.when) for a in guide.asides if not a.at]),
        ("Warnings", [(w.says, w.clauses, w.when) for w in guide.warnings]),
        ("For the record", [(r.says, r.clauses, r.when) for r in guide.records]),
        ("What it comes to", [(f"{e.id}: {e.says}", e.clauses, e.when) for e in guide.endings]),
        ("What happens next", [(n.says, n.clauses, n.when) for n in guide.next_steps]),
    ):
        if rows:
            lines += ["", title]
            lines += [f"  - {says}{_cited(clauses)}{_in_brackets(when)}" for says, clauses, when in rows]
    return "\n".join(safe_text(line) for line in lines)


def _whom(guide: Guide) -> str:
    whom = {
        "case": "Run for a case",
        "child": "Run for one child",
        "children": "Run for one child or several",
        "family": "Run for one member of the family",
        "professional": "Run for one professional",
        "anyone": "Run for one person or child",
    }[guide.whom]
    return f"{whom}{', for a conference' if guide.conference == 'needed' else ''}."


def _beneath(question: Question) -> Iterable[str]:
    if question.help:
        yield f"      {question.help}"
    if question.rule:
        yield f"      held against: {question.rule}"
    if question.when != When():
        yield f"      asked{_when(question.when, ' when ')}"


def _aside(aside: Aside) -> str:
    kind = "Presumption, which can be rebutted" if aside.is_presumption else "Note"
    return f"    {kind}: {aside.says}{_cited(aside.clauses)}{_in_brackets(aside.when)}"


def _cited(clauses: Sequence[str]) -> str:
    return f"  [{' '.join(clauses)}]" if clauses else ""


def _in_brackets(when: When) -> str:
    return "" if when == When() else f"  (when {_condition(when)})"


def _when(when: When, before: str) -> str:
    return "" if when == When() else before + _condition(when)


def _condition(when: When) -> str:
    """A condition as words."""
    parts = [f"{name} is {listed(values, 'or')}" for name, values in when.answers]
    parts += [f"{name} is answered" for name in when.answered]
    parts += [f"the case shows: {fact}" for fact in when.facts]
    parts += [f"{name} is late" for name in when.late]
    parts += [f"it came to {listed(when.outcomes, 'or')}"] if when.outcomes else []
    parts += ["(" + " or, ".join(map(_condition, when.any_of)) + ")"] if when.any_of else []
    parts += [f"not ({_condition(each)})" for each in when.unless]
    return ", and ".join(parts)


def guide_shape(guide: Guide) -> dict[str, Any]:
    """A guide for programs."""
    return {
        "schema": "cpcli/guide-show/1",
        "name": guide.name,
        "title": guide.title,
        "text": guide.about,
        "pack": guide.pack,
        "version": guide.version.isoformat(),
        "about": guide.whom,
        "conference": guide.conference,
        "clauses": list(guide.clauses),
        "questions": [_question_shape(question) for question in guide.questions],
        "presumptions": [_told(a) | {"at": a.at} for a in guide.asides if a.is_presumption],
        "notes": [_told(a) | {"at": a.at} for a in guide.asides if not a.is_presumption],
        "warnings": [_told(each) for each in guide.warnings],
        "outcomes": [{"id": each.id} | _told(each) for each in guide.endings],
        "record": [_told(each) | {"questions": list(each.questions)} for each in guide.records],
        "next": [_told(n) | {"rule": n.rule, "document": n.document, "command": n.command} for n in guide.next_steps],
    }


def _question_shape(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "ask": question.ask,
        "kind": question.kind,
        "required": question.required,
        "help": question.help,
        "clauses": list(question.clauses),
        "options": [_option_shape(option) for option in question.options],
        "when": _condition(question.when) or None,
        "rule": question.rule,
    }


def _option_shape(option: Option) -> dict[str, Any]:
    return {"id": option.id, "says": option.says, "clauses": list(option.clauses)}


def _told(part: Any) -> dict[str, Any]:
    return {"says": part.says, "clauses": list(part.clauses), "when": _condition(part.when) or None}


def template(guide: Guide) -> str:
    """An answers file to fill in: each question as a comment, and under it its id as a commented line."""
    lines = [
        f"# Answers to the guide {guide.name}: {guide.title}",
        "# Fill in what applies and take the # away. Texts and ids stand in quotation marks; several in [ ].",
        "# Leave a question as it is where it does not apply: cpcli names every answer that is missing.",
    ]
    if guide.whom != "case":
        lines += ["", '# About whom: ids of the case, such as ["c1"]', "# about = …"]
    if guide.conference != "none":
        lines += ["", "# For which conference, where it is not the next one", "# conference = …"]
    for question in guide.questions:
        lines += ["", *(f"# {line}" for line in _template_lines(question)), f"# {question.id} = …"]
    return "\n".join(safe_text(line) for line in lines)


def _template_lines(question: Question) -> Iterable[str]:
    how = {
        "yes-no": '"yes", "no" or "unclear"',
        "choice": "one of these, in quotation marks",
        "several": "a list of these, in [ ]",
        "text": "a text",
        "date": "a day such as 2026-12-10",
        "person": "an id of the case",
        "people": "a list of ids of the case",
    }[question.kind]
    optional = "" if question.required else "; can be left out"
    yield f"{question.ask}  ({how}{optional}){_cited(question.clauses)}"
    if question.when != When():
        yield f"  Only{_when(question.when, ' when ')}."
    if question.help:
        yield f"  {question.help}"
    for option in question.options:
        yield f"  {option.id}: {option.says}"


def answer_lines(guide: Guide, answers: Mapping[str, Any]) -> list[str]:
    """Every question with its answer beneath, for the review."""
    known = {question.id: question for question in guide.questions}
    lines = []
    for number, (name, answer) in enumerate(answers.items(), 1):
        question = known.get(name)
        words = (
            ", ".join(answer)
            if isinstance(answer, tuple | list)
            else say(answer)
            if isinstance(answer, date)
            else str(answer)
        )
        asked = question.ask if question else name
        cited = _cited(question.clauses) if question else ""
        lines += [safe_text(f"{number:>3}  {asked}{cited}"), safe_text(f"     {words}")]
    return lines

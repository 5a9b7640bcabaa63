"""What was said, read as an answer of its question. The same reading for prompts, flags and an answers file."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from cpcli.casework.guide import Answer, Question, Whom
from cpcli.casework.typed import read_date
from cpcli.errors import UsageFault, nearest
from cpcli.rules.guide_facts import is_family

_LIKE_A_DAY = re.compile(r"[0-9/.-]{1,12}")


def read_answer(question: Question, said: Any, data: Mapping[str, Any]) -> Answer:
    """One answer.

    Raises:
        UsageFault: it is none to this question. What was said is repeated only where it is nearly a word we know.
    """
    if question.is_many:
        words = [said] if isinstance(said, str) else said
        if not isinstance(words, list | tuple) or not all(isinstance(each, str) for each in words):
            raise UsageFault('write a list, such as ["one", "another"]')
        found = [_one(question, each.strip(), data) for each in words if each.strip()]
        if not found:
            raise UsageFault("choose at least one")
        alone = [option.id for option in question.options if option.alone and option.id in found]
        if alone and len(set(found)) > 1:
            raise UsageFault(f'"{alone[0]}" stands alone: choose it, or the others')
        return tuple(_in_order(question, list(dict.fromkeys(found)), data))
    if question.kind == "date":
        return _day(said)
    if isinstance(said, bool) and question.kind == "yes-no":
        return "yes" if said else "no"
    if not isinstance(said, str):
        raise UsageFault("write a text in quotation marks")
    if not said.strip():
        raise UsageFault("it must not be empty")
    return _one(question, said.strip(), data)


def _day(said: Any) -> date:
    if isinstance(said, str):
        # Words in the place of a day may be somebody's story: they are not repeated.
        if not _LIKE_A_DAY.fullmatch(said.strip()):
            raise UsageFault("that is not a date; write it as 2026-12-10")
        return read_date(said.strip(), "a day")
    if type(said) is date:
        return said
    says = "write the day alone, without a time" if isinstance(said, datetime) else "write a day such as 2026-12-10"
    raise UsageFault(says)


def _one(question: Question, said: str, data: Mapping[str, Any]) -> str:
    if question.kind == "text":
        if any(_is_no_text(char) for char in said):
            raise UsageFault(
                "it holds what is no text, such as an arrow key or bytes that are not UTF-8: write it again"
            )
        return said
    names_somebody = question.kind in {"person", "people"}
    words = ids_of(data, question.whom) if names_somebody else list(question.words())
    if said not in words:
        what = f"no {WHO[question.whom]} of this case has that id" if names_somebody else "that is no answer here"
        raise UsageFault(f"{what}{nearest(said, words)}")
    return said


def _is_no_text(char: str) -> bool:
    """Whether a character would do something to a terminal, or cannot be written to a file at all."""
    return (char < " " and char not in "\n\r\t") or "\x7f" <= char <= "\x9f" or "\ud800" <= char <= "\udfff"


def _in_order(question: Question, found: list[str], data: Mapping[str, Any]) -> list[str]:
    """Several answers in the order of the options, or of the case, however they were given."""
    order = ids_of(data, question.whom) if question.kind == "people" else list(question.words())
    return sorted(found, key=order.index)


#: In which tables somebody is looked for, and how a sentence calls them.
TABLES_OF: Mapping[Whom, tuple[str, ...]] = {
    "child": ("child",),
    "children": ("child",),
    "family": ("person",),
    "professional": ("person",),
    "anyone": ("person", "child"),
    "case": (),
}
WHO: Mapping[Whom, str] = {
    "child": "child",
    "children": "child",
    "family": "person",
    "professional": "person",
    "anyone": "person or child",
    "case": "person",
}


def ids_of(data: Mapping[str, Any], whom: Whom) -> list[str]:
    """The ids of those who can be meant. Family and professionals are both people: practice does not part them."""
    rows = [row for table in TABLES_OF[whom] for row in data.get(table, []) if isinstance(row, Mapping)]
    return [row["id"] for row in rows if isinstance(row.get("id"), str)]


def offered(data: Mapping[str, Any], whom: Whom) -> list[tuple[str, str]]:
    """Those a question offers, each with a word about them and never a name: id, and role or relation."""
    return [
        (row["id"], _about(table, row))
        for table in TABLES_OF[whom]
        for row in data.get(table, [])
        if isinstance(row, Mapping) and isinstance(row.get("id"), str) and _fits(table, row, whom)
    ]


def _fits(table: str, row: Mapping[str, Any], whom: Whom) -> bool:
    return table == "child" or whom == "anyone" or is_family(row) == (whom == "family")


def _about(table: str, row: Mapping[str, Any]) -> str:
    """`father of c1`, `police-officer, police`, `child`: enough to know who is meant."""
    if table == "child":
        return "child" if row.get("subject", True) is True else "child, not a subject"
    children = row.get("parent_of")
    of = f" of {', '.join(map(str, children))}" if isinstance(children, list) and children else ""
    agency = f", {row['agency']}" if isinstance(row.get("agency"), str) else ""
    return f"{row.get('role', 'person')}{of}{agency}"

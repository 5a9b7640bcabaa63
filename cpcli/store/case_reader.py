"""A whole case file held to what a case may hold: every key, type, id and reference, with its line."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from cpcli.casework.fields import COMMON_WORDS, INSIDE, TABLES, TOP, Field, fields_with
from cpcli.casework.redaction import TEXTS, part_of, rows_of
from cpcli.errors import InvalidFile, Problem, nearest
from cpcli.store.tables import Problems, parse_toml, read_toml

FORMAT = 1

#: What an id is: it stands in file names and on command lines, so it is no name, no path and no story.
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,40}")

#: Whose id a value of this kind is: the tables, and how a sentence calls them.
WHOSE = {
    "child": (("child",), "child"),
    "person": (("person",), "person"),
    "anyone": (("person", "child"), "person or child"),
    "conference": (("conference",), "conference"),
}


class Case(NamedTuple):
    """A case as plain tables, held to `casework.fields`; `words` are the agencies and roles of its area."""

    ref: str
    data: Mapping[str, Any]
    words: Mapping[str, Iterable[str]] = COMMON_WORDS

    def rows(self, table: str) -> list[Mapping[str, Any]]:
        """The rows of one of its tables, in the order of the file."""
        rows = self.data.get(table, [])
        return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []

    def ids(self, *tables: str) -> list[str]:
        """The ids of the rows of these tables."""
        return [row["id"] for table in tables for row in self.rows(table) if isinstance(row.get("id"), str)]

    def row(self, table: str, row_id: str) -> Mapping[str, Any] | None:
        """The row with an id, or None."""
        return next((row for row in self.rows(table) if row.get("id") == row_id), None)


#: The agencies and roles that a case may name, given the name of its pack; an area may have some of its own.
WordsFor = Callable[[str | None], Mapping[str, Iterable[str]]]


def common_words(pack: str | None) -> Mapping[str, Iterable[str]]:
    """The agencies and roles that every area knows."""
    del pack
    return COMMON_WORDS


def read_whole_case(text: str, ref: str, words_for: WordsFor = common_words) -> tuple[Case, Problems]:
    """Read a case and everything wrong with its form; unknown keys are warnings, and are kept.

    Raises:
        InvalidFile: it is no TOML, or of a newer layout.
    """
    name = f"cases/{ref}.toml"
    data = parse_toml(text, name)
    problems = Problems(name, text)
    if data.get("ref", ref) != ref:
        problems.add("ref", f'must be the name of its file, "{ref}"')
    return hold(data, problems, ref, words_for)


def read_case_at(path: Path, words_for: WordsFor = common_words) -> tuple[Case, Problems]:
    """Read a case from a file anywhere, and everything wrong with its form.

    Raises:
        InvalidFile: it cannot be read, is no TOML, or of a newer layout.
    """
    data, problems = read_toml(path, path.name)
    ref = data.get("ref")
    return hold(data, problems, ref if isinstance(ref, str) and ref else path.stem, words_for)


def hold(
    data: Mapping[str, Any], problems: Problems, ref: str, words_for: WordsFor = common_words
) -> tuple[Case, Problems]:
    """Hold a case's tables to what a case may hold.

    Raises:
        InvalidFile: it is of a newer layout.
    """
    problems.private = True
    layout = data.get("format", FORMAT)
    if type(layout) is not int or layout != FORMAT:
        told = f"layout {layout}" if type(layout) is int else "a layout that is no number"
        says = f"this case has {told}; this cpcli knows {FORMAT}: install the version that wrote it"
        raise InvalidFile([Problem(problems.file, says, "format")])
    pack = data.get("pack")
    words = words_for(pack if isinstance(pack, str) else None)
    _Reading(data, problems, words).whole()
    return Case(ref, data, words), problems


class _Reading(NamedTuple):
    """One pass over a case's tables."""

    data: Mapping[str, Any]
    problems: Problems
    words: Mapping[str, Iterable[str]]

    def whole(self) -> None:
        known = {*(field.name for field in TOP), *TABLES}
        for key, value in self.data.items():
            if key not in known:
                self._unknown_key(key, key, known, "a case")
            elif key in TABLES:
                self._rows(key, value, fields_with(TABLES[key], self.words), INSIDE.get(key, {}))
        self._unique(("child", "person"))
        for table in ("conference", "report", "plan", "decision", "redaction", "release"):
            self._unique((table,))

    def _unknown_key(self, key: str, name: str, known: Iterable[str], what: str) -> None:
        says = self.problems.unknown(name, known, f"is not a key of {what}")
        # A key that looks like none of ours may be somebody's name: only where it stands is told.
        shown = key if says.startswith('"') else key.rpartition(".")[0]
        self.problems.add(key, f"{says}; it is kept", level="warning", shown=shown)

    def _rows(self, key: str, rows: Any, fields: tuple[Field, ...], inside: Mapping[str, tuple[Field, ...]]) -> None:
        if not isinstance(rows, list):
            self.problems.add(key, f"must be written [[{_plain(key)}]], once for each")
            return
        for at, row in enumerate(rows):
            here = f"{key}[{at}]"
            if not isinstance(row, Mapping):
                self.problems.add(here, f"must be written [[{_plain(key)}]]")
                continue
            for name, more in inside.items():
                if name in row:
                    self._rows(f"{here}.{name}", row[name], more, {})
            self._row(here, row, fields, inside)

    def _row(self, here: str, row: Mapping[str, Any], fields: tuple[Field, ...], inside: Iterable[str]) -> None:
        known = {field.name: field for field in fields}
        for key, value in row.items():
            if key in known:
                self._value(f"{here}.{key}", value, known[key], known)
            elif key not in inside:
                self._unknown_key(f"{here}.{key}", key, known, "this table")
        for field in fields:
            if field.required and field.name not in row:
                self.problems.add(here, f'"{field.name}" is missing: {field.says[:1].lower()}{field.says[1:]}')

    def _value(self, key: str, value: Any, field: Field, known: Iterable[str]) -> None:
        if field.kind == "withheld":
            self._withheld(key, value, known)
            return
        if field.many and not isinstance(value, list):
            self.problems.add(key, 'must be a list, such as ["p1"]')
            return
        for each in value if field.many else [value]:
            wrong = self._wrong(each, field)
            if wrong:
                level = "warning" if field.kind == "text" and field.choices and isinstance(each, str) else "error"
                self.problems.add(key, wrong, level=level)

    def _wrong(self, value: Any, field: Field) -> str | None:  # noqa: PLR0911 - one return a kind
        """What is wrong with one value; the value itself is told only where it is a word of a closed set."""
        match field.kind:
            case "flag":
                return None if isinstance(value, bool) else "must be true or false"
            case "date":
                return None if type(value) is date else "must be a date such as 2026-12-10"
            case "moment":
                fine = type(value) in {date, datetime}
                return None if fine else "must be a date, or a date and time such as 2026-12-10T10:00:00"
            case "answer":
                return None if _is_answer(value) else "must be a text, a date or a list of texts"
        if not isinstance(value, str):
            return "must be a text"
        if field.kind in WHOSE:
            return self._unknown_id(value, field.kind)
        if field.kind == "part":
            return self._unknown_part(value)
        if field.choices and value not in field.choices:
            return self.problems.unknown(value, field.choices)
        return None

    def _unknown_id(self, value: str, kind: str) -> str | None:
        tables, what = WHOSE[kind]
        ids = self._ids(tables)
        return None if value in ids else f"no {what} of this case has that id{nearest(value, ids)}"

    def _unknown_part(self, value: str) -> str | None:
        """What is wrong with a text that is left out. A slip here would let it out, so it is an error."""
        part = part_of(value)
        if part is None:
            return (
                "must name a text: plan.pl1.contingency, outcome.c1.reasons, decision.d1.services,"
                " or all of one: plan.pl1, report.r1"
            )
        ids = list(dict.fromkeys(ref for ref, _ in rows_of(self.data, part.table)))
        if part.ref in ids:
            return None
        ref, dot, key = part.ref.rpartition(".")
        if dot and ref in ids:
            return f'"{key}" is not a text of {_a(part.table)}{nearest(key, TEXTS[part.table])}'
        return f"no {part.table} of this case has that id{nearest(part.ref, ids)}"

    def _ids(self, tables: Iterable[str]) -> list[str]:
        listed = [self.data.get(table, []) for table in tables]
        rows = [row for rows in listed if isinstance(rows, list) for row in rows if isinstance(row, Mapping)]
        return [row["id"] for row in rows if isinstance(row.get("id"), str)]

    def _withheld(self, key: str, value: Any, known: Iterable[str]) -> None:
        if not isinstance(value, Mapping):
            self.problems.add(key, 'must say what is kept from whom, such as { address = ["p2"] }')
            return
        for what, people in value.items():
            if what not in known:
                # A slip here would let an address out.
                self.problems.add(f"{key}.{what}", self.problems.unknown(what, known), level="error", shown=key)
            for person in people if isinstance(people, list) else [people]:
                wrong = self._unknown_id(person, "anyone") if isinstance(person, str) else "must hold ids"
                if wrong:
                    self.problems.add(f"{key}.{what}", wrong)

    def _unique(self, tables: tuple[str, ...]) -> None:
        """Ids stand once; children and people share one space."""
        seen: set[str] = set()
        for table in tables:
            rows = self.data.get(table, [])
            for at, row in enumerate(rows if isinstance(rows, list) else []):
                row_id = row.get("id") if isinstance(row, Mapping) else None
                if isinstance(row_id, str) and not ID.fullmatch(row_id):
                    says = "an id has letters, digits and dashes only, such as p1: it stands on command lines"
                    self.problems.add(f"{table}[{at}].id", says, level="warning")
                if isinstance(row_id, str) and row_id in seen:
                    self.problems.add(f"{table}[{at}].id", f'the id "{row_id}" is taken already')
                elif isinstance(row_id, str):
                    seen.add(row_id)


def _is_answer(value: Any) -> bool:
    several = isinstance(value, list) and all(isinstance(each, str) for each in value)
    return several or type(value) in {str, date, datetime}


def _a(table: str) -> str:
    return f"an {table}" if table == "outcome" else f"a {table}"


def _plain(key: str) -> str:
    """A key without the numbers of its tables: `conference.attendance`."""
    return re.sub(r"\[\d+\]", "", key)

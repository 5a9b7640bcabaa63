"""A case at a glance, for reading and for programs. Refs and roles; names only where they were asked for."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from cpcli.casework.fields import INSIDE, TABLES, Field
from cpcli.output.safe import safe_text
from cpcli.rules.wording import listed, many, say
from cpcli.store.case_reader import Case


def list_shape(case: Case) -> dict[str, Any]:
    """One line of `list`: the ref, how many subject children, and the latest conference."""
    conferences = sorted((row for row in case.rows("conference") if "at" in row), key=lambda row: str(row["at"]))
    last = conferences[-1] if conferences else {}
    return {
        "ref": case.ref,
        "pack": case.data.get("pack"),
        "subject_children": sum(row.get("subject", True) is True for row in case.rows("child")),
        "conferences": len(conferences),
        "latest": None if not last else {"id": last.get("id"), "kind": last.get("kind"), "at": last["at"].isoformat()},
    }


def list_row(row: dict[str, Any]) -> str:
    """The same as text."""
    latest = row["latest"]
    told = f"{latest['kind']} {latest['at'].replace('T', ' ')}" if latest else "no conference yet"
    children = f"{row['subject_children']} {'child' if row['subject_children'] == 1 else 'children'}"
    return f"{safe_text(row['ref']):<16} {children:<11} {told}"


def case_page(case: Case, *, names: bool) -> str:
    """The whole case on a page."""
    lines = [f"{safe_text(case.ref)}  ({case.data.get('pack') or 'the default pack'})"]
    for table, fields in TABLES.items():
        rows = case.rows(table)
        if rows:
            lines += ["", many(len(rows), table) if table != "child" else _children(len(rows))]
        inside = INSIDE.get(table, {})
        lines += [f"  {_row_line(dict(row), fields, inside, names=names)}" for row in rows]
    return "\n".join(lines)


def _children(number: int) -> str:
    return f"{number} {'child' if number == 1 else 'children'}"


def _row_line(row: dict[str, Any], fields: tuple[Field, ...], inside: Iterable[str], *, names: bool) -> str:
    parts = []
    for field in fields:
        value = row.get(field.name)
        if value is None or value is False or (field.personal and not (names and field.name == "name")):
            continue
        parts.append(_part(field.name, value))
    parts += [_inside(name, row[name]) for name in inside if row.get(name)]
    return "  ".join(part for part in parts if part)


def _part(name: str, value: Any) -> str:
    if name in {"id", "kind", "role", "agency", "name"}:
        return safe_text(str(value))
    if value is True:
        return name.replace("_", " ")
    if isinstance(value, dict):
        return "some of it confidential"
    if isinstance(value, list):
        return f"{name.replace('_', ' ')} {' '.join(safe_text(str(each)) for each in value)}"
    if isinstance(value, datetime | date):
        return f"{name.replace('_', ' ')} {say(value)}"
    return f"{name.replace('_', ' ')} {safe_text(str(value))}"


def _inside(name: str, rows: list[dict[str, Any]]) -> str:
    if name == "answer":
        return many(len(rows), "answer")
    if name == "outcome":
        return "outcome: " + listed(f"{row.get('child')} {row.get('decision')}" for row in rows)
    told = []
    for row in rows:
        how = row.get("attended") or row.get("reply") or ("invited" if "invited" in row else "to invite")
        told.append(f"{row.get('person')} {how}")
    return "attendance: " + ", ".join(told)


def case_shape(case: Case, *, names: bool) -> dict[str, Any]:
    """The case for programs; personal keys only with `names`."""
    shape: dict[str, Any] = {"schema": "cpcli/show/1", "ref": case.ref, "pack": case.data.get("pack")}
    for table, fields in TABLES.items():
        shape[table] = [_open(row, table, fields, names=names) for row in case.rows(table)]
    return shape


def _open(row: Mapping[str, Any], table: str, fields: tuple[Field, ...], *, names: bool) -> dict[str, Any]:
    """A row as it may be shown: all of it with `names`, else the keys that we know to hold nothing personal."""
    if names:
        return dict(row)
    kept = {field.name: row[field.name] for field in fields if field.name in row and not field.personal}
    for name, inner in INSIDE.get(table, {}).items():
        if isinstance(row.get(name), list):
            kept[name] = [_open(each, name, inner, names=False) for each in row[name] if isinstance(each, Mapping)]
    return kept

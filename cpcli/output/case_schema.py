"""The JSON Schema of a case file, made from the fields themselves so that the two can never differ."""

from collections.abc import Sequence
from typing import Any

from cpcli.casework.fields import INSIDE, TABLES, Field

_TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "words": {"type": "string"},
    "choice": {"type": "string"},
    "flag": {"type": "boolean"},
    # TOML has dates of its own; as JSON they are written as ISO 8601.
    "date": {"type": "string", "format": "date"},
    "moment": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?$"},
    "child": {"type": "string", "description": "a child's id"},
    "person": {"type": "string", "description": "a person's id"},
    "anyone": {"type": "string", "description": "a person's or a child's id"},
    "conference": {"type": "string", "description": "a conference's id"},
    "part": {"type": "string", "pattern": r"^(plan|outcome|report)\..+$"},
    "answer": {"type": ["string", "array"], "items": {"type": "string"}},
    "withheld": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
}


def case_schema() -> dict[str, Any]:
    """What a case file may hold. Other keys are kept and reported, so they are not forbidden."""
    tables = {
        name: {
            "type": "array",
            "items": _table(fields, {key: _table(inner, {}) for key, inner in _inside(name).items()}),
        }
        for name, fields in TABLES.items()
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "cpcli/case/1",
        "title": "A case file of cpcli (TOML, dates written as ISO 8601)",
        "type": "object",
        "properties": {
            "format": {"const": 1},
            "ref": {"type": "string"},
            "pack": {"type": "string"},
            **tables,
        },
    }


def _inside(name: str) -> dict[str, Sequence[Field]]:
    return dict(INSIDE.get(name, {}))


def _table(fields: Sequence[Field], inside: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            **{field.name: _field(field) for field in fields},
            **{name: {"type": "array", "items": inner} for name, inner in inside.items()},
        },
        "required": [field.name for field in fields if field.required],
    }


def _field(field: Field) -> dict[str, Any]:
    shape = {**_TYPES[field.kind]}
    if field.kind == "choice":
        shape["enum"] = list(field.choices)
    elif field.choices:
        shape["examples"] = list(field.choices)
    says = field.says + (" (personal)" if field.personal else "")
    return {"type": "array", "items": shape, "description": says} if field.many else {**shape, "description": says}

"""The demonstration's case with every text of it as nasty as a text can be, and a row in every table."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import tomli_w

from cpcli.casework.fields import INSIDE, TABLES, Field

TOP = Path(__file__).resolve().parents[2]
REF = "2026-0042"
DOCUMENTS = sorted(path.stem for path in (TOP / "templates").glob("*.toml"))

#: What a text may hold and must come out as it went in.
NASTY = (
    "Smith & Jones <b> \"q\" 'a' *x* _y_ [l](u) # | ` {{ x }} {% y %} [/red] ${z} --- ~~no~~ \\ &amp; caf\u00e9 "
    "\u0174yn \u0141\u00f3d\u017a 1. - + = ::: Table: x\\"
)
#: Taken out of it, and told: a bell, the start of a terminal's command, a mark that turns the direction of writing.
JUNK = "\x07\x1b\u202e"

#: Keys that name something and are no words of a person.
NAMES = {
    *("id", "language", "guide", "version", "pack", "outcome", "question", "clauses", "supersedes", "role"),
    *("document", "file", "sha256", "rendered_by", "checked_by", "released_by", "withheld"),
}

#: Rows that the demonstration's family lacks, so that every table has one.
MORE: dict[str, list[dict[str, Any]]] = {
    "child": [{"id": "c4", "expected": date(2027, 2, 1), "subject": True}],
    "plan": [{"id": "pl1", "child": "c1", "conference": "ic1", "lead_social_worker": "p4", "core_group": ["p4", "p1"]}],
    "report": [{"id": "r1", "conference": "ic1", "by": "p4", "children": ["c1"]}],
    "note": [{"text": "", "by": "p4"}],
}


class Texts:
    """Texts that each carry a number of their own, and where each stands."""

    def __init__(self, *, short: bool) -> None:
        self.places: list[str] = []
        self.short = short

    def fill(self, rows: list[dict[str, Any]], fields: tuple[Field, ...], table: str) -> None:
        """Put one into every field of some rows that holds words."""
        for row in rows:
            for field in fields:
                if field.kind in {"text", "words"} and not field.many and field.name not in NAMES:
                    row[field.name] = self.next(f"{table}.{field.name}", lines=field.kind == "words")

    def next(self, place: str, *, lines: bool) -> str:
        """The next text: its number at both ends, all that is nasty between, and over two lines where it may be."""
        self.places.append(place)
        number = len(self.places)
        if self.short:
            return f"Zq{number:03}a"
        return f"Zq{number:03}a {NASTY}{JUNK} b{number:03}qZ" + (f"\nZq{number:03}c" if lines else "")


def nasty_case(path: Path, *, short: bool = False) -> Texts:
    """The demonstration's case with every text of it nasty; or only numbered, where a case of every table is wanted."""
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    for table, rows in MORE.items():
        case.setdefault(table, []).extend(rows)
    case["conference"][0]["children"].append("c4")
    case["person"][0]["parent_of"].append("c4")
    case["conference"][0]["outcome"] = [
        {"child": "c1", "decision": "plan", "category": "NEG", "dissent_by": ["p7"], "override_by": "p9"}
    ]
    texts = Texts(short=short)
    for table, fields in TABLES.items():
        if table in case and table != "release":
            texts.fill(case[table], fields, table)
            for inside, inner in INSIDE.get(table, {}).items():
                if inside != "answer":
                    for row in case[table]:
                        texts.fill(row.get(inside, []), inner, f"{table}.{inside}")
    path.write_text(tomli_w.dumps(case), encoding="utf-8")
    return texts

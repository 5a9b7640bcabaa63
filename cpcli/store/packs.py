"""Packs from disk: where they are, what they inherit, and their rules."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from cpcli.casework.pack import Document, Pack
from cpcli.errors import InvalidFile, Problem, UsageFault, nearest
from cpcli.store.rule_reader import overlaid, read_fact, read_note, read_rule
from cpcli.store.tables import Problems, Table, read_toml

SHIPPED = Path(__file__).resolve().parent.parent / "packs"
DEFAULT_PACK = "pan-berkshire"


def pack_names(places: Sequence[Path] = ()) -> list[str]:
    """Every pack that can be asked for by name: an area's own, then the shipped ones."""
    return sorted({f.parent.name for place in (*places, SHIPPED) for f in place.glob("*/pack.toml")})


def find_pack(name: str, places: Sequence[Path] = ()) -> Path:
    """The folder of a pack, by its name or by a path to the folder.

    Raises:
        UsageFault: there is none; the nearest name is told.
    """
    if ("/" in name or "\\" in name or name in {".", ".."}) and (Path(name) / "pack.toml").is_file():
        return Path(name)
    for place in (*places, SHIPPED):
        folder = place / name
        if name == folder.name and (folder / "pack.toml").is_file():
            return folder
    raise UsageFault(f'there is no pack "{name}"{nearest(name, pack_names(places))}')


def is_shipped(folder: Path) -> bool:
    """Whether a pack came with cpcli, so that its cross-checks were run in its tests."""
    return folder.resolve().parent == SHIPPED


def load_pack(name: str, places: Sequence[Path] = ()) -> Pack:
    """Load a pack with what it inherits. Reads pack.toml and deadlines.toml, never clauses.toml.

    Raises:
        UsageFault: there is no such pack.
        InvalidFile: a file of it is wrong; every problem found is told at once.
    """
    pack, problems = read_pack(find_pack(name, places), places)
    if any(problem.level == "error" for problem in problems):
        raise InvalidFile(problems)
    return pack


def read_pack(folder: Path, places: Sequence[Path] = (), above: tuple[Path, ...] = ()) -> tuple[Pack, list[Problem]]:
    """Read a pack and its problems; the pack is only fit for use when there are none."""
    name = folder.resolve().name
    head, head_problems = read_toml(folder / "pack.toml", f"{name}/pack.toml")
    table = Table(head, "", head_problems)
    if (said := table.text("name")) is not None and said != name:
        table.wrong("name", f'must be the name of its folder, "{name}"')
    parent, found = _read_parent(table, places, (*above, folder.resolve()))
    rows, rule_problems = _deadlines_table(folder, name)
    under = _inherited_raw(folder, places) if parent else {}
    own_raw = _raw_rules(rows, under, name)
    rules = {rule_id: read_rule(raw, key, rule_problems, name) for rule_id, (raw, key) in own_raw.items()}
    inherited = dict(parent.rules) if parent else {}
    facts = {**(parent.facts if parent else {}), **{f.name: f for f in rows.each("fact", read_fact)}}
    notes = (*(parent.notes if parent else ()), *rows.each("note", read_note))
    rows.close()
    pack = Pack(
        name=name,
        title=table.text("title") or name,
        area=table.text("area") or "",
        dated=str(table.day("dated") or ""),
        about=table.text("about", ""),
        extends=((parent.name, *parent.extends) if parent else ()),
        reads=table.texts("reads"),
        documents=table.each("document", _read_document),
        rules={**inherited, **rules},
        facts=facts,
        notes=notes,
    )
    table.close()
    _check_references(pack, own_raw, rule_problems)
    return pack, [*found, *head_problems.found, *rule_problems.found]


def _read_document(table: Table) -> Document:
    return Document(table.text("id") or "", table.text("title") or "", table.text("dated") or "")


def _read_parent(table: Table, places: Sequence[Path], above: tuple[Path, ...]) -> tuple[Pack | None, list[Problem]]:
    name = table.text("extends", None)
    if name is None:
        return None, []
    try:
        folder = find_pack(name, places)
    except UsageFault as fault:
        table.wrong("extends", str(fault))
        return None, []
    if folder.resolve() in above:
        table.wrong("extends", "a pack cannot inherit from itself, not even through another")
        return None, []
    return read_pack(folder, places, above)


def _deadlines_table(folder: Path, name: str) -> tuple[Table, Problems]:
    path = folder / "deadlines.toml"
    if not path.exists():
        problems = Problems(f"{name}/deadlines.toml", "")
        return Table({}, "", problems), problems
    data, problems = read_toml(path, f"{name}/deadlines.toml")
    return Table(data, "", problems), problems


def _raw_rules(rows: Table, under: dict[str, dict[str, Any]], name: str) -> dict[str, tuple[dict[str, Any], str]]:
    """Each rule this pack says something about, as one whole table: its own words laid over the inherited ones."""
    raw: dict[str, tuple[dict[str, Any], str]] = {}
    for row in rows.tables("deadline"):
        rule_id = row.data.get("id")
        if not isinstance(rule_id, str):
            row.wrong("id", '"id" is missing; it must be a text')
        elif rule_id in raw:
            row.wrong("id", f'"{rule_id}" stands twice in this file')
        else:
            base = under.get(rule_id)
            raw[rule_id] = (_laid_over(base, dict(row.data)) if base else _owned(dict(row.data), name), row.key)
    return raw


def _inherited_raw(folder: Path, places: Sequence[Path]) -> dict[str, dict[str, Any]]:
    """The rules of the pack that a folder's pack extends, as raw tables; that pack has been read already."""
    extends = read_toml(folder / "pack.toml")[0].get("extends")
    if extends is None:
        return {}
    parent = find_pack(extends, places)
    under = _inherited_raw(parent, places)
    rows, _ = _deadlines_table(parent, parent.name)
    for row in rows.data.get("deadline", []):
        rule_id = row["id"]
        under[rule_id] = _laid_over(under[rule_id], row) if rule_id in under else _owned(row, parent.name)
    return under


def _owned(rule: dict[str, Any], pack: str) -> dict[str, Any]:
    """A rule whose versions know which pack they come from."""
    versions = [{"_pack": pack, **version} for version in rule.get("version", []) if isinstance(version, dict)]
    return {**rule, "version": versions} if versions else rule


def _laid_over(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """A rule changed by a child pack: keys it gives replace, versions it gives hold from their day on.

    A changed value says on whose authority and why, so clauses and because are never inherited with it.
    """
    own = [version for version in over.get("version", []) if isinstance(version, dict)]
    starts = [version["from"] for version in own if type(version.get("from")) is date]
    kept = [version for version in under["version"] if not starts or version["from"] < min(starts)]
    laid = []
    for version in own:
        start = version.get("from") if type(version.get("from")) is date else date.max
        before = [v for v in under["version"] if v["from"] <= start] or under["version"][:1]
        base = {k: v for k, v in before[-1].items() if k not in {"clauses", "because", "verified_on", "_pack"}}
        laid.append(overlaid(base, version))
    return {**under, **over, "version": [*kept, *laid]}


def _check_references(pack: Pack, own_raw: dict[str, tuple[dict[str, Any], str]], problems: Problems) -> None:
    """Rules and facts that a rule names must exist."""
    for rule_id, (_, key) in own_raw.items():
        rule = pack.rules[rule_id]
        for name, ids in (("relative_to", filter(None, [rule.relative_to])), ("earlier_of", rule.earlier_of)):
            for other in ids:
                if other not in pack.rules:
                    problems.add(f"{key}.{name}", f'there is no deadline "{other}"{nearest(other, pack.rules)}')
        for fact in rule.facts_asked():
            told, _, value = fact.partition("=")
            known = pack.facts.get(told)
            if known is None:
                problems.add(key, f'there is no fact "{told}"{nearest(told, pack.facts)}')
            elif value and value not in known.values:
                problems.add(key, f'"{value}" is no value of the fact "{told}"{nearest(value, known.values)}')

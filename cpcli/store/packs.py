"""Packs from disk: where they are, what they inherit, and their rules."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from cpcli.casework.pack import Document, Fact, Pack, Rule
from cpcli.errors import InvalidFile, Problem, UsageFault, nearest
from cpcli.store.rule_reader import RawRule, RawVersion, overlaid, read_fact, read_note, read_rule
from cpcli.store.tables import Problems, Table, read_toml

SHIPPED = Path(__file__).resolve().parent.parent / "packs"
DEFAULT_PACK = "pan-berkshire"

#: A version's own: never taken over from the version it changes.
NEVER_INHERITED = frozenset({"clauses", "because", "verified_on"})


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


def read_pack(folder: Path, places: Sequence[Path] = ()) -> tuple[Pack, list[Problem]]:
    """Read a pack and its problems; the pack is only fit for use when there are none."""
    loaded = _load(folder, places, ())
    return loaded.pack, loaded.problems


class _Loaded(NamedTuple):
    """A pack with the tables its rules were made from, so that another can be laid over it."""

    pack: Pack
    raw: Mapping[str, RawRule]
    problems: list[Problem]


def _load(folder: Path, places: Sequence[Path], below: tuple[Path, ...]) -> _Loaded:
    name = folder.resolve().name
    head = _table(folder / "pack.toml", f"{name}/pack.toml")
    if (said := head.text("name")) is not None and said != name:
        head.wrong("name", f'must be the name of its folder, "{name}"')
    parent = _parent(head, places, (*below, folder.resolve()))
    rows = _table(folder / "deadlines.toml", f"{name}/deadlines.toml", optional=True)
    own = _raw_rules(rows, parent.raw if parent else {}, name)
    if parent and parent.problems:
        # What is wrong above is told once, there; rules laid over it would only repeat it.
        own = {rule_id: raw for rule_id, raw in own.items() if rule_id not in parent.raw}
    rules = {rule_id: read_rule(raw, rows.problems) for rule_id, raw in own.items()}
    above = parent.pack if parent else None
    pack = Pack(
        name=name,
        title=head.text("title") or name,
        area=head.text("area") or "",
        dated=str(head.day("dated") or ""),
        about=head.text("about", ""),
        extends=(above.name, *above.extends) if above else (),
        reads=_reads(head, places),
        documents=head.each("document", _read_document),
        rules={**(above.rules if above else {}), **rules},
        facts={**(above.facts if above else {}), **_facts(rows)},
        notes=(*(above.notes if above else ()), *rows.each("note", read_note)),
        guides_from=_named_pack(head, "guides_from", places) or (above.guides_from if above else None),
    )
    head.close()
    rows.close()
    _check_references(pack, own, rows.problems)
    _check_note_facts(pack, rows)
    return _Loaded(
        pack,
        {**(parent.raw if parent else {}), **own},
        [*(parent.problems if parent else ()), *head.problems.found, *rows.problems.found],
    )


def _table(path: Path, shown: str, *, optional: bool = False) -> Table:
    """A file as a table; one that cannot be read is an empty table with that problem."""
    problems = Problems(shown, "")
    if optional and not path.exists():
        return Table({}, "", problems)
    try:
        data, problems = read_toml(path, shown)
    except InvalidFile as fault:
        problems.found += fault.problems
        return Table({}, "", problems, unread=True)
    return Table(data, "", problems)


def _read_document(table: Table) -> Document:
    return Document(table.text("id") or "", table.text("title") or "", table.text("dated") or "")


def _named_pack(head: Table, key: str, places: Sequence[Path]) -> str | None:
    name = head.text(key, None)
    if name is not None:
        try:
            find_pack(name, places)
        except UsageFault as fault:
            head.wrong(key, str(fault))
            return None
    return None if name is None else str(name)


def _reads(head: Table, places: Sequence[Path]) -> tuple[str, ...]:
    reads = head.texts("reads")
    for name in reads:
        try:
            find_pack(name, places)
        except UsageFault as fault:
            head.wrong("reads", str(fault))
    return reads


def _facts(rows: Table) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    for at, fact in enumerate(rows.each("fact", read_fact)):
        if fact.name in facts:
            rows.wrong(f"fact[{at}]", f'"{fact.name}" stands twice in this file')
        facts[fact.name] = fact
    return facts


def _parent(head: Table, places: Sequence[Path], below: tuple[Path, ...]) -> _Loaded | None:
    name = head.text("extends", None)
    if name is None:
        return None
    try:
        folder = find_pack(name, places)
    except UsageFault as fault:
        head.wrong("extends", str(fault))
        return None
    if folder.resolve() in below:
        head.wrong("extends", "a pack cannot inherit from itself, not even through another")
        return None
    return _load(folder, places, below)


def _raw_rules(rows: Table, under: Mapping[str, RawRule], pack: str) -> dict[str, RawRule]:
    """Each rule this pack says something about, as one whole: its own words laid over the inherited ones.

    A rule without an id is kept under its place, so that whatever else is wrong with it is told as well.
    """
    raw: dict[str, RawRule] = {}
    for row in rows.tables("deadline"):
        rule_id = row.data.get("id")
        if not isinstance(rule_id, str):
            rule_id = row.key
        elif rule_id in raw:
            row.wrong("id", f'"{rule_id}" stands twice in this file')
            continue
        own = RawRule(
            {key: value for key, value in row.data.items() if key != "version"},
            row.key,
            tuple(RawVersion(version.data, version.key, pack) for version in row.tables("version")),
            is_list=isinstance(row.data.get("version", []), list),
        )
        raw[rule_id] = _laid_over(under[rule_id], own) if rule_id in under else own
    return raw


def _laid_over(under: RawRule, over: RawRule) -> RawRule:
    """A rule changed by a child pack: keys it gives replace, versions it gives hold from their day on.

    A changed value says on whose authority and why, so clauses and because are never inherited with it.
    """
    starts = [start for start in map(_start, over.versions) if start is not None]
    kept = [version for version in under.versions if not starts or (_start(version) or date.min) < min(starts)]
    laid = []
    for version in over.versions:
        day = _start(version) or date.max
        before = [other for other in under.versions if (_start(other) or date.min) <= day] or list(under.versions[:1])
        base = {k: v for k, v in before[-1].data.items() if k not in NEVER_INHERITED} if before else {}
        laid.append(version._replace(data=overlaid(base, version.data)))
    return RawRule({**under.head, **over.head}, over.key, (*kept, *laid), over.is_list)


def _start(version: RawVersion) -> date | None:
    start = version.data.get("from")
    return start if type(start) is date else None


def _check_references(pack: Pack, own: Mapping[str, RawRule], problems: Problems) -> None:
    """Rules and facts that a rule names must exist."""
    for rule_id, raw in own.items():
        rule = pack.rules[rule_id]
        for name, ids in (("relative_to", filter(None, [rule.relative_to])), ("earlier_of", rule.earlier_of)):
            for other in ids:
                if other not in pack.rules:
                    problems.add(f"{raw.key}.{name}", f'there is no deadline "{other}"{nearest(other, pack.rules)}')
        for key, fact in _facts_named(rule, raw):
            _check_fact(pack, key, fact, problems)


def _facts_named(rule: Rule, raw: RawRule) -> Iterator[tuple[str, str]]:
    """Each fact a rule asks for, with its place in the file."""
    for key, fact in (("only_with_fact", rule.only_with_fact), ("expected_with_fact", rule.expected_with_fact)):
        if fact:
            yield f"{raw.key}.{key}", fact
    for version, written in zip(rule.versions, raw.versions, strict=True):
        for at, (condition, _) in enumerate(version.variants):
            yield from ((f"{written.key}.variant[{at}].when.fact", fact) for fact in condition.facts)
        for at, note in enumerate(version.terms.notes):
            yield from ((f"{written.key}.note[{at}].when.fact", fact) for fact in note.when.facts)


def _check_note_facts(pack: Pack, rows: Table) -> None:
    own = rows.data.get("note", [])
    for at, note in enumerate(pack.notes[len(pack.notes) - len(own) :] if isinstance(own, list) else ()):
        for fact in note.when.facts:
            _check_fact(pack, f"note[{at}].when.fact", fact, rows.problems)


def _check_fact(pack: Pack, key: str, fact: str, problems: Problems) -> None:
    told, _, value = fact.partition("=")
    known = pack.facts.get(told)
    if known is None:
        problems.add(key, f'there is no fact "{told}"{nearest(told, pack.facts)}')
    elif value and value not in known.values:
        problems.add(key, f'"{value}" is no value of the fact "{told}"{nearest(value, known.values)}')

"""From the tables of quorum.toml to agencies, roles and the rule: strict, and every problem in one pass.

A question about deadlines never reads it.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from cpcli.casework.quorum import (
    ATTENDING,
    CONTACT,
    COUNTS,
    NOTES_ON,
    Agency,
    FewAgencies,
    NeverCounts,
    QuorumNote,
    QuorumReading,
    QuorumRules,
    QuorumTerms,
    QuorumVersion,
    Role,
    ToRecord,
    Words,
)
from cpcli.errors import InvalidFile, Problem, UsageFault
from cpcli.store.packs import NEVER_INHERITED, SHIPPED, find_pack
from cpcli.store.tables import Problems, Table, read_toml

FILE = "quorum.toml"

#: The pack whose agencies and roles every pack knows.
COMMON = "england"


class _Raw(NamedTuple):
    """A `[[version]]` as written, where it stands, in whose file."""

    data: Mapping[str, Any]
    key: str
    pack: str


class _Loaded(NamedTuple):
    """What a pack says about quorum, with the tables its versions were made from and everything wrong in it."""

    rules: QuorumRules
    raw: tuple[_Raw, ...]
    problems: list[Problem]


def load_quorum(folder: Path, places: Sequence[Path] = ()) -> QuorumRules:
    """The agencies, roles and quorum rule of a pack, with what it inherits.

    Raises:
        InvalidFile: a quorum.toml is wrong; every problem is told at once.
    """
    rules, problems = read_quorum(folder, places)
    if problems:
        raise InvalidFile(problems)
    return rules


def load_rule(folder: Path, places: Sequence[Path] = ()) -> tuple[QuorumRules, QuorumRules]:
    """What a pack says itself, and what the pack says whose rule is to be used: itself, or the one it falls back on.

    Raises:
        InvalidFile: a quorum.toml is wrong.
        UsageFault: the pack has no rule and falls back on none.
    """
    own = load_quorum(folder, places)
    if own.versions:
        return own, own
    if own.fallback is None:
        raise UsageFault(
            f"{own.pack} has no quorum rule and names no pack to fall back on; write one in its {FILE}, or use"
            " --pack pan-berkshire"
        )
    return own, load_quorum(find_pack(own.fallback, places), places)


def words_of(name: str, places: Sequence[Path] = ()) -> Words:
    """The agencies and roles of a pack as far as they can be read: recording must not wait for a pack to be mended."""
    try:
        return read_quorum(find_pack(name, places), places)[0].words
    except UsageFault:
        return _common().rules.words


def read_quorum(folder: Path, places: Sequence[Path] = ()) -> tuple[QuorumRules, list[Problem]]:
    """What a pack says about quorum and what is wrong there; it is only fit for use when nothing is."""
    chain = _chain(folder, places)
    found = None if any(each.resolve() == SHIPPED / COMMON for each in chain) else _common()
    for each in chain:
        found = _laid_over(found, each, places)
    assert found is not None  # noqa: S101 - the pack's own folder is always in the chain
    return found.rules, found.problems


def _chain(folder: Path, places: Sequence[Path]) -> list[Path]:
    """The pack and those it inherits from, the furthest first. What is wrong in a pack.toml is told by its reader."""
    chain = [folder]
    while True:
        name = _table(chain[0] / "pack.toml", "pack.toml").data.get("extends")
        try:
            above = find_pack(name, places) if isinstance(name, str) else None
        except UsageFault:
            above = None
        if above is None or above.resolve() in {each.resolve() for each in chain}:
            return chain
        chain.insert(0, above)


def _common() -> _Loaded:
    """The agencies and roles that every pack knows, without what that pack says about a rule."""
    words = _laid_over(None, SHIPPED / COMMON, ()).rules.words
    return _Loaded(QuorumRules(COMMON, words), (), [])


def _laid_over(under: _Loaded | None, folder: Path, places: Sequence[Path]) -> _Loaded:
    name = folder.resolve().name
    table = _table(folder / FILE, f"{name}/{FILE}")
    words = _read_words(table, under.rules.words if under else Words({}, {}))
    inherited = under.raw if under else ()
    problems = under.problems if under else []
    own = tuple(_Raw(row.data, row.key, name) for row in table.tables("version"))
    raw = _versions_over(inherited, own)
    versions = under.rules.versions if under else ()
    # What is wrong above is told once, there; a version laid over it would only repeat it.
    if own and not problems:
        kept = len(raw) - len(own)
        read = [_read_version(each, words, table.problems) for each in raw[kept:]]
        _check_order(read, own, table.problems)
        versions = (*versions[:kept], *read)
    fallback = _read_fallback(table, name, places, has_rule=bool(versions or own))
    if fallback is None and under is not None:
        fallback = under.rules.fallback
    table.close()
    return _Loaded(QuorumRules(name, words, versions, fallback), raw, [*problems, *table.problems.found])


def _table(path: Path, shown: str) -> Table:
    if not path.exists():
        return Table({}, "", Problems(shown, ""))
    try:
        data, problems = read_toml(path, shown)
    except InvalidFile as fault:
        problems = Problems(shown, "")
        problems.found += fault.problems
        return Table({}, "", problems, unread=True)
    return Table(data, "", problems)


def _versions_over(under: tuple[_Raw, ...], own: tuple[_Raw, ...]) -> tuple[_Raw, ...]:
    """Inherited versions until the first of the pack's own, then those, each over the one in force on its day.

    A changed value says on whose authority and why, so clauses and because are never inherited with it.
    """
    starts = [start for start in map(_start, own) if start is not None]
    kept = tuple(version for version in under if not starts or (_start(version) or date.min) < min(starts))
    laid = []
    for version in own:
        day = _start(version) or date.max
        before = [each for each in under if (_start(each) or date.min) <= day] or list(under[:1])
        base = {k: v for k, v in before[-1].data.items() if k not in NEVER_INHERITED} if before else {}
        laid.append(version._replace(data={**base, **version.data}))
    return (*kept, *laid)


def _start(version: _Raw) -> date | None:
    start = version.data.get("from")
    return start if type(start) is date else None


def _check_order(read: Sequence[QuorumVersion], own: Sequence[_Raw], problems: Problems) -> None:
    for (earlier, later), written in zip(pairwise(read), own[1:], strict=True):
        if None not in {earlier.start, later.start} and later.start <= earlier.start:
            says = f"versions overlap: {later.start} does not come after {earlier.start}"
            problems.add(f"{written.key}.from", says)


def _read_fallback(table: Table, name: str, places: Sequence[Path], *, has_rule: bool) -> str | None:
    fallback: str | None = table.text("fallback", None)
    if fallback is None:
        return None
    if has_rule:
        table.wrong("fallback", "a pack with a quorum rule falls back on none: take this line away")
        return None
    try:
        folder = find_pack(fallback, places)
    except UsageFault as fault:
        table.wrong("fallback", str(fault))
        return None
    if fallback == name or not _has_rule(folder, places):
        table.wrong("fallback", f'"{fallback}" has no quorum rule to fall back on')
        return None
    return fallback


def _has_rule(folder: Path, places: Sequence[Path]) -> bool:
    """Whether a pack writes or inherits a quorum rule; what is wrong in it is told by its own check."""
    return any(_table(each / FILE, FILE).data.get("version") for each in _chain(folder, places))


# ---- agencies and roles ----------------------------------------------------------------------------------------------


def _read_words(table: Table, under: Words) -> Words:
    agencies: dict[str, Agency] = {}
    for row in table.tables("agency"):
        agency = _read_agency(row)
        _once(row, agency.id, agencies)
        agencies[agency.id] = agency
    known = {**under.agencies, **agencies}
    roles: dict[str, Role] = {}
    for row in table.tables("role"):
        role = _read_role(row, known)
        _once(row, role.id, roles)
        roles[role.id] = role
    return Words(known, {**under.roles, **roles})


def _once(row: Table, each: str, seen: Mapping[str, Any]) -> None:
    if each in seen:
        row.wrong("id", f'"{each}" stands twice in this file')


def _read_agency(row: Table) -> Agency:
    found = Agency(
        row.text("id") or row.key, row.text("title") or "", row.text("group") or "", row.text("never_counts", None)
    )
    row.close()
    return found


def _read_role(row: Table, agencies: Mapping[str, Agency]) -> Role:
    agency = row.text("agency", None)
    if agency is not None and agency not in agencies:
        row.wrong("agency", row.problems.unknown(agency, agencies, "is not an agency"))
    found = Role(row.text("id") or row.key, row.text("title") or "", agency, row.text("never_counts", None))
    row.close()
    return found


# ---- the rule --------------------------------------------------------------------------------------------------------


def _read_version(raw: _Raw, words: Words, problems: Problems) -> QuorumVersion:
    table = Table(raw.data, raw.key, problems)
    start, verified_on = table.day("from"), table.day("verified_on", None)
    attending = table.texts("attending", ATTENDING, required=True)
    terms = QuorumTerms(
        social_care=table.texts("social_care", words.agencies, required=True),
        others=_read_count(table, "others"),
        attending=tuple(way for way in ATTENDING if way in attending),
        contact=table.choice("contact", CONTACT),
        readings=table.each("reading", _read_reading),
        clauses=table.texts("clauses", required=True),
        because=table.text("because") or "",
        never=table.each("never", lambda row: _read_never(row, words)),
        exception=_read_exception(table),
        notes=_read_notes(table, words),
        records=_read_records(table),
        guide=table.text("guide", None),
    )
    if not table.data.get("reading"):
        table.wrong("reading", "give at least one [[version.reading]], the plain one first")
    table.close()
    return QuorumVersion(start, terms, verified_on, raw.pack)


def _read_count(table: Table, name: str) -> int:
    number = table.whole(name)
    if number is not None and number < 1:
        table.wrong(name, "must be 1 or more")
    return number or 1


def _read_reading(row: Table) -> QuorumReading:
    return QuorumReading(row.choice("counts", COUNTS), row.text("because") or "", row.flag("social_care_contact"))


def _read_never(row: Table, words: Words) -> NeverCounts:
    roles = row.texts("roles", words.roles, required=True)
    return NeverCounts(roles, row.text("because") or "", row.texts("clauses", required=True))


def _read_exception(table: Table) -> FewAgencies | None:
    row = table.table("exception")
    if row is None:
        return None
    fewer_than = _read_count(row, "fewer_than")
    found = FewAgencies(fewer_than, row.text("says") or "", row.texts("clauses", required=True))
    row.close()
    return found


def _read_notes(table: Table, words: Words) -> dict[str, QuorumNote]:
    notes: dict[str, QuorumNote] = {}
    for row in table.tables("note"):
        on = row.choice("on", NOTES_ON)
        if on in notes and row.data.get("on") == on:
            row.wrong("on", f'a note on "{on}" stands twice in this version')
        agencies = row.texts("agencies", words.agencies)
        notes[on] = QuorumNote(row.text("says") or "", row.texts("clauses", required=True), agencies)
        row.close()
    return notes


def _read_records(table: Table) -> tuple[ToRecord, ...]:
    records: dict[str, ToRecord] = {}
    for row in table.tables("record"):
        each = ToRecord(row.text("id") or row.key, row.text("says") or "", row.texts("clauses", required=True))
        if each.id in records:
            row.wrong("id", f'"{each.id}" stands twice in this version')
        records[each.id] = each
        row.close()
    return tuple(records.values())

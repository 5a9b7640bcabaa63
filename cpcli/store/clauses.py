"""The clause register: every sentence of the sources, what applies it, or why nothing does.

A deadline question never reads it; `pack show`, `pack check`, `pack coverage` and the tests do.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cpcli.casework.pack import Clause, Covered, Note, Pack, Rule
from cpcli.errors import InvalidFile
from cpcli.store.packs import SHIPPED, find_pack, pack_names
from cpcli.store.tables import Problems, Table, read_toml


def read_clauses(folder: Path) -> tuple[dict[str, Clause], Problems]:
    """The clauses a pack registers itself, and what is wrong in the file. A pack may register none."""
    name = folder.resolve().name
    path = folder / "clauses.toml"
    if not path.exists():
        return {}, Problems(f"{name}/clauses.toml", "")
    data, problems = read_toml(path, f"{name}/clauses.toml")
    table = Table(data, "", problems)
    found: dict[str, Clause] = {}
    for at, clause in enumerate(table.each("clause", lambda row: _read_clause(row, name))):
        if clause.id in found:
            problems.add(f"clause[{at}]", f'"{clause.id}" stands twice in this file')
        found[clause.id] = clause
    table.close()
    return found, problems


def _read_clause(row: Table, pack: str) -> Clause:
    clause = Clause(
        id=row.text("id") or "",
        at=row.text("at") or "",
        summary=row.text("summary") or "",
        pack=pack,
        applied_by=row.texts("applied_by"),
        later=row.texts("later"),
        not_applied_because=row.text("not_applied_because", None),
    )
    if sum(map(bool, (clause.applied_by, clause.later, clause.not_applied_because))) != 1:
        row.wrong("applied_by", 'give one of "applied_by", "later" or "not_applied_because"')
    return clause


def citable(pack: Pack, places: Sequence[Path] = ()) -> dict[str, Clause]:
    """Every clause a pack may cite: its own, those it inherits, those of the packs it reads.

    Raises:
        InvalidFile: a register is wrong.
    """
    found: dict[str, Clause] = {}
    for name in (*reversed(pack.reads), *reversed(pack.extends), pack.name):
        clauses, problems = read_clauses(find_pack(name, places))
        problems.raise_errors()
        found.update(clauses)
        for parent in _reads_of(name, places) if name != pack.name else ():
            more, more_problems = read_clauses(find_pack(parent, places))
            more_problems.raise_errors()
            found = {**more, **found}
    return found


def _reads_of(name: str, places: Sequence[Path]) -> tuple[str, ...]:
    head, problems = read_toml(find_pack(name, places) / "pack.toml")
    return Table(head, "", problems).texts("reads")


@dataclass(frozen=True, slots=True)
class Cited:
    """A clause cited in a pack's rules: by which thing, such as `deadline:core-group.first`."""

    clause: str
    by: str


def cited_by(pack: Pack) -> Iterator[Cited]:
    """Each clause that a deadline of the pack cites, in its terms, its readings or a note that travels with it."""
    for rule in pack.rules.values():
        for clause in dict.fromkeys(clauses_of(rule, pack)):
            yield Cited(clause, f"deadline:{rule.id}")


def clauses_of(rule: Rule, pack: Pack) -> Iterator[str]:
    """Every clause a rule rests on, those of its notes and of the facts it asks for among them."""
    for _, terms in rule.all_terms():
        yield from terms.clauses
        for reading in terms.readings:
            yield from reading.clauses
        for note in terms.notes:
            yield from note.clauses
    for fact in rule.facts_asked():
        known = pack.facts.get(fact.partition("=")[0])
        yield from known.clauses if known else ()
    for note in pack.notes:
        yield from note.clauses


def known_clauses() -> dict[str, Clause]:
    """Every clause that a shipped pack registers."""
    found: dict[str, Clause] = {}
    for name in pack_names():
        clauses, problems = read_clauses(SHIPPED / name)
        problems.raise_errors()
        found.update(clauses)
    return found


def coverage(pack: Pack, places: Sequence[Path] = ()) -> list[Covered]:
    """Every clause known, with what in this pack applies it or why nothing does."""
    applied: dict[str, list[str]] = {}
    for cited in cited_by(pack):
        applied.setdefault(cited.clause, []).append(cited.by)
    register = {**known_clauses(), **citable(pack, places)}
    return [_covered(clause, tuple(applied.get(clause.id, ())), pack) for clause in register.values()]


def _covered(clause: Clause, applied_by: tuple[str, ...], pack: Pack) -> Covered:
    if applied_by:
        return Covered(clause, applied_by, None)
    if clause.not_applied_because:
        return Covered(clause, (), clause.not_applied_because)
    if clause.applied_by:
        return Covered(
            clause, (), f"{pack.name} does not use it; {clause.pack} does, in {', '.join(clause.applied_by)}."
        )
    return Covered(clause, (), f"Not yet: it will be applied by {', '.join(clause.later)}.")


def all_notes(rule: Rule, pack: Pack) -> Mapping[str, Note]:
    """The notes that can travel with a rule, each once, by what they say."""
    notes = {note.says: note for _, terms in rule.all_terms() for note in terms.notes}
    return {**notes, **{note.says: note for note in pack.notes}}


def check_register(pack: Pack, folder: Path, places: Sequence[Path] = ()) -> Problems:
    """Hold a pack's rules and registers to each other: each cited clause is registered, each application exists."""
    own, problems = read_clauses(folder)
    try:
        register = citable(pack, places)
    except InvalidFile:
        register = dict(own)
    citing: dict[str, set[str]] = {}
    for cited in cited_by(pack):
        citing.setdefault(cited.clause, set()).add(cited.by)
    _check_citations(citing, register, problems)
    for at, clause in enumerate(own.values()):
        told, found = set(clause.applied_by), citing.get(clause.id, set())
        for name in sorted(told - found):
            problems.add(f"clause[{at}]", f'"{name}" does not exist here, or does not cite {clause.id} back')
        for name in sorted(found - told):
            problems.add(f"clause[{at}]", f'{clause.id} is cited by "{name}", which applied_by does not name')
    return problems


def _check_citations(citing: Mapping[str, set[str]], register: Mapping[str, Clause], problems: Problems) -> None:
    from cpcli.errors import nearest

    for clause, by in citing.items():
        if clause not in register:
            problems.add(
                "", f'{", ".join(sorted(by))} cites "{clause}", which no register holds{nearest(clause, register)}'
            )

"""The clause register: every sentence of the sources, what applies it, or why nothing does.

A deadline question never reads it; `pack show`, `pack check`, `pack coverage` and the tests do.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cpcli.casework.pack import Clause, Covered, Note, Pack, Rule
from cpcli.errors import Problem, nearest
from cpcli.store.citations import QUORUM, cited_by
from cpcli.store.packs import SHIPPED, find_pack, pack_names
from cpcli.store.quorum_reader import FILE
from cpcli.store.tables import Problems, Table, read_toml


def read_clauses(folder: Path) -> tuple[dict[str, Clause], Problems]:
    """The clauses a pack registers itself, and what is wrong in the file. A pack may register none."""
    rows, problems = _rows(folder)
    return {clause.id: clause for clause in rows}, problems


def _rows(folder: Path) -> tuple[list[Clause], Problems]:
    """The clauses of a pack's own register in the order of the file, one that stands twice included."""
    name = folder.resolve().name
    path = folder / "clauses.toml"
    if not path.exists():
        return [], Problems(f"{name}/clauses.toml", "")
    data, problems = read_toml(path, f"{name}/clauses.toml")
    table = Table(data, "", problems)
    found = list(table.each("clause", lambda row: _read_clause(row, name)))
    seen: set[str] = set()
    for at, clause in enumerate(found):
        if clause.id in seen:
            problems.add(f"clause[{at}]", f'"{clause.id}" stands twice in this file')
        seen.add(clause.id)
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
    if _fates(clause) != 1:
        row.wrong("applied_by", 'give one of "applied_by", "later" or "not_applied_because"')
    return clause


def citable(pack: Pack, places: Sequence[Path] = ()) -> dict[str, Clause]:
    """Every clause a pack may cite: its own, those it inherits, those of the packs that any of these read.

    Faults in a register are told by the check of its own pack, not here.
    """
    found: dict[str, Clause] = {}
    for name in reversed(register_names(pack, places)):
        found.update(read_clauses(find_pack(name, places))[0])
    return found


def register_names(pack: Pack, places: Sequence[Path] = ()) -> list[str]:
    """The packs whose registers a pack may cite, its own first, each once."""
    names: dict[str, None] = {}
    for name in (pack.name, *pack.extends):
        names[name] = None
    for name in list(names):
        reads = pack.reads if name == pack.name else _reads_of(name, places)
        names.update(dict.fromkeys(reads))
    return list(names)


def _reads_of(name: str, places: Sequence[Path]) -> tuple[str, ...]:
    head, problems = read_toml(find_pack(name, places) / "pack.toml")
    return Table(head, "", problems).texts("reads")


def known_clauses() -> dict[str, Clause]:
    """Every clause that a shipped pack registers."""
    return {clause_id: clause for name in pack_names() for clause_id, clause in read_clauses(SHIPPED / name)[0].items()}


#: The sources whose every sentence is numbered.
NUMBERED = frozenset({"000", "001", "002", "003", "004"})


def coverage(pack: Pack, places: Sequence[Path] = ()) -> list[Covered]:
    """Every clause known, with what in this pack applies it or why nothing does."""
    applied: dict[str, list[str]] = {}
    for cited in cited_by(pack, find_pack(pack.name, places), places):
        applied.setdefault(cited.clause, []).append(cited.by)
    known = known_clauses()
    register = {**known, **citable(pack, places)}
    return [
        Covered(
            clause,
            tuple(applied.get(clause.id, ())),
            None if clause.id in applied else _why_not(clause, pack),
            numbered=clause == known.get(clause.id) and clause.at.partition(":")[0] in NUMBERED,
        )
        for clause in register.values()
    ]


def _why_not(clause: Clause, pack: Pack) -> str:
    if clause.not_applied_because:
        return clause.not_applied_because
    if clause.applied_by:
        return f"{pack.name} does not use it; {clause.pack} does, in {', '.join(clause.applied_by)}."
    papers = [name.removeprefix("document:") for name in clause.later if name.startswith("document:")]
    if len(papers) == len(clause.later):
        return f"Not yet: it is wording for a document ({', '.join(papers)}), which cpcli will make in a later version."
    return f"Not yet: it will be applied by {', '.join(clause.later)}."


def all_notes(rule: Rule, pack: Pack) -> Mapping[str, Note]:
    """The notes that can travel with a rule, each once, by what they say."""
    notes = {note.says: note for _, terms in rule.all_terms() for note in terms.notes}
    return {**notes, **{note.says: note for note in pack.notes}}


def check_register(pack: Pack, folder: Path, places: Sequence[Path] = ()) -> list[Problem]:
    """Hold a pack's rules and registers to each other: each cited clause is registered, each application exists."""
    own, problems = _rows(folder)
    register = citable(pack, places)
    citing: dict[str, set[str]] = {}
    for cited in cited_by(pack, folder, places):
        citing.setdefault(cited.clause, set()).add(cited.by)
    first = {clause.id: at for at, clause in reversed(list(enumerate(own)))}
    for at, clause in enumerate(own):
        if first[clause.id] != at or _fates(clause) != 1:
            continue  # told already
        told, found = set(clause.applied_by), citing.get(clause.id, set())
        for name in sorted(told - found):
            problems.add(f"clause[{at}]", f'"{name}" does not exist here, or does not cite {clause.id} back')
        for name in sorted(found - told):
            problems.add(f"clause[{at}]", f'{clause.id} is cited by "{name}", which applied_by does not name')
    return [*_unregistered(folder, citing, register), *problems.found]


def _unregistered(folder: Path, citing: Mapping[str, set[str]], register: Mapping[str, Clause]) -> list[Problem]:
    """Citations of clauses that no register holds, told where the rule stands."""
    lacking = [clause for clause, by in citing.items() if QUORUM in by and clause not in register]
    return [
        *_unregistered_deadlines(folder, citing, register),
        *_unregistered_quorum(folder, lacking, register),
        *_unregistered_guides(folder, citing, register),
    ]


def _unregistered_guides(
    folder: Path, citing: Mapping[str, set[str]], register: Mapping[str, Clause]
) -> Iterator[Problem]:
    """Citations in a pack's own guides."""
    for clause, by in citing.items():
        for name in sorted(by) if clause not in register else ():
            kind, _, rest = name.partition(":")
            guide, _, question = rest.partition("#")
            if kind == "guide" and (folder / "guides" / f"{guide}.toml").exists():
                says = f'it cites "{clause}", which no register holds{nearest(clause, register)}'
                yield Problem(f"{folder.resolve().name}/guides/{guide}.toml", says, question)


def _unregistered_quorum(folder: Path, lacking: Sequence[str], register: Mapping[str, Clause]) -> list[Problem]:
    """Citations in quorum.toml, told where they stand; an inherited one is told by the pack whose it is."""
    path, name = folder / FILE, f"{folder.resolve().name}/{FILE}"
    data, problems = read_toml(path, name) if lacking and path.exists() else ({}, Problems(name, ""))
    for key, clause in _citations(data.get("version", []), "version"):
        if clause in lacking:
            problems.add(key, f'quorum cites "{clause}", which no register holds{nearest(clause, register)}')
    return problems.found


def _citations(part: Any, key: str) -> Iterator[tuple[str, str]]:
    """Every clause cited in tables, however deep, with its place."""
    if isinstance(part, list):
        for at, each in enumerate(part):
            yield from _citations(each, f"{key}[{at}]")
    elif isinstance(part, Mapping):
        for name, value in part.items():
            if name == "clauses":
                yield from ((f"{key}.clauses", clause) for clause in value)
            else:
                yield from _citations(value, f"{key}.{name}")


def _unregistered_deadlines(
    folder: Path, citing: Mapping[str, set[str]], register: Mapping[str, Clause]
) -> list[Problem]:
    path, name = folder / "deadlines.toml", f"{folder.resolve().name}/deadlines.toml"
    data, problems = read_toml(path, name) if path.exists() else ({}, Problems(name, ""))
    places = {f"deadline:{row.get('id')}": at for at, row in enumerate(data.get("deadline", []))}
    for clause, by in citing.items():
        # The checks are the program's own and cite the shipped registers, which not every pack reads.
        rules = [name for name in sorted(by) if name.startswith("deadline:")]
        for rule in rules if clause not in register else ():
            key = f"deadline[{places[rule]}]" if rule in places else ""
            problems.add(key, f'{rule} cites "{clause}", which no register holds{nearest(clause, register)}')
    return problems.found


def _fates(clause: Clause) -> int:
    return sum(map(bool, (clause.applied_by, clause.later, clause.not_applied_because)))

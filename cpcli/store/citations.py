"""What cites a clause: the deadlines of a pack, the checks of a case, the quorum rule, the guides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cpcli.casework.pack import Pack, Rule
from cpcli.rules.checks import CHECKS
from cpcli.store.guides import guide_paths, load_guide
from cpcli.store.quorum_reader import read_quorum
from cpcli.store.shipped import TEMPLATES
from cpcli.store.tables import read_toml

#: How the quorum rule is called where something applies a clause.
QUORUM = "quorum:minimum"


@dataclass(frozen=True, slots=True)
class Cited:
    """A clause cited in a pack's rules: by which thing, such as `deadline:core-group.first`."""

    clause: str
    by: str


def cited_by(pack: Pack, folder: Path, places: Sequence[Path] = ()) -> Iterator[Cited]:
    """Each clause that a deadline of the pack cites, then those of the checks, its own quorum rule, and the guides.

    A quorum rule that is only fallen back on is its own pack's. Guides that are borrowed are run, so they count.

    Raises:
        InvalidFile: a guide is wrong.
    """
    for rule in pack.rules.values():
        for clause in dict.fromkeys(clauses_of(rule, pack)):
            yield Cited(clause, f"deadline:{rule.id}")
    for check in CHECKS:
        for clause in check.clauses:
            yield Cited(clause, f"check:{check.id}")
    versions = read_quorum(folder, places)[0].versions
    for clause in dict.fromkeys(clause for version in versions for clause in version.terms.all_clauses()):
        yield Cited(clause, QUORUM)
    for name in guide_paths(pack, places):
        for clause, question in dict.fromkeys(load_guide(name, pack, places).cited()):
            yield Cited(clause, f"guide:{name}#{question}" if question else f"guide:{name}")
    for path in sorted(TEMPLATES.glob("*.toml")):
        for clause in dict.fromkeys(read_toml(path)[0].get("clauses", [])):
            yield Cited(clause, f"document:{path.stem}")


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

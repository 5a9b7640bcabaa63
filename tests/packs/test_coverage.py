"""Every clause of the sources is accounted for: something applies it and cites it back, or a reason says why not.

What cites a clause is worked out here from the files themselves, not with the reader that the program uses.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cpcli.cli.boundary import run
from cpcli.rules.checks import CHECKS

TOP = Path(__file__).resolve().parents[2]
PACKS = ("england", "pan-berkshire", "salford")
IDS = (TOP / "tests" / "data" / "clause-ids.txt").read_text(encoding="utf-8").split()

#: Changes later than the sources the numbered clauses come from.
LATER = ["E11"]

LONGEST_SUMMARY = 40

#: How a clause set aside for a later part is told.
PUT_OFF = re.compile(r"\bnot yet\b|\bwill be applied\b|\blater part\b|\bto come\b", re.IGNORECASE)


@cache
def table(pack: str, file: str) -> dict[str, Any]:
    return tomllib.loads((TOP / "cpcli" / "packs" / pack / file).read_text(encoding="utf-8"))


def register(pack: str) -> list[dict[str, Any]]:
    found = table(pack, "clauses.toml")["clause"]
    assert isinstance(found, list)
    return found


@cache
def answer(pack: str) -> dict[str, Any]:
    """What `cpcli pack coverage PACK --format json` says."""
    import contextlib
    import io

    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert run(["pack", "coverage", pack, "--format", "json"]) == 0
    found = json.loads(said.getvalue())
    assert isinstance(found, dict)
    return found


def rows(pack: str) -> list[dict[str, Any]]:
    return [*answer(pack)["clauses"], *answer(pack)["also"]]


@pytest.fixture(autouse=True)
def nobodys_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CPCLI_STORE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def values_of(key: str, part: Any) -> Iterator[str]:
    """Every text that stands under a key, however deep."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name == key:
                yield from [value] if isinstance(value, str) else value
            else:
                yield from values_of(key, value)
    elif isinstance(part, list):
        for each in part:
            yield from values_of(key, each)


def deadlines(pack: str) -> dict[str, list[dict[str, Any]]]:
    """Each deadline of a pack as the tables that make it up: its own, over what it inherits."""
    head, own = table(pack, "pack.toml"), table(pack, "deadlines.toml").get("deadline", [])
    found = deadlines(head["extends"]) if "extends" in head else {}
    for rule in own:
        under = [part for part in found.get(rule["id"], []) if "from" in part]
        first = min((version["from"] for version in rule.get("version", [])), default=None)
        kept = [part for part in under if first is None or part["from"] < first]
        rest = {key: value for key, value in rule.items() if key != "version"}
        found[rule["id"]] = [rest, *kept, *rule.get("version", [])]
    return found


def facts_and_notes(pack: str) -> tuple[dict[str, list[str]], list[str]]:
    """The clauses behind each fact, and those of the notes that travel with every deadline."""
    head, data = table(pack, "pack.toml"), table(pack, "deadlines.toml")
    facts, notes = facts_and_notes(head["extends"]) if "extends" in head else ({}, [])
    facts |= {fact["name"]: fact["clauses"] for fact in data.get("fact", [])}
    return facts, [*notes, *values_of("clauses", data.get("note", []))]


@cache
def cites(pack: str) -> dict[str, set[str]]:
    """For each deadline, every clause that it, its variants, readings, notes and facts cite."""
    facts, notes = facts_and_notes(pack)
    found = {}
    for rule, parts in deadlines(pack).items():
        asked = {name.partition("=")[0] for key in ("fact", "only_with_fact") for name in values_of(key, parts)}
        behind = {clause for name in asked for clause in facts[name]}
        found[f"deadline:{rule}"] = {*values_of("clauses", parts), *behind, *notes}
    return found


#: The checks of a case belong to every pack.
CHECKED = {f"check:{check.id}": set(check.clauses) for check in CHECKS}


@cache
def quorum_cites(pack: str) -> dict[str, set[str]]:
    """Every clause that a pack's quorum rule cites, its own or the one it inherits; one it falls back on is not its."""
    head = table(pack, "pack.toml")
    file = TOP / "cpcli" / "packs" / pack / "quorum.toml"
    found = set(values_of("clauses", table(pack, "quorum.toml").get("version", []))) if file.exists() else set()
    if found:
        return {"quorum:minimum": found}
    return quorum_cites(head["extends"]) if "extends" in head else {}


def guide_files(pack: str) -> dict[str, Path]:
    """The guides that are run under a pack: its own, those it inherits, those it borrows."""
    head, folder = table(pack, "pack.toml"), TOP / "cpcli" / "packs" / pack / "guides"
    found = {path.stem: path for path in folder.glob("*.toml")}
    for other in (head[key] for key in ("extends", "guides_from") if key in head):
        found = {**guide_files(other), **found}
    return found


@cache
def guide_cites(pack: str) -> dict[str, set[str]]:
    """Every clause that a question of a guide cites, with what is told at it; and those of a guide as a whole."""
    found: dict[str, set[str]] = {}

    def cite(name: str, part: Any) -> None:
        found.setdefault(name, set()).update(values_of("clauses", part))

    for guide, path in guide_files(pack).items():
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        found[f"guide:{guide}"] = set(data["clauses"])
        found[f"guide:{guide}#reasons"] = set(data["decision"].get("why_clauses", []))
        for last in ("decided-by", "decided-on"):
            found[f"guide:{guide}#{last}"] = set(data["decision"].get("clauses", []))
        for question in data["question"]:
            cite(f"guide:{guide}#{question['id']}", question)
        for told in (*data.get("note", []), *data.get("presumption", [])):
            cite(f"guide:{guide}#{told['at']}" if "at" in told else f"guide:{guide}", told)
        for record in data.get("record", []):
            cite(f"guide:{guide}#{record['questions'][0]}", record)
        for key in ("warning", "outcome", "next"):
            cite(f"guide:{guide}", data.get(key, []))
    return found


#: The documents belong to every pack.
DOCUMENTS = {
    f"document:{path.stem}": set(tomllib.loads(path.read_text(encoding="utf-8"))["clauses"])
    for path in (TOP / "templates").glob("*.toml")
}


#: What may apply a clause, by the first half of its name. A part that comes later adds itself here.
EXISTS: dict[str, Callable[[str], dict[str, set[str]]]] = {
    "deadline": cites,
    "check": lambda _: CHECKED,
    "quorum": quorum_cites,
    "guide": guide_cites,
    "document": lambda _: DOCUMENTS,
}


def everything(pack: str) -> dict[str, set[str]]:
    """Every thing that can apply a clause, with the clauses it cites."""
    return {name: clauses for found in EXISTS.values() for name, clauses in found(pack).items()}


def test_the_list_of_clause_ids_is_whole() -> None:
    assert len(IDS) == len(set(IDS)) == 504
    assert all(re.fullmatch(r"[A-Z]{1,2}\d{1,2}[a-z]?", clause) for clause in IDS)
    assert sum(clause[:1] == "D" for clause in IDS) == 56


def test_each_clause_is_registered_by_one_pack_only() -> None:
    registered = [clause["id"] for pack in PACKS for clause in register(pack)]

    assert sorted(registered) == sorted([*IDS, *LATER])


@pytest.mark.parametrize("pack", PACKS)
def test_exactly_the_numbered_clauses_are_covered_and_later_changes_stand_apart(pack: str) -> None:
    assert sorted(row["id"] for row in answer(pack)["clauses"]) == sorted(IDS)
    assert [row["id"] for row in answer(pack)["also"]] == LATER
    assert answer(pack)["schema"] == "cpcli/pack-coverage/1"
    assert answer(pack)["pack"] == pack


@pytest.mark.parametrize("pack", PACKS)
def test_a_clause_is_applied_or_has_a_reason_why_not_and_never_both(pack: str) -> None:
    for row in rows(pack):
        assert {"id", "summary", "applied_by", "not_applied_because"} <= set(row)
        assert bool(row["applied_by"]) != bool(row["not_applied_because"]), row["id"]
        assert row["not_applied_because"] is None or row["not_applied_because"].strip(), row["id"]
        assert len(set(row["applied_by"])) == len(row["applied_by"]), row["id"]


@pytest.mark.parametrize("pack", PACKS)
def test_everything_said_to_apply_a_clause_exists_and_cites_it_back(pack: str) -> None:
    named = [(row["id"], name) for row in rows(pack) for name in row["applied_by"]]

    assert named
    for clause, name in named:
        kind = name.partition(":")[0]
        assert kind in EXISTS, f"{clause} is applied by {name}: nobody looks whether there is such a thing"
        assert name in EXISTS[kind](pack), f"{clause}: there is no {name}"
        assert clause in EXISTS[kind](pack)[name], f"{name} does not cite {clause} back"


@pytest.mark.parametrize("pack", PACKS)
def test_whatever_cites_a_clause_is_said_to_apply_it(pack: str) -> None:
    told = {row["id"]: set(row["applied_by"]) for row in rows(pack)}
    cited = {clause for clauses in everything(pack).values() for clause in clauses}

    assert cited
    assert {clause: told[clause] for clause in cited} == {
        clause: {name for name, clauses in everything(pack).items() if clause in clauses} for clause in cited
    }


@pytest.mark.parametrize("pack", PACKS)
def test_a_register_names_what_applies_its_clauses_in_its_own_pack(pack: str) -> None:
    told = {clause["id"]: set(clause.get("applied_by", [])) for clause in register(pack)}
    found = {
        clause: {name for name, clauses in everything(pack).items() if clause in clauses}
        for clause in (row["id"] for row in register(pack))
    }

    assert any(told.values())
    assert told == found


@pytest.mark.parametrize("pack", PACKS)
def test_every_deadline_rests_on_clauses_that_are_registered(pack: str) -> None:
    assert cites(pack)
    for name, clauses in cites(pack).items():
        assert clauses, f"{name} cites nothing"
        assert clauses <= {*IDS, *LATER}, name


@pytest.mark.parametrize("pack", PACKS)
def test_the_clauses_on_time_are_settled_and_none_is_put_off(pack: str) -> None:
    timed = {row["id"]: row["not_applied_because"] or "" for row in rows(pack) if re.match(r"D\d", row["id"])}

    assert len(timed) == 56
    assert {clause: why for clause, why in timed.items() if PUT_OFF.search(why)} == {}


def test_no_register_puts_a_clause_on_time_off() -> None:
    timed = [clause for pack in PACKS for clause in register(pack) if re.match(r"D\d", clause["id"])]

    assert len(timed) == 56
    assert [clause["id"] for clause in timed if "later" in clause] == []


def test_what_is_put_off_would_be_noticed() -> None:
    put_off = [row for row in rows("pan-berkshire") if PUT_OFF.search(row["not_applied_because"] or "")]
    marked = {clause["id"] for pack in PACKS for clause in register(pack) if "later" in clause}

    assert {row["id"] for row in put_off} <= marked
    for row in rows("pan-berkshire"):
        assert (row in put_off) is (row["id"] in marked and not row["applied_by"]), row["id"]


def test_every_summary_says_something_of_its_own_in_forty_words() -> None:
    summaries = {row["id"]: row["summary"] for row in rows("pan-berkshire")}
    plain = [re.sub(r"\W+", " ", summary).strip().lower() for summary in summaries.values()]

    assert len(summaries) == 505
    assert [clause for clause, summary in summaries.items() if len(summary.split()) < 3] == []
    assert [clause for clause, summary in summaries.items() if len(summary.split()) > LONGEST_SUMMARY] == []
    assert sorted(text for text in set(plain) if plain.count(text) > 1) == []


def test_every_clause_says_where_in_which_source_it_stands() -> None:
    sources = {pack: {document["id"] for document in table(pack, "pack.toml")["document"]} for pack in PACKS}

    assert {"000", "001", "002", "003", "004"} < set().union(*sources.values())
    for pack in PACKS:
        for clause in register(pack):
            source, _, place = clause["at"].partition(":")
            assert source in sources[pack], clause["id"]
            assert re.fullmatch(r"[\d.]+", place), clause["id"]


def test_an_areas_own_clause_stands_among_the_others_even_where_it_is_from_a_numbered_source(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "packs" / "exampleshire"
    folder.mkdir(parents=True)
    (tmp_path / "cpcli.toml").write_text("", encoding="utf-8")
    (folder / "pack.toml").write_text(
        'name = "exampleshire"\ntitle = "E"\narea = "E"\ndated = 2026-01-01\nextends = "pan-berkshire"\n'
        'reads = ["england", "salford"]\n',
        encoding="utf-8",
    )
    (folder / "clauses.toml").write_text(
        '[[clause]]\nid = "LOC1"\nat = "002:83"\nsummary = "Made up for a test."\nnot_applied_because = "Made up."\n',
        encoding="utf-8",
    )

    assert run(["pack", "coverage", "exampleshire", "--format", "json"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert sorted(row["id"] for row in found["clauses"]) == sorted(IDS)
    assert sorted(row["id"] for row in found["also"]) == sorted([*LATER, "LOC1"])

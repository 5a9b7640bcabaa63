"""An area's own pack: what it inherits, what it must say itself, and when it is checked."""

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from cpcli.casework.pack import Pack, Terms
from cpcli.cli.boundary import run
from cpcli.errors import InvalidFile, UsageFault
from cpcli.store.pack_checks import check_once, check_pack
from cpcli.store.packs import load_pack, pack_names

NAME = "exampleshire"
RULE = "initial-conference.after-strategy-discussion"
REPORT = "report-to-family.before-conference"
FIRST_REVIEW = "review-conference.first"
SHIPPED_DAY, CHANGED_DAY = date(2025, 3, 25), date(2026, 4, 1)

HEAD = f"""
    name = "{NAME}"
    title = "Exampleshire"
    area = "Exampleshire, made up"
    dated = 2026-04-01
    extends = "pan-berkshire"
    reads = ["england"]
"""
CHANGE = f"""
    [[deadline]]
    id = "{RULE}"

    [[deadline.version]]
    from = 2026-04-01
    limit = "10 working days"
    clauses = ["LOC1"]
    because = "Exampleshire's board asks for it sooner."
"""
CLAUSES = f"""
    [[clause]]
    id = "LOC1"
    at = "900:1"
    summary = "Exampleshire holds its initial conferences inside ten working days."
    applied_by = ["deadline:{RULE}"]
"""

Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def nobodys_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CPCLI_STORE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / "cpcli.toml").write_text("", encoding="utf-8")
    return folder


@pytest.fixture
def write(store: Path) -> Write:
    """Write a pack into the store's packs/ and give the folder that holds all of them."""

    def written(deadlines: str = CHANGE, clauses: str = CLAUSES, head: str = HEAD, name: str = NAME) -> Path:
        folder = store / "packs" / name
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in (("pack.toml", head), ("deadlines.toml", deadlines), ("clauses.toml", clauses)):
            (folder / file).write_text(dedent(text), encoding="utf-8")
        return store / "packs"

    return written


def limits(terms: Terms) -> list[str]:
    return [str(reading.limit) for reading in terms.readings]


def loaded(places: Path, name: str = NAME) -> Pack:
    return load_pack(name, [places])


# ---- what is inherited -------------------------------------------------------------------------------------------


def test_the_earlier_version_stays_and_the_changed_one_follows(write: Write) -> None:
    kept, changed = loaded(write()).rules[RULE].versions

    assert kept == load_pack("pan-berkshire").rules[RULE].versions[0]
    assert (kept.start, changed.start) == (SHIPPED_DAY, CHANGED_DAY)
    assert limits(changed.terms) == ["10 working days"]


def test_each_version_says_whose_it_is(write: Write) -> None:
    pack = loaded(write())

    assert [version.pack for version in pack.rules[RULE].versions] == ["pan-berkshire", NAME]
    untouched = [version.pack for rule in pack.rules.values() if rule.id != RULE for version in rule.versions]
    assert len(untouched) >= 28
    assert set(untouched) == {"pan-berkshire"}


def test_title_events_and_all_that_is_not_said_again_come_from_the_parent(write: Write) -> None:
    rule, parent = loaded(write()).rules[RULE], load_pack("pan-berkshire").rules[RULE]

    assert rule._replace(versions=()) == parent._replace(versions=())
    assert rule.title == "Initial child protection conference"
    assert rule.triggers == ("strategy-discussion", "section-47-enquiry")
    terms, above = rule.versions[-1].terms, parent.versions[-1].terms
    assert (terms.force, terms.bound, terms.met_by) == (above.force, above.bound, above.met_by)
    assert terms.notes == above.notes
    assert len(terms.notes) == 2


def test_rules_facts_and_notes_for_every_deadline_come_from_the_parent(write: Write) -> None:
    pack, parent = loaded(write()), load_pack("pan-berkshire")

    assert set(pack.rules) == set(parent.rules)
    assert {rule for rule in pack.rules if pack.rules[rule] != parent.rules[rule]} == {RULE}
    assert pack.facts == parent.facts
    assert pack.notes == parent.notes
    assert pack.extends == ("pan-berkshire",)


def test_variants_of_the_parent_stay_with_a_changed_limit(write: Write) -> None:
    pack = loaded(write(CHANGE.replace(RULE, REPORT), CLAUSES.replace(RULE, REPORT)))
    (_, changed), (parent,) = pack.rules[REPORT].versions, load_pack("pan-berkshire").rules[REPORT].versions

    assert limits(changed.terms) == ["10 working days"]
    assert [condition for condition, _ in changed.variants] == [condition for condition, _ in parent.variants]
    assert [limits(terms) for _, terms in changed.variants] == [["5 working days", "5 clear working days"]]


def test_a_limit_replaces_inherited_readings_and_other_areas_counts(write: Write) -> None:
    kept, changed = loaded(write()).rules[RULE].versions

    assert len(kept.terms.readings) == 3
    assert [other.says for other in kept.terms.elsewhere]
    assert len(changed.terms.readings) == 1
    assert changed.terms.elsewhere == ()
    assert changed.terms.readings[0].because == changed.terms.because == "Exampleshire's board asks for it sooner."


def test_readings_replace_an_inherited_limit(write: Write) -> None:
    readings = "".join(
        f'\n[[deadline.version.readings]]\nlimit = "{limit}"\nbecause = "{limit} it is."\n'
        for limit in ("8 working days", "8 clear working days")
    )
    text = dedent(CHANGE).replace(RULE, "core-group.first").replace('limit = "10 working days"\n', "") + readings

    kept, changed = loaded(write(text, CLAUSES.replace(RULE, "core-group.first"))).rules["core-group.first"].versions

    assert limits(kept.terms) == ["10 working days"]
    assert limits(changed.terms) == ["8 working days", "8 clear working days"]


def test_a_change_of_title_alone_keeps_every_version(write: Write) -> None:
    rule = loaded(write(f'[[deadline]]\nid = "{FIRST_REVIEW}"\ntitle = "Three-month review"\n', "")).rules[FIRST_REVIEW]
    parent = load_pack("pan-berkshire").rules[FIRST_REVIEW]

    assert rule.title == "Three-month review"
    assert rule.versions == parent.versions
    assert len(rule.versions) == 2


@pytest.mark.parametrize(
    ("start", "starts", "noted"),
    [
        ("2025-03-25", ["2025-03-25"], False),
        ("2025-06-01", ["2025-03-25", "2025-06-01"], False),
        ("2025-09-01", ["2025-03-25", "2025-09-01"], True),
        ("2026-04-01", ["2025-03-25", "2025-09-01", "2026-04-01"], True),
    ],
)
def test_a_change_holds_from_its_day_on_top_of_the_version_then_in_force(
    start: str, starts: list[str], noted: bool, write: Write
) -> None:
    text = CHANGE.replace(RULE, FIRST_REVIEW).replace("2026-04-01", start).replace("10 working days", "2 months")
    versions = loaded(write(text, CLAUSES.replace(RULE, FIRST_REVIEW))).rules[FIRST_REVIEW].versions

    assert [version.start.isoformat() for version in versions] == starts
    assert [version.pack for version in versions] == ["pan-berkshire"] * (len(starts) - 1) + [NAME]
    assert limits(versions[-1].terms) == ["2 months"]
    assert any("E11" in note.clauses for note in versions[-1].terms.notes) is noted


def test_a_grandchild_changes_what_its_parent_changed(write: Write) -> None:
    write()
    head = HEAD.replace("pan-berkshire", NAME).replace(f'name = "{NAME}"', 'name = "exampleton"')
    places = write(CHANGE.replace("2026-04-01", "2026-07-01").replace("10 w", "8 w"), CLAUSES, head, "exampleton")

    pack = loaded(places, "exampleton")

    versions = pack.rules[RULE].versions
    assert pack.extends == (NAME, "pan-berkshire")
    assert [version.pack for version in versions] == ["pan-berkshire", NAME, "exampleton"]
    assert [limits(version.terms)[0] for version in versions] == [
        "15 working days",
        "10 working days",
        "8 working days",
    ]
    assert check_pack("exampleton", [places]) == []


# ---- what is never inherited -------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["clauses", "because"])
def test_a_changed_version_gives_its_own_authority_and_reason(key: str, write: Write) -> None:
    lines = [line for line in dedent(CHANGE).splitlines() if not line.startswith(f"{key} =")]

    with pytest.raises(InvalidFile) as refused:
        loaded(write("\n".join(lines)))

    assert [problem.key for problem in refused.value.problems] == ["deadline[0].version[0]"]
    assert f'"{key}" is missing' in str(refused.value)
    assert f"{NAME}/deadlines.toml:5" in str(refused.value)


def test_a_parents_check_of_the_source_is_not_a_check_of_the_change(write: Write) -> None:
    kept, changed = loaded(write()).rules[RULE].versions

    assert kept.verified_on is not None
    assert changed.verified_on is None


# ---- in answers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "due", "pack", "clause"),
    [("2026-03-31", "2026-04-23", "pan-berkshire", "D01"), ("2026-04-01", "2026-04-17", NAME, "LOC1")],
)
def test_an_answer_names_the_pack_whose_version_gave_the_date(
    held: str, due: str, pack: str, clause: str, write: Write, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write()
    question = ["deadlines", "--event", f"strategy-discussion={held}", "--as-of", held, "--rule", RULE]

    assert run([*question, "--pack", NAME, "--store", str(store), "--format", "json"]) == 0

    answer = json.loads(capsys.readouterr().out)
    (deadline,) = answer["deadlines"]
    assert answer["pack"] == NAME
    assert (deadline["due"], deadline["pack"]) == (due, pack)
    assert clause in deadline["clauses"]


def test_a_stores_own_packs_are_found_beside_the_shipped_ones(write: Write) -> None:
    places = write()

    assert pack_names([places]) == ["england", NAME, "pan-berkshire", "salford"]
    assert NAME not in pack_names()
    with pytest.raises(UsageFault, match="there is no pack"):
        load_pack(NAME)


# ---- checked once ------------------------------------------------------------------------------------------------


def memory(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "cpcli" / "packs-checked"


def test_a_pack_is_checked_once_and_again_after_a_change(write: Write, tmp_path: Path) -> None:
    places = write()
    check_once(NAME, [places])
    remembered = memory(tmp_path)
    first = remembered.read_text(encoding="utf-8")
    os.utime(remembered, (0, 0))

    check_once(NAME, [places])

    assert remembered.stat().st_mtime == 0, "nothing has changed, so nothing was checked and remembered again"

    write(clauses=CLAUSES.replace("inside", "within"))
    check_once(NAME, [places])

    assert remembered.stat().st_mtime > 0
    assert remembered.read_text(encoding="utf-8") != first
    assert len(remembered.read_text(encoding="utf-8").splitlines()) == 1


def test_a_change_that_breaks_a_checked_pack_is_refused_every_time(write: Write) -> None:
    places = write()
    check_once(NAME, [places])
    write(clauses=CLAUSES.replace("LOC1", "LOC2"))

    for _ in range(2):
        with pytest.raises(InvalidFile, match="LOC1"):
            check_once(NAME, [places])


def test_a_change_in_the_pack_it_inherits_from_is_a_change(write: Write) -> None:
    write()
    head = HEAD.replace("pan-berkshire", NAME).replace(f'name = "{NAME}"', 'name = "exampleton"')
    places = write(CHANGE.replace("2026-04-01", "2026-07-01"), "", head, "exampleton")
    check_once("exampleton", [places])

    write(CHANGE.replace("LOC1", "D01"), clauses="")

    with pytest.raises(InvalidFile, match="LOC1"):
        check_once("exampleton", [places])


@pytest.mark.parametrize("memories", [b"", b"\xff\xfe not text", b"another pack\tabc\n"])
def test_a_spoilt_memory_only_means_checking_again(memories: bytes, write: Write, tmp_path: Path) -> None:
    places = write()
    memory(tmp_path).parent.mkdir(parents=True)
    memory(tmp_path).write_bytes(memories)

    check_once(NAME, [places])
    write(clauses=CLAUSES.replace("LOC1", "LOC2"))

    with pytest.raises(InvalidFile):
        check_once(NAME, [places])


def test_without_a_place_for_the_cache_the_check_still_answers(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a-file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a-file"))
    places = write()

    check_once(NAME, [places])

    assert (tmp_path / "a-file").read_text(encoding="utf-8") == ""
    write(clauses=CLAUSES.replace("LOC1", "LOC2"))
    with pytest.raises(InvalidFile):
        check_once(NAME, [places])


@pytest.mark.parametrize(
    ("deadlines", "clauses", "words"),
    [
        (CHANGE.replace("10 working days", "10 workdays"), CLAUSES, ("deadlines.toml:7", '"10 workdays"')),
        (CHANGE, CLAUSES.replace("LOC1", "LOC2"), ("LOC1", "which no register holds", 'did you mean "LOC2"?')),
        (CHANGE + "limit = ", CLAUSES, ("deadlines.toml:", "not valid TOML")),
        (CHANGE, CLAUSES.replace("at =", "att ="), ("clauses.toml:4", 'did you mean "at"?')),
    ],
    ids=["a unit", "a citation", "no TOML", "a key of the register"],
)
def test_an_answer_is_refused_while_an_areas_own_pack_is_broken(
    deadlines: str,
    clauses: str,
    words: tuple[str, ...],
    write: Write,
    store: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write(deadlines, clauses)
    question = ["deadlines", "--event", "strategy-discussion=2026-12-10", "--pack", NAME, "--store", str(store)]

    assert run(question) == 4

    captured = capsys.readouterr()
    assert captured.out == ""
    assert all(line.startswith(f"error: {NAME}/") for line in captured.err.splitlines())
    assert [word for word in words if word not in captured.err] == []

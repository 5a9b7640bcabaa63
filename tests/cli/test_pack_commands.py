"""`cpcli pack`: the procedures behind the answers, for reading and for programs."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cpcli.cli.boundary import run
from cpcli.store.clauses import read_clauses
from cpcli.store.packs import SHIPPED, load_pack

INITIAL = "initial-conference.after-strategy-discussion"
REPORT = "report-to-family.before-conference"

Answer = Callable[..., str]
Values = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def nobodys_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CPCLI_STORE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def answer(capsys: pytest.CaptureFixture[str]) -> Answer:
    """What `cpcli pack ...` says on standard output, once it has gone well."""

    def said(*words: str) -> str:
        assert run(["pack", *words]) == 0
        return capsys.readouterr().out

    return said


@pytest.fixture
def values(answer: Answer) -> Values:
    """What `cpcli pack ... --format json` says, as values."""

    def said(*words: str) -> dict[str, Any]:
        found = json.loads(answer(*words, "--format", "json"))
        assert isinstance(found, dict)
        assert found["schema"] == f"cpcli/pack-{words[0]}/1"
        return found

    return said


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with a pack of its own, which is the one it uses."""
    folder = tmp_path / "store"
    pack = folder / "packs" / "exampleshire"
    pack.mkdir(parents=True)
    (folder / "cpcli.toml").write_text('pack = "exampleshire"\n', encoding="utf-8")
    (pack / "pack.toml").write_text(
        'name = "exampleshire"\ntitle = "Exampleshire"\narea = "Exampleshire, made up"\ndated = 2026-04-01\n'
        'extends = "pan-berkshire"\nreads = ["england", "salford"]\n',
        encoding="utf-8",
    )
    (pack / "deadlines.toml").write_text(
        '[[deadline]]\nid = "core-group.first"\n\n[[deadline.version]]\nfrom = 2026-04-01\nlimit = "5 working days"\n'
        'clauses = ["LOC1"]\nbecause = "Exampleshire asks for it sooner."\n',
        encoding="utf-8",
    )
    (pack / "clauses.toml").write_text(
        '[[clause]]\nid = "LOC1"\nat = "900:1"\nsummary = "Exampleshire meets inside five working days."\n'
        'applied_by = ["deadline:core-group.first"]\n',
        encoding="utf-8",
    )
    return folder


def block(page: str, first: str, last: str = "") -> str:
    """The lines of a page from one that begins so to one that begins so."""
    _, start, rest = page.partition(first)
    assert start, f"{first} is not on the page"
    return rest.partition(last)[0] if last else rest


# ---- list --------------------------------------------------------------------------------------------------------


def test_list_gives_each_pack_a_line_with_its_date_area_and_parent(answer: Answer) -> None:
    lines = answer("list").splitlines()

    assert [line.split()[0] for line in lines] == ["england", "pan-berkshire", "salford"]
    assert [line.split()[1] for line in lines] == ["2025-03-25"] * 3
    assert "29 deadlines" in lines[1]
    assert ["(default)" in line for line in lines] == [False, True, False]
    assert "extends england" in lines[2]


def test_list_for_programs_counts_rules_and_names_parents(values: Values) -> None:
    packs = {pack["name"]: pack for pack in values("list")["packs"]}

    assert {name: pack["rules"] for name, pack in packs.items()} == {"england": 6, "pan-berkshire": 29, "salford": 6}
    assert {name: pack["extends"] for name, pack in packs.items()} == {
        "england": [],
        "pan-berkshire": [],
        "salford": ["england"],
    }
    assert [name for name, pack in packs.items() if pack["default"]] == ["pan-berkshire"]
    assert all(pack["title"] and pack["area"] and pack["dated"] == "2025-03-25" for pack in packs.values())


def test_a_stores_own_pack_is_listed_and_is_the_default_where_it_says_so(
    answer: Answer, values: Values, store: Path
) -> None:
    packs = {pack["name"]: pack for pack in values("list", "--store", str(store))["packs"]}

    assert list(packs) == ["england", "exampleshire", "pan-berkshire", "salford"]
    assert [name for name, pack in packs.items() if pack["default"]] == ["exampleshire"]
    assert packs["exampleshire"]["rules"] == 29
    assert "default,extends pan-berkshire" in answer("list", "--store", str(store)).replace(", ", ",")


# ---- show --------------------------------------------------------------------------------------------------------


def test_show_a_pack_gives_its_sources_every_deadline_with_its_limit_and_the_facts(answer: Answer) -> None:
    page = answer("show", "pan-berkshire")
    pack = load_pack("pan-berkshire")
    rules = block(page, "\nDeadlines\n", "\nFacts").strip().splitlines()

    assert page.startswith("Pan-Berkshire (pan-berkshire)\n")
    assert [line.split()[0] for line in rules] == list(pack.rules)
    assert "15 working days after the strategy discussion or start of the section 47 enquiry; should" in rules[0]
    assert "25 March 2025" in block(page, "\nSources\n", "\nDeadlines")
    facts = block(page, "\nFacts (--fact)\n")
    assert all(f"  {fact}" in facts for fact in pack.facts)
    assert "post-birth-meeting=core-group|review-conference:" in facts


def test_show_a_pack_names_what_it_inherits_from(answer: Answer) -> None:
    assert "Inherits from england.\n" in answer("show", "salford")
    assert "Inherits" not in answer("show", "england")


def test_show_a_rule_gives_limit_force_reason_and_every_reading(answer: Answer) -> None:
    page = answer("show", "pan-berkshire", REPORT)
    plain = block(page, "From 2025-03-25", "where it is a review conference")
    review = block(page, "where it is a review conference", "\nMet by")

    assert page.startswith(f"Reports shared and discussed with the family\n{REPORT}, pan-berkshire\n")
    assert "2 working days before the initial conference, pre-birth conference" in plain
    assert "; should; the latest date; D22 D25 D46" in plain
    assert "plain reading: 2 working days." in plain
    assert "another reading: 2 clear working days." in plain
    assert "5 working days before the review conference;" in review
    assert "plain reading: 5 working days." in review
    assert "another reading: 5 clear working days." in review
    assert "Met by: sharing of the report with the family." in page


def test_show_a_rule_names_the_event_of_a_reading_that_counts_from_another(answer: Answer) -> None:
    page = answer("show", "pan-berkshire", INITIAL)

    assert "another reading: 15 working days from the strategy discussion." in page
    assert "another reading: 15 working days from the start of the section 47 enquiry." in page
    assert "elsewhere: Counting the trigger itself as day 1" in page


@pytest.mark.parametrize(
    ("pack", "rule"),
    [(name, rule) for name in ("england", "pan-berkshire", "salford") for rule in load_pack(name).rules],
)
def test_show_a_rule_gives_the_place_and_summary_of_each_clause_it_rests_on(
    pack: str, rule: str, answer: Answer
) -> None:
    register = {clause.id: clause for name in ("england", "pan-berkshire", "salford") for clause in registered(name)}
    page = answer("show", pack, rule)
    versions = load_pack(pack).rules[rule].versions
    cited = {clause for version in versions for clause in version.terms.clauses}

    assert cited
    listed = block(page, "\nClauses\n")
    for clause in cited:
        assert f"  {clause:<5} {register[clause].at}  {register[clause].summary}\n" in listed
    for version in versions:
        assert f"From {version.start}" in page
        assert version.terms.because in page
        assert all(reading.because in page for reading in version.terms.readings)


def registered(name: str) -> list[Any]:
    found, problems = read_clauses(SHIPPED / name)
    assert problems.found == []
    return list(found.values())


def test_show_a_rule_with_two_versions_says_from_when_until_when(answer: Answer) -> None:
    page = answer("show", "pan-berkshire", "review-conference.first")

    assert "From 2025-03-25 until 2025-09-01 (pan-berkshire;" in page
    assert "From 2025-09-01 (pan-berkshire;" in page
    assert "a senior manager's agreement is recorded first" in block(page, "Notes that can travel with it", "\nClauses")


def test_show_for_programs_gives_rules_versions_readings_and_summaries(values: Values) -> None:
    found = values("show", "pan-berkshire", REPORT)
    (rule,) = found["rules"]
    (version,) = rule["versions"]
    (variant,) = version["variants"]

    assert found["pack"] == "pan-berkshire"
    assert rule["id"] == REPORT
    assert rule["before"][-1] == "review-conference"
    assert version["from"] == "2025-03-25"
    assert version["verified_on"]
    assert [reading["limit"] for reading in version["readings"]] == ["2 working days", "2 clear working days"]
    assert [reading["limit"] for reading in variant["readings"]] == ["5 working days", "5 clear working days"]
    assert variant["when"] == "it is a review conference"
    assert [clause["id"] for clause in version["clauses"]] == ["D22", "D25", "D46"]
    assert all(clause["summary"] for clause in version["clauses"])


def test_show_a_whole_pack_for_programs_gives_every_rule(values: Values) -> None:
    found = values("show", "pan-berkshire")

    assert [rule["id"] for rule in found["rules"]] == list(load_pack("pan-berkshire").rules)
    assert {fact["name"] for fact in found["facts"]} == set(load_pack("pan-berkshire").facts)
    assert [document["id"] for document in found["documents"]] == ["002", "002-2025-09"]
    assert values("show", "salford")["extends"] == ["england"]


def test_show_a_stores_own_rule_gives_its_own_clause_and_whose_each_version_is(answer: Answer, store: Path) -> None:
    page = answer("show", "exampleshire", "core-group.first", "--store", str(store))

    assert "From 2025-03-25 until 2026-04-01 (pan-berkshire;" in page
    assert "From 2026-04-01 (exampleshire; checked not recorded)" in page
    assert "LOC1  900:1  Exampleshire meets inside five working days." in page


# ---- diff --------------------------------------------------------------------------------------------------------


def test_diff_names_rules_that_only_one_pack_has_and_both_sides_of_the_rest(answer: Answer) -> None:
    page = answer("diff", "england", "pan-berkshire")
    report = block(page, f"{REPORT}:\n", "\ninitial-conference.")

    assert "decision.send: only in pan-berkshire\n" in page
    assert "only in england" not in page
    assert "  england: from 2025-03-25: 2 working days before the " in report
    assert "(must, latest; 2 working days / 2 clear working days)" in report
    assert "(should, latest; 2 working days / 2 clear working days)" in report


def test_diff_says_of_a_variant_which_event_it_counts_from(answer: Answer) -> None:
    page = answer("diff", "england", "pan-berkshire")

    assert "where it is a review conference: 5 working days before the review conference (" in page


def test_diff_the_other_way_round_is_the_same_with_sides_changed(values: Values) -> None:
    there = values("diff", "england", "pan-berkshire")
    back = values("diff", "pan-berkshire", "england")

    assert (there["a"], there["b"]) == ("england", "pan-berkshire") == (back["b"], back["a"])
    assert {row["rule"]: (row["a"], row["b"]) for row in there["differences"]} == {
        row["rule"]: (row["b"], row["a"]) for row in back["differences"]
    }
    only = {row["rule"] for row in there["differences"] if row["a"] is None}
    assert only == {*(set(load_pack("pan-berkshire").rules) - set(load_pack("england").rules)), "quorum"}
    assert len(only) == 24


def test_diff_shows_what_a_local_pack_changed_and_nothing_else(values: Values, store: Path) -> None:
    found = values("diff", "pan-berkshire", "exampleshire", "--store", str(store))

    (row,) = found["differences"]
    assert row["rule"] == "core-group.first"
    assert len(row["a"]) == 1
    assert row["b"][0] == row["a"][0]
    assert row["b"][1].startswith("from 2026-04-01: 5 working days after the initial conference")


def test_diff_of_a_pack_with_itself_finds_nothing(answer: Answer, values: Values) -> None:
    assert answer("diff", "salford", "salford") == "salford and salford ask for the same dates.\n"
    assert values("diff", "salford", "salford")["differences"] == []


# ---- check -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["england", "pan-berkshire", "salford"])
def test_check_finds_nothing_wrong_by_name_or_by_path(
    name: str, values: Values, capsys: pytest.CaptureFixture[str]
) -> None:
    for named in (name, str(SHIPPED / name)):
        assert values("check", named)["problems"] == []
        assert run(["pack", "check", named]) == 0
        captured = capsys.readouterr()
        assert captured.out == ""
        assert "is in order" in captured.err


def test_check_takes_a_folder_of_this_directory_and_of_the_store(
    store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (store / "packs" / "exampleshire" / "clauses.toml").write_text("", encoding="utf-8")
    assert run(["pack", "check", "exampleshire", "--store", str(store)]) == 4
    by_name = capsys.readouterr().out

    monkeypatch.chdir(store / "packs")
    assert run(["pack", "check", "exampleshire"]) == 4
    assert capsys.readouterr().out == by_name
    assert '"LOC1"' in by_name


# ---- coverage ----------------------------------------------------------------------------------------------------


def test_coverage_gives_each_clause_with_what_applies_it_and_then_counts(answer: Answer, values: Values) -> None:
    page = answer("coverage")
    rows = [*values("coverage")["clauses"], *values("coverage")["also"]]
    applied = sum(bool(row["applied_by"]) for row in rows)

    assert page == answer("coverage", "pan-berkshire")
    assert "\nD27   " in page
    assert "\n      deadline:core-group.first, guide:" in page
    assert page.splitlines()[-1].startswith(f"505 clauses: {applied} applied by pan-berkshire, ")


def test_coverage_of_a_stores_own_pack_is_that_of_the_pack_in_use(values: Values, store: Path) -> None:
    found = values("coverage", "--store", str(store))
    rows = {row["id"]: row for row in (*found["clauses"], *found["also"])}

    assert found["pack"] == "exampleshire"
    assert len(found["clauses"]) == 504
    assert rows["LOC1"]["applied_by"] == ["deadline:core-group.first"]
    assert "LOC1" in {row["id"] for row in found["also"]}


# ---- what cannot be asked ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ["show", "englnd"],
        ["show", "englnd", "core-group.first", "--format", "json"],
        ["diff", "englnd", "salford"],
        ["diff", "salford", "englnd"],
        ["check", "englnd"],
        ["coverage", "englnd"],
    ],
    ids=" ".join,
)
def test_an_unknown_pack_names_the_nearest(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack", *words]) == 2

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == 'error: there is no pack "englnd"; did you mean "england"?\n'


def test_an_unknown_rule_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack", "show", "pan-berkshire", "core-group.frist"]) == 2

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == 'error: pan-berkshire has no rule "core-group.frist"; did you mean "core-group.first"?\n'


@pytest.mark.parametrize(
    "words",
    [["list"], ["show", "england"], ["diff", "england", "salford"], ["check", "england"], ["coverage"]],
    ids=" ".join,
)
def test_an_unknown_format_names_the_nearest(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack", *words, "--format", "jsn"]) == 2

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == 'error: --format "jsn" is not known; did you mean "json"?\n'


@pytest.mark.parametrize("words", [["show"], ["diff", "england"], ["check"], ["shwo", "england"], ["list", "england"]])
def test_missing_or_unknown_words_are_a_sentence_and_exit_2(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["pack", *words]) == 2

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("error: ")
    assert "Traceback" not in captured.err

"""One bad pack for each mistake under bad/, with the words that its message must hold."""

import json
import re
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cpcli.cli.boundary import run
from cpcli.errors import InvalidFile
from cpcli.store.pack_checks import check_pack
from cpcli.store.packs import load_pack

BAD = Path(__file__).resolve().parent / "bad"

#: The pack that every bad one is a copy of, but for its mistake.
CONTROL = "no-mistake"

UNITS = ("working days", "clear working days", "days", "weeks", "months", "years", "hours")

#: The words each message must hold: the file with the line, the key, what is wrong, what to write instead.
MISTAKES: dict[str, tuple[str, ...]] = {
    # keys
    "unknown-key": ("deadlines.toml:13:", "deadline[0].version[0].forse", 'did you mean "force"?'),
    "unknown-key-in-pack": ("pack.toml:6:", "extend:", 'did you mean "extends"?'),
    "unknown-key-in-reading": ("deadlines.toml:15:", "readings[0].becuase", 'did you mean "because"?'),
    "unknown-key-in-clause": ("clauses.toml:6:", "clause[0].sumary", 'did you mean "summary"?'),
    "unknown-table": ("deadlines.toml:1:", "deadlines", 'did you mean "deadline"?'),
    "underscored-key": ("deadlines.toml:13:", "deadline[0].version[0]._pack", "is not a key of this table"),
    "empty-key": ("deadlines.toml:", "deadline[0].version[0]", '"" is not a key of this table'),
    "bracketed-key": ("deadlines.toml:", "variant[0].when", '"age[years" is not a key of this table'),
    # something missing
    "missing-name": ("pack.toml:", '"name" is missing'),
    "missing-title": ("pack.toml:", '"title" is missing'),
    "missing-id": ("deadlines.toml:1:", "deadline[0]", '"id" is missing'),
    "missing-id-and-because": ("deadlines.toml:1:", '"id" is missing', "deadlines.toml:5:", '"because" is missing'),
    "missing-version": ("deadlines.toml:1:", "deadline[0].version", "[[deadline.version]]"),
    "missing-from": ("deadlines.toml:6:", "deadline[0].version[0]", '"from" is missing', "2026-12-10"),
    "missing-limit": ("deadlines.toml:6:", "deadline[0].version[0].limit", '"readings"', '"sooner_of"'),
    "missing-limit-in-reading": ("deadlines.toml:13:", "deadline[0].version[0].readings[0]", "limit"),
    "missing-force": ("deadlines.toml:6:", "deadline[0].version[0]", '"force" is missing'),
    "missing-clauses": ("deadlines.toml:6:", "deadline[0].version[0]", '"clauses" is missing'),
    "missing-clauses-in-note": ("deadlines.toml:14:", "version[0].note[0]", '"clauses" is missing'),
    "empty-clauses": ("deadlines.toml:10:", "deadline[0].version[0].clauses", "must not be empty"),
    "missing-because": ("deadlines.toml:6:", "deadline[0].version[0]", '"because" is missing'),
    "blank-because": ("deadlines.toml:11:", "deadline[0].version[0].because", "must not be empty"),
    "neither-after-nor-before": ("deadlines.toml:1:", "deadline[0].after", '"before"'),
    "empty-condition": ("deadlines.toml:15:", "version[0].variant[0].when", "must say something"),
    # a value that is not one
    "wrong-type": ("deadlines.toml:8:", "deadline[0].version[0].limit", "must be a text"),
    "wrong-unit": ("deadlines.toml:8:", "deadline[0].version[0].limit", '"15 business days"', *UNITS, "same day"),
    "true-for-a-number": ("deadlines.toml:15:", "when.child_under", "must be a whole number"),
    "date-as-text": ("deadlines.toml:7:", "deadline[0].version[0].from", "must be a date such as 2026-12-10"),
    "date-with-a-time": ("deadlines.toml:7:", "deadline[0].version[0].from", "must be a date such as 2026-12-10"),
    "number-among-texts": ("deadlines.toml:10:", "deadline[0].version[0].clauses", "must hold texts only"),
    "number-for-a-list": ("deadlines.toml:5:", "deadline[0].version", "must be a list of tables"),
    "table-for-a-list": ("deadlines.toml:1:", "deadline:", "must be a list of tables"),
    "unknown-event-kind": ("deadlines.toml:4:", "deadline[0].after", '"initial-confrence"', '"initial-conference"?'),
    "unknown-force": ("deadlines.toml:9:", "deadline[0].version[0].force", '"shuold"', 'did you mean "should"?'),
    "unknown-bound": ("deadlines.toml:5:", "deadline[0].bound", '"lastest"', 'did you mean "latest"?'),
    "unknown-status": ("deadlines.toml:17:", "note[0].when.status", '"overdo"', 'did you mean "overdue"?'),
    "unknown-function": ("deadlines.toml:15:", "when.function", 'did you mean "three-months-passed-before-birth"?'),
    "unknown-value-of-a-fact": ("deadlines.toml:11:", "deadline[0].only_with_fact", '"son"', 'did you mean "soon"?'),
    # things that do not go together
    "after-and-before": ("deadlines.toml:4:", "deadline[0].after", 'either "after" or "before"'),
    "limit-and-readings": ("deadlines.toml:8:", "deadline[0].version[0].limit", 'give one of "limit", "readings"'),
    "first-reading-with-own-after": ("deadlines.toml:", "version[0].readings", "the first reading is the plain one"),
    "within-without-within-of": ("deadlines.toml:15:", "variant[0].when.within", '"within_of"', "go together"),
    "overlapping-versions": ("deadlines.toml:", "deadline[0].version", "overlap", "2025-06-01", "2026-01-01"),
    "same-start-twice": ("deadlines.toml:", "deadline[0].version", "overlap", "2026-01-01"),
    "same-rule-twice": ("deadlines.toml:15:", "deadline[1].id", '"core-group.first" stands twice'),
    "same-fact-twice": ("deadlines.toml:", "fact[1]", '"proceedings-considered" stands twice'),
    # names of what is not there
    "dangling-relative-to": ("deadlines.toml:5:", "deadline[0].relative_to", "core-group.frist", '"core-group.first"?'),
    "dangling-earlier-of": ("deadlines.toml:5:", "deadline[0].earlier_of", "core-group.frist", '"core-group.first"?'),
    "dangling-fact": ("deadlines.toml:11:", "deadline[0].only_with_fact", 'did you mean "proceedings-considered"?'),
    "dangling-fact-in-condition": ("deadlines.toml:21:", "when.fact", 'did you mean "proceedings-considered"?'),
    "dangling-fact-in-pack-note": ("deadlines.toml:10:", "note[0].when", 'did you mean "proceedings-considered"?'),
    "reads-unknown-pack": ("pack.toml:5:", "reads:", '"pan-berkshir"', 'did you mean "pan-berkshire"?'),
    "extends-unknown-pack": ("pack.toml:6:", "extends:", '"englnd"', 'did you mean "england"?'),
    "extends-itself": ("pack.toml:6:", "extends:", "cannot inherit from itself"),
    "extends-in-a-ring": ("pack.toml:6:", "extends:", "cannot inherit from itself, not even through another"),
    "extends-in-a-ring-too": ("pack.toml:6:", "extends:", "cannot inherit from itself, not even through another"),
    "extends-a-deadline-without-id": ("missing-id/deadlines.toml:1:", "deadline[0]", '"id" is missing'),
    "extends-a-deadline-without-versions": ("missing-version/deadlines.toml:1:", "[[deadline.version]]"),
    "extends-a-version-without-from": ("missing-from/deadlines.toml:6:", '"from" is missing'),
    "name-of-another-folder": ("pack.toml:1:", "name:", 'must be the name of its folder, "name-of-another-folder"'),
    # the register of clauses
    "clause-twice": ("clauses.toml:7:", "clause[1]", '"LOC1" stands twice'),
    "clause-twice-and-one-uncited": ("clauses.toml:7:", "clause[1]", "stands twice", ":13: clause[2]", "LOC2 back"),
    "clause-without-fate": ("clauses.toml:1:", "clause[0]", '"applied_by"', '"not_applied_because"'),
    "clause-with-two-fates": ("clauses.toml:5:", "clause[0].applied_by", "give one of"),
    "clause-not-cited-back": ("clauses.toml:", "clause[0]", "deadline:core-group.first", "does not cite LOC1 back"),
    "clause-of-unknown-deadline": ("clauses.toml:", "clause[0]", '"deadline:core-group.frist" does not exist'),
    "clause-cited-without-naming": ("clauses.toml:", "LOC1 is cited by", "deadline:core-group.first", "not name"),
    "citation-not-registered": ("deadlines.toml:", "core-group.first", '"LOC11"', 'did you mean "LOC1"?'),
    # no TOML at all
    "broken-toml": ("deadlines.toml:14:", "not valid TOML"),
    "broken-toml-in-pack": ("pack.toml:6:", "not valid TOML"),
    "broken-toml-in-clauses": ("clauses.toml:2:", "not valid TOML"),
    "broken-toml-and-more": ("deadlines.toml:1:", "not valid TOML", "pack.toml:6:", 'did you mean "extends"?'),
    "same-key-twice": ("deadlines.toml:13:", "not valid TOML", "overwrite"),
    # several at once: everything is told in one pass
    "three-mistakes": (
        "pack.toml:6:",
        '"extends"?',
        "deadlines.toml:8:",
        '"10 workdays"',
        "clauses.toml:1:",
        "clause[0]",
    ),
    "five-mistakes-in-one-rule": (
        *("deadlines.toml:4:", '"initial-conference"?', "deadlines.toml:6:", '"because" is missing'),
        *("deadlines.toml:8:", '"10 workdays"', "deadlines.toml:9:", '"should"?', "deadlines.toml:12:", '"force"?'),
    ),
}

#: How many problems are told, where it is not one.
SEVERAL = {
    "missing-id-and-because": 2,
    "broken-toml-and-more": 2,
    "clause-twice-and-one-uncited": 2,
    "three-mistakes": 3,
    "five-mistakes-in-one-rule": 5,
}

#: A key that is missing from the top of a file has no line to point at.
NO_LINE = {"missing-name", "missing-title"}


@pytest.fixture(autouse=True)
def no_store_of_anybodys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CPCLI_STORE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture(autouse=True)
def one_second_of_work_at_most() -> Iterator[None]:
    """A message that never comes is no message, and it must not hold up the other tests."""

    def stop(*_: object) -> None:
        raise TimeoutError

    if sys.platform == "win32":  # it has no such timer
        yield
        return
    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, 1)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


def test_every_bad_pack_is_in_the_table_and_the_other_way_round() -> None:
    folders = {file.parent.name for file in BAD.glob("*/pack.toml")}

    assert len(folders) > 60
    assert folders == {CONTROL, *MISTAKES}
    assert set(SEVERAL) | NO_LINE <= set(MISTAKES)


def test_without_a_mistake_the_pack_is_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack", "check", str(BAD / CONTROL)]) == 0

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.rstrip().endswith("is in order")


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_once_with_its_place_and_what_to_write(
    mistake: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["pack", "check", str(BAD / mistake)]) == 4

    captured = capsys.readouterr()
    told = captured.out.splitlines()
    assert [word for word in MISTAKES[mistake] if word not in captured.out] == []
    assert len(told) == SEVERAL.get(mistake, 1), captured.out
    assert mistake in NO_LINE or all(re.match(r"error: [\w-]+/\w+\.toml:\d+: ", line) for line in told)
    assert "Traceback" not in captured.out + captured.err
    assert str(BAD) not in captured.out, "a message names the pack and the file, not a path of this machine"


@pytest.mark.parametrize("mistake", ["unknown-force", "clause-not-cited-back", "broken-toml"])
def test_a_program_gets_the_place_of_each_problem_in_fields(mistake: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack", "check", str(BAD / mistake), "--format", "json"]) == 4

    answer = json.loads(capsys.readouterr().out)
    (problem,) = answer["problems"]
    assert answer["schema"] == "cpcli/pack-check/1"
    assert problem["file"].startswith(f"{mistake}/")
    assert problem["level"] == "error"
    shown = " ".join(f"{problem['file']}:{problem['line']}: {problem['key']}: {problem['says']}".split())
    assert [word for word in MISTAKES[mistake] if word not in shown] == []


def test_three_problems_are_counted_for_the_person(capsys: pytest.CaptureFixture[str]) -> None:
    run(["pack", "check", str(BAD / "five-mistakes-in-one-rule")])

    assert capsys.readouterr().err == "5 problems\n"


def test_one_problem_is_not_called_problems(capsys: pytest.CaptureFixture[str]) -> None:
    run(["pack", "check", str(BAD / "unknown-key")])

    assert capsys.readouterr().err == "1 problem\n"


@pytest.mark.parametrize("mistake", ["unknown-key", "missing-clauses", "wrong-unit", "dangling-fact", "broken-toml"])
def test_a_bad_pack_cannot_be_loaded_for_an_answer(mistake: str) -> None:
    with pytest.raises(InvalidFile) as refused:
        load_pack(mistake, [BAD])

    assert refused.value.exit_code == 4
    assert f"{mistake}/deadlines.toml" in str(refused.value)


@pytest.mark.parametrize("file", ["pack.toml", "deadlines.toml", "clauses.toml"])
def test_a_file_that_is_not_utf_8_is_told_with_its_line(file: str, tmp_path: Path) -> None:
    folder = tmp_path / CONTROL
    shutil.copytree(BAD / CONTROL, folder)
    right = (folder / file).read_bytes()
    (folder / file).write_bytes(b"# one line before\n# caf\xe9\n" + right)

    (problem,) = check_pack(str(folder))

    assert (problem.file, problem.line) == (f"{CONTROL}/{file}", 2)
    assert "UTF-8" in problem.says


def test_a_comment_in_utf_8_is_no_mistake(tmp_path: Path) -> None:
    folder = tmp_path / CONTROL
    shutil.copytree(BAD / CONTROL, folder)
    right = (folder / "deadlines.toml").read_bytes()
    (folder / "deadlines.toml").write_bytes("# caf\N{LATIN SMALL LETTER E WITH ACUTE}\n".encode() + right)

    assert check_pack(str(folder)) == []

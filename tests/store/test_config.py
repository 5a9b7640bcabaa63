"""Where the store is found, and what its cpcli.toml may say."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cpcli.cli.boundary import run
from cpcli.errors import ExitCode, InvalidFile, UsageFault
from cpcli.store.bank_holidays import england
from cpcli.store.cases import make_store
from cpcli.store.config import CONFIG, LONGEST_CLOSURE, OFFICE, Config, data_folder, find_store, load_config
from cpcli.store.tables import LARGEST


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder to stand in, with no store in sight; running a command must not change the umask of the rest."""
    here = tmp_path / "here"
    here.mkdir()
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "data"))
    monkeypatch.delenv("CPCLI_STORE", raising=False)
    monkeypatch.chdir(here)
    before = os.umask(0o022)
    yield here
    os.umask(before)


def store(folder: Path, text: str | bytes = "") -> Path:
    """A folder with this cpcli.toml."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CONFIG).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def test_without_a_store_everything_has_its_default() -> None:
    assert find_store() is None
    assert load_config() == Config(folder=None, pack=None, bank_holidays={}, closures={})
    assert load_config().pack_places == ()


def test_a_store_is_found_upwards_and_the_nearest_wins(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outer = store(nowhere)
    deep = outer / "a" / "b"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert find_store() == outer
    inner = store(outer / "a")
    assert find_store() == inner
    assert load_config().pack_places == (inner / "packs",)


def test_the_order_is_named_then_environment_then_upwards_then_data_folder(
    tmp_path: Path, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = store(data_folder())
    assert find_store() == home
    up = store(nowhere)
    assert find_store() == up
    environment = store(tmp_path / "environment")
    monkeypatch.setenv("CPCLI_STORE", str(environment))
    assert find_store() == environment
    named = store(tmp_path / "named")
    assert find_store(str(named)) == named


def test_an_empty_name_is_no_name(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store(nowhere)
    monkeypatch.setenv("CPCLI_STORE", "")
    assert find_store("") == nowhere


def test_a_folder_named_cpcli_toml_is_no_configuration(nowhere: Path) -> None:
    (nowhere / CONFIG).mkdir()
    assert find_store() is None


@pytest.mark.parametrize(
    "folder", ["empty", "missing", "x" * 300, "\0"], ids=["empty", "missing", "too long", "no path"]
)
def test_a_folder_named_that_has_no_configuration_is_refused(
    folder: str, tmp_path: Path, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(nowhere)
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageFault, match=r"^--store names a folder that has no cpcli\.toml$"):
        find_store(str(tmp_path / folder))
    if "\0" not in folder:
        monkeypatch.setenv("CPCLI_STORE", str(tmp_path / folder))
        with pytest.raises(UsageFault, match=r"^CPCLI_STORE names a folder that has no cpcli\.toml$"):
            load_config()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a folder that somebody stands in")
def test_a_question_asked_in_a_folder_that_was_removed_is_answered(
    nowhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere.rmdir()
    assert run(["workdays", "add", "2026-12-10", "15"]) == ExitCode.DONE
    assert capsys.readouterr().out == "2027-01-05\n"


FULL = """\
# Comments are welcome.
pack = "salford"

[[bank_holiday]]
on = 2027-05-10
name = "A new bank holiday"

[[closure]]
from = 2026-12-29
to = 2026-12-31
name = "Christmas closure"

[[closure]]
from = 2027-01-04
"""


def test_a_full_configuration_is_read(nowhere: Path) -> None:
    store(nowhere, FULL)
    closed = {date(2026, 12, day): "Christmas closure" for day in (29, 30, 31)}
    assert load_config() == Config(
        folder=nowhere,
        pack="salford",
        bank_holidays={date(2027, 5, 10): "A new bank holiday"},
        closures={**closed, date(2027, 1, 4): "office closed"},
    )


def test_line_ends_of_windows_are_read_too(nowhere: Path) -> None:
    store(nowhere, FULL.replace("\n", "\r\n"))
    assert len(load_config().closures) == 4


def test_the_longest_closure_is_allowed_and_one_day_more_is_not(nowhere: Path) -> None:
    store(nowhere, "[[closure]]\nfrom = 2026-10-01\nto = 2026-12-31\n")
    assert len(load_config().closures) == LONGEST_CLOSURE
    store(nowhere, "[[closure]]\nfrom = 2026-10-01\nto = 2027-01-01\n")
    with pytest.raises(InvalidFile, match=rf"at most {LONGEST_CLOSURE} days"):
        load_config()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("pack = 3", 1, "pack: must be a text"),
        ("# a\n\npack = true", 3, "pack: must be a text"),
        ('pack = ""', 1, "pack: must not be empty"),
        ('pack = "  "', 1, "pack: must not be empty"),
        ('\npakc = "salford"', 2, 'pakc: "pakc" is not a key of this table; did you mean "pack"?'),
        ("[[closures]]\nfrom = 2026-12-29", 1, '"closures" is not a key of this table; did you mean "closure"?'),
        ("[closure]\nfrom = 2026-12-29", 1, "closure: must be a list of tables"),
        ("closure = 2026-12-29", 1, "closure: must be a list of tables"),
        ("\nclosure = [2026-12-29]", 2, "closure: must hold tables only"),
        ("[[closure]]\nname = 'Shut'", 1, 'closure[0]: "from" is missing; it must be a date such as 2026-12-10'),
        ("[[closure]]\nfrom = '2026-12-29'", 2, "closure[0].from: must be a date such as 2026-12-10"),
        ("[[closure]]\nfrom = 2026-12-29T10:00:00", 2, "closure[0].from: must be a date such as 2026-12-10"),
        ("[[closure]]\nfrom = 2026-12-29\nto = 3", 3, "closure[0].to: must be a date such as 2026-12-10"),
        ("[[closure]]\nfrom = 2026-12-29\nto = 2026-12-28", 3, "closure[0].to: a closure ends on or after its first"),
        ("[[closure]]\nfrom = 2026-12-29\nto = 2062-12-31", 3, "lasts at most 92 days"),
        ("[[closure]]\nfrom = 2026-12-29\nname = 5", 3, "closure[0].name: must be a text"),
        ("[[closure]]\nfrom = 2026-12-29\nname = ''", 3, "closure[0].name: must not be empty"),
        ("[[closure]]\nfrom = 2026-12-29\nuntil = 2026-12-31", 3, 'closure[0].until: "until" is not a key of this'),
        ('[[closure]]\nfrom = 2026-12-29\n\npack = "salford"', 4, 'closure[0].pack: "pack" is not a key of this table'),
        ("[[closure]]\nfrom = 2026-12-29\n[[closure]]\nto = 2026-12-31", 3, 'closure[1]: "from" is missing'),
        ("[[bank_holiday]]\nname = 'New'", 1, 'bank_holiday[0]: "on" is missing; it must be a date'),
        ("[[bank_holiday]]\non = 2027-05-10", 1, 'bank_holiday[0]: "name" is missing; it must be a text'),
        ("[[bank_holiday]]\non = 20270510\nname = 'New'", 2, "bank_holiday[0].on: must be a date such as 2026-12-10"),
        ("[[bank_holiday]]\non = 2027-05-10\nname = ' '", 3, "bank_holiday[0].name: must not be empty"),
        ("[[bank_holiday]]\non = 2027-05-10\nname = 'New'\nfrom = 1", 4, '"from" is not a key of this table'),
        ("\nbank_holiday = [{ on = 2027-05-10 }]", 2, 'bank_holiday[0]: "name" is missing'),
        ("# a\N{LINE SEPARATOR}b\npack = 3", 2, "pack: must be a text"),
    ],
)
def test_each_mistake_is_told_with_its_line_and_its_words(text: str, line: int, words: str, nowhere: Path) -> None:
    store(nowhere, f"{text}\n")
    with pytest.raises(InvalidFile) as fault:
        load_config()
    assert fault.value.exit_code == ExitCode.INVALID_FILE
    assert [problem.line for problem in fault.value.problems] == [line]
    assert str(fault.value).startswith(f"{CONFIG}:{line}: ")
    assert words in str(fault.value)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (b"pack = salford\n", 1, "not valid TOML: invalid value"),
        (b'pack = "a"\npack = "b"\n', 2, "not valid TOML: cannot overwrite a value"),
        (b"[[closure]]\nfrom = 2027-02-30\n", 2, "not valid TOML: invalid date or datetime"),
        (b'\n\npack = "Jo Sample\n', 3, "not valid TOML: illegal character"),
        (b'# one\n# caf\xe9\npack = "a"\n', 2, "the file is not UTF-8; save it as UTF-8 text"),
        (b'pack = "a"\n\x00\n', 2, "not valid TOML"),
        (b"pack = " + b"1" * 5000 + b"\n", None, CONFIG),
        (b"pack = " + b"[" * 5000 + b"\n", None, "nested too deep"),
        (b"#" * (LARGEST + 1), None, "larger than 10 MB"),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(text: bytes, line: int | None, words: str, nowhere: Path) -> None:
    store(nowhere, text)
    with pytest.raises(InvalidFile) as fault:
        load_config()
    (problem,) = fault.value.problems
    assert line is None or problem.line == line
    assert words in str(problem)
    assert "Jo Sample" not in str(problem)


def test_every_mistake_is_told_in_one_pass(nowhere: Path) -> None:
    store(nowhere, "pack = 1\nzone = 2\n[[closure]]\nto = 2026-12-29\n[[bank_holiday]]\non = 3\n")
    with pytest.raises(InvalidFile) as fault:
        load_config()
    places = {(problem.key, problem.line) for problem in fault.value.problems}
    assert places == {
        ("pack", 1),
        ("zone", 2),
        ("closure[0]", 3),
        ("bank_holiday[0]", 5),
        ("bank_holiday[0].on", 6),
    }


@pytest.mark.parametrize("text", ['"\\u001b[31m" = 1\n', '[[closure]]\nfrom = 2026-12-29\n"" = 1\n'])
def test_an_odd_key_is_refused_at_once(text: str, nowhere: Path) -> None:
    store(nowhere, text)
    words = [sys.executable, "-m", "cpcli", "workdays", "add", "2026-12-10", "1"]
    ended = subprocess.run(words, capture_output=True, text=True, timeout=5, check=False)
    assert (ended.returncode, ended.stdout) == (ExitCode.INVALID_FILE, "")
    assert "is not a key of this table" in ended.stderr
    assert "\x1b" not in ended.stderr


def test_a_mistake_is_one_sentence_on_standard_error(nowhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store(nowhere, "pack = 3\nclosures = 2\n")
    assert run(["workdays", "add", "2026-12-10", "15"]) == ExitCode.INVALID_FILE
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        "error: cpcli.toml:1: pack: must be a text",
        'error: cpcli.toml:2: closures: "closures" is not a key of this table; did you mean "closure"?',
    ]


def test_a_bank_holiday_in_the_configuration_changes_every_count(
    nowhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store(nowhere, '[[bank_holiday]]\non = 2026-12-11\nname = "A new bank holiday"\n')
    assert run(["workdays", "add", "2026-12-10", "15"]) == ExitCode.DONE
    assert capsys.readouterr().out == "2027-01-06\n"


def test_a_closure_moves_only_aims(nowhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store(nowhere, "[[closure]]\nfrom = 2027-01-04\nto = 2027-01-05\n")
    config = load_config()
    assert england(config.bank_holidays, config.closures).ordinals(2027) == england().ordinals(2027)

    assert run(["workdays", "add", "2026-12-10", "15"]) == ExitCode.DONE
    assert capsys.readouterr().out == "2027-01-05\n"

    question = ["deadlines", "--event", "strategy-discussion=2026-12-10", "--as-of", "2026-12-10", "--format", "json"]
    assert run(question) == ExitCode.DONE
    rows = json.loads(capsys.readouterr().out)["deadlines"]
    (row,) = [row for row in rows if row["rule"] == "initial-conference.after-strategy-discussion"]
    assert (row["due"], row["aim_for"], row["working_days_left"]) == ("2027-01-05", "2026-12-31", 15)


def test_the_office_says_how_to_reach_it(tmp_path: Path) -> None:
    folder = store(tmp_path / "o", '[office]\nteam = "Conference team"\nphone = "01632 960100"\n')
    assert load_config(str(folder)).office == {"team": "Conference team", "phone": "01632 960100"}


def test_a_slip_in_the_office_is_told_with_what_was_meant(tmp_path: Path) -> None:
    folder = store(tmp_path / "o", '[office]\nemial = "x"\n')
    with pytest.raises(InvalidFile) as caught:
        load_config(str(folder))
    (problem,) = caught.value.problems
    assert 'did you mean "email"' in problem.says
    assert problem.line == 2


def test_what_a_new_store_suggests_can_be_uncommented(tmp_path: Path) -> None:
    folder = tmp_path / "fresh"
    make_store(folder)
    file = folder / CONFIG
    lines = file.read_text(encoding="utf-8").splitlines()
    open_lines = [re.sub(r"^# (?=\[|[a-z_]+ = )", "", line) for line in lines]
    file.write_text("\n".join(open_lines), encoding="utf-8")
    config = load_config(str(folder))
    assert set(config.office) == set(OFFICE)
    assert len(config.bank_holidays) == 1
    assert len(config.closures) == 3

"""Answers that look like something else, and everything that must not reach a decision, a file name or an error."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from guide_store import ANSWERS, OTHER, REF, decisions, family_store

from cpcli.cli.boundary import run
from cpcli.errors import ExitCode


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = family_store(tmp_path, monkeypatch, REF, OTHER)
    capsys.readouterr()
    return folder


def answers(tmp_path: Path, *, without: str = "", text: str = ANSWERS) -> str:
    path = tmp_path / "answers.toml"
    lines = text.splitlines(keepends=True)
    path.write_text(
        "".join(line for line in lines if not (without and line.startswith(f"{without} "))), encoding="utf-8"
    )
    return str(path)


def exclude(*words: str) -> int:
    return run(["exclusion", *words, "--as-of", "2026-12-08"])


# ---- words on the command line ----


@pytest.mark.parametrize("said", ["- he was not heard", "-feels unsafe", "-h", "-1 visit", "-fjson", "=", "- a family"])
def test_a_text_that_begins_with_a_dash_is_an_answer_and_no_option(store: Path, tmp_path: Path, said: str) -> None:
    assert exclude(REF, "--answers", answers(tmp_path, without="reasons"), "--reasons", said) == 0
    assert decisions(store)[0]["reasons"] == said


@pytest.mark.parametrize("after", [["--conflict-evidence", "x"], ["--dry-run"], ["--plain"], ["--about", "p2"]])
def test_a_flag_whose_value_was_forgotten_never_takes_the_next_flag_for_it(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], after: list[str]
) -> None:
    assert exclude(REF, "--answers", answers(tmp_path, without="reasons"), "--reasons", *after) == ExitCode.USAGE
    assert "--reasons needs a value" in capsys.readouterr().err
    assert decisions(store) == []


def test_flags_and_refs_stand_in_any_order(store: Path, tmp_path: Path) -> None:
    words = ["-f", "table", "--bail", "no", REF, "--reasons=--as it was--"]
    assert run(["exclusion", "--as-of=2026-12-08", "--answers", answers(tmp_path), *words]) == 0
    assert decisions(store)[0]["reasons"] == "--as it was--"


# ---- what is no text, and what is no answer ----


@pytest.mark.parametrize("char", ["\x1b[31m", "\x07", "\x00", "\x7f", "\x9b", "\udcff", "\x1b[D"])
def test_what_is_no_text_is_no_answer_and_no_crash(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], char: str
) -> None:
    words = ["--answers", answers(tmp_path, without="reasons"), f"--reasons=before{char}after"]
    assert exclude(REF, *words) == ExitCode.USAGE
    told = capsys.readouterr().err
    assert "--reasons: it holds what is no text" in told
    assert "before" not in told
    assert decisions(store) == []


@pytest.mark.parametrize(
    "said",
    ["Quotes \"\"\" and ''' and \\", "[bold]x[/bold] [/]", "👩‍👧 naïve", "two\nlines\r\n\tin", "<", "?", "= # []"],
)
def test_every_text_is_saved_as_it_was_said(store: Path, tmp_path: Path, said: str) -> None:
    assert exclude(REF, "--answers", answers(tmp_path, without="reasons"), "--reasons", said) == 0
    assert decisions(store)[0]["reasons"] == said.strip()


def test_a_story_in_the_place_of_a_day_is_not_repeated(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = ANSWERS.replace("2026-12-04", '"Rowan Example told it"')
    assert exclude(REF, "--answers", answers(tmp_path, text=text)) == ExitCode.INVALID_FILE
    told = capsys.readouterr().err
    assert "answers.toml:4: asked-on: that is not a date" in told
    assert "Rowan" not in told
    assert decisions(store) == []


# ---- many cases ----


@pytest.mark.parametrize("words", [["--answers", "-", "--about", "p2"], ["--answers", "ANSWERS", "--reasons", "-"]])
def test_standard_input_serves_every_case(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    file = answers(tmp_path, without="reasons")
    said = ANSWERS if "ANSWERS" not in words else "Separate seats will do.\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(said))
    assert exclude(REF, OTHER, *[file if word == "ANSWERS" else word for word in words]) == 0
    assert decisions(store) == decisions(store, OTHER) != []


def test_answers_and_an_answer_cannot_both_come_from_standard_input(
    store: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(ANSWERS))
    assert exclude(REF, "--answers", "-", "--reasons", "-") == ExitCode.USAGE
    assert "not --answers and --reasons" in capsys.readouterr().err
    assert decisions(store) == []


@pytest.mark.parametrize("refs", [[REF], [REF, OTHER]])
def test_a_dry_run_for_programs_is_json_and_nothing_else(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], refs: list[str]
) -> None:
    assert exclude(*refs, "--answers", answers(tmp_path), "--dry-run", "--format", "json") == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["schema"].startswith("cpcli/guide-run")
    assert "+[[decision]]" in told.err
    assert decisions(store) == []


def test_a_folder_may_hold_what_is_no_answers_file(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "batch"
    folder.mkdir()
    assert exclude("--answers", str(folder)) == ExitCode.USAGE
    assert "holds no answers files" in capsys.readouterr().err
    (folder / f"{REF}.toml").write_text(ANSWERS, encoding="utf-8")
    (folder / f"._{REF}.toml").write_bytes(b"\x00\x05\x16\x07")
    (folder / "notes.toml").mkdir()
    (folder / "notes.txt").write_text("", encoding="utf-8")
    assert exclude("--answers", str(folder)) == 0
    assert "1 done, 0 incomplete, 0 invalid" in capsys.readouterr().err
    assert len(decisions(store)) == 1


def test_a_batch_that_is_stopped_says_where(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from cpcli.cli.guide_run import run_one

    def until(asked: Any, ref: str, *more: Any, **named: Any) -> Any:
        if ref == OTHER:
            raise KeyboardInterrupt
        return run_one(asked, ref, *more, **named)

    monkeypatch.setattr("cpcli.cli.guide.run_one", until)
    assert exclude(REF, OTHER, "--answers", answers(tmp_path)) == ExitCode.CANCELLED
    assert f"stopped at {OTHER}: 1 done before it, 0 not" in capsys.readouterr().err
    assert len(decisions(store)) == 1


@pytest.mark.parametrize("option", ["--conference", "--answers", "--supersedes", "--as-of"])
def test_an_empty_option_is_no_default(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    assert run(["exclusion", REF, "--answers", answers(tmp_path), option, ""]) == ExitCode.USAGE
    assert f"{option} is empty" in capsys.readouterr().err
    assert decisions(store) == []


@pytest.mark.parametrize("line", ['conference = ""\n', "about = []\n"])
def test_an_empty_line_of_an_answers_file_is_no_default(store: Path, tmp_path: Path, line: str) -> None:
    # With one person it could be about, nobody else would notice.
    text = (store / "cases" / f"{REF}.toml").read_text(encoding="utf-8")
    (store / "cases" / f"{REF}.toml").write_text(
        text.replace('role = "father"\nparent_of = ["c1", "c2"]\n', 'role = "housing-officer"\n')
    )
    without = line.split(" ", 1)[0]
    file = Path(answers(tmp_path, without=without))
    file.write_text(line + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert exclude(REF, "--answers", str(file)) in {ExitCode.USAGE, ExitCode.INVALID_FILE}
    assert decisions(store) == []


# ---- what a decision supersedes ----


def test_superseding_a_decision_about_somebody_else_is_told_and_happens_once(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = answers(tmp_path)
    assert exclude(REF, "--answers", file) == 0
    assert "stands no longer" not in capsys.readouterr().err
    assert exclude(REF, "--answers", file, "--about", "p1", "--supersedes", "d1") == 0
    assert "warning: d1 was about p2 for ic1 and stands no longer" in capsys.readouterr().err
    # d1 is gone already: a second decision must not supersede it once more.
    assert exclude(REF, "--answers", file) == 0
    assert [row.get("supersedes") for row in decisions(store)] == [None, "d1", None]


def test_a_key_that_is_a_story_is_not_repeated(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = answers(tmp_path, text='"Rowan Example told it" = "x"\n' + ANSWERS)
    assert exclude(REF, "--answers", file) == ExitCode.INVALID_FILE
    told = capsys.readouterr().err
    assert "answers.toml:1: the guide exclusion has no such question" in told
    assert "Rowan" not in told
    assert decisions(store) == []

"""The one net under everything: a sentence and a number, and nothing of what was being handled."""

import io
import sys

import pytest

import cpcli.cli.deadlines
from cpcli.cli.boundary import run
from cpcli.errors import CpcliError

TOLD = "Zebedee Sentinel of 7 Hidden Row"
QUESTION = ["deadlines", "--event", "strategy-discussion=2026-12-10"]


@pytest.mark.parametrize("fault", [ValueError, OSError, RuntimeError, KeyError, RecursionError, MemoryError])
def test_an_unexpected_fault_says_where_and_never_what(
    fault: type[BaseException], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def explode(*_: object, **__: object) -> None:
        raise fault(TOLD)

    monkeypatch.setattr(cpcli.cli.deadlines, "context", explode)

    assert run(QUESTION) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert f"unexpected fault: {fault.__name__} at test_boundary.py:" in said.err
    assert "Sentinel" not in said.err
    assert "Traceback" not in said.err


def test_ctrl_c_is_130_without_a_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cpcli.cli.deadlines, "context", interrupt)

    assert run(QUESTION) == 130
    assert "Traceback" not in capsys.readouterr().err


class Full(io.StringIO):
    """A standard output on a full disk."""

    def flush(self) -> None:
        """Fail as the system does."""
        raise OSError(28, "No space left on device")


def test_an_answer_that_could_not_be_written_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", Full())

    assert run(QUESTION) == 1
    assert "the answer could not be written: no space left on device" in capsys.readouterr().err


def test_no_standard_output_at_all_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdout", None)

    assert run(QUESTION) == 1
    assert "no standard output" in capsys.readouterr().err


def test_bare_cpcli_gives_its_help_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "cpcli demo" in said.err


def test_help_and_version_are_answers(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    assert run(["--version"]) == 0
    assert "cpcli 0." in capsys.readouterr().out


def test_an_unknown_command_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["deadline"]) == 2
    assert 'did you mean "deadlines"?' in capsys.readouterr().err


def test_a_sentence_keeps_to_one_line_whatever_it_quotes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise CpcliError("one\ntwo\x1b[31m")

    monkeypatch.setattr(cpcli.cli.deadlines, "context", refuse)

    assert run(QUESTION) == 1
    assert capsys.readouterr().err == "error: one two[31m\n"

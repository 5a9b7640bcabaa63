"""A guide at a terminal: help, going back, the review, drafts. And without one: nothing is asked."""

import os
import stat
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pexpect
import pytest
from guide_store import REF, decisions, family_store
from guide_terminal import DOWN, ENTER, SPACE, terminal

from cpcli.errors import ExitCode

WORDS = ["exclusion", REF, "--about", "p2", "--as-of", "2026-12-08"]

#: What is typed, question by question, on the shortest way through the guide.
SHORT = [
    ("Did the need only show", "no"),
    ("Who asks for the exclusion", "p11"),
    ("On which day did the request", "2026-12-04"),
    ("On which grounds", "conflict"),
    ("What is the conflict", "An invented argument."),
    ("Are there bail", "no"),
    ("conflict, and how is the conference planned round it", ""),
    ("Did the chair take legal advice", "yes"),
    ("What does the chair decide", "not"),
    ("What are the chair's reasons", "Separate seats will do."),
    ("Who decided", ""),
    ("On which day was it decided", ""),
]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return family_store(tmp_path, monkeypatch)


def drafts(store: Path) -> list[Path]:
    return list((store / "drafts").glob("*"))


def say(child: Any, question: str, answer: str) -> None:
    child.expect_exact(question)
    child.expect_exact("> ")
    child.sendline(answer)


def ended(child: Any) -> int:
    child.expect(pexpect.EOF)
    child.close()
    return int(child.exitstatus)


def test_a_walk_can_be_helped_corrected_and_gone_back_in(store: Path) -> None:
    child = terminal(WORDS, store, plain=True)
    say(child, "Did the need only show", "?")
    child.expect_exact("X13: ")
    child.expect_exact("> ")
    child.sendline("perhaps")
    child.expect_exact("that is no answer here")
    child.expect_exact("> ")
    child.sendline("yes")
    say(child, "When was the person asked to leave", "<")
    child.expect_exact("Did the need only show")
    child.expect_exact("Enter keeps: yes")
    child.expect_exact("> ")
    child.sendline("<")
    child.expect_exact("this is the first question")
    say(child, "Did the need only show", "2")
    for question, answer in SHORT[1:]:
        if question.startswith("On which day did"):
            say(child, question, "soon")
            child.expect_exact("is not a date")
            child.expect_exact("> ")
            child.sendline(answer)
            child.expect_exact("in time")
        else:
            say(child, question, answer)
    child.expect_exact("It comes to: The person is not excluded.")
    say(child, "Save, go back, or keep as draft?", "2")
    say(child, "Which answer?", "legal-advice")
    say(child, "Did the chair take legal advice", "no")
    say(child, "Why was no legal advice needed", "")
    say(child, "Save, go back, or keep as draft?", "save")

    assert ended(child) == ExitCode.DONE
    assert "\x1b" not in child.before
    answers = {row["question"]: row["value"] for row in decisions(store)[0]["answer"]}
    assert answers["during"] == "no"
    assert answers["legal-advice"] == "no"
    assert "left-at" not in answers
    assert answers["decided-by"] == "p9"
    assert answers["decided-on"].isoformat() == "2026-12-08"
    assert drafts(store) == []


def test_control_c_keeps_a_draft_that_resume_goes_on_with(store: Path) -> None:
    child = terminal(WORDS, store, plain=True)
    for question, answer in SHORT[:5]:
        say(child, question, answer)
    child.expect_exact("Are there bail")
    child.sendintr()

    assert ended(child) == ExitCode.CANCELLED
    assert "--resume" in child.before
    assert decisions(store) == []
    (draft,) = drafts(store)
    assert draft.name == f"{REF}.exclusion.p2.ic1.toml"
    assert stat.S_IMODE(draft.stat().st_mode) == 0o600
    assert stat.S_IMODE(draft.parent.stat().st_mode) == 0o700

    child = terminal([*WORDS, "--resume"], store, plain=True)
    for question, answer in SHORT[5:]:
        say(child, question, answer)
    say(child, "Save, go back, or keep as draft?", "1")
    assert ended(child) == ExitCode.DONE
    assert len(decisions(store)) == 1
    assert drafts(store) == []


def test_a_closed_terminal_loses_no_answer(store: Path) -> None:
    child = terminal(WORDS, store, plain=True)
    for question, answer in SHORT[:4]:
        say(child, question, answer)
    child.expect_exact("What is the conflict")
    child.close(force=True)

    kept = tomllib.loads(drafts(store)[0].read_text(encoding="utf-8"))
    assert kept["asked-by"] == "p11"
    assert kept["grounds"] == ["conflict"]


def test_a_draft_that_is_there_is_offered_and_can_be_dropped(store: Path) -> None:
    child = terminal(WORDS, store, plain=True)
    say(child, *SHORT[0])
    child.expect_exact(SHORT[1][0])
    child.sendintr()
    assert ended(child) == ExitCode.CANCELLED

    child = terminal(WORDS, store, plain=True)
    child.expect_exact("Go on with it?")
    child.sendline("yes")
    say(child, *SHORT[1])
    child.expect_exact(SHORT[2][0])
    child.sendintr()
    assert ended(child) == ExitCode.CANCELLED

    child = terminal(WORDS, store, plain=True)
    child.expect_exact("Go on with it?")
    child.sendline("no")
    child.expect_exact(SHORT[0][0])
    child.sendintr()
    assert ended(child) == ExitCode.CANCELLED
    assert drafts(store) == []


def test_the_review_can_keep_a_draft_instead(store: Path) -> None:
    child = terminal(WORDS, store, plain=True)
    for question, answer in SHORT:
        say(child, question, answer)
    say(child, "Save, go back, or keep as draft?", "draft")

    assert ended(child) == ExitCode.CANCELLED
    assert len(drafts(store)) == 1
    assert decisions(store) == []


def test_lists_can_be_helped_and_gone_back_in_and_stopped(store: Path) -> None:
    child = terminal(WORDS, store, plain=False)
    child.expect_exact("Did the need only show")
    child.expect_exact("unclear")
    child.send("?")
    child.expect_exact("X13: ")
    child.expect_exact("unclear")
    child.send(DOWN + ENTER)
    child.expect_exact("Who asks for the exclusion")
    child.expect_exact("p11")
    child.send("<")
    child.expect_exact("Did the need only show")
    child.expect_exact("unclear")
    child.send(ENTER)
    child.expect_exact("Who asks for the exclusion")
    child.send("\x03")

    assert ended(child) == ExitCode.CANCELLED
    assert "during" in tomllib.loads(drafts(store)[0].read_text(encoding="utf-8"))


def test_what_was_ticked_is_ticked_still_when_one_comes_back(store: Path) -> None:
    child = terminal(WORDS, store, plain=False)
    child.expect_exact("Did the need only show")
    child.send(DOWN + ENTER)
    child.expect_exact("Who asks for the exclusion")
    child.send(ENTER)
    child.expect_exact("On which day did the request")
    child.send("2026-12-04" + ENTER)
    child.expect_exact("On which grounds")
    child.expect_exact("conflict  ")
    child.send(DOWN * 5 + SPACE + ENTER)
    child.expect_exact("What is the conflict")
    child.send("<" + ENTER)
    child.expect_exact("On which grounds")
    child.expect_exact("conflict  ")
    child.send(ENTER)
    child.expect_exact("What is the conflict")
    child.send("\x03")
    assert ended(child) == ExitCode.CANCELLED

    assert tomllib.loads(drafts(store)[0].read_text(encoding="utf-8"))["grounds"] == ["conflict"]


@pytest.mark.parametrize("given", ["", "yes\n" * 40, "<\n", "1\n2\n3\n"])
def test_from_a_pipe_nothing_is_asked_and_every_missing_answer_is_named(store: Path, given: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cpcli", *WORDS],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ,
    )

    assert done.returncode == ExitCode.USAGE
    for name in ("during", "asked-by", "grounds", "bail", "extent", "reasons", "decided-by", "decided-on"):
        assert name in done.stderr
    assert done.stdout == ""
    assert decisions(store) == []
    assert drafts(store) == []


@pytest.mark.parametrize("setting", [{"TERM": "dumb"}, {"ACCESSIBLE": "1"}])
def test_plain_terminals_get_no_escape_byte(store: Path, setting: dict[str, str]) -> None:
    env = {**os.environ, "TERM": "xterm", **setting}
    child = pexpect.spawn(sys.executable, ["-m", "cpcli", *WORDS], env=env, encoding="utf-8", timeout=15, echo=False)
    seen = ""
    for question, answer in SHORT:
        say(child, question, answer)
        seen += child.before
    say(child, "Save, go back, or keep as draft?", "1")
    assert ended(child) == ExitCode.DONE

    assert "\x1b" not in seen + child.before
    assert len(decisions(store)) == 1


def test_a_case_that_changes_while_somebody_answers_is_not_decided_on_what_it_said(store: Path) -> None:
    child = terminal(WORDS, store, plain=True)
    for question, answer in SHORT:
        say(child, question, answer)
    child.expect_exact("Save, go back, or keep as draft?")
    case = store / "cases" / f"{REF}.toml"
    case.write_text(
        case.read_text(encoding="utf-8").replace('state = "planned"', 'state = "cancelled"'), encoding="utf-8"
    )
    child.expect_exact("> ")
    child.sendline("1")

    assert ended(child) == ExitCode.CHANGED
    assert "was changed while this was answered" in child.before
    assert decisions(store) == []
    assert len(drafts(store)) == 1

"""A person at a terminal whose keys, pastes, disks and drafts are not what one expects. No word is lost."""

import os
import sys
import tomllib
from pathlib import Path
from typing import Any

import pexpect
import pytest
from guide_store import ANSWERS, REF, decisions, family_store
from guide_terminal import DOWN, ENTER, terminal

from cpcli.cli.boundary import run
from cpcli.errors import ExitCode

WORDS = ["exclusion", REF, "--about", "p2", "--as-of", "2026-12-08"]

#: What is typed up to the first question that is answered freely.
FIRST = [
    ("Did the need only show", "no"),
    ("Who asks for the exclusion", "p11"),
    ("On which day did the request", "2026-12-04"),
    ("On which grounds", "conflict"),
]
EVIDENCE = "What is the conflict"
REST = [
    ("Are there bail", "no"),
    ("conflict, and how is the conference planned round it", ""),
    ("Did the chair take legal advice", "yes"),
    ("What does the chair decide", "not"),
    ("What are the chair's reasons", "Separate seats will do."),
    ("Who decided", ""),
    ("On which day was it decided", ""),
]

#: An answers file that lacks nothing but about whom it is.
WHOLE = ANSWERS.partition("\n")[2]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return family_store(tmp_path, monkeypatch)


def case_of(store: Path) -> Path:
    return store / "cases" / f"{REF}.toml"


def drafts(store: Path) -> list[Path]:
    return list((store / "drafts").glob("*"))


def draft(store: Path) -> dict[str, Any]:
    (path,) = drafts(store)
    return tomllib.loads(path.read_text(encoding="utf-8"))


def say(child: Any, question: str, answer: str) -> None:
    child.expect_exact(question)
    child.expect_exact("> ")
    child.sendline(answer)


def at_the_evidence(words: list[str], store: Path) -> Any:
    """A plain walk up to the first question that is answered freely."""
    child = terminal(words, store, plain=True)
    for question, answer in FIRST:
        say(child, question, answer)
    child.expect_exact(EVIDENCE)
    child.expect_exact("> ")
    return child


def stopped(child: Any) -> int:
    """Ctrl-C, once more where it fell between two prompts: a terminal's unread keys are thrown away there."""
    for _ in range(4):
        child.sendintr()
        if child.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=4) == 0:
            break
    child.close()
    return int(child.exitstatus)


def ended(child: Any) -> int:
    child.expect(pexpect.EOF)
    child.close()
    return int(child.exitstatus)


# ---- keys ----


@pytest.mark.parametrize("typed", [b"an arrow \x1b[D here\n", b"caf\xe9 in latin-1\n"])
def test_keys_that_are_no_text_are_asked_again_and_lose_nothing(store: Path, typed: bytes) -> None:
    child = at_the_evidence(WORDS, store)
    os.write(child.child_fd, typed)
    child.expect_exact("it holds what is no text")
    say(child, EVIDENCE, "An invented argument.")
    child.expect_exact("Are there bail")
    assert stopped(child) == ExitCode.CANCELLED
    assert draft(store)["conflict-evidence"] == "An invented argument."


def test_a_role_typed_by_hand_sends_no_escape_to_the_terminal(store: Path) -> None:
    text = case_of(store).read_text(encoding="utf-8")
    case_of(store).write_text(text.replace('"teacher"', '"aunt\\u001b[31m\\u202e"'), encoding="utf-8")
    child = terminal(WORDS, store, plain=True)
    say(child, *FIRST[0])
    child.expect_exact("Who asks")
    child.expect_exact("> ")
    assert "aunt" in child.before
    assert not {"\x1b", "\u202e"} & set(child.before)
    stopped(child)


# ---- long lines and pastes ----


def test_a_line_that_the_terminal_cut_is_asked_again(store: Path) -> None:
    child = at_the_evidence(WORDS, store)
    child.sendline("x" * 6000)
    child.expect_exact("its end was lost")
    say(child, EVIDENCE, "y" * 4000)
    child.expect_exact("Are there bail")
    assert stopped(child) == ExitCode.CANCELLED
    assert draft(store)["conflict-evidence"] == "y" * 4000


def test_lines_pasted_at_once_are_one_answer_and_never_answer_the_next_question(store: Path) -> None:
    child = at_the_evidence(WORDS, store)
    child.send("The first paragraph.\n\nno\nThe third.\n")
    child.expect_exact("4 lines came at once")
    child.expect_exact("Are there bail")
    child.expect_exact("> ")
    assert stopped(child) == ExitCode.CANCELLED
    kept = draft(store)
    assert kept["conflict-evidence"] == "The first paragraph.\n\nno\nThe third."
    assert "bail" not in kept


def test_a_long_pasted_text_is_whole(store: Path) -> None:
    child = at_the_evidence(WORDS, store)
    text = "\n".join(f"{number} " + "z" * 300 for number in range(60))
    child.send(text + "\n")
    child.expect_exact("60 lines came at once")
    child.expect_exact("Are there bail")
    assert stopped(child) == ExitCode.CANCELLED
    assert draft(store)["conflict-evidence"] == text


# ---- a draft that is there ----


def test_an_empty_line_goes_on_with_a_draft_and_never_drops_it(store: Path) -> None:
    assert stopped(at_the_evidence(WORDS, store)) == ExitCode.CANCELLED
    before = draft(store)

    child = terminal(WORDS, store, plain=True)
    child.expect_exact("Go on with it?")
    child.sendline("")
    child.expect_exact(EVIDENCE)
    assert stopped(child) == ExitCode.CANCELLED
    assert draft(store) == before

    child = terminal(WORDS, store, plain=False)
    child.expect_exact("Go on with it?")
    child.send(ENTER)
    child.expect_exact(EVIDENCE)
    child.send("\x03")
    assert ended(child) == ExitCode.CANCELLED
    assert draft(store) == before


def test_plain_asks_about_a_draft_plainly_too(store: Path) -> None:
    assert stopped(at_the_evidence(WORDS, store)) == ExitCode.CANCELLED
    # A terminal that could redraw: --plain alone says not to.
    env = {**os.environ, "TERM": "xterm"}
    words = [sys.executable, "-m", "cpcli", *WORDS, "--plain"]
    child = pexpect.spawn(words[0], words[1:], env=env, encoding="utf-8", timeout=15, echo=False)
    child.expect_exact("Go on with it?")
    seen = child.before
    child.sendline("yes")
    child.expect_exact(EVIDENCE)
    seen += child.before
    assert stopped(child) == ExitCode.CANCELLED
    assert "\x1b" not in seen + child.before


def test_the_title_what_it_is_about_and_the_keys_stand_on_lines_of_their_own(store: Path) -> None:
    child = terminal(WORDS, store, plain=True)
    child.expect_exact("Did the need only show")
    lines = [line.strip() for line in child.before.splitlines()]
    assert "Exclude a member of the family from a conference" in lines
    assert any(line.startswith("?  help") for line in lines)
    stopped(child)


# ---- a terminal at one end only ----


@pytest.mark.parametrize("end", ["2>/dev/null", ">/dev/null", "</dev/null", "<&-", ">&-", "2>&-"])
def test_nothing_is_asked_where_one_end_is_no_terminal(store: Path, end: str) -> None:
    command = f"{sys.executable} -m cpcli {' '.join(WORDS)} {end}; echo ended with $?"
    child = pexpect.spawn(
        "/bin/sh", ["-c", command], env={**os.environ, "TERM": "xterm"}, encoding="utf-8", timeout=15, echo=False
    )
    child.expect_exact("ended with 2")
    assert "unexpected fault" not in child.before
    assert "\x1b" not in child.before
    child.close()
    assert decisions(store) == []
    assert drafts(store) == []


# ---- where a draft lies ----


@pytest.mark.parametrize("odd", ["../../../pwned", "/pwned", "Linden Example", "p" * 300, "p2.toml", "-", "a b'c"])
def test_an_id_typed_by_hand_is_no_path_and_no_name_of_a_file(store: Path, odd: str) -> None:
    text = case_of(store).read_text(encoding="utf-8")
    case_of(store).write_text(
        text.replace('id = "p2"', f'id = "{odd}"').replace('["p2"]', f'["{odd}"]'), encoding="utf-8"
    )
    words = [*WORDS[:2], "--about", odd, *WORDS[4:]]
    assert stopped(at_the_evidence(words, store)) == ExitCode.CANCELLED
    (path,) = drafts(store)
    assert path.name.startswith(f"{REF}.exclusion.")
    assert odd.strip("./") not in path.name.removesuffix(".toml") or odd == "-"
    assert not (store.parent / "pwned").exists()
    child = terminal([*words, "--resume"], store, plain=True)
    child.expect_exact(EVIDENCE)
    assert stopped(child) == ExitCode.CANCELLED


def test_drafts_of_different_people_and_conferences_never_share_a_file() -> None:
    from cpcli.store.drafts import DraftOf

    whom: list[tuple[tuple[str, ...], str | None]] = [
        ((), None), (("case",), "none"), (("c1", "c2"), None), (("c1-c2",), None), (("c1+c2",), None),
        (("c1",), "c2"), (("c1.c2",), None), (("c1", "c2"), "c3"), (("c1",), "c2.c3"), (("C1",), None), (("c1",), None),
    ]  # fmt: skip
    names = [DraftOf(REF, "convene", about, conference).file().lower() for about, conference in whom]
    assert len(set(names)) == len(names)


def test_what_goes_on_with_a_draft_can_be_typed_as_it_stands(store: Path) -> None:
    text = case_of(store).read_text(encoding="utf-8")
    case_of(store).write_text(text.replace('"p2"', '"p 2; x"'), encoding="utf-8")
    child = at_the_evidence([*WORDS[:2], "--about", "p 2; x", *WORDS[4:], "--supersedes", "d7"], store)
    assert stopped(child) == ExitCode.CANCELLED
    assert f"guide run exclusion {REF} --about 'p 2; x' --conference ic1 --supersedes d7 --resume" in child.before


def planted(store: Path, tmp_path: Path) -> Path:
    """A folder elsewhere, with what looks like a draft, and a link to it in the place of drafts/."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / f"{REF}.exclusion.p2.ic1.toml").write_text('during = "yes"\n', encoding="utf-8")
    (store / "drafts").symlink_to(elsewhere)
    return elsewhere / f"{REF}.exclusion.p2.ic1.toml"


def test_a_link_in_the_place_of_the_drafts_is_never_followed(
    store: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    there = planted(store, tmp_path)
    answers = tmp_path / "answers.toml"
    answers.write_text(WHOLE, encoding="utf-8")
    assert run([*WORDS, "--answers", str(answers), "--resume", "--dry-run"]) == ExitCode.FAULT
    assert "drafts is not a folder of the store" in capfd.readouterr().err
    assert run([*WORDS, "--answers", str(answers)]) == 0
    assert there.exists()


@pytest.mark.parametrize("content", [b"x = [", b"\xff\xfe", b'during = "yes"\nduring = "no"\n'])
def test_a_draft_that_cannot_be_read_says_what_to_do(store: Path, content: bytes) -> None:
    (store / "drafts").mkdir(mode=0o700)
    path = store / "drafts" / f"{REF}.exclusion.p2.ic1.toml"
    path.write_bytes(content)
    child = terminal(WORDS, store, plain=True)
    assert ended(child) == ExitCode.INVALID_FILE
    assert "move it out of the way" in child.before
    assert path.read_bytes() == content


# ---- when a draft cannot be kept ----


def test_a_disk_that_keeps_no_draft_does_not_end_the_walk(store: Path) -> None:
    child = at_the_evidence(WORDS, store)
    (path,) = drafts(store)
    path.rename(store / "was-a-draft")
    path.parent.rmdir()
    path.parent.write_text("in the way", encoding="utf-8")
    child.sendline("An invented argument.")
    child.expect_exact("nothing is kept until you save")
    for question, answer in REST:
        say(child, question, answer)
    say(child, "Save, go back, or keep as draft?", "draft")
    say(child, "Save, go back, or keep as draft?", "save")
    assert ended(child) == ExitCode.DONE
    assert len(decisions(store)) == 1


def test_a_draft_that_somebody_else_writes_is_not_replaced_and_not_dropped(store: Path) -> None:
    one = terminal(WORDS, store, plain=True)
    other = terminal(WORDS, store, plain=True)
    # Both have begun before either has kept anything.
    other.expect_exact(FIRST[0][0])
    other.expect_exact("> ")
    say(one, *FIRST[0])
    one.expect_exact(FIRST[1][0])
    before = draft(store)
    other.sendline("yes")
    other.expect_exact("somebody else keeps a draft of the same")
    assert stopped(other) == ExitCode.CANCELLED
    assert "kept as a draft" not in other.before
    assert draft(store) == before
    assert stopped(one) == ExitCode.CANCELLED


def test_a_decision_recorded_another_way_leaves_somebody_s_draft(store: Path, tmp_path: Path) -> None:
    assert stopped(at_the_evidence(WORDS, store)) == ExitCode.CANCELLED
    before = draft(store)
    answers = tmp_path / "answers.toml"
    answers.write_text(WHOLE, encoding="utf-8")
    assert run([*WORDS, "--answers", str(answers)]) == 0
    assert draft(store) == before
    assert run([*WORDS, "--answers", str(answers), "--resume"]) == 0
    assert drafts(store) == []


def test_a_save_that_is_refused_keeps_the_draft_and_says_how_to_go_on(store: Path) -> None:
    child = at_the_evidence(WORDS, store)
    child.sendline("An invented argument.")
    for question, answer in REST:
        say(child, question, answer)
    child.expect_exact("Save, go back, or keep as draft?")
    child.expect_exact("> ")
    text = case_of(store).read_text(encoding="utf-8")
    case_of(store).write_text(text + "[[broken", encoding="utf-8")
    child.sendline("save")
    assert ended(child) == ExitCode.INVALID_FILE
    assert "the decision was not saved; your answers are kept" in child.before
    case_of(store).write_text(text, encoding="utf-8")
    assert run([*WORDS, "--resume"]) == 0
    assert decisions(store)[0]["reasons"] == "Separate seats will do."
    assert drafts(store) == []


def test_what_a_killed_walk_left_beside_a_draft_is_swept(store: Path) -> None:
    assert stopped(at_the_evidence(WORDS, store)) == ExitCode.CANCELLED
    old, new = (store / "drafts" / f".{REF}.x.{name}.cpcli-tmp" for name in ("old", "new"))
    for path in (old, new):
        path.write_text("words", encoding="utf-8")
    os.utime(old, (1, 1))
    assert run(["record", REF, "core-group", "--on", "2026-12-20"]) == 0
    assert not old.exists()
    assert new.exists(), "somebody may be writing it at this moment"


@pytest.mark.parametrize("setting", [{"NO_COLOR": "1"}, {"ACCESSIBLE": "1"}, {"TERM": "dumb"}])
@pytest.mark.parametrize("words", [["quorum", REF], ["deadlines", REF], ["guide", "show", "exclusion"]])
def test_an_answer_has_no_escape_byte_where_none_is_wanted(
    store: Path, words: list[str], setting: dict[str, str]
) -> None:
    env = {**os.environ, "TERM": "xterm", "CPCLI_STORE": str(store), **setting}
    child = pexpect.spawn(sys.executable, ["-m", "cpcli", *words], env=env, encoding="utf-8", timeout=15, echo=False)
    child.expect(pexpect.EOF)
    assert child.before.strip()
    assert "\x1b" not in child.before


def test_the_end_of_input_in_a_list_tells_how_to_go_on_too(store: Path) -> None:
    child = terminal(WORDS, store, plain=False)
    child.expect_exact("Did the need only show")
    child.expect_exact("unclear")
    child.send(DOWN + ENTER)
    child.expect_exact("Who asks")
    child.expect_exact("c3")
    child.send(ENTER)
    child.expect_exact("On which day did")
    child.send("\x04")
    assert ended(child) == ExitCode.CANCELLED
    assert "kept as a draft; go on with: cpcli guide run exclusion" in child.before


# ---- who is meant ----


def test_an_id_that_is_a_number_is_never_taken_for_a_place_in_the_list(store: Path) -> None:
    text = case_of(store).read_text(encoding="utf-8")
    # The police officer is "1", and the first of the list is the mother.
    case_of(store).write_text(text.replace('"p11"', '"1"'), encoding="utf-8")
    child = terminal(WORDS, store, plain=True)
    say(child, *FIRST[0])
    say(child, FIRST[1][0], "1")
    child.expect_exact(FIRST[2][0])
    assert stopped(child) == ExitCode.CANCELLED
    assert draft(store)["asked-by"] == "1"


def test_an_optional_answer_can_be_taken_back_when_asked_plainly(store: Path) -> None:
    child = at_the_evidence(WORDS, store)
    child.sendline("An invented argument.")
    say(child, *REST[0])
    say(child, REST[1][0], "Meant for another question.")
    say(child, REST[2][0], "<")
    say(child, "- leaves it out", "-")
    child.expect_exact(REST[2][0])
    assert stopped(child) == ExitCode.CANCELLED
    assert "paramount" not in draft(store)


def test_where_nobody_fits_it_is_said_what_to_do(store: Path) -> None:
    data = tomllib.loads(case_of(store).read_text(encoding="utf-8"))
    data["person"] = [row for row in data["person"] if "parent_of" in row]
    data["conference"] = [
        {k: v for k, v in row.items() if k not in {"chair", "attendance"}} for row in data["conference"]
    ]
    import tomli_w

    case_of(store).write_text(tomli_w.dumps(data), encoding="utf-8")
    child = terminal(WORDS, store, plain=True)
    for question, answer in [FIRST[0], (FIRST[1][0], "p1"), *FIRST[2:], (EVIDENCE, "x"), *REST[:5]]:
        say(child, question, answer)
    child.expect_exact(f"then cpcli add person {REF}")
    child.expect_exact("> ")
    assert stopped(child) == ExitCode.CANCELLED

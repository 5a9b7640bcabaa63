"""Another program changes a case between our reading it and our writing it: exit 5, and nothing is overwritten."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from faultlib import (
    CHANGES,
    HERE,
    REF,
    Change,
    Done,
    case_path,
    check_journal,
    check_next_command,
    environment,
    leftovers,
    made,
    run,
    torn_states,
)

OTHERS = b"# another program was here\n"


def _in_place(path: Path) -> None:
    with path.open("ab") as file:
        file.write(OTHERS)


def _replaced(path: Path) -> None:
    draft = path.with_name("another-program")
    draft.write_bytes(path.read_bytes() + OTHERS)
    draft.chmod(0o600)
    draft.replace(path)


def _removed(path: Path) -> None:
    path.unlink()


def check_not_overwritten(argv: Sequence[str], store: Path, pause: Path, meddle: Callable[[Path], None]) -> None:
    """Start a writer, let another program change the case while it holds its new bytes ready, and let it go on.

    Raises:
        AssertionError: what the other program did is lost, or the exit code is not 5.
    """
    words = [sys.executable, str(HERE / "pausing.py"), str(pause), *argv]
    started = subprocess.Popen(
        words, env=environment(store), cwd=store, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        until = time.monotonic() + 15
        while not (pause / "waiting").exists():
            assert time.monotonic() < until, "the writer never came to its first fsync"
            assert started.poll() is None, f"the writer ended early: {started.communicate()}"
            time.sleep(0.01)
        meddle(case_path(store))
        meant = case_path(store).read_bytes() if case_path(store).exists() else None
        (pause / "go").touch()
        out, err = started.communicate(timeout=20)
    finally:
        started.kill()
        started.wait()
    now = case_path(store).read_bytes() if case_path(store).exists() else None
    assert now == meant, "what the other program wrote is overwritten"
    done = Done(started.returncode, out, err)
    assert done.code == 5, f"exit 5 tells that somebody else changed it: {done}"
    assert "Traceback" not in err
    assert "unexpected" not in err
    assert not leftovers(store)
    assert not torn_states(store)
    check_journal(store)


@pytest.fixture
def pause(tmp_path: Path) -> Path:
    folder = tmp_path / "pause"
    folder.mkdir()
    return folder


def test_a_change_by_another_program_is_kept(store: Path, pause: Path) -> None:
    check_not_overwritten(["cpcli", *CHANGES[1].words], store, pause, _in_place)


@pytest.mark.long
@pytest.mark.parametrize("meddle", [_in_place, _replaced, _removed])
@pytest.mark.parametrize("change", [each for each in CHANGES if each.ref == REF], ids=lambda change: change.name)
def test_no_command_overwrites_what_another_program_did(
    change: Change, meddle: Callable[[Path], None], store: Path, pause: Path
) -> None:
    check_not_overwritten(["cpcli", *change.words], store, pause, meddle)
    check_next_command(store)


@pytest.mark.long
def test_a_case_that_appears_while_a_new_one_is_made_is_kept(store: Path, pause: Path) -> None:
    case_path(store).unlink()
    shutil.rmtree(store / "history")

    def appear(path: Path) -> None:
        path.write_bytes(OTHERS)

    check_not_overwritten(["cpcli", "new", REF, "--answers", _answers(pause)], store, pause, appear)


def _answers(folder: Path) -> str:
    path = folder / "answers.toml"
    path.write_text('[[child]]\nid = "c1"\n', encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("kind", ["truncating", "unlocked"])
def test_a_writer_without_a_second_look_is_caught(kind: str, store: Path, pause: Path) -> None:
    argv = [str(HERE / "broken.py"), kind, str(case_path(store)), "2026-12-20"]

    with pytest.raises(AssertionError, match=r"what the other program wrote is overwritten|exit 5 tells"):
        check_not_overwritten(argv, store, pause, _in_place)


def _editor(folder: Path, *lines: str) -> dict[str, str]:
    """An editor that runs these lines of shell on the draft, "$1"."""
    script = folder / "editor"
    script.write_text("\n".join(["#!/bin/sh", *lines]) + "\n", encoding="utf-8")
    script.chmod(0o700)
    return {"EDITOR": str(script), "XDG_RUNTIME_DIR": str(folder)}


def test_a_change_while_somebody_edits_is_kept_and_so_is_the_draft(store: Path, pause: Path) -> None:
    env = _editor(pause, 'echo "# my edit" >> "$1"', f'echo "# theirs" >> "{case_path(store)}"')
    done = run([sys.executable, "-m", "cpcli", "edit", REF], store, env=env)

    assert done.code == 5, done
    assert case_path(store).read_text(encoding="utf-8").endswith("# theirs\n")
    drafts = list(pause.glob(f"cpcli-*/{REF}.toml"))
    assert len(drafts) == 1
    assert "# my edit" in drafts[0].read_text(encoding="utf-8")
    assert str(drafts[0]) in done.err
    check_journal(store)


@pytest.mark.long
def test_our_own_command_while_somebody_edits_is_kept(store: Path, pause: Path) -> None:
    command = f'"{sys.executable}" -m cpcli record {REF} core-group --on 2026-12-20'
    done = run(
        [sys.executable, "-m", "cpcli", "edit", REF],
        store,
        env=_editor(pause, 'echo "# my edit" >> "$1"', command),
    )

    assert done.code == 5, done
    assert "2026-12-20" in case_path(store).read_text(encoding="utf-8")
    assert "# my edit" not in case_path(store).read_text(encoding="utf-8")


@pytest.mark.long
def test_a_hand_edit_before_a_command_is_kept_in_the_history(store: Path) -> None:
    _in_place(case_path(store))
    made(store, *CHANGES[1].words)
    made(store, "undo", REF)

    assert case_path(store).read_bytes().endswith(OTHERS)
    check_journal(store)

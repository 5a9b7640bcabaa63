"""`cpcli render` where things are odd: files in its way, folders that are none, many papers of which one fails."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cpcli.cli.boundary import run
from cpcli.documents import render as rendering
from cpcli.errors import ExitCode
from cpcli.output.emit import Progress
from cpcli.store.demo_family import make_family

REF = "2026-0042"
AS_OF = ["--as-of", "2026-12-08"]
NAME = f"{REF}.ic1.agenda.p2.draft.txt"
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> Path:
    folder = tmp_path / "store"
    monkeypatch.setenv("CPCLI_USER", "staff-17")
    monkeypatch.chdir(tmp_path)
    make_family(str(folder), "2026-11-22T10:00:00+00:00")
    monkeypatch.setenv("CPCLI_STORE", str(folder))
    capsys.readouterr()
    return folder


def render(*words: str, document: str = "agenda", out: str = "papers") -> int:
    return run(["render", document, REF, "--format", "txt", "--out", out, *words, *AS_OF])


def noted(store: Path) -> list[dict[str, Any]]:
    register = store / "rendered.jsonl"
    return [json.loads(line) for line in register.read_text(encoding="utf-8").splitlines()] if register.exists() else []


# ---- what is in the way ----


def test_what_somebody_wrote_into_a_draft_is_never_lost(store: Path, tmp_path: Path, capsys: Captured) -> None:
    assert render("--for", "p2") == 0
    file = tmp_path / "papers" / NAME
    file.write_bytes(file.read_bytes() + b"Ring before you post this.")
    edited = file.read_bytes()

    assert render("--for", "p2") == ExitCode.CHANGED

    assert "nothing was overwritten: move it away first" in capsys.readouterr().err
    assert file.read_bytes() == edited
    assert len(noted(store)) == 1
    # Of many, the others are made.
    assert render("--for", "p2", "--for", "p1") == ExitCode.CHANGED
    assert "1 made, 1 not" in capsys.readouterr().err
    assert file.read_bytes() == edited


def test_a_draft_that_nobody_touched_is_made_anew(store: Path, tmp_path: Path) -> None:
    assert render("--for", "p2") == 0
    before = (tmp_path / "papers" / NAME).read_bytes()
    assert run(["set", REF, "conference.ic1.venue", "The Placeholder Rooms, Exampleton"]) == 0
    assert render("--for", "p2") == 0
    assert (tmp_path / "papers" / NAME).read_bytes() != before
    assert len(noted(store)) == 2


def lying_there(path: Path) -> tuple[int, ...]:
    """What is there, and when it was last written; when it was last read is no change."""
    found = path.lstat()
    return found.st_ino, found.st_mode, found.st_size, found.st_mtime_ns


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
@pytest.mark.parametrize("kind", ["file", "link", "folder", "pipe"])
def test_what_is_not_ours_is_not_written_over(kind: str, store: Path, tmp_path: Path) -> None:
    path = tmp_path / "papers" / NAME
    path.parent.mkdir()
    (tmp_path / "elsewhere").write_text("elsewhere", encoding="utf-8")
    match kind:
        case "file":
            path.write_text("mine", encoding="utf-8")
        case "link":
            path.symlink_to(tmp_path / "elsewhere")
        case "folder":
            path.mkdir()
        case _:
            os.mkfifo(path)
    before = lying_there(path)

    assert render("--for", "p2") == ExitCode.CHANGED

    assert lying_there(path) == before
    assert (tmp_path / "elsewhere").read_text(encoding="utf-8") == "elsewhere"
    assert [each.name for each in path.parent.iterdir()] == [NAME]
    assert noted(store) == []


def test_out_names_a_folder(store: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert render("--for", "p2", out="-") == ExitCode.USAGE
    assert render("--for", "p2", out="file") == ExitCode.USAGE
    assert render("--for", "p2", out="file/below") == ExitCode.USAGE
    assert not (tmp_path / "-").exists()
    assert noted(store) == []


def test_what_a_killed_command_left_is_swept_and_what_is_being_written_is_not(store: Path, tmp_path: Path) -> None:
    del store
    (tmp_path / "papers").mkdir()
    old, new, other = (
        tmp_path / "papers" / f".{name}.cpcli-tmp-paper" for name in (f"{NAME}.1.aa", f"{NAME}.2.bb", "other.1.aa")
    )
    for path in (old, new, other):
        path.write_text("half", encoding="utf-8")
    for path in (old, other):
        os.utime(path, (1, 1))

    assert render("--for", "p2") == 0
    assert (old.exists(), new.exists(), other.exists()) == (False, True, True)


# ---- many ----


def test_a_fault_of_ours_in_one_paper_stops_no_other_and_tells_no_value(
    store: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    real = rendering.make

    def broken(wanted: Any, view: Any, *more: Any) -> Any:
        if view.reader.id == "p4":
            raise KeyError("Ash Example of 14 Sample Row")
        return real(wanted, view, *more)

    monkeypatch.setattr("cpcli.cli.render.make", broken)
    assert render("--for", "p1", "--for", "p4", "--for", "p2") == ExitCode.FAULT

    told = capsys.readouterr()
    assert "2 made, 1 not" in told.err
    assert "p4: unexpected fault: KeyError" in told.err
    assert "Sample Row" not in told.err
    assert len(told.out.splitlines()) == 2
    assert len(noted(store)) == 2


def test_the_worst_that_happened_is_the_answer(store: Path, tmp_path: Path, capsys: Captured) -> None:
    del store
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / f"{REF}.ic1.chair-briefing.file.draft.txt").write_text("x", encoding="utf-8")
    words = ["--for", "file", "--for", "p2", "--for", "chair"]
    assert render(*words, document="chair-briefing") == ExitCode.NOT_RELEASABLE
    assert "1 made, 2 not" in capsys.readouterr().err


def test_ctrl_c_in_the_middle_leaves_what_was_made_and_says_how_much(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    real = rendering.make

    def stopped(wanted: Any, view: Any, *more: Any) -> Any:
        if view.reader.id == "p4":
            raise KeyboardInterrupt
        return real(wanted, view, *more)

    monkeypatch.setattr("cpcli.cli.render.make", stopped)
    assert render("--for", "p1", "--for", "p4", "--for", "p2") == ExitCode.CANCELLED

    told = capsys.readouterr().err
    assert "stopped at reader 2 of 3: 1 made, 0 not" in told
    assert [path.name for path in (tmp_path / "papers").iterdir()] == [f"{REF}.ic1.agenda.p1.draft.txt"]
    assert len(noted(store)) == 1


def test_one_process_fills_in_an_own_template_for_all(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cpcli.documents import apart

    (store / "templates").mkdir()
    (store / "templates" / "agenda.md.j2").write_text("# Ours\n\n{{ conference.at_words }}\n", encoding="utf-8")
    apart._PROCESS.stop()
    started, real = [], subprocess.Popen

    def start(*words: Any, **given: Any) -> Any:
        started.append(words)
        return real(*words, **given)

    monkeypatch.setattr(subprocess, "Popen", start)
    assert render("--for", "all", "--for", "p1", "--for", "p2") == 0
    assert len(noted(store)) >= 5
    assert len(started) == 1


class Terminal(io.StringIO):
    """Standard error as a terminal."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def test_progress_is_for_a_person_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ACCESSIBLE", "TERM"):
        monkeypatch.delenv(name, raising=False)
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    progress = Progress()
    progress.show("1 of 20: p1")
    progress.show("2 of 20: p2")
    progress.clear()
    progress.clear()
    assert shown.getvalue() == "1 of 20: p1\r           \r2 of 20: p2\r           \r"

    for name, value in (("TERM", "dumb"), ("ACCESSIBLE", "1")):
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            silent = Terminal()
            patch.setattr(sys, "stderr", silent)
            Progress().show("1 of 20")
            assert not silent.getvalue()
    piped = io.StringIO()
    monkeypatch.setattr(sys, "stderr", piped)
    Progress().show("1 of 20")
    assert not piped.getvalue()


def test_in_a_pipe_nothing_is_said_of_progress(store: Path, capsys: Captured) -> None:
    del store
    assert render("--for", "p1", "--for", "p2") == 0
    assert " of 2: p" not in capsys.readouterr().err


# ---- real processes ----


def start(store: Path, *words: str, **given: Any) -> subprocess.Popen[str]:
    env = {**os.environ, "CPCLI_STORE": str(store), "CPCLI_USER": "staff-17"}
    line = [sys.executable, "-m", "cpcli", "render", "agenda", REF, *words, *AS_OF]
    return subprocess.Popen(
        line, cwd=store.parent, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **given
    )


def test_two_at_once_make_the_same_paper_and_both_are_noted(store: Path, tmp_path: Path) -> None:
    words = ("--for", "p2", "--format", "docx", "--out", str(tmp_path / "papers"))
    both = [start(store, *words) for _ in range(2)]
    for each in both:
        _, told = each.communicate(timeout=60)
        assert each.returncode == 0, told
    assert [path.name for path in (tmp_path / "papers").iterdir()] == [NAME.replace(".txt", ".docx")]
    assert len(noted(store)) == 2
    assert len({note["sha256"] for note in noted(store)}) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_a_full_disk_leaves_nothing_half_written(store: Path, tmp_path: Path) -> None:
    import resource

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    run_ = start(store, "--for", "p2", "--format", "docx", "--out", str(tmp_path / "papers"), preexec_fn=small)
    _, told = run_.communicate(timeout=60)
    assert run_.returncode == ExitCode.FAULT
    assert told.splitlines()[-1].startswith("error: ")
    assert "could not be written: file too large; nothing was left" in told
    assert list((tmp_path / "papers").iterdir()) == []


def test_whoever_stops_reading_stops_no_paper(store: Path, tmp_path: Path) -> None:
    words = ("--for", "all", "--for", "p1", "--format", "md", "--out", str(tmp_path / "papers"))
    run_ = start(store, *words)
    assert run_.stdout is not None
    assert run_.stdout.readline().strip().endswith(".md")
    run_.stdout.close()
    assert run_.stderr is not None
    told = run_.stderr.read()
    run_.stderr.close()
    assert run_.wait(timeout=60) == 0, told
    assert len(list((tmp_path / "papers").iterdir())) == len(noted(store)) >= 5


def test_every_document_filled_in_apart_is_the_same_as_here(store: Path, tmp_path: Path) -> None:
    """The shipped templates, copied into the store, are an authority's own: with every real view, to the last byte."""
    from cpcli.documents.readers import KINDS
    from cpcli.documents.shelf import Shelf

    words = [word for each in ("file", "chair", "p1", "p2", "p4", "p7", "c3") for word in ("--for", each)]
    kinds = Shelf(None, tuple(KINDS)).kinds()
    for document in kinds:
        render(*words, document=document, out="here")
        assert run(["documents", "eject", document]) == 0
        render(*words, document=document, out="apart")
    here, apart = ({path.name: path.read_bytes() for path in (tmp_path / each).iterdir()} for each in ("here", "apart"))
    assert len(here) > 3 * len(kinds)
    assert len(noted(store)) == 2 * len(here)
    assert here == apart


def test_check_tries_the_own_languages_and_tells_what_is_never_used(store: Path, capsys: Captured) -> None:
    (store / "templates").mkdir()
    (store / "templates" / "leaflet-parents.plain.pl.md.j2").write_text("# A\n\n{{ nobody }}\n", encoding="utf-8")
    (store / "templates" / "invitaton.md.j2").write_text("# A\n", encoding="utf-8")

    assert run(["documents", "check", REF, *AS_OF]) == ExitCode.INVALID_FILE

    told = capsys.readouterr().out.splitlines()
    assert len(told) == 2
    assert told[0].startswith('error: templates/leaflet-parents.plain.pl.md.j2:3: the view has no name "nobody"')
    assert 'invitaton.md.j2: it belongs to no document and is never used; did you mean "invitation.md.j2"?' in told[1]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_nothing_is_ejected_through_a_link(store: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (store / "templates").symlink_to(tmp_path / "elsewhere")
    assert run(["documents", "eject", "agenda"]) == ExitCode.FAULT
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert render("--for", "p2") == ExitCode.INVALID_FILE


def test_large_print_has_a_name_of_its_own_and_is_not_replaced_by_the_other(store: Path, tmp_path: Path) -> None:
    del store
    assert render("--for", "p2", "--large-print", "--format", "html") == 0
    assert render("--for", "p2", "--format", "html") == 0

    large, other = sorted(path.name for path in (tmp_path / "papers").iterdir())[::-1]
    assert {large, other} == {f"{REF}.ic1.agenda.p2.large-print.draft.html", f"{REF}.ic1.agenda.p2.draft.html"}
    assert render("--for", "p2", "--large-print", "--format", "txt") == ExitCode.USAGE

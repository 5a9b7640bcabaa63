"""`cpcli release`, `recall`: what could send a paper to the wrong person, or one that nobody checked."""

import os
import sys
import tomllib
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from cpcli.cli import release as release_command
from cpcli.cli import release_checks
from cpcli.cli.boundary import run
from cpcli.errors import ExitCode
from cpcli.store.demo_family import make_family

REF = "2026-0042"
AS_OF = ["--as-of", "2026-12-08"]
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> Path:
    folder = tmp_path / "store"
    monkeypatch.setenv("CPCLI_USER", "staff-17")
    monkeypatch.chdir(tmp_path)
    make_family(str(folder), "2026-11-22T10:00:00+00:00")
    monkeypatch.setenv("CPCLI_STORE", str(folder))
    assert run(["set", REF, "conference.ic1.venue", "The Placeholder Rooms, Exampleton"]) == 0
    assert run(["set", REF, "conference.ic1.minute_taker", "p7"]) == 0
    capsys.readouterr()
    return folder


def draft(tmp_path: Path, reader: str = "p2", document: str = "agenda", form: str = "txt") -> Path:
    out = tmp_path / "papers"
    assert run(["render", document, REF, "--for", reader, "--format", form, "--out", str(out), *AS_OF]) == 0
    return out / f"{REF}.ic1.{document}.{reader}.draft.{form}"


def release(file: Path, who: str = "staff-4", to: str = "p2", *more: str) -> int:
    return run(["release", str(file), "--checked-by", who, "--to", to, *more])


def releases(store: Path) -> list[dict[str, Any]]:
    found = tomllib.loads((store / "cases" / f"{REF}.toml").read_text(encoding="utf-8")).get("release", [])
    assert isinstance(found, list)
    return found


def papers(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "papers").iterdir())


# ---- who checks ----


@pytest.mark.parametrize(
    "who",
    ["Staff-17", " staff-17 ", "staff 17", "staff_17", "STAFF\u201017", "\uff53taff-17", "staff\u00a017", "staff17"],
)
def test_the_author_under_another_spelling_checks_nothing(who: str, store: Path, tmp_path: Path) -> None:
    assert release(draft(tmp_path), who) == ExitCode.NOT_RELEASABLE
    assert releases(store) == []


@pytest.mark.parametrize("who", ["", " ", "-", "\u200b"])
def test_nobody_checks_nothing(who: str, store: Path, tmp_path: Path) -> None:
    assert release(draft(tmp_path), who) == ExitCode.USAGE
    assert releases(store) == []


def test_whoever_made_the_same_paper_before_checks_nothing(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft(tmp_path)
    monkeypatch.setenv("CPCLI_USER", "staff-4")
    file = draft(tmp_path)

    assert release(file, "staff-17") == ExitCode.NOT_RELEASABLE
    assert release(file, "staff-4") == ExitCode.NOT_RELEASABLE
    assert releases(store) == []
    assert release(file, "staff-5") == 0


# ---- where it is laid ----


@pytest.mark.parametrize("folder", [".", "cases", "archive", "papers"])
def test_a_paper_in_the_stores_own_folder_is_there_once_it_is_released(
    folder: str, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saving the case sweeps that folder of what a killed command left: what waits there is none of it."""
    monkeypatch.chdir(store)
    assert run(["render", "agenda", REF, "--for", "p2", "--format", "txt", "--out", folder, *AS_OF]) == 0
    name = f"{REF}.ic1.agenda.p2"

    assert release(Path(folder) / f"{name}.draft.txt") == 0

    (row,) = releases(store)
    assert sha256((store / folder / f"{name}.txt").read_bytes()).hexdigest() == row["sha256"]


# ---- to whom ----


def test_of_two_who_have_one_name_somebody_sees_first_to_whom_it_goes(
    store: Path, tmp_path: Path, capsys: Captured
) -> None:
    assert releases(store) == []
    assert run(["add", "person", REF, "--name", "linden EXAMPLE", "--role", "grandparent"]) == 0
    capsys.readouterr()
    file = draft(tmp_path)
    assert "For Linden Example (p2)" in file.read_text(encoding="utf-8")

    assert release(file) == ExitCode.NOT_RELEASABLE
    assert "has the same name as p2" in capsys.readouterr().err
    assert release(file, "staff-4", "p2", "--ticked") == 0


# ---- what goes ----


def test_a_paper_about_one_child_is_released_about_that_child_only(store: Path, tmp_path: Path) -> None:
    """p1's children do not share both parents: each has a paper of their own, before and after release (R16)."""
    out = tmp_path / "papers"
    (store / "templates").mkdir()
    own = "# Decision\n\nFor {% for child in children %}{{ child.name }}.{% endfor %}\n"
    (store / "templates" / "decision-letter.md.j2").write_text(own, encoding="utf-8")
    words = ["decision-letter", REF, "--for", "p1", "--format", "txt", "--out", str(out), *AS_OF]
    assert run(["render", *words]) == 0
    name = f"{REF}.ic1.decision-letter.{{}}.p1.draft.txt"
    assert papers(tmp_path) == [name.format(child) for child in ("c1", "c2", "c3")]
    file = out / name.format("c3")

    assert release(file, "staff-4", "p1") == 0

    text = (out / f"{REF}.ic1.decision-letter.c3.p1.txt").read_text(encoding="utf-8")
    assert "For Olive Sample." in text
    assert text == file.read_text(encoding="utf-8").replace("DRAFT · ", "")
    assert releases(store)[0]["children"] == ["c3"]


def test_what_is_released_is_the_draft_without_one_word(store: Path, tmp_path: Path) -> None:
    file = draft(tmp_path)
    assert release(file) == 0
    final = file.with_name(f"{REF}.ic1.agenda.p2.txt")
    assert final.read_text(encoding="utf-8") == file.read_text(encoding="utf-8").replace("DRAFT · ", "")
    assert releases(store)[0]["sha256"] == sha256(final.read_bytes()).hexdigest()


def test_a_template_that_changed_since_the_check_is_not_released(store: Path, tmp_path: Path, capsys: Captured) -> None:
    file = draft(tmp_path)
    (store / "templates").mkdir()
    (store / "templates" / "agenda.md.j2").write_text("# Agenda\n\nSomething else.\n", encoding="utf-8")

    assert release(file) == ExitCode.NOT_RELEASABLE

    assert "its template" in capsys.readouterr().err
    assert releases(store) == []
    assert papers(tmp_path) == [file.name]


def test_a_fact_made_confidential_since_the_draft_stops_it(store: Path, tmp_path: Path, capsys: Captured) -> None:
    file = draft(tmp_path)
    case = store / "cases" / f"{REF}.toml"
    text = case.read_text(encoding="utf-8")
    case.write_text(text.replace('id = "p4"\n', 'id = "p4"\nconfidential_from = { name = ["p2"] }\n'), encoding="utf-8")

    assert release(file) == ExitCode.NOT_RELEASABLE
    assert "has changed since this was made" in capsys.readouterr().err
    assert papers(tmp_path) == [file.name]


def test_a_case_that_changes_while_it_is_released_stops_it(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    file = draft(tmp_path)
    real = release_checks.made_anew

    def slow(*given: Any) -> Any:
        found = real(*given)
        assert run(["set", REF, "conference.ic1.venue", "Elsewhere"]) == 0
        return found

    monkeypatch.setattr(release_command, "made_anew", slow)
    assert release(file) == ExitCode.NOT_RELEASABLE
    assert "has changed since this was made" in capsys.readouterr().err
    assert releases(store) == []
    assert papers(tmp_path) == [file.name]


def test_a_file_that_was_renamed_and_moved_is_the_same_file(store: Path, tmp_path: Path) -> None:
    file = draft(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    file.rename(elsewhere / "for the father.txt")

    assert release(elsewhere / "for the father.txt") == 0
    assert (elsewhere / f"{REF}.ic1.agenda.p2.txt").is_file()
    assert releases(store)[0]["file"] == f"{REF}.ic1.agenda.p2.txt"


def test_a_released_paper_that_says_something_else_is_not_written_over(
    store: Path, tmp_path: Path, capsys: Captured
) -> None:
    file = draft(tmp_path)
    final = file.with_name(f"{REF}.ic1.agenda.p2.txt")
    final.write_text("what went out last week", encoding="utf-8")

    assert release(file) == ExitCode.CHANGED

    assert "nothing was overwritten" in capsys.readouterr().err
    assert final.read_text(encoding="utf-8") == "what went out last week"
    assert releases(store) == []


def test_what_cannot_be_noted_leaves_no_paper_behind_and_takes_none_away(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = draft(tmp_path)
    assert release(file) == 0
    before = papers(tmp_path)

    def refused(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(release_command, "change", refused)
    assert release(file) == ExitCode.FAULT
    assert papers(tmp_path) == before
    (tmp_path / "papers" / f"{REF}.ic1.agenda.p2.txt").unlink()
    assert release(file) == ExitCode.FAULT
    assert papers(tmp_path) == [file.name]
    assert len(releases(store)) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes with a name there")
@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir, lambda path: path.symlink_to("/dev/zero")])
def test_what_is_no_file_is_a_sentence(make: Callable[[Path], None], store: Path, tmp_path: Path) -> None:
    make(tmp_path / "odd.docx")
    assert release(tmp_path / "odd.docx") == ExitCode.USAGE
    file = draft(tmp_path, form="docx")
    assert release(file, "staff-4", "p2", "--letterhead", str(tmp_path / "odd.docx")) == ExitCode.USAGE
    assert release(file, "staff-4", "p2", "--letterhead", str(tmp_path / "none.docx")) == ExitCode.USAGE
    words = ["render", "agenda", REF, "--for", "p2", "--letterhead", str(tmp_path / "odd.docx"), *AS_OF]
    assert run(words) == ExitCode.USAGE
    assert releases(store) == []


# ---- to whom ----


def test_without_an_address_somebody_looks_first(store: Path, tmp_path: Path, capsys: Captured) -> None:
    file = draft(tmp_path, "p4")
    assert release(file, "staff-4", "p4") == ExitCode.NOT_RELEASABLE
    assert "no address of p4 is recorded" in capsys.readouterr().err
    assert release(file, "staff-4", "p4", "--method", "e-mail") == ExitCode.NOT_RELEASABLE
    assert "no e-mail address of p4 is recorded" in capsys.readouterr().err
    assert releases(store) == []

    assert release(file, "staff-4", "p4", "--method", "by-hand") == 0
    assert [row["method"] for row in releases(store)] == ["by-hand"]


def test_the_address_that_the_way_needs_is_shown(store: Path, tmp_path: Path, capsys: Captured) -> None:
    assert run(["set", REF, "person.p2.email", "linden@example.org"]) == 0
    file = draft(tmp_path)
    capsys.readouterr()
    assert release(file, "staff-4", "p2", "--method", "e-mail") == 0
    told = capsys.readouterr().err
    assert "to the address: linden@example.org" in told
    assert "Invented Lane" not in told
    assert release(file) == 0
    assert "to the address: 3 Invented Lane, Exampleton" in capsys.readouterr().err
    assert len(releases(store)) == 2


def test_the_wrong_recipient_is_refused_whoever_it_is(store: Path, tmp_path: Path, capsys: Captured) -> None:
    file = draft(tmp_path)
    for to in ("p1", "p99", "chair", "P2", "file", "Linden Example"):
        assert release(file, "staff-4", to) == ExitCode.NOT_RELEASABLE
    assert "each reader has a document of their own" in capsys.readouterr().err
    assert releases(store) == []


# ---- again ----


def test_a_second_release_is_told_and_a_recalled_paper_looked_at(store: Path, tmp_path: Path, capsys: Captured) -> None:
    file = draft(tmp_path)
    assert release(file) == 0
    capsys.readouterr()
    assert release(file) == 0
    assert "p2 has had this paper already: rel1" in capsys.readouterr().err

    assert run(["recall", REF, "rel1", "--because", "It went to the old address."]) == 0
    assert run(["recall", REF, "rel2", "--because", "The same."]) == 0
    capsys.readouterr()
    assert release(file) == ExitCode.NOT_RELEASABLE
    assert "rel1, the same paper, was recalled on" in capsys.readouterr().err
    assert release(file, "staff-4", "p2", "--ticked") == 0
    assert [row["id"] for row in releases(store)] == ["rel1", "rel2", "rel3"]


def test_a_recall_is_said_once_and_with_a_reason(store: Path, tmp_path: Path, capsys: Captured) -> None:
    assert release(draft(tmp_path)) == 0
    for because in ("", "  ", "\n"):
        assert run(["recall", REF, "rel1", "--because", because]) == ExitCode.USAGE
    assert run(["recall", REF, "rel9", "--because", "Wrong."]) == ExitCode.USAGE
    assert "there are: rel1" in capsys.readouterr().err
    assert run(["recall", REF, "rel1", "--because", "The first reason."]) == 0
    assert run(["recall", REF, "rel1", "--because", "Another."]) == ExitCode.USAGE
    assert "was recalled already" in capsys.readouterr().err
    assert releases(store)[0]["recalled_because"] == "The first reason."


# ---- the register ----


def test_a_torn_line_of_the_register_costs_no_other(store: Path, tmp_path: Path) -> None:
    draft(tmp_path, "p4")
    register = store / "rendered.jsonl"
    register.write_bytes(register.read_bytes()[:-40])
    file = draft(tmp_path)

    assert release(tmp_path / "papers" / f"{REF}.ic1.agenda.p4.draft.txt", to="p4") == ExitCode.NOT_RELEASABLE
    assert release(file) == 0


def test_a_register_grows_beyond_what_a_case_may(store: Path, tmp_path: Path) -> None:
    with (store / "rendered.jsonl").open("wb") as lines:
        lines.write(b'{"sha256": "0"}\n' * 700_000)
    assert release(draft(tmp_path)) == 0


# ---- what becomes wrong once it has gone ----


@pytest.mark.parametrize(
    ("path", "value", "gone"),
    [
        ("conference.ic1.at", "2026-12-14T10:00", "rel1, rel2"),
        ("conference.ic1.venue", "Elsewhere Hall", "rel1, rel2"),
        ("person.p1.confidential_from.email", "p2", "rel1"),
        ("person.p4.confidential_from.phone", "p9", None),
        ("conference.ic1.note", "x", None),
    ],
)
def test_a_change_tells_which_papers_went_out_before_it(
    path: str, value: str, gone: str | None, store: Path, tmp_path: Path, capsys: Captured
) -> None:
    """A conference is moved after the invitations went out: whoever has one comes on the wrong day."""
    for reader in ("p2", "p1"):
        assert release(draft(tmp_path, reader), "staff-4", reader) == 0
    assert len(releases(store)) == 2
    capsys.readouterr()

    assert run(["set", REF, path, value]) == 0

    said = capsys.readouterr().err
    assert ("went out before this" in said) == (gone is not None)
    assert gone is None or f"\n{gone} went out" in said or said.startswith(f"{gone} went out")


def test_a_paper_that_went_out_before_is_not_hidden_under_a_new_one(
    store: Path, tmp_path: Path, capsys: Captured
) -> None:
    assert release(draft(tmp_path)) == 0
    assert run(["set", REF, "conference.ic1.venue", "Elsewhere Hall"]) == 0
    before = (tmp_path / "papers" / f"{REF}.ic1.agenda.p2.txt").read_bytes()
    capsys.readouterr()

    assert release(draft(tmp_path)) == ExitCode.CHANGED
    assert "as it went out before (rel1): move it away first" in capsys.readouterr().err
    assert (tmp_path / "papers" / f"{REF}.ic1.agenda.p2.txt").read_bytes() == before
    assert len(releases(store)) == 1


@pytest.mark.parametrize(
    ("now", "says"),
    [
        (date(2026, 12, 8), []),
        (date(2026, 12, 9), ["it is dated Tue 8 Dec 2026, and today is Wed 9 Dec 2026"]),
        (date(2026, 12, 11), ["it is dated", "ic1 was to be on Thu 10 Dec 2026, and that day has gone by"]),
    ],
)
def test_a_paper_that_lay_about_is_told(
    now: date, says: list[str], store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    file = draft(tmp_path)
    monkeypatch.setattr(release_command, "today", lambda: now)
    capsys.readouterr()

    assert release(file) == 0

    told = [line for line in capsys.readouterr().err.splitlines() if line.startswith("warning")]
    # What was said when it was made is said again: its checker was not there.
    assert "warning: p2 is not invited to ic1" in told
    said = [line for line in told if "p2" not in line]
    assert [part in line for part, line in zip(says, said, strict=True)] == [True] * len(says)
    assert len(releases(store)) == 1


@pytest.mark.parametrize(("kind", "code"), [("initial-conference", 6), ("transfer-in-conference", 0)])
def test_a_letter_that_says_the_children_have_moved_goes_only_where_they_have(
    kind: str, code: int, store: Path, tmp_path: Path
) -> None:
    """It tells another authority that its plan holds on here, with the children's names and dates of birth."""
    assert run(["set", REF, "conference.ic1.kind", kind]) == 0
    for key, value in (("lead_for", ["c1", "c2", "c3"]), ("email", ["x@council.invalid"])):
        assert run(["set", REF, f"person.p4.{key}", *value]) == 0

    file = draft(tmp_path, "p4", "transfer-in-letter")

    assert release(file, "staff-4", "p4", "--ticked") == code
    assert len(releases(store)) == (code == 0)

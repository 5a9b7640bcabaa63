"""The demonstration: a family that is plainly made up, in a folder that is new."""

import stat
from pathlib import Path

import pytest

from cpcli.cli.boundary import run
from cpcli.documents.read_back import texts_of
from cpcli.errors import ExitCode


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_it_shows_the_family_s_deadlines_with_their_reasons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo"]) == 0

    said = capsys.readouterr().out
    assert "OVERDUE      Initial child protection conference [c3]" in said
    assert "Counted from the strategy discussion on Thu 12 Nov 2026, which is day 0." in said
    assert "cpcli deadlines 2026-0042 --as-of 2026-12-08 --explain" in said
    assert (tmp_path / "cpcli-demo" / "cases" / "2026-0042.toml").is_file()


def test_it_walks_through_quorum_two_decisions_and_the_papers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CPCLI_USER", raising=False)
    assert run(["demo"]) == 0

    said = capsys.readouterr().out
    assert "As things stand you will be quorate for c1, not for c2 and c3." in said
    assert "The person is excluded from a part of the conference." in said
    assert "The child attends a part of the conference." in said
    papers = sorted((tmp_path / "cpcli-demo" / "papers").iterdir())
    assert {path.suffix for path in papers} == {".docx", ".pdf"}
    readers = {path.name.split(".")[3] for path in papers if ".invitation." in path.name}
    assert {"p1", "p2", "p4", "p5", "p7", "p11", "c3"} <= readers
    for path in papers:
        texts = " ".join(texts_of(path.read_bytes(), "pdf" if path.suffix == ".pdf" else "docx"))
        assert "DRAFT" in texts
        if ".p2." in path.name:
            assert not any(words in texts for words in ("Sample Row", "960001", "Olive")), path.name
        if ".p9." not in path.name and ".file." not in path.name:
            # The chair's own words, whose evidence is heard when and what a child must not hear, are for the record.
            assert not any(words in texts for words in ("police information", "talk with p1", "p1's health")), path.name


def test_its_papers_are_drafts_like_any_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are replaced when they are rendered again, and what lacks nothing is released by a second person."""
    assert run(["demo"]) == 0
    monkeypatch.chdir(tmp_path / "cpcli-demo")
    monkeypatch.setenv("CPCLI_USER", "staff-1")
    invitation = "papers/2026-0042.ic1.invitation.p2.draft"
    release = ["--checked-by", "staff-4", "--to", "p2", "--ticked"]

    assert run(["release", f"{invitation}.docx", *release]) == ExitCode.NOT_RELEASABLE
    for path, value in (("conference.ic1.venue", "The Placeholder Rooms"), ("person.p4.lead_for", "c1")):
        assert run(["set", "2026-0042", path, value, *(["c2"] if value == "c1" else [])]) == 0
    for path, value in (("language", "en"), ("interpreter", "false"), ("access_needs", "none")):
        assert run(["set", "2026-0042", f"person.p2.{path}", value]) == 0
    again = ["render", "invitation", "2026-0042", "--for", "p2", "--out", "papers", "--as-of", "2026-12-08"]
    assert run(again) == 0
    assert run(["release", f"{invitation}.docx", *release]) == 0


def test_a_second_one_gets_a_folder_of_its_own(tmp_path: Path) -> None:
    assert run(["demo"]) == 0
    assert run(["demo"]) == 0

    assert sorted(path.name for path in tmp_path.iterdir()) == ["cpcli-demo", "cpcli-demo-2"]


def test_a_folder_that_exists_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine").mkdir()

    assert run(["demo", "mine"]) == 2
    assert "mine exists already" in capsys.readouterr().err
    assert list((tmp_path / "mine").iterdir()) == []


def test_it_is_a_store_in_good_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo", "family"]) == 0
    for words in (["check", "--all", "--as-of", "2026-12-08"], ["doctor"], ["journal", "verify"]):
        assert run([*words, "--store", "family"]) == 0
    capsys.readouterr()
    assert all(not stat.S_IMODE(path.stat().st_mode) & 0o077 for path in Path("family").rglob("*"))

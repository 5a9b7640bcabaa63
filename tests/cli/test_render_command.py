"""`cpcli render`, `documents`, `release`, `recall`: each paper for one reader, checked by a second person."""

import io
import json
import re
import stat
import tomllib
from pathlib import Path
from typing import Any

import pytest

from cpcli.cli.boundary import run
from cpcli.documents import render as rendering
from cpcli.errors import ExitCode
from cpcli.store.demo_family import make_family

TOP = Path(__file__).resolve().parents[2]
REF = "2026-0042"
DOCUMENTS = sorted(path.stem for path in (TOP / "templates").glob("*.toml"))

#: What p2 must not meet in the demonstration's family: p1 lives there, and c3 is not his child.
SECRET = ("14 Sample Row", "Sample Row", "960001", "Olive")
AS_OF = ["--as-of", "2026-12-08"]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    folder = tmp_path / "store"
    monkeypatch.setenv("CPCLI_USER", "staff-17")
    monkeypatch.chdir(tmp_path)
    make_family(str(folder), "2026-11-22T10:00:00+00:00")
    monkeypatch.setenv("CPCLI_STORE", str(folder))
    assert run(["set", REF, "conference.ic1.venue", "The Placeholder Rooms, Exampleton"]) == 0
    assert run(["set", REF, "conference.ic1.minute_taker", "p7"]) == 0
    capsys.readouterr()
    return folder


def render(document: str, *words: str) -> int:
    return run(["render", document, REF, *words, *AS_OF])


def made(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob(f"{REF}.*"))


def test_there_are_documents() -> None:
    assert len(DOCUMENTS) > 10


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_document_can_be_made_for_everybody_it_is_for(document: str, store: Path, tmp_path: Path) -> None:
    out = tmp_path / "papers"
    kinds = {
        "p1": "parent-or-carer",
        "p2": "parent-or-carer",
        "p4": "reporting-agency",
        "c3": "child",
        "chair": "chair",
    }
    sidecar = tomllib.loads((TOP / "templates" / f"{document}.toml").read_text(encoding="utf-8"))
    if "paper" in sidecar:
        del kinds["c3"]  # the chair has not decided yet whether a child gets a copy
    people = ["file", *(each for each, kind in kinds.items() if kind in sidecar["readers"])]
    if document == "exclusion-letter":
        assert run(["exclusion", REF, "--answers", str(store / "answers" / "exclusion.toml"), *AS_OF]) == 0
        people = ["p2"]
    if document == "pre-birth-plan":
        assert run(["set", REF, "conference.ic1.kind", "pre-birth-conference"]) == 0
        assert run(["set", REF, "child.c2.born", "2026-12-11"]) == 0
    words = [word for each in people for word in ("--for", each)]

    assert render(document, *words, "--format", "txt", "--out", str(out)) == 0

    assert made(out)
    for name in made(out):
        text = (out / name).read_text(encoding="utf-8")
        assert "DRAFT" in text
        if ".p2." in name:
            assert not any(secret in text for secret in SECRET), name
        assert not re.search(r"\{\{|\}\}|\{%|None|Undefined", text), name


@pytest.mark.parametrize("form", ["md", "html", "docx", "pdf", "txt"])
def test_a_document_is_private_named_by_refs_and_noted(form: str, store: Path, tmp_path: Path) -> None:
    assert render("agenda", "--for", "p2", "--format", form, "--out", str(tmp_path / "papers")) == 0

    (path,) = (tmp_path / "papers").iterdir()
    assert path.name == f"{REF}.ic1.agenda.p2.draft.{form}"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    note = json.loads((store / "rendered.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert (note["document"], note["for"], note["by"]) == ("agenda", "p2", "staff-17")
    assert not any(secret in json.dumps(note) for secret in SECRET)


def letterhead(path: Path, words: str) -> str:
    from docx import Document

    word = Document()
    word.sections[0].header.paragraphs[0].text = words
    word.save(str(path))
    return str(path)


def test_a_confidential_address_in_the_letterhead_stops_the_document(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del store
    head = letterhead(tmp_path / "head.docx", "Example Council, 14 Sample Row, Exampleton")
    out = tmp_path / "papers"

    assert render("agenda", "--for", "p2", "--letterhead", head, "--out", str(out)) == ExitCode.NOT_RELEASABLE

    told = capsys.readouterr().err
    assert "address of p1" in told
    assert not any(secret in told for secret in SECRET)
    assert made(out) == []
    assert render("agenda", "--for", "p1", "--letterhead", head, "--out", str(out)) == 0


def test_without_the_search_the_leak_would_go_out(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutant that skips the search is one that the test above catches."""
    del store
    monkeypatch.setattr(rendering, "search", lambda *_: ())
    head = letterhead(tmp_path / "head.docx", "14 Sample Row, Exampleton")

    assert render("agenda", "--for", "p2", "--letterhead", head, "--out", str(tmp_path / "papers")) == 0


def test_one_failure_stops_no_other_and_is_counted(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del store
    head = letterhead(tmp_path / "head.docx", "14 Sample Row, Exampleton")
    out = tmp_path / "papers"

    words = ["--for", "p1", "--for", "p2", "--for", "p4", "--letterhead", head, "--out", str(out)]
    assert render("agenda", *words) == ExitCode.NOT_RELEASABLE

    assert [name.split(".")[3] for name in made(out)] == ["p1"]
    assert "1 made, 2 not" in capsys.readouterr().err


def test_why_tells_what_is_withheld_and_never_the_value(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del store
    assert render("agenda", "--for", "p2", "--why") == 0

    told = capsys.readouterr().out
    assert "address of p1" in told
    assert "child of c3" in told
    assert not any(secret in told for secret in SECRET)


@pytest.mark.parametrize("document", ["chair-briefing", "distribution-list", "closing-checklist", "exclusion-record"])
def test_a_paper_for_the_chair_is_made_for_no_parent(
    document: str, store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del store
    for reader in ("p1", "c3", "p2"):
        assert render(document, "--for", reader, "--out", str(tmp_path / "none")) == ExitCode.NOT_RELEASABLE
    assert "is not for p2 (parent or carer); it is for:" in capsys.readouterr().err
    assert made(tmp_path / "none") == []


COPIES = ["decision-letter", "outline-plan", "conference-record", "child-in-need-plan"]


@pytest.mark.parametrize("document", COPIES)
def test_a_copy_is_made_for_nobody_who_gets_none(
    document: str, store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add = ["--role", "supporter", "--name", "Wren Zzyzwick"]
    assert run(["add", "person", REF, *add]) == 0
    supporter = capsys.readouterr().out.split()[-1]
    for reader, told in (("c3", "gets none before the chair has decided"), (supporter, f"{supporter} gets no copy")):
        assert render(document, "--for", reader, "--out", str(tmp_path / "none")) == ExitCode.NOT_RELEASABLE
        assert told in capsys.readouterr().err
    assert made(tmp_path / "none") == []
    assert render(document, "--for", "p1", "--for", "c3", "--out", str(tmp_path / "some")) == ExitCode.NOT_RELEASABLE
    assert {name.split(".")[-3] for name in made(tmp_path / "some")} == {"p1"}
    assert "run close-conference 2026-0042 --conference ic1" in capsys.readouterr().err
    assert run(["documents", "needs", document, REF, "--for", "c3", *AS_OF]) == ExitCode.NOT_RELEASABLE
    del store


def test_a_sidecar_of_ones_own_opens_no_paper_that_is_kept_closed(store: Path, tmp_path: Path) -> None:
    assert run(["documents", "eject", "decision-letter"]) == 0
    own = store / "templates" / "decision-letter.toml"
    own.write_text(own.read_text(encoding="utf-8").replace('paper = "decision"\n', ""), encoding="utf-8")
    assert "paper" not in tomllib.loads(own.read_text(encoding="utf-8"))

    assert render("decision-letter", "--for", "c3", "--out", str(tmp_path / "none")) == ExitCode.NOT_RELEASABLE


def test_a_letter_about_an_exclusion_is_made_for_nobody_who_is_not_excluded(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for reader in ("p1", "file"):
        assert render("exclusion-letter", "--for", reader, "--out", str(tmp_path / "x")) == ExitCode.NOT_RELEASABLE
        assert f"no decision that stands excludes {reader} from ic1" in capsys.readouterr().err
    del store


def test_a_paper_about_children_is_made_for_nobody_who_hears_about_none(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["set", REF, "person.p5.may_hear_about", "c2"]) == 0
    assert run(["set", REF, "conference.ic1.children", "c1"]) == 0
    capsys.readouterr()

    assert render("decision-letter", "--for", "p5", "--out", str(tmp_path / "none")) == ExitCode.NOT_RELEASABLE

    assert "p5 hears about none of them" in capsys.readouterr().err
    del store


def test_a_reader_must_be_named_and_known(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del store
    assert render("agenda") == ExitCode.USAGE
    assert render("agenda", "--for", "p77") == ExitCode.USAGE
    assert render("agneda", "--for", "p1") == ExitCode.USAGE
    assert 'did you mean "agenda"' in capsys.readouterr().err
    assert render("agenda", "--for", "p1", "--format", "pdf", "--letterhead", "head.docx") == ExitCode.USAGE
    assert "a letterhead is for Word" in capsys.readouterr().err


def test_a_paper_never_claims_a_language_that_it_is_not_written_in(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del store
    out = tmp_path / "papers"
    assert render("agenda", "--for", "p1", "--lang", "pl", "--format", "html", "--out", str(out)) == 0

    assert "there is no template in pl: it is written in en" in capsys.readouterr().err
    (path,) = out.iterdir()
    assert path.name == f"{REF}.ic1.agenda.p1.draft.html"
    assert 'lang="en-GB"' in path.read_text(encoding="utf-8")


def test_a_language_of_ones_own_is_used_and_a_path_is_none(store: Path, tmp_path: Path) -> None:
    (store / "templates").mkdir(mode=0o700)
    (store / "templates" / "agenda.pl.md.j2").write_text("# Porządek obrad\n", encoding="utf-8")
    out = tmp_path / "papers"
    assert render("agenda", "--for", "p1", "--lang", "pl", "--format", "html", "--out", str(out)) == 0
    assert 'lang="pl"' in (out / f"{REF}.ic1.agenda.p1.pl.draft.html").read_text(encoding="utf-8")

    for lang in ("../../cases/x", "pl/../..", "", "."):
        assert render("agenda", "--for", "p1", "--lang", lang, "--out", str(tmp_path / "none")) == ExitCode.USAGE
    assert made(tmp_path / "none") == []


# ---- templates of one's own ----


def test_an_own_template_is_used_and_its_mistakes_are_told_before_anything_is_made(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["documents", "eject", "agenda"]) == 0
    own = store / "templates" / "agenda.md.j2"
    own.write_text("# Our own agenda\n\n{{ conference.at_words }}\n", encoding="utf-8")
    assert render("agenda", "--for", "p2", "--format", "md", "--out", str(tmp_path / "papers")) == 0
    assert "Our own agenda" in next((tmp_path / "papers").iterdir()).read_text(encoding="utf-8")
    capsys.readouterr()

    own.write_text(
        "# Agenda\n\n{{ conference.att_words }}\n\n{% if false %}{{ nobody }}{% endif %}\n", encoding="utf-8"
    )
    assert render("agenda", "--for", "p2", "--out", str(tmp_path / "none")) == ExitCode.INVALID_FILE
    told = capsys.readouterr().err
    assert "templates/agenda.md.j2:3" in told
    assert 'did you mean "at_words"' in told
    assert "templates/agenda.md.j2:5" in told
    assert made(tmp_path / "none") == []
    assert run(["documents", "check", *AS_OF]) == ExitCode.INVALID_FILE


def test_the_parts_of_a_template_are_copied_when_they_are_asked_for(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Most words of a letter stand in its parts: whoever wants to change them needs those too."""
    before = ["render", "agenda", REF, "--for", "p2", "--format", "md", *AS_OF]
    assert run([*before, "--out", str(tmp_path / "before")]) == 0
    capsys.readouterr()
    assert run(["documents", "eject", "agenda"]) == 0
    assert "cpcli documents eject agenda --parts" in capsys.readouterr().err
    own = store / "templates"
    assert not [path.name for path in own.iterdir() if path.name.startswith("_")]

    assert run(["documents", "eject", "agenda", "--parts"]) == 0

    copied = sorted(path.name for path in own.iterdir() if path.name.startswith("_"))
    assert [f"templates/{name}" for name in copied] == sorted(capsys.readouterr().out.split())
    assert {"_agenda_welcome.md.j2", "_agenda_where.md.j2", "_agenda_children.md.j2"} <= set(copied)
    assert all((own / name).read_bytes() == (TOP / "templates" / name).read_bytes() for name in copied)
    assert run([*before, "--out", str(tmp_path / "after")]) == 0
    (one,), (other,) = (tuple((tmp_path / each).iterdir()) for each in ("before", "after"))
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ conference.__class__ }}",
        "{% for a in range(999999999) %}x{% endfor %}",
        "{{ self.__init__.__globals__ }}",
        "{% include '../cases/2026-0042.toml' %}",
        "{{ children }}",
    ],
)
def test_a_template_reaches_nothing_beyond_its_view(
    attack: str, store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["documents", "eject", "agenda"]) == 0
    (store / "templates" / "agenda.md.j2").write_text(f"# Agenda\n\n{attack}\n", encoding="utf-8")

    assert render("agenda", "--for", "p2", "--out", str(tmp_path / "none")) == ExitCode.INVALID_FILE

    assert made(tmp_path / "none") == []
    assert "Traceback" not in capsys.readouterr().err


def test_a_link_in_the_place_of_a_template_is_refused(store: Path, tmp_path: Path) -> None:
    assert run(["documents", "eject", "agenda"]) == 0
    own = store / "templates" / "agenda.md.j2"
    own.unlink()
    own.symlink_to(store / "cases" / f"{REF}.toml")

    assert render("agenda", "--for", "p2", "--out", str(tmp_path / "none")) == ExitCode.INVALID_FILE


def test_needs_names_what_is_missing_with_the_command_that_supplies_it(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del store
    assert run(["documents", "needs", "outline-plan", REF, "--for", "p1", *AS_OF]) == ExitCode.CHECK_FAILED
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all("cpcli " in line for line in lines)


# ---- release ----


def draft(tmp_path: Path) -> str:
    out = tmp_path / "papers"
    assert render("agenda", "--for", "p2", "--format", "docx", "--out", str(out)) == 0
    return str(out / f"{REF}.ic1.agenda.p2.draft.docx")


def releases(store: Path) -> list[dict[str, Any]]:
    found = tomllib.loads((store / "cases" / f"{REF}.toml").read_text(encoding="utf-8")).get("release", [])
    assert isinstance(found, list)
    return found


def release(file: str, who: str = "staff-4", to: str = "p2", *more: str) -> int:
    return run(["release", file, "--checked-by", who, "--to", to, "--ticked", *more])


def test_a_checked_draft_is_released_and_registered(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = draft(tmp_path)
    capsys.readouterr()

    assert release(file) == 0

    told = capsys.readouterr()
    final = Path(told.out.strip())
    assert final.name == f"{REF}.ic1.agenda.p2.docx"
    assert "withheld: address of p1" in told.err
    (row,) = releases(store)
    assert (row["to"], row["checked_by"], row["rendered_by"]) == ("p2", "staff-4", "staff-17")
    from hashlib import sha256

    from cpcli.documents.read_back import texts_of

    assert row["sha256"] == sha256(final.read_bytes()).hexdigest()
    assert not any("DRAFT" in text for text in texts_of(final.read_bytes(), "docx"))
    assert run(["releases", REF, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["releases"][0]["id"] == "rel1"
    assert run(["check", REF, *AS_OF]) == 0


def test_what_must_not_be_released_is_refused(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = draft(tmp_path)
    assert release(file, "Staff-17") == ExitCode.NOT_RELEASABLE
    assert release(file, to="p1") == ExitCode.NOT_RELEASABLE
    assert release(str(tmp_path / "nothing.docx")) == ExitCode.USAGE
    changed = Path(file).with_name("changed.docx")
    changed.write_bytes(Path(file).read_bytes() + b" ")
    assert release(str(changed)) == ExitCode.NOT_RELEASABLE
    assert "render it again" in capsys.readouterr().err
    assert run(["set", REF, "conference.ic1.venue", "Elsewhere"]) == 0
    assert release(file) == ExitCode.NOT_RELEASABLE
    assert "has changed since" in capsys.readouterr().err
    assert releases(store) == []


def test_what_is_not_complete_is_not_released(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["set", REF, "conference.ic1.venue", "--remove"]) == 0
    assert release(draft(tmp_path)) == ExitCode.NOT_RELEASABLE
    assert "not everything is recorded yet" in capsys.readouterr().err
    assert releases(store) == []


def test_a_copy_that_the_chair_allows_in_part_is_looked_at_first(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = str(store / "answers" / "exclusion.toml")
    assert run(["exclusion", REF, "--answers", answers, *AS_OF]) == 0
    file = draft(tmp_path)

    assert run(["release", file, "--checked-by", "staff-4", "--to", "p2"]) == ExitCode.NOT_RELEASABLE
    assert "the chair allows only a part of the record" in capsys.readouterr().err
    assert releases(store) == []
    assert release(file) == 0


def test_one_release_does_not_stop_the_next(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "papers"
    assert render("agenda", "--for", "p2", "--for", "p4", "--format", "txt", "--out", str(out)) == 0
    for reader in ("p2", "p4"):
        assert release(str(out / f"{REF}.ic1.agenda.{reader}.draft.txt"), to=reader) == 0
    assert [row["to"] for row in releases(store)] == ["p2", "p4"]


def test_a_recall_marks_the_mistake_and_lists_what_the_person_received(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert release(draft(tmp_path)) == 0
    capsys.readouterr()
    monkeypatch.setattr("sys.stdin", io.StringIO("It went to the old address."))

    assert run(["recall", REF, "rel1", "--because", "-"]) == 0

    assert "p2 received:" in capsys.readouterr().out
    assert releases(store)[0]["recalled_because"] == "It went to the old address."
    assert run(["releases", REF]) == 0
    assert "RECALLED" in capsys.readouterr().out
    assert run(["set", REF, "release.rel1.to", "p1"]) == ExitCode.USAGE


# ---- for all ----


def test_of_all_those_whom_a_paper_is_not_for_are_passed_over_with_a_word(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del store
    out = tmp_path / "papers"
    assert run(["attendance", REF, "ic1", "--person", "p1", "--invited", "2026-11-25"]) == 0

    assert render("report-agency", "--for", "all", "--format", "txt", "--out", str(out)) == 0

    told = capsys.readouterr()
    assert "p1: report-agency is not for p1" in told.err
    assert re.search(r"\d+ made, 0 not, \d+ not theirs to have", told.err)
    assert made(out)
    assert not any(f".{reader}." in name for name in made(out) for reader in ("p1", "p2"))


def test_whoever_is_named_beside_all_is_not_passed_over(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del store
    out = tmp_path / "papers"

    code = render("report-agency", "--for", "all", "--for", "p2", "--format", "txt", "--out", str(out))

    assert code == ExitCode.NOT_RELEASABLE
    assert re.search(r"\d+ made, 1 not", capsys.readouterr().err)


def test_what_the_chair_has_still_to_decide_is_no_passing_over(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["attendance", REF, "ic1", "--person", "p2", "--invited", "2026-11-25"]) == 0
    assert run(["exclusion", REF, "--answers", str(store / "answers" / "exclusion.toml"), *AS_OF]) == 0
    case = store / "cases" / f"{REF}.toml"
    text = case.read_text(encoding="utf-8")
    case.write_text(
        text.replace('question = "record-copy"\nvalue = "partial"', 'question = "record-copy"\nvalue = "x"')
    )
    capsys.readouterr()

    code = render("conference-record", "--for", "all", "--format", "txt", "--out", str(tmp_path / "papers"))

    assert code == ExitCode.NOT_RELEASABLE
    assert "p2 gets none before the chair has decided" in capsys.readouterr().err


# ---- from which conference ----


def test_what_was_decided_asks_of_which_conference_where_a_review_is_booked(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The review is booked before the conference closes (D28), and has decided nothing yet."""
    del store
    assert run(["add", "conference", REF, "--kind", "review-conference", "--at", "2027-03-05T10:00"]) == 0
    capsys.readouterr()
    out = tmp_path / "papers"
    later = ["--for", "p2", "--format", "txt", "--out", str(out), "--as-of", "2026-12-11"]

    for document in ("outline-plan", "decision-letter", "conference-record"):
        assert run(["render", document, REF, *later]) == ExitCode.USAGE
        assert "--conference ic1 or --conference conf1" in capsys.readouterr().err
        assert run(["render", document, REF, *later, "--conference", "ic1"]) == 0
    assert run(["documents", "needs", "outline-plan", REF, "--as-of", "2026-12-11"]) == ExitCode.USAGE
    capsys.readouterr()

    assert run(["render", "invitation", REF, *later]) == 0
    assert "from conf1, review conference of Fri 5 Mar 2027, 10:00;" in capsys.readouterr().err
    assert {name.split(".")[1] for name in made(out) if "invitation" not in name} == {"ic1"}


def test_a_case_with_one_conference_needs_no_word_about_it(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del store
    assert render("agenda", "--for", "p2", "--format", "txt") == 0
    assert "--conference" not in capsys.readouterr().err


def test_of_many_papers_each_word_says_of_whose_it_is(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The paths go to one file and the words to another: nothing but the words tells to which paper they belong."""
    del store
    assert render("invitation", "--for", "p1", "--for", "p2", "--format", "txt", "--out", str(tmp_path / "x")) == 0
    many = capsys.readouterr().err.splitlines()
    assert render("outline-plan", "--for", "p1", "--format", "txt", "--out", str(tmp_path / "y"), "--why") == 0
    why = [line for line in capsys.readouterr().out.splitlines() if line.startswith("outline-plan")]
    assert render("invitation", "--for", "p1", "--format", "txt", "--out", str(tmp_path / "x")) == 0
    one = capsys.readouterr().err.splitlines()

    assert {line.split(":")[0] for line in many if "lead social worker of" in line} == {"p1", "p2"}
    assert [line for line in one if line.startswith("not yet recorded: lead social worker of c1")]
    assert not any(line.startswith("p1: ") for line in one)
    assert [line.rpartition(", about ")[2] for line in why] == ["c1", "c2", "c3"]

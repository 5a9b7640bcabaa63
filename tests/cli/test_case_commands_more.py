"""Changing, reading and looking back at cases: words in, text, JSON and an exit code out."""

import io
import json
import stat
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from case_store import PRIVATE, REF, Ask, data, in_a_store, the_case

from cpcli.cli.boundary import run
from cpcli.store import journal


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Ask]:
    yield from in_a_store(tmp_path, monkeypatch, capsys)


def test_attendance_is_put_beside_what_is_there_for_one_several_or_everyone(ask: Ask) -> None:
    assert ask("attendance", REF, "ic1", "--everyone", "--invited", "2026-11-25").code == 0
    assert ask("attendance", REF, "ic1", "--person", "p9", "--person", "c1", "--reply", "accepted").code == 0

    assert data()["conference"][0]["attendance"] == [
        {"person": "p1", "note": "will bring an aunt", "invited": date(2026, 11, 25)},
        {"person": "p9", "invited": date(2026, 11, 25), "reply": "accepted"},
        {"person": "c1", "reply": "accepted"},
    ]
    assert "# rang\n" in the_case().read_text(encoding="utf-8")


def test_somebody_named_twice_attends_once(ask: Ask) -> None:
    ask("attendance", REF, "ic1", "--person", "p9", "--person", "p9", "--reply", "accepted")

    assert [row["person"] for row in data()["conference"][0]["attendance"]].count("p9") == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("attendance", REF, "ic1", "--reply", "accepted"), "for whom?"),
        (("attendance", REF, "ic1", "--everyone"), "what about them?"),
        (("attendance", REF, "ic2", "--everyone", "--reply", "accepted"), 'no conference "ic2"; there are: ic1'),
        (("attendance", REF, "ic1", "--everyone", "--reply", "acepted"), 'did you mean "accepted"?'),
        (("record", REF, "core-grup", "--on", "2026-12-20"), 'did you mean "core-group"?'),
        (("record", REF, "core-group", "--on", "2026-02-30"), "there is no day 2026-02-30"),
        (("record", REF, "core-group", "--on", "2026-12-20", "--conference", "x"), 'no conference "x"'),
        (("set", REF, "child.c1.school"), "give a value, or --remove"),
        (("set", REF, "child.c1.school", "x", "--remove"), "give a value, or --remove"),
        (("set", REF, "child.c1.school", "two", "words"), "put it in quotes"),
        (("set", REF, "child.c1.scool", "x"), 'did you mean "school"?'),
        (("set", REF, "chid.c1.school", "x"), 'did you mean "child"?'),
        (("set", REF, "child.c9.school", "x"), 'no child "c9"; there are: c1, c2'),
        (("set", REF, "ref", "x"), 'there is no key "ref" to set'),
        (("set", REF, "child.c1.subject", "perhaps"), "answer yes or no"),
        (("set", REF, "conference.ic1.attendance.p8.reply", "accepted"), 'no attendance for "p8"'),
        (("set", "2026", "pack", "salford"), "write the whole ref for a change"),
        (("outcome", REF, "ic9", "--child", "c1", "--decision", "plan"), 'no conference "ic9"'),
        (("outcome", REF, "ic1", "--child", "c1", "--decision", "pln"), 'did you mean "plan"?'),
        (("add", "report", REF, "--conference", "x", "--by", "p1"), 'no conference "x"'),
        (("show", "2027"), 'there is no case "2027"'),
        (("edit", REF), "set EDITOR"),
    ],
)
def test_a_slip_of_the_hand_is_told_and_nothing_is_saved(ask: Ask, words: tuple[str, ...], told: str) -> None:
    before = the_case().read_bytes()
    said = ask(*words)

    assert (said.code, the_case().read_bytes()) == (2, before)
    assert told in said.err
    assert not any(word in said.err for word in PRIVATE)


def test_an_outcome_holds_the_conference_and_a_second_one_changes_the_first(ask: Ask) -> None:
    words = ("outcome", REF, "ic1", "--child", "c1")
    assert ask(*words, "--decision", "plan", "--category", "NEG", "--ended", "2026-12-10T12:15").code == 0
    assert ask(*words, "--decision", "no-plan", "--next-review", "2027-03-08").code == 0
    assert ask("outcome", REF, "ic1", "--answers", "-", stdin='decision = "plan"\nchild = "c2"\n').code == 0

    row = data()["conference"][0]
    assert (row["state"], row["ended"].isoformat(), row["next_review"]) == (
        "held", "2026-12-10T12:15:00", date(2027, 3, 8),
    )  # fmt: skip
    assert row["outcome"] == [
        {"child": "c1", "decision": "no-plan", "category": "NEG"}, {"child": "c2", "decision": "plan"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "stdin", "found"),
    [
        (("child.c1.school", "Sample Street"), "", ("child", 0, "school", "Sample Street")),
        (("child.c1.born", "-"), "2019-03-05\n", ("child", 0, "born", date(2019, 3, 5))),
        (("child.c1.needs", "-"), "two\nlines # x\n", ("child", 0, "needs", "two\nlines # x")),
        (("child.c1.subject", "no"), "", ("child", 0, "subject", False)),
        (("person.p1.parent_of", "c2"), "", ("person", 0, "parent_of", ["c2"])),
        (("person.p9.contact", "c1", "c2"), "", ("person", 1, "contact", ["c1", "c2"])),
        (("person.p9.contact", "-"), "c1\nc2\n", ("person", 1, "contact", ["c1", "c2"])),
        (("conference.ic1.ended", "2026-12-10T12:15"), "", ("conference", 0, "ended", None)),
        (("pack", "salford"), "", ("pack", None, None, "salford")),
    ],
)
def test_set_takes_a_value_a_list_or_standard_input(
    ask: Ask, words: tuple[str, ...], stdin: str, found: tuple[Any, ...]
) -> None:
    said = ask("set", REF, *words, stdin=stdin)

    assert said.code == 0, said.err
    table, at, key, value = found
    now = data()[table] if at is None else data()[table][at][key]
    assert now == value or (value is None and now.isoformat() == "2026-12-10T12:15:00")


def test_set_changes_attendance_and_takes_a_key_away(ask: Ask) -> None:
    assert ask("set", REF, "conference.ic1.attendance.p1.reply", "declined").code == 0
    assert ask("set", REF, "conference.ic1.attendance.p1.note", "--remove").code == 0
    assert ask("set", REF, "child.c2.name", "--remove").code == 0

    assert data()["conference"][0]["attendance"] == [{"person": "p1", "reply": "declined"}]
    assert data()["child"][1] == {"id": "c2", "born": date(2023, 6, 18)}
    assert "# by hand\n" in the_case().read_text(encoding="utf-8")


@pytest.mark.parametrize("path", ["person.p9.phone", "person.p9.confidential_from.phone", "pack"])
def test_taking_away_what_is_not_there_changes_nothing(ask: Ask, path: str) -> None:
    if path == "pack":
        ask("set", REF, path, "--remove")
    before = the_case().read_bytes()
    said = ask("set", REF, path, "--remove")

    assert (said.code, the_case().read_bytes()) == (0, before)
    assert "says that already" in said.err


def test_set_says_what_is_kept_from_whom_and_takes_it_back(ask: Ask) -> None:
    """What a leaflet would get wrong on a bad day: an address is confidential since this morning."""
    place = "person.p1.confidential_from"
    assert ask("set", REF, f"{place}.address", "p9").code == 0
    assert data()["person"][0]["confidential_from"] == {"address": ["p9"]}
    assert ask("set", REF, f"{place}.phone", "-", stdin="p9\nc1\n").code == 0
    assert ask("set", REF, f"{place}.address", "p9", "c2").code == 0
    assert data()["person"][0]["confidential_from"] == {"phone": ["p9", "c1"], "address": ["p9", "c2"]}
    assert "\nconfidential_from = {" in the_case().read_text(encoding="utf-8")

    assert ask("set", REF, f"{place}.phone", "--remove").code == 0
    assert ask("set", REF, f"{place}.address", "--remove").code == 0
    assert "confidential_from" not in data()["person"][0]
    assert "# by hand\n" in the_case().read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "people", "code", "says"),
    [
        ("person.p1.confidential_from", ["p9"], 2, "person.p1.confidential_from.address p2"),
        ("person.p1.confidential_from.adress", ["p9"], 2, 'did you mean "address"'),
        ("person.p1.confidential_from.id", ["p9"], 2, "an id stands on command lines"),
        ("person.p1.confidential_from.address", ["p99"], 4, "nothing was saved"),
        ("person.p1.confidential_from.address", [], 2, "give a value"),
        ("conference.ic1.confidential_from.venue", ["p9"], 2, "nothing is kept key by key here"),
        ("confidential_from.address", ["p9"], 2, "names nothing"),
    ],
)
def test_a_slip_in_what_is_kept_from_whom_keeps_nothing_by_half(
    ask: Ask, path: str, people: list[str], code: int, says: str
) -> None:
    before = the_case().read_bytes()
    said = ask("set", REF, path, *people)

    assert (said.code, the_case().read_bytes()) == (code, before)
    assert says in said.err


def test_a_change_that_would_break_the_case_is_refused(ask: Ask) -> None:
    before = the_case().read_bytes()
    said = ask("set", REF, "child.c1.id", "c7")

    assert (said.code, the_case().read_bytes()) == (4, before)
    assert "nothing was saved" in said.err


def test_a_note_comes_from_standard_input_and_events_repeat(ask: Ask) -> None:
    for _ in range(2):
        words = ("record", REF, "core-group", "--on", "2026-12-20T09:30", "--child", "c1", "--note", "-")
        assert ask(*words, stdin="Said: # no plan\nyet\n").code == 0

    assert [row.get("note") for row in data()["event"]] == [None, *["Said: # no plan\nyet"] * 2]


def test_input_that_is_not_utf_8_is_told_and_is_no_fault_of_the_program(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    del ask
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Ren\xe9e"), encoding="utf-8"))

    assert run(["record", REF, "core-group", "--on", "2026-12-20", "--note", "-"]) in {2, 4}
    assert "UTF-8" in capsys.readouterr().err


EDITORS = {
    "good": ('text.replace("likes owls", "likes owls and bats")', 0, "saved 2026-0042"),
    "wrong": ('text.replace("born = 2019", "born = x")', 4, "your draft is kept in"),
    "wrong kind": ("text.replace('\"mother\"', '7')", 4, "your draft is kept in"),
    "nothing": ("text", 0, "2026-0042 is as it was"),
    "fails": ("sys.exit(3)", 1, "the editor ended with 3; nothing was saved; the draft is in"),
}


def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, behind: str = "") -> None:
    script = tmp_path / "editor.py"
    script.write_text(
        "import pathlib, stat, sys\n"
        "draft = pathlib.Path(sys.argv[1])\n"
        "assert stat.S_IMODE(draft.stat().st_mode) == 0o600 and stat.S_IMODE(draft.parent.stat().st_mode) == 0o700\n"
        f"text = draft.read_bytes().decode()\n{behind}\n"
        f"draft.write_bytes(({change}).encode())\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")


@pytest.mark.parametrize(("change", "code", "told"), EDITORS.values(), ids=EDITORS.keys())
def test_an_edit_is_checked_and_a_draft_is_kept_only_where_it_was_not_saved(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, code: int, told: str
) -> None:
    before = the_case().read_bytes()
    editor(tmp_path, monkeypatch, change)
    said = ask("edit", REF)

    assert said.code == code
    assert told in said.err
    assert (the_case().read_bytes() == before) is (change == "text" or code != 0)
    drafts = list((tmp_path / "drafts").rglob("*.toml"))
    assert [stat.S_IMODE(path.stat().st_mode) for path in drafts] == ([0o600] if code else [])
    assert "Rowan" not in said.err


def test_a_case_changed_while_it_is_in_the_editor_is_not_overwritten(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = f'pathlib.Path("cases/{REF}.toml").write_text("# somebody else\\n")'
    editor(tmp_path, monkeypatch, 'text + "# mine\\n"', other)
    said = ask("edit", REF)

    assert (said.code, the_case().read_text(encoding="utf-8")) == (5, "# somebody else\n")
    (draft,) = (tmp_path / "drafts").rglob("*.toml")
    assert draft.read_text(encoding="utf-8").endswith("# mine\n")


def test_a_file_from_windows_keeps_its_line_ends_in_the_editor(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    the_case().write_bytes(the_case().read_bytes().replace(b"\n", b"\r\n"))
    before = the_case().read_bytes()
    editor(tmp_path, monkeypatch, "text")
    assert ask("edit", REF).code == 0
    unchanged = the_case().read_bytes()
    editor(tmp_path, monkeypatch, 'text.replace("owls", "bats")')
    assert ask("edit", REF).code == 0

    assert (unchanged, the_case().read_bytes()) == (before, before.replace(b"owls", b"bats"))


@pytest.mark.parametrize("named", [None, "no-such-editor-anywhere"])
def test_without_an_editor_no_copy_of_the_case_is_left_behind(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str | None
) -> None:
    if named:
        monkeypatch.setenv("EDITOR", named)

    assert ask("edit", REF).code == 2
    assert list((tmp_path / "drafts").rglob("*")) == []


def test_history_tells_every_state_and_undo_can_be_undone(ask: Ask) -> None:
    first = the_case().read_text(encoding="utf-8")
    ask("set", REF, "pack", "salford")
    second = the_case().read_text(encoding="utf-8")
    assert ask("undo", REF).code == 0
    assert the_case().read_text(encoding="utf-8") == first
    assert ask("undo", REF).code == 0
    assert the_case().read_text(encoding="utf-8") == second
    shown = json.loads(ask("history", "2026-0", "--format", "json").out)["states"]

    assert [row["command"] for row in shown] == ["new", "changed by hand", "set", "undo", "undo"]
    assert [row["who"] for row in shown] == ["staff-17", None, "staff-17", "staff-17", "staff-17"]
    assert '+pack = "salford"' in ask("diff", REF, "2", "3").out
    assert '-pack = "salford"' in ask("diff", REF, "3", "4").out
    assert '+pack = "salford"' in ask("diff", REF).out
    assert ask("restore", REF, "2").code == 0
    assert the_case().read_text(encoding="utf-8") == first
    assert ask("journal", "verify").code == 0
    assert [e.command for _, e in journal.entries(Path()) if e] == ["new", "set", "undo", "undo", "restore"]


def test_an_archived_case_is_not_listed_and_cannot_be_shown(ask: Ask) -> None:
    assert "archive/" in ask("archive", REF).err

    assert ask("list").out == ""
    assert ask("show", REF).code == 2
    assert Path(f"archive/{REF}.toml").is_file()


def test_an_event_and_a_reply_can_come_from_an_answers_file(ask: Ask) -> None:
    assert ask("add", "conference", REF, "--id", "ic7", "--kind", "initial-conference", "--at", "2026-12-10").code == 0
    answers = 'on = 2026-12-20\nchildren = ["c1"]\nnote = "Said on the phone"\n'

    assert ask("record", REF, "core-group", "--answers", "-", stdin=answers).code == 0
    assert ask("attendance", REF, "ic7", "--person", "p1", "--answers", "-", stdin='reply = "accepted"\n').code == 0

    told = tomllib.loads(Path("cases", f"{REF}.toml").read_text(encoding="utf-8"))
    assert told["event"][-1] == {
        "kind": "core-group",
        "on": date(2026, 12, 20),
        "children": ["c1"],
        "note": "Said on the phone",
    }
    assert told["conference"][-1]["attendance"] == [{"person": "p1", "reply": "accepted"}]


def test_an_event_without_its_day_names_what_is_missing(ask: Ask) -> None:
    case = Path("cases", f"{REF}.toml")
    before = case.read_bytes()

    said = ask("record", REF, "core-group", "--child", "c1")

    assert said.code == 2
    assert "still needed: --on" in said.err
    assert case.read_bytes() == before


def test_a_case_from_before_files_said_their_layout_gets_told_it_and_its_old_state_is_kept(ask: Ask) -> None:
    case = Path("cases", "2026-0001.toml")
    case.write_text('# by hand\n[[child]]\nid = "c1"\nborn = 2019-03-04\n', encoding="utf-8")
    before = case.read_bytes()

    assert ask("set", "2026-0001", "child.c1.language", "pl").code == 0

    assert tomllib.loads(case.read_text(encoding="utf-8"))["format"] == 1
    assert "# by hand" in case.read_text(encoding="utf-8")
    assert min(Path("history", "2026-0001").iterdir()).read_bytes() == before

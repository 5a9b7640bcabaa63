"""Reading cases, checking them and their store, dry runs and completion: what may be seen, and the exit code."""

import contextlib
import json
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from case_store import CASE, PRIVATE, REF, Ask, data, in_a_store, the_case

from cpcli.cli.boundary import run


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Ask]:
    yield from in_a_store(tmp_path, monkeypatch, capsys)


@pytest.mark.parametrize("form", ["table", "json"])
def test_no_reading_shows_a_name_or_a_personal_key_unless_it_is_asked_for(ask: Ask, form: str) -> None:
    the_case().write_text(
        the_case().read_text(encoding="utf-8").replace('id = "c1"\n', 'id = "c1"\nnickname = "Wrenlet"\n'),
        encoding="utf-8",
    )
    said = "".join(ask(*words, "--format", form).out for words in READS if words[0] not in {"diff", "deadlines"})

    assert REF in said
    assert [word for word in (*PRIVATE, "Wrenlet") if word in said] == []
    named = ask("show", REF, "--names", "--format", form).out
    assert "Rowan Example" in named
    assert ("14 Sample Row" in named) is (form == "json")


READS = (
    ("list",), ("show", REF), ("check", REF, "--as-of", "2026-12-08"), ("history", REF), ("journal", "list"),
    ("journal", "verify"), ("doctor",), ("deadlines", REF, "--as-of", "2026-12-08"), ("diff", REF, "1"),
)  # fmt: skip


@pytest.mark.parametrize("words", READS, ids=" ".join)
def test_every_reading_can_be_had_as_json(ask: Ask, words: tuple[str, ...]) -> None:
    said = ask(*words, "--format", "json")

    assert said.code == 0, said.err
    assert isinstance(json.loads(said.out), dict)


BROKEN = {
    "a number for a table": "conference = 3\n",
    "a text for a row": 'child = ["c1"]\n',
    "a text for a date": '[[conference]]\nid = "ic1"\nkind = "initial-conference"\nat = "soon"\n',
    "a text for a table inside": '[[conference]]\nid = "ic1"\nkind = "initial-conference"\nat = 2026-12-10\n'
    'attendance = ["p1"]\n',
    "a number for an id": "[[child]]\nid = 3\n",
    "no TOML": '[[child]\nid = "Rowan"\n',
    "a newer layout": "format = 2\n",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_case_is_told_by_every_command_and_never_a_crash(ask: Ask, text: str) -> None:
    Path("cases/2026-0050.toml").write_text(text, encoding="utf-8")
    commands = (
        ("list",), ("show", "2026-0050"), ("show", "2026-0050", "--format", "json"), ("check", "--all"),
        ("deadlines", "--all"), ("add", "child", "2026-0050", "--name", "x"),
        ("set", "2026-0050", "child.c1.name", "x"),
        ("attendance", "2026-0050", "ic1", "--everyone", "--reply", "accepted"), ("history", "2026-0050"),
    )  # fmt: skip
    said = {" ".join(words): ask(*words) for words in commands}

    assert {line: each.err for line, each in said.items() if "unexpected fault" in each.err} == {}
    assert (said["check --all"].code, said["deadlines --all"].code) == (4, 4)
    assert REF in said["list"].out
    assert not any("Rowan" in each.out + each.err for each in said.values())


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("new", "2026-0200"), 0), (("new", REF), 2),
        (("add", "child", REF, "--name", "x"), 0), (("add", "child", REF, "--id", "c1"), 4),
        (("record", REF, "core-group", "--on", "2026-12-20"), 0), (("record", REF, "core-group", "--on", "x"), 2),
        (("set", REF, "child.c1.school", "x"), 0), (("set", REF, "child.c9.school", "x"), 2),
        (("undo", REF), 0), (("restore", REF, "1"), 0), (("restore", REF, "9"), 2),
        (("archive", REF), 0), (("archive", "2026"), 2),
    ],
)  # fmt: skip
def test_a_dry_run_has_the_same_exit_code_shows_the_change_and_saves_nothing(
    ask: Ask, words: tuple[str, ...], code: int, tmp_path: Path
) -> None:
    files = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    dry = ask(*words, "--dry-run")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == files
    real = ask(*words)

    assert (dry.code, real.code) == (code, code)
    if code == 0 and words[0] in {"add", "record", "set", "new"}:
        assert "+++ cases/" in dry.out
        assert "nothing was saved" in dry.err


def test_a_dry_run_of_an_archive_that_would_be_refused_is_refused(ask: Ask) -> None:
    assert ask("archive", REF).code == 0
    the_case().write_text("format = 1\n", encoding="utf-8")

    assert (ask("archive", REF, "--dry-run").code, ask("archive", REF).code) == (2, 2)


def test_who_acts_comes_from_the_environment_else_from_the_configuration(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CPCLI_USER")
    with Path("cpcli.toml").open("a", encoding="utf-8") as file:
        file.write('user = "staff-18"\n')
    ask("set", REF, "pack", "salford")

    found = json.loads(ask("journal", "list", "--format", "json").out)["entries"]
    assert [(entry["who"], entry["command"], entry["ref"]) for entry in found] == [
        ("staff-17", "new", REF), ("staff-18", "set", REF),
    ]  # fmt: skip


def test_check_tells_errors_with_4_warnings_with_0_and_every_line(ask: Ask) -> None:
    fine = ask("check", REF, "--as-of", "2026-12-08")
    assert (fine.code, fine.out, fine.err) == (0, "", "1 case: 0 errors, 0 warnings\n")
    ask("set", REF, "conference.ic1.at", "2026-12-12")
    warned = ask("check", "2026", "--as-of", "2026-12-08")
    ask("set", REF, "conference.ic1.at", "2026-11-19")
    wrong = ask("check", "--all", "--as-of", "2026-11-18")
    line = the_case().read_text(encoding="utf-8").splitlines().index("at = 2026-11-19") + 1

    assert (warned.code, wrong.code) == (0, 4)
    assert "warning  the conference on Sat 12 Dec 2026 falls on a Saturday" in warned.out
    assert f"cases/{REF}.toml:{line}  error" in wrong.out
    assert "(T03 D01)" in wrong.out
    assert wrong.err == "1 case: 1 errors, 0 warnings\n"
    found = json.loads(ask("check", REF, "--as-of", "2026-11-18", "--format", "json").out)
    assert [(p["line"], p["level"]) for p in found["problems"]] == [(line, "error")]


def test_the_command_that_a_check_suggests_can_be_run_as_it_stands(ask: Ask) -> None:
    ask("set", REF, "child.c2.born", "--remove")
    said = ask("check", REF, "--as-of", "2026-12-08")
    words = said.out.split("cpcli ")[1].split(" (")[0].split()

    assert words[:2] == ["set", REF]
    assert ask(*words, stdin="2023-06-18").code == 0
    assert data()["child"][1]["born"] == date(2023, 6, 18)


def test_a_link_among_the_cases_stops_no_other_from_being_checked_or_listed(ask: Ask) -> None:
    Path("cases/2026-0001.toml").symlink_to(the_case().resolve())
    checked, listed = ask("check", "--all", "--as-of", "2026-12-08"), ask("list")

    assert (checked.code, listed.code) == (4, 4)
    assert "2026-0001" in checked.out
    assert REF in listed.out


def test_doctor_finds_what_is_open_to_others_and_mends_it(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cpcli.cli.check.today", lambda: date(2026, 12, 8))
    assert ask("doctor").code == 0
    the_case().chmod(0o644)
    Path("cases").chmod(0o755)
    Path("cases/.2026-0042.toml.1.ab.cpcli-tmp").write_text("x", encoding="utf-8")
    found = ask("doctor", "--format", "json")
    mended = ask("doctor", "--fix")

    assert (found.code, mended.code) == (3, 0)
    assert [row["level"] for row in json.loads(found.out)["remarks"]] == ["act", "look"]
    assert "2 files or folders are open to others" in found.out
    assert f"made private: store/cases/{REF}.toml" in mended.err
    assert "swept 1 temporary files" in mended.err
    assert stat.S_IMODE(the_case().stat().st_mode) == 0o600
    assert stat.S_IMODE(Path("cases").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("day", "name", "code", "words"),
    [
        (date(2020, 1, 1), "", 3, "clock says 2020-01-01"),
        (date(2099, 1, 1), "", 0, "bank holidays are proclaimed up to"),
        (date(2026, 12, 8), "2026-0042 (conflicted copy).toml", 3, "conflicting copy"),
    ],
)
def test_doctor_looks_at_the_clock_the_calendar_and_at_copies(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, day: date, name: str, code: int, words: str
) -> None:
    monkeypatch.setattr("cpcli.cli.check.today", lambda: day)
    if name:
        (Path("cases") / name).write_text("format = 1\n", encoding="utf-8")
    said = ask("doctor")

    assert (said.code, words in said.out) == (code, True)


def status(ask: Ask, rule: str, *words: str) -> list[tuple[str, str]]:
    """The children and the status of each answer of a rule."""
    said = ask("deadlines", REF, "--rule", rule, "--format", "json", *words)
    assert said.code == 0, said.err
    return [(each["child"], each["status"]) for each in json.loads(said.out)["deadlines"]]


def test_reports_and_outcomes_make_deadlines_met_met_late_and_no_longer_asked(ask: Ask) -> None:
    day = ("--as-of", "2026-12-10")
    rule = "report-to-family.before-conference"
    assert {s for _, s in status(ask, rule, *day)} == {"overdue"}
    ask("add", "report", REF, "--conference", "ic1", "--by", "p1", "--received", "2026-12-01")
    assert {s for _, s in status(ask, rule, *day)} == {"overdue"}
    ask("set", REF, "report.r1.shared_on", "2026-12-09")
    assert {s for _, s in status(ask, rule, *day)} == {"met-late"}
    ask("set", REF, "report.r1.shared_on", "2026-12-02")
    assert {s for _, s in status(ask, rule, *day)} == {"met"}

    assert [c for c, _ in status(ask, "core-group.first", *day)] == ["c1", "c2"]
    for child, decision in (("c1", "plan"), ("c2", "no-plan")):
        ask("outcome", REF, "ic1", "--child", child, "--decision", decision)
    assert [c for c, _ in status(ask, "core-group.first", *day)] == ["c1"]
    enquiry = "initial-conference.after-strategy-discussion"
    assert {s for _, s in status(ask, enquiry, *day)} == {"met"}


def test_deadlines_tell_which_invitations_replies_and_reports_are_still_to_come(ask: Ask) -> None:
    ask("attendance", REF, "ic1", "--person", "p9", "--invited", "2026-11-25")
    ask("add", "report", REF, "--conference", "ic1", "--by", "p9")
    said = ask("deadlines", REF, "--as-of", "2026-12-01")

    assert said.code == 0
    for words in ("invitation to p1", "reply from p9", "report from p9"):
        assert words in said.out


def test_deadlines_take_a_ref_a_beginning_or_several_and_count_a_broken_case(ask: Ask) -> None:
    day = ("--as-of", "2026-12-08")
    assert ask("deadlines", REF, *day).out == ask("deadlines", "2026", *day).out
    ask("new", "2026-0043", "--answers", "-", stdin=CASE)
    Path("cases/2026-0050.toml").write_text('[[child]\nid = "Rowan"\n', encoding="utf-8")
    both, every = ask("deadlines", REF, "2026-0043", *day), ask("deadlines", "--all", *day, "--format", "jsonl")

    assert both.code == 0
    assert "2 cases read, 0 skipped" in both.err
    assert every.code == 4
    assert "2 cases read, 1 skipped (2026-0050: line 1, " in every.err
    assert {json.loads(line)["case"] for line in every.out.splitlines()} == {REF, "2026-0043"}
    assert ask("deadlines", "2026-00", *day).code == 2


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("cpcli show ", [REF, "2025-0001"]), ("cpcli set 2026", [REF]), ("cpcli deadlines 2025", ["2025-0001"]),
        ("cpcli check 2026-0042 20", [REF, "2025-0001"]), ("cpcli show Row", []),
        ("cpcli record 2026-0042 core", ["core-group"]), (f"cpcli attendance {REF} ic", ["ic1"]),
        (f"cpcli outcome {REF} ", ["ic1"]), (f"cpcli attendance {REF} ic1 --person p", ["p1", "p9"]),
    ],
)  # fmt: skip
def test_completion_offers_refs_and_ids_and_never_names(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str, offered: list[str]
) -> None:
    ask("new", "2025-0001", "--answers", "-", stdin=CASE)
    words = line.split()
    monkeypatch.setenv("_CPCLI_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(words) if line.endswith(" ") else len(words) - 1))
    with contextlib.suppress(SystemExit):
        run([])
    said = capsys.readouterr()

    assert sorted(said.out.split()) == sorted(offered)
    assert [word for word in PRIVATE if word in said.out + said.err] == []

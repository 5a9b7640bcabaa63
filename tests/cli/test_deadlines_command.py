"""`cpcli deadlines` as a person or a batch job meets it: words in, text and an exit code out."""

import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import icalendar
import jsonschema
import pytest

from cpcli.cli.boundary import run

DISCUSSION = ("--event", "strategy-discussion=2026-12-10")
CONTRACT = (
    "case child rule title force clauses pack version bound trigger due aim_for readings status met_on planned_on"
    " planned_late working_days_left provisional predicted missing why"
)


class Said(NamedTuple):
    """What came of it."""

    code: int
    out: str
    err: str


Ask = Callable[..., Said]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Ask]:
    """Ask `cpcli deadlines` with these words, in an empty folder, where no store of this machine is found."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CPCLI_STORE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    umask = os.umask(0o077)
    yield lambda *words: Said(int(run(["deadlines", *words])), *capsys.readouterr())
    os.umask(umask)


def deadlines(said: Said) -> list[dict[str, Any]]:
    return list(json.loads(said.out)["deadlines"])


def of_rule(said: Said, rule: str) -> dict[str, Any]:
    found = [d for d in deadlines(said) if d["rule"] == rule]
    assert len(found) == 1
    return found[0]


def case(name: str, *, ref: str = "2026-0100", child: str = "c1", on: str = "2026-11-02", booked: str = "") -> str:
    """Write a small case file, with an initial conference if it is booked, and give its path."""
    conference = f'[[conference]]\nid = "ic1"\nkind = "initial-conference"\nat = {booked}\n' if booked else ""
    text = f"""format = 1
ref = {json.dumps(ref)}
[[child]]
id = {json.dumps(child)}
name = "Rowan Example"
[[event]]
kind = "strategy-discussion"
on = {on}
{conference}"""
    Path(name).write_text(text, encoding="utf-8")
    return name


def test_the_table_gives_the_date_the_bank_holidays_stepped_over_and_what_waits(ask: Ask) -> None:
    said = ask(*DISCUSSION, "--as-of", "2026-12-11")
    assert said.code == 0
    assert "Tue 5 Jan 2027" in said.out
    assert all(name in said.out for name in ("Christmas Day", "Boxing Day", "New Year's Day", "should", "D01"))
    assert "initial-conference=" in said.out
    assert said.err == ""


@pytest.mark.parametrize(("day", "word"), [("2026-12-11", "open"), ("2027-01-05", "today"), ("2027-01-06", "overdue")])
def test_the_table_has_a_word_for_each_status_and_no_colour_when_piped(ask: Ask, day: str, word: str) -> None:
    said = ask(*DISCUSSION, "--as-of", day)
    assert re.search(rf"\b{word}\b", said.out, re.IGNORECASE)
    assert "\x1b" not in said.out


def test_explain_unfolds_every_day_that_was_counted_or_stepped_over(ask: Ask) -> None:
    plain = ask(*DISCUSSION, "--as-of", "2026-12-11").out
    unfolded = ask(*DISCUSSION, "--as-of", "2026-12-11", "--explain").out
    days = [date(2026, 12, 11) + timedelta(days=n) for n in range(26)]
    written = [f"{day:%a} {day.day} {day:%b} {day.year}" for day in days]
    assert all(day in unfolded for day in written)
    assert "day 15" in unfolded
    assert not all(day in plain for day in written)


def test_json_is_the_envelope_with_every_field_of_the_contract(ask: Ask) -> None:
    said = ask(*DISCUSSION, "--as-of", "2026-12-11", "--format", "json")
    answer = json.loads(said.out)
    assert list(answer)[:4] == ["schema", "as_of", "pack", "deadlines"]
    assert (answer["schema"], answer["as_of"], answer["pack"]) == ("cpcli/deadlines/1", "2026-12-11", "pan-berkshire")
    assert len(answer["deadlines"]) > 5
    assert all(set(CONTRACT.split()) <= d.keys() for d in answer["deadlines"])
    first = answer["deadlines"][0]
    assert first["rule"] == "initial-conference.after-strategy-discussion"
    assert first["trigger"] == {"event": "strategy-discussion", "on": "2026-12-10"}
    assert (first["due"], first["case"], first["child"], first["readings"]) == ("2027-01-05", None, None, [])
    waiting = of_rule(said, "core-group.first")
    assert (waiting["status"], waiting["due"], waiting["trigger"]["on"]) == ("waiting", None, None)
    assert waiting["missing"]


def test_json_keeps_to_the_schema_that_the_command_prints(ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "deadlines"]) == 0
    schema = json.loads(capsys.readouterr().out)
    path = case("a.toml", booked="2026-11-28T10:00:00")
    said = ask(path, "--as-of", "2026-11-30", "--format", "json")
    jsonschema.validate(json.loads(said.out), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"schema": "cpcli/deadlines/1"}, schema)


def test_jsonl_and_csv_parse_back_to_what_json_says(ask: Ask) -> None:
    words = (case("a.toml", booked="2026-11-18T10:00:00"), "--as-of", "2026-11-10", "--format")
    shapes = deadlines(ask(*words, "json"))
    assert len(shapes) > 5
    assert [json.loads(line) for line in ask(*words, "jsonl").out.splitlines()] == shapes
    rows = list(csv.DictReader(io.StringIO(ask(*words, "csv").out)))
    for key in ("case", "child", "rule", "due", "aim_for", "status", "planned_on", "met_on", "force", "bound"):
        assert [row[key] for row in rows] == [d[key] or "" for d in shapes]


def test_csv_holds_no_cell_that_a_spreadsheet_takes_for_a_formula(ask: Ask) -> None:
    path = case("a.toml", ref='=HYPERLINK("http://example.test")', child="@SUM(A1)")
    rows = list(csv.reader(io.StringIO(ask(path, "--as-of", "2027-01-20", "--format", "csv").out)))
    cells = [cell for row in rows for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert any("SUM" in cell for cell in cells)
    assert not [cell for cell in cells if re.match(r"[=+@\t\r]|-(?!\d+$)", cell)]


@pytest.mark.parametrize("form", ["table", "csv", "ics"])
def test_a_terminal_escape_in_a_case_never_reaches_the_screen(ask: Ask, form: str) -> None:
    path = case("a.toml", ref="2026\x1b[31m", child="c\u202e1")
    said = ask(path, "--as-of", "2026-11-10", "--format", form)
    assert said.code == 0
    assert not set("\x1b\u202e") & set(said.out + said.err)
    assert len(said.out) > 100


def entries(said: Said) -> list[Any]:
    found = icalendar.Calendar.from_ical(said.out).walk("VEVENT")
    assert found
    return list(found)


def test_ics_parses_back_with_a_reminder_in_every_entry_and_no_name(ask: Ask) -> None:
    path = case("a.toml", booked="2026-11-27T10:00:00")
    said = ask(path, "--as-of", "2026-11-10", "--format", "ics")
    assert said.out == ask(path, "--as-of", "2026-11-10", "--format", "ics").out
    found = entries(said)
    assert len(found) > 5
    assert all(len(entry.walk("VALARM")) == 1 and "TRIGGER" in entry.walk("VALARM")[0] for entry in found)
    assert len({str(entry["UID"]) for entry in found}) == len(found)
    starts = {str(entry["SUMMARY"]): entry.decoded("DTSTART") for entry in found}
    conference = next(start for summary, start in starts.items() if summary.startswith("Initial child protection"))
    decision = next(start for summary, start in starts.items() if summary.startswith("Decision"))
    assert conference == date(2026, 11, 23)
    assert decision == datetime.fromisoformat("2026-11-28T10:00:00+00:00")
    assert not re.search("Rowan|Example", said.out)


def test_ics_keeps_its_identities_when_a_booked_conference_moves(ask: Ask) -> None:
    words = ("--as-of", "2026-11-10", "--format", "ics")
    before = ask(case("a.toml", booked="2026-11-18T10:00:00"), *words)
    after = ask(case("a.toml", booked="2026-11-20T14:00:00"), *words)
    identities = [{str(entry["UID"]) for entry in entries(said)} for said in (before, after)]
    assert identities[0] == identities[1]
    assert before.out != after.out


def test_rule_and_status_keep_only_what_is_asked_for(ask: Ask) -> None:
    words = ("--event", "initial-conference=2026-11-18", "--as-of", "2026-11-17", "--format", "json")
    assert {d["rule"] for d in deadlines(ask(*words, "--rule", "core-group.first"))} == {"core-group.first"}
    passed = deadlines(ask(*words, "--status", "overdue"))
    assert {d["status"] for d in passed} == {"overdue"}
    assert {"report-to-family.before-conference", "report-to-chair.before-conference"} <= {d["rule"] for d in passed}
    both = deadlines(ask(*words, "--status", "overdue", "--status", "open"))
    assert {d["status"] for d in both} == {"overdue", "open"}


def test_an_empty_answer_is_an_empty_list_and_exit_0(ask: Ask) -> None:
    words = (*DISCUSSION, "--as-of", "2026-12-11", "--status", "met", "--format")
    said = ask(*words, "json")
    assert (said.code, deadlines(said)) == (0, [])
    assert ask(*words, "jsonl")[:2] == (0, "")
    assert len(list(csv.reader(io.StringIO(ask(*words, "csv").out)))) == 1


# From 29 December: the 30th, 31st, 4 and 5 January are four working days.
@pytest.mark.parametrize(("within", "kept"), [("3", False), ("4", True), ("5", True)])
def test_due_within_counts_working_days(ask: Ask, within: str, *, kept: bool) -> None:
    said = ask(*DISCUSSION, "--as-of", "2026-12-29", "--due-within", within, "--format", "json")
    assert [d["rule"] for d in deadlines(said)] == ["initial-conference.after-strategy-discussion"] * kept


@pytest.mark.parametrize(
    ("as_of", "fail_on", "code"),
    [
        ("2027-01-05", "overdue", 0),
        ("2027-01-06", "overdue", 3),
        ("2026-12-29", "due-in=3", 0),
        ("2026-12-29", "due-in=4", 3),
        ("2027-01-06", "due-in=0", 3),
    ],
)
def test_fail_on_exits_3_for_a_batch_job_and_still_answers(ask: Ask, as_of: str, fail_on: str, code: int) -> None:
    said = ask(*DISCUSSION, "--as-of", as_of, "--fail-on", fail_on, "--format", "json")
    assert said.code == code
    assert of_rule(said, "initial-conference.after-strategy-discussion")["due"] == "2027-01-05"
    assert bool(said.err) == bool(code)


def test_a_case_file_names_its_case_and_child_and_events_told_beside_it_are_added(ask: Ask) -> None:
    words = (case("a.toml"), "--as-of", "2026-11-20", "--format", "json")
    first = of_rule(ask(*words), "initial-conference.after-strategy-discussion")
    assert [first[key] for key in ("case", "child", "due", "status")] == ["2026-0100", "c1", "2026-11-23", "open"]
    said = ask(*words, "--event", "initial-conference=2026-11-18")
    assert of_rule(said, "initial-conference.after-strategy-discussion")["status"] == "met"


def test_a_case_names_its_own_pack_and_the_option_goes_before_it(ask: Ask) -> None:
    path = case("a.toml")
    Path(path).write_text('pack = "salford"\n' + Path(path).read_text(encoding="utf-8"), encoding="utf-8")
    words = (path, "--as-of", "2026-11-10", "--format", "json")
    assert json.loads(ask(*words).out)["pack"] == "salford"
    assert json.loads(ask(*words, "--pack", "england").out)["pack"] == "england"


def test_several_case_files_are_answered_together(ask: Ask) -> None:
    paths = (case("a.toml"), case("b.toml", ref="2026-0200", on="2026-11-09"))
    said = ask(*paths, "--as-of", "2026-11-10", "--format", "json")
    dues = {d["case"]: d["due"] for d in deadlines(said) if d["rule"].startswith("initial-conference.after-strategy")}
    assert said.code == 0
    assert dues == {"2026-0100": "2026-11-23", "2026-0200": "2026-11-30"}
    assert "2 cases read, 0 skipped" in said.err


def test_one_bad_case_file_among_several_is_told_skipped_counted_and_exits_4(ask: Ask) -> None:
    Path("bad.toml").write_text('format = 1\nref = "2026-0150"\n[[child\n', encoding="utf-8")
    paths = (case("a.toml"), "bad.toml", case("b.toml", ref="2026-0200"))
    said = ask(*paths, "--as-of", "2026-12-10", "--fail-on", "overdue", "--format", "json")
    assert said.code == 4
    assert {d["case"] for d in deadlines(said)} == {"2026-0100", "2026-0200"}
    assert "bad.toml:3" in said.err
    assert "2 cases read, 1 skipped" in said.err


@pytest.mark.parametrize(
    ("words", "holds"),
    [
        ("-e initial-conference=2026-11-28", "Sat 28 Nov 2026, Saturday"),
        ("-e initial-conference=2026-08-31", "Mon 31 Aug 2026, bank holiday"),
        ("-e strategy-discussion=2026-11-02 -e initial-conference=2026-10-30", "Fri 30 Oct 2026, before, strategy"),
        ("-e strategy-discussion=2026-11-02 -e initial-conference=2026-11-26", "past its limit, Mon 23 Nov 2026"),
    ],
)
def test_an_odd_conference_is_warned_about_and_never_refused(ask: Ask, words: str, holds: str) -> None:
    said = ask(*words.split(), "--as-of", "2026-08-03", "--format", "json")
    assert said.code == 0
    assert of_rule(said, "core-group.first")["due"]
    assert "warning" in said.err
    assert all(word.casefold() in said.err.casefold() for word in holds.split(", ")), said.err


BAD_FILES = {
    "broken.toml": b'ref = "x"\n[[child\n',
    "latin.toml": 'ref = "x"\ntitle = "caf\u00e9"\n'.encode("latin-1"),
    "kind.toml": b'[[event]]\nkind = "strategy-discusion"\non = 2026-11-02\n',
    "date.toml": b'[[event]]\nkind = "birth"\non = "2 November"\n',
    "newer.toml": b"format = 999\n",
}


@pytest.mark.parametrize(
    ("words", "code", "holds"),
    [
        ("", 2, "nothing to count from --event"),
        ("-e strategy-discusion=2026-12-10", 2, "strategy-discusion strategy-discussion"),
        ("-e strategy-discussion=2026-02-30", 2, "2026-02-30 day"),
        ("-e strategy-discussion=10/12/2026", 2, "10/12/2026 2026-12-10"),
        ("-e strategy-discussion=2026-12-10T25:00", 2, "2026-12-10T25:00 hour"),
        ("-e strategy-discussion", 2, "--event strategy-discussion= date"),
        ("-e strategy-discussion=9999-12-31", 2, "9999 year"),
        ("-e birth=2026-12-10 --as-of tomorrow", 2, "--as-of tomorrow date"),
        ("-e birth=2026-12-10 --pack pan-berkshir", 2, "pan-berkshir pan-berkshire"),
        ("-e birth=2026-12-10 --rule core-group.frist", 2, "--rule core-group.frist core-group.first"),
        ("-e birth=2026-12-10 --fact disent", 2, "--fact disent dissent"),
        ("-e birth=2026-12-10 --fact post-birth-meeting=tea", 2, "post-birth-meeting core-group review-conference"),
        ("-e birth=2026-12-10 --fact post-birth-meeting", 2, "post-birth-meeting value core-group"),
        ("-e birth=2026-12-10 --fact dissent=yes", 2, "dissent value"),
        ("-e birth=2026-12-10 --status overdeu", 2, "--status overdeu overdue"),
        ("-e birth=2026-12-10 --format jsn", 2, "--format jsn json"),
        ("-e birth=2026-12-10 --fail-on due-in=soon", 2, "--fail-on due-in=soon overdue due-in=N"),
        ("-e birth=2026-12-10 --due-within some", 2, "--due-within some"),
        ("-e birth=2026-12-10 --evnt x", 2, "--evnt --event"),
        ("-e birth=2026-12-10 --store nowhere", 2, "--store cpcli.toml"),
        ("nowhere.toml", 2, "nowhere.toml case file"),
        ("broken.toml", 4, "broken.toml:2 TOML"),
        ("latin.toml", 4, "latin.toml:2 UTF-8"),
        ("kind.toml", 4, "kind.toml strategy-discusion strategy-discussion"),
        ("date.toml", 4, "date.toml on date 2026-12-10"),
        ("newer.toml", 4, "newer.toml newer format"),
    ],
)
def test_bad_input_gets_one_sentence_that_helps_and_no_traceback(ask: Ask, words: str, code: int, holds: str) -> None:
    for name, content in BAD_FILES.items():
        Path(name).write_bytes(content)
    said = ask(*words.split())
    assert (said.code, said.out) == (code, "")
    assert all(word in said.err for word in holds.split()), said.err
    assert len(said.err.splitlines()) == 1
    assert "Traceback" not in said.err


NAME, ADDRESS = "Quillon Zebrastripe", "77 Larkspur Hollow"
WHOLE = f"""format = 1
ref = "2026-0777"
[[child]]
id = "c1"
name = "{NAME}"
born = 2011-07-23
address = "{ADDRESS}"
[[conference]]
id = "ic1"
kind = "initial-conference"
state = "planned"
at = 2026-11-28T10:00:00
children = ["c1"]
attendance = [{{ person = "c1", attended = "apologies" }}]
[[event]]
kind = "strategy-discussion"
on = 2026-11-02
note = "{NAME}, born 23 July 2011, was seen at {ADDRESS}"
"""
PRIVATE = re.compile(r"quillon|zebrastripe|larkspur|hollow", re.IGNORECASE)
BORN = re.compile(r"2011-?07-?23|23 July? 2011")


@pytest.mark.parametrize("form", ["table", "table --explain", "json", "jsonl", "csv", "ics"])
def test_no_format_tells_who_a_child_is_or_where_it_lives(ask: Ask, form: str) -> None:
    Path("a.toml").write_text(WHOLE, encoding="utf-8")
    said = ask("a.toml", "--as-of", "2026-11-10", "--format", *form.split())
    assert said.code == 0
    assert "2026-0777" in said.out
    assert not PRIVATE.search(said.out + said.err)
    assert not BORN.search(said.err)
    # The contract asks for the trigger of each deadline, and that of the eighteenth birthday is the date of birth.
    if form == "json":
        assert not BORN.search(json.dumps([d for d in deadlines(said) if d["rule"] != "plan.ends-at-eighteen"]))
    if form in {"table", "ics"}:
        assert not BORN.search(said.out.replace("\r\n ", "")), "the date of birth is told"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (f'"{NAME}"', NAME),
        (f'"{NAME}"', f'"{NAME}'),
        (f'"{NAME}"', f'"{NAME}" "{ADDRESS}"'),
        (f'address = "{ADDRESS}"', f'name = "{ADDRESS}"'),
        ("2011-07-23", '"2011-07-23"'),
        ("2011-07-23", "23 July 2011"),
        ('id = "c1"', f'"{NAME}" = true'),
        ("[[child]]", "[child]"),
        ("[[child]]", f"[[{NAME}]]"),
        ('children = ["c1"]', f'children = ["{NAME}"]'),
        ('state = "planned"', f'state = "adjourned, {NAME} was ill"'),
        ('kind = "strategy-discussion"', f'kind = "strategy discussion about {NAME}"'),
        ("on = 2026-11-02", f'on = "{NAME} was seen"'),
        ('attended = "apologies"', f'attended = "{NAME} came"'),
        ("format = 1", "format = 999"),
        ("format = 1", f'format = "{ADDRESS}"'),
    ],
)
def test_no_error_about_a_broken_case_repeats_what_it_holds(ask: Ask, right: str, wrong: str) -> None:
    assert right in WHOLE
    Path("a.toml").write_text(WHOLE.replace(right, wrong, 1), encoding="utf-8")
    for words in (("a.toml",), ("a.toml", case("good.toml"))):
        said = ask(*words, "--as-of", "2026-11-10", "--format", "json")
        assert said.code == 4
        assert "a.toml" in said.err
        assert not PRIVATE.search(said.out + said.err), said.err
        assert not BORN.search(said.out + said.err), said.err
        assert "Traceback" not in said.err

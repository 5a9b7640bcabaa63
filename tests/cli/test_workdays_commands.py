"""`cpcli workdays` as a person and a batch job meet it: answers, formats, exit codes and sentences."""

import io
import json
import os
import subprocess
import sys
from calendar import Calendar
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cpcli.cli.boundary import run
from cpcli.errors import ExitCode
from cpcli.store import bank_holidays
from cpcli.store.bank_holidays import england, named_in, package_version
from cpcli.store.england_table import BANK_HOLIDAYS

PROGRAM = [sys.executable, "-m", "cpcli"]


class Said(NamedTuple):
    """What a command ended with."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


Cpcli = Callable[..., Said]


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder to stand in, with no store in sight; running a command must not change the umask of the rest."""
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "data"))
    monkeypatch.delenv("CPCLI_STORE", raising=False)
    monkeypatch.chdir(tmp_path)
    before = os.umask(0o022)
    yield tmp_path
    os.umask(before)


@pytest.fixture
def workdays(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cpcli:
    """Run `cpcli workdays` in this process, with these words and this standard input."""

    def ask(*words: str, stdin: str | bytes = "") -> Said:
        given = stdin if isinstance(stdin, bytes) else stdin.encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
        code = run(["workdays", *words])
        return Said(code, *capsys.readouterr())

    return ask


@pytest.mark.parametrize(
    ("start", "number", "end"),
    [
        ("2026-12-10", "15", "2027-01-05"),
        ("2026-12-10", "+15", "2027-01-05"),
        ("2026-12-10", "-3", "2026-12-07"),
        ("2026-12-10", "-15", "2026-11-19"),
        ("2026-12-12", "0", "2026-12-12"),
        ("2026-12-25", "1", "2026-12-29"),
        ("2024-02-29", "-1", "2024-02-28"),
        ("1989-12-22", "1", "1989-12-27"),
    ],
)
def test_add_answers_with_the_bare_date_in_a_pipe(start: str, number: str, end: str, workdays: Cpcli) -> None:
    assert workdays("add", start, number) == Said(ExitCode.DONE, f"{end}\n", "")


def test_a_negative_number_may_stand_before_and_after_options(workdays: Cpcli) -> None:
    before = workdays("add", "2026-12-10", "-3", "--format", "json")
    after = workdays("add", "--format", "json", "2026-12-10", "-3")
    assert before == after
    assert (before.json["end"], before.json["working_days"]) == ("2026-12-07", -3)


@pytest.mark.parametrize(
    ("start", "end", "number"),
    [
        ("2026-12-10", "2027-01-05", 15),
        ("2027-01-05", "2026-12-10", -15),
        ("2026-12-10", "2026-12-10", 0),
        ("2026-12-11", "2026-12-13", 0),
    ],
)
def test_count_counts_both_ways(start: str, end: str, number: int, workdays: Cpcli) -> None:
    plain = workdays("count", start, end)
    assert (plain.code, plain.err) == (ExitCode.DONE, "")
    assert plain.out.split()[0] == str(number)
    assert workdays("count", start, end, "--format", "json").json["working_days"] == number


def test_explain_shows_each_day_counted_or_stepped_over_by_name(workdays: Cpcli) -> None:
    said = workdays("add", "2026-12-23", "3", "--explain")
    assert said.code == ExitCode.DONE
    assert "2026-12-30" in said.out
    assert "Wed 30 Dec 2026 is 3 working days after Wed 23 Dec 2026" in said.out
    days = [line.split(maxsplit=4) for line in said.out.splitlines() if line.startswith("  ")]
    assert [(" ".join(words[:3]), words[4]) for words in days] == [
        ("Thu 24 Dec", "day 1"),
        ("Fri 25 Dec", "Christmas Day"),
        ("Sat 26 Dec", "Saturday"),
        ("Sun 27 Dec", "Sunday"),
        ("Mon 28 Dec", "Boxing Day (substitute day)"),
        ("Tue 29 Dec", "day 2"),
        ("Wed 30 Dec", "day 3"),
    ]
    (stepped,) = [line for line in said.out.splitlines() if line.startswith("Stepped over: ")]
    assert "Christmas Day (25 Dec" in stepped
    assert "Boxing Day (substitute day) (28 Dec" in stepped
    assert "Saturday" not in stepped


def test_explain_goes_backwards_in_the_order_walked(workdays: Cpcli) -> None:
    said = workdays("count", "2026-04-07", "2026-04-02", "--explain")
    days = [line.split(maxsplit=4) for line in said.out.splitlines() if line.startswith("  ")]
    assert [words[4] for words in days] == ["Easter Monday", "Sunday", "Saturday", "Good Friday", "day 1"]
    assert "before Tue 7 Apr 2026" in said.out


def test_json_tells_every_day_and_its_schema(workdays: Cpcli) -> None:
    answer = workdays("add", "2026-12-24", "1", "--format", "json").json
    assert answer["schema"] == "cpcli/workdays/1"
    assert (answer["start"], answer["end"], answer["working_days"]) == ("2026-12-24", "2026-12-29", 1)
    assert answer["predicted"] is False
    assert answer["counted"] == ["2026-12-29"]
    assert answer["skipped"] == [
        {"on": "2026-12-25", "because": "Christmas Day"},
        {"on": "2026-12-26", "because": "Saturday"},
        {"on": "2026-12-27", "because": "Sunday"},
        {"on": "2026-12-28", "because": "Boxing Day (substitute day)"},
    ]


def test_an_answer_beyond_the_proclaimed_years_says_that_it_is_predicted(workdays: Cpcli) -> None:
    plain = workdays("add", "2030-12-10", "15")
    assert plain.out == "2031-01-03\n"
    assert plain.err.startswith("predicted: ")
    assert "2028" in plain.err
    assert workdays("add", "2030-12-10", "15", "--format", "json").json["predicted"] is True


def test_a_batch_beyond_the_proclaimed_years_says_so_beside_its_dates(workdays: Cpcli) -> None:
    said = workdays("add", "-", stdin="2026-12-10 15\n2030-12-10 15\n")
    assert said.out == "2027-01-05\n2031-01-03\n"
    assert said.err.startswith("predicted: ")
    assert "2028" in said.err


def test_many_lines_are_answered_in_order_in_one_go(nowhere: Path) -> None:
    calendar, first, starts, reach = england(), date(2018, 1, 1), 1000, 100
    days = [day for n in range(1300) if calendar.is_working_day(day := first + timedelta(days=n))]
    asked, expected = [], []
    for n in range(starts):
        start = first + timedelta(days=(n * 367) % starts)
        following = [day for day in days if day > start][:reach]
        asked += [f"{start} {number}" for number in range(1, reach + 1)]
        expected += [str(day) for day in following]
    assert len(asked) == len(expected) == 100_000

    words = [*PROGRAM, "workdays", "add", "-"]
    ended = subprocess.run(words, input="\n".join(asked), capture_output=True, text=True, check=False, cwd=nowhere)

    assert (ended.returncode, ended.stderr) == (ExitCode.DONE, "")
    assert ended.stdout.splitlines() == expected


@pytest.mark.parametrize(
    ("stdin", "out"),
    [
        ("2026-12-10 15\n2026-12-10 -3\n", "2027-01-05\n2026-12-07\n"),
        ("2026-12-10\t15", "2027-01-05\n"),
        ("  2026-12-10   15  \r\n2026-12-10 0\r\n", "2027-01-05\n2026-12-10\n"),
        ("\n2026-12-10 15\n\n\n2026-12-10 1\n", "2027-01-05\n2026-12-11\n"),
        ("", ""),
        ("\n\n", ""),
    ],
)
def test_lines_may_be_spaced_as_they_come(stdin: str, out: str, workdays: Cpcli) -> None:
    assert workdays("add", "-", stdin=stdin) == Said(ExitCode.DONE, out, "")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("2026-12-10", "write a date and a whole number"),
        ("2026-12-10 15 20", "write a date and a whole number"),
        ("2026-12-10 fifteen", '"fifteen" is not a whole number'),
        ("2026-12-10 1.5", '"1.5" is not a whole number'),
        ("10/12/2026 15", '"10/12/2026" is not a date'),
        ("2026-02-30 15", "there is no day 2026-02-30"),
        ("2100-12-31 1", "1872 to 2100"),
    ],
)
def test_a_bad_line_is_told_with_its_number_after_the_answers_before_it(line: str, words: str, workdays: Cpcli) -> None:
    said = workdays("add", "-", stdin=f"2026-12-10 15\n\n{line}\n2026-12-10 1\n")
    assert (said.code, said.out) == (ExitCode.USAGE, "2027-01-05\n")
    assert said.err.startswith("error: line 3: ")
    assert words in said.err
    assert said.err.count("\n") == 1


def test_standard_input_that_is_no_text_is_refused_in_a_sentence(workdays: Cpcli) -> None:
    said = workdays("add", "-", stdin=b"2026-12-10 15\n\xff\xfe 3\n")
    assert said.code == ExitCode.USAGE
    assert said.err == "error: standard input is not text in UTF-8\n"


def test_a_closed_standard_input_is_refused_in_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert run(["workdays", "add", "-"]) == ExitCode.USAGE
    assert capsys.readouterr().err.startswith("error: ")


@pytest.mark.parametrize("year", [2022, 2026, 2030])
def test_the_calendar_names_each_bank_holiday_and_stars_it(year: int, workdays: Cpcli) -> None:
    said = workdays("calendar", str(year))
    named = named_in(year)
    assert said.code == ExitCode.DONE
    assert said.out.startswith(f"England {year}: {len(england().ordinals(year))} working days\n")
    listed = [line for line in said.out.splitlines() if line.startswith("* ")]
    assert len(listed) == len(named) >= 8
    for line, (day, name) in zip(listed, named.items(), strict=True):
        assert line.endswith(name)
        assert line.split()[2] == str(day.day)
    assert said.out.count("*") == 2 * len(named)
    assert ("Predicted" in said.out) == (year > 2028)


def test_the_calendar_has_every_day_under_its_weekday(workdays: Cpcli) -> None:
    quarters = workdays("calendar", "2026").out.split("\n\n")[1:5]
    shown = [
        [[int(line[at + 4 * day :][:2].strip() or 0) for day in range(7)] for line in block.splitlines()[2:]]
        for block in quarters
        for at in (0, 30, 60)
    ]
    weeks = [[week for week in month if any(week)] for month in shown]
    assert weeks == [Calendar().monthdayscalendar(2026, month) for month in range(1, 13)]


def test_the_calendar_of_this_year_is_shown_where_none_is_named(workdays: Cpcli) -> None:
    years = [date.today().year]  # noqa: DTZ011 - as the command itself asks
    said = workdays("calendar", "--format", "json").json["year"]
    years.append(date.today().year)  # noqa: DTZ011 - midnight may have passed
    assert said in years


def test_the_calendar_in_json_names_them_too(workdays: Cpcli) -> None:
    answer = workdays("calendar", "2026", "--format", "json").json
    assert answer["schema"] == "cpcli/workdays-calendar/1"
    assert (answer["year"], answer["predicted"], answer["working_days"]) == (2026, False, 253)
    assert {row["on"]: row["name"] for row in answer["bank_holidays"]} == {
        day.isoformat(): name for day, name in named_in(2026).items()
    }


def test_the_calendar_shows_closures_as_working_days(nowhere: Path, workdays: Cpcli) -> None:
    (nowhere / "cpcli.toml").write_text('[[closure]]\nfrom = 2026-12-29\nname = "Shut"\n', encoding="utf-8")
    said = workdays("calendar", "2026").out
    assert "253 working days" in said
    assert "29)" in said
    assert ") Tue 29 Dec 2026" in said
    assert "Shut: closed, yet a working day in every count" in said
    assert workdays("calendar", "2026", "--format", "json").json["closures"] == [{"on": "2026-12-29", "name": "Shut"}]


def test_a_name_from_the_configuration_cannot_reach_into_the_terminal(nowhere: Path, workdays: Cpcli) -> None:
    text = '[[bank_holiday]]\non = 2026-12-11\nname = "\\u001b[31mNew\\nday"\n'
    (nowhere / "cpcli.toml").write_text(text, encoding="utf-8")
    for words in (["calendar", "2026"], ["add", "2026-12-10", "1", "--explain"]):
        out = workdays(*words).out
        assert "[31mNew day" in out
        assert "\x1b" not in out


def test_verify_agrees_with_the_installed_package(workdays: Cpcli) -> None:
    said = workdays("verify")
    assert said == Said(
        ExitCode.DONE,
        f"1990 to 2050: the shipped table and holidays {package_version()} agree on every day.\n",
        "",
    )
    answer = workdays("verify", "--format", "json").json
    assert answer["schema"] == "cpcli/workdays-verify/1"
    assert (answer["first_year"], answer["last_year"], answer["differences"]) == (1990, 2050, [])


def test_verify_tells_each_difference_and_fails(workdays: Cpcli, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = {**BANK_HOLIDAYS, 2026: f"{BANK_HOLIDAYS[2026].partition('; ')[2]}; 12-29 Planted"}
    monkeypatch.setattr(bank_holidays, "BANK_HOLIDAYS", planted)
    said = workdays("verify")
    assert said.code == ExitCode.CHECK_FAILED
    assert said.out.splitlines() == [
        "2026-01-01  table: a working day; holidays: New Year's Day",
        "2026-12-29  table: Planted; holidays: a working day",
    ]
    assert said.err.startswith("error: 2 days differ")
    found = workdays("verify", "--format", "json")
    assert found.code == ExitCode.CHECK_FAILED
    assert found.json["differences"] == [
        {"day": "2026-01-01", "table": None, "package": "New Year's Day"},
        {"day": "2026-12-29", "table": "Planted", "package": None},
    ]


def test_one_difference_is_one_day(workdays: Cpcli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bank_holidays, "BANK_HOLIDAYS", {2026: BANK_HOLIDAYS[2026].partition("; ")[2]})
    assert workdays("verify").err.startswith("error: 1 day differs")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add", "2026-12-10"], "how many working days?"),
        (["add", "2026-12-10", "fifteen"], '"fifteen" is not a whole number'),
        (["add", "2026-12-10", "--3"], '"--3" is not a whole number'),
        (["add", "2026-12-10", "1000000"], "at most six digits"),
        (["add", "10.12.2026", "15"], 'START: "10.12.2026" is not a date; write it as 2026-12-10'),
        (["add", "2026-13-01", "15"], "START: there is no day 2026-13-01; check the month and the day"),
        (["add", "2026-12-10", "999999"], "1872 to 2100"),
        (["add", "-", "3"], "with - the numbers are read from standard input too"),
        (["add", "2026-12-10", "15", "--format", "jsn"], '--format "jsn" is not known; did you mean "json"?'),
        (["add", "2026-12-10", "15", "--expalin"], "--expalin"),
        (["add"], "missing argument 'START'"),
        (["add", "a\nb", "3"], "is not a date"),
        (["add", "\x1b[31m", "3"], "is not a date"),
        (["count", "2026-12-10"], "missing argument 'END'"),
        (["count", "2026-12-10", "soon"], 'END: "soon" is not a date'),
        (["count", "2026-12-10", "2027-01-05", "--format", "csv"], '--format "csv" is not known'),
        (["calendar", "1871"], "bank holidays are known for 1872 to 2100"),
        (["calendar", "next"], '"next" is not a whole number'),
        (["cuont", "2026-12-10", "2027-01-05"], "'count'"),
    ],
)
def test_a_mistake_is_one_sentence_on_standard_error(words: list[str], said: str, workdays: Cpcli) -> None:
    answer = workdays(*words)
    assert (answer.code, answer.out) == (ExitCode.USAGE, "")
    assert answer.err.startswith("error: ")
    assert said in answer.err
    assert answer.err.count("\n") == 1
    assert "\x1b" not in answer.err


def test_a_process_ends_with_the_exit_code_and_no_traceback(nowhere: Path) -> None:
    words = [*PROGRAM, "workdays", "add", "2026-02-30", "1"]
    ended = subprocess.run(words, capture_output=True, text=True, check=False, cwd=nowhere)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "error: START: there is no day 2026-02-30; check the month and the day\n"


def test_a_reader_that_goes_away_is_no_fault(nowhere: Path) -> None:
    asked = "2026-12-10 15\n" * 20_000
    words = [*PROGRAM, "workdays", "add", "-"]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=nowhere
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdin.write(asked)
        running.stdin.close()
        assert running.stdout.readline() == "2027-01-05\n"
        running.stdout.close()
        assert running.stderr.read() == ""
    assert running.returncode == ExitCode.DONE


def test_on_a_terminal_the_answer_is_a_sentence_that_names_the_bank_holidays(nowhere: Path) -> None:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    ended = subprocess.run(
        [*PROGRAM, "workdays", "add", "2026-12-10", "15"],
        stdout=theirs,
        stderr=subprocess.PIPE,
        check=False,
        cwd=nowhere,
    )
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    os.close(theirs)
    assert (ended.returncode, ended.stderr) == (ExitCode.DONE, b"")
    assert "Tue 5 Jan 2027 is 15 working days after Thu 10 Dec 2026" in shown
    assert "Christmas Day (25 Dec" in shown
    assert "New Year's Day (1 Jan" in shown

"""The strict reader: every wrong, missing or unknown key is told with its place, and nothing is guessed."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from cpcli.errors import InvalidFile, Problem
from cpcli.store.tables import LARGEST, Problems, Table, read_toml, shown_path
from cpcli.workdays import Span

Read = Callable[[Table], Any]

FORCES = ("must", "should", "normally")


def table_of(data: dict[str, Any], key: str = "") -> Table:
    return Table(data, key, Problems("a.toml", ""))


def told(table: Table) -> list[str]:
    return [f"{problem.key}: {problem.says}" for problem in table.problems.found]


def read_text(text: str, tmp_path: Path) -> tuple[dict[str, Any], Problems]:
    path = tmp_path / "a.toml"
    path.write_text(text, encoding="utf-8")
    return read_toml(path, "a.toml")


def refusal(path: Path, shown: str | None = "a.toml") -> Problem:
    with pytest.raises(InvalidFile) as refused:
        read_toml(path, shown)
    (problem,) = refused.value.problems
    return problem


# ---- the file ----------------------------------------------------------------------------------------------------


def test_a_file_is_read_with_its_text_at_hand_for_line_numbers(tmp_path: Path) -> None:
    data, problems = read_text('name = "x"\n\n[[deadline]]\nid = "y"\n', tmp_path)

    assert data == {"name": "x", "deadline": [{"id": "y"}]}
    assert problems.found == []
    problems.add("deadline[0].id", "is wrong")
    assert problems.found == [Problem("a.toml", "is wrong", "deadline[0].id", 4)]


def test_a_problem_as_a_sentence_names_file_line_and_key() -> None:
    assert str(Problem("a.toml", "is wrong", "deadline[0].id", 4)) == "a.toml:4: deadline[0].id: is wrong"
    assert str(Problem("a.toml", "is wrong", "name")) == "a.toml: name: is wrong"
    assert str(Problem("a.toml", "is wrong", line=4)) == "a.toml:4: is wrong"


def test_a_missing_file_a_folder_and_a_huge_file_are_told_apart(tmp_path: Path) -> None:
    huge = tmp_path / "huge.toml"
    with huge.open("wb") as file:
        file.truncate(LARGEST + 1)

    assert "no such file" in refusal(tmp_path / "none.toml").says
    assert "directory" in refusal(tmp_path).says
    assert "larger than 10 MB" in refusal(huge).says


def test_a_file_is_shown_by_its_path_where_no_other_name_is_given(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.toml", shown=None).file == str(tmp_path / "none.toml")


@pytest.mark.parametrize(("before", "line"), [(b"", 1), (b"a = 1\n\n", 3)])
def test_a_file_that_is_not_utf_8_names_the_line(before: bytes, line: int, tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(before + b'b = "caf\xe9"\n')

    problem = refusal(path)

    assert problem.line == line
    assert "UTF-8" in problem.says


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = \n", 1),
        ('a = 1\nb = "open\n', 2),
        ("a = 1\n\na = 2\n", 3),
        ("[[deadline]]\nid = 1\n\n[deadline]\n", 4),
        ("a = 1\nb = [1,\n", 3),
        ("on = 2026-02-30\n", 1),
    ],
)
def test_broken_toml_names_the_line(text: str, line: int, tmp_path: Path) -> None:
    with pytest.raises(InvalidFile) as refused:
        read_text(text, tmp_path)

    (problem,) = refused.value.problems
    assert problem.says.startswith("not valid TOML: ")
    assert problem.line == line


@pytest.mark.parametrize(
    "text",
    [
        "[Rowan.Example]\n[Rowan.Example]\n",
        "Rowan.Example = 1\nRowan.Example = 2\n",
        "a = {Rowan = 1, Rowan = 2}\n",
        'a = "Rowan Example\n',
        "a = Rowan\n",
        "Rowan Example\n",
        "a = 'Rowan' 'Example'\n",
    ],
)
def test_a_message_about_broken_toml_never_repeats_what_somebody_wrote(text: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidFile) as refused:
        read_text(text, tmp_path)

    assert "not valid TOML" in str(refused.value)
    assert "Rowan" not in str(refused.value)
    assert "Example" not in str(refused.value)


def test_tables_nested_too_deep_are_a_sentence_too(tmp_path: Path) -> None:
    with pytest.raises(InvalidFile, match=r"nested too deep|not valid TOML"):
        read_text(f"a = {'[' * 20_000}{']' * 20_000}\n", tmp_path)


# ---- one key -----------------------------------------------------------------------------------------------------


def test_each_kind_of_value_is_read_as_it_is() -> None:
    table = table_of(
        {
            "title": "Core group",
            "optional": True,
            "child_under": 5,
            "from": date(2026, 1, 1),
            "at": datetime(2026, 1, 1, 10, 0),  # noqa: DTZ001 - local time, as case files hold it
            "on": date(2026, 1, 2),
            "force": "should",
            "after": ["birth", "core-group"],
            "within": "15 working days",
            "when": {"fact": "dissent"},
        }
    )

    assert table.text("title") == "Core group"
    assert table.flag("optional") is True
    assert table.whole("child_under") == 5
    assert table.day("from") == date(2026, 1, 1)
    assert table.moment("at") == datetime(2026, 1, 1, 10, 0)  # noqa: DTZ001 - the same
    assert table.moment("on") == date(2026, 1, 2)
    assert table.choice("force", FORCES) == "should"
    assert table.texts("after") == ("birth", "core-group")
    assert table.span("within") == Span(15, "working days")
    assert (when := table.table("when")) is not None
    assert when.text("fact") == "dissent"
    table.close()
    assert told(table) == []


@pytest.mark.parametrize(
    ("read", "what"),
    [
        (lambda table: table.text("x"), "a text"),
        (lambda table: table.whole("x"), "a whole number"),
        (lambda table: table.day("x"), "a date such as 2026-12-10"),
        (lambda table: table.moment("x"), "a date, or a date and time such as 2026-12-10T10:00:00"),
        (lambda table: table.choice("x", FORCES), "a text"),
        (lambda table: table.texts("x", required=True), "a list of texts"),
        (lambda table: table.span("x"), "a text"),
    ],
    ids=["text", "whole", "day", "moment", "choice", "texts", "span"],
)
def test_a_key_that_must_be_there_is_told_by_its_name_and_kind(read: Read, what: str) -> None:
    at_the_top, below = table_of({}), table_of({}, "deadline[2]")
    read(at_the_top)
    read(below)

    assert told(at_the_top) == [f'x: "x" is missing; it must be {what}']
    assert told(below) == [f'deadline[2]: "x" is missing; it must be {what}']


def test_what_may_be_left_out_gives_its_default_and_no_problem() -> None:
    table = table_of({})

    assert table.text("a", None) is None
    assert table.text("a", "b") == "b"
    assert table.text("a", "") == ""
    assert table.flag("a") is False
    assert table.whole("a", 3) == 3
    assert table.day("a", None) is None
    assert table.choice("a", FORCES, "should") == "should"
    assert table.texts("a") == ()
    assert table.span("a", None) is None
    assert table.table("a") is None
    assert table.tables("a") == []
    assert told(table) == []


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (True, lambda table: table.whole("x")),
        (5.0, lambda table: table.whole("x")),
        ("5", lambda table: table.whole("x")),
        (1, lambda table: table.flag("x")),
        ("true", lambda table: table.flag("x")),
        (15, lambda table: table.text("x")),
        (["a"], lambda table: table.text("x")),
        (15, lambda table: table.span("x")),
        ("2026-01-01", lambda table: table.day("x")),
        (datetime(2026, 1, 1), lambda table: table.day("x")),  # noqa: DTZ001 - the same
        ("2026-01-01", lambda table: table.moment("x")),
        (15, lambda table: table.texts("x")),
        ({"a": "b"}, lambda table: table.texts("x")),
        (["a"], lambda table: table.table("x")),
        ({"a": 1}, lambda table: table.tables("x")),
        ("a", lambda table: table.tables("x")),
    ],
)
def test_a_value_of_another_kind_is_told_and_not_converted(value: object, read: Read) -> None:
    table = table_of({"x": value}, "deadline[0]")

    assert read(table) in (None, False, (), [])
    (problem,) = table.problems.found
    assert problem.key == "deadline[0].x"
    assert problem.says.startswith("must be ")


@pytest.mark.parametrize("blank", ["", " ", "\t\n"])
def test_a_blank_text_is_no_text(blank: str) -> None:
    table = table_of({"because": blank})
    table.text("because")

    assert told(table) == ["because: must not be empty"]


def test_a_word_outside_a_closed_set_names_the_nearest_or_all_when_few() -> None:
    table = table_of({"force": "shuold", "bound": "zzz", "after": ["must", "mus"]})
    table.choice("force", FORCES)
    table.choice("bound", FORCES)
    table.texts("after", FORCES)

    assert told(table) == [
        'force: "shuold" is not known here; did you mean "should"?',
        'bound: "zzz" is not known here; use one of: must, normally, should',
        'after: "mus" is not known here; did you mean "must"?',
    ]


def test_a_single_text_stands_for_a_list_of_one() -> None:
    assert table_of({"after": "birth"}).texts("after") == ("birth",)


def test_a_list_holds_texts_only_and_must_not_be_empty_where_it_is_needed() -> None:
    table = table_of({"a": ["x", 1], "b": []})

    assert table.texts("a") == ("x",)
    assert table.texts("b", required=True) == ()
    assert table.texts("b") == ()
    assert told(table) == ["a: must hold texts only", "b: must not be empty"]


@pytest.mark.parametrize("length", ["15", "fifteen days", "15 business days", "-3 days", "1.5 months", "days"])
def test_a_length_of_time_that_is_none_names_the_units(length: str) -> None:
    table = table_of({"within": length})

    assert table.span("within") is None
    (problem,) = table.problems.found
    assert f'"{length}"' in problem.says
    assert "working days, clear working days, days, weeks, months, years, hours" in problem.says


# ---- tables ------------------------------------------------------------------------------------------------------


def test_an_unknown_key_is_told_with_the_nearest_one_that_was_asked_for() -> None:
    table = table_of({"id": "x", "titel": "y"}, "deadline[1]")
    table.text("id")
    table.text("title", None)
    table.close()

    assert told(table) == ['deadline[1].titel: "titel" is not a key of this table; did you mean "title"?']


def test_an_unknown_key_can_be_a_warning() -> None:
    table = table_of({"nickname": "x"})
    table.close(level="warning")

    assert [problem.level for problem in table.problems.found] == ["warning"]
    table.problems.raise_errors()
    assert len(table.problems.found) == 1


def test_rows_know_their_place_and_each_is_closed() -> None:
    table = table_of({"version": [{"limit": "1 day"}, {"limit": "2 days", "limt": "x"}]}, "deadline[3]")

    assert table.each("version", lambda row: row.text("limit")) == ("1 day", "2 days")
    assert [problem.key for problem in table.problems.found] == ["deadline[3].version[1].limt"]
    assert [row.key for row in table.tables("version")] == ["deadline[3].version[0]", "deadline[3].version[1]"]


def test_a_row_that_is_no_table_keeps_the_places_of_the_others() -> None:
    table = table_of({"version": [{"a": 1}, 2, {"a": 3}]})

    assert [row.key for row in table.tables("version")] == ["version[0]", "version[2]"]
    assert told(table) == ["version: must hold tables only"]


def test_everything_wrong_is_raised_at_once() -> None:
    table = table_of({"from": "soon", "limit": 3, "oops": 1})
    table.day("from")
    table.text("limit")
    table.text("because")
    table.close()

    with pytest.raises(InvalidFile) as refused:
        table.problems.raise_errors()

    assert [problem.key for problem in refused.value.problems] == ["from", "limit", "because", "oops"]
    assert len(str(refused.value).splitlines()) == 4


def test_a_path_is_shown_from_the_first_folder_it_lies_under(tmp_path: Path) -> None:
    inside = tmp_path / "cases" / "a.toml"

    assert shown_path(inside, [tmp_path / "packs", tmp_path]) == str(Path("cases") / "a.toml")
    assert shown_path(inside) == str(inside)

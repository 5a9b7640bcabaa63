"""A whole case held to what it may hold: one bad case a mistake, with the words and the line of its message."""

import pytest

from cpcli.casework.fields import INSIDE, TABLES
from cpcli.errors import InvalidFile, Problem
from cpcli.store.case_reader import read_whole_case

REF = "2026-0042"

GOOD = """\
format = 1
ref = "2026-0042"
pack = "pan-berkshire"

[[child]]
id = "c1"
name = "Rowan Example"
born = 2019-03-04
subject = true
confidential_from = { school = ["p2"] }

[[person]]
id = "p1"
name = "Ash Example"
role = "mother"
parent_of = ["c1"]
address = "14 Sample Row"
confidential_from = { address = ["p2"], phone = ["p2"] }

[[person]]
id = "p2"
role = "father"
interprets_for = ["c1", "p1"]

[[conference]]
id = "ic1"
kind = "initial-conference"
at = 2026-12-10T10:00:00
children = ["c1"]

[[conference.attendance]]
person = "c1"
attended = "represented"

[[conference.outcome]]
child = "c1"
decision = "plan"
category = "NEG"

[[report]]
id = "r1"
conference = "ic1"
by = "p2"

[[plan]]
id = "pl1"
child = "c1"
started = 2026-12-10

[[event]]
kind = "strategy-discussion"
on = 2026-11-20

[[note]]
text = "Rang on Monday."
confidential_from = ["p2"]
"""

PRIVATE = ("Rowan", "Ash Example", "Sample Row", "2019-03-04", "Rang on Monday", "Zelda Secretname")

Z = "Zelda Secretname"
KIND = 'kind = "initial-conference"'

#: What is wrong: the line of the good case, what stands there instead, the level, the words of the
#: message, and the table it points at (else the changed line itself).
BAD = {
    "a wrong kind": (KIND, 'kind = "inital-conference"', "error", 'mean "initial-conference"?', ""),
    "a kind that is a story": (KIND, f'kind = "{Z}"', "error", "use one of", ""),
    "a wrong role": ('role = "mother"', 'role = "mothre"', "warning", 'did you mean "mother"?', ""),
    "a role that is a name": ('role = "mother"', f'role = "{Z}"', "warning", "is not known here", ""),
    "a wrong decision": ('decision = "plan"', 'decision = "plann"', "error", 'did you mean "plan"?', ""),
    "a wrong category": ('category = "NEG"', 'category = "NGE"', "error", "did you mean", ""),
    "a wrong way to attend": ('attended = "represented"', 'attended = "there"', "error", "use one of", ""),
    "a wrong event": ('kind = "strategy-discussion"', 'kind = "strategy-discusion"', "error", "did you mean", ""),
    "a text for a date": ("born = 2019-03-04", 'born = "2019-03-04"', "error", "must be a date such as 2026-12-10", ""),
    "a time for a date": ("born = 2019-03-04", "born = 2019-03-04T10:00:00", "error", "must be a date such as", ""),
    "a text for a moment": ("at = 2026-12-10T10:00:00", 'at = "tomorrow"', "error", "must be a date, or", ""),
    "a clock time for a moment": ("at = 2026-12-10T10:00:00", "at = 10:00:00", "error", "a date and time such as", ""),
    "a text for a flag": ("subject = true", 'subject = "yes"', "error", "must be true or false", ""),
    "a number for a flag": ("subject = true", "subject = 1", "error", "must be true or false", ""),
    "a number for a text": ('name = "Rowan Example"', "name = 7", "error", "must be a text", ""),
    "a number for a word": ('decision = "plan"', "decision = 1", "error", "must be a text", ""),
    "a text for a list": ('children = ["c1"]', 'children = "c1"', "error", 'must be a list, such as ["p1"]', ""),
    "a child that is none": ('children = ["c1"]', 'children = ["c7"]', "error", "no child of this case", ""),
    "a person for a child": ('parent_of = ["c1"]', 'parent_of = ["p1"]', "error", "no child of this case", ""),
    "a child for a person": ('by = "p2"', 'by = "c1"', "error", "no person of this case has that id", ""),
    "somebody who is nobody": ('person = "c1"', f'person = "{Z}"', "error", "no person or child of this case", ""),
    "a name for an id": ('interprets_for = ["c1", "p1"]', f'interprets_for = ["{Z}"]', "error", "no person or", ""),
    "an id twice": ('id = "p2"', 'id = "p1"', "error", 'the id "p1" is taken already', ""),
    "a child's id for a person": ('id = "p2"', 'id = "c1"', "error", 'the id "c1" is taken already', ""),
    "no id": ('id = "pl1"\n', "", "error", '"id" is missing: a short id, such as pl1', "[[plan]]"),
    "no kind": ('kind = "initial-conference"\n', "", "error", '"kind" is missing: kind of', "[[conference]]"),
    "no time": ("at = 2026-12-10T10:00:00\n", "", "error", '"at" is missing: date, or date and time', "[[conference]]"),
    "nobody who attends": ('person = "c1"\n', "", "error", '"person" is missing', "[[conference.attendance]]"),
    "no text": ('text = "Rang on Monday."\n', "", "error", '"text" is missing: the note', "[[note]]"),
    "one table for many": ("[[note]]", "[note]", "error", "must be written [[note]], once for each", ""),
    "another ref": ('ref = "2026-0042"', 'ref = "2026-0043"', "error", 'must be the name of its file, "2026-0042"', ""),
    "an unknown key": ("subject = true", "subjct = true", "warning", 'did you mean "subject"?; it is kept', ""),
    "an unknown key at the top": ('pack = "pan-berkshire"', "pakc = 1", "warning", 'mean "pack"?; it is kept', ""),
    "an unknown key that is a name": ("subject = true", f'"{Z}" = true', "warning", "is not a key of this table", ""),
    "an unknown key inside": ('category = "NEG"', "categroy = 1", "warning", 'mean "category"?; it is kept', ""),
    "kept from nobody": ('{ school = ["p2"] }', '{ school = ["p9"] }', "error", "no person or child", ""),
    "kept from a name": ('{ school = ["p2"] }', f'{{ school = ["{Z}"] }}', "error", "no person or child", ""),
    "kept without a whom": ('{ school = ["p2"] }', '["p2"]', "error", "must say what is kept from whom", ""),
    "kept from a number": ('{ school = ["p2"] }', "{ school = [2] }", "error", "must hold ids", ""),
    "a slip in what is kept": ("{ address = [", "{ adress = [", "error", "address", ""),
    "a report for no conference": ('conference = "ic1"', 'conference = "ic9"', "error", "ic1", ""),
}  # fmt: skip


def problems_of(text: str) -> list[Problem]:
    return read_whole_case(text, REF)[1].found


def test_a_good_case_has_nothing_wrong_and_keeps_everything() -> None:
    case, problems = read_whole_case(GOOD, REF)

    assert problems.found == []
    assert (case.ref, case.ids("child", "person"), case.ids("report")) == (REF, ["c1", "p1", "p2"], ["r1"])
    assert case.row("person", "p2") == {"id": "p2", "role": "father", "interprets_for": ["c1", "p1"]}
    assert case.row("person", "p3") is None
    assert case.rows("plan")[0]["child"] == "c1"


def test_an_empty_file_is_a_case_with_nothing_in_it() -> None:
    case, problems = read_whole_case("", REF)

    assert (dict(case.data), problems.found) == ({}, [])


@pytest.mark.parametrize(("there", "instead", "level", "words", "header"), BAD.values(), ids=BAD.keys())
def test_a_mistake_is_told_with_its_words_and_its_line(
    there: str, instead: str, level: str, words: str, header: str
) -> None:
    assert there in GOOD
    place = GOOD.index(header or there)
    line = GOOD[:place].count("\n") + 1

    found = [p for p in problems_of(GOOD.replace(there, instead, 1)) if words in p.says]

    assert [(p.file, p.level, p.line) for p in found] == [(f"cases/{REF}.toml", level, line)]


@pytest.mark.parametrize(("there", "instead"), [row[:2] for row in BAD.values()], ids=BAD.keys())
def test_no_message_repeats_what_a_family_s_file_says(there: str, instead: str) -> None:
    found = problems_of(GOOD.replace(there, instead, 1))

    assert found
    for problem in found:
        assert [word for word in PRIVATE if word in f"{problem} {problem.says} {problem.key}"] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('format = 1\nname = "Zelda Secretname\n', "not valid TOML"),
        ("format = 1\nZelda Secretname = 1\n", "not valid TOML"),
        ("[[child]]\nid = 1\n[child]\nname = 'Zelda Secretname'\n", "not valid TOML"),
        ("x = " + "[" * 5000, "nested too deep"),
        ("\ufeffformat = 1\n", "byte order mark"),
        (f"x = {'9' * 5000}", "far too many digits"),
        ('format = "Zelda Secretname"\n', "this cpcli knows 1"),
        ("format = 2\n[[child]]\nname = 'Zelda Secretname'\n", "install the version that wrote it"),
        ("format = true\n", "layout"),
    ],
)
def test_what_cannot_be_read_at_all_is_refused_without_repeating_it(text: str, words: str) -> None:
    with pytest.raises(InvalidFile) as caught:
        read_whole_case(text, REF)

    assert words in str(caught.value)
    assert "Secretname" not in str(caught.value)
    assert caught.value.exit_code == 4


def test_a_newer_layout_is_refused_whatever_else_it_holds() -> None:
    with pytest.raises(InvalidFile) as caught:
        read_whole_case("format = 2\nchild = 7\n", REF)

    assert [(p.key, p.file) for p in caught.value.problems] == [("format", f"cases/{REF}.toml")]


def test_tables_kept_for_later_parts_and_unknown_ones_are_left_as_they_are() -> None:
    text = "[[helth]]\ny = { goes = true }\n"

    case, problems = read_whole_case(text, REF)

    assert [(p.key, p.level) for p in problems.found] == [("", "warning")]
    assert list(case.data) == ["helth"]


@pytest.mark.parametrize("value", ["7", '"c1"', "true", "{ id = 1 }", "[1]", '["c1"]', "[[]]"])
@pytest.mark.parametrize("table", [*TABLES])
def test_anything_in_place_of_a_table_is_an_error_and_never_a_crash(table: str, value: str) -> None:
    errors = [p for p in problems_of(f"{table} = {value}\n") if p.level == "error"]

    assert [p.line for p in errors] == [1]
    assert f"must be written [[{table}]]" in errors[0].says


@pytest.mark.parametrize("value", ["7", '"c1"', "true", "{ id = 1 }", "[1]", "[[]]", "[{ x = 1 }]"])
@pytest.mark.parametrize("key", ["children", "chair", "kind", "at", "attendance", "outcome", "state"])
def test_anything_in_place_of_a_value_is_told_and_never_a_crash(key: str, value: str) -> None:
    found = [p for p in problems_of(f"[[conference]]\n{key} = {value}\n") if key in p.key]

    assert found
    assert {p.line for p in found} <= {1, 2}


def test_every_field_says_what_to_write() -> None:
    fields = [f for table in TABLES.values() for f in table]
    fields += [f for inside in INSIDE.values() for table in inside.values() for f in table]

    assert len(fields) > 100
    assert [f.name for f in fields if not f.says.strip() or f.says.endswith(".")] == []

"""Making a case and adding to it, as a person, a script and a terminal do: the same values, the same bytes."""

import io
import os
import shlex
import shutil
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pexpect
import pytest

from cpcli.casework.fields import CHILD, TABLES
from cpcli.cli.boundary import run
from cpcli.cli.forms import read_typed
from cpcli.guides.asking import ask_fields

REF = "2026-0101"

ANSWERS = """\
[[child]]
id = "c1"
name = "Rowan Example"
born = 2019-03-04
subject = true
language = "en"

[[child]]
id = "c2"
name = "Hazel Example"
expected = 2027-01-18

[[person]]
id = "p1"
name = "Ash Example"
role = "mother"
parent_of = ["c1", "c2"]

[[person]]
id = "p2"
name = "Kit Placeholder"
role = "teacher"
agency = "school"
contact = ["c1"]

[[event]]
kind = "strategy-discussion"
on = 2026-11-20
"""

DOWN = "\x1b[B"

#: A person at the terminal: the beginning of each question, and the keys pressed.
NEW_PROMPTS = [
    ("Add a child?", "yes"), ("The child's name", "Rowan Example"), ("Date of birth", "2019-03-04"),
    ("Expected delivery", ""), ("Whether the conference", "yes"), ("The child's language", "en"),
    ("Add another child?", "yes"), ("The child's name", "Hazel Example"), ("Date of birth", ""),
    ("Expected delivery", "2027-01-18"), ("Whether the conference", ""), ("The child's language", ""),
    ("Add another child?", "no"),
    ("Add a person?", "yes"), ("Name", "Ash Example"), ("Role in the case", "mother"), ("Professional group", ""),
    ("Which children this person", ""), ("Whose parent", "c1 c2"),
    ("Add another person?", "yes"), ("Name", "Kit Placeholder"), ("Role in the case", "teacher"),
    ("Professional group", "school"), ("Which children this person", "c1"), ("Whose parent", ""),
    ("Add another person?", "no"),
    ("Was there a strategy discussion?", "yes"), ("When: a date", "2026-11-20"),
]  # fmt: skip

AGENCY_SCHOOL = 3  # its place among the agencies, after "leave it out"


class Said(NamedTuple):
    """What came of a command."""

    code: int
    out: str
    err: str


Ask = Callable[..., Said]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Ask]:
    """Run cpcli with these words in a fresh store, with `stdin` as its standard input."""
    monkeypatch.delenv("CPCLI_STORE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "none"))
    monkeypatch.setenv("CPCLI_USER", "staff-17")
    umask = os.umask(0o077)
    assert run(["init", str(tmp_path / "store")]) == 0
    monkeypatch.chdir(tmp_path / "store")
    capsys.readouterr()

    def asking(*words: str, stdin: str = "") -> Said:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        return Said(int(run(words)), *capsys.readouterr())

    yield asking
    os.umask(umask)


@pytest.fixture
def case(ask: Ask) -> Path:
    """The case of the answers file, as new."""
    assert ask("new", REF, "--answers", "-", stdin=ANSWERS).code == 0
    return Path("cases") / f"{REF}.toml"


def data(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def at_terminal(words: list[str], talk: list[tuple[str, str]], *, plain: bool) -> int:
    """Run cpcli in a pseudo-terminal and answer its questions; gives the exit code."""
    env = {**os.environ, "TERM": "dumb" if plain else "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "NO_COLOR": "1"}
    child = pexpect.spawn(sys.executable, ["-m", "cpcli", *words], env=env, encoding="utf-8", timeout=8, echo=False)
    child.setwinsize(40, 200)
    child.delaybeforesend = None if plain else 0.02
    for question, keys in talk:
        child.expect_exact(question)
        is_choice = question == "Professional group"
        if not plain and is_choice:
            child.send(DOWN * (AGENCY_SCHOOL if keys else 0) + "\r")
        elif not plain and question.startswith(("Add a", "Was there")):
            child.send(keys[0])
        else:
            child.send(keys if keys.startswith("\x03") else f"{keys}\r")
    child.expect(pexpect.EOF)
    child.close()
    return int(child.exitstatus if child.exitstatus is not None else -1)


def test_what_init_suggests_works_line_by_line_and_ends_with_deadlines(
    tmp_path: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = ask("init", "our-cases")
    lines = [line.strip() for line in said.out.splitlines() if line.startswith("  ")]

    assert [line.split()[:2] for line in lines] == [
        ["cd", "our-cases"], ["cpcli", "new"], ["cpcli", "add"], ["cpcli", "attendance"], ["cpcli", "deadlines"],
    ]  # fmt: skip
    monkeypatch.chdir(shlex.split(lines[0])[1])
    answers = tmp_path / "answers.toml"
    answers.write_text(ANSWERS, encoding="utf-8")
    for line in lines[1:]:
        words = shlex.split(line)[1:]
        said = ask(*words, *(["--answers", str(answers)] if words[0] == "new" else []))
        assert said.code == 0, said.err
    made = data(Path("cases") / f"{REF}.toml")
    assert len(made["child"]) == 2
    assert made["conference"][0]["kind"] == "initial-conference"
    assert [row["person"] for row in made["conference"][0]["attendance"]] == ["p1", "p2"]
    assert all("invited" in row for row in made["conference"][0]["attendance"])
    assert "Initial child protection conference" in said.out
    assert "First core group" in said.out


def test_the_suggested_way_into_a_folder_with_a_space_in_its_name_works(ask: Ask) -> None:
    said = ask("init", "our cases")
    (line,) = [line for line in said.out.splitlines() if line.startswith("  cd ")]

    assert shlex.split(line) == ["cd", "our cases"]


def test_init_twice_is_told_and_touches_nothing(ask: Ask) -> None:
    before = Path("cpcli.toml").read_bytes()

    said = ask("init", ".")

    assert (said.code, Path("cpcli.toml").read_bytes()) == (2, before)
    assert "this is a store" in said.err


def forget(case: Path) -> None:
    """Take a case away with its history, so that its ref is free again."""
    case.unlink()
    shutil.rmtree(case.parents[1] / "history")


def test_new_from_a_file_from_standard_input_and_from_prompts_saves_the_same_bytes(ask: Ask, case: Path) -> None:
    from_input = case.read_bytes()
    forget(case)
    Path("answers.toml").write_text(ANSWERS, encoding="utf-8")
    assert ask("new", REF, "--answers", "answers.toml").code == 0
    from_file = case.read_bytes()
    forget(case)
    assert at_terminal(["new", REF], NEW_PROMPTS, plain=True) == 0
    plainly = case.read_bytes()
    forget(case)
    assert at_terminal(["new", REF], NEW_PROMPTS, plain=False) == 0

    assert from_input == from_file == plainly == case.read_bytes()
    assert from_input.decode().endswith(ANSWERS)


def test_new_writes_its_keys_in_one_order_whatever_the_order_of_the_answers(ask: Ask, case: Path) -> None:
    saved = case.read_bytes()
    forget(case)
    mixed = ANSWERS.replace('id = "c1"\nname = "Rowan Example"\n', 'name = "Rowan Example"\nid = "c1"\n')
    assert mixed != ANSWERS

    assert ask("new", REF, "--answers", "-", stdin=mixed).code == 0
    assert case.read_bytes() == saved


ADDED = {
    "child": (
        'name = "Olive Sample"\nborn = 2012-02-29\nsubject = false\nneeds = "Large print # and time"\n',
        ["--name", "Olive Sample", "--born", "2012-02-29", "--no-subject", "--needs", "Large print # and time"],
        {"The child's name": "Olive Sample", "Date of birth": "2012-02-29", "Whether the conference": "no",
         "Disability, access": "Large print # and time"},
    ),
    "person": (
        'name = "Jo Sample"\nrole = "health-visitor"\nagency = "health-visiting"\ncontact = ["c1", "c2"]\n',
        ["--role", "health-visitor", "--agency", "health-visiting", "--contact", "c1", "--contact", "c2",
         "--name", "Jo Sample"],
        {"Name": "Jo Sample", "Role in the case": "health-visitor", "Professional group": "health-visiting",
         "Which children this person": "c1 c2"},
    ),
    "conference": (
        'kind = "initial-conference"\nat = 2026-12-10T10:00:00\nchildren = ["c1"]\nchair = "p1"\n',
        ["--at", "2026-12-10T10:00", "--kind", "initial-conference", "--chair", "p1", "--children", "c1"],
        {"Kind of conference": "1", "Date, or date and time": "2026-12-10 10:00", "Which subject children": "c1",
         "Who chairs": "p1"},
    ),
    "report": (
        'conference = "conf1"\nby = "p2"\nreceived = 2026-12-01\nwithheld = true\n',
        ["--by", "p2", "--received", "2026-12-01", "--withheld", "--conference", "conf1"],
        {"The conference it is for": "conf1", "Whose report": "p2", "When it came in": "2026-12-01",
         "Whether it is kept": "yes"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("table", ADDED)
def test_add_from_flags_answers_input_and_prompts_saves_the_same_bytes(ask: Ask, case: Path, table: str) -> None:
    answers, flags, told = ADDED[table]
    if table == "report":
        assert ask("add", "conference", REF, "--kind", "initial-conference", "--at", "2026-12-10").code == 0
    before = case.read_bytes()
    saved = []

    def keep(said: Said) -> None:
        assert said.code == 0, said.err
        saved.append((said.out, case.read_bytes()))
        case.write_bytes(before)

    keep(ask("add", table, REF, *flags))
    keep(ask("add", table, REF, "--answers", "-", stdin=answers))
    Path("answers.toml").write_text(answers, encoding="utf-8")
    keep(ask("add", table, REF, "--answers", "answers.toml"))
    asked = [field.says for field in TABLES[table] if field.kind != "withheld" and field.name != "id"]
    talk = [(says[:60], next((v for k, v in told.items() if says.startswith(k)), "")) for says in asked]
    assert sum(bool(keys) for _, keys in talk) == len(told)
    code = at_terminal(["add", table, REF], talk, plain=True)

    assert (code, {bytes_ for _, bytes_ in saved}) == (0, {case.read_bytes()})
    assert len({out for out, _ in saved}) == 1
    assert data(case)[table][-1]["id"] == saved[0][0].strip()


def test_a_moment_with_an_offset_is_saved_the_same_from_a_flag_and_from_answers(ask: Ask, case: Path) -> None:
    before = case.read_bytes()
    ask("add", "conference", REF, "--kind", "review-conference", "--at", "2026-06-16T09:00Z")
    flagged = case.read_bytes()
    case.write_bytes(before)
    ask("add", "conference", REF, "--answers", "-", stdin='kind = "review-conference"\nat = 2026-06-16T09:00:00Z\n')

    assert b"at = 2026-06-16T10:00:00\n" in flagged
    assert case.read_bytes() == flagged


def test_flags_win_over_answers_and_what_only_answers_can_say_is_saved(ask: Ask, case: Path) -> None:
    answers = 'role = "father"\nname = "Linden Example"\nconfidential_from = { address = ["p1"] }\n'

    assert ask("add", "person", REF, "--role", "carer", "--answers", "-", stdin=answers).out == "p3\n"
    assert data(case)["person"][2] == {
        "id": "p3", "name": "Linden Example", "role": "carer", "confidential_from": {"address": ["p1"]},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["add", "conference", REF], ["--kind", "--at"]),
        (["add", "report", REF], ["--conference", "--by"]),
        (["add", "person", REF], ["--role"]),
        (["outcome", REF, "conf1"], ["--child", "--decision"]),
    ],
)
def test_without_a_terminal_every_missing_value_is_named_at_once(
    ask: Ask, case: Path, words: list[str], named: list[str]
) -> None:
    before = case.read_bytes()
    said = ask(*words)

    assert said.code == 2
    assert said.err.startswith(f"error: still needed: {', '.join(named)};")
    assert case.read_bytes() == before


@pytest.mark.parametrize("keys", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
@pytest.mark.parametrize("plain", [True, False], ids=["plain", "drawn"])
def test_a_person_who_stops_at_a_question_saves_nothing(ask: Ask, case: Path, keys: str, plain: bool) -> None:
    del ask
    before, lines = case.read_bytes(), Path("journal.jsonl").read_bytes()
    env = {**os.environ, "TERM": "dumb" if plain else "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
    words = ["-m", "cpcli", "add", "child", REF]
    child = pexpect.spawn(sys.executable, words, env=env, encoding="utf-8", timeout=8)
    child.expect_exact("The child's name")
    child.send("Olive Sample\r")
    child.expect_exact("Date of birth")
    child.send(keys)
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 130
    assert "unexpected" not in child.before
    assert (case.read_bytes(), Path("journal.jsonl").read_bytes()) == (before, lines)


def test_a_wrong_answer_to_a_prompt_is_asked_again(ask: Ask, case: Path) -> None:
    del ask
    talk = [
        ("The child's name", "Olive"), ("Date of birth", "4 March"), ("not a date", ""), ("Expected delivery", ""),
        ("Whether the conference", "perhaps"), ("answer yes or no", "yes"),
    ]  # fmt: skip
    rest = ["language", "interpreter", "speaks for", "Disability", "looked after", "household", "lives", "Telephone"]
    rest += ["placed", "School", "A note"]

    assert at_terminal(["add", "child", REF], [*talk, *((each, "") for each in rest)], plain=True) == 0
    assert data(case)["child"][2] == {"id": "c3", "name": "Olive", "subject": True}


def test_a_dash_at_a_prompt_is_an_answer_and_swallows_none_of_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr(sys, "stdin", io.StringIO("-\nSample Street Primary\n"))
    fields = [field for field in CHILD if field.name in {"name", "school"}]

    try:
        told = ask_fields(fields, {}, read_typed)
    except KeyboardInterrupt:
        pytest.fail("the dash read everything that was still to be typed")
    assert told == {"name": "-", "school": "Sample Street Primary"}


@pytest.mark.parametrize(
    ("answers", "code", "words"),
    [
        ("not toml", 4, "not valid TOML"),
        ('[[child]]\nname = "Rowan Example"\nborn = "x"\n', 4, "must be a date such as 2026-12-10"),
        ('[child]\nid = "c1"\n', 4, "must be written [[child]]"),
        ('child = ["c1"]\n', 4, "must be written [[child]]"),
        ("child = 7\n", 4, "must be written [[child]]"),
        ('[[conference]]\nid = "ic1"\nattendance = 7\n', 4, "must be written [[conference.attendance]]"),
    ],
)
def test_a_new_case_from_wrong_answers_is_refused_and_nothing_is_saved(
    ask: Ask, answers: str, code: int, words: str
) -> None:
    said = ask("new", REF, "--answers", "-", stdin=answers)

    assert (said.code, Path(f"cases/{REF}.toml").exists()) == (code, False)
    assert words in said.err
    assert "Rowan" not in said.err


def test_unknown_keys_of_the_answers_for_a_new_case_are_kept(ask: Ask) -> None:
    assert ask("new", REF, "--answers", "-", stdin='colour = "blue"\n[[child]]\nid = "c1"\nshoe = 4\n').code == 0

    made = data(Path(f"cases/{REF}.toml"))
    assert (made["colour"], made["child"][0]["shoe"]) == ("blue", 4)


@pytest.mark.parametrize("ref", ["../x", "a/b", "", "Rowan Example", "-"])
def test_what_is_no_ref_makes_no_case(ask: Ask, ref: str, tmp_path: Path) -> None:
    files = sorted(tmp_path.rglob("*"))
    said = ask("new", "--answers", "-", "--", ref, stdin=ANSWERS)

    assert said.code == 2
    assert "Rowan" not in said.err
    assert sorted(tmp_path.rglob("*")) == files


def test_answers_with_a_key_that_is_none_are_refused_as_a_wrong_file(ask: Ask, case: Path) -> None:
    before = case.read_bytes()
    said = ask("add", "child", REF, "--answers", "-", stdin='nam = "Rowan"\n')

    assert (said.code, case.read_bytes()) == (4, before)
    assert 'did you mean "name"?' in said.err

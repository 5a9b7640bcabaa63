"""`cpcli guide` without a terminal: reading guides, answers by flag and by file, one case and many, decisions."""

import io
import json
import re
import tomllib
from pathlib import Path

import pytest
from guide_store import ANSWERS, OTHER, REF, decisions, family_store

from cpcli.cli.boundary import run
from cpcli.errors import ExitCode


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = family_store(tmp_path, monkeypatch, REF, OTHER)
    capsys.readouterr()
    return folder


def answers(tmp_path: Path, text: str = ANSWERS, name: str = "answers.toml") -> str:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


def exclude(*words: str) -> int:
    return run(["guide", "run", "exclusion", *words, "--as-of", "2026-12-08"])


# ---- reading ----


def test_every_guide_is_listed_shown_and_has_a_template(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del store
    assert run(["guide", "list", "--format", "json"]) == 0
    names = [guide["name"] for guide in json.loads(capsys.readouterr().out)["guides"]]
    assert {"exclusion", "child-attendance"} <= set(names)

    for name in names:
        assert run(["guide", "show", name]) == 0
        page = capsys.readouterr().out
        assert run(["guide", "show", name, "--format", "json"]) == 0
        ids = [question["id"] for question in json.loads(capsys.readouterr().out)["questions"]]
        assert run(["guide", "template", name]) == 0
        template = capsys.readouterr().out
        assert all(f"--{each} " in page for each in ids)
        assert re.findall(r"^# ([a-z0-9-]+) = …$", template, re.MULTILINE)[-len(ids) :] == ids
        # As it is printed it is an answers file without an answer.
        assert tomllib.loads(template) == {}


def test_a_template_that_is_filled_in_is_an_answers_file(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["guide", "template", "exclusion"]) == 0
    text = capsys.readouterr().out
    for line in ANSWERS.splitlines():
        name, _, value = line.partition(" = ")
        assert f"\n# {name} = …\n" in text
        text = text.replace(f"\n# {name} = …\n", f"\n{name} = {value}\n")

    assert exclude(REF, "--answers", answers(tmp_path, text)) == 0
    assert decisions(store)[0]["outcome"] == "not-excluded"


def test_a_guide_there_is_none_of_is_told_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["guide", "show", "exclusoin"]) == ExitCode.USAGE
    assert 'did you mean "exclusion"' in capsys.readouterr().err


def test_every_fact_a_condition_may_ask_for_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    from cpcli.rules.guide_facts import FACTS

    assert run(["guide", "facts"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(FACTS)


# ---- what is missing or wrong ----


def test_missing_answers_are_named_with_the_ids_of_the_template(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "".join(line + "\n" for line in ANSWERS.splitlines() if not line.startswith(("bail", "reasons")))

    assert exclude(REF, "--answers", answers(tmp_path, text)) == ExitCode.USAGE

    assert "still needed: bail, reasons;" in capsys.readouterr().err
    assert decisions(store) == []


#: A line of the answers, what stands there instead, and what is told.
WRONG = {
    "a question that is none": ("bail =", "bale =", 'did you mean "bail"'),
    "an answer that is none": ('bail = "no"', 'bail = "never"', "bail: that is no answer here"),
    "a text for a list": ('grounds = ["conflict"]', "grounds = 3", "write a list"),
    "a word that is none": ('grounds = ["conflict"]', 'grounds = ["conflcit"]', 'did you mean "conflict"'),
    "nothing chosen": ('grounds = ["conflict"]', "grounds = []", "choose at least one"),
    "a person who is not there": ('"p11"', '"p77"', "no person or child of this case has that id"),
    "a time for a day": ("2026-12-04", "2026-12-04T10:00:00", "without a time"),
    "a day there is not": ("2026-12-04", '"2026-02-30"', "there is no day"),
    "an empty text": ('"Separate seats will do."', '" "', "must not be empty"),
    "a number for a text": ('"Separate seats will do."', "7", "in quotation marks"),
    "a child who decides": ('decided-by = "p9"', 'decided-by = "c1"', "no person of this case"),
    "somebody else's id": ('about = ["p2"]', 'about = "p77"', "nobody fitting"),
    "two at once": ('about = ["p2"]', 'about = ["p1", "p2"]', "one at a time"),
    "no list": ('about = ["p2"]', "about = 7", "write the ids"),
    "a conference that is none": ('about = ["p2"]', 'about = "p2"\nconference = "ic9"', 'did you mean "ic1"'),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_a_wrong_answers_file_is_told_with_its_place_and_saves_nothing(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], mistake: str
) -> None:
    before, after, words = WRONG[mistake]
    assert before in ANSWERS

    code = exclude(REF, "--answers", answers(tmp_path, ANSWERS.replace(before, after)))

    assert code in {ExitCode.INVALID_FILE, ExitCode.USAGE}
    told = capsys.readouterr().err
    assert words in told
    assert "Traceback" not in told
    assert decisions(store) == []


def test_all_wrong_answers_are_told_at_once_and_none_of_their_words(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = ANSWERS.replace('bail = "no"', 'bail = "Rowan Example"').replace("2026-12-04", '"Hazel"')

    assert exclude(REF, "--answers", answers(tmp_path, text)) == ExitCode.INVALID_FILE

    told = capsys.readouterr().err
    assert "answers.toml:4" in told
    assert "answers.toml:7" in told
    assert "Rowan" not in told
    assert decisions(store) == []


def flags(text: str = ANSWERS) -> list[str]:
    words = []
    for name, value in tomllib.loads(text).items():
        for each in value if isinstance(value, list) else [value]:
            words += [f"--{name}", str(each)]
    return words


def test_flags_save_what_a_file_saves(store: Path, tmp_path: Path) -> None:
    assert exclude("2026-0043", "--answers", answers(tmp_path)) == 0
    assert exclude(REF, *flags()) == 0

    assert decisions(store) == decisions(store, "2026-0043")


def test_flags_win_over_a_file(store: Path, tmp_path: Path) -> None:
    assert exclude(REF, "--answers", answers(tmp_path), "--legal-advice=unclear", "--reasons=-- as agreed --") == 0

    told = {row["question"]: row["value"] for row in decisions(store)[0]["answer"]}
    assert told["legal-advice"] == "unclear"
    assert told["reasons"] == "-- as agreed --"


def test_a_text_can_come_from_standard_input(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Two lines\nof reasons.\n"))
    words = flags(ANSWERS.replace('"Separate seats will do."', '"-"'))

    assert exclude(REF, *words) == 0
    assert decisions(store)[0]["reasons"] == "Two lines\nof reasons."


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--bale", "no"], 'did you mean "bail"'),
        (["--bail", "no", "--bail", "yes"], "it takes one answer"),
        (["--bail", "never"], "--bail: that is no answer here"),
        (["--bail"], "--bail needs a value"),
        (["--reasons", "-", "--conflict-evidence", "-"], "only one answer can come from standard input"),
    ],
)
def test_a_wrong_flag_is_told(store: Path, capsys: pytest.CaptureFixture[str], words: list[str], told: str) -> None:
    assert exclude(REF, "--about", "p2", *words) == ExitCode.USAGE
    assert told in capsys.readouterr().err
    assert decisions(store) == []


def test_an_answer_that_is_not_asked_is_told_and_not_saved(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exclude(REF, "--answers", answers(tmp_path, ANSWERS + 'why-whole = "x"\n')) == 0

    assert "why-whole is not asked in this case" in capsys.readouterr().err
    assert "why-whole" not in {row["question"] for row in decisions(store)[0]["answer"]}


def test_about_whom_must_be_said_where_there_are_several(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del store
    assert exclude(REF) == ExitCode.USAGE
    assert "about whom? Give --about ID; there are: p1, p2" in capsys.readouterr().err


# ---- saving ----


def test_a_saved_decision_says_everything(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exclude(REF, "--answers", answers(tmp_path)) == 0

    (row,) = decisions(store)
    assert {key: value for key, value in row.items() if key != "answer"} == {
        "id": "d1",
        "guide": "exclusion",
        "version": tomllib.loads("x = 2025-03-25")["x"],
        "pack": "pan-berkshire",
        "about": ["p2"],
        "conference": "ic1",
        "outcome": "not-excluded",
        "decided_by": "p9",
        "decided_on": tomllib.loads("x = 2026-12-08")["x"],
        "reasons": "Separate seats will do.",
    }
    grounds = next(each for each in row["answer"] if each["question"] == "grounds")
    assert grounds == {"question": "grounds", "value": ["conflict"], "clauses": ["X10", "X09"]}
    page = capsys.readouterr().out
    assert "d1  The person is not excluded." in page
    assert "cpcli record 2026-0042 exclusion-requested --on 2026-12-04 --conference ic1" in page
    assert "by Mon 7 Dec 2026, aim for Fri 4 Dec 2026" in page
    assert run(["check", REF, "--as-of", "2026-12-08"]) == 0


def test_a_second_decision_supersedes_the_first_and_changes_nothing_of_it(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exclude(REF, "--answers", answers(tmp_path)) == 0
    first = decisions(store)[0]
    assert exclude(REF, "--answers", answers(tmp_path), "--reasons", "After all.") == 0
    assert exclude(REF, "--answers", answers(tmp_path), "--about", "p1") == 0
    capsys.readouterr()

    rows = decisions(store)
    assert rows[0] == first
    assert [row.get("supersedes") for row in rows] == [None, "d1", None]
    assert run(["guide", "decisions", REF, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["decisions"]
    assert [row["superseded"] for row in told] == [True, False, False]
    assert run(["guide", "decisions", REF, "d2"]) == 0
    assert "After all." in capsys.readouterr().out


def test_a_decision_cannot_be_set(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exclude(REF, "--answers", answers(tmp_path)) == 0
    assert run(["set", REF, "decision.d1.outcome", "excluded"]) == ExitCode.USAGE
    assert "never edited" in capsys.readouterr().err
    assert decisions(store)[0]["outcome"] == "not-excluded"


def test_a_dry_run_shows_the_decision_and_saves_nothing(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exclude(REF, "--answers", answers(tmp_path), "--dry-run") == 0
    assert "+[[decision]]" in capsys.readouterr().out
    assert decisions(store) == []


def test_decisions_of_a_case_without_any_and_one_that_is_none(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del store
    assert run(["guide", "decisions", REF]) == 0
    assert "no decisions yet" in capsys.readouterr().err
    assert run(["guide", "decisions", REF, "d1"]) == ExitCode.USAGE


def test_no_answer_and_no_reason_is_shown_to_programs(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del store
    assert exclude(REF, "--answers", answers(tmp_path), "--format", "json") == 0
    assert run(["guide", "decisions", REF, "--format", "json"]) == 0
    assert run(["show", REF, "--format", "json"]) == 0
    assert run(["show", REF]) == 0

    told = capsys.readouterr().out
    assert "Separate seats" not in told
    assert "An invented argument" not in told


# ---- many cases ----


def test_many_cases_are_counted_and_one_failure_stops_no_other(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers(tmp_path, ANSWERS, f"batch/{REF}.toml")
    answers(tmp_path, ANSWERS.replace('bail = "no"\n', ""), "batch/2026-0043.toml")
    (store / "cases" / "2026-0044.toml").write_text("[[child", encoding="utf-8")
    answers(tmp_path, ANSWERS, "batch/2026-0044.toml")

    code = exclude("--answers", str(tmp_path / "batch"))

    told = capsys.readouterr()
    assert code == ExitCode.INVALID_FILE
    assert "1 done, 1 incomplete, 1 invalid" in told.err
    assert "2026-0043: still needed: bail" in told.err
    assert told.out.splitlines() == [f"{REF}  d1  exclusion  p2  not-excluded"]
    assert len(decisions(store)) == 1
    assert decisions(store, "2026-0043") == []


def test_one_file_serves_many_cases(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exclude(REF, "2026-0043", "--answers", answers(tmp_path)) == 0

    assert "2 done, 0 incomplete, 0 invalid" in capsys.readouterr().err
    assert decisions(store) == decisions(store, "2026-0043") != []


def test_many_incomplete_ones_exit_2_and_a_ref_there_is_none_of_is_told(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = answers(tmp_path, ANSWERS.replace('bail = "no"\n', ""))
    assert exclude(REF, "2026-0043", "--answers", file) == ExitCode.USAGE
    assert "0 done, 2 incomplete, 0 invalid" in capsys.readouterr().err

    assert exclude(REF, "2026-9999", "--answers", answers(tmp_path)) == ExitCode.USAGE
    told = capsys.readouterr().err
    assert "1 done, 0 incomplete, 1 invalid" in told
    assert 'there is no case "2026-9999"' in told
    assert len(decisions(store)) == 1


def test_a_pack_without_guides_borrows_them_and_says_so(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = store / "cases" / f"{REF}.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"pan-berkshire"', '"salford"'), encoding="utf-8")

    assert exclude(REF, "--answers", answers(tmp_path)) == 0

    assert "salford has no guide exclusion of its own" in capsys.readouterr().err
    assert decisions(store)[0]["pack"] == "pan-berkshire"


def test_an_area_can_write_a_guide_of_its_own(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack = store / "packs" / "our-town"
    (pack / "guides").mkdir(parents=True)
    (pack / "pack.toml").write_text(
        'name = "our-town"\ntitle = "Our Town"\narea = "Our Town"\ndated = 2026-01-01\nextends = "pan-berkshire"\n',
        encoding="utf-8",
    )
    guide = (
        'title = "Parking"\nabout = "Where to park."\nfrom = 2026-01-01\nwhom = "case"\nconference = "none"\n'
        'clauses = ["A32"]\n[decision]\n[[question]]\nid = "where"\nask = "Where?"\nkind = "text"\n'
        '[[outcome]]\nid = "told"\nsays = "It is said where."\n'
    )
    (pack / "guides" / "parking.toml").write_text(guide, encoding="utf-8")
    path = store / "cases" / f"{REF}.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"pan-berkshire"', '"our-town"'), encoding="utf-8")
    words = ["--where", "Behind.", "--reasons", "r", "--decided-by", "p9", "--decided-on", "2026-12-08"]

    assert run(["guide", "run", "parking", REF, *words]) == 0
    assert "about" not in decisions(store)[0]
    assert "conference" not in decisions(store)[0]
    assert run(["guide", "list", "--pack", "our-town"]) == 0
    out = capsys.readouterr().out
    assert "parking" in out
    assert "exclusion" in out

    assert run(["guide", "run", "parking", REF, "--about", "p1", *words]) == ExitCode.USAGE
    assert run(["guide", "run", "parking", REF, "--conference", "ic1", *words]) == ExitCode.USAGE
    (pack / "guides" / "parking.toml").write_text(guide.replace('"text"', '"txt"'), encoding="utf-8")
    assert run(["guide", "run", "parking", REF, *words]) == ExitCode.INVALID_FILE
    assert run(["pack", "check", str(pack)]) == ExitCode.INVALID_FILE

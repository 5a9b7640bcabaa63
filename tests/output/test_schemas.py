"""Each JSON answer is what its published schema says."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from cpcli.casework.kinds import BOUNDS, EVENT_KINDS, FORCES, STATUSES
from cpcli.cli.boundary import run

FAMILY = Path(__file__).resolve().parents[2] / "cpcli" / "demo_family" / "2026-0042.toml"

ANSWERS = {
    "deadlines": [
        ["deadlines", str(FAMILY), "--as-of", "2026-12-08", "--format", "json"],
        ["deadlines", "--event", "strategy-discussion=2026-12-10", "--format", "json"],
        [
            "deadlines",
            "--event",
            "initial-conference=2026-12-10T10:00",
            "--rule",
            "plan.ends-at-eighteen",
            "--format",
            "json",
        ],
    ],
    "workdays": [
        ["workdays", "add", "2026-12-10", "15", "--format", "json"],
        ["workdays", "count", "2027-01-05", "2026-12-10", "--format", "json"],
    ],
    "workdays-calendar": [["workdays", "calendar", "2030", "--format", "json"]],
    "workdays-verify": [["workdays", "verify", "--format", "json"]],
    "pack-list": [["pack", "list", "--format", "json"]],
    "pack-show": [
        ["pack", "show", "pan-berkshire", "--format", "json"],
        ["pack", "show", "salford", "review-conference.next", "--format", "json"],
    ],
    "pack-diff": [["pack", "diff", "england", "pan-berkshire", "--format", "json"]],
    "pack-check": [["pack", "check", "pan-berkshire", "--format", "json"]],
    "pack-coverage": [["pack", "coverage", "--format", "json"]],
}


def schema(name: str, capsys: pytest.CaptureFixture[str]) -> Draft202012Validator:
    assert run(["schema", name]) == 0
    found = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found)


@pytest.mark.parametrize(("name", "words"), [(name, words) for name, all_ in ANSWERS.items() for words in all_])
def test_an_answer_is_what_its_schema_says(name: str, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    validator = schema(name, capsys)

    assert run(words) == 0

    answer = json.loads(capsys.readouterr().out)
    assert [error.message for error in validator.iter_errors(answer)] == []
    assert answer["schema"] == f"cpcli/{name}/1"


def test_a_line_of_jsonl_is_what_its_schema_says(capsys: pytest.CaptureFixture[str]) -> None:
    validator = schema("deadlines-line", capsys)

    assert run(["deadlines", str(FAMILY), "--as-of", "2026-12-08", "--format", "jsonl"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 20
    for line in lines:
        assert list(validator.iter_errors(json.loads(line))) == []


def test_every_schema_is_listed_and_belongs_to_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema"]) == 0

    assert set(capsys.readouterr().out.split()) == {*ANSWERS, "deadlines-line"}


def test_the_schema_knows_every_word_of_the_closed_vocabularies(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "deadlines-line"]) == 0

    fields = json.loads(capsys.readouterr().out)["properties"]
    assert tuple(fields["status"]["enum"]) == STATUSES
    assert tuple(fields["bound"]["enum"]) == BOUNDS
    assert tuple(fields["force"]["enum"]) == FORCES
    assert tuple(fields["trigger"]["properties"]["event"]["enum"]) == tuple(EVENT_KINDS)


def test_a_schema_refuses_an_answer_with_a_wrong_status(capsys: pytest.CaptureFixture[str]) -> None:
    validator = schema("deadlines-line", capsys)
    assert run(["deadlines", "--event", "strategy-discussion=2026-12-10", "--format", "jsonl"]) == 0
    line = json.loads(capsys.readouterr().out.splitlines()[0])

    line["status"] = "fine"

    assert [error.validator for error in validator.iter_errors(line)] == ["enum"]


def test_an_unknown_schema_is_told_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "deadline"]) == 2

    assert 'did you mean "deadlines"' in capsys.readouterr().err

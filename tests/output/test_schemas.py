"""Each JSON answer is what its published schema says."""

import json
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from cpcli.casework.fields import INSIDE, TABLES
from cpcli.casework.kinds import BOUNDS, EVENT_KINDS, FORCES, STATUSES
from cpcli.cli.boundary import run
from cpcli.store.demo_family import make_family

#: Stands for the folder of a store with the demonstration's family.
STORE = "STORE"

FAMILY = Path(__file__).resolve().parents[2] / "cpcli" / "demo_family" / "2026-0042.toml"

#: Answers to a short guide.
NOT_EXCLUDED = [
    word
    for flag in (
        "during=no", "asked-by=p11", "asked-on=2026-12-04", "grounds=conflict", "conflict-evidence=words", "bail=no",
        "legal-advice=no", "extent=not", "reasons=words", "decided-by=p9", "decided-on=2026-12-08", "about=p2",
    )
    for word in (f"--{flag}",)
]  # fmt: skip
RUN = ["--format", "json", "--as-of", "2026-12-08", *NOT_EXCLUDED, "--store", STORE]

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
    "quorum": [
        ["quorum", "--present", "social-care", "--present", "police", "--present", "school", "--format", "json"],
        [
            "quorum",
            "2026-0042",
            "--with",
            "p5",
            "--with",
            "gp",
            "--contact",
            "gp=c3",
            "--store",
            STORE,
            "--as-of",
            "2026-12-08",
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
        ["pack", "show", "pan-berkshire", "quorum", "--format", "json"],
        ["pack", "show", "salford", "quorum", "--format", "json"],
    ],
    "pack-diff": [["pack", "diff", "england", "pan-berkshire", "--format", "json"]],
    "pack-check": [["pack", "check", "pan-berkshire", "--format", "json"]],
    "pack-coverage": [["pack", "coverage", "--format", "json"]],
    "guide-list": [["guide", "list", "--format", "json"], ["guide", "list", "--pack", "salford", "--format", "json"]],
    "guide-show": [["guide", "show", "exclusion", "--format", "json"]],
    "guide-run": [["guide", "run", "exclusion", "2026-0042", *RUN], ["exclusion", "2026-0042", *RUN]],
    "guide-runs": [["guide", "run", "exclusion", "2026-0042", "2026-0043", *RUN]],
    "guide-decisions": [["guide", "decisions", "2026-0042", "--format", "json", "--store", STORE]],
    "documents": [["documents", "list", "--format", "json"]],
    "document": [["documents", "show", "agenda", "--format", "json"]],
    "releases": [["releases", "2026-0042", "--format", "json", "--store", STORE]],
    "list": [["list", "--format", "json", "--store", STORE]],
    "show": [
        ["show", "2026-0042", "--format", "json", "--store", STORE],
        ["show", "2026-0042", "--names", "--format", "json", "--store", STORE],
    ],
    "check": [["check", "--all", "--format", "json", "--store", STORE]],
    "history": [["history", "2026-0042", "--format", "json", "--store", STORE]],
    "diff": [["diff", "2026-0042", "1", "--format", "json", "--store", STORE]],
    "journal": [["journal", "list", "--format", "json", "--store", STORE]],
    "journal-verify": [["journal", "verify", "--format", "json", "--store", STORE]],
    "doctor": [["doctor", "--format", "json", "--store", STORE]],
}


def schema(name: str, capsys: pytest.CaptureFixture[str]) -> Draft202012Validator:
    assert run(["schema", name]) == 0
    found = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found)


@pytest.mark.parametrize(("name", "words"), [(name, words) for name, all_ in ANSWERS.items() for words in all_])
def test_an_answer_is_what_its_schema_says(
    name: str, words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "store"
    if STORE in words:
        make_family(str(store), "2026-11-22T10:00:00+00:00")
        family = (store / "cases" / "2026-0042.toml").read_text(encoding="utf-8")
        (store / "cases" / "2026-0043.toml").write_text(family.replace("2026-0042", "2026-0043"), encoding="utf-8")
        capsys.readouterr()
    validator = schema(name, capsys)

    assert run([str(store) if word == STORE else word for word in words]) == 0

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

    assert set(capsys.readouterr().out.split()) == {*ANSWERS, "deadlines-line", "case"}


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


def test_the_schema_of_a_case_takes_the_demonstration_family_and_refuses_a_broken_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    validator = schema("case", capsys)
    family = json.loads(json.dumps(tomllib.loads(FAMILY.read_text(encoding="utf-8")), default=lambda d: d.isoformat()))

    assert [error.message for error in validator.iter_errors(family)] == []
    family["person"][0]["agency"] = "helth-visiting"
    del family["child"][0]["id"]
    assert {error.validator for error in validator.iter_errors(family)} == {"enum", "required"}


def test_every_key_of_a_case_is_in_its_documentation() -> None:
    told = (Path(__file__).resolve().parents[2] / "docs" / "case-file.md").read_text(encoding="utf-8")
    fields = [
        field
        for rows in (*TABLES.values(), *(fields for inner in INSIDE.values() for fields in inner.values()))
        for field in rows
    ]

    assert len(fields) > 80
    assert [field.name for field in fields if f"| `{field.name}`" not in told or field.says not in told] == []

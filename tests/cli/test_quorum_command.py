"""`cpcli quorum`, as people, scripts and pipes ask it."""

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pexpect
import pytest
from jsonschema import Draft202012Validator

from cpcli.casework.fields import AGENCIES, ROLES
from cpcli.cli.boundary import run
from cpcli.store.demo_family import make_family
from cpcli.store.packs import SHIPPED
from cpcli.store.quorum_reader import words_of
from cpcli.store.schemas import schema_text

AS_OF = ["--as-of", "2026-12-08"]
JSON = ["--format", "json"]
FAMILY = Path(__file__).resolve().parents[2] / "cpcli" / "demo_family" / "2026-0042.toml"

Values = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def in_the_family_s_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("CPCLI_STORE", raising=False)
    monkeypatch.setenv("CPCLI_USER", "tester")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    make_family("store", "2026-11-22T10:00:00+00:00")
    monkeypatch.chdir(tmp_path / "store")
    capsys.readouterr()


@pytest.fixture
def values(capsys: pytest.CaptureFixture[str]) -> Values:
    """What `cpcli quorum ... --format json` says, held to its schema."""
    validator = Draft202012Validator(json.loads(schema_text("quorum")))

    def said(*words: str, ends: int) -> dict[str, Any]:
        assert run(["quorum", *words, *JSON]) == ends
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        assert [error.message for error in validator.iter_errors(found)] == []
        return found

    return said


def children(found: dict[str, Any]) -> dict[str | None, bool]:
    return {child["child"]: child["quorate"] for child in found["children"]}


def record(*words: str) -> None:
    assert run(list(words)) == 0


def test_the_family_s_conference_is_quorate_for_one_of_three(values: Values) -> None:
    found = values("2026-0042", *AS_OF, ends=3)

    assert (found["case"], found["conference"], found["pack"], found["as_of"]) == (
        "2026-0042",
        "ic1",
        "pan-berkshire",
        "2026-12-08",
    )
    assert found["quorate"] is False
    assert found["basis"] == "replies"
    assert found["change"] is None
    assert children(found) == {"c1": True, "c2": False, "c3": False}
    second = found["children"][1]
    assert second["missing"][0]["number"] == 1
    assert second["missing"][0]["agencies"] == ["health-visiting"]
    assert second["missing"][0]["could_supply"][0]["person"] == "p5"
    assert {each["children"][0] for each in found["to_proceed"]} == {"c2"}
    assert found["command"] == "cpcli guide run proceed-inquorate 2026-0042"


def test_the_answer_goes_to_standard_output_and_the_sentence_to_the_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["quorum", "2026-0042", *AS_OF]) == 3

    said = capsys.readouterr()
    first = said.out.splitlines()[0]
    assert first.startswith("As things stand you will be quorate for c1, not for c2 and c3.")
    assert "health visiting: p5 has declined; a briefed stand-in would count" in said.out
    assert "the chair records first:" in said.out
    assert said.out.rstrip().endswith("cpcli guide run proceed-inquorate 2026-0042")
    assert said.err == "error: not quorate for c2 and c3\n"
    assert not any(name in said.out for name in ("Sample", "Rowan", "Hazel", "Olive", "Jo"))


def test_an_explanation_unfolds_both_readings(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["quorum", "--present", "social-care", "--present", "gp", "--present", "midwifery", "--explain"]) == 0

    said = capsys.readouterr()
    assert "- The plain reading: quorate." in said.out
    assert "- The stricter reading: not quorate." in said.out
    assert "counted by agency, 1 found: health: gp and midwifery." in said.out
    assert "gp and midwifery belong to one agency, health" in said.err


def test_a_day_before_the_rule_is_known_is_told(values: Values) -> None:
    found = values("--present", "police", "--as-of", "2024-01-01", ends=3)

    assert [w["says"] for w in found["warnings"] if w["says"].startswith("The day asked about is before")]


def test_a_conference_that_is_quorate_ends_with_0_and_says_nothing_more(capsys: pytest.CaptureFixture[str]) -> None:
    record("set", "2026-0042", "conference.ic1.children", "c1")
    capsys.readouterr()

    assert run(["quorum", "2026-0042", *AS_OF]) == 0

    said = capsys.readouterr()
    assert said.out.startswith("As things stand you will be quorate for c1.")
    assert "chair records" not in said.out
    assert said.err == ""


def test_recorded_attendance_takes_the_place_of_replies(values: Values, capsys: pytest.CaptureFixture[str]) -> None:
    for person, how in (("p4", "in-person"), ("p5", "represented"), ("p7", "apologies"), ("p11", "online")):
        record("attendance", "2026-0042", "ic1", "--person", person, "--attended", how)

    found = values("2026-0042", *AS_OF, ends=3)

    assert found["basis"] == "attendance"
    assert children(found) == {"c1": False, "c2": True, "c3": False}
    run(["quorum", "2026-0042", *AS_OF])
    assert capsys.readouterr().out.startswith("Quorate at the meeting for c2, not for c1 and c3.")


def test_at_the_moment_of_the_decision_the_answer_and_the_exit_are_those_of_that_moment(
    values: Values, capsys: pytest.CaptureFixture[str]
) -> None:
    record("set", "2026-0042", "conference.ic1.children", "c1")
    for person in ("p4", "p7", "p11"):
        record("attendance", "2026-0042", "ic1", "--person", person, "--attended", "in-person")
    record("attendance", "2026-0042", "ic1", "--person", "p11", "--left-at", "2026-12-10T10:40")

    before = values("2026-0042", *AS_OF, ends=0)
    after = values("2026-0042", *AS_OF, "--at-decision", ends=3)

    assert [child["quorate_at_decision"] for child in before["children"]] == [False]
    assert "p11 had left by then" in before["warnings"][0]["says"]
    assert before["warnings"][0]["clauses"] == ["X15"]
    assert (before["at_decision"], after["at_decision"], after["quorate"]) == (False, True, False)
    run(["quorum", "2026-0042", *AS_OF, "--at-decision"])
    assert capsys.readouterr().out.startswith("Not quorate when the decision was taken for c1.")


@pytest.mark.parametrize(
    ("change", "after", "ends"),
    [
        (["--with", "p5"], {"c1": True, "c2": True, "c3": False}, 3),
        (["--with", "health-visiting"], {"c1": True, "c2": True, "c3": False}, 3),
        (["--with", "gp", "--contact", "gp=c2", "--contact", "gp=c3"], {"c1": True, "c2": True, "c3": True}, 0),
        (["--with", "gp"], {"c1": True, "c2": False, "c3": False}, 3),
        (["--without", "p11"], {"c1": False, "c2": False, "c3": False}, 3),
        (["--without", "police", "--with", "p5"], {"c1": False, "c2": False, "c3": False}, 3),
    ],
)
def test_what_would_change_is_told_beside_how_things_stand(
    change: list[str], after: dict[str | None, bool], ends: int, values: Values, capsys: pytest.CaptureFixture[str]
) -> None:
    found = values("2026-0042", *AS_OF, *change, ends=ends)

    assert children(found) == after
    assert found["basis"] == "replies"
    stands = {child["child"]: child["quorate"] for child in found["change"]["as_things_stand"]["children"]}
    assert stands == {"c1": True, "c2": False, "c3": False}
    assert [*found["change"]["with"], *found["change"]["without"]]
    run(["quorum", "2026-0042", *AS_OF, *change])
    assert "Without that change: quorate for c1, not for c2 and c3." in capsys.readouterr().out.splitlines()[0]


def test_a_case_file_by_its_path_is_answered_like_the_case(values: Values) -> None:
    by_ref, by_path = values("2026-0042", *AS_OF, ends=3), values(str(FAMILY), *AS_OF, ends=3)

    assert by_path == by_ref


@pytest.mark.parametrize("pack", ["england", "salford"])
def test_quorum_is_not_national_and_that_is_said(pack: str, values: Values, capsys: pytest.CaptureFixture[str]) -> None:
    found = values("2026-0042", *AS_OF, "--pack", pack, ends=3)

    assert (found["pack"], found["rule_of"]) == (pack, "pan-berkshire")
    assert [w["says"] for w in found["warnings"] if "not a national rule" in w["says"]]
    run(["quorum", "--present", "social-care", "--present", "police", "--present", "school", "--pack", pack])
    assert "warning: Quorum is not a national rule" in capsys.readouterr().err


# ---- without a case --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "found", "ends"),
    [
        (["--present", "social-care", "--present", "police", "--present", "school"], {None: True}, 0),
        (["--present", "social-care", "--present", "police"], {None: False}, 3),
        (["--present", "social-care", "--present", "social-care", "--present", "police"], {None: False}, 3),
        (["--present", "police", "--present", "school", "--present", "gp"], {None: False}, 3),
        (["--present", "social-care", "--present", "police", "--present", "legal-services"], {None: False}, 3),
        (
            ["--present", "social-care", "--present", "police", "--present", "gp", "--child", "c1", "--child", "c2"],
            {"c1": True, "c2": True},
            0,
        ),
        (
            [
                *("--present", "social-care", "--present", "police", "--present", "gp", "--child", "c1"),
                *("--child", "c2", "--contact", "police=c1", "--contact", "police=c2", "--contact", "gp=c1"),
            ],
            {"c1": True, "c2": False},
            3,
        ),
        (["--present", "social-care", "--present", "police", "--contact", "police=c7"], {"c7": False}, 3),
        (
            ["--present", "social-care", "--present", "police", "--with", "gp", "--child", "c1"],
            {"c1": True},
            0,
        ),
        (
            [
                *("--present", "social-care", "--present", "police", "--with", "gp", "--contact", "police=c1"),
                *("--contact", "gp=c1"),
            ],
            {"c1": True},
            0,
        ),
        (
            ["--present", "social-care", "--present", "police", "--with", "gp", "--contact", "police=c1"],
            {"c1": False},
            3,
        ),
        (["--present", "social-care", "--present", "police", "--present", "gp", "--without", "gp"], {None: False}, 3),
    ],
)
def test_a_question_without_a_case(words: list[str], found: dict[str | None, bool], ends: int, values: Values) -> None:
    said = values(*words, ends=ends)

    assert children(said) == found
    assert (said["case"], said["conference"], said["at"], said["command"]) == (None, None, None, None)
    assert said["basis"] == "attendance"
    for child in said["children"]:
        assert {each["person"] for each in child["counted"]} <= set(AGENCIES)
        assert child["exception"]["status"] in {"unknown", "not-shown"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--present", "polcie"], '--present "polcie" is not known; did you mean "police"?'),
        (["--present", "police", "--contact", "gp=c1"], '--contact names "gp", which is not among those present'),
        (["--present", "police", "--contact", "polcie=c1"], 'did you mean "police"?'),
        (["--present", "police", "--child", "c1", "--contact", "police=c11"], 'names the child "c11"'),
        (["--present", "police", "--contact", "police"], "write AGENCY=LABEL, such as police=c1"),
        (["--present", "police", "--contact", "police="], "write AGENCY=LABEL, such as police=c1"),
        (["--present", "police", "--child", " "], "--child needs a label"),
        (["--present", "police", "--with", "scool"], '--with: "scool" is no agency; did you mean "school"?'),
        (["--present", "police", "--without", "p4"], '--without: "p4" is no agency'),
        (["--present", "police", "--with", "gp", "--without", "gp"], "gp cannot both come and stay away"),
        (["--present", "police", "--conference", "ic1"], "--conference needs a case"),
        ([], "nothing to look at; give a case, or who is there"),
        (["2026-0042", "--present", "police"], "--present asks without a case"),
        (["2026-0042", "--child", "c1"], "--child asks without a case"),
        (["2026-0042", "--contact", "police=c1"], "--contact goes with --present, or with an agency that --with names"),
        (["2026-0042", "--with", "gp", "--contact", "gp=c9"], 'names the child "c9"'),
        (["2026-0042", "--with", "p55"], '"p55" is neither a person of this case nor an agency; did you mean "p5"?'),
        (["2026-0042", "--conference", "ic9"], 'has no conference "ic9"; did you mean "ic1"?'),
        (["2026-0042", "--pack", "englnd"], 'did you mean "england"?'),
        (["2026-0042", "--format", "csv"], '--format "csv" is not known'),
        (["2026-0043"], "2026-0043"),
        (["nowhere/x.toml"], "there is no such case file"),
    ],
)
def test_what_cannot_be_asked_is_a_sentence_and_exit_2(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["quorum", *words]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("error: ")
    assert told in said.err


# ---- the case itself -------------------------------------------------------------------------------------------------


def write(case: str) -> None:
    Path("cases/2026-0050.toml").write_text('format = 1\nref = "2026-0050"\n' + case, encoding="utf-8")


CHILD = '[[child]]\nid = "c1"\nname = "Rowan Example"\n'


def test_without_a_conference_the_command_to_add_one_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    write(CHILD)

    assert run(["quorum", "2026-0050"]) == 2
    assert "cpcli add conference 2026-0050 --kind initial-conference --at" in capsys.readouterr().err


def test_two_conferences_at_one_time_are_told_by_their_ids(capsys: pytest.CaptureFixture[str]) -> None:
    conference = '[[conference]]\nid = "{}"\nkind = "initial-conference"\nat = 2026-12-10T10:00:00\n'
    write(CHILD + conference.format("ic1") + conference.format("ic2"))

    assert run(["quorum", "2026-0050", *AS_OF]) == 2
    assert "ic1, ic2; name one with --conference ID" in capsys.readouterr().err
    assert run(["quorum", "2026-0050", *AS_OF, "--conference", "ic2"]) == 3


def test_a_case_about_nobody_is_never_quorate(capsys: pytest.CaptureFixture[str]) -> None:
    write(
        '[[child]]\nid = "c1"\nsubject = false\n[[conference]]\nid = "ic1"\nkind = "initial-conference"\n'
        "at = 2026-12-10\n"
    )

    assert run(["quorum", "2026-0050", *AS_OF]) == 2
    assert "cpcli add child 2026-0050" in capsys.readouterr().err


def test_an_unknown_agency_is_an_error_with_the_nearest_and_an_unknown_role_a_warning(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = FAMILY.read_text(encoding="utf-8").replace("2026-0042", "2026-0050")
    path = Path("cases/2026-0050.toml")
    path.write_text(text.replace('agency = "health-visiting"', 'agency = "helth-visiting"'), encoding="utf-8")
    assert run(["quorum", "2026-0050", *AS_OF]) == 4
    said = capsys.readouterr()
    assert said.out == ""
    assert 'person[3].agency: "helth-visiting" is not known here; did you mean "health-visiting"?' in said.err

    path.write_text(text.replace('role = "teacher"', 'role = "techer"'), encoding="utf-8")
    assert run(["quorum", "2026-0050", *AS_OF]) == 3
    said = capsys.readouterr()
    assert 'did you mean "teacher"?' in said.err
    assert "school (p7)" in said.out


def test_text_from_a_case_cannot_drive_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    text = FAMILY.read_text(encoding="utf-8").replace("2026-0042", "2026-0050")
    Path("cases/2026-0050.toml").write_text(text.replace('"p7"', '"p\\u001b[31m7"'), encoding="utf-8")

    assert run(["quorum", "2026-0050", *AS_OF]) == 3

    said = capsys.readouterr()
    assert "school (p[31m7)" in said.out
    assert "\x1b" not in said.out + said.err


# ---- an area's own agencies and roles --------------------------------------------------------------------------------

PACK = """\
name = "our-town"
title = "Our Town"
area = "Our Town Council"
dated = 2026-09-01
extends = "pan-berkshire"
reads = ["england", "salford"]
"""
OWN = """\
[[agency]]
id = "family-hub"
title = "Family hub"
group = "local-authority"

[[role]]
id = "hub-worker"
title = "Family hub worker"
agency = "family-hub"

[[version]]
from = 2026-09-01
others = 3
clauses = ["OUR1"]
because = "Our Town asks for one more."
verified_on = 2026-11-22
"""
CLAUSES = """\
[[clause]]
id = "OUR1"
at = "our:1"
summary = "Our Town wants three others beside social care."
applied_by = ["quorum:minimum"]
"""


@pytest.fixture
def our_town() -> None:
    """An area whose agencies and rule are data alone."""
    folder = Path("packs/our-town")
    folder.mkdir(parents=True)
    for name, text in (("pack.toml", PACK), ("quorum.toml", OWN), ("clauses.toml", CLAUSES)):
        (folder / name).write_text(text, encoding="utf-8")
    assert run(["pack", "check", "our-town"]) == 0


@pytest.mark.usefixtures("our_town")
def test_an_agency_a_role_and_a_rule_of_an_area_s_own_are_data_only(
    values: Values, capsys: pytest.CaptureFixture[str]
) -> None:
    add = ["add", "person", "2026-0042", "--contact", "c1", "--role", "hub-worker"]
    assert run([*add, "--agency", "family-hub"]) == 2
    assert '--agency: "family-hub" is not known' in capsys.readouterr().err
    record("set", "2026-0042", "pack", "our-town")
    record(*add, "--agency", "family-hub")
    person = capsys.readouterr().out.split()[-1]
    record("attendance", "2026-0042", "ic1", "--person", person, "--reply", "accepted")
    assert run(["check", "2026-0042", *AS_OF]) == 0
    assert "hub-worker" not in capsys.readouterr().out
    record("set", "2026-0042", f"person.{person}.agency", "family-hub")

    found = values("2026-0042", *AS_OF, ends=3)

    assert (found["pack"], found["rule_of"], found["version"]) == ("our-town", "our-town", "2026-09-01")
    assert children(found) == {"c1": True, "c2": False, "c3": False}
    assert [child["missing"][0]["number"] for child in found["children"] if child["missing"]] == [2, 2]
    assert {each["group"] for each in found["children"][0]["counted"]} == {
        "social-care",
        "education",
        "police",
        "local-authority",
    }
    # Another area's rule still knows the agencies of the case's own.
    assert children(values("2026-0042", *AS_OF, "--pack", "pan-berkshire", ends=3))["c1"] is True


@pytest.mark.usefixtures("our_town")
def test_before_its_own_version_an_area_inherits_the_rule(values: Values) -> None:
    present = ["--present", "social-care", "--present", "family-hub", "--present", "police", "--pack", "our-town"]

    assert children(values(*present, "--as-of", "2026-08-31", ends=0)) == {None: True}
    assert children(values(*present, "--as-of", "2026-09-01", ends=3)) == {None: False}


@pytest.mark.usefixtures("our_town")
def test_a_pack_shows_its_rule_and_what_differs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack", "show", "our-town", "quorum"]) == 0
    shown = capsys.readouterr().out
    assert "For each child: social-care, and 3 others" in shown
    assert "family-hub" in shown
    assert "OUR1" in shown

    assert run(["pack", "diff", "pan-berkshire", "our-town"]) == 0
    said = capsys.readouterr().out
    assert "agency family-hub: only in our-town" in said
    assert "and 3 others" in said


@pytest.mark.usefixtures("our_town")
def test_a_quorum_toml_that_is_wrong_stops_quorum_and_not_the_recording(capsys: pytest.CaptureFixture[str]) -> None:
    record("set", "2026-0042", "pack", "our-town")
    path = Path("packs/our-town/quorum.toml")
    path.write_text(OWN.replace("others = 3", "others = 0"), encoding="utf-8")
    capsys.readouterr()

    assert run(["quorum", "2026-0042", *AS_OF]) == 4
    assert "our-town/quorum.toml:13: version[0].others: must be 1 or more" in capsys.readouterr().err
    record("add", "person", "2026-0042", "--role", "hub-worker", "--agency", "family-hub")


def test_a_pack_with_no_rule_and_nothing_to_fall_back_on_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path("packs/bare")
    folder.mkdir(parents=True)
    (folder / "pack.toml").write_text(
        'name = "bare"\ntitle = "Bare"\narea = "Bare"\ndated = 2026-09-01\n', encoding="utf-8"
    )

    assert run(["quorum", "--present", "police", "--pack", "bare"]) == 2
    assert "bare has no quorum rule and names no pack to fall back on" in capsys.readouterr().err


def test_the_common_agencies_and_roles_are_those_of_the_england_pack() -> None:
    data = tomllib.loads((SHIPPED / "england" / "quorum.toml").read_text(encoding="utf-8"))

    assert {each["id"] for each in data["agency"]} == set(AGENCIES)
    assert len(data["agency"]) == len(AGENCIES) == 20
    assert {each["id"] for each in data["role"]} == set(ROLES)
    for pack in ("england", "pan-berkshire", "salford", "no-such-pack"):
        assert set(words_of(pack).agencies) == set(AGENCIES)


# ---- as a process ----------------------------------------------------------------------------------------------------


def test_in_a_pipe_there_is_no_colour_and_the_exit_tells() -> None:
    words = [sys.executable, "-m", "cpcli", "quorum", "2026-0042", *AS_OF]

    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=False)

    assert done.returncode == 3
    assert "\x1b" not in done.stdout
    assert "quorate      c1: social care (p4), school (p7), police (p11)" in done.stdout.splitlines()
    assert "one short    c2: social care (p4), police (p11)" in done.stdout.splitlines()
    assert done.stderr == "error: not quorate for c2 and c3\n"


def test_a_reader_that_goes_away_is_no_fault() -> None:
    words = f'"{sys.executable}" -m cpcli quorum --present police --format json | head -n 1'

    done = subprocess.run(words, shell=True, capture_output=True, text=True, check=False)  # noqa: S602 - our own words

    assert done.stdout == "{\n"
    assert done.stderr == "error: not quorate\n"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such terminal")
@pytest.mark.parametrize("width", [40, 80, 160])
@pytest.mark.parametrize("colour", [True, False])
def test_on_a_terminal_every_verdict_has_its_word(width: int, colour: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    if not colour:
        monkeypatch.setenv("NO_COLOR", "1")

    screen, code = pexpect.run(
        f"{sys.executable} -m cpcli quorum 2026-0042 --as-of 2026-12-08",
        withexitstatus=True,
        dimensions=(60, width),
        encoding="utf-8",
        # As a mapping: what a library set in the process alone (readline: COLUMNS) is left behind.
        env=dict(os.environ),
    )

    assert code == 3
    assert ("\x1b[1;31m" in screen) is colour
    lines = pexpect_lines(screen)
    assert max(map(len, lines)) <= width
    words = " ".join(" ".join(lines).split())
    assert "quorate c1: social care (p4), school (p7), police (p11)" in words
    assert "one short c3: social care (p4), police (p11)" in words
    assert "cpcli guide run proceed-inquorate 2026-0042" in words


def pexpect_lines(screen: str) -> list[str]:
    """The lines of a screen without what only colours them."""
    return [line.rstrip() for line in re.sub(r"\x1b\[[\d;]*m", "", screen).splitlines()]

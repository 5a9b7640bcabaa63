"""`cpcli add redaction`, and by when a recipient asks for corrections: the commands, as somebody types them."""

import json
from pathlib import Path

import pytest

from cpcli.cli.boundary import run
from cpcli.errors import ExitCode
from cpcli.store.demo_family import make_family

REF = "2026-0042"
AS_OF = ["--as-of", "2026-12-11"]

#: The demonstration's conference, held; three plans, of which one text is not for p2.
HELD = """
[[plan]]
id = "pl1"
child = "c1"
conference = "ic1"
started = 2026-12-10
category = "NEG"
lead_social_worker = "p4"
risks = "Cold rooms."
contingency = "If the greenwagon comes, call the team."
"""


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    folder = tmp_path / "store"
    monkeypatch.setenv("CPCLI_USER", "staff-17")
    monkeypatch.chdir(tmp_path)
    make_family(str(folder), "2026-11-22T10:00:00+00:00")
    monkeypatch.setenv("CPCLI_STORE", str(folder))
    with (folder / "cases" / f"{REF}.toml").open("a", encoding="utf-8") as file:
        file.write(HELD)
    for child in ("c1", "c2", "c3"):
        words = ["--child", child, "--decision", "plan", "--category", "NEG", "--reasons", "It was weighed."]
        assert run(["outcome", REF, "ic1", *words, "--next-review", "2027-03-08"]) == 0
    capsys.readouterr()
    return folder


def redact(*more: str) -> int:
    said = ["--kept-from", "p2", "--because", "He would know.", "--decided-by", "p9", "--decided-on", "2026-12-10"]
    return run(["add", "redaction", REF, *said, *more])


def text_for(reader: str, out: Path, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert run(["render", "outline-plan", REF, "--for", reader, "--format", "txt", "--out", str(out), *AS_OF]) == 0
    files = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert files
    return "".join(path.read_text(encoding="utf-8") for path in files)


def test_a_redaction_takes_a_text_out_of_one_copy_and_why_names_it(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del store
    assert "greenwagon" in text_for("p2", tmp_path, capsys)

    assert redact("--what", "plan.pl1.contingency") == 0
    assert capsys.readouterr().out.strip() == "red1"

    assert "greenwagon" not in text_for("p2", tmp_path, capsys)
    assert "greenwagon" in text_for("p1", tmp_path, capsys)
    assert run(["render", "outline-plan", REF, "--for", "p2", "--why", *AS_OF]) == 0
    assert "contingency of pl1: confidential from p2 (red1, decided by p9)" in capsys.readouterr().out
    assert run(["set", REF, "redaction.red1.lifted_on", "2026-12-11"]) == 0
    assert "greenwagon" in text_for("p2", tmp_path, capsys)


def test_a_redaction_of_something_that_is_not_there_is_refused(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (store / "cases" / f"{REF}.toml").read_bytes()
    assert redact("--what", "plan.pl1.contingenzy") == ExitCode.INVALID_FILE
    told = capsys.readouterr()
    assert 'did you mean "contingency"' in told.err
    assert "He would know" not in told.err
    assert (store / "cases" / f"{REF}.toml").read_bytes() == before


def test_a_draft_made_before_a_redaction_is_not_released(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del store
    draft = a_draft(tmp_path, capsys)
    assert redact("--what", "plan.pl1.contingency") == 0
    said = ["--checked-by", "staff-4", "--to", "p2", "--ticked"]
    assert run(["release", draft, *said]) == ExitCode.NOT_RELEASABLE
    assert "has changed since" in capsys.readouterr().err


def a_draft(out: Path, capsys: pytest.CaptureFixture[str], document: str = "complaints-information") -> str:
    capsys.readouterr()
    assert run(["render", document, REF, "--for", "p2", "--format", "txt", "--out", str(out), *AS_OF]) == 0
    return capsys.readouterr().out.splitlines()[0]


REGISTER = """
[[release]]
id = "rel1"
document = "{document}"
conference = "ic1"
to = "{to}"
file = "x.docx"
sha256 = "0"
rendered_by = "staff-1"
checked_by = "staff-2"
released_by = "staff-1"
at = 2026-12-11T09:00:00
method = "post"
{more}
"""


def registered(store: Path, document: str = "decision-letter", to: str = "p2", more: str = "") -> None:
    with (store / "cases" / f"{REF}.toml").open("a", encoding="utf-8") as file:
        file.write(REGISTER.format(document=document, to=to, more=more))


def test_corrections_are_counted_from_the_day_a_paper_reached_its_reader(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    registered(store)
    assert run(["releases", REF]) == 0
    told = capsys.readouterr()
    assert "corrections by" not in told.out
    assert f"cpcli set {REF} release.rel1.received_on DATE" in told.err

    # Friday 18 December; Christmas Day, the 28th (in place of Boxing Day) and the weekends do not count.
    assert run(["set", REF, "release.rel1.received_on", "2026-12-18"]) == 0
    capsys.readouterr()
    assert run(["releases", REF]) == 0
    told = capsys.readouterr()
    assert "corrections by 2026-12-29" in told.out
    assert told.err == ""
    assert run(["releases", REF, "--format", "json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["releases"]
    assert (row["received_on"], row["corrections_by"]) == ("2026-12-18", "2026-12-29")


@pytest.mark.parametrize(
    ("document", "more"),
    [("invitation", "received_on = 2026-12-18"), ("decision-letter", "recalled_on = 2026-12-19")],
)
def test_no_corrections_are_asked_for_where_the_paper_asks_for_none(
    document: str, more: str, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    registered(store, document, more=more)
    assert run(["releases", REF]) == 0
    told = capsys.readouterr()
    assert "corrections" not in told.out
    assert "when did" not in told.err


@pytest.mark.parametrize(("received", "asked"), [("2026-12-10", True), ("2026-12-11", False)])
def test_a_paper_reached_nobody_before_it_went(
    received: str, asked: bool, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A slip in the day would end the time for corrections before it began."""
    registered(store, more=f"received_on = {received}")
    assert run(["releases", REF]) == 0
    told = capsys.readouterr()
    assert ("when did rel1 reach p2?" in told.err, "corrections by" in told.out) == (asked, not asked)


def test_nothing_else_of_a_release_can_be_set(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    registered(store)
    assert run(["set", REF, "release.rel1.checked_by", "staff-9"]) == ExitCode.USAGE
    assert "never edited" in capsys.readouterr().err

"""One wrong quorum.toml for each mistake under bad_quorum/, with the words that its message must hold."""

import re
import shutil
from pathlib import Path

import pytest

from cpcli.cli.boundary import run

BAD = Path(__file__).resolve().parent / "bad_quorum"

#: The rest of the pack that each of them stands in.
FRAME = Path(__file__).resolve().parent / "bad" / "no-mistake"

CONTROL = "no-mistake"

MISTAKES: dict[str, tuple[str, ...]] = {
    "unknown-key": ("quorum.toml:15:", "version[0].attendng", 'did you mean "attending"?'),
    "unknown-table": ("quorum.toml:1:", "agncy", 'did you mean "agency"?'),
    "unknown-key-of-an-agency": ("quorum.toml:4:", "agency[0].grp", 'did you mean "group"?'),
    "unknown-key-of-a-role": ("quorum.toml:10:", "role[0].never_count", 'did you mean "never_counts"?'),
    "unknown-key-of-a-reading": ("version[0].reading[0]", 'did you mean "social_care_contact"?'),
    "agency-without-id": ("quorum.toml:1:", "agency[0]", '"id" is missing'),
    "agency-without-title": ("quorum.toml:1:", "agency[0]", '"title" is missing'),
    "agency-without-group": ("quorum.toml:1:", "agency[0]", '"group" is missing'),
    "agency-twice": ("quorum.toml:7:", "agency[1].id", '"family-hub" stands twice'),
    "role-without-title": ("quorum.toml:6:", "role[0]", '"title" is missing'),
    "role-of-unknown-agency": ("quorum.toml:9:", "role[0].agency", "is not an agency", 'did you mean "family-hub"?'),
    "role-twice": ("quorum.toml:12:", "role[1].id", '"hub-worker" stands twice'),
    "without-from": ("quorum.toml:11:", "version[0]", '"from" is missing'),
    "without-social-care": ("quorum.toml:11:", "version[0]", '"social_care" is missing'),
    "social-care-unknown": ("quorum.toml:13:", "version[0].social_care", 'did you mean "social-care"?'),
    "without-others": ("quorum.toml:11:", "version[0]", '"others" is missing'),
    "others-zero": ("quorum.toml:14:", "version[0].others", "must be 1 or more"),
    "others-as-text": ("quorum.toml:14:", "version[0].others", "must be a whole number"),
    "without-attending": ("quorum.toml:11:", "version[0]", '"attending" is missing'),
    "attending-unknown": ("quorum.toml:15:", "version[0].attending", 'did you mean "online"?'),
    "without-contact": ("quorum.toml:11:", "version[0]", '"contact" is missing'),
    "contact-unknown": ("quorum.toml:16:", "version[0].contact", 'did you mean "direct"?'),
    "without-clauses": ("quorum.toml:11:", "version[0]", '"clauses" is missing'),
    "without-because": ("quorum.toml:11:", "version[0]", '"because" is missing'),
    "without-reading": ("quorum.toml:11:", "version[0].reading", "at least one [[version.reading]]"),
    "counts-unknown": ("quorum.toml:22:", "version[0].reading[0].counts", 'did you mean "agencies"?'),
    "never-of-unknown-role": ("quorum.toml:26:", "version[0].never[0].roles", 'did you mean "observer"?'),
    "never-without-clauses": ("quorum.toml:25:", "version[0].never[0]", '"clauses" is missing'),
    "exception-without-says": ("quorum.toml:30:", "version[0].exception", '"says" is missing'),
    "exception-of-none": ("quorum.toml:31:", "version[0].exception.fewer_than", "must be 1 or more"),
    "note-on-unknown": ("quorum.toml:36:", "version[0].note[0].on", 'did you mean "leaves-early"?'),
    "note-of-unknown-agency": ("quorum.toml:37:", "version[0].note[0].agencies", 'did you mean "police"?'),
    "note-twice": ("quorum.toml:42:", "version[0].note[1].on", "stands twice in this version"),
    "record-twice": ("quorum.toml:47:", "version[0].record[1].id", '"reasons" stands twice in this version'),
    "record-without-clauses": ("quorum.toml:41:", "version[0].record[0]", '"clauses" is missing'),
    "overlapping-versions": ("quorum.toml:47:", "version[1].from", "overlap", "2025-06-01", "2026-01-01"),
    "version-as-table": ("quorum.toml:11:", "versio", 'did you mean "version"?'),
    "fallback-beside-a-rule": ("quorum.toml:1:", "fallback", "falls back on none"),
    "fallback-unknown": ("quorum.toml:1:", "fallback", 'did you mean "pan-berkshire"?'),
    "fallback-itself": ("quorum.toml:1:", "fallback", "has no quorum rule to fall back on"),
    "fallback-without-a-rule": ("quorum.toml:1:", "fallback", '"salford" has no quorum rule to fall back on'),
    "citation-not-registered": ("quorum.toml:33:", "version[0].exception.clauses", '"Q033"', "did you mean"),
    "broken-toml": ("quorum.toml:14:", "not valid TOML"),
    "three-mistakes": ('"group" is missing', "must be 1 or more", 'did you mean "direct"?'),
}

SEVERAL = {"three-mistakes": 3}


@pytest.fixture(autouse=True)
def nobodys_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CPCLI_STORE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def framed(mistake: str, tmp_path: Path) -> Path:
    """A pack that is right but for its quorum.toml."""
    folder = tmp_path / mistake
    shutil.copytree(FRAME, folder)
    head = (folder / "pack.toml").read_text(encoding="utf-8").replace("no-mistake", mistake)
    (folder / "pack.toml").write_text(head, encoding="utf-8")
    shutil.copy(BAD / f"{mistake}.toml", folder / "quorum.toml")
    return folder


def test_every_bad_file_is_in_the_table_and_the_other_way_round() -> None:
    assert {file.stem for file in BAD.glob("*.toml")} == {CONTROL, *MISTAKES}


def test_without_a_mistake_the_pack_is_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack", "check", str(framed(CONTROL, tmp_path))]) == 0

    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_once_with_its_place_and_what_to_write(
    mistake: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["pack", "check", str(framed(mistake, tmp_path))]) == 4

    captured = capsys.readouterr()
    told = captured.out.splitlines()
    assert [word for word in MISTAKES[mistake] if word not in captured.out] == [], captured.out
    assert len(told) == SEVERAL.get(mistake, 1), captured.out
    assert all(re.match(rf"error: {mistake}/quorum\.toml:\d+: ", line) for line in told)
    assert str(tmp_path) not in captured.out

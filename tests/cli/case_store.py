"""A store with one case, for the tests of the commands that read and change it."""

import io
import os
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cpcli.cli.boundary import run

REF = "2026-0042"

CASE = """\
# by hand
[[child]]
id = "c1"
name = "Rowan Example"
born = 2019-03-04
note = "likes owls"

[[child]]
id = "c2"
name = "Hazel Example"
born = 2023-06-18

[[person]]
id = "p1"
name = "Ash Example"
role = "mother"
parent_of = ["c1", "c2"]
address = "14 Sample Row"

[[person]]
id = "p9"
name = "Robin Pattern"
role = "conference-chair"

[[conference]]
id = "ic1"
kind = "initial-conference"
at = 2026-12-10T10:00:00
chair = "p9"
chair_involvement = "none"
convened_by = "p9"
convened_on = 2026-11-20
convened_because = "worry"

[[conference.attendance]]
person = "p1"  # rang
note = "will bring an aunt"

[[event]]
kind = "strategy-discussion"
on = 2026-11-20
"""

PRIVATE = ("Rowan", "Hazel", "Ash Example", "Robin", "Sample Row", "owls", "aunt", "worry", "2019-03-04")


class Said(NamedTuple):
    """What came of a command."""

    code: int
    out: str
    err: str


Ask = Callable[..., Said]


def in_a_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Ask]:
    """What a fixture yields: run cpcli with these words in a store with one case, with `stdin` as standard input."""
    for name in ("CPCLI_STORE", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "drafts").mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "drafts"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "none"))
    monkeypatch.setenv("CPCLI_USER", "staff-17")
    umask = os.umask(0o077)
    assert run(["init", str(tmp_path / "store")]) == 0
    monkeypatch.chdir(tmp_path / "store")

    def asking(*words: str, stdin: str = "") -> Said:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        return Said(int(run(words)), *capsys.readouterr())

    Path("first.toml").write_text(CASE, encoding="utf-8")
    assert asking("new", REF, "--answers", "first.toml").code == 0
    Path("first.toml").unlink()
    the_case().write_text(f'format = 1\nref = "{REF}"\n{CASE}', encoding="utf-8")
    yield asking
    os.umask(umask)


def the_case() -> Path:
    return Path("cases") / f"{REF}.toml"


def data() -> dict[str, Any]:
    return tomllib.loads(the_case().read_text(encoding="utf-8"))

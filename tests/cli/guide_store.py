"""A store with the demonstration's family before any decision, and answers to the exclusion guide that lack nothing."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from cpcli.cli.boundary import run

REF, OTHER = "2026-0042", "2026-0043"

FAMILY = Path(__file__).resolve().parents[2] / "cpcli" / "demo_family" / f"{REF}.toml"

ANSWERS = """\
about = ["p2"]
during = "no"
asked-by = "p11"
asked-on = 2026-12-04
grounds = ["conflict"]
conflict-evidence = "An invented argument."
bail = "no"
legal-advice = "yes"
extent = "not"
reasons = "Separate seats will do."
decided-by = "p9"
decided-on = 2026-12-08
"""


def family_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *refs: str) -> Path:
    """A store in which each of these cases is the family, and that the commands find."""
    folder = tmp_path / "store"
    monkeypatch.setenv("CPCLI_USER", "staff-17")
    assert run(["init", str(folder)]) == 0
    for ref in refs or (REF,):
        text = FAMILY.read_text(encoding="utf-8").replace(REF, ref)
        (folder / "cases" / f"{ref}.toml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("CPCLI_STORE", str(folder))
    return folder


def decisions(store: Path, ref: str = REF) -> list[dict[str, Any]]:
    """The decisions of a case."""
    found = tomllib.loads((store / "cases" / f"{ref}.toml").read_text(encoding="utf-8")).get("decision", [])
    assert isinstance(found, list)
    return found

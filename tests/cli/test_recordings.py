"""The recordings in docs/ are what a person sees today: the demonstration's two decisions, at a plain terminal.

To make them anew: CPCLI_RECORD=1 python -m pytest tests/cli/test_recordings.py
"""

import io
import os
import sys
import tomllib
from pathlib import Path

import pexpect
import pytest
from guide_terminal import walk_through

from cpcli.casework.guide import Question
from cpcli.cli.boundary import run
from cpcli.guides.answers import read_answer
from cpcli.guides.setting import setting_of
from cpcli.rules.guides import asked
from cpcli.store.bank_holidays import england
from cpcli.store.demo_family import AS_OF
from cpcli.store.guides import load_guide
from cpcli.store.packs import load_pack

TOP = Path(__file__).resolve().parents[2]
FAMILY = TOP / "cpcli" / "demo_family"
REF = "2026-0042"


def questions(name: str) -> tuple[list[Question], dict[str, object], dict[str, object], list[str]]:
    """What is asked on the way through the demonstration's answers."""
    pack, data = load_pack("pan-berkshire"), tomllib.loads((FAMILY / f"{REF}.toml").read_text(encoding="utf-8"))
    guide = load_guide(name, pack)
    told = tomllib.loads((FAMILY / "answers" / f"{name}.toml").read_text(encoding="utf-8"))
    about = told.pop("about")
    setting = setting_of(
        guide,
        REF,
        data,
        about=about,
        conference=data["conference"][0],
        today=AS_OF,
        pack=pack,
        calendar=england({}, {}),
    )
    known = {question.id: question for question in guide.questions}
    answers = {key: read_answer(known[key], value, data) for key, value in told.items()}
    return asked(guide, answers, setting.situation), dict(answers), data, about


@pytest.mark.parametrize("name", ["exclusion", "child-attendance"])
def test_a_recording_shows_what_a_person_sees(name: str, tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert run(["init", str(store)]) == 0
    (store / "cases" / f"{REF}.toml").write_text((FAMILY / f"{REF}.toml").read_text(encoding="utf-8"), encoding="utf-8")
    walk, answers, data, about = questions(name)
    words = [name, REF, "--about", about[0], "--as-of", AS_OF.isoformat(), "--plain"]
    env = {**os.environ, "TERM": "xterm", "CPCLI_STORE": str(store), "CPCLI_USER": "staff-17"}
    child = pexpect.spawn(
        sys.executable, ["-m", "cpcli", *words], env=env, encoding="utf-8", timeout=15, dimensions=(200, 500)
    )
    child.delaybeforesend = None
    child.logfile_read = io.StringIO()
    walk_through(child, walk, answers, data, plain=True)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0

    seen = child.logfile_read.getvalue().replace("\r\n", "\n")
    text = f"$ cpcli {' '.join(words)}\n{seen.rstrip()}\n"
    recording = TOP / "docs" / f"walk-{name}.txt"
    if os.environ.get("CPCLI_RECORD"):
        recording.write_text(text, encoding="utf-8")
    assert recording.read_text(encoding="utf-8") == text

"""Every guide, three ways in: a person at a terminal, flags, an answers file. The saved bytes are the same."""

import shutil
import sys
from pathlib import Path

import pexpect
import pytest

PACKS = Path(__file__).resolve().parents[1] / "packs"
sys.path.insert(0, str(PACKS))

from guide_cases import Worked, family_text, names, set_up, worked  # noqa: E402 - beside the worked cases
from guide_terminal import suggest, terminal, walk_through  # noqa: E402 - the same

from cpcli.cli.boundary import run  # noqa: E402 - the same
from cpcli.guides.walk import _Walk  # noqa: E402 - the same
from cpcli.rules.guides import asked  # noqa: E402 - the same

REF = "2026-0042"


def whole(guide: str) -> list[Worked]:
    """The worked cases whose answers are complete."""
    return [case for case in worked(guide) if not case.expect.get("missing")]


def chosen(guide: str) -> list[Worked]:
    """As few worked cases as cover every question of the guide between them."""
    left = {q.id for case in whole(guide) for q in asked_in(case)}
    found = []
    while left:
        best = max(whole(guide), key=lambda case: len(left & {q.id for q in asked_in(case)}))
        found.append(best)
        left -= {q.id for q in asked_in(best)}
    return found


def asked_in(case: Worked) -> list:  # type: ignore[type-arg]  # questions
    setting, answers = set_up(case)
    return asked(setting.guide, answers, setting.situation)


FEW = [case for name in names() for case in chosen(name)]
ALL = [case for name in names() for case in whole(name)]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "store"
    monkeypatch.setenv("CPCLI_USER", "staff-17")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert run(["init", str(folder)]) == 0
    monkeypatch.setenv("CPCLI_STORE", str(folder))
    return folder


def put(store: Path, case: Worked) -> Path:
    """The family of a worked case as the only case of the store, without a past."""
    for folder in ("history", "drafts"):
        shutil.rmtree(store / folder, ignore_errors=True)
    path = store / "cases" / f"{REF}.toml"
    path.write_text(family_text(case.family), encoding="utf-8")
    return path


def words_for(case: Worked) -> list[str]:
    words = ["guide", "run", case.guide, REF, "--as-of", case.as_of.isoformat()]
    words += [word for each in case.about for word in ("--about", each)]
    return words + (["--conference", case.conference] if case.conference else [])


def by_file(case: Worked, store: Path, tmp_path: Path) -> bytes:
    import tomli_w

    path, answers = put(store, case), tmp_path / "answers.toml"
    answers.write_text(tomli_w.dumps(dict(case.answers)), encoding="utf-8")
    assert run([*words_for(case), "--answers", str(answers)]) == 0
    return path.read_bytes()


def by_flags(case: Worked, store: Path) -> bytes:
    path = put(store, case)
    flags = [
        word
        for name, value in case.answers.items()
        for each in (value if isinstance(value, list) else [value])
        for word in (f"--{name}", str(each))
    ]
    assert run([*words_for(case), *flags]) == 0
    return path.read_bytes()


def at_terminal(case: Worked, store: Path, *, plain: bool) -> bytes:
    path = put(store, case)
    setting, answers = set_up(case)
    questions = asked(setting.guide, answers, setting.situation)
    for question in questions:
        now = _Walk(setting, {}, None)._now(question)  # type: ignore[arg-type]  # nothing is told
        suggest(question.id, now[0] if now else None)
    child = terminal([*words_for(case), *(["--plain"] if plain else [])], store, plain=plain)
    walk_through(child, questions, answers, setting.data, plain=plain)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0, child.before
    if plain:
        assert "\x1b" not in (child.before or "")
    return path.read_bytes()


def name_of(case: Worked) -> str:
    return f"{case.guide}: {case.name}"


def test_there_is_something_to_compare() -> None:
    assert {case.guide for case in FEW} == set(names()) != set()


@pytest.mark.parametrize("case", FEW, ids=map(name_of, FEW))
def test_flags_and_an_answers_file_save_the_same_bytes(case: Worked, store: Path, tmp_path: Path) -> None:
    assert by_flags(case, store) == by_file(case, store, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("case", ALL, ids=map(name_of, ALL))
def test_every_worked_case_can_be_run_by_flags_and_by_file(case: Worked, store: Path, tmp_path: Path) -> None:
    assert by_flags(case, store) == by_file(case, store, tmp_path)


#: The two that have commands of their own; the long run takes every guide.
FIRST = [case for name in ("exclusion", "child-attendance") for case in chosen(name)[:1]]


@pytest.mark.parametrize("case", FIRST, ids=map(name_of, FIRST))
def test_a_plain_terminal_saves_the_same_bytes(case: Worked, store: Path, tmp_path: Path) -> None:
    assert at_terminal(case, store, plain=True) == by_file(case, store, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("plain", [True, False], ids=["plain", "lists"])
@pytest.mark.parametrize("case", FEW, ids=map(name_of, FEW))
def test_every_question_at_a_terminal_saves_the_same_bytes(
    case: Worked, store: Path, tmp_path: Path, *, plain: bool
) -> None:
    assert at_terminal(case, store, plain=plain) == by_file(case, store, tmp_path)

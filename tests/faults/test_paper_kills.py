"""A paper rendered or released and killed at any moment: a whole file that is noted, or none."""

import contextlib
import io
import json
import os
import tomllib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from faultlib import COUNTS, REF, check_journal, copy_of, cpcli, inside
from tracing import Point, could_not_run, points, trace

from cpcli.store.demo_family import make_family

pytestmark = pytest.mark.long

NAME = f"{REF}.ic1.agenda.p2"
RENDER = ("render", "agenda", REF, "--for", "p2", "--format", "txt", "--as-of", "2026-12-08")


@pytest.fixture(scope="module")
def family(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's family, complete enough for an agenda to be released."""
    folder = tmp_path_factory.mktemp("family") / "store"
    with contextlib.redirect_stdout(io.StringIO()), pytest.MonkeyPatch.context() as patch:
        patch.setenv("CPCLI_USER", "staff-17")
        make_family(str(folder), "2026-11-22T10:00:00+00:00")
    for key, value in (("venue", "The Placeholder Rooms, Exampleton"), ("minute_taker", "p7")):
        assert inside(folder, "set", REF, f"conference.ic1.{key}", value).code == 0
    return folder


def check_kills(
    words: Callable[[Path], Sequence[str]], start: Path, folder: Path, check: Callable[[Path], None]
) -> int:
    """Kill a command at every call it makes in the store, each time on a fresh copy, and look at what is left."""
    for name in ("first", "whole"):  # a first run, so that the next finds everything compiled
        whole = copy_of(start, folder / name)
        seen = trace(cpcli(*words(whole)), whole)
        assert seen.done.code == 0, seen.done
    check(whole)

    def kill(numbered: tuple[int, Point]) -> tuple[Point, Path]:
        number, point = numbered
        store = copy_of(start, folder / f"kill-{number:03}")
        harmed = trace(cpcli(*words(store)), store, f"{point.call}:signal=SIGKILL:when={point.nth}")
        assert harmed.was_killed, f"{point}: the signal never arrived, so nothing was tested: {harmed.done}"
        return point, store

    count = 0
    with ThreadPoolExecutor(2) as pool:
        for point, store in pool.map(kill, enumerate(points(seen, whole))):
            count += 1
            for step in ("after it", "after the next command"):
                try:
                    check(store)
                except AssertionError as fault:
                    raise AssertionError(f"killed at {point}, {step}: {fault}") from None
                if step == "after it":
                    again = inside(store, *words(store))
                    assert again.code == 0, f"killed at {point}: the next command does not work: {again}"
    return count


def check_rendered(store: Path) -> None:
    """Whatever has the paper's name is whole and noted."""
    for path in (store / "papers").glob("*.txt") if (store / "papers").exists() else ():
        noted = [json.loads(line) for line in (store / "rendered.jsonl").read_text(encoding="utf-8").splitlines()]
        assert sha256(path.read_bytes()).hexdigest() in {note["sha256"] for note in noted}


def check_released(store: Path) -> None:
    """A paper without the word DRAFT is in the register of releases, and the draft is as it was."""
    final = store / "papers" / f"{NAME}.txt"
    rows = tomllib.loads((store / "cases" / f"{REF}.toml").read_text(encoding="utf-8")).get("release", [])
    if final.exists():
        assert sha256(final.read_bytes()).hexdigest() in {row["sha256"] for row in rows}
    assert b"DRAFT" in (store / "papers" / f"{NAME}.draft.txt").read_bytes()
    check_journal(store)


def test_a_render_killed_anywhere(family: Path, tmp_path: Path) -> None:
    if could_not_run("kills while a paper is rendered"):
        return
    count = check_kills(lambda store: (*RENDER, "--out", str(store / "papers")), family, tmp_path, check_rendered)
    assert count > 10
    COUNTS.append(f"{count} kills while a paper was rendered")


def test_a_release_killed_anywhere(family: Path, tmp_path: Path) -> None:
    if could_not_run("kills while a paper is released"):
        return
    start = copy_of(family, tmp_path / "start")
    assert inside(start, *RENDER, "--out", str(start / "papers")).code == 0

    def words(store: Path) -> tuple[str, ...]:
        draft = os.fspath(store / "papers" / f"{NAME}.draft.txt")
        return ("release", draft, "--checked-by", "staff-4", "--to", "p2")

    count = check_kills(words, start, tmp_path, check_released)
    assert count > 30
    COUNTS.append(f"{count} kills while a paper was released")

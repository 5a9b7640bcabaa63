"""Many commands at once on one case: what was said to be saved is there."""

import subprocess
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from faultlib import (
    COUNTS,
    Writer,
    by_broken,
    by_cpcli,
    case_path,
    check_journal,
    copy_of,
    environment,
    inside,
    leftovers,
    torn_states,
)

FIRST = date(2027, 1, 1)


def check_none_is_lost(writer: Writer, store: Path, *, at_once: int, rounds: int, least: int) -> list[int]:
    """Start many writers at once, several times over, each with a day of its own; give how many saved in each round.

    Raises:
        AssertionError: one said that it saved and is not in the file, or ended in another way than by 0 or 75.
    """
    days = (FIRST + timedelta(days=number) for number in range(at_once * rounds))
    saved_in = []
    for _ in range(rounds):
        codes = _all_at_once(writer, store, days, at_once)
        odd = {day: code for day, code in codes.items() if code not in {0, 75}}
        assert not odd, f"ended neither saved (0) nor locked (75): {odd}"
        saved = {day for day, code in codes.items() if code == 0}
        there = {str(row["on"]) for row in tomllib.loads(case_path(store).read_text(encoding="utf-8"))["event"]}
        assert saved <= there, f"{len(saved - there)} of {len(saved)} said that they saved and are not in the file"
        assert not (set(codes) - saved) & there, "one that said it did not save is in the file"
        assert len(saved) >= least, f"only {len(saved)} of {at_once} came through"
        saved_in.append(len(saved))
    check_journal(store)
    assert not leftovers(store)
    assert not torn_states(store)
    return saved_in


def _all_at_once(writer: Writer, store: Path, days: Iterator[date], at_once: int) -> dict[str, int]:
    env = environment(store)
    started = {
        str(day): subprocess.Popen(
            writer(store, str(day)), env=env, cwd=store, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _, day in zip(range(at_once), days, strict=False)
    }
    return {day: process.wait(timeout=60) for day, process in started.items()}


def test_four_at_once_are_all_kept(store: Path) -> None:
    saved = check_none_is_lost(by_cpcli, store, at_once=4, rounds=1, least=4)

    assert saved == [4]


@pytest.mark.long
def test_thirty_at_once_ten_times_over_lose_none_that_said_it_saved(store: Path) -> None:
    saved = check_none_is_lost(by_cpcli, store, at_once=30, rounds=10, least=25)

    COUNTS.append(f"30 writers at once, saved in each round: {saved}")
    entries = inside(store, "journal", "verify").err
    assert entries.startswith(f"{3 + sum(saved)} entries, 0 of them broken")


@pytest.mark.long
def test_a_writer_without_lock_and_second_look_is_caught(template: Path, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="said that they saved and are not in the file"):
        check_none_is_lost(by_broken("unlocked"), copy_of(template, tmp_path / "s"), at_once=30, rounds=1, least=25)


@pytest.mark.long
def test_readers_never_see_half_a_save(store: Path) -> None:
    env = environment(store)
    writers = [
        subprocess.Popen(by_cpcli(store, str(FIRST + timedelta(days=n))), env=env, stderr=subprocess.DEVNULL)
        for n in range(20)
    ]
    looks = 0
    while any(writer.poll() is None for writer in writers):
        tomllib.loads(case_path(store).read_text(encoding="utf-8"))
        if looks % 50 == 0:
            assert inside(store, "show", "2026-0042").code == 0
        looks += 1
    COUNTS.append(f"looks at a case while 20 writers were at work: {looks}")

    assert looks > 20
    assert [writer.returncode for writer in writers] == [0] * 20


@pytest.mark.long
def test_a_lock_that_stays_held_ends_in_75_and_nothing_is_changed(store: Path) -> None:
    from faultlib import run
    from filelock import FileLock

    before = case_path(store).read_bytes()
    with FileLock(store / ".lock", mode=0o600):
        done = run(by_cpcli(store, "2026-12-20"), store)

    assert done.code == 75
    assert done.err.strip() == "error: another command is at work on this store: try again in a moment"
    assert case_path(store).read_bytes() == before

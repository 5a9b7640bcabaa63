"""Killed at any moment of a save: the old bytes or the new ones, and the next command works."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from faultlib import (
    CHANGES,
    COUNTS,
    NEW_REF,
    REF,
    Change,
    by_broken,
    case_path,
    check_journal,
    check_next_command,
    copy_of,
    inside,
    torn_states,
    whole_state,
)
from tracing import Harmed, Point, could_not_run, points, trace

pytestmark = pytest.mark.long

#: Kills that arrived, for each command that was run.
KILLED: dict[str, int] = {}


def check_kills(argv: Sequence[str], template: Path, folder: Path, *, ref: str = REF, stdin: str = "") -> int:
    """Kill a command at every file-system call it makes in the store, each time on a fresh copy.

    Raises:
        AssertionError: something between the old bytes and the new ones was found, a lock stuck, a state was torn.
    """

    def words(store: Path) -> list[str]:
        return [word.replace(str(template), str(store)) for word in argv]

    whole = copy_of(template, folder / "whole")
    trace(words(whole), whole, stdin=stdin)  # a first run, so that later ones find everything compiled
    whole = copy_of(template, folder / "again")
    seen = trace(words(whole), whole, stdin=stdin)
    assert seen.done.code == 0, f"it must work when nothing is in its way: {seen.done}"
    allowed = {whole_state(template, ref), whole_state(whole, ref)}
    assert len(allowed) == 2, "the command changes nothing: there is nothing to tear"
    if "archive" in argv:
        allowed.add(
            (whole_state(template, ref)[0], whole_state(template, ref)[0])
        )  # whole in both places loses nothing

    def kill(numbered: tuple[int, Point]) -> tuple[Point, Path, Harmed]:
        number, point = numbered
        spec = f"{point.call}:signal=SIGKILL:when={point.nth}"
        for attempt in "abc":  # a machine under load may have opened one library file more than before
            store = copy_of(template, folder / f"kill-{number:03}{attempt}")
            harmed = trace(words(store), store, spec, stdin=stdin)
            if harmed.was_killed and any(str(store) in line for line in harmed.trace[-3:]):
                break
        return point, store, harmed

    faults, count = [], 0
    with ThreadPoolExecutor(2) as pool:
        for point, store, harmed in pool.map(kill, enumerate(points(seen, whole))):
            assert harmed.was_killed, f"{point}: the signal never arrived, so nothing was tested: {harmed.done}"
            assert any(str(store) in line for line in harmed.trace[-3:]), f"{point}: killed somewhere else"
            count += 1
            KILLED[argv[3]] = count
            try:
                check_after_kill(store, allowed, ref, argv)
            except AssertionError as fault:
                faults.append(f"{point}: {str(fault).splitlines()[0]}")
    assert count, "no call was killed, so nothing was tested"
    assert not faults, f"{len(faults)} of {count} kill points:\n" + "\n".join(faults)
    return count


def check_after_kill(
    store: Path, allowed: set[tuple[bytes | None, bytes | None]], ref: str, argv: Sequence[str]
) -> None:
    """What must hold after a kill, before and after the next command."""
    assert whole_state(store, ref) in allowed, "neither the old bytes nor the new ones"
    assert not torn_states(store), f"a kept state is torn, and undo could bring it back: {torn_states(store)}"
    check_journal(store)
    if "archive" in argv and case_path(store, ref).exists():
        done = inside(store, "archive", ref)
        assert done.code == 0, f"the case can no longer be archived: {done.err}"
    check_next_command(store, ref)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_a_kill_at_any_call_leaves_the_old_bytes_or_the_new(change: Change, template: Path, tmp_path: Path) -> None:
    if could_not_run("the kill points"):
        return
    count = check_kills(change.argv(), template, tmp_path, ref=change.ref, stdin=change.stdin)
    COUNTS.append(f"kill points of {change.name}, all of them whole: {count}")


def test_there_were_enough_kills(template: Path, tmp_path: Path) -> None:
    if could_not_run("the count of kill points"):
        return
    total = 0
    for change in CHANGES:
        store = copy_of(template, tmp_path / change.name)
        total += len(points(trace(change.argv(), store, stdin=change.stdin), store))
    killed = sum(KILLED.get(change.name, 0) for change in CHANGES)
    COUNTS.append(f"file-system calls of a save, over all commands: {total}; killed at: {killed}")

    assert total >= 150
    if all(change.name in KILLED for change in CHANGES):
        assert killed >= 150, "fewer kills arrived than there are calls"


def test_a_writer_that_empties_the_case_first_is_caught(template: Path, tmp_path: Path) -> None:
    if could_not_run("the control of the kill points"):
        return
    with pytest.raises(AssertionError, match="neither the old bytes nor the new ones"):
        check_kills(by_broken("truncating")(template, "2026-12-20"), template, tmp_path)


def test_undo_after_a_kill_never_brings_in_what_was_never_saved(template: Path, tmp_path: Path) -> None:
    if could_not_run("undo after a kill"):
        return
    whole = copy_of(template, tmp_path / "whole")
    change = CHANGES[1]
    seen = trace(change.argv(), whole)
    once = {path.read_bytes() for path in template.glob(f"history/{REF}/*.toml")}
    tried = 0
    for number, point in enumerate(points(seen, whole)):
        if point.call not in {"write", "fsync", "rename"}:
            continue
        store = copy_of(template, tmp_path / f"undo-{number}")
        harmed = trace(change.argv(), store, f"{point.call}:signal=SIGKILL:when={point.nth}")
        assert harmed.was_killed
        if whole_state(store) == whole_state(template):
            assert inside(store, "undo", REF).code == 0
            assert case_path(store).read_bytes() in once, f"{point}: undo brought in bytes that were never saved"
            tried += 1
    COUNTS.append(f"undo straight after a kill: {tried}")

    assert tried >= 5


def test_a_killed_new_leaves_no_case_or_a_whole_one(template: Path, tmp_path: Path) -> None:
    if could_not_run("the kill at the rename of a new case"):
        return
    change = CHANGES[0]
    whole = copy_of(template, tmp_path / "whole")
    seen = trace(change.argv(), whole, stdin=change.stdin)
    renames = [p for p in points(seen, whole) if "rename" in p.call and f"/cases/{NEW_REF}.toml" in p.line]
    store = copy_of(template, tmp_path / "store")
    spec = f"{renames[-1].call}:signal=SIGKILL:when={renames[-1].nth}"

    assert trace(change.argv(), store, spec, stdin=change.stdin).was_killed
    assert not case_path(store, NEW_REF).exists()
    assert inside(store, "new", NEW_REF, "--answers", "-", stdin=change.stdin).code == 0

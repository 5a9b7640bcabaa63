"""A disk that is full, broken or lying: exit 1 with a sentence, the old file whole, and nobody says saved."""

import resource
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from faultlib import (
    CHANGES,
    COUNTS,
    REF,
    Change,
    Done,
    assert_privileges_drop,
    by_broken,
    by_cpcli,
    case_path,
    check_journal,
    check_next_command,
    check_one_sentence,
    copy_of,
    drop_privileges,
    inside,
    run,
    torn_states,
    whole_state,
)
from tracing import Harmed, Point, could_not_run, points, trace

#: What goes wrong with which call. `retval=1` is a disk that says it took one byte and took none.
FAULTS = (
    ("write", "error=ENOSPC"),
    ("write", "error=EIO"),
    ("write", "error=EDQUOT"),
    ("write", "retval=1"),
    ("fsync", "error=EIO"),
    ("fsync", "error=ENOSPC"),
    ("fsync", "error=EDQUOT"),
    ("rename", "error=EIO"),
    ("rename", "error=ENOSPC"),
    ("rename", "error=EDQUOT"),
    ("openat", "error=EMFILE"),
    ("openat", "error=ENOSPC"),
)

HAMMERED = tuple(change for change in CHANGES if change.name in {"new", "record", "undo", "archive"})


def check_refused(
    done: Done,
    store: Path,
    before: tuple[bytes | None, bytes | None],
    after: tuple[bytes | None, bytes | None],
    *,
    ref: str = REF,
) -> None:
    """What must hold when the disk refused a save.

    Raises:
        AssertionError: the old file is not whole, it was called saved, or nobody could read what happened.
    """
    now = whole_state(store, ref)
    if now == after != before:
        assert "did not confirm" in done.err, f"the change is there, and the sentence does not say so: {done}"
    else:
        assert now[0] == before[0], "the old file is no longer what it was"
        assert now == before, "a copy stays in archive/ of a case that was not archived"
    assert done.code == 1, f"exit 1 is for a fault of the disk, not {done.code}: {(done.out + done.err).strip()}"
    check_one_sentence(done)
    assert not torn_states(store), f"a kept state is torn, and undo could bring it back: {torn_states(store)}"
    check_journal(store)


def check_faults(
    argv: Sequence[str], template: Path, folder: Path, faults: Sequence[tuple[str, str]], *, change: Change = CHANGES[1]
) -> int:
    """Let every call in the store that these faults concern fail once, each time on a fresh copy.

    Raises:
        AssertionError: see `check_refused`; and the next command has to work and to sweep.
    """

    def words(store: Path) -> list[str]:
        return [word.replace(str(template), str(store)) for word in argv]

    for name in ("whole", "again"):
        whole = copy_of(template, folder / name)
        seen = trace(words(whole), whole, stdin=change.stdin)
    assert seen.done.code == 0, f"it must work when nothing is in its way: {seen.done}"
    tried = [
        (point, f"{point.call}:{how}:when={point.nth}")
        for point in points(seen, whole)
        for call, how in faults
        if (point.call == call or point.call.startswith(call + "at")) and "cpcli.toml" not in point.line
    ]

    def harm(numbered: tuple[int, tuple[Point, str]]) -> tuple[str, Path, Harmed]:
        number, (point, spec) = numbered
        store = copy_of(template, folder / f"fault-{number:03}")
        return f"{spec} {point.line[:200]}", store, trace(words(store), store, spec, stdin=change.stdin)

    found = []
    with ThreadPoolExecutor(2) as pool:
        for told, store, harmed in pool.map(harm, enumerate(tried)):
            assert harmed.was_injected, f"{told}: nothing was injected, so nothing was tested"
            try:
                ref, after = change.ref, whole_state(whole, change.ref)
                # Where only the tidying of leftovers failed, the change itself may be made.
                tidied = "O_DIRECTORY" in told and harmed.done.code == 0 and whole_state(store, ref) == after
                if not tidied:
                    check_refused(harmed.done, store, whole_state(template, ref), after, ref=ref)
                check_next_command(store, ref)
            except AssertionError as fault:
                found.append(f"{told}: {str(fault).splitlines()[0]}")
    assert tried, "no call was made to fail, so nothing was tested"
    assert not found, f"{len(found)} of {len(tried)} faults:\n" + "\n".join(found)
    return len(tried)


@pytest.mark.long
@pytest.mark.parametrize("change", HAMMERED, ids=lambda change: change.name)
@pytest.mark.parametrize("call", ["write", "fsync", "rename", "openat"])
def test_a_disk_that_refuses_leaves_the_old_file_and_says_so(
    change: Change, call: str, template: Path, tmp_path: Path
) -> None:
    if (change.name, call) == ("archive", "rename") or could_not_run("the faults of the disk"):
        return
    faults = [each for each in FAULTS if each[0] == call]
    count = check_faults(change.argv(), template, tmp_path, faults, change=change)
    COUNTS.append(f"faults of {call} in {change.name}: {count}")


@pytest.mark.long
@pytest.mark.parametrize(
    ("kind", "fault", "says"),
    [
        ("truncating", ("write", "error=ENOSPC"), "the old file is no longer what it was"),
        ("short", ("write", "retval=1"), "the old file is no longer what it was"),
        ("boasting", ("fsync", "error=EIO"), "it boasts of a save"),
        ("littering", ("fsync", "error=EIO"), "the next command leaves"),
    ],
)
def test_a_broken_writer_is_caught(
    kind: str, fault: tuple[str, str], says: str, template: Path, tmp_path: Path
) -> None:
    if could_not_run("the controls of the disk's faults"):
        return
    with pytest.raises(AssertionError, match=says):
        check_faults(by_broken(kind)(template, "2026-12-20"), template, tmp_path, [fault])


def _at_most(size: int) -> Callable[[], None]:
    """Files may grow to this size and no further: a write is cut short there, and the next one is refused."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def check_cut_short(argv: Callable[[Path], list[str]], template: Path, folder: Path, sizes: Sequence[int]) -> int:
    """Cut every write short at each of these sizes.

    Raises:
        AssertionError: see `check_refused`.
    """
    for size in sizes:
        store = copy_of(template, folder / f"at-most-{size}")
        before = whole_state(store)
        done = run(argv(store), store, first=_at_most(size), env={"PYTHONDONTWRITEBYTECODE": "1"})
        check_refused(done, store, before, before)
        check_next_command(store)
    return len(sizes)


def _sizes(template: Path) -> list[int]:
    """Sizes at which the case, its kept state and the journal are cut."""
    case, book = case_path(template).stat().st_size, (template / "journal.jsonl").stat().st_size
    assert book > case + 60, "the journal must be the longer one, so that it can be cut alone"
    return [0, 1, case - 1, case, case + 1, case + 20, book - 1, book, book + 1, book + 100]


def test_a_write_that_is_cut_short_is_no_save(template: Path, tmp_path: Path) -> None:
    case = case_path(template).stat().st_size + 20

    assert check_cut_short(lambda store: by_cpcli(store, "2026-12-20"), template, tmp_path, [case]) == 1


@pytest.mark.long
def test_a_write_that_is_cut_short_anywhere_is_no_save(template: Path, tmp_path: Path) -> None:
    count = check_cut_short(lambda store: by_cpcli(store, "2026-12-20"), template, tmp_path, _sizes(template))

    COUNTS.append(f"writes cut short by a limit: {count}")


@pytest.mark.long
def test_a_writer_that_believes_a_short_write_is_caught(template: Path, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="the old file is no longer what it was"):
        check_cut_short(
            lambda store: by_broken("short")(store, "2026-12-20"),
            template,
            tmp_path,
            [case_path(template).stat().st_size + 20],
        )


@pytest.mark.long
@pytest.mark.parametrize("where", [".", "cases", "history", f"history/{REF}"])
def test_a_read_only_folder_is_refused_with_a_sentence(where: str, store: Path, tmp_path: Path) -> None:
    assert_privileges_drop(tmp_path)
    (store / ".lock").unlink()
    before = whole_state(store)
    (store / where).chmod(0o500)
    done = run(by_cpcli(store, "2026-12-20"), store, first=drop_privileges)
    (store / where).chmod(0o700)

    if where == "history":
        assert done.code == 0, "the case's own history folder is there already"
        return
    check_refused(done, store, before, before)
    check_next_command(store)


@pytest.mark.long
def test_a_read_only_store_can_still_be_read(store: Path, tmp_path: Path) -> None:
    assert_privileges_drop(tmp_path)
    folders = [store, *(path for path in store.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o500)
    words = (["list"], ["show", REF], ["check", REF], ["deadlines", REF], ["history", REF], ["journal", "verify"])
    codes = [run([*by_cpcli(store, "")[:3], *each], store, first=drop_privileges).code for each in words]
    for folder in folders:
        folder.chmod(0o700)

    assert set(codes) <= {0, 4}, "4 is what check gives for a case with errors"
    assert codes[:2] == [0, 0]


@pytest.mark.long
def test_undo_after_a_refused_save_never_brings_in_what_was_not_saved(store: Path) -> None:
    saved = {path.read_bytes() for path in store.glob(f"history/{REF}/*.toml")}
    book = (store / "journal.jsonl").stat().st_size
    done = run(by_cpcli(store, "2026-12-20"), store, first=_at_most(book), env={"PYTHONDONTWRITEBYTECODE": "1"})
    assert done.code == 1, done

    assert inside(store, "undo", REF).code == 0
    assert case_path(store).read_bytes() in saved, "undo brought in the change that the disk had refused"


@pytest.mark.long
def test_a_hand_edit_before_a_refused_save_is_no_break_of_the_journal(store: Path) -> None:
    with case_path(store).open("a", encoding="utf-8") as case:
        case.write("# by hand\n")
    before, book = whole_state(store), (store / "journal.jsonl").stat().st_size
    done = run(by_cpcli(store, "2026-12-20"), store, first=_at_most(book), env={"PYTHONDONTWRITEBYTECODE": "1"})

    check_refused(done, store, before, before)

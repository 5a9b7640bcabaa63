"""A link, a second name, a pipe or a folder planted where cpcli reads or writes: refused, and its target untouched."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from faultlib import CHANGES, FAMILY, NEW_REF, REF, by_broken, by_cpcli, case_path, cpcli, leftovers, run

LIMIT = 10.0

#: Puts something at the first path; a link leads to the second.
Plant = Callable[[Path, Path], None]


class Target:
    """Something of somebody else's outside the store, and a memory of what it was."""

    def __init__(self, place: Path, *, folder: bool) -> None:
        self.path = place
        if folder:
            place.mkdir(mode=0o700)
            (place / "theirs.txt").write_text("theirs", encoding="utf-8")
        else:
            place.write_text("theirs\n", encoding="utf-8")
            place.chmod(0o600)
        self._was = self._now()

    def _now(self) -> dict[str, tuple[bytes, int]]:
        files = [self.path] if self.path.is_file() else sorted(self.path.rglob("*"))
        return {str(path): (path.read_bytes(), path.stat().st_mode) for path in files if path.is_file()}

    def check(self) -> None:
        """Hold it to what it was.

        Raises:
            AssertionError: somebody wrote through the link, or put a file there.
        """
        now = self._now()
        assert now == self._was, f"the target was touched: {sorted(set(now) ^ set(self._was)) or sorted(now)}"


def _symlink(at: Path, target: Path) -> None:
    at.symlink_to(target)


def _hard_link(at: Path, target: Path) -> None:
    os.link(target, at)


def _dangling(at: Path, target: Path) -> None:
    at.symlink_to(target.with_name("nothing-there"))


def _pipe(at: Path, _target: Path) -> None:
    os.mkfifo(at, 0o600)


def _folder(at: Path, _target: Path) -> None:
    at.mkdir(mode=0o700)


def _file(at: Path, _target: Path) -> None:
    at.write_bytes(b"")
    at.chmod(0o600)


FILES = ("cases/2026-0042.toml", ".lock", "journal.jsonl")
FOLDERS = ("cases", "history", f"history/{REF}")
FOR_FILES: tuple[Plant, ...] = (_symlink, _hard_link, _dangling, _pipe, _folder)
FOR_FOLDERS: tuple[Plant, ...] = (_symlink, _dangling, _pipe, _file)


def plant(store: Path, where: str, how: Plant, outside: Path) -> Target:
    """Put something in the place of a file or folder of the store; a link leads to a copy of what was there."""
    at = store / where
    target = Target(outside / "target", folder=where in FOLDERS or where == "archive")
    if at.is_dir():
        shutil.copytree(at, target.path, dirs_exist_ok=True)
        shutil.rmtree(at)
    elif at.exists():
        shutil.copyfile(at, target.path)
        at.unlink()
    target = _remembered(target)
    how(at, target.path)
    return target


def _remembered(target: Target) -> Target:
    target._was = target._now()
    return target


def check_refuses(argv: list[str], store: Path, target: Target, *, stdin: str = "") -> None:
    """Run a command on a store with something planted in it.

    Raises:
        AssertionError: the target was touched, or the command hung, succeeded or had no sentence for it.
    """
    done = run(argv, store, stdin=stdin, limit=LIMIT)
    target.check()
    assert not list(target.path.parent.glob("nothing-there*")), "something was made where a dangling link leads"
    assert 1 <= done.code <= 4, f"refused is an exit code from 1 to 4: {done}"
    lines = done.err.strip().splitlines()
    assert len(lines) == 1, f"one sentence, not {lines}"
    assert lines[0].startswith("error: "), f"no sentence for a person: {lines[0]}"
    assert not leftovers(store)


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "outside"
    folder.mkdir()
    return folder


def _cases() -> list[tuple[str, Plant]]:
    files: list[tuple[str, Plant]] = [(where, how) for where in FILES for how in FOR_FILES]
    return files + [(where, how) for where in FOLDERS for how in FOR_FOLDERS]


@pytest.mark.parametrize("how", [_symlink, _hard_link, _pipe])
def test_a_case_that_is_no_plain_file_is_refused(how: Plant, store: Path, outside: Path) -> None:
    target = plant(store, "cases/2026-0042.toml", how, outside)

    check_refuses(by_cpcli(store, "2026-12-20"), store, target)


@pytest.mark.long
@pytest.mark.parametrize(("where", "how"), _cases(), ids=lambda each: getattr(each, "__name__", each))
def test_nothing_is_written_through_what_is_planted(where: str, how: Plant, store: Path, outside: Path) -> None:
    target = plant(store, where, how, outside)
    before = case_path(store).read_bytes() if case_path(store).is_file() and where not in FILES[:1] else None

    check_refuses(by_cpcli(store, "2026-12-20"), store, target)
    if before is not None and where != "cases":
        assert case_path(store).read_bytes() == before


@pytest.mark.long
@pytest.mark.parametrize("how", FOR_FOLDERS)
def test_an_archive_that_is_no_folder_is_refused(how: Plant, store: Path, outside: Path) -> None:
    target = plant(store, "archive", how, outside)

    check_refuses(cpcli("archive", REF), store, target)
    assert case_path(store).is_file(), "the case is where it was"


@pytest.mark.long
@pytest.mark.parametrize("how", [_symlink, _hard_link, _dangling, _pipe, _folder])
@pytest.mark.parametrize("where", [f"cases/{NEW_REF}.toml", f"archive/{REF}.toml"])
def test_a_new_file_never_takes_the_place_of_what_is_planted(
    where: str, how: Plant, store: Path, outside: Path
) -> None:
    (store / "archive").mkdir(mode=0o700)
    target = plant(store, where, how, outside)
    change = CHANGES[0] if where.startswith("cases") else CHANGES[-1]

    check_refuses(change.argv(), store, target, stdin=FAMILY)


@pytest.mark.long
@pytest.mark.parametrize(
    "words",
    [("list",), ("show", REF), ("check", REF), ("deadlines", REF), ("deadlines", "--all"), ("check", "--all"),
     ("history", REF), ("diff", REF), ("journal", "verify"), ("journal", "list"), ("doctor",)],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.parametrize("where", [*FILES, *FOLDERS])
def test_no_question_hangs_on_a_pipe(words: tuple[str, ...], where: str, store: Path, outside: Path) -> None:
    plant(store, where, _pipe, outside)
    done = run(cpcli(*words), store, limit=LIMIT)

    assert 0 <= done.code <= 4, done
    assert "unexpected fault" not in done.err, done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("how", "says"),
    [(_symlink, "the target was touched"), (_hard_link, "the target was touched"), (_pipe, "still running|exit code")],
)
@pytest.mark.long
def test_a_writer_that_follows_whatever_is_there_is_caught(how: Plant, says: str, store: Path, outside: Path) -> None:
    target = plant(store, "cases/2026-0042.toml", how, outside)

    with pytest.raises(AssertionError, match=says):
        check_refuses(by_broken("following")(store, "2026-12-20"), store, target)

"""Files that never lose a word: private, whole or untouched, and never written through a link.

A save writes a temporary file beside its target, forces it to disk, reads it back, and only then renames it over the
target. Whatever stops it, the old bytes or the new ones are there, nothing between.
"""

import errno
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from cpcli.errors import CpcliError, ExitCode, InvalidFile, Problem
from cpcli.store.tables import LARGEST

#: How long a command waits for another to finish, in seconds.
LOCK_WAIT = 10.0

#: How long a rename that another program holds up is tried again, in seconds.
BUSY_WAIT = 2.5

#: The end of a temporary file's name; leftovers with it are swept at the next write.
TEMPORARY = ".cpcli-tmp"

_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NO_BLOCK = getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)


class ChangedBehind(CpcliError):
    """Another program changed the file between our reading it and our writing it. Nothing was overwritten."""

    exit_code = ExitCode.CHANGED


class Locked(CpcliError):
    """Another command is at work on the store; try again."""

    exit_code = ExitCode.LOCKED


def said(fault: OSError) -> str:
    """What the system says of a fault, in lower case and without the file's name."""
    return (fault.strerror or "unknown reason").lower()


def read_bytes(path: Path, largest: int = LARGEST) -> bytes:
    """The bytes of a regular file of our own; a link, a pipe or a device in its place is refused.

    Raises:
        FileNotFoundError: there is none.
        CpcliError: it is no plain file.
        InvalidFile: it is larger than anything we keep.
    """
    _refuse_odd(path)
    handle = os.open(path, os.O_RDONLY | _NO_FOLLOW | _NO_BLOCK | _BINARY)
    with os.fdopen(handle, "rb") as file:
        if os.fstat(handle).st_size > largest:
            raise InvalidFile([Problem(path.name, f"the file is larger than {largest // 1_000_000} MB")])
        return file.read()


def read_given(path: Path, largest: int) -> bytes:
    """The bytes of a file that somebody named on the command line; links are followed.

    Raises:
        OSError: there is none, it is no plain file (a pipe or a device has no end), or it is larger than `largest`.
    """
    handle = os.open(path, os.O_RDONLY | _NO_BLOCK | _BINARY)
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "Not a plain file")
        if found.st_size > largest:
            raise OSError(errno.EFBIG, "File too large")
        return file.read(largest)


def _refuse_odd(path: Path) -> None:
    found = os.lstat(path)
    if not stat.S_ISREG(found.st_mode):
        raise CpcliError(
            f"{path.name} is not a plain file (a link, a pipe or a folder stands in its place): left untouched"
        )
    if found.st_nlink > 1:
        raise CpcliError(f"{path.name} has a second name (a hard link): left untouched; copy it to a file of its own")


def make_private_folder(path: Path) -> None:
    """Make a folder that only its owner can enter, and every folder missing above it."""
    for folder in (*reversed(path.parents), path):
        if not folder.exists():
            folder.mkdir(mode=0o700)


def write_new(path: Path, content: bytes) -> None:
    """Write a file that does not exist yet, 0600, forced to disk and read back.

    Raises:
        FileExistsError: there is one, even if only as a link.
        OSError: it could not be written, or the disk gave back something else; nothing is left behind.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _NO_FOLLOW | _BINARY, 0o600)
    try:
        try:
            _write_all(handle, content)
            os.fsync(handle)
            _read_back(handle, content, 0)
        finally:
            os.close(handle)
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


def _read_back(handle: int, content: bytes, at: int) -> None:
    os.lseek(handle, at, os.SEEK_SET)
    found = b""
    while len(found) <= len(content) and (more := os.read(handle, len(content) + 1 - len(found))):
        found += more
    if found != content:
        raise OSError(errno.EIO, "the disk gave back other bytes than were written")


class Staged(NamedTuple):
    """A file whose bytes lie safely beside its place, to be put there or dropped."""

    draft: Path
    path: Path

    def put(self) -> None:
        """Put it in its place, for good.

        Raises:
            OSError: the disk refused.
        """
        self.draft.replace(self.path)
        sync_folder(self.path.parent)

    def drop(self) -> None:
        """Take it away."""
        with suppress(OSError):
            self.draft.unlink()


def stage(path: Path, content: bytes, ending: str = TEMPORARY) -> Staged:
    """Write a file's bytes beside its place, forced to disk and read back.

    `ending` is another than TEMPORARY for what is written without the lock: whoever takes the lock sweeps those.

    Raises:
        OSError: they could not be written; nothing is left behind.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}{ending}")
    write_new(draft, content)
    return Staged(draft, path)


def _write_all(handle: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(handle, rest) :]


def replace_file(path: Path, content: bytes, expected: bytes | None, before_rename: Callable[[], None]) -> None:
    """Put `content` in the place of a file whose bytes are `expected`, or make it where None is expected.

    `before_rename` is called once the new bytes lie safely beside the old ones: what must be on disk before the change
    takes effect (history, journal) is written there.

    Raises:
        ChangedBehind: the file is no longer what was read. It is not touched.
        Locked: another program keeps the file open and the rename stayed refused.
        CpcliError: the disk refused; the old file is whole.
    """
    staged = None
    try:
        staged = stage(path, content)
        before_rename()
        hold_to(path, expected)
        _rename(staged.draft, path)
    except OSError as fault:
        raise CpcliError(f"{path.name} was not saved: {said(fault)}; the file is as it was") from None
    finally:
        if staged is not None:
            staged.drop()
    _settle(path, content)


def hold_to(path: Path, expected: bytes | None) -> None:
    """Refuse to go on when a file is no longer what was read; None stands for no file.

    Raises:
        ChangedBehind: it is not.
    """
    try:
        now: bytes | None = read_bytes(path)
    except FileNotFoundError:
        now = None
    if now != expected:
        raise ChangedBehind(
            f"{path.name} was changed by another program since it was read; nothing was overwritten: try again"
        )


def _rename(draft: Path, path: Path) -> None:
    """Rename, trying again for a moment where a scanner or a synchroniser has the file open."""
    until = time.monotonic() + BUSY_WAIT
    while True:
        try:
            draft.replace(path)
        except PermissionError:
            if os.name != "nt":
                raise
            if time.monotonic() > until:
                raise Locked(f"{path.name} is kept open by another program: try again; the file is as it was") from None
            time.sleep(0.05)
        else:
            return


def _settle(path: Path, content: bytes) -> None:
    """Force the rename itself to disk, and read the file back."""
    try:
        sync_folder(path.parent)
        back = read_bytes(path)
    except OSError as fault:
        raise CpcliError(
            f"{path.name} holds the change, but the disk did not confirm it: {said(fault)}; check it"
        ) from None
    if back != content:
        raise ChangedBehind(f"{path.name} was changed by another program while it was being saved: check it")


def sync_folder(folder: Path) -> None:
    """Force a folder's entries to disk, where the system has such a thing."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def append_line(path: Path, line: str) -> Callable[[], None]:
    """Add a line to a file, forced to disk, and give back a function that takes it away again.

    Raises:
        OSError: it could not be added whole; the file is as it was.
    """
    if path.exists():
        _refuse_odd(path)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | _NO_FOLLOW | _BINARY, 0o600)
    size = os.fstat(handle).st_size

    def take_back() -> None:
        with suppress(OSError):
            os.truncate(path, size)

    try:
        _write_all(handle, line.encode("utf-8"))
        os.fsync(handle)
        _read_back(handle, line.encode("utf-8"), size)
    except BaseException:
        take_back()
        raise
    finally:
        os.close(handle)
    return take_back


def refuse_odd_folders(folder: Path, *names: str) -> None:
    """Refuse a link or a file in the place of one of our folders: a save would go wherever it leads.

    Raises:
        CpcliError: one is no folder.
    """
    for name in names:
        place = folder / name
        if os.path.lexists(place) and not stat.S_ISDIR(os.lstat(place).st_mode):
            says = f"{name} is not a folder of the store (a link or a file stands in its place); nothing was changed"
            raise CpcliError(says)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the store's lock, so that our own commands never collide. Leftovers of a killed command are swept first.

    Raises:
        Locked: another command held it for ten seconds.
    """
    from filelock import FileLock, Timeout

    path = folder / ".lock"
    try:
        if os.path.lexists(path):
            _refuse_odd(path)
        lock = FileLock(path, timeout=LOCK_WAIT, mode=0o600)
        lock.acquire()
    except Timeout:
        raise Locked("another command is at work on this store: try again in a moment") from None
    except OSError as fault:
        raise CpcliError(f"the store cannot be locked: {said(fault)}; nothing was changed") from None
    try:
        refuse_odd_folders(folder, "cases", "history", "archive")
        with suppress(OSError):
            sweep(folder)
        yield
    finally:
        lock.release()


def sweep(folder: Path) -> int:
    """Remove temporary files that a killed command left; only ever called with the lock held."""
    swept = 0
    for place in (folder, folder / "cases", folder / "archive", *(folder / "history").glob("*")):
        for leftover in place.glob(f".*{TEMPORARY}"):
            with suppress(OSError):
                leftover.unlink()
                swept += 1
    # A draft is written without the lock: only what is older than any writing can be was left behind.
    drafts = folder / "drafts"
    for leftover in () if drafts.is_symlink() else drafts.glob(f".*{TEMPORARY}"):
        with suppress(OSError):
            if leftover.lstat().st_mtime < time.time() - 3600:
                leftover.unlink()
                swept += 1
    return swept

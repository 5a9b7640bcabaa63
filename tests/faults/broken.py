"""Writers with one deliberate fault each: every check of a fault must fail for the writer that has it.

Run as `python broken.py KIND CASE DAY`: adds an event on that day to the case file, the wrong way.
"""

import os
import sys
import time
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def _more(path: Path, day: str) -> bytes:
    return path.read_bytes() + f'\n[[event]]\nkind = "core-group"\non = {day}\n'.encode()


def truncating(path: Path, day: str) -> None:
    """Opens the case itself for writing, which empties it before a byte is written."""
    content = _more(path, day)
    handle = os.open(path, os.O_WRONLY | os.O_TRUNC)
    os.write(handle, content)
    os.fsync(handle)
    os.close(handle)
    sys.stdout.write("saved\n")


def unlocked(path: Path, day: str) -> None:
    """Replaces the case whole, with neither a lock nor a second look."""
    content = _more(path, day)
    time.sleep(0.3)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(path)
    sys.stdout.write("saved\n")


def short(path: Path, day: str) -> None:
    """Believes that one write writes everything, and never reads back."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    os.write(handle, _more(path, day))
    os.fsync(handle)
    os.close(handle)
    draft.replace(path)
    sys.stdout.write("saved\n")


def boasting(path: Path, day: str) -> None:
    """Says that it saved before the disk has."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.cpcli-tmp")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        sys.stdout.write("saved\n")
        sys.stdout.flush()
        os.write(handle, _more(path, day))
        os.fsync(handle)
        draft.replace(path)
    except OSError as fault:
        sys.stderr.write(f"error: the disk refused: {fault.strerror}\n")
        draft.unlink()
        sys.exit(1)


def littering(path: Path, day: str) -> None:
    """Leaves its temporary file behind when the disk refuses."""
    draft = path.with_name(f".{path.name}.cpcli-tmp.kept")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.write(handle, _more(path, day))
        os.fsync(handle)
        draft.replace(path)
    except OSError as fault:
        sys.stderr.write(f"error: the disk refused: {fault.strerror}\n")
        sys.exit(1)


def following(path: Path, day: str) -> None:
    """Writes to whatever the name leads to: a link's target, a second name's file, a pipe."""
    path.write_bytes(_more(path, day))


def careless(path: Path, day: str) -> None:
    """Leaves the permissions of new files to the umask."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_bytes(_more(path, day))
    draft.replace(path)


def hanging(path: Path, day: str) -> None:
    """Takes a lock file that it forgets when it is killed."""
    lock = path.parent.parent / ".lock-by-name"
    handle = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    careless(path, day)
    os.close(handle)
    lock.unlink()


def naive(path: Path, _day: str) -> None:
    """Reads whatever it is given, of whatever size, and lets the parser say what is wrong."""
    tomllib.loads(path.read_text(encoding="utf-8"))


def main() -> None:
    """Write one event the wrong way."""
    kinds: list[Callable[[Path, str], None]] = [
        truncating, unlocked, short, boasting, littering, following, careless, hanging, naive,
    ]  # fmt: skip
    kind, path, day = sys.argv[1:]
    {each.__name__: each for each in kinds}[kind](Path(path), day)


if __name__ == "__main__":
    main()

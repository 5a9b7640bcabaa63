"""Whether a store is private, whole and in order."""

import os
import stat
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from cpcli.errors import CpcliError
from cpcli.store.cases import Store
from cpcli.store.england_table import PROCLAIMED_TO
from cpcli.store.files import TEMPORARY, locked, read_bytes

#: Folder names that a synchroniser keeps: it copies case files elsewhere and can bring old ones back.
SYNCED = ("OneDrive", "Dropbox", "Google Drive", "iCloud", "Nextcloud", "ownCloud")

#: How kinds of file system that lie on another machine begin.
NETWORKED = ("nfs", "cifs", "smb", "fuse.sshfs", "9p", "afs", "ceph", "glusterfs")

#: A clock before this day is wrong: the program did not exist yet.
BORN = date(2026, 11, 1)


class Remark(NamedTuple):
    """One remark: `fine`, `look` at it, or `act`."""

    level: str
    says: str


def examine(store: Store, today: date) -> list[Remark]:
    """Everything there is to say about a store, what needs doing first."""
    found = [
        *_permissions(store.folder),
        *_leftovers(store.folder),
        *_unreadable(store),
        *_synced(store.folder),
        *_shared(store.folder),
        *_conflicts(store.folder),
        *_clock(today),
    ]
    return sorted(found, key=lambda remark: ("act", "look", "fine").index(remark.level)) or [
        Remark("fine", "the store is private, every case can be read, and nothing was left over")
    ]


def _everything(folder: Path) -> Iterator[Path]:
    yield folder
    for below in sorted(folder.rglob("*")):
        if "packs" not in below.relative_to(folder).parts:
            yield below


def _permissions(folder: Path) -> Iterator[Remark]:
    if os.name == "nt":
        return
    ours = [path for path in _everything(folder) if not path.is_symlink()]
    open_to_others = [path for path in ours if stat.S_IMODE(path.lstat().st_mode) & 0o077]
    if open_to_others:
        first = open_to_others[0].relative_to(folder.parent)
        says = f"{len(open_to_others)} files or folders are open to others ({first}): cpcli doctor --fix"
        yield Remark("act", says)


def _leftovers(folder: Path) -> Iterator[Remark]:
    left = list((folder / "cases").glob(f".*{TEMPORARY}"))
    if left:
        yield Remark("look", f"{len(left)} temporary files of a stopped command: the next change sweeps them")


def _unreadable(store: Store) -> Iterator[Remark]:
    for ref, path in store.each():
        try:
            read_bytes(path)
        except (OSError, CpcliError):
            yield Remark("act", f"{ref} cannot be read: look at its file, its owner and its permissions")


def _synced(folder: Path) -> Iterator[Remark]:
    parts = folder.resolve().parts
    for name in SYNCED:
        if any(part.startswith(name) for part in parts):
            yield Remark("look", f"the store lies in a folder that {name} copies elsewhere; a private disk is safer")


def _shared(folder: Path) -> Iterator[Remark]:
    """A folder on another machine, as far as the system tells (Linux)."""
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return
    rows = [line.split() for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines()]
    kind = mount_kind(folder.resolve(), [(row[1], row[2]) for row in rows if len(row) > 2])
    if kind.startswith(NETWORKED):
        yield Remark("look", f"the store lies on another machine ({kind}): locks and renames there may not hold")


def mount_kind(folder: Path, mounts: Sequence[tuple[str, str]]) -> str:
    """The kind of file system a folder lies on, from pairs of mount point and kind: the longest that holds it."""
    around = [(place, kind) for place, kind in mounts if folder.is_relative_to(place)]
    return max(around, key=lambda mount: len(mount[0]), default=("", ""))[1]


def _conflicts(folder: Path) -> Iterator[Remark]:
    for path in (folder / "cases").glob("*"):
        if "conflicted copy" in path.name.lower() or "conflict-" in path.name.lower():
            yield Remark("act", "cases/ holds a conflicting copy made by a synchroniser: compare it, then remove it")
            return


def _clock(today: date) -> Iterator[Remark]:
    if today < BORN:
        yield Remark("act", f"this machine's clock says {today}: set it right, or every answer is wrong")
    if today.year >= PROCLAIMED_TO:
        says = f"bank holidays are proclaimed up to {PROCLAIMED_TO} in this version: install a newer cpcli"
        yield Remark("look", says)


def mend(folder: Path) -> list[str]:
    """Make every file and folder private and sweep leftovers; what was done, a line each."""
    left = len(list((folder / "cases").glob(f".*{TEMPORARY}")))
    done = [f"swept {left} temporary files"] if left else []
    # Taking the lock sweeps.
    with locked(folder):
        for path in _everything(folder):
            mode = stat.S_IMODE(path.lstat().st_mode)
            if mode & 0o077 and not path.is_symlink():
                path.chmod(mode & 0o700)
                done.append(f"made private: {path.relative_to(folder.parent)}")
    return done

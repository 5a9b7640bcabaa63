"""Rendered files: put where they were asked for, private, and noted with their hash, so that none can change unseen."""

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from cpcli.errors import CpcliError, ExitCode, UsageFault
from cpcli.store.case_reader import Case
from cpcli.store.cases import Acting, Store
from cpcli.store.files import append_line, locked, make_private_folder, read_bytes, read_given, said, stage

#: The register of everything that was rendered: one JSON line each, no word of any document.
REGISTER = "rendered.jsonl"

#: An office makes many thousands of papers in the life of a store.
LARGEST_REGISTER = 2_000_000_000

#: The end of a paper's temporary file. It lies beside the paper while the case is saved, perhaps in the store's own
#: folder, and is not what is swept there when the lock is taken.
TEMPORARY = ".cpcli-tmp-paper"

#: How old a half-written file is before it counts as left behind, in seconds: no writing takes as long.
LEFT_BEHIND = 3600


class StandsThere(CpcliError):
    """A file that is not ours, or that somebody has changed, has the name. It was not touched."""

    exit_code = ExitCode.CHANGED


def keep_rendered(store: Store, out: Path, name: str, content: bytes, acting: Acting, about: Mapping[str, Any]) -> Path:
    """Put a finished document into a folder, whole or not at all, and note it in the store.

    A draft of ours that nobody has changed is replaced; anything else of that name stays.

    Raises:
        UsageFault: the folder is none.
        StandsThere: a file of that name is there that must not be lost.
        CpcliError: it cannot be written; nothing half-written is left.
    """
    _refuse_no_folder(out)
    _refuse_to_lose(out, name, content, lambda there: bool(rendered(store, there)))
    line = {"file": name, "sha256": hash_of(content), "by": acting.who, "at": acting.at, **about}
    # Noted first: a line without a file does no harm, a file without a line could never be released.
    try:
        with locked(store.folder):
            torn = _register(store)[-1:] not in {b"", b"\n"}
            append_line(store.folder / REGISTER, "\n" * torn + json.dumps(line, ensure_ascii=False) + "\n")
    except OSError as fault:
        raise CpcliError(f"{name} could not be noted in the store: {said(fault)}; it was not made") from None
    return put_file(out, name, content)


def put_file(out: Path, name: str, content: bytes) -> Path:
    """Write a file into a folder, whole or not at all, 0600.

    Raises:
        UsageFault: the folder is none.
        CpcliError: it cannot be written.
    """
    with _staged(out, name, content) as put:
        return put()


@contextmanager
def laid_beside(out: Path, name: str, content: bytes) -> Iterator[Callable[[], Path]]:
    """Write a file beside its place, and give what puts it there; left without that, it is taken away again.

    Raises:
        UsageFault: the folder is none.
        StandsThere: a file of that name is there that says something else.
        CpcliError: it cannot be written.
    """
    _refuse_to_lose(out, name, content, lambda _: False)
    with _staged(out, name, content) as put:
        yield put


@contextmanager
def _staged(out: Path, name: str, content: bytes) -> Iterator[Callable[[], Path]]:
    _refuse_no_folder(out)
    try:
        make_private_folder(out)
        _sweep(out, name)
        staged = stage(out / name, content, TEMPORARY)
    except OSError as fault:
        raise CpcliError(f"{name} could not be written: {said(fault)}; nothing was left") from None

    def put() -> Path:
        try:
            staged.put()
        except OSError as fault:
            raise CpcliError(f"{name} could not be put into its folder: {said(fault)}; nothing was left") from None
        return out / name

    try:
        yield put
    finally:
        staged.drop()


def _refuse_no_folder(out: Path) -> None:
    there = next(each for each in (out, *out.parents) if os.path.lexists(each) or each == each.parent)
    if not there.is_dir():
        raise UsageFault(f"{there} is not a folder")


def _sweep(out: Path, name: str) -> None:
    """Remove what a killed command left of this very file."""
    for leftover in out.iterdir():
        if leftover.name.startswith(f".{name}.") and leftover.name.endswith(TEMPORARY):
            with suppress(OSError):
                if leftover.lstat().st_mtime < time.time() - LEFT_BEHIND:
                    leftover.unlink()


def _refuse_to_lose(out: Path, name: str, content: bytes, is_ours: Callable[[bytes], bool]) -> None:
    """Refuse to write over what somebody has written into a draft, or over anything that is not ours.

    Raises:
        StandsThere: there is such a file.
    """
    path = out / name
    if not os.path.lexists(path):
        return
    try:
        there = None if path.is_symlink() else read_given(path, 10 * len(content) + 100_000_000)
    except OSError:
        there = None
    if there is None or (there != content and not is_ours(there)):
        says = "stands there already, changed since it was made or not made here; nothing was overwritten"
        raise StandsThere(f"{name} {says}: move it away first")


def rendered(store: Store, content: bytes) -> list[dict[str, Any]]:
    """What the register says of a file with exactly these bytes, oldest first; nothing where none was made here."""
    wanted, found = hash_of(content), []
    for line in _register(store).decode("utf-8", "replace").split("\n"):
        if f'"sha256": "{wanted}"' in line:
            # A line that a power cut tore is no note of anything.
            with suppress(ValueError):
                found.append(json.loads(line))
    return found


def _register(store: Store) -> bytes:
    try:
        return read_bytes(store.folder / REGISTER, LARGEST_REGISTER)
    except FileNotFoundError:
        return b""


def hash_of(content: bytes) -> str:
    """The hash of a file."""
    return sha256(content).hexdigest()


def state_of(case: Case) -> str:
    """The hash of everything a case says apart from its register of releases, which no document depends on."""
    said_now = {key: value for key, value in case.data.items() if key != "release"}
    return sha256(json.dumps(said_now, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()

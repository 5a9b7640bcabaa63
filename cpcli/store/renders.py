"""Rendered files: put where they were asked for, private, and noted with their hash, so that none can change unseen."""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from cpcli.errors import CpcliError, UsageFault
from cpcli.store.case_reader import Case
from cpcli.store.cases import Acting, Store
from cpcli.store.files import append_line, locked, make_private_folder, read_bytes, said, stage

#: The register of everything that was rendered: one JSON line each, no word of any document.
REGISTER = "rendered.jsonl"


def keep_rendered(store: Store, out: Path, name: str, content: bytes, acting: Acting, about: Mapping[str, Any]) -> Path:
    """Put a finished document into a folder, whole or not at all, and note it in the store.

    Raises:
        UsageFault: the folder is none.
        CpcliError: it cannot be written; nothing half-written is left.
    """
    line = {"file": name, "sha256": hash_of(content), "by": acting.who, "at": acting.at, **about}
    # Noted first: a line without a file does no harm, a file without a line could never be released.
    try:
        with locked(store.folder):
            append_line(store.folder / REGISTER, json.dumps(line, ensure_ascii=False) + "\n")
    except OSError as fault:
        raise CpcliError(f"{name} could not be noted in the store: {said(fault)}; it was not made") from None
    return put_file(out, name, content)


def put_file(out: Path, name: str, content: bytes) -> Path:
    """Write a file into a folder, whole or not at all, 0600.

    Raises:
        UsageFault: the folder is none.
        CpcliError: it cannot be written.
    """
    if out.exists() and not out.is_dir():
        raise UsageFault(f"{out} is not a folder")
    try:
        make_private_folder(out)
        stage(out / name, content).put()
    except OSError as fault:
        raise CpcliError(f"{name} could not be written: {said(fault)}; nothing was left") from None
    return out / name


def rendered(store: Store, content: bytes) -> dict[str, Any] | None:
    """What the register says of a file with exactly these bytes; None where no such file was made here."""
    wanted, found = hash_of(content), None
    try:
        lines = read_bytes(store.folder / REGISTER).decode("utf-8").splitlines()
    except FileNotFoundError:
        return None
    for line in lines:
        if f'"sha256": "{wanted}"' in line:
            found = json.loads(line)
    return found


def hash_of(content: bytes) -> str:
    """The hash of a file."""
    return sha256(content).hexdigest()


def state_of(case: Case) -> str:
    """The hash of everything a case says apart from its register of releases, which no document depends on."""
    said_now = {key: value for key, value in case.data.items() if key != "release"}
    return sha256(json.dumps(said_now, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()

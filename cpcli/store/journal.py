"""The journal of a store: who changed which case when, with what command, chained so that a change shows.

One JSON object a line. It holds no free text: a ref, a command's name, and the hashes of the file before and after.
"""

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from cpcli.store.files import append_line, read_bytes

NAME = "journal.jsonl"

#: What the first line is chained to.
FIRST = "0" * 64


class Entry(NamedTuple):
    """One change: when (UTC), by whom, with which command, to which case, and the file's hash before and after."""

    at: str
    who: str
    command: str
    ref: str
    before: str | None
    after: str | None
    chain: str

    def fields(self) -> dict[str, str | None]:
        """What the chain is computed over."""
        return {name: value for name, value in self._asdict().items() if name != "chain"}


class Finding(NamedTuple):
    """Something about the journal that is not as it should be; `broken` where somebody changed it."""

    line: int
    says: str
    broken: bool


def file_hash(content: bytes | None) -> str | None:
    """The hash by which the journal knows a file's bytes."""
    return None if content is None else sha256(content).hexdigest()


def link(previous: str, fields: dict[str, str | None]) -> str:
    """A line's chain: the hash of the chain before it and of its own fields."""
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(f"{previous}\n{text}".encode()).hexdigest()


def append(
    store: Path, at: str, who: str, command: str, ref: str, hashes: tuple[str | None, str | None]
) -> tuple[str, Callable[[], None]]:
    """Add one change; gives its chain, and a function that takes it away again when the change did not come about.

    Raises:
        OSError: it could not be written; the journal is as it was.
    """
    previous = _last_chain(store)
    entry = Entry(at, who, command, ref, hashes[0], hashes[1], "")
    entry = entry._replace(chain=link(previous, entry.fields()))
    return entry.chain, append_line(store / NAME, _line(entry))


def _line(entry: Entry) -> str:
    return json.dumps(entry._asdict(), separators=(",", ":"), ensure_ascii=True) + "\n"


def _last_chain(store: Path) -> str:
    found = [entry for _, entry in entries(store) if entry is not None]
    return found[-1].chain if found else FIRST


def entries(store: Path) -> Iterator[tuple[int, Entry | None]]:
    """Every line with its number; None for a line that is not, to the byte, an entry as we write it."""
    try:
        content = read_bytes(store / NAME)
    except FileNotFoundError:
        return
    lines = content.decode("utf-8", errors="replace").split("\n")
    for number, line in enumerate(lines[:-1] if lines[-1] == "" else lines, 1):
        try:
            fields = json.loads(line)
            entry = Entry(**{name: fields[name] for name in Entry._fields})
            whole = number < len(lines) and _line(entry) == f"{line}\n"
        except (ValueError, KeyError, TypeError):
            whole = False
        yield number, entry if whole else None


def verify(store: Path) -> list[Finding]:
    """Hold every line to the one before it. Empty when nobody has touched the journal.

    A save that was cut off after its line was written left a line whose change never came about; the next change of the
    same case starts from the bytes before it. That is told, and is no break.
    """
    findings: list[Finding] = []
    previous = FIRST
    latest: dict[str, tuple[int, Entry]] = {}
    for number, entry in entries(store):
        if entry is None:
            findings.append(Finding(number, "this line is no journal entry", broken=True))
            continue
        if entry.chain != link(previous, entry.fields()):
            findings.append(Finding(number, "this line, or one before it, was changed, moved or removed", broken=True))
        previous = entry.chain
        known = latest.get(entry.ref)
        if known is not None and entry.before != known[1].after and entry.before == known[1].before:
            findings.append(
                Finding(known[0], f"the change of {entry.ref} was cut off and did not come about", broken=False)
            )
        latest[entry.ref] = (number, entry)
    return findings

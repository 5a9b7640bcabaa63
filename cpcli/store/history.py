"""Earlier states of a case: every saved state as a whole file, so that nothing that was once written is lost."""

from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from cpcli.errors import UsageFault
from cpcli.store.files import make_private_folder, read_bytes, sync_folder, write_new

FOLDER = "history"


class State(NamedTuple):
    """One saved state of a case: its number (from 1) and its file."""

    number: int
    path: Path

    def content(self) -> bytes:
        """Its bytes."""
        return read_bytes(self.path)


def states(store: Path, ref: str) -> list[State]:
    """Every saved state of a case, the oldest first."""
    found = [State(int(path.name[:6]), path) for path in (store / FOLDER / ref).glob("[0-9]*.toml*")]
    return sorted(found)


def keep(store: Path, ref: str, *contents: bytes | None) -> None:
    """Keep these states, each unless it is the newest one kept already. Forced to disk.

    Raises:
        OSError: it could not be written; what was kept before is untouched.
    """
    folder = store / FOLDER / ref
    make_private_folder(folder)
    for content in contents:
        known = states(store, ref)
        if content is None or (known and known[-1].content() == content):
            continue
        number = known[-1].number + 1 if known else 1
        write_new(folder / f"{number:06}-{sha256(content).hexdigest()[:12]}.toml", content)
    sync_folder(folder)


def state(store: Path, ref: str, number: int) -> State:
    """One saved state by its number.

    Raises:
        UsageFault: there is none with it; those there are, are told.
    """
    known = states(store, ref)
    for each in known:
        if each.number == number:
            return each
    span = f"1 to {known[-1].number}" if known else "none yet"
    raise UsageFault(f"{ref} has no state {number}; there are {span}: see cpcli history {ref}")

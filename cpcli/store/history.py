"""Earlier states of a case: every saved state as a whole file, so that nothing that was once written is lost."""

import re
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from cpcli.errors import UsageFault
from cpcli.store.files import make_private_folder, read_bytes, sync_folder, write_new

FOLDER = "history"

#: A state's number, and the beginning of its hash.
_NAME = re.compile(r"\d{6}-[0-9a-f]{12}\.toml")


class State(NamedTuple):
    """One saved state of a case: its number (from 1) and its file."""

    number: int
    path: Path

    def content(self) -> bytes:
        """Its bytes."""
        return read_bytes(self.path)


def states(store: Path, ref: str) -> list[State]:
    """Every saved state of a case, the oldest first."""
    kept = (store / FOLDER / ref).glob("*.toml")
    return sorted(State(int(path.name[:6]), path) for path in kept if _NAME.fullmatch(path.name))


def keep(store: Path, ref: str, *contents: bytes | None) -> list[Path]:
    """Keep these states, each unless it is the newest one kept already. Forced to disk; gives the files it made.

    Raises:
        OSError: it could not be written; what was kept before is untouched.
    """
    folder = store / FOLDER / ref
    make_private_folder(folder)
    made = []
    for content in contents:
        known = states(store, ref)
        if content is None or (known and known[-1].content() == content):
            continue
        number = known[-1].number + 1 if known else 1
        made.append(folder / f"{number:06}-{sha256(content).hexdigest()[:12]}.toml")
        write_new(made[-1], content)
    sync_folder(folder)
    return made


def before(store: Path, ref: str, now: bytes) -> State | None:
    """The newest state that came before what the case says now and differs from it.

    A save that was cut off may have left a state that never came about: it lies after what the case says, and is not
    taken for something that was. Where the case was changed by hand since, the newest state is the one before.
    """
    known = states(store, ref)
    same = [at for at, each in enumerate(known) if each.content() == now]
    earlier = known[: same[-1]] if same else known
    return next((each for each in reversed(earlier) if each.content() != now), None)


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

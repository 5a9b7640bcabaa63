"""Earlier states of a case: every saved state as a whole file, so that nothing that was once written is lost.

A state's name holds its number, the beginning of its hash, and the beginning of the chain of the journal line that led
to it, or `by-hand` where the case was changed by another program. A state is put among the others only once it has come
about, so that a save that was cut off leaves nothing that never was.
"""

import re
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from cpcli.errors import CpcliError, UsageFault
from cpcli.store.files import Staged, make_private_folder, read_bytes, refuse_odd_folders, stage

FOLDER = "history"

#: The mark of a state that no journal line led to.
BY_HAND = "by-hand"

_NAME = re.compile(r"(\d{6})-([0-9a-f]{12})-([0-9a-f]{12}|by-hand)\.toml")

#: How much of a chain marks a state.
MARK = 12


class State(NamedTuple):
    """One saved state of a case: its number (from 1), its file, and the mark of what led to it."""

    number: int
    path: Path
    mark: str

    def content(self) -> bytes:
        """Its bytes.

        Raises:
            CpcliError: they are not those that were kept.
        """
        content = read_bytes(self.path)
        if _beginning(content) != self.path.name[7:19]:
            raise CpcliError(f"state {self.number} is damaged: its bytes are not those that were kept")
        return content


def states(store: Path, ref: str) -> list[State]:
    """Every saved state of a case, the oldest first."""
    named = [(path, _NAME.fullmatch(path.name)) for path in (store / FOLDER / ref).glob("*.toml")]
    return sorted(State(int(name[1]), path, name[3]) for path, name in named if name)


def keep(store: Path, ref: str, content: bytes | None) -> None:
    """Keep what another program made of a case, unless it is the newest state. Forced to disk.

    Raises:
        OSError: it could not be written; what was kept before is untouched.
    """
    known = states(store, ref)
    newest = _NAME.fullmatch(known[-1].path.name) if known else None
    if content is not None and (newest is None or newest[2] != _beginning(content)):
        staged(store, ref, content, BY_HAND).put()


def staged(store: Path, ref: str, content: bytes, mark: str) -> Staged:
    """Lay the next state ready, to be put among the others once it has come about.

    Raises:
        OSError: it could not be written; nothing is left behind.
        CpcliError: something else stands in the place of its folder.
    """
    folder = store / FOLDER / ref
    refuse_odd_folders(store / FOLDER, ref)
    make_private_folder(folder)
    known = states(store, ref)
    number = known[-1].number + 1 if known else 1
    return stage(folder / f"{number:06}-{_beginning(content)}-{mark}.toml", content)


def _beginning(content: bytes) -> str:
    return sha256(content).hexdigest()[:12]


def before(store: Path, ref: str, now: bytes) -> State | None:
    """The newest state that came before what the case says now and differs from it.

    Where the case was changed by hand since, the newest state is the one before.
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

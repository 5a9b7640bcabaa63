"""A store of cases: finding them, reading them, and changing them so that no word is lost."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from difflib import unified_diff
from pathlib import Path
from typing import NamedTuple

from cpcli.errors import CpcliError, InvalidFile, Problem, UsageFault, nearest
from cpcli.store import history, journal
from cpcli.store.config import CONFIG, Config
from cpcli.store.crypt import SUFFIX, check_recipients, is_sealed, seal, unseal
from cpcli.store.files import (
    Staged,
    hold_to,
    locked,
    make_private_folder,
    read_bytes,
    replace_file,
    said,
    stage,
    write_new,
)

CASES = "cases"
ARCHIVE = "archive"

#: A ref stands in file names, logs and completions: it may be no name of a person and no path.
REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")

#: What a new store's configuration says.
FIRST_CONFIG = """\
# A store of cases for cpcli. Folders here are private (0700) and files too (0600).

# The procedures to use where a case names none; see: cpcli pack list
pack = "pan-berkshire"

# Who is acting, where CPCLI_USER does not say: it is written beside every change. Use a staff ref, not a name.
# user = "staff-17"
"""

#: The tables stand last: a key written under a table would be one of the table's.
FIRST_TABLES = """
# How to reach those who run conferences, and whom to complain to, as papers give it to families:
# [office]
# team = "Conference team, Exampleton Council"
# address = "1 Placeholder Square, Exampleton"
# phone = "01632 960100"
# email = "conferences@council.invalid"
# hours = "Monday to Friday, 9 am to 5 pm"
# complaints = "Customer feedback team"
# complaints_phone = "01632 960101"
# complaints_email = "feedback@council.invalid"

# A bank holiday proclaimed since this version of cpcli came out, and days on which the office is shut:
# [[bank_holiday]]
# on = 2027-05-10
# name = "A new bank holiday"
#
# [[closure]]
# from = 2026-12-29
# to = 2026-12-31
# name = "Office closed"
"""


class Saved(NamedTuple):
    """What a change came to: the text before (None for a new case) and after, and whether it is on disk."""

    ref: str
    before: str | None
    after: str
    saved: bool

    def diff(self) -> str:
        """The change as a unified diff; empty when nothing changed."""
        name = f"{CASES}/{self.ref}.toml"
        old = (self.before or "").splitlines(keepends=True)
        return "".join(unified_diff(old, self.after.splitlines(keepends=True), name, name))


class Acting(NamedTuple):
    """Who is acting, with which command, at what time (UTC, ISO 8601)."""

    who: str
    command: str
    at: str


class Store(NamedTuple):
    """A folder with cpcli.toml and cases/."""

    folder: Path
    config: Config

    def path(self, ref: str) -> Path:
        """Where a case's file lies, or would."""
        plain = self.folder / CASES / f"{ref}.toml"
        sealed = plain.with_name(plain.name + SUFFIX)
        return sealed if sealed.exists() or (self.config.recipients and not os.path.lexists(plain)) else plain

    def refs(self) -> list[str]:
        """Every case's ref, in order. A file put there by hand is a case."""
        return sorted(set(_refs_in(self.folder / CASES)))

    def find(self, said_ref: str, *, exact: bool = False) -> str:
        """The ref meant: itself, or the only one that begins so, where that is enough.

        Raises:
            UsageFault: there is none, or several; those are listed. With `exact` a beginning is never enough.
        """
        refs = self.refs()
        if said_ref in refs:
            return said_ref
        begun = [ref for ref in refs if ref.startswith(said_ref)]
        if len(begun) == 1 and not exact:
            return begun[0]
        if len(begun) > 1 and not exact:
            raise UsageFault(f'"{said_ref}" begins several refs: {", ".join(begun[:10])}; write more of it')
        if begun:
            raise UsageFault(f'write the whole ref for a change; "{said_ref}" is only the beginning of {begun[0]}')
        raise UsageFault(f'there is no case "{said_ref}" in this store{nearest(said_ref, refs)}')

    def read(self, ref: str) -> str:
        """A case's text.

        Raises:
            InvalidFile: it is not UTF-8.
            CpcliError: it cannot be read.
        """
        return self.text(self.content(ref), ref)

    def text(self, content: bytes, ref: str) -> str:
        """A case's bytes, as they lie on disk, as text; an encrypted one is opened.

        Raises:
            InvalidFile: they are not UTF-8.
            CpcliError: it cannot be opened.
        """
        return as_text(unseal(content, self.config.identity) if is_sealed(content) else content, ref)

    def _sealed(self, text: str) -> bytes:
        """A text as it is to lie on disk."""
        plain = text.encode()
        return seal(plain, self.config.recipients) if self.config.recipients else plain

    def content(self, ref: str) -> bytes:
        """A case's bytes as they lie on disk."""
        try:
            return read_bytes(self.path(ref))
        except FileNotFoundError:
            raise UsageFault(f'there is no case "{ref}" in this store') from None
        except OSError as fault:
            raise CpcliError(f"{ref}.toml cannot be read: {said(fault)}") from None

    def create(self, ref: str, text: str, acting: Acting, *, dry_run: bool = False) -> Saved:
        """Write a new case.

        Raises:
            UsageFault: the ref is none, or there is a case with it already.
        """
        check_ref(ref)
        if dry_run:
            self._must_be_new(ref)
            return Saved(ref, None, text, saved=False)
        with locked(self.folder):
            self._must_be_new(ref)
            self._put(ref, None, self._sealed(text), acting)
        return Saved(ref, None, text, saved=True)

    def _must_be_new(self, ref: str) -> None:
        if os.path.lexists(self.path(ref)):
            raise UsageFault(f"there is a case {ref} already; choose another ref, or look at it: cpcli show {ref}")
        if ref in self.archived() or history.states(self.folder, ref):
            raise UsageFault(f"there was a case {ref} before; choose another ref, so that their histories stay apart")

    def archived(self) -> set[str]:
        """The refs of the cases that were put away."""
        return set(_refs_in(self.folder / ARCHIVE))

    def change(self, ref: str, edit: Callable[[str], str], acting: Acting, *, dry_run: bool = False) -> Saved:
        """Change a case: lock, read, edit, and save only if nobody else has touched it meanwhile.

        Raises:
            ChangedBehind: another program changed it; nothing was overwritten.
            Locked: another command is at work.
            CpcliError: the edit or the disk refused; the case is as it was.
        """
        if dry_run:
            before = self.read(ref)
            return Saved(ref, before, edit(before), saved=False)
        with locked(self.folder):
            content = self.content(ref)
            before = self.text(content, ref)
            after = edit(before)
            if after != before:
                self._put(ref, content, self._sealed(after), acting)
        return Saved(ref, before, after, saved=after != before)

    def _put(self, ref: str, before: bytes | None, after: bytes, acting: Acting) -> None:
        path = self.path(ref)
        take_back: list[Callable[[], None]] = []
        ready: list[Staged] = []

        def record() -> None:
            history.keep(self.folder, ref, before)
            chain, undo = self._journal(ref, before, after, acting)
            take_back.append(undo)
            ready.append(history.staged(self.folder, ref, after, chain[: history.MARK]))

        try:
            replace_file(path, after, before, record)
            ready[0].put()
        except (CpcliError, OSError) as fault:
            self._settle(path, after, ready, take_back)
            if isinstance(fault, OSError):
                says = (
                    f"{path.name} holds the change, but the disk did not confirm its history: {said(fault)}; check it"
                )
                raise CpcliError(says) from None
            raise fault from None

    def _journal(
        self, ref: str, before: bytes | None, after: bytes | None, acting: Acting
    ) -> tuple[str, Callable[[], None]]:
        hashes = journal.file_hash(before), journal.file_hash(after)
        return journal.append(self.folder, acting.at, acting.who, acting.command, ref, hashes)

    @staticmethod
    def _settle(path: Path, after: bytes, ready: list[Staged], take_back: list[Callable[[], None]]) -> None:
        """After a fault: what came about is kept; what did not is neither in the journal nor among the states."""
        came_about = _holds(path, after)
        for state in ready:
            if came_about:
                with suppress(OSError):
                    state.put()
            state.drop()
        for undo in () if came_about else take_back:
            undo()

    def put_away(self, ref: str, acting: Acting, *, dry_run: bool = False) -> None:
        """Move a case to the archive, where it is kept whole and is no longer listed.

        Raises:
            UsageFault: the archive holds another one with this ref.
            CpcliError: the disk refused; the case is where it was.
        """
        target = self.folder / ARCHIVE / self.path(ref).name
        # The same bytes there are an archiving that was cut off: it goes on.
        if ref in self.archived() and not _holds(target, self.content(ref)):
            raise UsageFault(f"the archive holds a case {ref} already; move one of them away first")
        if dry_run:
            return
        with locked(self.folder):
            content = self.content(ref)
            try:
                make_private_folder(target.parent)
                history.keep(self.folder, ref, content)
                stage(target, content).put()
                hold_to(self.path(ref), content)
                self._journal(ref, content, None, acting)
                self.path(ref).unlink()
            except (CpcliError, OSError) as fault:
                with suppress(OSError):
                    target.unlink()
                if isinstance(fault, CpcliError):
                    raise
                raise CpcliError(f"{ref} was not archived: {said(fault)}; it is where it was") from None

    def each(self) -> Iterator[tuple[str, Path]]:
        """Every case with its path, one at a time."""
        return ((ref, self.path(ref)) for ref in self.refs())


def _refs_in(folder: Path) -> Iterator[str]:
    """The refs of the cases in a folder, encrypted or not; temporary files begin with a dot."""
    for path in folder.glob("*.toml*"):
        name = path.name.removesuffix(SUFFIX)
        if name.endswith(".toml") and not name.startswith("."):
            yield name.removesuffix(".toml")


def _holds(path: Path, content: bytes) -> bool:
    try:
        return read_bytes(path) == content
    except (OSError, CpcliError):
        return False


def check_ref(ref: str) -> None:
    """Refuse what cannot be a ref.

    Raises:
        UsageFault: it is empty, too long, or holds something else than letters, digits, dots and dashes.
    """
    if not REF.fullmatch(ref) or ".." in ref:
        raise UsageFault("a ref has letters, digits, dots and dashes only, such as 2026-0042; never a name")


def as_text(content: bytes, ref: str) -> str:
    """A case's bytes as text.

    Raises:
        InvalidFile: they are not UTF-8; the line is told.
    """
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        says = "the file is not UTF-8; save it as UTF-8 text"
        raise InvalidFile([Problem(f"{CASES}/{ref}.toml", says, line=line)]) from None


def make_store(folder: Path, recipients: Sequence[str] = (), tables: str = FIRST_TABLES) -> None:
    """Make a folder into a store: cpcli.toml and cases/, private. Nothing that exists is touched.

    With `recipients` its cases are encrypted to them. `tables` stand at the end of its configuration.

    Raises:
        UsageFault: it is a store already, or the recipients will not do.
        CpcliError: it cannot be written.
    """
    config = FIRST_CONFIG
    if recipients:
        check_recipients(recipients)
        named = "".join(f'  "{recipient}",\n' for recipient in recipients)
        config += "\n# Cases are encrypted to these; age itself opens them too. Keep every key safe.\n"
        config += f"recipients = [\n{named}]\n"
    config += tables
    try:
        make_private_folder(folder)
        make_private_folder(folder / CASES)
        write_new(folder / CONFIG, config.encode())
    except FileExistsError:
        raise UsageFault(f"{folder / CONFIG} exists already: this is a store; try cpcli list") from None
    except OSError as fault:
        raise CpcliError(f"{folder} cannot be made a store: {said(fault)}") from None

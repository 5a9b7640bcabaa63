"""Answers of a guide that was not finished: kept after every answer, so that a closed terminal loses nothing.

A draft lies in the store, private, encrypted where its cases are, and is gone once the decision is saved.
"""

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from cpcli.errors import CpcliError, InvalidFile, Problem
from cpcli.store.cases import Store
from cpcli.store.crypt import is_sealed, seal, unseal
from cpcli.store.files import make_private_folder, read_bytes, refuse_odd_folders, said, stage
from cpcli.store.tables import parse_toml

FOLDER = "drafts"

_SHORT_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,15}")


class DraftOf(NamedTuple):
    """Whose draft: the case, the guide, about whom, and for which conference."""

    ref: str
    guide: str
    about: tuple[str, ...]
    conference: str | None

    def file(self) -> str:
        """The draft's file name: refs and ids only.

        An id is typed by hand and may be a path, a name or a sentence: such ones are told apart by a hash.
        """
        whom = [*self.about, *([self.conference] if self.conference else [])]
        if all(_SHORT_ID.fullmatch(each) and each not in {"case", "none"} for each in whom):
            told = ["+".join(self.about) or "case", self.conference or "none"]
        else:
            told = [sha256(repr((self.about, self.conference)).encode()).hexdigest()[:16]]
        return ".".join([self.ref, self.guide, *told]) + ".toml"


class Draft:
    """One draft at hand. What it held when it was last read or written here is known, so that nobody else's is lost."""

    def __init__(self, store: Store, of: DraftOf) -> None:
        self.store, self.of = store, of
        self._held: bytes | None = None

    @property
    def name(self) -> str:
        """How messages call it."""
        return f"{FOLDER}/{self.of.file()}"

    def is_there(self) -> bool:
        """Whether there is one, readable or not."""
        return os.path.lexists(self._path())

    def is_ours(self) -> bool:
        """Whether the one that is there is the one that was read or written here."""
        with suppress(OSError, CpcliError):
            return self._held is not None and self._content() == self._held
        return False

    def read(self) -> dict[str, Any] | None:
        """The answers that were kept; None where there are none.

        Raises:
            InvalidFile: the draft cannot be read; what to do about it is told.
            CpcliError: something else stands in its place.
        """
        content = self._content()
        if content is None:
            return None
        plain = unseal(content, self.store.config.identity) if is_sealed(content) else content
        try:
            answers = parse_toml(plain.decode("utf-8"), self.name)
        except UnicodeDecodeError:
            raise InvalidFile([Problem(self.name, "the draft is not UTF-8"), self._what_to_do()]) from None
        except InvalidFile as fault:
            raise InvalidFile([*fault.problems, self._what_to_do()]) from None
        self._held = content
        return answers

    def keep(self, answers: Mapping[str, Any]) -> None:
        """Keep the answers so far.

        Raises:
            CpcliError: they could not be written, or somebody else has written there meanwhile.
        """
        import tomli_w

        plain = tomli_w.dumps({name: list(v) if isinstance(v, tuple) else v for name, v in answers.items()}).encode()
        recipients = self.store.config.recipients
        content = seal(plain, recipients) if recipients else plain
        if self._content() != self._held:
            raise CpcliError("somebody else keeps a draft of the same, and theirs stays: agree who goes on")
        try:
            make_private_folder(self.store.folder / FOLDER)
            staged = stage(self._path(), content)
            try:
                staged.put()
            finally:
                staged.drop()
        except OSError as fault:
            raise CpcliError(f"the draft could not be kept: {said(fault)}") from None
        self._held = content

    def drop(self) -> None:
        """Remove the draft whose decision is saved, or that nobody wants; one that was never read here stays."""
        with suppress(OSError):
            if self.is_ours():
                self._path().unlink()
                self._held = None

    def _content(self) -> bytes | None:
        refuse_odd_folders(self.store.folder, FOLDER)
        try:
            return read_bytes(self._path())
        except FileNotFoundError:
            return None
        except OSError as fault:
            raise CpcliError(f"the draft cannot be read: {said(fault)}") from None

    def _what_to_do(self) -> Problem:
        return Problem(self.name, "mend it in an editor, or move it out of the way to begin anew")

    def _path(self) -> Path:
        return self.store.folder / FOLDER / self.of.file()

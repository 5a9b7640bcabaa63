"""Answers of a guide that was not finished: kept after every answer, so that a closed terminal loses nothing.

A draft lies in the store, private, encrypted where its cases are, and is gone once the decision is saved.
"""

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


def keep_draft(store: Store, of: DraftOf, answers: Mapping[str, Any]) -> None:
    """Keep the answers so far.

    Raises:
        CpcliError: they could not be written.
    """
    import tomli_w

    plain = tomli_w.dumps({name: list(v) if isinstance(v, tuple) else v for name, v in answers.items()}).encode()
    content = seal(plain, store.config.recipients) if store.config.recipients else plain
    try:
        refuse_odd_folders(store.folder, FOLDER)
        make_private_folder(store.folder / FOLDER)
        stage(store.folder / FOLDER / of.file(), content).put()
    except OSError as fault:
        raise CpcliError(f"the draft could not be kept: {said(fault)}") from None


def read_draft(store: Store, of: DraftOf) -> dict[str, Any] | None:
    """The answers that were kept; None where there are none.

    Raises:
        InvalidFile: the draft cannot be read.
    """
    path = _path(store, of)
    try:
        content = read_bytes(path)
    except FileNotFoundError:
        return None
    plain = unseal(content, store.config.identity) if is_sealed(content) else content
    try:
        return parse_toml(plain.decode("utf-8"), f"{FOLDER}/{of.file()}")
    except UnicodeDecodeError:
        raise InvalidFile([Problem(f"{FOLDER}/{of.file()}", "the draft is not UTF-8")]) from None


def drop_draft(store: Store, of: DraftOf) -> None:
    """Remove a draft whose decision is saved, or that nobody wants."""
    with suppress(OSError):
        _path(store, of).unlink()


def _path(store: Store, of: DraftOf) -> Path:
    return store.folder / FOLDER / of.file()

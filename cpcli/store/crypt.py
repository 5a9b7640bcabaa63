"""Cases at rest, encrypted to age recipients: whoever holds one of their keys can read them, with age itself too.

A store has at least two recipients, so that one lost key loses no case. Losing all of them loses everything.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cpcli.errors import CpcliError, UsageFault

#: What every age file begins with.
MAGIC = b"age-encryption.org/v1\n"

#: The end of an encrypted case's file name, after `.toml`.
SUFFIX = ".age"

FEWEST = 2


def check_recipients(recipients: Sequence[str]) -> None:
    """Refuse what cannot keep a store readable.

    Raises:
        UsageFault: one is no age recipient, or there are fewer than two different ones.
    """
    for recipient in recipients:
        _recipient(recipient)
    if len(set(recipients)) < FEWEST:
        raise UsageFault("give at least two different recipients: one lost key must not lose every case")


def seal(content: bytes, recipients: Sequence[str]) -> bytes:
    """Encrypt to every recipient."""
    sealed: bytes = _pyrage().encrypt(content, [_recipient(recipient) for recipient in recipients])
    return sealed


def is_sealed(content: bytes) -> bool:
    """Whether bytes are an age file."""
    return content.startswith(MAGIC)


def unseal(content: bytes, identity: str | None) -> bytes:
    """Decrypt with the keys in an identity file, as age-keygen writes it.

    Raises:
        UsageFault: no identity file is named, or it cannot be used.
        CpcliError: none of its keys opens this case, or the file is damaged.
    """
    pyrage = _pyrage()
    keys = _keys(os.environ.get("CPCLI_IDENTITY") or identity)
    try:
        opened: bytes = pyrage.decrypt(content, keys)
    except pyrage.DecryptError:
        says = "none of your keys opens this case, or its file is damaged; nothing was changed"
        raise CpcliError(says) from None
    return opened


def _keys(named: str | None) -> list[object]:
    if not named:
        raise UsageFault(
            'this store is encrypted: say where your key is, CPCLI_IDENTITY or identity = "FILE" in cpcli.toml'
        )
    pyrage = _pyrage()
    try:
        lines = Path(named).expanduser().read_text(encoding="utf-8").splitlines()
        return [pyrage.x25519.Identity.from_str(line.strip()) for line in lines if line.startswith("AGE-SECRET-KEY-")]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError):
        raise UsageFault("the identity file cannot be read, or holds no age key; make one with age-keygen") from None


def _recipient(said: str) -> object:
    pyrage = _pyrage()
    try:
        recipient: object = pyrage.x25519.Recipient.from_str(said)
    except pyrage.RecipientError:
        raise UsageFault(f'"{said[:12]}..." is no age recipient; one begins with age1') from None
    return recipient


def _pyrage() -> Any:
    """The library, which is an extra."""
    try:
        import pyrage
    except ImportError:
        raise UsageFault("encryption needs the extra: pip install 'cpcli[encryption]'") from None
    return pyrage

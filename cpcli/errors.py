"""The error tree and the exit codes.

Two channels. What is wrong in somebody's file is a `Problem`, a value with its place; all of them are collected and
raised once. What is wrong with the request is a `CpcliError` that is one whole sentence. Neither ever holds a
child's name, address or date of birth: a message names the file, the key and the kind of thing.
"""

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple


class ExitCode(IntEnum):
    """What a script may rely on."""

    DONE = 0
    FAULT = 1
    USAGE = 2
    CHECK_FAILED = 3
    INVALID_FILE = 4
    CHANGED = 5
    NOT_RELEASABLE = 6
    LOCKED = 75
    CANCELLED = 130


class CpcliError(Exception):
    """A sentence for the person at the keyboard, with the exit code that goes with it."""

    exit_code = ExitCode.FAULT


class UsageFault(CpcliError):
    """What was asked for cannot be asked: an unknown word, an impossible date, a missing answer."""

    exit_code = ExitCode.USAGE


class CheckFailed(CpcliError):
    """The check that was asked for says no (`--fail-on`)."""

    exit_code = ExitCode.CHECK_FAILED


class Problem(NamedTuple):
    """One thing wrong in a file: where, what, and what to type instead."""

    file: str
    says: str
    key: str = ""
    line: int | None = None
    #: `error` makes the file unusable; `warning` is told and lived with.
    level: str = "error"

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where}: {self.key}: {self.says}" if self.key else f"{where}: {self.says}"


class InvalidFile(CpcliError):
    """A case, pack, configuration or template that cannot be used, with every problem found in it."""

    exit_code = ExitCode.INVALID_FILE

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def nearest(word: str, known: Iterable[str]) -> str:
    """Half a sentence that names the nearest valid word, or lists them when there are few; empty when neither helps."""
    from difflib import get_close_matches

    choices = sorted(known)
    close = get_close_matches(word, choices, n=1, cutoff=0.5)
    if close:
        return f'; did you mean "{close[0]}"?'
    if 0 < len(choices) <= 12:
        return f"; use one of: {', '.join(choices)}"
    return ""

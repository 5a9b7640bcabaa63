"""System calls that fail, lie or kill on request, by strace; and a loud word where strace cannot do it."""

import os
import re
import shutil
import subprocess
import tempfile
import warnings
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from faultlib import Done, run

#: The calls by which a save reaches the disk. The question mark lets a machine do without some of them.
CALLS = (
    "openat", "open", "creat", "write", "pwrite64", "writev", "fsync", "fdatasync", "rename", "renameat", "renameat2",
    "close", "unlink", "unlinkat", "mkdir", "mkdirat", "truncate", "ftruncate", "flock", "link", "linkat", "chmod",
    "fchmod", "fchmodat",
)  # fmt: skip
TRACE = "trace=" + ",".join(f"?{name}" for name in CALLS)

#: What a run of the suite could not do, with the reason.
NOT_RUN: list[str] = []

_CALL = re.compile(r"(\d+) +(\w+)\(")


class Point(NamedTuple):
    """The nth time that a process makes a call; `line` is how it went when nothing was in its way."""

    call: str
    nth: int
    line: str

    def __str__(self) -> str:
        return f"{self.call} {self.nth} ({self.line[:120]})"


class Harmed(NamedTuple):
    """A command that ran with one fault injected, and what strace saw of it."""

    done: Done
    trace: list[str]

    @property
    def was_killed(self) -> bool:
        """Whether the signal arrived: strace ends by the same signal as the program."""
        return self.done.code == -9 and any("killed by SIGKILL" in line for line in self.trace)

    @property
    def was_injected(self) -> bool:
        """Whether a call was made to fail, to lie or to wait."""
        return any("(INJECTED)" in line or "(DELAYED)" in line for line in self.trace)


def trace(argv: Sequence[str], store: Path, *inject: str, stdin: str = "", env: dict[str, str] | None = None) -> Harmed:
    """Run a command under strace. `--seccomp-bpf` is left out: with it strace 6.1 injects nothing."""
    handle, name = tempfile.mkstemp(prefix="cpcli-trace-")
    os.close(handle)
    log = Path(name)
    words = [word for each in inject for word in ("-e", f"inject={each}")]
    try:
        traced = ["strace", "-f", "-y", "-o", str(log), "-e", TRACE, *words, *argv]
        done = run(traced, store, stdin=stdin, env={"PYTHONDONTWRITEBYTECODE": "1", **(env or {})}, limit=60)
        return Harmed(done, log.read_text(encoding="utf-8", errors="replace").splitlines())
    finally:
        log.unlink()


def points(seen: Harmed, store: Path) -> list[Point]:
    """Every call of the process itself that touches the store, numbered as strace numbers them."""
    found: list[Point] = []
    counts = Counter[str]()
    own = seen.trace[0].split()[0]
    for line in seen.trace:
        call = _CALL.match(line)
        if call and call[1] == own:
            counts[call[2]] += 1
            if str(store) in line:
                found.append(Point(call[2], counts[call[2]], line.partition(" ")[2].strip().replace(str(store), "")))
    return found


@cache
def _why_not() -> str | None:
    """Why strace cannot inject a fault here; None where it can."""
    found = shutil.which("strace")
    if found is None:
        return "strace is not installed"
    argv = [found, "-o", os.devnull, "-e", "trace=close", "-e", "inject=close:signal=SIGKILL:when=1", "cat", os.devnull]
    done = subprocess.run(argv, capture_output=True, check=False, timeout=20)
    return None if done.returncode == -9 else "strace is installed, but may not or cannot inject a signal here"


def could_not_run(what: str) -> bool:
    """Whether strace is missing. Then it is said aloud, or fails where CPCLI_REQUIRE_STRACE=1 asks for it."""
    reason = _why_not()
    if reason is None:
        return False
    say_not_run(f"{what} could not run: {reason}")
    return True


def say_not_run(sentence: str) -> None:
    """Say that something could not run: a failure where it is required, else a warning that is recorded."""
    if os.environ.get("CPCLI_REQUIRE_STRACE") == "1":
        pytest.fail(f"{sentence} (CPCLI_REQUIRE_STRACE=1 asks for it)", pytrace=False)
    NOT_RUN.append(sentence)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(sentence, stacklevel=3)

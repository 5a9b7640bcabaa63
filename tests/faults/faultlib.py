"""What the fault tests share: stores to harm, cpcli as a real process, and writers that are broken on purpose."""

import contextlib
import ctypes
import io
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from cpcli.cli.boundary import run as run_cpcli

HERE = Path(__file__).resolve().parent
REF = "2026-0042"
NEW_REF = "2026-0777"

#: No command may take longer than this, whatever stands in its way (it waits ten seconds for a lock).
LIMIT = 20.0

FAMILY = """\
[[child]]
id = "c1"
name = "Rowan Example"
born = 2019-03-04

[[child]]
id = "c2"
name = "Linden Example"
born = 2021-05-06

[[person]]
id = "p1"
name = "Ash Example"
role = "mother"
parent_of = ["c1", "c2"]

[[person]]
id = "p3"
name = "Jo Sample"
role = "health-visitor"
agency = "health-visiting"
contact = ["c1"]
"""

#: What was counted, told at the end of the run.
COUNTS: list[str] = []


class Done(NamedTuple):
    """How a command ended: its exit code and what it said."""

    code: int
    out: str
    err: str


class Change(NamedTuple):
    """A command that changes a case: its words and its standard input."""

    name: str
    words: tuple[str, ...]
    stdin: str = ""
    ref: str = REF

    def argv(self) -> list[str]:
        """The whole command line."""
        return cpcli(*self.words)


#: Every command that writes to a case, on the case of `make_store`.
CHANGES = (
    Change("new", ("new", NEW_REF, "--answers", "-"), FAMILY, NEW_REF),
    Change("record", ("record", REF, "core-group", "--on", "2026-12-20")),
    Change("add", ("add", "person", REF, "--role", "social-worker")),
    Change("set", ("set", REF, "conference.conf1.state", "held")),
    Change("attendance", ("attendance", REF, "conf1", "--everyone", "--invited", "2026-11-25")),
    Change("outcome", ("outcome", REF, "conf1", "--child", "c1", "--decision", "plan", "--category", "NEG")),
    Change("undo", ("undo", REF)),
    Change("restore", ("restore", REF, "1")),
    Change("archive", ("archive", REF)),
)

#: A command line that adds an event on a day to the case of a store, with the store as its folder.
Writer = Callable[[Path, str], list[str]]


def cpcli(*words: str) -> list[str]:
    """The real interpreter on the real program."""
    return [sys.executable, "-m", "cpcli", *words]


def by_cpcli(_store: Path, day: str) -> list[str]:
    """The writer under test."""
    return cpcli("record", REF, "core-group", "--on", day)


def by_broken(kind: str) -> Writer:
    """A writer with one deliberate fault; see broken.py."""
    return lambda store, day: [sys.executable, str(HERE / "broken.py"), kind, str(case_path(store)), day]


def case_path(store: Path, ref: str = REF) -> Path:
    """Where a case lies."""
    return store / "cases" / f"{ref}.toml"


def environment(store: Path, **more: str) -> dict[str, str]:
    """An environment that depends on nothing of this machine but where programs are."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    fixed = {"CPCLI_STORE": str(store), "CPCLI_USER": "staff-17", "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"}
    # Without the safe path Python lists the current folder while it imports, as often as that changes.
    return {**kept, **fixed, "HOME": str(store.parent), "TZ": "Europe/London", "PYTHONSAFEPATH": "1", **more}


def run(
    argv: Sequence[str],
    store: Path,
    *,
    stdin: str = "",
    limit: float = LIMIT,
    env: Mapping[str, str] | None = None,
    first: Callable[[], None] | None = None,
    umask: int = -1,
) -> Done:
    """Run a command as a process of its own and wait for its end.

    Raises:
        AssertionError: it hung.
    """
    try:
        done = subprocess.run(
            argv,
            input=stdin.encode(),
            capture_output=True,
            timeout=limit,
            cwd=store.parent,
            env=environment(store, **(env or {})),
            preexec_fn=first,
            umask=umask,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise AssertionError(f"{' '.join(argv[-4:])}: still running after {limit} s") from None
    return Done(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))


def inside(store: Path, *words: str, stdin: str = "") -> Done:
    """Run cpcli in this process: ten times as fast, where only the store's state matters."""
    out, err = io.StringIO(), io.StringIO()
    kept, old_input, old_mask = dict(os.environ), sys.stdin, os.umask(0o077)
    os.environ.update(CPCLI_STORE=str(store), CPCLI_USER="staff-17")
    sys.stdin = io.StringIO(stdin)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run_cpcli(words)
    finally:
        sys.stdin = old_input
        os.environ.clear()
        os.environ.update(kept)
        os.umask(old_mask)
    return Done(code, out.getvalue(), err.getvalue())


def made(store: Path, *words: str, stdin: str = "") -> Done:
    """Run cpcli in this process, where it must succeed."""
    done = inside(store, *words, stdin=stdin)
    assert done.code == 0, f"{words}: {done}"
    return done


def make_store(folder: Path) -> Path:
    """A store with one case that has a family, a conference, an event and a little history."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        assert run_cpcli(["init", str(folder)]) == 0, out.getvalue()
    made(folder, "new", REF, "--answers", "-", stdin=FAMILY)
    made(folder, "add", "conference", REF, "--kind", "initial-conference", "--at", "2026-12-10T10:00")
    made(folder, "record", REF, "strategy-discussion", "--on", "2026-11-20")
    return folder


def copy_of(template: Path, folder: Path) -> Path:
    """A fresh copy of a store."""
    shutil.copytree(template, folder, symlinks=True)
    return folder


def whole_state(store: Path, ref: str = REF) -> tuple[bytes | None, bytes | None]:
    """A case's bytes in cases/ and in archive/; None where there is no file."""
    places = (case_path(store, ref), store / "archive" / f"{ref}.toml")
    return (_bytes(places[0]), _bytes(places[1]))


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def leftovers(store: Path) -> list[str]:
    """Temporary files anywhere in a store."""
    return sorted(str(path.relative_to(store)) for path in store.rglob("*cpcli-tmp*"))


def torn_states(store: Path) -> list[str]:
    """Kept states that do not hold the bytes their names promise: `undo` could bring one of them back."""
    return sorted(
        str(path.relative_to(store))
        for path in store.glob("history/*/*.toml")
        if path.stem.split("-")[1] != sha256(path.read_bytes()).hexdigest()[:12]
    )


def check_journal(store: Path) -> None:
    """Hold the journal to what `cpcli journal verify` says."""
    done = inside(store, "journal", "verify")
    assert done.code == 0, f"the journal does not verify: {(done.out + done.err).strip()}"


def check_next_command(store: Path, ref: str = REF) -> None:
    """A later command works at once, sweeps what was left, and the journal still verifies."""
    if case_path(store, ref).exists():
        done = inside(store, "record", ref, "core-group", "--on", "2027-01-05")
    else:
        done = inside(store, "new", f"{ref}-again", "--answers", "-", stdin=FAMILY)
    assert done.code == 0, f"the next command does not work: {done}"
    assert leftovers(store) == [], f"the next command leaves {leftovers(store)}"
    check_journal(store)


def check_one_sentence(done: Done) -> None:
    """What a person reads of a fault: one line that begins with `error:`, and no boast."""
    lines = done.err.strip().splitlines()
    assert "saved" not in f"{done.out}{done.err}".replace("not saved", ""), f"it boasts of a save: {done}"
    assert len(lines) == 1, f"one sentence, not {lines}"
    assert lines[0].startswith("error: "), f"no sentence for a person: {lines[0]}"


def open_to_others(folder: Path) -> list[str]:
    """Files and folders on which group or others have any right, with their modes."""
    found = []
    for path in (folder, *sorted(folder.rglob("*"))):
        mode = stat.S_IMODE(path.lstat().st_mode)
        if mode & 0o077:
            found.append(f"{path.relative_to(folder.parent)} {mode:04o}")
    return found


def drop_privileges() -> None:
    """In a new process: give up root's right to pass every permission, which would make these tests vacuous.

    Every capability leaves the bounding set, so that the program that is started has none. The user id stays: the
    interpreter may lie in root's own folder, where nobody else could start it.
    """
    if os.geteuid() == 0:
        library = ctypes.CDLL(None, use_errno=True)
        for capability in range(64):
            library.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP; a number the kernel does not know is refused


def assert_privileges_drop(folder: Path) -> None:
    """Show that `drop_privileges` does what it says: a file without any permission cannot be read."""
    secret = folder / "unreadable"
    secret.write_text("x", encoding="utf-8")
    secret.chmod(0)
    argv = [sys.executable, "-c", f"open({str(secret)!r})"]
    done = run(argv, folder, first=drop_privileges)
    secret.unlink()
    assert "PermissionError" in done.err, f"permissions do not hold here, so they cannot be tested: {done}"

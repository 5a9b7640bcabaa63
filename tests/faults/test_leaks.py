"""Whatever goes wrong inside: no name, address or date of birth in an error, a log, a file name or the process list."""

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import CodeType, FrameType
from typing import Any, NamedTuple

import pytest
from faultlib import COUNTS, REF, Done, case_path, cpcli, inside, run

from cpcli.cli import boundary

NAME, ADDRESS, BORN = "Xanthippe Quillfeather-Zanzibar", "77 Wobblegate Crescent, Nether Yonder", "2016-02-29"
SENTINELS = (NAME, ADDRESS, BORN, "Quillfeather", "Wobblegate")

CASE = f"""\
format = 1
ref = "{REF}"

[[child]]
id = "c1"
name = "{NAME}"
born = {BORN}
address = "{ADDRESS}"

[[person]]
id = "p1"
name = "{NAME} the elder"
role = "mother"
address = "{ADDRESS}"

[[conference]]
id = "conf1"
kind = "initial-conference"
at = 2026-12-10T10:00:00

[[event]]
kind = "strategy-discussion"
on = 2026-11-20
note = "{NAME} moved to {ADDRESS}"
"""

#: Every kind of command, on a case with the sentinels. Standard output is the answer, and may hold what was asked for.
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("record", REF, "core-group", "--on", "2026-12-20"),
    ("set", REF, "conference.conf1.state", "held"),
    ("check", REF, "--as-of", "2026-12-08"),
    ("show", REF),
    ("list",),
    ("deadlines", REF, "--as-of", "2026-12-08"),
    ("deadlines", "--all", "--as-of", "2026-12-08"),
    ("history", REF),
    ("diff", REF),
    ("undo", REF),
    ("edit", REF),
    ("journal", "verify"),
    ("doctor",),
    ("archive", REF),
)


class Public(NamedTuple):
    """A public function or method of store or rules, and where it stands."""

    holder: Any
    name: str

    def __str__(self) -> str:
        return f"{getattr(self.holder, '__module__', self.holder.__name__)}.{self.name}"


def public_functions() -> list[Public]:
    """Every public function of cpcli.store and cpcli.rules, and every public method of their classes."""
    found: list[Public] = []
    for package in map(import_module, ("cpcli.store", "cpcli.rules")):
        for info in iter_modules(package.__path__, f"{package.__name__}."):
            module = import_module(info.name)
            for name, value in vars(module).items():
                if name.startswith("_") or getattr(value, "__module__", None) != info.name:
                    continue
                if isinstance(value, type):
                    plain = [n for n, each in vars(value).items() if callable(each) and not n.startswith("_")]
                    found += [Public(value, n) for n in plain if "__code__" in dir(getattr(value, n))]
                elif callable(value):
                    found.append(Public(module, name))
    return found


FAULTS: tuple[Callable[[], Exception], ...] = (
    lambda: ValueError(f"bad value: {NAME}, {ADDRESS}, {BORN}"),
    lambda: OSError(5, "Input/output error", f"{NAME} {ADDRESS} {BORN}"),
    lambda: OSError(f"{NAME} {ADDRESS} {BORN}"),
    lambda: RuntimeError(NAME, ADDRESS, BORN),
    lambda: KeyError(f"{NAME} {ADDRESS} {BORN}"),
    lambda: UnicodeDecodeError("utf-8", f"{NAME} {ADDRESS} {BORN}".encode(), 0, 1, f"{NAME} {ADDRESS} {BORN}"),
)


def patched(public: Public, fault: Callable[[], Exception], patch: pytest.MonkeyPatch) -> list[str]:
    """Let a function raise wherever it was imported to; gives a list that grows with each call."""
    calls: list[str] = []

    def raises(*_args: Any, **_kwargs: Any) -> Any:
        calls.append(public.name)
        raise fault()

    original = getattr(public.holder, public.name)
    patch.setattr(public.holder, public.name, raises)
    if not isinstance(public.holder, type):
        for name, module in list(sys.modules.items()):
            if name.startswith("cpcli") and vars(module).get(public.name) is original:
                patch.setattr(module, public.name, raises)
    return calls


def check_says_nothing(done: Done, store: Path, what: str) -> None:
    """Look for the sentinels wherever they must not be.

    Raises:
        AssertionError: one of them is there.
    """
    places = {"standard error": done.err, "file names": "\n".join(str(path) for path in store.rglob("*"))}
    for name in ("journal.jsonl", ".lock"):
        if (store / name).exists():
            places[name] = (store / name).read_text(encoding="utf-8")
    for place, text in places.items():
        for sentinel in SENTINELS:
            assert sentinel not in text, f"{what}: {place} tells {sentinel!r}: {text.strip()[-300:]}"
    assert "Traceback" not in done.err, f"{what}: {done.err[-300:]}"


@pytest.fixture
def secret(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store whose case holds the sentinels, with an editor that changes it."""
    case_path(store).write_text(CASE, encoding="utf-8")
    script = tmp_path / "editor"
    script.write_text('#!/bin/sh\necho "# seen" >> "$1"\n', encoding="utf-8")
    script.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(script))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    return store


def _restored(store: Path) -> None:
    for path in (store / "archive").glob("*.toml"):
        path.unlink()
    case_path(store).write_text(CASE, encoding="utf-8")


def _noting(seen: set[CodeType]) -> Callable[[FrameType, str, Any], None]:
    def note(frame: FrameType, event: str, _what: Any) -> None:
        if event == "call":
            seen.add(frame.f_code)

    return note


def reached(store: Path) -> dict[tuple[str, ...], set[CodeType]]:
    """Which functions each command comes by, so that only those need to be broken in it."""
    found: dict[tuple[str, ...], set[CodeType]] = {}
    for words in COMMANDS:
        seen: set[CodeType] = set()
        _restored(store)
        sys.setprofile(_noting(seen))
        try:
            inside(store, *words)
        finally:
            sys.setprofile(None)
        found[words] = seen
    return found


def _may_be_reached(public: Public, codes: set[CodeType]) -> bool:
    code = getattr(getattr(public.holder, public.name), "__code__", None)
    return code is None or code in codes


def _tried(store: Path, publics: list[Public], fault: Callable[[], Exception]) -> Iterator[tuple[Public, int]]:
    by_command = reached(store)
    for public in publics:
        raised = 0
        for words in COMMANDS:
            if not _may_be_reached(public, by_command[words]):
                continue
            _restored(store)
            with pytest.MonkeyPatch.context() as patch:
                calls = patched(public, fault, patch)
                done = inside(store, *words)
            raised += bool(calls)
            check_says_nothing(done, store, f"{public} in {' '.join(words)}")
        yield public, raised


def test_there_are_functions_to_break() -> None:
    names = {str(public) for public in public_functions()}

    assert len(names) > 80
    assert {"cpcli.store.files.replace_file", "cpcli.store.cases.Store.change", "cpcli.rules.timetable.timetable"} <= {
        name.replace("cpcli.store.cases.change", "cpcli.store.cases.Store.change") for name in names
    }


@pytest.mark.parametrize("name", ["replace_file", "read_whole_case", "timetable"])
def test_a_fault_in_the_middle_tells_nothing_of_the_case(name: str, secret: Path) -> None:
    public = next(each for each in public_functions() if each.name == name)
    words = ("deadlines", REF) if name == "timetable" else COMMANDS[0]
    with pytest.MonkeyPatch.context() as patch:
        calls = patched(public, FAULTS[0], patch)
        done = inside(secret, *words)

    assert calls, "it was never called, so nothing was tested"
    assert done.code == 1
    check_says_nothing(done, secret, name)


@pytest.mark.long
@pytest.mark.parametrize("number", range(len(FAULTS)))
def test_no_exception_in_any_public_function_tells_a_name(number: int, secret: Path) -> None:
    publics = public_functions()
    raised = dict(_tried(secret, publics, FAULTS[number]))
    broken = sum(count > 0 for count in raised.values())
    COUNTS.append(
        f"{FAULTS[number]().__class__.__name__} raised in {broken} of {len(publics)} public functions,"
        f" {sum(raised.values())} commands broken"
    )

    assert broken > 50


@pytest.mark.parametrize("words", [COMMANDS[0], COMMANDS[5]])
def test_a_boundary_that_repeats_an_exception_is_caught(
    words: tuple[str, ...], secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = next(each for each in public_functions() if each.name == "parse_toml")
    monkeypatch.setattr(boundary, "crash_line", str)
    with pytest.MonkeyPatch.context() as patch:
        patched(public, FAULTS[0], patch)
        done = inside(secret, *words)

    with pytest.raises(AssertionError, match="standard error tells"):
        check_says_nothing(done, secret, "a boundary that says too much")


@pytest.mark.long
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_real_process_that_falls_over_tells_nothing(words: tuple[str, ...], secret: Path, tmp_path: Path) -> None:
    """The real way out of the interpreter, with a fault in the parser that every command comes by."""
    program = (
        "import sys, cpcli.store.tables as tables, cpcli.store.files as files\n"
        f"def raises(*a, **k): raise RuntimeError({NAME!r}, {ADDRESS!r}, {BORN!r})\n"
        "tables.parse_toml = raises\nfiles.read_bytes = raises\n"
        "from cpcli.cli.boundary import run\nsys.exit(run(sys.argv[1:]))\n"
    )
    fake = tmp_path / "falls_over.py"
    fake.write_text(program, encoding="utf-8")
    done = run([sys.executable, str(fake), *words], secret)

    check_says_nothing(done, secret, " ".join(words))
    assert done.code in {0, 1, 2, 3, 4}


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="there is no /proc here")
def test_no_process_list_shows_a_case_while_it_is_edited(secret: Path, tmp_path: Path) -> None:
    script = tmp_path / "editor"
    script.write_text(
        f'#!{sys.executable}\nimport pathlib, sys\nfound = ""\n'
        'for each in pathlib.Path("/proc").glob("[0-9]*/cmdline"):\n'
        "    try:\n        found += each.read_text(errors='replace')\n"
        "        found += each.with_name('environ').read_text(errors='replace')\n"
        "    except OSError:\n        pass\n"
        f"pathlib.Path({str(tmp_path / 'seen')!r}).write_text(found)\n"
        "draft = pathlib.Path(sys.argv[1])\n"
        f"pathlib.Path({str(tmp_path / 'draft')!r}).write_text(str(draft))\n"
        'draft.write_text(draft.read_text() + "# edited\\n")\n',
        encoding="utf-8",
    )
    script.chmod(0o700)
    done = run(cpcli("edit", REF), secret, env={"EDITOR": str(script), "XDG_RUNTIME_DIR": str(tmp_path)})

    assert done.code == 0, done
    seen = (tmp_path / "seen").read_text(encoding="utf-8")
    assert "cpcli" in seen, "the process list was looked at"
    assert REF in (tmp_path / "draft").read_text(encoding="utf-8")
    for sentinel in SENTINELS:
        assert sentinel not in seen
        assert sentinel not in (tmp_path / "draft").read_text(encoding="utf-8")
    check_says_nothing(done, secret, "edit")

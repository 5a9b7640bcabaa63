"""Case files that are garbage, cut off, huge, deep or not text: a sentence with a line, in 2 s and 256 MB."""

import re
import resource
from pathlib import Path
from typing import NamedTuple

import pytest
from faultlib import REF, by_broken, case_path, cpcli, run

SECONDS, BYTES = 2, 256 * 1024 * 1024

#: A word of a case that no message may repeat.
WORD = "Xanthippe"


class Hostile(NamedTuple):
    """A case file that is none: its bytes, and the line that a message names (None where there is none)."""

    name: str
    content: bytes
    line: int | None
    #: It is TOML and small, and only some of what it says is wrong: a command may also do its work.
    some_right: bool = False


HEAD = f'format = 1\nref = "{REF}"\n'.encode()
CHILD = f'\n[[child]]\nid = "c1"\nname = "{WORD}"\n'.encode()
FILES = (
    Hostile("garbage", bytes(range(1, 128)) * 50, 1),
    Hostile("words", HEAD + CHILD + b"this is no TOML\n", 7),
    Hostile("cut off in a text", HEAD + CHILD + b'note = "cut of', 7),
    Hostile("cut off in a long text", HEAD + CHILD + b'note = """\none\ntwo\n', 10),
    Hostile("cut off in a header", HEAD + CHILD + b"[[pers", 7),
    Hostile("NUL", HEAD + CHILD + b'note = "a\0b"\n', 7),
    Hostile("all NUL", bytes(4096), 1),
    Hostile("Latin-1", HEAD + CHILD + 'note = "Zo\u00eb"\n'.encode("latin-1"), 7),
    Hostile("UTF-16", (HEAD + CHILD).decode().encode("utf-16"), 1),
    Hostile("byte order mark", b"\xef\xbb\xbf" + HEAD + CHILD, 1),
    Hostile("no table but a text", HEAD + f'child = "{WORD}"\n'.encode(), 3, some_right=True),
    Hostile("a key twice", HEAD + CHILD + b'name = "again"\n', 7),
    Hostile("deep lists", HEAD + b"deep = " + b"[" * 100_000 + b"]" * 100_000 + b"\n", None),
    Hostile("deep tables", HEAD + b"deep = " + b"{a = " * 50_000 + b"1" + b"}" * 50_000 + b"\n", None),
    Hostile("a long dotted key", HEAD + b"a" + b".a" * 5_000 + b" = 1\n[[child]]\nid = 1\n", None, some_right=True),
    Hostile("a long number", HEAD + b"format2 = " + b"9" * 100_000 + b"\n", None),
    Hostile("11 MB of comments", HEAD + CHILD + b"# x\n" * 2_750_000, None),
    Hostile("11 MB of children", HEAD + b'[[child]]\nid = "c"\n' * 600_000, None),
    Hostile("11 MB on one line", HEAD + b'note = "' + b"x" * 11_000_000 + b'"\n', None),
    Hostile("two thousand mistakes", HEAD + b'[[event]]\nkind = "x"\non = 1\n' * 2_000, 4, some_right=True),
)

COMMANDS = {
    "check": ("check", REF),
    "show": ("show", REF),
    "deadlines": ("deadlines", REF, "--as-of", "2026-12-08"),
    "record": ("record", REF, "core-group", "--on", "2026-12-20"),
}


def _limits() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def check_hostile(argv: list[str], store: Path, hostile: Hostile) -> None:
    """Put a hostile file in the place of a case and ask something of it.

    Raises:
        AssertionError: it took too long or too much, fell over, gave no sentence, or named no line.
    """
    case_path(store).write_bytes(hostile.content)
    done = run(argv, store, first=_limits)
    said = done.out + done.err
    assert done.code >= 0, f"stopped by signal {-done.code}: more than {SECONDS} s"
    assert "Traceback" not in said, f"it fell over: {said.strip().splitlines()[-1]}"
    assert "unexpected fault" not in said, f"no sentence for a person: {said.strip()[-200:]}"
    allowed = {0, 2, 4} if hostile.some_right else {2, 4}
    assert done.code in allowed, f"exit 2 or 4 is for a file that is no case: {done.code} {said[:300]}"
    assert said.strip(), "it says nothing"
    assert WORD not in said, "the message repeats what the case says"
    if hostile.line is not None and done.code != 0:
        lines = {int(found) for found in re.findall(rf"{REF}\.toml:(\d+)", said)}
        assert hostile.line in lines, f"line {hostile.line} is not named: {said[:300]}"
    assert done.code == 0 or case_path(store).read_bytes() == hostile.content, "the file was changed"


@pytest.mark.parametrize("name", ["words", "NUL", "Latin-1"])
def test_what_is_no_case_gets_a_sentence_with_its_line(name: str, store: Path) -> None:
    hostile = next(each for each in FILES if each.name == name)

    check_hostile(cpcli(*COMMANDS["check"]), store, hostile)


@pytest.mark.long
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("hostile", FILES, ids=lambda hostile: hostile.name)
def test_no_command_falls_over_a_hostile_case(hostile: Hostile, command: str, store: Path) -> None:
    check_hostile(cpcli(*COMMANDS[command]), store, hostile)


@pytest.mark.long
@pytest.mark.parametrize("name", ["garbage", "deep lists", "11 MB of children"])
def test_a_naive_reader_is_caught(name: str, store: Path) -> None:
    hostile = next(each for each in FILES if each.name == name)

    with pytest.raises(AssertionError, match=r"fell over|stopped by signal"):
        check_hostile(by_broken("naive")(store, "2026-12-20"), store, hostile)


@pytest.mark.long
def test_one_hostile_case_does_not_stop_the_others(store: Path) -> None:
    for hostile in FILES[:12]:
        case_path(store, f"bad-{hostile.name.replace(' ', '-')}").write_bytes(hostile.content)
    listed = run(cpcli("list"), store)
    asked = run(cpcli("deadlines", "--all", "--as-of", "2026-12-08"), store)

    assert listed.code == 4, listed
    assert REF in listed.out
    assert listed.err.count("skipped") >= 10
    assert asked.code == 4, asked
    assert "1 case" in asked.err or "12 skipped" in asked.err
    assert WORD not in listed.err + asked.err

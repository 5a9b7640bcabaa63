"""Where things stand in a TOML text, so that something new can be written where a person would write it."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from cpcli.store.lines import HEADER, enter, masked


class Block(NamedTuple):
    """One table of a file: its full path, and its first and last line (from 0, both inclusive)."""

    path: str
    first: int
    last: int


def blocks(text: str) -> list[Block]:
    """Every table in order. A block ends with its last line of data: what stands above a header belongs to it."""
    lines, found, counts = masked(text), [], dict[str, int]()
    path, first = "", 0
    for number, line in enumerate([*lines, "[end]"]):
        header = HEADER.match(line)
        if header is None:
            continue
        last = number - 1
        while last > first and (not lines[last].strip() or lines[last].lstrip().startswith("#")):
            last -= 1
        found.append(Block(path, first, last))
        names = [part.strip(" \"'") for part in header[2].split(".")]
        path, first = enter(names, counts, array=header[1] == "[["), number
    return found


def with_table(text: str, path: Sequence[str | int], table: Mapping[str, Any]) -> str | None:
    """The text with one more table in the array at a path: after the last of its kind, else after what holds it."""
    array, holder = dotted(path), dotted(path[:-1])
    known = blocks(text)
    alike = [block for block in known if block.path.startswith(f"{array}[")]
    around = [block for block in known if holder and (block.path == holder or block.path.startswith(f"{holder}."))]
    lines = text.rstrip("\n").split("\n")
    after = (alike or around or [Block("", 0, len(lines) - 1)])[-1].last
    header = ".".join(step for step in path if isinstance(step, str))
    written = ["", f"[[{header}]]", *_written(table)]
    rest = lines[after + 1 :]
    gap = [""] if rest and rest[0].strip() else []
    return "\n".join([*lines[: after + 1], *written, *gap, *rest]).lstrip("\n") + "\n"


def with_key(text: str, path: Sequence[str | int], value: Any) -> str | None:
    """The text with one more key in the table at a path; None where there is no such table."""
    holder, key = dotted(path[:-1]), str(path[-1])
    found = [block for block in blocks(text) if block.path == holder]
    if not found:
        return None
    lines = text.split("\n")
    at = found[0].last + 1 if found[0].path or found[0].last else 0
    return "\n".join([*lines[:at], *_written({key: value}), *lines[at:]])


def dotted(path: Sequence[str | int]) -> str:
    """`("conference", 0, "attendance")` as `conference[0].attendance`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _written(table: Mapping[str, Any]) -> list[str]:
    """A table's keys as lines of TOML, tables inside it on one line each."""
    import tomlkit

    written = tomlkit.table()
    for name, value in table.items():
        written.add(name, _inline(value))
    return written.as_string().rstrip("\n").split("\n")


def _inline(value: Any) -> Any:
    import tomlkit

    if isinstance(value, Mapping):
        inner = tomlkit.inline_table()
        for name, each in value.items():
            inner[name] = _inline(each)
        return inner
    if isinstance(value, list | tuple):
        array = tomlkit.array()
        array.extend(_inline(each) for each in value)
        return array
    return value

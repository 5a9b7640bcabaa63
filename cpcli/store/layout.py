"""Where things stand in a TOML text, so that something new can be written where a person would write it."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from cpcli.store.lines import HEADER, comments, enter, exact_line, masked


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
    if not text.strip():
        return "\n".join([f"[[{path[-1]}]]", *_written(table)]) + "\n"
    array, holder = dotted(path), dotted(path[:-1])
    known = blocks(text)
    alike = [block for block in known if block.path.startswith(f"{array}[")]
    around = [block for block in known if holder and (block.path == holder or block.path.startswith(f"{holder}."))]
    lines = text.split("\n")
    end = len(text.rstrip("\n").split("\n")) - 1
    after = (alike or around or [Block("", 0, end)])[-1].last
    header = ".".join(step for step in path if isinstance(step, str))
    rest = lines[after + 1 :]
    written = ["", f"[[{header}]]", *_written(table)]
    written += [""] if not rest or rest[0].strip() else []
    return "\n".join([*lines[: after + 1], *written, *rest])


def with_key(text: str, path: Sequence[str | int], value: Any) -> str | None:
    """The text with one more key in the table at a path; None where there is no such table."""
    holder, key = dotted(path[:-1]), str(path[-1])
    found = [block for block in blocks(text) if block.path == holder]
    if not found:
        return None
    lines = text.split("\n")
    last = lines[max(found[0].last, 0)].strip()
    # Above the first table the block at the top may hold nothing yet.
    is_empty = not found[0].path and (not last or last.startswith(("#", "[")))
    at = max(found[0].last, 0) + (0 if is_empty else 1)
    return "\n".join([*lines[:at], *_written({key: value}), *lines[at:]])


def without_key(text: str, path: Sequence[str | int]) -> str | None:
    """The text without a key, however many lines it takes; comments in them stay, on lines of their own."""
    number = exact_line(text, dotted(path))
    if number is None:
        return None
    lines, first = text.split("\n"), number - 1
    indent = lines[first][: len(lines[first]) - len(lines[first].lstrip())]
    for last in range(first + 1, len(lines) + 1):
        told = comments("\n".join(lines[first:last]))
        rest = "\n".join([*lines[:first], *(indent + comment for comment in told), *lines[last:]])
        if _is_toml(rest):
            return rest
    return None


def _is_toml(text: str) -> bool:
    import tomllib

    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


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

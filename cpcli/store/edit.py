"""Changing a TOML file as a person would: only what was asked for, every comment, blank line and key left where it is.

tomlkit does the editing and is not trusted: it misplaces data in files with dotted keys. The change is made a second
time on the plain data, and the edited text is read back with tomllib and must say exactly that.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from cpcli.errors import CpcliError, InvalidFile, Problem
from cpcli.store.layout import with_key, with_table, without_key
from cpcli.store.lines import comments

Step = str | int


class Append(NamedTuple):
    """Add a table to the array of tables at a path, making the array where there is none."""

    path: tuple[Step, ...]
    table: Mapping[str, Any]


class Put(NamedTuple):
    """Set the key at a path."""

    path: tuple[Step, ...]
    value: Any


class Drop(NamedTuple):
    """Remove the key or the table at a path."""

    path: tuple[Step, ...]


Change = Append | Put | Drop


def changed(text: str, changes: Sequence[Change]) -> str:
    """The text with the changes made.

    Raises:
        CpcliError: it cannot be done without touching something else; nothing is changed.
    """
    import tomllib

    if "\r\n" in text:
        # A file from Windows keeps its line ends.
        return changed(text.replace("\r\n", "\n"), changes).replace("\n", "\r\n")
    try:
        meant = deepcopy(tomllib.loads(text))
    except RecursionError:
        raise InvalidFile(
            [Problem("the case", "tables are nested too deep to be changed; nothing was changed")]
        ) from None
    for change in changes:
        _do(meant, change)
    for attempt in (_by_hand, _by_tomlkit):
        edited = attempt(text, changes)
        if edited is not None and _says(edited, meant) and comments(text) == comments(edited):
            return edited
    raise CpcliError(
        "the file is laid out in a way that cannot be changed without touching something else; nothing was changed:"
        " use cpcli edit"
    )


def _do(data: Any, change: Change) -> None:
    """Make one change on plain or on tomlkit data."""
    holder = data
    for step in change.path[:-1]:
        holder = holder[step]
    last = change.path[-1]
    match change:
        case Append(_, table):
            if last in holder:
                holder[last].append(deepcopy(dict(table)))
            else:
                holder[last] = [deepcopy(dict(table))]
        case Put(_, value):
            holder[last] = deepcopy(value)
        case Drop(_):
            del holder[last]


def _by_tomlkit(text: str, changes: Sequence[Change]) -> str | None:
    """The text as tomlkit edits it; None where it cannot."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(text)
        for change in changes:
            if isinstance(change, Append):
                _append(document, change)
            else:
                _do(document, change)
        return tomlkit.dumps(document)
    except (TOMLKitError, KeyError, TypeError, ValueError, AttributeError):
        return None


def _append(document: Any, change: Append) -> None:
    import tomlkit

    holder = document
    for step in change.path[:-1]:
        holder = holder[step]
    table = tomlkit.table()
    for name, value in change.table.items():
        table.add(name, value)
    last = change.path[-1]
    if last in holder:
        holder[last].append(table)
    else:
        array = tomlkit.aot()
        array.append(table)
        holder.add(last, array)


def _by_hand(text: str, changes: Sequence[Change]) -> str | None:
    """New tables and keys written where a person would write them; None where something is to be replaced."""
    import tomllib

    for change in changes:
        match change:
            case Append(path, table):
                new = with_table(text, path, table)
            case Put(path, value) if not _has(tomllib.loads(text), path):
                new = with_key(text, path, value)
            case Drop(path):
                new = without_key(text, path)
            case _:
                new = _by_tomlkit(text, [change])
        if new is None:
            return None
        text = new
    return text


def _has(data: Any, path: Sequence[Step]) -> bool:
    for step in path[:-1]:
        data = data[step]
    return path[-1] in data if isinstance(data, dict) else True


def _says(text: str, meant: Any) -> bool:
    import tomllib

    try:
        return same(tomllib.loads(text), meant)
    except tomllib.TOMLDecodeError:
        return False


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same, types included: true is not 1, and a date is not a date and time."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)

"""Find the line of a TOML file on which a key stands, so that a message can point at it.

tomllib tells no lines. This walks the file's headers and keys; it is used only once something is wrong, and a key it
cannot place gives the line of the nearest table above it.
"""

import re

_HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.\"' -]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*([\w-]+|"[^"]+"|'[^']+')\s*(?:\.|=)""")


def line_of(text: str, key: str) -> int | None:
    """The line (from 1) of a key such as `deadline[3].version[0].limit`, or of the nearest table that holds it."""
    places = _places(text)
    while key:
        if key in places:
            return places[key]
        key = re.sub(r"(\.[^.\[]+|\[\d+\]|^[^.\[]+)$", "", key)
    return None


def _places(text: str) -> dict[str, int]:
    places: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            names = [part.strip(" \"'") for part in header[2].split(".")]
            table = _enter(names, counts, array=header[1] == "[[")
            places.setdefault(table, number)
        elif key := _KEY.match(line):
            name = key[1].strip("\"'")
            places.setdefault(f"{table}.{name}" if table else name, number)
    return places


def _enter(names: list[str], counts: dict[str, int], *, array: bool) -> str:
    """The full path of the table a header opens, with the place of each array element in it."""
    path = ""
    for at, name in enumerate(names):
        path = f"{path}.{name}" if path else name
        if array and at == len(names) - 1:
            counts[path] = counts.get(path, -1) + 1
            for below in [other for other in counts if other.startswith(f"{path}[{counts[path]}]")]:
                del counts[below]
        if path in counts:
            path = f"{path}[{counts[path]}]"
    return path

"""Find the line of a TOML file on which a key stands, so that a message can point at it.

tomllib tells no lines. This walks the file's headers and keys; it is used only once something is wrong, and a key it
cannot place gives the line of the nearest table above it.
"""

import re
from collections.abc import Mapping

#: A table header: one bracket or two, and the dotted name.
HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.\"' -]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*([\w-]+|"[^"]+"|'[^']+')\s*(?:\.|=)""")

#: A text in any of the four quotings, or a comment: whichever comes first.
_TEXT_OR_COMMENT = re.compile(
    r'"""(?:[^\\]|\\.)*?"""|' + r"'''.*?'''|" + r'"(?:[^"\\\n]|\\.)*"|' + r"'[^'\n]*'|(?P<comment>#[^\n]*)",
    re.DOTALL,
)


def comments(text: str) -> list[str]:
    """Every comment of a TOML text, in order; a hash inside a text is none."""
    return [found["comment"].rstrip() for found in _TEXT_OR_COMMENT.finditer(text) if found["comment"] is not None]


def masked(text: str) -> list[str]:
    """The lines of a text with every text of several lines blotted out, so that headers can be told for certain."""

    def blot(found: re.Match[str]) -> str:
        if found["comment"] is not None or "\n" not in found[0]:
            return found[0]
        return re.sub(r"[^\n]", "x", found[0])

    return _TEXT_OR_COMMENT.sub(blot, text).split("\n")


def line_of(text: str, key: str) -> int | None:
    """The line (from 1) of a key such as `deadline[3].version[0].limit`, or of the nearest table that holds it."""
    return line_in(places_of(text), key)


def line_in(places: Mapping[str, int], key: str) -> int | None:
    """The same, from the places of a text that were found before."""
    while key:
        if key in places:
            return places[key]
        key = key[: max(key.rfind("."), key.rfind("["), 0)]
    return None


def exact_line(text: str, key: str) -> int | None:
    """The line (from 1) on which a key itself stands, or None."""
    return places_of(text).get(key)


def places_of(text: str) -> dict[str, int]:
    """The line of every table and every key."""
    places: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, line in enumerate(masked(text), 1):
        if header := HEADER.match(line):
            names = [part.strip(" \"'") for part in header[2].split(".")]
            table = enter(names, counts, array=header[1] == "[[")
            places.setdefault(table, number)
            # An array without a number is where its first table stands.
            places.setdefault(re.sub(r"\[\d+\]$", "", table), number)
        elif key := _KEY.match(line):
            name = key[1].strip("\"'")
            places.setdefault(f"{table}.{name}" if table else name, number)
    return places


def enter(names: list[str], counts: dict[str, int], *, array: bool) -> str:
    """The full path of the table a header opens, with the place of each array element in it.

    `counts` remembers how many elements each array has had so far.
    """
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

"""The text objects of a PDF page in the order in which they are read.

Typst draws a line's stretches in the order of reading, and the objects of each stretch from the left. An object ends
where the font changes or a mark is raised, so that a stretch from right to left may come as several, last word first.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

#: Marks of direction that Typst puts beside letters it has turned.
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

#: How far above or below its letter a mark may stand, in points. Lines are further apart.
_RAISED = 6.0


#: How far a mark may stand beside its letter's place.
_BESIDE = 3.0


class Item(NamedTuple):
    """One text object: its glyphs' letters from the left, which block it belongs to, and where it stands."""

    glyphs: tuple[str, ...]
    block: object
    x: float
    y: float

    @property
    def rtl(self) -> bool:
        """Whether it has letters that run from right to left."""
        return any(unicodedata.bidirectional(char) in {"R", "AL"} for glyph in self.glyphs for char in glyph)

    @property
    def turns(self) -> bool:
        """Whether it may be part of such a stretch: it has such letters, or no letters at all, as a bracket."""
        return self.rtl or not any(char.isalnum() for glyph in self.glyphs for char in glyph)

    def text(self, *, backwards: bool) -> str:
        """Its letters from the left, or from the right."""
        return _TURNS.sub("", "".join(reversed(self.glyphs) if backwards else self.glyphs))

    def on_line_of(self, other: "Item") -> bool:
        """Whether two objects stand on one line of one block."""
        return self.block == other.block and abs(self.y - other.y) < _RAISED


def in_reading_order(items: Sequence[Item]) -> Iterator[tuple[str, Item]]:
    """The text of each object, with an object of the same line."""
    groups = _groups(items)
    for place, group in enumerate(groups):
        before = groups[place - 1][-1] if place else None
        after = groups[place + 1][0] if place + 1 < len(groups) else None
        for text in _turned(group, before, after):
            yield text, group[0]


def _groups(items: Sequence[Item]) -> list[list[Item]]:
    """Neighbours on a line that may be one stretch from right to left; every other object by itself."""
    groups: list[list[Item]] = []
    for item in items:
        last = groups[-1][-1] if groups else None
        if last is not None and last.turns and item.turns and item.on_line_of(last) and item.x >= last.x:
            # A letter and the mark on it, drawn in one place, both say the two of them.
            if item.x - last.x >= _BESIDE or not (_begins(item, last) or _begins(last, item)):
                groups[-1].append(item)
            elif len(item.glyphs) > len(last.glyphs):
                groups[-1][-1] = item
        else:
            groups.append([item])
    return groups


def _begins(item: Item, other: Item) -> bool:
    """Whether the one says what the other begins with."""
    return other.glyphs[: len(item.glyphs)] == item.glyphs


def _turned(group: list[Item], before: Item | None, after: Item | None) -> Iterator[str]:
    """The texts of a group as they are read."""
    places = [place for place, item in enumerate(group) if item.rtl]
    if not places:
        yield from (item.text(backwards=False) for item in group)
        return
    first, last = 0, len(group)
    if _runs_right(group, before, after):
        # Brackets and stops around it belong to the line, which runs the other way.
        first, last = places[0], places[-1] + 1
    yield from (item.text(backwards=False) for item in group[:first])
    yield from (item.text(backwards=True) for item in reversed(group[first:last]))
    yield from (item.text(backwards=False) for item in group[last:])


def _runs_right(group: list[Item], before: Item | None, after: Item | None) -> bool:
    """Whether the line around a group runs from left to right, as far as its neighbours on the line show it."""
    line = [item for item in (before, group[0], after) if item is not None and item.on_line_of(group[0])]
    return any(one.x < other.x for one, other in pairwise(line))

"""The document tree: headings, paragraphs, lists, tables and rules, and nothing else, so that every writer is complete.

Text is text: no value in it is ever markup. A newline in a text is a line break. A tree that a writer could stumble
over cannot be made: the values check themselves and raise ValueError, because building one is our own doing; what a
template says wrong is told by `markdown.py` with its line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from cpcli.documents.clean import is_clean

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")

#: Deeper lists than this are not read by anybody, and Word's outline ends there in many letterheads.
MAX_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one weight."""

    text: str
    strong: bool = False
    emphasis: bool = False

    def __post_init__(self) -> None:
        if not self.text or not is_clean(self.text):
            raise ValueError("a run needs text, and text without control characters")


Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the document's own."""

    level: int
    runs: Runs
    #: A language other than the document's, as in HTML: `cy`, `zh-HK`.
    lang: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.level <= 6 or not self.runs:
            raise ValueError("a heading has words and a level from 1 to 6")
        _check_language(self.lang)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; without runs it is an empty list item."""

    runs: Runs
    lang: str = ""

    def __post_init__(self) -> None:
        _check_language(self.lang)


#: So many items at most are kept on one page.
SHORT = 5


@dataclass(frozen=True, slots=True)
class List:
    """A list. Each item begins with a paragraph; its language is that of its paragraphs."""

    items: tuple[tuple["Paragraph | List", ...], ...]
    ordered: bool = False
    start: int = 1

    def __post_init__(self) -> None:
        if not self.items or not all(item and isinstance(item[0], Paragraph) for item in self.items):
            raise ValueError("a list has items, and each begins with a paragraph")
        for first, *rest in self.items:
            empty = isinstance(first, Paragraph) and not first.runs
            if (empty and rest and isinstance(rest[0], Paragraph)) or Paragraph(()) in rest:
                raise ValueError("an item is empty, or only its list has words, or it begins with words")
        if not 0 <= self.start <= 9999 or (self.start != 1 and not self.ordered):
            raise ValueError("an ordered list begins at a number up to 9999, another at none")

    @property
    def first(self) -> Paragraph:
        """The paragraph whose language and direction the list itself has."""
        return next(part for part in self.items[0] if isinstance(part, Paragraph))

    @property
    def stays_together(self) -> bool:
        """Whether no page ends inside it: it is short, such as the lines for a signature."""
        return len(self.items) <= SHORT and all(len(item) == 1 for item in self.items)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one row of column headers."""

    header: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]
    caption: Runs = ()
    lang: str = ""

    def __post_init__(self) -> None:
        if not self.header or not all(self.header) or any(len(row) != len(self.header) for row in self.rows):
            raise ValueError("a table has words over every column, and each row is as long as its header")
        _check_language(self.lang)


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the page between two parts."""


Block: TypeAlias = Heading | Paragraph | List | Table | Rule


@dataclass(frozen=True, slots=True)
class Document:
    """One document: a title for its properties, the language it is written in, and what it says."""

    title: str
    lang: str
    blocks: tuple[Block, ...]

    def __post_init__(self) -> None:
        if not self.title.strip() or "\n" in self.title or not is_clean(self.title):
            raise ValueError("a document has a title of one line")
        if not self.lang:
            raise ValueError("a document has a language")
        _check_language(self.lang)
        level = 0
        for block in self.blocks:
            if isinstance(block, Heading):
                if block.level > level + 1:
                    raise ValueError("headings step down one level at a time, from level 1")
                level = block.level
            if isinstance(block, Paragraph) and not block.runs:
                raise ValueError("a paragraph has words")
            if isinstance(block, List) and depth(block) > MAX_DEPTH:
                raise ValueError(f"lists go {MAX_DEPTH} deep")


def _check_language(lang: str) -> None:
    if lang and not is_language(lang):
        raise ValueError("a language is a tag as in HTML: en-GB, cy, ur")


def is_language(word: str) -> bool:
    """Whether the word is a language tag as HTML, Word and PDF take it."""
    return _LANGUAGE.fullmatch(word) is not None


def depth(block: List) -> int:
    """How many lists deep a list goes, itself included."""
    return 1 + max((depth(part) for item in block.items for part in item if isinstance(part, List)), default=0)


def text_of(runs: Runs) -> str:
    """The words of some runs, without their weight."""
    return "".join(run.text for run in runs)


def texts(document: Document) -> Iterator[tuple[str, str]]:
    """Every text of the document with the language given to it, in reading order; the title is not among them."""
    for block in document.blocks:
        yield from _texts(block)


def _texts(block: Block) -> Iterator[tuple[str, str]]:
    match block:
        case Heading() | Paragraph():
            yield text_of(block.runs), block.lang
        case List():
            for item in block.items:
                for part in item:
                    yield from _texts(part)
        case Table():
            for runs in (block.caption, *block.header, *(cell for row in block.rows for cell in row)):
                yield text_of(runs), block.lang
        case Rule():
            return

"""The document as plain text, to be read by eye or by ear, and to be sent in the body of an e-mail.

Lines are not wrapped: a screen, a screen reader and a mail program do that themselves. A table becomes one entry a
row with each value after its column's name, because columns of spaces mean nothing to who listens.
"""

from typing import assert_never

from cpcli.documents.furniture import Furniture, framed
from cpcli.documents.tree import Block, Document, Heading, List, Paragraph, Rule, Table, text_of

_RULE = "-" * 40
_UNDERLINE = {1: "=", 2: "-"}


def write(document: Document, furniture: Furniture) -> bytes:
    """The finished file: the document between two lines that say for whom it is."""
    return text(framed(document, furniture)).encode()


def text(document: Document) -> str:
    """The document by itself."""
    return "\n\n".join(_block(block) for block in document.blocks) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading():
            words = text_of(block.runs)
            line = _UNDERLINE.get(block.level, "") * min(max(map(len, words.split("\n"))), 72)
            return f"{words}\n{line}" if line else words
        case Paragraph():
            return text_of(block.runs)
        case List():
            return _list(block)
        case Table():
            return _table(block)
        case Rule():
            return _RULE
        case _:
            assert_never(block)


def _list(block: List) -> str:
    items = []
    for number, item in enumerate(block.items, block.start):
        mark = f"{number}." if block.ordered else "-"
        lines = [line for part in item for line in _block(part).split("\n")]
        items.append("\n".join([f"{mark} {lines[0]}".rstrip(), *(f"{' ' * len(mark)} {line}" for line in lines[1:])]))
    return "\n".join(items)


def _table(block: Table) -> str:
    """One entry a row; a row without a single word is told as such."""
    names = [text_of(name).replace("\n", " ") for name in block.header]
    entries = [text_of(block.caption)] if block.caption else []
    if not block.rows:
        entries.append("; ".join(names) + ": no entries")
    entries += [
        "\n".join(f"{name}: {text_of(cell)}".rstrip() for name, cell in zip(names, row, strict=True))
        for row in block.rows
    ]
    return "\n\n".join(entries)

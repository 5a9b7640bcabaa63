"""The document as canonical Markdown: what `markdown.py` reads back as the same tree."""

import re
from typing import assert_never

from cpcli.documents.furniture import Furniture, framed
from cpcli.documents.markdown_inline import inline
from cpcli.documents.tree import Block, Document, Heading, List, Paragraph, Rule, Runs, Table

#: What means something at the start of a line only.
_FIRST_SIGN = re.compile(r"[-+#=:]|Table(?=:)")
#: Marks at the end of a heading, which Markdown takes for the end of it.
_CLOSING = re.compile("#+$")
_NUMBER = re.compile(r"(\d{1,9})([.)])")


def write(document: Document, furniture: Furniture) -> bytes:
    """The finished file: the document between two lines that say for whom it is."""
    return markdown(framed(document, furniture)).encode()


def markdown(document: Document) -> str:
    """The document by itself."""
    parts: list[str] = []
    lang = ""
    for place, block in enumerate(document.blocks):
        before = document.blocks[place - 1] if place else None
        wanted = _lang(block)
        if wanted != lang:
            parts += [":::"] if lang else []
            parts += [f"::: {{lang={wanted}}}"] if wanted else []
            lang = wanted
        parts.append(_block(block, other_mark=_looks_joined(before, block, parts)))
    if lang:
        parts.append(":::")
    return "\n\n".join(parts) + "\n"


def _lang(block: Block) -> str:
    """The language a block was given; a list has that of its first paragraph."""
    match block:
        case List():
            return block.first.lang
        case Rule():
            return ""
        case _:
            return block.lang


def _looks_joined(before: Block | None, block: Block, parts: list[str]) -> bool:
    """Whether two lists in a row would read as one: then the second has the other mark."""
    if not isinstance(before, List) or not isinstance(block, List) or before.ordered != block.ordered:
        return False
    return re.match(r"(-|\d+\.)(\s|$)", parts[-1]) is not None


def _block(block: Block, *, other_mark: bool = False) -> str:
    match block:
        case Heading():
            words = inline(block.runs, line_break="<br>")
            return f"{'#' * block.level} {_CLOSING.sub(lambda end: end[0].replace('#', chr(92) + '#'), words)}"
        case Paragraph():
            return _paragraph(block.runs)
        case List():
            return _list(block, other_mark=other_mark)
        case Table():
            return _table(block)
        case Rule():
            return "---"
        case _:
            assert_never(block)


def _paragraph(runs: Runs) -> str:
    text = inline(runs, line_break="\\\n")
    return "\n".join(_line_start(line) for line in text.split("\n"))


def _line_start(line: str) -> str:
    r"""A line that is read as words, though it begins like a list, a heading or a rule."""
    if _FIRST_SIGN.match(line):
        return line.replace("Table:", "Table\\:", 1) if line.startswith("Table") else f"\\{line}"
    return _NUMBER.sub(r"\1\\\2", line, count=1) if _NUMBER.match(line) else line


def _list(block: List, *, other_mark: bool) -> str:
    items = []
    for number, item in enumerate(block.items, block.start):
        mark = f"{number}{')' if other_mark else '.'}" if block.ordered else ("*" if other_mark else "-")
        indent = " " * (len(mark) + 1)
        parts: list[str] = []
        for place, part in enumerate(item):
            before = item[place - 1] if place else None
            parts.append(_block(part, other_mark=_looks_joined(before, part, parts)))
        # A list may follow the words of its item without an empty line between, and has to where there are none.
        tight = len(item) == 2 and _may_follow(item[1])
        lines = ("\n" if tight or not parts[0] else "\n\n").join(parts[:2]).split("\n")
        for said in parts[2:]:
            lines += ["", *said.split("\n")]
        items.append(
            "\n".join([f"{mark} {lines[0]}".rstrip(), *(f"{indent}{line}" if line else "" for line in lines[1:])])
        )
    return "\n".join(items)


def _may_follow(part: Block) -> bool:
    """Whether Markdown takes a list for one right after a line of words: not where it begins with 3 or with nothing."""
    return isinstance(part, List) and part.start == 1 and part.items[0][0] != Paragraph(())


def _table(block: Table) -> str:
    rows = [block.header, *block.rows]
    lines = ["| " + " | ".join(inline(cell, line_break="<br>") for cell in row) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * len(block.header))
    table = "\n".join(lines)
    return f"{table}\n\nTable: {inline(block.caption, line_break='<br>')}" if block.caption else table

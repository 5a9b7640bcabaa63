"""Canonical Markdown, as a template renders it, to the document tree.

What the tree has: `#` headings, paragraphs, `-` and `1.` lists, pipe tables (a paragraph `Table: …` after one is its
caption), `---`, `**strong**`, `*emphasis*`, a backslash or two spaces at the end of a line for a line break (`<br>`
where a heading or a cell has only one line), and `::: {lang=cy}` … `:::` around blocks in another language. Anything
else is an error with its line, all of them in one pass; nothing is dropped. Lines are those of the rendered text.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from cpcli.documents.clean import one_line
from cpcli.documents.markdown_runs import NOT_IN_A_DOCUMENT, read_runs, trimmed
from cpcli.documents.tree import (
    MAX_DEPTH,
    Block,
    Document,
    Heading,
    List,
    Paragraph,
    Rule,
    Runs,
    Table,
    depth,
    is_language,
    text_of,
)
from cpcli.documents.values import template_line
from cpcli.errors import InvalidFile, Problem

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FENCE = re.compile(r":::(?:\s*\{lang=([^}\s]*)\})?\s*")
_CAPTION = re.compile("Table:\\s*")
_CELL_END = re.compile(r"(?<!\\)\|")


def parse(text: str, *, lang: str = "en-GB", title: str = "", name: str = "template") -> Document:
    """The document that a Markdown text says. Its title is its first heading where none is given.

    Raises InvalidFile with every problem found; `name` is what the problems call the text.
    """
    lines = [template_line(line) for line in re.split("\r\n?|\n", text)]
    reader = _Reader(name, [line for line, _ in lines])
    reader.problems += [
        Problem(name, f"a control character ({junk[0]}) has no place in a document", line=number)
        for number, (_, junk) in enumerate(lines, 1)
        if junk
    ]
    blocks = reader.document(_markdown().parse("\n".join(reader.lines)))
    title = one_line(title) or next((text_of(each.runs) for each in blocks if isinstance(each, Heading)), "")
    reader.line = None
    if not title:
        reader.wrong("a document needs a title: a heading, or one given to it")
    if not is_language(lang):
        reader.wrong("the language of a document is a tag such as en-GB or cy")
    if reader.problems:
        raise InvalidFile(sorted(set(reader.problems), key=lambda problem: (problem.line or 0, problem.says)))
    return Document(one_line(title), lang, blocks)


@cache
def _markdown() -> "MarkdownIt":
    """The parser: tables on, HTML off, nothing that would take a line away (references) or guess (underlined headings).

    `text_join` stays off too: it would make an escaped `<` the same as one that was forgotten.
    """
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table").disable(["lheading", "reference", "text_join"])


class _Reader:
    """One pass over the tokens of one text, collecting what is wrong."""

    def __init__(self, name: str, lines: Sequence[str]) -> None:
        self.name = name
        self.lines = lines
        self.problems: list[Problem] = []
        self.line: int | None = None
        self.lang = ""
        self.level = 0

    def wrong(self, says: str) -> None:
        self.problems.append(Problem(self.name, says, line=self.line))

    def document(self, tokens: Sequence["Token"]) -> tuple[Block, ...]:
        """All blocks, captions joined to their tables."""
        found: list[Block] = []
        for part in _parts(tokens):
            block = self.block(part)
            # A value that begins with the same word is no caption: values are not in the raw content as letters.
            if isinstance(block, Paragraph) and _CAPTION.match(part[1].content):
                self.caption(found, block)
            elif block is not None:
                found.append(block)
        if self.lang:
            self.wrong("a ::: {lang=…} is never closed")
        return tuple(found)

    def caption(self, found: list[Block], said: Paragraph) -> None:
        pieces = [(run.text, run.strong, run.emphasis) for run in said.runs]
        pieces[0] = (_CAPTION.sub("", pieces[0][0], count=1), *pieces[0][1:])
        runs = trimmed(pieces)
        table = found[-1] if found else None
        if not isinstance(table, Table) or table.caption or not runs:
            self.wrong("a caption (Table: …) stands right after its table, once, and has words")
        else:
            found[-1] = Table(table.header, table.rows, runs, table.lang)

    def block(self, tokens: Sequence["Token"]) -> Block | None:
        """One block from its tokens, the first of which opens it and the last of which closes it."""
        first = tokens[0]
        self.line = first.map[0] + 1 if first.map else self.line
        match first.type:
            case "heading_open":
                return self.heading(int(first.tag[1:]), tokens[1])
            case "paragraph_open":
                return self.paragraph(tokens[1], outside=first.level == 0)
            case "bullet_list_open" | "ordered_list_open":
                return self.list(tokens)
            case "table_open":
                return self.table(tokens)
            case "hr":
                return Rule()
            case other:
                self.wrong(f"{NOT_IN_A_DOCUMENT.get(other, other)} has no place in a document")
                return None

    def heading(self, level: int, inline: "Token") -> Heading | None:
        runs = read_runs(inline, self.wrong)
        if not runs:
            self.wrong("a heading has no words")
            return None
        if level > self.level + 1:
            before = f"after one of level {self.level}" if self.level else "first"
            self.wrong(f"a heading of level {level} comes {before}: a list of headings read aloud would have a gap")
        self.level = level
        return Heading(level, runs, self.lang)

    def paragraph(self, inline: "Token", *, outside: bool) -> Paragraph | None:
        if outside and (fence := _FENCE.fullmatch(inline.content)):
            self.language(fence[1])
            return None
        if any(line.startswith(":::") for line in inline.content.split("\n")):
            self.wrong("::: stands alone, between two empty lines, as ::: or ::: {lang=cy}")
            return None
        runs = read_runs(inline, self.wrong)
        return Paragraph(runs, self.lang) if runs else None

    def language(self, given: str | None) -> None:
        if given is None:
            if not self.lang:
                self.wrong("::: closes a language that was never opened")
            self.lang = ""
        elif self.lang:
            self.wrong("a ::: {lang=…} stands inside another")
        elif not is_language(given):
            self.wrong("::: {lang=…} needs a language tag such as cy, ur or zh-HK")
        else:
            self.lang = given

    def list(self, tokens: Sequence["Token"]) -> List:
        ordered = tokens[0].type == "ordered_list_open"
        start = tokens[0].attrGet("start")
        line = self.line
        items = tuple(self.item(part[1:-1]) for part in _parts(tokens[1:-1]))
        found = List(items, ordered, 1 if start is None else int(start))
        if tokens[0].level == 0 and depth(found) > MAX_DEPTH:
            self.line = line
            self.wrong(f"a list goes more than {MAX_DEPTH} deep")
        return found

    def item(self, tokens: Sequence["Token"]) -> tuple[Paragraph | List, ...]:
        parts: list[Paragraph | List] = []
        for part in _parts(tokens):
            block = self.block(part)
            if isinstance(block, Paragraph | List):
                parts.append(block)
            elif block is not None:
                self.wrong("an item of a list holds only paragraphs and lists")
        if not parts or isinstance(parts[0], List):
            parts.insert(0, Paragraph((), self.lang))
        return tuple(parts)

    def table(self, tokens: Sequence["Token"]) -> Table | None:
        rows: list[list[Runs]] = []
        for token in tokens:
            if token.type == "tr_open":
                self.line = token.map[0] + 1 if token.map else self.line
                rows.append([])
                # The parser drops the cells that are too many and fills up those that lack.
                if len(rows) > 1 and self.cells() != len(rows[0]):
                    self.wrong("a row of a table has not as many cells as its header")
            elif token.type == "inline":
                rows[-1].append(read_runs(token, self.wrong))
        header, *rest = (tuple(row) for row in rows)
        if not all(header):
            self.wrong("every column of a table has words in its header")
            return None
        return Table(header, tuple(rest), (), self.lang)

    def cells(self) -> int:
        line = self.lines[(self.line or 1) - 1].strip()
        line = line.removeprefix("|")
        ends = len(_CELL_END.findall(line))
        return ends if _CELL_END.search(line[-2:]) and line.endswith("|") else ends + 1


def _parts(tokens: Sequence["Token"]) -> Iterator[Sequence["Token"]]:
    """The tokens of each block among them, from the one that opens it to the one that closes it."""
    start = level = 0
    for place, token in enumerate(tokens):
        level += token.nesting
        if level == 0:
            yield tokens[start : place + 1]
            start = place + 1

"""How the blocks of a document stand on its pages: what stays with what, and how wide the columns of a table are.

Word and Typst break pages themselves. They are told what must not be parted, and only of what is short enough to fit on
a page: a block that must not break and is longer than a page would run off the paper.
"""

import re
from unicodedata import east_asian_width

from cpcli.documents.tree import Block, List, Paragraph, Runs, Table, text_of

#: A line across the page holds about so many letters, in the size that large print has.
LINE = 48

#: The width of most letters, in times their size.
_LETTER = 0.575

#: So many lines, as large print has them, fit on half a page: more is never kept together.
HALF_A_PAGE = 15

#: So many rows at most are kept on one page with their header.
FEW_ROWS = 4

#: A column asks for the letters of its longest cell, up to so many; one to be written in asks for so many at least.
_WIDE, _TO_WRITE_IN = 60, 20

#: What stands at both sides of a cell's words, in letters.
_SIDES = 2

#: The longest part of a word that a column makes room for; a longer one is broken.
_LONGEST_WORD = 22

#: What letters over a column take more, for being bold.
_BOLD = 1.1

#: How wide a sign is in most typefaces without serifs, where it is not as wide as most letters.
_SIGNS = {
    **dict.fromkeys("ijlI.,:;|!'` ", 0.5),
    **dict.fromkeys("frt-()[]/", 0.65),
    **dict.fromkeys("ABCDEGHKNOPQRSTUVXYZ&", 1.2),
    **dict.fromkeys("mwMW@%", 1.6),
}

#: So many paragraphs at the end of a document stay together.
_LAST_WORDS = 3

#: A line to be signed or written on.
_DOTS = "……"

_TELEPHONE = re.compile(r"(?<![\d\w])\+?\d[\d ]{7,14}\d(?![\d\w])")


def keeps_with_next(block: Block, after: Block | None) -> bool:
    """Whether a paragraph stands on the page of what follows it: a label, words that lead in, a line to be signed."""
    if not isinstance(block, Paragraph) or after is None or not _short(block):
        return False
    said = text_of(block.runs)
    signed = isinstance(after, Paragraph) and (_DOTS in said or _DOTS in text_of(after.runs))
    leads_in = said.endswith(":") or isinstance(after, Table) or all(run.strong for run in block.runs)
    return signed or leads_in


def kept(blocks: tuple[Block, ...]) -> list[bool]:
    """For each block whether it keeps with the next."""
    told = [keeps_with_next(block, after) for block, after in zip(blocks, (*blocks[1:], None), strict=True)]
    for at in range(max(0, len(blocks) - _LAST_WORDS), len(blocks) - 1):
        # The last words do not stand on a page by themselves.
        told[at] = told[at] or (_short(blocks[at]) and _short(blocks[at + 1]))
    return told


def _short(block: Block) -> bool:
    return isinstance(block, Paragraph) and _lines(text_of(block.runs), LINE) <= HALF_A_PAGE // 3


def list_together(block: List) -> bool:
    """Whether no page ends inside a list: it has few items, and they are short."""
    return block.stays_together and sum(_lines(text, LINE) for text in _said(block)) <= HALF_A_PAGE


def row_together(block: Table, row: tuple[Runs, ...]) -> bool:
    """Whether no page ends inside a row: all but those whose words would fill much of a page."""
    return _height(block, row) <= HALF_A_PAGE


def table_together(block: Table) -> bool:
    """Whether no page ends inside a table: it has few rows, and they are short."""
    rows = (block.header, *block.rows)
    return len(block.rows) <= FEW_ROWS and sum(_height(block, row) for row in rows) <= HALF_A_PAGE


def letters_across(points: float, size: float) -> int:
    """How many letters of so many points stand side by side on a line of so many points."""
    return max(1, round(points / (_LETTER * size)))


def column_widths(block: Table, letters: int) -> tuple[int, ...]:
    """The width of each column in thousandths of the table's, on a line of so many letters.

    A column is as wide as its words ask, with room for what is to be written in.
    """
    asked = [_asks(column) for column in _columns(block)]
    filled = [wanted for wanted, _, empty in asked if not empty]
    room = max(_TO_WRITE_IN, sum(filled) / len(filled) if filled else 0)
    wanted = [(max(each, room) if empty else each, least) for each, least, empty in asked]
    # Where not all get what they ask for, the widest give way first, and none becomes narrower than its longest word.
    level = next((at for at in range(_WIDE, 0, -1) if sum(_given(*each, at) for each in wanted) <= letters), 0)
    share = [_given(*each, level) for each in wanted]
    widths = [round(1000 * each / sum(share)) for each in share]
    return (*widths[:-1], 1000 - sum(widths[:-1]))


def words_break(block: Table, letters: int) -> bool:
    """Whether a table has so many columns that not every word has room on one line of its own."""
    return sum(least for _, least, _ in map(_asks, _columns(block))) > letters


def _given(wanted: float, least: float, level: int) -> float:
    """What a column gets that asks for so much, where nobody gets more than a level."""
    return min(wanted, max(level, least))


def numbers_kept(text: str) -> str:
    """A text whose telephone numbers stay whole: their spaces are no-break spaces.

    They do not break at the end of a line. And in a text from right to left they keep their order: with plain spaces
    each group of digits is a number of its own there, and 01632 960104 is shown as 960104 01632.
    """
    return _TELEPHONE.sub(lambda found: found[0].replace(" ", "\u00a0"), text) if any(map(str.isdigit, text)) else text


def _columns(block: Table) -> list[tuple[str, tuple[str, ...]]]:
    """Each column: what stands over it, and its cells."""
    return [(text_of(name), tuple(text_of(row[at]) for row in block.rows)) for at, name in enumerate(block.header)]


def _asks(column: tuple[str, tuple[str, ...]]) -> tuple[float, float, bool]:
    """What a column asks for, the least it needs, and whether it is there to be written in."""
    name, cells = column
    lines = [(line, 1.0) for cell in cells for line in cell.split("\n")]
    lines += [(line, _BOLD) for line in name.split("\n")]
    longest = max(times * _wide(line) for line, times in lines)
    word = max(times * _wide(word) for line, times in lines for word in re.split(r"[\s/-]", line))
    least = min(word, _LONGEST_WORD) + _SIDES
    return max(min(longest, _WIDE) + _SIDES, least), least, not any(cell.strip() for cell in cells)


def _height(block: Table, row: tuple[Runs, ...]) -> int:
    letters = [max(1, width * LINE // 1000 - _SIDES) for width in column_widths(block, LINE)]
    return max(_lines(text_of(cell), room) for cell, room in zip(row, letters, strict=True))


def _lines(text: str, letters: int) -> int:
    return sum(1 + int(_wide(line) / letters) for line in text.split("\n"))


def _wide(text: str) -> float:
    """How many letters' width a text takes: a narrow letter half of one, a capital more, a Chinese sign two."""
    return sum(_SIGNS.get(sign) or (2 if east_asian_width(sign) in "WF" else 1.0) for sign in text)


def _said(block: List) -> list[str]:
    return [text_of(part.runs) for item in block.items for part in item if isinstance(part, Paragraph)]

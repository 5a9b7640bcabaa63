"""Draw a board: plain text for a pipe, colour and columns for a terminal. The words are the same."""

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cpcli.casework.result import Reason
from cpcli.output.board import Block, Board
from cpcli.output.emit import emit, on_terminal
from cpcli.rules.wording import say

if TYPE_CHECKING:
    from rich.table import Table

COLOURS = {
    "overdue": "bold red",
    "booked-late": "bold red",
    "past-aim": "bold yellow",
    "open": "green",
    "not-yet": "cyan",
    "reached": "green",
    "information": "cyan",
    "met-late": "magenta",
    "met": "dim green",
    "not-quorate": "bold red",
    "quorate-plainly": "bold yellow",
    "quorate": "green",
}

#: Widths of the columns, the space after them included.
INDENT, WHEN_WIDTH, AUTHORITY_WIDTH = 13, 28, 20

#: On a terminal with fewer columns the authority stands on a line of its own.
NARROW = 80


def show_board(board: Board) -> None:
    """Show a board as suits where it goes: colour and columns on a terminal, plain text anywhere else."""
    if on_terminal():
        draw_rich(board)
    else:
        emit(draw_plain(board))


def draw_plain(board: Board) -> str:
    """The board as text: no colour, no box, no redraw; fit for a pipe, a screen reader and a printout."""
    lines = [f"{board.heading}   ({board.under_heading})", ""]
    width = max((len(block.title) for block in board.blocks), default=0)
    for block in board.blocks:
        parts = [f"{block.word:<11}  {block.title:<{min(width, 60)}}", block.when, block.left, block.authority]
        lines.append("  ".join(part for part in parts if part).rstrip())
        lines += [f"{'':{INDENT}}{line}" for line in block.beneath]
        lines += [f"{'':{INDENT}}{line}" for line in tree_lines(block.tree)]
    if board.blocks and board.closing:
        lines.append("")
    return "\n".join([*lines, *board.closing]) + "\n"


def draw_rich(board: Board) -> None:
    """The board on a terminal, with a colour beside each word, wrapped to its width."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    # Rich takes NO_COLOR for colour alone, and would still send bold and dim.
    console = Console(highlight=False, soft_wrap=False, color_system=None if os.environ.get("NO_COLOR") else "auto")
    console.print(Text.assemble((board.heading, "bold"), "  ", (board.under_heading, "dim")))
    for block in board.blocks:
        console.print()
        narrow = console.width < NARROW
        console.print(_first_line(block, console.width, narrow=narrow))
        authority = [block.authority] if narrow and block.authority else []
        for line in (*authority, *block.beneath, *tree_lines(block.tree)):
            indent = len(line) - len(line.lstrip())
            console.print(Padding(Text(line.lstrip(), style="dim" if block.tree else ""), (0, 0, 0, INDENT + indent)))
    if board.closing:
        console.print()
    for line in board.closing:
        console.print(Text(line))


def _first_line(block: Block, width: int, *, narrow: bool) -> "Table":
    """The word, the title, the date with what is left, and the authority, in columns that line up down the screen."""
    from rich.table import Table
    from rich.text import Text

    if not (block.when or block.authority):
        # Nothing stands beside the title: it has the whole line.
        line = Table.grid(padding=(0, 2, 0, 0))
        line.add_column(width=INDENT - 2, no_wrap=True)
        line.add_column()
        line.add_row(Text(block.word, style=COLOURS.get(block.status, "")), Text(block.title))
        return line
    room = width - INDENT - WHEN_WIDTH - (0 if narrow else AUTHORITY_WIDTH)
    title = max(12, min(46, room))
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=INDENT - 2, no_wrap=True)
    grid.add_column(width=title - 2)
    grid.add_column(width=WHEN_WIDTH - 2)
    if not narrow:
        grid.add_column(max_width=max(10, width - INDENT - title - WHEN_WIDTH))
    when = Text(block.when, style="bold")
    if block.left:
        when.append(f"\n{block.left}", style="not bold")
    colour = COLOURS.get(block.status, "")
    cells = [Text(block.word, style=colour), Text(block.title), when]
    grid.add_row(*cells, *([] if narrow else [Text(block.authority, style="dim")]))
    return grid


def tree_lines(reasons: Sequence[Reason], depth: int = 0, *, unfold: bool = True) -> Iterator[str]:
    """Reasons as an indented list; unfolded, each day counted or stepped over stands beneath its count."""
    for reason in reasons:
        cited = f"  [{' '.join(reason.clauses)}]" if reason.clauses else ""
        yield f"{'  ' * depth}- {reason.says}{cited}"
        yield from tree_lines(reason.because, depth + 1, unfold=unfold)
        if unfold and reason.walk is not None:
            yield from (f"{'  ' * (depth + 1)}{line}" for line in _unfolded(reason))


def _unfolded(reason: Reason) -> Iterable[str]:
    if reason.walk is None:
        return []
    numbered = [(day, f"day {at}") for at, day in enumerate(reason.walk.counted, 1)]
    first = reason.walk.counted[:1]
    backwards = bool(first) and first[0] > reason.walk.counted[-1]
    days = sorted([*numbered, *reason.walk.skipped], key=lambda row: row[0], reverse=backwards)
    return [f"{say(day):<15}  {what}" for day, what in days]

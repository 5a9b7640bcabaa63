"""The inside of one Markdown block: its words and their weight, values put back."""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from cpcli.documents.clean import is_clean
from cpcli.documents.tree import Run, Runs
from cpcli.documents.values import plain

if TYPE_CHECKING:
    from markdown_it.token import Token

#: What a template may write by mistake, in the words of its author.
NOT_IN_A_DOCUMENT = {
    "blockquote_open": "a quotation (>)",
    "code_block": "a block of code (a line that begins with four spaces)",
    "fence": "a block of code (```)",
    "code_inline": "code (`)",
    "link_open": "a link",
    "image": "a picture",
}

#: Signs that mean something elsewhere, or that close nothing: they would stand in a letter as they are.
_LEFT_OVER = {
    re.compile(r"<[A-Za-z/!?]"): r"HTML has no place in a document (a plain < is written \<)",
    re.compile(r"(?<!\*)\*\*(?!\*)|(?<!_)__(?!_)"): r"** or __ that closes nothing (plain ones are written \*\*)",
    re.compile(r"~~"): r"~~ has no place in a document (plain ones are written \~\~)",
    re.compile(r"\[\^"): r"a footnote has no place in a document (a plain [ is written \[)",
}

_AROUND_A_BREAK = re.compile(" *\n *")

#: A text with its weight: strong, emphasis.
_Piece = tuple[str, bool, bool]


def read_runs(inline: "Token", wrong: Callable[[str], None]) -> Runs:
    """The runs of one block, neighbours of one weight joined, without spaces at its two ends."""
    strong = emphasis = 0
    pieces: list[_Piece] = []
    for token in inline.children or ():
        said = ""
        match token.type:
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "em_open" | "em_close":
                emphasis += token.nesting
            case "text":
                said = _as_written(token.content, wrong)
            case "text_special":
                said = _as_named(token.content, wrong)
            case "softbreak":
                said = " "
            case "hardbreak":
                said = "\n"
            case "link_close":
                pass
            case other:
                wrong(f"{NOT_IN_A_DOCUMENT.get(other, other)} has no place in a document")
        if said:
            pieces.append((plain(said), strong > 0, emphasis > 0))
    return trimmed(pieces)


def trimmed(pieces: Sequence[_Piece]) -> Runs:
    """Runs that differ from their neighbours, without spaces at the two ends of the whole, and none of them empty."""
    joined: list[_Piece] = []
    for text, strong, emphasis in pieces:
        if not text:
            continue
        before = joined.pop()[0] if joined and joined[-1][1:] == (strong, emphasis) else ""
        joined.append((_AROUND_A_BREAK.sub("\n", before + text), strong, emphasis))
    while joined and not joined[0][0].strip():
        del joined[0]
    while joined and not joined[-1][0].strip():
        del joined[-1]
    last = len(joined) - 1
    runs = []
    for place, (text, strong, emphasis) in enumerate(joined):
        kept = text.lstrip() if place == 0 else text
        runs.append(Run(kept.rstrip() if place == last else kept, strong, emphasis))
    return tuple(runs)


def _as_written(content: str, wrong: Callable[[str], None]) -> str:
    """The template's own text. `<br>` is a line break, for a heading or a cell, which have one line only."""
    content = content.replace("<br>", "\n").replace("\t", " ")
    for sign, says in _LEFT_OVER.items():
        if sign.search(content):
            wrong(says)
    return content


def _as_named(content: str, wrong: Callable[[str], None]) -> str:
    r"""A sign written as `\*` or `&nbsp;`."""
    if is_clean(content):
        return content
    wrong("a control character has no place in a document")
    return ""

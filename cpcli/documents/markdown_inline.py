r"""Runs as Markdown that every reader of Markdown takes for the same words.

Strong is `**`, emphasis `_` inside it. CommonMark sees a mark only beside certain neighbours: in `**(a)**b` nothing
closes. Where that would happen the letter outside the mark is written by its number (`&#x62;`).
"""

import re
import unicodedata

from cpcli.documents.tree import Runs

#: Signs that mean something wherever they stand.
_SIGN = re.compile(r"[\\`*_\[\]<>&|~]")

#: A text with its weight.
_Piece = tuple[str, bool, bool]


def inline(runs: Runs, *, line_break: str) -> str:
    r"""The runs of one block; `\n` is written as its place allows."""
    strong = emphasis = False
    tokens: list[str] = []  # single characters and marks; marks are the entries that `_MARKS` holds
    for text, now_strong, now_emphasis in _pieces(runs):
        if emphasis and (not now_emphasis or strong != now_strong):
            tokens.append(_CLOSE_EMPHASIS)
            emphasis = False
        if strong != now_strong:
            tokens.append(_OPEN_STRONG if now_strong else _CLOSE_STRONG)
            strong = now_strong
        if now_emphasis and not emphasis:
            tokens.append(_OPEN_EMPHASIS)
            emphasis = True
        tokens += text
    tokens += [_CLOSE_EMPHASIS] * emphasis + [_CLOSE_STRONG] * strong
    written = [_written(tokens, place) for place in range(len(tokens))]
    return "".join(written).replace("\n", line_break)


_OPEN_STRONG, _CLOSE_STRONG, _OPEN_EMPHASIS, _CLOSE_EMPHASIS = "open **", "close **", "open _", "close _"
_MARKS = {_OPEN_STRONG: "**", _CLOSE_STRONG: "**", _OPEN_EMPHASIS: "_", _CLOSE_EMPHASIS: "_"}


def _pieces(runs: Runs) -> list[_Piece]:
    """Runs with the spaces at their ends as pieces of their own, in the weight that both neighbours share.

    A mark with a space inside it is no mark, and a space has no weight that anyone could see.
    """
    cut: list[_Piece] = []
    for run in runs:
        core = run.text.strip()
        start = run.text.index(core) if core else len(run.text)
        parts = (run.text[:start], core, run.text[start + len(core) :])
        cut += [(part, run.strong, run.emphasis) for part in parts if part]
    found: list[_Piece] = []
    for place, (text, strong, emphasis) in enumerate(cut):
        if text.strip():
            found.append((text, strong, emphasis))
            continue
        before = next((each for each in reversed(cut[:place]) if each[0].strip()), ("", False, False))
        after = next((each for each in cut[place:] if each[0].strip()), ("", False, False))
        found.append((text, before[1] and after[1], before[2] and after[2]))
    return found


def _written(tokens: list[str], place: int) -> str:
    """One token as it is written."""
    token = tokens[place]
    if token in _MARKS:
        return _MARKS[token]
    if _is_numbered(tokens, place):
        return f"&#x{ord(token):X};"
    return f"\\{token}" if _SIGN.match(token) else token


def _is_numbered(tokens: list[str], place: int) -> bool:
    """Whether a letter is written by its number: it stands outside a mark that it would hide."""
    if not _is_letter(tokens[place]):
        return False
    before = tokens[place - 1] if place else ""
    after = tokens[place + 1] if place + 1 < len(tokens) else ""
    hides_an_opening = after in {_OPEN_STRONG, _OPEN_EMPHASIS} and _hides(after, tokens, place + 2)
    hides_a_closing = before in {_CLOSE_STRONG, _CLOSE_EMPHASIS} and _hides(before, tokens, place - 2)
    return hides_an_opening or hides_a_closing


def _hides(mark: str, tokens: list[str], inside: int) -> bool:
    """Whether a letter outside a mark hides it: always for `_`, for `**` where no letter is written inside it."""
    return _MARKS[mark] == "_" or not _is_letter(tokens[inside]) or _is_numbered(tokens, inside)


def _is_letter(token: str) -> bool:
    """What CommonMark calls neither whitespace nor punctuation, and is no mark of ours."""
    return len(token) == 1 and not token.isspace() and unicodedata.category(token)[0] not in "PSZ"

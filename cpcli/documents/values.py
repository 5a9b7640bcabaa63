"""How a value of a case goes through a Markdown template and comes out as itself.

Every character of the value is moved into a private plane of Unicode, where Markdown knows no sign: no asterisk, no
pipe, no number with a dot, no line end, no space at the start of a line. `markdown.py` moves it back once the text is
parsed. What escaping with backslashes cannot promise holds here by construction, in every place of a template: a value
is never markup, it never ends a table cell or a paragraph, and emphasis around it always closes.
"""

import re
from collections.abc import MutableSequence

from cpcli.documents.clean import clean, removed, without_junk

#: The first character of the private plane that mirrors the basic one; clean() has taken out whatever stood there.
_SHIFT = 0xF0000

#: Stands at both ends of a value and says nothing: beside it emphasis closes, even around an emoji or nothing at all.
_NOTHING = chr(_SHIFT)

_CARRIED = re.compile("([\U000f0000-\U000fffff]+)")


def markdown_safe(text: str, told: MutableSequence[str] | None = None) -> str:
    """A value for a Markdown template. What clean() takes out of it is told by its numbers in `told`.

    For Jinja's `finalize`, so that a template's filters still see the plain value.
    """
    if told is not None:
        told.extend(removed(text))
    carried = (chr(ord(char) + _SHIFT) if ord(char) < 0x10000 else char for char in clean(text))
    return f"{_NOTHING}{''.join(carried)}{_NOTHING}"


def plain(text: str) -> str:
    """The text with every value in it as it was."""
    return _CARRIED.sub(lambda found: "".join(chr(ord(char) - _SHIFT) for char in found[0] if char != _NOTHING), text)


def without_values(text: str) -> str:
    """The template's own words: a nought where a value stands, so that those around it stay apart."""
    return _CARRIED.sub(" 0 ", text)


def template_line(line: str) -> tuple[str, tuple[str, ...]]:
    """One line of a rendered template without junk in its own words, and what that was; values stay as they are."""
    parts = _CARRIED.split(line)
    own = "".join(parts[::2])
    parts[::2] = [without_junk(part) for part in parts[::2]]
    return "".join(parts), removed(own)

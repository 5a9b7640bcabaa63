"""Characters that no finished document may hold, taken out of a text and told.

Control characters (C0, C1), halves of surrogate pairs, noncharacters and the private planes are junk: XML refuses some
of them, terminals obey others. Marks that turn the direction of writing can make a line read as what it is not; plain
Arabic, Urdu or Hebrew needs none of them. What joins or parts letters (ZWJ, ZWNJ) is spelling and stays.
"""

import re

#: Ends of lines, however they were typed (VT is Word's). Spaces around them are indentation, not words.
_LINE_END = re.compile("[ \t]*(?:\r\n|[\n\r\x0b\x0c\x85\u2028\u2029])[ \t]*")

_UNWANTED = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0, DEL, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction marks and overrides
    "\ufeff\ufff9-\ufffb"  # byte order mark, interlinear annotation
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # surrogates, noncharacters
    + "".join(chr(plane * 0x10000 + 0xFFFE) + chr(plane * 0x10000 + 0xFFFF) for plane in range(1, 15))
    + "\U000e0001-\U000e007f"  # invisible tags
    "\U000f0000-\U0010ffff"  # the private planes; markdown.py carries values in them
    "]"
)


#: What clean() turns into a newline or a space.
_UNSETTLED = re.compile("[\t\r\x0b\x0c\x85\u2028\u2029]")


def clean(text: str) -> str:
    """The text as it may be printed: junk taken out, every line end a newline, a tab a space, nothing at either end."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return _LINE_END.sub("\n", _UNWANTED.sub("", text)).replace("\t", " ").strip()


def without_junk(text: str) -> str:
    """A part of one line: junk taken out, the ends as they are."""
    return _UNSETTLED.sub(" ", _UNWANTED.sub("", text))


def one_line(text: str) -> str:
    """The same on one line, for a footer or a title."""
    return clean(text).replace("\n", " ")


def removed(text: str) -> tuple[str, ...]:
    """Which characters `clean` takes out of a text, each once, by their numbers: `("U+0007", "U+202E")`."""
    return tuple(sorted({f"U+{ord(char):04X}" for char in _UNWANTED.findall(text)}))


def is_clean(text: str) -> bool:
    """Whether a writer can take the text as it stands."""
    return (text.isascii() and text.isprintable()) or not (_UNWANTED.search(text) or _UNSETTLED.search(text))

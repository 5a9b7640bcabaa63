"""Text from files and arguments, made harmless for a terminal, a spreadsheet or a calendar."""

#: Marks that turn the direction of writing: they can make a line read as what it is not.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

#: What makes a spreadsheet take a cell for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_text(text: str) -> str:
    """Text without control characters, terminal escapes and direction marks; a line break becomes a space."""
    if text.isascii() and text.isprintable():
        return text
    kept = (" " if char in "\n\r\t\u2028\u2029" else char for char in text)
    return "".join(char for char in kept if char == " " or (char not in _BIDI and _is_plain(char)))


def _is_plain(char: str) -> bool:
    return not (char < " " or "\x7f" <= char <= "\x9f")


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: such a text gets an apostrophe before it."""
    plain = safe_text(text)
    return f"'{plain}" if plain.startswith(_FORMULA) else plain

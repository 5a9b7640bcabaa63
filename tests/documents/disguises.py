"""Ways in which a string can stand in a finished file and still be read by a person."""

import html
import unicodedata
from collections.abc import Callable
from datetime import date

Disguise = Callable[[str], list[str]]

#: For everything: what changes the letters, not the words.
LETTERS: dict[str, Disguise] = {
    "as it stands": lambda s: [s],
    "in capitals": lambda s: [s.upper()],
    "in small letters": lambda s: [s.casefold()],
    "decomposed": lambda s: [unicodedata.normalize("NFD", s)],
    "composed": lambda s: [unicodedata.normalize("NFC", s)],
    "without accents": lambda s: ["".join(c for c in unicodedata.normalize("NFD", s) if not unicodedata.combining(c))],
    "with a zero-width space in it": lambda s: [s[:2] + "\u200b" + s[2:]],
    "with a soft hyphen in it": lambda s: [s[:1] + "\u00ad" + s[1:]],
    "as entities": lambda s: ["".join(f"&#{ord(char)};" for char in s)],
    "as hexadecimal entities": lambda s: ["".join(f"&#x{ord(char):x};" for char in s)],
    "escaped": lambda s: [html.escape(s, quote=True)],
    "escaped twice": lambda s: [html.escape(html.escape(s, quote=True))],
    "in bold": lambda s: [f"**{s}**"],
    "between marks": lambda s: [f"({s}),"],
    "in wide letters": lambda s: ["".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in s)],
}

#: For what has several words.
WORDS: dict[str, Disguise] = {
    "with no-break spaces": lambda s: [s.replace(" ", "\u00a0")],
    "with narrow no-break spaces": lambda s: [s.replace(" ", "\u202f")],
    "with line breaks": lambda s: [s.replace(" ", "\n")],
    "with hyphens": lambda s: [s.replace(" ", "-")],
    "with underscores": lambda s: [s.replace(" ", "_")],
    "with many spaces": lambda s: [s.replace(" ", "   \t ")],
    "without spaces": lambda s: [s.replace(" ", "")],
    "a word a text": lambda s: s.split(" "),
    "cut in two": lambda s: [s[: len(s) // 2], s[len(s) // 2 :]],
    "percent-encoded": lambda s: [s.replace(" ", "%20")],
}

#: For telephone numbers such as `01632 960001`.
PHONES: dict[str, Disguise] = {
    "with the country": lambda s: ["+44 " + s[1:]],
    "with the country and no space": lambda s: ["+44" + s[1:].replace(" ", "")],
    "with the country and a zero": lambda s: ["+44 (0)" + s[1:]],
    "with the country and zeros": lambda s: ["0044 " + s[1:]],
    "in pairs": lambda s: [" ".join(s.replace(" ", "")[at : at + 2] for at in range(0, 12, 2))],
    "with dashes": lambda s: [s[:3] + "-" + s[3:5] + "\u2013" + s[6:9] + "-" + s[9:]],
    "with dots": lambda s: [s.replace(" ", ".")],
    "in brackets": lambda s: [f"({s[:5]}) {s[6:]}"],
    "as a link": lambda s: [f"tel:+44{s[1:].replace(' ', '')}"],
    "cut in two": lambda s: [s[:7], s[7:]],
}

_LONG = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
         "December")  # fmt: skip


def _suffix(day: int) -> str:
    return "th" if 10 <= day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


#: For dates: each way of writing one.
DATES: dict[str, Callable[[date], str]] = {
    "iso": lambda d: d.isoformat(),
    "slashes": lambda d: f"{d.day:02}/{d.month:02}/{d.year}",
    "short slashes": lambda d: f"{d.day}/{d.month}/{d.year % 100:02}",
    "dots": lambda d: f"{d.day}.{d.month}.{d.year}",
    "dashes": lambda d: f"{d.day:02}-{d.month:02}-{d.year}",
    "words": lambda d: f"{d.day} {_LONG[d.month - 1]} {d.year}",
    "ordinal": lambda d: f"{d.day}{_suffix(d.day)} of {_LONG[d.month - 1]}, {d.year}",
    "short month": lambda d: f"{d.day} {_LONG[d.month - 1][:3]} {d.year}",
    "short month, dashes": lambda d: f"{d.day}-{_LONG[d.month - 1][:3]}-{d.year % 100:02}",
    "month first": lambda d: f"{_LONG[d.month - 1]} {d.day}, {d.year}",
    "run together": lambda d: f"{d.year}{d.month:02}{d.day:02}",
    "no-break": lambda d: f"{d.day}\u00a0{_LONG[d.month - 1]}\u00a0{d.year}",
}

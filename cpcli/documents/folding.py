"""One text as the search reads it: without case, accents, spacing, hyphens, entities and invisible characters.

Two forms of a text are kept. Run together (`run`), where only letters and digits are left, so that nothing between
them can hide a secret; where a word begins and ends there is remembered. And as a set of whole words.
"""

# ruff: noqa: RUF001 - look-alikes of letters, and hyphens and dashes of every kind, are what this is about

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import unquote

from cpcli.documents.dates import dates_in

#: Letters that carry a mark no decomposition takes off, and look-alikes of Latin letters in other alphabets.
_PLAIN = str.maketrans(
    {
        "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th",
        "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ı": "i", "ħ": "h", "Ħ": "H", "ŧ": "t", "Ŧ": "T", "ŋ": "ng",
        "ẞ": "SS", "ß": "ss",
        "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "ј": "j", "ѕ": "s",
        "А": "A", "В": "B", "Е": "E", "К": "K", "М": "M", "Н": "H", "О": "O", "Р": "P", "С": "C", "Т": "T",
        "У": "Y", "Х": "X", "І": "I", "Ј": "J", "Ѕ": "S",
        "α": "a", "ο": "o", "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M",
        "Ν": "N", "Ο": "O", "Ρ": "P", "Τ": "T", "Υ": "Y", "Χ": "X",
        # Urdu, Persian and Arabic keyboards have their own of these; a stroke that stretches a word; empty letters.
        "ی": "ي", "ى": "ي", "ک": "ك", "ہ": "ه", "ھ": "ه", "ة": "ه", "ۃ": "ه", "\u0640": "",
        "\u115f": "", "\u1160": "", "\u3164": "", "\uffa0": "",
    }
)  # fmt: skip

_CONTROLS = dict.fromkeys((*range(10), *range(11, 32), 127), " ")

_POSSESSIVE = re.compile(r"['’‘ʼ`´′][sS]\b")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['’‘ʼ`´′](?=[^\W\d_])")
_PIECE = re.compile(r"\d+|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_]")
_WORD = re.compile(r"[^\W_]+")
#: The same without digits: a name may stand right beside a number, as in a file's name.
_LETTERS = re.compile(r"[^\W\d_]+")
_BROKEN = re.compile(r"[-‐‑‒–]\s*\n\s*")
#: Digits with what people write between them; a plus or a bracket may come first.
_DIGITS = re.compile(r"\d(?:[\s\-‐-―−.,()/\\_*·•+:|]{0,4}\d)+")

#: Words of an address in full: both ways of writing count as the same.
_LONG = {
    "rd": "road", "st": "street", "str": "street", "saint": "street", "ave": "avenue", "av": "avenue", "ln": "lane",
    "cl": "close", "cres": "crescent", "dr": "drive", "gdns": "gardens", "gdn": "garden", "ct": "court",
    "pl": "place", "sq": "square", "ter": "terrace", "terr": "terrace", "hse": "house", "ho": "house", "apt": "flat",
    "apartment": "flat", "bldg": "building", "bldgs": "buildings", "gr": "grove", "gro": "grove", "pk": "park",
    "mt": "mount", "upr": "upper", "lwr": "lower", "nth": "north", "sth": "south",
}  # fmt: skip


class _Shown(dict[int, str]):
    """What each letter is shown as, worked out once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kind = unicodedata.category(char)
        if kind in {"Mn", "Me", "Cf"} or char == "\u034f":
            plain = ""
        elif kind == "Cc":
            plain = char if char == "\n" else " "
        elif kind == "Nd":
            plain = str(unicodedata.decimal(char))
        else:
            plain = str(_PLAIN.get(code, char))
        self[code] = plain
        return plain


_SHOWN = _Shown()


def shown(text: str) -> str:
    """A text with marks taken off its letters and invisible characters gone, digits as ours; case and spacing stay."""
    if text.isascii():
        return text if text.isprintable() else text.translate(_CONTROLS)
    return unicodedata.normalize("NFKD", text).translate(_SHOWN)


def ways_to_read(text: str) -> Iterator[str]:
    """A text as it stands, and with its entities and its percent signs resolved where it holds any."""
    yield text
    seen = {text}
    for _ in range(2):
        more = html.unescape(text) if "&" in text else text
        more = unquote(more) if "%" in more else more
        if more in seen:
            return
        seen.add(more)
        yield more
        text = more


def joined_apostrophes(text: str) -> str:
    """`O'Neill` as one word, `Ash's` as the name it belongs to."""
    return _APOSTROPHE.sub("", _POSSESSIVE.sub(" s", text))


def run_of(text: str) -> str:
    """A secret's letters and digits run together."""
    return "".join(piece.casefold() for piece in _PIECE.findall(joined_apostrophes(shown(text))))


def place_of(text: str) -> str:
    """The same for an address, its abbreviations written out."""
    pieces = (piece.casefold() for piece in _PIECE.findall(joined_apostrophes(shown(text))))
    return "".join(_LONG.get(piece, piece) for piece in pieces)


def words_in(text: str) -> tuple[str, ...]:
    """The words of a text, plain and without case."""
    return tuple(word.casefold() for word in _WORD.findall(joined_apostrophes(shown(text))))


class Run(NamedTuple):
    """Texts run together; `edges` are the places where a word begins or ends."""

    letters: str
    edges: frozenset[int]
    starts: tuple[int, ...]

    def find(self, needle: str) -> Iterator[int]:
        """Where a needle stands that begins and ends with a word: the number of its text."""
        at = self.letters.find(needle)
        while at >= 0:
            if at in self.edges and at + len(needle) in self.edges:
                yield bisect_right(self.starts, at) - 1
            at = self.letters.find(needle, at + 1)


def _run(texts: Sequence[str], longer: dict[str, str] | None = None) -> Run:
    letters: list[str] = []
    edges, starts, length = {0}, [], 0
    for text in texts:
        starts.append(length)
        for found in _PIECE.findall(text):
            piece = found.casefold()
            piece = longer.get(piece, piece) if longer else piece
            letters.append(piece)
            edges.add(length)
            length += len(piece)
            edges.add(length)
    return Run("".join(letters), frozenset(edges), tuple(starts))


class Page(NamedTuple):
    """The texts of one finished file, ready to be searched.

    Attributes:
        run: all of them run together; `places` the same with the words of addresses written out.
        words: every whole word with the number of the first text it stands in.
        numbers: runs of digits, as people write telephone numbers, with the text each begins in.
        dates: every date that is written out, with its text.
    """

    run: Run
    places: Run
    words: dict[str, int]
    numbers: tuple[tuple[str, int], ...]
    dates: dict[date, int]


def pages_of(texts: Iterable[str]) -> tuple[Page, ...]:
    """The texts as they stand, and once more with entities resolved where there are any."""
    plain: list[list[str]] = [[], [], []]
    for text in texts:
        ways = list(ways_to_read(text))
        for at, page in enumerate(plain):
            page.append(joined_apostrophes(shown(ways[min(at, len(ways) - 1)])))
    kept = [plain[0]]
    kept += [page for before, page in pairwise(plain) if page != before]
    return tuple(_page(page) for page in kept)


def _page(texts: Sequence[str]) -> Page:
    words: dict[str, int] = {}
    for at, text in enumerate(texts):
        for word in _whole_words(text):
            words.setdefault(word, at)
    for word, at in _across(texts):
        words.setdefault(word, at)
    dates: dict[date, int] = {}
    for at, text in enumerate(texts):
        for day in dates_in(text):
            dates.setdefault(day, at)
    return Page(_run(texts), _run(texts, _LONG), words, tuple(_numbers(texts)), dates)


def _whole_words(text: str) -> Iterator[str]:
    for word in _WORD.findall(text):
        yield word.casefold()
    for word in _LETTERS.findall(text):
        yield word.casefold()
    if not any(char.isspace() for char in text.strip()):
        # A file's name or a link runs words together by their capitals.
        yield from (piece.casefold() for piece in _PIECE.findall(text))
    if "\n" in text:
        for word in _WORD.findall(_BROKEN.sub("", text)):
            yield word.casefold()


def _across(texts: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Words that one text begins and the next ones end: a name cut by a change of typeface."""
    for at, text in enumerate(texts):
        if not text or not text[-1].isalnum():
            continue
        word = _WORD.findall(text)[-1] if _WORD.search(text) else ""
        for more in texts[at + 1 : at + 5]:
            head = _WORD.match(more)
            if head is None:
                break
            word += head[0]
            yield word.casefold(), at
            if head.end() < len(more):
                break


def _numbers(texts: Sequence[str]) -> Iterator[tuple[str, int]]:
    joined = "\n".join(texts)
    starts = [0]
    for text in texts:
        starts.append(starts[-1] + len(text) + 1)
    for found in _DIGITS.finditer(joined):
        digits = "".join(str(unicodedata.decimal(char)) for char in found[0] if char.isdecimal())
        yield digits, bisect_right(starts, found.start()) - 1

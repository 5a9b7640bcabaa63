"""Which script a text is written in, in which direction it runs, and what that means for its language and its font.

A case gives names and words, seldom their language. What can be seen from the letters is used: a screen reader that
knows a word is Arabic says it in Arabic, and a page that names one font per script never joins half a word from
another font. What cannot be seen (Welsh and Polish use the Latin letters) keeps the language it was given.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

#: Scripts other than Latin, each with the languages written in it (the first is taken where none was given), and the
#: fonts that write it, best first: Noto where it is installed, then what Windows and macOS bring.
SCRIPTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "arabic": (
        ("ar", "ur", "fa", "ps", "ckb", "sd", "ug"),
        ("Noto Sans Arabic", "Noto Naskh Arabic", "Segoe UI", "Arial", "Geeza Pro", "Times New Roman", "DejaVu Sans"),
    ),
    "hebrew": (("he", "yi"), ("Noto Sans Hebrew", "Arial", "Segoe UI", "Arial Hebrew", "DejaVu Sans")),
    "bengali": (("bn", "as"), ("Noto Sans Bengali", "Nirmala UI", "Bangla Sangam MN", "Vrinda")),
    "gurmukhi": (("pa",), ("Noto Sans Gurmukhi", "Nirmala UI", "Gurmukhi MN", "Raavi")),
    "devanagari": (("hi", "ne", "mr"), ("Noto Sans Devanagari", "Nirmala UI", "Kohinoor Devanagari", "Mangal")),
    "gujarati": (("gu",), ("Noto Sans Gujarati", "Nirmala UI", "Gujarati Sangam MN", "Shruti")),
    "tamil": (("ta",), ("Noto Sans Tamil", "Nirmala UI", "Tamil Sangam MN", "Latha")),
    "telugu": (("te",), ("Noto Sans Telugu", "Nirmala UI", "Telugu Sangam MN", "Gautami")),
    "malayalam": (("ml",), ("Noto Sans Malayalam", "Nirmala UI", "Malayalam Sangam MN", "Kartika")),
    "sinhala": (("si",), ("Noto Sans Sinhala", "Nirmala UI", "Sinhala Sangam MN", "Iskoola Pota")),
    "thai": (("th",), ("Noto Sans Thai", "Leelawadee UI", "Thonburi", "Tahoma")),
    "ethiopic": (("am", "ti"), ("Noto Sans Ethiopic", "Ebrima", "Kefa", "Nyala")),
    "georgian": (("ka",), ("Noto Sans Georgian", "Segoe UI", "Helvetica", "DejaVu Sans")),
    "armenian": (("hy",), ("Noto Sans Armenian", "Segoe UI", "Mshtakan", "DejaVu Sans")),
    "cyrillic": (
        ("uk", "ru", "bg", "sr", "be", "mk"),
        ("Noto Sans", "Arial", "Liberation Sans", "Helvetica", "DejaVu Sans"),
    ),
    "greek": (("el",), ("Noto Sans", "Arial", "Liberation Sans", "Helvetica", "DejaVu Sans")),
    "hangul": (("ko",), ("Noto Sans CJK KR", "Noto Sans KR", "Malgun Gothic", "Apple SD Gothic Neo")),
    "kana": (("ja",), ("Noto Sans CJK JP", "Noto Sans JP", "Yu Gothic", "Hiragino Sans", "MS Gothic")),
    "han": (
        ("zh", "yue"),
        ("Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", "SimSun", "WenQuanYi Zen Hei"),
    ),
}

#: Where the characters of each script stand: first and last, in order.
_BLOCKS = (
    (0x0370, 0x03FF, "greek"),
    (0x0400, 0x052F, "cyrillic"),
    (0x0530, 0x058F, "armenian"),
    (0x0590, 0x05FF, "hebrew"),
    (0x0600, 0x06FF, "arabic"),
    (0x0750, 0x077F, "arabic"),
    (0x0870, 0x08FF, "arabic"),
    (0x0900, 0x0963, "devanagari"),  # the dandas after it are shared by every Indic script
    (0x0966, 0x097F, "devanagari"),
    (0x0980, 0x09FF, "bengali"),
    (0x0A00, 0x0A7F, "gurmukhi"),
    (0x0A80, 0x0AFF, "gujarati"),
    (0x0B80, 0x0BFF, "tamil"),
    (0x0C00, 0x0C7F, "telugu"),
    (0x0D00, 0x0D7F, "malayalam"),
    (0x0D80, 0x0DFF, "sinhala"),
    (0x0E00, 0x0E7F, "thai"),
    (0x10A0, 0x10FF, "georgian"),
    (0x1100, 0x11FF, "hangul"),
    (0x1200, 0x139F, "ethiopic"),
    (0x1F00, 0x1FFF, "greek"),
    (0x2D80, 0x2DDF, "ethiopic"),
    (0x2E80, 0x303F, "han"),
    (0x3040, 0x30FF, "kana"),
    (0x3130, 0x318F, "hangul"),
    (0x31F0, 0x31FF, "kana"),
    (0x3400, 0x4DBF, "han"),
    (0x4E00, 0x9FFF, "han"),
    (0xA8E0, 0xA8FF, "devanagari"),
    (0xAC00, 0xD7AF, "hangul"),
    (0xF900, 0xFAFF, "han"),
    (0xFB1D, 0xFB4F, "hebrew"),
    (0xFB50, 0xFDFF, "arabic"),
    (0xFE70, 0xFEFC, "arabic"),
    (0xFF00, 0xFF65, "han"),
    (0xFF66, 0xFF9F, "kana"),
    (0x20000, 0x3134F, "han"),
)
_STARTS = tuple(first for first, _, _ in _BLOCKS)

#: Letters of Urdu that Arabic does not have.
_URDU = frozenset("ٹڈڑںےہھۓ")

_SCRIPT_OF = {lang: script for script, (langs, _) in SCRIPTS.items() for lang in langs}
_RIGHT_TO_LEFT = frozenset({"arabic", "hebrew"})

#: What the Unicode rules call letters that run from right to left.
_RIGHT = frozenset({"R", "AL"})

#: So many words are a sentence, and no name.
_SENTENCE = 5
_WORD = re.compile(r"[^\W\d_]+")


class Segment(NamedTuple):
    """A stretch of text in one script. `script` is empty for Latin letters, digits and signs among them."""

    text: str
    script: str
    lang: str
    rtl: bool


def script_of(char: str) -> str:
    """The script of one letter; empty for Latin letters and everything shared: digits, signs, spaces, marks."""
    code = ord(char)
    if code < 0x0370:
        return ""
    first, last, script = _BLOCKS[bisect_right(_STARTS, code) - 1]
    return script if first <= code <= last and (unicodedata.bidirectional(char) != "AN") else ""


def script_of_language(lang: str) -> str:
    """The script a language is written in; empty for Latin. Punjabi is Gurmukhi unless `pa-Arab` or `pa-PK` says so."""
    main, _, rest = lang.partition("-")
    if main == "pa" and rest.casefold() in {"arab", "pk", "arab-pk"}:
        return "arabic"
    return "" if "latn" in rest.casefold() else _SCRIPT_OF.get(main, "")


def is_rtl(text: str, lang: str) -> bool:
    """Whether a block runs from right to left: its language does and it has such letters, or its first letter does.

    The first letter decides otherwise, as browsers do for `dir=auto`; a letter in Urdu that begins with an English
    name still runs from right to left, because its language was given. A whole sentence is stronger than what stands
    before it: words in English that lead in a text in Arabic (`Reasons:`) do not turn it round, nor does an Arabic
    name the English sentence that it begins.
    """
    if text.isascii():
        return False
    ways = [unicodedata.bidirectional(char) for char in text]
    right = [way in _RIGHT for way in ways if way == "L" or way in _RIGHT]
    if not any(right):
        return False
    if script_of_language(lang) in _RIGHT_TO_LEFT:
        return True
    words = [any(unicodedata.bidirectional(char) in _RIGHT for char in word) for word in _WORD.findall(text)]
    to_right, to_left = words.count(False), words.count(True)
    if max(to_right, to_left) >= _SENTENCE and to_right != to_left:
        return to_left > to_right
    return right[0]


def segments(text: str, lang: str, document_lang: str) -> tuple[Segment, ...]:
    """The text cut where its script changes, each part with its own language and direction.

    What belongs to no script (spaces, digits, signs) stays inside a part when both its sides do, and else goes with
    the direction of the whole block, as the Unicode rules for neutral characters have it.
    """
    if not text:
        return ()
    base = lang or document_lang
    if text.isascii() and not script_of_language(base):
        return (Segment(text, "", base, rtl=False),)
    # What belongs to no script goes with the whole block: in a block from right to left that is its first such script.
    around = next(filter(_RIGHT_TO_LEFT.__contains__, map(script_of, text)), "") if is_rtl(text, base) else ""
    return tuple(
        Segment(piece, script, _language(script, piece, lang, document_lang), script in _RIGHT_TO_LEFT)
        for script, piece in _pieces(text, around)
        if piece
    )


def block_lang(text: str, lang: str, document_lang: str) -> str:
    """The language of a whole block: the one given, else that of its letters where they all are of one."""
    if lang or text.isascii():
        return lang or document_lang
    found = {part.lang for part in segments(text, lang, document_lang) if any(map(str.isalpha, part.text))}
    return found.pop() if len(found) == 1 else document_lang


def _pieces(text: str, around: str) -> Iterator[tuple[str, str]]:
    """Script and text of each part, in order."""
    base = around in _RIGHT_TO_LEFT
    script: str | None = None
    start = sure = 0  # `sure` is where the last letter ended
    for place, char in enumerate(text):
        found = script_of(char)
        if not found and not (unicodedata.bidirectional(char) == "L" and char.isalpha()):
            if unicodedata.combining(char) or char in "\u200c\u200d":
                sure = place + 1
            continue
        if found != script:
            cut = place
            if script is None:
                cut = 0 if (found in _RIGHT_TO_LEFT) == base else place
            elif (found in _RIGHT_TO_LEFT) == base != (script in _RIGHT_TO_LEFT):
                cut = sure
            yield around if script is None else script, text[start:cut]
            start, script = cut, found
        sure = place + 1
    if script is None:
        yield around, text
        return
    if (script in _RIGHT_TO_LEFT) == base:
        sure = len(text)
    yield script, text[start:sure]
    yield around, text[sure:]


def _language(script: str, text: str, lang: str, document_lang: str) -> str:
    """The language of a part: the nearest one given that is written in this script, else the script's first."""
    for given in (lang, document_lang):
        if given and script_of_language(given) == script:
            return given
    if not script:
        return "en-GB" if any(char.isalpha() for char in text) else lang or document_lang
    if script == "han" and (lang or document_lang).partition("-")[0] in {"ja", "ko"}:
        return lang or document_lang  # Japanese and Korean use the same signs
    if script == "arabic" and not _URDU.isdisjoint(text):
        return "ur"
    return SCRIPTS[script][0][0]


def document_rtl(lang: str) -> bool:
    """Whether a whole document in this language runs from right to left."""
    return script_of_language(lang) in _RIGHT_TO_LEFT

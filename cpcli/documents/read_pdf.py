"""Every text of a PDF: its pages in the order in which they say it, and every string that stands elsewhere in the file.

The readers there are (PDFium, pypdf, pdfminer) put a page's letters into lines again by where they stand. That reverses
words of Arabic beside English and takes ligatures apart, so that a name would be missed. Typst writes what it means
into the file: each glyph's letters, `ActualText` where a glyph is only part of one, and to which paragraph or cell it
belongs. With the order of `read_order.py` that is exact.
"""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from cpcli.documents.read_order import Item, in_reading_order

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f\s]*)>")
_TRIPLE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f\s]+)>|\[(.*?)\])", re.DOTALL)

#: What does not begin a new line.
_INLINE = frozenset({"/Span", "/Strong", "/Em", "/NonStruct"})

#: No description in a PDF is larger.
_MAX_STREAM = 5_000_000


def pdf_texts(data: bytes) -> list[str]:
    """The words of all pages, those of each, and every other string in the file. Raises ValueError for a bad file."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(BytesIO(data), strict=False)
        pages = [_page(reader, page) for page in reader.pages]
        joined = ["\n".join(each) for each in zip(*pages, strict=True)]
        return [*joined, *(text for page in pages for text in page), *dict.fromkeys(_elsewhere(reader))]
    except (PyPdfError, LookupError, TypeError, AttributeError, ValueError, ArithmeticError, RecursionError) as fault:
        raise ValueError("the PDF is damaged") from fault


class _Words:
    """The text objects of one page as they are drawn."""

    def __init__(self, blocks: Sequence[object]) -> None:
        #: For each piece of marked content the paragraph, cell or heading that it belongs to.
        self.blocks = blocks
        self.items: list[Item] = []
        self.glyphs: list[str] = []
        self.opened: list[tuple[str, int]] = []  # each mark still open: the text it stands for, and where it began
        self.block: object = None
        self.place = (0.0, 0.0)

    def open(self, mark: str, properties: object) -> None:
        known = properties if isinstance(properties, dict) else {}
        self.opened.append((str(known.get("/ActualText", "")), len(self.glyphs)))
        if "/MCID" in known:
            self.block = self.blocks[int(known["/MCID"])]
        elif mark == "/Artifact":
            self.block = object()

    def close(self) -> None:
        text, start = self.opened.pop()
        if text:
            self.glyphs[start:] = [text]

    def end(self) -> None:
        self.items.append(Item(tuple(self.glyphs), self.block, *self.place))
        self.glyphs.clear()

    def text(self, between: str) -> str:
        """The words in the order they are read; `between` stands between two objects of one line."""
        said: list[str] = []
        before: Item | None = None
        for text, item in in_reading_order(self.items):
            said += [between if before is not None and item.on_line_of(before) else "\n", text]
            before = item
        return "".join(said[1:])


def _page(reader: "PdfReader", page: "PageObject") -> tuple[str, str]:
    """The words of a page, and the same with every text object on a line of its own.

    The second tells apart what stands in a header or footer, where nothing but its place does.
    """
    resources = page.get("/Resources")
    known = {} if resources is None else resources.get_object().get("/Font", {})
    fonts = {name: _letters(font.get_object()) for name, font in known.items()}
    words = _Words(_blocks(reader, page))
    contents = page.get_contents()
    letters: dict[int, str] = {}
    for operands, operator in contents.operations if contents is not None else ():
        match operator:
            case b"BDC" | b"BMC":
                words.open(str(operands[0]), operands[1] if len(operands) > 1 else None)
            case b"EMC":
                words.close()
            case b"cm":
                words.place = (float(operands[4]), float(operands[5]))
            case b"ET":
                words.end()
            case b"Tf":
                letters = fonts[operands[0]]
            case b"Tj" | b"TJ":
                words.glyphs += _glyphs(operands[0], letters)
            case b"'" | b'"' | b"Do":
                raise KeyError("a page that Typst did not write")
    return words.text(""), words.text("\n")


def _blocks(reader: "PdfReader", page: "PageObject") -> list[object]:
    """For each piece of marked content on a page, the block of the document that it belongs to."""
    tree = reader.root_object["/StructTreeRoot"]["/ParentTree"]  # type: ignore[index]
    found = _number(tree, page["/StructParents"]) if "/StructParents" in page else []
    return [_block(each.get_object()) for each in found]


def _number(tree: Any, wanted: Any) -> Any:
    """An entry of a number tree."""
    node = tree.get_object()
    pairs = list(node.get("/Nums", []))
    for key, value in zip(pairs[::2], pairs[1::2], strict=True):
        if key == wanted:
            return value.get_object()
    return next((found for kid in node.get("/Kids", []) if (found := _number(kid, wanted)) is not None), None)


def _block(part: Any) -> object:
    while part.get("/S") in _INLINE and "/P" in part:
        part = part["/P"].get_object()
    reference = part.indirect_reference
    return (reference.idnum, reference.generation) if reference is not None else id(part)


def _glyphs(shown: Any, letters: dict[int, str]) -> Iterator[str]:
    """The letters of each glyph that is shown; numbers between them only move it."""
    if isinstance(shown, list):
        for each in shown:
            yield from _glyphs(each, letters)
    elif isinstance(shown, str | bytes):
        code = shown if isinstance(shown, bytes) else getattr(shown, "original_bytes", b"")
        for place in range(0, len(code), 2):
            yield letters.get(int.from_bytes(code[place : place + 2], "big"), "\ufffd")


def _letters(font: Any) -> dict[int, str]:
    """What each glyph of a font says, as the font itself tells it."""
    if "/ToUnicode" not in font:
        raise KeyError("a font that does not tell its letters")
    table: bytes = font["/ToUnicode"].get_data()
    found: dict[int, str] = {}
    for block in _CHARS.findall(table):
        for code, text in _PAIR.findall(block):
            found[int(code, 16)] = _unhex(text)
    for block in _RANGES.findall(table):
        for first, last, text, listed in _TRIPLE.findall(block):
            codes = range(int(first, 16), int(last, 16) + 1)
            if listed:
                found |= dict(zip(codes, map(_unhex, re.findall(rb"<([0-9A-Fa-f\s]*)>", listed)), strict=False))
            else:
                start = _unhex(text)
                found |= {code: start[:-1] + chr(ord(start[-1]) + step) for step, code in enumerate(codes)}
    return found


def _unhex(digits: bytes) -> str:
    return bytes.fromhex(digits.decode("ascii")).decode("utf-16-be", "replace")


def _elsewhere(reader: "PdfReader") -> Iterator[str]:
    """Strings in any object of the file: properties, outlines, other names for things, notes; and XML descriptions."""
    for number in range(1, int(str(reader.trailer.get("/Size", 0)))):
        yield from _strings(reader.get_object(number), 0)
    yield from _strings(reader.trailer, 0)


def _strings(value: Any, level: int) -> Iterator[str]:
    from pypdf.generic import IndirectObject, StreamObject

    if level > 50 or isinstance(value, IndirectObject):  # every object is looked at by its own number
        return
    if isinstance(value, dict):
        for key, each in value.items():
            if key != "/ID":
                yield from _strings(each, level + 1)
        if isinstance(value, StreamObject) and value.get("/Type") in {"/Metadata", "/EmbeddedFile"}:
            yield value.get_data()[:_MAX_STREAM].decode("utf-8", "replace")
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each, level + 1)
    elif isinstance(value, str) and not str(value).startswith("/"):
        yield str(value)
    elif isinstance(value, bytes):
        yield value.decode("latin-1")

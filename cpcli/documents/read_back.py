"""Every text of a finished file, whatever part it hides in: what a search for what must not be there looks through.

A file is not believed: a Word file's parts are all read, reachable or not; a PDF's metadata and other strings are read
beside its pages. Texts are given in pieces that belong together (a paragraph, a page, an attribute), and the whole of
each part once more, so that a name cut over runs, cells or lines is still found.
"""

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from typing import TYPE_CHECKING, Literal, TypeAlias, assert_never
from zipfile import BadZipFile, ZipFile

from cpcli.documents.read_binary import picture_texts, zip_names
from cpcli.documents.read_pdf import pdf_texts
from cpcli.errors import CpcliError, ExitCode

if TYPE_CHECKING:
    from lxml import etree

Format: TypeAlias = Literal["md", "html", "docx", "pdf", "txt"]

#: An archive in an archive in an archive is looked into; what lies deeper is refused.
_MAX_DEPTH = 3

#: Elements of Word and of drawings that hold one paragraph.
_PARAGRAPHS = frozenset({"p", "title", "creator", "lastModifiedBy", "lpwstr", "style", "Relationship"})

#: What some elements stand for in the words around them.
_STANDS_FOR = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


class Unreadable(CpcliError):
    """A file that cannot be read back: nobody can say what is in it, so it must not go out."""

    exit_code = ExitCode.NOT_RELEASABLE


def texts_of(data: bytes, kind: Format) -> list[str]:
    """Every text in a finished file of one format, the visible first. Raises Unreadable."""
    match kind:
        case "md":
            return _markdown(_decoded(data))
        case "txt":
            return [_decoded(data)]
        case "html":
            return _html(_decoded(data))
        case "docx":
            return list(_archive(data, 1))
        case "pdf":
            return _pdf(data)
        case _:
            assert_never(kind)


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as fault:
        raise Unreadable("the file is not UTF-8") from fault


#: A sign by its own, an entity, a line break, a mark of weight: in this order, so that none is taken for another.
_MARKS = re.compile(r"\\(\n|[!-/:-@\[-`{-~])|(&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[0-9A-Za-z]+);)|(<br>)|\*\*|[*_]")


def _markdown(text: str) -> list[str]:
    """The text as it stands, and as it reads: escapes and entities undone, marks of weight taken out."""
    return [text, _MARKS.sub(_meant, text)]


def _meant(found: re.Match[str]) -> str:
    sign, entity, line_break = found.groups()
    return sign or (unescape(entity) if entity else "\n" if line_break else "")


class _Html(HTMLParser):
    """Texts, attributes, comments and everything a browser would not show."""

    #: What does not end a word.
    _INLINE = frozenset({"span", "strong", "em", "b", "i", "bdi", "a"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = [""]
        self.hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.blocks[-1] += "\n"
        elif tag not in self._INLINE:
            self.blocks.append("")
        self.hidden += [value for _, value in attrs if value]

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._INLINE:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        self.blocks[-1] += data

    def handle_comment(self, data: str) -> None:
        self.hidden.append(data)

    def handle_decl(self, decl: str) -> None:
        self.hidden.append(decl)

    def handle_pi(self, data: str) -> None:
        self.hidden.append(data)

    def unknown_decl(self, data: str) -> None:
        self.hidden.append(data)


def _html(text: str) -> list[str]:
    parser = _Html()
    parser.feed(text)
    parser.close()
    blocks = [block for block in parser.blocks if block.strip()]
    # A style sheet may write a letter by its number.
    escaped = [re.sub(r"\\([0-9A-Fa-f]{1,6})\s?", _letter, block) for block in blocks if "\\" in block]
    return [*blocks, "".join(parser.blocks), *parser.hidden, *escaped, text]


def _letter(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return chr(code) if code < 0x110000 else "\ufffd"


def _archive(data: bytes, level: int) -> Iterator[str]:
    """Names, texts and attributes of every part of an archive, and of archives in it."""
    if level > _MAX_DEPTH:
        raise Unreadable("an archive lies too deep in others")
    try:
        with ZipFile(BytesIO(data)) as opened:
            yield from zip_names(opened)
            parts = {name: opened.read(name) for name in opened.namelist()}
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError) as fault:
        raise Unreadable("the archive is damaged") from fault
    for name, part in parts.items():
        if part.startswith(b"PK\x03\x04"):
            yield from _archive(part, level + 1)
        elif part.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") or name.endswith((".xml", ".rels")):
            yield from _xml(part)
        else:
            yield from picture_texts(part)


def _xml(data: bytes) -> Iterator[str]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        raise Unreadable("a part of the archive is not XML") from fault
    for each in root.iter(etree.Element):
        if etree.QName(each).localname in _PARAGRAPHS:
            yield _joined(each)
    yield _joined(root)
    # The bare letters of the whole part: nothing stands between two runs, cells or paragraphs.
    yield "".join(root.itertext())
    for each in root.iter():
        if not isinstance(each.tag, str):
            yield each.text or ""  # a comment or a processing instruction
            continue
        for value in each.attrib.values():
            yield str(value)


def _joined(element: "etree._Element") -> str:
    """The words of an element, with breaks where Word shows one, and a line end after each paragraph."""
    from lxml import etree

    parts: list[str] = []
    for event, each in etree.iterwalk(element, events=("start", "end")):
        if not isinstance(each.tag, str):
            continue
        name = etree.QName(each).localname
        if event == "start":
            parts += [_STANDS_FOR.get(name, ""), each.text or ""]
        else:
            parts += ["\n" if name == "p" else "", each.tail or "" if each is not element else ""]
    return "".join(parts)


def _pdf(data: bytes) -> list[str]:
    try:
        return pdf_texts(data)
    except ValueError as fault:
        raise Unreadable("the PDF is damaged, or was not made here") from fault

"""Letterheads for tests: one as an area has it, made with Word's own default styles, and ways to spoil a copy of it."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
from docx.shared import Pt


def picture() -> bytes:
    """A small PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + bytes((x * 8, 90, 160)) * 24 for x in range(8))
    header = struct.pack(">IIBBBBB", 24, 8, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def letterhead(*, first_page: bool = False, even_pages: bool = False, sections: int = 1, footer: bool = True) -> bytes:
    """An area's letterhead: a logo and its name in the header, an address in the footer, text in 10 points."""
    word = docx.Document()
    word.core_properties.author = "Former Author"
    word.core_properties.comments = "made from the minutes of another case"
    word.styles["Normal"].font.size = Pt(10)
    for _ in range(sections - 1):
        word.add_section()
    section = word.sections[0]
    section.different_first_page_header_footer = first_page
    word.settings.odd_and_even_pages_header_footer = even_pages
    heads = [section.header, *([section.first_page_header] if first_page else [])]
    feet = [section.footer, *([section.first_page_footer] if first_page else [])]
    feet += [section.even_page_footer] if even_pages else []
    for number, head in enumerate(heads):
        head.paragraphs[0].add_run().add_picture(BytesIO(picture()))
        head.add_paragraph(f"Exampleshire Council {number}")
    for number, foot in enumerate(feet if footer else []):
        foot.paragraphs[0].text = f"1 Council Road, Exampleton {number}"
    buffer = BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """Every member of an archive."""
    with ZipFile(BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    """An archive of these members."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return buffer.getvalue()


def spoiled(change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A letterhead with something done to its parts."""
    parts = parts_of(letterhead())
    change(parts)
    return packed(parts)


def with_text(part: str, old: str, new: str) -> bytes:
    """A letterhead with a piece of one part's XML put in the place of another."""

    def change(parts: dict[str, bytes]) -> None:
        text = parts[part].decode()
        assert old in text, f"{part} does not hold {old}"
        parts[part] = text.replace(old, new, 1).encode()

    return spoiled(change)


def with_part(name: str, content: str, data: bytes = b"<x/>") -> bytes:
    """A letterhead with one part more."""

    def change(parts: dict[str, bytes]) -> None:
        types = parts["[Content_Types].xml"].decode()
        override = f'<Override PartName="/{name}" ContentType="{content}"/></Types>'
        parts["[Content_Types].xml"] = types.replace("</Types>", override).encode()
        parts[name] = data

    return spoiled(change)

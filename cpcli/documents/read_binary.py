"""Texts in what is not text: pictures' own notes, strings between a PDF's pages, names and notes of an archive."""

import re
from collections.abc import Iterator
from zipfile import ZipFile
from zlib import decompressobj
from zlib import error as ZlibError

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_TEXT_CHUNKS = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf"})

#: No note in a picture or a PDF is longer than this once unpacked.
_MAX_UNPACKED = 20_000_000

_PDF_STREAM = re.compile(rb"<<(.{0,2000}?)>>\s*stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_PDF_STRING = re.compile(rb"\(((?:[^\\()]|\\.|\((?:[^\\()]|\\.)*\))*)\)|<([0-9A-Fa-f\s]*)>", re.DOTALL)
_PDF_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r?\n)|(.))", re.DOTALL)
_PDF_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def zip_names(opened: ZipFile) -> Iterator[str]:
    """Names of members, their notes and extra fields, and the note of the archive itself."""
    yield _guessed(opened.comment)
    for entry in opened.infolist():
        yield entry.filename
        yield _guessed(entry.comment)
        yield _guessed(entry.extra)


def picture_texts(data: bytes) -> Iterator[str]:
    """The notes in a picture (who made it, where, with what), or every longer text in a file of another kind."""
    if data.startswith(_PNG):
        yield from _png(data)
    elif data.startswith(_JPEG):
        yield from _jpeg(data)
    else:
        yield from _strings(data)


def _png(data: bytes) -> Iterator[str]:
    place = len(_PNG)
    while place + 8 <= len(data):
        size = int.from_bytes(data[place : place + 4], "big")
        kind, chunk = data[place + 4 : place + 8], data[place + 8 : place + 8 + size]
        if kind in _TEXT_CHUNKS:
            yield _guessed(chunk)
            packed = chunk.find(b"\x78")  # where a compressed note may begin
            if packed >= 0 and kind != b"tEXt":
                yield _guessed(_unpacked(chunk[packed:]))
        place += 12 + size
    yield from _strings(data[place:])


def _jpeg(data: bytes) -> Iterator[str]:
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF and data[place + 1] != 0xDA:
        size = int.from_bytes(data[place + 2 : place + 4], "big")
        if 0xE1 <= data[place + 1] <= 0xEF or data[place + 1] == 0xFE:
            yield from _strings(data[place + 4 : place + 2 + size], shortest=3)
        place += 2 + size


def _strings(data: bytes, shortest: int = 6) -> Iterator[str]:
    """Printable stretches in Latin letters, one byte each or two (as Windows pictures have them)."""
    for found in re.finditer(rb"[\x20-\x7e\xa0-\xff]{%d,}" % shortest, data):
        yield _guessed(found[0])
    for found in re.finditer(rb"(?:[\x20-\x7e]\x00){%d,}" % shortest, data):
        yield found[0].decode("utf-16-le")


def _guessed(data: bytes) -> str:
    """Bytes as text: UTF-8 where they are that, else one letter a byte."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _unpacked(data: bytes) -> bytes:
    try:
        return decompressobj().decompress(data, _MAX_UNPACKED)
    except ZlibError:
        return b""


def pdf_strings(data: bytes) -> Iterator[str]:
    """Strings of a PDF outside what its pages draw: properties, outlines, alternative texts, notes, XMP."""
    outside = _PDF_STREAM.sub(b" ", data)
    yield from _pdf_strings(outside)
    for dictionary, stream in _PDF_STREAM.findall(data):
        if re.search(rb"/Subtype\s*/(Image|Type1C|CIDFontType0C|OpenType)|/Length1|/FontFile", dictionary):
            continue
        plain = _unpacked(stream) if b"FlateDecode" in dictionary else stream
        if b"/ObjStm" in dictionary or b"ActualText" in plain:
            yield from _pdf_strings(plain)
        elif b"/Metadata" in dictionary or plain.lstrip().startswith((b"<", b"\xef\xbb\xbf<")):
            yield _guessed(plain)


def _pdf_strings(data: bytes) -> Iterator[str]:
    for literal, digits in _PDF_STRING.findall(data):
        if digits:
            packed = re.sub(rb"\s", b"", digits)
            literal = bytes.fromhex((packed + b"0" * (len(packed) % 2)).decode("ascii"))
        else:
            literal = _PDF_ESCAPE.sub(_pdf_letter, literal)
        if literal:
            yield literal[2:].decode("utf-16-be", "replace") if literal.startswith(b"\xfe\xff") else _guessed(literal)


def _pdf_letter(found: re.Match[bytes]) -> bytes:
    digits, line_end, letter = found.groups()
    if digits:
        return bytes([int(digits, 8) & 0xFF])
    return b"" if line_end else _PDF_LETTERS.get(letter, letter)

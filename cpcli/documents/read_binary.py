"""Texts in what is not text: pictures' own notes, names and notes of an archive."""

import re
import zlib
from collections.abc import Iterator
from zipfile import ZipFile

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_TEXT_CHUNKS = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf"})

#: No note in a picture is longer than this once unpacked.
_MAX_UNPACKED = 20_000_000


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
        return zlib.decompressobj().decompress(data, _MAX_UNPACKED)
    except zlib.error:
        return b""

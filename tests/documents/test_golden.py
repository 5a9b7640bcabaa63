"""The specimen as each writer left it when somebody last looked at it. CPCLI_RECORD=1 writes the files anew.

Look at what changed before keeping it: at the page in a browser, at the Word file in Word, at the PDF.
"""

import os
import re
from io import BytesIO
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, cast

import pytest
from letterheads import parts_of
from pypdf import PdfReader
from specimen import FURNITURE, LATIN, RICH, WRITERS, squeezed

from cpcli.documents.read_back import Format, texts_of

if TYPE_CHECKING:
    from pypdf.generic import DictionaryObject

GOLDEN = Path(__file__).parent / "golden"


def _word() -> str:
    """Every part, an element a line."""
    parts = parts_of(WRITERS["docx"](RICH, FURNITURE))
    return "".join(f"== {name}\n{re.sub('>(?=<)', '>' + chr(10), parts[name].decode())}\n" for name in sorted(parts))


def _pdf() -> str:
    """The words without the furniture, whose place depends on the machine's fonts, and the kinds of block in order."""
    data = WRITERS["pdf"](LATIN, FURNITURE)
    tags: list[str] = []

    def walk(part: object, level: int) -> None:
        found = part.get_object() if hasattr(part, "get_object") else part
        for each in found if isinstance(found, list) else ():
            walk(each, level)
        if isinstance(found, dict):
            if "/S" in found and found["/S"] not in {"/Span", "/NonStruct"}:
                tags.append(f"{'  ' * level}{found['/S']}")
            walk(found.get("/K"), level + ("/S" in found))

    walk(cast("DictionaryObject", PdfReader(BytesIO(data)).root_object["/StructTreeRoot"])["/K"], 0)
    words = texts_of(data, "pdf")[0]
    for furniture in (FURNITURE.notice, FURNITURE.footer):
        words = words.replace(furniture, "")
    words = re.sub(r"Page \d+ of \d+", "", words)
    # Where a line ends depends on the fonts as well.
    return "\n".join([*wrap(squeezed(words), 100, break_on_hyphens=False), *tags, ""])


@pytest.mark.parametrize("kind", ["md", "txt", "html", "docx", "pdf"])
def test_the_specimen_is_written_as_it_was_when_looked_at(kind: Format) -> None:
    file = GOLDEN / (f"specimen.{kind}" if kind in {"md", "txt", "html"} else f"specimen.{kind}.txt")
    found = {"docx": _word, "pdf": _pdf}.get(kind, lambda: WRITERS[kind](RICH, FURNITURE).decode())()
    if os.environ.get("CPCLI_RECORD"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(found, encoding="utf-8", newline="\n")

    assert found == file.read_text(encoding="utf-8")

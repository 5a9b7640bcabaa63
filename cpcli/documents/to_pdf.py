"""The document as a tagged PDF (PDF/UA-1) through Typst.

What a case says goes to Typst as JSON, never as source. The same document on the same machine gives the same bytes: the
date in the file is fixed. Fonts are those of the machine, one list per script, so that no word is set from two.
"""

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cpcli.documents.furniture import Furniture
from cpcli.documents.tree import Document
from cpcli.documents.typst_data import Setter

if TYPE_CHECKING:
    import typst


class Written(NamedTuple):
    """A finished PDF, and what its reader may not see as it should be."""

    data: bytes
    warnings: tuple[str, ...]


def write(document: Document, furniture: Furniture) -> bytes:
    """The finished file."""
    return write_with_warnings(document, furniture).data


def write_with_warnings(document: Document, furniture: Furniture) -> Written:
    """The finished file, and a sentence for each script that this machine has no font for."""
    import typst

    setter = Setter(document, _families())
    inputs = {"data": json.dumps(setter.data(furniture), ensure_ascii=False)}
    warnings = setter.warnings()
    try:
        made = typst.compile(_source(), sys_inputs=inputs, font_paths=_fonts(), pdf_standards="ua-1", timestamp=0)
    except typst.TypstError as fault:
        # PDF/UA refuses a file in which a sign has no picture. It is printed all the same, and told.
        if "font" not in fault.message:
            raise
        made = typst.compile(_source(), sys_inputs=inputs, font_paths=_fonts(), timestamp=0)
        warnings += ("some signs have no font on this machine and show as boxes, so the file does not claim PDF/UA",)
    return Written(made, warnings)


@cache
def _source() -> bytes:
    return Path(__file__).with_name("page.typ").read_bytes()


@cache
def _fonts() -> "typst.Fonts":
    """The machine's fonts, looked through once: that takes longer than setting a document."""
    import typst

    return typst.Fonts()


@cache
def _families() -> frozenset[str]:
    return frozenset(_fonts().families())

"""A finished Word file as bytes: our properties and nobody else's, untouched parts as they were, no clock."""

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape
from zipfile import ZipFile

from cpcli.documents.docx_base import archive
from cpcli.documents.tree import Document

if TYPE_CHECKING:
    from docx.document import Document as Word

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PROPERTIES = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"

#: A letterhead's parts that a document needs. Others say where it came from (SharePoint's properties, people, building
#: blocks) and stay behind.
_KEPT = frozenset(
    {
        *("styles", "settings", "numbering", "fontTable", "theme", "webSettings"),
        *("header", "footer", "footnotes", "endnotes", "image"),
    }
)


def finished(word: "Word", letterhead: bytes | None, document: Document) -> bytes:
    """The file's bytes."""
    _own_properties(word, document)
    buffer = BytesIO()
    word.save(buffer)
    before = _parts(letterhead) if letterhead is not None else {}
    parts = {name: _as_it_was(data, before.get(name)) for name, data in _parts(buffer.getvalue()).items()}
    first = "[Content_Types].xml"
    return archive({first: parts.pop(first), **dict(sorted(parts.items()))})


def _parts(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def _own_properties(word: "Word", document: Document) -> None:
    """Title and language; no author, no company, no thumbnail; one date for every file."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    package = word.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype != RELATIONSHIP_TYPE.OFFICE_DOCUMENT:
            del package.rels[key]
    for key, relation in list(word.part.rels.items()):
        if relation.reltype.rpartition("/")[2] not in _KEPT:
            del word.part.rels[key]
    core = (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PROPERTIES}" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(document.title)}</dc:title><dc:creator></dc:creator>"
        f"<dc:language>{document.lang}</dc:language><cp:lastModifiedBy></cp:lastModifiedBy>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:created>'
        '<dcterms:modified xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:modified></cp:coreProperties>'
    )
    app = (
        f'{_XML}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        "<Application>cpcli</Application></Properties>"
    )
    for name, text, content, relation_type in (
        ("core", core, CONTENT_TYPE.OPC_CORE_PROPERTIES, RELATIONSHIP_TYPE.CORE_PROPERTIES),
        ("app", app, CONTENT_TYPE.OFC_EXTENDED_PROPERTIES, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES),
    ):
        part = Part(PackURI(f"/docProps/{name}.xml"), content, text.encode(), package)
        package.relate_to(part, relation_type)


def _as_it_was(data: bytes, before: bytes | None) -> bytes:
    """The letterhead's own bytes where a part says the same: python-docx writes XML in its own hand."""
    if before is None or data == before or not data.startswith(b"<?xml"):
        return data
    return before if _canonical(data) == _canonical_before(before) else data


@lru_cache(maxsize=64)
def _canonical_before(data: bytes) -> bytes:
    """The same for a letterhead's part, which comes with every letter."""
    return _canonical(data)


def _canonical(data: bytes) -> bytes:
    from lxml import etree

    parser = etree.XMLParser(remove_blank_text=True, resolve_entities=False, no_network=True)
    found: bytes = etree.tostring(etree.fromstring(data, parser), method="c14n")
    return found

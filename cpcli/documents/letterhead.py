"""Whether a letterhead can be answered for.

It is a Word file with a header, a footer, a logo and styles, and nothing that acts, hides or reaches out. What is wrong
is told in sentences that say what to do in Word.
"""

import re
import zlib
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, LargeZipFile, ZipFile

from cpcli.errors import InvalidFile, Problem

if TYPE_CHECKING:
    from lxml import etree

#: Sizes no letterhead has: of the file, of all that is in it, of one to the other, of the number of parts.
MAX_FILE, MAX_EXPANDED, MAX_RATIO, MAX_PARTS = 10_000_000, 100_000_000, 100, 1000

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_MAIN = f"{_WORD}document.main+xml"

#: Every kind of part that a letterhead may have. Some are left behind when a document is written.
_ALLOWED = re.compile(
    rf"{re.escape(_WORD)}(document\.main|document\.glossary|styles|settings|webSettings|fontTable|numbering|header|footer"
    r"|footnotes|endnotes)\+xml"
    r"|application/vnd\.ms-word\.(stylesWithEffects|keyMapCustomizations)\+xml"
    r"|application/vnd\.openxmlformats-officedocument\.(theme|extended-properties|custom-properties"
    r"|customXmlProperties)\+xml|application/vnd\.openxmlformats-officedocument\.obfuscatedFont"
    r"|application/vnd\.openxmlformats-package\.(core-properties|relationships)\+xml"
    r"|image/[a-z.+-]+|application/xml|application/x-font-ttf"
)

_SAYS = {
    "macro": "it holds macros; save it as a Word document (.docx) without them",
    "comment": "it holds comments; delete them all (Review, Delete, Delete All Comments)",
    "change": "it holds tracked changes; accept them all (Review, Accept, Accept All Changes)",
    "external": "it points outside itself (a link, a linked picture, an attached template); remove what is linked",
    "object": "it holds an embedded object; put a picture or text in its place",
    "field": "it holds a field that fetches something or runs something; turn it into text (Ctrl+Shift+F9)",
    "dtd": "one of its parts declares entities, which Word never does",
    "merge": "it is set up for a mail merge; turn it into a normal Word document",
}

_CHANGES = frozenset({"ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge", "numberingChange"})
_OBJECTS = frozenset({"object", "OLEObject", "control", "altChunk", "subDoc", "movie", "contentPart"})
_FETCHES = re.compile(
    r"\b(DDE|DDEAUTO|LINK|INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|DATABASE|RD|MACROBUTTON|HYPERLINK|EMBED|MERGEFIELD)\b"
)


def check_letterhead(data: bytes, name: str = "letterhead") -> None:
    """Raises InvalidFile with everything that makes this file no letterhead."""
    wrong = _looked_through(data)
    if wrong:
        raise InvalidFile(Problem(name, says) for says in wrong)


@lru_cache(maxsize=4)
def _looked_through(data: bytes) -> tuple[str, ...]:
    """What is wrong; the letterhead of a hundred letters is looked through once."""
    return tuple(_too_large(data) or _wrong(data))


def _too_large(data: bytes) -> list[str]:
    """What can be told without believing anything the archive says of itself."""
    if len(data) > MAX_FILE:
        return [f"it is larger than {MAX_FILE // 1_000_000} MB"]
    try:
        with ZipFile(BytesIO(data)) as opened:
            names = opened.namelist()
            if len(names) > MAX_PARTS:
                return [f"it has more than {MAX_PARTS} parts"]
            if len({each.casefold() for each in names}) < len(names) or any(_leads_out(each) for each in names):
                return ["two of its parts have one name, or one has a name that leads out of it"]
            if not _fits(opened, min(MAX_EXPANDED, MAX_RATIO * len(data))):
                return ["what is packed in it is far larger than it looks"]
    except (BadZipFile, LargeZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        return ["it is not a Word document (.docx), or it is damaged or has a password"]
    return []


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or "\x00" in name


def _fits(opened: ZipFile, limit: int) -> bool:
    """Whether everything unpacked stays under the limit: counted, because an archive may lie about its sizes."""
    total = 0
    for entry in opened.infolist():
        with opened.open(entry) as part:
            while chunk := part.read(65536):
                total += len(chunk)
                if total > limit:
                    return False
    return True


def _wrong(data: bytes) -> list[str]:
    from lxml import etree

    with ZipFile(BytesIO(data)) as opened:
        parts = {each: opened.read(each) for each in opened.namelist() if not each.endswith("/")}
    try:
        kinds = _kinds(parts)
    except (KeyError, etree.XMLSyntaxError):
        return ["it is not a Word document (.docx)"]
    if _MAIN not in kinds.values():
        macros = any("macroEnabled" in kind for kind in kinds.values())
        return [_SAYS["macro"] if macros else "it is not a Word document (.docx): save it as one"]
    found = {"macro" for kind in kinds.values() if "macro" in kind.casefold() or "vba" in kind.casefold()}
    for name, kind in kinds.items():
        found |= _of_part(name, kind)
        if name.endswith((".xml", ".rels")):
            try:
                found |= _of_xml(parts[name], etree.XMLParser(resolve_entities=False, no_network=True))
            except etree.XMLSyntaxError:
                return ["one of its parts cannot be read; open it in Word and save it again"]
    unknown = [] if found else sorted(name for name, kind in kinds.items() if not _ALLOWED.fullmatch(kind))
    told = [_SAYS[each] for each in _SAYS if each in found]
    return told + [f"it holds a part that no letterhead needs ({each})" for each in unknown[:3]]


def _kinds(parts: dict[str, bytes]) -> dict[str, str]:
    """The kind of each part as the archive tells it."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(parts["[Content_Types].xml"], parser)
    by_end = {
        str(each.get("Extension")).casefold(): str(each.get("ContentType")) for each in root if each.get("Extension")
    }
    by_name = {
        str(each.get("PartName")).lstrip("/"): str(each.get("ContentType")) for each in root if each.get("PartName")
    }
    return {
        name: by_name.get(name, by_end.get(name.rpartition(".")[2].casefold(), "unknown"))
        for name in parts
        if name != "[Content_Types].xml"
    }


def _of_part(name: str, kind: str) -> set[str]:
    """What a part is known to be by its kind or its place."""
    said = f"{name} {kind}".casefold()
    words = {"comments": "comment", "embeddings/": "object", "activex": "object", "oleobject": "object", "vba": "macro"}
    return {found for word, found in words.items() if word in said}


def _of_xml(data: bytes, parser: "etree.XMLParser") -> set[str]:
    from lxml import etree

    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return {"dtd"}
    found: set[str] = set()
    fields = ""
    for each in etree.fromstring(data, parser).iter(etree.Element):
        local = etree.QName(each).localname
        if local in _CHANGES or (local.endswith("Change") and "wordprocessingml" in str(each.tag)):
            found.add("change")
        elif local.startswith("comment") and "wordprocessingml" in str(each.tag):
            found.add("comment")
        elif local in _OBJECTS:
            found.add("object")
        elif local == "mailMerge":
            found.add("merge")
        elif local == "Relationship" and each.get("TargetMode") == "External":
            found.add("external")
        elif local == "instrText":
            fields += each.text or ""
        elif local == "fldSimple":
            fields += " " + " ".join(str(value) for value in each.attrib.values())
    # Word may cut an instruction anywhere; joined, no word of it is missed.
    return found | ({"field"} if _FETCHES.search(fields.upper()) else set())

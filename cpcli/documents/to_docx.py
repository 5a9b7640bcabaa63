"""The document as a Word file, on the area's letterhead where it gives one.

What stands in a letterhead stays: its header, its logo, its styles, and whatever is in its footer; our lines are added
under that. Properties, dates and the archive are ours, so that nothing of an earlier author's goes out and the same
document gives the same bytes.
"""

from io import BytesIO
from typing import TYPE_CHECKING, cast

from cpcli.documents import docx_base as base
from cpcli.documents.docx_body import Body, element, field
from cpcli.documents.docx_package import finished
from cpcli.documents.furniture import Furniture
from cpcli.documents.letterhead import check_letterhead
from cpcli.documents.tree import Document, Paragraph, Run
from cpcli.errors import InvalidFile, Problem

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.section import Section

#: What Word takes where a size is given nowhere, in half points.
_WORDS_OWN_SIZE = 20


def write(document: Document, furniture: Furniture) -> bytes:
    """The finished file. Raises InvalidFile for a letterhead that could carry something we cannot answer for."""
    import docx
    from docx.opc.exceptions import OpcError as PythonDocxError

    if furniture.letterhead is not None:
        check_letterhead(furniture.letterhead)
    start = base.package(furniture.size) if furniture.letterhead is None else furniture.letterhead
    try:
        word = docx.Document(BytesIO(start))
    except (LookupError, ValueError, AttributeError, PythonDocxError) as fault:
        raise InvalidFile([Problem("letterhead", "it cannot be read; open it in Word and save it again")]) from fault
    headings = _styles(word, furniture.size)
    if furniture.draft:
        # Headers and footers are not read aloud: that it is a draft also stands in the text.
        draft = Paragraph((Run(furniture.words.draft, strong=True),))
        document = Document(document.title, document.lang, (draft, *document.blocks))
    numbering = _numbering(word)
    body = Body(
        document, headings, _width(word.sections[-1]), 1 + _highest(numbering, "num", "numId"), size=furniture.size
    )
    end = word.element.body.get_or_add_sectPr()
    for block in body.blocks():
        end.addprevious(block)
    _number(numbering, body)
    _place_furniture(word, body, furniture)
    return finished(word, furniture.letterhead, document)


def _styles(word: "Word", size: int) -> dict[int, tuple[str, int]]:
    """Add the styles that are not there, and tell which heading styles to use, with the size where theirs is too small.

    A letterhead's own headings are used as they are; Word knows them by their English name in every language.
    """
    from docx.oxml.ns import qn
    from docx.oxml.parser import parse_xml

    root = word.styles.element
    there = {style.get(qn("w:styleId")): style for style in root.iter(qn("w:style"))}
    normal = next((name for name, style in there.items() if _is_default(style)), "Normal")
    headings = {}
    for level in range(1, 7):
        named = (name for name, style in there.items() if _name(style) == f"heading {level}")
        headings[level] = next(named, base.heading_style(level))
    for name, text in base.styles(size):
        if name in there or (name.startswith("Heading") and name not in headings.values()):
            continue
        style = parse_xml(text)
        for based in style.iter(qn("w:basedOn")):
            based.set(qn("w:val"), normal)
        root.append(style)
    there = {style.get(qn("w:styleId")): style for style in root.iter(qn("w:style"))}
    return {level: (name, 2 * size if _size(there, name, root) < 2 * size else 0) for level, name in headings.items()}


def _is_default(style: "BaseOxmlElement") -> bool:
    from docx.oxml.ns import qn

    return style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in {"1", "true", "on"}


def _name(style: "BaseOxmlElement") -> str:
    from docx.oxml.ns import qn

    name = style.find(qn("w:name"))
    return "" if name is None else str(name.get(qn("w:val"))).casefold()


def _size(styles: "dict[str, BaseOxmlElement]", name: str, root: "BaseOxmlElement") -> int:
    """The size of a style in half points, its own or that of the first it is based on which has one."""
    from docx.oxml.ns import qn

    seen: set[str] = set()
    while name in styles and name not in seen:
        seen.add(name)
        size = styles[name].find(f"{qn('w:rPr')}/{qn('w:sz')}")
        if size is not None:
            return int(size.get(qn("w:val")))
        based = styles[name].find(qn("w:basedOn"))
        name = "" if based is None else str(based.get(qn("w:val")))
    size = root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:sz')}")
    return _WORDS_OWN_SIZE if size is None else int(size.get(qn("w:val")))


def _numbering(word: "Word") -> "BaseOxmlElement":
    """The file's numbering, made where a letterhead has none."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.parts.numbering import NumberingPart

    try:
        part = word.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
    except KeyError:
        part = NumberingPart(
            PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, element("numbering"), word.part.package
        )
        word.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
    return cast("NumberingPart", part).element  # type: ignore[no-any-return]


def _highest(numbering: "BaseOxmlElement", tag: str, attribute: str) -> int:
    from docx.oxml.ns import qn

    return max((int(each.get(qn(f"w:{attribute}"))) for each in numbering.iter(qn(f"w:{tag}"))), default=0)


def _number(numbering: "BaseOxmlElement", body: Body) -> None:
    """The two kinds of list, and each list with its own first number."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import parse_xml

    if not body.lists:
        return
    kinds = {ordered: _highest(numbering, "abstractNum", "abstractNumId") + 1 + ordered for ordered in (False, True)}
    first = numbering.find(qn("w:num"))  # kinds stand before all lists
    for ordered, name in kinds.items():
        kind = parse_xml(base.numbering("decimal" if ordered else "bullet", name))
        if first is None:
            numbering.append(kind)
        else:
            first.addprevious(kind)
    for number, (ordered, start, level) in enumerate(body.lists, body.first_list):
        begin = element("lvlOverride", element("startOverride", val=start), ilvl=level)
        which = element("abstractNumId", val=kinds[ordered])
        numbering.append(element("num", which, *([begin] if ordered else []), numId=number))


def _width(section: "Section") -> int:
    """The width of a section's text in twentieths of a point."""
    wide, left, right = section.page_width or 0, section.left_margin or 0, section.right_margin or 0
    return max((wide - left - right) // 635, 1000)


def _place_furniture(word: "Word", body: Body, furniture: Furniture) -> None:
    """Our lines on every page: at the end of each footer there is; above the page too where there is no letterhead."""
    ours = furniture.letterhead is None
    if ours and furniture.notice:
        header = word.sections[0].header
        _clear(header._element)  # noqa: SLF001 - python-docx has no other way to an element
        header._element.append(_line(body, furniture.notice, strong=True))  # noqa: SLF001 - the same
    seen: list[object] = []
    for number, section in enumerate(word.sections):
        footers = [section.footer]
        if section.different_first_page_header_footer:
            footers.append(section.first_page_footer)
        if word.settings.odd_and_even_pages_header_footer:
            footers.append(section.even_page_footer)
        for footer in footers:
            made = footer.is_linked_to_previous
            if made and number:
                continue  # it is the one of the section before
            root = footer._element  # noqa: SLF001 - python-docx has no other way to an element
            if any(root is each for each in seen):
                continue
            seen.append(root)
            if made:
                _clear(root)
            if furniture.notice and not ours:
                root.append(_line(body, furniture.notice, strong=True))
            root.append(_last_line(body, furniture, _width(section)))


def _clear(root: "BaseOxmlElement") -> None:
    """Take away the empty paragraph that python-docx puts into a header or footer it has just made."""
    for child in list(root):
        root.remove(child)


def _line(body: Body, text: str, *, strong: bool = False) -> "BaseOxmlElement":
    return body.paragraph(base.FURNITURE, (Run(text),), "", strong=strong)


def _last_line(body: Body, furniture: Furniture, width: int) -> "BaseOxmlElement":
    """For whom it is, and at the other end of the line which page of how many."""
    tabs = element("tabs", element("tab", val="right", pos=width))
    line = body.paragraph(base.FURNITURE, (Run(furniture.footer),), "", tabs)
    line.append(element("r", element("tab")))
    before, between, after = furniture.page_parts
    for words, instruction in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
        if words:
            line.extend(body.runs((Run(words),), ""))
        if instruction:
            line.extend(field(instruction))
    return line

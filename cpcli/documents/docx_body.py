"""The document tree as the paragraphs, lists and tables of a Word file.

Built from elements rather than through python-docx's paragraphs, which look up a style's name in every one of them.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, assert_never

from cpcli.documents import docx_base as base
from cpcli.documents import layout
from cpcli.documents.scripts import Segment, block_lang, is_rtl, segments
from cpcli.documents.tree import Block, Document, Heading, List, Paragraph, Rule, Run, Runs, Table, text_of

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

#: Word wants a place with a language: its proofing tools know `cy-GB` and not `cy`.
_PLACES = {
    "cy": "cy-GB", "en": "en-GB", "pl": "pl-PL", "ro": "ro-RO", "pt": "pt-PT", "fr": "fr-FR", "es": "es-ES",
    "ar": "ar-SA", "ur": "ur-PK", "fa": "fa-IR", "ps": "ps-AF", "he": "he-IL", "bn": "bn-BD", "pa": "pa-IN",
    "hi": "hi-IN", "gu": "gu-IN", "ta": "ta-IN", "zh": "zh-CN", "ja": "ja-JP", "ko": "ko-KR", "uk": "uk-UA",
    "ru": "ru-RU", "so": "so-SO", "tr": "tr-TR", "lt": "lt-LT", "hu": "hu-HU", "sq": "sq-AL", "ti": "ti-ET",
}  # fmt: skip

_EAST_ASIAN = frozenset({"han", "kana", "hangul"})
_NOT_COMPLEX = frozenset({"", "cyrillic", "greek", "georgian", "armenian"}) | _EAST_ASIAN


def element(tag: str, *children: "BaseOxmlElement", **attributes: str | int) -> "BaseOxmlElement":
    """One element of Word's own, with attributes of Word's own."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    made = OxmlElement(f"w:{tag}", {qn(f"w:{name}"): str(value) for name, value in attributes.items()})
    made.extend(children)
    return made


class Body:
    """One document on its way into Word: where a block's style is found, and which lists there are."""

    def __init__(
        self, document: Document, headings: dict[int, tuple[str, int]], width: int, first_list: int, *, size: int
    ) -> None:
        self.document = document
        #: For each level the style's identifier, and the size in half points where its own is too small, else 0.
        self.headings = headings
        #: The width of the text in twentieths of a point.
        self.width = width
        self.letters = layout.letters_across(width / 20, size)
        #: The number that Word knows the first list by.
        self.first_list = first_list
        #: The lists in order: whether numbered, and with which number on which level they begin.
        self.lists: list[tuple[bool, int, int]] = []

    def blocks(self) -> Iterator["BaseOxmlElement"]:
        """Every block. Word joins two tables that touch, and wants a paragraph after the last."""
        before: Block | None = None
        for block, keep in zip(self.document.blocks, layout.kept(self.document.blocks), strict=True):
            if isinstance(before, Table) and isinstance(block, Table):
                yield element("p", element("pPr", element("pStyle", val=base.TEXT)))
            yield from self.block(block, keep=keep)
            before = block
        if isinstance(before, Table):
            # So low that it never makes a page of its own.
            low = element("spacing", before=0, after=0, line=20, lineRule="exact")
            yield element("p", element("pPr", element("pStyle", val=base.TEXT), low))

    def block(self, block: Block, *, keep: bool = False) -> Iterator["BaseOxmlElement"]:
        """One block, as one element of Word's or several; `keep` where it stays with the next."""
        match block:
            case Heading():
                style, size = self.headings[block.level]
                yield self.paragraph(style, block.runs, block.lang, size=size)
            case Paragraph():
                yield self.paragraph(base.TEXT, block.runs, block.lang, *_kept(keep))
            case List():
                yield from self.list(block, 0)
            case Table():
                if block.caption:
                    yield self.paragraph(base.CAPTION, block.caption, block.lang)
                yield self.table(block)
            case Rule():
                line = element("bottom", val="single", sz=6, space=1, color="000000")
                yield element("p", element("pPr", element("pStyle", val=base.TEXT), element("pBdr", line)))
            case _:
                assert_never(block)

    def paragraph(
        self, style: str, runs: Runs, lang: str, *places: "BaseOxmlElement", size: int = 0, strong: bool = False
    ) -> "BaseOxmlElement":
        """A paragraph; `places` are properties that Word wants between the style and the direction, in its order."""
        text = text_of(runs)
        own = block_lang(text, lang, self.document.lang)
        before = [each for each in places if not each.tag.endswith("}ind")]
        after = [each for each in places if each.tag.endswith("}ind")]
        turned = [element("bidi")] if is_rtl(text, own) else []
        properties = element("pPr", element("pStyle", val=style), *before, *turned, *after)
        return element("p", properties, *self.runs(runs, own, size=size, strong=strong))

    def runs(self, runs: Runs, lang: str, *, size: int = 0, strong: bool = False) -> Iterator["BaseOxmlElement"]:
        """The runs of a block, cut where the script changes."""
        for run in runs:
            for part in segments(run.text, lang, self.document.lang):
                yield _run(run, part, size=size, strong=strong)

    def list(self, block: List, level: int) -> Iterator["BaseOxmlElement"]:
        """A list, and the lists in it, each counted by itself."""
        number = self.first_list + len(self.lists)
        together = layout.list_together(block)
        self.lists.append((block.ordered, block.start, level))
        for item in block.items:
            for place, part in enumerate(item):
                if isinstance(part, List):
                    yield from self.list(part, level + 1)
                elif place == 0:
                    mark = element("numPr", element("ilvl", val=level), element("numId", val=number))
                    keep = _kept(together and item is not block.items[-1])
                    yield self.paragraph(base.ITEM, part.runs, part.lang, *keep, mark)
                else:
                    yield self.paragraph(base.ITEM, part.runs, part.lang, element("ind", left=567 * (level + 1)))

    def table(self, block: Table) -> "BaseOxmlElement":
        """A table whose first row is marked as its header and repeated on each page; no page's end cuts a row."""
        names = " ".join(text_of(name) for name in block.header)
        turned = [element("bidiVisual")] if is_rtl(names, block_lang(names, block.lang, self.document.lang)) else []
        told = [element("tblCaption", val=text_of(block.caption).replace("\n", " "))] if block.caption else []
        look = element("tblLook", val="0020", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1)
        properties = element(
            "tblPr", element("tblStyle", val=base.TABLE), *turned, element("tblW", w=5000, type="pct"), look, *told
        )
        widths = [self.width * share // 1000 for share in layout.column_widths(block, self.letters)]
        grid = element("tblGrid", *(element("gridCol", w=width) for width in widths))
        together = layout.table_together(block)
        repeated = element("trPr", element("cantSplit"), element("tblHeader"))
        # The header stands with the first row at least; a short table stands together.
        rows = [element("tr", repeated, *self.cells(block.header, block, widths, keep=True, strong=True))]
        rows += [
            element(
                "tr",
                element("trPr", element("cantSplit")),
                *self.cells(row, block, widths, keep=together and row is not block.rows[-1]),
            )
            for row in block.rows
        ]
        return element("tbl", properties, grid, *rows)

    def cells(
        self, row: tuple[Runs, ...], block: Table, widths: Sequence[int], *, keep: bool, strong: bool = False
    ) -> Iterator["BaseOxmlElement"]:
        """The cells of a row, each with its paragraph."""
        for runs, width in zip(row, widths, strict=True):
            size = element("tcPr", element("tcW", w=width, type="dxa"))
            yield element("tc", size, self.paragraph(base.ITEM, runs, block.lang, *_kept(keep), strong=strong))


def _kept(keep: bool) -> list["BaseOxmlElement"]:
    """What Word is told of a paragraph that stays on the page of the next."""
    return [element("keepNext")] if keep else []


def _run(run: Run, part: Segment, *, size: int, strong: bool) -> "BaseOxmlElement":
    """A run in one script. Word keeps the weight and size of right-to-left and Indic letters apart: both are given."""
    properties = []
    if part.script in _EAST_ASIAN:
        properties.append(element("rFonts", hint="eastAsia"))
    if run.strong or strong:
        properties += [element("b"), element("bCs")]
    if run.emphasis:
        properties += [element("i"), element("iCs")]
    if size:
        properties += [element("sz", val=size), element("szCs", val=size)]
    if part.rtl:
        properties.append(element("rtl"))
    tag = _PLACES.get(part.lang, part.lang)
    kind = "eastAsia" if part.script in _EAST_ASIAN else "val" if part.script in _NOT_COMPLEX else "bidi"
    properties.append(element("lang", **{kind: tag}))
    return element("r", element("rPr", *properties), *_text(part.text))


def _text(text: str) -> Iterator["BaseOxmlElement"]:
    for place, line in enumerate(text.split("\n")):
        if place:
            yield element("br")
        if line:
            words = element("t")
            words.text = layout.numbers_kept(line)
            words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            yield words


def field(instruction: str) -> Iterator["BaseOxmlElement"]:
    """A number that Word counts itself: PAGE or NUMPAGES."""
    for kind in ("begin", "instr", "separate", "text", "end"):
        if kind == "instr":
            inside = element("instrText")
            inside.text = f" {instruction} "
            inside.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        elif kind == "text":
            inside = element("t")
            inside.text = "1"
        else:
            inside = element("fldChar", fldCharType=kind)
        yield element("r", inside)

"""The document as one page of HTML that needs nothing else: real headings, lists, table headers, languages, no script.

Every text is escaped in one place. On screen the furniture stands at the start and at the end; printed, it stands on
every page where the browser can do it (Chrome and Edge from 131, Safari from 18.2).
"""

from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple, assert_never

from cpcli.documents.furniture import Furniture
from cpcli.documents.layout import numbers_kept
from cpcli.documents.scripts import block_lang, document_rtl, is_rtl, segments
from cpcli.documents.tree import Block, Document, Heading, List, Paragraph, Rule, Runs, Table, text_of

#: No script, no picture, nothing from elsewhere, whatever a text might hold.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def write(document: Document, furniture: Furniture) -> bytes:
    """The finished page."""
    page = _Page(document.lang)
    line = f'<p class="furniture"><strong>{page.words(furniture.line, "")}</strong></p>'
    body = "\n".join(page.block(block) for block in document.blocks)
    direction = "rtl" if document_rtl(document.lang) else "ltr"
    return (
        f'<!doctype html>\n<html lang="{escape(document.lang)}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(document.title)}</title>\n<style>\n{_style(furniture)}</style>\n</head>\n<body>\n"
        f"<header>\n{line}\n</header>\n<main>\n{body}\n</main>\n<footer>\n{line}\n</footer>\n</body>\n</html>\n"
    ).encode()


class _Page(NamedTuple):
    """How the blocks of a document in one language are written."""

    lang: str

    def block(self, block: Block, *, within: bool | None = None) -> str:
        """One block; `within` says whether what it stands in runs from right to left, where it is not the page."""
        match block:
            case Heading():
                return self.element(f"h{block.level}", block.runs, block.lang, within=within)
            case Paragraph():
                return self.element("p", block.runs, block.lang, within=within)
            case List():
                return self.list(block, within=within)
            case Table():
                return self.table(block)
            case Rule():
                return "<hr>"
            case _:
                assert_never(block)

    def element(self, tag: str, runs: Runs, lang: str, more: str = "", *, within: bool | None = None) -> str:
        return f"<{tag}{more}{self.attributes(text_of(runs), lang, within=within)}>{self.inline(runs, lang)}</{tag}>"

    def attributes(self, text: str, lang: str, *, within: bool | None = None) -> str:
        """Language and direction of a block, where they are not those of what it stands in."""
        own = block_lang(text, lang, self.lang)
        rtl = is_rtl(text, own)
        turned = bool(text) and rtl != (document_rtl(self.lang) if within is None else within)
        given = f' lang="{escape(own)}"' if own != self.lang else ""
        return given + (f' dir="{"rtl" if rtl else "ltr"}"' if turned else "")

    def list(self, block: List, *, within: bool | None = None) -> str:
        tag = "ol" if block.ordered else "ul"
        start = f' start="{block.start}"' if block.start != 1 else ""
        text = text_of(block.first.runs)
        turned = self.attributes(text, block.first.lang, within=within)
        rtl = is_rtl(text, block_lang(text, block.first.lang, self.lang))
        items = "\n".join(self.item(item, within=rtl) for item in block.items)
        return f"<{tag}{start}{turned}>\n{items}\n</{tag}>"

    def item(self, item: tuple[Paragraph | List, ...], *, within: bool) -> str:
        """An item of one paragraph needs no paragraph of its own."""
        if len(item) == 1 and isinstance(item[0], Paragraph):
            return self.element("li", item[0].runs, item[0].lang, within=within)
        return "<li>" + "\n".join(self.block(part, within=within) for part in item) + "</li>"

    def table(self, block: Table) -> str:
        """A table whose columns run as its header does."""
        names = " ".join(text_of(name) for name in block.header)
        rtl = is_rtl(names, block_lang(names, block.lang, self.lang))
        turned = self.attributes(names, block.lang)
        caption = self.element("caption", block.caption, block.lang, within=rtl) + "\n" if block.caption else ""
        header = "".join(self.element("th", name, block.lang, ' scope="col"', within=rtl) for name in block.header)
        rows = "\n".join(
            "<tr>" + "".join(self.element("td", cell, block.lang, within=rtl) for cell in row) + "</tr>"
            for row in block.rows
        )
        return f"<table{turned}>\n{caption}<thead>\n<tr>{header}</tr>\n</thead>\n<tbody>\n{rows}\n</tbody>\n</table>"

    def inline(self, runs: Runs, lang: str) -> str:
        lang = block_lang(text_of(runs), lang, self.lang)
        parts = []
        for run in runs:
            words = self.words(run.text, lang)
            words = f"<em>{words}</em>" if run.emphasis else words
            parts.append(f"<strong>{words}</strong>" if run.strong else words)
        return "".join(parts)

    def words(self, text: str, lang: str) -> str:
        """Escaped text; a part in another script says its language and direction."""
        here = lang or self.lang
        parts = []
        for part in segments(text, lang, self.lang):
            words = escape(numbers_kept(part.text)).replace("\n", "<br>")
            if part.lang == here or not part.text.strip():
                parts.append(words)
            else:
                parts.append(f'<span lang="{part.lang}" dir="{"rtl" if part.rtl else "ltr"}">{words}</span>')
        return "".join(parts)


@cache
def _css() -> str:
    return Path(__file__).with_name("page.css").read_text(encoding="utf-8")


def _style(furniture: Furniture) -> str:
    """The style sheet, with what browsers print at the edges of each page."""
    before, between, after = furniture.page_parts
    number = f"{_css_text(before)} counter(page) {_css_text(between)} counter(pages) {_css_text(after)}"
    return (
        _css() + f"body {{ font-size: {furniture.size}pt; }}\n"
        f"@page {{ size: A4; margin: 22mm 20mm;\n  @top-left {{ content: {_css_text(furniture.notice)}; }}\n"
        f"  @bottom-left {{ content: {_css_text(furniture.footer)}; }}\n  @bottom-right {{ content: {number}; }} }}\n"
    )


def _css_text(text: str) -> str:
    """A string of CSS in which no sign is left that could end it, or the style sheet."""
    return '"' + "".join(char if char.isalnum() or char == " " else f"\\{ord(char):X} " for char in text) + '"'

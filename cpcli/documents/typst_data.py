"""A document as the data that `page.typ` sets: words, each part with its weight, language, direction and fonts."""

from collections.abc import Collection
from typing import Any, assert_never

from cpcli.documents import layout
from cpcli.documents.furniture import Furniture
from cpcli.documents.scripts import (
    SCRIPTS,
    block_lang,
    document_rtl,
    is_rtl,
    segments,
)
from cpcli.documents.tree import Block, Document, Heading, List, Paragraph, Rule, Run, Runs, Table, text_of, texts

#: Sans serif fonts for Latin letters, best first: Noto has every accent, the others come with Windows, macOS and Linux.
SANS = ("Noto Sans", "Arial", "Liberation Sans", "Helvetica Neue", "Helvetica", "Segoe UI", "DejaVu Sans")

#: Hong Kong and Taiwan write some signs in other shapes.
_TRADITIONAL = ("Noto Sans CJK TC", "Noto Sans TC", "Microsoft JhengHei", "PingFang TC")
_TRADITIONAL_PLACES = ("zh-HK", "zh-TW", "zh-MO", "zh-Hant", "yue")

#: The width of the text in points: an A4 page between the margins that `page.typ` gives it.
_LINE = 470.5

#: What Typst brings itself; it has a serif, and no sans serif.
_BUILT_IN = "Libertinus Serif"


class Setter:
    """What one document needs to be set: its language, and the fonts there are."""

    def __init__(self, document: Document, families: Collection[str]) -> None:
        self.document = document
        self.families = frozenset(families)
        self.letters = layout.letters_across(_LINE, Furniture("").size)

    def data(self, furniture: Furniture) -> dict[str, Any]:
        """Everything the page needs."""
        self.letters = layout.letters_across(_LINE, furniture.size)
        blocks = self.document.blocks
        if furniture.draft:
            # Headers and footers are not read aloud: that it is a draft also stands in the text.
            blocks = (Paragraph((Run(furniture.words.draft, strong=True),)), *blocks)
        return {
            "title": self.document.title,
            "size": furniture.size,
            "rtl": document_rtl(self.document.lang),
            "fonts": self.fonts("", ""),
            **_tag(self.document.lang),
            "notice": self.parts((Run(furniture.notice),), "") if furniture.notice else None,
            "footer": self.parts((Run(furniture.footer),), ""),
            "page": furniture.page_parts,
            "blocks": [
                {**self.block(block), "keep": keep} for block, keep in zip(blocks, layout.kept(blocks), strict=True)
            ],
        }

    def block(self, block: Block) -> dict[str, Any]:
        """One block."""
        match block:
            case Heading():
                return {"kind": "heading", "level": block.level, **self.placed(block.runs, block.lang)}
            case Paragraph():
                return {"kind": "paragraph", **self.placed(block.runs, block.lang)}
            case List():
                return {
                    "kind": "list",
                    **self.placed(block.first.runs, block.first.lang),
                    "ordered": block.ordered,
                    "start": block.start,
                    "together": layout.list_together(block),
                    "items": [[self.block(part) for part in item] for item in block.items],
                }
            case Table():
                names = tuple(run for name in block.header for run in name)
                return {
                    "kind": "table",
                    **self.placed(names, block.lang),
                    "header": [self.placed(name, block.lang) for name in block.header],
                    "widths": layout.column_widths(block, self.letters),
                    "hyphens": layout.words_break(block, self.letters),
                    "together": layout.table_together(block),
                    "rows": [
                        {
                            "together": layout.row_together(block, row),
                            "cells": [self.placed(cell, block.lang) for cell in row],
                        }
                        for row in block.rows
                    ],
                    "caption": self.placed(block.caption, block.lang) if block.caption else None,
                }
            case Rule():
                return {"kind": "rule"}
            case _:
                assert_never(block)

    def placed(self, runs: Runs, lang: str) -> dict[str, Any]:
        """Runs with the language and direction of their block."""
        text = text_of(runs)
        own = block_lang(text, lang, self.document.lang)
        return {"parts": self.parts(runs, own), "rtl": is_rtl(text, own), **_tag(own)}

    def parts(self, runs: Runs, lang: str) -> list[dict[str, Any]]:
        """Runs cut where the script changes."""
        return [
            {
                "text": layout.numbers_kept(part.text),
                "strong": run.strong,
                "emphasis": run.emphasis,
                "rtl": part.rtl,
                "fonts": self.fonts(part.script, part.lang),
                **_tag(part.lang),
            }
            for run in runs
            for part in segments(run.text, lang, self.document.lang)
        ]

    def fonts(self, script: str, lang: str) -> list[str]:
        """The fonts for a script, best first, and behind them those for Latin letters and digits."""
        wanted = SCRIPTS[script][1] if script else ()
        if script == "han" and lang.startswith(_TRADITIONAL_PLACES):
            wanted = (*_TRADITIONAL, *wanted)
        if script == "han" and lang.startswith("ja"):
            wanted = (*SCRIPTS["kana"][1], *wanted)
        found = [font for font in (*wanted, *SANS) if font in self.families]
        return found or [_BUILT_IN]

    def warnings(self) -> tuple[str, ...]:
        """A sentence for each script in the document that no font of the machine's is known to write."""
        found = {
            part.script
            for text, lang in (*texts(self.document), (self.document.title, ""))
            for part in segments(text, lang, self.document.lang)
        }
        told = [
            f"no font for {script.capitalize()} script on this machine: install {SCRIPTS[script][1][0]}"
            for script in sorted(found - {""})
            if self.families.isdisjoint(SCRIPTS[script][1])
        ]
        if self.families.isdisjoint(SANS):
            told.append(f"no sans serif font on this machine, so the text is set in {_BUILT_IN}: install {SANS[0]}")
        return tuple(told)


def _tag(lang: str) -> dict[str, str | None]:
    """A language as Typst takes it, with its region where it has one."""
    main, *rest = lang.split("-")
    region = next((part for part in rest if len(part) == 2), None)
    return {"lang": main, "region": region}

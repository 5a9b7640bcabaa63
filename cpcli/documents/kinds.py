"""What kinds of document there are: a template, with what it is called, who may receive it, and its clauses."""

from pathlib import Path
from typing import Literal, NamedTuple

from cpcli.documents.tree import is_language

Variant = Literal["standard", "plain", "easy-read", "child"]
VARIANTS: tuple[Variant, ...] = ("standard", "plain", "easy-read", "child")

Format = Literal["md", "html", "docx", "pdf", "txt"]
FORMATS: tuple[Format, ...] = ("md", "html", "docx", "pdf", "txt")


class Kind(NamedTuple):
    """One kind of document.

    Attributes:
        id: its name on the command line and in file names.
        readers: the kinds of reader who may receive it; it is made for nobody else but the file.
        addresses: whether it shows the addresses of others; most never do.
        paper: which of a reader's papers it is a copy of, as `decision`: nobody gets it who gets no copy of that. A
            `birth` is a copy of the decision for those who hear about an unborn child.
        per_child: one document a child where the children's parents differ or are not recorded (R16).
        clauses: what it carries out.
        corrected_by: the deadline by which its reader asks for corrections, counted from the day it reached them (D32).
        folder: where its templates lie.
        is_local: it comes from the store, not with cpcli.
    """

    id: str
    title: str
    about: str
    readers: tuple[str, ...]
    addresses: bool
    per_child: bool
    clauses: tuple[str, ...]
    folder: Path
    is_local: bool = False
    paper: str | None = None
    corrected_by: str | None = None

    def variants(self) -> tuple[Variant, ...]:
        """The variants there is a template for; the standard one is always there."""
        return tuple(v for v in VARIANTS if v == "standard" or (self.folder / template_name(self.id, v)).is_file())


def template_name(document: str, variant: str = "standard", lang: str = "en") -> str:
    """The file of a template: `invitation.md.j2`, `invitation.child.md.j2`, `invitation.child.pl.md.j2`."""
    parts = [document, *([variant] if variant != "standard" else []), *([lang] if lang != "en" else [])]
    return ".".join([*parts, "md", "j2"])


def parts_of_name(name: str) -> tuple[str, Variant, str] | None:
    """The document, variant and language of a template's file name; None where it is no such name."""
    document, *rest = name.removesuffix(".md.j2").split(".")
    variant: Variant = "standard"
    if rest and rest[0] in VARIANTS[1:]:
        variant = VARIANTS[VARIANTS.index(rest.pop(0))]
    lang = rest.pop(0) if rest else "en"
    if rest or not is_language(lang) or template_name(document, variant, lang) != name:
        return None
    return document, variant, lang

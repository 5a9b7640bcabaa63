"""What stands around a document on every page: for whom it is, whether it is a draft, which page of how many."""

from dataclasses import dataclass, field

from cpcli.documents.clean import one_line
from cpcli.documents.tree import Document, Paragraph, Rule, Run

#: Point sizes: what GOV.UK asks of any document, and what is called large print.
NORMAL_SIZE, LARGE_SIZE = 12, 16


@dataclass(frozen=True, slots=True)
class Words:
    """The furniture's own words; an area that writes in Welsh gives its own."""

    draft: str = "DRAFT"
    for_reader: str = "For {reader}"
    page: str = "Page {page} of {pages}"


@dataclass(frozen=True, slots=True)
class Furniture:
    """What one reader's copy carries on each page. Texts are cleaned here: names come from cases as they were typed."""

    #: The name by which the reader is shown.
    reader: str
    draft: bool = True
    #: One line such as "Confidential. Do not copy."
    confidential: str = ""
    large_print: bool = False
    #: A Word file whose header, footer, logo and styles stay; only the Word writer looks at it.
    letterhead: bytes | None = field(default=None, repr=False)
    words: Words = Words()

    def __post_init__(self) -> None:
        object.__setattr__(self, "reader", one_line(self.reader))
        object.__setattr__(self, "confidential", one_line(self.confidential))

    @property
    def footer(self) -> str:
        """The sentence that says whose copy this is."""
        return self.words.for_reader.replace("{reader}", self.reader)

    @property
    def notice(self) -> str:
        """What stands above each page: that it is a draft, and how it is to be kept; empty when neither is so."""
        return " · ".join(part for part in (self.words.draft if self.draft else "", self.confidential) if part)

    @property
    def line(self) -> str:
        """Everything in one line, for a format without pages."""
        return " · ".join(part for part in (self.notice, self.footer) if part)

    @property
    def page_parts(self) -> tuple[str, str, str]:
        """The words before the number of the page, between it and how many there are, and after both."""
        before, _, rest = self.words.page.partition("{page}")
        between, _, after = rest.partition("{pages}")
        return before, between, after

    @property
    def size(self) -> int:
        """The size of the text in points."""
        return LARGE_SIZE if self.large_print else NORMAL_SIZE


def framed(document: Document, furniture: Furniture) -> Document:
    """The document with the furniture's line at its start and at its end: what a format without pages can do."""
    line = Paragraph((Run(furniture.line, strong=True),))
    return Document(document.title, document.lang, (line, Rule(), *document.blocks, Rule(), line))

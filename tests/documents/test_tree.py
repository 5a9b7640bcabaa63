"""A tree that a writer could stumble over cannot be made."""

from collections.abc import Callable

import pytest
from specimen import WRITERS, says

from cpcli.documents.furniture import Furniture
from cpcli.documents.read_back import Format
from cpcli.documents.tree import SHORT, Document, Heading, List, Paragraph, Rule, Run, Table, texts

X = (Run("x"),)
P = Paragraph(X)
NOTHING = Paragraph(())


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Run(""), "needs text"),
        (lambda: Run("a\x07"), "control characters"),
        (lambda: Run("a\u202eb"), "control characters"),
        (lambda: Run("a\r\nb"), "control characters"),
        (lambda: Heading(0, X), "from 1 to 6"),
        (lambda: Heading(7, X), "from 1 to 6"),
        (lambda: Heading(1, ()), "has words"),
        (lambda: Heading(1, X, "English"), "a language is a tag"),
        (lambda: List(()), "has items"),
        (lambda: List(((),)), "begins with a paragraph"),
        (lambda: List(((List(((P,),)),),)), "begins with a paragraph"),
        (lambda: List(((NOTHING, P),)), "begins with words"),
        (lambda: List(((P, NOTHING),)), "begins with words"),
        (lambda: List(((P,),), ordered=True, start=10_000), "up to 9999"),
        (lambda: List(((P,),), start=2), "another at none"),
        (lambda: Table((), ()), "words over every column"),
        (lambda: Table((X, ()), ()), "words over every column"),
        (lambda: Table((X,), ((X, X),)), "as long as its header"),
        (lambda: Document("", "en", ()), "a title"),
        (lambda: Document("a\nb", "en", ()), "a title"),
        (lambda: Document("T", "", ()), "a language"),
        (lambda: Document("T", "x", ()), "a language is a tag"),
        (lambda: Document("T", "en", (NOTHING,)), "a paragraph has words"),
        (lambda: Document("T", "en", (Heading(2, X),)), "one level at a time"),
        (lambda: Document("T", "en", (Heading(1, X), Heading(3, X))), "one level at a time"),
    ],
)
def test_what_cannot_be_made(make: Callable[[], object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        make()


def test_lists_go_four_deep_and_no_deeper() -> None:
    found = List(((P,),))
    for _ in range(3):
        found = List(((P, found),))

    document = Document("T", "en", (Heading(1, X), found))
    assert len(list(texts(document))) == 5
    with pytest.raises(ValueError, match="4 deep"):
        Document("T", "en", (List(((P, found),)),))


@pytest.mark.parametrize("kind", ["md", "txt", "html", "docx", "pdf"])
def test_blocks_that_touch_stay_apart(kind: Format) -> None:
    """Two tables, two lists, a table at the end, an empty list item, a table without rows: all are written."""
    table = Table(((Run("Name"),),), (((Run("Jo"),),),))
    blocks = (
        Heading(1, X),
        table,
        table,
        List(((P,), (NOTHING,))),
        List(((P,),)),
        Rule(),
        Table(((Run("Alone"),),), ()),
    )

    data = WRITERS[kind](Document("T", "en-GB", blocks), Furniture("Jo"))

    assert says(data, kind, "Alone")
    assert says(data, kind, "Name")


def test_a_short_list_stays_on_one_page_and_a_long_or_nested_one_need_not() -> None:
    def item(*more: List) -> tuple[Paragraph | List, ...]:
        return (Paragraph((Run("Signed"),)), *more)

    assert List((item(),) * SHORT).stays_together
    assert not List((item(),) * (SHORT + 1)).stays_together
    assert not List((item(List((item(),))),)).stays_together

"""Canonical Markdown: what it says as a tree, what it must not hold, and that a tree written is read back the same."""

import unicodedata
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specimen import DANGEROUS, LATIN, RICH

from cpcli.documents.clean import clean
from cpcli.documents.markdown import parse
from cpcli.documents.to_markdown import markdown
from cpcli.documents.tree import Block, Document, Heading, List, Paragraph, Rule, Run, Runs, Table, text_of, texts
from cpcli.errors import InvalidFile


def test_the_whole_closed_set() -> None:
    """One of everything, with its weights, its captions and its languages."""
    found = parse(
        "# T\n\na **b *c*** d\\\ne\n\n3. x\n   - y\n\n| A | B |\n|--|--|\n| 1<br>2 | |\n\nTable: C\n\n---\n", lang="cy"
    )

    assert found == Document(
        "T",
        "cy",
        (
            Heading(1, (Run("T"),)),
            Paragraph((Run("a "), Run("b ", strong=True), Run("c", strong=True, emphasis=True), Run(" d\ne"))),
            List(((Paragraph((Run("x"),)), List(((Paragraph((Run("y"),)),),))),), ordered=True, start=3),
            Table(((Run("A"),), (Run("B"),)), (((Run("1\n2"),), ()),), (Run("C"),)),
            Rule(),
        ),
    )


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("# T\n\n> q", 3, "quotation"),
        ("# T\n\n    code", 3, "four spaces"),
        ("# T\n\n```\nx\n```", 3, "block of code"),
        ("# T\n\nx `y`", 3, "code (`)"),
        ("# T\n\n[a](b)", 3, "a link"),
        ("# T\n\n<https://example.org>", 3, "a link"),
        ("# T\n\n![a](b)", 3, "a picture"),
        ("# T\n\n<b>x</b>", 3, "HTML"),
        ("# T\n\n<!-- note -->", 3, "HTML"),
        ("# T\n\nx **y", 3, "closes nothing"),
        ("# T\n\nx __y", 3, "closes nothing"),
        ("# T\n\n~~x~~", 3, "~~"),
        ("# T\n\nx[^1]", 3, "footnote"),
        ("# T\n\nx &#x202e; y", 3, "control character"),
        ("# T\n\nx\x07y", 3, "U+0007"),
        ("# T\n\n### x", 3, "level 3 comes after one of level 1"),
        ("## x", 1, "level 2 comes first"),
        ("# T\n\n##", 3, "a heading has no words"),
        ("# T\n\n| a | b |\n|---|---|\n| 1 |", 5, "not as many cells"),
        ("# T\n\n| a | b |\n|---|---|\n| 1 | 2 | 3 |", 5, "not as many cells"),
        ("# T\n\n| a |  |\n|---|---|\n| 1 | 2 |", 5, "words in its header"),
        ("# T\n\nTable: x", 3, "right after its table"),
        ("# T\n\n| a |\n|---|\n| 1 |\n\nTable: x\n\nTable: y", 9, "right after its table"),
        ("# T\n\n- > q", 3, "quotation"),
        ("# T\n\n- x\n\n  # y", 5, "only paragraphs and lists"),
        ("# T\n\n- 1\n  - 2\n    - 3\n      - 4\n        - 5", 3, "more than 4 deep"),
        ("# T\n\n::: {lang=cy}\n\nx", 5, "never closed"),
        ("# T\n\n:::", 3, "never opened"),
        ("# T\n\n::: {lang=1}\n\nx\n\n:::", 3, "language tag"),
        ("# T\n\n::: {lang=cy}\n\n::: {lang=ur}\n\n:::", 5, "inside another"),
        ("# T\n\nx\n:::", 3, "stands alone"),
        ("# T\n\n- ::: {lang=cy}", 3, "stands alone"),
    ],
)
def test_anything_else_is_an_error_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(InvalidFile) as caught:
        parse(text, name="agenda.md.j2")

    assert any(each.line == line and words in each.says for each in caught.value.problems), str(caught.value)
    assert {each.file for each in caught.value.problems} == {"agenda.md.j2"}


def test_all_problems_are_told_at_once_and_a_title_and_language_are_needed() -> None:
    with pytest.raises(InvalidFile) as caught:
        parse("> q\n\n`x`", lang="English")

    assert len(caught.value.problems) == 4


@pytest.mark.parametrize(
    "text", ["[r]: http://x", "Title\n===", "5 < 6 & 7", r"\*\*x\*\* \<b>", "Signed: ______", "a * b"]
)
def test_what_only_looks_like_markup_stays_as_words(text: str) -> None:
    block = parse(f"# T\n\n{text}").blocks[1]

    assert isinstance(block, Paragraph)
    assert text_of(block.runs) == text.replace("\\", "").replace("\n", " ")


@pytest.mark.parametrize("document", [LATIN, RICH], ids=["latin", "rich"])
def test_the_specimen_written_and_read_is_the_same(document: Document) -> None:
    assert parse(markdown(document), lang=document.lang, title=document.title) == document


TEXT = DANGEROUS.map(clean)


def _runs(draw: st.DrawFn, *, least: int = 1) -> Runs:
    pieces = draw(st.lists(st.tuples(TEXT, st.booleans(), st.booleans()), min_size=least, max_size=4))
    runs = tuple(Run(text, strong, emphasis) for text, strong, emphasis in pieces if text)
    return runs or ((Run("x"),) if least else ())


@st.composite
def lists(draw: st.DrawFn, level: int = 1) -> List:
    items = []
    for _ in range(draw(st.integers(1, 3))):
        parts: list[Paragraph | List] = [Paragraph(_runs(draw, least=draw(st.integers(0, 1))))]
        if level < 3 and draw(st.booleans()):
            parts.append(draw(lists(level + 1)))
        if parts[0] != Paragraph(()) and draw(st.booleans()):
            parts.append(Paragraph(_runs(draw)))
        items.append(tuple(parts))
    ordered = draw(st.booleans())
    return List(tuple(items), ordered, draw(st.sampled_from([1, 0, 3, 12])) if ordered else 1)


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    lang = draw(st.sampled_from(["", "", "cy", "ur"]))
    match draw(st.sampled_from(["heading", "paragraph", "list", "table", "rule"])):
        case "heading":
            return Heading(draw(st.integers(1, 2)), _runs(draw), lang)
        case "paragraph":
            return Paragraph(_runs(draw), lang)
        case "list":
            return draw(lists())
        case "table":
            width = draw(st.integers(1, 3))
            header = tuple(_runs(draw) for _ in range(width))
            rows = tuple(tuple(_runs(draw, least=0) for _ in range(width)) for _ in range(draw(st.integers(0, 3))))
            return Table(header, rows, _runs(draw, least=0), lang)
        case _:
            return Rule()


DOCUMENTS = st.lists(blocks(), max_size=5).map(lambda found: Document("T", "en-GB", (Heading(1, (Run("T"),)), *found)))


def _words(document: Document) -> list[tuple[str, str]]:
    """Texts with their languages, spaces aside: a run's own ends, and blanks at the ends of a block, are not words."""
    return [("".join(text.split()), lang) for text, lang in texts(document) if text.strip()]


def _weights(document: Document) -> list[tuple[str, bool, bool]]:
    """Every letter with its weight."""
    found = []
    for block in document.blocks:
        if isinstance(block, Heading | Paragraph):
            runs = block.runs
            found += [(char, run.strong, run.emphasis) for run in runs for char in run.text if not char.isspace()]
    return found


@settings(deadline=None)
@given(DOCUMENTS)
def test_a_document_written_and_read_says_the_same(document: Document) -> None:
    written = markdown(document)
    found = parse(written, title="T")

    assert _words(found) == _words(document)
    assert _weights(found) == _weights(document)
    assert [type(block) for block in found.blocks] == [type(block) for block in document.blocks]
    assert markdown(found) == markdown(parse(markdown(found), title="T"))


@settings(deadline=None)
@given(TEXT)
def test_a_heading_keeps_its_words_in_one_line(text: str) -> None:
    document = Document("T", "en-GB", (Heading(1, (Run(text or "x"),)),))

    written = markdown(document)

    assert len(written.splitlines()) == 1 or any(unicodedata.category(char) in {"Zl", "Zp", "Cc"} for char in text)
    assert parse(written, title="T") == document


WEIGHTS = [(strong, emphasis) for strong in (False, True) for emphasis in (False, True)]


@pytest.mark.parametrize("weights", list(product(WEIGHTS, repeat=3)))
def test_three_runs_beside_each_other_keep_their_words_and_weights(weights: tuple[tuple[bool, bool], ...]) -> None:
    """A mark beside a letter, and a letter that is written by its number beside a mark: every way three can stand."""
    for said in product(("a", "&", "ab", "a&"), repeat=3):
        runs = tuple(Run(text, *weight) for text, weight in zip(said, weights, strict=True))
        document = Document("T", "en-GB", (Heading(1, (Run("T"),)), Paragraph(runs)))

        assert _weights(parse(markdown(document), title="T")) == _weights(document), said

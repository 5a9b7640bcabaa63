"""A value comes out of a template as itself, in whatever place of it."""

import pytest
from hypothesis import example, given, settings
from specimen import DANGEROUS, NASTY

from cpcli.documents.clean import clean
from cpcli.documents.markdown import parse
from cpcli.documents.tree import Heading, List, Paragraph, Rule, Table, text_of
from cpcli.documents.values import markdown_safe


@settings(deadline=None)
@given(DANGEROUS)
@example(NASTY)
@example("")
@example("---")
@example("1. x")
@example("    x")
@example("Table: x")
@example("::: {lang=cy}")
def test_in_every_place_a_value_is_only_text(value: str) -> None:
    wanted = clean(value)
    safe = markdown_safe(value)

    found = parse(
        f"# T {safe}\n\n{safe}x\n\nx{safe}\n\n{safe} x **{safe}**x*{safe}*x\n\n- {safe}\n  - {safe}\n\n"
        f"1. x{safe}\n\n| a{safe} | b |\n|---|---|\n| {safe} | {safe}x |\n\nTable: x{safe}\n\n---\n"
    ).blocks

    kinds = [type(block) for block in found]
    assert kinds == [Heading, Paragraph, Paragraph, Paragraph, List, List, Table, Rule]
    heading, first, second, third, bullets, numbers, table, _ = found
    assert isinstance(heading, Heading)
    assert text_of(heading.runs) == f"T {wanted}".strip()
    assert isinstance(first, Paragraph)
    assert text_of(first.runs) == f"{wanted}x"
    assert isinstance(second, Paragraph)
    assert text_of(second.runs) == f"x{wanted}"
    assert isinstance(third, Paragraph)
    weights = {(run.strong, run.emphasis) for run in third.runs}
    assert text_of(third.runs) == f"{wanted} x {wanted}x{wanted}x".strip()
    assert weights == ({(False, False), (True, False), (False, True)} if wanted else {(False, False)})
    assert isinstance(bullets, List)
    assert isinstance(numbers, List)
    assert isinstance(table, Table)
    assert [text_of(cell) for cell in table.rows[0]] == [wanted, f"{wanted}x"]
    assert text_of(table.caption) == f"x{wanted}"


def test_what_is_taken_out_is_told() -> None:
    told: list[str] = []

    assert parse("# T\n\n" + markdown_safe("a\x1b\u202eb", told)).blocks[1] == parse("# T\n\nab").blocks[1]
    assert told == ["U+001B", "U+202E"]


@pytest.mark.parametrize("value", ["é", "\uf0b7", "\uffff", "\ufffd", "😀", "\U000f0041"])
def test_characters_at_the_edges_of_the_plane_come_back(value: str) -> None:
    block = parse(f"# T\n\nx{markdown_safe(value)}x").blocks[1]

    assert isinstance(block, Paragraph)
    assert text_of(block.runs) == f"x{clean(value)}x"

"""Where a new table or a new key goes in a text, line by line."""

from textwrap import dedent

import pytest

from cpcli.store.layout import Block, blocks, dotted, with_key, with_table

CASE = dedent("""\
    # about the whole file
    format = 1

    # the first child
    [[child]]
    id = "c1"

    # the meeting
    [[conference]]
    id = "ic1"

    [[conference.attendance]]
    person = "p1"  # rang on Monday

    # the second meeting
    [[conference]]
    id = "rc1"

    # nothing after this line
    """)


def test_a_block_ends_with_its_data_and_what_stands_above_a_header_belongs_to_the_header() -> None:
    assert blocks(CASE) == [
        Block("", 0, 1),
        Block("child[0]", 4, 5),
        Block("conference[0]", 8, 9),
        Block("conference[0].attendance[0]", 11, 12),
        Block("conference[1]", 15, 16),
    ]


def test_headers_inside_a_text_of_several_lines_open_no_block() -> None:
    text = '[[note]]\ntext = """\n[[child]]\n# no comment\n"""\nby = "p1"\n\n[[child]]\nid = "c1"\n'

    assert blocks(text)[1:] == [Block("note[0]", 0, 5), Block("child[0]", 7, 8)]


def test_headers_of_plain_tables_and_quoted_names_are_told_too() -> None:
    text = '[release]\nx = 1\n\n["decision"]\ny = 1\n\n[release.inner]\nz = 1\n'

    assert [block.path for block in blocks(text)] == ["", "release", "decision", "release.inner"]


def test_a_table_goes_after_the_last_of_its_kind() -> None:
    new = with_table(CASE, ("child",), {"id": "c2"})

    assert new == CASE.replace('id = "c1"\n', 'id = "c1"\n\n[[child]]\nid = "c2"\n')


def test_a_table_goes_after_what_is_inside_the_last_of_its_kind() -> None:
    text = CASE.split("# the second meeting", maxsplit=1)[0]

    new = with_table(text, ("conference",), {"id": "rc1"})

    assert new is not None
    assert new.rstrip("\n").endswith('person = "p1"  # rang on Monday\n\n[[conference]]\nid = "rc1"')


def test_a_table_of_a_kind_that_is_not_there_goes_at_the_end() -> None:
    new = with_table(CASE, ("event",), {"kind": "birth"})

    assert new == f'{CASE}\n[[event]]\nkind = "birth"\n'


@pytest.mark.parametrize(
    ("at", "above"),
    [(0, 'person = "p1"  # rang on Monday\n'), (1, 'id = "rc1"\n')],
    ids=["after its like", "after what holds it"],
)
def test_a_table_inside_another_goes_into_the_one_that_was_meant(at: int, above: str) -> None:
    new = with_table(CASE, ("conference", at, "attendance"), {"person": "p2"})

    assert new == CASE.replace(above, f'{above}\n[[conference.attendance]]\nperson = "p2"\n')


def test_a_table_in_an_empty_text_is_the_whole_text() -> None:
    assert with_table("", ("child",), {"id": "c1"}) == '[[child]]\nid = "c1"\n'


def test_a_table_inside_a_written_one_stays_on_one_line() -> None:
    new = with_table("format = 1\n", ("person",), {"id": "p1", "confidential_from": {"address": ["p2"]}})

    assert new == 'format = 1\n\n[[person]]\nid = "p1"\nconfidential_from = {address = ["p2"]}\n'


@pytest.mark.parametrize(
    ("path", "above"),
    [
        (("pack",), "format = 1\n"),
        (("child", 0, "school"), 'id = "c1"\n'),
        (("conference", 0, "chair"), 'id = "ic1"\n'),
        (("conference", 0, "attendance", 0, "reply"), 'person = "p1"  # rang on Monday\n'),
        (("conference", 1, "chair"), 'id = "rc1"\n'),
    ],
)
def test_a_key_goes_below_the_last_key_of_its_own_table(path: tuple[str | int, ...], above: str) -> None:
    assert with_key(CASE, path, "x") == CASE.replace(above, f'{above}{path[-1]} = "x"\n')


@pytest.mark.parametrize("text", ["format = 1\n", "# only this\nformat = 1\n", 'format = 1\n\n[[child]]\nid = "c1"\n'])
def test_a_key_at_the_top_goes_below_the_keys_that_are_there(text: str) -> None:
    assert with_key(text, ("pack",), "salford") == text.replace("format = 1\n", 'format = 1\npack = "salford"\n')


def test_a_key_at_the_top_of_a_file_without_keys_goes_above_the_first_table() -> None:
    text = '[[child]]\nid = "c1"\n'

    assert with_key(text, ("pack",), "salford") == f'pack = "salford"\n{text}'


def test_there_is_no_place_for_a_key_of_a_table_that_is_written_otherwise() -> None:
    assert with_key('child = [{ id = "c1" }]\n', ("child", 0, "school"), "x") is None
    assert with_key(CASE, ("child", 7, "school"), "x") is None


def test_a_path_is_written_with_dots_and_numbers() -> None:
    assert dotted(("conference", 0, "attendance", 12, "reply")) == "conference[0].attendance[12].reply"
    assert dotted(()) == ""

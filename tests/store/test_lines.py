"""The line of a key in a TOML file, so that a message can point at it."""

import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from cpcli.store.lines import line_of
from cpcli.store.packs import SHIPPED

TEXT = dedent("""\
    name = "exampleshire"          # line 1
    "quoted key" = 1
    'literal' = 2

    [head]
    limit = "a"

    [[fact]]
    name = "first"

    [[fact]]
    name = "second"

    [[deadline]]
    id = "one"

    [[deadline.version]]
    from = 2026-01-01

    [[deadline.version.readings]]
    limit = "1 day"

    [[deadline.version.readings]]
    limit = "2 days"
    clauses = [
      "D01",
      "D02",
    ]

    [[deadline.version]]   # the second
    from = 2026-02-01

    [[deadline.version.readings]]
    limit = "3 days"

    [[deadline]]
    id = "two"
      [[deadline.version]]
      from = 2026-03-01
      when.fact = "dissent"
      note = { says = "x", clauses = ["D01"] }
      rows = [{ says = "x" }, { says = "y" }]

      [deadline.version.inner]
      deep = true
    """)


@pytest.fixture(autouse=True)
def half_a_second_of_work_at_most() -> Iterator[None]:
    """A search without an end must not hold up the other tests."""

    def stop(*_: object) -> None:
        raise TimeoutError

    if sys.platform == "win32":  # it has no such timer
        yield
        return
    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.5)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


def numbered(start: str, nth: int = 1) -> int:
    """The line of the text that begins so, the nth of them: what a reader would count."""
    found = [number for number, line in enumerate(TEXT.splitlines(), 1) if line.strip().startswith(start)]
    return found[nth - 1]


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("name", 1),
        ("quoted key", 2),
        ("literal", 3),
        ("head", numbered("[head]")),
        ("head.limit", numbered('limit = "a"')),
        ("fact[0]", numbered("[[fact]]")),
        ("fact[1]", numbered("[[fact]]", 2)),
        ("fact[1].name", numbered('name = "second"')),
    ],
)
def test_keys_at_the_top_and_in_plain_arrays_are_found(key: str, line: int) -> None:
    assert line_of(TEXT, key) == line


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("deadline[0].id", numbered('id = "one"')),
        ("deadline[0].version[0]", numbered("[[deadline.version]]")),
        ("deadline[0].version[0].from", numbered("from = 2026-01-01")),
        ("deadline[0].version[0].readings[0].limit", numbered('limit = "1 day"')),
        ("deadline[0].version[0].readings[1].limit", numbered('limit = "2 days"')),
        ("deadline[0].version[0].readings[1].clauses", numbered("clauses = [")),
        ("deadline[0].version[1]", numbered("[[deadline.version]]", 2)),
        ("deadline[0].version[1].from", numbered("from = 2026-02-01")),
        ("deadline[0].version[1].readings[0].limit", numbered('limit = "3 days"')),
        ("deadline[1].id", numbered('id = "two"')),
        ("deadline[1].version[0].from", numbered("from = 2026-03-01")),
        ("deadline[1].version[0].inner.deep", numbered("deep = true")),
    ],
)
def test_nested_arrays_count_anew_under_each_element(key: str, line: int) -> None:
    assert line_of(TEXT, key) == line


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("deadline[1].version[0].when.fact", numbered("when.fact")),
        ("deadline[1].version[0].note.says", numbered("note = {")),
        ("deadline[1].version[0].limit", numbered("[[deadline.version]]", 3)),
        ("deadline[1].version[0].readings[4].limit", numbered("[[deadline.version]]", 3)),
        ("deadline[1].version[0].rows[1].says", numbered("rows = [")),
        ("fact[0].says", numbered("[[fact]]")),
        ("head.no.such.key", numbered("[head]")),
    ],
)
def test_a_key_that_has_no_line_of_its_own_gives_the_nearest_table_above(key: str, line: int) -> None:
    assert line_of(TEXT, key) == line


@pytest.mark.parametrize("key", ["", "title", "nothing[0].here"])
def test_a_key_with_nothing_above_it_has_no_line(key: str) -> None:
    assert line_of(TEXT, key) is None


@pytest.mark.parametrize(
    "key", ["fact[0].", "fact[0].says[", "fact[0].a[b", "fact[0].a]b", "fact[0]. . ", "fact[0].x[1"]
)
def test_a_key_of_odd_signs_still_finds_the_table_it_stands_in(key: str) -> None:
    assert line_of(TEXT, key) == numbered("[[fact]]")


@pytest.mark.parametrize("key", [".", "[", "[0]", "a[b", "..", "x."])
def test_an_odd_key_with_nothing_above_it_ends_the_search(key: str) -> None:
    assert line_of(TEXT, key) is None


def test_the_name_of_an_array_gives_its_first_table() -> None:
    assert line_of(TEXT, "fact") == numbered("[[fact]]")
    assert line_of(TEXT, "deadline[0].version") == numbered("[[deadline.version]]")


def test_comments_and_long_texts_are_no_keys() -> None:
    text = dedent('''\
        # because = "not here"
        about = """
        because = "nor here"
        [[deadline]]
        """
        because = "here"
        ''')

    assert line_of(text, "because") == 6
    assert line_of(text, "about") == 2
    assert line_of(text, "deadline[0]") is None


def test_an_empty_file_has_no_lines() -> None:
    assert line_of("", "name") is None


def test_every_limit_of_a_shipped_pack_is_found_on_the_line_that_holds_it() -> None:
    import tomllib

    text = (Path(SHIPPED) / "pan-berkshire" / "deadlines.toml").read_text(encoding="utf-8")
    lines = text.splitlines()
    limits = [
        (f"deadline[{at}].version[{nth}].limit", version["limit"])
        for at, rule in enumerate(tomllib.loads(text)["deadline"])
        for nth, version in enumerate(rule["version"])
        if "limit" in version
    ]

    assert len(limits) > 15
    for key, limit in limits:
        line = line_of(text, key)
        assert line is not None
        assert lines[line - 1] == f'limit = "{limit}"', key

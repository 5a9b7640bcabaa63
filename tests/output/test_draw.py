"""The table on a terminal and in a pipe: the same words, wrapped to fit, never colour alone."""

import io
import re
from datetime import date
from pathlib import Path

import pytest

from cpcli.output.board import Board, board
from cpcli.output.draw import COLOURS, draw_plain, draw_rich
from cpcli.rules.timetable import timetable
from cpcli.store.bank_holidays import england
from cpcli.store.case_file import read_case
from cpcli.store.packs import load_pack

FAMILY = Path(__file__).resolve().parents[2] / "cpcli" / "demo_family" / "2026-0042.toml"
AS_OF = date(2026, 12, 8)


def family(*, explain: bool = False) -> Board:
    case = read_case(FAMILY)
    answer = timetable(load_pack("pan-berkshire"), case.timelines(AS_OF, {}), england(), AS_OF)
    return board(answer._replace(awaited=case.awaited), "pan-berkshire", explain=explain)


def drawn(laid: Board, width: int, monkeypatch: pytest.MonkeyPatch, *, colour: bool) -> str:
    out = io.StringIO()
    out.isatty = lambda: True  # type: ignore[method-assign]  # a terminal that remembers
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    if not colour:
        monkeypatch.setenv("NO_COLOR", "1")
    draw_rich(laid)
    return out.getvalue()


@pytest.mark.parametrize("width", [60, 79, 80, 100, 200])
def test_every_word_is_there_at_every_width(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    laid = family()

    text = drawn(laid, width, monkeypatch, colour=False)

    words = set(re.sub(r"\x1b\[\d+m", "", text).split())
    for block in laid.blocks:
        assert set(f"{block.word} {block.title} {block.when} {block.left} {block.authority}".split()) <= words
    assert max(len(re.sub(r"\x1b\[\d+m", "", line)) for line in text.splitlines()) <= width
    assert set(re.findall(r"\x1b\[(\d+)m", text)) <= {"0", "1", "2"}, "colour where none is wanted"


def test_each_status_has_a_word_and_a_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    laid = family()

    text = drawn(laid, 100, monkeypatch, colour=True)

    assert {block.status for block in laid.blocks} <= set(COLOURS)
    assert "\x1b[1;31m" in text
    assert "OVERDUE" in text


def test_plain_text_holds_no_escape_and_says_the_same() -> None:
    laid = family()

    text = draw_plain(laid)

    assert "\x1b" not in text
    for block in laid.blocks:
        assert block.title in text
        assert all(line in text for line in block.beneath)
    assert all(line in text for line in laid.closing)


def test_the_worst_comes_first_and_names_refs_only() -> None:
    text = draw_plain(family())

    assert text.index("OVERDUE") < text.index("past aim") < text.index("open")
    assert not re.search("Rowan|Hazel|Olive|Sample Row|01632", text)
    assert "Outstanding for ic1: reply from" not in text
    assert "booked for Thu 10 Dec 2026, 10:00 - past the limit" in text


def test_an_explanation_unfolds_every_day_counted() -> None:
    text = draw_plain(family(explain=True))

    assert "Fri 13 Nov 2026  day 1" in text
    assert "Sat 14 Nov 2026  Saturday" in text
    assert "Thu 3 Dec 2026   day 15" in text

"""The journal of a store: any change to it shows."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from cpcli.cli.boundary import run
from cpcli.store import journal
from cpcli.store.cases import Acting, Store, make_store
from cpcli.store.config import load_config

AT = "2026-12-08T09:00:00+00:00"
FIELDS = ["at", "who", "command", "ref", "before", "after", "chain"]


def store_with(folder: Path, changes: Sequence[tuple[str, str, str | None]]) -> Path:
    """A store after these changes: ref, command and new text (None puts the case away)."""
    make_store(folder)
    store = Store(folder, load_config(str(folder)))
    for ref, command, text in changes:
        acting = Acting("staff-17", command, AT)
        if text is None:
            store.put_away(ref, acting)
        elif ref in store.refs():
            store.change(ref, lambda _, new=text: new, acting)  # type: ignore[misc]
        else:
            store.create(ref, text, acting)
    return folder / "journal.jsonl"


ONE, TWO, THREE = "format = 1\n", "format = 1 # two\n", "format = 1 # three\n"
CHAIN = (("2026-0042", "new", ONE), ("2026-0043", "new", ONE), ("2026-0042", "set", TWO), ("2026-0042", "set", THREE))


def verified(folder: Path) -> int:
    return int(run(["journal", "verify", "--store", str(folder)]))


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """The journal of a store with four changes of two cases."""
    return store_with(tmp_path / "store", CHAIN)


def test_a_line_holds_who_when_what_and_hashes_and_no_free_text(lines: Path) -> None:
    found = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]

    assert [list(row) for row in found] == [FIELDS] * 4
    assert [(row["who"], row["command"], row["ref"], row["at"]) for row in found] == [
        ("staff-17", command, ref, AT) for ref, command, _ in CHAIN
    ]
    assert found[0]["before"] is None
    assert found[3]["before"] == found[2]["after"]
    assert all(len(row["chain"]) == 64 for row in found)


def test_a_journal_that_nobody_touched_is_whole(lines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verified(lines.parent) == 0
    assert "4 entries, 0 of them broken" in capsys.readouterr().err


def test_a_store_without_a_change_has_a_journal_that_is_whole(tmp_path: Path) -> None:
    store_with(tmp_path / "store", ())

    assert verified(tmp_path / "store") == 0
    assert journal.verify(tmp_path / "store") == []


def test_every_flip_of_a_bit_of_any_byte_is_found(lines: Path) -> None:
    whole = lines.read_bytes()
    missed = []
    for at in range(len(whole)):
        for bit in (0x01, 0x20, 0x80) if at % 25 == 0 else (0x01,):
            lines.write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
            if not any(finding.broken for finding in journal.verify(lines.parent)):
                missed.append((at, bit))

    assert len(whole) > 1000
    assert missed == []


def test_a_byte_that_is_taken_out_or_put_in_is_found(lines: Path) -> None:
    whole = lines.read_bytes()
    missed = []
    for at in range(0, len(whole), 7):
        for changed in (whole[:at] + whole[at + 1 :], whole[:at] + b" " + whole[at:]):
            lines.write_bytes(changed)
            if not any(finding.broken for finding in journal.verify(lines.parent)):
                missed.append(at)

    assert missed == []


def moved(rows: list[bytes], *order: int) -> bytes:
    return b"".join(rows[at] for at in order)


TAMPERED: dict[str, Callable[[list[bytes]], bytes]] = {
    "the first line removed": lambda rows: moved(rows, 1, 2, 3),
    "a line in the middle removed": lambda rows: moved(rows, 0, 2, 3),
    "two lines swapped": lambda rows: moved(rows, 0, 2, 1, 3),
    "the last two swapped": lambda rows: moved(rows, 0, 1, 3, 2),
    "a line twice": lambda rows: moved(rows, 0, 1, 1, 2, 3),
    "the last line twice": lambda rows: moved(rows, 0, 1, 2, 3, 3),
    "an empty line added": lambda rows: moved(rows, 0, 1, 2, 3) + b"\n",
    "words added": lambda rows: moved(rows, 0, 1, 2, 3) + b"checked by hand\n",
    "a line cut in half": lambda rows: moved(rows, 0, 1, 2) + rows[3][:40],
    "the last line end cut off": lambda rows: moved(rows, 0, 1, 2, 3)[:-1],
    "the last line cut off": lambda rows: moved(rows, 0, 1, 2),
    "the last two cut off": lambda rows: moved(rows, 0, 1),
    "all but the first cut off": lambda rows: moved(rows, 0),
    "emptied": lambda _: b"",
}


@pytest.mark.parametrize("tamper", TAMPERED.values(), ids=TAMPERED.keys())
def test_lines_that_were_removed_moved_added_or_cut_are_found(
    lines: Path, tamper: Callable[[list[bytes]], bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    lines.write_bytes(tamper(lines.read_bytes().splitlines(keepends=True)))

    assert verified(lines.parent) == 3
    said = capsys.readouterr()
    assert "line " in said.out
    assert "the journal is not as it was written" in said.err


def test_a_journal_that_was_removed_is_found(lines: Path) -> None:
    lines.unlink()

    assert verified(lines.parent) == 3


def test_a_line_added_with_a_chain_of_its_own_making_from_the_start_is_found(lines: Path) -> None:
    fields: dict[str, str | None] = dict.fromkeys(FIELDS[:-1], "x")
    forged = {**fields, "chain": journal.link(journal.FIRST, fields)}
    with lines.open("a", encoding="utf-8") as file:
        file.write(json.dumps(forged, separators=(",", ":")) + "\n")

    assert verified(lines.parent) == 3


@pytest.mark.parametrize(
    "last",
    [("2026-0042", "undo", TWO), ("2026-0042", "restore", ONE), ("2026-0043", "archive", None)],
    ids=["undo", "restore", "archive"],
)
def test_a_cut_off_change_that_went_back_to_an_earlier_state_is_found(
    tmp_path: Path, last: tuple[str, str, str | None]
) -> None:
    lines = store_with(tmp_path / "store", (*CHAIN, last))
    assert verified(lines.parent) == 0

    lines.write_bytes(b"".join(lines.read_bytes().splitlines(keepends=True)[:-1]))

    assert verified(lines.parent) == 3


def test_what_verify_says_is_json_where_that_is_asked_for(lines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = lines.read_bytes().splitlines(keepends=True)
    lines.write_bytes(moved(rows, 0, 2, 3))

    assert run(["journal", "verify", "--store", str(lines.parent), "--format", "json"]) == 3
    found = json.loads(capsys.readouterr().out)
    assert found["entries"] == 3
    assert [(finding["line"], finding["broken"]) for finding in found["findings"]] == [(2, True)]


def test_a_change_that_was_cut_off_before_it_came_about_is_told_and_is_no_break(lines: Path) -> None:
    entry = [entry for _, entry in journal.entries(lines.parent) if entry][-1]
    journal.append(lines.parent, AT, "staff-17", "set", "2026-0042", (entry.after, "f" * 64))
    journal.append(lines.parent, AT, "staff-17", "set", "2026-0042", (entry.after, "e" * 64))

    findings = journal.verify(lines.parent)

    assert [(finding.line, finding.broken) for finding in findings] == [(5, False)]
    assert "did not come about" in findings[0].says


def test_a_line_can_be_taken_back_and_the_journal_is_as_it_was(lines: Path) -> None:
    before = lines.read_bytes()

    _, take_back = journal.append(lines.parent, AT, "staff-17", "set", "2026-0042", (None, "f" * 64))
    assert lines.read_bytes() != before
    take_back()

    assert lines.read_bytes() == before


def test_whatever_stands_in_who_is_one_line_and_the_chain_holds(lines: Path) -> None:
    journal.append(lines.parent, AT, 'a\n"b"\u2028é\\', "set", "2026-0042", (None, None))

    assert lines.read_bytes().count(b"\n") == 5
    assert [entry.who for _, entry in journal.entries(lines.parent) if entry][-1] == 'a\n"b"\u2028é\\'
    assert journal.verify(lines.parent) == []

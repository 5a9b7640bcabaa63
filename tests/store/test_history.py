"""Earlier states of a case."""

import stat
from hashlib import sha256
from pathlib import Path

import pytest

from cpcli.errors import CpcliError, UsageFault
from cpcli.store import history

REF = "2026-0042"


def kept(store: Path, *contents: bytes) -> None:
    """Keep several states, one after another."""
    for content in contents:
        history.keep(store, REF, content)


def numbers(store: Path) -> list[int]:
    return [state.number for state in history.states(store, REF)]


def test_a_case_without_a_saved_state_has_none(tmp_path: Path) -> None:
    assert history.states(tmp_path, REF) == []
    with pytest.raises(UsageFault, match=f"{REF} has no state 1; there are none yet"):
        history.state(tmp_path, REF, 1)


def test_states_are_numbered_from_one_and_kept_whole(tmp_path: Path) -> None:
    kept(tmp_path, b"one\n", b"two\r\n")
    history.keep(tmp_path, REF, b"three \xff")

    assert numbers(tmp_path) == [1, 2, 3]
    assert [history.state(tmp_path, REF, n).content() for n in (1, 2, 3)] == [b"one\n", b"two\r\n", b"three \xff"]


def test_a_state_that_is_laid_ready_is_none_until_it_is_put(tmp_path: Path) -> None:
    first = history.staged(tmp_path, REF, b"one", "0123456789ab")
    assert numbers(tmp_path) == []

    first.put()
    assert [(state.number, state.mark) for state in history.states(tmp_path, REF)] == [(1, "0123456789ab")]

    history.staged(tmp_path, REF, b"two", "0123456789ac").drop()
    assert numbers(tmp_path) == [1]
    assert [path.name for path in (tmp_path / "history" / REF).iterdir() if path.name.startswith(".")] == []


def test_a_state_whose_bytes_were_changed_is_told_as_damaged(tmp_path: Path) -> None:
    history.keep(tmp_path, REF, b"one")
    history.state(tmp_path, REF, 1).path.write_bytes(b"")

    with pytest.raises(CpcliError, match="state 1 is damaged"):
        history.state(tmp_path, REF, 1).content()


def test_a_state_is_called_by_its_number_and_its_hash_and_by_nothing_in_it(tmp_path: Path) -> None:
    history.keep(tmp_path, REF, b"name = 'Rowan Example'\n")

    (state,) = history.states(tmp_path, REF)
    assert state.path.name == f"000001-{sha256(state.content()).hexdigest()[:12]}-by-hand.toml"


def test_the_newest_state_is_not_kept_twice_and_an_earlier_one_is_kept_again(tmp_path: Path) -> None:
    kept(tmp_path, b"one", b"one")
    kept(tmp_path, b"one", b"two")
    history.keep(tmp_path, REF, None)
    history.keep(tmp_path, REF, b"one")

    assert [state.content() for state in history.states(tmp_path, REF)] == [b"one", b"two", b"one"]


def test_states_are_in_order_beyond_nine(tmp_path: Path) -> None:
    kept(tmp_path, *(str(n).encode() for n in range(1, 13)))

    assert [state.content() for state in history.states(tmp_path, REF)] == [str(n).encode() for n in range(1, 13)]


def test_cases_whose_refs_begin_alike_keep_apart(tmp_path: Path) -> None:
    history.keep(tmp_path, "2026-1", b"one")
    history.keep(tmp_path, "2026-10", b"ten")

    assert [state.content() for state in history.states(tmp_path, "2026-1")] == [b"one"]


def test_states_and_their_folders_are_private(tmp_path: Path) -> None:
    history.keep(tmp_path, REF, b"one")

    found = list((tmp_path / "history").rglob("*"))
    assert len(found) == 2
    modes = [stat.S_IMODE(path.stat().st_mode) for path in [tmp_path / "history", *found]]
    assert modes == [0o700, 0o700, 0o600]


def test_a_number_that_is_none_tells_which_there_are(tmp_path: Path) -> None:
    kept(tmp_path, b"one", b"two")

    for number in (0, 3, -1):
        with pytest.raises(UsageFault, match=f"has no state {number}; there are 1 to 2"):
            history.state(tmp_path, REF, number)


@pytest.mark.parametrize("name", ["000001-abc.toml~", "1.toml", "0-notes.toml.txt"])
def test_a_file_that_somebody_left_beside_the_states_is_none_of_them(tmp_path: Path, name: str) -> None:
    history.keep(tmp_path, REF, b"one")
    (tmp_path / "history" / REF / name).write_bytes(b"left over")

    assert numbers(tmp_path) == [1]


def test_a_state_that_was_removed_by_hand_leaves_the_numbers_of_the_others(tmp_path: Path) -> None:
    kept(tmp_path, b"one", b"two", b"three")
    history.state(tmp_path, REF, 2).path.unlink()
    history.keep(tmp_path, REF, b"four")

    assert numbers(tmp_path) == [1, 3, 4]

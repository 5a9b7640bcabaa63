"""A store of cases: finding them, making them, changing them, and never losing a word."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from cpcli.errors import CpcliError, InvalidFile, UsageFault
from cpcli.store import history, journal
from cpcli.store.cases import Acting, Store, as_text, check_ref, make_store
from cpcli.store.config import load_config
from cpcli.store.files import ChangedBehind

ANN = Acting("staff-17", "set", "2026-12-08T09:00:00+00:00")
TEXT = '# by hand\nformat = 1\nref = "2026-0042"\n'
REF = "2026-0042"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    folder = tmp_path / "store"
    make_store(folder)
    return Store(folder, load_config(str(folder)))


def everything(store: Store) -> dict[str, bytes]:
    """Every file of a store but the lock."""
    files = (path for path in store.folder.rglob("*") if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(store.folder)): path.read_bytes() for path in files}


def put(store: Store, *refs: str) -> None:
    for ref in refs:
        store.create(ref, f'format = 1\nref = "{ref}"\n', ANN._replace(command="new"))


def test_a_new_store_is_private_empty_and_has_a_configuration_that_can_be_read(store: Store) -> None:
    assert store.refs() == []
    assert store.config.pack == "pan-berkshire"
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [store.folder, *store.folder.iterdir()]}
    assert modes == {"store": 0o700, "cases": 0o700, "cpcli.toml": 0o600}


def test_a_store_is_made_once_and_what_is_there_is_not_touched(store: Store) -> None:
    (store.folder / "cpcli.toml").write_text('pack = "salford"\n', encoding="utf-8")

    with pytest.raises(UsageFault, match="exists already: this is a store"):
        make_store(store.folder)
    assert (store.folder / "cpcli.toml").read_text(encoding="utf-8") == 'pack = "salford"\n'


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("", encoding="utf-8")

    with pytest.raises(CpcliError, match="cannot be made a store: "):
        make_store(tmp_path / "plain" / "below")


def test_create_change_and_undo_leave_a_chain_of_states_and_journal_lines(store: Store) -> None:
    store.create(REF, TEXT, ANN._replace(command="new"))
    saved = store.change(REF, lambda text: text + 'pack = "salford"\n', ANN)
    back = store.change(REF, lambda _: TEXT, ANN._replace(command="undo"))

    assert (saved.saved, saved.before, saved.after) == (True, TEXT, TEXT + 'pack = "salford"\n')
    assert back.after == store.read(REF) == TEXT
    kept = [state.content().decode() for state in history.states(store.folder, REF)]
    assert kept == [TEXT, TEXT + 'pack = "salford"\n', TEXT]
    entries = [entry for _, entry in journal.entries(store.folder) if entry]
    assert [entry.command for entry in entries] == ["new", "set", "undo"]
    assert [entry.before for entry in entries] == [None, entries[0].after, entries[1].after]
    assert entries[2].after == journal.file_hash(TEXT.encode())
    assert journal.verify(store.folder) == []


def test_the_difference_of_a_save_names_the_case_and_shows_the_lines(store: Store) -> None:
    store.create(REF, TEXT, ANN)
    diff = store.change(REF, lambda text: text.replace("by hand", "by Ann"), ANN).diff()

    assert diff.startswith(f"--- cases/{REF}.toml\n+++ cases/{REF}.toml\n")
    assert "-# by hand\n+# by Ann\n" in diff


def test_files_are_private_whatever_stands_in_them(store: Store) -> None:
    put(store, REF)

    found = [path for path in store.folder.rglob("*") if path.is_file()]
    assert len(found) >= 4
    assert [path.name for path in found if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_a_change_that_changes_nothing_is_not_saved_and_not_told(store: Store) -> None:
    put(store, REF)
    before = everything(store)

    assert store.change(REF, lambda text: text, ANN).saved is False
    assert everything(store) == before


def test_a_dry_run_writes_nothing_at_all(store: Store) -> None:
    put(store, REF)
    before = everything(store)

    saved = store.change(REF, lambda text: text + "# x\n", ANN, dry_run=True)
    new = store.create("2026-0043", TEXT, ANN, dry_run=True)

    assert (saved.saved, new.saved) == (False, False)
    assert "+# x\n" in saved.diff()
    assert "+format = 1\n" in new.diff()
    assert everything(store) == before


@pytest.mark.parametrize("behind", [b"# somebody else\n", b"", None], ids=["changed", "emptied", "removed"])
def test_a_case_changed_behind_our_back_is_not_overwritten(store: Store, behind: bytes | None) -> None:
    put(store, REF)
    lines = (store.folder / "journal.jsonl").read_bytes()

    def edit(text: str) -> str:
        path = store.path(REF)
        path.unlink() if behind is None else path.write_bytes(behind)
        return text + "# ours\n"

    with pytest.raises(ChangedBehind, match="nothing was overwritten") as caught:
        store.change(REF, edit, ANN)
    assert caught.value.exit_code == 5
    assert (store.path(REF).read_bytes() if behind is not None else None) == behind
    assert store.path(REF).exists() is (behind is not None)
    assert list((store.folder / "cases").glob(".*")) == []
    assert (store.folder / "journal.jsonl").read_bytes() == lines, "the journal tells a change that never came about"


def test_a_change_that_was_refused_is_no_state_that_undo_could_bring_in(store: Store) -> None:
    put(store, REF)

    def edit(text: str) -> str:
        store.path(REF).write_bytes(b"# somebody else\n")
        return text + "# refused\n"

    with pytest.raises(ChangedBehind):
        store.change(REF, edit, ANN)
    assert [state.number for state in history.states(store.folder, REF) if b"# refused" in state.content()] == []


def test_a_case_that_appears_while_it_is_made_is_not_overwritten(store: Store) -> None:
    put(store, REF)

    with pytest.raises(UsageFault, match=f"there is a case {REF} already"):
        store.create(REF, "other\n", ANN)
    assert "other" not in store.read(REF)


@pytest.mark.parametrize("dry_run", [False, True])
def test_an_edit_that_fails_leaves_everything_as_it_was(store: Store, dry_run: bool) -> None:
    put(store, REF)
    before = everything(store)

    def edit(_: str) -> str:
        raise UsageFault("no")

    with pytest.raises(UsageFault):
        store.change(REF, edit, ANN, dry_run=dry_run)
    assert everything(store) == before


def test_what_was_changed_by_hand_is_kept_as_a_state_before_our_next_change(store: Store) -> None:
    put(store, REF)
    store.path(REF).write_text("# typed by hand\n", encoding="utf-8")
    store.change(REF, lambda text: text + "format = 1\n", ANN)

    kept = [state.content() for state in history.states(store.folder, REF)]
    assert kept[1:] == [b"# typed by hand\n", b"# typed by hand\nformat = 1\n"]


@pytest.mark.parametrize(
    ("said", "found"), [("2026-0042", "2026-0042"), ("2026-01", "2026-0107"), ("2025", "2025-0001"), ("2026-004", None)]
)
def test_a_beginning_is_enough_where_only_one_ref_has_it(store: Store, said: str, found: str | None) -> None:
    put(store, "2026-0042", "2026-0043", "2026-0107", "2025-0001")

    if found:
        assert store.find(said) == found
    else:
        with pytest.raises(UsageFault, match="2026-0042, 2026-0043; write more of it"):
            store.find(said)


def test_a_ref_that_begins_another_is_itself(store: Store) -> None:
    put(store, "2026-1", "2026-10")

    assert store.find("2026-1") == store.find("2026-1", exact=True) == "2026-1"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("2026-01", 'write the whole ref for a change; "2026-01" is only the beginning of 2026-0107'),
        ("2026-0", "write the whole ref"),
        ("2027", 'there is no case "2027"'),
        ("2026-0170", "did you mean"),
    ],
)
def test_a_change_takes_whole_refs_only(store: Store, said: str, words: str) -> None:
    put(store, "2026-0042", "2026-0107")

    with pytest.raises(UsageFault) as caught:
        store.find(said, exact=True)
    assert words in str(caught.value)


def test_a_file_put_there_by_hand_is_a_case_and_a_temporary_one_is_none(store: Store) -> None:
    for name in ("2026-0001.toml", ".2026-0001.toml.12.ab.cpcli-tmp", ".hidden.toml", "notes.txt"):
        (store.folder / "cases" / name).write_text(TEXT, encoding="utf-8")

    assert store.refs() == ["2026-0001"]
    assert [ref for ref, _ in store.each()] == ["2026-0001"]


@pytest.mark.parametrize(
    "ref",
    ["", ".", "..", "../x", "a/b", "a\\b", "a b", "-a", ".a", "a..b", "a\n", "a\0", "é", "x" * 64, "a;b", "~", "C:x"],
)
def test_what_is_no_ref_is_refused_and_touches_nothing(store: Store, ref: str) -> None:
    before = everything(store)

    with pytest.raises(UsageFault, match="a ref has letters, digits, dots and dashes only"):
        store.create(ref, TEXT, ANN)
    assert everything(store) == before


@pytest.mark.parametrize("ref", ["2026-0042", "a", "A.b_c-1", "x" * 63])
def test_a_ref_of_letters_digits_dots_and_dashes_is_one(ref: str, store: Store) -> None:
    check_ref(ref)
    put(store, ref)

    assert store.refs() == [ref]


def test_an_archived_case_is_kept_whole_and_no_longer_listed(store: Store) -> None:
    store.create(REF, TEXT, ANN)
    store.put_away(REF, ANN._replace(command="archive"))

    assert store.refs() == []
    assert (store.folder / "archive" / f"{REF}.toml").read_text(encoding="utf-8") == TEXT
    assert [entry.after for _, entry in journal.entries(store.folder) if entry][-1] is None
    assert [state.content().decode() for state in history.states(store.folder, REF)] == [TEXT]


def test_an_archived_case_is_never_overwritten_by_another_with_its_ref(store: Store) -> None:
    store.create(REF, TEXT, ANN)
    store.put_away(REF, ANN)
    store.path(REF).write_text("# another family\n", encoding="utf-8")

    with pytest.raises(UsageFault, match="the archive holds a case"):
        store.put_away(REF, ANN)
    assert (store.folder / "archive" / f"{REF}.toml").read_text(encoding="utf-8") == TEXT
    assert store.read(REF) == "# another family\n"


def test_a_new_case_does_not_take_the_ref_of_an_archived_one_and_inherit_its_history(store: Store) -> None:
    store.create(REF, TEXT, ANN)
    store.put_away(REF, ANN)

    try:
        store.create(REF, "# another family\n", ANN)
    except UsageFault:
        return
    kept = [state.content().decode() for state in history.states(store.folder, REF)]
    assert TEXT not in kept, "undo would bring back another family's case"


ODD: dict[str, Callable[[Path, Path], None]] = {
    "a symbolic link": lambda path, other: path.symlink_to(other),
    "a hard link": lambda path, other: path.hardlink_to(other),
    "a folder": lambda path, _: path.mkdir(),
}


@pytest.mark.parametrize("plant", ODD.values(), ids=ODD.keys())
def test_what_is_no_plain_file_is_neither_read_nor_written(
    store: Store, tmp_path: Path, plant: Callable[[Path, Path], None]
) -> None:
    other = tmp_path / "other.toml"
    other.write_text(TEXT, encoding="utf-8")
    plant(store.path(REF), other)

    with pytest.raises(CpcliError, match="left untouched"):
        store.read(REF)
    with pytest.raises(CpcliError, match="left untouched"):
        store.change(REF, lambda text: text + "# x\n", ANN)
    assert other.read_text(encoding="utf-8") == TEXT


def test_a_case_that_is_not_there_is_told(store: Store) -> None:
    with pytest.raises(UsageFault, match=f'there is no case "{REF}"'):
        store.read(REF)


def test_a_case_that_is_not_utf_8_is_told_with_its_line() -> None:
    with pytest.raises(InvalidFile) as caught:
        as_text(b"format = 1\nref = 'x'\nname = 'Ren\xe9e'\n", REF)

    assert [(p.file, p.line) for p in caught.value.problems] == [(f"cases/{REF}.toml", 3)]
    assert "Ren" not in str(caught.value)

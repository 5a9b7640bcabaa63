"""Whatever the umask: nobody but the owner can read what cpcli writes."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from faultlib import CHANGES, FAMILY, REF, by_broken, by_cpcli, case_path, copy_of, cpcli, inside, open_to_others, run

MASKS = (0o000, 0o022, 0o077)


def check_private(argv: list[str], store: Path, umask: int, *, within: Path, stdin: str = "") -> None:
    """Run a command under a umask.

    Raises:
        AssertionError: something in the folder is open to group or others.
    """
    done = run(argv, store, umask=umask, stdin=stdin)
    assert done.code == 0, done
    assert not open_to_others(within), f"open to others under umask {umask:03o}: {open_to_others(within)}"


@pytest.mark.parametrize("umask", MASKS, ids=oct)
def test_a_new_store_is_private(umask: int, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    check_private(cpcli("init", "new/folder/store"), tmp_path / "new", umask, within=tmp_path)

    assert (tmp_path / "new" / "folder" / "store" / "cases").is_dir()


@pytest.mark.long
@pytest.mark.parametrize("umask", MASKS, ids=oct)
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_every_command_writes_private_files(change: object, umask: int, template: Path, tmp_path: Path) -> None:
    assert isinstance(change, type(CHANGES[0]))
    store = copy_of(template, tmp_path / "store")
    (store / ".lock").unlink()
    check_private(change.argv(), store, umask, within=store, stdin=change.stdin)

    assert (store / ".lock").is_file(), "the lock is among what was looked at"


@pytest.mark.long
@pytest.mark.parametrize("umask", MASKS, ids=oct)
def test_a_first_case_and_the_demonstration_are_private(umask: int, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    check_private(cpcli("init", "store"), tmp_path / "store", umask, within=tmp_path)
    store = tmp_path / "store"
    check_private(cpcli("new", REF, "--answers", "-"), store, umask, within=tmp_path, stdin=FAMILY)
    check_private(cpcli("demo", "family"), store, umask, within=tmp_path)

    assert len(list(tmp_path.rglob("*.toml"))) > 4


@pytest.mark.parametrize("umask", MASKS, ids=oct)
def test_a_draft_in_the_editor_is_private(umask: int, store: Path, tmp_path: Path) -> None:
    memory = tmp_path / "memory"
    memory.mkdir(mode=0o700)
    script = tmp_path / "editor"
    look = 'ls -ld "$(dirname "$1")" "$1" > "$HOME/modes"; touch "$1.backup"; echo "# seen" >> "$1"'
    script.write_text(f"#!/bin/sh\n{look}\n", encoding="utf-8")
    script.chmod(0o700)
    done = run(cpcli("edit", REF), store, umask=umask, env={"EDITOR": str(script), "XDG_RUNTIME_DIR": str(memory)})

    assert done.code == 0, done
    modes = [line[:10] for line in (tmp_path / "modes").read_text(encoding="utf-8").splitlines()]
    assert sorted(modes) == ["-rw-------", "drwx------"]
    assert list(memory.iterdir()) == [], "neither the draft nor the editor's backup is left"
    assert not open_to_others(store)


def test_a_writer_that_leaves_permissions_to_the_umask_is_caught(store: Path) -> None:
    with pytest.raises(AssertionError, match="open to others under umask 000"):
        check_private(by_broken("careless")(store, "2026-12-20"), store, 0o000, within=store)


@pytest.mark.long
def test_a_case_that_was_open_is_private_after_the_next_save(store: Path) -> None:
    case_path(store).chmod(0o644)
    check_private(by_cpcli(store, "2026-12-20"), store, 0o022, within=store)


def _loosened(store: Path) -> list[Path]:
    paths = [store, *sorted(store.rglob("*"))]
    for path in paths:
        path.chmod(path.stat().st_mode | 0o055)
    return paths


@pytest.mark.parametrize("loosen", [_loosened])
def test_doctor_finds_and_mends_what_is_open_to_others(loosen: Callable[[Path], list[Path]], store: Path) -> None:
    assert len(loosen(store)) > 8
    assert inside(store, "doctor").code == 3
    assert inside(store, "doctor", "--fix").code == 0

    assert open_to_others(store) == []
    assert sys.platform == "win32" or inside(store, "doctor").code == 0

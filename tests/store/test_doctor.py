"""What the doctor sees of the place a store lies in."""

from datetime import date
from pathlib import Path

import pytest

from cpcli.cli.boundary import run
from cpcli.store.cases import Store
from cpcli.store.config import load_config
from cpcli.store.doctor import NETWORKED, examine, mount_kind

MOUNTS = [("/", "ext4"), ("/home", "ext4"), ("/home/office", "nfs4"), ("/media/share", "cifs")]


@pytest.mark.parametrize(
    ("folder", "kind"),
    [("/home/office/cases", "nfs4"), ("/home/officer", "ext4"), ("/media/share/a/b", "cifs"), ("/tmp/x", "ext4")],  # noqa: S108
)
def test_the_nearest_mount_tells_the_kind_of_file_system(folder: str, kind: str) -> None:
    assert mount_kind(Path(folder), MOUNTS) == kind
    assert kind.startswith(NETWORKED) == (kind != "ext4")


def store(tmp_path: Path) -> Store:
    folder = tmp_path / "OneDrive - Exampleton" / "cases"
    folder.parent.mkdir()
    assert run(["init", str(folder)]) == 0
    return Store(folder, load_config(str(folder)))


def test_a_folder_that_a_synchroniser_keeps_is_told(tmp_path: Path) -> None:
    said = [remark.says for remark in examine(store(tmp_path), date(2026, 12, 1))]

    assert any("OneDrive copies elsewhere" in each for each in said)


def test_a_conflicting_copy_is_told(tmp_path: Path) -> None:
    place = store(tmp_path)
    (place.folder / "cases" / "2026-1 (conflicted copy).toml").write_text("format = 1\n", encoding="utf-8")

    assert any("conflicting copy" in remark.says for remark in examine(place, date(2026, 12, 1)))


@pytest.mark.parametrize(
    ("today", "word"), [(date(2019, 1, 1), "clock says 2019-01-01"), (date(2028, 6, 1), "proclaimed up to 2028")]
)
def test_a_wrong_clock_and_old_bank_holidays_are_told(tmp_path: Path, today: date, word: str) -> None:
    assert any(word in remark.says for remark in examine(store(tmp_path), today))

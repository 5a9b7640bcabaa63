"""A small file system that is really full."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import tracing
from faultlib import COUNTS, HERE, Done, environment

pytestmark = pytest.mark.long

MOUNT = 'mount -t tmpfs -o size=64k,mode=0700 none "$1" || exit 99; shift; exec "$@"'


def on_small_disk(*argv: str, mount: Path) -> Done:
    """Run a command with 64 kB of memory mounted at a folder, for it and for nobody else."""
    namespace = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    done = subprocess.run(
        [*namespace, "sh", "-c", MOUNT, "sh", str(mount), *argv],
        capture_output=True, text=True, env=environment(mount, PYTHONPATH=str(HERE)), timeout=120, check=False,
    )  # fmt: skip
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def mount(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    folder.mkdir()
    return folder


def _cannot_mount(mount: Path, what: str) -> bool:
    """Whether no small file system can be had here; said aloud. Limits on a file's size are tested without one."""
    if shutil.which("unshare") is None:
        tracing.say_not_run(f"{what} could not run: unshare is not installed")
        return True
    done = on_small_disk("true", mount=mount)
    if done.code != 0:
        tracing.say_not_run(f"{what} could not run: no file system can be mounted here: {done.err.strip()}")
    return done.code != 0


def test_a_full_disk_leaves_the_old_file_and_says_so(mount: Path, template: Path) -> None:
    if _cannot_mount(mount, "the full disk"):
        return
    done = on_small_disk(sys.executable, str(HERE / "small_disk.py"), str(mount), str(template), "cpcli", mount=mount)

    assert done.code == 0, done.err
    refused, saved = map(int, done.out.split())
    COUNTS.append(f"saves on a full disk: {refused} refused, {saved} went through")
    assert refused >= 2, "the disk was never full"
    assert saved >= 1, "with room enough a save goes through"


@pytest.mark.parametrize("kind", ["truncating"])
def test_a_writer_that_empties_the_case_first_is_caught_on_a_full_disk(kind: str, mount: Path, template: Path) -> None:
    if _cannot_mount(mount, "the control of the full disk"):
        return
    done = on_small_disk(sys.executable, str(HERE / "small_disk.py"), str(mount), str(template), kind, mount=mount)

    assert done.code == 1
    assert "AssertionError: it said saved, and the file does not hold the change" in done.err


def test_what_could_not_run_here_is_written_down() -> None:
    assert all("could not run: " in sentence for sentence in tracing.NOT_RUN)
    COUNTS.extend(dict.fromkeys(tracing.NOT_RUN))

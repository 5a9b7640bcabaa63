"""A really full disk: run in a mount namespace of its own, so that nothing stays mounted whatever happens.

`python small_disk.py MOUNT TEMPLATE WRITER`: MOUNT is a file system of 64 kB. It is filled to within so many pages, a
change is tried, and what must hold is held to. Prints how many saves were refused and how many went through.
"""

import os
import shutil
import sys
from pathlib import Path

from faultlib import REF, by_broken, by_cpcli, case_path, check_next_command, copy_of, made, run, whole_state
from test_disk_faults import check_refused

PAGE = 4096


def check_full(mount: Path, template: Path, kind: str) -> tuple[int, int]:
    """Try a change with 0, 1, 2, ... free pages.

    Raises:
        AssertionError: see `check_refused`.
    """
    writer = by_cpcli if kind == "cpcli" else by_broken(kind)
    refused = saved = 0
    for pages in range(9):
        store = copy_of(template, mount / "store")
        # One more event needs one more page.
        words = '\n[[event]]\nkind = "core-group"\non = 2026-12-19\nnote = ""\n'
        note = "x" * (PAGE - 10 - case_path(store).stat().st_size - len(words))
        made(store, "record", REF, "core-group", "--on", "2026-12-19", "--note", "-", stdin=note)
        before = whole_state(store)
        filler = mount / "filler"
        with filler.open("wb", buffering=0) as file:
            free = os.statvfs(mount)
            file.write(bytes(max(free.f_bavail * free.f_frsize - pages * PAGE, 0)))
        done = run(writer(store, "2026-12-20"), store, env={"PYTHONDONTWRITEBYTECODE": "1"})
        if done.code == 0:
            saved += 1
            assert b"2026-12-20" in case_path(store).read_bytes(), (
                "it said saved, and the file does not hold the change"
            )
        else:
            refused += 1
            check_refused(done, store, before, before)
        filler.unlink()
        check_next_command(store)
        shutil.rmtree(store)
    return refused, saved


def main() -> None:
    """Say what came of it."""
    refused, saved = check_full(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
    sys.stdout.write(f"{refused} {saved}\n")


if __name__ == "__main__":
    main()

"""Run a writer that stops before its first fsync, so that another program can get in between its read and its write.

`python pausing.py FOLDER cpcli WORDS...` or `python pausing.py FOLDER broken.py KIND CASE DAY`: makes FOLDER/waiting
and goes on once FOLDER/go is there.
"""

import os
import runpy
import sys
import time
from pathlib import Path

_FSYNC = os.fsync


def main() -> None:
    """Run the program named with os.fsync waiting once."""
    folder, program = Path(sys.argv[1]), sys.argv[2]
    sys.argv = sys.argv[2:]

    def wait_once(handle: int) -> None:
        os.fsync = _FSYNC
        (folder / "waiting").touch()
        until = time.monotonic() + 20
        while not (folder / "go").exists() and time.monotonic() < until:
            time.sleep(0.01)
        _FSYNC(handle)

    os.fsync = wait_once  # type: ignore[assignment]
    if program.endswith(".py"):
        runpy.run_path(program, run_name="__main__")
    else:
        runpy.run_module(program, run_name="__main__")


if __name__ == "__main__":
    main()

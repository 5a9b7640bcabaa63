"""The fictional family that ships with cpcli, copied into a new folder."""

import os
from datetime import date
from pathlib import Path

from cpcli.errors import CpcliError, UsageFault

SHIPPED = Path(__file__).resolve().parent.parent / "demo_family"

#: The family's story stands on this day, so the demonstration looks the same in any year.
AS_OF = date(2026, 12, 8)

DEFAULT_FOLDER = "cpcli-demo"


def copy_family(named: str | None) -> Path:
    """Copy the family into a new folder and give the path of its case file. Nothing that exists is touched.

    Raises:
        UsageFault: the folder named exists already.
        CpcliError: it cannot be written there.
    """
    folder = Path(named) if named else _first_free(Path(DEFAULT_FOLDER))
    try:
        folder.mkdir(mode=0o700)
        (folder / "cases").mkdir(mode=0o700)
        _copy(SHIPPED / "cpcli.toml", folder / "cpcli.toml")
        for case in sorted(SHIPPED.glob("20*.toml")):
            _copy(case, folder / "cases" / case.name)
    except FileExistsError:
        raise UsageFault(f"{folder} exists already; name a folder that does not, or leave the name out") from None
    except OSError as fault:
        raise CpcliError(f"{folder} cannot be written: {(fault.strerror or 'unknown reason').lower()}") from None
    return folder / "cases" / "2026-0042.toml"


def _first_free(base: Path) -> Path:
    tried, number = base, 2
    while tried.exists():
        tried, number = base.with_name(f"{base.name}-{number}"), number + 1
    return tried


def _copy(source: Path, target: Path) -> None:
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(source.read_bytes())

"""Where the store is, and its configuration file cpcli.toml."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from cpcli.errors import UsageFault
from cpcli.store.tables import Table, read_toml

CONFIG = "cpcli.toml"

#: What `[office]` may say, all of it for families to read: who to turn to, and to whom about a complaint.
OFFICE = ("team", "address", "phone", "email", "hours", "complaints", "complaints_phone", "complaints_email")

#: A closure longer than this is a slip of the pen.
LONGEST_CLOSURE = 92


@dataclass(frozen=True, slots=True)
class Config:
    """What a store's cpcli.toml says.

    Attributes:
        folder: the store's folder, None where there is none.
        pack: the pack to use where none is named, None for the shipped default.
        user: who is acting, where CPCLI_USER does not say.
        recipients: the age recipients that cases are encrypted to; none leaves them readable.
        identity: the file with one's own age key, where CPCLI_IDENTITY does not say.
        bank_holidays: bank holidays that the shipped table does not have yet.
        closures: days on which the office is shut though they are working days.
        office: how to reach those who run conferences, as papers give it: the keys of OFFICE, where they are said.
    """

    folder: Path | None = None
    pack: str | None = None
    user: str | None = None
    recipients: tuple[str, ...] = ()
    identity: str | None = None
    bank_holidays: Mapping[date, str] = field(default_factory=dict)
    closures: Mapping[date, str] = field(default_factory=dict)
    office: Mapping[str, str] = field(default_factory=dict)

    @property
    def pack_places(self) -> tuple[Path, ...]:
        """The folders in which an area keeps packs of its own."""
        return (self.folder / "packs",) if self.folder else ()


def find_store(named: str | None = None) -> Path | None:
    """The store: the folder named, CPCLI_STORE, the nearest folder upwards with a cpcli.toml, the data folder.

    Raises:
        UsageFault: a folder was named and has no cpcli.toml.
    """
    for said, where in ((named, "--store"), (os.environ.get("CPCLI_STORE"), "CPCLI_STORE")):
        if said:
            if not _is_store(Path(said)):
                raise UsageFault(f"{where} names a folder that has no {CONFIG}")
            return Path(said)
    try:
        here = Path.cwd()
        around = [here, *here.parents]
    except OSError:  # the folder we stand in was removed
        around = []
    with suppress(RuntimeError):  # nobody's home: a user id without an entry, in a container
        around.append(data_folder())
    return next((folder for folder in around if _is_store(folder)), None)


def _is_store(folder: Path) -> bool:
    try:
        return (folder / CONFIG).is_file()
    except OSError:  # a name no system takes
        return False


def data_folder() -> Path:
    """The platform's folder for a program's data, where a store lies when none is named."""
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "cpcli"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "cpcli"


def load_config(named: str | None = None) -> Config:
    """Find the store and read its configuration; an empty one where there is no store.

    Raises:
        UsageFault: the store named does not exist.
        InvalidFile: cpcli.toml is wrong; every problem found is told.
    """
    folder = find_store(named)
    if folder is None:
        return Config()
    data, problems = read_toml(folder / CONFIG, CONFIG)
    table = Table(data, "", problems)
    pack, user = table.text("pack", None), table.text("user", None)
    recipients, identity = table.texts("recipients"), table.text("identity", None)
    holidays: dict[date, str] = {}
    for day, name in table.each("bank_holiday", lambda row: (row.day("on"), row.text("name"))):
        if day is not None:
            holidays[day] = name or "local bank holiday"
    closures: dict[date, str] = {}
    for days, name in table.each("closure", _read_closure):
        closures.update(dict.fromkeys(days, name))
    office = _read_office(table)
    table.close()
    problems.raise_errors()
    return Config(folder, pack, user, recipients, identity, holidays, closures, office)


def _read_closure(row: Table) -> tuple[list[date], str]:
    first, name = row.day("from"), row.text("name", "office closed")
    last = row.day("to", first)
    if first is None or last is None:
        return [], name
    length = (last - first).days + 1
    if not 1 <= length <= LONGEST_CLOSURE:
        row.wrong("to", f"a closure ends on or after its first day and lasts at most {LONGEST_CLOSURE} days")
        return [], name
    return [first + timedelta(days=n) for n in range(length)], name


def _read_office(table: Table) -> dict[str, str]:
    row = table.table("office")
    if row is None:
        return {}
    said = {name: row.text(name, None) for name in OFFICE}
    row.close()
    return {name: value for name, value in said.items() if value}

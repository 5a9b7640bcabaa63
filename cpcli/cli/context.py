"""The composition root: the clock, the store's configuration, the calendar and the packs, put together."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

from cpcli.casework.pack import Pack
from cpcli.store.bank_holidays import england
from cpcli.store.config import Config, load_config
from cpcli.store.packs import DEFAULT_PACK, find_pack, is_shipped, load_pack
from cpcli.workdays import Calendar


class Context(NamedTuple):
    """What a command works with."""

    config: Config
    calendar: Calendar
    packs: dict[str, Pack]

    def pack(self, named: str | None) -> Pack:
        """The pack named, else the configured one, else the shipped default.

        An area's own pack is cross-checked once whenever its files have changed.
        """
        name = named or self.config.pack or DEFAULT_PACK
        if name not in self.packs:
            self.pack_folder(name)
            self.packs[name] = load_pack(name, self.config.pack_places)
        return self.packs[name]

    def pack_folder(self, named: str | None) -> Path:
        """The folder of the pack named, else of the configured one, else of the shipped default, checked as above."""
        name = named or self.config.pack or DEFAULT_PACK
        places = self.config.pack_places
        folder = find_pack(name, places)
        if not is_shipped(folder):
            from cpcli.store.pack_checks import check_once

            check_once(name, places)
        return folder


def context(store: str | None = None) -> Context:
    """Read the configuration and make the calendar."""
    config = load_config(store)
    return Context(config, england(config.bank_holidays, config.closures), {})


def today() -> date:
    """The day it is here, asked once a command."""
    return date.today()  # noqa: DTZ011 - the day on the wall of the office is the day that counts

"""Options that several commands share, and the reading of their values."""

import os
import re
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from typing import Annotated, Any

import typer

from cpcli.casework.timeline import Moment
from cpcli.errors import UsageFault, nearest

#: Where the configuration and the cases lie.
Store = Annotated[str | None, typer.Option("--store", metavar="DIR", help="The folder with cpcli.toml.")]

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?")


def completer(words: Callable[[], Iterable[str]]) -> Callable[[str], list[str]]:
    """Completion from a closed set of words."""
    return lambda incomplete: [word for word in words() if word.startswith(incomplete)]


def complete_refs(incomplete: str) -> list[str]:
    """Refs for the shell; never a name. A store that cannot be read completes nothing."""
    try:
        from cpcli.cli.acting import the_store

        return [ref for ref in the_store(None).refs() if ref.startswith(incomplete)]
    except Exception:  # noqa: BLE001 - a completion must never disturb the line being typed
        return []


def complete_ids(*tables: str) -> Callable[[typer.Context, str], list[str]]:
    """Ids of these tables of the case whose ref stands on the line; never a name."""

    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        try:
            from cpcli.cli.acting import the_store
            from cpcli.store.case_reader import read_whole_case

            place = the_store(None)
            # While an option still waits for its value the words have not been taken apart: look for a ref among them.
            typed = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS", "")
            known = [word for word in typed.split() if word in place.refs()]
            ref = place.find(str(ctx.params.get("ref") or known[0]))
            ids = read_whole_case(place.read(ref), ref)[0].ids(*tables)
            return [each for each in ids if each.startswith(incomplete)]
        except Exception:  # noqa: BLE001 - a completion must never disturb the line being typed
            return []

    return complete


def format_option(*formats: str) -> Any:
    """`--format`, with the first as default."""
    return typer.Option(
        "--format",
        "-f",
        metavar="|".join(formats),
        help="How to print the answer.",
        autocompletion=completer(lambda: formats),
    )


def one_of(said: str, choices: Collection[str], what: str) -> str:
    """A word of a closed set.

    Raises:
        UsageFault: it is another; the nearest is told.
    """
    if said not in choices:
        raise UsageFault(f'{what} "{said}" is not known{nearest(said, choices)}')
    return said


def read_date(said: str, what: str) -> date:
    """A date written as 2026-12-10.

    Raises:
        UsageFault: it is none, or there is no such day.
    """
    if not _DATE.fullmatch(said):
        raise UsageFault(f'{what}: "{said}" is not a date; write it as 2026-12-10')
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise UsageFault(f"{what}: there is no day {said}; check the month and the day") from None


def read_moment(said: str, what: str) -> Moment:
    """A date, or a date and time such as 2026-12-10T10:00, taken as Europe/London.

    Raises:
        UsageFault: it is neither, or there is no such day or time.
    """
    if _DATE.fullmatch(said):
        return read_date(said, what)
    if not _DATE_TIME.fullmatch(said):
        raise UsageFault(f'{what}: "{said}" is not a date; write 2026-12-10, or 2026-12-10T10:00 with a time')
    from cpcli.workdays import london

    try:
        return london(datetime.fromisoformat(said))
    except ValueError:
        raise UsageFault(f"{what}: there is no time {said}; check the day and the hour") from None

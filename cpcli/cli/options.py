"""Options that several commands share."""

import os
from collections.abc import Callable, Collection, Iterable
from typing import Annotated, Any

import typer

from cpcli.errors import UsageFault, nearest

#: Where the configuration and the cases lie.
Store = Annotated[str | None, typer.Option("--store", metavar="DIR", help="The folder with cpcli.toml.")]


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


#: For which conference; where none is named it is chosen by rules/which_conference.py.
ConferenceId = Annotated[
    str | None,
    typer.Option(
        "--conference",
        metavar="ID",
        help="Which conference.  [default: the next, else the latest]",
        autocompletion=complete_ids("conference"),
    ),
]

#: The same for a paper: what was decided stands in the papers of the one that decided it.
PaperConference = Annotated[
    str | None,
    typer.Option(
        "--conference",
        metavar="ID",
        help="Which conference.  [default: the next, else the latest; asked where one decided and one is booked]",
        autocompletion=complete_ids("conference"),
    ),
]

"""The top command."""

import typer

from cpcli import __version__
from cpcli.cli.lazy import LazyGroup, new_app

app = new_app(cls=LazyGroup, add_completion=True, no_args_is_help=True)


def _print_version(asked: bool) -> None:
    if asked:
        from cpcli.output.emit import emit

        emit(f"cpcli {__version__}")
        raise typer.Exit


@app.callback()
def cpcli(
    *,
    version: bool = typer.Option(False, "--version", callback=_print_version, is_eager=True, help="Print the version."),
) -> None:
    """Deadlines, quorum, decisions and documents for child protection conferences in England.

    Start with:  cpcli demo

    Or ask for a date:

    cpcli deadlines --event strategy-discussion=2026-12-10
    """
    del version

"""`cpcli schema`: the JSON Schema of each answer."""

from typing import Annotated

import typer

from cpcli.cli.lazy import new_app
from cpcli.cli.options import completer, one_of
from cpcli.errors import ExitCode
from cpcli.output.emit import emit
from cpcli.store.schemas import schema_names, schema_text

app = new_app()


@app.command()
def schema(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="Which answer; none lists them.", autocompletion=completer(schema_names)),
    ] = None,
) -> int:
    """Print the JSON Schema of an answer, or list the schemas there are."""
    emit("\n".join(schema_names()) if name is None else schema_text(one_of(name, schema_names(), "the schema")))
    return ExitCode.DONE

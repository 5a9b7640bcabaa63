"""`cpcli schema`: the JSON Schema of each answer."""

from typing import Annotated

import typer

from cpcli.cli.lazy import new_app
from cpcli.cli.options import completer, one_of
from cpcli.errors import ExitCode
from cpcli.output.emit import emit
from cpcli.store.schemas import schema_names, schema_text

app = new_app()

#: The schema of what is read rather than answered; it is made from the fields of a case.
CASE = "case"


@app.command()
def schema(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]",
            help="Which answer; none lists them.",
            autocompletion=completer(lambda: [*schema_names(), CASE]),
        ),
    ] = None,
) -> int:
    """Print the JSON Schema of an answer, or list the schemas there are."""
    names = sorted([*schema_names(), CASE])
    if name is None:
        emit("\n".join(names))
    elif one_of(name, names, "the schema") == CASE:
        import json

        from cpcli.output.case_schema import case_schema

        emit(json.dumps(case_schema(), indent=2))
    else:
        emit(schema_text(name))
    return ExitCode.DONE

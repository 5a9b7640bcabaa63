"""One list of fields, three ways in: flags, an answers file, prompts on a terminal. The saved bytes are the same."""

import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from cpcli.casework.fields import Field
from cpcli.casework.typed import read_date, read_moment
from cpcli.cli.options import complete_ids, completer
from cpcli.errors import InvalidFile, Problem, UsageFault, nearest

#: On a command line this stands for: read it from standard input.
FROM_INPUT = "-"


def flag_of(field: Field) -> str:
    """The option's name of a field: `born`, `sent-to-chair`."""
    return field.name.replace("_", "-")


def with_flags(fields: Sequence[Field]) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Give a command one option a field, handed to it as the mapping `given`.

    A table of what is confidential from whom is too much for a flag: it comes from the answers file or `set`.
    """

    def wrap(command: Callable[..., int]) -> Callable[..., int]:
        own = [p for p in inspect.signature(command, eval_str=True).parameters.values() if p.name != "given"]
        asked = [field for field in fields if field.kind != "withheld"]

        def run(**values: Any) -> int:
            given = {field.name: values.pop(f"field_{field.name}") for field in asked}
            return command(given={name: value for name, value in given.items() if value not in (None, [])}, **values)

        parameters = [*own, *(_option(field) for field in asked)]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in parameters}
        run.__doc__ = command.__doc__
        run.__name__ = command.__name__
        return run

    return wrap


def _option(field: Field) -> inspect.Parameter:
    says = f"{field.says}." + (" Repeatable." if field.many else "")
    if field.kind == "flag":
        kind: Any = Annotated[bool | None, typer.Option(f"--{flag_of(field)}/--no-{flag_of(field)}", help=says)]
    else:
        words = _completion(field)
        option = typer.Option(f"--{flag_of(field)}", metavar=_metavar(field), help=says, autocompletion=words)
        kind = Annotated[list[str] | None, option] if field.many else Annotated[str | None, option]
    return inspect.Parameter(f"field_{field.name}", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)


#: Which tables' ids complete a field.
_IDS = {"child": ("child",), "person": ("person",), "anyone": ("person", "child"), "conference": ("conference",)}


def _completion(field: Field) -> Callable[..., list[str]] | None:
    if field.choices:
        return completer(lambda: field.choices)
    return complete_ids(*_IDS[field.kind]) if field.kind in _IDS else None


def _metavar(field: Field) -> str:
    return {"date": "DATE", "moment": "WHEN", "child": "ID", "person": "ID", "anyone": "ID", "conference": "ID"}.get(
        field.kind, "TEXT"
    )


def read_given(given: Mapping[str, Any], fields: Sequence[Field]) -> dict[str, Any]:
    """What the flags say as values of their kinds; `-` reads the text from standard input, once.

    Raises:
        UsageFault: a value is not of its kind; the nearest word is told where there is a closed set.
    """
    known = {field.name: field for field in fields}
    taken = [name for name, value in given.items() if value == FROM_INPUT]
    if len(taken) > 1:
        raise UsageFault(f"only one value can come from standard input, not {' and '.join(map(_flag, taken))}")
    return {name: read_value(known[name], value) for name, value in given.items()}


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def read_value(field: Field, said: Any) -> Any:
    """One value, from the words on a command line or in a prompt.

    Raises:
        UsageFault: it is not of the field's kind. What was said is repeated only where it is a word of a closed set.
    """
    if field.many:
        items = [said] if isinstance(said, str) else list(said)
        if items == [FROM_INPUT]:
            # Several values on standard input stand on a line each.
            items = [line.strip() for line in from_input().splitlines() if line.strip()]
        return [read_typed(field, each) for each in items]
    return read_typed(field, from_input() if said == FROM_INPUT else said)


def from_input() -> str:
    """Standard input as text, without its last line end.

    Raises:
        UsageFault: there is none, or it is not UTF-8.
    """
    try:
        text = "" if sys.stdin is None else sys.stdin.read()
        text.encode("utf-8")
    except UnicodeError:
        raise UsageFault("standard input is not text in UTF-8") from None
    return text.rstrip("\n")


def read_typed(field: Field, said: Any) -> Any:
    """One value as a person typed it, where `-` is a dash and not standard input.

    Raises:
        UsageFault: it is not of the field's kind.
    """
    if field.many and not isinstance(said, str):
        return [read_typed(field, each) for each in said]
    if field.kind == "flag":
        return said if isinstance(said, bool) else _yes_or_no(field, str(said))
    text = str(said)
    if field.kind == "date":
        return read_date(text, _flag(field.name))
    if field.kind == "moment":
        return local(read_moment(text, _flag(field.name)))
    if field.kind == "choice" and text not in field.choices:
        raise UsageFault(f'{_flag(field.name)}: "{text}" is not known{nearest(text, field.choices)}')
    return text


def local(value: Any) -> Any:
    """A time with an offset as a case file holds it: local time without one. Anything else is as it was."""
    from cpcli.workdays import london

    if isinstance(value, datetime) and value.tzinfo is not None:
        return london(value).replace(tzinfo=None)
    return value


def in_order_of(fields: Sequence[Field], row: Mapping[str, Any]) -> dict[str, Any]:
    """A table's values in the order of its fields, keys that are none after them."""
    known = [field.name for field in fields if field.name in row]
    return {name: local(row[name]) for name in (*known, *(name for name in row if name not in known))}


def _yes_or_no(field: Field, said: str) -> bool:
    if said.lower() in {"y", "yes", "true", "n", "no", "false"}:
        return said.lower() in {"y", "yes", "true"}
    raise UsageFault(f"{_flag(field.name)}: answer yes or no")


def read_answers(named: str) -> dict[str, Any]:
    """An answers file (TOML), or standard input where it is called `-`.

    Raises:
        InvalidFile: it is no TOML.
        UsageFault: there is none.
    """
    from cpcli.store.tables import parse_toml, read_toml

    if named == FROM_INPUT:
        return parse_toml(from_input(), "standard input")
    path = Path(named)
    if not path.is_file():
        raise UsageFault(f"there is no answers file {path.name} there")
    return read_toml(path, path.name)[0]


def gather(
    fields: Sequence[Field], given: Mapping[str, Any], answers: str | None, *, preset: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The values of one table, in the order of its fields: flags over answers over presets; a terminal asks the rest.

    Without a terminal nothing is asked: every required value that is missing is named at once.

    Raises:
        UsageFault: a required value is missing, or the answers hold a key that is none.
    """
    told = dict(read_answers(answers)) if answers else {}
    known = {field.name for field in fields}
    wrong = [key for key in told if key not in known]
    if wrong:
        named = "standard input" if answers == FROM_INPUT else Path(str(answers)).name
        says = f"this is no key here{nearest(wrong[0], known)}"
        raise InvalidFile([Problem(named, says, wrong[0])])
    values = {**(preset or {}), **told, **read_given(given, fields)}
    if not given and not answers and can_ask():
        from cpcli.guides.asking import ask_fields

        values = ask_fields(fields, values, read_typed)
    lacking = [field.name for field in fields if field.required and field.name not in values]
    if lacking:
        raise UsageFault(f"still needed: {', '.join(map(_flag, lacking))}; give it as a flag or in --answers FILE")
    return in_order_of(fields, values)


def can_ask() -> bool:
    """Whether there is a person at a terminal to answer: from a pipe a prompt would invent what it is not told.

    What is asked, and what warns before saving, stands on standard error: unseen, it asks nobody.
    """
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))

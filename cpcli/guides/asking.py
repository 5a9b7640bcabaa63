"""Asking for the fields of a table on a terminal: with questionary, or plainly, one line at a time.

questionary is called on a real terminal only: from a pipe it takes the first choice for an answer. Ctrl-C ends the
command with 130 and nothing is saved.
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cpcli.casework.fields import Field
from cpcli.errors import UsageFault

#: An answer that leaves the field out.
SKIPPED = ""


def ask_fields(fields: Sequence[Field], values: Mapping[str, Any], read: Callable[[Field, Any], Any]) -> dict[str, Any]:
    """Ask for each field that has no value yet; an empty answer leaves an optional one out.

    `read` turns an answer into a value and raises UsageFault where it is none; then the question comes again.
    """
    found = dict(values)
    ask = _plainly if is_plain() else _with_questionary
    for field in fields:
        if field.kind == "withheld" or field.name in found:
            continue
        value = _until_right(field, ask, read)
        if value is not None:
            found[field.name] = value
    return found


def is_plain() -> bool:
    """Whether to ask one line at a time, without redrawing: for screen readers and terminals that cannot redraw."""
    return os.environ.get("TERM") == "dumb" or bool(os.environ.get("ACCESSIBLE"))


def _until_right(field: Field, ask: Callable[[Field], str], read: Callable[[Field, Any], Any]) -> Any:
    while True:
        said = ask(field).strip()
        if said == SKIPPED and not field.required:
            return None
        if said == SKIPPED:
            sys.stderr.write("this is needed\n")
            continue
        words: Any = said.replace(",", " ").split() if field.many else said
        try:
            return read(field, words)
        except UsageFault as fault:
            # The flag's name means nothing to somebody who is being asked.
            flag = "--" + field.name.replace("_", "-") + ": "
            sys.stderr.write(str(fault).removeprefix(flag) + "\n")


def _question(field: Field) -> str:
    optional = "" if field.required else " (optional)"
    many = ", separated by spaces" if field.many else ""
    yes = " [yes/no]" if field.kind == "flag" else ""
    return f"{field.says}{many}{yes}{optional}:"


def _plainly(field: Field) -> str:
    if field.choices:
        sys.stderr.write("".join(f"  {at}  {word}\n" for at, word in enumerate(field.choices, 1)))
    sys.stderr.write(f"{_question(field)} ")
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise KeyboardInterrupt
    said = line.strip()
    if field.choices and said.isdigit() and 1 <= int(said) <= len(field.choices):
        return field.choices[int(said) - 1]
    return said


def _with_questionary(field: Field) -> str:
    import questionary

    if field.choices and field.kind == "choice":
        choices = [*([] if field.required else ["(leave out)"]), *field.choices]
        answer: str = questionary.select(_question(field), choices=choices).unsafe_ask()
        return SKIPPED if answer == "(leave out)" else answer
    if field.choices:
        return str(questionary.autocomplete(_question(field), choices=list(field.choices)).unsafe_ask())
    return str(questionary.text(_question(field)).unsafe_ask())


def ask_yes(question: str) -> bool:
    """A yes or no; anything else is asked again."""
    if not is_plain():
        import questionary

        return bool(questionary.confirm(question, default=False).unsafe_ask())
    while True:
        sys.stderr.write(f"{question} [yes/no] ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise KeyboardInterrupt
        if line.strip().lower() in {"y", "yes"}:
            return True
        if line.strip().lower() in {"n", "no", ""}:
            return False

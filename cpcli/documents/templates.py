"""Jinja, and nothing else uses it: a template and a view's plain values in, canonical Markdown out.

The sandbox is immutable and strict: a template sees plain values only and changes nothing, and a name that no view has
is an error with its line. Whatever a value says comes out as words, never as Markdown.
"""

import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any

from cpcli.documents.plain import NotRecorded
from cpcli.documents.values import markdown_safe
from cpcli.errors import InvalidFile, Problem

if TYPE_CHECKING:
    from jinja2 import Environment

#: The first of the characters in which values are carried through Markdown.
FIRST_CARRIED = 0xF0000

#: What a document may come to: far more than any conference needs.
LARGEST_TEXT = 2_000_000

#: How long a template may take, in seconds.
LONGEST = 5.0

#: The facts that a rendering met and that are not recorded.
_MISSING: ContextVar[list[NotRecorded]] = ContextVar("missing")


def parts_name(name: str) -> bool:
    """Whether a file is a part that templates share: `_table.md.j2`."""
    return name.startswith("_") and name.endswith(".md.j2")


def environment(parts: Callable[[str], str | None]) -> "Environment":
    """The sandbox; `parts` gives the text of what templates share, by its file name."""
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    made = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,
        finalize=_as_words,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        loader=FunctionLoader(lambda name: parts(name) if parts_name(name) else None),
    )
    made.globals.clear()
    for risky in ("attr", "map", "format", "pprint", "xmlattr", "urlize", "tojson"):
        made.filters.pop(risky, None)
    made.filters["listed"] = _listed
    return made


def _as_words(value: Any) -> str:
    """What an expression puts into the text: words, with everything that Markdown would take for a sign escaped."""
    if isinstance(value, NotRecorded):
        _MISSING.get().append(value)
        return markdown_safe(str(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and any(ord(char) >= FIRST_CARRIED for char in value):
        # What a macro makes has been through here once: a second time its values would vanish without a word.
        raise TypeError("what a macro makes of values cannot be printed again: go through an include instead")
    if value is None or isinstance(value, int | str):
        return markdown_safe("" if value is None else str(value))
    # A list, a table or a function in the middle of a sentence is a slip of the template's author.
    raise TypeError("a list or a table cannot be printed as it is: go through it with for")


def _listed(values: Any, last: str = "and") -> str:
    """`a, b and c`."""
    from cpcli.rules.wording import listed

    return listed((str(each) for each in values), last)


def rendered(
    name: str, text: str, values: Mapping[str, Any], parts: Callable[[str], str | None]
) -> tuple[str, list[NotRecorded]]:
    """A template filled in, and the facts it met that are not recorded.

    Raises:
        InvalidFile: the template is wrong; its line is told.
    """
    from jinja2 import TemplateError

    missing: list[NotRecorded] = []
    token = _MISSING.set(missing)
    line: int | None = None
    try:
        template = _compiled(name, text, parts)
        return "".join(_limited(template.generate(**values), name)), missing
    except TemplateError as fault:
        line = getattr(fault, "lineno", None) or _line_of(fault)
        raise InvalidFile([Problem(f"templates/{name}", _said(fault), line=line)]) from None
    except (TypeError, ValueError, ArithmeticError, LookupError, RecursionError) as fault:
        says = str(fault) if isinstance(fault, TypeError) and "go through" in str(fault) else "it cannot be worked out"
        raise InvalidFile([Problem(f"templates/{name}", says, line=_line_of(fault))]) from None
    finally:
        _MISSING.reset(token)


@cache
def _compiled(name: str, text: str, parts: Callable[[str], str | None]) -> Any:
    """A template, compiled once for all readers."""
    made = environment(parts)
    code = made.compile(text, name=name, filename=f"templates/{name}")
    return made.template_class.from_code(made, code, made.make_globals(None))


def _limited(pieces: Any, name: str) -> Any:
    """The pieces of a text, up to what a document may come to."""
    size, until = 0, time.monotonic() + LONGEST
    for piece in pieces:
        size += len(piece)
        if size > LARGEST_TEXT or time.monotonic() > until:
            raise InvalidFile([Problem(f"templates/{name}", "the document grows without end; look at its loops")])
        yield piece


def _said(fault: Exception) -> str:
    """What Jinja says of a template, which never holds a value of the case."""
    from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
    from jinja2.exceptions import SecurityError

    if isinstance(fault, SecurityError):
        return "it asks for something that templates may not touch"
    if isinstance(fault, TemplateNotFound):
        return "it asks for a part that is not there; parts are called _name.md.j2"
    if isinstance(fault, UndefinedError):
        return "it asks for a name that the view does not have"
    if isinstance(fault, TemplateSyntaxError):
        return f"it is no template: {fault.message}"
    return "it cannot be rendered"


def _line_of(fault: BaseException) -> int | None:
    """The line of the template in which a fault arose."""
    trace, line = fault.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith("templates/"):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line

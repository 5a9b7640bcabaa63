"""Jinja, and nothing else uses it: a template and a view's plain values in, canonical Markdown out.

The sandbox is immutable and strict: a template sees plain values only and changes nothing, and a name that no view has
is an error with its line. Whatever a value says comes out as words, never as Markdown. What no sandbox inside a process
can hold (a loop that says nothing, a text that eats the memory) is held by `apart.py`.
"""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from cpcli.documents.plain import NotRecorded
from cpcli.documents.values import markdown_safe
from cpcli.errors import InvalidFile, Problem

if TYPE_CHECKING:
    from jinja2 import Environment

#: The first of the characters in which values are carried through Markdown.
FIRST_CARRIED = 0xF0000

#: What a document may come to, in characters: two hundred pages, far more than any conference needs. A PDF of more
#: takes minutes, and gigabytes, to be searched.
LARGEST_TEXT = 500_000

#: How long a template may take, in seconds.
LONGEST = 5.0

#: How many bits a number that is worked out may have.
LARGEST_NUMBER = 4096

NO_MEMORY = "it needs more memory than any document; look at its loops"

#: A part that templates share, by its bare file name: nothing in it leads to another folder, on any system.
_PART = re.compile(r"_[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.md\.j2")


class Met(NamedTuple):
    """What a rendering met on its way.

    Attributes:
        missing: facts that are not recorded.
        removed: characters that no document may hold and that were taken out of values, as `U+0007`.
    """

    missing: list[NotRecorded]
    removed: list[str]


_MET: ContextVar[Met] = ContextVar("met")


class TookTooLong(BaseException):
    """A template was interrupted. No part of Jinja catches this."""


class _NotHere(TypeError):
    """What a template may not do, in a sentence that holds no value."""


def parts_name(name: str) -> bool:
    """Whether a file is a part that templates share: `_table.md.j2`."""
    return _PART.fullmatch(name) is not None


def environment(parts: Callable[[str], str | None]) -> "Environment":
    """The sandbox; `parts` gives the text of what templates share, by its file name."""
    from jinja2 import FunctionLoader, StrictUndefined

    def load(name: str) -> Any:
        text = parts(name) if parts_name(name) else None
        # With its file's name, so that what is wrong in a part is told with the part's own line.
        return None if text is None else (text, f"templates/{name}", lambda: True)

    made: Environment = _sandbox()(
        undefined=StrictUndefined,
        autoescape=False,
        finalize=_as_words,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        loader=FunctionLoader(load),
    )
    made.globals.clear()
    for risky in ("attr", "map", "format", "pprint", "xmlattr", "urlize", "tojson"):
        made.filters.pop(risky, None)
    made.filters["listed"] = _listed
    return made


@cache
def _sandbox() -> Any:
    """Jinja's immutable sandbox, which also works nothing out that is larger than a document could need."""
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Sandbox(ImmutableSandboxedEnvironment):
        # An operator that is looked at is not worked out ahead either, while the template is compiled.
        intercepted_binops = frozenset(("*", "**", "%"))

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            _refuse_growth(operator, left, right)
            return super().call_binop(context, operator, left, right)

    return Sandbox


def _refuse_growth(operator: str, left: Any, right: Any) -> None:
    if operator == "%":
        # 7 % 2 is a sum; "%99999999d" % 1 is a text without end.
        too_much = not isinstance(left, int)
    elif isinstance(left, int) and isinstance(right, int):
        bits = left.bit_length() * max(right, 1) if operator == "**" else left.bit_length() + right.bit_length()
        too_much = bits > LARGEST_NUMBER
    else:
        # A text times a number: either may stand first.
        size = sum(each if isinstance(each, int) else 0 for each in (left, right))
        size *= max((len(each) for each in (left, right) if hasattr(each, "__len__")), default=1)
        too_much = operator == "**" or size > LARGEST_TEXT
    if too_much:
        raise _NotHere("it works out a text or a number that is larger than any document")


def _as_words(value: Any) -> str:
    """What an expression puts into the text: words, with everything that Markdown would take for a sign escaped."""
    if isinstance(value, NotRecorded):
        _MET.get().missing.append(value)
        return markdown_safe(str(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and any(ord(char) >= FIRST_CARRIED for char in value):
        # What a macro makes has been through here once: a second time its values would vanish without a word.
        raise _NotHere("what a macro makes of values cannot be printed again: go through an include instead")
    if value is None or isinstance(value, int | str):
        return markdown_safe("" if value is None else str(value), _MET.get().removed)
    # A list, a table or a function in the middle of a sentence is a slip of the template's author.
    raise _NotHere("a list or a table cannot be printed as it is: go through it with for")


def _listed(values: Any, last: str = "and") -> str:
    """`a, b and c`."""
    from cpcli.rules.wording import listed

    return listed((str(each) for each in values), last)


def rendered(name: str, text: str, values: Mapping[str, Any], parts: Callable[[str], str | None]) -> tuple[str, Met]:
    """A template filled in, and what it met on its way.

    Raises:
        InvalidFile: the template is wrong; its line is told.
    """
    met = Met([], [])
    token = _MET.set(met)
    try:
        with faults_told(name):
            template = _compiled(name, text, parts)
            return "".join(_limited(template.generate(**values), name)), met
    finally:
        _MET.reset(token)


@contextmanager
def faults_told(name: str) -> Iterator[None]:
    """Turn whatever a template can do wrong into a sentence with its file and its line.

    Raises:
        InvalidFile: it did something wrong.
    """
    from jinja2 import TemplateError

    try:
        yield
    except TemplateError as fault:
        file, line = _place_of(fault, name)
        own = getattr(fault, "lineno", None)
        if own is not None:
            file, line = f"templates/{getattr(fault, 'name', None) or name}", own
        raise InvalidFile([Problem(file, _said(fault), line=line)]) from None
    except TookTooLong as fault:
        raise InvalidFile(
            [_problem(fault, name, f"it took longer than {LONGEST:g} seconds; look at its loops")]
        ) from None
    except MemoryError as fault:
        raise InvalidFile(
            [_problem(fault, name, "it needs more memory than any document; look at its loops")]
        ) from None
    except (RecursionError, SyntaxError) as fault:
        # Python's own SyntaxError: more loops inside one another than it compiles.
        says = "it goes too deep: parts that include each other, or too many brackets or loops inside one another"
        raise InvalidFile([_problem(fault, name, says)]) from None
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RuntimeError) as fault:
        says = str(fault) if isinstance(fault, _NotHere) else "it cannot be worked out"
        raise InvalidFile([_problem(fault, name, says)]) from None


def _problem(fault: BaseException, name: str, says: str) -> Problem:
    file, line = _place_of(fault, name)
    return Problem(file, says, line=line)


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


def _place_of(fault: BaseException, name: str) -> tuple[str, int | None]:
    """The file and the line in which a fault arose: of the part, where it arose in one."""
    trace = fault.__traceback__
    found: tuple[str, int | None] = (f"templates/{name}", None)
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith("templates/"):
            # Jinja puts a template's own lines into the trace of most faults, not into that of an interrupt.
            compiled = trace.tb_frame.f_globals.get("__jinja_template__")
            line = trace.tb_lineno if compiled is None else compiled.get_corresponding_lineno(trace.tb_lineno)
            found = (file, line)
        trace = trace.tb_next
    return found

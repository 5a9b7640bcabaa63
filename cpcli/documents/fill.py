"""A template filled in: first every name in it is held to those that there are, then it is rendered."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from cpcli.documents.lint import problems_in
from cpcli.documents.plain import NotRecorded
from cpcli.documents.templates import rendered
from cpcli.errors import InvalidFile


class Filling(NamedTuple):
    """What is needed to fill a template in.

    Attributes:
        name: the template's file name.
        text: the template.
        names: every name that a view can have; a template that asks for another is wrong.
        values: what this reader's view says; plain values only.
    """

    name: str
    text: str
    names: Mapping[str, Any]
    values: Mapping[str, Any]


class Filled(NamedTuple):
    """A template filled in.

    Attributes:
        markdown: canonical Markdown.
        missing: the facts that it met and that are not recorded.
        removed: the characters taken out of values that no document may hold, each once, as `U+0007`.
    """

    markdown: str
    missing: tuple[NotRecorded, ...]
    removed: tuple[str, ...] = ()


def fill(wanted: Filling, parts: Callable[[str], str | None]) -> Filled:
    """Fill a template in; `parts` gives the text of what templates share, by its file name.

    Raises:
        InvalidFile: the template is wrong; every name that there is not is told, with its line.
    """
    wrong = problems_in(wanted.name, wanted.text, wanted.names, parts)
    if wrong:
        raise InvalidFile(wrong)
    markdown, met = rendered(wanted.name, wanted.text, wanted.values, parts)
    return Filled(markdown, tuple(met.missing), tuple(sorted(set(met.removed))))

"""The words of a guide's command: refs, and questions as flags under their ids. What is said is never an option."""

from collections.abc import Mapping, Sequence
from typing import Any

from typer.core import TyperCommand

from cpcli.errors import UsageFault


class GuideCommand(TyperCommand):
    """A command whose questions are flags that Typer does not know."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Join each question with what was said before Typer looks for options of its own in it."""
        options = {name: getattr(each, "is_flag", True) for each in self.get_params(ctx) for name in each.opts}
        return super().parse_args(ctx, args if ctx.resilient_parsing else joined(args, options))


def joined(words: Sequence[str], options: Mapping[str, bool]) -> list[str]:
    """The words, with `--question` and what it says as one: `--question=…`, in which nothing looks for an option.

    `options` are the command's own, each with whether it stands alone.

    Raises:
        UsageFault: another flag stands where an answer should.
    """
    found: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            return [*found, word, *rest]
        name, sign, _ = word.partition("=")
        if sign or not word.startswith("-") or len(word) == 1:
            found.append(word)
        elif name in options:
            found += [word] if options[name] else [word, *rest[:1]]
            rest = rest if options[name] else rest[1:]
        elif word.startswith("--") and rest:
            found.append(f"{word}={_said(word, rest.pop(0))}")
        else:
            found.append(word)
    return found


def split_words(words: Sequence[str]) -> tuple[list[str], dict[str, list[str]]]:
    """The refs, and the flags of questions with what they say: `--asked-by p11` or `--asked-by=p11`, repeatable.

    Raises:
        UsageFault: a flag has no value.
    """
    refs: list[str] = []
    flags: dict[str, list[str]] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            refs.append(word)
            continue
        name, sign, value = word[2:].partition("=")
        if not sign:
            if not rest:
                raise UsageFault(f"--{name} needs a value")
            value = _said(word, rest.pop(0))
        flags.setdefault(name, []).append(value)
    return refs, flags


def _said(flag: str, value: str) -> str:
    # A forgotten value would otherwise make the next flag the answer, and what it says a ref.
    if value.startswith("--"):
        raise UsageFault(f"{flag} needs a value; a text that begins with two dashes is written {flag}=TEXT")
    return value

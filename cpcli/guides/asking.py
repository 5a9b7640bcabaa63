"""Asking for the fields of a table on a terminal: with questionary, or plainly, one line at a time.

questionary is called on a real terminal only: from a pipe it takes the first choice for an answer. Ctrl-C ends the
command with 130 and nothing is saved.
"""

import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any, NamedTuple

from cpcli.casework.fields import Field
from cpcli.errors import UsageFault

#: How many columns a list takes beside the words of a choice.
BESIDE_A_CHOICE = 6

#: The longest line that a terminal passes on, in bytes: the rest of a longer one is lost before any program sees it.
LONGEST_LINE = 1023 if sys.platform == "darwin" else 4095

#: How soon after a line another one came with it, in seconds: no hand types a line as fast, a paste brings it at once.
AT_ONCE = 0.05

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
    line = _typed(is_free=field.kind == "text" and not field.choices)
    if line is None:
        return _plainly(field)
    said = line.strip()
    if field.choices and said.isdigit() and 1 <= int(said) <= len(field.choices):
        return field.choices[int(said) - 1]
    return said


def _typed(*, is_free: bool) -> str | None:
    """A line as it was typed; None where the terminal cut it, which is told.

    Lines that are pasted at once are one free answer: otherwise the second would answer the next question.

    Raises:
        KeyboardInterrupt: the end of the input.
    """
    sys.stderr.flush()
    lines = [sys.stdin.readline()]
    if not lines[0]:
        raise KeyboardInterrupt
    while is_free and _more_came_at_once():
        lines.append(sys.stdin.readline())
    if any(_was_cut(line) for line in lines):
        says = f"this line is longer than a terminal passes on ({LONGEST_LINE} bytes), and its end was lost:"
        sys.stderr.write(f"{says} break it into shorter lines and paste them together, or write less\n")
        return None
    if len(lines) > 1:
        sys.stderr.write(f"{len(lines)} lines came at once; they are one answer\n")
    return "".join(lines)


def _more_came_at_once() -> bool:
    # Only on a terminal, which hands over a line at a time; Windows cannot wait for one.
    if os.name == "nt" or not sys.stdin.isatty():
        return False
    from select import select

    return bool(select([sys.stdin], [], [], AT_ONCE)[0])


def _was_cut(line: str) -> bool:
    return sys.stdin.isatty() and len(line.rstrip("\n").encode("utf-8", "surrogateescape")) >= LONGEST_LINE


def _with_questionary(field: Field) -> str:
    import questionary

    if field.choices and field.kind == "choice":
        choices = [*([] if field.required else ["(leave out)"]), *field.choices]
        answer: str = _said(questionary.select(_question(field), choices=choices))
        return SKIPPED if answer == "(leave out)" else answer
    if field.choices:
        return str(_said(questionary.autocomplete(_question(field), choices=list(field.choices))))
    return str(_said(questionary.text(_question(field))))


def _said(question: Any) -> Any:
    """What a person says to questionary; Ctrl-D is the end of the input here too."""
    try:
        return question.unsafe_ask()
    except EOFError:
        raise KeyboardInterrupt from None


def ask_yes(question: str, *, plain: bool | None = None, default: bool = False) -> bool:
    """A yes or no, `default` for an empty line; anything else is asked again. `plain` where the command says so."""
    if not (is_plain() if plain is None else plain):
        import questionary

        return bool(_said(questionary.confirm(question, default=default)))
    while True:
        sys.stderr.write(f"{question} [yes/no, Enter: {'yes' if default else 'no'}] ")
        said = (_typed(is_free=False) or "?").strip().lower()
        if said in {"y", "yes", "n", "no", ""}:
            return said in {"y", "yes"} or (default and not said)


class Move(Enum):
    """What a person does instead of answering."""

    BACK = "<"


class Prompt(NamedTuple):
    """One question as it is put to a person.

    Attributes:
        title: its place and its words, such as `3/14  Who asks?`
        choices: what can be chosen, each with a word about it; empty where the answer is free.
        several: more than one can be chosen.
        optional: an empty answer leaves it out.
        now: the answer it has so far; an empty line keeps it.
        help: shows what a person asks for with `?`; the question is put again after it.
    """

    title: str
    choices: tuple[tuple[str, str], ...] = ()
    several: bool = False
    optional: bool = False
    now: tuple[str, ...] = ()
    help: Callable[[], None] | None = None


def ask(prompt: Prompt, *, plain: bool) -> tuple[str, ...] | Move:
    """Put one question; the words that were said, none where it is left out, or what is done instead.

    Raises:
        KeyboardInterrupt: Ctrl-C, or the end of the input.
    """
    while True:
        said = _ask_plainly(prompt) if plain else _ask_with_questionary(prompt)
        if isinstance(said, Helped) and prompt.help is not None:
            prompt.help()
            prompt = prompt._replace(now=said.ticked or prompt.now)
        elif isinstance(said, Helped):
            sys.stderr.write("there is no help for this\n")
        else:
            return said


class Helped(NamedTuple):
    """Somebody asked for help; what was ticked by then is ticked again."""

    ticked: tuple[str, ...] = ()


#: What can be typed instead of an answer.
KEYS: Mapping[str, Move | Helped] = {"<": Move.BACK, "?": Helped()}


def _ask_plainly(prompt: Prompt) -> tuple[str, ...] | Move | Helped:
    """A line at a time: no redraw and no escape bytes, so that a screen reader can follow."""

    def write(text: str) -> None:
        sys.stderr.write("\n".join(map(_harmless, text.split("\n"))))

    write(f"\n{prompt.title}\n")
    width = max((len(word) for word, _ in prompt.choices), default=0)
    for at, (word, says) in enumerate(prompt.choices, 1):
        place = f"{at:>2}  " if _is_numbered(prompt) else ""
        write(f"  {place}{word:<{width}}  {says}\n" if says and says != word else f"  {place}{word}\n")
    hints = (
        [f"Enter keeps: {_harmless(' '.join(prompt.now))}"]
        if prompt.now
        else ["Enter leaves it out"]
        if prompt.optional
        else []
    )
    if prompt.now and prompt.optional:
        hints.append("- leaves it out")
    if prompt.several:
        hints.insert(0, "numbers or words, with spaces between")
    write(f"  ({'; '.join(hints)})\n> " if hints else "> ")
    line = _typed(is_free=not prompt.choices)
    if line is None:
        return _ask_plainly(prompt)
    said = line.strip()
    if said in KEYS:
        return KEYS[said]
    if not said:
        return prompt.now
    if said == "-" and prompt.now and prompt.optional:
        return ()
    words = said.replace(",", " ").split() if prompt.several else [said]
    return tuple(_meant(word, prompt) for word in words)


def _harmless(text: str) -> str:
    """A line without what could move the cursor or turn the direction of writing: roles and ids are typed by hand."""
    return text if text.isprintable() else "".join(char if char.isprintable() else " " for char in text)


def _is_numbered(prompt: Prompt) -> bool:
    """Whether a choice can be told by its number: not where an id is a number too, and would be somebody else."""
    return not any(word.isdigit() for word, _ in prompt.choices)


def _meant(said: str, prompt: Prompt) -> str:
    """A choice by its number, or what was said."""
    if (
        prompt.choices
        and _is_numbered(prompt)
        and said.isascii()
        and said.isdigit()
        and 1 <= int(said) <= len(prompt.choices)
    ):
        return prompt.choices[int(said) - 1][0]
    return said


def _ask_with_questionary(prompt: Prompt) -> tuple[str, ...] | Move | Helped:
    import questionary

    if not prompt.choices:
        said = str(_said(questionary.text(prompt.title, default=" ".join(prompt.now)))).strip()
        return KEYS.get(said, (said,) if said else ())
    question = _list_of(prompt)
    _let_move(question.application)
    answer = _said(question)
    if isinstance(answer, Move | Helped):
        return answer
    return tuple(answer) if prompt.several else tuple(word for word in (answer,) if word)


def _list_of(prompt: Prompt) -> Any:
    """The choices as a list to tick or to choose from."""
    import questionary

    labels = {word: f"{word}  {says}" if says and says != word else word for word, says in prompt.choices}
    if any(len(label) > shutil.get_terminal_size().columns - BESIDE_A_CHOICE for label in labels.values()):
        # A list cuts what is too long for its line; a criterion must be read to its end.
        sys.stderr.write(
            "\n" + "".join(f"{wrapped(_harmless(f'  {word}: {says}'))}\n" for word, says in prompt.choices)
        )
        sys.stderr.flush()
        labels = {word: word for word in labels}
    if prompt.several:
        ticked = [questionary.Choice(label, value=word, checked=word in prompt.now) for word, label in labels.items()]
        return questionary.checkbox(prompt.title, choices=ticked)
    offered = [questionary.Choice(label, value=word) for word, label in labels.items()]
    if prompt.optional:
        offered.insert(0, questionary.Choice("(leave it out)", value=""))
    now = prompt.now[0] if prompt.now and prompt.now[0] in labels else None
    return questionary.select(prompt.title, choices=offered, default=now)


def wrapped(line: str) -> str:
    """A line broken between words to fit the terminal, its indent kept and a little more beneath."""
    import textwrap

    indent = line[: len(line) - len(line.lstrip())]
    width = max(40, shutil.get_terminal_size().columns - 1)
    return textwrap.fill(line.lstrip(), width, initial_indent=indent, subsequent_indent=f"{indent}  ")


def _let_move(application: Any) -> None:
    """While a list is shown, `<` and `?` act at once."""
    lists = [each for each in application.layout.find_all_controls() if hasattr(each, "selected_options")]

    def leave(event: Any) -> None:
        event.app.exit(result=Move.BACK)

    def show_help(event: Any) -> None:
        event.app.exit(result=Helped(tuple(word for each in lists for word in each.selected_options)))

    application.key_bindings.add("<", eager=True)(leave)
    application.key_bindings.add("?", eager=True)(show_help)

"""A person at a terminal who is walked through a guide: the words of each question, and what is typed."""

import os
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pexpect

from cpcli.casework.guide import Question
from cpcli.guides.walk import choices_of

DOWN, SPACE, ENTER = "\x1b[B", " ", "\r"

#: Wide enough that no question is wrapped, and long enough that no list scrolls.
SIZE = (200, 500)


def terminal(words: list[str], store: Path, *, plain: bool) -> Any:
    """Cpcli on a real pseudo-terminal."""
    env = {
        **os.environ,
        "TERM": "dumb" if plain else "xterm",
        "PROMPT_TOOLKIT_NO_CPR": "1",
        "NO_COLOR": "1",
        "CPCLI_STORE": str(store),
        "CPCLI_USER": "staff-17",
    }
    env.pop("ACCESSIBLE", None)
    child = pexpect.spawn(
        sys.executable, ["-m", "cpcli", *words], env=env, encoding="utf-8", timeout=15, echo=False, dimensions=SIZE
    )
    # Each answer is sent once its question stands there, so there is no need to wait.
    child.delaybeforesend = None
    return child


def walk_through(
    child: Any, asked: list[Question], answers: Mapping[str, Any], data: Mapping[str, Any], *, plain: bool
) -> None:
    """Answer every question that is asked, as one would by hand, and save."""
    for question in asked:
        child.expect_exact(question.ask)
        choices = [word for word, _ in choices_of(question, data)]
        value = answers.get(question.id)
        if plain:
            child.expect_exact("> ")
            child.sendline(_typed(value, choices))
        else:
            _pressed(child, question, value, choices)
    child.expect_exact("Save, go back, or keep as draft?")
    if plain:
        child.expect_exact("> ")
        child.sendline("1")
    else:
        child.expect_exact("keep a draft and stop")
        child.send(ENTER)


def _typed(value: Any, choices: list[str]) -> str:
    """An answer as a line: the number of a choice where there is one."""
    if value is None:
        return ""
    said = value if isinstance(value, tuple | list) else [value.isoformat() if isinstance(value, date) else value]
    return " ".join(str(choices.index(each) + 1) if each in choices else each for each in said)


def _pressed(child: Any, question: Question, value: Any, choices: list[str]) -> None:
    """An answer as keys on a list or in a line. The first row is under the cursor, or what is suggested."""
    if not choices:
        # A day is offered already: it is wiped out first.
        wipe = "\x15" if question.id == "decided-on" else ""
        child.send(wipe + _typed(value, []) + ENTER)
        return
    if question.kind in {"several", "people"}:
        child.expect_exact(choices[-1])
        wanted = value or ()
        for choice in choices:
            child.send((SPACE if choice in wanted else "") + DOWN)
        child.send(ENTER)
        return
    child.expect_exact(choices[-1])
    rows = [*([] if question.required else [None]), *choices]
    # `k` steps up from whatever is suggested; the list goes round, so the way is found from the top of it.
    child.send(_to_top(question, rows) + DOWN * rows.index(value) + ENTER)


def _to_top(question: Question, rows: list[Any]) -> str:
    """Keys that lead to the first row from the suggested one."""
    suggested = _SUGGESTED.get(question.id)
    at = rows.index(suggested) if suggested in rows else 0
    return "\x1b[A" * at


#: What the tests' families make cpcli suggest; filled in by the test that knows the case.
_SUGGESTED: dict[str, str] = {}


def suggest(question: str, value: str | None) -> None:
    """Note what cpcli suggests for a question."""
    if value is None:
        _SUGGESTED.pop(question, None)
    else:
        _SUGGESTED[question] = value

"""The process in which an authority's own templates are filled in: it is given plain values and gives text back.

It has little memory, writes no file, opens no connection, and ends when the process that started it does. Whatever
goes wrong in it is told as a sentence with the template's name and line; of a value it tells nothing.
"""

import json
import os
import pickle
import re
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import IO, Any

from cpcli.documents import templates
from cpcli.documents.fill import Filling, fill
from cpcli.documents.markdown import parse
from cpcli.errors import InvalidFile, Problem

#: How much memory it may take, in bytes: Python, Jinja and the largest document fit several times.
MEMORY = 256_000_000

#: The processor time that is left to it should nobody be there to stop it, in seconds more than a template may take.
SPARE = 5

#: How long a message may be: the largest document, each sign of it written as an escape of twelve characters.
LARGEST_MESSAGE = 12 * templates.LARGEST_TEXT + 1_000_000

#: What no template needs, by the names of Python's own audit events.
_REFUSED = ("socket.", "subprocess.", "os.", "shutil.", "ctypes.", "pty.", "winreg.", "webbrowser.", "mmap.")

Parts = Callable[[str], str | None]


def send(stream: IO[bytes], message: bytes) -> None:
    """Write one message."""
    stream.write(len(message).to_bytes(8, "big") + message)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """Read one message; None where there is none any more.

    Raises:
        ValueError: it is longer than any message of ours, or breaks off.
    """
    head = stream.read(8)
    if not head:
        return None
    length = int.from_bytes(head, "big")
    if len(head) < 8 or length > LARGEST_MESSAGE:
        raise ValueError("no message of ours")
    body = stream.read(length)
    if len(body) < length:
        raise ValueError("a message breaks off")
    return body


def serve(longest: float) -> None:
    """Fill in one template after another, each in so many seconds, until nobody asks any more."""
    templates.LONGEST = longest
    asked, told = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    _warm_up()
    _limit_memory()
    _seal()
    send(told, b"{}")

    def part(name: str) -> str | None:
        send(told, json.dumps({"part": name}).encode())
        text: str | None = json.loads(receive(asked) or b"null")
        return text

    while (request := receive(asked)) is not None:
        _limit_time()
        # What the parent sends is its own: nothing that a template made ever comes this way.
        wanted: Filling = pickle.loads(request)  # noqa: S301
        try:
            answer: bytes | None = json.dumps(_answer(wanted, part)).encode()
        except MemoryError:
            answer = None
        # Only here, when the fault and all that hung on it is gone, is there room for a sentence again.
        send(told, answer or json.dumps({"problems": [_no_memory(wanted.name)], "spent": True}).encode())


def _answer(wanted: Filling, part: Parts) -> dict[str, Any]:
    """The text with what is not recorded, or all that is wrong."""
    try:
        return _in_time(wanted, part)
    except InvalidFile as fault:
        rows = [[each.file, each.says, each.line] for each in fault.problems]
        # What ran out of time, memory or depth may have left this process in any state.
        spent = isinstance(fault.__context__, templates.TookTooLong | MemoryError | RecursionError)
        return {"problems": rows, "spent": spent}
    finally:
        # The parts of the next template are asked for again.
        templates._compiled.cache_clear()  # noqa: SLF001 - this module is the other half of that one


def _no_memory(name: str) -> list[Any]:
    return [f"templates/{name}", templates.NO_MEMORY, None]


def _in_time(wanted: Filling, part: Parts) -> dict[str, Any]:
    """Fill in a template until its time is over.

    An interrupt reaches every loop of a template, on every system, and tells its line. What it cannot reach, one long
    step inside Python, the parent ends.
    """
    from _thread import interrupt_main

    over = threading.Event()

    def interrupt() -> None:
        over.set()
        interrupt_main()

    timer = threading.Timer(templates.LONGEST, interrupt)
    timer.daemon = True
    timer.start()
    try:
        with templates.faults_told(wanted.name):
            try:
                filled = fill(wanted, part)
                # Read here too: a text on which the reader of Markdown stands still must not get further.
                parse(filled.markdown, name=f"templates/{wanted.name}", title="-")
            except KeyboardInterrupt as stopped:
                raise templates.TookTooLong().with_traceback(stopped.__traceback__) from None
    finally:
        timer.cancel()
    missing = [each.what for each in filled.missing]
    return {"text": filled.markdown, "missing": missing, "removed": filled.removed}


def _warm_up() -> None:
    """Load whatever is loaded late, while files may still be opened."""
    import textwrap  # noqa: F401 - of a filter

    import jinja2.debug  # noqa: F401 - of every fault

    import cpcli.rules.wording  # noqa: F401 - of a filter
    from cpcli.workdays import london

    # The file of the time zone is read once, and kept: deadlines bring it along.
    london(datetime(2026, 1, 1, tzinfo=UTC))
    for text in ("# {{ a }}\n", "{{ b.c }}", "{{ b.c"):
        with suppress(InvalidFile):
            parse(templates.rendered("-", text, {"a": "a", "b": "b"}, lambda _: None)[0])


def _limit_memory() -> None:
    """Little memory, no file written, no core left behind. Windows has no such limits: there the clock alone holds."""
    try:
        import resource
    except ImportError:
        return
    for name, size in (("RLIMIT_FSIZE", 0), ("RLIMIT_CORE", 0), ("RLIMIT_AS", MEMORY)):
        # A system that does not know one of them, or does not keep it, keeps to the others.
        with suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (size, size))


def _limit_time() -> None:
    """Should the parent be gone while a template loops, the system ends this process."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime + templates.LONGEST) + SPARE
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _seal() -> None:
    """Refuse everything that a way out of the sandbox could be used for: files, connections, programs."""
    sys.dont_write_bytecode = True

    def refuse(event: str, given: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode = str(given[0]), given[1]
            if mode not in {"r", "rb"} or not path.endswith((".py", ".pyc")):
                raise PermissionError("no file is opened here")
        elif event.startswith(_REFUSED):
            raise PermissionError("no template needs this")

    sys.addaudithook(refuse)


def problems_told(rows: Any) -> tuple[Problem, ...]:
    """The problems of an answer, held to what a problem may be.

    Raises:
        ValueError: these are none.
    """
    found = []
    for file, says, line in rows:
        if not (isinstance(file, str) and file.startswith("templates/") and isinstance(says, str)):
            raise ValueError("no problem of a template")
        if not (line is None or isinstance(line, int)):
            raise ValueError("no line of a template")
        found.append(Problem(file, says, line=line))
    if not found:
        raise ValueError("no problem at all")
    return tuple(found)


def removed_told(signs: Any) -> tuple[str, ...]:
    """The characters that were taken out, held to what they may be.

    Raises:
        ValueError: these are none.
    """
    if not isinstance(signs, list) or not all(re.fullmatch("U\\+[0-9A-F]{4,6}", sign) for sign in signs):
        raise ValueError("no characters")
    return tuple(signs)

"""An authority's own template, filled in by a process apart: nothing it does can hold up, fill or end this one.

The process is Python itself, started with `-I -c` and a constant line: no folder it stands in and no variable of the
environment decides what is loaded, and where our modules lie it is told through the pipe. So it is the same cpcli in
an installed wheel, in a checkout under `python -m cpcli`, and under pytest. `multiprocessing` would import the main
module of whoever called us once more, start a second process to look after the first, and read back pickles, with
which a template that broke out could go on here. What comes back is JSON, and every part of it is looked at.

Nothing of a case stands in the command line, in the environment or on disk. One process serves all documents of a
command; after a fault it is started anew.
"""

import atexit
import json
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from cpcli.documents import templates
from cpcli.documents.apart_child import problems_told, receive, removed_told, send
from cpcli.documents.fill import Filled, Filling
from cpcli.documents.plain import NotRecorded, missing_in
from cpcli.errors import CpcliError, InvalidFile, Problem

#: How long the process may take to start, in seconds; a scanner may look at every file it loads.
START_WAIT = 60.0

#: How long it has to answer: longer than it gives itself, so that its own sentence, with a line, comes first.
ANSWER_WAIT = 2 * templates.LONGEST

_PROGRAM = (
    "import json, sys; sys.path[:], longest = json.loads(sys.stdin.buffer.readline());"
    "from cpcli.documents.apart_child import serve; serve(longest)"
)

#: What of the environment a Python needs to start; no word of ours is among it.
_ENVIRONMENT = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TEMP", "TMPDIR")

Parts = Callable[[str], str | None]


class _Ended(Exception):
    """The process gave no answer: it was stopped, it died, or what it said is no answer."""


class _Process:
    """The process, while there is one."""

    def __init__(self) -> None:
        self.running: subprocess.Popen[bytes] | None = None

    def pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        """Where to write a request and where to read an answer; the process is started where none runs.

        Raises:
            CpcliError: it cannot be started.
        """
        if self.running is not None and self.running.poll() is not None:
            self.stop()
        if self.running is None:
            self._start()
        assert self.running is not None and self.running.stdin is not None and self.running.stdout is not None  # noqa: S101, PT018 - both are pipes
        return self.running.stdin, self.running.stdout

    def _start(self) -> None:
        flags = getattr(subprocess, "CREATE_NO_WINDOW", 0) | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
        try:
            self.running = subprocess.Popen(  # noqa: S603 - our own program, and a constant line
                [sys.executable, "-I", "-c", _PROGRAM],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # A traceback could hold somebody's data.
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
                # Ctrl-C is for us; we stop it.
                start_new_session=True,
                creationflags=flags,
            )
            asked, told = self.pipes()
            with self.until(START_WAIT):
                places = [str(Path(each).absolute()) for each in sys.path]
                asked.write(json.dumps([places, templates.LONGEST]).encode() + b"\n")
                asked.flush()
                ready = receive(told) == b"{}"
        except (OSError, ValueError):
            ready = False
        except BaseException:
            self.stop()
            raise
        if not ready:
            self.stop()
            raise CpcliError("templates of your own are filled in by a process apart, and it could not be started")

    @contextmanager
    def until(self, seconds: float) -> Iterator[threading.Event]:
        """Kill the process when the time is over, whatever it does: reading from it then ends."""
        over = threading.Event()
        process = self.running
        assert process is not None  # noqa: S101 - it was started

        def end() -> None:
            over.set()
            process.kill()

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        try:
            yield over
        finally:
            timer.cancel()

    def stop(self) -> None:
        """End it and wait for its end."""
        process, self.running = self.running, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        process.wait()


_PROCESS = _Process()
atexit.register(_PROCESS.stop)


def fill_apart(wanted: Filling, parts: Parts) -> Filled:
    """Fill a template in, in the process apart; `parts` gives the text of what templates share, by its file name.

    Raises:
        InvalidFile: the template is wrong, takes too long, or grows too large; or it ended the process.
        CpcliError: the process cannot be started.
    """
    asked, told = _PROCESS.pipes()
    over = threading.Event()
    try:
        with _PROCESS.until(ANSWER_WAIT) as over:
            answer = _asked(wanted, parts, asked, told)
            filled = _checked(answer, wanted)
            spent = bool(answer.get("spent"))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError, _Ended):
        _PROCESS.stop()
        says = "its rendering ended without an answer; look at its loops and at the parts it includes"
        if over.is_set():
            says = f"it took longer than {ANSWER_WAIT:g} seconds and was stopped; look for numbers and texts that grow"
        raise InvalidFile([Problem(f"templates/{wanted.name}", says)]) from None
    except BaseException:
        _PROCESS.stop()
        raise
    if spent or over.is_set():
        _PROCESS.stop()
    if isinstance(filled, Filled):
        return filled
    raise InvalidFile(filled)


def _asked(wanted: Filling, parts: Parts, asked: IO[bytes], told: IO[bytes]) -> Any:
    """The answer to one request; the parts it needs on the way are handed to it."""
    send(asked, pickle.dumps(wanted))
    while True:
        message = receive(told)
        if message is None:
            raise _Ended
        answer = json.loads(message)
        if "part" not in answer:
            return answer
        name = answer["part"]
        send(asked, json.dumps(parts(name) if templates.parts_name(name) else None).encode())


def _checked(answer: Any, wanted: Filling) -> Filled | tuple[Problem, ...]:
    """An answer held to what one may be: the text, or what is wrong with the template.

    Raises:
        ValueError: it is neither.
    """
    if "problems" in answer:
        return problems_told(answer["problems"])
    text = answer["text"]
    if not isinstance(text, str) or len(text) > templates.LARGEST_TEXT:
        raise ValueError("no text of a document")
    known: dict[str, NotRecorded] = {each.what: each for each in missing_in(wanted.values)}
    missing = tuple(known[what] for what in answer["missing"])
    return Filled(text, missing, removed_told(answer["removed"]))

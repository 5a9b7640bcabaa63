"""Writing to standard output and standard error: data to the one, people to the other."""

import os
import sys

from cpcli.errors import CpcliError


def emit(text: str) -> None:
    """Write an answer to standard output and make sure that it left.

    A reader that went away (`| head`) is no fault; a full disk is.

    Raises:
        CpcliError: the answer could not be written.
    """
    if sys.stdout is None:
        raise CpcliError("there is no standard output to write the answer to")
    try:
        sys.stdout.write(text if text.endswith("\n") or not text else f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # What is left in the buffer must not fail again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as fault:
        raise CpcliError(f"the answer could not be written: {(fault.strerror or 'unknown reason').lower()}") from None


def tell(text: str) -> None:
    """Say something to the person, on standard error. When nobody can hear it, the work goes on."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
    except OSError:
        return


def is_terminal() -> bool:
    """Whether a person reads standard output."""
    return sys.stdout is not None and sys.stdout.isatty()


def on_terminal() -> bool:
    """Whether standard output is a terminal that can be drawn on, for somebody who looks at it."""
    return is_terminal() and os.environ.get("TERM") != "dumb" and not os.environ.get("ACCESSIBLE")


class Progress:
    """One line on standard error that says how far a long command is, and goes away again.

    For somebody at a terminal only: in a pipe, on a dumb terminal and under ACCESSIBLE nothing is written.
    """

    def __init__(self) -> None:
        heard = sys.stderr is not None and sys.stderr.isatty()
        self._on = heard and os.environ.get("TERM") != "dumb" and not os.environ.get("ACCESSIBLE")
        self._width = 0

    def show(self, text: str) -> None:
        """Say where it is, in the place of what was said before."""
        self.clear()
        if self._on:
            self._width = len(text)
            self._write(text)

    def clear(self) -> None:
        """Take the line away, so that something else can be said."""
        if self._width:
            self._write(f"\r{' ' * self._width}\r")
            self._width = 0

    def _write(self, text: str) -> None:
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except OSError:
            self._on = False

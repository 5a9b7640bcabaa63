"""The one place that turns errors into sentences and exit codes."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from cpcli.errors import CpcliError, ExitCode, InvalidFile


def run(words: Sequence[str]) -> int:  # noqa: PLR0911 - one return a kind of end
    """Run cpcli on the words after its name and give the exit code. Nothing leaves here but a sentence and a number."""
    _prepare()
    from typer.exceptions import Abort, TyperException
    from typer.main import get_command

    from cpcli.cli.app import app
    from cpcli.output.emit import tell
    from cpcli.output.safe import safe_text

    try:
        code = get_command(app)(args=list(words), prog_name="cpcli", standalone_mode=False)
    except InvalidFile as fault:
        for problem in fault.problems:
            tell(safe_text(f"{problem.level}: {problem}"))
        return fault.exit_code
    except CpcliError as fault:
        tell(safe_text(f"error: {fault}"))
        return fault.exit_code
    except TyperException as fault:
        return _usage(fault)
    except OSError as fault:
        # The system's own words name no file and no person.
        tell(f"error: the system refused: {fault.strerror.lower()}" if fault.strerror else crash_line(fault))
        return ExitCode.FAULT
    except (Abort, KeyboardInterrupt):
        tell("cancelled")
        return ExitCode.CANCELLED
    except Exception as fault:  # noqa: BLE001 - the one net under everything
        tell(crash_line(fault))
        return ExitCode.FAULT
    return code if isinstance(code, int) else ExitCode.DONE


def _usage(fault: Exception) -> int:
    """What Typer found wrong in the words, as one sentence; bare `cpcli` gets its help."""
    from cpcli.output.emit import tell
    from cpcli.output.safe import safe_text

    if type(fault).__name__ == "NoArgsIsHelpError":
        tell(str(fault))
        return ExitCode.USAGE
    said = getattr(fault, "format_message", fault.__str__)().strip()
    context = getattr(fault, "ctx", None)
    hint = f"  Try: {context.command_path} --help" if context is not None else ""
    tell(safe_text(f"error: {said[:1].lower()}{said[1:]}{hint}"))
    return ExitCode.USAGE


def crash_line(fault: Exception) -> str:
    """Where an unexpected fault happened, without its message, which could hold somebody's data."""
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = "" if trace is None else f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
    says = "Nothing is saved that was not said to be; please report these words."
    return f"unexpected fault: {type(fault).__name__}{where}. {says}"


def _prepare() -> None:
    """Private files whatever the umask, and a terminal that cannot show a character gets a question mark."""
    os.umask(0o077)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if "_CPCLI_COMPLETE" in os.environ:
        _light_completion()


def _as_it_is(text: str) -> str:
    return text


def _light_completion() -> None:
    """Typer renders each completion's help with Rich in some shells; ours has no markup, so the text itself will do."""
    try:
        from typer import _completion_classes
    except ImportError:  # another Typer: completion still works, only slower
        return
    if hasattr(_completion_classes, "_sanitize_help_text"):
        _completion_classes._sanitize_help_text = _as_it_is  # noqa: SLF001 - see above

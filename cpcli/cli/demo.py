"""`cpcli demo`: a fictional family and its deadlines."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from cpcli.cli.context import context
from cpcli.cli.lazy import new_app
from cpcli.errors import ExitCode
from cpcli.output.board import board
from cpcli.output.draw import show_board, tree_lines
from cpcli.output.emit import emit, tell
from cpcli.rules.timetable import timetable
from cpcli.rules.wording import say
from cpcli.store.case_file import read_case
from cpcli.store.demo_family import AS_OF, make_family

app = new_app()

#: How many of the most pressing deadlines get their whole reasoning shown.
EXPLAINED = 2


@app.command()
def demo(
    folder: Annotated[str | None, typer.Argument(metavar="[DIR]", help="A new folder.  [default: cpcli-demo]")] = None,
) -> int:
    """Copy a fictional family into a new folder and show its deadlines with their reasons."""
    path = make_family(folder, datetime.now(UTC).isoformat(timespec="seconds"))
    setting = context(str(path.parent.parent))
    pack = setting.pack(None)
    case = read_case(path)
    answer = timetable(pack, case.timelines(AS_OF, {}), setting.calendar, AS_OF)._replace(awaited=case.awaited)
    emit(f"A fictional family now lies in {path}. This is its morning look on {say(AS_OF)}.\n")
    show_board(board(answer, f"{pack.name}, {pack.dated}"))
    for deadline in answer.deadlines[:EXPLAINED]:
        emit(f"\nWhy {deadline.title.lower()} for {deadline.child or 'all'}:")
        emit("\n".join(tree_lines(deadline.why, unfold=False)))
    emit(
        f"\nNext:  cd {path.parent.parent}"
        f"\n       cpcli deadlines 2026-0042 --as-of {AS_OF} --explain"
        f"\n       cpcli check 2026-0042 --as-of {AS_OF}"
        "\n       cpcli deadlines --event strategy-discussion=2026-12-10"
        "\n       cpcli pack show pan-berkshire initial-conference.after-strategy-discussion"
    )
    for warned in answer.warnings:
        tell(f"warning: {warned.says}")
    return ExitCode.DONE

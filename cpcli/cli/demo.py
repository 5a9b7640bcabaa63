"""`cpcli demo`: a fictional family, its deadlines, its quorum, two decisions of its chair, and its papers."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cpcli.cli.context import Context, context
from cpcli.cli.lazy import new_app
from cpcli.errors import ExitCode
from cpcli.output.board import board
from cpcli.output.draw import show_board, tree_lines
from cpcli.output.emit import emit, tell
from cpcli.rules.timetable import timetable
from cpcli.rules.wording import say
from cpcli.store.case_file import read_case
from cpcli.store.demo_family import ANSWERS, AS_OF, make_family

app = new_app()

REF = "2026-0042"

#: How many of the most pressing deadlines get their whole reasoning shown.
EXPLAINED = 2

#: The decisions that are shown, and how each is announced.
DECISIONS = {
    "exclusion": "The police ask that a parent stays out of a part. What the chair decides:",
    "child-attendance": "A child of fourteen wants to speak herself. What the chair decides:",
}


#: The papers that are left behind, and for whom.
PAPERS = {
    "agenda": ["p1", "p2", "chair"],
    "invitation": ["p1", "p2", "c3", "all"],
    "outline-plan": ["p1", "p2", "file"],
}


@app.command()
def demo(
    folder: Annotated[str | None, typer.Argument(metavar="[DIR]", help="A new folder.  [default: cpcli-demo]")] = None,
) -> int:
    """Copy a fictional family into a new folder; show its deadlines, its quorum, two decisions and its papers."""
    path = make_family(folder, datetime.now(UTC).isoformat(timespec="seconds"))
    place = path.parent.parent
    setting = context(str(place))
    _deadlines(path, setting)
    _quorum(path, setting)
    _decisions(place, setting)
    _papers(place, setting)
    emit(
        f"\nNext:  cd {place}"
        f"\n       cpcli deadlines {REF} --as-of {AS_OF} --explain"
        f"\n       cpcli quorum {REF} --as-of {AS_OF} --with school"
        f"\n       cpcli guide decisions {REF} d1"
        f"\n       cpcli exclusion {REF} --about p2 --as-of {AS_OF}"
        f"\n       cpcli render invitation {REF} --for p2 --why --as-of {AS_OF}"
        f"\n       cpcli check {REF} --as-of {AS_OF}"
        "\n       cpcli deadlines --event strategy-discussion=2026-12-10"
    )
    return ExitCode.DONE


def _deadlines(path: Path, setting: Context) -> None:
    """The morning look."""
    pack = setting.pack(None)
    case = read_case(path)
    answer = timetable(pack, case.timelines(AS_OF, {}), setting.calendar, AS_OF)._replace(awaited=case.awaited)
    emit(f"A fictional family now lies in {path}. This is its morning look on {say(AS_OF)}.\n")
    show_board(board(answer, f"{pack.name}, {pack.dated}"))
    for deadline in answer.deadlines[:EXPLAINED]:
        emit(f"\nWhy {deadline.title.lower()} for {deadline.child or 'all'}:")
        emit("\n".join(tree_lines(deadline.why, unfold=False)))
    for warned in answer.warnings:
        tell(f"warning: {warned.says}")


def _quorum(path: Path, setting: Context) -> None:
    """Who is expected at the conference, and for which child that is enough."""
    from cpcli.cli.quorum import Asked
    from cpcli.output.quorum_page import quorum_board
    from cpcli.rules.quorum_what_if import NO_CHANGE
    from cpcli.rules.which_conference import which_conference
    from cpcli.store.case_reader import read_case_at
    from cpcli.store.meeting_reader import meeting_of

    case, _ = read_case_at(path)
    row = which_conference(REF, case.rows("conference"), AS_OF)
    asked = Asked(setting, None, AS_OF, NO_CHANGE, at_decision=False)
    emit("\nBefore the meeting: is it quorate, for each child?\n")
    answer, _ = asked.answer(meeting_of(case, row), asked.rules("pan-berkshire"), {})
    show_board(quorum_board(answer))


def _decisions(place: Path, setting: Context) -> None:
    """Two of the chair's decisions, taken from the answers that ship with the family, and saved in its case."""
    from cpcli.cli.acting import the_store
    from cpcli.cli.guide_decisions import decided
    from cpcli.cli.guide_run import Asked, run_one
    from cpcli.output.decision_pages import run_page

    # The demonstration has no user of its own, and must run where the system knows none.
    os.environ.setdefault("CPCLI_USER", "demo")
    for guide, says in DECISIONS.items():
        emit(f"\n{says}  (cpcli {guide} {REF} --answers {ANSWERS}/{guide}.toml)\n")
        asked = Asked(guide, {}, answers=str(place / ANSWERS / f"{guide}.toml"), day=AS_OF)
        saved = run_one(asked, REF, the_store(str(place)), setting)
        if saved is not None:
            emit(run_page(decided(saved, setting)))


def _papers(place: Path, setting: Context) -> None:
    """The agenda, every invitation and the outline plan, for each reader, in Word and PDF."""
    from cpcli.cli.acting import the_store
    from cpcli.cli.papers import keep, papers_of, shelf_of
    from cpcli.documents.render import Wanted, make
    from cpcli.documents.secrets import out_of_view

    store = the_store(str(place))
    papers, shelf = papers_of(store, REF, None, AS_OF, setting), shelf_of(store)
    made = 0
    for document, readers in PAPERS.items():
        kind = shelf.kind(document)
        for reader in papers.readers(readers):
            for child, view in papers.views(reader, kind):
                secrets = out_of_view(papers.case, view)
                for form in ("docx", "pdf"):
                    wanted = Wanted(kind, form=form, child=child)
                    keep(store, papers, wanted, view, make(wanted, view, shelf, secrets, view.values), place / "papers")
                    made += 1
    emit(f"\n{made} drafts lie in {place / 'papers'}, each for one reader, and searched for what they must not see.")
    emit(f"p1's address is kept from p2; no paper for p2 holds it. See: cpcli render invitation {REF} --for p2 --why")

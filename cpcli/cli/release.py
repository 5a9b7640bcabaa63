"""`cpcli release`, `releases`, `recall`: a second person checks, and it is known what went to whom."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from cpcli.casework.fields import METHODS, next_id
from cpcli.cli.acting import DryRun, Ref, acting, change, index_of, the_store, words_for
from cpcli.cli.context import context, today
from cpcli.cli.forms import FROM_INPUT, can_ask, from_input
from cpcli.cli.lazy import new_app
from cpcli.cli.options import Store, complete_ids, completer, format_option, one_of
from cpcli.cli.papers import shelf_of
from cpcli.cli.release_checks import (
    looked_at_first,
    made_anew,
    may_go,
    note_of,
    out_of_date,
    refuse_to_hide,
    unchanged,
    where_to,
)
from cpcli.documents.render import Made, MustNotGo
from cpcli.documents.view import View
from cpcli.errors import ExitCode, UsageFault
from cpcli.output.emit import emit, tell
from cpcli.output.safe import safe_text
from cpcli.store.case_reader import Case
from cpcli.store.edit import Append, Put, changed
from cpcli.store.renders import hash_of, laid_beside

release_app, releases_app, recall_app = new_app(), new_app(), new_app()


@release_app.command()
def release(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The draft, as it was rendered.")],
    *,
    checked_by: Annotated[
        str | None, typer.Option("--checked-by", metavar="WHO", help="Who checked it: not its author.")
    ] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="PERSON", help="To whom it goes: its reader.")] = None,
    method: Annotated[
        str,
        typer.Option(
            "--method", metavar="|".join(METHODS), help="How it goes.", autocompletion=completer(lambda: METHODS)
        ),
    ] = "post",
    ticked: Annotated[
        bool, typer.Option("--ticked", help="Somebody looked at each place that was to be looked at.")
    ] = False,
    letterhead: Annotated[
        str | None, typer.Option("--letterhead", metavar="FILE", help="The letterhead of the draft.")
    ] = None,
    store: Store = None,
) -> int:
    """Release a draft after a second person has checked it: the word DRAFT goes, and it is noted what went to whom.

    cpcli release 2026-0042.ic1.invitation.p2.draft.docx --checked-by staff-4 --to p2
    """
    one_of(method, METHODS, "--method")
    if not checked_by or not to:
        raise UsageFault("say who checked it and to whom it goes: --checked-by WHO --to PERSON")
    place, path = the_store(store), Path(file)
    note = note_of(place, path, to)
    may_go(note, checked_by, to)
    view, made, case = made_anew(place, note, letterhead)
    refuse_to_hide(path.parent, made, case)
    _show(view, note.said, method, case)
    looked_at = looked_at_first(view, made, case, method)
    if looked_at and not ticked:
        raise MustNotGo(f"look at this first, then release with --ticked: {'; '.join(looked_at)}")
    if can_ask():
        from cpcli.guides.asking import ask_yes

        if not ask_yes(f"Release it to {to}?"):
            tell("not released")
            return ExitCode.CANCELLED
    row = _row(note.said, made, checked_by, method, acting(place, "release").who)

    def edit(text: str, now: Case) -> str:
        unchanged(now, note)
        return changed(text, [Append(("release",), {"id": next_id("release", now.ids("release")), **row})])

    # Its bytes lie on the disk before it is noted, and under its name only afterwards: whatever stops us, no paper
    # without the word DRAFT lies there that is in no register.
    with laid_beside(path.parent, made.name, made.content) as put:
        change(place, str(note.said["case"]), "release", edit)
        emit(str(put()))
    return ExitCode.DONE


def _show(view: View, note: dict[str, Any], method: str, case: Case) -> None:
    """To whom, to which address, and what was withheld: what a person looks at before it goes."""
    reader = view.values["reader"]
    tell(safe_text(f"{note['document']} for {note['for']} ({reader['kind_words']}), by {method}"))
    where = where_to(view, method)
    if where is not None:
        tell(safe_text(f"to the address: {', '.join(where) or 'none is recorded'}"))
    for warning in (*view.warnings, *out_of_date(view, note, today())):
        tell(safe_text(f"warning: {warning}"))
    for kept in view.withheld:
        tell(safe_text(f"withheld: {kept.kind} of {kept.ref}: {kept.because} ({kept.decided_by})"))
    for row in case.rows("release"):
        same = all(row.get(key) == note[name] for key, name in (("to", "for"), ("document", "document")))
        if same and row.get("conference") == note["conference"] and "recalled_on" not in row:
            tell(safe_text(f"warning: {note['for']} has had this paper already: {row['id']}, {row['at']}"))


def _row(note: dict[str, Any], made: Made, checked_by: str, method: str, who: str) -> dict[str, Any]:
    row = {
        "document": note["document"],
        "conference": note["conference"],
        "children": note["children"],
        "to": note["for"],
        "file": made.name,
        "sha256": hash_of(made.content),
        "rendered_by": note["by"],
        "checked_by": checked_by,
        "released_by": who,
        "at": datetime.now(UTC).astimezone().replace(tzinfo=None, microsecond=0),
        "method": method,
        "withheld": note["withheld"],
    }
    return {key: value for key, value in row.items() if value not in (None, [])}


FORMATS = ("table", "json")


@releases_app.command()
def releases(ref: Ref, *, form: Annotated[str, format_option(*FORMATS)] = "table", store: Store = None) -> int:
    """What was released to whom, when, how, and who checked it."""
    one_of(form, FORMATS, "--format")
    from cpcli.store.case_reader import read_whole_case

    place = the_store(store)
    found = place.find(ref)
    case, problems = read_whole_case(place.read(found), found, words_for(place.config))
    problems.raise_errors()
    rows = _with_corrections(place, case)
    if form == "json":
        shown = [
            {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in row.items() if k != "recalled_because"}
            for row in rows
        ]
        emit(json.dumps({"schema": "cpcli/releases/1", "case": found, "releases": shown}, ensure_ascii=False, indent=2))
    elif rows:
        emit("\n".join(map(_line, rows)))
        _tell_of_receipts(place, found, rows)
    else:
        tell(f"nothing of {found} was released yet")
    return ExitCode.DONE


def _with_corrections(place: Any, case: Case) -> list[dict[str, Any]]:
    """The releases, each with the day by which its recipient asks for corrections, where that is known."""
    from cpcli.cli.corrections import corrections_due

    rows = [dict(row) for row in case.rows("release")]
    if any("received_on" in row for row in rows):
        around, kinds = context(str(place.folder)), shelf_of(place).kinds()
        pack = around.pack(case.data.get("pack"))
        for row in rows:
            due = corrections_due(row, kinds, pack, around.calendar)
            if due is not None:
                row["corrections_by"] = due
    return rows


def _tell_of_receipts(place: Any, ref: str, rows: Sequence[Mapping[str, Any]]) -> None:
    from cpcli.cli.corrections import asks_for_receipt

    kinds = shelf_of(place).kinds()
    for row in rows:
        if asks_for_receipt(row, kinds):
            tell(f"when did {row['id']} reach {row['to']}? cpcli set {ref} release.{row['id']}.received_on DATE")


def _line(row: Any) -> str:
    recalled = f"  RECALLED {row['recalled_on']}" if "recalled_on" in row else ""
    parts = [row["id"], row["to"], row["document"], row.get("conference", "-"), str(row["at"]), row["method"]]
    corrections = f"  corrections by {row['corrections_by']}" if "corrections_by" in row else ""
    return safe_text("  ".join(map(str, parts)) + f"  checked by {row['checked_by']}" + corrections + recalled)


@recall_app.command()
def recall(
    ref: Ref,
    release_id: Annotated[
        str,
        typer.Argument(
            metavar="RELEASE", help="Which; see: cpcli releases REF", autocompletion=complete_ids("release")
        ),
    ],
    *,
    because: Annotated[
        str | None, typer.Option("--because", metavar="TEXT", help="What was wrong; - reads it from standard input.")
    ] = None,
    dry_run: DryRun = False,
    store: Store = None,
) -> int:
    """Mark a release as a mistake, and list everything that this person received."""
    if not because:
        raise UsageFault("what was wrong with it? Give --because TEXT, or - to read it from standard input")
    words = from_input() if because == FROM_INPUT else because
    if not words.strip():
        raise UsageFault("what was wrong with it? Nothing was said after --because")
    place, told = the_store(store), list[Any]()

    def edit(text: str, case: Case) -> str:
        at = index_of(case, "release", release_id)
        before = case.rows("release")[at].get("recalled_on")
        if before is not None:
            raise UsageFault(f"{release_id} was recalled already, on {before}; nothing was changed")
        told[:] = [row for row in case.rows("release") if row["to"] == case.rows("release")[at]["to"]]
        here = ("release", at)
        return changed(text, [Put((*here, "recalled_on"), today()), Put((*here, "recalled_because"), words)])

    change(place, ref, "recall", edit, dry_run=dry_run)
    emit(f"{told[0]['to']} received:")
    emit("\n".join(map(_line, told)))
    tell("tell your data protection officer today; ask for the paper back; record what was done")
    return ExitCode.DONE

"""`cpcli history`, `diff`, `undo`, `restore`, `archive`, `journal`: what a case was, and who changed it."""

import json
from difflib import unified_diff
from typing import Annotated, Any

import typer

from cpcli.cli.acting import DryRun, Ref, acting, report, the_store
from cpcli.cli.lazy import new_app
from cpcli.cli.options import Store, format_option, one_of
from cpcli.errors import CheckFailed, ExitCode, UsageFault
from cpcli.output.emit import emit, tell
from cpcli.store import history, journal
from cpcli.store.cases import Store as CaseStore

history_app, diff_app, undo_app, restore_app, archive_app = (new_app() for _ in range(5))
journal_app = new_app(no_args_is_help=True)

FORMATS = ("table", "json")
Format = Annotated[str, format_option(*FORMATS)]
Number = Annotated[int | None, typer.Argument(metavar="[N]", help="A state's number; see: cpcli history REF.")]


@history_app.command("history")
def show_history(ref: Ref, *, form: Format = "table", store: Store = None) -> int:
    """Every saved state of a case: its number, when, by whom, with which command."""
    one_of(form, FORMATS, "--format")
    place = the_store(store)
    found = place.find(ref)
    led_to = {entry.chain[: history.MARK]: entry for _, entry in journal.entries(place.folder) if entry}
    rows: list[dict[str, Any]] = []
    for each in history.states(place.folder, found):
        entry = led_to.get(each.mark)
        at, who, command = (entry.at, entry.who, entry.command) if entry else (None, None, "changed by hand")
        rows.append({"state": each.number, "at": at, "who": who, "command": command})
    if form == "json":
        emit(json.dumps({"schema": "cpcli/history/1", "ref": found, "states": rows}, indent=2))
    else:
        emit("\n".join(f"{r['state']:>4}  {r['at'] or '':<25}  {r['who'] or '':<16}  {r['command']}" for r in rows))
    return ExitCode.DONE


@diff_app.command()
def diff(ref: Ref, first: Number = None, second: Number = None, *, form: Format = "table", store: Store = None) -> int:
    """What changed: since the state before, since state N, or between two states."""
    one_of(form, FORMATS, "--format")
    place = the_store(store)
    found = place.find(ref)
    now = place.read(found)
    old = _state_text(place, found, first) if first is not None else _before(place, found)
    new = _state_text(place, found, second) if second is not None else now
    name = f"cases/{found}.toml"
    told = "".join(unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), name, name))
    if form == "json":
        emit(json.dumps({"schema": "cpcli/diff/1", "ref": found, "diff": told}, ensure_ascii=False, indent=2))
    else:
        emit(told)
    return ExitCode.DONE


def _state_text(place: CaseStore, ref: str, number: int) -> str:
    return place.text(history.state(place.folder, ref, number).content(), ref)


def _before(place: CaseStore, ref: str) -> str:
    """The state before what the case says now.

    Raises:
        UsageFault: there is none.
    """
    found = history.before(place.folder, ref, place.content(ref))
    if found is None:
        raise UsageFault(f"{ref} has no earlier state")
    return place.text(found.content(), ref)


@undo_app.command()
def undo(ref: Ref, *, dry_run: DryRun = False, store: Store = None) -> int:
    """Take the last change back. It acts at once, and undo again brings the change back."""
    place = the_store(store)
    found = place.find(ref, exact=True)
    saved = place.change(found, lambda _: _before(place, found), acting(place, "undo"), dry_run=dry_run)
    report(saved)
    return ExitCode.DONE


@restore_app.command()
def restore(
    ref: Ref,
    number: Annotated[int, typer.Argument(metavar="N", help="The state's number; see: cpcli history REF.")],
    *,
    dry_run: DryRun = False,
    store: Store = None,
) -> int:
    """Go back to an earlier state. What the case says now stays in its history."""
    place = the_store(store)
    found = place.find(ref, exact=True)
    text = _state_text(place, found, number)
    report(place.change(found, lambda _: text, acting(place, "restore"), dry_run=dry_run))
    return ExitCode.DONE


@archive_app.command()
def archive(ref: Ref, *, dry_run: DryRun = False, store: Store = None) -> int:
    """Put a case away: it is kept whole in archive/, and is no longer listed."""
    place = the_store(store)
    found = place.find(ref, exact=True)
    place.put_away(found, acting(place, "archive"), dry_run=dry_run)
    tell(f"dry run: {found} would go to archive/" if dry_run else f"{found} is in archive/")
    return ExitCode.DONE


@journal_app.callback()
def journal_group() -> None:
    """Who changed which case, when, with what command. It holds no free text."""


@journal_app.command("list")
def list_journal(*, form: Format = "table", store: Store = None) -> int:
    """Every change, the oldest first."""
    one_of(form, FORMATS, "--format")
    place = the_store(store)
    entries = [entry for _, entry in journal.entries(place.folder) if entry is not None]
    if form == "json":
        emit(json.dumps({"schema": "cpcli/journal/1", "entries": [entry._asdict() for entry in entries]}, indent=2))
    else:
        emit("\n".join(f"{entry.at}  {entry.who:<16}  {entry.ref:<16}  {entry.command}" for entry in entries))
    return ExitCode.DONE


@journal_app.command()
def verify(*, form: Format = "table", store: Store = None) -> int:
    """Whether anybody has touched the journal; exit 3 where somebody has."""
    one_of(form, FORMATS, "--format")
    place = the_store(store)
    findings = journal.verify(place.folder)
    if not any(finding.broken for finding in findings):
        findings += _missing_tail(place)
    count = sum(1 for _ in journal.entries(place.folder))
    if form == "json":
        rows = [finding._asdict() for finding in findings]
        emit(json.dumps({"schema": "cpcli/journal-verify/1", "entries": count, "findings": rows}, indent=2))
    else:
        for finding in findings:
            emit(f"line {finding.line}: {finding.says}")
        tell(f"{count} entries, {sum(f.broken for f in findings)} of them broken")
    if any(finding.broken for finding in findings):
        raise CheckFailed("the journal is not as it was written")
    return ExitCode.DONE


def _missing_tail(place: CaseStore) -> list[journal.Finding]:
    """Lines cut off the end leave the chain whole; the states they led to, and the archive, still tell of them."""
    entries = [entry for _, entry in journal.entries(place.folder) if entry]
    marks = {entry.chain[: history.MARK] for entry in entries} | {history.BY_HAND}
    latest = {entry.ref: entry for entry in entries}
    cases = set(place.refs())
    found = []
    for ref in cases | place.archived():
        missing = any(state.mark not in marks for state in history.states(place.folder, ref))
        last = latest.get(ref)
        put_away = ref in place.archived() and ref not in cases
        if missing or (put_away and (last is None or last.after is not None)):
            says = f"the last change of {ref} is missing from the end"
            found.append(journal.Finding(len(entries) + 1, says, broken=True))
    return sorted(found)

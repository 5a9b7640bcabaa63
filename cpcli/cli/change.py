"""`cpcli set` and `edit`: changing what a case says."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from cpcli.casework.fields import INSIDE, TABLES, TOP, Field, fields_with
from cpcli.cli.acting import DryRun, Ref, acting, change, index_of, report, the_store, words_for
from cpcli.cli.forms import can_ask, read_typed, read_value
from cpcli.cli.lazy import new_app
from cpcli.cli.options import Store
from cpcli.errors import CpcliError, ExitCode, UsageFault, nearest
from cpcli.output.emit import tell
from cpcli.store.case_reader import Case, read_whole_case
from cpcli.store.cases import Store as CaseStore
from cpcli.store.edit import Change, Drop, Put, changed

#: What everybody who is invited was told of a conference.
TOLD_TO_ALL = frozenset({"at", "venue", "online", "state", "kind"})

#: The key of a row under which stands what is kept from whom.
WITHHELD = "confidential_from"

set_app, edit_app = new_app(), new_app()


@set_app.command("set")
def set_value(
    ref: Ref,
    path: Annotated[str, typer.Argument(metavar="PATH", help="What: child.c1.school, conference.ic1.state, pack.")],
    value: Annotated[
        list[str] | None, typer.Argument(metavar="VALUE", help="The value, several for a list; - for standard input.")
    ] = None,
    *,
    remove: Annotated[bool, typer.Option("--remove", help="Take the key away.")] = False,
    dry_run: DryRun = False,
    store: Store = None,
) -> int:
    """Change one value. Personal data can come from standard input, so that it stands on no command line.

    cpcli set 2026-0042 conference.ic1.state held

    cpcli set 2026-0042 child.c1.born -

    cpcli set 2026-0042 person.p1.confidential_from.address p2
    """
    if remove == bool(value) and (remove or not can_ask()):
        raise UsageFault("give a value, or --remove to take the key away")

    place = the_store(store)
    # Asked before the lock is taken: nobody waits while somebody thinks.
    typed = None if remove or value else _asked(place, ref, path)

    gone_out = list[str]()

    def edit(text: str, case: Case) -> str:
        steps, field = locate(case, path)
        gone_out[:] = _gone_out(case, steps, value or [])
        if remove:
            return changed(text, _steps(case, steps, None))
        if typed is not None:
            return changed(text, _steps(case, steps, typed))
        words: Any = list(value or [])
        if not field.many and len(words) != 1:
            raise UsageFault(f"{path} takes one value; put it in quotes if it has spaces")
        return changed(text, _steps(case, steps, read_value(field, words if field.many else words[0])))

    change(place, ref, "set", edit, dry_run=dry_run)
    if gone_out:
        tell(f"{', '.join(gone_out)} went out before this, as it was then: see cpcli releases {ref}, cpcli recall")
    return ExitCode.DONE


def _gone_out(case: Case, steps: tuple[str | int, ...], people: list[str]) -> list[str]:
    """The releases that a change makes wrong: when or where a conference is, or what must not reach somebody."""
    sent = [row for row in case.rows("release") if "recalled_on" not in row]
    if len(steps) > 1 and steps[-2] == WITHHELD:
        return [str(row["id"]) for row in sent if row.get("to") in people]
    if steps[0] != "conference" or steps[2] not in TOLD_TO_ALL:
        return []
    conference = case.rows("conference")[int(steps[1])].get("id")
    return [str(row["id"]) for row in sent if row.get("conference") == conference]


def _asked(place: CaseStore, ref: str, path: str) -> Any:
    """A value from a prompt."""
    from cpcli.guides.asking import ask_fields

    found = place.find(ref, exact=True)
    _, field = locate(read_whole_case(place.read(found), found, words_for(place.config))[0], path)
    return ask_fields([field._replace(required=True)], {}, read_typed)[field.name]


def _holder(case: Case, steps: tuple[str | int, ...]) -> Any:
    """The table in a case's data at a place."""
    found: Any = case.data
    for step in steps:
        found = found[step]
    return found


def _steps(case: Case, steps: tuple[str | int, ...], value: Any) -> list[Change]:
    """The changes that set a key, or take it away where there is no value; what is kept from whom is a small table."""
    if len(steps) < 2 or steps[-2] != WITHHELD:
        gone = value is None and steps[-1] not in _holder(case, steps[:-1])
        return [] if gone else [Drop(steps) if value is None else Put(steps, value)]
    row = _holder(case, steps[:-2])
    said = {key: people for key, people in row.get(WITHHELD, {}).items() if key != steps[-1]}
    said |= {} if value is None else {str(steps[-1]): value}
    # Taken away and written anew, so that it stays on one line.
    away: list[Change] = [Drop(steps[:-1])] if WITHHELD in row else []
    return [*away, *([Put(steps[:-1], said)] if said else [])]


def locate(case: Case, path: str) -> tuple[tuple[str | int, ...], Field]:
    """The place of a key in a case's data, and what kind of value it takes.

    Raises:
        UsageFault: there is no such table, row or key; what there is, is told.
    """
    parts = path.split(".")
    if len(parts) > 3 and parts[-2] == WITHHELD:
        return _locate_withheld(case, parts[:-1], parts[-1], path)
    if len(parts) == 1:
        return (path,), _field(path, tuple(field for field in TOP if field.name == "pack"), path)
    if parts[0] not in TABLES or len(parts) not in {3, 5}:
        raise UsageFault(
            f'"{path}" names nothing{nearest(parts[0], TABLES)}; write table.id.key, such as child.c1.school'
        )
    if parts[0] == "release" and parts[2] != "received_on":
        raise UsageFault("a release is never edited: cpcli recall says where one was a mistake")
    if parts[0] == "decision":
        raise UsageFault("a decision is never edited; run its guide again, and the new decision supersedes it")
    at = index_of(case, parts[0], parts[1])
    if len(parts) == 3:
        return (parts[0], at, parts[2]), _field(parts[2], fields_with(TABLES[parts[0]], case.words), path)
    inside = INSIDE.get(parts[0], {})
    if parts[2] not in inside:
        raise UsageFault(f'"{path}" names nothing{nearest(parts[2], inside)}')
    key = "person" if parts[2] == "attendance" else "child"
    rows = [row.get(key) for row in case.rows(parts[0])[at].get(parts[2], [])]
    if parts[3] not in rows:
        raise UsageFault(f'{parts[1]} has no {parts[2]} for "{parts[3]}"{nearest(parts[3], [r for r in rows if r])}')
    return (parts[0], at, parts[2], rows.index(parts[3]), parts[4]), _field(parts[4], inside[parts[2]], path)


def _locate_withheld(case: Case, holder: list[str], key: str, path: str) -> tuple[tuple[str | int, ...], Field]:
    """The place of what is kept of one key: `person.p1.confidential_from.address`, whose values are people."""
    steps, field = locate(case, ".".join([*holder[:-1], key]))
    if field.name == "id":
        raise UsageFault(f'"{path}": an id stands on command lines and in file names; it is kept from nobody')
    table = TABLES[holder[0]] if len(holder) == 3 else INSIDE[holder[0]][holder[2]]
    if "withheld" not in {each.kind for each in table}:
        raise UsageFault(f'"{path}": nothing is kept key by key here')
    return (*steps[:-1], WITHHELD, key), Field(key, "anyone", f"From whom {key} is kept", many=True)


def _field(name: str, fields: tuple[Field, ...], path: str) -> Field:
    for field in fields:
        if field.name == name and field.kind == "withheld":
            raise UsageFault(f'"{path}": say what is kept, and then from whom: {path}.address p2')
        if field.name == name:
            return field
    raise UsageFault(f'"{path}": there is no key "{name}" to set here{nearest(name, [f.name for f in fields])}')


@edit_app.command()
def edit(ref: Ref, *, store: Store = None) -> int:
    """Open a case in your editor ($VISUAL or $EDITOR). It is checked on the way back; a wrong draft is kept."""
    place = the_store(store)
    found = place.find(ref, exact=True)
    editor = _editor()
    before = place.read(found)
    folder = Path(tempfile.mkdtemp(prefix="cpcli-", dir=_memory_folder()))
    draft = folder / f"{found}.toml"
    try:
        draft.write_bytes(before.encode())
        _run_editor(editor, draft)
        after = draft.read_bytes().decode("utf-8")
    except UsageFault:
        _forget(folder)
        raise
    except (OSError, UnicodeDecodeError):
        raise CpcliError(f"the draft could not be read back; it is kept in {draft}") from None
    if after == before:
        _forget(folder)
        tell(f"{found} is as it was")
        return ExitCode.DONE
    try:
        _, problems = read_whole_case(after, found, words_for(place.config))
        problems.raise_errors()
        saved = place.change(found, lambda now: _onto(now, before, after, found), acting(place, "edit"))
    except CpcliError:
        tell(f"your draft is kept in {draft}")
        raise
    _forget(folder)
    report(saved)
    return ExitCode.DONE


def _onto(now: str, before: str, after: str, ref: str) -> str:
    from cpcli.store.files import ChangedBehind

    if now != before:
        raise ChangedBehind(f"{ref} was changed by somebody else while you were editing; nothing was overwritten")
    return after


def _memory_folder() -> str | None:
    """A place for a private draft that never reaches a disk, where the system has one."""
    for place in (os.environ.get("XDG_RUNTIME_DIR"), "/dev/shm"):  # noqa: S108 - the draft's own folder is 0700
        if place and os.access(place, os.W_OK):
            return place
    return None


def _editor() -> list[str]:
    """The editor's command line.

    Raises:
        UsageFault: none is named.
    """
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    words = shlex.split(named) if named else []
    if not words:
        raise UsageFault("say which editor: set EDITOR, such as EDITOR=nano")
    if Path(words[0]).name in {"vi", "vim", "nvim"}:
        # No swap file and no history: both would hold a copy of the case.
        words += ["-n", "-i", "NONE"]
    return words


def _run_editor(words: list[str], draft: Path) -> None:
    try:
        code = subprocess.run([*words, str(draft)], check=False).returncode  # noqa: S603 - the person's own editor
    except OSError:
        raise UsageFault(f'the editor "{words[0]}" could not be started; set EDITOR to one that is installed') from None
    if code != 0:
        raise CpcliError(f"the editor ended with {code}; nothing was saved; the draft is in {draft}")


def _forget(folder: Path) -> None:
    """Remove a draft with whatever the editor left beside it."""
    import shutil

    shutil.rmtree(folder, ignore_errors=True)

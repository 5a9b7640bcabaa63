"""The store a command works on, who acts in it, and the saving that all changes share."""

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from importlib import import_module
from typing import Annotated

import typer

from cpcli.cli.options import complete_refs
from cpcli.errors import InvalidFile, Problem, UsageFault
from cpcli.output.emit import emit, tell
from cpcli.store.case_reader import Case, WordsFor, read_whole_case
from cpcli.store.cases import Acting, Saved, Store
from cpcli.store.config import Config, load_config

DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the change and save nothing; the same exit code.")]
Answers = Annotated[
    str | None,
    typer.Option("--answers", metavar="FILE", help="Take the values from a TOML file; - for standard input."),
]


Ref = Annotated[str, typer.Argument(metavar="REF", help="The case's ref.", autocompletion=complete_refs)]


def the_store(named: str | None) -> Store:
    """The store to work on.

    Raises:
        UsageFault: there is none.
    """
    config = load_config(named)
    if config.folder is None:
        raise UsageFault("there is no store here; make one: cpcli init my-cases, then go into that folder")
    return Store(config.folder, config)


def words_for(config: Config) -> WordsFor:
    """The agencies and roles that a case may name, by the pack it names; read once a pack."""
    known: dict[str, Mapping[str, Iterable[str]]] = {}

    def of(pack: str | None) -> Mapping[str, Iterable[str]]:
        from cpcli.store.packs import DEFAULT_PACK
        from cpcli.store.quorum_reader import words_of

        name = pack or config.pack or DEFAULT_PACK
        if name not in known:
            words = words_of(name, config.pack_places)
            known[name] = {"agency": tuple(words.agencies), "role": tuple(words.roles)}
        return known[name]

    return of


def acting(store: Store, command: str) -> Acting:
    """Who acts (CPCLI_USER, else `user` of cpcli.toml, else the login), with which command, now."""
    import getpass

    who = os.environ.get("CPCLI_USER") or store.config.user
    if not who:
        try:
            who = getpass.getuser()
        except (KeyError, OSError):
            raise UsageFault('say who is acting: set CPCLI_USER, or user = "..." in cpcli.toml') from None
    return Acting(who, command, datetime.now(UTC).isoformat(timespec="seconds"))


def change(
    store: Store,
    ref: str,
    command: str,
    edit: Callable[[str, Case], str],
    *,
    dry_run: bool = False,
    show: Callable[[str], None] = emit,
) -> Saved:
    """Change a case through `edit`, which gets its text and its tables and gives the new text.

    `show` gets the difference of a dry run: where the answer is for programs it must stand beside it.

    Raises:
        InvalidFile: the case is broken, or would be by this change; nothing is saved.
    """
    ref = store.find(ref, exact=True)
    words = words_for(store.config)
    # Loaded before the lock is taken, so that nobody waits for an import.
    import_module("tomlkit")
    import_module("cpcli.store.quorum_reader")

    def checked(text: str) -> str:
        case, problems = read_whole_case(text, ref, words)
        # A file whose tables are no tables cannot be changed by a command; any other fault can wait to be mended.
        if any(problem.says.startswith("must be written [[") for problem in problems.found):
            problems.raise_errors()
        known = {(p.key, p.says) for p in problems.found}
        after = _in_this_layout(edit(text, case), case)
        _, left = read_whole_case(after, ref, words)
        new = [p for p in left.found if p.level == "error" and (p.key, p.says) not in known]
        if new:
            raise InvalidFile([Problem(p.file, f"{p.says} (nothing was saved)", p.key) for p in new])
        return after

    saved = store.change(ref, checked, acting(store, command), dry_run=dry_run)
    report(saved, show)
    return saved


def _in_this_layout(text: str, case: Case) -> str:
    """A case written before files said their layout gets told it; its earlier state stays in the history."""
    if "format" in case.data:
        return text
    from cpcli.store.case_reader import FORMAT
    from cpcli.store.edit import Put, changed

    return changed(text, [Put(("format",), FORMAT)])


def report(saved: Saved, show: Callable[[str], None] = emit) -> None:
    """Say what became of a change: the difference for a dry run, a line for a save."""
    if saved.saved:
        tell(f"saved {saved.ref}")
    elif saved.after == saved.before:
        tell(f"{saved.ref} says that already; nothing was changed")
    else:
        show(saved.diff())
        tell("dry run: nothing was saved")


def index_of(case: Case, table: str, row_id: str) -> int:
    """Where in a table the row with an id stands.

    Raises:
        UsageFault: there is none; the ids there are, are told.
    """
    ids = [row.get("id") for row in case.rows(table)]
    if row_id not in ids:
        told = ", ".join(str(each) for each in ids) or "none yet"
        raise UsageFault(f'{case.ref} has no {table} "{row_id}"; there are: {told}')
    return ids.index(row_id)

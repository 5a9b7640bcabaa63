"""`cpcli documents`: which there are, what they need, and templates of one's own."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from cpcli.casework.typed import read_date
from cpcli.cli.acting import Ref, the_store
from cpcli.cli.context import context, today
from cpcli.cli.lazy import new_app
from cpcli.cli.options import PaperConference, Store, format_option, one_of
from cpcli.cli.papers import Papers, papers_of, shelf_of, tell_which
from cpcli.cli.render import Document
from cpcli.documents.kinds import Kind, template_name
from cpcli.documents.readers import FILE, KINDS, Reader
from cpcli.documents.render import Wanted, make, must_have_a_copy
from cpcli.documents.shelf import Shelf
from cpcli.errors import CpcliError, ExitCode, InvalidFile, Problem, UsageFault
from cpcli.output.emit import Progress, emit, tell
from cpcli.output.safe import safe_text
from cpcli.store.files import make_private_folder, refuse_odd_folders, said, write_new
from cpcli.store.shipped import TEMPLATES

app = new_app(no_args_is_help=True)

FORMATS = ("table", "json")
#: How a template includes a part.
INCLUDED = re.compile(r'include "(_[^"]+)"')
Format = Annotated[str, format_option(*FORMATS)]


@app.callback()
def documents() -> None:
    """The documents there are, what they need, and templates of one's own."""


def _shelf(store: str | None) -> Shelf:
    try:
        return shelf_of(the_store(store))
    except UsageFault:
        if store is not None:
            raise
        return shelf_of(None)


@app.command("list")
def list_documents(*, form: Format = "table", store: Store = None) -> int:
    """Every document by its id; `show` says who may receive one."""
    one_of(form, FORMATS, "--format")
    kinds = _shelf(store).kinds().values()
    if form == "json":
        emit(json.dumps({"schema": "cpcli/documents/1", "documents": [_shape(kind) for kind in kinds]}, indent=2))
    else:
        width = max((len(kind.id) for kind in kinds), default=0)
        emit("\n".join(safe_text(f"{kind.id:<{width}}  {kind.title}") for kind in kinds))
    return ExitCode.DONE


@app.command()
def show(document: Document, *, form: Format = "table", store: Store = None) -> int:
    """One document: for whom it is, in which variants, on which clauses."""
    one_of(form, FORMATS, "--format")
    kind = _shelf(store).kind(document)
    if form == "json":
        emit(json.dumps({"schema": "cpcli/document/1", **_shape(kind)}, indent=2))
        return ExitCode.DONE
    whose = "your own template" if kind.is_local else "the template that comes with cpcli"
    lines = [f"{kind.id}: {kind.title} ({whose})", *([kind.about] if kind.about else [])]
    lines.append(f"for: {', '.join(KINDS[reader] for reader in kind.readers if reader in KINDS)}")  # type: ignore[index]  # held to KINDS
    lines.append(f"variants: {', '.join(kind.variants())}")
    if kind.per_child:
        lines.append("one for each child where the parents differ or are not recorded (R16)")
    lines.append(f"clauses: {' '.join(kind.clauses)}")
    emit("\n".join(map(safe_text, lines)))
    return ExitCode.DONE


def _shape(kind: Kind) -> dict[str, Any]:
    return {
        "id": kind.id,
        "title": kind.title,
        "about": kind.about,
        "readers": list(kind.readers),
        "variants": list(kind.variants()),
        "per_child": kind.per_child,
        "addresses": kind.addresses,
        "clauses": list(kind.clauses),
        "local": kind.is_local,
    }


@app.command()
def needs(
    document: Document,
    ref: Ref,
    *,
    conference: PaperConference = None,
    reader: Annotated[str, typer.Option("--for", metavar="PERSON", help="For whom.")] = FILE,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day it is made.")] = None,
    store: Store = None,
) -> int:
    """What is not recorded yet, with the command that would supply it. Exit 3 while something is missing."""
    place = the_store(store)
    day = read_date(as_of, "--as-of") if as_of else today()
    shelf = shelf_of(place)
    kind = shelf.kind(document)
    papers = papers_of(place, ref, conference, day, context(str(place.folder)), kind)
    if conference is None:
        tell_which(papers)
    found: dict[str, str] = {}
    for each in papers.readers([reader]):
        for child, view in papers.views(each, kind):
            must_have_a_copy(kind, view)
            # Only what is missing is asked for: nothing is kept, so nothing has to be searched.
            made = make(Wanted(kind, form="txt", child=child), view, shelf, (), view.values)
            found |= {missing.what: missing.command for missing in made.missing}
    emit("\n".join(safe_text(f"{what}: {command}") for what, command in found.items()))
    if found:
        tell(f"{len(found)} not recorded yet")
        return ExitCode.CHECK_FAILED
    tell("everything is recorded")
    return ExitCode.DONE


@app.command()
def eject(
    document: Document,
    *,
    parts: Annotated[
        bool, typer.Option("--parts", help="Its parts too; what other documents share changes with them.")
    ] = False,
    store: Store = None,
) -> int:
    """Copy a document's templates into the store, to change them there. What is there already is not touched."""
    place = the_store(store)
    kind = Shelf(None, tuple(KINDS)).kind(document)
    folder = place.folder / "templates"
    made = []
    own = sorted(TEMPLATES.glob(f"{kind.id}.*md.j2"))
    included = [TEMPLATES / name for name in parts_of(own)]
    # Through a link nothing is written, wherever it leads.
    refuse_odd_folders(place.folder, folder.name)
    try:
        make_private_folder(folder)
        for path in (TEMPLATES / f"{kind.id}.toml", *own, *(included if parts else ())):
            if not (folder / path.name).exists():
                write_new(folder / path.name, path.read_bytes())
                made.append(path.name)
    except OSError as fault:
        raise CpcliError(f"the templates could not be copied: {said(fault)}") from None
    emit("\n".join(f"templates/{name}" for name in made))
    if not made:
        tell(f"templates/ holds {template_name(kind.id)} already; nothing was changed")
    if included and not parts:
        tell(f"{len(included)} parts of it are files of their own: cpcli documents eject {kind.id} --parts")
    return ExitCode.DONE


def parts_of(templates: Iterable[Path]) -> list[str]:
    """The parts that templates include, and those that these include."""
    found: list[str] = []
    left = list(templates)
    while left:
        names = INCLUDED.findall(left.pop().read_text(encoding="utf-8"))
        new = [name for name in dict.fromkeys(names) if name not in found and (TEMPLATES / name).is_file()]
        found += new
        left += [TEMPLATES / name for name in new]
    return sorted(found)


@app.command()
def check(
    ref: Annotated[str | None, typer.Argument(metavar="[REF]", help="A case to try them on.")] = None,
    *,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day to answer for.")] = None,
    store: Store = None,
) -> int:
    """Try every template of the store and of cpcli: all that is wrong, with its line, before any file is made."""
    place = the_store(store)
    shelf = shelf_of(place)
    problems, tried = list[Problem](), 0
    refs = [place.find(ref)] if ref else place.refs()[:1]
    if not refs:
        raise UsageFault("there is no case to try the templates on; make one: cpcli new 2026-0101")
    day = read_date(as_of, "--as-of") if as_of else today()
    papers = papers_of(place, refs[0], None, day, context(str(place.folder)))
    people = papers.readers([FILE, *papers.case.ids("person", "child")])
    progress = Progress()
    for kind in shelf.kinds().values():
        for variant, lang in shelf.written(kind):
            progress.show(f"{kind.id}, {variant}")
            for reader in (each for each in people if each.kind in kind.readers):
                tried += 1
                problems += _tried(papers, shelf, Wanted(kind, variant, lang, form="txt"), reader)
    progress.clear()
    problems += shelf.strangers()
    for problem in dict.fromkeys(problems):
        emit(safe_text(f"{problem.level}: {problem}"))
    count = len(set(problems))
    tell(f"{tried} documents tried, {count} problem{'s' * (count != 1)}")
    return ExitCode.INVALID_FILE if problems else ExitCode.DONE


def _tried(papers: Papers, shelf: Shelf, wanted: Wanted, reader: Reader) -> tuple[Problem, ...]:
    """What is wrong with a template, tried for one reader. Nothing is kept, so nothing has to be searched."""
    try:
        for child, view in papers.views(reader, wanted.kind):
            make(wanted._replace(child=child), view, shelf, (), view.values)
    except InvalidFile as fault:
        return fault.problems
    return ()

"""`cpcli render`: one document, for one reader."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from cpcli.casework.typed import read_date
from cpcli.cli.acting import Ref, the_store
from cpcli.cli.boundary import crash_line
from cpcli.cli.context import context, today
from cpcli.cli.lazy import new_app
from cpcli.cli.options import PaperConference, Store, complete_ids, completer, one_of
from cpcli.cli.papers import Papers, keep, letterhead_of, may_receive, papers_of, shelf_of, tell_which
from cpcli.documents.kinds import FORMATS, VARIANTS
from cpcli.documents.readers import Reader
from cpcli.documents.render import ORDERS, Made, NotForThem, Wanted, make, must_have_a_copy, to_look_at
from cpcli.documents.secrets import out_of_view
from cpcli.documents.tree import is_language
from cpcli.documents.view import View
from cpcli.errors import CpcliError, ExitCode, UsageFault
from cpcli.output.emit import Progress, emit, tell
from cpcli.output.safe import safe_text

app = new_app()


def _complete_documents(incomplete: str) -> list[str]:
    try:
        return completer(lambda: shelf_of(None).kinds())(incomplete)
    except Exception:  # noqa: BLE001 - a completion must never disturb the line being typed
        return []


#: The formats whose letters have a size.
LARGE = ("docx", "html", "pdf")

Document = Annotated[
    str, typer.Argument(metavar="DOCUMENT", help="Which; see: cpcli documents list", autocompletion=_complete_documents)
]
For = Annotated[
    list[str] | None,
    typer.Option(
        "--for",
        metavar="PERSON",
        help="For whom: an id, chair, file, or all for everyone invited. Repeatable.  [required]",
        autocompletion=complete_ids("person", "child"),
    ),
]
Form = Annotated[
    str,
    typer.Option(
        "--format", "-f", metavar="|".join(FORMATS), help="The format.", autocompletion=completer(lambda: FORMATS)
    ),
]
Out = Annotated[str, typer.Option("--out", metavar="DIR", help="The folder to put it into.")]
Variant = Annotated[
    str,
    typer.Option(
        "--variant",
        metavar="|".join(VARIANTS),
        help="For whom it is written.",
        autocompletion=completer(lambda: VARIANTS),
    ),
]
Lang = Annotated[
    str, typer.Option("--lang", metavar="LANG", help="The language; English where there is no template for it.")
]
Why = Annotated[bool, typer.Option("--why", help="Say what is withheld from this reader, and on whose decision.")]


@app.command()
def render(
    document: Document,
    ref: Ref,
    *,
    reader: For = None,
    conference: PaperConference = None,
    form: Form = "docx",
    out: Out = ".",
    variant: Variant = "standard",
    lang: Lang = "en",
    large_print: Annotated[bool, typer.Option("--large-print", help="16 point; docx, html or pdf.")] = False,
    letterhead: Annotated[
        str | None, typer.Option("--letterhead", metavar="FILE", help="A Word file whose header and footer stay.")
    ] = None,
    order: Annotated[
        str, typer.Option("--order", metavar="|".join(ORDERS), help="In which order an agenda goes.")
    ] = "traditional",
    why: Why = False,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day it is made.")] = None,
    store: Store = None,
) -> int:
    """Make a document for one reader: a draft, searched for everything that this reader must not see.

    cpcli render invitation 2026-0042 --for p1 --format docx

    cpcli render agenda 2026-0042 --for all --format pdf --out papers
    """
    one_of(form, FORMATS, "--format")
    one_of(variant, VARIANTS, "--variant")
    if not reader:
        raise UsageFault("for whom? Give --for with an id of the case, chair, file, or all")
    if not is_language(lang):
        raise UsageFault(f'--lang: "{lang}" is no language; write it as en, pl or zh-HK')
    if letterhead is not None and form != "docx":
        raise UsageFault(f"a letterhead is for Word: --format docx, not {form}")
    if large_print and form not in LARGE:
        raise UsageFault(f"large print is for a paper with letters of a size: --format {', '.join(LARGE)}, not {form}")
    if out == "-":
        raise UsageFault("--out names a folder: a paper goes into a file, where it can be checked and released")
    place = the_store(store)
    kind = shelf_of(place).kind(document)
    day = read_date(as_of, "--as-of") if as_of else today()
    papers = papers_of(place, ref, conference, day, context(str(place.folder)), kind)
    if conference is None:
        tell_which(papers)
    readers = papers.readers(reader)
    wanted = Wanted(
        kind,
        variant,
        lang,
        form,  # type: ignore[arg-type]  # one of the formats
        large_print=large_print,
        letterhead=letterhead_of(letterhead),
        order=one_of(order, ORDERS, "--order"),
    )
    if why:
        return _why(papers, readers, wanted)
    return _Rendering(place, papers, wanted, Path(out), frozenset(reader)).each(readers)


def _why(papers: Papers, readers: tuple[Reader, ...], wanted: Wanted) -> int:
    """What each reader does not get: kinds and refs, never a value."""
    for each in readers:
        for child, view in papers.views(each, wanted.kind):
            emit(safe_text(f"{wanted.kind.id} for {each.id} ({each.kind}){f', about {child}' if child else ''}"))
            for kept in view.withheld:
                emit(safe_text(f"  {kept.kind} of {kept.ref}: {kept.because} ({kept.decided_by})"))
            if not view.withheld:
                emit("  nothing is withheld")
    return ExitCode.DONE


class _Rendering:
    """Documents for several readers: each on its own, and a count that adds up.

    `named` are the words after --for: whoever is named gets the paper or a fault; of all, those whom it is not for are
    passed over with a word.
    """

    def __init__(self, place: Any, papers: Papers, wanted: Wanted, out: Path, named: frozenset[str]) -> None:
        self.place, self.papers, self.wanted, self.out, self.named = place, papers, wanted, out, named
        self.shelf, self.passed, self.is_many = shelf_of(place), 0, False
        self.done, self.faults = 0, list[ExitCode]()
        self.progress = Progress()

    def each(self, readers: tuple[Reader, ...]) -> int:
        """Make them all. Where it is one paper, what is wrong with it is the answer; of many, each failure is told."""
        begun, self.is_many = 0, len(readers) > 1
        try:
            for begun, reader in enumerate(readers, 1):
                self.progress.show(f"{begun} of {len(readers)}: {reader.id}")
                self._each_of(reader, alone=len(readers) == 1)
        except KeyboardInterrupt:
            self.progress.clear()
            if len(readers) > 1:
                tell(f"stopped at reader {begun} of {len(readers)}: {self.done} made, {len(self.faults)} not")
            raise
        finally:
            self.progress.clear()
        if len(readers) > 1 or self.done + len(self.faults) > 1:
            passed = f", {self.passed} not theirs to have" if self.passed else ""
            tell(f"{self.done} made, {len(self.faults)} not{passed}")
        held = [code for code in self.faults if code == ExitCode.NOT_RELEASABLE]
        return (held or self.faults)[0] if self.faults else ExitCode.DONE

    def _each_of(self, reader: Reader, *, alone: bool) -> None:
        """The papers of one reader: one, or one for each child."""
        with self._counted(reader, alone=alone):
            may_receive(self.wanted.kind, reader)
            views = list(self.papers.views(reader, self.wanted.kind))
            for child, view in views:
                with self._counted(reader, alone=alone and len(views) == 1):
                    self._one(child, view)

    @contextmanager
    def _counted(self, reader: Reader, *, alone: bool) -> Iterator[None]:
        """What goes wrong with one paper is told and counted, and stops no other."""
        try:
            yield
        except CpcliError as fault:
            if alone:
                raise
            is_passed = isinstance(fault, NotForThem) and reader.id not in self.named
            says, code = str(fault), None if is_passed else fault.exit_code
        except Exception as fault:
            if alone:
                raise
            says, code = crash_line(fault), ExitCode.FAULT
        else:
            return
        self.progress.clear()
        if code is None:
            self.passed += 1
        else:
            self.faults.append(code)
        for line in says.splitlines():
            tell(safe_text(f"{reader.id}: {line}"))

    def _one(self, child: str | None, view: View) -> None:
        for warning in view.warnings:
            self._tell(view, f"warning: {warning}")
        must_have_a_copy(self.wanted.kind, view)
        secrets = out_of_view(self.papers.case, view)
        made = make(self.wanted._replace(child=child), view, self.shelf, secrets, view.values)
        self.progress.clear()
        self._keep(made, view, child)
        self.done += 1

    def _keep(self, made: Made, view: View, child: str | None) -> None:
        path = keep(self.place, self.papers, self.wanted._replace(child=child), view, made, self.out)
        emit(str(path))
        if made.lang != self.wanted.lang:
            says = f"warning: there is no template in {self.wanted.lang}: it is written in {made.lang}"
            self._tell(view, says, child)
        if made.removed:
            self._tell(view, f"warning: characters that no document may hold: {made.removed}", child)
        for each in made.missing:
            self._tell(view, f"not yet recorded: {each.what}; {each.command}", child)
        for tick in to_look_at(made.ticks):
            self._tell(view, f"look at it before release: {tick} may stand in it", child)
        if view.withheld:
            self._tell(view, f"{len(view.withheld)} things are withheld from {view.reader.id}: --why tells which")

    def _tell(self, view: View, says: str, child: str | None = None) -> None:
        """Say something of one paper; of many, it is told of whose, where the words do not say so themselves."""
        self.progress.clear()
        reader = view.reader.id
        is_told = child is None and reader in says.replace(":", " ").split()
        whose = f"{reader}{f', {child}' if child else ''}: " if self.is_many and not is_told else ""
        tell(safe_text(whose + says))

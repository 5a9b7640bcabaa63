"""`cpcli render`: one document, for one reader."""

from pathlib import Path
from typing import Annotated, Any

import typer

from cpcli.casework.typed import read_date
from cpcli.cli.acting import Ref, acting, the_store
from cpcli.cli.context import context, today
from cpcli.cli.lazy import new_app
from cpcli.cli.options import ConferenceId, Store, complete_ids, completer, one_of
from cpcli.cli.papers import Papers, papers_of, shelf_of
from cpcli.documents.kinds import FORMATS, VARIANTS, Kind
from cpcli.documents.readers import KINDS, Reader
from cpcli.documents.render import ORDERS, Made, MustNotGo, Wanted, make, must_have_a_copy
from cpcli.documents.secrets import out_of_view
from cpcli.documents.tree import is_language
from cpcli.documents.view import View
from cpcli.errors import CpcliError, ExitCode, UsageFault
from cpcli.output.emit import emit, tell
from cpcli.output.safe import safe_text

app = new_app()


def _complete_documents(incomplete: str) -> list[str]:
    try:
        return completer(lambda: shelf_of(None).kinds())(incomplete)
    except Exception:  # noqa: BLE001 - a completion must never disturb the line being typed
        return []


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
    conference: ConferenceId = None,
    form: Form = "docx",
    out: Out = ".",
    variant: Variant = "standard",
    lang: Lang = "en",
    large_print: Annotated[bool, typer.Option("--large-print", help="16 point.")] = False,
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
    place = the_store(store)
    papers = papers_of(
        place, ref, conference, read_date(as_of, "--as-of") if as_of else today(), context(str(place.folder))
    )
    readers = papers.readers(reader)
    wanted = Wanted(
        _kind(place, document),
        variant,
        lang,
        form,  # type: ignore[arg-type]  # one of the formats
        large_print=large_print,
        letterhead=_letterhead(letterhead),
        order=one_of(order, ORDERS, "--order"),
    )
    if why:
        return _why(papers, readers, wanted)
    return _Rendering(place, papers, wanted, Path(out)).each(readers)


def _kind(place: Any, document: str) -> Any:
    return shelf_of(place).kind(document)


def _letterhead(named: str | None) -> bytes | None:
    if named is None:
        return None
    try:
        return Path(named).read_bytes()
    except OSError:
        raise UsageFault(f"there is no letterhead {Path(named).name} that can be read") from None


def _why(papers: Papers, readers: tuple[Reader, ...], wanted: Wanted) -> int:
    """What each reader does not get: kinds and refs, never a value."""
    for each in readers:
        for _, view in papers.views(each, wanted.kind):
            emit(safe_text(f"{wanted.kind.id} for {each.id} ({each.kind})"))
            for kept in view.withheld:
                emit(safe_text(f"  {kept.kind} of {kept.ref}: {kept.because} ({kept.decided_by})"))
            if not view.withheld:
                emit("  nothing is withheld")
    return ExitCode.DONE


def may_receive(kind: Kind, reader: Reader) -> None:
    """Refuse a paper to somebody whom it is not for. Whoever's role is not known is warned of, and gets the least.

    Raises:
        MustNotGo: its template says who may receive it, and this is nobody of these.
    """
    if reader.kind in kind.readers or reader.kind == "file":
        return
    whom = ", ".join(says for word, says in KINDS.items() if word in kind.readers)
    if reader.kind != "other":
        raise MustNotGo(f"{kind.id} is not for {reader.id} ({KINDS[reader.kind]}); it is for: {whom}")
    tell(safe_text(f"warning: the role of {reader.id} is not known; {kind.id} is for: {whom}"))


class _Rendering:
    """Documents for several readers: each on its own, and a count that adds up."""

    def __init__(self, place: Any, papers: Papers, wanted: Wanted, out: Path) -> None:
        self.place, self.papers, self.wanted, self.out = place, papers, wanted, out
        self.shelf = shelf_of(place)
        self.done, self.faults = 0, list[CpcliError]()

    def each(self, readers: tuple[Reader, ...]) -> int:
        for reader in readers:
            try:
                self._for(reader)
            except CpcliError as fault:
                if len(readers) == 1:
                    raise
                self.faults.append(fault)
                tell(safe_text(f"{reader.id}: {fault}"))
        if len(readers) > 1:
            tell(f"{self.done} made, {len(self.faults)} not")
        held = [fault for fault in self.faults if isinstance(fault, MustNotGo)]
        return (held or self.faults)[0].exit_code if self.faults else ExitCode.DONE

    def _for(self, reader: Reader) -> None:
        may_receive(self.wanted.kind, reader)
        for child, view in self.papers.views(reader, self.wanted.kind):
            for warning in view.warnings:
                tell(safe_text(f"warning: {warning}"))
            must_have_a_copy(self.wanted.kind, view)
            made = make(
                self.wanted._replace(child=child), view, self.shelf, out_of_view(self.papers.case, view), view.values
            )
            self._keep(made, view)
            self.done += 1

    def _keep(self, made: Made, view: View) -> None:
        from cpcli.store.renders import hash_of, keep_rendered, state_of

        acts = acting(self.place, f"render {self.wanted.kind.id}")
        about = {
            "case": self.papers.case.ref,
            "conference": self.papers.conference["id"],
            "document": self.wanted.kind.id,
            "variant": self.wanted.variant,
            "lang": made.lang,
            "for": view.reader.id,
            "format": self.wanted.form,
            "order": self.wanted.order,
            "large_print": self.wanted.large_print,
            "letterhead": None if self.wanted.letterhead is None else hash_of(self.wanted.letterhead),
            "children": self.wanted.child.split("-") if self.wanted.child else [],
            "as_of": self.papers.today.isoformat(),
            "state": state_of(self.papers.case),
            "missing": [each.what for each in made.missing],
            "ticks": [f"{tick.kind} of {', '.join(tick.refs)}" for tick in made.ticks],
            "withheld": [f"{kept.kind} of {kept.ref}" for kept in view.withheld],
        }
        path = keep_rendered(self.place, self.out, made.name, made.content, acts, about)
        emit(str(path))
        if made.lang != self.wanted.lang:
            tell(f"warning: there is no template in {self.wanted.lang}: it is written in {made.lang}")
        for each in made.missing:
            tell(safe_text(f"not yet recorded: {each.what}; {each.command}"))
        for tick in made.ticks:
            tell(safe_text(f"look at it before release: a {tick.kind} of {', '.join(tick.refs)} may stand in it"))
        if view.withheld:
            tell(f"{len(view.withheld)} things are withheld from {view.reader.id}: --why tells which")

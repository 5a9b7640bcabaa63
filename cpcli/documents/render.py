"""One document for one reader: template, view, tree, writer, and then the search that nothing out of view is in it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from cpcli.documents.clean import removed
from cpcli.documents.fill import Filled, Filling, fill
from cpcli.documents.furniture import Furniture
from cpcli.documents.kinds import Format, Kind
from cpcli.documents.markdown import parse
from cpcli.documents.plain import NotRecorded, named_leaves
from cpcli.documents.search import Hit, Secret, search
from cpcli.documents.shelf import Found, Shelf
from cpcli.documents.view import View
from cpcli.errors import CpcliError, ExitCode

#: The language tag of a document written in one of these.
LANGUAGES: Mapping[str, str] = {"en": "en-GB"}

CONFIDENTIAL = "Confidential"

#: How many values are named from which something was taken out.
MOST_NAMES = 5

#: The orders in which conferences are run.
ORDERS = ("traditional", "strengthening-families", "signs-of-safety")


class MustNotGo(CpcliError):
    """The finished document holds something that its reader must not see. No file is left."""

    exit_code = ExitCode.NOT_RELEASABLE


class NotForThem(MustNotGo):
    """The paper is nothing that this reader gets, by who they are or as the chair decided: nothing is left to do."""


class Wanted(NamedTuple):
    """Which document, how.

    Attributes:
        order: in which order an agenda goes; one of ORDERS.
        child: the only child it covers, where each child has one of its own.
        letterhead: a Word file whose header, footer and styles stay.
    """

    kind: Kind
    variant: str = "standard"
    lang: str = "en"
    form: Format = "docx"
    draft: bool = True
    large_print: bool = False
    letterhead: bytes | None = None
    child: str | None = None
    order: str = "traditional"


class Made(NamedTuple):
    """A finished document.

    Attributes:
        name: its file name: refs only.
        missing: facts that are not recorded yet, and print so.
        ticks: what may be an ordinary word or somebody's name, and is ticked at release.
        lang: the language it is written in.
        removed: which characters were taken out of which values, because no document may hold them; else empty.
    """

    name: str
    content: bytes
    missing: tuple[NotRecorded, ...]
    ticks: tuple[Hit, ...]
    lang: str
    removed: str = ""


def must_have_a_copy(kind: Kind, view: View) -> None:
    """Refuse a copy of a paper to somebody who gets none of it, and a paper about children to who hears about none.

    Raises:
        MustNotGo: on which decision, and what would change it.
    """
    if kind.paper is None:
        return
    reader, case, conference = view.reader.id, view.values["case"]["ref"], view.reach.conference
    if kind.paper == "exclusion":
        if view.values["exclusion"] is None:
            raise NotForThem(f"{kind.id}: no decision that stands excludes {reader} from {conference}")
        return
    if kind.paper == "birth" and not view.is_about_a_birth:
        raise NotForThem(f"{kind.id}: {reader} hears about no child of {conference} who was still to be born then")
    of = "decision" if kind.paper == "birth" else kind.paper
    paper = view.values["papers"][of]
    if paper["copy"] in {"none", "undecided"}:
        by = f" (decision {paper['decision']})" if paper["decision"] else ""
        told = "gets no copy" if paper["copy"] == "none" else "gets none before the chair has decided"
        closing = paper["decision"] or view.reader.kind in {"parent-or-carer", "child"}
        guide = "close-conference" if closing else "third-party-request"
        guide = "exclusion" if view.values["exclusion"] and of == "record" else guide
        refused = NotForThem if paper["copy"] == "none" else MustNotGo
        raise refused(
            f"{kind.id} is a copy of the {of}, and {reader} {told}{by};"
            f" the chair's decision is recorded with: cpcli guide run {guide} {case} --conference {conference}"
        )
    if not view.reach.subjects:
        raise MustNotGo(
            f"{kind.id} is about the children of {conference}, and {reader} hears about none of them; where that is"
            f" wrong, record it: cpcli set {case} person.{reader}.may_hear_about IDS"
        )


def make(wanted: Wanted, view: View, shelf: Shelf, secrets: Sequence[Secret], names: Mapping[str, Any]) -> Made:
    """Make a document for the reader of a view.

    `names` are those that a view can have: a template that asks for another is told before anything is made.

    Raises:
        MustNotGo: the finished file holds something out of the reader's view.
        InvalidFile: the template is wrong.
        UsageFault: there is no such variant.
    """
    found = shelf.template(wanted.kind, wanted.variant, wanted.lang)
    # A paper never claims a language that it is not written in.
    wanted = wanted._replace(lang=found.lang)
    own = {"variant": wanted.variant, "order": wanted.order}
    filled = _filled(found, {**names, **own}, {**view.values, **own}, shelf)
    lang = LANGUAGES.get(wanted.lang, wanted.lang)
    document = parse(filled.markdown, lang=lang, title="", name=f"templates/{found.name}")
    furniture = Furniture(
        reader=view.for_whom,
        draft=wanted.draft,
        confidential=CONFIDENTIAL,
        large_print=wanted.large_print,
        letterhead=wanted.letterhead,
    )
    content: bytes = writer_of(wanted.form)(document, furniture)
    file = file_name(wanted, view)
    markdown = filled.markdown if found.is_shipped else None
    hits = _searched(content, wanted, file, view, secrets, markdown)
    once = {each.what: each for each in filled.missing}
    ticks = tuple(hit for hit in hits if not hit.stops)
    return Made(file, content, tuple(once.values()), ticks, found.lang, _removed(filled, view))


def _removed(filled: Filled, view: View) -> str:
    """What was taken out of the values that this document prints; the reader's name stands on every page."""
    signs = {*filled.removed, *removed(view.for_whom)}
    if not signs:
        return ""
    # One value stands under many names: each is told under its first.
    values: dict[str, str] = {}
    for name, value in named_leaves(view.values):
        if isinstance(value, str) and signs.intersection(removed(value)):
            values.setdefault(value, name)
    names = list(dict.fromkeys(values.values()))
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return f"{', '.join(sorted(signs))} taken out of {', '.join(names[:MOST_NAMES])}{more}"


def _filled(found: Found, names: Mapping[str, Any], values: Mapping[str, Any], shelf: Shelf) -> Filled:
    """The template filled in: here where it came with cpcli, else by a process apart."""
    wanted = Filling(found.name, found.text, names, values)
    if found.is_shipped:
        return fill(wanted, shelf.part)
    from cpcli.documents.apart import fill_apart

    return fill_apart(wanted, shelf.part)


def writer_of(form: Format) -> Callable[..., bytes]:
    """The writer of a format, imported only when it is wanted."""
    module = {"md": "to_markdown", "html": "to_html", "docx": "to_docx", "pdf": "to_pdf", "txt": "to_text"}[form]
    write: Callable[..., bytes] = import_module(f"cpcli.documents.{module}").write
    return write


def _searched(
    content: bytes, wanted: Wanted, file: str, view: View, secrets: Sequence[Secret], markdown: str | None = None
) -> tuple[Hit, ...]:
    """Look through the finished file, its name and every part of it."""
    from cpcli.documents.read_back import texts_of

    texts = [file, *texts_of(content, wanted.form)]
    hits = search(texts, secrets)
    if any(hit.stops and hit.kind in {"name", "single name"} for hit in hits):
        from cpcli.documents.own_words import made_milder

        hits = search(texts, made_milder(secrets, wanted.form, markdown))
    stops = [hit for hit in hits if hit.stops]
    if stops:
        told = "; ".join(dict.fromkeys(f"{hit.kind} of {', '.join(hit.refs)}" for hit in stops))
        case, reader, conference = view.values["case"]["ref"], view.reader.id, view.reach.conference
        raise MustNotGo(
            f"{file} holds what its reader must not see: {told}. Nothing was written. What is kept from {reader}, and"
            f" why: cpcli render {wanted.kind.id} {case} --for {reader} --conference {conference} --why"
        )
    return hits


def to_look_at(ticks: Iterable[Hit]) -> list[str]:
    """What may stand in a paper though its reader should not see it, each in words."""
    return [f"{'an' if tick.kind[0] in 'aeio' else 'a'} {tick.kind} of {', '.join(tick.refs)}" for tick in ticks]


def file_name(wanted: Wanted, view: View) -> str:
    """`2026-0042.ic1.invitation.p2.docx`: refs and ids only."""
    parts = [str(view.values["case"]["ref"]), str(view.values["conference"]["ref"]), wanted.kind.id]
    parts += [wanted.child] if wanted.child else []
    parts += [view.reader.id]
    parts += [wanted.variant] if wanted.variant != "standard" else []
    parts += [wanted.lang] if wanted.lang != "en" else []
    parts += ["large-print"] if wanted.large_print else []
    parts += ["draft"] if wanted.draft else []
    return ".".join([*parts, wanted.form])

"""What a document of a case is made from, put together once for all its readers."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from cpcli.casework.guide import Guide
from cpcli.casework.pack import Pack
from cpcli.casework.quorum import Quorum, Words
from cpcli.casework.result import Deadline
from cpcli.cli.acting import acting, words_for
from cpcli.cli.context import Context
from cpcli.documents.kinds import Kind
from cpcli.documents.plain import in_words
from cpcli.documents.readers import KINDS, Reader, readers_of
from cpcli.documents.render import Made, NotForThem, Wanted
from cpcli.documents.shelf import Shelf
from cpcli.documents.view import View, view_of
from cpcli.errors import CpcliError, UsageFault
from cpcli.output.emit import tell
from cpcli.output.safe import safe_text
from cpcli.rules.quorum import quorum_of
from cpcli.rules.timetable import timetable
from cpcli.rules.which_conference import which_conference
from cpcli.rules.wording import say
from cpcli.store.case_file import case_facts
from cpcli.store.case_reader import Case, read_whole_case
from cpcli.store.cases import Store
from cpcli.store.guides import guide_paths, load_guide
from cpcli.store.meeting_reader import meeting_of
from cpcli.store.quorum_reader import load_rule, words_of
from cpcli.store.tables import Problems

#: The folder of a store in which an authority keeps templates of its own.
TEMPLATES = "templates"

#: Papers that are copies of what a conference decided, and are made once it has begun.
DECIDED = frozenset({"decision", "record", "birth"})

#: No letterhead is larger, in bytes; the writer of Word files refuses a smaller one already, with its reason.
LARGEST_LETTERHEAD = 50_000_000


class Papers(NamedTuple):
    """One case and one of its conferences, with everything that views are made from."""

    case: Case
    conference: Mapping[str, Any]
    pack: Pack
    words: Words
    today: date
    guides: Mapping[str, Guide]
    deadlines: tuple[Deadline, ...]
    quorum: Quorum | None
    office: Mapping[str, str]

    def readers(self, named: list[str]) -> tuple[Reader, ...]:
        """The readers that ids and role words name."""
        return readers_of(self.case, self.conference, named, self.words)

    def view(self, reader: Reader, kind: Kind, children: tuple[str, ...] | None = None) -> View:
        """What one reader sees, for one kind of document."""
        return view_of(
            self.case,
            self.conference,
            reader,
            pack=self.pack,
            words=self.words,
            today=self.today,
            guides=self.guides,
            deadlines=self.deadlines,
            quorum=self.quorum,
            needs_addresses=kind.addresses,
            children=children,
            office=self.office,
        )

    def views(self, reader: Reader, kind: Kind) -> Iterator[tuple[str | None, View]]:
        """The views of a reader: one, or one for each group of children who must not share a document (R16)."""
        whole = self.view(reader, kind)
        if not kind.per_child or len(whole.split) < 2:
            yield None, whole
            return
        views = {"-".join(group): self.view(reader, kind, group) for group in whole.split}
        if kind.paper == "birth" and whole.is_about_a_birth:
            # Their older children have no page of their own in it.
            views = {group: view for group, view in views.items() if view.is_about_a_birth}
        yield from views.items()


def papers_of(
    place: Store, said_ref: str, conference: str | None, today: date, around: Context, kind: Kind | None = None
) -> Papers:
    """Read a case and work out what its documents need.

    Where no conference is named, a copy of what was decided is of the one that decided, though a review is booked.

    Raises:
        InvalidFile: the case is wrong.
        UsageFault: there is no such case or conference.
    """
    ref = place.find(said_ref)
    case, problems = read_whole_case(place.read(ref), ref, words_for(place.config))
    problems.raise_errors()
    pack = around.pack(case.data.get("pack"))
    begun = kind is not None and kind.paper in DECIDED
    row = which_conference(ref, case.rows("conference"), today, conference, begun=begun)
    facts = case_facts(case.data, Problems(f"cases/{ref}.toml", ""), ref)
    deadlines = timetable(pack, facts.timelines(today, {}), around.calendar, today).deadlines
    return Papers(
        case,
        row,
        pack,
        words_of(pack.name, around.config.pack_places),
        today,
        _guides(case, pack, around),
        tuple(deadlines),
        _quorum(case, row, today, pack, around),
        around.config.office,
    )


def tell_which(papers: Papers) -> None:
    """Say from which conference a paper is made, where nobody named one and the case has several."""
    if len(papers.case.rows("conference")) > 1:
        row = papers.conference
        tell(safe_text(f"from {row['id']}, {in_words(row['kind'])} of {say(row['at'])}; another: --conference ID"))


def _guides(case: Case, pack: Pack, around: Context) -> dict[str, Guide]:
    """The guides that decisions of this case name."""
    named = {str(row.get("guide")) for row in case.rows("decision")} & set(guide_paths(pack, around.config.pack_places))
    return {name: load_guide(name, pack, around.config.pack_places) for name in sorted(named)}


def _quorum(case: Case, row: Mapping[str, Any], today: date, pack: Pack, around: Context) -> Quorum | None:
    """The conference's quorum; None where it cannot be told, such as without a subject child."""
    try:
        rules = load_rule(around.pack_folder(pack.name), around.config.pack_places)
        return quorum_of(*rules, meeting_of(case, row), today, at_decision=False)
    except CpcliError:
        return None


def shelf_of(place: Store | None) -> Shelf:
    """Where templates are looked for."""
    return Shelf(place.folder / TEMPLATES if place else None, tuple(KINDS))


def letterhead_of(named: str | None) -> bytes | None:
    """A letterhead that somebody named, as it is.

    Raises:
        UsageFault: it cannot be read, or is no plain file.
    """
    from cpcli.store.files import read_given

    if named is None:
        return None
    try:
        return read_given(Path(named), LARGEST_LETTERHEAD)
    except OSError:
        raise UsageFault(f"there is no letterhead {Path(named).name or named} that can be read") from None


def may_receive(kind: Kind, reader: Reader) -> None:
    """Refuse a paper to somebody whom it is not for. Whoever's role is not known is warned of, and gets the least.

    Raises:
        NotForThem: its template says who may receive it, and this is nobody of these.
    """
    if reader.kind in kind.readers or reader.kind == "file":
        return
    whom = ", ".join(says for word, says in KINDS.items() if word in kind.readers)
    if reader.kind != "other":
        raise NotForThem(f"{kind.id} is not for {reader.id} ({KINDS[reader.kind]}); it is for: {whom}")
    tell(safe_text(f"warning: the role of {reader.id} is not known; {kind.id} is for: {whom}"))


def keep(place: Store, papers: Papers, wanted: Wanted, view: View, made: Made, out: Path) -> Path:
    """Put a finished draft into a folder, and note in the store what it was made from: so that it can be released.

    Raises:
        UsageFault: the folder is none.
        StandsThere: a file of that name is there that must not be lost.
        CpcliError: it cannot be written; nothing half-written is left.
    """
    from cpcli.store.renders import hash_of, keep_rendered, state_of

    about = {
        "case": papers.case.ref,
        "conference": papers.conference["id"],
        "document": wanted.kind.id,
        "variant": wanted.variant,
        "lang": made.lang,
        "for": view.reader.id,
        "format": wanted.form,
        "order": wanted.order,
        "large_print": wanted.large_print,
        "letterhead": None if wanted.letterhead is None else hash_of(wanted.letterhead),
        "children": list(view.reach.subjects) if wanted.child else [],
        "as_of": papers.today.isoformat(),
        "state": state_of(papers.case),
        "missing": [each.what for each in made.missing],
        "ticks": [f"{tick.kind} of {', '.join(tick.refs)}" for tick in made.ticks],
        "withheld": [f"{kept.kind} of {kept.ref}" for kept in view.withheld],
    }
    return keep_rendered(place, out, made.name, made.content, acting(place, f"render {wanted.kind.id}"), about)

"""Real renderings of made families, many of them: template, tree, writer, finished bytes, and a look into them.

A rendering either succeeds without anything that its reader must not meet, or is refused in a sentence that holds none
of it. Everything that is told here is a seed, a document and a ref: never a value.
"""

import random
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from letterheads import letterhead
from own_eyes import Eyes
from own_reading import Forbidden, Seen, plain, run, seen_in
from rich_families import family_of
from rich_making import TODAY

from cpcli.cli.papers import Papers, may_receive, shelf_of
from cpcli.documents.kinds import FORMATS, Kind
from cpcli.documents.readers import FILE, Reader
from cpcli.documents.render import ORDERS, Made, Wanted, make, must_have_a_copy
from cpcli.documents.secrets import out_of_view
from cpcli.documents.view import View
from cpcli.errors import CpcliError
from cpcli.rules.quorum import quorum_of
from cpcli.rules.timetable import timetable
from cpcli.store.bank_holidays import england
from cpcli.store.case_file import case_facts
from cpcli.store.case_reader import Case
from cpcli.store.guides import load_guide
from cpcli.store.meeting_reader import meeting_of
from cpcli.store.packs import find_pack, load_pack
from cpcli.store.quorum_reader import load_rule, words_of
from cpcli.store.tables import Problems

PACK = load_pack("pan-berkshire")
WORDS = words_of("pan-berkshire")
SHELF = shelf_of(None)
KINDS = SHELF.kinds()
CALENDAR = england()
OFFICE = {
    "team": "Placeholder Conference Office", "address": "1 Placeholder Court, Exampleton", "phone": "01632 960999",
    "email": "office@nowhere.invalid", "complaints": "Placeholder Complaints", "complaints_phone": "01632 960998",
}  # fmt: skip
RULE = load_rule(find_pack("pan-berkshire"))


@cache
def guide(name: str) -> Any:
    """A guide of the area."""
    return load_guide(name, PACK)


@cache
def letterhead_once() -> bytes:
    """An area's letterhead."""
    return letterhead()


class Done(NamedTuple):
    """What became of one rendering.

    Attributes:
        told: why it was refused; empty where it was made.
        leaks: what its reader must not meet and would.
        lacks: what its reader should get and does not.
        ticked: what stands in it and is told, to be looked at before release.
    """

    seed: int
    document: str
    variant: str
    form: str
    reader: str
    kind: str
    traps: bool
    told: str = ""
    leaks: tuple[Forbidden, ...] = ()
    lacks: tuple[str, ...] = ()
    ticked: int = 0
    is_for_them: bool = True

    def __str__(self) -> str:
        what = f"seed {self.seed}{' with traps' if self.traps else ''}: {self.document} ({self.variant}, {self.form})"
        became = ", ".join(map(repr, self.leaks)) or ", ".join(self.lacks) or self.told or "made"
        return f"{what} for {self.reader}: {became}"


def papers_of(case: Case) -> Papers:
    """A made family with everything that its papers need, as the command line puts it together."""
    facts = case_facts(case.data, Problems("cases/made.toml", ""), case.ref)
    conference = case.rows("conference")[0]
    deadlines = timetable(PACK, facts.timelines(TODAY, {}), CALENDAR, TODAY).deadlines
    guides = {str(row["guide"]): guide(str(row["guide"])) for row in case.rows("decision")}
    quorum = quorum_of(*RULE, meeting_of(case, conference), TODAY, at_decision=False)
    return Papers(case, conference, PACK, WORDS, TODAY, guides, tuple(deadlines), quorum, OFFICE)


class Family:
    """One made family, whose views are made once for all of a reader's papers."""

    def __init__(self, seed: int, *, traps: bool) -> None:
        self.seed, self.traps = seed, traps
        self.case = family_of(seed, traps=traps)
        self.papers = papers_of(self.case)
        self.dice = random.Random(~seed)  # noqa: S311 - the same every time
        self.views: dict[tuple[str, bool, bool], list[tuple[str | None, View, Any, Eyes, list[Forbidden]]]] = {}

    def readers(self) -> tuple[Reader, ...]:
        """Everybody of the case, and the file."""
        return self.papers.readers([*self.case.ids("person", "child"), FILE])

    def views_of(self, reader: Reader, kind: Kind) -> list[tuple[str | None, View, Any, Eyes, list[Forbidden]]]:
        """The views of a reader for a kind of document, each with its secrets and what must not be met in it."""
        key = (reader.id, kind.addresses, kind.per_child)
        if key not in self.views:
            found = []
            for child, view in self.papers.views(reader, kind):
                eyes = Eyes(self.case, reader.id, child.split("-") if child else None)
                found.append((child, view, out_of_view(self.case, view), eyes, eyes.forbidden()))
            self.views[key] = found
        return self.views[key]

    def each(self, number: int) -> Iterator[Done]:
        """So many renderings, of documents, readers, variants and formats as the dice fall."""
        kinds, readers = list(KINDS.values()), self.readers()
        done = 0
        while done < number:
            kind = self.dice.choice(kinds)
            fits = [each for each in readers if each.kind in kind.readers]
            # Now and then a paper is asked for that is not for this reader.
            reader = self.dice.choice(fits if fits and self.dice.randrange(12) else readers)
            for each in self.of(reader, kind):
                yield each
                done += 1

    def of(self, reader: Reader, kind: Kind) -> Iterator[Done]:
        """One kind of document for one reader: in one format and variant, one for each group of children."""
        form = self.dice.choice(FORMATS)
        head = letterhead_once() if form == "docx" and not self.dice.randrange(4) else None
        wanted = Wanted(
            kind,
            self.dice.choice(kind.variants()),
            form=form,
            draft=bool(self.dice.randrange(4)),
            large_print=not self.dice.randrange(5),
            letterhead=head,
            order=self.dice.choice(ORDERS),
        )
        try:
            may_receive(kind, reader)
        except CpcliError as fault:
            yield self._refused(wanted, reader, fault, Eyes(self.case, reader.id).forbidden(), is_for_them=False)
            return
        for child, view, secrets, eyes, forbidden in self.views_of(reader, kind):
            try:
                must_have_a_copy(kind, view)
            except CpcliError as fault:
                yield self._refused(wanted, reader, fault, forbidden, is_for_them=_should_have(kind, eyes))
                continue
            try:
                made = make(wanted._replace(child=child), view, SHELF, secrets, view.values)
            except CpcliError as fault:
                yield self._refused(wanted, reader, fault, forbidden)
            else:
                yield self._made(wanted, reader, made, eyes, forbidden)

    def _done(self, wanted: Wanted, reader: Reader, **more: Any) -> Done:
        about = (self.seed, wanted.kind.id, wanted.variant, wanted.form, reader.id, reader.kind, self.traps)
        return Done(*about, **more)

    def _refused(
        self, wanted: Wanted, reader: Reader, fault: CpcliError, forbidden: list[Forbidden], *, is_for_them: bool = True
    ) -> Done:
        said = str(fault)
        seen = Seen(plain(said), run(said))
        leaks = tuple(each for each in forbidden if seen.holds(each))
        told = f"{type(fault).__name__}: {said}"
        return self._done(wanted, reader, told=told, leaks=leaks, is_for_them=is_for_them)

    def _made(self, wanted: Wanted, reader: Reader, made: Made, eyes: Eyes, forbidden: list[Forbidden]) -> Done:
        seen = seen_in(made.content, wanted.form, made.name)
        held = [each for each in forbidden if seen.holds(each)]
        # Without a trap only a name that is made of words, such as Will Still, may stand there and be told.
        ticked = {ref for hit in made.ticks for ref in hit.refs if self.traps or hit.kind == "name"}
        leaks = tuple(each for each in held if each.owner not in ticked or not (self.traps or each.kind == "name"))
        lacks = tuple(_lacking(wanted, reader, eyes, seen.run))
        return self._done(wanted, reader, leaks=leaks, lacks=lacks, ticked=len(held) - len(leaks))


def _should_have(kind: Kind, eyes: Eyes) -> bool:
    """Whether the reader should get a copy of this kind, as far as own eyes tell."""
    if not eyes.hears & set(eyes.subjects):
        return False
    if kind.paper == "exclusion":
        return eyes.excluded() is not None
    if kind.paper == "birth":
        day = eyes.conference["at"].date()
        heard = [eyes.children[ref] for ref in eyes.hears & set(eyes.subjects)]
        return eyes.gets("decision") and any("born" not in row or row["born"] > day for row in heard)
    return eyes.gets(str(kind.paper))


def _lacking(wanted: Wanted, reader: Reader, eyes: Eyes, seen: str) -> Iterator[str]:
    """What a reader should get: a paper with their own name on it."""
    if reader.id == FILE or wanted.form == "pdf":
        return  # letters that are not Latin come out of a PDF in another order
    if run(str(eyes.own["name"])) not in seen and not eyes.kept(eyes.own, "name"):
        yield "the reader's own name"


def look(seeds: range, each: int) -> Iterator[Done]:
    """Renderings of many families, every other one with traps."""
    for seed in seeds:
        yield from Family(seed, traps=seed % 2 == 1).each(each)

"""What is looked at before a draft is released: that it is ours, unchanged, checked by another, and still right."""

import re
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from cpcli.casework.timeline import day_of
from cpcli.casework.typed import read_date
from cpcli.cli.context import context
from cpcli.cli.papers import letterhead_of, may_receive, papers_of, shelf_of
from cpcli.documents.decided import is_kept_away
from cpcli.documents.kinds import Kind
from cpcli.documents.plain import in_words
from cpcli.documents.readers import FILE, namesakes, supports
from cpcli.documents.render import Made, MustNotGo, Wanted, make, must_have_a_copy, to_look_at
from cpcli.documents.secrets import out_of_view
from cpcli.documents.view import View
from cpcli.errors import UsageFault
from cpcli.rules.wording import say
from cpcli.store.case_reader import Case
from cpcli.store.cases import Store
from cpcli.store.files import read_given
from cpcli.store.renders import StandsThere, hash_of, rendered, state_of

#: Papers of one kind of conference: of any other, what they say is not so.
MEANT_FOR = {"transfer-in-letter": "transfer-in-conference", "transfer-in-checklist": "transfer-in-conference"}

#: Papers that ask somebody to come.
BEFORE = frozenset({"agenda", "invitation"})

#: No document of ours is larger, in bytes.
LARGEST = 200_000_000


class Note(NamedTuple):
    """What was noted when a draft was made.

    Attributes:
        said: the line of the register.
        authors: everybody who made a file with exactly these bytes.
        sha256: the hash of the file.
    """

    said: dict[str, Any]
    authors: tuple[str, ...]
    sha256: str


def note_of(place: Store, path: Path, to: str) -> Note:
    """What was noted when this very file was made; for this reader, where two readers' files are the same.

    Raises:
        UsageFault: there is no such file.
        MustNotGo: it was changed since, or was not made here.
    """
    try:
        content = read_given(path, LARGEST)
    except OSError:
        raise UsageFault(f"there is no file {path.name or path} there that can be read") from None
    notes = rendered(place, content)
    if not notes:
        raise MustNotGo(f"{path.name} was changed since it was made, or was not made in this store: render it again")
    said = next((note for note in reversed(notes) if note["for"] == to), notes[-1])
    return Note(said, tuple(str(note["by"]) for note in notes), hash_of(content))


def may_go(note: Note, checked_by: str, to: str) -> None:
    """Refuse what must not be released.

    Raises:
        UsageFault: nobody is named as the one who checked it.
        MustNotGo: its checker made it, it is for somebody else, or a fact is not recorded yet.
    """
    if not _bare(checked_by):
        raise UsageFault("say who checked it: --checked-by WHO")
    if _bare(checked_by) in map(_bare, note.authors):
        raise MustNotGo("the person who checks it cannot be the one who made it: ask a colleague")
    if to != note.said["for"]:
        raise MustNotGo(f"it was made for {note.said['for']}, not for {to}: each reader has a document of their own")
    if note.said["missing"]:
        raise MustNotGo(
            f"not everything is recorded yet: {'; '.join(note.said['missing'])}. Record it and render again"
        )


def _bare(who: str) -> str:
    """Somebody's id without what can be typed one way or another: `Staff 17` is `staff-17`."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKD", who).casefold())


def made_anew(place: Store, note: Note, letterhead: str | None) -> tuple[View, Made, Case]:
    """The same document without the word DRAFT, made from the same case and searched again, with that case.

    Raises:
        MustNotGo: something that the draft was made from has changed since, or what must not go is in it.
    """
    said = note.said
    day = read_date(str(said["as_of"]), "the register")
    papers = papers_of(place, str(said["case"]), str(said["conference"]), day, context(str(place.folder)))
    unchanged(papers.case, note)
    shelf = shelf_of(place)
    kind = shelf.kind(str(said["document"]))
    (reader,) = papers.readers([str(said["for"])])
    may_receive(kind, reader)
    children = tuple(said["children"])
    view = papers.view(reader, kind, children or None)
    must_have_a_copy(kind, view)
    _is_of_its_conference(kind, view)
    content = letterhead_of(letterhead)
    if (None if content is None else hash_of(content)) != said["letterhead"]:
        raise MustNotGo("the draft was made on another letterhead: give the same one with --letterhead")
    draft = Wanted(
        kind,
        said["variant"],
        said["lang"],
        said["format"],
        large_print=said["large_print"],
        letterhead=content,
        child="-".join(children) or None,
        order=said["order"],
    )
    secrets = out_of_view(papers.case, view)
    # What was checked is what goes: the same draft can still be made, to the last byte, so that only one word differs.
    if hash_of(make(draft, view, shelf, secrets, view.values).content) != note.sha256:
        what = "its template, the procedures, the configuration or the program"
        raise MustNotGo(f"{what} has changed since this was made: render it again, and check it again")
    return view, make(draft._replace(draft=False), view, shelf, secrets, view.values), papers.case


def _is_of_its_conference(kind: Kind, view: View) -> None:
    """Refuse a paper that says what holds for another kind of conference only.

    Raises:
        MustNotGo: it does.
    """
    meant = MEANT_FOR.get(kind.id)
    if meant is not None and view.values["conference"]["kind"] != meant:
        raise MustNotGo(
            f"{kind.id} is for a {in_words(meant)}, and {view.reach.conference} is none for {view.reader.id}:"
            f" cpcli set {view.values['case']['ref']} conference.{view.reach.conference}.kind {meant}, where it is one"
        )


def unchanged(case: Case, note: Note) -> None:
    """Refuse a draft of a case that says something else by now.

    Raises:
        MustNotGo: it does.
    """
    if state_of(case) != note.said["state"]:
        raise MustNotGo(f"{case.ref} has changed since this was made: render it again, and check it again")


def looked_at_first(view: View, made: Made, case: Case, method: str) -> list[str]:
    """What a person looks at before this goes; it goes with --ticked only."""
    found = [f"{each} may stand in it" for each in to_look_at(made.ticks)]
    papers = view.values["papers"]
    # No program can cut what free words describe.
    found += [f"the chair allows only a part of the {name}" for name in papers if papers[name]["copy"] == "partial"]
    if view.reader.id != FILE and where_to(view, method) == ():
        what = "address" if method == "post" else "e-mail address"
        found.append(f"no {what} of {view.reader.id} is recorded: see where it is to go")
    reader = view.reader.id
    found += [f"{each} has the same name as {reader}: see that it goes to {reader}" for each in namesakes(case, reader)]
    conference = view.reach.conference
    for other in supports(case, reader):
        if is_kept_away(case, conference, other):
            found.append(f"{other}, whom {reader} supports, is not told where {conference} is")
    for row in case.rows("release"):
        if row.get("sha256") == hash_of(made.content) and "recalled_on" in row:
            found.append(f"{row['id']}, the same paper, was recalled on {row['recalled_on']}")
    return found


def out_of_date(view: View, said: dict[str, Any], now: date) -> list[str]:
    """What is old about a draft though nothing in the case has changed: its own date, and a conference gone by."""
    day = read_date(str(said["as_of"]), "the register")
    at = view.values["conference"]["at"]
    found = [f"it is dated {say(day)}, and today is {say(now)}"] if day < now else []
    if said["document"] in BEFORE and isinstance(at, date) and day_of(at) < now:
        found.append(f"{said['conference']} was to be on {say(day_of(at))}, and that day has gone by")
    return found


def where_to(view: View, method: str) -> tuple[str, ...] | None:
    """Where the paper is to go, as recorded; empty where it is not recorded, None where the way needs no address."""
    reader = view.values["reader"]
    if method == "post":
        return tuple(map(str, reader.get("address_lines") or ()))
    if method == "e-mail":
        return (str(reader["email"]),) if reader.get("email") else ()
    return None


def refuse_to_hide(folder: Path, made: Made, case: Case) -> None:
    """Refuse to release over a paper that went out before and says something else: it has to be found again.

    Raises:
        StandsThere: such a paper has the name.
    """
    try:
        there = read_given(folder / made.name, LARGEST)
    except OSError:
        return
    for row in case.rows("release"):
        if row.get("sha256") == hash_of(there) and there != made.content:
            raise StandsThere(f"{made.name} is there as it went out before ({row['id']}): move it away first")

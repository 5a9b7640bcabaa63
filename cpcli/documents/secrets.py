"""What must not be in a finished file for one reader: every string of the case that is out of their view."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from cpcli.documents.facts import Fact, Sort, facts_of
from cpcli.documents.folding import run_of
from cpcli.documents.forms import (
    full_names,
    in_another_hand,
    name_words,
    names_in,
    of_address,
    of_birth,
    of_email,
    of_link,
    of_name,
    of_phone,
    of_place,
    of_stand_in,
    of_text,
)  # fmt: skip
from cpcli.documents.reach import Reach
from cpcli.documents.redactions import redacted
from cpcli.documents.search import Kind, Secret, held_by
from cpcli.store.case_reader import Case

if TYPE_CHECKING:
    from cpcli.documents.view import View


_NAMES: frozenset[Kind] = frozenset({"name", "single name"})
_PLACES: frozenset[Kind] = frozenset({"address", "street", "postcode", "placement", "school"})
#: What stands in view is no secret, and neither is what it is made of: a school in view may be called after somebody,
#: a conference may meet where somebody lives. But a telephone or a full name in the venue is a slip, and no excuse.
_EXCUSES: Mapping[Sort, frozenset[Kind]] = {
    "address": _PLACES | _NAMES,
    "placement": _PLACES | _NAMES,
    "school": _PLACES | _NAMES,
    "venue": _PLACES | {"single name"},
    "phone": frozenset({"telephone number"}),
    "email": _NAMES | {"e-mail address"},
    "link": frozenset({"online link", "single name"}),
    "born": frozenset({"date of birth"}),
    "day": frozenset({"date of birth"}),
}
_CONTACTS: frozenset[Kind] = frozenset({"telephone number", "e-mail address"})


def out_of_view(case: Case, view: "View") -> tuple[Secret, ...]:
    """Every string of the case that the view's reader must not meet in the document that the view covers.

    What stands in view too is no secret: a name that somebody in view has, an address that is also the reader's. What
    the case says is confidential from the reader stays one all the same.
    """
    case = redacted(case, view.reach.conference, view.values["today"])
    return secrets_for(case, view.reach, words=(view.area, *view.office))


def secrets_for(case: Case, reach: Reach, words: Iterable[str] = ()) -> tuple[Secret, ...]:
    """The secrets of a reach; `words` stand in every document, such as the name of the area."""
    if reach.sees_everything:
        return ()
    facts = list(facts_of(case, reach))
    seen = [fact for fact in facts if fact.seen]
    names = [str(fact.value) for fact in seen if fact.sort == "name"]
    stand_ins = [name for fact in seen if fact.sort == "stand-in" for name in names_in(str(fact.value))]
    known = (*names, *stand_ins)
    shared = frozenset(word for name in known for word in (*name_words(name), *in_another_hand(name)))
    whole = frozenset(way for name in known for way in full_names(name)[:1])
    found = [
        # From the chair nothing is kept but what somebody said so: the rest is there to be looked at.
        secret._replace(stops=secret.stops and not fact.office and (secret.hard or not reach.is_inside))
        for fact in facts
        if fact.seen is False
        for secret in _of_fact(fact, shared)
    ]
    kept = [secret for secret in found if not (secret.kind == "name" and secret.needle in whole)]
    at_work = {fact.refs for fact in facts if fact.works}
    return tuple(_once(_beside(_less_own(_at_work(kept, seen, at_work), facts, reach), seen, names, words)))


def hard_secrets(case: Case, reach: Reach) -> tuple[Secret, ...]:
    """What somebody said must not reach this reader, and what would tell it: the view holds no value with any of it."""
    if reach.sees_everything:
        return ()
    hard_or_own = [fact for fact in facts_of(case, reach) if fact.hard or fact.refs == (reach.reader.id,)]
    hard = [fact for fact in hard_or_own if fact.hard and fact.sort != "name"]
    found = (secret for fact in hard for secret in _of_fact(fact, frozenset()))
    return tuple(_once(secret for secret in _less_own(found, hard_or_own, reach) if secret.stops))


def _less_own(secrets: Iterable[Secret], facts: Iterable[Fact], reach: Reach) -> list[Secret]:
    """The secrets less a postcode or a street that is the reader's own: neighbours share it."""
    own = [str(fact.value) for fact in facts if fact.sort == "address" and fact.refs == (reach.reader.id,)]
    known = list(secrets)
    shared = [secret for secret in known if secret.kind in {"postcode", "street"}]
    theirs = _found(own, shared)
    return [secret for secret in known if secret not in theirs]


def _of_fact(fact: Fact, shared: frozenset[str]) -> tuple[Secret, ...]:
    of_names = fact.sort in {"name", "stand-in"}
    return _forms_of(fact.sort, fact.value, fact.refs, shared if of_names else frozenset(), hard=fact.hard)


@lru_cache(maxsize=8192)
def _forms_of(
    sort: Sort, value: str | date, refs: tuple[str, ...], shared: frozenset[str], *, hard: bool
) -> tuple[Secret, ...]:
    """The forms of one value, which are the same for every reader: made once."""
    if isinstance(value, date):
        return tuple(of_birth(value, refs, hard=hard))
    match sort:
        case "name":
            return tuple(of_name(value, refs, shared, hard=hard))
        case "stand-in":
            return tuple(of_stand_in(value, refs, shared))
        case "placement" | "school":
            return tuple(of_place(value, sort, refs, hard=hard))
        case "address" | "venue":
            return tuple(of_address(value, "address", refs, hard=hard))
        case _:
            return tuple(_PLAIN_FORMS.get(sort, of_text)(value, refs, hard=hard))


_PLAIN_FORMS: Mapping[Sort, Callable[..., Iterator[Secret]]] = {"phone": of_phone, "email": of_email, "link": of_link}


def _at_work(secrets: list[Secret], seen: list[Fact], workers: set[tuple[str, ...]]) -> Iterator[Secret]:
    """The secrets; how to reach a professional who works where the conference meets warns instead of stopping."""
    theirs = [s for s in secrets if s.kind in _CONTACTS and not s.hard and s.refs in workers]
    there = _found([str(fact.value) for fact in seen if fact.sort == "venue"], theirs)
    for secret in secrets:
        yield secret._replace(stops=False) if secret in there else secret


def _beside(secrets: list[Secret], seen: list[Fact], names: list[str], words: Iterable[str]) -> Iterator[Secret]:
    """The secrets less what stands in view too. A name that is part of an address in view warns instead of stopping."""
    in_places = {secret for fact in seen for secret in _excused(fact, secrets)}
    in_places |= _found(words, [s for s in secrets if not s.hard and s.kind in _NAMES | _PLACES | _CONTACTS])
    # `Ann Example` stands in `Jo Ann Example`, who is in view: nobody can tell the two apart on paper.
    in_names = _found(names, [s for s in secrets if s.kind == "name" or (not s.hard and s.kind in _PLACES)])
    said = [run_of(_spelled(fact)) for fact in seen if fact.sort in {"text", *_EXCUSES}]
    for secret in secrets:
        if secret.hard:
            yield secret._replace(stops=secret.stops and secret not in in_places and secret not in in_names)
        elif secret.kind == "text":
            # The same words in a text that is meant for this reader, perhaps copied there by mistake: told, no stop.
            yield secret._replace(stops=secret.stops and not any(secret.needle in text for text in said))
        elif secret in in_places or secret in in_names:
            if secret.kind in _NAMES:
                yield secret._replace(stops=False)
        else:
            yield secret


def _excused(fact: Fact, secrets: Iterable[Secret]) -> Iterator[Secret]:
    """The secrets that a fact in view is made of. What somebody said must be kept has no excuse, but for a day.

    A day alone does not say whose birth it is: the day of a twin in view is no secret that stops.
    """
    excused = _EXCUSES.get(fact.sort, frozenset())
    likely = [s for s in secrets if s.kind in excused and (not s.hard or s.form == "date")]
    yield from held_by(_spelled(fact), likely) if likely else ()


def _found(texts: Iterable[str], secrets: list[Secret]) -> set[Secret]:
    return {secret for text in texts for secret in held_by(text, secrets)}


def _spelled(fact: Fact) -> str:
    return fact.value.isoformat() if isinstance(fact.value, date) else fact.value


def _once(secrets: Iterable[Secret]) -> Iterator[Secret]:
    """Each form once for each owner; where one of several stops, all do."""
    found: dict[tuple[str, tuple[str, ...], str, str], Secret] = {}
    for secret in secrets:
        key = (secret.kind, secret.refs, secret.form, secret.needle)
        known = found.get(key)
        if known is None or (secret.stops and not known.stops):
            found[key] = secret if known is None else secret._replace(hard=secret.hard or known.hard)
    yield from (secret for secret in found.values() if secret.needle)

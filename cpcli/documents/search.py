"""The search of a finished file for what its reader must not meet. It tells kind, refs and place; never the value."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Literal, NamedTuple

from cpcli.documents.folding import Page, pages_of

#: How a secret is looked for: run together, the same as part of an address, as a whole word, as digits anywhere in a
#: number, as a whole number, or as a date written in whatever way.
Form = Literal["run", "place", "word", "digits", "number", "date"]

#: What can be found, as a sentence names it.
Kind = Literal[
    "name", "single name", "address", "street", "postcode", "telephone number", "e-mail address", "placement", "school",
    "text", "date of birth", "online link",
]  # fmt: skip
KINDS: tuple[Kind, ...] = (
    "name", "single name", "address", "street", "postcode", "telephone number", "e-mail address", "placement", "school",
    "text", "date of birth", "online link",
)  # fmt: skip


class Secret(NamedTuple):
    """One string of a case that a reader must not meet, in one form.

    Attributes:
        refs: whom or what it belongs to.
        needle: what is looked for, folded as its form needs.
        stops: a hit stops the document; else it warns, and is ticked at release.
        hard: somebody said that this must not reach this reader; what is in view does not excuse it.
    """

    kind: Kind
    refs: tuple[str, ...]
    form: Form
    needle: str
    stops: bool = True
    hard: bool = False

    def __repr__(self) -> str:
        return f"Secret({self.kind}, {', '.join(self.refs)})"


class Hit(NamedTuple):
    """Something out of view that a file holds.

    Attributes:
        where: the number of the text it begins in, from 0.
        stops: whether it stops the document; else a person has to tick it at release.
    """

    kind: Kind
    refs: tuple[str, ...]
    where: int
    stops: bool = True


def search(texts: Iterable[str], secrets: Sequence[Secret]) -> tuple[Hit, ...]:
    """Everything out of view in the texts of one finished file: each kind, owner and place once, stops first.

    Give every text of the file in order, its name among them: the texts are also read as one, so that what is split
    over several is found.
    """
    if not secrets:
        return ()
    found: dict[Hit, None] = {}
    for page in pages_of(texts):
        for secret in secrets:
            for where in _places(page, secret):
                found.setdefault(Hit(secret.kind, secret.refs, where, secret.stops))
    stopped = {(hit.kind, hit.refs, hit.where) for hit in found if hit.stops}
    kept = [hit for hit in found if hit.stops or (hit.kind, hit.refs, hit.where) not in stopped]
    return tuple(sorted(kept, key=lambda hit: (not hit.stops, hit.where, hit.kind, hit.refs)))


def held_by(text: str, secrets: Iterable[Secret]) -> Iterator[Secret]:
    """Those of the secrets that one text holds."""
    pages = pages_of([text])
    yield from (secret for secret in secrets if any(True for page in pages for _ in _places(page, secret)))


def _places(page: Page, secret: Secret) -> Iterator[int]:
    match secret.form:
        case "run":
            yield from page.run.find(secret.needle)
        case "place":
            yield from page.places.find(secret.needle)
        case "word":
            if secret.needle in page.words:
                yield page.words[secret.needle]
        case "digits":
            yield from (where for number, where in page.numbers if secret.needle in number)
        case "number":
            yield from (where for number, where in page.numbers if secret.needle in {number, number.lstrip("0")})
        case "date":
            day = date.fromisoformat(secret.needle)
            if day in page.dates:
                yield page.dates[day]

"""The forms in which one fact of a case can stand in a document: what the search looks for."""

# ruff: noqa: RUF001 - look-alikes of letters, and hyphens and dashes of every kind, are what this is about

import re
from collections.abc import Iterable, Iterator
from datetime import date

from cpcli.documents.folding import place_of, run_of, shown, words_in
from cpcli.documents.ordinary import NO_NAME, ORDINARY, TITLES
from cpcli.documents.search import Kind, Secret


def _words(text: str) -> list[str]:
    return text.split()


POSTCODE = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{1,2}\d[A-Za-z\d]?)\s*(\d[A-Za-z]{2})(?![A-Za-z0-9])")
_LINES = re.compile(r"[,;\n|]+")
_SENTENCES = re.compile(r"(?<=[.!?;:])\s+|\n+")
_CAPITALS = re.compile(r"[A-Z\u00c0-\u00de][^\W\d_'’-]*(?:[\s'’-]+[A-Z\u00c0-\u00de][^\W\d_]*)+")
_ASIDE = re.compile(r"[()\[\]\"“”/]+")
_BEFORE = re.compile(r"(?:[OD]['’‘ʼ`´′]|Ma?c(?=[A-Z]))")
_WITH_E = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ø": "Oe", "Å": "Aa"}
)
#: Scripts that put no space between words, or hang endings on names.
_SPACELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://(?:www\.)?")
_EXTENSION = re.compile(r"\b(?:ext(?:ension)?|x)\.?\s*\d+", re.IGNORECASE)
#: What stands between two telephone numbers: words, or nothing but the next one's beginning.
_NOT_DIALLED = re.compile(r"[^\d+()\s.‐-―-]+")
_AND = re.compile(r"\s*(?:[/;,|\n]|\bor\b|\band\b)\s*")

#: A line with one of these as its last word is a street or a house, not a town.
_STREETS = frozenset(
    _words(
        """
        road street avenue lane close crescent drive gardens court place square terrace house flat building
        buildings grove park mount way row hill view walk mews rise green yard wharf lodge manor farm cottage
        cottages villa villas hostel refuge unit block tower towers heights gate end side parade circus path bank
        bungalow barn mill hall centre rd st ave ln cl cres dr gdns ct pl sq ter terr
        """
    )
)
#: Those of them that are one building: with its name, known without a number.
_HOUSES = frozenset(
    _words(
        """
        house court building buildings lodge manor farm cottage cottages villa villas hostel refuge tower towers
        heights mill hall barn
        """
    )
)
#: A line of an address that says nothing alone.
_ROOM = frozenset(
    _words(
        """
        flat apartment apt unit room floor block no number first second third ground top basement
        """
    )
)
#: Words that tell no placement or school from another.
_GENERIC = frozenset(
    _words(
        """
        a an and at by foster fostered fostering home homes care carer carers caring placement placed place
        residential children childrens childs child family families friends house in kinship with near the of for
        school primary secondary junior infant infants academy college nursery pre preschool playgroup high grammar
        first middle lower upper s community ce c e rc catholic church england roman cofe voluntary aided controlled
        free special centre unit from to mother father grandmother grandparents grandparent aunt uncle temporary
        emergency respite supported lodgings living own hospital ward not known hostel refuge reception
        """
    )
)
#: Words of which a line of an address may be made that stands in any document.
_ANYWHERE = (
    _STREETS
    | _GENERIC
    | ORDINARY
    | frozenset(
        _words(
            """
            police station council office offices civic health surgery clinic medical practice town city county borough
            hall department services team hub annexe headquarters
            """
        )
    )
)

#: What a sentence needs to be told from a phrase that anybody would write: this many words and letters.
_WORDS, _LETTERS = 4, 20
#: A part of a text this many words long is known by itself.
_PART = 8


def name_words(name: str) -> tuple[str, ...]:
    """The single names in a name, titles and small words left out; both halves of a double name."""
    found: list[str] = []
    for word in _ASIDE.sub(" ", name).split():
        whole = run_of(word)
        found += [whole, *(run_of(half) for half in re.split(r"[-‐‑‒–—.]", shown(word)))]
    return tuple(dict.fromkeys(word for word in found if len(word) > 1 and word not in NO_NAME and not word.isdigit()))


def full_names(name: str) -> tuple[str, ...]:
    """The ways in which a full name is written, run together; empty where only one name is known."""
    aside = re.findall(r"[(\"“]([^()\"“”]+)[)\"”]", name)
    plain = [word for word in re.sub(r"[(\"“][^()\"“”]*[)\"”]", " ", name).split() if run_of(word)]
    while len(plain) > 2 and run_of(plain[0]) in TITLES:
        plain = plain[1:]
    if len(plain) < 2:
        return (run_of(name),) if len(words_in(name)) > 1 and len(name_words(name)) > 1 else ()
    ways = [plain, [plain[0], plain[-1]]]
    ways += [[nick, plain[-1]] for nick in aside]
    ways += [[first, plain[-1]] for first in plain[1:-1] if len(run_of(first)) > 1]
    surname_parts = re.split(r"[-‐‑‒–—]", plain[-1])
    ways += [[plain[0], part] for part in surname_parts if len(surname_parts) > 1]
    return tuple(dict.fromkeys(run_of(" ".join(way)) for way in ways))


def surname_first(name: str) -> Iterator[tuple[str, ...]]:
    """A full name as a register has it."""
    words = [word for word in _ASIDE.sub(" ", name).split() if run_of(word)]
    while len(words) > 2 and run_of(words[0]) in TITLES:
        words = words[1:]
    if len(words) > 1:
        yield (words[-1], words[0])
        if len(words) > 2:
            yield (words[-1], *words[:-1])


def names_in(text: str) -> list[str]:
    """What looks like a full name in free words."""
    return _CAPITALS.findall(text)


def of_stand_in(text: str, refs: tuple[str, ...], shared: Iterable[str] = ()) -> Iterator[Secret]:
    """Who came in somebody's place, in free words: what looks like a name in them; a single name warns."""
    for found in names_in(text):
        for secret in of_name(found, refs, shared):
            yield secret._replace(stops=secret.stops and secret.kind == "name")


def of_name(name: str, refs: tuple[str, ...], shared: Iterable[str] = (), *, hard: bool = False) -> Iterator[Secret]:
    """A name: whole it stops; a single name stops unless somebody in view has it, and warns where it is a word too."""
    for way in full_names(name):
        yield Secret("name", refs, "run", way, hard=hard)
    known = frozenset(shared)
    for words in surname_first(name):
        # `Jo Example, Sam Pattern` holds `Example, Sam`, and `For Jo Example`, `Page 1` holds `Example, Page`: where
        # both words belong to people in view, or are words of any paper, it only warns.
        telling = not {*map(run_of, words)} <= known | ORDINARY
        yield Secret("name", refs, "run", run_of(" ".join(words)), stops=telling, hard=hard)
    for word in name_words(name):
        if word not in known:
            yield Secret("single name", refs, "word", word, stops=word not in ORDINARY, hard=hard)
    for word in in_another_hand(name):
        if word not in known:
            yield Secret("single name", refs, "word", word, stops=word not in ORDINARY, hard=hard)
    for word in name.split():
        if _SPACELESS.search(word) and len(word) > 1 and run_of(word) not in known:
            # Between words of such a script there is no space.
            yield Secret("single name", refs, "run", run_of(word), hard=hard)


def in_another_hand(name: str) -> Iterator[str]:
    """A surname in the plural; without its O', D', Mc or Mac; ö and ø written as oe."""
    words = [word for word in _ASIDE.sub(" ", name).split() if run_of(word)]
    for word in words:
        if (spelled := word.translate(_WITH_E)) != word:
            yield from name_words(spelled)
        found = _BEFORE.match(word)
        if found and len(run_of(word[found.end() :])) >= 4:
            yield run_of(word[found.end() :])
    last = run_of(words[-1]) if len(words) > 1 else ""
    if len(last) >= 4 and last not in ORDINARY | NO_NAME:
        yield f"{last}es" if last.endswith(("s", "z", "x")) else f"{last}s"


def of_address(text: str, kind: Kind, refs: tuple[str, ...], *, hard: bool = False) -> Iterator[Secret]:
    """An address: whole, each line with a house or a street, its postcode; a street alone warns, a town is none."""
    yield from _postcodes(text, refs, hard=hard)
    bare = POSTCODE.sub(",", text)
    lines = [line.strip() for line in _LINES.split(bare) if any(char.isalnum() for char in line)]
    lines = [part for line in lines for part in _parted(line)]
    if not lines:
        return
    whole = place_of(" ".join(lines))
    alone = len(lines) == 1 and not any(char.isdigit() for char in whole)
    town = alone and not _is_street(lines[0])
    yield Secret(kind, refs, "place", whole, stops=not town or (hard and len(words_in(lines[0])) > 1), hard=hard)
    for at, line in enumerate(_with_their_house(lines)):
        words = words_in(line)
        numbered = any(word[0].isdigit() for word in words)
        if numbered or (len(lines) > 1 and (at == 0 or _is_street(line))):
            # `Police Station` or `Health Centre` says nothing alone, unless somebody said that it must not be known.
            telling = hard or numbered or any(word not in _ANYWHERE for word in words)
            stops = len(words) > 1 and telling
            yield Secret(kind, refs, "place", place_of(line), stops=stops, hard=hard)
            if words[0] == "the" and len(words) > 2:
                yield Secret(kind, refs, "place", place_of(line).removeprefix("the"), stops=stops, hard=hard)
        street = re.sub(r"^\D{0,12}\d+\s*[A-Za-z]?\b[\s,/-]*(?:\d+\s*[A-Za-z]?\b)?", "", line).strip()
        if street != line and len(words_in(street)) > 1:
            yield Secret("street", refs, "place", place_of(street), stops=False, hard=hard)
            # In other countries the number comes last.
            turned = place_of(f"{street} {line.removesuffix(street)}")
            yield Secret(kind, refs, "place", turned, hard=hard)


def _parted(line: str) -> list[str]:
    """A line that was typed without its commas: cut after a house before a number, and after a street before a town."""
    words = line.split()
    streets = [at for at, word in enumerate(words) if at and run_of(word) in _STREETS]
    cuts = [at + 1 for at in streets if words[at + 1 : at + 2] and words[at + 1][0].isdigit()]
    if streets and streets[-1] < len(words) - 1:
        cuts.append(streets[-1] + 1)
    if run_of(words[0]) in _ROOM and any(run_of(word) in _HOUSES for word in words[2:]):
        cuts.append(2)
    starts = [0, *sorted(set(cuts))]
    return [" ".join(words[at:to]) for at, to in zip(starts, [*starts[1:], len(words)], strict=True)]


def _with_their_house(lines: list[str]) -> list[str]:
    """The lines, with `Flat 2` or a number alone put before the line it belongs to."""
    found: list[str] = []
    before = ""
    for line in lines:
        words = words_in(line)
        if all(word in _ROOM or word.isdigit() or len(word) == 1 for word in words):
            before = f"{before} {line}".strip()
            continue
        found.append(f"{before} {line}".strip())
        if before and (any(char.isdigit() for char in line) or _is_street(line)):
            found.append(line)
        before = ""
    return [*found, before] if before and not found else found


def _is_street(line: str) -> bool:
    words = words_in(line)
    return len(words) > 1 and (words[-1] in _STREETS or words[0] in {"the", "flat", "unit"})


def _postcodes(text: str, refs: tuple[str, ...], *, hard: bool = False) -> Iterator[Secret]:
    for outward, inward in POSTCODE.findall(shown(text)):
        yield Secret("postcode", refs, "run", run_of(outward + inward), hard=hard)


def of_place(text: str, kind: Kind, refs: tuple[str, ...], *, hard: bool = False) -> Iterator[Secret]:
    """A school or a placement: whole, each part that tells it from others, and what its name comes down to (warns)."""
    yield from _postcodes(text, refs, hard=hard)
    bare = POSTCODE.sub(",", text)
    whole = place_of(bare)
    telling = [word for word in words_in(bare) if word not in _GENERIC and not word.isdigit()]
    if whole:
        yield Secret(kind, refs, "place", whole, stops=bool(telling), hard=hard)
    for line in (line.strip() for line in _LINES.split(bare)):
        words = words_in(line)
        core = [word for word in words if word not in _GENERIC]
        if not core or place_of(line) == "":
            continue
        stops = len(words) > 1 and (len(core) > 1 or len(core) < len(words) or any(w[0].isdigit() for w in words))
        if place_of(line) != whole:
            stops = stops and (any(word[0].isdigit() for word in words) or len(core) < len(words) or _is_street(line))
            yield Secret(kind, refs, "place", place_of(line), stops=stops, hard=hard)
        if words[-1] in {"school", "academy", "nursery", "college"} and len(core) < len(words) - 1:
            yield Secret(kind, refs, "place", place_of(" ".join(words[:-1])), hard=hard)
        if len(core) < len(words):
            yield Secret(kind, refs, "place", place_of(" ".join(core)), stops=False, hard=hard)
        if any(char.isdigit() for char in line):
            yield from (s for s in of_address(line, kind, refs, hard=hard) if s.kind == "street")


def of_phone(text: str, refs: tuple[str, ...], *, hard: bool = False) -> Iterator[Secret]:
    """A telephone number in any spelling: without its first 0 or country, and its last six digits alone (warns)."""
    for digits in _dialled(text):
        national = digits.lstrip("0")
        if national.startswith("44") and len(national) > 11:
            national = national.removeprefix("44").lstrip("0")
        if len(national) >= 7:
            yield Secret("telephone number", refs, "digits", national, hard=hard)
            yield Secret("telephone number", refs, "number", national[-6:].lstrip("0"), stops=False, hard=hard)
        elif len(national) >= 3:
            yield Secret("telephone number", refs, "number", national, stops=len(national) >= 5, hard=hard)


def _dialled(text: str) -> Iterator[str]:
    """The digits of each number in a field of telephone numbers; an extension is none."""
    for one in _AND.split(_EXTENSION.sub(" ", shown(text))):
        for chunk in _NOT_DIALLED.split(one):
            digits = ""
            for word in chunk.split():
                more = "".join(char for char in word if char.isdecimal())
                if len(digits) >= 10 and word.lstrip("(").startswith(("0", "+")):
                    yield digits
                    digits = ""
                digits += more
            if digits:
                yield digits


def of_email(text: str, refs: tuple[str, ...], *, hard: bool = False) -> Iterator[Secret]:
    """An e-mail address."""
    for one in re.split(r"[\s,;<>]+", text):
        if "@" in one and len(run_of(one)) > 3:
            yield Secret("e-mail address", refs, "run", run_of(one), hard=hard)


def of_link(text: str, refs: tuple[str, ...], *, hard: bool = False) -> Iterator[Secret]:
    """A link to join online, with or without its `https://`, and the number of a meeting to dial or to type."""
    bare = _SCHEME.sub("", text)
    links = [one for one in bare.split() if "." in one or "/" in one]
    for one in dict.fromkeys([text, bare, *links]):
        if len(run_of(one)) >= 8:
            yield Secret("online link", refs, "run", run_of(one), hard=hard)
    for digits in _dialled(text):
        if len(digits) >= 8:
            yield Secret("online link", refs, "digits", digits.lstrip("0"), hard=hard)


def of_birth(day: date, refs: tuple[str, ...], *, hard: bool = False) -> Iterator[Secret]:
    """A date of birth, written in whatever way."""
    yield Secret("date of birth", refs, "date", day.isoformat(), hard=hard)


def of_text(text: str, refs: tuple[str, ...], *, hard: bool = False) -> Iterator[Secret]:
    """A withheld text: whole, each sentence that can be told from others, and every part of eight words."""
    seen: set[str] = set()
    for piece, stops in _pieces(text, hard=hard):
        if piece and piece not in seen:
            seen.add(piece)
            yield Secret("text", refs, "run", piece, stops=stops, hard=hard)
    yield from _postcodes(text, refs, hard=hard)


def _pieces(text: str, *, hard: bool) -> Iterator[tuple[str, bool]]:
    whole = run_of(text)
    if len(words_in(text)) > 1 and len(whole) >= 8:
        yield whole, len(whole) >= (12 if hard else _LETTERS)
    for sentence in _SENTENCES.split(text):
        words = words_in(sentence)
        run = run_of(sentence)
        if len(words) >= _WORDS and len(run) >= _LETTERS:
            yield run, True
        for at in range(len(words) - _PART + 1):
            yield run_of(" ".join(words[at : at + _PART])), True

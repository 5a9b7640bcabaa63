"""A finished file as a person or a program could read it: by zip, tags and pypdf, not by cpcli's own reading back."""

import html
import re
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple, cast
from zipfile import ZipFile

from pypdf import PdfReader

if TYPE_CHECKING:
    from pypdf.generic import StreamObject


class Forbidden(NamedTuple):
    """Something that a reader must not meet: the kind, whose, and how it is looked for.

    Attributes:
        run: letters and digits run together, found anywhere.
        word: a whole word.
    """

    kind: str
    owner: str
    run: str = ""
    word: str = ""

    def __repr__(self) -> str:
        return f"{self.kind} of {self.owner}"


def plain(text: str) -> str:
    """Without case, marks on letters, invisible characters."""
    spread = unicodedata.normalize("NFKD", text)
    kept = "".join(c for c in spread if unicodedata.category(c) not in {"Mn", "Cf"})
    return kept.casefold().replace("ł", "l").replace("ø", "o").replace("’", "'")


def run(text: str) -> str:
    """Letters and digits only."""
    return re.sub(r"[\W_]+", "", plain(text))


class Seen(NamedTuple):
    """Everything in a file that a person or a program could read."""

    words: str
    run: str

    def holds(self, what: Forbidden) -> bool:
        """Whether the file holds something."""
        if what.run:
            return what.run in self.run
        return re.search(rf"(?<![^\W_]){re.escape(what.word)}(?![^\W_])", self.words) is not None


def seen_in(data: bytes, form: str, name: str) -> Seen:
    """A finished file as it is read, its name among it."""
    texts = [name, *{"docx": _word, "pdf": _pdf}.get(form, _text)(data)]
    known = [plain(text) for text in texts]
    return Seen("\n".join(known), "\n".join(run(text) for text in known))


def _text(data: bytes) -> Iterator[str]:
    text = data.decode()
    yield text
    bare = html.unescape(re.sub(r"<[^>]*>", " ", text))
    yield bare
    yield html.unescape(text)
    yield re.sub(r"\\(.)|\*\*|[*_]", r"\1", html.unescape(text))


def _word(data: bytes) -> Iterator[str]:
    with ZipFile(BytesIO(data)) as opened:
        for name in opened.namelist():
            yield name
            text = opened.read(name).decode("utf-8", "replace")
            yield html.unescape(text)
            yield html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"</w:p>|<w:br/>|<w:tab/>", " ", text)))


def _pdf(data: bytes) -> Iterator[str]:
    reader = PdfReader(BytesIO(data))
    pages = [page.extract_text() for page in reader.pages]
    yield "\n".join(pages)
    yield " ".join(str(value) for value in (reader.metadata or {}).values())
    described = cast("StreamObject | None", reader.root_object.get("/Metadata"))
    if described is not None:
        text = cast("StreamObject", described.get_object()).get_data().decode("utf-8", "replace")
        yield html.unescape(re.sub(r"<[^>]*>", " ", text))
    yield from (str(each.title) for each in reader.outline if not isinstance(each, list))

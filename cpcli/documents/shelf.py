"""Where templates lie: the store's own first, then those that come with cpcli. No link leads out of either folder."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, cast

from cpcli.documents.kinds import Kind, Variant, parts_of_name, template_name
from cpcli.documents.templates import parts_name
from cpcli.errors import InvalidFile, Problem, UsageFault, nearest
from cpcli.store.shipped import TEMPLATES as SHIPPED
from cpcli.store.tables import Table, read_toml

#: The papers of a reader that a document can be a copy of; `exclusion` is the chair's decision to exclude them.
PAPERS = ("decision", "record", "report", "exclusion", "birth")

#: No template is larger.
LARGEST = 200_000

#: Opened so, a pipe in the place of a template cannot hold us up, and a link is not followed.
_PLAINLY = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Found(NamedTuple):
    """A template.

    Attributes:
        name: its file name.
        lang: the language it is written in.
        is_shipped: it and every part it could include come with cpcli: it may be filled in here.
    """

    name: str
    text: str
    lang: str
    is_shipped: bool


class Shelf(NamedTuple):
    """The folders in which templates are looked for, nearest first.

    Attributes:
        own: the store's folder of templates; None where there is no store.
        reader_kinds: the words a sidecar may name as readers.
    """

    own: Path | None
    reader_kinds: tuple[str, ...]

    def kinds(self) -> dict[str, Kind]:
        """Every document, by id.

        Raises:
            InvalidFile: a sidecar is wrong; every problem of every one is told.
        """
        found: dict[str, Kind] = {}
        problems: list[Problem] = []
        for folder in self._folders():
            for path in sorted(folder.glob("*.toml")):
                kind, wrong = self._read(path)
                own = found.setdefault(kind.id, kind)
                if own is kind:
                    problems += wrong
                elif own.paper is None:
                    # A sidecar of one's own that says nothing of it opens no paper that the chair keeps closed.
                    found[kind.id] = own._replace(paper=kind.paper)
        if problems:
            raise InvalidFile(problems)
        return dict(sorted(found.items()))

    def _folders(self) -> Iterator[Path]:
        if self._own_names() is not None:
            yield cast("Path", self.own)
        yield SHIPPED

    def _own_names(self) -> list[str] | None:
        """The files of the store's own folder; None where there is none.

        Raises:
            InvalidFile: something else stands in its place, or it cannot be read: what an authority wrote is never
                passed over without a word.
        """
        if self.own is None or not os.path.lexists(self.own):
            return None
        if not stat.S_ISDIR(os.lstat(self.own).st_mode):
            says = "a link or a file stands in the place of the folder of templates: left untouched"
            raise InvalidFile([Problem("templates", says)])
        try:
            return sorted(path.name for path in self.own.iterdir())
        except OSError:
            raise InvalidFile([Problem("templates", "the folder of templates cannot be read")]) from None

    def kind(self, document: str) -> Kind:
        """One document.

        Raises:
            UsageFault: there is none of that id; the nearest is told.
            InvalidFile: a sidecar is wrong.
        """
        kinds = self.kinds()
        if document not in kinds:
            raise UsageFault(f'there is no document "{document}"{nearest(document, kinds)}; see: cpcli documents list')
        return kinds[document]

    def template(self, kind: Kind, variant: str, lang: str) -> Found:
        """A template: the store's own first; the language asked for, else English.

        Raises:
            UsageFault: there is none for this variant.
            InvalidFile: it is a link, too large or not UTF-8.
        """
        for written_in in dict.fromkeys((lang, "en")):
            name = template_name(kind.id, variant, written_in)
            for folder in self._folders():
                path = folder / name
                if os.path.lexists(path):
                    own_parts = any(each.startswith("_") for each in self._own_names() or ())
                    return Found(name, read_template(path), written_in, folder == SHIPPED and not own_parts)
        there = ", ".join(kind.variants())
        raise UsageFault(f'{kind.id} has no variant "{variant}"; there is: {there}')

    def written(self, kind: Kind) -> tuple[tuple[Variant, str], ...]:
        """The variants and languages in which there is a template of this document, in either folder."""
        names = [*(self._own_names() or ()), *(path.name for path in SHIPPED.iterdir())]
        found = {parts for name in names if (parts := parts_of_name(name)) and parts[0] == kind.id}
        return tuple(sorted((variant, lang) for _, variant, lang in found))

    def strangers(self) -> list[Problem]:
        """Templates of the store's own folder that are never used, because they belong to no document."""
        kinds = self.kinds()
        found = []
        for name in self._own_names() or ():
            if not name.endswith(".md.j2") or parts_name(name):
                continue
            parts = parts_of_name(name)
            if parts is None or parts[0] not in kinds:
                near = nearest(name, [f"{kind}.md.j2" for kind in kinds])
                found.append(Problem(f"templates/{name}", f"it belongs to no document and is never used{near}"))
        return found

    def part(self, name: str) -> str | None:
        """The text of what templates share, by its file name; None where there is none."""
        for folder in self._folders():
            if os.path.lexists(folder / name):
                return read_template(folder / name)
        return None

    def _read(self, path: Path) -> tuple[Kind, list[Problem]]:
        name = f"templates/{path.name}"
        try:
            _refuse_odd(path)
            data, problems = read_toml(path, name)
        except InvalidFile as fault:
            return _empty(path), list(fault.problems)
        table = Table(data, "", problems)
        kind = Kind(
            id=path.stem,
            title=table.text("title") or path.stem,
            about=table.text("about", ""),
            readers=table.texts("readers", self.reader_kinds, required=True),
            addresses=table.flag("addresses"),
            per_child=table.flag("per_child"),
            clauses=table.texts("clauses", required=True),
            folder=path.parent,
            is_local=path.parent != SHIPPED,
            paper=table.choice("paper", PAPERS, None),
            corrected_by=table.text("corrected_by", None),
        )
        table.close()
        if not any((folder / template_name(path.stem)).exists() for folder in self._folders()):
            problems.add("title", f"there is no template {template_name(path.stem)} beside it")
        return kind, problems.found


def _empty(path: Path) -> Kind:
    return Kind(path.stem, path.stem, "", (), False, False, (), path.parent)


def read_template(path: Path) -> str:
    """A template's text.

    Raises:
        InvalidFile: it is no plain file of its folder, too large, or not UTF-8.
    """
    _refuse_odd(path)
    try:
        with os.fdopen(os.open(path, _PLAINLY), "rb") as file:
            content = file.read(LARGEST + 1)
    except OSError:
        raise InvalidFile([Problem(f"templates/{path.name}", "the template cannot be read")]) from None
    if len(content) > LARGEST:
        raise InvalidFile([_too_large(path)])
    try:
        # Editors on Windows begin a file with a mark of their own.
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        raise InvalidFile([Problem(f"templates/{path.name}", "the template is not UTF-8", line=line)]) from None


def _too_large(path: Path) -> Problem:
    return Problem(f"templates/{path.name}", f"the file is larger than {LARGEST // 1000} kB")


def _refuse_odd(path: Path) -> None:
    found = os.lstat(path)
    if not stat.S_ISREG(found.st_mode) or path.parent.is_symlink():
        raise InvalidFile([Problem(f"templates/{path.name}", "a link or a device stands in its place: left untouched")])
    if found.st_size > LARGEST:
        raise InvalidFile([_too_large(path)])

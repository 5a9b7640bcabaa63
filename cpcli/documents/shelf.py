"""Where templates lie: the store's own first, then those that come with cpcli. No link leads out of either folder."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cpcli.documents.kinds import Kind, template_name
from cpcli.errors import InvalidFile, Problem, UsageFault, nearest
from cpcli.store.shipped import TEMPLATES as SHIPPED
from cpcli.store.tables import Table, read_toml

#: The papers of a reader that a document can be a copy of; `exclusion` is the chair's decision to exclude them.
PAPERS = ("decision", "record", "report", "exclusion")

#: No template is larger.
LARGEST = 200_000


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
        if self.own is not None and self.own.is_dir():
            yield self.own
        yield SHIPPED

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

    def template(self, kind: Kind, variant: str, lang: str) -> tuple[str, str, str]:
        """A template's file name, text and language: the store's own first; the language asked for, else English.

        Raises:
            UsageFault: there is none for this variant.
            InvalidFile: it is a link, too large or not UTF-8.
        """
        for written_in in dict.fromkeys((lang, "en")):
            name = template_name(kind.id, variant, written_in)
            for folder in self._folders():
                path = folder / name
                if os.path.lexists(path):
                    return name, read_template(path), written_in
        there = ", ".join(kind.variants())
        raise UsageFault(f'{kind.id} has no variant "{variant}"; there is: {there}')

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
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as fault:
        line = path.read_bytes()[: fault.start].count(b"\n") + 1
        raise InvalidFile([Problem(f"templates/{path.name}", "the template is not UTF-8", line=line)]) from None
    except OSError:
        raise InvalidFile([Problem(f"templates/{path.name}", "the template cannot be read")]) from None


def _refuse_odd(path: Path) -> None:
    found = os.lstat(path)
    if not stat.S_ISREG(found.st_mode) or path.parent.is_symlink():
        raise InvalidFile([Problem(f"templates/{path.name}", "a link or a device stands in its place: left untouched")])
    if found.st_size > LARGEST:
        raise InvalidFile([Problem(f"templates/{path.name}", f"the file is larger than {LARGEST // 1000} kB")])

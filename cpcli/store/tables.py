"""Reading TOML tables strictly: each wrong, missing or unknown key becomes a problem with its place."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from cpcli.errors import InvalidFile, Problem, nearest
from cpcli.store.lines import line_in, places_of
from cpcli.workdays import Span, parse_span

Kind = TypeVar("Kind", bound=str)

#: How a word of a closed set looks. Anything else in its place may be somebody's name or story.
_KEYWORD = re.compile(r"[a-z0-9_-]{1,40}")

#: What a key that must be there has for a default.
REQUIRED: Any = object()

#: Nothing cpcli reads is larger than this, so a larger file is a mistake or an attack.
LARGEST = 10_000_000


class Problems:
    """What is wrong in one file, collected so that everything is told in one pass."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.text = file, text
        self._places: dict[str, int] | None = None
        self.found: list[Problem] = []
        #: Somebody's case: a word is repeated in a message only where it is nearly one that we know.
        self.private = False

    def add(self, key: str, says: str, *, level: str = "error", shown: str | None = None) -> None:
        """Add one problem; its line is looked up now, since something is wrong already.

        `shown` is told in place of the key where the key itself might be private.
        """
        self.found.append(Problem(self.file, says, key if shown is None else shown, self._line(key), level))

    def _line(self, key: str) -> int | None:
        if self._places is None:
            self._places = places_of(self.text)
        return line_in(self._places, key)

    def unknown(self, word: str, choices: Iterable[str], what: str = "is not known here") -> str:
        """A sentence for a word outside a closed set, with the nearest word that is in it."""
        near = nearest(word, choices)
        if self.private and not (near.startswith("; did you mean") and _KEYWORD.fullmatch(word)):
            return f"what stands there {what}{near}"
        return f'"{word}" {what}{near}'

    def raise_errors(self) -> None:
        """Raise InvalidFile with everything found, when an error is among it."""
        if any(problem.level == "error" for problem in self.found):
            raise InvalidFile(self.found)


def read_toml(path: Path, shown: str | None = None) -> tuple[dict[str, Any], Problems]:
    """Read a TOML file.

    Raises:
        InvalidFile: it cannot be read, is not UTF-8 or is no TOML; the message names the line where there is one.
    """
    name = shown or str(path)
    try:
        if path.stat().st_size > LARGEST:
            raise InvalidFile([Problem(name, f"the file is larger than {LARGEST // 1_000_000} MB")])
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as fault:
        line = path.read_bytes()[: fault.start].count(b"\n") + 1
        raise InvalidFile([Problem(name, "the file is not UTF-8; save it as UTF-8 text", line=line)]) from None
    except OSError as fault:
        raise InvalidFile([Problem(name, f"cannot be read: {(fault.strerror or 'unknown reason').lower()}")]) from None
    return parse_toml(text, name), Problems(name, text)


def parse_toml(text: str, name: str) -> dict[str, Any]:
    """Parse TOML; `name` is how messages call the file.

    Raises:
        InvalidFile: it is no TOML; the line is told, and nothing of what stands there is repeated.
    """
    import tomllib

    if text.startswith("\ufeff"):
        says = "the file begins with a byte order mark; save it as UTF-8 without one"
        raise InvalidFile([Problem(name, says, line=1)])
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise InvalidFile([Problem(name, "tables are nested too deep")]) from None
    except tomllib.TOMLDecodeError as fault:
        raise InvalidFile([_syntax_problem(name, text, str(fault))]) from None
    except ValueError:
        raise InvalidFile([Problem(name, "it holds a number with far too many digits")]) from None


def _syntax_problem(name: str, text: str, said: str) -> Problem:
    """What tomllib says, without the text it may quote, and with the line it names."""
    at = re.search(r"\(at line (\d+), column \d+\)", said)
    line = int(at[1]) if at else text.count("\n") + 1
    # The parser may quote what it met, which can be somebody's name: only its own words are repeated.
    plain = re.sub(r"""\s*(['"]).*\w.*\1""", "", re.sub(r"\s*\(at [^)]*\)", "", said)).strip() or "not valid TOML"
    return Problem(name, f"not valid TOML: {plain[0].lower()}{plain[1:]}", line=line)


class Table:
    """One TOML table being read. Every key is asked for by name; `close` reports the keys nobody asked for."""

    def __init__(self, data: Mapping[str, Any], key: str, problems: Problems, *, unread: bool = False) -> None:
        self.data, self.key, self.problems = data, key, problems
        #: The file could not be read: what is missing in it is not told as well.
        self._unread = unread
        self._asked: set[str] = set()

    def at(self, name: str) -> str:
        """The full path of one of this table's keys."""
        return f"{self.key}.{name}" if self.key else name

    def wrong(self, name: str, says: str) -> None:
        """Report one of this table's keys."""
        self.problems.add(self.at(name), says)

    def _take(self, name: str, kinds: tuple[type, ...], what: str, default: Any) -> Any:
        self._asked.add(name)
        value = self.data.get(name)
        if value is None:
            if default is REQUIRED and not self._unread:
                self.problems.add(self.key or name, f'"{name}" is missing; it must be {what}')
            return None if default is REQUIRED else default
        # True is an int and a datetime is a date: neither may stand in for the other.
        odd = (isinstance(value, bool) and bool not in kinds) or (isinstance(value, datetime) and datetime not in kinds)
        if odd or not isinstance(value, kinds):
            self.wrong(name, f"must be {what}")
            return None if default is REQUIRED else default
        return value

    def text(self, name: str, default: Any = REQUIRED) -> Any:
        """A text; None where it is missing and no default was given."""
        value = self._take(name, (str,), "a text", default)
        if isinstance(value, str) and value is not default and not value.strip():
            self.wrong(name, "must not be empty")
        return value

    def flag(self, name: str) -> bool:
        """A true or false; false where it is missing."""
        return bool(self._take(name, (bool,), "true or false", False))

    def whole(self, name: str, default: Any = REQUIRED) -> Any:
        """A whole number."""
        return self._take(name, (int,), "a whole number", default)

    def day(self, name: str, default: Any = REQUIRED) -> Any:
        """A date without a time."""
        return self._take(name, (date,), "a date such as 2026-12-10", default)

    def moment(self, name: str, default: Any = REQUIRED) -> Any:
        """A date, or a date and time."""
        return self._take(name, (date, datetime), "a date, or a date and time such as 2026-12-10T10:00:00", default)

    def choice(self, name: str, choices: Collection[Kind], default: Any = REQUIRED) -> Kind:
        """One of a closed set of words; the nearest is named when it is another."""
        value = self.text(name, default)
        if isinstance(value, str) and value not in choices:
            self.wrong(name, self.problems.unknown(value, choices))
            return next(iter(choices))
        return value  # type: ignore[no-any-return]  # it is one of the choices

    def texts(self, name: str, choices: Iterable[str] | None = None, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts, each from a closed set where one is given; a single text stands for a list of one."""
        value = self._take(name, (list, str), "a list of texts", REQUIRED if required else None)
        items = [value] if isinstance(value, str) else list(value or ())
        if required and value is not None and not items:
            self.wrong(name, "must not be empty")
        for item in items:
            if not isinstance(item, str):
                self.wrong(name, "must hold texts only")
            elif choices is not None and item not in choices:
                self.wrong(name, self.problems.unknown(item, choices))
        return tuple(item for item in items if isinstance(item, str))

    def span(self, name: str, default: Any = REQUIRED) -> Span | None:
        """A length of time such as `15 working days`."""
        value = self.text(name, default)
        if not isinstance(value, str):
            return None
        try:
            return parse_span(value)
        except ValueError as fault:
            self.wrong(name, str(fault))
            return None

    def table(self, name: str) -> "Table | None":
        """A table inside this one, or None."""
        value = self._take(name, (dict,), "a table", None)
        return None if value is None else Table(value, self.at(name), self.problems)

    def tables(self, name: str) -> "list[Table]":
        """An array of tables, empty where it is missing."""
        rows = self._take(name, (list,), "a list of tables", None) or []
        found = []
        for at, row in enumerate(rows):
            if isinstance(row, dict):
                found.append(Table(row, f"{self.at(name)}[{at}]", self.problems))
            else:
                self.wrong(name, "must hold tables only")
        return found

    def close(self, *, level: str = "error") -> None:
        """Report every key that was not asked for, with the nearest one that exists."""
        for name in self.data:
            if name not in self._asked:
                says = self.problems.unknown(name, self._asked, "is not a key of this table")
                self.problems.add(self.at(name), says, level=level)

    def each(self, name: str, read: "Callable[[Table], Any]") -> tuple[Any, ...]:
        """Read an array of tables with one function and close each."""
        found = []
        for row in self.tables(name):
            found.append(read(row))
            row.close()
        return tuple(found)


def shown_path(path: Path, base: Sequence[Path] = ()) -> str:
    """A path as a message names it: relative to the first base it lies under."""
    for folder in base:
        if path.is_relative_to(folder):
            return str(path.relative_to(folder))
    return str(path)

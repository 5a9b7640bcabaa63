"""Plain values for templates: frozen, nested, and honest about what nobody has recorded yet."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Self

from cpcli.casework.timeline import Moment

#: How a fact that is not recorded prints in a draft; a release refuses it.
NOT_YET = "not yet recorded"

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


class NotRecorded(str):
    """A fact that the reader may know and that nobody has recorded: it prints as such, and is never a no.

    Attributes:
        what: the fact, named by table, ref and key; never a value.
        command: what to type to record it.
    """

    __slots__ = ("command", "what")
    what: str
    command: str

    def __new__(cls, what: str, command: str) -> Self:
        """The words a reader sees, with what is missing beside them."""
        made = super().__new__(cls, NOT_YET)
        made.what, made.command = what, command
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        """It survives being handed to another process."""
        return self.what, self.command


class Plain(Mapping[str, Any]):
    """A mapping that cannot be changed and tells nothing of its values when it is printed or logged."""

    __slots__ = ("_held",)

    def __init__(self, held: Mapping[str, Any]) -> None:
        self._held = {key: frozen(value) for key, value in held.items()}

    def __getitem__(self, key: str) -> Any:
        return self._held[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def __hash__(self) -> int:
        return hash(tuple(self._held))

    def __repr__(self) -> str:
        return f"Plain({', '.join(self._held)})"


def frozen(value: Any) -> Any:
    """A value as a template may hold it: mappings and lists without a way to change them."""
    if isinstance(value, Plain):
        return value
    if isinstance(value, Mapping):
        return Plain(value)
    if isinstance(value, list | tuple):
        return tuple(frozen(each) for each in value)
    if value is None or isinstance(value, str | bool | int | date):
        return value
    raise TypeError(f"a template may not hold a {type(value).__name__}")


def leaves(value: Any) -> Iterator[Any]:
    """Every single value inside, in order."""
    if isinstance(value, Mapping):
        for each in value.values():
            yield from leaves(each)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from leaves(each)
    else:
        yield value


def named_leaves(value: Any, here: str = "") -> Iterator[tuple[str, Any]]:
    """Every single value inside with its name, dotted; the rows of a list share their names under `[]`."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from named_leaves(each, f"{here}.{key}" if here else key)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from named_leaves(each, f"{here}[]")
    else:
        yield here, value


def paths(value: Any, here: str = "") -> Iterator[str]:
    """Every name a template can write, dotted; the rows of a list share their names under `[]`."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            name = f"{here}.{key}" if here else key
            yield name
            yield from paths(each, name)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from paths(each, f"{here}[]")


def missing_in(value: Any) -> tuple[NotRecorded, ...]:
    """What is not recorded, each once, in the order in which it stands."""
    found = (each for each in leaves(value) if isinstance(each, NotRecorded))
    return tuple({each.what: each for each in found}.values())


def date_words(moment: Moment) -> str:
    """`Thursday 10 December 2026`."""
    return f"{_DAYS[moment.weekday()]} {moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def time_words(moment: Moment) -> str | None:
    """`10am`, `1.30pm`, `12 noon`; None where only the day is known."""
    if not isinstance(moment, datetime):
        return None
    if (moment.hour, moment.minute) == (12, 0):
        return "12 noon"
    hour = moment.hour % 12 or 12
    minutes = f".{moment.minute:02}" if moment.minute else ""
    return f"{hour}{minutes}{'am' if moment.hour < 12 else 'pm'}"


def moment_words(moment: Moment) -> str:
    """`Thursday 10 December 2026 at 10am`, or the day alone."""
    time = time_words(moment)
    return date_words(moment) if time is None else f"{date_words(moment)} at {time}"


def lines_of(text: str | None) -> tuple[str, ...]:
    """An address as the lines of an envelope."""
    if text is None or isinstance(text, NotRecorded):
        return ()
    return tuple(line.strip() for line in text.replace("\n", ",").split(",") if line.strip())


def in_words(value: Any) -> str:
    """A code such as `no-plan` as words."""
    return str(value).replace("-", " ").replace("_", " ")


def once(items: Iterable[str]) -> tuple[str, ...]:
    """Each once, in order."""
    return tuple(dict.fromkeys(items))

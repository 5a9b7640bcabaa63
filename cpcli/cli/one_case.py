"""Opening one case for reading, by its ref or by the path of its file."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from cpcli.cli.acting import the_store, words_for
from cpcli.cli.questions import NoSuchCase
from cpcli.errors import Problem
from cpcli.output.emit import tell
from cpcli.output.safe import safe_text
from cpcli.store.case_reader import Case, read_case_at, read_whole_case
from cpcli.store.config import Config


def open_case(named: str, store: str | None, config: Config, also: str | None = None) -> Case:
    """A case whose form is right; what is odd in it is told as a warning.

    `also` is another pack whose agencies and roles the case may name, beside those of its own.

    Raises:
        InvalidFile: it is not there or its form is wrong; every problem is told.
        UsageFault: it is no ref of the store.
    """
    words = words_for(config)

    def known(pack: str | None) -> Mapping[str, Iterable[str]]:
        own = words(pack)
        return own if also is None else {key: (*own[key], *words(also)[key]) for key in own}

    if named.endswith(".toml") or "/" in named or "\\" in named:
        if not Path(named).is_file():
            raise NoSuchCase([Problem(named, "there is no such case file")])
        case, problems = read_case_at(Path(named), known)
    else:
        place = the_store(store)
        ref = place.find(named)
        case, problems = read_whole_case(place.read(ref), ref, known)
    problems.raise_errors()
    for remark in problems.found:
        tell(safe_text(f"warning: {remark}"))
    return case

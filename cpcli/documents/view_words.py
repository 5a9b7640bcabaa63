"""Free words of a case as one reader may read them: an id in them becomes what the reader may call that person."""

import re
from typing import Any

from cpcli.documents.lens import Lens
from cpcli.documents.plain import NotRecorded
from cpcli.documents.view_people import person_or_place

#: An id of the usual kind inside words. One that is a word itself, such as `mother`, is left where it stands.
_ID = re.compile(r"(?<![\w./@-])([a-z]{1,3}\d{1,4})(?![\w@/-])(['\u2019]s\b)?")


def named(lens: Lens, words: Any, *, beside: bool = False) -> Any:
    """Free words with the ids in them told as names; whoever may not be named keeps a place, and a warning says so.

    Guides ask for ids in free words, so that one text serves every reader. No reader should meet a bare `p2`. With
    `beside` the words stay as they were written, and the name stands in brackets after the id: for a record.
    """
    if not isinstance(words, str) or isinstance(words, NotRecorded):
        return words
    known = frozenset(lens.case.ids("person", "child"))

    def called(found: re.Match[str]) -> str:
        ref, own = found[1], found[2] or ""
        who = person_or_place(lens, ref) if ref in known else None
        if who is None:
            return found[0]
        if who["ref"] is None:
            lens.warn(f"free words speak of {ref}, whom {lens.reach.reader.id} may not know by name: read them first")
        return f"{ref}{own} ({who['called']})" if beside else f"{who['called']}{own}"

    return _ID.sub(called, words)

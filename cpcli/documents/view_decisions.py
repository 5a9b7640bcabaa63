"""The chair's decisions as one reader may read them: their own exclusion, and the open answers of the guides."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from cpcli.casework.guide import Guide
from cpcli.documents.decided import TOLD_WHEN_EXCLUDED, answers_of, exclusion_of, open_answers, standing
from cpcli.documents.lens import Lens
from cpcli.documents.plain import date_words, in_words
from cpcli.documents.view_people import person_or_place
from cpcli.documents.view_words import named

Row = Mapping[str, Any]


def exclusion_of_view(lens: Lens, guides: Mapping[str, Guide]) -> dict[str, Any] | None:
    """What this reader is told of their own exclusion: how far, how they take part. Never who asked, or why."""
    row = exclusion_of(lens.case, lens.reach.conference, lens.reach.reader.id)
    if row is None:
        return None
    said = answers_of(row)
    guide = guides.get("exclusion")
    told = said.get("told-on")
    words = {key: _answer_words(lens, guide, key, said.get(key)) for key in TOLD_WHEN_EXCLUDED}
    topics = set(said.get("told") or ())
    return {
        "decision": row["id"],
        "is_whole": row.get("outcome") == "excluded",
        "is_part": row.get("outcome") == "excluded-in-part",
        "asked_to_leave": row.get("outcome") == "asked-to-leave",
        "outcome_words": _outcome_words(guide, row),
        "decided_on_words": date_words(row["decided_on"]),
        "decided_by": person_or_place(lens, row.get("decided_by")),
        "takes_part": words["takes-part"] or (),
        "represented_by": person_or_place(lens, said.get("represented-by")),
        "told_on_words": date_words(told) if isinstance(told, date) else None,
        "told_by": person_or_place(lens, said.get("told-by")),
        "tells": {
            each: "yes" if each in topics else "no"
            for each in ("participation", "views", "outcome", "rights", "complaints")
        },
    }


def decisions_of(lens: Lens, guides: Mapping[str, Guide]) -> list[dict[str, Any]]:
    """The decisions that the reader may know of: all for the chair and the file, else the open parts."""
    rows = [row for guide in _guides_of(lens) for row in standing(lens.case, guide)]
    rows = [row for row in rows if row.get("conference") in {None, lens.reach.conference}]
    inside = lens.reach.is_inside
    found = []
    for row in rows:
        opened = None if inside else open_answers(lens.reach, row, lens.papers)
        if not inside and not opened:
            lens.keep("decision", str(row["id"]), "for the chair and the authority's record", "the rules of documents")
            continue
        found.append(_decision(lens, row, guides.get(str(row["guide"])), opened))
    return found


def _guides_of(lens: Lens) -> list[str]:
    return list(dict.fromkeys(str(row.get("guide")) for row in lens.case.rows("decision")))


def _decision(lens: Lens, row: Row, guide: Guide | None, opened: frozenset[str] | None) -> dict[str, Any]:
    answers = []
    for question, value in answers_of(row).items():
        if opened is None or question in opened:
            asked = guide.question(question) if guide else None
            told = _answer_words(lens, guide, question, value)
            answers.append(
                {
                    "key": question,
                    "ask": asked.ask if asked else in_words(question),
                    "answer": told if isinstance(told, str) else None,
                    "answers": [told] if isinstance(told, str) else list(told or ()),
                    "clauses": list(asked.clauses) if asked else [],
                }
            )
    return {
        "ref": row["id"],
        "guide": row["guide"],
        "title": guide.title if guide else in_words(row["guide"]),
        "outcome": row.get("outcome"),
        "outcome_words": _outcome_words(guide, row),
        "about": [person_or_place(lens, ref) for ref in row.get("about", ())],
        "decided_on_words": date_words(row["decided_on"]),
        "decided_by": person_or_place(lens, row.get("decided_by")),
        "reasons": named(lens, row.get("reasons"), beside=True) if opened is None else None,
        "answers": answers,
    }


def _outcome_words(guide: Guide | None, row: Row) -> str:
    endings = {ending.id: ending.says for ending in guide.endings} if guide else {}
    return endings.get(str(row.get("outcome")), in_words(row.get("outcome")))


def _answer_words(lens: Lens, guide: Guide | None, question: str, value: Any) -> Any:
    """An answer in words: an option as the guide says it, a person as the reader may know them, a day written out.

    In free words the ids become names; for the chair and the file the words stay as written, with the names beside.
    """
    asked = guide.question(question) if guide else None
    options = {option.id: option.says for option in asked.options} if asked else {}
    if isinstance(value, list | tuple):
        return tuple(_answer_words(lens, guide, question, each) for each in value)
    if isinstance(value, date):
        return date_words(value)
    if asked and asked.kind in {"person", "people"}:
        return (person_or_place(lens, value) or {}).get("called")
    if value in options:
        return options[value]
    return named(lens, value, beside=lens.reach.is_inside)

"""The support of a child after a protection plan, or instead of one, as the guides recorded it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from cpcli.casework.guide import Guide
from cpcli.documents.decided import answers_of, open_answers, standing
from cpcli.documents.lens import Lens
from cpcli.documents.plain import NotRecorded, date_words
from cpcli.documents.reach import kept_from
from cpcli.documents.view_people import person_or_place
from cpcli.documents.view_words import named

Row = Mapping[str, Any]

#: What a child in need plan has to say once there is one, and while it is still to be written (S02, S07, D33, D34).
_ASKED: Mapping[str | None, frozenset[str]] = {
    "made": frozenset({"services", "started-on", "first-review-on"}),
    "recommended": frozenset({"services", "written-by"}),
    "none": frozenset(),
    None: frozenset({"services", "started-on", "first-review-on"}),
}


def support_of(lens: Lens, guides: Mapping[str, Guide]) -> list[dict[str, Any]]:
    """The support of each subject child in view without a protection plan, for those who may know what was decided.

    A decision about several children is open only where this document covers them all (R16): else it is not recorded
    for this child alone.
    """
    if not lens.papers.tell_the_outcome:
        return []
    rows = lens.conference.get("outcome", ())
    planned = {row.get("child") for row in rows if row.get("decision") in {"plan", "continue"}}
    return [_support(lens, child, guides) for child in lens.reach.subjects if child not in planned]


def _support(lens: Lens, child: str, guides: Mapping[str, Guide]) -> dict[str, Any]:
    stepped, closed = _said(lens, "step-down", child), _said(lens, "close-conference", child)
    state = stepped.get("plan")
    return {
        "child": child,
        "called": (person_or_place(lens, child) or {}).get("called"),
        "state": state,
        "state_words": _option(guides.get("step-down"), "plan", state) or _missing(lens, child, "support"),
        "services": _answer(lens, child, stepped, "services", state),
        "written_by": _answer(lens, child, stepped, "written-by", state),
        "started_words": _answer(lens, child, stepped, "started-on", state),
        "first_review_words": _answer(lens, child, stepped, "first-review-on", state),
        "plan_words": _option(guides.get("close-conference"), "help-plan", closed.get("help-plan")),
        "recommended": named(lens, closed.get("help-what")),
        "recommended_words": _recommended(lens, child, stepped, closed),
        "none_needed": closed.get("decided") == "no-plan",
    }


def _said(lens: Lens, guide: str, child: str) -> dict[str, Any]:
    """What a guide last answered about a child, as far as this reader may see it; none where it is left out."""
    found: dict[str, Any] = {}
    for row in standing(lens.case, guide):
        if child not in row.get("about", ()) or row.get("conference") not in {None, lens.reach.conference}:
            continue
        answers = answers_of(row)
        opened = set(answers) if lens.reach.is_inside else open_answers(lens.reach, row, lens.papers)
        found |= {key: value for key, value in answers.items() if key in opened}
        found |= {key: lens.text(row, key) for key in answers if kept_from(row, key, lens.reach.against)}
    return found


def _option(guide: Guide | None, question: str, value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    asked = guide.question(question) if guide else None
    options = {option.id: option.says for option in asked.options} if asked else {}
    return options.get(value, value)


def _answer(lens: Lens, child: str, said: Row, key: str, state: Any) -> Any:
    value = said.get(key)
    if isinstance(value, date):
        return date_words(value)
    if value is not None or key in said:
        return None if value is None else named(lens, value)
    return _missing(lens, child, key) if key in _ASKED.get(state, _ASKED[None]) else None


def _recommended(lens: Lens, child: str, stepped: Row, closed: Row) -> Any:
    """The help that a letter about a child without a plan has to tell (P10, O10).

    It is missing until it is recorded, or until it is recorded that none is needed.
    """
    if closed.get("help-what"):
        return named(lens, closed["help-what"])
    if "help-what" in closed or stepped.get("plan") is not None or closed.get("decided") == "no-plan":
        return None
    return NotRecorded(
        f"recommended help for {child}",
        f"cpcli guide run close-conference {lens.case.ref} --conference {lens.reach.conference} --about {child}",
    )


def _missing(lens: Lens, child: str, key: str) -> NotRecorded:
    what = key.replace("-", " ")
    return NotRecorded(f"{what} for {child}", f"cpcli guide run step-down {lens.case.ref} --about {child}")

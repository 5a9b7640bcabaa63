"""The conference of a view: when and where, who is on its list, its quorum, and who gets which papers."""

from collections.abc import Mapping
from typing import Any

from cpcli.casework.kinds import EVENT_KINDS
from cpcli.casework.quorum import Quorum
from cpcli.documents.decided import Paper, is_kept_away, papers_of
from cpcli.documents.lens import Lens
from cpcli.documents.plain import date_words, in_words, lines_of, moment_words, time_words
from cpcli.documents.reach import confidential, reach_of
from cpcli.documents.readers import FAMILY, KINDS, kind_of, namesakes, reader_of
from cpcli.documents.view_people import attended_words, hears_of_unborn, person_or_place, reply_words
from cpcli.store.config import OFFICE

Row = Mapping[str, Any]

COPY_WORDS = {
    "full": "in full",
    "partial": "in part, as the chair decides",
    "none": "no copy",
    "undecided": "not decided yet: no copy until the chair has decided",
}
_STATES = {"planned": "planned", "held": "held", "adjourned": "adjourned", "cancelled": "cancelled"}


def conference_of(lens: Lens) -> dict[str, Any]:
    """The conference as the reader may know it. Whoever is not to come to it is not told where it is."""
    row, kind = lens.conference, kind_told(lens)
    ref, away = str(row["id"]), is_kept_away(lens.case, lens.reach.conference, lens.reach.reader.id)
    if away:
        lens.warn(f"{lens.reach.reader.id} is excluded from {ref}, or takes part online: place and link are left out")
    joins = not away and (lens.reach.reader.invited or lens.reach.is_inside)
    inside = lens.reach.is_inside
    at, ended = row["at"], row.get("ended")
    return {
        "ref": ref,
        "kind": kind,
        "kind_words": EVENT_KINDS[kind] if kind else "child protection conference",
        "title": EVENT_KINDS[kind].capitalize().replace("conference", "child protection conference")
        if kind
        else "Child protection conference",
        "is_initial": kind == "initial-conference",
        "is_pre_birth": kind == "pre-birth-conference",
        "is_transfer_in": kind == "transfer-in-conference",
        "is_review": kind == "review-conference",
        "state": _STATES.get(str(row.get("state")), lens.missing("conference", ref, "state")),
        "at": at,
        "at_words": moment_words(at),
        "date_words": date_words(at),
        "time_words": time_words(at) or lens.missing("conference", ref, "at"),
        "ended_words": moment_words(ended) if ended else lens.missing("conference", ref, "ended"),
        "venue": lens.get("conference", row, "venue", give=not away, expected=not away),
        "online": lens.get("conference", row, "online", give=joins, expected=False),
        "chair": person_or_place(lens, row.get("chair")) or _nobody(lens, "chair"),
        "minute_taker": person_or_place(lens, row.get("minute_taker")) or _nobody(lens, "minute_taker"),
        **_next(lens),
        "convened_because": lens.get("conference", row, "convened_because", give=inside) if inside else None,
        "note": lens.get("conference", row, "note", give=inside, expected=False) if inside else None,
    }


def kind_told(lens: Lens) -> str | None:
    """The kind of the conference as the reader may know it; None where the kind itself would tell too much.

    "Pre-birth" tells that a child is expected: whoever hears about none gets the word for its standing, an initial
    conference (B01). "Transfer-in" tells where the family went, and "review" that there is a plan.
    """
    kind, reach = str(lens.conference["kind"]), lens.reach
    if reach.is_inside:
        return kind
    if kind == "pre-birth-conference":
        return kind if hears_of_unborn(lens) else "initial-conference"
    if kind == "transfer-in-conference":
        return kind if reach.subjects and not hides_a_home(lens) else None
    if kind == "review-conference":
        return kind if reach.subjects and _has_a_plan(lens) else None
    return kind


def hides_a_home(lens: Lens) -> bool:
    """Whether it is kept from the reader where somebody of the case lives."""
    return any(
        confidential(lens.case, lens.reach, table, row, "address")
        for table in ("person", "child")
        for row in lens.case.rows(table)
        if row.get("id") != lens.reach.reader.id
    )


def _has_a_plan(lens: Lens) -> bool:
    """Whether a child in view has a plan; where the case holds no plan at all, the review is taken to be theirs."""
    planned = {row.get("child") for row in lens.case.rows("plan")}
    return not planned or bool(planned & set(lens.reach.subjects))


def _nobody(lens: Lens, post: str) -> dict[str, Any]:
    made = person_or_place(lens, "") or {}
    return {**made, "called": lens.missing("conference", str(lens.conference["id"]), post)}


def _next(lens: Lens) -> dict[str, Any]:
    """The dates that follow, for those who may know what was decided: a core group says that there is a plan."""
    keys = ("next_review", "next_core_group")
    if not lens.papers.tell_the_outcome:
        return {name: None for key in keys for name in (key, f"{key}_words")}
    days = {key: lens.conference.get(key) for key in keys}
    missing = {key: lens.missing("conference", str(lens.conference["id"]), key) for key in keys}
    return days | {f"{key}_words": date_words(day) if day else missing[key] for key, day in days.items()}


def office_of(lens: Lens, said: Mapping[str, str]) -> dict[str, Any]:
    """How to reach those who run conferences, and whom to complain to; none where nobody said it, or it would tell."""
    told = {name: value for name, value in said.items() if not lens.tells_hard(value)}
    for name in said.keys() - told.keys():
        lens.warn(f"the office's {in_words(name)} holds what is confidential from this reader, so it is left out")
    return {
        **{name: told.get(name) for name in OFFICE if name != "address"},
        "address_lines": lines_of(told.get("address")),
    }


def attendance_of(lens: Lens) -> list[dict[str, Any]]:
    """Who is on the list and how they took part; nothing for a reader who does not get the whole record."""
    if not lens.reach.is_inside and lens.papers.record.copy != "full":
        by = lens.papers.record.decision or "the rules of documents"
        lens.keep("attendance", lens.reach.conference, "the reader does not get the whole record", by)
        return []
    return [_guest(lens, row) for row in lens.conference.get("attendance", ())]


def _guest(lens: Lens, row: Row) -> dict[str, Any]:
    ref = str(row.get("person"))
    inside = lens.reach.is_inside
    shown = person_or_place(lens, ref) or {}
    by = lens.reach.why_named.get(ref)
    professional = ref in lens.reach.named and by != "a parent or carer of a child they may hear about"
    stand_in = row.get("represented_by") if inside or professional or ref == lens.reach.reader.id else None
    if isinstance(stand_in, str) and lens.tells_hard(stand_in):
        stand_in = None
    left, invited = row.get("left_at"), row.get("invited")
    missing = lens.missing("conference", f"{lens.reach.conference}.attendance.{ref}", "attended")
    return {
        "person": shown,
        "called": shown.get("called"),
        "role": shown.get("role"),
        "invited_words": date_words(invited) if invited else None,
        "reply": reply_words(row.get("reply")),
        "attended": attended_words(row.get("attended")) or missing,
        "was_there": row.get("attended") in {"in-person", "online", "represented"},
        "sent_apologies": row.get("attended") == "apologies",
        "represented_by": stand_in,
        "left_words": moment_words(left) if left else None,
        "note": row.get("note") if inside else None,
    }


def quorum_of_view(lens: Lens, quorum: Quorum | None) -> list[dict[str, Any]]:
    """The quorum of each child in view. People who are out of view keep a place and no name."""
    if quorum is None or (not lens.reach.is_inside and lens.papers.record.copy != "full"):
        return []
    found = []
    for each in quorum.children:
        if each.child is not None and each.child not in lens.reach.subjects:
            continue
        shown = person_or_place(lens, each.child) if each.child else None
        counted = [(person_or_place(lens, one.person) or {}, one) for one in each.counted]
        found.append(
            {
                "child": each.child,
                "called": shown["called"] if shown else None,
                "quorate": "yes" if each.quorate else "no",
                "quorate_strict": "yes" if each.quorate_strict else "no",
                "quorate_at_decision": "yes" if each.quorate_at_decision else "no",
                "counted": [{"called": who["called"], "role": who["role"], "how": one.how} for who, one in counted],
                "missing": [
                    {"what": "children's social care" if one.what == "social-care" else "other agencies",
                     "number": str(one.number)}
                    for one in each.missing
                ],
                "to_record": [p.says for p in quorum.to_proceed if each.child in p.children]
                if lens.reach.is_inside
                else [],
            }
        )  # fmt: skip
    return found


def papers_in_words(lens: Lens) -> dict[str, Any]:
    """How much of each paper the reader gets, and on which decision."""
    reader = lens.reach.reader.id
    for name in ("decision", "record", "report"):
        paper: Paper = getattr(lens.papers, name)
        if paper.copy != "full":
            by = f"{paper.decision} ({paper.decided_by})" if paper.decision else "the rules of documents"
            lens.keep(f"{name} copy", reader, COPY_WORDS[paper.copy], by)
            lens.warn(
                f"{reader}: {name}: {COPY_WORDS[paper.copy]}" + (f" ({paper.decision})" if paper.decision else "")
            )
    return {
        name: {"copy": paper.copy, "words": COPY_WORDS[paper.copy], "decision": paper.decision}
        for name, paper in lens.papers._asdict().items()
    }


def distribution_of(lens: Lens) -> list[dict[str, Any]]:
    """Who gets what, for the chair and the file only; everyone on the list, with the parents whether on it or not."""
    if not lens.reach.is_inside:
        return []
    guests = [str(row.get("person")) for row in lens.conference.get("attendance", ())]
    parents = [str(row["id"]) for row in lens.case.rows("person") if row.get("parent_of")]
    found = []
    for ref in dict.fromkeys([*guests, *parents]):
        reader = reader_of(lens.case, lens.conference, ref, lens.words)
        reach = reach_of(lens.case, lens.conference, reader, lens.words)
        papers = papers_of(lens.case, reach)
        # No copy is made for whoever hears about none of the children, whatever the chair would allow.
        gets = {name: COPY_WORDS[paper.copy if reach.subjects else "none"] for name, paper in papers._asdict().items()}
        shown = person_or_place(lens, ref) or {}
        kind = kind_of(lens.case, lens.conference, ref, lens.words)
        found.append(
            {
                "person": shown,
                "called": f"{shown.get('called')} ({ref})" if namesakes(lens.case, ref) else shown.get("called"),
                "role": shown.get("role"),
                "kind": KINDS[kind],
                "is_family": kind in FAMILY,
                "invited": reader.invited,
                "children": [each for each in lens.reach.subjects if each in reach.subjects],
                "decision": gets["decision"],
                "record": gets["record"],
                "report": gets["report"],
            }
        )
    return found

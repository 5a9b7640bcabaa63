"""Worked cases kept as data in tests/cases: what was given, as of when, and what is expected.

The dates there were worked out by hand or with a separate loop over GOV.UK's list of bank holidays. A case is compared
with the shape that the JSON output prints, so the contract's fields and the counting are held together.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cpcli.casework.kinds import EVENT_KINDS
from cpcli.casework.result import Timetable
from cpcli.casework.timeline import Event, Timeline, in_order
from cpcli.output.deadline_shapes import timetable_shape
from cpcli.rules.timetable import timetable
from cpcli.store.bank_holidays import england
from cpcli.store.packs import load_pack

FOLDER = Path(__file__).parents[1] / "cases"
PATHS = sorted(FOLDER.glob("*.toml"))

#: The ids that the contract lists.
RULE_IDS = frozenset(
    f"{name}.{rest}"
    for name, rests in {
        "initial-conference": "after-strategy-discussion before-emergency-protection-order-expires"
        " after-child-assessment-order after-care-review-decision",
        "transfer-in-conference": "after-notification after-acceptance",
        "pre-birth-conference": "window-opens after-assessment by-24-weeks",
        "pre-proceedings-letter": "by-24-weeks",
        "review-conference": "first next after-birth after-birth-core-group with-looked-after-review",
        "discharge-meeting": "before-discharge",
        "report-to-family": "before-conference",
        "report-to-chair": "before-conference",
        "report-withholding-agreed": "before-conference",
        "exclusion-request": "before-conference",
        "core-group": "first",
        "decision": "send",
        "plan": "discuss-with-parents ends-at-eighteen",
        "record": "amendments",
        "dissent": "escalate",
        "child-in-need-plan": "earliest-close review",
        "strategy-meeting": "after-significant-change",
    }.items()
    for rest in rests.split()
)

CASE_KEYS = {"title", "pack", "as_of", "closures", "facts", "event", "expect", "warns"}
EVENT_KEYS = {"kind", "on", "state", "ended", "outcome", "attended", "children"}
WHICH = {"rule", "child", "trigger_on", "absent", "count"}
#: Compared with the field of the same name.
FIELDS = {
    "due",
    "aim_for",
    "status",
    "met_on",
    "planned_on",
    "planned_late",
    "provisional",
    "predicted",
    "missing",
    "working_days_left",
    "bound",
    "force",
    "version",
}
OTHERS = {
    "readings",
    "trigger_event",
    "due_day",
    "due_before",
    "missing_holds",
    "clauses_hold",
    "clauses_lack",
    "why_holds",
    "why_lacks",
}


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def moment(value: date | datetime) -> date | datetime:
    """Times without an offset are London's."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=ZoneInfo("Europe/London"))
    return value


def event_of(row: Mapping[str, Any]) -> Event:
    return Event(
        kind=row["kind"],
        on=moment(row["on"]),
        state=row.get("state"),
        took_place=row.get("attended", False) or "ended" in row,
        ended=moment(row["ended"]) if "ended" in row else None,
        outcome=row.get("outcome"),
    )


def answer_to(case: Mapping[str, Any]) -> Timetable:
    """The program's answer to a case: one timeline a child, or one without a child where none is named."""
    facts = {name: "" if value is True else str(value) for name, value in case.get("facts", {}).items()}
    rows = case["event"]
    children: list[str | None] = sorted({child for row in rows for child in row.get("children", [])}) or [None]
    timelines = [
        Timeline(
            in_order(event_of(row) for row in rows if "children" not in row or child in row["children"]),
            case["as_of"],
            facts,
            child=child,
        )
        for child in children
    ]
    calendar = england(closures=dict.fromkeys(case.get("closures", []), "office closed"))
    return timetable(load_pack(case.get("pack", "pan-berkshire")), timelines, calendar, case["as_of"])


def plain(value: Any) -> Any:
    """A value of the case as the JSON output writes it."""
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "none" else value


def texts(reasons: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for reason in reasons:
        yield reason["says"]
        yield from texts(reason["because"])


def chosen(expect: Mapping[str, Any], found: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    same = [d for d in found if d["rule"] == expect["rule"] and d["child"] == expect.get("child")]
    if "count" in expect:
        assert len(same) == expect["count"], f"{expect['rule']}: {[d['trigger'] for d in same]}"
    if "trigger_on" in expect:
        same = [d for d in same if d["trigger"]["on"] == plain(moment(expect["trigger_on"]))]
    return same


def check(expect: Mapping[str, Any], deadline: Mapping[str, Any]) -> None:
    name = expect["rule"]
    for key in FIELDS & expect.keys():
        assert deadline[key] == plain(expect[key]), f"{name}: {key}"
    if "readings" in expect:
        assert [r["due"] for r in deadline["readings"]] == [plain(d) for d in expect["readings"]], f"{name}: readings"
    if "trigger_event" in expect:
        assert deadline["trigger"]["event"] == expect["trigger_event"], name
    if "due_day" in expect:
        assert datetime.fromisoformat(deadline["due"]).date() == expect["due_day"], name
    if "due_before" in expect:
        assert datetime.fromisoformat(deadline["due"]) < expect["due_before"], name
    assert set(expect.get("missing_holds", [])) <= set(deadline["missing"]), f"{name}: missing"
    assert set(expect.get("clauses_hold", [])) <= set(deadline["clauses"]), f"{name}: clauses"
    assert not set(expect.get("clauses_lack", [])) & set(deadline["clauses"]), f"{name}: clauses"
    why = " / ".join(texts([*deadline["why"], *deadline["notes"]])).casefold()
    for words in expect.get("why_holds", []):
        assert words.casefold() in why, f"{name}: the reasons lack {words!r}: {why}"
    for words in expect.get("why_lacks", []):
        assert words.casefold() not in why, f"{name}: the reasons hold {words!r}: {why}"


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_worked_case_comes_out_as_it_was_worked_out(path: Path) -> None:
    case = read(path)
    answer = timetable_shape(answer_to(case))
    for expect in case["expect"]:
        found = chosen(expect, answer["deadlines"])
        if expect.get("absent"):
            assert not found, f"{expect['rule']} must not be there: {found}"
        else:
            assert len(found) == 1, f"{expect['rule']}: {[d['trigger'] for d in found]}"
            check(expect, found[0])
    if "warns" in case:
        warned = " / ".join(warning["says"] for warning in answer["warnings"]).casefold()
        assert bool(warned) == bool(case["warns"]), warned
        assert all(words.casefold() in warned for words in case["warns"]), warned


def test_there_are_enough_cases_and_each_says_what_it_expects() -> None:
    assert len(PATHS) >= 40
    titles = [read(path)["title"] for path in PATHS]
    assert len(set(titles)) == len(titles)
    for path in PATHS:
        case = read(path)
        assert case.keys() <= CASE_KEYS, path.name
        assert case["expect"], path.name
        for event in case["event"]:
            assert event.keys() <= EVENT_KEYS, path.name
            assert event["kind"] in EVENT_KINDS, path.name
        for expect in case["expect"]:
            assert expect.keys() <= WHICH | FIELDS | OTHERS, path.name
            assert expect.get("absent") or expect.keys() - WHICH, f"{path.name}: {expect['rule']} expects nothing"


def test_all_ten_examples_of_the_field_are_among_the_cases() -> None:
    assert {path.stem[:14] for path in PATHS if path.stem.startswith("field-notes-")} == {
        f"field-notes-{number:02}" for number in range(1, 11)
    }


def test_every_rule_of_the_contract_is_in_the_default_pack_and_dated_by_a_case() -> None:
    assert len(RULE_IDS) == 29
    assert frozenset(load_pack("pan-berkshire").rules) >= RULE_IDS
    dated = {
        expect["rule"]
        for path in PATHS
        for expect in read(path)["expect"]
        if expect.get("due", expect.get("due_day", "none")) != "none"
    }
    assert dated >= RULE_IDS


def test_every_event_kind_that_a_case_names_as_missing_exists() -> None:
    named = [kind for path in PATHS for expect in read(path)["expect"] for kind in expect.get("missing", [])]
    assert named
    assert set(named) <= EVENT_KINDS.keys()

"""The conference, plans, reports and decisions of a made family: a marker in every text that somebody must not see."""

from datetime import date, datetime
from typing import Any

from rich_making import CONFERENCE_DAY, PLAN_TEXTS, Making, Row


def conference_of(making: Making) -> Row:
    there = [row["id"] for row in making.people]
    guests = [ref for ref in there if ref in {"p1", "p2", "p4"} or not making.once_in(5)]
    guests += [row["id"] for row in making.children if "born" in row and making.once_in(3)]
    rows = [_guest(making, ref) for ref in guests if ref != "p9"]
    made: Row = {
        "id": "ic1",
        "kind": making.dice.choice(
            [
                "initial-conference",
                "initial-conference",
                "pre-birth-conference",
                "review-conference",
                "transfer-in-conference",
            ]
        ),
        "at": datetime(2026, 12, 10, 10, 0),  # noqa: DTZ001 - a case holds local times
        "state": "held",
        "chair": "p9",
        "venue": f"The {making.word()} Rooms, Exampleton",
        "online": f"https://meet.nowhere.invalid/{making.word().casefold()}{making.number}",
        "note": making.told("conference"),
        "convened_because": making.told("reason"),
        "attendance": rows,
        "outcome": [_outcome(making, row["id"]) for row in making.children if row.get("subject", True)],
    }
    made |= {"minute_taker": "p8"} if "p8" in there else {}
    made |= {"next_review": date(2027, 3, 9), "next_core_group": date(2026, 12, 21)} if making.once_in(2) else {}
    made |= {"observers_agreed": ["p20"]} if "p20" in there and making.once_in(2) else {}
    made |= {"solicitors_agreed": ["p16"]} if "p16" in there and making.once_in(2) else {}
    return made


def _guest(making: Making, ref: str) -> Row:
    row: Row = {"person": ref, "invited": date(2026, 11, 25), "note": making.told("guest")}
    row["attended"] = making.dice.choice(["in-person", "online", "represented", "apologies", "absent"])
    row["reply"] = making.dice.choice(["accepted", "declined", "tentative"])
    if row["attended"] == "represented":
        row["represented_by"] = f"a colleague, {making.word()} {making.word()}"
    return row


def _outcome(making: Making, child: str) -> Row:
    row: Row = {
        "child": child,
        "decision": making.dice.choice(["plan", "plan", "no-plan", "continue", "end"]),
        "reasons": making.told("outcome"),
        "dissent_by": ["p30"],
        "dissent_reasons": making.told("dissent"),
        "override_by": "p9",
        "override_reasons": making.told("override"),
    }
    row |= (
        {"category": making.dice.choice(["NEG", "PHY", "SAB", "EMO", "MUL"])}
        if row["decision"] in {"plan", "continue"}
        else {}
    )
    if making.once_in(6):
        row["confidential_from"] = {making.dice.choice(["reasons", "dissent_reasons"]): ["p2"]}
    return row


def plan_of(making: Making, child: str) -> Row:
    plan: Row = {
        "id": f"pl{child}",
        "child": child,
        "conference": "ic1",
        "started": CONFERENCE_DAY,
        "category": "NEG",
        "lead_social_worker": "p4",
        "core_group": ["p1", "p4", *(["p2"] if making.once_in(2) else [])],
        **{key: making.told(key.split("_")[0]) for key in PLAN_TEXTS},
    }
    if making.once_in(4):
        plan["confidential_from"] = {making.dice.choice(PLAN_TEXTS): ["p2"]}
    if making.once_in(6):
        plan |= {"ended": date(2026, 12, 11), "ended_because": making.told("end")}
    return plan


def reports_of(making: Making) -> list[Row]:
    """The social worker's, a health worker's, and one that is kept back."""
    several = [row["id"] for row in making.children]
    return [
        {"id": "r1", "conference": "ic1", "by": "p4", "received": date(2026, 12, 3), "note": making.told("report")},
        {"id": "r2", "conference": "ic1", "by": "p30", "children": several[:1], "confidential_from": ["p2"],
         "note": making.told("report")},
        {"id": "r3", "conference": "ic1", "by": "p31", "children": several, "withheld": True,
         "withheld_agreed_by": "p9", "withheld_because": making.told("withholding")},
    ]  # fmt: skip


def redactions_of(making: Making, plans: list[Row]) -> list[Row]:
    """What the chair leaves out of the copies of a father and of a friend."""
    if not making.once_in(3):
        return []
    whom = [ref for ref in ("p2", "p17") if ref in {row["id"] for row in making.people}]
    what = [f"plan.{plans[0]['id']}.{making.dice.choice(PLAN_TEXTS)}", f"outcome.{plans[0]['child']}.reasons"]
    told = {"kept_from": whom, "because": making.told("redaction"), "decided_by": "p9"}
    return [{"id": "red1", "what": what[: making.dice.randint(1, 2)], "decided_on": date(2026, 12, 7), **told}]


def events_of(making: Making) -> list[Row]:
    return [
        {"kind": "strategy-discussion", "on": date(2026, 11, 20), "note": making.told("event")},
        {"kind": "section-47-enquiry", "on": date(2026, 11, 21), "note": making.told("event"),
         "confidential_from": ["p9"] if making.once_in(4) else ["p2"]},
    ]  # fmt: skip


def _decided(making: Making, guide: str, about: list[str], outcome: str, **answers: Any) -> Row:
    making.number += 1
    return {
        "id": f"d{making.number}",
        "guide": guide,
        "version": date(2025, 3, 25),
        "about": about,
        "conference": "ic1",
        "outcome": outcome,
        "decided_by": "p9",
        "decided_on": date(2026, 12, 7),
        "reasons": making.told("decision"),
        "answer": [{"question": key.replace("_", "-"), "value": value} for key, value in answers.items()],
    }


def decisions_of(making: Making) -> list[Row]:
    """What the chair decided: an exclusion that a later one may replace, closing, a request, a child's coming."""
    subjects = [row["id"] for row in making.children if row.get("subject", True)]
    there = {row["id"] for row in making.people}
    found: list[Row] = []
    if making.once_in(2):
        found.append(_exclusion(making))
        if making.once_in(4):
            later = _decided(making, "exclusion", ["p2"], "not-excluded", welfare_evidence=making.told("evidence"))
            found.append(later | {"supersedes": found[0]["id"]})
    if making.once_in(2):
        answers: Row = {"decided": "help", "help_plan": "drawn-up", "help_what": making.told("help")}
        answers |= {"safety": making.dice.choice(["yes", "no"]), "safety_how": making.told("safety")}
        answers |= {"not_to": ["p2"], "not_to_because": making.told("reason")} if making.once_in(3) else {}
        answers |= {"withheld": "yes", "withheld_what": making.told("withheld")} if making.once_in(3) else {}
        answers |= {"child_copy": making.dice.choice(["yes", "no", "undecided"])}
        about = subjects if making.once_in(2) else subjects[:1]
        found.append(_decided(making, "close-conference", about, "plan-made", **answers))
    if "p16" in there and making.once_in(2):
        found.append(
            _decided(
                making,
                "third-party-request",
                ["p16"],
                "given-in-full",
                asks_for=["record", "outline-plan"],
                refusal_words=making.told("request"),
            )
        )
    if making.once_in(3):
        found.append(
            _decided(
                making,
                "child-attendance",
                ["c1"],
                "attends",
                attends="whole",
                parents_words=making.told("parents"),
                wish_words=making.told("wish"),
                kept_apart="yes",
            )
        )
    if making.once_in(4):
        found.append(
            _decided(making, "report-withholding", ["p30"], "withheld", kept_from=["p1"], kept_back=making.told("kept"))
        )
    return found


def _exclusion(making: Making) -> Row:
    there = {row["id"] for row in making.people}
    answers: Row = {
        "asked_by": "p30",
        "grounds": ["conflict"],
        "conflict_evidence": making.told("evidence"),
        "from_when": making.told("time"),
        "extent": "whole",
        "takes_part": ["writing", "meets-chair"],
        "informed": making.told("telling"),
        "told": ["participation", "views", "outcome", "rights"],
        "report_copy": making.dice.choice(["full", "redacted", "none"]),
        "record_copy": making.dice.choice(["full", "redacted", "none"]),
    }
    answers |= {"represented_by": "p17"} if "p17" in there else {}
    return _decided(
        making, "exclusion", ["p2"], making.dice.choice(["excluded", "excluded", "excluded-in-part"]), **answers
    )

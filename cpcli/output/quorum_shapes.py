"""Quorum as plain values for JSON: the contract `cpcli/quorum/1`."""

from typing import Any

from cpcli.casework.quorum import ChildQuorum, Exceptional, Quorum
from cpcli.output.deadline_shapes import iso, reason_shape
from cpcli.rules.quorum_what_if import NO_CHANGE, Change


def quorum_shape(answer: Quorum, change: Change = NO_CHANGE, before: Quorum | None = None) -> dict[str, Any]:
    """The whole answer as one object; `before` is how things stand where the question supposes a change."""
    return {
        "schema": "cpcli/quorum/1",
        "case": answer.case,
        "conference": answer.conference,
        "at": iso(answer.at),
        "pack": answer.pack,
        "rule_of": answer.rule_of,
        "version": answer.version.isoformat(),
        "as_of": answer.as_of.isoformat(),
        "basis": answer.basis,
        "at_decision": answer.at_decision,
        "quorate": answer.quorate,
        "children": [_child(child) for child in answer.children],
        "to_proceed": [
            {"id": each.id, "says": each.says, "clauses": list(each.clauses), "children": list(each.children)}
            for each in answer.to_proceed
        ],
        "command": answer.command,
        "change": None if before is None else _change(change, before),
        "warnings": [
            {"child": warned.child, "says": warned.says, "clauses": list(warned.clauses)} for warned in answer.warnings
        ],
    }


def _change(change: Change, before: Quorum) -> dict[str, Any]:
    return {
        "with": list(change.more),
        "without": list(change.fewer),
        "as_things_stand": {
            "quorate": before.quorate,
            "children": [
                {"child": child.child, "quorate": child.quorate, "quorate_strict": child.quorate_strict}
                for child in before.children
            ],
        },
    }


def _child(child: ChildQuorum) -> dict[str, Any]:
    return {
        "child": child.child,
        "quorate": child.quorate,
        "quorate_strict": child.quorate_strict,
        "strict_because": child.strict_because,
        "quorate_at_decision": child.quorate_at_decision,
        "counted": [
            {
                "person": each.person,
                "agency": each.agency,
                "group": each.group,
                "as": each.counts_as,
                "how": each.how,
                "contact": each.contact,
            }
            for each in child.counted
        ],
        "not_counted": [
            {"person": each.person, "because": each.because, "clauses": list(each.clauses)}
            for each in child.not_counted
        ],
        "missing": [
            {
                "what": each.what,
                "number": each.number,
                "says": each.says,
                "could_supply": [supply._asdict() for supply in each.could_supply],
                "agencies": list(dict.fromkeys(supply.agency for supply in each.could_supply)),
            }
            for each in child.missing
        ],
        "absent_with_contact": [
            {"agency": each.agency, "people": list(each.people), "because": each.because}
            for each in child.absent_with_contact
        ],
        "exception": _exceptional(child.exceptional),
        "notes": [reason_shape(note) for note in child.notes],
        "why": [reason_shape(reason) for reason in child.why],
    }


def _exceptional(found: Exceptional | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "status": found.status,
        "agencies": list(found.agencies),
        "unrecorded": list(found.unrecorded),
        "says": found.says,
        "clauses": list(found.clauses),
    }

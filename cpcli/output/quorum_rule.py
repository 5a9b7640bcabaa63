"""A pack's quorum rule, with its agencies and roles, for reading and for programs."""

from collections.abc import Iterator, Mapping
from typing import Any

from cpcli.casework.pack import Clause
from cpcli.casework.quorum import QuorumReading, QuorumRules, QuorumTerms, QuorumVersion
from cpcli.rules.wording import listed

#: How the two ways of counting are called.
COUNTED = {"professional-groups": "professional groups", "agencies": "agencies"}


def quorum_rule_line(rules: QuorumRules) -> str:
    """One line beneath a pack's deadlines."""
    if rules.versions:
        return f"\nQuorum\n  {_asks(rules.versions[-1].terms)} (cpcli pack show {rules.pack} quorum)"
    return f"\nQuorum\n  {_no_rule(rules)}"


def _no_rule(rules: QuorumRules) -> str:
    if rules.fallback is None:
        return "No rule, and no pack to fall back on."
    return f"No rule of its own: quorum is not a national rule. The rule of {rules.fallback} is used, with a warning."


def _asks(terms: QuorumTerms) -> str:
    knowing = " that have direct contact with the child" if terms.contact == "direct" else ""
    return f"For each child: {listed(terms.social_care, 'or')}, and {terms.others} others{knowing}."


def quorum_rule_page(rules: QuorumRules, clauses: Mapping[str, Clause]) -> str:
    """The rule as a practitioner reads it, then the agencies and roles that an answer can name."""
    lines = [f"Quorum, {rules.pack}", ""]
    if not rules.versions:
        lines += [_no_rule(rules), ""]
    cited: dict[str, None] = {}
    for version in rules.versions:
        lines += [*_version(version), ""]
        cited.update(dict.fromkeys(version.terms.all_clauses()))
    if cited:
        lines.append("Clauses")
        lines += [f"  {each:<5} {clauses[each].at}  {clauses[each].summary}" for each in cited if each in clauses]
        lines.append("")
    lines += [*_words(rules)]
    return "\n".join(lines)


def _version(version: QuorumVersion) -> Iterator[str]:
    terms = version.terms
    yield f"From {version.start} ({version.pack}; checked {version.verified_on or 'not recorded'})"
    yield f"  {_asks(terms)} {' '.join(terms.clauses)}"
    yield f"  {terms.because}"
    yield f"  counts as attendance: {listed(terms.attending, 'or')}"
    for at, reading in enumerate(terms.readings):
        yield f"    {'plain reading' if at == 0 else 'stricter reading'}: {_reading(reading)}"
    for never in terms.never:
        yield f"  never: {listed(never.roles)}, {never.because} ({' '.join(never.clauses)})"
    if terms.exception is not None:
        yield f"  exception: {terms.exception.says} ({' '.join(terms.exception.clauses)})"
    for on, note in terms.notes.items():
        yield f"  {on}: {note.says} ({' '.join(note.clauses)})"
    for record in terms.records:
        yield f"  to go ahead without it, record {record.says} ({' '.join(record.clauses)})"


def _reading(reading: QuorumReading) -> str:
    contact = "; social care's own contact is asked for too" if reading.social_care_contact else ""
    return f"counts {COUNTED[reading.counts]}{contact}. {reading.because}"


def _words(rules: QuorumRules) -> Iterator[str]:
    width = max(map(len, (*rules.words.agencies, *rules.words.roles)), default=0)
    yield "Agencies, each with its organisation"
    for agency in rules.words.agencies.values():
        never = f"; never counts: {agency.never_counts}" if agency.never_counts else ""
        yield f"  {agency.id:<{width}}  {agency.group}{never}"
    yield ""
    yield "Roles"
    for role in rules.words.roles.values():
        told = f"never counts: {role.never_counts}" if role.never_counts else role.agency or "by the person's agency"
        yield f"  {role.id:<{width}}  {told}"


def quorum_rule_shape(rules: QuorumRules | None, clauses: Mapping[str, Clause]) -> dict[str, Any] | None:
    """The rule with its agencies and roles for programs; None where another rule was asked for."""
    if rules is None:
        return None
    return {
        "fallback": rules.fallback,
        "versions": [_version_shape(version, clauses) for version in rules.versions],
        "agencies": [agency._asdict() for agency in rules.words.agencies.values()],
        "roles": [role._asdict() for role in rules.words.roles.values()],
    }


def _version_shape(version: QuorumVersion, clauses: Mapping[str, Clause]) -> dict[str, Any]:
    terms = version.terms
    return {
        "from": version.start.isoformat(),
        "pack": version.pack,
        "verified_on": version.verified_on.isoformat() if version.verified_on else None,
        "social_care": list(terms.social_care),
        "others": terms.others,
        "attending": list(terms.attending),
        "contact": terms.contact,
        "because": terms.because,
        "clauses": [
            {"id": each, "summary": clauses[each].summary if each in clauses else None}
            for each in dict.fromkeys(terms.all_clauses())
        ],
        "readings": [reading._asdict() for reading in terms.readings],
        "never": [{"roles": list(n.roles), "because": n.because, "clauses": list(n.clauses)} for n in terms.never],
        "records": [{"id": r.id, "says": r.says, "clauses": list(r.clauses)} for r in terms.records],
        "guide": terms.guide,
    }


def quorum_differences(first: QuorumRules, second: QuorumRules) -> list[dict[str, Any]]:
    """Where two packs differ in their quorum, agencies and roles; `a` and `b` as for deadlines."""
    sides = [_in_words(first), _in_words(second)]
    found = []
    for name in dict.fromkeys([*sides[0], *sides[1]]):
        a, b = (side.get(name) for side in sides)
        if a != b:
            found.append({"rule": name, "a": a, "b": b})
    return found


def _told(title: str, belongs_to: str | None, never: str | None) -> str:
    return "; ".join(filter(None, [title, belongs_to, never and f"never counts: {never}"]))


def _in_words(rules: QuorumRules) -> dict[str, list[str]]:
    found = {"quorum": [line.strip() for version in rules.versions for line in _version(version)]}
    found |= {
        f"agency {each.id}": [_told(each.title, each.group, each.never_counts)]
        for each in rules.words.agencies.values()
    }
    found |= {
        f"role {each.id}": [_told(each.title, each.agency, each.never_counts)] for each in rules.words.roles.values()
    }
    return {name: lines for name, lines in found.items() if lines}

"""Packs, rules and clauses for reading and for programs."""

from collections.abc import Mapping, Sequence
from typing import Any

from cpcli.casework.kinds import EVENT_KINDS
from cpcli.casework.pack import Clause, Condition, Covered, Note, Pack, Reading, Rule, Terms
from cpcli.rules.wording import listed, many


def pack_page(pack: Pack) -> str:
    """A pack at a glance: its sources, its deadlines with their limits, the facts that can be told."""
    lines = [f"{pack.title} ({pack.name})", f"{pack.area}. {pack.about}".strip()]
    if pack.extends:
        lines.append(f"Inherits from {listed(pack.extends)}.")
    lines += ["", "Sources"]
    lines += [f"  {document.id}  {document.title}, {document.dated}" for document in pack.documents]
    lines += ["", "Deadlines"]
    width = max(map(len, pack.rules), default=0)
    for rule in pack.rules.values():
        terms = rule.versions[-1].terms
        lines.append(f"  {rule.id:<{width}}  {limit_words(rule, terms)}; {terms.force}")
    lines += ["", "Facts (--fact)"]
    for fact in pack.facts.values():
        value = f"={'|'.join(fact.values)}" if fact.values else ""
        lines.append(f"  {fact.name}{value}: {fact.says} ({' '.join(fact.clauses)})")
    return "\n".join(lines)


def limit_words(rule: Rule, terms: Terms, triggers: Sequence[str] = ()) -> str:
    """`15 working days after the strategy discussion or ...`, for all the rule's triggers or for some."""
    if terms.sooner_of:
        legs = [f"{leg.limit} after {EVENT_KINDS[leg.after]}" for leg in terms.sooner_of]
        return f"the sooner of {listed(legs)}"
    limit = str(terms.readings[0].limit)
    what = (
        f"the date of {rule.relative_to}"
        if rule.relative_to
        else listed((EVENT_KINDS[k] for k in triggers or rule.triggers), "or")
    )
    if rule.earlier_of:
        return f"with the {what}, or by {listed(rule.earlier_of, 'or')} where that is earlier"
    if limit == "strictly before":
        return f"before the {what}"
    if limit == "0 days":
        return f"on the day of the {what}"
    return f"{limit} {rule.direction} {'' if rule.relative_to else 'the '}{what}"


def rule_page(pack: Pack, rule: Rule, clauses: Mapping[str, Clause], notes: Sequence[Note]) -> str:
    """One rule as a practitioner reads it: the limit, the reasons, the readings, then each clause in our words."""
    lines = [rule.title, f"{rule.id}, {pack.name}", ""]
    cited: dict[str, None] = {}
    for version in rule.versions:
        ahead = [later.start for later in rule.versions if later.start > version.start]
        until = f" until {ahead[0]}" if ahead else ""
        lines.append(f"From {version.start}{until} ({version.pack}; checked {version.verified_on or 'not recorded'})")
        lines += _terms_lines(rule, version.terms)
        for condition, terms in version.variants:
            lines.append(f"  where {condition_words(condition)}:")
            lines += [f"  {line}" for line in _terms_lines(rule, terms, condition.trigger)]
            if terms.met_by != version.terms.met_by:
                lines.append(f"    met by: {listed((EVENT_KINDS[k] for k in terms.met_by), 'or')}")
            cited.update(dict.fromkeys(terms.clauses))
        cited.update(dict.fromkeys(version.terms.clauses))
        lines.append("")
    if rule.versions[-1].terms.met_by:
        lines.append(f"Met by: {listed((EVENT_KINDS[k] for k in rule.versions[-1].terms.met_by), 'or')}.")
    if rule.follows_plan:
        lines.append("It follows from a plan: while the conference's outcome is not recorded, it is provisional.")
    if rule.optional:
        lines.append("Nobody owes it: once the day has passed unasked it is information, never overdue.")
    if notes:
        lines += ["", "Notes that can travel with it"]
    for note in notes:
        when = condition_words(note.when)
        lines.append(f"  {note.says} ({' '.join(note.clauses)}{f'; when {when}' if when else ''})")
        cited.update(dict.fromkeys(note.clauses))
    lines += ["", "Clauses"]
    lines += [f"  {each:<5} {clauses[each].at}  {clauses[each].summary}" for each in cited if each in clauses]
    return "\n".join(lines)


def _terms_lines(rule: Rule, terms: Terms, triggers: Sequence[str] = ()) -> list[str]:
    lines = [
        f"  {limit_words(rule, terms, triggers)}; {terms.force}; {bound_words(terms.bound)}; {' '.join(terms.clauses)}"
    ]
    lines.append(f"  {terms.because}")
    if len(terms.readings) > 1:
        lines += [_reading_line(reading, plain=at == 0) for at, reading in enumerate(terms.readings)]
    lines += [f"    elsewhere: {other.says} ({other.limit})" for other in terms.elsewhere]
    return lines


def _reading_line(reading: Reading, *, plain: bool) -> str:
    events = listed((EVENT_KINDS[kind] for kind in reading.after), "or")
    counted = f"{reading.limit} from the {events}" if events else str(reading.limit)
    return f"    {'plain reading' if plain else 'another reading'}: {counted}. {reading.because}"


def bound_words(bound: str) -> str:
    """What kind of date it is."""
    return {"latest": "the latest date", "earliest": "the earliest date", "information": "for information"}[bound]


def condition_words(condition: Condition) -> str:
    """A condition as half a sentence."""
    words = []
    words += [f"the fact {fact} is told" for fact in condition.facts]
    if condition.trigger:
        words.append(f"it is a {listed((EVENT_KINDS[k] for k in condition.trigger), 'or')}")
    if condition.within_of and condition.within:
        words.append(f"within {condition.within} of the {EVENT_KINDS[condition.within_of]}")
    if condition.child_under is not None:
        words.append(f"the child is under {condition.child_under}")
    if condition.status:
        words.append(f"it is {listed((s.replace('-', ' ') for s in condition.status), 'or')}")
    if condition.falls_on_non_working_day:
        words.append("it falls on a day when offices are shut")
    if condition.end_unknown:
        words.append("the conference's end is not recorded")
    if condition.function:
        words.append(condition.function.replace("-", " "))
    return listed(words)


def pack_shape(pack: Pack, rules: Sequence[Rule], clauses: Mapping[str, Clause]) -> dict[str, Any]:
    """A pack, or some of its rules, for programs."""
    return {
        "schema": "cpcli/pack-show/1",
        "pack": pack.name,
        "title": pack.title,
        "area": pack.area,
        "dated": pack.dated,
        "extends": list(pack.extends),
        "documents": [{"id": d.id, "title": d.title, "dated": d.dated} for d in pack.documents],
        "facts": [
            {"name": f.name, "values": list(f.values), "says": f.says, "clauses": list(f.clauses)}
            for f in pack.facts.values()
        ],
        "notes": [note_shape(note) for note in pack.notes],
        "rules": [rule_shape(rule, clauses) for rule in rules],
    }


def rule_shape(rule: Rule, clauses: Mapping[str, Clause]) -> dict[str, Any]:
    """One rule with its versions."""
    return {
        "id": rule.id,
        "title": rule.title,
        rule.direction: list(rule.triggers),
        "starts": rule.starts,
        "relative_to": rule.relative_to,
        "earlier_of": list(rule.earlier_of),
        "follows_plan": rule.follows_plan,
        "optional": rule.optional,
        "versions": [
            {
                "from": version.start.isoformat(),
                "pack": version.pack,
                "verified_on": version.verified_on.isoformat() if version.verified_on else None,
                **terms_shape(version.terms, clauses),
                "variants": [
                    {"when": condition_words(condition), **terms_shape(terms, clauses)}
                    for condition, terms in version.variants
                ],
            }
            for version in rule.versions
        ],
    }


def terms_shape(terms: Terms, clauses: Mapping[str, Clause]) -> dict[str, Any]:
    """What a version or a variant asks."""
    return {
        "force": terms.force,
        "bound": terms.bound,
        "met_by": list(terms.met_by),
        "because": terms.because,
        "clauses": [
            {"id": each, "summary": clauses[each].summary if each in clauses else None} for each in terms.clauses
        ],
        "readings": [
            {"limit": str(r.limit), "after": list(r.after), "because": r.because, "clauses": list(r.clauses)}
            for r in terms.readings
        ],
        "sooner_of": [{"after": leg.after, "limit": str(leg.limit)} for leg in terms.sooner_of],
        "elsewhere": [{"limit": str(other.limit), "says": other.says} for other in terms.elsewhere],
        "notes": [note_shape(note) for note in terms.notes],
    }


def note_shape(note: Note) -> dict[str, Any]:
    """One note that can travel with a deadline."""
    return {"says": note.says, "clauses": list(note.clauses), "when": condition_words(note.when)}


def differences(first: Pack, second: Pack) -> list[dict[str, Any]]:
    """Where two packs differ, rule by rule: `a` and `b` hold each side's words, None where it has no such rule."""
    found = []
    for rule_id in dict.fromkeys([*first.rules, *second.rules]):
        a, b = (_in_words(pack.rules.get(rule_id)) for pack in (first, second))
        if a != b:
            found.append({"rule": rule_id, "a": a, "b": b})
    return found


def _in_words(rule: Rule | None) -> list[str] | None:
    if rule is None:
        return None
    lines = []
    for version in rule.versions:
        for condition, terms in ((Condition(), version.terms), *version.variants):
            when = condition_words(condition)
            readings = " / ".join(dict.fromkeys(str(reading.limit) for reading in terms.readings))
            limit = limit_words(rule, terms, condition.trigger)
            where = f" where {when}" if when else ""
            lines.append(
                f"from {version.start}{where}: {limit} ({terms.force}, {terms.bound}; {readings or 'sooner of'})"
            )
    return lines


def diff_page(first: Pack, second: Pack, found: Sequence[Mapping[str, Any]]) -> str:
    """Differences side by side, for reading."""
    lines = []
    for row in found:
        if row["a"] is None or row["b"] is None:
            lines.append(f"{row['rule']}: only in {(first if row['b'] is None else second).name}")
            continue
        lines.append(f"{row['rule']}:")
        for name, side, other in ((first.name, "a", "b"), (second.name, "b", "a")):
            lines += [f"  {name}: {words}" for words in row[side] if words not in row[other]]
    return "\n".join(lines) if lines else f"{first.name} and {second.name} ask for the same dates."


def coverage_shape(pack: Pack, rows: Sequence[Covered]) -> dict[str, Any]:
    """Every clause with what applies it or why nothing does; later changes stand under `also`."""
    shapes = [
        {
            "id": row.clause.id,
            "at": row.clause.at,
            "summary": row.clause.summary,
            "applied_by": list(row.applied_by),
            "not_applied_because": row.not_applied_because,
        }
        for row in rows
    ]
    numbered = [shape for shape, row in zip(shapes, rows, strict=True) if row.numbered]
    also = [shape for shape, row in zip(shapes, rows, strict=True) if not row.numbered]
    return {"schema": "cpcli/pack-coverage/1", "pack": pack.name, "clauses": numbered, "also": also}


def coverage_page(pack: Pack, rows: Sequence[Covered]) -> str:
    """Every clause on a line, then the count."""
    lines = []
    for row in rows:
        fate = ", ".join(row.applied_by) if row.applied_by else row.not_applied_because
        lines.append(f"{row.clause.id:<5} {row.clause.summary}\n      {fate}")
    applied = sum(bool(row.applied_by) for row in rows)
    later = sum(not row.applied_by and bool(row.clause.later) for row in rows)
    told = f"{many(len(rows), 'clause')}: {applied} applied by {pack.name}, {later} for parts still to come"
    return "\n".join([*lines, "", f"{told}, {len(rows) - applied - later} set aside with a reason."])

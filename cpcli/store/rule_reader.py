"""From the tables of deadlines.toml to rules: the strict half of the pack loader."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, NamedTuple, cast

from cpcli.casework.kinds import BOUNDS, EVENT_KINDS, FORCES, STATUSES
from cpcli.casework.pack import (
    STARTS,
    Condition,
    Elsewhere,
    Fact,
    Leg,
    Limit,
    Note,
    Reading,
    Rule,
    Terms,
    Version,
)
from cpcli.errors import nearest
from cpcli.rules.particulars import PARTICULARS
from cpcli.store.tables import Problems, Table
from cpcli.workdays import Span, parse_span

#: Keys that say how long: giving one of them in a child pack or a variant replaces all of them.
HOW_LONG = ("limit", "readings", "sooner_of", "elsewhere")

NOTE_STATUSES = (*STATUSES, "planned-late")


class RawVersion(NamedTuple):
    """A `[[deadline.version]]` as written, where it stands, and the pack whose it is."""

    data: Mapping[str, Any]
    key: str
    pack: str


class RawRule(NamedTuple):
    """A `[[deadline]]` as written: its own keys, where it stands, and its versions, if they are a list at all."""

    head: Mapping[str, Any]
    key: str
    versions: tuple[RawVersion, ...]
    is_list: bool


def read_rule(raw: RawRule, problems: Problems) -> Rule:
    """Read one whole rule, inherited parts already laid under it; problems are collected, not raised."""
    table = Table(raw.head, raw.key, problems)
    after = table.texts("after", EVENT_KINDS)
    before = table.texts("before", EVENT_KINDS)
    if ("after" in raw.head) == ("before" in raw.head):
        table.wrong("after", 'a deadline has either "after" or "before", with the events it counts from')
    read = Rule(
        id=table.text("id") or "",
        title=table.text("title") or "",
        direction="before" if before else "after",
        triggers=after or before,
        starts=table.choice("starts", STARTS, "each"),
        relative_to=table.text("relative_to", None),
        earlier_of=table.texts("earlier_of"),
        reach_back=table.span("reach_back", None),
        ends_with=table.texts("ends_with", EVENT_KINDS),
        follows_plan=table.flag("follows_plan"),
        optional=table.flag("optional"),
        expected_after=table.texts("expected_after", EVENT_KINDS),
        expected_with_fact=table.text("expected_with_fact", None),
        only_with_fact=table.text("only_with_fact", None),
        only_with_event=table.texts("only_with_event", EVENT_KINDS),
        only_after=table.texts("only_after", EVENT_KINDS),
        restarts_with=table.texts("restarts_with", EVENT_KINDS),
        open_ended=table.flag("open_ended"),
        birthday=table.flag("birthday"),
        no_aim=table.flag("no_aim"),
        versions=_read_versions(table, raw),
    )
    table.close()
    return read


def _read_versions(rule: Table, raw: RawRule) -> tuple[Version, ...]:
    inherited = {"bound": rule.choice("bound", BOUNDS, "latest"), "met_by": list(rule.texts("met_by", EVENT_KINDS))}
    versions = [_read_version(version, inherited, rule.problems) for version in raw.versions]
    if not versions and raw.is_list:
        rule.wrong("version", "a deadline needs at least one [[deadline.version]]")
    for (earlier, later), written in zip(pairwise(versions), raw.versions[1:], strict=True):
        # A start that is missing or no date has been reported already.
        if None not in {earlier.start, later.start} and later.start <= earlier.start:
            says = f"versions overlap: {later.start} does not come after {earlier.start}"
            rule.problems.add(f"{written.key}.from", says)
    return tuple(versions)


def _read_version(raw: RawVersion, inherited: Mapping[str, Any], problems: Problems) -> Version:
    version = Table(raw.data, raw.key, problems)
    start, verified_on = version.day("from"), version.day("verified_on", None)
    rows = version.tables("variant")
    shared = {**inherited, **{k: v for k, v in raw.data.items() if k not in {"variant", "from", "verified_on"}}}
    terms = _read_terms(Table(shared, raw.key, problems))
    variants = tuple((_read_when(row), _read_variant(row, shared)) for row in rows)
    return Version(start, terms, variants, verified_on, raw.pack)


def _read_variant(variant: Table, shared: Mapping[str, Any]) -> Terms:
    own = {name: value for name, value in variant.data.items() if name != "when"}
    return _read_terms(Table(overlaid(shared, own), variant.key, variant.problems))


def overlaid(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """One table laid over another; saying how long in any way replaces every way that lay under it."""
    if any(name in over for name in HOW_LONG[:3]):
        under = {name: value for name, value in under.items() if name not in HOW_LONG}
    return {**under, **over}


def _read_terms(table: Table) -> Terms:
    because = table.text("because") or ""
    clauses = table.texts("clauses", required=True)
    limit = _read_limit(table, None)
    readings = table.each("readings", _read_reading)
    sooner_of = table.each("sooner_of", _read_leg)
    if sum(bool(table.data.get(name)) for name in HOW_LONG[:3]) != 1:
        table.wrong("limit", 'give one of "limit", "readings" (the plain one first) or "sooner_of"')
    if readings and readings[0].after:
        table.wrong("readings", "the first reading is the plain one and counts from the rule's own events")
    terms = Terms(
        readings=readings or ((Reading(limit, because),) if limit is not None else ()),
        force=table.choice("force", FORCES),
        clauses=clauses,
        because=because,
        bound=table.choice("bound", BOUNDS, "latest"),
        met_by=table.texts("met_by", EVENT_KINDS),
        sooner_of=sooner_of,
        notes=table.each("note", read_note),
        elsewhere=table.each("elsewhere", _read_elsewhere),
    )
    table.close()
    return terms


def _read_limit(table: Table, default: Any) -> Limit | None:
    value = table.text("limit", default)
    if value is None or value == "strictly before":
        return cast("Limit | None", value)
    try:
        return parse_span(value)
    except ValueError as fault:
        table.wrong("limit", f'{fault}; "same day" and "strictly before" are limits too')
        return Span(0, "days")


def _read_reading(table: Table) -> Reading:
    return Reading(
        limit=_read_limit(table, "") or Span(0, "days"),
        because=table.text("because") or "",
        after=table.texts("after", EVENT_KINDS),
        clauses=table.texts("clauses"),
    )


def _read_leg(table: Table) -> Leg:
    return Leg(table.choice("after", EVENT_KINDS), table.span("limit") or Span(0, "days"))


def _read_elsewhere(table: Table) -> Elsewhere:
    return Elsewhere(table.span("limit") or Span(0, "days"), table.text("says") or "")


def read_note(table: Table) -> Note:
    """Read one note: what it says, its clauses, and when."""
    clauses = table.texts("clauses", required=True)
    return Note(table.text("says") or "", clauses, _read_when(table))


def _read_when(table: Table) -> Condition:
    when = table.table("when")
    if when is None:
        return Condition()
    function = when.text("function", None)
    if function is not None and function not in PARTICULARS:
        when.wrong("function", f'there is no function "{function}"{nearest(function, PARTICULARS)}')
    condition = Condition(
        facts=when.texts("fact"),
        trigger=when.texts("trigger", EVENT_KINDS),
        within_of=when.choice("within_of", EVENT_KINDS, None),
        within=when.span("within", None),
        child_under=when.whole("child_under", None),
        status=when.texts("status", NOTE_STATUSES),
        falls_on_non_working_day=when.flag("falls_on_non_working_day"),
        end_unknown=when.flag("end_unknown"),
        function=function,
    )
    if (condition.within_of is None) != (condition.within is None):
        when.wrong("within", '"within_of" and "within" go together')
    if condition == Condition() and not any(when.data.values()):
        when.problems.add(when.key, "a condition must say something")
    when.close()
    return condition


def read_fact(table: Table) -> Fact:
    """Read one `[[fact]]` that `--fact` may name."""
    return Fact(
        table.text("name") or "",
        table.text("says") or "",
        table.texts("clauses", required=True),
        table.texts("values"),
    )

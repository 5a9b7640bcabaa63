"""By when each recipient asks for corrections to a paper: counted from the day it reached them (D32, AMB13)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from cpcli.casework.pack import Pack
from cpcli.casework.timeline import Event, day_of
from cpcli.documents.kinds import Kind
from cpcli.rules.conditions import version_on
from cpcli.rules.reckoning import reckon
from cpcli.workdays import Calendar

Row = Mapping[str, Any]


def corrections_due(release: Row, kinds: Mapping[str, Kind], pack: Pack, calendar: Calendar) -> date | None:
    """The last day (inclusive) on which a recipient's corrections come within the limit.

    None where the paper asks for none, was recalled, or nobody recorded when it reached them: the day it was sent is
    not the day it was received, and a day before that is a slip. A late correction of a fact is noted all the same.
    """
    kind, received = kinds.get(str(release.get("document"))), release.get("received_on")
    rule = pack.rules.get(kind.corrected_by) if kind and kind.corrected_by else None
    if rule is None or not isinstance(received, date) or "recalled_on" in release or _is_too_early(release):
        return None
    terms = version_on(rule, received).terms
    due = reckon(calendar, rule, Event(rule.triggers[0], received), terms.readings[0].limit, terms.clauses).due
    return due.date() if isinstance(due, datetime) else due


def asks_for_receipt(release: Row, kinds: Mapping[str, Kind]) -> bool:
    """Whether corrections are counted from a day that nobody has recorded yet, or that cannot be right."""
    kind = kinds.get(str(release.get("document")))
    if kind is None or not kind.corrected_by or "recalled_on" in release:
        return False
    return "received_on" not in release or _is_too_early(release)


def _is_too_early(release: Row) -> bool:
    """Whether a paper is said to have reached somebody before it went."""
    received, went = release.get("received_on"), release.get("at")
    return isinstance(received, date) and isinstance(went, date) and day_of(received) < day_of(went)

"""What a run came to, with the dates that hold once it is saved; and the decisions of a case."""

import json
from collections.abc import Mapping
from typing import Any

from cpcli.casework.guide import Guide
from cpcli.cli.acting import words_for
from cpcli.cli.context import Context, context
from cpcli.cli.guide_run import Saved
from cpcli.errors import CpcliError, ExitCode, UsageFault, nearest
from cpcli.guides.decision import steps_of
from cpcli.guides.setting import deadlines_for, limits_of
from cpcli.output.decision_pages import decision_page, decisions_page, decisions_shape, replaced
from cpcli.output.emit import emit, tell
from cpcli.rules.guides import Decided
from cpcli.store.case_reader import read_whole_case
from cpcli.store.cases import Store
from cpcli.store.guides import load_guide


def decided(saved: Saved, around: Context) -> Decided:
    """What a run came to; what happens next is reckoned from the case as it is saved now."""
    setting, answers, judged = saved.decision
    case, _ = read_whole_case(saved.after, setting.ref, words_for(around.config))
    pack = around.pack(case.data.get("pack"))
    children = [str(child["id"]) for child in setting.children]
    found = deadlines_for(
        setting.ref,
        case.data,
        children,
        setting.conference,
        setting.today,
        pack,
        around.calendar,
        of=setting.guide,
    )
    return Decided(
        setting.ref,
        setting.guide,
        setting.about,
        setting.conference_id,
        saved.decision_id,
        frozenset(answers),
        judged,
        steps_of(saved.decision, limits_of(found), {rule.id: rule.title for rule in pack.rules.values()}),
    )


def show_decisions(place: Store, said_ref: str, decision: str | None, form: str) -> int:
    """The decisions of a case, or one of them with its answers.

    Raises:
        UsageFault: there is no such decision.
    """
    ref = place.find(said_ref)
    case, problems = read_whole_case(place.read(ref), ref, words_for(place.config))
    problems.raise_errors()
    rows = case.rows("decision")
    if decision is not None:
        rows = [row for row in rows if row.get("id") == decision]
        if not rows:
            raise UsageFault(f'{ref} has no decision "{decision}"{nearest(decision, case.ids("decision"))}')
    if form == "json":
        emit(json.dumps(decisions_shape(ref, rows, replaced(case.rows("decision"))), ensure_ascii=False, indent=2))
    elif decision is not None:
        guide = _guide_of(rows[0], case.data, context(str(place.folder)))
        emit(decision_page(rows[0], guide, is_replaced=decision in replaced(case.rows("decision"))))
    elif rows:
        emit(decisions_page(rows))
    else:
        tell(f"{ref} has no decisions yet; see: cpcli guide list")
    return ExitCode.DONE


def _guide_of(row: Mapping[str, Any], data: Mapping[str, Any], around: Context) -> Guide | None:
    """The guide a decision was made with, as it stands now; None where it is not there any more."""
    try:
        return load_guide(str(row.get("guide")), around.pack(data.get("pack")), around.config.pack_places)
    except CpcliError:
        return None

"""`cpcli record`, `add`, `attendance`, `outcome`: what is added to a case."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from cpcli.casework.fields import (
    ATTENDANCE,
    CHILD,
    CONFERENCE,
    EVENT,
    OUTCOME,
    PERSON,
    REDACTION,
    REPORT,
    Field,
    fields_with,
    next_id,
)
from cpcli.casework.kinds import EVENT_KINDS
from cpcli.cli.acting import Answers, DryRun, Ref, change, index_of, the_store, words_for
from cpcli.cli.forms import can_ask, gather, read_typed, read_value, with_flags
from cpcli.cli.lazy import new_app
from cpcli.cli.options import Store, complete_ids, completer
from cpcli.errors import ExitCode, UsageFault, nearest
from cpcli.store.case_reader import Case
from cpcli.store.edit import Append, Change, Put, changed

record_app, attendance_app, outcome_app = new_app(), new_app(), new_app()
add_app = new_app(no_args_is_help=True)

Conference = Annotated[
    str,
    typer.Argument(metavar="CONFERENCE", help="The conference's id.", autocompletion=complete_ids("conference")),
]


@record_app.command()
def record(
    ref: Ref,
    kind: Annotated[str, typer.Argument(help="What happened.", autocompletion=completer(lambda: EVENT_KINDS))],
    *,
    on: Annotated[
        str | None, typer.Option("--on", metavar="WHEN", help="A date, or a date and time.  [required]")
    ] = None,
    child: Annotated[
        list[str] | None,
        typer.Option("--child", metavar="ID", help="Which child. Repeatable.", autocompletion=complete_ids("child")),
    ] = None,
    conference: Annotated[
        str | None,
        typer.Option("--conference", metavar="ID", help="Which conference.", autocompletion=complete_ids("conference")),
    ] = None,
    note: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help="A note; - reads it from standard input.")
    ] = None,
    answers: Answers = None,
    dry_run: DryRun = False,
    store: Store = None,
) -> int:
    """Record that something happened or is booked.

    cpcli record 2026-0042 core-group --on 2026-12-20 --child c1
    """
    if kind not in EVENT_KINDS:
        raise UsageFault(f'"{kind}" is not a kind of event{nearest(kind, EVENT_KINDS)}')
    said = {"on": on, "children": child, "conference": conference, "note": note}
    given = {name: value for name, value in said.items() if value not in (None, [])}
    row = {"kind": kind, **gather([field for field in EVENT if field.name != "kind"], given, answers)}

    def edit(text: str, case: Case) -> str:
        if "conference" in row:
            index_of(case, "conference", row["conference"])
        return changed(text, [Append(("event",), row)])

    change(the_store(store), ref, "record", edit, dry_run=dry_run)
    return ExitCode.DONE


@add_app.callback()
def add() -> None:
    """Add a child, a person, a conference, a report or a redaction to a case."""


def _add(
    ref: str,
    table: str,
    fields: Sequence[Field],
    given: dict[str, Any],
    answers: str | None,
    *,
    dry_run: bool,
    store: str | None,
) -> int:
    place = the_store(store)
    spaces = ("child", "person") if table in {"child", "person"} else (table,)
    known = _case_of(place, ref)
    asked = fields_with(fields, known.words)
    values = gather(asked, given, answers, preset={"id": next_id(table, known.ids(*spaces))})

    def edit(text: str, case: Case) -> str:
        if "conference" in values:
            index_of(case, "conference", values["conference"])
        return changed(text, [Append((table,), values)])

    change(place, ref, f"add {table}", edit, dry_run=dry_run)
    from cpcli.output.emit import emit

    if not dry_run:
        emit(values["id"])
    return ExitCode.DONE


def _case_of(place: Any, ref: str) -> Case:
    from cpcli.store.case_reader import read_whole_case

    found = place.find(ref, exact=True)
    case, problems = read_whole_case(place.read(found), found, words_for(place.config))
    if any(problem.says.startswith("must be written [[") for problem in problems.found):
        problems.raise_errors()
    return case


@add_app.command("child")
@with_flags(CHILD)
def add_child(
    ref: Ref, *, given: dict[str, Any], answers: Answers = None, dry_run: DryRun = False, store: Store = None
) -> int:
    """Add a child in or around the household; prints the id."""
    return _add(ref, "child", CHILD, given, answers, dry_run=dry_run, store=store)


@add_app.command("person")
@with_flags(PERSON)
def add_person(
    ref: Ref, *, given: dict[str, Any], answers: Answers = None, dry_run: DryRun = False, store: Store = None
) -> int:
    """Add a member of the family or a professional; prints the id."""
    return _add(ref, "person", PERSON, given, answers, dry_run=dry_run, store=store)


@add_app.command("conference")
@with_flags(CONFERENCE)
def add_conference(
    ref: Ref, *, given: dict[str, Any], answers: Answers = None, dry_run: DryRun = False, store: Store = None
) -> int:
    """Add a conference; prints the id."""
    return _add(ref, "conference", CONFERENCE, given, answers, dry_run=dry_run, store=store)


@add_app.command("report")
@with_flags(REPORT)
def add_report(
    ref: Ref, *, given: dict[str, Any], answers: Answers = None, dry_run: DryRun = False, store: Store = None
) -> int:
    """Add a report for a conference; prints the id."""
    return _add(ref, "report", REPORT, given, answers, dry_run=dry_run, store=store)


@add_app.command("redaction")
@with_flags(REDACTION)
def add_redaction(
    ref: Ref, *, given: dict[str, Any], answers: Answers = None, dry_run: DryRun = False, store: Store = None
) -> int:
    """What the chair leaves out of somebody's copy, and why; prints the id.

    cpcli add redaction 2026-0042 --what plan.pl1.contingency --kept-from p2 --decided-by p9 --decided-on 2026-12-10
    --because -
    """
    return _add(ref, "redaction", REDACTION, given, answers, dry_run=dry_run, store=store)


#: For whom attendance is recorded, as a question.
_WHOM = Field("person", "person", "For whom", many=True, required=True)

_ABOUT_ONE = tuple(field for field in ATTENDANCE if field.name != "person")


@attendance_app.command()
@with_flags(_ABOUT_ONE)
def attendance(
    ref: Ref,
    conference: Conference,
    *,
    given: dict[str, Any],
    person: Annotated[
        list[str] | None,
        typer.Option("--person", metavar="ID", help="Who. Repeatable.", autocompletion=complete_ids("person")),
    ] = None,
    everyone: Annotated[bool, typer.Option("--everyone", help="Every person of the case.")] = False,
    answers: Answers = None,
    dry_run: DryRun = False,
    store: Store = None,
) -> int:
    """Invitations, replies and who came: set them for one person, several or everyone.

    cpcli attendance 2026-0042 ic1 --person p3 --reply accepted
    """
    if not person and not everyone and can_ask():
        from cpcli.guides.asking import ask_fields

        person = ask_fields([_WHOM], {}, read_typed)["person"]
    if not person and not everyone:
        raise UsageFault("for whom? Give --person ID, several if need be, or --everyone")
    values = gather(_ABOUT_ONE, given, answers)
    if not values:
        raise UsageFault("what about them? Give --invited DATE, --reply or --attended")

    def edit(text: str, case: Case) -> str:
        at = index_of(case, "conference", conference)
        row = case.rows("conference")[at]
        whom = case.ids("person") if everyone else list(dict.fromkeys(person or []))
        known = [each.get("person") for each in row.get("attendance", [])]
        changes: list[Change] = []
        for who in whom:
            if who in known:
                path = ("conference", at, "attendance", known.index(who))
                changes += [Put((*path, name), value) for name, value in values.items()]
            else:
                changes.append(Append(("conference", at, "attendance"), {"person": who, **values}))
        return changed(text, changes)

    change(the_store(store), ref, "attendance", edit, dry_run=dry_run)
    return ExitCode.DONE


@outcome_app.command()
@with_flags(OUTCOME)
def outcome(
    ref: Ref,
    conference: Conference,
    *,
    given: dict[str, Any],
    answers: Answers = None,
    ended: Annotated[str | None, typer.Option("--ended", metavar="WHEN", help="When the conference ended.")] = None,
    next_review: Annotated[str | None, typer.Option("--next-review", metavar="DATE", help="The review's date.")] = None,
    next_core_group: Annotated[
        str | None, typer.Option("--next-core-group", metavar="DATE", help="The first core group's date.")
    ] = None,
    dry_run: DryRun = False,
    store: Store = None,
) -> int:
    """What a conference decided for a child. It then counts as held.

    cpcli outcome 2026-0042 ic1 --child c1 --decision plan --category NEG --next-review 2027-03-08
    """
    values = gather(OUTCOME, given, answers)
    known = {field.name: field for field in CONFERENCE}
    said = {"ended": ended, "next_review": next_review, "next_core_group": next_core_group}
    about = {name: read_value(known[name], value) for name, value in said.items() if value is not None}

    def edit(text: str, case: Case) -> str:
        at = index_of(case, "conference", conference)
        row = case.rows("conference")[at]
        changes: list[Change] = [Put(("conference", at, name), value) for name, value in about.items()]
        if row.get("state") != "held":
            changes.append(Put(("conference", at, "state"), "held"))
        children = [each.get("child") for each in row.get("outcome", [])]
        if values["child"] in children:
            path = ("conference", at, "outcome", children.index(values["child"]))
            changes += [Put((*path, name), value) for name, value in values.items() if name != "child"]
        else:
            changes.append(Append(("conference", at, "outcome"), values))
        return changed(text, changes)

    change(the_store(store), ref, "outcome", edit, dry_run=dry_run)
    return ExitCode.DONE

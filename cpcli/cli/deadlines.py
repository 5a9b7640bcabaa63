"""`cpcli deadlines`: what is due, by when, and why."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, NamedTuple

import typer

from cpcli.casework.kinds import EVENT_KINDS, STATUSES
from cpcli.casework.pack import Pack
from cpcli.casework.result import Deadline, Timetable
from cpcli.casework.timeline import in_order
from cpcli.casework.typed import read_date
from cpcli.cli.context import context, today
from cpcli.cli.lazy import new_app
from cpcli.cli.options import Store, complete_refs, completer, format_option, one_of
from cpcli.cli.questions import Batch, Question, joined, read_event
from cpcli.errors import CheckFailed, ExitCode, UsageFault
from cpcli.output.emit import emit, tell
from cpcli.output.safe import safe_text
from cpcli.rules.wording import many

app = new_app()

FORMATS = ("table", "json", "jsonl", "csv", "ics")

Cases = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[CASE]...",
        help="Refs of the store, or case files (.toml).",
        show_default=False,
        autocompletion=complete_refs,
    ),
]
Every = Annotated[bool, typer.Option("--all", help="Every case of the store.")]
Events = Annotated[
    list[str] | None,
    typer.Option(
        "--event",
        "-e",
        metavar="KIND=WHEN",
        help="Something that happened or is booked, with its date or its date and time (2026-12-10T10:00). Repeatable.",
        autocompletion=completer(lambda: EVENT_KINDS),
    ),
]
Facts = Annotated[
    list[str] | None,
    typer.Option("--fact", metavar="NAME[=VALUE]", help="Something that no date shows; see: cpcli pack show PACK."),
]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day to answer for.  [default: today]")]
PackName = Annotated[
    str | None, typer.Option("--pack", metavar="NAME", help="The area's procedures; see: cpcli pack list.")
]
Explain = Annotated[bool, typer.Option("--explain", help="Unfold the reasons, every day counted.")]
Rules = Annotated[list[str] | None, typer.Option("--rule", metavar="RULE", help="Only this rule.")]
Statuses = Annotated[
    list[str] | None,
    typer.Option("--status", metavar="STATUS", help="Only this status.", autocompletion=completer(lambda: STATUSES)),
]
DueWithin = Annotated[
    int | None, typer.Option("--due-within", metavar="N", min=0, help="Only what is overdue or due in N working days.")
]
FailOn = Annotated[
    list[str] | None,
    typer.Option(
        "--fail-on",
        metavar="overdue|due-in=N",
        help="Exit 3 when something shown is overdue, or due in N working days.",
    ),
]

#: Nothing more is to be done about these.
SETTLED = frozenset({"met", "met-late", "information", "waiting"})


class Wanted(NamedTuple):
    """Which of the answers are asked for."""

    rules: tuple[str, ...]
    statuses: tuple[str, ...]
    due_within: int | None

    def keeps(self, deadline: Deadline) -> bool:
        """Whether a deadline is among them."""
        if self.rules and deadline.rule not in self.rules:
            return False
        if self.statuses and deadline.status not in self.statuses:
            return False
        return self.due_within is None or is_due_within(deadline, self.due_within)

    def of(self, answer: Timetable) -> Timetable:
        """An answer with only these."""
        return answer._replace(deadlines=tuple(d for d in answer.deadlines if self.keeps(d)))


def is_due_within(deadline: Deadline, days: int) -> bool:
    """Whether it is still to be done and due in so many working days, or overdue."""
    left = deadline.working_days_left
    return deadline.bound == "latest" and deadline.status not in SETTLED and left is not None and left <= days


@app.command()
def deadlines(
    cases: Cases = None,
    *,
    every: Every = False,
    event: Events = None,
    fact: Facts = None,
    as_of: AsOf = None,
    pack: PackName = None,
    form: Annotated[str, format_option(*FORMATS)] = "table",
    explain: Explain = False,
    rule: Rules = None,
    status: Statuses = None,
    due_within: DueWithin = None,
    fail_on: FailOn = None,
    store: Store = None,
) -> int:
    """Every deadline that follows from a date or a case, with its reasons.

    cpcli deadlines --event strategy-discussion=2026-12-10

    cpcli deadlines 2026-0042 --explain

    cpcli deadlines --all --status overdue --format jsonl
    """
    one_of(form, FORMATS, "--format")
    limits = [_read_fail_on(said) for said in fail_on or []]
    day = read_date(as_of, "--as-of") if as_of else today()
    events = in_order(read_event(said) for said in event or [])
    if every and cases:
        raise UsageFault("give cases, or --all, not both")
    if not cases and not events and not every:
        raise UsageFault(
            "nothing to count from; give a case, or an event such as --event strategy-discussion=2026-12-10"
        )
    setting = context(store)
    asked = Question(setting, setting.pack(pack), pack, day, events, fact or [], store)
    wanted = Wanted(
        tuple(one_of(said, asked.pack.rules, "--rule") for said in rule or []),
        tuple(one_of(said, STATUSES, "--status") for said in status or []),
        due_within,
    )
    if not cases and not every:
        shown = wanted.of(asked.without_case())
        _print(shown, asked.pack, form, explain=explain)
        _warn(shown)
        return _check([shown], limits)
    batch = asked.of_cases(None if every else cases)
    answers = _printed(batch, wanted, form, explain=explain)
    return ExitCode.INVALID_FILE if batch.skipped else _check(answers, limits)


def _printed(batch: Batch, wanted: Wanted, form: str, *, explain: bool) -> list[Timetable]:
    """Print the answers for cases, a line as soon as it is known where lines are asked for, and count them."""
    pack, answers = batch.question.pack, []
    for answer in batch.answers():
        shown = wanted.of(answer)
        if form == "jsonl":
            _print(shown, pack, form, explain=explain)
            shown = shown._replace(deadlines=tuple(map(_light, shown.deadlines)))
        answers.append(shown)
    if form != "jsonl":
        _print(joined(answers, pack, batch.question.day), pack, form, explain=explain)
    if not batch.is_many:
        for answer in answers:
            _warn(answer)
        return answers
    overdue = sum(d.status == "overdue" for answer in answers for d in answer.deadlines)
    warned = sum(len(answer.warnings) for answer in answers) + batch.remarks
    also = f", {many(warned, 'warning')} (ask for one case to read them)" if warned else ""
    tell(f"{many(batch.read, 'case')} read, {batch.skipped_words()}, {many(overdue, 'deadline')} overdue{also}")
    return answers


def _warn(answer: Timetable) -> None:
    for warned in answer.warnings:
        whose = " ".join(part for part in (warned.case, warned.child) if part)
        tell(safe_text(f"warning: {whose}: {warned.says}" if whose else f"warning: {warned.says}"))


def _light(deadline: Deadline) -> Deadline:
    """A deadline that has been printed, kept for the count without its reasons."""
    return deadline._replace(why=(), notes=(), readings=())


def _read_fail_on(said: str) -> int | None:
    """None for `overdue`; for `due-in=N` the number of working days."""
    if said == "overdue":
        return None
    name, _, number = said.partition("=")
    if name == "due-in" and number.isascii() and number.isdigit():
        return int(number)
    raise UsageFault(f'--fail-on "{said}" is not known; write overdue, or due-in=N with a number of working days')


def _check(answers: Sequence[Timetable], limits: Sequence[int | None]) -> int:
    """Raise CheckFailed when something is overdue, or due within one of the limits (None: overdue only)."""
    shown = [deadline for answer in answers for deadline in answer.deadlines]
    overdue = sum(d.status == "overdue" for d in shown)
    for limit in limits:
        if overdue:
            raise CheckFailed(f"{overdue} overdue")
        due = 0 if limit is None else sum(is_due_within(d, limit) for d in shown)
        if due:
            raise CheckFailed(f"{due} due within {many(limit or 0, 'working day')}")
    return ExitCode.DONE


def _print(shown: Timetable, pack: Pack, form: str, *, explain: bool) -> None:
    if form == "table":
        from cpcli.output.board import board
        from cpcli.output.draw import show_board

        show_board(board(shown, _pack_line(pack, shown), explain=explain))
    elif form == "csv":
        from cpcli.output.deadline_rows import deadlines_csv

        emit(deadlines_csv(shown))
    elif form == "ics":
        from cpcli.output.deadline_calendar import deadlines_ics

        emit(deadlines_ics(shown))
    else:
        emit(_json(shown, form))


def _json(shown: Timetable, form: str) -> str:
    import json

    from cpcli.output.deadline_shapes import deadline_shape, timetable_shape

    if form == "jsonl":
        return "".join(json.dumps(deadline_shape(d), ensure_ascii=False) + "\n" for d in shown.deadlines)
    shape: dict[str, Any] = timetable_shape(shown)
    return json.dumps(shape, ensure_ascii=False, indent=2)


def _pack_line(pack: Pack, shown: Timetable) -> str:
    if shown.pack != pack.name:
        return shown.pack
    from cpcli.rules.wording import say

    return f"{pack.name}, {say(date.fromisoformat(pack.dated))}"

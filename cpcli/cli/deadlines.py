"""`cpcli deadlines`: what is due, by when, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from cpcli.casework.kinds import EVENT_KINDS, STATUSES
from cpcli.casework.pack import Pack
from cpcli.casework.result import Deadline, Timetable
from cpcli.casework.timeline import Event, Timeline, in_order
from cpcli.cli.context import Context, context, today
from cpcli.cli.lazy import new_app
from cpcli.cli.options import Store, completer, format_option, one_of, read_date, read_moment
from cpcli.errors import CheckFailed, ExitCode, InvalidFile, Problem, UsageFault, nearest
from cpcli.output.emit import emit, tell
from cpcli.output.safe import safe_text
from cpcli.rules.timetable import timetable
from cpcli.rules.wording import many

app = new_app()

FORMATS = ("table", "json", "jsonl", "csv", "ics")

Cases = Annotated[list[str] | None, typer.Argument(metavar="[CASE]...", help="Case files (.toml).", show_default=False)]
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
        "--fail-on", metavar="overdue|due-in=N", help="Exit 3 when something is overdue, or due in N working days."
    ),
]

#: Nothing more is to be done about these.
SETTLED = frozenset({"met", "met-late", "information", "waiting"})


class NoSuchCase(InvalidFile):
    """A case that was asked for is not there: a slip of the hand, though in a batch the others are still answered."""

    exit_code = ExitCode.USAGE


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


def is_due_within(deadline: Deadline, days: int) -> bool:
    """Whether it is still to be done and due in so many working days, or overdue."""
    left = deadline.working_days_left
    return deadline.bound == "latest" and deadline.status not in SETTLED and left is not None and left <= days


@app.command()
def deadlines(
    cases: Cases = None,
    *,
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

    cpcli deadlines cases/2026-0042.toml --explain
    """
    one_of(form, FORMATS, "--format")
    limits = [_read_fail_on(said) for said in fail_on or []]
    day = read_date(as_of, "--as-of") if as_of else today()
    events = in_order(_read_event(said) for said in event or [])
    if not cases and not events:
        raise UsageFault(
            "nothing to count from; give a case file, or an event such as --event strategy-discussion=2026-12-10"
        )
    setting = context(store)
    asked = _Question(setting, setting.pack(pack), pack, day, events, fact or [])
    wanted = Wanted(
        tuple(one_of(said, asked.pack.rules, "--rule") for said in rule or []),
        tuple(one_of(said, STATUSES, "--status") for said in status or []),
        due_within,
    )
    answer, skipped = asked.answer(cases or [])
    shown = answer._replace(deadlines=tuple(d for d in answer.deadlines if wanted.keeps(d)))
    _print(shown, asked.pack, form, explain=explain)
    for warned in answer.warnings:
        tell(safe_text(f"warning: {warned.says}"))
    if skipped:
        return ExitCode.INVALID_FILE
    return _check(shown, limits)


class _Question(NamedTuple):
    """What is asked, of which pack, as of which day."""

    setting: Context
    pack: Pack
    pack_named: str | None
    day: date
    events: tuple[Event, ...]
    facts: Sequence[str]

    def answer(self, cases: Sequence[str]) -> tuple[Timetable, int]:
        """The whole timetable, and how many case files had to be skipped."""
        if not cases:
            facts = read_facts(self.facts, self.pack)
            timelines = [Timeline(self.events, self.day, facts)]
            return timetable(self.pack, timelines, self.setting.calendar, self.day), 0
        answers: list[Timetable] = []
        skipped = 0
        for named in cases:
            try:
                answers.append(self._of_case(named))
            except InvalidFile as fault:
                if len(cases) == 1:
                    raise
                skipped += 1
                for problem in fault.problems:
                    tell(safe_text(f"skipped: {problem}"))
        if len(cases) > 1:
            found = sum(len(a.deadlines) for a in answers)
            tell(f"{many(len(answers), 'case')} read, {skipped} skipped, {many(found, 'deadline')}")
        return _joined(answers, self.pack, self.day), skipped

    def _of_case(self, named: str) -> Timetable:
        from cpcli.store.case_file import read_case

        path = Path(named)
        if not path.is_file():
            raise NoSuchCase([Problem(named, "there is no such case file; give the path of a .toml file")])
        case = read_case(path)
        pack = self.pack if self.pack_named or case.pack is None else self.setting.pack(case.pack)
        timelines = [
            replace(line, events=in_order((*line.events, *self.events)))
            for line in case.timelines(self.day, read_facts(self.facts, pack))
        ]
        return timetable(pack, timelines, self.setting.calendar, self.day)


def _joined(answers: Sequence[Timetable], pack: Pack, day: date) -> Timetable:
    from cpcli.rules.deadlines import in_order_of_urgency

    if len(answers) == 1:
        return answers[0]
    names = {answer.pack for answer in answers} or {pack.name}
    return Timetable(
        day,
        names.pop() if len(names) == 1 else ", ".join(sorted(names)),
        tuple(in_order_of_urgency(d for answer in answers for d in answer.deadlines)),
        tuple(warned for answer in answers for warned in answer.warnings),
    )


def _read_event(said: str) -> Event:
    kind, sign, when = said.partition("=")
    if not sign or not when:
        raise UsageFault(f'--event "{said}": write the kind, = and the date, such as strategy-discussion=2026-12-10')
    if kind not in EVENT_KINDS:
        raise UsageFault(f'--event: "{kind}" is not a kind of event{nearest(kind, EVENT_KINDS)}')
    return Event(kind, read_moment(when, f"--event {kind}"))


def read_facts(said: Sequence[str], pack: Pack) -> Mapping[str, str]:
    """Facts as `name` or `name=value`, held to those the pack declares.

    Raises:
        UsageFault: the pack has no such fact, or the fact no such value.
    """
    facts = {}
    for each in said:
        name, sign, value = each.partition("=")
        known = pack.facts.get(name)
        if known is None:
            raise UsageFault(f'--fact: {pack.name} has no fact "{name}"{nearest(name, pack.facts)}')
        if known.values and value not in known.values:
            raise UsageFault(f"--fact {name}: it needs a value; use one of: {', '.join(known.values)}")
        if sign and not known.values:
            raise UsageFault(f"--fact {name}: it takes no value; leave it out where it is not so")
        facts[name] = value
    return facts


def _read_fail_on(said: str) -> int | None:
    """None for `overdue`; for `due-in=N` the number of working days."""
    if said == "overdue":
        return None
    name, _, number = said.partition("=")
    if name == "due-in" and number.isascii() and number.isdigit():
        return int(number)
    raise UsageFault(f'--fail-on "{said}" is not known; write overdue, or due-in=N with a number of working days')


def _check(shown: Timetable, limits: Sequence[int | None]) -> int:
    overdue = sum(d.status == "overdue" for d in shown.deadlines)
    for limit in limits:
        if overdue:
            raise CheckFailed(f"{overdue} overdue")
        due = 0 if limit is None else sum(is_due_within(d, limit) for d in shown.deadlines)
        if due:
            raise CheckFailed(f"{due} due in {limit} working days")
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

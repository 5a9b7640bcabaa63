"""What is asked of which cases: one question, many answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from cpcli.casework.kinds import EVENT_KINDS
from cpcli.casework.pack import Pack
from cpcli.casework.result import Timetable
from cpcli.casework.timeline import Event, Timeline, in_order
from cpcli.casework.typed import read_moment
from cpcli.cli.context import Context
from cpcli.errors import CpcliError, ExitCode, InvalidFile, Problem, UsageFault, nearest
from cpcli.output.emit import tell
from cpcli.output.safe import safe_text
from cpcli.rules.timetable import timetable


class NoSuchCase(InvalidFile):
    """A case that was asked for is not there: a slip of the hand, though in a batch the others are still answered."""

    exit_code = ExitCode.USAGE


class Question(NamedTuple):
    """What is asked, of which pack, as of which day; `store` is the folder named, if any."""

    setting: Context
    pack: Pack
    pack_named: str | None
    day: date
    events: tuple[Event, ...]
    facts: Sequence[str]
    store: str | None

    def without_case(self) -> Timetable:
        """The answer from the events alone."""
        timelines = [Timeline(self.events, self.day, read_facts(self.facts, self.pack))]
        return timetable(self.pack, timelines, self.setting.calendar, self.day)

    def of_cases(self, named: Sequence[str] | None) -> "Batch":
        """The answers for these cases, refs or paths; None asks for the whole store."""
        if named is None:
            from cpcli.cli.acting import the_store

            place = the_store(self.store)
            return Batch(self, place.refs(), is_many=True)
        return Batch(self, named, is_many=len(named) > 1)

    def of_case(self, named: str) -> tuple[Timetable, tuple[Problem, ...]]:
        """The answer for one case, and what is odd in its file.

        Raises:
            InvalidFile: it is not there, or no case.
            UsageFault: it is no ref of the store.
        """
        from cpcli.store.case_file import case_facts, read_case
        from cpcli.store.tables import Problems, parse_toml

        if named.endswith(".toml") or "/" in named or "\\" in named:
            path = Path(named)
            if not path.is_file():
                raise NoSuchCase([Problem(named, "there is no such case file")])
            case = read_case(path)
        else:
            from cpcli.cli.acting import the_store

            place = the_store(self.store)
            ref = place.find(named)
            text, shown = place.read(ref), f"cases/{ref}.toml"
            case = case_facts(parse_toml(text, shown), Problems(shown, text), ref)
        pack = self.pack if self.pack_named or case.pack is None else self.setting.pack(case.pack)
        timelines = [
            replace(line, events=in_order((*line.events, *self.events)))
            for line in case.timelines(self.day, read_facts(self.facts, pack))
        ]
        answer = timetable(pack, timelines, self.setting.calendar, self.day)._replace(awaited=case.awaited)
        return answer, case.remarks


class Batch:
    """Many cases, answered one after another; a broken one is reported and skipped.

    Attributes:
        read: how many were answered so far.
        remarks: how many remarks on their files there were.
        skipped: what was wrong with the others, briefly.
    """

    def __init__(self, question: Question, named: Sequence[str], *, is_many: bool) -> None:
        self.question, self.named, self.is_many = question, named, is_many
        self.read, self.remarks = 0, 0
        self.skipped: list[str] = []

    def answers(self) -> Iterator[Timetable]:
        """Each case's answer as it is worked out.

        Raises:
            CpcliError: the only case that was asked for is broken.
        """
        for named in self.named:
            try:
                answer, remarks = self.question.of_case(named)
            except CpcliError as fault:
                if not self.is_many:
                    raise
                problems = fault.problems if isinstance(fault, InvalidFile) else [Problem(named, str(fault))]
                for problem in problems:
                    tell(safe_text(f"skipped: {problem}"))
                self.skipped.append(_briefly(problems[0]))
            else:
                self.read += 1
                self.remarks += len(remarks)
                for remark in () if self.is_many else remarks:
                    tell(safe_text(f"warning: {remark}"))
                yield answer

    def skipped_words(self) -> str:
        """`1 skipped (2026-0107: line 12, ...)`; the first few are named."""
        named = "; ".join(self.skipped[:3]) + ("; ..." if len(self.skipped) > 3 else "")
        return safe_text(f"{len(self.skipped)} skipped" + (f" ({named})" if named else ""))


def _briefly(problem: Problem) -> str:
    line = "" if problem.line is None else f"line {problem.line}, "
    return f"{Path(problem.file).stem}: {line}{problem.says}"


def joined(answers: Sequence[Timetable], pack: Pack, day: date) -> Timetable:
    """Several answers as one, worst first over all of them."""
    from cpcli.rules.deadlines import in_order_of_urgency

    if len(answers) == 1:
        return answers[0]
    names = {answer.pack for answer in answers} or {pack.name}
    return Timetable(
        day,
        names.pop() if len(names) == 1 else ", ".join(sorted(names)),
        tuple(in_order_of_urgency(d for answer in answers for d in answer.deadlines)),
        tuple(warned for answer in answers for warned in answer.warnings),
        tuple(awaited for answer in answers for awaited in answer.awaited),
    )


def read_event(said: str) -> Event:
    """One `--event KIND=WHEN`.

    Raises:
        UsageFault: there is no such kind, or no such day.
    """
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

"""`cpcli workdays`: counting working days in England, by hand and by the hundred thousand."""

import sys
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

import typer

from cpcli.casework.typed import read_date
from cpcli.cli.context import context, today
from cpcli.cli.lazy import new_app
from cpcli.cli.options import format_option, one_of
from cpcli.errors import CheckFailed, ExitCode, UsageFault
from cpcli.output.emit import emit, is_terminal, tell
from cpcli.output.safe import safe_text
from cpcli.rules.wording import listed, many, say, say_short
from cpcli.workdays import FIRST_YEAR, LAST_YEAR, Calendar, add_working_days, count_working_days, walk

app = new_app(no_args_is_help=True)

#: So that `-3` is a number here and not an option.
NEGATIVE_NUMBERS = {"ignore_unknown_options": True}

Start = Annotated[
    str, typer.Argument(metavar="START", help="The day to count from (day 0), or - to read START N lines.")
]
Explain = Annotated[bool, typer.Option("--explain", help="Show every day, counted or stepped over.")]
Format = Annotated[str, format_option("table", "json")]


@app.callback()
def workdays() -> None:
    """Count working days in England: weekends and bank holidays do not count."""


@app.command(context_settings=NEGATIVE_NUMBERS)
def add(
    start: Start,
    number: Annotated[str | None, typer.Argument(metavar="N", help="How many working days; -3 goes back.")] = None,
    *,
    explain: Explain = False,
    form: Format = "table",
) -> int:
    """The working day N working days after START, or before it where N is negative.

    cpcli workdays add 2026-12-10 15
    """
    one_of(form, ("table", "json"), "--format")
    calendar = context().calendar
    if start == "-":
        if number is not None:
            raise UsageFault("with - the numbers are read from standard input too; leave N out")
        if explain or form != "table":
            raise UsageFault("with - the answers are bare dates; ask for one date to have it explained or as JSON")
        return _add_lines(calendar)
    if number is None:
        raise UsageFault("how many working days? Write a whole number after the date, such as 15 or -3")
    day, amount = read_date(start, "START"), _whole(number)
    end = add_working_days(calendar, day, amount)
    _answer(calendar, day, end, amount, form, explain=explain, question="add")
    return ExitCode.DONE


@app.command()
def count(
    start: Start,
    end: Annotated[str, typer.Argument(metavar="END", help="The last day counted.")],
    *,
    explain: Explain = False,
    form: Format = "table",
) -> int:
    """How many working days END lies after START: START is not counted, END is.

    cpcli workdays count 2026-12-10 2027-01-05
    """
    one_of(form, ("table", "json"), "--format")
    calendar = context().calendar
    first, last = read_date(start, "START"), read_date(end, "END")
    amount = count_working_days(calendar, first, last)
    _answer(calendar, first, last, amount, form, explain=explain, question="count")
    return ExitCode.DONE


@app.command()
def calendar(
    year: Annotated[str | None, typer.Argument(metavar="[YEAR]", help="The year.  [default: this year]")] = None,
    *,
    form: Format = "table",
) -> int:
    """A year at a glance: every month, and the bank holidays with their names."""
    one_of(form, ("table", "json"), "--format")
    days = context().calendar
    which = today().year if year is None else _whole(year)
    if not FIRST_YEAR <= which <= LAST_YEAR:
        raise UsageFault(f"bank holidays are known for {FIRST_YEAR} to {LAST_YEAR}")
    if form == "json":
        from cpcli.output.calendar_page import year_shape

        _emit_json(year_shape(days, which))
    else:
        from cpcli.output.calendar_page import year_page

        emit(year_page(days, which))
    return ExitCode.DONE


@app.command()
def verify(*, form: Format = "table") -> int:
    """Compare the shipped bank holidays with the installed holidays package; exit 3 where they differ."""
    one_of(form, ("table", "json"), "--format")
    from cpcli.store.bank_holidays import covered_years, differences, package_version

    found, (first, last) = differences(), covered_years()
    if form == "json":
        rows = [{"day": d.day.isoformat(), "table": d.table, "package": d.package} for d in found]
        _emit_json(
            {
                "schema": "cpcli/workdays-verify/1",
                "first_year": first,
                "last_year": last,
                "holidays_version": package_version(),
                "differences": rows,
            }
        )
    else:
        for d in found:
            emit(f"{d.day.isoformat()}  table: {d.table or 'a working day'}; holidays: {d.package or 'a working day'}")
        if not found:
            emit(f"{first} to {last}: the shipped table and holidays {package_version()} agree on every day.")
    if found:
        differ = "1 day differs" if len(found) == 1 else f"{len(found)} days differ"
        raise CheckFailed(f"{differ} between the shipped table and holidays {package_version()}")
    return ExitCode.DONE


def _whole(said: str) -> int:
    sign, digits = (-1, said[1:]) if said.startswith("-") else (1, said.removeprefix("+"))
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 6):
        raise UsageFault(f'"{said}" is not a whole number of at most six digits')
    return sign * int(digits)


def _add_lines(calendar: Calendar) -> int:
    """Answer `START N` lines with one date a line. A wrong line is told with its number and ends the run."""
    answers: list[str] = []
    predicted = 0
    try:
        for number, line in enumerate(_lines(), 1):
            if line.strip():
                start, end = _add_line(calendar, number, line)
                answers.append(end.isoformat())
                predicted += calendar.is_predicted(start, end)
    finally:
        # What was answered before a wrong line is not lost.
        emit("\n".join(answers))
        if predicted:
            tell(f"predicted: {many(predicted, 'answer')} beyond {calendar.proclaimed_to}, the last proclaimed year")
    return ExitCode.DONE


def _add_line(calendar: Calendar, number: int, line: str) -> tuple[date, date]:
    try:
        day, amount = _two_words(line)
        start = read_date(day, "START")
        return start, add_working_days(calendar, start, _whole(amount))
    except UsageFault as fault:
        raise UsageFault(f"line {number}: {fault}") from None


def _two_words(line: str) -> tuple[str, str]:
    words = line.split()
    if len(words) != 2:
        raise UsageFault("write a date and a whole number, such as 2026-12-10 15")
    return words[0], words[1]


def _lines() -> Iterator[str]:
    if sys.stdin is None:
        raise UsageFault("there is no standard input to read from")
    try:
        yield from sys.stdin
    except UnicodeDecodeError:
        raise UsageFault("standard input is not text in UTF-8") from None


def _answer(
    calendar: Calendar, start: date, end: date, amount: int, form: str, *, explain: bool, question: str
) -> None:
    steps = walk(calendar, start, end)
    predicted = calendar.is_predicted(start, end)
    if form == "json":
        _emit_json(
            {
                "schema": "cpcli/workdays/1",
                "start": start.isoformat(),
                "end": end.isoformat(),
                "working_days": amount,
                "predicted": predicted,
                "counted": [day.isoformat() for day in steps.counted],
                "skipped": [{"on": day.isoformat(), "because": name} for day, name in steps.skipped],
            }
        )
        return
    if not explain and not is_terminal():
        # In a pipe the bare answer is the answer.
        emit(end.isoformat() if question == "add" else str(amount))
    else:
        working = many(abs(amount), "working day")
        where = "after" if amount >= 0 else "before"
        said = f"{say(end)} is {working} {where} {say(start)}"
        emit(f"{end.isoformat()}   {said}" if question == "add" else f"{amount}   {said}")
        if steps.bank_holidays:
            emit(
                f"Stepped over: {listed(f'{safe_text(name)} ({say_short(day)})' for day, name in steps.bank_holidays)}."
            )
    if explain:
        numbered = [(day, f"day {at}") for at, day in enumerate(steps.counted, 1)]
        rows = sorted([*numbered, *steps.skipped], reverse=end < start)
        emit("\n".join(f"  {say(day):<15}  {safe_text(what)}" for day, what in rows))
    if predicted:
        tell(f"predicted: bank holidays after {calendar.proclaimed_to} are not proclaimed yet")


def _emit_json(shape: dict[str, Any]) -> None:
    import json

    emit(json.dumps(shape, ensure_ascii=False, indent=2))

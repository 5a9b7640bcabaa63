"""`cpcli check` and `doctor`: is a case in order, and is its store."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from cpcli.casework.typed import read_date
from cpcli.cli.acting import the_store, words_for
from cpcli.cli.context import context, today
from cpcli.cli.lazy import new_app
from cpcli.cli.options import Store, complete_refs, format_option, one_of
from cpcli.errors import CheckFailed, CpcliError, ExitCode, InvalidFile, Problem, UsageFault
from cpcli.output.emit import emit, tell
from cpcli.rules.checks import look_over
from cpcli.store.case_reader import WordsFor, read_whole_case
from cpcli.store.cases import Store as CaseStore
from cpcli.workdays import Calendar

check_app, doctor_app = new_app(), new_app()

FORMATS = ("table", "json")
Format = Annotated[str, format_option(*FORMATS)]


@check_app.command()
def check(
    refs: Annotated[
        list[str] | None, typer.Argument(metavar="[REF]...", help="Cases.", autocompletion=complete_refs)
    ] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Every case of the store.")] = False,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day to answer for.")] = None,
    form: Format = "table",
    store: Store = None,
) -> int:
    """What a careful administrator would notice. Exit 4 where there is an error; warnings alone give 0."""
    one_of(form, FORMATS, "--format")
    place = the_store(store)
    if bool(refs) == every:
        raise UsageFault("which cases? Give their refs, or --all")
    day = read_date(as_of, "--as-of") if as_of else today()
    calendar = context(str(place.folder)).calendar
    chosen = place.refs() if every else [place.find(ref) for ref in refs or []]
    words = words_for(place.config)
    problems = [problem for ref in chosen for problem in problems_of(place, ref, calendar, day, words)]
    _tell(problems, len(chosen), form)
    return ExitCode.INVALID_FILE if any(p.level == "error" for p in problems) else ExitCode.DONE


def problems_of(place: CaseStore, ref: str, calendar: Calendar, day: Any, words: WordsFor) -> list[Problem]:
    """Everything about one case, in the order of its lines: its form first, then what its facts show."""
    try:
        case, problems = read_whole_case(place.read(ref), ref, words)
    except InvalidFile as fault:
        return list(fault.problems)
    except CpcliError as fault:
        return [Problem(f"cases/{ref}.toml", str(fault))]
    if not any(problem.level == "error" for problem in problems.found):
        for found in look_over(case.data, calendar, day):
            cited = f" ({' '.join(found.clauses)})" if found.clauses else ""
            problems.add(found.key, f"{found.says.replace('REF', ref)}{cited}", level=found.level)
    return sorted(problems.found, key=lambda problem: problem.line or 0)


def _tell(problems: Sequence[Problem], cases: int, form: str) -> None:
    errors = sum(problem.level == "error" for problem in problems)
    if form == "json":
        rows = [problem._asdict() for problem in problems]
        emit(json.dumps({"schema": "cpcli/check/1", "cases": cases, "problems": rows}, ensure_ascii=False, indent=2))
        return
    for problem in problems:
        where = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
        emit(f"{where}  {problem.level:<7}  {problem.says}")
    tell(f"{cases} {'case' if cases == 1 else 'cases'}: {errors} errors, {len(problems) - errors} warnings")


@doctor_app.command()
def doctor(
    *,
    fix: Annotated[bool, typer.Option("--fix", help="Make files and folders private, and sweep leftovers.")] = False,
    form: Format = "table",
    store: Store = None,
) -> int:
    """Is the store private, whole and in order? Exit 3 where something needs doing."""
    one_of(form, FORMATS, "--format")
    from cpcli.store.doctor import examine, mend

    place = the_store(store)
    if fix:
        for line in mend(place.folder):
            tell(line)
    found = examine(place, today())
    if form == "json":
        emit(json.dumps({"schema": "cpcli/doctor/1", "remarks": [remark._asdict() for remark in found]}, indent=2))
    else:
        emit("\n".join(f"{remark.level:<7}  {remark.says}" for remark in found))
    needed = [remark for remark in found if remark.level == "act"]
    if needed:
        raise CheckFailed(f"{len(needed)} things need doing")
    return ExitCode.DONE

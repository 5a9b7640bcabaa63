"""`cpcli init`, `new`, `list`, `show`: cases in a store."""

import shlex
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from cpcli.casework.fields import CHILD, INSIDE, TABLES, fields_with, next_id
from cpcli.cli.acting import Answers, DryRun, Ref, acting, report, the_store, words_for
from cpcli.cli.forms import can_ask, in_order_of, read_answers, read_typed
from cpcli.cli.lazy import new_app as app_of
from cpcli.cli.options import Store, format_option, one_of
from cpcli.errors import CpcliError, ExitCode, InvalidFile, UsageFault
from cpcli.output.emit import emit, tell
from cpcli.output.safe import safe_text

init_app, new_app, list_app, show_app = app_of(), app_of(), app_of(), app_of()

FORMATS = ("table", "json")
Format = Annotated[str, format_option(*FORMATS)]


@init_app.command()
def init(
    folder: Annotated[str, typer.Argument(metavar="[DIR]", help="The folder.")] = ".",
    *,
    recipient: Annotated[
        list[str] | None,
        typer.Option("--recipient", metavar="AGE", help="Encrypt cases to this age recipient; give at least two."),
    ] = None,
) -> int:
    """Make a folder into a store of cases. It asks nothing."""
    from cpcli.store.cases import make_store

    path = Path(folder)
    make_store(path, recipient or ())
    inside = "" if folder == "." else f"  cd {shlex.quote(folder)}\n"
    emit(
        f"{path / 'cpcli.toml'} and {path / 'cases'} are made. From here to a case with its deadlines:\n\n{inside}"
        "  cpcli new 2026-0101\n"
        "  cpcli add conference 2026-0101 --kind initial-conference --at 2026-12-10T10:00\n"
        "  cpcli attendance 2026-0101 conf1 --everyone --invited 2026-11-25\n"
        "  cpcli deadlines 2026-0101\n\n"
        "`new` asks for the children, the people and the strategy discussion, or takes them from --answers FILE."
    )
    return ExitCode.DONE


@new_app.command()
def new(
    ref: Annotated[str, typer.Argument(metavar="REF", help="A ref of your own, such as 2026-0042; never a name.")],
    *,
    answers: Answers = None,
    dry_run: DryRun = False,
    store: Store = None,
) -> int:
    """Begin a case: from prompts, or from an answers file (a case file without format and ref)."""
    from cpcli.store.case_reader import read_whole_case
    from cpcli.store.cases import check_ref

    check_ref(ref)
    place = the_store(store)
    words = words_for(place.config)
    told = read_answers(answers) if answers else _asked(words(None)) if can_ask() else {}
    text = case_text(ref, told, place.config.pack)
    _, problems = read_whole_case(text, ref, words)
    errors = [problem for problem in problems.found if problem.level == "error"]
    if errors:
        named = "standard input" if answers in {None, "-"} else Path(str(answers)).name
        raise InvalidFile([problem._replace(file=named, line=None) for problem in errors])
    report(place.create(ref, text, acting(place, "new"), dry_run=dry_run))
    if not told:
        tell(f"next: cpcli add child {ref}")
    return ExitCode.DONE


def case_text(ref: str, told: Mapping[str, Any], pack: str | None) -> str:
    """A new case's file: its tables and their keys in the order in which a person expects them.

    What is told wrongly is written as it is told, so that the check of the new case finds it.
    """
    from cpcli.store.edit import Append, Put, changed

    text = f'format = 1\nref = "{ref}"\n'
    named = told.get("pack", pack)
    changes: list[Any] = [Put(("pack",), named)] if named else []
    changes += [Put((key,), value) for key, value in told.items() if key not in {"pack", "format", "ref", *TABLES}]
    for table, fields in TABLES.items():
        rows = told.get(table, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            changes.append(Put((table,), rows))
            continue
        for at, row in enumerate(rows):
            inside = {key: row[key] for key in INSIDE.get(table, {}) if _is_tables(row.get(key))}
            rest = {key: value for key, value in row.items() if key not in inside}
            changes.append(Append((table,), in_order_of(fields, rest)))
            for key, more in inside.items():
                changes += [Append((table, at, key), in_order_of(INSIDE[table][key], each)) for each in more]
    return changed(text, changes)


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


def _asked(words: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """The children, the people and the strategy discussion, asked one by one."""
    from cpcli.casework.fields import EVENT, PERSON
    from cpcli.guides.asking import ask_fields, ask_yes

    told: dict[str, Any] = {"child": [], "person": [], "event": []}
    short = {
        "child": {"name", "born", "expected", "subject", "language"},
        "person": {"name", "role", "agency", "contact", "parent_of"},
    }
    for table, fields in (("child", CHILD), ("person", fields_with(PERSON, words))):
        while ask_yes(f"Add {'another' if told[table] else 'a'} {table}?"):
            taken = [row["id"] for rows in told.values() for row in rows if "id" in row]
            preset = {"id": next_id(table, taken)}
            asked = [field for field in fields if field.name in short[table]]
            told[table].append(ask_fields(asked, preset, read_typed))
    if ask_yes("Was there a strategy discussion?"):
        on = [field for field in EVENT if field.name == "on"]
        told["event"].append(ask_fields(on, {"kind": "strategy-discussion"}, read_typed))
    return {table: rows for table, rows in told.items() if rows}


@list_app.command("list")
def list_cases(*, form: Format = "table", store: Store = None) -> int:
    """Every case of the store: refs and dates, no names."""
    one_of(form, FORMATS, "--format")
    from cpcli.output.case_pages import list_row, list_shape
    from cpcli.store.case_reader import read_whole_case

    place = the_store(store)
    words = words_for(place.config)
    rows, broken = [], 0
    for ref in place.refs():
        try:
            case, problems = read_whole_case(place.read(ref), ref, words)
            problems.raise_errors()
        except CpcliError as fault:
            broken += 1
            says = (
                next((p for p in fault.problems if p.level == "error"), "") if isinstance(fault, InvalidFile) else fault
            )
            tell(safe_text(f"skipped: {says}"))
            continue
        rows.append(list_shape(case))
    if form == "json":
        _emit_json({"schema": "cpcli/list/1", "cases": rows})
    else:
        emit("\n".join(map(list_row, rows)))
        if not rows and not broken:
            tell("no cases yet: cpcli new 2026-0101")
    return ExitCode.INVALID_FILE if broken else ExitCode.DONE


@show_app.command()
def show(
    ref: Ref,
    *,
    names: Annotated[bool, typer.Option("--names", help="Show names too.")] = False,
    form: Format = "table",
    store: Store = None,
) -> int:
    """One case at a glance: refs, roles and dates; names only when asked for."""
    one_of(form, FORMATS, "--format")
    from cpcli.output.case_pages import case_page, case_shape
    from cpcli.store.case_reader import read_whole_case

    place = the_store(store)
    found = place.find(ref)
    case, problems = read_whole_case(place.read(found), found, words_for(place.config))
    problems.raise_errors()
    if form == "json":
        _emit_json(case_shape(case, names=names))
    else:
        emit(case_page(case, names=names))
    if problems.found:
        tell(f"{len(problems.found)} remarks on this file: cpcli check {found}")
    return ExitCode.DONE


def _emit_json(shape: dict[str, Any]) -> None:
    import json

    emit(json.dumps(shape, ensure_ascii=False, indent=2, default=_iso))


def _iso(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise UsageFault("this case holds a value that has no place in JSON")

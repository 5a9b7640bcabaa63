"""`cpcli pack`: the procedures behind the answers."""

from typing import Annotated, Any

import typer

from cpcli.cli.context import context
from cpcli.cli.lazy import new_app
from cpcli.cli.options import Store, format_option, one_of
from cpcli.errors import ExitCode, UsageFault, nearest
from cpcli.output.emit import emit, tell
from cpcli.rules.wording import many
from cpcli.store.config import load_config
from cpcli.store.packs import DEFAULT_PACK, find_pack, load_pack, pack_names

app = new_app(no_args_is_help=True)

#: How the quorum rule is called among the rules of a pack.
QUORUM = "quorum"

FORMATS = ("table", "json")
Format = Annotated[str, format_option(*FORMATS)]


@app.callback()
def pack() -> None:
    """The procedures behind the answers, with the clause behind each."""


@app.command("list")
def list_packs(*, form: Format = "table", store: Store = None) -> int:
    """Every pack there is, with its area and date."""
    one_of(form, FORMATS, "--format")
    config = load_config(store)
    packs = [load_pack(name, config.pack_places) for name in pack_names(config.pack_places)]
    chosen = config.pack or DEFAULT_PACK
    if form == "json":
        _emit_json(
            {
                "schema": "cpcli/pack-list/1",
                "packs": [
                    {
                        "name": p.name,
                        "title": p.title,
                        "area": p.area,
                        "dated": p.dated,
                        "extends": list(p.extends),
                        "default": p.name == chosen,
                        "rules": len(p.rules),
                    }
                    for p in packs
                ],
            }
        )
        return ExitCode.DONE
    width = max(len(p.name) for p in packs)
    for p in packs:
        marks = [*(["default"] if p.name == chosen else []), *([f"extends {p.extends[0]}"] if p.extends else [])]
        after = f" ({', '.join(marks)})" if marks else ""
        emit(f"{p.name:<{width}}  {p.dated}  {len(p.rules):>2} deadlines  {p.area}{after}")
    return ExitCode.DONE


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="PACK", help="The pack.")],
    rule: Annotated[str | None, typer.Argument(metavar="[RULE]", help="One of its deadlines, or quorum.")] = None,
    *,
    form: Format = "table",
    store: Store = None,
) -> int:
    """A pack, or one of its rules with its clauses and readings, as a practitioner reads them."""
    one_of(form, FORMATS, "--format")
    from cpcli.output.pack_pages import pack_page, pack_shape, rule_page
    from cpcli.output.quorum_rule import quorum_rule_line, quorum_rule_page, quorum_rule_shape
    from cpcli.store.clauses import all_notes, citable
    from cpcli.store.quorum_reader import load_quorum

    places = load_config(store).pack_places
    found = load_pack(name, places)
    if rule is not None and rule not in (*found.rules, QUORUM):
        raise UsageFault(f'{found.name} has no rule "{rule}"{nearest(rule, [*found.rules, QUORUM])}')
    quorum = load_quorum(find_pack(name, places), places) if rule in {None, QUORUM} else None
    rules = [each for each in found.rules.values() if rule in {None, each.id}]
    clauses = citable(found, places)
    if form == "json":
        _emit_json({**pack_shape(found, rules, clauses), "quorum": quorum_rule_shape(quorum, clauses)})
    elif quorum is not None:
        emit(f"{pack_page(found)}\n{quorum_rule_line(quorum)}" if rule is None else quorum_rule_page(quorum, clauses))
    else:
        emit(rule_page(found, rules[0], clauses, list(all_notes(rules[0], found).values())))
    return ExitCode.DONE


@app.command()
def diff(
    first: Annotated[str, typer.Argument(metavar="A", help="A pack.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    *,
    form: Format = "table",
    store: Store = None,
) -> int:
    """Where two packs differ: rules that only one has, and values that are not the same."""
    one_of(form, FORMATS, "--format")
    from cpcli.output.pack_pages import diff_page, differences
    from cpcli.output.quorum_rule import quorum_differences
    from cpcli.store.quorum_reader import load_quorum

    places = load_config(store).pack_places
    packs = load_pack(first, places), load_pack(second, places)
    found = differences(*packs)
    found += quorum_differences(*(load_quorum(find_pack(name, places), places) for name in (first, second)))
    if form == "json":
        _emit_json({"schema": "cpcli/pack-diff/1", "a": packs[0].name, "b": packs[1].name, "differences": found})
    else:
        emit(diff_page(*packs, found))
    return ExitCode.DONE


@app.command()
def check(
    path: Annotated[str, typer.Argument(metavar="PATH", help="A pack's folder, or the name of a pack.")],
    *,
    form: Format = "table",
    store: Store = None,
) -> int:
    """Everything wrong with a pack, in one pass: exit 4 where anything is."""
    one_of(form, FORMATS, "--format")
    from pathlib import Path

    from cpcli.store.pack_checks import check_pack

    # A bare folder name in this directory is a path too.
    named = f"./{path}" if "/" not in path and (Path(path) / "pack.toml").is_file() else path
    problems = check_pack(named, load_config(store).pack_places)
    if form == "json":
        rows = [{"file": p.file, "line": p.line, "key": p.key, "level": p.level, "says": p.says} for p in problems]
        _emit_json({"schema": "cpcli/pack-check/1", "pack": path, "problems": rows})
    else:
        for problem in problems:
            emit(f"{problem.level}: {problem}")
        tell(many(len(problems), "problem") if problems else f"{path} is in order")
    return ExitCode.INVALID_FILE if any(p.level == "error" for p in problems) else ExitCode.DONE


@app.command()
def coverage(
    name: Annotated[str | None, typer.Argument(metavar="[PACK]", help="The pack.  [default: the one in use]")] = None,
    *,
    form: Format = "table",
    store: Store = None,
) -> int:
    """What applies each clause of the sources, or why nothing does."""
    one_of(form, FORMATS, "--format")
    from cpcli.output.pack_pages import coverage_page, coverage_shape
    from cpcli.store.clauses import coverage as covered_clauses

    setting = context(store)
    found = setting.pack(name)
    rows = covered_clauses(found, setting.config.pack_places)
    if form == "json":
        _emit_json(coverage_shape(found, rows))
    else:
        emit(coverage_page(found, rows))
    return ExitCode.DONE


def _emit_json(shape: dict[str, Any]) -> None:
    import json

    emit(json.dumps(shape, ensure_ascii=False, indent=2))

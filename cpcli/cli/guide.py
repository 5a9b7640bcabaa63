"""`cpcli guide`, `exclusion`, `child-attendance`: lay out the criteria, and record what was decided and why."""

import inspect
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer

from cpcli.casework.guide import Guide
from cpcli.casework.typed import read_date
from cpcli.cli.acting import DryRun, the_store
from cpcli.cli.context import Context, context, today
from cpcli.cli.forms import from_input
from cpcli.cli.guide_run import Asked, MissingAnswers, Saved, run_one
from cpcli.cli.guide_words import GuideCommand, split_words
from cpcli.cli.lazy import new_app
from cpcli.cli.options import ConferenceId, Store, complete_ids, completer, format_option, one_of
from cpcli.errors import CpcliError, ExitCode, InvalidFile, UsageFault
from cpcli.output.emit import emit, tell
from cpcli.output.safe import safe_text
from cpcli.store.cases import Store as CaseStore
from cpcli.store.guides import guide_paths, load_guide

app = new_app(no_args_is_help=True)
exclusion_app, child_attendance_app = new_app(), new_app()

FORMATS = ("table", "json")
Format = Annotated[str, format_option(*FORMATS)]
PackName = Annotated[str | None, typer.Option("--pack", metavar="NAME", help="The area's procedures.")]


def _complete_guides(incomplete: str) -> list[str]:
    try:
        setting = context(None)
        return completer(lambda: guide_paths(setting.pack(None), setting.config.pack_places))(incomplete)
    except Exception:  # noqa: BLE001 - a completion must never disturb the line being typed
        return []


Name = Annotated[str, typer.Argument(metavar="NAME", help="The guide.", autocompletion=_complete_guides)]


@app.callback()
def guide() -> None:
    """Walk through the criteria of a decision and record it. The tool never decides."""


@app.command("list")
def list_guides(*, pack: PackName = None, form: Format = "table", store: Store = None) -> int:
    """Every guide."""
    one_of(form, FORMATS, "--format")
    from cpcli.output.guide_pages import guide_list, list_shape

    setting = context(store)
    chosen = setting.pack(pack)
    guides = [load_guide(name, chosen, setting.config.pack_places) for name in _paths(setting, pack)]
    emit(_json(list_shape(chosen.name, guides)) if form == "json" else guide_list(guides))
    return ExitCode.DONE


@app.command()
def show(name: Name, *, pack: PackName = None, form: Format = "table", store: Store = None) -> int:
    """One guide: every question with what it rests on and when it is asked."""
    one_of(form, FORMATS, "--format")
    from cpcli.output.guide_pages import guide_page, guide_shape

    chosen = _guide(name, pack, store)
    emit(_json(guide_shape(chosen)) if form == "json" else guide_page(chosen))
    return ExitCode.DONE


@app.command()
def template(name: Name, *, pack: PackName = None, store: Store = None) -> int:
    """An answers file to fill in.

    cpcli guide template exclusion > answers.toml
    """
    from cpcli.output.guide_pages import template as page

    emit(page(_guide(name, pack, store)))
    return ExitCode.DONE


@app.command()
def facts() -> int:
    """The facts of a case that a guide's conditions may ask for."""
    from cpcli.rules.guide_facts import FACTS

    width = max(map(len, FACTS))
    emit("\n".join(f"{name:<{width}}  {says}" for name, (says, _) in FACTS.items()))
    return ExitCode.DONE


@app.command()
def decisions(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The case's ref.")],
    decision: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="One decision, with every answer and its clauses.")
    ] = None,
    *,
    form: Format = "table",
    store: Store = None,
) -> int:
    """The decisions of a case: which, about whom, what, by whom and when."""
    one_of(form, FORMATS, "--format")
    from cpcli.cli.guide_decisions import show_decisions

    return show_decisions(the_store(store), ref, decision, form)


def _guide(name: str, pack: str | None, store: str | None) -> Guide:
    setting = context(store)
    return load_guide(name, setting.pack(pack), setting.config.pack_places)


def _paths(setting: Context, pack: str | None) -> dict[str, Path]:
    return guide_paths(setting.pack(pack), setting.config.pack_places)


def _json(shape: dict[str, Any]) -> str:
    return json.dumps(shape, ensure_ascii=False, indent=2)


# ---- running one ---------------------------------------------------------------------------------------------------

#: A question is a flag under its id: what Typer does not know is handed on, in its order.
LOOSE = {"allow_extra_args": True, "ignore_unknown_options": True}

Words = Annotated[
    list[str] | None,
    typer.Argument(metavar="REF... [--QUESTION ANSWER]...", help="Cases, and answers as flags.", show_default=False),
]
About = Annotated[
    list[str] | None,
    typer.Option(
        "--about",
        metavar="ID",
        help="About whom. Repeatable where it is about several children.",
        autocompletion=complete_ids("person", "child"),
    ),
]
AnswersFile = Annotated[
    str | None,
    typer.Option(
        "--answers", metavar="FILE|DIR", help="Take the answers from a TOML file, or one a case; - for input."
    ),
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the draft that was kept.")]
Plain = Annotated[bool, typer.Option("--plain", help="Ask a line at a time, with numbers, without redrawing.")]
Supersedes = Annotated[
    str | None,
    typer.Option("--supersedes", metavar="ID", help="The decision it replaces, where that is not plain of itself."),
]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day to answer for.  [default: today]")]


@app.command("run", cls=GuideCommand, context_settings=LOOSE)
def run(
    name: Name,
    words: Words = None,
    *,
    about: About = None,
    conference: ConferenceId = None,
    answers: AnswersFile = None,
    resume: Resume = False,
    plain: Plain = False,
    supersedes: Supersedes = None,
    as_of: AsOf = None,
    form: Format = "table",
    dry_run: DryRun = False,
    store: Store = None,
) -> int:
    """Run a guide on a case and record the decision. Asks on a terminal; elsewhere every answer is a flag or in a file.

    cpcli guide run exclusion 2026-0042 --about p2

    cpcli guide run exclusion 2026-0042 --answers answers.toml
    """
    for option, said in {
        "conference": conference,
        "answers": answers,
        "supersedes": supersedes,
        "as-of": as_of,
    }.items():
        if said is not None and not said.strip():
            # An empty variable of a script: silently taken for "the next one" it would decide for another conference.
            raise UsageFault(f"--{option} is empty: leave it out, or say which")
    refs, flags = split_words(words or [])
    asked = Asked(name, flags, tuple(about or ()), conference, answers, resume, plain, dry_run, _day(as_of), supersedes)
    return _run(asked, refs, one_of(form, FORMATS, "--format"), store)


def _command_for(name: str, says: str) -> Callable[..., int]:
    """The command of one guide: `guide run` without its name."""

    def command(**values: Any) -> int:
        return run(name, **values)

    parameters = [each for each in inspect.signature(run).parameters.values() if each.name != "name"]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {each.name: each.annotation for each in parameters}
    command.__doc__ = says
    return command


exclusion_app.command(cls=GuideCommand, context_settings=LOOSE)(
    _command_for(
        "exclusion",
        """Decide on a request to exclude a member of the family. The chair decides; this records why.

    cpcli exclusion 2026-0042 --about p2

    Every question is a flag; see: cpcli guide show exclusion
    """,
    )
)
child_attendance_app.command(cls=GuideCommand, context_settings=LOOSE)(
    _command_for(
        "child-attendance",
        """Decide whether and how a child attends. The chair decides; this records why.

    cpcli child-attendance 2026-0042 --about c1

    Every question is a flag; see: cpcli guide show child-attendance
    """,
    )
)


def _day(said: str | None) -> Any:
    return read_date(said, "--as-of") if said else today()


def _run(asked: Asked, refs: list[str], form: str, store: str | None) -> int:
    asked = asked._replace(read=cache(from_input), for_programs=form == "json")
    place = the_store(store)
    setting = context(str(place.folder))
    if not refs and asked.answers and Path(asked.answers).is_dir():
        refs = sorted(path.stem for path in Path(asked.answers).glob("*.toml") if _is_answers(path))
        if not refs:
            raise UsageFault("that folder holds no answers files; call each by its ref, such as 2026-0042.toml")
    if not refs:
        raise UsageFault("for which case? Give its ref")
    if len(refs) > 1 or (asked.answers and Path(asked.answers).is_dir()):
        return _batch(asked, refs, form, place, setting)
    saved = run_one(asked, refs[0], place, setting)
    if saved is None:
        return ExitCode.CANCELLED
    _print(saved, form, setting)
    return ExitCode.DONE


def _is_answers(path: Path) -> bool:
    # Editors, synchronisers and other systems leave hidden files beside those they copy.
    return path.is_file() and not path.name.startswith(".")


def _batch(asked: Asked, refs: list[str], form: str, place: CaseStore, setting: Context) -> int:
    """One guide on many cases: each on its own, and a count that adds up at the end."""
    done, incomplete, faults = [], 0, list[CpcliError]()
    for ref in dict.fromkeys(refs):
        try:
            done.append(run_one(asked, ref, place, setting, alone=False))
        except MissingAnswers as fault:
            incomplete += 1
            tell(safe_text(f"{ref}: {fault}"))
        except CpcliError as fault:
            faults.append(fault)
            tell("\n".join(safe_text(f"{ref}: {line}") for line in str(fault).splitlines()))
        except BaseException:
            # Whatever ended it: those before are saved, and whoever goes on must know from where.
            tell(safe_text(f"stopped at {ref}: {len(done)} done before it, {incomplete + len(faults)} not"))
            raise
    _print_all([saved for saved in done if saved is not None], form, setting)
    kept = "would be saved" if asked.dry_run else "done"
    tell(f"{len(done)} {kept}, {incomplete} incomplete, {len(faults)} invalid")
    if any(isinstance(fault, InvalidFile) for fault in faults):
        return ExitCode.INVALID_FILE
    if faults:
        return faults[0].exit_code
    return ExitCode.USAGE if incomplete else ExitCode.DONE


def _print(saved: Saved, form: str, setting: Context) -> None:
    from cpcli.cli.guide_decisions import decided
    from cpcli.output.decision_pages import run_page, run_shape

    came_to = decided(saved, setting)
    emit(_json(run_shape(came_to)) if form == "json" else run_page(came_to))


def _print_all(saved: list[Saved], form: str, setting: Context) -> None:
    from cpcli.cli.guide_decisions import decided
    from cpcli.output.decision_pages import run_line, run_shape

    came_to = [decided(each, setting) for each in saved]
    if form == "json":
        emit(_json({"schema": "cpcli/guide-runs/1", "runs": [run_shape(each) for each in came_to]}))
    else:
        emit("\n".join(map(run_line, came_to)))

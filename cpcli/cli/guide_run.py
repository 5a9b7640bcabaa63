"""Running a guide: from prompts, flags or an answers file, for one case or many. The saved bytes are the same."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from cpcli.casework.guide import Answer, Answers, Guide, Question
from cpcli.casework.pack import Pack
from cpcli.cli.acting import change, words_for
from cpcli.cli.context import Context
from cpcli.cli.forms import FROM_INPUT, can_ask, from_input
from cpcli.errors import CpcliError, InvalidFile, Problem, UsageFault, nearest
from cpcli.guides.answers import ids_of, offered, read_answer
from cpcli.guides.decision import Decision, changes_for, decide, other_matter
from cpcli.guides.setting import Setting, setting_of
from cpcli.output.emit import emit, tell
from cpcli.output.safe import safe_text
from cpcli.rules.guide_facts import Told
from cpcli.rules.guides import in_force, missing
from cpcli.rules.which_conference import NOT_CHOSEN, which_conference
from cpcli.store.case_reader import Case, read_whole_case
from cpcli.store.cases import Store
from cpcli.store.drafts import Draft, DraftOf
from cpcli.store.edit import changed
from cpcli.store.files import ChangedBehind
from cpcli.store.guides import load_guide

_LIKE_AN_ID = re.compile(r"[a-z0-9_-]{1,40}")


class MissingAnswers(UsageFault):
    """Answers that the guide needs and that were not given; every one is named."""


class Asked(NamedTuple):
    """What a command asks for.

    Attributes:
        flags: what the flags say, by question.
        answers: an answers file, a folder with one for each case, or `-`.
        read: standard input, read once however many cases ask for it.
        for_programs: the answer is JSON, and nothing else may stand on standard output.
    """

    guide: str
    flags: Mapping[str, list[str]]
    about: tuple[str, ...] = ()
    conference: str | None = None
    answers: str | None = None
    resume: bool = False
    plain: bool = False
    dry_run: bool = False
    day: date = date.min
    supersedes: str | None = None
    read: Callable[[], str] = from_input
    for_programs: bool = False


class Saved(NamedTuple):
    """A decision that was saved (or would be), under its id, in the case's new text."""

    decision: Decision
    decision_id: str
    after: str


class Run(NamedTuple):
    """One guide run on one case."""

    asked: Asked
    place: Store
    setting: Setting
    pack: Pack
    given: Answers
    context: Context
    draft: Draft

    def standing(self) -> list[str]:
        """Decisions of the same guide, about the same people, that stood before this one."""
        told = Told(self.setting.data, self.setting.guide.name, self.setting.about, {}, self.asked.day)
        return [str(row.get("id")) for row in told.decisions()]


def run_one(asked: Asked, ref: str, place: Store, context: Context, *, alone: bool = True) -> Saved | None:
    """Run a guide on one case and save the decision; None where a draft was kept instead.

    Raises:
        MissingAnswers: answers are missing and nobody can be asked.
        InvalidFile: the case or the answers file is wrong.
        UsageFault: it is not said about whom or for which conference.
        KeyboardInterrupt: Ctrl-C; a draft was kept.
    """
    run = prepared(asked, ref, place, context, alone=alone)
    guide, situation = run.setting.guide, run.setting.situation
    if alone and can_ask() and asked.answers is None:
        from cpcli.cli.guide_prompts import on_terminal

        answers = on_terminal(run)
        if answers is None:
            return None
        # Kept before saving too: where nothing was asked any more, nothing was kept yet.
        with suppress(CpcliError):
            run.draft.keep(answers)
    else:
        answers = run.given
        lacking = missing(guide, answers, situation)
        if lacking:
            raise MissingAnswers(
                f"still needed: {', '.join(lacking)}; give each as a flag (--{lacking[0]}) or in --answers FILE,"
                f" see: cpcli guide template {guide.name}"
            )
        for name in answers:
            if name not in in_force(guide, answers, situation):
                tell(safe_text(f"warning: {name} is not asked in this case, so its answer is not saved"))
    decision = decide(run.setting, in_force(guide, answers, situation))
    try:
        return save(run, decision)
    except CpcliError:
        if run.draft.is_ours():
            from cpcli.cli.guide_prompts import resume

            tell(f"the decision was not saved; your answers are kept as a draft, go on with: {resume(run)}")
        raise


def save(run: Run, decision: Decision) -> Saved:
    """Save a decision under the store's promise.

    Raises:
        ChangedBehind: the case says something else than it did when the first question was asked.
    """
    made: list[str] = []

    def edit(text: str, case: Case) -> str:
        if case.data != run.setting.data:
            # What was asked, and which dates were late, rested on the case as it was.
            says = f"{case.ref} was changed while this was answered: nothing was saved; look at it, and answer again"
            raise ChangedBehind(says)
        decision_id, changes = changes_for(decision, case, run.asked.supersedes)
        superseded = case.row("decision", run.asked.supersedes or "")
        if superseded is not None and (differs := other_matter(decision, superseded)):
            tell(safe_text(f"warning: {differs}"))
        made.append(decision_id)
        return changed(text, changes)

    ref = run.setting.ref
    show = tell if run.asked.for_programs else emit
    done = change(run.place, ref, f"guide {decision.setting.guide.name}", edit, dry_run=run.asked.dry_run, show=show)
    if done.saved:
        run.draft.drop()
        beside = run.standing() if run.setting.guide.repeats and not run.asked.supersedes else []
        if beside:
            stand = "stands" if len(beside) == 1 else "stand"
            says = f"note: {', '.join(beside)} of the same guide still {stand}; --supersedes ID replaces one"
            tell(safe_text(says))
    return Saved(decision, made[-1], done.after)


def prepared(asked: Asked, ref: str, place: Store, context: Context, *, alone: bool) -> Run:
    """Everything that is known before the first question."""
    found = place.find(ref, exact=True)
    case, problems = read_whole_case(place.read(found), found, words_for(place.config))
    problems.raise_errors()
    pack = context.pack(case.data.get("pack"))
    guide = load_guide(asked.guide, pack, context.config.pack_places)
    if guide.pack not in {pack.name, *pack.extends}:
        tell(f"warning: {pack.name} has no guide {guide.name} of its own: the criteria are those of {guide.pack}")
    told, report = _from_file(asked, guide, found)
    conference = _conference(asked, told, guide, case)
    about = _about(asked, told, guide, case, conference, report, alone=alone)
    setting = setting_of(
        guide,
        found,
        case.data,
        about=about,
        conference=conference,
        today=asked.day,
        pack=pack,
        calendar=context.calendar,
    )
    draft = Draft(place, DraftOf(setting.ref, guide.name, setting.about, setting.conference_id))
    run = Run(asked, place, setting, pack, {}, context, draft)
    given = {
        **(draft_answers(run) if asked.resume else {}),
        **_of_file(told, guide, case.data, report),
        **_of_flags(asked, guide, case.data),
    }
    return run._replace(given=given)


# ---- what was said ------------------------------------------------------------------------------------------------


def _of_flags(asked: Asked, guide: Guide, data: Mapping[str, Any]) -> dict[str, Answer]:
    """What the flags say; `-` reads a text from standard input, once.

    Raises:
        UsageFault: a flag is no question of this guide, is given twice, or says what is no answer.
    """
    flags = asked.flags
    from_stdin = ["answers"] if asked.answers == FROM_INPUT else []
    from_stdin += [name for name, said in flags.items() if FROM_INPUT in said]
    if len(from_stdin) > 1:
        raise UsageFault(f"only one answer can come from standard input, not --{' and --'.join(from_stdin)}")
    found: dict[str, Answer] = {}
    for name, said in flags.items():
        question = guide.question(name)
        if question is None:
            raise UsageFault(f'the guide {guide.name} has no question "{name}"{nearest(name, _ids(guide))}')
        if len(said) > 1 and not question.is_many:
            raise UsageFault(f"--{name} was given {len(said)} times; it takes one answer")
        words: Any = [asked.read() if each == FROM_INPUT else each for each in said]
        try:
            found[name] = read_answer(question, words if question.is_many else words[0], data)
        except UsageFault as fault:
            raise UsageFault(f"--{name}: {fault}") from None
    return found


def _ids(guide: Guide) -> list[str]:
    return [question.id for question in guide.questions]


class _File(NamedTuple):
    """Where what is wrong in an answers file is reported: its name, and its text for the line."""

    name: str
    text: str

    def fault(self, key: str, says: str) -> InvalidFile:
        """One thing wrong in it."""
        from cpcli.store.tables import Problems

        problems = Problems(self.name, self.text)
        # A key that looks like no question may be somebody's story: only its line is told.
        problems.add(key, says, shown=key if _LIKE_AN_ID.fullmatch(key) else "")
        return InvalidFile(problems.found)


def _from_file(asked: Asked, guide: Guide, ref: str) -> tuple[dict[str, Any], _File]:
    """The answers file as tables; empty where none is given.

    Raises:
        InvalidFile: it is no TOML, or holds a key that is none.
    """
    from cpcli.store.tables import parse_toml, read_toml

    if asked.answers is None:
        return {}, _File("", "")
    if asked.answers == FROM_INPUT:
        report = _File("standard input", asked.read())
        told = parse_toml(report.text, report.name)
    else:
        path = Path(asked.answers)
        path = path / f"{ref}.toml" if path.is_dir() else path
        if not path.exists() or path.is_dir():
            raise UsageFault(f"there is no answers file {path.name} there")
        told, problems = read_toml(path, path.name)
        report = _File(path.name, problems.text)
    known = ["about", "conference", *_ids(guide)]
    for key in told:
        if key not in known:
            raise report.fault(key, f"the guide {guide.name} has no such question{nearest(key, known)}")
    return told, report


def _of_file(told: Mapping[str, Any], guide: Guide, data: Mapping[str, Any], report: _File) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    problems: list[Problem] = []
    for question in guide.questions:
        if question.id not in told:
            continue
        try:
            found[question.id] = read_answer(question, told[question.id], data)
        except UsageFault as fault:
            problems += report.fault(question.id, str(fault)).problems
    if problems:
        raise InvalidFile(problems)
    return found


def draft_answers(run: Run) -> dict[str, Answer]:
    """The answers of a draft that still are answers.

    Raises:
        UsageFault: there is no draft.
    """
    kept = run.draft.read()
    if kept is None:
        raise UsageFault(f"there is no draft of {run.setting.guide.name} for {run.setting.ref} to go on with")
    found: dict[str, Answer] = {}
    for question in run.setting.guide.questions:
        if question.id in kept:
            answer = _still_an_answer(question, kept[question.id], run.setting.data)
            if answer is not None:
                found[question.id] = answer
    return found


def _still_an_answer(question: Question, said: Any, data: Mapping[str, Any]) -> Answer | None:
    """An answer of a draft; None where the case has changed so that it is none any more. It is asked again then."""
    try:
        return read_answer(question, said, data)
    except UsageFault:
        return None


# ---- about whom, and for which conference --------------------------------------------------------------------------


def _conference(asked: Asked, told: Mapping[str, Any], guide: Guide, case: Case) -> Mapping[str, Any]:
    """The conference's row; empty where the guide belongs to none."""
    named = told.get("conference") if asked.conference is None else asked.conference
    if guide.conference == "none":
        if named is not None:
            raise UsageFault(f"the guide {guide.name} belongs to no conference; leave --conference out")
        return {}
    rows = case.rows("conference")
    standing = [row for row in rows if row.get("state") not in NOT_CHOSEN]
    if guide.conference == "if-any" and named is None and not standing:
        return {}
    return which_conference(case.ref, rows, asked.day, None if named is None else str(named))


def _about(
    asked: Asked,
    told: Mapping[str, Any],
    guide: Guide,
    case: Case,
    conference: Mapping[str, Any],
    report: _File,
    *,
    alone: bool,
) -> tuple[str, ...]:
    """About whom it is run, in the order of the case.

    Raises:
        UsageFault: it is not said, or somebody named is not in the case.
    """
    said = list(asked.about)
    if not said and "about" in told:
        value = told["about"]
        said = [value] if isinstance(value, str) else value
        if not isinstance(said, list) or not said or not all(isinstance(each, str) for each in said):
            raise report.fault("about", 'write the ids of the case, such as ["c1"]')
    if guide.whom == "case":
        if said:
            raise UsageFault(f"the guide {guide.name} is about nobody in particular; leave --about out")
        return ()
    known = ids_of(case.data, guide.whom)
    for each in said:
        if each not in known:
            raise UsageFault(f'--about: nobody fitting in {case.ref} has the id "{each}"{nearest(each, known)}')
    if len(set(said)) > 1 and guide.whom != "children":
        raise UsageFault(f"the guide {guide.name} is run for one at a time; give one --about")
    return tuple(sorted(set(said), key=known.index)) or _nobody_said(guide, case, conference, asked, alone=alone)


def _nobody_said(
    guide: Guide, case: Case, conference: Mapping[str, Any], asked: Asked, *, alone: bool
) -> tuple[str, ...]:
    """The only one there can be, all subject children, or who a person at the terminal says."""
    choices = _candidates(guide, case, conference)
    if guide.whom == "children" and choices:
        return tuple(word for word, _ in choices)
    if len(choices) == 1:
        return (choices[0][0],)
    if choices and alone and can_ask() and asked.answers is None:
        from cpcli.cli.guide_prompts import ask_about

        return (ask_about(choices, plain=asked.plain),)
    there = f"; there are: {', '.join(word for word, _ in choices)}" if choices else ""
    raise UsageFault(f"about whom? Give --about ID{there}")


def _candidates(guide: Guide, case: Case, conference: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Those it can be about; of children, the subjects of the conference."""
    choices = offered(case.data, guide.whom)
    if guide.whom not in {"child", "children"}:
        return choices
    named = conference.get("children", [])
    subjects = [row.get("id") for row in case.rows("child") if row.get("subject", True) is True]
    return [(word, says) for word, says in choices if word in subjects and (not named or word in named)]

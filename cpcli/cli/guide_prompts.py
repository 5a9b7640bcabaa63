"""A guide on a terminal: what the walk needs of the outside, and the drafts it keeps."""

import shlex
from collections.abc import Sequence
from datetime import date

from cpcli.casework.guide import Answers, Question
from cpcli.cli.guide_run import Run, draft_answers
from cpcli.errors import CpcliError
from cpcli.guides.asking import Move, Prompt, ask, ask_yes, is_plain, wrapped
from cpcli.guides.walk import KEYS, Helper, walk
from cpcli.output.emit import tell
from cpcli.output.guide_pages import answer_lines
from cpcli.output.safe import safe_text
from cpcli.rules.guides import asides_at, judge
from cpcli.rules.wording import say


def on_terminal(run: Run) -> Answers | None:
    """Ask everything; the answers once the person saves, None where a draft is kept.

    Raises:
        KeyboardInterrupt: Ctrl-C; a draft was kept where there was anything to keep.
    """
    guide = run.setting.guide
    plain = run.asked.plain or is_plain()
    _say(f"\n  {guide.title}\n  {guide.about}\n  {_of_what(run)}\n  {KEYS}", plain=plain)
    run = _with_draft(run, plain=plain)
    keeper = _Keeper(run)
    try:
        answers = walk(run.setting, run.given, _helper(run, keeper, plain=plain))
    except KeyboardInterrupt:
        if keeper.is_kept:
            tell(f"\nkept as a draft; go on with: {resume(run)}")
        raise
    if answers is None:
        tell(f"kept as a draft; go on with: {resume(run)}")
    return answers


class _Keeper:
    """Keeps the draft after every answer. Where that fails the person goes on, and is told what it means, once."""

    def __init__(self, run: Run) -> None:
        self.draft, self.told = run.draft, ""
        self.is_kept = run.draft.is_there()

    def keep(self, answers: Answers) -> bool:
        """Keep the answers so far; whether they are on the disk."""
        try:
            self.draft.keep(answers)
        except CpcliError as fault:
            self.is_kept = False
            if str(fault) != self.told:
                self.told = str(fault)
                tell(safe_text(f"warning: {fault}. You can go on, but nothing is kept until you save at the end"))
            return False
        self.is_kept, self.told = True, ""
        return True


def _with_draft(run: Run, *, plain: bool) -> Run:
    """Go on with a draft that is there, if the person wants to."""
    if run.asked.resume or run.draft.read() is None:
        return run
    # An empty line goes on: what was typed is not dropped by a key too many.
    if not ask_yes("A draft of this is kept. Go on with it? (no begins anew and drops it)", plain=plain, default=True):
        run.draft.drop()
        return run
    return run._replace(given={**draft_answers(run), **run.given})


def _of_what(run: Run) -> str:
    """Which case, about whom, for which conference: so that nobody answers for another one."""
    setting = run.setting
    at = setting.conference.get("at")
    whom = f", about {' and '.join(setting.about)}" if setting.about else ""
    when = f" ({say(at)})" if isinstance(at, date) else ""
    return f"{setting.ref}{whom}" + (f", for {setting.conference_id}{when}" if setting.conference_id else "")


def _helper(run: Run, keeper: _Keeper, *, plain: bool) -> Helper:
    setting = run.setting

    def review(answers: Answers) -> str:
        judged = judge(setting.guide, answers, setting.situation)
        number = len(judged.warnings)
        lines = ["", "Before saving", *answer_lines(setting.guide, answers), ""]
        lines += [f"  Note: {aside.says}" for aside in asides_at(setting.guide, "", answers, setting.situation)]
        lines += [f"  Warning: {each.says}{_cited(each.clauses)}" for each in judged.warnings]
        lines.append(f"  It comes to: {judged.ending.says}")
        lines.append(f"  {len(answers)} answers, {number} {'warning' if number == 1 else 'warnings'}.")
        return safe_text_lines(lines)

    return Helper(
        tell=lambda said: _say(said, plain=plain),
        explain=lambda question: _explained(run, question),
        keep=keeper.keep,
        review=review,
        plain=plain,
    )


def _say(said: str, *, plain: bool) -> None:
    """Say something to the person; on a terminal that redraws, broken between words."""
    lines = [safe_text(line) for line in said.split("\n")]
    tell("\n".join(lines if plain else map(wrapped, lines)))


def safe_text_lines(lines: Sequence[str]) -> str:
    """Lines of text, each without what could move the cursor."""
    return "\n".join(map(safe_text, lines))


def _cited(clauses: Sequence[str]) -> str:
    return f" ({' '.join(clauses)})" if clauses else ""


def _explained(run: Run, question: Question) -> str:
    """A question's help, and what each clause behind it asks, in our own words."""
    from cpcli.store.clauses import citable, known_clauses

    register = {**known_clauses(), **citable(run.pack, run.context.config.pack_places)}
    named = [*question.clauses, *(clause for option in question.options for clause in option.clauses)]
    lines = [question.help] if question.help else []
    for clause in dict.fromkeys(named):
        known = register.get(clause)
        lines.append(f"{clause}: {known.summary} ({known.at})" if known else clause)
    return "\n".join(f"    {line}" for line in lines) or "    There is nothing more to say about this question."


def ask_about(choices: Sequence[tuple[str, str]], *, plain: bool) -> str:
    """About whom."""
    while True:
        said = ask(Prompt("About whom?", tuple(choices)), plain=plain or is_plain())
        if not isinstance(said, Move) and said and said[0] in dict(choices):
            return said[0]
        tell("choose one of them")


def resume(run: Run) -> str:
    """The command that goes on with its draft."""
    setting = run.setting
    words = ["cpcli", "guide", "run", setting.guide.name, setting.ref]
    words += [word for each in setting.about for word in ("--about", each)]
    words += ["--conference", setting.conference_id] if setting.conference_id else []
    words += ["--supersedes", run.asked.supersedes] if run.asked.supersedes else []
    return safe_text(shlex.join([*words, "--resume"]))

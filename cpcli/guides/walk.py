"""Walking a person through a guide's questions on a terminal: one at a time, back at any point, all of it reviewed."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import NamedTuple

from cpcli.casework.guide import Answer, Answers, Question
from cpcli.errors import UsageFault
from cpcli.guides.answers import offered, read_answer
from cpcli.guides.asking import Move, Prompt, ask
from cpcli.guides.setting import Setting
from cpcli.rules.guides import against_limit, asides_at, asked, in_force, limit_of

#: What a person is told at the start.
KEYS = "?  help and clauses    <  back    Ctrl-C  keep a draft"


class Chosen(Enum):
    """What a person chooses after the review."""

    SAVE = "save"
    CHANGE = "change"
    DRAFT = "draft"


class Helper(NamedTuple):
    """What the walk needs of the outside.

    Attributes:
        tell: say a line to the person.
        explain: the help of a question: its clauses in words.
        keep: keep the answers so far as a draft; whether that came about.
        review: the page with all answers, before saving.
        plain: ask a line at a time.
    """

    tell: Callable[[str], None]
    explain: Callable[[Question], str]
    keep: Callable[[Answers], bool]
    review: Callable[[Answers], str]
    plain: bool


def walk(setting: Setting, given: Answers, helper: Helper) -> Answers | None:
    """Ask everything that applies and has no answer yet; the answers once the person saves, None for a draft.

    Raises:
        KeyboardInterrupt: Ctrl-C; what was answered has been kept.
    """
    return _Walk(setting, given, helper).whole()


class _Walk:
    """One walk: the answers so far, and the questions that are done with, answered or left out."""

    def __init__(self, setting: Setting, given: Answers, helper: Helper) -> None:
        self.setting, self.helper = setting, helper
        self.answers: dict[str, Answer] = dict(given)
        self.done: set[str] = set(given)

    def whole(self) -> Answers | None:
        while True:
            while (question := self._next()) is not None:
                self._put(question)
            match self._reviewed():
                case Chosen.SAVE:
                    return in_force(self.setting.guide, self.answers, self.setting.situation)
                case Chosen.DRAFT:
                    # What could not be kept must not end the walk: the person chooses again.
                    if self.helper.keep(self.answers):
                        return None
                case Question() as question:
                    self.done.discard(question.id)

    def _asked(self) -> list[Question]:
        return asked(self.setting.guide, self.answers, self.setting.situation)

    def _next(self) -> Question | None:
        return next((question for question in self._asked() if question.id not in self.done), None)

    def _put(self, question: Question) -> None:
        """Put one question until it is answered, left out, or gone back from."""
        asides = asides_at(self.setting.guide, question.id, self.answers, self.setting.situation)
        if asides:
            self.helper.tell("")
        for aside in asides:
            kind = "Presumption, which can be rebutted: " if aside.is_presumption else "Note: "
            self.helper.tell(f"{kind}{aside.says} ({' '.join(aside.clauses)})" if aside.clauses else kind + aside.says)
        if question.kind in {"person", "people"} and not choices_of(question, self.setting.data):
            ref = self.setting.ref
            self.helper.tell(f"nobody fitting is on the case yet: Ctrl-C keeps a draft, then cpcli add person {ref}")
        while True:
            said = ask(self._prompt(question), plain=self.helper.plain)
            if isinstance(said, Move):
                self._back(question)
                return
            if self._taken(question, said):
                return

    def _back(self, question: Question) -> None:
        before = [each.id for each in self._asked()]
        at = before.index(question.id)
        if at == 0:
            self.helper.tell("this is the first question")
        else:
            self.done.discard(before[at - 1])

    def _taken(self, question: Question, words: tuple[str, ...]) -> bool:
        """Whether the words are an answer; it is kept at once."""
        if not words:
            if question.required:
                self.helper.tell("this is needed; Ctrl-C keeps a draft")
                return False
            self.answers.pop(question.id, None)
        else:
            try:
                self.answers[question.id] = read_answer(
                    question, words if question.is_many else words[0], self.setting.data
                )
            except UsageFault as fault:
                self.helper.tell(str(fault))
                return False
            self._against_limit(question)
        self.done.add(question.id)
        self.helper.keep(self.answers)
        return True

    def _against_limit(self, question: Question) -> None:
        limit = limit_of(question, self.setting.situation)
        on = self.answers[question.id]
        if limit is not None and not isinstance(on, str | tuple):
            self.helper.tell(against_limit(on, limit))

    def _prompt(self, question: Question) -> Prompt:
        questions = [each.id for each in self._asked()]
        place = f"{questions.index(question.id) + 1}/{len(questions)}"
        return Prompt(
            title=f"{place}  {question.ask}",
            choices=choices_of(question, self.setting.data),
            several=question.is_many,
            optional=not question.required,
            now=self._now(question),
            help=lambda: self.helper.tell(self.helper.explain(question)),
        )

    def _now(self, question: Question) -> tuple[str, ...]:
        answer = self.answers.get(question.id)
        if answer is None:
            return self._suggested(question)
        return answer if isinstance(answer, tuple) else (str(answer),)

    def _suggested(self, question: Question) -> tuple[str, ...]:
        """What is offered as the answer: the chair of this conference, the first with a fitting role, or today."""
        if question.id == "decided-on":
            return (self.setting.today.isoformat(),)
        if not question.suggests:
            return ()
        chair = self.setting.conference.get("chair")
        if "conference-chair" in question.suggests and isinstance(chair, str):
            return (chair,)
        people = [row for row in self.setting.data.get("person", []) if isinstance(row, Mapping)]
        fitting = [str(row["id"]) for role in question.suggests for row in people if row.get("role") == role]
        return tuple(fitting[:1])

    def _reviewed(self) -> Chosen | Question:
        """Show everything, and let the person save, change an answer, or keep a draft."""
        answers = in_force(self.setting.guide, self.answers, self.setting.situation)
        self.helper.tell(self.helper.review(answers))
        choices = (
            (Chosen.SAVE.value, "save the decision"),
            (Chosen.CHANGE.value, "go back to an answer"),
            (Chosen.DRAFT.value, "keep a draft and stop"),
        )
        while True:
            said = ask(Prompt("Save, go back, or keep as draft?", choices), plain=self.helper.plain)
            if said is Move.BACK:
                return self._asked()[-1]
            if said == (Chosen.CHANGE.value,):
                return self._which()
            if said and said[0] in {Chosen.SAVE.value, Chosen.DRAFT.value}:
                return Chosen(said[0])
            self.helper.tell("choose save, change or draft")

    def _which(self) -> Question:
        questions = self._asked()
        choices = tuple((question.id, question.ask) for question in questions)
        while True:
            said = ask(Prompt("Which answer?", choices), plain=self.helper.plain)
            for question in questions:
                if said == (question.id,):
                    return question
            if said is Move.BACK:
                return questions[-1]
            self.helper.tell("choose one of them")


def choices_of(question: Question, data: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """What a question offers, each with a word about it."""
    if question.kind in {"person", "people"}:
        return tuple(offered(data, question.whom))
    if question.kind == "yes-no":
        return tuple((word, "") for word in question.words())
    return tuple((option.id, option.says) for option in question.options)

"""Every outcome of every guide is reached by a worked case, and every question is asked in one."""

import pytest
from guide_cases import Worked, all_worked, guide_of, names, set_up, worked

from cpcli.rules.guides import asides_at, asked, judge, missing

CASES = list(all_worked())


def test_there_are_guides_and_worked_cases() -> None:
    assert names()
    assert CASES


@pytest.mark.parametrize("case", CASES, ids=[f"{case.guide}: {case.name}" for case in CASES])
def test_the_answers_come_to_what_the_case_says(case: Worked) -> None:
    setting, answers = set_up(case)
    guide, situation = setting.guide, setting.situation
    assert missing(guide, answers, situation) == list(case.expect.get("missing", []))
    ids = [question.id for question in asked(guide, answers, situation)]
    assert [name for name in case.answers if name not in ids] == [], "answered but not asked"
    for name in case.expect.get("asked", []):
        assert name in ids
    for name in case.expect.get("not_asked", []):
        assert name not in ids
        assert guide.question(name) is not None
    if case.expect.get("missing"):
        return
    found = judge(guide, answers, situation)
    assert found.ending.id == case.expect["outcome"]
    told = [aside.says for at in [*ids, ""] for aside in asides_at(guide, at, answers, situation)]
    for kind, sentences in (
        ("warned", [warning.says for warning in found.warnings]),
        ("told", told),
        ("next", [step.says for step in found.next_steps]),
        ("recorded", [record.says for record in found.records]),
    ):
        for words in case.expect.get(kind, []):
            assert any(words in says for says in sentences), f"{kind}: {words} is not in {sentences}"
        for words in case.expect.get(f"not_{kind}", []):
            assert not any(words in says for says in sentences), f"{kind}: {words} is in {sentences}"
    if case.expect.get("warned") == []:
        assert not found.warnings


@pytest.mark.parametrize("name", names())
def test_each_outcome_warning_and_step_is_reached(name: str) -> None:
    guide, cases = guide_of(name), [case for case in worked(name) if not case.expect.get("missing")]
    endings, warnings, steps, questions, asides = set[str](), set[str](), set[str](), set[str](), set[str]()
    for case in cases:
        setting, answers = set_up(case)
        found = judge(guide, answers, setting.situation)
        endings.add(found.ending.id)
        warnings.update(warning.says for warning in found.warnings)
        steps.update(step.says for step in found.next_steps)
        ids = [question.id for question in asked(guide, answers, setting.situation)]
        questions.update(name for name in ids if name in answers)
        asides.update(a.says for at in [*ids, ""] for a in asides_at(guide, at, answers, setting.situation))
    assert endings == {ending.id for ending in guide.endings}
    assert warnings == {warning.says for warning in guide.warnings}
    assert steps == {step.says for step in guide.next_steps}
    assert questions == {question.id for question in guide.questions}
    assert asides == {aside.says for aside in guide.asides}

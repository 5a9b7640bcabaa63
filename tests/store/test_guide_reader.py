"""A guide is read strictly: one bad file per mistake, with the words its message must hold."""

from pathlib import Path

import pytest

from cpcli.casework.guide import STANDARD
from cpcli.errors import InvalidFile
from cpcli.store.guide_reader import RESERVED, read_guide
from cpcli.store.packs import load_pack

PACK = load_pack("pan-berkshire")

GOOD = """\
title = "Choose a colour"
about = "Nobody is harmed."
from = 2026-01-01
whom = "child"
conference = "if-any"
clauses = ["X01"]

[decision]
roles = ["conference-chair"]
clauses = ["X03"]

[[question]]
id = "colour"
ask = "Which colour?"
kind = "choice"
clauses = ["X04"]
option = [
  { id = "red", says = "red" },
  { id = "blue", says = "blue", clauses = ["X05"] },
]

[[question]]
id = "asked-on"
ask = "When?"
kind = "date"
rule = "exclusion-request.before-conference"

[[question]]
id = "why"
ask = "Why red?"
kind = "text"
required = false
when = { colour = "red", unless = { colour = "blue" }, any = [{ answered = "asked-on" }, { late = "asked-on" }] }

[[presumption]]
at = "colour"
says = "Red is likely."
clauses = ["C09"]
when = { fact = "child-under-twelve" }

[[note]]
says = "That is all."

[[warning]]
says = "Red stains."
when = { outcome = "red" }

[[outcome]]
id = "red"
says = "Red it is."
when = { colour = "red" }

[[outcome]]
id = "other"
says = "Another colour."

[[record]]
says = "The colour."
questions = ["colour"]
clauses = ["X21"]

[[next]]
says = "Paint."
command = "cpcli show {REF} {colour} {ABOUT}"
rule = "decision.send"
"""

#: What is wrong: the words replaced, what stands instead, and what the message must hold.
BAD = {
    "unknown key": ('title = "Choose', 'titel = "x"\ntitle = "Choose', 'did you mean "title"'),
    "no title": ('title = "Choose a colour"\n', "", '"title" is missing'),
    "no start": ("from = 2026-01-01\n", "", '"from" is missing'),
    "about nobody we know": ('whom = "child"', 'whom = "chid"', 'did you mean "child"'),
    "conference": ('"if-any"', '"maybe"', '"maybe" is not known here'),
    "nothing cited": ('clauses = ["X01"]\n', "", '"clauses" is missing'),
    "nobody decides": ('[decision]\nroles = ["conference-chair"]\nclauses = ["X03"]\n', "", "it says who decides"),
    "a role nobody has": ('"conference-chair"', '"conference-chiar"', 'did you mean "conference-chair"'),
    "an odd id": ('id = "colour"', 'id = "Colour!"', "small letters"),
    "an id that an option has": ('id = "why"', 'id = "resume"', '"resume" is taken'),
    "an id of the last questions": ('id = "why"', 'id = "reasons"', '"reasons" is taken'),
    "an id twice": ('id = "why"', 'id = "colour"', '"colour" stands twice'),
    "the same question twice": ('ask = "Why red?"', 'ask = "Which colour?"', "asks the same words"),
    "a kind there is none of": ('kind = "text"', 'kind = "txt"', 'did you mean "text"'),
    "one option": ('  { id = "blue", says = "blue", clauses = ["X05"] },\n', "", "at least two options"),
    "an option twice": ('id = "blue"', 'id = "red"', "option's id stands twice"),
    "an odd option": ('id = "blue"', 'id = "Deep Blue"', "small letters"),
    "options of a text": ('kind = "text"\n', 'kind = "text"\noption = [{ id = "a", says = "a" }]\n', "has no options"),
    "a rule that is none": ('"exclusion-request.before', '"exclusion-request.befor', "did you mean"),
    "a rule for a text": ('kind = "text"\n', 'kind = "text"\nrule = "decision.send"\n', "only a date"),
    "a suggestion for a text": ('kind = "text"\n', 'kind = "text"\nsuggests = ["advocate"]\n', "only a person"),
    "a condition on a later question": (
        'kind = "choice"\n',
        'kind = "choice"\nwhen = { why = "x" }\n',
        "no question before",
    ),
    "a condition on no question": ("when = { colour =", "when = { color =", 'did you mean "colour"'),
    "a condition on an answer that is none": ('when = { colour = "red", u', 'when = { colour = "rad", u', 'mean "red"'),
    "a condition on free words": (
        'when = { outcome = "red" }',
        'when = { why = "x" }',
        'only be looked at with "answered"',
    ),
    "an empty condition": ('when = { fact = "child-under-twelve" }', "when = {}", "must say something"),
    "a fact that is none": ('"child-under-twelve"', '"child-under-twelv"', 'did you mean "child-under-twelve"'),
    "not a fact": ("unless = { colour", 'unless = { fact = "child-unborn", colour', "is not a no"),
    "late without a rule": ('{ late = "asked-on" }', '{ late = "colour" }', "held against no rule"),
    "an outcome there is none of": ('when = { outcome = "red" }', 'when = { outcome = "rd" }', 'did you mean "red"'),
    "an outcome looked at too early": (
        'when = { colour = "red" }',
        'when = { outcome = "red" }',
        '"outcome" is not a key',
    ),
    "an outcome twice": ('id = "other"', 'id = "red"', '"red" stands twice'),
    "an outcome with an odd id": ('id = "other"', 'id = "Other!"', "small letters"),
    "no last outcome": ('says = "Another colour."', 'says = "x"\nwhen = { colour = "blue" }', "only the last"),
    "a note nowhere": ('says = "That is all."', 'says = "x"\nat = "colr"', 'did you mean "colour"'),
    "a presumption on nobody's authority": ('clauses = ["C09"]\n', "", '"clauses" is missing'),
    "a record of nothing": ('questions = ["colour"]\n', "", '"questions" is missing'),
    "a blank that nothing fills": ("{colour} {ABOUT}", "{color}", 'did you mean "colour"'),
    "a next step on no rule": ('rule = "decision.send"', 'rule = "decision.sent"', 'did you mean "decision.send"'),
}


def problems(text: str, folder: Path) -> list[str]:
    path = folder / "colour.toml"
    path.write_text(text, encoding="utf-8")
    return [str(problem) for problem in read_guide(path, PACK, "here")[1].found]


def test_the_good_guide_has_no_problem_and_ends_with_the_standard_questions(tmp_path: Path) -> None:
    assert problems(GOOD, tmp_path) == []

    guide, _ = read_guide(tmp_path / "colour.toml", PACK, "here")
    assert [question.id for question in guide.questions] == ["colour", "asked-on", "why", *STANDARD]
    assert ("X05", "colour") in set(guide.cited())
    assert ("X21", "colour") in set(guide.cited())


@pytest.mark.parametrize("mistake", BAD)
def test_a_mistake_is_told_with_what_to_write(mistake: str, tmp_path: Path) -> None:
    before, after, words = BAD[mistake]
    assert before in GOOD

    found = problems(GOOD.replace(before, after, 1), tmp_path)

    assert found
    assert any(words in each for each in found), found
    assert all(each.startswith("here/guides/colour.toml") for each in found)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace('"if-any"', '"maybe"').replace('kind = "text"', 'kind = "txt"').replace("{ABOUT}", "{ABUT}")

    assert len(problems(text, tmp_path)) >= 3


def test_a_guide_that_asks_nothing_is_no_guide(tmp_path: Path) -> None:
    start, _, rest = GOOD.partition("[[question]]")
    end = rest[rest.index('[[outcome]]\nid = "other"') :].partition("[[record]]")[0]

    assert any("at least one question" in each for each in problems(start + end, tmp_path))


def test_what_is_no_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidFile, match="not valid TOML"):
        problems("title = ", tmp_path)


def test_no_question_can_be_called_like_an_option_of_the_command() -> None:
    import inspect

    from cpcli.cli.guide import run

    options = {name.replace("_", "-") for name in inspect.signature(run).parameters}
    assert {"answers", "resume", "plain"} <= options
    assert options - {"words", "form", "name"} <= RESERVED

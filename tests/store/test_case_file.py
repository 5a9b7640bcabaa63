"""What is read from a case file: children, conferences and events, each for the children it concerns."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cpcli.casework.timeline import Event, Timeline
from cpcli.errors import InvalidFile
from cpcli.store.case_file import CaseFile, read_case

LONDON = ZoneInfo("Europe/London")
AS_OF = date(2026, 11, 18)

TWO_CHILDREN = """
[[child]]
id = "c1"
name = "Rowan Example"
born = 2019-03-04

[[child]]
id = "c2"
name = "Hazel Example"
born = 2023-06-18
subject = true
"""

CONFERENCE = """
[[conference]]
id = "ic1"
kind = "initial-conference"
at = 2026-11-18T10:00:00
"""

Read = Callable[[str], CaseFile]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read a case of this text."""

    def reading(text: str) -> CaseFile:
        path = tmp_path / "2026-0042.toml"
        path.write_text(text, encoding="utf-8")
        return read_case(path)

    return reading


def lines(case: CaseFile, as_of: date = AS_OF) -> dict[str | None, Timeline]:
    found = {line.child: line for line in case.timelines(as_of, {})}
    assert found
    return found


def of_kind(line: Timeline, kind: str) -> list[Event]:
    return [event for event in line.events if event.kind == kind]


def conference(line: Timeline, kind: str = "initial-conference") -> Event:
    found = of_kind(line, kind)
    assert len(found) == 1
    return found[0]


def problems_of(read: Read, text: str) -> list[str]:
    with pytest.raises(InvalidFile) as caught:
        read(text)
    return [str(problem) for problem in caught.value.problems]


def test_a_case_gives_one_timeline_for_each_subject_child_with_its_case(read: Read) -> None:
    case = read(f'format = 1\nref = "2026-0100"\npack = "salford"\n{TWO_CHILDREN}')
    assert (case.ref, case.pack) == ("2026-0100", "salford")
    assert list(lines(case)) == ["c1", "c2"]
    assert {line.case for line in lines(case).values()} == {"2026-0100"}


def test_a_case_without_a_ref_is_known_by_its_file(read: Read) -> None:
    assert read(TWO_CHILDREN).ref == "2026-0042"


def test_a_child_who_is_not_the_subject_has_no_timeline_and_lends_no_birth(read: Read) -> None:
    found = lines(read(TWO_CHILDREN.replace("subject = true", "subject = false")))
    assert list(found) == ["c1"]
    assert [event.day for event in of_kind(found["c1"], "date-of-birth")] == [date(2019, 3, 4)]


def test_a_case_without_children_still_has_one_timeline(read: Read) -> None:
    found = lines(read('[[event]]\nkind = "strategy-discussion"\non = 2026-11-02\n'))
    assert list(found) == [None]
    assert [event.kind for event in found[None].events] == ["strategy-discussion"]


def test_a_date_of_birth_is_that_child_s_alone(read: Read) -> None:
    found = lines(read(TWO_CHILDREN))
    assert {child: conference(line, "date-of-birth").day for child, line in found.items()} == {
        "c1": date(2019, 3, 4),
        "c2": date(2023, 6, 18),
    }
    assert all(not of_kind(line, "expected-delivery") for line in found.values())


def test_an_unborn_child_has_an_expected_delivery_and_no_birth(read: Read) -> None:
    found = lines(read(TWO_CHILDREN.replace("born = 2023-06-18", "expected = 2027-01-18")))
    assert conference(found["c2"], "expected-delivery").on == date(2027, 1, 18)
    assert not of_kind(found["c2"], "birth")
    assert not of_kind(found["c2"], "date-of-birth")
    assert not of_kind(found["c1"], "expected-delivery")


def test_a_child_born_after_an_expected_delivery_keeps_both(read: Read) -> None:
    born = lines(read(TWO_CHILDREN.replace("born = 2023-06-18", "expected = 2027-01-18\nborn = 2027-01-04")))["c2"]
    assert conference(born, "expected-delivery").on == date(2027, 1, 18)
    assert conference(born, "birth").on == date(2027, 1, 4)


def test_children_left_out_means_all_subject_children(read: Read) -> None:
    text = TWO_CHILDREN + CONFERENCE + '[[event]]\nkind = "strategy-discussion"\non = 2026-11-02\n'
    for line in lines(read(text)).values():
        assert conference(line).ref == "ic1"
        assert len(of_kind(line, "strategy-discussion")) == 1


def test_children_named_means_those_alone(read: Read) -> None:
    text = f"""{TWO_CHILDREN}{CONFERENCE}children = ["c1"]
[[event]]
kind = "strategy-discussion"
on = 2026-11-02
children = ["c2"]
"""
    found = lines(read(text))
    assert [e.kind for e in found["c1"].events if e.day > date(2026, 1, 1)] == ["initial-conference"]
    assert [e.kind for e in found["c2"].events if e.day > date(2026, 1, 1)] == ["strategy-discussion"]


def test_times_without_an_offset_are_london_times(read: Read) -> None:
    text = TWO_CHILDREN + CONFERENCE.replace("2026-11-18", "2026-06-16") + "ended = 2026-06-16T11:30:00Z\n"
    found = conference(lines(read(text))["c1"])
    assert found.on == datetime(2026, 6, 16, 10, tzinfo=LONDON)
    assert found.on.isoformat() == "2026-06-16T10:00:00+01:00"
    assert found.ended == datetime(2026, 6, 16, 12, 30, tzinfo=LONDON)


def test_a_conference_may_have_a_date_only(read: Read) -> None:
    found = conference(lines(read(TWO_CHILDREN + CONFERENCE.replace("T10:00:00", "")))["c1"])
    assert type(found.on) is date


@pytest.mark.parametrize(
    ("more", "as_of", "state"),
    [
        ("", "2026-11-17", "planned"),
        ("", "2026-11-18", "planned"),
        ("", "2026-11-19", "held"),
        ("ended = 2026-11-18T12:00:00", "2026-11-18", "held"),
        ('[[conference.attendance]]\nperson = "p4"\nattended = "in-person"', "2026-11-18", "held"),
        ('[[conference.attendance]]\nperson = "p4"\nattended = "online"', "2026-11-18", "held"),
        ('[[conference.attendance]]\nperson = "p4"\nattended = "apologies"', "2026-11-18", "planned"),
        ('[[conference.attendance]]\nperson = "p4"\nreply = "accepted"', "2026-11-18", "planned"),
        ('state = "planned"', "2026-11-30", "planned"),
        ('state = "held"', "2026-11-18", "held"),
        ('state = "adjourned"', "2026-11-30", "adjourned"),
        ('state = "cancelled"', "2026-11-17", "cancelled"),
    ],
)
def test_a_conference_s_state_is_what_is_recorded_else_what_the_day_and_attendance_say(
    read: Read, more: str, as_of: str, state: str
) -> None:
    line = lines(read(f"{TWO_CHILDREN}{CONFERENCE}{more}\n"), date.fromisoformat(as_of))["c1"]
    assert line.state_of(conference(line)) == state


def test_an_outcome_belongs_to_its_child_and_stays_unknown_for_the_other(read: Read) -> None:
    text = f"""{TWO_CHILDREN}{CONFERENCE}
[[conference.outcome]]
child = "c1"
decision = "no-plan"
"""
    found = lines(read(text))
    assert conference(found["c1"]).outcome == "no-plan"
    assert conference(found["c2"]).outcome is None


@pytest.mark.parametrize(
    ("decision", "outcome"), [("plan", "plan"), ("continue", "plan"), ("no-plan", "no-plan"), ("end", "no-plan")]
)
def test_a_decision_says_whether_there_is_a_plan_afterwards(read: Read, decision: str, outcome: str) -> None:
    text = f'{TWO_CHILDREN}{CONFERENCE}[[conference.outcome]]\nchild = "c1"\ndecision = "{decision}"\n'
    assert conference(lines(read(text))["c1"]).outcome == outcome


def test_an_outcome_without_a_decision_stays_unknown(read: Read) -> None:
    text = f'{TWO_CHILDREN}{CONFERENCE}[[conference.outcome]]\nchild = "c1"\n'
    assert conference(lines(read(text))["c1"]).outcome is None


@pytest.mark.parametrize("ident", ['id = "ic1"\n', ""])
def test_an_event_that_repeats_a_conference_counts_once(read: Read, ident: str) -> None:
    text = (TWO_CHILDREN + CONFERENCE).replace('id = "ic1"\n', ident)
    text += '[[event]]\nkind = "initial-conference"\non = 2026-11-18\n'
    for line in lines(read(text)).values():
        assert conference(line).on == datetime(2026, 11, 18, 10, tzinfo=LONDON)


def test_an_event_on_another_day_is_another_conference(read: Read) -> None:
    text = TWO_CHILDREN + CONFERENCE + '[[event]]\nkind = "initial-conference"\non = 2026-11-10\n'
    assert len(of_kind(lines(read(text))["c1"], "initial-conference")) == 2


def test_a_conference_of_one_child_does_not_swallow_the_other_child_s_event(read: Read) -> None:
    text = f"""{TWO_CHILDREN}{CONFERENCE}children = ["c1"]
[[event]]
kind = "initial-conference"
on = 2026-11-18
children = ["c2"]
"""
    found = lines(read(text))
    assert conference(found["c1"]).ref == "ic1"
    assert conference(found["c2"]).on == date(2026, 11, 18)


def test_an_event_may_say_which_conference_it_belongs_to(read: Read) -> None:
    text = f"""{TWO_CHILDREN}{CONFERENCE}
[[event]]
kind = "decision-sent"
on = 2026-11-19
conference = "ic1"
"""
    assert conference(lines(read(text))["c1"], "decision-sent").about == "ic1"


def test_events_come_in_order_of_time(read: Read) -> None:
    text = TWO_CHILDREN + "".join(
        f'[[event]]\nkind = "core-group"\non = {on}\n' for on in ("2026-11-27", "2026-11-20T14:00:00", "2026-11-20")
    )
    groups = of_kind(lines(read(text))["c1"], "core-group")
    assert [event.on for event in groups] == [
        date(2026, 11, 20),
        datetime(2026, 11, 20, 14, tzinfo=LONDON),
        date(2026, 11, 27),
    ]


def test_every_problem_is_told_in_one_pass_with_its_line_and_the_nearest_word(read: Read) -> None:
    text = """format = 1
[[child]]
id = "c1"
born = "2019"
[[conference]]
kind = "initial-conferance"
at = 2026-11-18
[[event]]
kind = "strategy-discussion"
on = true
children = ["c9"]
"""
    told = problems_of(read, text)
    assert len(told) == 4
    for line, words in ((4, "born"), (6, 'did you mean "initial-conference"'), (10, "on"), (11, "c1")):
        assert any(problem.startswith(f"2026-0042.toml:{line}:") and words in problem for problem in told), (line, told)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[child]]\nname = "Rowan Example"\n', '"id" is missing'),
        ("[[event]]\non = 2026-11-02\n", '"kind" is missing'),
        ('[[event]]\nkind = "birth"\n', '"on" is missing'),
        ('[[conference]]\nkind = "initial-conference"\n', '"at" is missing'),
        ('[[conference]]\nkind = "core-group"\nat = 2026-11-02\n', "initial-conference"),
        ('[[conference]]\nkind = "initial-conference"\nat = 2026-11-02\nstate = "canceled"\n', "cancelled"),
        ('[child]\nid = "c1"\n', "list of tables"),
        ("format = 2\n", "newer"),
        ('format = "1"\n', "whole number"),
        ("[[child]]\nid = 1\n", "text"),
        ('[[child]]\nid = "c1"\nborn = 2019-03-04T10:00:00\n', "date"),
    ],
)
def test_a_mistake_is_told_in_words_that_help(read: Read, text: str, words: str) -> None:
    told = problems_of(read, text)
    assert len(told) == 1
    assert words in told[0]
    assert told[0].startswith("2026-0042.toml:")
    assert "Rowan" not in told[0]


def test_a_file_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InvalidFile, match="cannot be read"):
        read_case(tmp_path / "nowhere.toml")

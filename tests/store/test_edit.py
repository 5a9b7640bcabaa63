"""Changing a TOML text: what was asked for and nothing else, or nothing at all."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from cpcli.errors import CpcliError
from cpcli.store.edit import Append, Change, Drop, Put, changed, same
from cpcli.store.lines import comments

CASE = """\
# The Example family: [[child]] order is by age.
format = 1   # layout
ref = "2026-0042"


# Rowan lives with an aunt during the week.
[[child]]
name = "Rowan Example"   # as on the birth certificate
id = "c1"
born = 2019-03-04
note = \"\"\"
Said on the phone: # not a comment
[[child]]
id = "c9"
\"\"\"

  [[child]]   # indented by hand
  id = "c2"
  needs = '''it's # loud
[[x]]'''

[[person]]
id = "p1"
role = "mother"
contact = ["c1", "c2"]   # both
confidential_from = { address = ["p2"], phone = ["p2"] }  # since May

[[conference]]
id = "ic1"
kind = "initial-conference"
at = 2026-12-10T10:00:00

# replies so far
[[conference.attendance]]
person = "p1"

# the end
"""

CHANGES: dict[str, tuple[Change, ...]] = {
    "a new child": (Append(("child",), {"id": "c3", "born": date(2024, 2, 29)}),),
    "a new kind of table": (Append(("event",), {"kind": "birth", "on": datetime(2026, 12, 1, 9)}),),  # noqa: DTZ001
    "a table inside": (Append(("conference", 0, "attendance"), {"person": "p2", "reply": "accepted"}),),
    "a first table inside": (Append(("conference", 0, "outcome"), {"child": "c1", "decision": "plan"}),),
    "a new key": (Put(("child", 1, "school"), "Sample # Primary"),),
    "a new key at the top": (Put(("pack",), "salford"),),
    "another value": (Put(("person", 0, "role"), "father"),),
    "another list": (Put(("person", 0, "contact"), ["c2"]),),
    "another value beside a comment": (Put(("child", 0, "name"), "Rowan Sample"),),
    "another text of several lines": (Put(("child", 0, "note"), "one line\n[[y]]\n"),),
    "a key in a table on one line": (Put(("person", 0, "confidential_from", "email"), ["p2"]),),
    "a key taken away": (Drop(("child", 0, "born")),),
    "a text of several lines taken away": (Drop(("child", 0, "note")),),
    "several at once": (
        Put(("conference", 0, "state"), "held"),
        Append(("conference", 0, "outcome"), {"child": "c1", "decision": "plan"}),
        Put(("conference", 0, "outcome", 0, "category"), "NEG"),
        Drop(("person", 0, "contact")),
        Append(("child",), {"id": "c3"}),
    ),
}


def model(text: str, changes: Sequence[Change]) -> Any:
    """The data as it should be: the changes made on plain tables, without the code under test."""
    data: Any = tomllib.loads(text)
    for change in changes:
        data = model_of(data, change)
    return data


def model_of(data: Any, change: Change) -> Any:
    data = deepcopy(data)
    holder = data
    for step in change.path[:-1]:
        holder = holder[step]
    last = change.path[-1]
    if isinstance(change, Append):
        holder.setdefault(last, []).append(dict(change.table))
    elif isinstance(change, Put):
        holder[last] = change.value
    else:
        del holder[last]
    return data


def orders(old: Any, new: Any) -> Iterator[tuple[list[str], list[str]]]:
    """For each table that was there: those of its keys that are still there, in the old order and in the new."""
    if isinstance(old, dict) and isinstance(new, dict):
        yield [key for key in old if key in new], [key for key in new if key in old]
        for key in old:
            yield from orders(old[key], new.get(key))
    elif isinstance(old, list) and isinstance(new, list):
        for one, other in zip(old, new, strict=False):
            yield from orders(one, other)


def is_within(old: Sequence[str], new: Sequence[str]) -> bool:
    left = iter(new)
    return all(line in left for line in old)


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_says_what_was_meant_and_keeps_every_comment(changes: tuple[Change, ...]) -> None:
    after = changed(CASE, changes)

    assert tomllib.loads(after) == model(CASE, changes)
    assert comments(after) == comments(CASE)


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES.keys())
def test_keys_that_were_there_keep_their_order(changes: tuple[Change, ...]) -> None:
    found = list(orders(tomllib.loads(CASE), tomllib.loads(changed(CASE, changes))))

    assert len(found) == 7
    assert [old for old, _ in found] == [new for _, new in found]


@pytest.mark.parametrize("name", [n for n in CHANGES if n.startswith(("a new", "a table", "a first"))])
def test_what_is_new_leaves_every_old_line_as_it_stood(name: str) -> None:
    after = changed(CASE, CHANGES[name])

    assert is_within(CASE.splitlines(), after.splitlines())
    assert len(after.splitlines()) > len(CASE.splitlines())


@pytest.mark.parametrize("name", [n for n in CHANGES if n.startswith("another")])
def test_another_value_leaves_every_other_line_as_it_stood(name: str) -> None:
    (change,) = CHANGES[name]
    key = str(change.path[-1])

    assert is_within(_without(CASE, key), changed(CASE, [change]).splitlines())


def _without(text: str, key: str) -> list[str]:
    kept, skipping = [], False
    for line in text.splitlines():
        if line.startswith(f"{key} = "):
            skipping = line.count('"""') == 1
            continue
        if skipping:
            skipping = '"""' not in line
            continue
        kept.append(line)
    return kept


def test_a_comment_beside_a_replaced_value_stays_beside_it() -> None:
    assert 'name = "Rowan Sample"   # as on the birth certificate' in changed(
        CASE, [Put(("child", 0, "name"), "Rowan Sample")]
    )


def test_lines_that_are_comments_survive_a_key_that_is_taken_away_between_them() -> None:
    text = '[[child]]\nid = "c1"\n# before\nschool = "Sample Street"\n# after\n\nnote = "x"\n'

    assert changed(text, [Drop(("child", 0, "school"))]) == text.replace('school = "Sample Street"\n', "")


def test_a_comment_beside_a_key_that_is_taken_away_is_not_lost() -> None:
    text = '[[child]]\nid = "c1"\nschool = "Sample Street"  # told by the aunt\nnote = "x"\n'

    try:
        after = changed(text, [Drop(("child", 0, "school"))])
    except CpcliError:
        return
    assert "# told by the aunt" in after
    assert tomllib.loads(after) == {"child": [{"id": "c1", "note": "x"}]}


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES.keys())
def test_a_file_from_windows_keeps_its_line_ends(changes: tuple[Change, ...]) -> None:
    after = changed(CASE.replace("\n", "\r\n"), changes)

    assert "\n" not in after.replace("\r\n", "")
    assert tomllib.loads(after) == model(CASE, changes)


def test_blank_lines_at_both_ends_of_a_file_stay() -> None:
    text = '\n\nformat = 1\n\n[[child]]\nid = "c1"\n\n\n'

    after = changed(text, [Append(("child",), {"id": "c2"})])

    assert after.startswith("\n\nformat")
    assert after.endswith("\n\n\n")


def test_a_file_without_a_last_line_end_can_be_changed() -> None:
    after = changed(
        'format = 1\n[[child]]\nid = "c1"', [Put(("child", 0, "name"), "x"), Append(("child",), {"id": "d"})]
    )

    assert tomllib.loads(after)["child"] == [{"id": "c1", "name": "x"}, {"id": "d"}]


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ('child = [{ id = "c1" }]  # on one line\n', Append(("child",), {"id": "c2"})),
        ('child = [{ id = "c1" }]\n', Put(("child", 0, "name"), "x")),
        ("a.b = 1  # first\nc = 2\na.d = 3  # last\n", Put(("a", "e"), 4)),
        ("a.b = 1\nc = 2\na.d = 3\n", Drop(("a", "b"))),
        ("[a]\nb.c = 1\n\n[a.d]\ne = 2\n", Put(("a", "b", "f"), 3)),
        ("[a.b]\nx = 1\n\n[c]\ny = 1\n\n[a.d]\nz = 1\n", Put(("a", "b", "w"), 2)),
        ("[[a]]\nx = 1\n\n[b]\ny = 1\n\n[[a]]\nx = 2\n", Append(("a",), {"x": 3})),
        ('["a b"]\nx = 1  # one\n', Put(("a b", "y"), 2)),
        ('["a.b"]\nx = 1\n["c]d"]\nx = 2 # two\n', Put(("c]d", "y"), 2)),
        ("x = [\n  1,  # one\n  2,\n]\n", Put(("y",), 2)),
        ("x = [\n  [1],\n  [2]\n]\n\n[z]\nk = 1\n", Put(("y",), 2)),
    ],
)
def test_a_layout_by_hand_is_changed_as_meant_or_not_at_all(text: str, change: Change) -> None:
    try:
        after = changed(text, [change])
    except CpcliError as fault:
        told = str(fault)
    else:
        assert tomllib.loads(after) == model(text, [change])
        assert comments(after) == comments(text)
        return
    assert "nothing was changed" in told


def test_a_layout_that_cannot_be_changed_without_losing_a_comment_is_refused() -> None:
    text = 'contact = [\n  "c1",  # until May\n  "c2",\n]\n'

    with pytest.raises(CpcliError, match=r"nothing was changed: use cpcli edit"):
        changed(text, [Put(("contact",), ["c2"])])


def test_a_refused_change_among_several_refuses_all() -> None:
    text = 'format = 1\ncontact = [\n  "c1",  # until May\n]\n'

    with pytest.raises(CpcliError):
        changed(text, [Put(("pack",), "salford"), Put(("contact",), [])])


def test_no_change_gives_the_very_same_text() -> None:
    assert changed(CASE, []) == CASE


@pytest.mark.parametrize(
    ("one", "other"),
    [(True, 1), (1, 1.0), (date(2026, 1, 1), datetime(2026, 1, 1)), ([1], [1, 2]), ({"a": 1}, {"b": 1})],  # noqa: DTZ001
)
def test_values_of_different_kinds_are_not_the_same(one: Any, other: Any) -> None:
    assert not same(one, other)
    assert same(one, deepcopy(one))
    assert same({"x": [other]}, {"x": [deepcopy(other)]})


# ---- any document, any change ----------------------------------------------------------------------------------

VALUES = st.one_of(
    st.booleans(),
    st.integers(-5, 5),
    st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    st.sampled_from(["", "plain", "a # b", "[[x]]", 'it\'s "quoted"', "a\nb # x\n[[child]]\n", "back\\slash", "é"]),
    st.lists(st.sampled_from(["c1", "p # 2", "]"]), max_size=3),
)
NAMES = ("name", "note", "school", "contact")


def written(value: Any, *, tall: bool) -> str:
    """A value as somebody might type it; `tall` over several lines where that is possible."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        inner = [written(each, tall=False) for each in value]
        return "[\n" + "".join(f"  {each},\n" for each in inner) + "]" if tall else f"[{', '.join(inner)}]"
    if not isinstance(value, str):
        return str(value)
    if tall and "\\" not in value and '"' not in value:
        return f'"""\n{value}"""'
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A case as a person might have typed it: comments, blank lines, indents, texts over several lines."""
    lines: list[str] = []

    def remark() -> None:
        for _ in range(draw(st.integers(0, 2))):
            lines.append(draw(st.sampled_from(["", "# said {n}", "  # said {n} [[child]]"])).format(n=len(lines)))

    def table(header: str, first: dict[str, Any]) -> None:
        remark()
        if header:
            lines.append(header + draw(st.sampled_from(["", f"  # said {len(lines)}"])))
        rest = draw(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=3))
        for key, value in {**first, **rest}.items():
            remark()
            shown = f"{key} = {written(value, tall=draw(st.booleans()))}"
            lines.extend((shown + draw(st.sampled_from(["", f"  # said {len(lines)}"]))).split("\n"))

    table("", {"format": 1})
    for number in range(draw(st.integers(1, 3))):
        table("[[child]]", {"id": f"c{number}"})
    for number in range(draw(st.integers(0, 2))):
        table("[[conference]]", {"id": f"k{number}"})
        for _ in range(draw(st.integers(0, 2))):
            table("[[conference.attendance]]", {"person": "p1"})
    remark()
    return "\n".join(lines).rstrip("\n") + "\n"


@st.composite
def changes_of(draw: st.DrawFn, text: str) -> list[Change]:
    """A few changes that the document can take, one after another."""
    data, found = tomllib.loads(text), list[Change]()
    for _ in range(draw(st.integers(1, 3))):
        rows: list[tuple[str | int, ...]] = [
            (t, at) for t in ("child", "conference") for at in range(len(data.get(t, [])))
        ]
        inside: list[tuple[str | int, ...]] = [(*row, "attendance") for row in rows if row[0] == "conference"]
        for at, conference in enumerate(data.get("conference", [])):
            rows += [("conference", at, "attendance", n) for n in range(len(conference.get("attendance", [])))]
        holder = draw(st.sampled_from([(), *rows]))
        row: Any = data
        for step in holder:
            row = row[step]
        kind = draw(st.sampled_from(["append", "put", "drop"]))
        there = [name for name in NAMES if name in row]
        if kind == "append":
            table = draw(st.dictionaries(st.sampled_from(NAMES), VALUES, min_size=1, max_size=2))
            change: Change = Append(draw(st.sampled_from([("child",), ("event",), *inside])), table)
        elif kind == "drop" and there:
            change = Drop((*holder, draw(st.sampled_from(there))))
        else:
            change = Put((*holder, draw(st.sampled_from(NAMES))), draw(VALUES))
        found.append(change)
        data = model_of(data, change)
    return found


@given(data=st.data(), crlf=st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_change_of_any_document_says_what_was_meant_and_keeps_the_comments(data: st.DataObject, crlf: bool) -> None:
    text = data.draw(documents())
    changes = data.draw(changes_of(text))
    text = text.replace("\n", "\r\n") if crlf else text

    after = changed(text, changes)

    assert tomllib.loads(after) == model(text, changes)
    said = re.findall(r"# said \d+", after)
    if any(isinstance(change, Drop) for change in changes):
        event("something was taken away")
        assert is_within(
            [line.strip() for line in text.splitlines() if line.strip().startswith("# said")],
            [line.strip() for line in after.splitlines()],
        )
    else:
        assert said == re.findall(r"# said \d+", text)
    if all(isinstance(change, Append) for change in changes):
        event("only tables were added")
        assert is_within(text.lstrip("\r\n").splitlines(), after.splitlines())

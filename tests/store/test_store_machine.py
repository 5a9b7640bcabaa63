"""Edits, undo, restore and hand edits in any order: after each step the file says what the model says."""

import contextlib
import io
import os
import re
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from cpcli.cli.boundary import run
from cpcli.store.cases import Acting, Store
from cpcli.store.config import load_config
from cpcli.store.edit import Put, changed

REF = "2026-0042"
BY_HAND = Acting("staff-17", "set", "2026-12-01T09:00:00+00:00")

FIRST = """\
# the first line is a comment
format = 1

[[child]]
id = "c1"
born = 2019-03-04   # seen on the certificate

[[child]]
id = "c2"
expected = 2027-01-18

[[person]]
id = "p1"
role = "mother"
parent_of = ["c1", "c2"]

[[conference]]
id = "conf1"
kind = "initial-conference"
at = 2026-12-10T10:00:00
"""

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
CHILDREN = st.sampled_from(["c1", "c2"])
#: A line on which a comment can stand at the end: a header, or a key with a plain value.
PLAIN_LINE = re.compile(r"""\[\[?[\w.]+\]\]?|[\w-]+ = [\w:.-]+""")


class State(NamedTuple):
    """What a file says: its data, and the comments that somebody put in."""

    data: dict[str, Any]
    comments: tuple[str, ...]
    #: The line ends are those of Windows: another file, though it says the same.
    windows: bool = False


class CaseMachine(RuleBasedStateMachine):
    """One case, changed by commands and by hand."""

    kept: list[State]
    refused: ClassVar[list[str]] = []
    #: How often the file was held against the model.
    looked: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="cpcli-machine-"))
        self.count = 0

    def teardown(self) -> None:
        """Remove the store."""
        shutil.rmtree(self.folder)

    @property
    def path(self) -> Path:
        """The case's file."""
        return self.folder / "cases" / f"{REF}.toml"

    def cpcli(self, *words: str, stdin: str = "") -> tuple[int, str]:
        """Run a command; its exit code and what it says."""
        told, old, mask = io.StringIO(), sys.stdin, os.umask(0o077)
        sys.stdin = io.StringIO(stdin, newline="")
        try:
            with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
                code = run([*words, "--store", str(self.folder)])
        finally:
            sys.stdin = old
            os.umask(mask)
        return code, told.getvalue()

    def text(self) -> str:
        """The file as it is."""
        return self.path.read_bytes().decode("utf-8")

    @initialize()
    def a_store_with_a_case(self) -> None:
        """A store whose case was written by hand."""
        with contextlib.redirect_stdout(io.StringIO()):
            assert run(["init", str(self.folder)]) == 0
        self.path.write_text(FIRST, encoding="utf-8")
        self.now = State(tomllib.loads(FIRST), ("# the first line is a comment", "# seen on the certificate"))
        self.kept = []

    def came(self, meant: State, said: tuple[int, str]) -> None:
        """A command ended: it saved what was meant, or refused and changed nothing."""
        code, told = said
        if code == 1 and "laid out in a way that cannot be changed" in told:
            self.refused.append(told)
            return
        assert code == 0, told
        assert "saved" in told or "nothing was changed" in told
        self.keep(self.now)
        self.now = meant._replace(windows=self.now.windows)
        self.keep(self.now)

    def keep(self, state: State) -> None:
        """The history keeps a state unless it is the newest one already."""
        if not self.kept or self.kept[-1] != state:
            self.kept.append(state)

    @rule(kind=st.sampled_from(["core-group", "strategy-discussion"]), on=DAYS, child=CHILDREN, note=WORDS)
    def record(self, kind: str, on: date, child: str, note: str) -> None:
        """Add an event, its note from standard input."""
        data = deepcopy(self.now.data)
        row = {"kind": kind, "on": on, "children": [child], "note": note.rstrip("\n")}
        data.setdefault("event", []).append(row)
        words = ("record", REF, kind, "--on", str(on), "--child", child, "--note", "-")
        self.came(State(data, self.now.comments), self.cpcli(*words, stdin=note))

    @rule(child=st.sampled_from([0, 1]), key=st.sampled_from(["school", "needs", "address"]), words=WORDS)
    def set_text(self, child: int, key: str, words: str) -> None:
        """Set a key that may be there already."""
        data = deepcopy(self.now.data)
        before = data["child"][child].get(key)
        data["child"][child][key] = words.rstrip("\n")
        said = self.cpcli("set", REF, f"child.c{child + 1}.{key}", "-", stdin=words)
        if before != words.rstrip("\n"):
            self.came(State(data, self.now.comments), said)
        else:
            assert said[0] == 0

    @rule(day=DAYS)
    def attendance(self, day: date) -> None:
        """Invite everyone, which sets or changes rows inside a row."""
        data = deepcopy(self.now.data)
        rows = data["conference"][0].setdefault("attendance", [])
        changes = False
        for person in data["person"]:
            row = next((row for row in rows if row["person"] == person["id"]), None)
            if row is None:
                row = {"person": person["id"]}
                rows.append(row)
            changes = changes or row.get("invited") != day
            row["invited"] = day
        said = self.cpcli("attendance", REF, "conf1", "--everyone", "--invited", str(day))
        if changes:
            self.came(State(data, self.now.comments), said)

    @rule(words=WORDS)
    def add_person(self, words: str) -> None:
        """Add a person whose name comes from standard input."""
        taken = [row["id"] for row in self.now.data["person"]]
        code, told = self.cpcli("add", "person", REF, "--role", "carer", "--name", "-", stdin=words)
        assert code == 0, told
        data = deepcopy(self.now.data)
        data["person"].append({"id": told.split()[-1], "name": words.rstrip("\n"), "role": "carer"})
        assert data["person"][-1]["id"] not in taken
        self.came(State(data, self.now.comments), (code, told))

    @rule(on=DAYS)
    def set_through_the_store(self, on: date) -> None:
        """The store's own way in, without a command line."""
        store = Store(self.folder, load_config(str(self.folder)))
        saved = store.change(REF, lambda text: changed(text, [Put(("conference", 0, "next_review"), on)]), BY_HAND)
        if saved.saved:
            data = deepcopy(self.now.data)
            data["conference"][0]["next_review"] = on
            self.came(State(data, self.now.comments), (0, "saved"))

    @rule(where=st.integers(0, 200), at_the_end=st.booleans())
    def comment_by_hand(self, where: int, *, at_the_end: bool) -> None:
        """A person types a comment, on a line of its own or behind a value."""
        self.count += 1
        comment = f"# by hand {self.count}"
        ends = "\r\n" if "\r\n" in self.text() else "\n"
        lines = self.text().split(ends)
        plain = [n for n, line in enumerate(lines) if PLAIN_LINE.fullmatch(line)]
        if not plain:  # every line has its comment already
            return
        at = plain[where % len(plain)]
        if at_the_end:
            lines[at] += f"  {comment}"
        else:
            lines[at:at] = ["", comment] if where % 2 else [comment]
        self.by_hand(ends.join(lines), comment)

    @rule(where=st.integers(0, 200))
    def dotted_key_by_hand(self, where: int) -> None:
        """A person types a dotted key with a comment into a table."""
        self.count += 1
        ends = "\r\n" if "\r\n" in self.text() else "\n"
        lines = self.text().split(ends)
        headers = [n for n, line in enumerate(lines) if re.fullmatch(r"\[\[(child|person)\]\]( .*)?", line)]
        comment = f"# by hand {self.count}"
        at = headers[where % len(headers)] + 1
        lines[at:at] = [f'own{self.count}.inner = "x"  {comment}', f"own{self.count}.other = {self.count}"]
        self.by_hand(ends.join(lines), comment)

    @rule()
    def line_ends_of_windows(self) -> None:
        """A person saves the file with an editor of Windows."""
        if not re.search(r"(?<!\r)\n", self.text()) or '"""' in self.text() or "\r" in self.text():
            return
        self.by_hand(self.text().replace("\n", "\r\n"))

    def by_hand(self, text: str, comment: str | None = None) -> None:
        """Write the file as an editor would; what it then says is what counts."""
        self.path.write_bytes(text.encode())
        comments = (*self.now.comments, comment) if comment else self.now.comments
        self.now = State(tomllib.loads(text), comments, "\r\n" in text)

    @rule()
    def undo(self) -> None:
        """Take the last change back, a hand edit too."""
        before = self.text()
        code, told = self.cpcli("undo", REF)
        earlier = [state for state in self.kept if state != self.now]
        if not earlier:
            assert code == 2 or self.text() != before, told
            return
        assert code == 0, told
        self.keep(self.now)
        self.now = earlier[-1]
        self.keep(self.now)

    @rule(number=st.integers(1, 30))
    def restore(self, number: int) -> None:
        """Go back to any kept state."""
        code, told = self.cpcli("restore", REF, str(number))
        if number > len(self.kept):
            assert code == 2, told
        else:
            assert code == 0, told
            meant = self.kept[number - 1]
            if meant != self.now:
                self.keep(self.now)
                self.now = meant
                self.keep(meant)

    @invariant()
    def the_file_says_what_the_model_says(self) -> None:
        """Data and comments, and nothing left lying about."""
        if not hasattr(self, "now"):
            return
        text = self.text()
        assert tomllib.loads(text) == self.now.data
        CaseMachine.looked += 1
        for comment in self.now.comments:
            assert re.search(rf"{re.escape(comment)}\r?$", text, re.MULTILINE), f"{comment} is gone"
        assert not list(self.folder.rglob("*cpcli-tmp*"))

    @invariant()
    def the_journal_verifies(self) -> None:
        """Nothing that was done broke the chain."""
        if hasattr(self, "now") and self.count % 5 == 0:
            code, told = self.cpcli("journal", "verify")
            assert code == 0, told


QUICK = settings(
    max_examples=30, stateful_step_count=15, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
LONG = settings(QUICK, max_examples=50, stateful_step_count=30, derandomize=False, print_blob=True)


def test_the_file_says_what_the_model_says_after_any_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPCLI_USER", "staff-17")
    monkeypatch.setattr(CaseMachine, "looked", 0)
    run_state_machine_as_test(CaseMachine, settings=QUICK)
    # The machine asserts after every step; a run that looked at nothing would prove nothing.
    assert CaseMachine.looked > QUICK.max_examples


@pytest.mark.long
def test_the_file_says_what_the_model_says_after_very_many_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPCLI_USER", "staff-17")
    monkeypatch.setattr(CaseMachine, "looked", 0)
    run_state_machine_as_test(CaseMachine, settings=LONG)
    # The machine asserts after every step; a run that looked at nothing would prove nothing.
    assert CaseMachine.looked > LONG.max_examples


def test_a_store_that_loses_a_comment_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Store.change

    def losing(self: Store, ref: str, edit: Callable[[str], str], *rest: Any, **more: Any) -> Any:
        return whole(self, ref, lambda text: re.sub(r"# by hand.*", "", edit(text)), *rest, **more)

    monkeypatch.setenv("CPCLI_USER", "staff-17")
    monkeypatch.setattr(Store, "change", losing)
    with pytest.raises(AssertionError, match=r"by hand \d+ is gone"):
        run_state_machine_as_test(CaseMachine, settings=settings(QUICK, phases=[Phase.generate]))

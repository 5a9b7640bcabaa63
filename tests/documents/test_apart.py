"""Templates of an authority's own: filled in apart, so that whatever one of them does ends as a sentence."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cpcli.documents import apart, apart_child, templates
from cpcli.documents.apart import fill_apart
from cpcli.documents.fill import Filled, Filling, fill
from cpcli.documents.plain import NotRecorded, Plain
from cpcli.errors import CpcliError, InvalidFile, Problem

VALUES = Plain(
    {
        "who": "Ash Example",
        "many": ["x"] * 50,
        "born": NotRecorded("born of c1", "cpcli set 2026-0042 child.c1.born DATE"),
        "children": [{"name": "Rowan Example"}],
    }
)

#: Parts that include each other: each the next one twice.
TWICE = {f"_twice{n}.md.j2": f"{{% include '_twice{n + 1}.md.j2' %}}" * 2 for n in range(30)} | {"_twice30.md.j2": "x"}

PARTS = {
    "_itself.md.j2": "\n{% include '_itself.md.j2' %}",
    "_any.md.j2": "{% include '_any.md.j2' if who else '' %}",
    "_typo.md.j2": "one\n\n{{ nobody }}\n",
    "_zero.md.j2": "one\n{{ 1 // 0 }}\n",
    "_broken.md.j2": "one\n\n{% if %}\n",
    **TWICE,
}


def loops(deep: int) -> str:
    opened = "".join(f"{{% for a{n} in many %}}" for n in range(deep))
    return f"{opened}{'{% endfor %}' * deep}"


#: Something 2500 times.
SQUARE = "{{% for a in many %}}{{% for b in many %}}{}{{% endfor %}}{{% endfor %}}"

#: What each hostile template is told, and the line; the text begins in line 3.
HOSTILE = {
    "a loop that says nothing": (loops(8), "took longer than", 3),
    "a loop over a list that it made": ("{% for a in [0] * 500000 %}{{ loops }}{% endfor %}", 'no name "loops"', 3),
    "more loops inside each other than Python takes": (loops(30), "goes too deep", None),
    "a power": ("{{ 10 ** (10 ** 10) }}", "larger than any document", 3),
    "a product": ("{{ 10 ** 1000 * 10 ** 1000 }}", "larger than any document", 3),
    "a text times a number": ("{{ 'a' * 10000000000 }}", "larger than any document", 3),
    "a number times a text": ("{% set x = 10000000000 * 'a' %}", "larger than any document", 3),
    "a list times a number": ("{% set x = [0] * 10000000000 %}", "larger than any document", 3),
    "a wide number": ("{{ '%9999999999d' % 1 }}", "larger than any document", 3),
    "a wide field": ("{{ '{:>9999999999}'.format(who) }}", "more memory", 3),
    "a wide line, ahead": ("{{ 'a'|center(10000000000) }}", "more memory", 3),
    "a wide line": ("{{ who|center(10000000000) }}", "more memory", 3),
    "a method": ("{{ who.ljust(10000000000) }}", "more memory", 3),
    "doubling": ("{% set x = who %}" + "{% set x = x ~ x %}" * 40, "more memory", 3),
    "replacing": ("{% set x = 'aa' %}" + "{% set x = x.replace('a', x) %}" * 40, "more memory", 3),
    "a long list": ("{{ [1]|batch(1000000000, 1)|list|length }}", "more memory", 3),
    "brackets": (f"{{{{ {'(' * 20000}1{')' * 20000} }}}}", "goes too deep", None),
    "many a not": (f"{{{{ {'not ' * 20000}1 }}}}", "goes too deep", None),
    "a long sum": (f"{{{{ 1{'+1' * 40000} }}}}", "", None),
    "a part that includes itself": ("{% include '_itself.md.j2' %}", "_itself.md.j2 includes itself", 2),
    "a part named late": ("{% set name = '_any.md.j2' %}{% include name %}", "a part that is not there", 3),
    "parts that grow": ("{% include '_twice0.md.j2' %}", "", None),
    "a macro that calls itself": ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "goes too deep", 3),
    "a way out of the folder": ("{% include '_/../../cases/x.md.j2' %}", "a part that is not there", 3),
    "a misspelt name in a part": ("{% include '_typo.md.j2' %}", 'no name "nobody"', 3),
    "a fault in a part": ("{% include '_zero.md.j2' %}", "cannot be worked out", 2),
    "a broken part": ("{% include '_broken.md.j2' %}", "it is no template", 3),
    "a misspelt filter": ("{{ who|lsited }}", 'no filter "lsited"; did you mean "listed"', 3),
    "a misspelt test": ("{{ who is strnig }}", 'no test "strnig"; did you mean "string"', 3),
    "a class": ("{{ who.__class__.__mro__ }}", "may not touch", 3),
    "a list": ("{{ many }}", "go through it with for", 3),
    "more than a document": (SQUARE.format("x" * 300), "grows without end", None),
    "Markdown that grows": (SQUARE.format("*a **a _a [" * 8), "", None),
    "a control character": ("\x00", "a control character", 3),
}  # fmt: skip

#: Where the fault stands in a part, that part is named.
IN_A_PART = {
    "a part that includes itself": "_itself.md.j2",
    "a misspelt name in a part": "_typo.md.j2",
    "a fault in a part": "_zero.md.j2",
    "a broken part": "_broken.md.j2",
}


def wanted(text: str, values: Plain = VALUES) -> Filling:
    return Filling("agenda.md.j2", f"# Agenda\n\n{text}", values, values)


def told(text: str) -> tuple[Problem, ...]:
    with pytest.raises(InvalidFile) as caught:
        fill_apart(wanted(text), PARTS.get)
    return caught.value.problems


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two seconds a template, and no process left over from another test or for one."""
    apart._PROCESS.stop()
    monkeypatch.setattr(templates, "LONGEST", 2.0)
    yield
    apart._PROCESS.stop()


def test_it_gives_the_same_as_here() -> None:
    text = "{% for child in children %}- {{ child.name }}\n{% endfor %}\n\n{{ who }} {{ born }} {{ who|length }}\n"

    apart_filled = fill_apart(wanted(text), PARTS.get)

    assert apart_filled == fill(wanted(text), PARTS.get)
    assert apart_filled.missing == (VALUES["born"],)
    assert apart_filled.missing[0].command == VALUES["born"].command


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_template_ends_in_one_sentence(name: str) -> None:
    text, says, line = HOSTILE[name]

    (problem,) = told(text)

    assert says in problem.says
    assert problem.file == f"templates/{IN_A_PART.get(name, 'agenda.md.j2')}"
    assert problem.line == line or line is None
    assert len(problem.says) < 200
    assert "Ash Example" not in str(problem)
    assert problem.level == "error"
    # And the next one is none the worse.
    assert fill_apart(wanted("{{ who }}"), PARTS.get).missing == ()


def test_every_misspelt_name_is_told_in_one_pass() -> None:
    problems = told(
        "{{ nobody }}\n{% if false %}{{ children[0].nam }}{% endif %}\n{% include '_typo.md.j2' %}\n{{ who|x }}"
    )

    assert [(each.file, each.line) for each in problems] == [
        ("templates/agenda.md.j2", 3),
        ("templates/agenda.md.j2", 4),
        ("templates/_typo.md.j2", 3),
        ("templates/agenda.md.j2", 6),
    ]


# ---- the process ----


class Started:
    """Every process that was started, with what it was given."""

    def __init__(self) -> None:
        self.calls: list[tuple[list[str], dict[str, Any]]] = []
        self.real = subprocess.Popen

    def __call__(self, words: list[str], **given: Any) -> subprocess.Popen[bytes]:
        """Start it, and remember what it was given."""
        self.calls.append((words, given))
        return self.real(words, **given)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    found = Started()
    monkeypatch.setattr(subprocess, "Popen", found)
    return found


def test_one_process_serves_many_and_nothing_of_a_case_is_in_its_words_or_its_environment(
    started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPCLI_USER", "Ash Example")
    for _ in range(5):
        fill_apart(wanted("{{ who }}"), PARTS.get)

    ((words, given),) = started.calls
    assert words == [sys.executable, "-I", "-c", apart._PROGRAM]
    assert set(given["env"]) <= {"PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TEMP", "TMPDIR"}
    assert "Ash" not in json.dumps([words, given["env"]])
    assert given["stderr"] is subprocess.DEVNULL


def test_a_mistake_does_not_cost_the_process_and_running_out_does(started: Started) -> None:
    told("{{ nobody }}")
    told("{{ 1 // 0 }}")
    assert len(started.calls) == 1
    told("{{ who|center(10000000000) }}")
    fill_apart(wanted("{{ who }}"), PARTS.get)
    assert len(started.calls) == 2


def test_a_process_that_died_meanwhile_is_started_anew(started: Started) -> None:
    fill_apart(wanted("{{ who }}"), PARTS.get)
    assert apart._PROCESS.running is not None
    apart._PROCESS.running.kill()
    apart._PROCESS.running.wait()

    assert "A" not in fill_apart(wanted("{{ who }}"), PARTS.get).markdown[9:]
    assert len(started.calls) == 2


def test_what_does_not_answer_in_time_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templates, "LONGEST", 600.0)
    monkeypatch.setattr(apart, "ANSWER_WAIT", 1.0)

    (problem,) = told(loops(8))

    assert "was stopped" in problem.says
    assert apart._PROCESS.running is None


def test_ctrl_c_ends_the_process_too() -> None:
    fill_apart(wanted("{{ who }}"), PARTS.get)
    process = apart._PROCESS.running
    assert process is not None

    def parts(_: str) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill_apart(wanted("{% include '_itself.md.j2' %}"), parts)

    assert process.poll() is not None
    assert apart._PROCESS.running is None


def test_a_part_that_cannot_be_read_is_told_as_such() -> None:
    def parts(name: str) -> str:
        raise InvalidFile([Problem(f"templates/{name}", "the template is not UTF-8", line=7)])

    with pytest.raises(InvalidFile) as caught:
        fill_apart(wanted("{% include '_itself.md.j2' %}"), parts)

    assert [str(each) for each in caught.value.problems] == ["templates/_itself.md.j2:7: the template is not UTF-8"]
    assert fill_apart(wanted("{{ who }}"), PARTS.get)


def answering(answer: str) -> str:
    """A program in the place of ours: ready, and then with one answer to everything."""
    return (
        "import sys; sys.stdin.buffer.readline()\n"
        "def send(body): sys.stdout.buffer.write(len(body).to_bytes(8, 'big') + body); sys.stdout.buffer.flush()\n"
        "send(b'{}')\n"
        "sys.stdin.buffer.read(8)\n"
        f"{answer}\n"
    )


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "send(b'nonsense')",
        "send(b'\\xff')",
        "send(b'[]')",
        "send(b'{}')",
        'send(b\'{"text": 7, "missing": []}\')',
        'send(b\'{"text": "# T", "missing": ["born of c9"]}\')',
        'send(b\'{"text": "# T", "missing": [[]]}\')',
        "import json; send(json.dumps({'text': 'x' * 500001, 'missing': [], 'removed': []}).encode())",
        "send(b'{\"problems\": []}')",
        'send(b\'{"problems": [["/etc/passwd", "x", 1]]}\')',
        'send(b\'{"problems": [["templates/x", "x", "Ash Example"]]}\')',
        "send(b'[' * 100000)",
        "sys.stdout.buffer.write(bytes([255] * 8)); sys.stdout.buffer.flush()",
        "sys.stdout.buffer.write(bytes([0, 0, 0, 0, 0, 0, 1, 0, 65])); sys.stdout.buffer.flush()",
        'send(b\'{"part": "../../cases/x"}\')',
    ],
)
def test_an_answer_that_is_none_is_a_sentence(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_PROGRAM", answering(answer))

    (problem,) = told("{{ who }}")

    assert str(problem) == (
        "templates/agenda.md.j2: its rendering ended without an answer; look at its loops and at the parts it includes"
    )
    assert apart._PROCESS.running is None


@pytest.mark.parametrize("program", ["", "print('hello')", "raise SystemExit(3)"])
def test_a_process_that_does_not_start_is_a_sentence(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_PROGRAM", program)
    with pytest.raises(CpcliError, match="could not be started"):
        fill_apart(wanted("{{ who }}"), PARTS.get)


def test_without_a_python_to_start_it_is_a_sentence_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(CpcliError, match="could not be started"):
        fill_apart(wanted("{{ who }}"), PARTS.get)


SEALED = """
import os, sys
from cpcli.documents import apart_child
apart_child._warm_up()
apart_child._seal()
def refused(what):
    try:
        what()
    except PermissionError:
        return True
    return False
import socket, subprocess, ctypes
case = sys.argv[1]
assert refused(lambda: open(case))
assert refused(lambda: open(case, "rb"))
assert refused(lambda: os.open(case, os.O_RDONLY))
assert refused(lambda: open(case + ".py", "w"))
assert refused(lambda: os.listdir("."))
assert refused(lambda: os.system("true"))
assert refused(lambda: subprocess.Popen(["true"]))
assert refused(lambda: socket.create_connection(("127.0.0.1", 9)))
assert refused(lambda: os.remove(case))
assert refused(lambda: ctypes.CDLL(None))
"""


def test_the_process_opens_no_file_and_no_connection(tmp_path: Path) -> None:
    case = tmp_path / "case.toml"
    case.write_text("x", encoding="utf-8")

    # Imported first, so that what is refused is what they do.
    done = subprocess.run(
        [sys.executable, "-c", "import socket, subprocess, ctypes\n" + SEALED, str(case)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert case.read_text(encoding="utf-8") == "x"


@pytest.mark.skipif(sys.platform == "win32", reason="no such limits there")
def test_the_process_is_held_to_its_memory() -> None:
    probe = (
        "import resource; from cpcli.documents import apart_child; apart_child._limit_memory()\n"
        "assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)\n"
        "assert resource.getrlimit(resource.RLIMIT_FSIZE) == (0, 0)\n"
        "try:\n    bytearray(10 ** 9)\nexcept MemoryError:\n    print('held')\n"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout == "held\n"


ORPHAN = """
import sys
from cpcli.documents import apart, templates
from cpcli.documents.fill import Filling
templates.LONGEST = 3.0
asked, told = apart._PROCESS.pipes()
print(apart._PROCESS.running.pid, flush=True)
apart.fill_apart(Filling("a.md.j2", sys.argv[1], {"many": [0] * 50}, {"many": [0] * 50}), lambda _: None)
"""


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks into /proc")
def test_a_process_whose_parent_was_killed_ends_by_itself() -> None:
    parent = subprocess.Popen([sys.executable, "-c", ORPHAN, loops(8)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = Path("/proc", parent.stdout.readline().strip())
    parent.stdout.close()
    assert child.exists()
    time.sleep(0.5)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()

    until = time.monotonic() + 60
    while _lives(child):
        assert time.monotonic() < until, "it loops on for ever"
        time.sleep(0.1)


def _lives(process: Path) -> bool:
    try:
        return ") Z " not in (process / "stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_messages_are_held_to_what_they_may_be() -> None:
    read: Callable[[Any], Any] = apart_child.problems_told
    assert read([["templates/x", "says", None]]) == (Problem("templates/x", "says"),)
    assert isinstance(fill_apart(wanted("x"), PARTS.get), Filled)


def test_a_name_misspelt_in_a_loop_is_told_though_the_rows_differ() -> None:
    rows = Plain({"people": [{"name": "Ash Example"}, {"name": None, "phone": "0000"}], "none": []})
    text = "{% for one in people %}{{ one.nmae }} {% if one.phone %}{% endif %}{% endfor %}"

    with pytest.raises(InvalidFile) as caught:
        fill_apart(wanted(text, rows), PARTS.get)

    assert ['no name "nmae"' in each.says for each in caught.value.problems] == [True]

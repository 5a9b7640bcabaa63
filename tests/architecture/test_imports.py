"""What a common command may not load: a fact, not a stopwatch."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    *("rich", "questionary", "prompt_toolkit", "jinja2", "icalendar", "holidays", "pydantic"),
    *("docx", "lxml", "typst", "markdown_it", "pypdf"),
)

QUESTION = ["deadlines", "--event", "strategy-discussion=2026-12-10"]

#: Runs cpcli in a process of its own and tells which of the modules named it loaded.
PROBE = """
import json, sys
sys.argv = ["cpcli", *json.loads(sys.argv[1])]
from cpcli.__main__ import main
try:
    main()
except SystemExit:
    pass
print("\\nLOADED " + json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
"""


def loaded_by(words: list[str], **environment: str) -> set[str]:
    run = subprocess.run(
        [sys.executable, "-c", PROBE, json.dumps(words)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **environment},
    )
    line = run.stderr.rpartition("LOADED ")[2]
    found: set[str] = set(json.loads(line))
    assert "cpcli" in found, "the probe found nothing"
    return found


@pytest.mark.parametrize(
    "words",
    [
        [*QUESTION, "--format", "json"],
        [*QUESTION, "--format", "csv"],
        QUESTION,
        ["--help"],
        ["deadlines", "--help"],
        ["workdays", "add", "2026-12-10", "15"],
        ["quorum", "--present", "social-care"],
        ["--no-such-option"],
    ],
)
def test_a_common_command_loads_no_heavy_library(words: list[str]) -> None:
    assert loaded_by(words).isdisjoint(HEAVY)


def test_the_version_is_answered_before_typer_is_loaded() -> None:
    found = loaded_by(["--version"])

    assert found.isdisjoint({*HEAVY, "typer", "dataclasses", "tomllib"})


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion_loads_no_heavy_library_and_no_command(shell: str) -> None:
    words = {
        "COMP_WORDS": "cpcli ",
        "COMP_CWORD": "1",
        "_TYPER_COMPLETE_ARGS": "cpcli ",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }

    found = loaded_by([], _CPCLI_COMPLETE=f"complete_{shell}", **words)

    assert found.isdisjoint(HEAVY)
    assert "tomllib" not in found


def test_a_table_on_a_terminal_is_what_loads_rich() -> None:
    probe = (
        "import sys, cpcli.output.draw as draw, cpcli.output.board as board\n"
        "assert 'rich' not in sys.modules\n"
        "draw.draw_rich(board.Board('', '', (), ()))\n"
        "assert 'rich' in sys.modules\n"
    )

    run = subprocess.run([sys.executable, "-c", probe], capture_output=True, check=False)

    assert run.returncode == 0


def test_a_deadline_question_never_opens_the_clause_register(tmp_path: Path) -> None:
    probe = tmp_path / "probe.py"
    probe.write_text(
        "import sys\nopened = []\n"
        "sys.addaudithook(lambda name, given: opened.append(str(given[0])) if name == 'open' else None)\n"
        "from cpcli.cli.boundary import run\n"
        f"assert run({[*QUESTION, '--format', 'json']!r}) == 0\n"
        "tomls = [each for each in opened if each.endswith('.toml')]\n"
        "print(*tomls, sep='\\n', file=sys.stderr)\n",
        encoding="utf-8",
    )

    run = subprocess.run([sys.executable, str(probe)], capture_output=True, text=True, check=True, cwd=tmp_path)

    names = [Path(line).name for line in run.stderr.split()]
    assert sorted(names) == ["deadlines.toml", "pack.toml"]


def test_a_quorum_question_opens_nothing_but_packs_and_their_quorum(tmp_path: Path) -> None:
    probe = tmp_path / "probe.py"
    probe.write_text(
        "import sys\nopened = []\n"
        "sys.addaudithook(lambda name, given: opened.append(str(given[0])) if name == 'open' else None)\n"
        "from cpcli.cli.boundary import run\n"
        "assert run(['quorum', '--present', 'police', '--format', 'json']) == 3\n"
        "print(*(each for each in opened if each.endswith('.toml')), sep='\\n', file=sys.stderr)\n",
        encoding="utf-8",
    )

    run = subprocess.run([sys.executable, str(probe)], capture_output=True, text=True, check=True, cwd=tmp_path)

    names = [Path(line).name for line in run.stderr.splitlines() if line.endswith(".toml")]
    assert set(names) == {"pack.toml", "quorum.toml"}


@pytest.mark.parametrize(
    ("module", "needed", "not_needed"),
    [
        ("to_markdown", (), ("markdown_it", "docx", "typst")),
        ("to_text", (), ("markdown_it", "docx", "typst")),
        ("to_html", (), ("markdown_it", "docx", "typst")),
        ("to_docx", ("docx",), ("markdown_it", "typst", "pypdf")),
        ("to_pdf", ("typst",), ("markdown_it", "docx", "lxml", "pypdf")),
    ],
)
def test_a_writer_loads_its_own_library_only_and_only_when_it_writes(
    module: str, needed: tuple[str, ...], not_needed: tuple[str, ...]
) -> None:
    probe = (
        f"import sys\nfrom cpcli.documents import {module}, furniture, tree\n"
        f"heavy = {(*needed, *not_needed)!r}\n"
        "assert not set(heavy) & set(sys.modules), 'loaded on import'\n"
        "document = tree.Document('T', 'en-GB', (tree.Heading(1, (tree.Run('T'),)),))\n"
        f"{module}.write(document, furniture.Furniture('Jo'))\n"
        f"assert set(heavy) & set(sys.modules) == set({needed!r}), set(heavy) & set(sys.modules)\n"
    )

    run = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stderr

"""The house: rooms small enough, functions on a screen, tests that mirror it, commands that explain themselves."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from cpcli.cli.lazy import COMMANDS

TOP = Path(__file__).resolve().parents[2]
MODULES = sorted((TOP / "cpcli").rglob("*.py"))


def test_there_are_modules_to_look_at() -> None:
    assert len(MODULES) > 30


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(TOP)))
def test_a_module_stays_under_400_lines_and_its_functions_on_a_screen(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    tree = ast.parse(text)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    assert ast.get_docstring(tree), "every module says what it is for"
    assert len(text.splitlines()) <= 400
    assert [f.name for f in functions if f.end_lineno and f.end_lineno - f.lineno > 60] == []


def test_every_module_with_rules_or_disk_has_tests_that_mirror_it() -> None:
    rooms = [room for room in ("rules", "store", "documents", "cli") if any((TOP / "tests" / room).glob("test_*.py"))]

    assert rooms == ["rules", "store", "documents", "cli"]
    assert (TOP / "tests" / "test_workdays.py").is_file()


def test_every_command_is_in_the_readme_and_has_help() -> None:
    readme = (TOP / "README.md").read_text(encoding="utf-8")

    assert COMMANDS
    for name, (_, about) in COMMANDS.items():
        assert f"cpcli {name}" in readme, f"the README does not mention {name}"
        assert about.endswith("."), f"{name} needs a line of help"


def test_readme_begins_with_two_commands_of_one_line_each() -> None:
    readme = (TOP / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)

    assert len(blocks) >= 2
    for block in blocks[:2]:
        assert len(block.strip().splitlines()) == 1
        assert block.startswith("python3 ")


def test_the_required_libraries_are_declared_and_typer_is_held_back() -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[<>=]", each)[0] for each in project["dependencies"]}

    assert {"typer", "rich", "questionary", "holidays", "tomli-w", "jinja2", "icalendar"} <= declared
    assert "typer>=0.26,<0.29" in project["dependencies"]
    assert project["requires-python"] == ">=3.11"
    assert project["scripts"] == {"cpcli": "cpcli.__main__:main"}


def test_only_the_boundary_ends_the_process_and_only_emit_writes_to_the_streams() -> None:
    exits, writes = [], []
    for module in MODULES:
        text = module.read_text(encoding="utf-8")
        if "sys.exit(" in text:
            exits.append(module.name)
        if re.search(r"sys\.(stdout|stderr)\.write|\bprint\(", text):
            writes.append(module.name)

    assert exits == ["__main__.py"]
    assert sorted(writes) == ["__main__.py", "asking.py", "draw.py", "emit.py", "make_england_table.py"]

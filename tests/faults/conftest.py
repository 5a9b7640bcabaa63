"""Fault tests: the folder's helpers can be imported, and what was counted is told at the end."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import faultlib


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store to copy from; no test changes it."""
    return faultlib.make_store(tmp_path_factory.mktemp("template") / "store")


@pytest.fixture
def store(template: Path, tmp_path: Path) -> Path:
    """A store of this test's own."""
    return faultlib.copy_of(template, tmp_path / "store")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what was counted."""
    if faultlib.COUNTS:
        terminalreporter.section("faults")
        for line in faultlib.COUNTS:
            terminalreporter.write_line(line)

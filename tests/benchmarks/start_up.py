"""CPU time of common commands as ratios to a baseline measured in the same run. Prints; judges nothing.

    python tests/benchmarks/start_up.py [--rounds 15]

Baselines: `python -c pass`, and a two-command Typer program that prints one line, on the same Typer. Each round runs
every command once, in turn, so that a slow moment hits all of them; the median is printed.
"""

import argparse
import os
import pty
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

TWO_COMMANDS = """\
import typer

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def hello(name: str = typer.Option("world")) -> None:
    print(f"hello {name}")


@app.command()
def bye(name: str = typer.Option("world")) -> None:
    print(f"bye {name}")


app()
"""

QUESTION = ["deadlines", "--event", "strategy-discussion=2026-12-10"]

#: What is measured, against which baseline, and the ratio that was promised.
PROMISES = {
    "cpcli --version": ("bare", 1.4),
    "cpcli deadlines ... --format json": ("typer", 1.6),
    "cpcli deadlines ... (table on a terminal)": ("typer", 2.5),
}


def cpu_seconds(command: list[str]) -> float:
    """CPU time, user and system, of one process with its children."""
    pid = os.fork()
    if pid == 0:
        null = os.open(os.devnull, os.O_RDWR)
        for handle in (0, 1, 2):
            os.dup2(null, handle)
        os.execv(command[0], command)  # noqa: S606 - our own program, no shell wanted
    _, status, usage = os.wait4(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0, command
    return usage.ru_utime + usage.ru_stime


def cpu_seconds_on_terminal(command: list[str]) -> float:
    """The same on a terminal of its own, 100 columns wide."""
    pid, master = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", COLUMNS="100", LINES="40")
        os.execv(command[0], command)  # noqa: S606 - our own program, no shell wanted
    try:
        while os.read(master, 65536):
            pass
    except OSError:  # the terminal is gone when the process is
        pass
    _, status, usage = os.wait4(pid, 0)
    os.close(master)
    assert os.waitstatus_to_exitcode(status) == 0, command
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    python = sys.executable
    program = str(Path(python).with_name("cpcli"))
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "two_commands.py")
        script.write_text(TWO_COMMANDS, encoding="utf-8")
        runs = {
            "bare": ([python, "-c", "pass"], False),
            "typer": ([python, str(script), "hello"], False),
            "cpcli --version": ([program, "--version"], False),
            "cpcli deadlines ... --format json": ([program, *QUESTION, "--format", "json"], False),
            "cpcli deadlines ... (table on a terminal)": ([program, *QUESTION], True),
            "cpcli --help": ([program, "--help"], False),
        }
        times: dict[str, list[float]] = {name: [] for name in runs}
        for number in range(rounds + 1):
            for name, (command, terminal) in runs.items():
                took = cpu_seconds_on_terminal(command) if terminal else cpu_seconds(command)
                if number:  # the first round warms the file cache
                    times[name].append(took)
        medians = {name: statistics.median(took) for name, took in times.items()}
        for name, median in medians.items():
            base, promised = PROMISES.get(name, ("typer", None))
            ratio = median / medians[base]
            kept = "" if promised is None else f"  promised {promised}: {'kept' if ratio <= promised else 'NOT KEPT'}"
            print(f"{name:<44} {1000 * median:7.1f} ms  {ratio:5.2f} x {base}{kept}")
        print(f"100,000 lines of cpcli workdays add -: {lines_ratio(program, folder) / medians['typer']:.2f} x typer")


def lines_ratio(program: str, folder: str) -> float:
    """CPU seconds for 100,000 questions on standard input."""
    asked = Path(folder, "asked")
    asked.write_text(
        "".join(f"20{10 + n % 30}-0{1 + n % 9}-1{n % 9} {n % 40 - 20}\n" for n in range(100_000)), encoding="utf-8"
    )
    before = os.times()
    with asked.open("rb") as lines:
        subprocess.run([program, "workdays", "add", "-"], stdin=lines, stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


if __name__ == "__main__":
    main()

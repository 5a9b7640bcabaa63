"""What invitations cost from a case to a searched file, as ratios measured in the same run. Prints; judges nothing.

    python tests/benchmarks/invitations.py [--invitations 1000] [--rounds 5] [--format docx]

For each format: the CPU time of so many invitations, each for another reader of made families (view, secrets, template,
tree, writer, search), to the same writer fed one fixed invitation as often; with the share of each step. Then the first
invitation by the command line in a new process, to a bare interpreter that imports the writer's library.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

TESTS = Path(__file__).resolve().parents[1] / "documents"
sys.path.insert(0, str(TESTS))

FORMATS = ("md", "txt", "html", "docx", "pdf")

#: What a writer's library is.
LIBRARY = {"md": "", "txt": "", "html": "", "docx": "import docx", "pdf": "import typst"}


class Steps:
    """CPU seconds of each step."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)

    def __call__(self, step: str, work: Callable[..., Any], *given: Any) -> Any:
        """Do a step and count its time."""
        start = time.process_time()
        try:
            return work(*given)
        finally:
            self.spent[step] += time.process_time() - start


def readers(number: int) -> Iterator[tuple[Any, Any]]:
    """So many readers of made families, each with the family."""
    from many_renderings import KINDS, Family

    seed = 0
    while number > 0:
        family = Family(seed, traps=False)
        fits = [each for each in family.readers() if each.kind in KINDS["invitation"].readers][:number]
        yield from ((family, reader) for reader in fits)
        number, seed = number - len(fits), seed + 2


def invitations(form: Any, everybody: list[tuple[Any, Any]]) -> tuple[Steps, float]:
    """The steps of one invitation for each reader, and the same writer fed a fixed invitation as often."""
    from many_renderings import KINDS, SHELF

    from cpcli.documents import render
    from cpcli.documents.render import Wanted, make
    from cpcli.documents.secrets import out_of_view

    steps, kind, fed = Steps(), KINDS["invitation"], list[tuple[Any, Any]]()
    writer, searched = render.writer_of, render._searched
    write = writer(form)

    def writing(document: Any, furniture: Any) -> bytes:
        fed.append((document, furniture))
        return bytes(steps("  of it, writing", write, document, furniture))

    vars(render).update(writer_of=lambda _: writing, _searched=partial(steps, "  of it, the search", searched))
    try:
        for family, reader in everybody:
            view = steps("view", family.papers.view, reader, kind)
            secrets = steps("secrets", out_of_view, family.case, view)
            steps("make", make, Wanted(kind, form=form), view, SHELF, secrets, view.values)
    finally:
        vars(render).update(writer_of=writer, _searched=searched)
    document, furniture = fed[len(fed) // 2]
    start = time.process_time()
    for _ in everybody:
        write(document, furniture)
    return steps, time.process_time() - start


def cpu_seconds(*words: str) -> float:
    """CPU time, user and system, of one process with its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def first_of(form: str, rounds: int, folder: Path) -> tuple[float, float]:
    """The first invitation in a new process, and a bare one with the library: medians of CPU seconds."""
    render = ("-m", "cpcli", "render", "invitation", "2026-0042", "--for", "p1", "--format", form, "--out", str(folder))
    programs = (render, ("-c", LIBRARY[form] or "pass"))
    times = [[cpu_seconds(*program) for program in programs] for _ in range(rounds + 1)][1:]  # one warms the cache
    return statistics.median(each[0] for each in times), statistics.median(each[1] for each in times)


def print_first(forms: Iterable[str], rounds: int) -> None:
    """The first invitation of the demonstration's family, by the command line, in each format."""
    from cpcli.store.demo_family import make_family

    with TemporaryDirectory() as folder:
        os.environ |= {"CPCLI_USER": "staff-17", "CPCLI_STORE": f"{folder}/store", "XDG_CONFIG_HOME": folder}
        make_family(f"{folder}/store", "2026-11-22T10:00:00+00:00")
        for form in forms:
            first, bare = first_of(form, rounds, Path(folder, "papers"))
            print(f"  {form:<5} {first / bare:6.1f}   ({1000 * first:.0f} ms to {1000 * bare:.0f} ms CPU)")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--invitations", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--format", choices=FORMATS, action="append")
    given = parser.parse_args()
    everybody = list(readers(given.invitations))
    families = len({id(family) for family, _ in everybody})
    print(f"{len(everybody)} invitations of {families} families, x the same writer fed one fixed invitation as often:")
    for form in given.format or FORMATS:
        steps, fixed = invitations(form, everybody)
        whole = steps.spent["view"] + steps.spent["secrets"] + steps.spent["make"]
        shares = ", ".join(f"{step.strip()} {spent / fixed:.1f}" for step, spent in steps.spent.items())
        print(f"  {form:<5} {whole / fixed:6.1f}   ({shares}; {1000 * whole / len(everybody):.0f} ms each)")
    print("first invitation in a new process, x a bare interpreter with the writer's library:")
    print_first(given.format or FORMATS, given.rounds)


if __name__ == "__main__":
    main()

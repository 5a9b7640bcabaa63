"""Real renderings by the ten thousand: is there a leak in any? Says so with seed, document and reader; never a value.

    python tests/benchmarks/renderings.py [--count 100000] [--seed 0] [--each 12] [--jobs 2]

Every family is made from its number, every odd one with traps: texts that hold what some readers must not see. Ends
with 1 at the first leak, at the first reader who lacks what is theirs, and at the first paper that is refused without
a trap. Progress goes to standard error, the count to standard output.
"""

import argparse
import os
import sys
import time
from collections import Counter
from contextlib import redirect_stderr
from io import StringIO
from multiprocessing import Pool
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from many_renderings import Done

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "documents"))

#: So many families are one piece of work.
PIECE = 10


def wrong_with(done: "Done") -> str | None:
    """What must not be, of one rendering; None where all is well."""
    if done.leaks:
        return "leak"
    if done.lacks:
        return "lack"
    return "refused for no reason" if done.told and done.is_for_them and not done.traps else None


def piece(first: int, each: int) -> tuple[Counter[str], list[str]]:
    """The renderings of some families: how many of what, and everything that must not be."""
    from many_renderings import look

    found, wrong = Counter[str](), []
    with redirect_stderr(StringIO()):  # a reader whose role is not known is warned of each time
        for done in look(range(first, first + PIECE), each):
            found["renderings"] += 1
            found["made" if not done.told else "refused"] += 1
            if done.told:
                found[_why(done)] += 1
            elif done.ticked:
                found["made, and told what to look at before release"] += 1
            found[f"as {done.form}" if not done.told else "as nothing"] += 1
            says = wrong_with(done)
            if says:
                wrong.append(f"{says}: {done}")
    return found, wrong


def _why(done: "Done") -> str:
    if not done.is_for_them:
        return "  refused: not for this reader"
    return f"  refused: {'a trap' if done.traps else 'NO TRAP'}, {done.told.partition(':')[0]}"


def _piece(given: tuple[int, int]) -> tuple[Counter[str], list[str]]:
    return piece(*given)


def main() -> int:
    """Render, count, and say whether anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000, help="at least so many renderings")
    parser.add_argument("--seed", type=int, default=0, help="the number of the first family")
    parser.add_argument("--each", type=int, default=12, help="renderings of one family")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    total, began, shown = Counter[str](), time.monotonic(), 0
    number = -(-given.count // (given.each * PIECE))
    work = [(first, given.each) for first in range(given.seed, given.seed + number * PIECE, PIECE)]
    with Pool(given.jobs) as pool:  # it ends its processes when it is left, also at the first leak
        for found, wrong in pool.imap(_piece, work):
            total += found
            if wrong:
                print(*wrong, sep="\n", file=sys.stderr)
                print(f"stopped after {total['renderings']} renderings", file=sys.stderr)
                return 1
            if total["renderings"] - shown >= 1000:
                shown = total["renderings"]
                print(f"{shown} of {given.count}, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    for says, number in sorted(total.items(), key=lambda each: (each[0].startswith(" "), -each[1])):
        print(f"{number:8}  {says}")
    print(f"no leak in {total['renderings']} renderings of families {given.seed} and up")
    return 0


if __name__ == "__main__":
    sys.exit(main())

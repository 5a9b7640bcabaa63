"""What documents cost, as ratios to `python -c pass` measured in the same run. Prints; judges nothing.

    python tests/benchmarks/documents.py [--rounds 7] [--documents 200]

First the whole of a new process that writes one document (imports, fonts, everything); then the CPU time of many
documents in one process, for all of them, as a ratio to the same baseline; then reading a finished file back.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1] / "documents"

PROGRAM = """\
import sys, time
sys.path.insert(0, {tests!r})
from specimen import FURNITURE, LATIN, RICH, WRITERS
from letterheads import letterhead
from cpcli.documents.furniture import Furniture
from cpcli.documents.read_back import texts_of
kind, number, document = sys.argv[1], int(sys.argv[2]), RICH if sys.argv[3] == "rich" else LATIN
furniture = FURNITURE
if kind == "letterhead":
    kind, furniture = "docx", Furniture("Jo", letterhead=letterhead())
data = WRITERS[kind](document, furniture)
start = time.process_time()
for _ in range(number):
    WRITERS[kind](document, furniture)
middle = time.process_time()
for _ in range(number // 10):
    texts_of(data, kind)
print(middle - start, (time.process_time() - middle) * 10)
"""

#: One document in a process of its own, importing no more than its writer.
FIRST = """\
from cpcli.documents import to_{module} as writer
from cpcli.documents.furniture import Furniture
from cpcli.documents.markdown import parse
text = "# Title\\n\\nDear Jo,\\n\\n- one\\n- two\\n\\n| a | b |\\n|---|---|\\n| 1 | 2 |\\n"
writer.write(parse(text), Furniture("Jo"))
"""

MODULES = {"md": "markdown", "txt": "text", "html": "html", "docx": "docx", "pdf": "pdf"}


def cpu_seconds(*words: str) -> float:
    """CPU time, user and system, of one process with its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--documents", type=int, default=200)
    given = parser.parse_args()
    runs = {"bare": ["-c", "pass"]} | {kind: ["-c", FIRST.format(module=name)] for kind, name in MODULES.items()}
    times: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(given.rounds + 1):
        for name, words in runs.items():
            took = cpu_seconds(*words)
            if number:  # the first round warms the file cache
                times[name].append(took)
    bare = statistics.median(times["bare"])
    print(f"python -c pass {1000 * bare:.1f} ms CPU")
    print("first document in a new process, x bare:")
    for name in MODULES:
        print(f"  {name:<5} {statistics.median(times[name]) / bare:6.1f}")
    print(f"{given.documents} documents in one process, x bare for all of them; and as many read back:")
    for kind in (*MODULES, "letterhead"):
        for size in ("latin", "rich"):
            words = ["-c", PROGRAM.format(tests=str(TESTS)), kind, str(given.documents), size]
            start = time.monotonic()
            told = subprocess.run([sys.executable, *words], check=True, capture_output=True, text=True).stdout.split()
            wrote, read = (float(each) / bare for each in told)
            took = time.monotonic() - start
            print(f"  {kind:<10} {size:<5} written {wrote:8.1f}   read back {read:8.1f}   ({took:.1f} s in all)")


if __name__ == "__main__":
    main()

"""Every golden paper as pictures, to be looked at: PDF, and Word as LibreOffice shows it.

    python tests/documents/pictures.py OUT [--letterhead FILE] [--large-print] [--only WORD]

Needs pdftoppm (poppler) and soffice (LibreOffice). Look for a heading alone at the foot of a page, a table that is cut,
words that run out of the paper, and a letterhead that is not as it was.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from golden_papers import golden_papers, made, papers_for, stores

from cpcli.documents.kinds import Format

FORMATS: tuple[Format, ...] = ("pdf", "docx")


def write_papers(out: Path, letterhead: bytes | None, *, large_print: bool = False, only: str = "") -> list[Path]:
    """The golden papers as PDF and as Word; those alone whose name begins with a word, where one is given."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        places = stores(Path(folder))
        for paper in golden_papers():
            if not paper.stem.startswith(only):
                continue
            papers = papers_for(paper, places)
            for form in FORMATS:
                base = letterhead if form == "docx" else None
                for at, one in enumerate(made(paper, papers, form, base, large_print=large_print)):
                    path = out / f"{paper.stem}.{at + 1}.{form}"
                    path.write_bytes(one.content)
                    found.append(path)
    return found


def pictures_of(files: list[Path], out: Path) -> int:
    """Turn each file into pictures, a page each; the number of pictures."""
    words = [path for path in files if path.suffix == ".docx"]
    as_pdf = out / "word"
    subprocess.run(["soffice", "--headless", "--convert-to", "pdf", "--outdir", as_pdf, *words], check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    for pdf in [*(path for path in files if path.suffix == ".pdf"), *sorted(as_pdf.glob("*.pdf"))]:
        kind = "word" if pdf.parent == as_pdf else "pdf"
        subprocess.run(["pdftoppm", "-r", "60", "-png", pdf, out / f"{pdf.stem}.{kind}"], check=True)
    return len(list(out.glob("*.png")))


def main() -> int:
    """Make the pictures and say where they are."""
    asked = argparse.ArgumentParser(description="Every golden paper as pictures, to be looked at.")
    asked.add_argument("out", type=Path)
    asked.add_argument("--letterhead", type=Path)
    asked.add_argument("--large-print", action="store_true")
    asked.add_argument("--only", default="", help="papers whose name begins with this")
    said = asked.parse_args()
    missing = [tool for tool in ("pdftoppm", "soffice") if shutil.which(tool) is None]
    if missing:
        print(f"install {' and '.join(missing)} first", file=sys.stderr)
        return 2
    said.out.mkdir(parents=True, exist_ok=True)
    letterhead = said.letterhead.read_bytes() if said.letterhead else None
    files = write_papers(said.out, letterhead, large_print=said.large_print, only=said.only)
    print(f"{len(files)} papers, {pictures_of(files, said.out)} pictures in {said.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

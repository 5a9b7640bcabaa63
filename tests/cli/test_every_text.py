"""Every text of a case in every document and every format, through the real command, and read back."""

import re
import tomllib
from pathlib import Path

import pytest
from nasty_case import DOCUMENTS, JUNK, NASTY, REF, TOP, Texts, nasty_case

from cpcli.cli.boundary import run
from cpcli.documents.kinds import FORMATS
from cpcli.documents.read_back import texts_of
from cpcli.errors import ExitCode
from cpcli.store.demo_family import make_family

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> Texts:
    folder = tmp_path / "store"
    monkeypatch.setenv("CPCLI_USER", "staff-17")
    monkeypatch.chdir(tmp_path)
    make_family(str(folder), "2026-11-22T10:00:00+00:00")
    monkeypatch.setenv("CPCLI_STORE", str(folder))
    found = nasty_case(folder / "cases" / f"{REF}.toml")
    assert len(found.places) > 40
    capsys.readouterr()
    return found


_FURNITURE = re.compile("DRAFT·Confidential|For(?:(?!For).)*?Page\\d+of\\d+")


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def in_two(wanted: str, whole: str) -> bool:
    """Whether a text stands in two pieces: a row of a table that runs over a page is read cell by cell on each."""
    first = next((at for at in range(len(wanted) - 1, 0, -1) if wanted[:at] in whole), 0)
    # From its beginning, which names it, as far as it goes; the rest with its end, which names it too.
    return any(wanted[at:] in whole for at in range(1, first + 1))


def check_document(document: str, out: Path, reader: str) -> set[int]:
    """Make a document in every format; whatever text stands in one of them stands whole in all of them.

    Gives the numbers of the texts it holds.
    """
    found: dict[str, set[int]] = {}
    for form in FORMATS:
        words = ["--for", reader, "--format", form, "--out", str(out / document), "--as-of", "2026-12-08"]
        assert run(["render", document, REF, *words]) == 0
        whole = ""
        for path in sorted((out / document).glob(f"*.{form}")):
            whole += squeezed("\n".join(texts_of(path.read_bytes(), form)))
        # A long text may run over the end of a page, where a PDF has its furniture.
        bare = _FURNITURE.sub("", whole) if form == "pdf" else whole
        found[form] = {int(number) for number in re.findall(r"Zq(\d{3})a", whole)}
        for number in found[form]:
            wanted = squeezed(f"Zq{number:03}a {NASTY} b{number:03}qZ")
            held = wanted in whole or wanted in bare or (form == "pdf" and in_two(wanted, bare))
            assert held, f"{form}: text {number} is not whole"
        assert not set(JUNK) & set(whole)
    assert len({frozenset(numbers) for numbers in found.values()}) == 1, found
    return found["txt"]


def test_the_file_is_whole_in_every_format_and_what_was_taken_out_is_told(
    texts: Texts, tmp_path: Path, capsys: Captured
) -> None:
    held = check_document("conference-record", tmp_path / "papers", "file")

    assert len(held) > 10
    told = capsys.readouterr().err
    assert "warning: characters that no document may hold: U+0007, U+001B, U+202E taken out of " in told
    assert "children[].name" in told
    assert "Smith" not in told
    assert any("reasons" in texts.places[number - 1] for number in held)


@pytest.mark.long
# The letter about an exclusion is for p2 alone, from whom every text is kept that is like p1's address: here, all.
@pytest.mark.parametrize("document", sorted({*DOCUMENTS} - {"exclusion-letter"}))
@pytest.mark.parametrize("reader", ["file", "p1", "p4"])
def test_every_text_is_whole_in_every_document(document: str, reader: str, texts: Texts, tmp_path: Path) -> None:
    del texts
    kinds = {"p1": "parent-or-carer", "p4": "reporting-agency"}
    allowed = tomllib.loads((TOP / "templates" / f"{document}.toml").read_text(encoding="utf-8"))["readers"]
    if reader in kinds and kinds[reader] not in allowed:
        words = ["--for", reader, "--out", str(tmp_path)]
        assert run(["render", document, REF, *words]) == ExitCode.NOT_RELEASABLE
        return
    # A leaflet says the same to every family.
    assert check_document(document, tmp_path / "papers", reader) or document.startswith("leaflet-")

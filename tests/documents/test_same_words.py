"""The same words in all five formats, whatever they are, each file read back."""

import subprocess
import sys
import unicodedata
from hashlib import sha256
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from specimen import (
    DANGEROUS,
    FURNITURE,
    LANGUAGES,
    LATIN,
    NASTY,
    READER,
    RICH,
    WRITERS,
    one_paragraph,
    says,
    squeezed,
    words_of,
)

from cpcli.documents import to_pdf
from cpcli.documents.clean import clean
from cpcli.documents.furniture import Furniture
from cpcli.documents.read_back import Format, texts_of

FORMATS: tuple[Format, ...] = ("md", "txt", "html", "docx", "pdf")


@pytest.mark.parametrize("kind", FORMATS)
def test_every_word_of_the_specimen_is_in_the_file(kind: Format) -> None:
    data = WRITERS[kind](LATIN, FURNITURE)
    found = [squeezed(text) for text in texts_of(data, kind)]

    for text in (*words_of(LATIN), LATIN.title):
        assert any(squeezed(text) in each for each in found), text
    assert not any(squeezed("Rowan Sample") in each for each in found), "the search finds what is not there"


@pytest.mark.parametrize("kind", FORMATS)
def test_the_words_stand_in_the_order_of_the_document(kind: Format) -> None:
    whole = squeezed(max(texts_of(WRITERS[kind](LATIN, FURNITURE), kind)[:1], key=len))
    if kind == "html":
        whole = squeezed("".join(texts_of(WRITERS[kind](LATIN, FURNITURE), kind)))
    if kind == "docx":
        whole = squeezed(max(texts_of(WRITERS[kind](LATIN, FURNITURE), kind), key=lambda text: text.count("Sample")))
    places = [whole.find(squeezed(text)) for text in ("Dear", "Who is invited", "What happens", "The plan", "In Welsh")]

    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_comes_out_as_it_went_in(kind: Format, lang: str) -> None:
    said, _ = LANGUAGES[lang]
    document = one_paragraph(said, lang)
    if kind == "pdf":
        missing = [each for each in to_pdf.write_with_warnings(document, FURNITURE).warnings if "no font for" in each]
        if missing:
            pytest.skip(f"this machine cannot print it: {missing[0]}")

    assert says(WRITERS[kind](document, FURNITURE), kind, said)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("draft", [True, False])
def test_a_draft_says_so_and_every_file_says_for_whom_it_is(kind: Format, draft: bool) -> None:
    furniture = Furniture(READER, draft=draft, confidential="Confidential: do not copy")
    data = WRITERS[kind](LATIN, furniture)

    assert says(data, kind, "DRAFT") is draft
    assert says(data, kind, f"For {READER}")
    assert says(data, kind, "Confidential: do not copy")


@pytest.mark.parametrize("kind", ["md", "txt", "html", "docx"])
@settings(max_examples=60, deadline=None)
@given(value=DANGEROUS)
def test_any_value_comes_out_as_itself(kind: Format, value: str) -> None:
    wanted = clean(f"x{value}x")
    data = WRITERS[kind](one_paragraph(wanted), Furniture(value or "Jo"))

    assert says(data, kind, wanted)


def _printable(text: str) -> str:
    """What any machine has a font for: Latin letters and signs."""
    return "".join(
        char for char in text if char == "\n" or "\x20" <= char <= "\x7e" or "\u00a1" <= char <= "\u017f"
    ).replace("\xad", "")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(value=DANGEROUS.map(_printable))
def test_any_value_comes_out_of_a_pdf_as_itself(value: str) -> None:
    wanted = clean(f"x{value}x")

    assert says(
        to_pdf.write(one_paragraph(wanted), Furniture(value or "Jo")), "pdf", unicodedata.normalize("NFC", wanted)
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(value=DANGEROUS)
def test_no_value_stops_a_pdf(value: str) -> None:
    """What has no font is told, never a fault."""
    made = to_pdf.write_with_warnings(one_paragraph(clean(f"x{value}x")), Furniture("Jo"))

    assert made.data.startswith(b"%PDF-")


def test_a_value_is_never_markup_in_html() -> None:
    data = WRITERS["html"](
        one_paragraph(f"<script>alert(1)</script><img src=x onerror=1> {NASTY}"), Furniture("</style><b>")
    )
    page = data.decode()

    assert "<script" not in page
    assert "<img" not in page
    assert page.count("</style>") == 1
    assert page.count("<b>") == 0


@pytest.mark.parametrize("kind", FORMATS)
def test_two_processes_write_the_same_bytes(kind: Format) -> None:
    program = (
        "import sys\nsys.path.insert(0, sys.argv[1])\nfrom specimen import *\nfrom hashlib import sha256\n"
        "print(sha256(WRITERS[sys.argv[2]](RICH, FURNITURE)).hexdigest())\n"
    )
    here = __file__.rpartition("/")[0] or "."
    seeds = ("0", "1")
    told = [
        subprocess.run(
            [sys.executable, "-c", program, here, kind],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin", "TZ": zone},
        ).stdout.strip()
        for seed, zone in zip(seeds, ("UTC", "Asia/Tokyo"), strict=True)
    ]

    assert told[0] == told[1] == sha256(WRITERS[kind](RICH, FURNITURE)).hexdigest()


def test_a_pdf_says_the_same_to_another_reader() -> None:
    """PDFium is not ours: where lines run one way, it has to see what we see."""
    import pypdfium2

    data = WRITERS["pdf"](LATIN, FURNITURE)
    with pypdfium2.PdfDocument(BytesIO(data)) as opened:
        theirs = squeezed("".join(opened[number].get_textpage().get_text_bounded() for number in range(len(opened))))

    ours = squeezed(texts_of(data, "pdf")[0])
    assert sorted(theirs.replace("\x02", "-")) == sorted(ours)

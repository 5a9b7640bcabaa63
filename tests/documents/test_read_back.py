"""A word hidden in any part of a finished file is found there; the same search finds nothing in a file without it."""

import zlib
from io import BytesIO
from typing import cast
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import docx
import pytest
from letterheads import letterhead, packed, parts_of, picture, with_part, with_text
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject
from specimen import FURNITURE, LATIN, one_paragraph, says

from cpcli.documents import to_docx, to_pdf
from cpcli.documents.read_back import Format, Unreadable, texts_of

HIDDEN = "Zebedee Hidden"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
PLAIN = to_docx.write(LATIN, FURNITURE)


def _put(part: str, old: str, new: str) -> bytes:
    parts = parts_of(PLAIN)
    text = parts[part].decode()
    assert old in text
    parts[part] = text.replace(old, new, 1).encode()
    return packed(parts)


def _runs(*cut: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t>{each}</w:t></w:r>" for each in cut) + "</w:p>"


def _png(kind: bytes, data: bytes) -> bytes:
    chunk = len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
    return picture()[:33] + chunk + picture()[33:]


def _member(name: str, data: bytes) -> bytes:
    return packed({**parts_of(PLAIN), name: data})


def _comment(data: bytes = b"", *, member: bytes = b"", extra: bytes = b"") -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as made:
        for name, part in parts_of(PLAIN).items():
            made.writestr(name, part)
        entry = ZipInfo("word/x.xml")
        entry.comment, entry.extra, entry.compress_type = member, extra, ZIP_STORED
        made.writestr(entry, b"<x/>")
        made.comment = data
    return buffer.getvalue()


def _properties() -> bytes:
    opened = docx.Document(BytesIO(PLAIN))
    opened.core_properties.keywords = HIDDEN
    buffer = BytesIO()
    opened.save(buffer)
    return buffer.getvalue()


H, F = HIDDEN.split()
NOTE = HIDDEN.encode()
IN_WORD = {
    "the body": _put("word/document.xml", "<w:body>", f"<w:body>{_runs(HIDDEN)}"),
    "over runs": _put("word/document.xml", "<w:body>", f"<w:body>{_runs('Zebe', 'dee Hid', 'den')}"),
    "over cells": _put("word/document.xml", "<w:body>", f"<w:body>{_runs(H)}{_runs(F)}"),
    "a deletion": _put(
        "word/document.xml", "<w:body>", f"<w:body><w:p><w:del><w:r><w:delText>{HIDDEN}</w:delText></w:r></w:del></w:p>"
    ),
    "hidden text": _put(
        "word/document.xml", "<w:body>", f"<w:body><w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{HIDDEN}</w:t></w:r></w:p>"
    ),
    "a field": _put(
        "word/document.xml", "<w:body>", f"<w:body><w:p><w:r><w:instrText>{HIDDEN}</w:instrText></w:r></w:p>"
    ),
    "an alternative text": _put(
        "word/document.xml", "<w:body>", f'<w:body><w:p><w:r><w:drawing><x descr="{HIDDEN}"/></w:drawing></w:r></w:p>'
    ),
    "a bookmark": _put(
        "word/document.xml", "<w:body>", f'<w:body><w:p><w:bookmarkStart w:id="1" w:name="{HIDDEN}"/></w:p>'
    ),
    "an XML comment": _put("word/document.xml", "<w:body>", f"<w:body><!-- {HIDDEN} -->"),
    "the header": _put("word/header1.xml", "DRAFT", HIDDEN),
    "the footer": _put("word/footer1.xml", "For ", f"{HIDDEN} "),
    "the title": _put("docProps/core.xml", LATIN.title, HIDDEN),
    "the author": _put("docProps/core.xml", "<dc:creator></dc:creator>", f"<dc:creator>{HIDDEN}</dc:creator>"),
    "the keywords": _properties(),
    "the company": _put("docProps/app.xml", "cpcli", HIDDEN),
    "a style's name": _put("word/styles.xml", "Conference text", HIDDEN),
    "a setting": _put(
        "word/settings.xml", "</w:settings>", f'<w:docVars><w:docVar w:val="{HIDDEN}"/></w:docVars></w:settings>'
    ),
    "a footnote": _member("word/footnotes.xml", f'<w:x xmlns:w="x">{_runs(HIDDEN)}</w:x>'.encode()),
    "a comment": _member("word/comments.xml", f'<w:x xmlns:w="x">{_runs("Zebedee ", "Hidden")}</w:x>'.encode()),
    "a custom property": _member("docProps/custom.xml", f"<a><b>{HIDDEN}</b></a>".encode()),
    "a part in UTF-16": _member(
        "customXml/item1.xml", f"<?xml version='1.0' encoding='UTF-16'?><a>{HIDDEN}</a>".encode("utf-16")
    ),
    "a link's target": _put(
        "word/_rels/document.xml.rels",
        "</Relationships>",
        f'<Relationship Id="x" Type="t" Target="{HIDDEN}"/></Relationships>',
    ),
    "a file's name": _member(f"word/media/{HIDDEN}.png", picture()),
    "a picture's note": _member("word/media/x.png", _png(b"tEXt", b"Author\x00" + NOTE)),
    "a picture's packed note": _member("word/media/x.png", _png(b"zTXt", b"Author\x00\x00" + zlib.compress(NOTE))),
    "a photograph's note": _member(
        "word/media/x.jpg", b"\xff\xd8\xff\xfe" + (len(NOTE) + 2).to_bytes(2, "big") + NOTE + b"\xff\xd9"
    ),
    "a Windows picture": _member("word/media/x.emf", b"\x01\x00\x00\x00" + HIDDEN.encode("utf-16-le")),
    "another archive": _member("word/embeddings/x.docx", packed({"word/document.xml": f"<a>{HIDDEN}</a>".encode()})),
    "the archive's note": _comment(NOTE),
    "a member's note": _comment(member=NOTE),
    "a member's extra field": _comment(extra=b"\x99\x99" + len(NOTE).to_bytes(2, "little") + NOTE),
}


def test_nothing_is_found_where_nothing_is() -> None:
    assert not says(PLAIN, "docx", HIDDEN)
    assert not says(to_pdf.write(LATIN, FURNITURE), "pdf", HIDDEN)


@pytest.mark.parametrize("where", IN_WORD)
def test_a_word_file_is_searched_in_every_part(where: str) -> None:
    assert says(IN_WORD[where], "docx", HIDDEN)


def test_a_letterhead_is_searched_as_well() -> None:
    base = with_text("word/document.xml", "<w:body>", f"<w:body>{_runs('Zebedee ', 'Hidden')}")
    data = to_docx.write(LATIN, FURNITURE.__class__("Jo", letterhead=base))

    assert says(data, "docx", HIDDEN)
    assert not says(to_docx.write(LATIN, FURNITURE.__class__("Jo", letterhead=letterhead())), "docx", HIDDEN)


def _pdf(change: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(to_pdf.write(LATIN, FURNITURE))))
    match change:
        case "properties":
            writer.add_metadata({"/Subject": HIDDEN})
        case "a property in UTF-16":
            writer.add_metadata({"/Subject": f"{HIDDEN} پہلے"})
        case "an outline":
            writer.add_outline_item(title=HIDDEN, page_number=0)
        case "an attachment's name":
            writer.add_attachment(HIDDEN, b"x")
        case "an attachment":
            writer.add_attachment("x.txt", NOTE)
        case "a note on a page":
            note = DictionaryObject(
                {
                    NameObject("/Type"): NameObject("/Annot"),
                    NameObject("/Subtype"): NameObject("/Text"),
                    NameObject("/Rect"): ArrayObject([NumberObject(0)] * 4),
                    NameObject("/Contents"): TextStringObject(HIDDEN),
                }
            )
            writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])
        case "an alternative text":
            cast("DictionaryObject", writer.root_object["/StructTreeRoot"])[NameObject("/Alt")] = TextStringObject(
                HIDDEN
            )
        case other:
            raise AssertionError(other)
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "where",
    [
        "properties",
        "a property in UTF-16",
        "an outline",
        "an attachment's name",
        "an attachment",
        "a note on a page",
        "an alternative text",
    ],
)
def test_a_pdf_is_searched_beside_its_pages(where: str) -> None:
    assert says(_pdf(where), "pdf", HIDDEN)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (f"{'word ' * 14}{HIDDEN} and {HIDDEN}", "en"),
        (f"{'كتاب ' * 19}{HIDDEN} كلمة", "ar"),
        ("(أحمد علي) Jo", "ar"),
        ("Jo (أحمد علي، محمد الأول) x", "en"),
        ("كَتَبَ مُحَمَّد", "ar"),
        ("שלום, עולם. (Jo)", "he"),
        ("Zebedee-Hidden\nLine two\nEX1 2AB", "en"),
        ("office fluffy AVATAR Ŵyn", "en"),
    ],
)
def test_a_page_is_read_in_the_order_in_which_it_is_said(text: str, lang: str) -> None:
    document = one_paragraph(text, lang)
    made = to_pdf.write_with_warnings(document, FURNITURE)
    if any("no font for" in each for each in made.warnings):
        pytest.skip("this machine has no font for it")

    words = " ".join(texts_of(made.data, "pdf")[0].split())
    assert " ".join(text.split()) in words


def test_cells_and_lines_are_told_apart() -> None:
    words = texts_of(to_pdf.write(LATIN, FURNITURE), "pdf")[0].split("\n")

    assert {"Name", "Agency", "Coming", "Jo Sample", "Exampleton", "EX1 2AB"} <= {each.strip() for each in words}


HTML = {
    "an attribute": f'<p title="{HIDDEN}">x</p>',
    "a comment": f"<!-- {HIDDEN} -->",
    "a script": f"<script>var x = '{HIDDEN}'</script>",
    "over elements": "<p>Zebe<b>dee</b> <span>Hid</span>den</p>",
    "over cells": f"<tr><td>{H}</td><td>{F}</td></tr>",
    "entities": "<p>Z&#101;bedee&nbsp;Hidden</p>",
    "a style's letters": '<style>p:after { content: "Zebede\\65  Hidden" }</style>',
    "a name": f'<p id="{HIDDEN}">',
    "the title": f"<title>{HIDDEN}</title>",
}


@pytest.mark.parametrize("where", HTML)
def test_a_page_is_searched_in_every_part(where: str) -> None:
    data = f"<!doctype html><html><body>{HTML[where]}</body></html>".encode()

    assert says(data, "html", HIDDEN)
    assert not says(b"<p>Zebedee</p>", "html", HIDDEN)


@pytest.mark.parametrize(
    "text", ["Zebedee Hidde&#x6E;", "**Zebe**dee _Hidden_", "Zebedee\\\nHidden", "<!-- Zebedee Hidden -->"]
)
def test_markdown_is_read_as_it_stands_and_as_it_reads(text: str) -> None:
    assert says(text.encode(), "md", HIDDEN)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xff\xfe", "md"),
        (b"\xff\xfe", "txt"),
        (b"\xff\xfe", "html"),
        (b"x", "docx"),
        (PLAIN[:-100], "docx"),
        (packed({"word/x.xml": b"<x"}), "docx"),
        (b"x", "pdf"),
        (b"%PDF-1.7\n" + b"x" * 100, "pdf"),
    ],
)
def test_what_cannot_be_read_back_is_a_fault_and_not_an_empty_answer(data: bytes, kind: Format) -> None:
    with pytest.raises(Unreadable):
        texts_of(data, kind)


def test_archives_nested_without_end_are_refused() -> None:
    data = packed({"x.xml": b"<x/>"})
    for _ in range(5):
        data = packed({"x.docx": data})

    with pytest.raises(Unreadable):
        texts_of(data, "docx")
    assert with_part("word/x.xml", f"{WORD}.styles+xml")

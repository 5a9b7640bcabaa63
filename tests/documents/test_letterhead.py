"""On an area's letterhead: what stands there stays, ours is added, nothing of an earlier author's goes out."""

import re
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn
from letterheads import letterhead, packed, parts_of, picture, spoiled, with_part, with_text
from specimen import LATIN, READER, says, words_of

from cpcli.documents import letterhead as checking
from cpcli.documents import to_docx
from cpcli.documents.furniture import Furniture
from cpcli.documents.letterhead import check_letterhead
from cpcli.documents.read_back import texts_of
from cpcli.errors import InvalidFile

END = "</w:body>"
PARAGRAPH = '<w:p><w:r><w:t xml:space="preserve">x</w:t></w:r></w:p>'


def written(base: bytes, *, large_print: bool = False) -> bytes:
    return to_docx.write(
        LATIN, Furniture(READER, confidential="Confidential: do not copy", letterhead=base, large_print=large_print)
    )


def test_header_logo_and_styles_stay_byte_for_byte() -> None:
    base = letterhead()
    before, after = parts_of(base), parts_of(written(base))

    kept = [name for name in before if re.match(r"word/(header|media/|theme|fontTable|settings|webSettings)", name)]
    assert len(kept) >= 4
    assert [name for name in kept if before[name] != after.get(name)] == []
    assert picture() in after.values()


def test_every_style_that_was_there_is_there_as_it_was() -> None:
    base = letterhead()
    before, after = (
        {str(style.style_id): style.element.xml for style in docx.Document(BytesIO(data)).styles}
        for data in (base, written(base))
    )

    assert len(before) > 100
    assert {name: after[name] for name in before} == before
    assert "CpcliText" in after


@pytest.mark.parametrize("first_page", [False, True])
@pytest.mark.parametrize("even_pages", [False, True])
@pytest.mark.parametrize("footer", [False, True])
def test_every_footer_keeps_what_it_says_and_ours_comes_after(first_page: bool, even_pages: bool, footer: bool) -> None:
    base = letterhead(first_page=first_page, even_pages=even_pages, sections=2, footer=footer)

    opened = docx.Document(BytesIO(written(base)))

    section = opened.sections[0]
    feet = [section.footer, *([section.first_page_footer] if first_page else [])]
    feet += [section.even_page_footer] if even_pages else []
    for number, foot in enumerate(feet):
        lines = [paragraph.text for paragraph in foot.paragraphs]
        theirs = [f"1 Council Road, Exampleton {number}"] if footer else []
        assert lines == [*theirs, "DRAFT · Confidential: do not copy", f"For {READER}\tPage 1 of 1"]
        assert " PAGE " in foot._element.xml
        assert " NUMPAGES " in foot._element.xml
    assert opened.sections[1].footer.is_linked_to_previous


def test_all_words_are_there_and_nobody_else_is() -> None:
    data = written(letterhead())

    for text in words_of(LATIN):
        assert says(data, "docx", text)
    assert not any("Former Author" in text or "another case" in text for text in texts_of(data, "docx"))
    assert not any("python-docx" in text for text in texts_of(data, "docx"))
    core = docx.Document(BytesIO(data)).core_properties
    assert (core.title, core.language, core.author, core.last_modified_by) == (LATIN.title, "en-GB", "", "")


@pytest.mark.parametrize(("large", "points"), [(False, 12), (True, 16)])
def test_text_is_never_smaller_than_promised_though_the_letterhead_is(large: bool, points: int) -> None:
    opened = docx.Document(BytesIO(written(letterhead(), large_print=large)))

    assert opened.styles["Normal"].font.size.pt == 10
    seen = 0
    for paragraph in opened.paragraphs:
        for run in paragraph.runs:
            assert paragraph.style is not None
            size = run.font.size or paragraph.style.font.size
            assert size is not None
            assert size.pt >= points, paragraph.text
            seen += 1
    assert seen > 20


def test_the_body_of_a_letterhead_stays_before_ours_and_lists_count_for_themselves() -> None:
    base = with_text("word/document.xml", "<w:body>", f"<w:body>{PARAGRAPH}")

    opened = docx.Document(BytesIO(written(base)))

    assert [paragraph.text for paragraph in opened.paragraphs[:2]] == ["x", "DRAFT"]
    numbers = [int(each) for each in re.findall(r'<w:numId w:val="(\d+)"/>', opened.element.xml)]
    defined = re.findall(r'<w:num w:numId="(\d+)"', opened.part.numbering_part.element.xml)
    assert numbers
    assert {str(each) for each in numbers} <= set(defined)
    assert len(defined) == len(set(defined))


def test_sharepoint_leftovers_and_properties_stay_behind() -> None:
    base = with_part(
        "docProps/custom.xml",
        "application/vnd.openxmlformats-officedocument.custom-properties+xml",
        b"<Properties>Former Author</Properties>",
    )

    assert not any("Former Author" in text for text in texts_of(written(base), "docx"))


def test_a_letterhead_without_lists_or_headings_of_its_own_gets_ours() -> None:
    def bare(parts: dict[str, bytes]) -> None:
        parts["word/styles.xml"] = (
            b'<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            b'<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>'
            b'<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/>'
            b'<w:basedOn w:val="Standard"/></w:style></w:styles>'
        )
        relations = parts["word/_rels/document.xml.rels"].decode()
        parts["word/_rels/document.xml.rels"] = re.sub("<Relationship [^>]*numbering[^>]*/>", "", relations).encode()
        del parts["word/numbering.xml"]

    opened = docx.Document(BytesIO(written(spoiled(bare))))

    first = next(each for each in opened.paragraphs if each.text == LATIN.title)
    assert first.style is not None
    assert first.style.style_id == "berschrift1"
    assert [run.font.size.pt for run in first.runs if run.font.size] == [12]
    assert opened.styles["Conference text"].base_style is not None
    assert opened.styles["Conference text"].base_style.style_id == "Standard"
    assert opened.styles["Heading 2"].style_id == "Heading2"
    assert len(opened.part.numbering_part.element.findall(qn("w:abstractNum"))) == 2


def test_a_word_file_without_its_document_is_told_and_no_fault() -> None:
    def without(parts: dict[str, bytes]) -> None:
        del parts["word/document.xml"]

    with pytest.raises(InvalidFile, match=r"not a Word document|cannot be read"):
        written(spoiled(without))


def test_the_same_letterhead_gives_the_same_bytes() -> None:
    base = letterhead()

    assert written(base) == written(base)


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def _relation(target: str, kind: str = "hyperlink") -> bytes:
    namespace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    new = (
        f'<Relationship Id="rId99" Type="{namespace}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    )
    return with_text("word/_rels/document.xml.rels", "</Relationships>", new)


def _body(xml: str) -> bytes:
    return with_text("word/document.xml", "<w:body>", f"<w:body>{xml}")


def _field(*cut: str) -> bytes:
    runs = "".join(f"<w:r><w:instrText>{each}</w:instrText></w:r>" for each in cut)
    return _body(f"<w:p>{runs}</w:p>")


def _macros(parts: dict[str, bytes]) -> None:
    types = parts["[Content_Types].xml"].decode()
    assert f"{WORD}.document.main+xml" in types
    enabled = "application/vnd.ms-word.document.macroEnabled.main+xml"
    parts["[Content_Types].xml"] = types.replace(f"{WORD}.document.main+xml", enabled).encode()


def _doctype(parts: dict[str, bytes]) -> None:
    parts["word/settings.xml"] = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'


def _not_xml(parts: dict[str, bytes]) -> None:
    parts["word/settings.xml"] = b"<x>"


HOSTILE = {
    "macros": (with_part("word/vbaProject.bin", "application/vnd.ms-office.vbaProject"), "macros"),
    "a macro document": (spoiled(_macros), "macros"),
    "comments": (with_part("word/comments.xml", f"{WORD}.comments+xml"), "comments"),
    "a comment's mark": (_body('<w:p><w:commentRangeStart w:id="0"/></w:p>'), "comments"),
    "an insertion": (
        _body('<w:p><w:ins w:id="1" w:author="A"><w:r><w:t>x</w:t></w:r></w:ins></w:p>'),
        "tracked changes",
    ),
    "a deletion": (_body('<w:p><w:del w:id="1" w:author="A"/></w:p>'), "tracked changes"),
    "a changed property": (_body('<w:p><w:pPr><w:pPrChange w:id="1" w:author="A"/></w:pPr></w:p>'), "tracked changes"),
    "a link": (_relation("https://example.org"), "points outside"),
    "an attached template": (_relation("file:///x.dotm", "attachedTemplate"), "points outside"),
    "an object": (_body("<w:p><w:r><w:object/></w:r></w:p>"), "embedded object"),
    "an embedding": (with_part("word/embeddings/x.bin", "application/octet-stream"), "embedded object"),
    "other text inside": (_body('<w:altChunk xmlns:r="r" r:id="rId1"/>'), "embedded object"),
    "a field that fetches": (_field(' INCLUDEPICTURE "http://x" '), "field"),
    "a field cut in two": (_field(" DDE", "AUTO cmd "), "field"),
    "a simple field": (_body('<w:p><w:fldSimple w:instr=" INCLUDETEXT x "/></w:p>'), "field"),
    "a mail merge": (with_text("word/settings.xml", "<w:zoom", "<w:mailMerge/><w:zoom"), "mail merge"),
    "entities": (spoiled(_doctype), "entities"),
    "broken XML": (spoiled(_not_xml), "cannot be read"),
    "a part of another kind": (with_part("word/x.bin", "video/mp4"), "no letterhead needs"),
    "a name that leads out": (with_part("word/../../x.xml", "application/xml"), "leads out"),
    "too many parts": (spoiled(lambda parts: parts.update({f"x{n}.xml": b"" for n in range(1001)})), "1000 parts"),
    "a bomb": (spoiled(lambda parts: parts.update({"word/x.xml": b"0" * 30_000_000})), "larger than it looks"),
    "no Word file": (packed({"[Content_Types].xml": b"<Types/>"}), "not a Word document"),
    "no types": (packed({"x": b""}), "not a Word document"),
    "no archive": (b"x" * 100, "not a Word document"),
    "a cut archive": (letterhead()[:-200], "not a Word document"),
    "too large": (b"x" * (checking.MAX_FILE + 1), "10 MB"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_letterhead_that_could_carry_more_is_refused_with_a_sentence(what: str) -> None:
    data, words = HOSTILE[what]

    with pytest.raises(InvalidFile, match=words):
        written(data)


def test_all_that_is_wrong_is_told_at_once() -> None:
    data = _body('<w:p><w:ins w:id="1" w:author="A"/><w:commentRangeStart w:id="0"/><w:r><w:object/></w:r></w:p>')

    with pytest.raises(InvalidFile) as caught:
        check_letterhead(data, "exampleshire.docx")

    assert len(caught.value.problems) == 3
    assert {each.file for each in caught.value.problems} == {"exampleshire.docx"}


def test_a_plain_letterhead_is_no_trouble() -> None:
    check_letterhead(letterhead(first_page=True, even_pages=True, sections=3))
    check_letterhead(_field(" PAGE "))


def test_every_part_of_word_s_file_is_in_the_order_that_word_wants() -> None:
    """Word refuses a paragraph whose properties stand in another order; python-docx and LibreOffice do not."""
    order = {
        "pPr": [
            "pStyle",
            "keepNext",
            "keepLines",
            "numPr",
            "pBdr",
            "tabs",
            "bidi",
            "spacing",
            "ind",
            "jc",
            "outlineLvl",
            "rPr",
        ],
        "rPr": ["rFonts", "b", "bCs", "i", "iCs", "sz", "szCs", "rtl", "lang"],
        "tblPr": ["tblStyle", "bidiVisual", "tblW", "tblLook", "tblCaption"],
        "trPr": ["cantSplit", "tblHeader"],
    }
    opened = docx.Document(BytesIO(to_docx.write(LATIN, Furniture(READER))))
    seen = 0

    for root in (opened.element, opened.styles.element, opened.sections[0].footer._element):
        for each in root.iter():
            wanted = order.get(str(each.tag).rpartition("}")[2])
            if wanted and "}style" not in str(each.getparent().tag):
                names = [str(child.tag).rpartition("}")[2] for child in each]
                assert names == sorted(names, key=wanted.index)
                seen += 1
    assert seen > 70

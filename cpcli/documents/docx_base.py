"""The Word file that a document is written into where an area gives no letterhead, and the styles it brings to one.

Made here and not taken from python-docx: its default file has another company's fonts, sizes below 12 points, American
paper, a thumbnail and an author. Bytes and dates are the same on every machine.
"""

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

FONT = "Arial"

#: Our own styles: they stand beside those of a letterhead and change none of them.
TEXT, ITEM, FURNITURE, CAPTION, TABLE = "CpcliText", "CpcliItem", "CpcliFurniture", "CpcliCaption", "CpcliTable"

#: The size of each level of heading, in times the text's.
_HEADINGS = {1: 1.7, 2: 1.4, 3: 1.2, 4: 1.0, 5: 1.0, 6: 1.0}


def heading_style(level: int) -> str:
    """The identifier of Word's own style for a heading, which its navigation and every screen reader know."""
    return f"Heading{level}"


def styles(size: int) -> Iterator[tuple[str, str]]:
    """Each style a document needs, by its identifier, for text of so many points."""
    for level, times in _HEADINGS.items():
        yield heading_style(level), _heading(level, round(2 * size * times))
    line = 'w:line="288" w:lineRule="auto"'
    paragraphs = (
        (TEXT, "text", f'<w:spacing w:before="80" w:after="100" {line}/>', ""),
        (ITEM, "list", f'<w:spacing w:before="40" w:after="40" {line}/>', ""),
        (FURNITURE, "page", '<w:spacing w:before="0" w:after="0"/>', ""),
        (CAPTION, "caption", '<w:keepNext/><w:spacing w:before="120" w:after="80"/>', "<w:b/><w:bCs/>"),
    )
    for name, title, places, letters in paragraphs:
        text = (
            f'<w:style {_W} w:type="paragraph" w:customStyle="1" w:styleId="{name}">'
            f'<w:name w:val="Conference {title}"/><w:basedOn w:val="Normal"/><w:qFormat/>'
            f'<w:pPr>{places}<w:jc w:val="left"/></w:pPr>'
            f'<w:rPr>{letters}<w:sz w:val="{2 * size}"/><w:szCs w:val="{2 * size}"/></w:rPr></w:style>'
        )
        yield name, text
    yield TABLE, _table()


def _heading(level: int, half_points: int) -> str:
    return (
        f'<w:style {_W} w:type="paragraph" w:styleId="{heading_style(level)}"><w:name w:val="heading {level}"/>'
        f'<w:basedOn w:val="Normal"/><w:next w:val="{TEXT}"/><w:uiPriority w:val="9"/><w:qFormat/>'
        '<w:pPr><w:keepNext/><w:keepLines/><w:spacing w:before="240" w:after="120"/>'
        f'<w:outlineLvl w:val="{level - 1}"/></w:pPr>'
        f'<w:rPr><w:b/><w:bCs/><w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr></w:style>'
    )


def _table() -> str:
    sides = ("top", "left", "bottom", "right")
    border = "".join(
        f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="000000"/>' for side in (*sides, "insideH", "insideV")
    )
    margin = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in zip(sides, (40, 100, 40, 100), strict=True)
    )
    return (
        f'<w:style {_W} w:type="table" w:customStyle="1" w:styleId="{TABLE}"><w:name w:val="Conference table"/>'
        f"<w:tblPr><w:tblBorders>{border}</w:tblBorders><w:tblCellMar>{margin}</w:tblCellMar></w:tblPr></w:style>"
    )


def numbering(kind: str, identifier: int) -> str:
    """One kind of list, `bullet` or `decimal`, on every level Word knows."""
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{"•" if kind == "bullet" else f"%{level + 1}."}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{567 * (level + 1)}" w:hanging="425"/></w:pPr></w:lvl>'
        for level in range(9)
    )
    kind_of_all = '<w:multiLevelType w:val="multilevel"/>'
    return f'<w:abstractNum {_W} w:abstractNumId="{identifier}">{kind_of_all}{levels}</w:abstractNum>'


def package(size: int) -> bytes:
    """An empty Word file of A4 pages with text of so many points."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>'
        f'<Override PartName="/word/settings.xml" ContentType="{_WORD}.settings+xml"/>'
        f'<Override PartName="/word/numbering.xml" ContentType="{_WORD}.numbering+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document {_W} {_R}><w:body><w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1440" w:right="1247" w:bottom="1440" w:left="1247" w:header="709" w:footer="709" '
        'w:gutter="0"/>'
        "</w:sectPr></w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="rId{number}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>'
            for number, name in enumerate(("styles", "settings", "numbering"), 1)
        )
        + "</Relationships>",
        "word/styles.xml": f"<w:styles {_W}>{_defaults(size)}{''.join(text for _, text in styles(size))}</w:styles>",
        "word/settings.xml": f'<w:settings {_W}><w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>',
        "word/numbering.xml": f"<w:numbering {_W}></w:numbering>",
    }
    return archive({name: (_XML + text).encode() for name, text in parts.items()})


def _defaults(size: int) -> str:
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}" w:eastAsia="Microsoft YaHei"/>'
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts}"
        f'<w:sz w:val="{2 * size}"/><w:szCs w:val="{2 * size}"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
    )


def archive(parts: dict[str, bytes]) -> bytes:
    """A ZIP archive whose bytes depend on nothing but what is in it."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED, compresslevel=6) as made:
        for name, data in parts.items():
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3  # the same on Windows
            entry.external_attr = 0o600 << 16
            made.writestr(entry, data)
    return buffer.getvalue()

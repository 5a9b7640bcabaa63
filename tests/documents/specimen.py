"""One rich document and the ways to compare what a file says with it, for all tests of documents."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from hypothesis import strategies as st

from cpcli.documents import to_docx, to_html, to_markdown, to_pdf, to_text
from cpcli.documents.furniture import Furniture
from cpcli.documents.markdown import parse
from cpcli.documents.read_back import Format, texts_of
from cpcli.documents.tree import Document, Heading, Paragraph, Run, texts
from cpcli.documents.values import markdown_safe

WRITERS: Mapping[Format, Callable[[Document, Furniture], bytes]] = MappingProxyType(
    {
        "md": to_markdown.write,
        "txt": to_text.write,
        "html": to_html.write,
        "docx": to_docx.write,
        "pdf": to_pdf.write,
    }
)

READER = "Ash O'Example"
FURNITURE = Furniture(READER, draft=True, confidential="Confidential: do not copy")

#: What a person may type into any field of a case.
NASTY = "Smith & Jones <b> \"q\" 'a' *x* _y_ [l](u) # | ` {{ x }} {% y %} [/red] ${z} --- ~~no~~ \\"
ADDRESS = "14 Sample Row\nExampleton\nEX1 2AB"

#: One sentence in each language that must come out right, with its font's name in Noto.
LANGUAGES = MappingProxyType(
    {
        "cy": ("Cynhadledd amddiffyn plant gychwynnol: ŵ ŷ â ê î ô û.", ""),
        "pl": ("Wstępna konferencja w sprawie ochrony dziecka. Łódź, żółć, gęślą jaźń.", ""),
        "ar": ("مؤتمر حماية الطفل الأولي يوم 10 ديسمبر 2026 مع Rowan Example في المدرسة.", "arabic"),
        "ur": ("بچوں کے تحفظ کی پہلی کانفرنس، پہلے ٹیلیفون کریں۔", "arabic"),
        "zh": ("儿童保护会议：第一次会议。请准时参加。", "han"),
        "bn": ("শিশু সুরক্ষা সম্মেলন ক্ষেত্র প্রথম।", "bengali"),
        "pa": ("ਬਾਲ ਸੁਰੱਖਿਆ ਕਾਨਫਰੰਸ ਪਹਿਲੀ।", "gurmukhi"),
        "he": ("ועידת הגנת הילד (Rowan Example), שלום.", "hebrew"),
    }
)

_LATIN = f"""# Invitation to an initial child protection conference

Dear {markdown_safe(READER)},

You are invited to the conference about **{markdown_safe("Rowan Example")}** on *Thursday 10 December 2026* at 10:00.

{markdown_safe(ADDRESS)}

## Who is invited

| Name | Agency | Coming |
|---|---|---|
| {markdown_safe("Jo Sample")} | Health visiting | yes |
| {markdown_safe(NASTY)} | {markdown_safe("a|b")} | not yet recorded |
| {markdown_safe("Łucja Ŵyn")} |  | {markdown_safe(ADDRESS)} |

Table: People invited by {markdown_safe("Jo")}

### What happens

1. Welcome and introductions
2. What we are worried about
   - {markdown_safe("1. not a list")}
   - what is going well

   And a second paragraph of the item.
3. The plan

4) A list that begins at four

- one
- two
  1. nested

---

## In Welsh

::: {{lang=cy}}

{LANGUAGES["cy"][0]}

:::
"""

_OTHERS = "".join(
    f"\n::: {{lang={lang}}}\n\n### {markdown_safe(said)}\n\n**{markdown_safe(said)}** {markdown_safe(said)}\n\n"
    f"- {markdown_safe(said)}\n\n| {markdown_safe(said)} | 2 |\n|---|---|\n| {markdown_safe(said)} | x |\n\n:::\n"
    for lang, (said, script) in LANGUAGES.items()
    if script
)

#: In letters that every machine can print.
LATIN = parse(_LATIN)
#: The same and every other script.
RICH = parse(_LATIN + _OTHERS)


def squeezed(text: str) -> str:
    """A text without spaces and line ends, which formats are free to place."""
    return re.sub(r"\s", "", text)


def says(data: bytes, kind: Format, wanted: str) -> bool:
    """Whether a finished file says something, wherever in it."""
    return any(squeezed(wanted) in squeezed(text) for text in texts_of(data, kind))


def words_of(document: Document) -> list[str]:
    """Every text of a document that has words."""
    found = [text for text, _ in texts(document) if text]
    assert found, "a document without words proves nothing"
    return found


def one_paragraph(text: str, lang: str = "", document_lang: str = "en-GB") -> Document:
    """The smallest document that says a text."""
    return Document("Title", document_lang, (Heading(1, (Run("Title"),)), Paragraph((Run(text),), lang)))


#: Texts of every kind of character, with those that mean something somewhere far more often than chance has them.
DANGEROUS = st.lists(
    st.one_of(
        st.sampled_from(list("&<>\"'*_[]()#|`{}\\~-+=!:.;0123456789 \n\t\r$%@^/")),
        st.sampled_from(
            ["{{", "}}", "{%", "---", "===", ":::", "1. ", "- ", "# ", "    ", "<br>", "&amp;", "![", "]("]
        ),
        st.sampled_from(
            ["Table: ", "::: {lang=cy}", "[/red]", "\x1b[31m", "\x9b", "\u202e", "\u2066", "\x00", "\u2028"]
        ),
        st.sampled_from(["Rowan", "Ŵyn", "محمد", "שלום", "儿童", "শিশু", "ਬਾਲ", "（", "。", "\u00a0", "\u3000", "😀"]),
        st.characters(),
    ),
    max_size=12,
).map("".join)

"""The words a paper is made of before any value stands in it: its template's, and those of every file of its format.

Somebody may be called Foster, Said or Styles. Such a name stands in papers that tell nothing of them, and a search that
stopped each of those would leave a family without its letters. It is told instead, and ticked at release.
"""

from collections.abc import Iterable
from functools import lru_cache

from cpcli.documents.folding import pages_of
from cpcli.documents.furniture import Furniture
from cpcli.documents.kinds import Format
from cpcli.documents.search import Secret
from cpcli.documents.values import without_values

#: A document of every kind of block, which says nothing.
_SPECIMEN = "# 1\n\n## 1\n\n1 **1** *1*\n\n- 1\n\n1. 1\n\n| 1 | 1 |\n|---|---|\n| 1 | 1 |\n\nTable: 1\n\n---\n"


def made_milder(secrets: Iterable[Secret], form: Format, markdown: str | None) -> list[Secret]:
    """The secrets, where a single name that is one of the paper's own words warns instead of stopping.

    Args:
        secrets: what is looked for.
        form: the format of the file.
        markdown: the rendered template, values and all; None where it is not one that comes with cpcli. A name in an
            authority's own template is no word of it but a slip.
    """
    own = of_files(form) | (words_of([without_values(markdown)]) if markdown is not None else frozenset())
    return [
        secret._replace(stops=False) if secret.kind == "single name" and secret.needle in own else secret
        for secret in secrets
    ]


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The whole words of some texts, as the search reads them."""
    return frozenset(word for page in pages_of(texts) for word in page.words)


@lru_cache(maxsize=8)
def of_files(form: Format) -> frozenset[str]:
    """The words of every file of a format: names of its parts, styles, fonts, and the furniture's own."""
    from cpcli.documents.markdown import parse
    from cpcli.documents.read_back import texts_of
    from cpcli.documents.render import CONFIDENTIAL, writer_of

    document = parse(_SPECIMEN, lang="en-GB", title="", name="specimen")
    furniture = (Furniture("1", confidential=CONFIDENTIAL, large_print=large) for large in (False, True))
    return frozenset(word for each in furniture for word in words_of(texts_of(writer_of(form)(document, each), form)))

"""The words a paper is made of before any value stands in it: its template's, and those of every file of its format.

Somebody may be called Foster, Said or Styles. Such a name stands in papers that tell nothing of them, and a search that
stopped each of those would leave a family without its letters. It is told instead, and ticked at release.
"""

from collections.abc import Sequence
from functools import lru_cache

from cpcli.documents.furniture import Furniture
from cpcli.documents.kinds import Format
from cpcli.documents.search import Secret, held_by
from cpcli.documents.values import without_values

#: A document of every kind of block, which says nothing.
_SPECIMEN = "# 1\n\n## 1\n\n1 **1** *1*\n\n- 1\n\n1. 1\n\n| 1 | 1 |\n|---|---|\n| 1 | 1 |\n\nTable: 1\n\n---\n"


def made_milder(secrets: Sequence[Secret], form: Format, markdown: str | None) -> list[Secret]:
    """The secrets, where a name that the paper's own words hold warns instead of stopping.

    Args:
        secrets: what is looked for.
        form: the format of the file.
        markdown: the rendered template, values and all; None where it is not one that comes with cpcli. A name in an
            authority's own template is no word of it but a slip.
    """
    names = [secret for secret in secrets if secret.kind in {"name", "single name"}]
    own = [of_files(form), *([] if markdown is None else [without_values(markdown)])]
    found = {secret for text in own for secret in held_by(text, names)}
    return [secret._replace(stops=False) if secret in found else secret for secret in secrets]


@lru_cache(maxsize=8)
def of_files(form: Format) -> str:
    """What every file of a format says: names of its parts, styles, fonts, and the furniture's own words."""
    from cpcli.documents.markdown import parse
    from cpcli.documents.read_back import texts_of
    from cpcli.documents.render import CONFIDENTIAL, writer_of

    document = parse(_SPECIMEN, lang="en-GB", title="", name="specimen")
    made = [
        writer_of(form)(document, Furniture("1", confidential=CONFIDENTIAL, large_print=large))
        for large in (False, True)
    ]
    return "\n".join(text for content in made for text in texts_of(content, form))

"""The small family after its conference, and its papers as text. Every name is made up."""

from functools import cache
from typing import Any

from made_families import PACK, TODAY, WORDS
from small_families import family

from cpcli.casework.guide import Guide
from cpcli.documents.kinds import Kind
from cpcli.documents.readers import KINDS, reader_of
from cpcli.documents.render import Made, Wanted, make
from cpcli.documents.secrets import out_of_view
from cpcli.documents.shelf import Shelf
from cpcli.documents.view import View, view_of
from cpcli.store.case_reader import Case
from cpcli.store.guides import guide_paths, load_guide

OFFICE = {
    "team": "the Example conference team", "phone": "01632 960100", "hours": "Monday to Friday, 9 to 5",
    "complaints": "The Example complaints manager", "complaints_phone": "01632 960101",
}  # fmt: skip
SHELF = Shelf(None, tuple(KINDS))

#: The eight contents, the risks and the category of a plan, each with a word of its own.
CONTENTS = """
category = "NEG"
lead_social_worker = "p4"
core_group = ["p1", "p4", "p5"]
risks = "The hazardword: nobody wakes in the morning."
outcomes = "Outcomeword: up and fed by eight."
services = "Serviceword: a family worker twice a week."
assessment_by = 2027-01-15
specialist_assessments = "Expertword: a hearing test."
roles = "Roleword: p4 visits each week, p1 keeps a diary."
resources = "Resourceword: the health visitor's manager."
progress = "Progressword: every second core group."
contingency = "Fallbackword: legal advice after two missed visits."
"""


def outcome(child: str, decision: str = "plan", more: str = "") -> str:
    """What the conference decided for a child."""
    return f'\n[[conference.outcome]]\nchild = "{child}"\ndecision = "{decision}"\n{more}\n'


def plan(child: str, contents: str = CONTENTS, conference: str = "ic1") -> str:
    """A plan, with whatever it holds."""
    started = "started = 2026-12-10\n"
    return f'\n[[plan]]\nid = "pl{child}"\nchild = "{child}"\nconference = "{conference}"\n{started}{contents}\n'


def decision(ref: str, guide: str, about: str, **answers: str) -> str:
    """A recorded decision; the answers are TOML, their questions with _ for -."""
    rows = "".join(
        f'\n[[decision.answer]]\nquestion = "{key.replace("_", "-")}"\nvalue = {value}\n'
        for key, value in answers.items()
    )
    ids = ", ".join(f'"{each}"' for each in about.split())
    extent = {'"part"': "excluded-in-part", '"whole"': "excluded"}.get(answers.get("extent", ""))
    ended = (extent if guide == "exclusion" else None) or "done"
    return (
        f'\n[[decision]]\nid = "{ref}"\nguide = "{guide}"\nversion = 2025-03-25\nabout = [{ids}]\nconference = "ic1"\n'
        f'outcome = "{ended}"\ndecided_by = "p9"\ndecided_on = 2026-12-10\n'
        f'reasons = "Chairword: weighed at length by the chair alone."\n{rows}'
    )


#: The conference was held, with its dates.
HELD = """state = "held"
ended = 2026-12-10T12:15:00
minute_taker = "p7"
next_review = 2027-03-09
next_core_group = 2026-12-21"""


def after(more: str = "", guests: tuple[str, ...] = ("p1", "p2", "p4", "p5", "p7"), /, **replaced: str) -> Case:
    """The family after a conference that was held."""
    return family(more, guests, ic1=HELD, **replaced)


@cache
def _guide(name: str) -> Guide:
    return load_guide(name, PACK)


def view(
    case: Case, reader: str, document: str = "decision-letter", children: tuple[str, ...] | None = None, **more: Any
) -> View:
    """The view that a paper is made from."""
    conference = case.rows("conference")[0]
    named = {str(row["guide"]) for row in case.rows("decision")} & set(guide_paths(PACK))
    return view_of(
        case,
        conference,
        reader_of(case, conference, reader, WORDS),
        pack=PACK,
        words=WORDS,
        today=TODAY,
        guides={name: _guide(name) for name in named},
        needs_addresses=kind(document).addresses,
        office=OFFICE,
        children=children,
        **more,
    )


def kind(document: str) -> Kind:
    """A document."""
    return SHELF.kind(document)


def made(case: Case, document: str, reader: str, variant: Any = "standard", children: Any = None) -> Made:
    """A paper as it is made and searched."""
    seen = view(case, reader, document, children)
    return make(Wanted(kind(document), variant, form="md"), seen, SHELF, out_of_view(case, seen), seen.values)


def paper(case: Case, document: str, reader: str, variant: Any = "standard", children: Any = None) -> str:
    """The text of a paper."""
    return made(case, document, reader, variant, children).content.decode("utf-8")


def missing(case: Case, document: str, reader: str, variant: Any = "standard") -> list[str]:
    """What a paper says is not recorded: a release refuses it for each of these."""
    return [each.what for each in made(case, document, reader, variant).missing]

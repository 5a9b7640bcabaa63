"""One small family in TOML, to which a test adds what it is about. Every name is made up."""

from typing import Any

from made_families import WORDS, view_for

from cpcli.documents.readers import Reader, reader_of
from cpcli.documents.search import Hit, search
from cpcli.documents.secrets import out_of_view
from cpcli.documents.view import View
from cpcli.store.case_reader import Case, read_whole_case

#: Two children of two parents, one half-sister, three professionals, the chair.
FAMILY = """
[[child]]
id = "c1"
name = "Zofia Example"
born = 2019-03-04
school = "Fable Hill Primary School"

[[child]]
id = "c2"
name = "Iolo Example"
born = 2021-05-06

[[child]]
id = "c3"
name = "Maeve Zzyzwick"
born = 2012-02-28

[[person]]
id = "p1"
name = "Tamsin Example"
role = "mother"
parent_of = ["c1", "c2", "c3"]
address = "14 Sample Row, Exampleton, EX1 1ZZ"
phone = "01632 960001"

[[person]]
id = "p2"
name = "Kasimir Fictley"
role = "father"
parent_of = ["c1", "c2"]
address = "3 Invented Lane, Mockford, EX2 2ZZ"
phone = "01632 960002"

[[person]]
id = "p3"
name = "Idris Zzyzwick"
role = "father"
parent_of = ["c3"]

[[person]]
id = "p4"
name = "Perpetua Caseworth"
role = "social-worker"
agency = "social-care"
contact = ["c1", "c2", "c3"]
lead_for = ["c1", "c2", "c3"]
phone = "01632 960004"

[[person]]
id = "p5"
name = "Quentin Visitham"
role = "health-visitor"
contact = ["c2"]

[[person]]
id = "p7"
name = "Bex Chalkley"
role = "teacher"
contact = ["c1"]
address = "Fable Hill, Mockford"
email = "bex@fablehill.invalid"

[[person]]
id = "p9"
name = "Ottoline Gavelworth"
role = "conference-chair"

[[conference]]
id = "ic1"
kind = "initial-conference"
at = 2026-12-10T10:00:00
chair = "p9"
venue = "Civic Rooms, Mockford"
online = "https://meet.nowhere.invalid/room-seven-seven"
"""

LISTED = ("p1", "p2", "p4", "p5", "p7")


def family(more: str = "", guests: tuple[str, ...] = LISTED, /, **replaced: str) -> Case:
    """The family with more tables at its end; `replaced` puts keys into a table: p2='note = "x"'."""
    text = FAMILY
    for ref, keys in replaced.items():
        assert f'id = "{ref}"' in text
        text = text.replace(f'id = "{ref}"', f'id = "{ref}"\n{keys}', 1)
    for ref in guests:
        text += f'\n[[conference.attendance]]\nperson = "{ref}"\ninvited = 2026-11-25\n'
    case, problems = read_whole_case(f"{text}\n{more}", "2026-7777", lambda _: _words())
    assert [str(each) for each in problems.found if each.level == "error"] == []
    return case


def _words() -> dict[str, tuple[str, ...]]:
    return {"agency": tuple(WORDS.agencies), "role": tuple(WORDS.roles)}


def person(ref: str, name: str, role: str, more: str = "") -> str:
    """One more person."""
    return f'\n[[person]]\nid = "{ref}"\nname = "{name}"\nrole = "{role}"\n{more}\n'


def reader(case: Case, ref: str) -> Reader:
    return reader_of(case, case.rows("conference")[0], ref, WORDS)


def names_in(view: View) -> set[str]:
    """The people whom the view names."""
    return {each["ref"] for each in view.values["people"]}


def found_in(case: Case, ref: str, *texts: str, **given: Any) -> tuple[Hit, ...]:
    """What the search finds in texts for a reader."""
    return search(texts, out_of_view(case, view_for(case, ref, **given)))

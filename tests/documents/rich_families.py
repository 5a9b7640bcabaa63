"""Families that nobody has, from a number: the same number gives the same family, so a leak can be looked at again.

Separated parents, half-siblings, violence at home, foster carers, placements that are kept, relatives who are
professionals, names that are words. Every withheld field holds a word that nobody has (a marker). Who may see what is
not decided here: that is `own_eyes.py`, which knows nothing of cpcli's own view.
"""

from rich_making import OFFICE, PLAN_TEXTS, WORKERS, Making, Row
from rich_papers import conference_of, decisions_of, events_of, plan_of, redactions_of, reports_of

from cpcli.store.case_reader import Case


def family_of(seed: int, *, traps: bool) -> Case:
    """One family. With traps, free texts hold what some of their readers must not see, so that papers are refused."""
    making = Making(seed, traps=traps)
    _household(making)
    _others(making)
    _professionals(making)
    _kept(making)
    rows: Row = {
        "format": 1,
        "ref": f"2026-{1000 + seed % 9000}",
        "pack": "pan-berkshire",
        "child": making.children,
        "person": making.people,
        "conference": [conference_of(making)],
        "plan": [plan_of(making, child["id"]) for child in making.children if child.get("subject", True)],
        "report": reports_of(making),
        "event": events_of(making),
        "decision": decisions_of(making),
        "note": [{"text": making.told("note"), "confidential_from": ["p9"]}, {"text": making.told("note")}],
    }
    rows["redaction"] = redactions_of(making, rows["plan"])
    if traps:
        _set_traps(making, rows)
    return Case(rows["ref"], rows, {})


def _household(making: Making) -> None:
    """A mother, the father of some children and the father of others; now and then all of one surname."""
    surname = making.last()
    other = surname if making.once_in(3) else making.last()
    third = surname if making.once_in(4) else making.last()
    refs = [f"c{at + 1}" for at in range(making.dice.randint(1, 4))]
    first = [ref for at, ref in enumerate(refs) if at == 0 or making.once_in(2)]
    second = [ref for ref in refs if ref not in first]
    for ref in refs:
        unborn = ref == refs[-1] and making.once_in(4)
        subject = ref == "c1" or not making.once_in(5)
        making.child(ref, surname if ref in first else third, unborn=unborn, subject=subject)
    if len(refs) > 1 and making.once_in(4):
        twin = making.children[1]
        making.children[0]["born"] = twin["born"] = making.day()
        twin.pop("expected", None)
    mother = making.person("p1", "mother", name=making.name(surname), parent_of=refs)
    making.person("p2", "father", name=making.name(other), parent_of=first)
    if second:
        making.person("p3", "father", name=making.name(third), parent_of=second)
    for row in making.children:
        kind = making.dice.randrange(4)
        if kind == 0:
            row["address"] = mother["address"]
        elif kind == 1:
            row["address"] = making.address()
        elif kind == 2 and "born" in row:
            row["placement"] = f"{making.word()} House, {making.address()}"
    if making.once_in(3):
        making.people[1]["phone"] = mother["phone"]  # they shared a telephone


def _others(making: Making) -> None:
    """Wider family, foster carers, and those who come for one person."""
    refs = [row["id"] for row in making.children]
    some = making.dice.choice
    if making.once_in(2):
        making.person("p10", "grandparent", may_hear_about=[some(refs)] if making.once_in(2) else [])
    if making.once_in(3):
        making.person("p11", "step-parent", **({"parental_responsibility_for": [refs[0]]} if making.once_in(2) else {}))
    if making.once_in(2):
        making.person("p12", "foster-carer", contact=[refs[0]])
        if making.once_in(2):
            making.person("p13", "foster-carer", contact=[refs[0]])  # the placement before
    if making.once_in(3):
        making.person("p14", "uncle")
    if making.once_in(2):
        making.person("p15", "interpreter", interprets_for=["p2"], language="ur")
        making.people[1]["language"] = "ur"
    if making.once_in(2):
        making.person("p16", "solicitor", may_hear_about=[refs[0]])
        making.people[0]["advocate"] = "p16"
    _speakers(making, refs)


def _speakers(making: Making, refs: list[str]) -> None:
    if making.once_in(2):
        making.person("p17", "supporter", **({"may_hear_about": [refs[0]]} if making.once_in(2) else {}))
        making.people[1]["advocate"] = "p17"
    if making.once_in(2):
        making.person("p18", "advocate")
        making.children[0]["advocate"] = "p18"
    if making.once_in(4):
        making.person("p19", "guardian", contact=[refs[0]])
    if making.once_in(4):
        making.person("p20", "observer")


def _professionals(making: Making) -> None:
    refs = [row["id"] for row in making.children]
    making.person("p4", "social-worker", agency="social-care", contact=refs, lead_for=refs)
    making.person("p9", "conference-chair")
    if making.once_in(2):
        making.person("p8", "minute-taker")
    for at, (role, agency) in enumerate(making.dice.sample(WORKERS, 4)):
        more: Row = {"contact": making.dice.sample(refs, making.dice.randint(0, len(refs)))}
        if making.once_in(5):
            more["may_hear_about"] = [making.dice.choice(refs)]
        making.person(f"p{30 + at}", role, agency=agency, **more)
    if making.once_in(3):
        # A teacher who is an aunt and holds parental responsibility, and a midwife who bears a child's name.
        making.person("p40", "teacher", agency="school", parental_responsibility_for=[refs[-1]])
    if making.once_in(3):
        making.person(
            "p41", "midwife", agency="midwifery", name=f"{making.children[0]['name'].split()[0]} {making.last()}"
        )


def _kept(making: Making) -> None:
    """What is confidential from whom."""
    everybody = [row["id"] for row in making.people if row["id"] not in {"p4", "p9"}]
    if making.once_in(2):
        making.keep(making.people[0], "address phone email", "p2", *([] if making.once_in(2) else ["p10", "p3"]))
    if making.once_in(6):
        making.keep(making.people[0], "name", making.dice.choice(["p3", "p31", "p9"]))
    for row in making.children:
        if making.once_in(3):
            making.keep(row, making.dice.choice(["placement", "address", "school", "school address"]), "p2", "p3")
        if making.once_in(12):
            making.keep(row, making.dice.choice(["name", "born", "needs"]), making.dice.choice(everybody))
    for row in making.people:
        if making.once_in(8):
            making.keep(
                row,
                making.dice.choice(["address", "phone", "name", "note", "email"]),
                *making.dice.sample(everybody, 2),
            )
    there = {row["id"] for row in (*making.people, *making.children)}
    for row in (*making.people, *making.children):
        kept = row.get("confidential_from", {})
        row["confidential_from"] = {
            key: found for key, whom in kept.items() if (found := [each for each in whom if each in there])
        }


def _set_traps(making: Making, rows: Row) -> None:
    """Put what belongs to one into a text that another may read: the venue, a plan, a reason, a need, a school."""
    for _ in range(making.dice.randint(1, 4)):
        row = making.dice.choice([each for each in (*making.people, *making.children) if each["id"] not in OFFICE])
        key = making.dice.choice(
            [key for key in ("address", "phone", "email", "name", "placement", "note") if key in row]
        )
        value = str(row[key]).replace("\n", ", ")
        value = making.dice.choice([value, value, value.upper(), value.replace(" ", "\u00a0"), value.split(",")[0]])
        said = f"Nothing is to be said about {value} at the door."
        where = making.dice.randrange(6)
        if where == 0:
            rows["conference"][0]["venue"] = f"The front room ({value})"
        elif where == 1:
            making.dice.choice(rows["conference"][0]["outcome"])["reasons"] += f" {said}"
        elif where == 2:
            making.dice.choice(making.children)["needs"] = said
        elif where == 3 and key in {"address", "placement"}:
            making.dice.choice(making.children)["school"] = f"{value} School"
        elif where == 4 and key != "note":
            making.dice.choice(rows["conference"][0]["attendance"])["represented_by"] = f"somebody from {value}"
        else:
            plan = making.dice.choice(rows["plan"])
            plan[making.dice.choice(PLAN_TEXTS)] += f" {said}"

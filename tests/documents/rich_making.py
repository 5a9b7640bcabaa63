"""What the made families of `rich_families.py` are made of: dice, names, addresses and words that nobody has."""

import random
from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]

TODAY = date(2026, 12, 8)
CONFERENCE_DAY = date(2026, 12, 10)

#: Names that a paper may well hold as words, and names that few programs were made for.
WORD_NAMES = (
    "Rose",
    "May",
    "Hope",
    "Summer",
    "Will",
    "Grace",
    "Page",
    "Chase",
    "Amber",
    "Faith",
    "Rowan",
    "Ivy",
    "Jo",
    "Drew",
    "Said",
)
WORD_SURNAMES = (
    "Reading",
    "Baker",
    "Young",
    "Case",
    "Law",
    "Chance",
    "Day",
    "Coates-Day",
    "Moon",
    "Hill",
    "West",
    "Foster",
    "English",
    "Styles",
    "Said",
    "Held",
    "Dear",
    "Still",
)
FAR_NAMES = (
    "Siân", "Łucja", "Żaneta", "Éloïse", "Søren", "Llŷr", "فاطمة", "زینب", "محمد علی", "李明", "Anne-Marie", "Ffion",
    "Griffiths", "Muḥammad",
)  # fmt: skip
STREETS = ("Row", "Lane", "Close", "Street", "Gardens", "Road", "Way", "Avenue")
WORKERS = (
    ("health-visitor", "health-visiting"), ("teacher", "school"), ("police-officer", "police"), ("gp", "gp"),
    ("midwife", "midwifery"), ("team-manager", "social-care"), ("probation-officer", "probation"),
    ("paediatrician", "paediatrics"), ("supporter-worker", "domestic-abuse-service"),
)  # fmt: skip
PLAN_TEXTS = (
    "risks",
    "outcomes",
    "services",
    "specialist_assessments",
    "roles",
    "resources",
    "progress",
    "contingency",
)
#: The authority's own people.
OFFICE = frozenset({"p4", "p8", "p9"})
_BEGIN = ("Zel", "Vorr", "Qua", "Brim", "Jask", "Wibb", "Plax", "Trev", "Glo", "Mab", "Yor", "Drub", "Fen", "Ost")
_MIDDLE = ("o", "i", "a", "u", "e", "oly", "ani", "utra", "ille")
_END = ("quist", "bock", "mund", "vax", "thwick", "ndle", "rron", "zzo", "ggle", "mph", "sket", "lby", "dorn")


class Making:
    """A family in the making."""

    def __init__(self, seed: int, *, traps: bool) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - a family for a test, and the same one every time
        self.traps = traps
        self.taken: set[str] = set()
        self.days: set[date] = set()
        self.children: list[Row] = []
        self.people: list[Row] = []
        self.number = 0

    # ---- words -------------------------------------------------------------------------------------------------------

    def once_in(self, times: int) -> bool:
        """True once in so many times."""
        return self.dice.randrange(times) == 0

    def word(self) -> str:
        """A word that nobody has, each once."""
        while True:
            made = f"{self.dice.choice(_BEGIN)}{self.dice.choice(_MIDDLE)}{self.dice.choice(_END)}"
            near = {made[:5], made.casefold()}
            if not near & self.taken:
                self.taken |= near
                return made

    def marker(self) -> str:
        """A word for a withheld text: nothing else in the family begins like it."""
        return f"Xq{self.word().casefold()}"

    def told(self, what: str) -> str:
        """A text of two sentences, a marker in each."""
        return (
            f"About the {what} it was said that {self.marker()} matters here. Nobody else knows of {self.marker()} yet."
        )

    def first(self) -> str:
        """A first name."""
        kind = self.dice.randrange(10)
        if kind < 5:
            return self.word()
        return self.dice.choice(WORD_NAMES if kind < 8 else FAR_NAMES)

    def last(self) -> str:
        """A last name."""
        kind = self.dice.randrange(12)
        if kind < 6:
            return self.word()
        if kind < 8:
            return f"{self.word()}-{self.word()}"
        if kind < 9:
            return f"{self.dice.choice(['O’', 'O’', 'D’', 'Mac'])}{self.word()}".replace("’", self.dice.choice("'’"))
        return self.dice.choice(WORD_SURNAMES)

    def name(self, last: str | None = None) -> str:
        """A full name, now and then with a title, a middle name or the name somebody goes by."""
        first, last = self.first(), last or self.last()
        kind = self.dice.randrange(12)
        if kind == 0:
            return f"{self.dice.choice(['Dr', 'Mrs', 'PC', 'Mx'])} {first} {last}"
        if kind == 1:
            return f"{first} {self.word()} {last}"
        if kind == 2:
            return f"{first} ({self.word()}) {last}"
        return f"{first} {last}"

    def address(self) -> str:
        """An address that nobody else has."""
        self.number += 1
        at = self.number + 10
        street = f"{self.word()} {self.dice.choice(STREETS)}"
        town, code = self.dice.choice(["Exampleton", "Mockford"]), f"ZE{at} {at % 9 + 1}QX"
        line = f"{at} {street}"
        kind = self.dice.randrange(6)
        if kind == 0:
            line = f"Flat {at % 7 + 1}, {self.word()} House, {line}"
        if kind == 1:
            line = f"{at}{self.dice.choice('ab')} {street}"
        return self.dice.choice([f"{line}, {town}, {code}", f"{line}\n{town}\n{code}", f"{line}, {town}"])

    def phone(self) -> str:
        """A telephone number that nobody else has, from the numbers kept for plays."""
        self.number += 1
        digits = f"{960100 + self.number}"
        return self.dice.choice([f"01632 {digits}", f"+44 1632 {digits}", f"07700 {900100 + self.number}"])

    def day(self) -> date:
        """A day of birth that no other date of the case has."""
        while True:
            made = date(2009, 1, 1) + timedelta(days=self.dice.randrange(6200))
            if made not in self.days:
                self.days.add(made)
                return made

    # ---- people ------------------------------------------------------------------------------------------------------

    def person(self, ref: str, role: str, **more: Any) -> Row:
        """Somebody, with everything that can be withheld."""
        row: Row = {"id": ref, "name": more.pop("name", None) or self.name(), "role": role}
        row["address"] = self.address()
        row["phone"] = self.phone()
        row["email"] = f"{self.word().casefold()}.{self.number}@nowhere.invalid"
        row["note"] = self.told("person")
        row["access_needs"] = self.told("needs")
        row |= more
        self.people.append(row)
        return row

    def child(self, ref: str, last: str, **more: Any) -> Row:
        """A child."""
        row: Row = {"id": ref, "name": more.pop("name", None) or self.name(last), "note": self.told("child")}
        if not more.pop("unborn", False):
            row["born"] = more.pop("born", None) or self.day()
            if self.once_in(2):
                row["school"] = f"{self.word()} {self.dice.choice(['Primary School', 'Academy', 'Nursery'])}"
        else:
            row["expected"] = date(2027, 2, 1) + timedelta(days=self.dice.randrange(60))
        if self.once_in(3):
            row["needs"] = self.told("needs")
        if self.once_in(3):
            row["phone"] = self.phone()
        row |= more
        self.children.append(row)
        return row

    def keep(self, row: Row, keys: str, *whom: str) -> None:
        """Make keys of a row confidential from people."""
        kept = row.setdefault("confidential_from", {})
        for key in keys.split():
            kept[key] = sorted({*kept.get(key, []), *whom})

"""What a reader gets of one row: its value, nothing where it is kept from them, or that nobody has recorded it yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cpcli.casework.quorum import Words
from cpcli.documents.decided import Papers
from cpcli.documents.plain import NotRecorded, in_words
from cpcli.documents.reach import Reach, confidential, kept_from
from cpcli.documents.redactions import by_redaction, redactions_against
from cpcli.documents.search import Secret, search
from cpcli.store.case_reader import Case

Row = Mapping[str, Any]

#: How somebody is called who may not be named.
ANOTHER_FAMILY_MEMBER, ANOTHER_PERSON = "another family member", "another person"

#: Languages as a letter names them; another stands as it is recorded.
_LANGUAGES = {
    "en": "English", "cy": "Welsh", "pl": "Polish", "ro": "Romanian", "pa": "Punjabi", "ur": "Urdu", "bn": "Bengali",
    "gu": "Gujarati", "ar": "Arabic", "pt": "Portuguese", "es": "Spanish", "fr": "French", "it": "Italian",
    "de": "German", "lt": "Lithuanian", "lv": "Latvian", "hu": "Hungarian", "sk": "Slovak", "cs": "Czech",
    "bg": "Bulgarian", "tr": "Turkish", "so": "Somali", "ti": "Tigrinya", "am": "Amharic", "fa": "Persian",
    "ps": "Pashto", "ku": "Kurdish", "ta": "Tamil", "ml": "Malayalam", "hi": "Hindi", "ne": "Nepali", "zh": "Chinese",
    "vi": "Vietnamese", "sq": "Albanian", "uk": "Ukrainian", "ru": "Russian", "yo": "Yoruba",
    "bsl": "British Sign Language",
}  # fmt: skip


class Withheld(NamedTuple):
    """Something that was kept from a reader: of what kind, whose, why, and on whose decision. Never the value."""

    kind: str
    ref: str
    because: str
    decided_by: str


@dataclass
class Lens:
    """One reader's look at a case while a view is made; it lists what was withheld, and what to warn of."""

    case: Case
    conference: Row
    reach: Reach
    words: Words
    papers: Papers
    hard: tuple[Secret, ...]
    withheld: dict[tuple[str, str], Withheld] = field(default_factory=dict)
    warnings: dict[str, None] = field(default_factory=dict)

    def get(self, table: str, row: Row, key: str, *, give: bool = True, expected: bool = True) -> Any:
        """A value of a row. None where it is kept from the reader or the document does not need it.

        `expected` is whether its absence is told as not yet recorded.
        """
        ref = str(row.get("id"))
        if confidential(self.case, self.reach, table, row, key):
            self.keep(key, ref, f"confidential from {self._from()}", "the case file")
            return None
        if not give and not self.reach.sees_everything:
            if row.get(key) is not None:
                self.keep(key, ref, "not needed in this document, or not for this reader", "the rules of documents")
            return None
        value = row.get(key)
        if value is None:
            return self.missing(table, ref, key) if expected else None
        if isinstance(value, str) and self.tells_hard(value):
            self.keep(key, ref, f"holds what is confidential from {self._from()}", "the case file")
            self.warn(f"{ref}: the {in_words(key)} holds what is confidential from {self._from()}, so it is left out")
            return None
        return value

    def text(self, row: Row, key: str, missing: Any = None) -> Any:
        """A text of a plan, an outcome or a decision; None where the chair keeps it from the reader."""
        if kept_from(row, key, self.reach.against):
            table = "outcome" if "id" not in row else "decision" if "guide" in row else "plan"
            ref = str(row.get("id", row.get("child")))
            by = by_redaction(redactions_against(self.case, self.reach.against), table, ref, key)
            self.keep(key, ref, f"confidential from {self._from()}", by or "the chair, in the case file")
            return None
        return missing if row.get(key) is None else row[key]

    def missing(self, table: str, ref: str, key: str) -> NotRecorded:
        """A fact that nobody has recorded, with the command that records it."""
        return NotRecorded(f"{in_words(key)} of {ref}", f"cpcli set {self.case.ref} {table}.{ref}.{key} VALUE")

    def tells_hard(self, value: str) -> bool:
        """Whether a value holds something that somebody said must not reach the reader."""
        return bool(self.hard) and any(hit.stops for hit in search([value], self.hard))

    def keep(self, kind: str, ref: str, because: str, decided_by: str) -> None:
        """Note that something was withheld."""
        kind = in_words(kind)
        self.withheld.setdefault((kind, ref), Withheld(kind, ref, because, decided_by))

    def warn(self, says: str) -> None:
        """Note something that a person should know before this document goes."""
        self.warnings.setdefault(says)

    def role_words(self, person: Row) -> str:
        """Somebody's role in words. A role that nobody knows here is not repeated: it might tell whose."""
        role = self.words.roles.get(str(person.get("role")))
        if role is not None:
            return role.title
        return self.agency_words(person) or "role not known here"

    def agency_of(self, person: Row) -> str | None:
        """The id of somebody's agency: their own, else that of their role; None where there is none."""
        role = self.words.roles.get(str(person.get("role")))
        agency: str | None = person.get("agency") or (role.agency if role else None)
        return agency

    def agency_words(self, person: Row) -> str | None:
        """Somebody's agency in words; None where there is none."""
        agency = self.words.agencies.get(str(self.agency_of(person)))
        return None if agency is None else agency.title

    def _from(self) -> str:
        return ", ".join(sorted(self.reach.against))


def language_words(code: Any) -> Any:
    """A language in words."""
    return _LANGUAGES.get(code.lower(), code) if isinstance(code, str) and not isinstance(code, NotRecorded) else code


def yes_no(value: Any) -> Any:
    """A flag in words; what is not recorded stays so."""
    return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value

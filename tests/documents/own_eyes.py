"""What each reader must not meet, told from a made family alone.

Nothing here uses cpcli's reach, lens, facts, secrets or search: section 10 of the design once more, by
who somebody is in `rich_families.py`. Where this and cpcli disagree, one of them is wrong.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from own_reading import Forbidden, plain, run
from rich_making import FAR_NAMES, OFFICE, PLAN_TEXTS, WORD_NAMES, WORD_SURNAMES

from cpcli.store.case_reader import Case

Row = Mapping[str, Any]

PARENTS = {"mother", "father"}
CARERS = {"foster-carer", "carer"}
WIDER = {"grandparent", "step-parent", "sibling"}
FOR_ONE = {"supporter", "advocate", "guardian", "solicitor", "interpreter", "observer"}
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_NO_NAMES = {"dr", "mrs", "pc", "mx", "mac", *(run.casefold() for run in (*WORD_NAMES, *WORD_SURNAMES, *FAR_NAMES))}


class Eyes:
    """One reader of one family, for papers about all children or some of them."""

    def __init__(self, case: Case, reader: str, covers: Iterable[str] | None = None) -> None:
        self.people = {str(row["id"]): row for row in case.rows("person")}
        self.children = {str(row["id"]): row for row in case.rows("child")}
        self.case, self.reader = case, reader
        self.conference = case.rows("conference")[0]
        self.own = self.people.get(reader) or self.children.get(reader) or {}
        self.guests = {row["person"] for row in self.conference["attendance"]}
        self.guests |= {self.conference["chair"], self.conference.get("minute_taker")}
        self.subjects = [ref for ref, row in self.children.items() if row.get("subject", True)]
        self.inside = reader == "file" or (reader == self.conference["chair"] and not self.is_family(reader))
        self.against = set() if reader == "file" else {reader, *self.own.get("interprets_for", [])}
        if reader != "file":
            self.against |= {
                ref for ref, row in {**self.people, **self.children}.items() if row.get("advocate") == reader
            }
        self.hears = self._hears()
        if covers is not None:
            self.hears &= set(covers)
        self.hidden = {ref for ref in self.people if ref != reader and self._is_hidden(ref)}
        self.named = {ref for ref in self.people if self._is_named(ref)} - self.hidden | ({reader} & set(self.people))

    # ---- who ---------------------------------------------------------------------------------------------------------

    def is_family(self, ref: str) -> bool:
        """Family before every other hat."""
        row = self.people.get(ref, {})
        held = row.get("parent_of") or (row.get("parental_responsibility_for") and row["role"] not in FOR_ONE)
        return ref in self.children or bool(held) or row.get("role") in PARENTS | CARERS | WIDER

    def is_worker(self, ref: str) -> bool:
        """A professional: somebody with an agency, or of the conference itself, and none of the family."""
        row = self.people.get(ref, {})
        if self.is_family(ref) or row.get("role") in FOR_ONE or ref in self.conference.get("observers_agreed", ()):
            return False
        return bool(row.get("agency")) or row.get("role") in {"conference-chair", "minute-taker"}

    def kept(self, row: Row, *keys: str) -> bool:
        """Whether any of these keys is confidential from the reader, or from whom they speak for."""
        said = row.get("confidential_from", {})
        if isinstance(said, list):
            return bool(self.against & set(said))
        return any(self.against & set(said.get(key, [])) for key in keys)

    def _hears(self) -> set[str]:
        if self.inside:
            return set(self.children)
        if self.reader in self.children:
            return {self.reader}
        row = self.own
        said = row.get("may_hear_about")
        if said == []:
            return set()
        found = {*row.get("parent_of", []), *row.get("parental_responsibility_for", []), *(said or [])}
        if said is None and self.is_worker(self.reader) and row["role"] != "supporter-worker":
            found |= set(self.subjects) if self.reader in self.guests else set()
        if said is None and row["role"] in {*CARERS, "guardian"}:
            found |= set(row.get("contact", []))
        if said is None and row["role"] == "supporter-worker" and self.reader in self.guests:
            found |= set(row.get("contact", []))  # a role that nobody knows here: no more than their own children
        if row["role"] in {"advocate", "supporter", "guardian"}:
            found |= {ref for ref, child in self.children.items() if child.get("advocate") == self.reader}
        return found

    def _cares_for(self, ref: str) -> set[str]:
        row = self.people[ref]
        held = {*row.get("parent_of", []), *row.get("parental_responsibility_for", [])}
        return held | ({*row.get("contact", []), *row.get("may_hear_about", [])} if row["role"] in CARERS else set())

    def _is_hidden(self, ref: str) -> bool:
        row = self.people[ref]
        if self.kept(row, "name", "role", "agency", "parent_of"):
            return True
        placed = [c for c, child in self.children.items() if self.kept(child, "placement", "address")]
        parents = row["role"] in PARENTS
        return not parents and any(c in self._cares_for(ref) and c not in row.get("parent_of", []) for c in placed)

    def _is_named(self, ref: str) -> bool:
        if self.inside or ref in {self.conference["chair"], self.conference.get("minute_taker")}:
            return True
        row = self.people[ref]
        tied = self.reader in row.get("interprets_for", []) or ref in self.own.get("interprets_for", [])
        tied = tied or self.own.get("advocate") == ref or row.get("advocate") == self.reader
        leads = ref == "p4" and bool(self.hears & set(row.get("lead_for", [])))
        agreed = ref in self.conference.get("observers_agreed", ()) and bool(row.get("agency"))
        works = (self.is_worker(ref) or agreed) and ref in self.guests
        return bool(self._cares_for(ref) & self.hears) or tied or leads or works

    # ---- papers ------------------------------------------------------------------------------------------------------

    def _decided(self, guide: str) -> Iterator[tuple[Row, dict[str, Any]]]:
        gone = {row.get("supersedes") for row in self.case.rows("decision")}
        for row in self.case.rows("decision"):
            if row["guide"] == guide and row["id"] not in gone:
                yield row, {answer["question"]: answer["value"] for answer in row["answer"]}

    def excluded(self) -> tuple[Row, dict[str, Any]] | None:
        """The reader's own exclusion."""
        found = [each for each in self._decided("exclusion") if self.reader in each[0]["about"]]
        return next((each for each in found if each[0]["outcome"] != "not-excluded"), None)

    def _is_kept_away(self, out: tuple[Row, dict[str, Any]] | None) -> bool:
        """Whether the reader is not to come to where it is: not at all, or by telephone and screen only."""
        return out is not None and (out[0]["outcome"] == "excluded" or "online" in out[1].get("takes-part", ()))

    def gets(self, paper: str) -> bool:
        """Whether the reader gets the decision at least in part, or the record in full."""
        closing = list(self._decided("close-conference"))
        if self.inside or any(self.reader in said.get("not-to", []) for _, said in closing):
            return self.inside
        if self.reader in self.children:
            return paper == "decision" and any(
                said["child-copy"] == "yes" and self.reader in row["about"] for row, said in closing
            )
        if self.own["role"] in {*FOR_ONE, "uncle", "supporter-worker"}:
            return any(self.reader in row["about"] for row, _ in self._decided("third-party-request"))
        wider = self.own["role"] in WIDER and not self.own.get("parental_responsibility_for")
        if paper == "decision":
            return not wider or self.reader in self.guests
        partly = any(s.get("withheld") == "yes" and self.hears & set(r["about"]) for r, s in closing)
        return not (self._is_left_out(wider=wider) or (partly and self.is_family(self.reader) and not wider))

    def _is_left_out(self, *, wider: bool) -> bool:
        """A relative who is not invited, and whoever is excluded, get no record in full unless the chair says so."""
        out = self.excluded()
        return (wider and self.reader not in self.guests) or (out is not None and out[1].get("record-copy") != "full")

    # ---- what is forbidden -------------------------------------------------------------------------------------------

    def forbidden(self) -> list[Forbidden]:
        """Everything that this reader must not meet."""
        if self.reader == "file":
            return []
        found = [*self._names(), *self._contacts(), *self._of_children(), *self._texts(), *self._place()]
        return list(dict.fromkeys(each for each in found if each.run or each.word))

    def _names(self) -> Iterator[Forbidden]:
        seen = [str(row["name"]) for ref, row in self.people.items() if ref in self.named]
        seen += [str(c["name"]) for ref, c in self.children.items() if ref in self.hears and not self.kept(c, "name")]
        words = {word for name in seen for word in _words(name)}
        shown = {run(name) for name in seen}
        for ref, row in {**self.people, **self.children}.items():
            out = ref not in self.named if ref in self.people else ref not in self.hears or self.kept(row, "name")
            name = str(row["name"])
            if not out or any(run(name) in each for each in shown):
                continue
            yield Forbidden("name", ref, run(name))
            for word in _words(name) - words - _NO_NAMES:
                if len(word) > 3 and not any(word in other for other in words):
                    yield Forbidden("single name", ref, word=word)

    def _contacts(self) -> Iterator[Forbidden]:
        own = {run(str(self.own.get(key, ""))) for key in ("address", "phone", "email", "placement")}
        rows = {**self.people, **self.children}
        for ref, row in rows.items():
            pupils = [c for i, c in self.children.items() if i in row.get("contact", [i])]
            school = row.get("role") == "teacher" and any(self.kept(c, "school") for c in pupils)
            for key in ("address", "phone", "email", "placement"):
                if key not in row:
                    continue
                keys = ("address", "placement") if ref in self.children and key != "email" else (key,)
                hard = self.kept(row, key, *keys) or ref in self.hidden or (school and ref != self.reader)
                told = ref == self.reader or self.inside or (ref in OFFICE and key != "address" and ref in self.named)
                told = told or (ref in OFFICE and key == "address")  # the office's own: told at release, stops nothing
                shared = run(str(row[key])) in own and not hard
                # A conference may meet where somebody lives, a school be a placement too, unless that is kept.
                there = key in {"address", "placement"} and not hard and self._is_the_venue(str(row[key]))
                if (hard or not told) and not shared and not there:
                    yield from _reachable(key, ref, str(row[key]))

    def _is_the_venue(self, place: str) -> bool:
        """Whether an address is also where the conference meets, or a child in view goes to school."""
        out = self.excluded()
        seen = [] if self._is_kept_away(out) else [self.conference["venue"]]
        heard = [self.children[ref] for ref in self.hears]
        seen += [row["school"] for row in heard if "school" in row and not self.kept(row, "school")]
        return any(run(re.split(r"[,\n]", place)[0]) in run(each) for each in seen)

    def _of_children(self) -> Iterator[Forbidden]:
        heard = [row for ref, row in self.children.items() if ref in self.hears]
        schools = {row.get("school") for row in heard if not self.kept(row, "school")}
        births = {row.get("born") for row in heard if not self.kept(row, "born")}
        for ref, row in self.children.items():
            out = ref not in self.hears
            if "school" in row and (self.kept(row, "school") or (out and row["school"] not in schools)):
                yield Forbidden("school", ref, run(row["school"]))
            born = row.get("born")
            if born and born not in births and (out or self.kept(row, "born")):
                yield from _dates(ref, born)
            if "needs" in row and (self.kept(row, "needs") or out):
                yield from _marked("needs", ref, row["needs"])

    def _texts(self) -> Iterator[Forbidden]:
        inside = self.inside
        for ref, row in {**self.people, **self.children}.items():
            if not inside or self.kept(row, "note"):
                yield from _marked("note", ref, row["note"])
            if "access_needs" in row and ((not inside and ref != self.reader) or self.kept(row, "access_needs")):
                yield from _marked("access needs", ref, row["access_needs"])
        if not inside:
            yield from _marked("note", "ic1", self.conference["note"])
            yield from _marked("reason", "ic1", self.conference["convened_because"])
        for row in self.conference["attendance"]:
            yield from _marked("note", row["person"], row["note"] if not inside else "")
            professional = row["person"] in self.named and not self._cares_for_heard(row["person"])
            told = inside or row["person"] == self.reader or (self.gets("record") and professional)
            yield from (Forbidden("stand-in", row["person"], word=w) for w in _stand_in(row) if not told)
        for row in (
            *self.case.rows("event"),
            *self.case.rows("report"),
            *self.case.rows("note"),
            *self.case.rows("redaction"),
        ):
            for key in ("note", "withheld_because", "text", "because"):
                if key in row and (not inside or self.kept(row)):
                    yield from _marked("note", str(row.get("id", row.get("kind", "note"))), row[key])
        yield from self._papers()
        yield from self._decisions()

    def _cares_for_heard(self, ref: str) -> bool:
        chair = ref == self.conference["chair"]
        return not chair and ref in self.people and ref != self.reader and bool(self._cares_for(ref) & self.hears)

    def _left_out(self, what: str) -> bool:
        """Whether the chair leaves a text out of the reader's copy."""
        rows = self.case.rows("redaction")
        return any(what in row["what"] and self.against & set(row["kept_from"]) for row in rows)

    def _papers(self) -> Iterator[Forbidden]:
        for row in self.conference["outcome"]:
            heard = row["child"] in self.hears
            told = heard and (self.gets("decision") or self.gets("record"))
            if not told or self.kept(row, "reasons") or self._left_out(f"outcome.{row['child']}.reasons"):
                yield from _marked("reasons", row["child"], row["reasons"])
            for key in ("dissent_reasons", "override_reasons"):
                if not (heard and self.gets("record")) or self.kept(row, key):
                    yield from _marked("reasons", row["child"], row[key])
        for row in self.case.rows("plan"):
            for key in (*PLAN_TEXTS, "ended_because"):
                told = row["child"] in self.hears and self.gets("decision") and not self.kept(row, key)
                if key in row and (not told or self._left_out(f"plan.{row['id']}.{key}")):
                    yield from _marked("plan", row["child"], row[key])

    def _decisions(self) -> Iterator[Forbidden]:
        for row in self.case.rows("decision"):
            if self.inside:
                continue
            yield from _marked("reasons", row["id"], row["reasons"])
            opened = row["guide"] in {"close-conference", "step-down"} and set(row["about"]) <= self.hears
            opened = opened and (self.gets("decision") or self.gets("record"))
            for answer in row["answer"]:
                if isinstance(answer["value"], str) and not (
                    opened and answer["question"] in {"help-what", "services"}
                ):
                    yield from _marked("answer", row["id"], answer["value"])

    def _place(self) -> Iterator[Forbidden]:
        out = self.excluded()
        away = self._is_kept_away(out)
        if away or (not self.inside and self.reader not in self.guests):
            yield Forbidden("link", "ic1", run(self.conference["online"]))
        if away:
            yield Forbidden("venue", "ic1", run(self.conference["venue"].split(",")[0]))


# ---- how it is looked for --------------------------------------------------------------------------------------------


def _words(name: str) -> set[str]:
    return {word for word in re.findall(r"[^\W\d_]+", plain(name).replace("'", "")) if word}


def _stand_in(row: Row) -> set[str]:
    text = str(row.get("represented_by", ""))
    return _words(text.removeprefix("a colleague, ")) if text.startswith("a colleague, ") else set()


def _marked(kind: str, owner: str, text: str) -> Iterator[Forbidden]:
    yield from (Forbidden(kind, owner, run(word)) for word in re.findall(r"\bXq\w+", text))


def _reachable(key: str, ref: str, value: str) -> Iterator[Forbidden]:
    if key == "phone":
        yield Forbidden("telephone", ref, re.sub(r"\D", "", value).removeprefix("44").lstrip("0"))
    elif key == "email":
        yield Forbidden("e-mail", ref, run(value))
    else:
        lines = [
            line for line in re.split(r"[,\n]", value) if line.strip() and "ton" not in line and "ford" not in line
        ]
        yield from (Forbidden(key, ref, run(line)) for line in lines if len(run(line)) > 5)


def _dates(ref: str, day: date) -> Iterator[Forbidden]:
    for way in (
        day.isoformat(),
        f"{day.day:02}/{day.month:02}/{day.year}",
        f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    ):
        yield Forbidden("birth", ref, word=way)

"""Who is there, and who of them counts for a child."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from cpcli.casework.quorum import (
    Agency,
    Counted,
    Meeting,
    Member,
    NotCounted,
    QuorumReading,
    QuorumTerms,
    Seat,
    Words,
)
from cpcli.casework.timeline import Moment, day_of
from cpcli.rules.wording import listed, say

#: How somebody is there of whom only a reply is known, or only somebody's question.
EXPECTED, SUPPOSED = "expected", "supposed"

FAMILY = "family does not count towards the quorum"


class Presence(NamedTuple):
    """How somebody takes part; None with the reason why they do not."""

    how: str | None
    because: str = ""


class Seated(NamedTuple):
    """What decides who counts: the rule's terms, the area's words, the meeting, and at which moment of it."""

    terms: QuorumTerms
    words: Words
    meeting: Meeting
    at_decision: bool = False

    def member(self, person: str) -> Member:
        """A guest as a person of the case; one of whom nothing is known where they are none."""
        return self.meeting.members.get(person, Member(person))

    def agency_of(self, member: Member) -> Agency | None:
        """Somebody's agency: their own, else that of their role; None where neither tells."""
        role = self.words.roles.get(member.role or "")
        return self.words.agencies.get(member.agency or (role.agency if role else None) or "")

    def is_social_care(self, agency: Agency) -> bool:
        """Whether an agency is children's social care."""
        return agency.id in self.terms.social_care

    def never(self, member: Member) -> NotCounted | None:
        """Why somebody never counts, whoever they work for."""
        if member.id in self.meeting.everybody:
            return NotCounted(member.id, "a child of the case; " + FAMILY)
        if member.is_parent:
            return NotCounted(member.id, "a parent; " + FAMILY)
        for role in (*member.also, member.role):
            for never in self.terms.never:
                if role in never.roles:
                    return NotCounted(member.id, never.because, never.clauses)
            known = self.words.roles.get(role or "")
            if known is not None and known.never_counts:
                return NotCounted(member.id, known.never_counts)
        agency = self.agency_of(member)
        return NotCounted(member.id, agency.never_counts) if agency and agency.never_counts else None

    def presence(self, seat: Seat) -> Presence:
        """Whether a guest is there: by recorded attendance, else by the reply, and then whether they have left."""
        if seat.supposed is not None:
            return Presence(SUPPOSED) if seat.supposed else Presence(None, "left out for this question")
        if seat.unclear:
            return Presence(None, "stands twice on the list, each time otherwise: correct it")
        found = self._attended(seat) if self.meeting.basis == "attendance" else self._replied(seat)
        if found.how is not None and self.at_decision and self.has_left(seat):
            return Presence(None, f"had left ({_clock(seat.left_at)}) when the decision was taken")
        return found

    def has_left(self, seat: Seat) -> bool:
        """Whether a guest left before the end; one whose leaving is recorded without the end's time did."""
        left, ended = seat.left_at, self.meeting.ended
        if left is None or ended is None:
            return left is not None
        if isinstance(left, datetime) and isinstance(ended, datetime):
            return left < ended
        return day_of(left) <= day_of(ended)

    def _attended(self, seat: Seat) -> Presence:
        match seat.attended:
            case "in-person" | "online" | "represented" if seat.attended in self.terms.attending:
                return Presence(seat.attended)
            case "in-person" | "online" | "represented":
                return Presence(None, f"took part {seat.attended}, which does not count here")
            case "apologies":
                return Presence(None, "sent apologies" + self._report(seat))
            case "absent":
                return Presence(None, "was absent" + self._report(seat))
        return Presence(None, "whether they came is not recorded" + self._report(seat))

    def _replied(self, seat: Seat) -> Presence:
        match seat.reply:
            case "accepted":
                return Presence(EXPECTED)
            case "declined" if seat.stand_in and "represented" in self.terms.attending:
                return Presence("represented")
            case "declined":
                return Presence(None, "has declined" + self._report(seat))
            case "tentative":
                return Presence(None, "is not sure to come" + self._report(seat))
        if seat.invited:
            return Presence(None, "has not replied" + self._report(seat))
        return Presence(None, "no invitation is recorded" + self._report(seat))

    def _report(self, seat: Seat) -> str:
        return "; a written report is not attendance" if seat.person in self.meeting.reported else ""

    def sorted_out(self, child: str | None) -> tuple[list[Counted], list[NotCounted]]:
        """The guests who count for a child, and those who do not with the reason."""
        counted: list[Counted] = []
        others: list[NotCounted] = []
        for seat in self.meeting.seats:
            found = self._place(seat, child)
            if isinstance(found, Counted):
                counted.append(found)
            else:
                others.append(found)
        return counted, others

    def _place(self, seat: Seat, child: str | None) -> Counted | NotCounted:
        member = self.member(seat.person)
        never = self.never(member)
        if never is not None:
            return never
        presence = self.presence(seat)
        if presence.how is None:
            return NotCounted(member.id, presence.because)
        agency = self.agency_of(member)
        if agency is None:
            return NotCounted(member.id, "neither an agency nor a role that tells the agency is recorded")
        contact = None if member.contact is None else child in member.contact
        if self.is_social_care(agency):
            return Counted(member.id, agency.id, agency.group, "social-care", presence.how, contact)
        if self.terms.contact == "direct" and not contact:
            return self._without_contact(member, child)
        return Counted(member.id, agency.id, agency.group, "other", presence.how, contact)

    def _without_contact(self, member: Member, child: str | None) -> NotCounted:
        note = self.terms.notes.get("no-contact")
        clauses = (*self.terms.clauses, *(note.clauses if note else ()))
        whom = f"with {child}" if child is not None else "with the child"
        if member.contact is None:
            return NotCounted(member.id, f"direct contact {whom} is not recorded", clauses)
        known = listed(sorted(str(each) for each in member.contact)) or "no child"
        return NotCounted(member.id, f"direct contact is recorded with {known}, not {whom}", clauses)


def others_of(counted: list[Counted], reading: QuorumReading, seated: Seated) -> dict[str, list[Counted]]:
    """Those who count beside social care, by what one reading counts: their profession or their organisation."""
    care = {agency.group for agency in seated.words.agencies.values() if seated.is_social_care(agency)}
    found: dict[str, list[Counted]] = {}
    for each in counted:
        if each.counts_as == "other" and (reading.counts == "professional-groups" or each.group not in care):
            found.setdefault(each.agency if reading.counts == "professional-groups" else each.group, []).append(each)
    return found


def social_care_of(counted: list[Counted], reading: QuorumReading) -> list[Counted]:
    """Those who count as social care under one reading."""
    return [c for c in counted if c.counts_as == "social-care" and (c.contact or not reading.social_care_contact)]


def is_quorate(counted: list[Counted], reading: QuorumReading, seated: Seated) -> bool:
    """Whether those who count are enough under one reading."""
    enough = len(others_of(counted, reading, seated)) >= seated.terms.others
    return enough and bool(social_care_of(counted, reading))


def professionals(seated: Seated) -> Iterator[tuple[Member, Agency]]:
    """The people of the case who could count, each with the agency."""
    for member in seated.meeting.members.values():
        agency = seated.agency_of(member)
        if agency is not None and seated.never(member) is None:
            yield member, agency


def _clock(moment: Moment | None) -> str:
    if isinstance(moment, datetime):
        return f"{moment:%H:%M}"
    return say(moment) if moment is not None else ""

"""What is missing for a child and who could supply it, which agencies stay away, and whether too few know the child."""

from collections.abc import Iterator

from cpcli.casework.quorum import (
    AbsentAgency,
    Agency,
    Counted,
    Exceptional,
    Missing,
    Seat,
    Supply,
)
from cpcli.rules.quorum_seats import Seated, others_of, professionals, social_care_of
from cpcli.rules.wording import listed


def missing_for(seated: Seated, child: str | None, counted: list[Counted]) -> Iterator[Missing]:
    """What the plain reading lacks for a child, how many, and who of the case could fill it."""
    plain = seated.terms.readings[0]
    supplies = list(_supplies(seated, child, counted))
    if not social_care_of(counted, plain):
        ours = tuple(each for each in supplies if _is_care(seated, each))
        yield Missing("social-care", 1, "children's social care", ours)
    short = seated.terms.others - len(others_of(counted, plain, seated))
    if short > 0:
        have = {each.agency if plain.counts == "professional-groups" else each.group for each in counted}
        ours = tuple(s for s in supplies if not _is_care(seated, s) and _unit(seated, s, plain.counts) not in have)
        knowing = " with direct contact" if seated.terms.contact == "direct" else ""
        what = "professional group or agency" if short == 1 else "professional groups or agencies"
        yield Missing("other-agencies", short, f"{short} more {what}{knowing}", ours)


def _is_care(seated: Seated, supply: Supply) -> bool:
    return supply.agency in seated.terms.social_care


def _unit(seated: Seated, supply: Supply, counts: str) -> str:
    return supply.agency if counts == "professional-groups" else seated.words.agencies[supply.agency].group


def _supplies(seated: Seated, child: str | None, counted: list[Counted]) -> Iterator[Supply]:
    """People of the case who could count for a child and do not yet, with what stands in the way."""
    seats = {seat.person: seat for seat in seated.meeting.seats}
    already = {each.person for each in counted}
    for member, agency in professionals(seated):
        if member.id in already:
            continue
        seat = seats.get(member.id)
        knows = None if member.contact is None else child in member.contact
        there = seat is not None and seated.presence(seat).how is not None
        if knows is None and there:
            yield Supply(member.id, agency.id, "is there; record direct contact if there has been some")
        elif (knows or _needs_no_contact(seated, agency)) and not there:
            yield Supply(member.id, agency.id, _what_stands_in_the_way(seated, seat))


def _needs_no_contact(seated: Seated, agency: Agency) -> bool:
    if seated.is_social_care(agency):
        return not seated.terms.readings[0].social_care_contact
    return seated.terms.contact != "direct"


def _what_stands_in_the_way(seated: Seated, seat: Seat | None) -> str:
    stand_in = "; a briefed stand-in would count" if "represented" in seated.terms.attending else ""
    if seat is None:
        return f"not invited{stand_in}"
    because = seated.presence(seat).because.removesuffix("; a written report is not attendance")
    is_away = seat.supposed is None and not seat.unclear and not (seated.at_decision and seated.has_left(seat))
    return because + (stand_in if is_away else "")


def absent_agencies(seated: Seated, child: str | None) -> Iterator[AbsentAgency]:
    """Agencies that know a child, or sit in the core group of the plan, of which nobody at all is there."""
    core_group = seated.meeting.core_groups.get(child or "", ())
    there = set()
    for seat in seated.meeting.seats:
        agency = seated.agency_of(seated.member(seat.person))
        if agency and seated.never(seated.member(seat.person)) is None and seated.presence(seat).how is not None:
            there.add(agency.id)
    people: dict[str, list[str]] = {}
    knows: set[str] = set()
    for member, agency in professionals(seated):
        in_contact = member.contact is not None and child in member.contact
        if (in_contact or member.id in core_group) and agency.id not in there:
            people.setdefault(agency.id, []).append(member.id)
            knows |= {agency.id} if in_contact else set()
    for agency_id, who in people.items():
        because = "direct contact with the child" if agency_id in knows else "in the core group of the child's plan"
        yield AbsentAgency(agency_id, tuple(who), because)


def exceptional(seated: Seated, child: str | None) -> Exceptional | None:
    """Whether what is recorded shows that too few agencies know a child; with nothing recorded it is unknown."""
    rule = seated.terms.exception
    if rule is None:
        return None
    known: dict[str, None] = {}
    unrecorded = []
    for member, agency in professionals(seated):
        if member.contact is None:
            unrecorded.append(member.id)
        elif child in member.contact:
            known[agency.id] = None
    agencies = tuple(known)
    whom = "the child" if child is None else child
    told = listed(agencies) or "none"
    if len(agencies) >= rule.fewer_than:
        count = f"Direct contact with {whom} is recorded for {len(agencies)} agencies ({told})"
        says = f"{count}, so the case does not show that too few know the child."
        return Exceptional("not-shown", agencies, tuple(unrecorded), says, rule.clauses)
    if not agencies or seated.meeting.conference is None:
        says = f"Which agencies have had contact with {whom} is not known here beyond: {told}. {rule.says}"
        return Exceptional("unknown", agencies, tuple(unrecorded), says, rule.clauses)
    says = f"Direct contact with {whom} is recorded for fewer than {rule.fewer_than} agencies ({told})."
    if unrecorded:
        says += f" Of {listed(unrecorded)} nothing is recorded either way."
    return Exceptional("shown", agencies, tuple(unrecorded), f"{says} {rule.says}", rule.clauses)

"""What if somebody came, or stayed away: the same meeting with one question's changes."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cpcli.casework.quorum import Meeting, Member, Seat, Words
from cpcli.errors import UsageFault, nearest
from cpcli.rules.quorum_seats import Seated


class Change(NamedTuple):
    """Who is supposed to come (`more`) and who to stay away (`fewer`): ids of people or of agencies."""

    more: tuple[str, ...] = ()
    fewer: tuple[str, ...] = ()


NO_CHANGE = Change()


def changed_by(
    meeting: Meeting, change: Change, seated: Seated, contact: Mapping[str, frozenset[str | None]]
) -> Meeting:
    """The meeting as it would be.

    An agency that comes brings the direct contact recorded for its people, or what `contact` tells; where neither
    tells, its contact stays unknown.

    Raises:
        UsageFault: somebody is no person of the case and no agency, or is to come and to stay away.
    """
    both = set(change.more) & set(change.fewer)
    if both:
        raise UsageFault(f"{min(both)} cannot both come and stay away: leave out --with or --without")
    for who in change.fewer:
        meeting = _without(meeting, who, seated)
    for who in change.more:
        meeting = _with(meeting, who, seated, contact)
    return meeting


def _with(meeting: Meeting, who: str, seated: Seated, contact: Mapping[str, frozenset[str | None]]) -> Meeting:
    if who not in meeting.members:
        _known(meeting, who, seated.words, "--with")
        ours = [m for m in meeting.members.values() if _agency(seated, m) == who and m.contact is not None]
        recorded = frozenset(child for member in ours for child in member.contact or ())
        told = contact.get(who, recorded if ours else None)
        meeting = meeting._replace(members={**meeting.members, who: Member(who, agency=who, contact=told)})
    return _seated_anew(meeting, [who], supposed=True)


def _without(meeting: Meeting, who: str, seated: Seated) -> Meeting:
    if who in meeting.members and meeting.conference is not None:
        return _seated_anew(meeting, [who], supposed=False)
    _known(meeting, who, seated.words, "--without")
    ours = [seat.person for seat in meeting.seats if _agency(seated, seated.member(seat.person)) == who]
    return _seated_anew(meeting, ours, supposed=False)


def _agency(seated: Seated, member: Member) -> str | None:
    agency = seated.agency_of(member)
    return agency.id if agency else None


def _seated_anew(meeting: Meeting, people: Sequence[str], *, supposed: bool) -> Meeting:
    kept = [seat for seat in meeting.seats if seat.person not in people]
    old = {seat.person: seat for seat in meeting.seats}
    anew = [old.get(who, Seat(who))._replace(supposed=supposed, left_at=None) for who in people]
    return meeting._replace(seats=(*kept, *anew))


def _known(meeting: Meeting, who: str, words: Words, option: str) -> None:
    if who in words.agencies:
        return
    people = [] if meeting.conference is None else list(meeting.members)
    what = "is no agency" if meeting.conference is None else "is neither a person of this case nor an agency"
    raise UsageFault(f'{option}: "{who}" {what}{nearest(who, [*words.agencies, *people])}')

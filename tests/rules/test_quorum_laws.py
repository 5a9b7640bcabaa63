"""Laws of quorum, over meetings that nobody thought of."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cpcli.casework.quorum import ChildQuorum, Meeting, Member, QuorumRules, Seat
from cpcli.rules.quorum import quorum_of
from cpcli.rules.quorum_seats import Seated
from cpcli.rules.quorum_what_if import Change, changed_by
from cpcli.store.packs import find_pack
from cpcli.store.quorum_reader import load_rule

AT = datetime(2026, 12, 10, 10, tzinfo=ZoneInfo("Europe/London"))
CHILDREN = ("c1", "c2")
OWN, RULES = load_rule(find_pack("pan-berkshire"))
TERMS = RULES.versions[0].terms

CONTACT = st.none() | st.frozensets(st.sampled_from([None, *CHILDREN]), max_size=3)
MEMBER = st.builds(
    Member,
    id=st.just(""),
    role=st.none() | st.sampled_from([*OWN.words.roles, "play-therapist"]),
    agency=st.none() | st.sampled_from([*OWN.words.agencies]),
    contact=CONTACT,
    is_parent=st.sampled_from([False, False, False, True]),
    also=st.sampled_from([(), (), ("conference-chair",), ("observer",)]),
)
SEAT = st.builds(
    Seat,
    person=st.just(""),
    invited=st.booleans(),
    reply=st.sampled_from([None, "accepted", "declined", "tentative"]),
    attended=st.sampled_from([None, "in-person", "online", "represented", "apologies", "absent"]),
    stand_in=st.booleans(),
    left_at=st.none() | st.integers(10, 13).map(lambda hour: AT.replace(hour=hour)),
    unclear=st.sampled_from([False, False, True]),
    supposed=st.none(),
)


@st.composite
def meetings(draw: st.DrawFn, least: int = 0) -> Meeting:
    """A conference about two children with some people, most of whom are on the list."""
    drawn = draw(st.lists(st.tuples(MEMBER, SEAT, st.booleans()), min_size=least, max_size=8))
    members = {f"p{at}": member._replace(id=f"p{at}") for at, (member, _, _) in enumerate(drawn)}
    seats = [seat._replace(person=f"p{at}") for at, (_, seat, listed) in enumerate(drawn) if listed]
    ended = draw(st.none() | st.just(AT.replace(hour=12)))
    # Somebody's attendance is recorded or nobody's, whoever else is on the list.
    seats.append(Seat("nobody", attended=draw(st.sampled_from([None, "absent"]))))
    return Meeting(CHILDREN, members, tuple(seats), "x", "ic1", "review-conference", AT, ended)


def children(meeting: Meeting, *, at_decision: bool = False, rules: QuorumRules = RULES) -> tuple[ChildQuorum, ...]:
    return quorum_of(OWN, rules, meeting, date(2026, 12, 10), at_decision=at_decision).children


@given(meetings(), MEMBER, SEAT)
def test_one_more_who_attends_never_makes_a_quorate_conference_inquorate(
    meeting: Meeting, member: Member, seat: Seat
) -> None:
    assume(meeting.basis == "attendance" or seat.attended is None)
    more = meeting._replace(
        members={**meeting.members, "p99": member._replace(id="p99")},
        seats=(*meeting.seats, seat._replace(person="p99")),
    )

    for before, after in zip(children(meeting), children(more), strict=True):
        assert after.quorate >= before.quorate
        assert after.quorate_strict >= before.quorate_strict
        assert after.quorate_at_decision >= before.quorate_at_decision


@given(meetings(), st.booleans())
def test_the_strict_reading_implies_the_plain_one_and_staying_implies_coming(
    meeting: Meeting, at_decision: bool
) -> None:
    for child in children(meeting, at_decision=at_decision):
        assert child.quorate or not child.quorate_strict
        assert child.quorate or not child.quorate_at_decision
        assert (child.strict_because is not None) is (child.quorate and not child.quorate_strict)


@given(meetings(least=1), st.data())
def test_less_contact_never_makes_a_conference_quorate(meeting: Meeting, data: st.DataObject) -> None:
    who = data.draw(st.sampled_from(sorted(meeting.members)))
    known = meeting.members[who].contact
    less = None if known is None else data.draw(st.none() | st.just(known - {"c1"}))
    fewer = meeting._replace(members={**meeting.members, who: meeting.members[who]._replace(contact=less)})

    for before, after in zip(children(meeting), children(fewer), strict=True):
        assert after.quorate <= before.quorate
        assert after.quorate_strict <= before.quorate_strict


@given(meetings())
def test_what_is_not_known_is_never_counted(meeting: Meeting) -> None:
    for child in children(meeting):
        for each in child.counted:
            member, seat = meeting.members[each.person], next(s for s in meeting.seats if s.person == each.person)
            assert each.counts_as == "social-care" or child.child in (member.contact or ())
            assert not seat.unclear
            assert seat.attended is not None or (meeting.basis == "replies" and seat.reply is not None)
            assert not member.is_parent
            assert not member.also


@given(meetings())
def test_every_guest_is_told_once_counted_or_not_with_a_reason(meeting: Meeting) -> None:
    for child in children(meeting):
        told = [*(each.person for each in child.counted), *(each.person for each in child.not_counted)]
        assert sorted(told) == sorted(seat.person for seat in meeting.seats)
        assert all(each.because for each in child.not_counted)
        assert bool(child.missing) is not child.quorate


@given(meetings())
def test_whoever_could_supply_what_is_missing_does_so_when_they_come(meeting: Meeting) -> None:
    for child in children(meeting):
        for missing in child.missing:
            for supply in missing.could_supply:
                if supply.because.startswith("is there"):
                    continue
                seated = Seated(TERMS, OWN.words, meeting)
                supposed = changed_by(meeting, Change(more=(supply.person,)), seated, {})
                after = next(each for each in children(supposed) if each.child == child.child)
                left = sum(each.number for each in after.missing)
                assert left == sum(each.number for each in child.missing) - 1


@given(meetings(least=1), st.data())
def test_staying_away_never_helps(meeting: Meeting, data: st.DataObject) -> None:
    who = data.draw(st.sampled_from(sorted(meeting.members)))
    supposed = changed_by(meeting, Change(fewer=(who,)), Seated(TERMS, OWN.words, meeting), {})

    for before, after in zip(children(meeting), children(supposed), strict=True):
        assert after.quorate <= before.quorate


@pytest.mark.parametrize("others", [1, 2, 3, 4])
@given(meeting=meetings())
def test_asking_for_more_is_never_easier(meeting: Meeting, others: int) -> None:
    version = RULES.versions[0]
    harder = version._replace(terms=TERMS._replace(others=others + 1))
    easier = version._replace(terms=TERMS._replace(others=others))

    for hard, easy in zip(
        children(meeting, rules=RULES._replace(versions=(harder,))),
        children(meeting, rules=RULES._replace(versions=(easier,))),
        strict=True,
    ):
        assert easy.quorate >= hard.quorate

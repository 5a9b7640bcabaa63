"""The search of a finished file: every disguise found, nothing innocent stopped, no value ever told."""

import time
from datetime import date

import pytest
from disguises import DATES, LETTERS, PHONES, WORDS, Disguise

from cpcli.documents.forms import (
    of_address,
    of_birth,
    of_email,
    of_link,
    of_name,
    of_phone,
    of_place,
    of_text,
)  # fmt: skip
from cpcli.documents.ordinary import NO_NAME, ORDINARY
from cpcli.documents.search import KINDS, Hit, Secret, search

REF = ("p2",)


def stopped(secrets: list[Secret], *texts: str) -> bool:
    return any(hit.stops for hit in search(texts, secrets))


def warned(secrets: list[Secret], *texts: str) -> bool:
    hits = search(texts, secrets)
    return bool(hits) and not any(hit.stops for hit in hits)


NAME = list(of_name("Éloïse O'Fictley-Zzyzwick", REF))
ADDRESS = list(of_address("Flat 2, Quibble House, 14 Sample Road, Exampleton, EX1 1ZZ", "address", REF))
PHONE = list(of_phone("01632 960001", REF))


@pytest.mark.parametrize("name", [*LETTERS, *WORDS])
def test_a_full_name_in_disguise(name: str) -> None:
    ways: dict[str, Disguise] = LETTERS | WORDS

    assert stopped(NAME, "Present were", *ways[name]("Éloïse O'Fictley-Zzyzwick"), "and the chair.")


@pytest.mark.parametrize(
    "told",
    [
        "O'Fictley-Zzyzwick, Éloïse",
        "Eloise O\u2019Fictley Zzyzwick",
        "ELOISE OFICTLEY-ZZYZWICK",
        "Eloise Zzyzwick",
        "éloïse o'fictley",
        "invitation_EloiseOFictleyZzyzwick_final.docx",
        "Ms Zzyzwick's report",
        "her mother, Eloise.",
    ],
)
def test_a_name_as_people_write_it(told: str) -> None:
    assert stopped(NAME, told)


@pytest.mark.parametrize("name", [*LETTERS, *WORDS])
@pytest.mark.parametrize("line", ["14 Sample Road", "Flat 2 Quibble House"])
def test_a_line_of_an_address_in_disguise(line: str, name: str) -> None:
    ways: dict[str, Disguise] = LETTERS | WORDS

    assert stopped(ADDRESS, "lives at", *ways[name](line), "now")


@pytest.mark.parametrize(
    ("told", "stops"),
    [
        ("14 Sample Rd", True),
        ("14, sample road.", True),
        ("EX1 1ZZ", True),
        ("ex11zz", True),
        ("postcode EX1\u00a01ZZ", True),
        ("Quibble House", True),
        ("Flat 2, Quibble Hse, 14 Sample Rd, Exampleton", True),
        ("114 Sample Road", False),
        ("14 Sample Roadside", False),
        ("Exampleton", False),
        ("Flat 2", False),
        ("EX1 1ZY", False),
    ],
)
def test_lines_and_postcodes_count_and_a_town_does_not(told: str, stops: bool) -> None:
    assert stopped(ADDRESS, f"See {told} there") is stops


def test_a_street_without_its_number_warns_and_a_town_alone_is_silent() -> None:
    assert warned(ADDRESS, "somewhere in Sample Road")
    assert search(["in Exampleton"], ADDRESS) == ()
    assert warned(list(of_address("Exampleton", "address", REF)), "in Exampleton")


def test_an_address_over_several_texts() -> None:
    assert stopped(ADDRESS, "Dear", "14", "Sample", "Ro", "ad", "Exampleton")
    assert stopped(ADDRESS, "EX1", "1ZZ")


@pytest.mark.parametrize("name", PHONES)
def test_a_telephone_number_in_disguise(name: str) -> None:
    assert stopped(PHONE, "ring", *PHONES[name]("01632 960001"), "any day")


def test_parts_of_a_telephone_number() -> None:
    assert warned(PHONE, "ring 960001 locally")
    assert not search(["case 960011 of 1632"], PHONE)
    assert stopped(list(of_phone("01632 960001 or 07700 900123", REF)), "07700900123")
    assert stopped(list(of_phone("+44 1632 960001", REF)), "(01632) 960001")
    assert list(of_phone("none", REF)) == []


@pytest.mark.parametrize("name", DATES)
def test_a_date_of_birth_however_it_is_written(name: str) -> None:
    secret = list(of_birth(date(2012, 2, 9), REF))

    assert stopped(secret, f"born on {DATES[name](date(2012, 2, 9))} in town")
    assert not search([f"born on {DATES[name](date(2012, 2, 19))} in town"], secret)


def test_a_date_that_is_none_is_no_date() -> None:
    assert (
        search(["31 February 2012, 99/99/2012, 2012-13-45, page 3 of 12"], list(of_birth(date(2012, 2, 9), REF))) == ()
    )


@pytest.mark.parametrize("told", ["ash.b@nowhere.invalid", "ASH.B@NOWHERE.INVALID", "mailto:ash.b%40nowhere.invalid"])
def test_an_e_mail_address(told: str) -> None:
    assert stopped(list(of_email("Ash.B@nowhere.invalid", REF)), f"write to {told} please")


def test_a_link_to_join() -> None:
    secret = list(of_link("Join: https://meet.nowhere.invalid/x/778899", REF))

    assert stopped(secret, "at https://meet.nowhere.invalid/x/778899 on the day")
    assert stopped(secret, "at meet.nowhere.invalid/x/778899 on the day")
    assert stopped(list(of_link("Meeting 912 3456 7890, code 12", REF)), "join with 91234567890")


@pytest.mark.parametrize(
    ("place", "told", "stops", "hit"),
    [
        ("Fable Hill Primary School", "at fable hill primary school", True, True),
        ("Fable Hill Primary School", "at Fable Hill Primary", True, True),
        ("Fable Hill Primary School", "at Fable Hill", False, True),
        ("Fable Hill Primary School", "at a primary school", False, False),
        ("foster home", "in a foster home", False, True),
        ("Quibble House, 9 Nowhere Road, EX2 2ZZ", "at Quibble House", True, True),
        ("Quibble House, 9 Nowhere Road, EX2 2ZZ", "9 Nowhere Rd", True, True),
        ("Quibble House, 9 Nowhere Road, EX2 2ZZ", "EX22ZZ", True, True),
        ("with the Marrowbys", "with the Marrowbys", True, True),
    ],
)
def test_schools_and_placements(place: str, told: str, stops: bool, hit: bool) -> None:
    secrets = list(of_place(place, "placement", REF))

    assert stopped(secrets, told) is stops
    assert bool(search([told], secrets)) is hit


# ---- single names ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "innocent"),
    [
        ("Ash Zzyzwick", "washing, dashed, crash, ashen; Ashley and Ashby"),
        ("Rosa Zzyzwick", "prosaic, rosary, Rosalind"),
        ("Ed Zzyzwick", "invited, edited, needed, Eddie"),
        ("Al Zzyzwick", "also, alone, equal"),
        ("Tia Zzyzwick", "initial and essential"),
        ("Kasimir Ing", "meeting, being, ingot"),
    ],
)
def test_a_name_inside_another_word_is_not_that_name(name: str, innocent: str) -> None:
    assert search([innocent], list(of_name(name, REF))) == ()


@pytest.mark.parametrize(
    "told", ["Rose up", "the rose", "in May", "may I", "Will you", "Hope remains", "the Baker report", "in Reading"]
)
def test_a_name_that_is_a_word_too_warns_and_does_not_stop(told: str) -> None:
    secrets = [s for name in ("Rose May", "Will Hope", "Baker Reading") for s in of_name(name, REF)]

    assert warned(secrets, told)


def test_its_full_name_stops_all_the_same() -> None:
    assert stopped(list(of_name("Rose May", REF)), "rose  may")


@pytest.mark.parametrize(
    "told", ["Kasimir came", "KASIMIR", "Kasimir's", "(Kasimir)", "kasimir@nowhere.invalid", "for_Kasimir.pdf"]
)
def test_a_single_name_as_a_whole_word_stops(told: str) -> None:
    assert stopped(list(of_name("Kasimir Fictley", REF)), told)


def test_a_name_that_somebody_in_view_has_is_no_secret_and_the_full_name_still_is() -> None:
    secrets = list(of_name("Kasimir Fictley", REF, shared=["fictley"]))

    assert search(["Mr Fictley"], secrets) == ()
    assert stopped(secrets, "Kasimir Fictley")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Dr Zofia Fictley", "Zofia Fictley"),
        ("Zofia (Zo) Fictley", "Zo Fictley"),
        ("Zofia Ann Fictley", "Zofia Fictley"),
        ("Zofia Ann Fictley", "Ann Fictley"),
        ("Di Fictley", "di fictley"),
        ("Baby Fictley", "Baby Fictley"),
        ("Zofia", "Zofia"),
        ("Søren Łukasik", "Soren Lukasik"),
        ("Łucja Straße", "LUCJA STRASSE"),
    ],
)
def test_names_of_every_shape(name: str, told: str) -> None:
    assert stopped(list(of_name(name, REF)), f"with {told} there")


@pytest.mark.parametrize("name", ["Dr", "unknown", "Baby", "of"])
def test_what_is_no_name_is_not_searched_for_alone(name: str) -> None:
    assert search([f"the {name} of the family"], list(of_name(name, REF))) == ()


# ---- texts ----------------------------------------------------------------------------------------------------------

STORY = "He kept the key under the third stone. Nobody at the school was told of it before the summer came round again."


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (STORY, True),
        ("He kept the key under the third stone.", True),
        ("HE KEPT THE KEY\nUNDER THE THIRD STONE", True),
        ("they say nobody at the school was told of it, sadly", True),
        ("the key", False),
        ("Nobody at the school", False),
    ],
)
def test_sentences_and_distinctive_parts_of_a_text(told: str, found: bool) -> None:
    assert stopped(list(of_text(STORY, REF)), told) is found


def test_a_short_text_that_anybody_would_write_stops_nothing() -> None:
    assert search(["yes", "It is well."], list(of_text("yes", REF))) == ()
    assert warned(list(of_text("bail hostel", REF)), "a bail hostel")
    assert not stopped(list(of_text("Not known", REF)), "not known")


# ---- what is told ---------------------------------------------------------------------------------------------------


def test_a_hit_tells_kind_refs_and_place_and_never_the_value() -> None:
    hits = search(["Dear reader", "from Kasimir Fictley"], list(of_name("Kasimir Fictley", REF)))

    assert Hit("name", REF, 1) in hits
    assert "asimir" not in repr(hits)
    assert "asimir" not in repr(list(of_name("Kasimir Fictley", REF))) + str(PHONE + ADDRESS)
    assert {hit.kind for hit in hits} <= set(KINDS)


def test_stops_come_first_and_a_stop_swallows_the_warning_beside_it() -> None:
    hits = search(["Rose came to 14 Sample Road"], [*of_name("Rose Fictley", REF), *ADDRESS])

    assert [hit.stops for hit in hits] == sorted((hit.stops for hit in hits), reverse=True)
    assert len({(hit.kind, hit.refs, hit.where) for hit in hits}) == len(hits)


def test_nothing_to_look_for_and_nothing_to_look_in() -> None:
    assert search([], NAME) == ()
    assert search(["", "\u200b", "…"], NAME) == ()
    assert search(["Kasimir Fictley"], []) == ()


def test_the_list_of_ordinary_words_is_short_lower_case_and_no_list_of_names() -> None:
    assert 300 < len(ORDINARY) < 1000
    assert all(word == word.casefold() and word.isalpha() for word in ORDINARY)
    assert {"may", "rose", "hope", "will", "amber", "grace", "monday"} <= ORDINARY
    assert not {"kasimir", "zofia", "jack", "sam", "linden", "john", "smith"} & ORDINARY
    assert {"dr", "mr"} <= NO_NAME


def test_a_thousand_documents_are_searched_in_seconds() -> None:
    people = [f"Kasimir{'abcdefghij'[at % 10]} Fict{'klmnopqrst'[at // 10]}ley" for at in range(100)]
    secrets = [s for at, name in enumerate(people) for s in of_name(name, (f"p{at}",))]
    secrets += [
        s for at in range(100) for s in of_address(f"{at + 11} Sample Road, Exampleton", "address", (f"p{at}",))
    ]
    texts = ["The conference decided that a plan is made for the child, and the reasons are these. " * 4] * 40
    began = time.perf_counter()

    for _ in range(50):
        assert search(texts, secrets) == ()

    assert time.perf_counter() - began < 15


# ---- ways of writing that people have and programs forget -----------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("فاطمة خان", "مع فـاطـمـة"),  # stretched with a stroke
        ("زینب علی", "زينب علي"),  # typed on an Arabic keyboard, not on an Urdu one
        ("李明", "今天李明来了"),  # no spaces between words
        ("민수", "오늘 민수가 왔다"),
        ("Tamsin Fictley", "the Fictleys live there"),
        ("Tamsin Fictless", "the Fictlesses live there"),
        ("Sean O'Fictley", "Mr O Fictley"),
        ("Sean D'Quagmire", "D Quagmire"),
        ("Sean McFictley", "Mc Fictley"),
        ("Sean MacFictley", "Mac Fictley"),
        ("Jörg Mückenstein", "Joerg"),
        ("Jo Søndergade", "Ms Soendergade"),
    ],
)
def test_a_name_that_another_hand_wrote(name: str, told: str) -> None:
    assert stopped(list(of_name(name, REF)), told)


def test_parts_of_a_name_that_somebody_in_view_has_and_words_that_are_plurals_stop_nothing() -> None:
    assert not search(["Mr Fictley"], list(of_name("Sean O'Fictley", REF, shared=["fictley"])))
    assert not stopped(list(of_name("Sean Page", REF)), "four pages")
    assert not search(["this, thus and has"], list(of_name("Sean Thi", REF)))


@pytest.mark.parametrize(
    ("address", "told", "stops"),
    [
        ("14 Sample Road Exampleton EX1 1ZZ", "at 14 Sample Road", True),
        ("14 Sample Road Exampleton EX1 1ZZ", "in Sample Road", False),
        ("Flat 2 Quibble House 14 Sample Road Exampleton", "at 14 Sample Rd", True),
        ("Flat 2 Quibble House 14 Sample Road Exampleton", "at Quibble House", True),
        ("14 Sample Road, Exampleton", "Sample Road 14", True),
        ("14 Sample Road, Exampleton", "١٤ Sample Road", True),
        ("The Quibble Mill, Exampleton, EX1 1ZZ", "at Quibble Mill", True),
    ],
)
def test_an_address_that_another_hand_wrote(address: str, told: str, stops: bool) -> None:
    hits = search([f"See {told} there"], list(of_address(address, "address", REF)))

    assert hits
    assert any(hit.stops for hit in hits) is stops


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("01632 960001 ext 123", "ring 01632 960001"),
        ("01632 960001 x123", "ring 01632 960001"),
        ("01632 960001 (home) 07700 900123 (mobile)", "ring 07700 900123"),
        ("01632 960001 07700 900123", "ring 07700 900123"),
        ("Mum: 01632 960001 Dad: 07700 900123", "ring 01632960001"),
    ],
)
def test_a_telephone_number_that_another_hand_wrote(number: str, told: str) -> None:
    assert stopped(list(of_phone(number, REF)), told)


@pytest.mark.parametrize("told", ["the 9th day of February 2012", "Feb 9 '12", "09022012", "| 9 | February | 2012 |"])
def test_a_date_that_another_hand_wrote(told: str) -> None:
    assert stopped(list(of_birth(date(2012, 2, 9), REF)), f"born {told} in town")

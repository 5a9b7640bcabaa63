"""The packs that come with cpcli: whole, strict, in our own words, and with the values that the sources give."""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from cpcli.casework.pack import Clause, Condition, Pack, Terms
from cpcli.cli.boundary import run
from cpcli.store.clauses import read_clauses
from cpcli.store.pack_checks import check_pack
from cpcli.store.packs import DEFAULT_PACK, SHIPPED, load_pack, pack_names

PACKS = ("england", "pan-berkshire", "salford")
INITIAL = ("initial-conference", "pre-birth-conference", "transfer-in-conference")
AMENDED = date(2025, 9, 1)

#: Beside the repository where the project keeps its sources; they are not ours to ship.
SOURCES = sorted((Path(__file__).resolve().parents[3] / "shared" / "sources").glob("*.txt"))

RUN_OF_WORDS = 7


@dataclass(frozen=True)
class Asks:
    """What a rule asks for: the plain limit, the other readings' limits, the kind of date, how strong."""

    plain: str
    others: tuple[str, ...] = ()
    bound: str = "latest"
    force: str = "should"


@dataclass(frozen=True)
class When:
    """The condition of a variant."""

    facts: tuple[str, ...] = ()
    trigger: tuple[str, ...] = ()
    within: str = ""


TWENTY_DAYS = Asks("20 days", ("20 working days",))
FIVE_DAYS = Asks("5 working days", ("5 clear working days",))

#: Every rule id of the design, with what the issue and the sources give for it.
RULES = {
    "initial-conference.after-strategy-discussion": Asks("15 working days", ("15 working days", "15 working days")),
    "initial-conference.before-emergency-protection-order-expires": Asks("strictly before"),
    "initial-conference.after-child-assessment-order": Asks("0 days"),
    "initial-conference.after-care-review-decision": Asks("15 days", ("15 working days",), force="must"),
    "transfer-in-conference.after-notification": Asks("15 working days"),
    "transfer-in-conference.after-acceptance": Asks("15 working days", bound="information"),
    "pre-birth-conference.window-opens": Asks("140 days", bound="information"),
    "pre-birth-conference.after-assessment": Asks("0 days"),
    "pre-birth-conference.by-24-weeks": Asks("112 days", force="good-practice"),
    "pre-proceedings-letter.by-24-weeks": Asks("112 days", bound="information", force="ideally"),
    "review-conference.first": Asks("3 months"),
    "review-conference.next": Asks("6 months"),
    "review-conference.after-birth": Asks("10 working days"),
    "review-conference.after-birth-core-group": Asks(
        "sooner of 1 month after birth, 3 months after pre-birth-conference"
    ),
    "review-conference.with-looked-after-review": Asks("0 days"),
    "discharge-meeting.before-discharge": Asks("strictly before", force="must"),
    "report-to-family.before-conference": Asks("2 working days", ("2 clear working days",)),
    "report-to-chair.before-conference": Asks("2 working days", ("2 clear working days",)),
    "report-withholding-agreed.before-conference": Asks("1 working day", force="must"),
    "exclusion-request.before-conference": Asks("3 working days", ("3 clear working days",), force="normally"),
    "core-group.first": Asks("10 working days"),
    "decision.send": Asks("24 hours"),
    "plan.discuss-with-parents": Asks("20 working days"),
    "record.amendments": Asks("5 working days"),
    "dissent.escalate": Asks("1 working day"),
    "child-in-need-plan.earliest-close": Asks("3 months", bound="earliest", force="must"),
    "child-in-need-plan.review": Asks("6 weeks"),
    "strategy-meeting.after-significant-change": Asks("0 days", bound="information", force="good-practice"),
    "plan.ends-at-eighteen": Asks("18 years", force="normally"),
}

#: Where facts, another event or another kind of conference change the answer, on which condition.
VARIANTS = {
    "pre-proceedings-letter.by-24-weeks": {When(facts=("proceedings-considered",)): Asks("112 days", force="ideally")},
    "review-conference.after-birth": {
        When(facts=("mother-not-medically-fit", "post-birth-meeting=core-group")): TWENTY_DAYS,
        When(facts=("post-birth-meeting=core-group",)): Asks("10 working days"),
        When(facts=("mother-not-medically-fit",)): TWENTY_DAYS,
    },
    "report-to-family.before-conference": {When(trigger=("review-conference",)): FIVE_DAYS},
    "report-to-chair.before-conference": {When(trigger=("review-conference",)): FIVE_DAYS},
    "child-in-need-plan.earliest-close": {
        When(trigger=("child-in-need-plan-started",)): Asks("3 months", ("3 months",), bound="earliest", force="must")
    },
    "child-in-need-plan.review": {When(trigger=("child-in-need-plan-started",)): Asks("6 weeks", ("6 weeks",))},
    "strategy-meeting.after-significant-change": {When(within="3 months of plan-ended"): Asks("0 days")},
}

#: What general advice for England carries.
ENGLAND = {
    "initial-conference.after-strategy-discussion": Asks("15 working days"),
    "transfer-in-conference.after-notification": Asks("15 working days"),
    "review-conference.first": Asks("3 months"),
    "review-conference.next": Asks("6 months"),
    "report-to-family.before-conference": Asks("2 working days", ("2 clear working days",), force="must"),
    "plan.ends-at-eighteen": Asks("18 years", force="normally"),
}


def asked(terms: Terms) -> Asks:
    if terms.sooner_of:
        legs = ", ".join(f"{leg.limit} after {leg.after}" for leg in terms.sooner_of)
        return Asks(f"sooner of {legs}", (), terms.bound, terms.force)
    plain, *others = (str(reading.limit) for reading in terms.readings)
    return Asks(plain, tuple(others), terms.bound, terms.force)


def condition(when: Condition) -> When:
    within = f"{when.within} of {when.within_of}" if when.within_of else ""
    told = When(when.facts, when.trigger, within)
    nothing_else = Condition(facts=when.facts, trigger=when.trigger, within_of=when.within_of, within=when.within)
    assert when == nothing_else
    return told


def all_terms(pack: Pack) -> Iterator[tuple[str, Terms]]:
    for rule in pack.rules.values():
        for version in rule.versions:
            yield rule.id, version.terms
            yield from ((rule.id, terms) for _, terms in version.variants)


def clauses_in(terms: Terms) -> set[str]:
    noted = [clause for note in terms.notes for clause in note.clauses]
    return {*terms.clauses, *noted, *(clause for reading in terms.readings for clause in reading.clauses)}


def registered(name: str) -> dict[str, Clause]:
    found, problems = read_clauses(SHIPPED / name)
    assert problems.found == []
    return found


def test_the_three_packs_are_shipped_and_berkshire_is_the_default() -> None:
    assert tuple(pack_names()) == PACKS
    assert DEFAULT_PACK == "pan-berkshire"


@pytest.mark.parametrize("name", PACKS)
def test_a_shipped_pack_loads_and_nothing_is_wrong_with_it(name: str) -> None:
    pack = load_pack(name)

    assert pack.name == name
    assert pack.rules
    assert check_pack(name) == []


def test_berkshire_holds_every_rule_of_the_design_and_no_other() -> None:
    assert set(load_pack("pan-berkshire").rules) == set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_every_version_of_a_berkshire_rule_asks_what_the_sources_ask(rule: str) -> None:
    versions = load_pack("pan-berkshire").rules[rule].versions

    assert {version.start: asked(version.terms) for version in versions} == {v.start: RULES[rule] for v in versions}


@pytest.mark.parametrize("rule", RULES)
def test_a_berkshire_rule_varies_only_where_the_sources_say_so(rule: str) -> None:
    for version in load_pack("pan-berkshire").rules[rule].versions:
        assert {condition(when): asked(terms) for when, terms in version.variants} == VARIANTS.get(rule, {})


def test_the_initial_conference_counts_from_the_first_of_the_enquiry_and_any_initial_kind_meets_it() -> None:
    rule = load_pack("pan-berkshire").rules["initial-conference.after-strategy-discussion"]
    readings = rule.versions[-1].terms.readings

    assert rule.starts == "first-of-enquiry"
    assert rule.versions[-1].terms.met_by == INITIAL
    assert [reading.after for reading in readings] == [(), ("strategy-discussion",), ("section-47-enquiry",)]


def test_berkshire_facts_are_those_of_the_issue_and_the_post_birth_meeting_has_its_values() -> None:
    facts = load_pack("pan-berkshire").facts

    assert {
        "mother-not-medically-fit",
        "post-birth-meeting",
        "premature-birth-likely",
        "proceedings-considered",
        "dissent",
    } <= set(facts)
    assert facts["post-birth-meeting"].values == ("core-group", "review-conference")


def test_a_late_booking_and_a_child_under_five_travel_with_the_dates() -> None:
    pack = load_pack("pan-berkshire")
    late = {status for note in pack.notes if "D07" in note.clauses for status in note.when.status}

    assert late == {"planned-late", "overdue"}
    for rule in ("review-conference.first", "review-conference.next"):
        for version in pack.rules[rule].versions:
            assert [note.when.child_under for note in version.terms.notes if "D15" in note.clauses] == [5]


def test_england_holds_what_general_advice_carries() -> None:
    pack = load_pack("england")

    assert {rule: asked(terms) for rule, terms in all_terms(pack)} == ENGLAND
    assert pack.extends == ()


def test_salford_extends_england_and_changes_one_rule_on_an_authority_of_its_own() -> None:
    england, salford = load_pack("england"), load_pack("salford")
    changed = [rule for rule in salford.rules if salford.rules[rule] != england.rules.get(rule)]

    assert salford.extends == ("england",)
    assert set(salford.rules) == set(england.rules)
    assert changed == ["review-conference.next"]
    (version,) = salford.rules["review-conference.next"].versions
    assert asked(version.terms) == Asks("6 months")
    assert version.pack == "salford"
    assert version.terms.clauses[0] == "D48"


@pytest.mark.parametrize("name", PACKS)
def test_every_version_says_on_whose_authority_why_and_when_it_was_checked(name: str) -> None:
    versions = [version for rule in load_pack(name).rules.values() for version in rule.versions]

    assert versions
    for version in versions:
        assert version.terms.clauses
        assert version.terms.because.strip()
        assert version.verified_on is not None
        assert version.verified_on >= version.start
        assert version.pack in PACKS


@pytest.mark.parametrize("name", PACKS)
def test_every_variant_reading_note_and_fact_gives_its_reason(name: str) -> None:
    pack = load_pack(name)
    terms = [each for _, each in all_terms(pack)]
    notes = [*pack.notes, *(note for each in terms for note in each.notes)]

    assert all(each.clauses and each.because for each in terms)
    assert all(reading.because for each in terms for reading in each.readings)
    assert all(len({reading.because for reading in each.readings}) == len(each.readings) for each in terms)
    assert notes
    assert all(note.says and note.clauses for note in notes)
    assert all(fact.says and fact.clauses for fact in pack.facts.values())


def test_the_amendment_of_september_2025_is_a_version_of_its_own() -> None:
    before, after = load_pack("pan-berkshire").rules["review-conference.first"].versions

    assert before.start < AMENDED == after.start
    assert "E11" not in clauses_in(before.terms)
    assert "E11" in after.terms.clauses
    assert "E11" in clauses_in(after.terms) - clauses_in(before.terms)
    assert [note.clauses for note in after.terms.notes if "E11" in note.clauses] == [("E11",)]


def test_no_other_rule_rests_on_the_amendment_and_its_source_is_named() -> None:
    pack = load_pack("pan-berkshire")
    clause = registered("pan-berkshire")["E11"]

    assert {rule for rule, terms in all_terms(pack) if "E11" in clauses_in(terms)} == {"review-conference.first"}
    assert clause.at.partition(":")[0] in {document.id for document in pack.documents if "2025" in document.dated}
    deadlines = [name for name in clause.applied_by if name.startswith("deadline:")]
    assert deadlines == ["deadline:review-conference.first"]


@pytest.mark.parametrize(
    ("held", "amended"),
    [("2025-03-25", False), ("2025-08-31", False), ("2025-09-01", True), ("2026-11-20", True)],
)
def test_a_first_review_needs_a_senior_managers_agreement_from_september_2025_and_not_before(
    held: str, amended: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    question = ["deadlines", "--event", f"initial-conference={held}", "--as-of", held]

    assert run([*question, "--rule", "review-conference.first", "--pack", "pan-berkshire", "--format", "json"]) == 0

    (answer,) = json.loads(capsys.readouterr().out)["deadlines"]
    assert ("E11" in answer["clauses"]) is amended
    assert any("senior manager's agreement" in note["says"] for note in answer["notes"]) is amended


def runs(text: str) -> set[tuple[str, ...]]:
    """Every run of words of a text, without case, punctuation or kinds of apostrophe."""
    words = re.findall(r"[a-z0-9]+(?:['-][a-z0-9]+)*", text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    return {tuple(words[at : at + RUN_OF_WORDS]) for at in range(len(words) - RUN_OF_WORDS + 1)}


def quorum_words(name: str) -> list[str]:
    """Everything that a pack's quorum.toml says in sentences."""
    path = SHIPPED / name / "quorum.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    keys = ("says", "because", "title", "never_counts")
    return [text for key in keys for text in texts_of(key, data)]


def texts_of(key: str, part: object) -> Iterator[str]:
    """Every text that stands under a key, however deep."""
    for name, value in part.items() if isinstance(part, dict) else ():
        if name == key:
            yield value
        else:
            yield from texts_of(key, value)
    for each in part if isinstance(part, list) else ():
        yield from texts_of(key, each)


def own_words() -> list[str]:
    """Everything that the shipped packs say in sentences."""
    said: list[str] = []
    for name in PACKS:
        pack = load_pack(name)
        said += [pack.title, pack.area, pack.about, *(document.title for document in pack.documents)]
        said += [rule.title for rule in pack.rules.values()]
        for _, terms in all_terms(pack):
            said += [terms.because, *(reading.because for reading in terms.readings)]
            said += [*(note.says for note in terms.notes), *(other.says for other in terms.elsewhere)]
        said += [*(note.says for note in pack.notes), *(fact.says for fact in pack.facts.values())]
        said += quorum_words(name)
        for clause in registered(name).values():
            said += [clause.summary, clause.not_applied_because or ""]
    return [text for text in dict.fromkeys(said) if text]


def test_there_are_words_of_our_own_to_compare_with_the_sources() -> None:
    said = own_words()

    assert len(said) > 600
    assert sum(bool(runs(text)) for text in said) > 500


def test_a_copied_run_of_words_would_be_found() -> None:
    copied = "The chair\N{RIGHT SINGLE QUOTATION MARK}s Agreement, sought in good time, is recorded"

    assert runs(copied) & runs("that the chair's agreement sought in good time is kept")
    assert not runs(copied) & runs("the chair's agreement is sought in good time")


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_no_sentence_of_ours_is_copied_from_a_source(source: Path) -> None:
    theirs = runs(source.read_text(encoding="utf-8"))

    assert theirs
    assert {text: sorted(runs(text) & theirs) for text in own_words() if runs(text) & theirs} == {}


def test_every_source_that_the_packs_name_is_among_those_compared_where_the_sources_are_at_hand() -> None:
    numbers = {path.name[:3] for path in SOURCES}
    named = {document.id for name in PACKS for document in load_pack(name).documents if len(document.id) == 3}

    assert named == {"000", "001", "002", "003", "004"}
    assert numbers in (set(), named)

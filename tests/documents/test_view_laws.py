"""Laws of what one reader may see, over families that nobody thought of."""

from datetime import date

import pytest
from disguises import DATES, LETTERS, PHONES, WORDS
from hypothesis import HealthCheck, Phase, assume, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample
from made_families import dump, families, may_hear, may_name, must_not_read, stands_in, view_for

from cpcli.documents import lens, reach, view
from cpcli.documents.search import search
from cpcli.documents.secrets import out_of_view
from cpcli.store.case_reader import Case

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
#: One counter-example is enough; it need not be the smallest.
QUICK = settings(max_examples=300, deadline=None, database=None, suppress_health_check=SLOW, phases=[Phase.generate])


def readers(case: Case) -> list[str]:
    return [*case.ids("person"), *case.ids("child")]


def hold_to_every_law(case: Case, reader: str) -> None:
    """A naive paper holds nothing out of view; its own search finds nothing in it."""
    view = view_for(case, reader)
    texts = dump(view)

    assert view.reach.hears == may_hear(case, reader)
    assert view.reach.named - {reader} <= may_name(case, reader)
    for kind, owner, value in must_not_read(case, reader):
        assert not stands_in(kind, value, texts), f"{reader} reads the {kind} of {owner}"
    stopped = [hit for hit in search(texts, out_of_view(case, view)) if hit.stops]
    assert stopped == [], f"{reader}: a paper of nothing but what is in view was stopped"


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(families(), st.data())
def test_a_naive_paper_holds_nothing_out_of_view(case: Case, data: st.DataObject) -> None:
    hold_to_every_law(case, data.draw(st.sampled_from(readers(case))))


@pytest.mark.long
@settings(max_examples=2000, deadline=None, suppress_health_check=SLOW)
@given(families(), st.data())
def test_in_two_thousand_families_no_reader_reads_what_is_out_of_view(case: Case, data: st.DataObject) -> None:
    for reader in data.draw(st.lists(st.sampled_from(readers(case)), min_size=1, max_size=4, unique=True)):
        hold_to_every_law(case, reader)


def planted(kind: str, value: str, data: st.DataObject) -> list[str]:
    """A string in a disguise that fits it, in the middle of harmless texts."""
    if kind == "born":
        hidden = [data.draw(st.sampled_from(sorted(DATES.items())))[1](date.fromisoformat(value))]
    else:
        ways = LETTERS | (PHONES if kind == "phone" else {} if kind in {"single name", "email"} else WORDS)
        _, disguise = data.draw(st.sampled_from(sorted(ways.items())))
        hidden = disguise(value.split(",", maxsplit=1)[0] if kind == "address" else value)
    return ["Dear reader.", "We tell you about", *hidden, "and that is all."]


@settings(max_examples=150, deadline=None, suppress_health_check=SLOW)
@given(families(), st.data())
def test_what_is_out_of_view_is_found_in_every_disguise(case: Case, data: st.DataObject) -> None:
    reader = data.draw(st.sampled_from(readers(case)))
    secrets = out_of_view(case, view_for(case, reader))
    out = [each for each in must_not_read(case, reader) if each[0] != "text"]
    assume(out)
    kind, owner, value = data.draw(st.sampled_from(out))

    texts = planted(kind, value, data)
    hits = [hit for hit in search(texts, secrets) if owner in hit.refs]

    assert hits, f"the {kind} of {owner} goes to {reader} as {texts!r}"
    chair = case.rows("conference")[0]["chair"]
    inside = view_for(case, reader).reach.is_inside
    office = inside or owner == chair or (case.row("person", owner) or {}).get("agency") == "social-care"
    told = {"address", "phone", "email", *(["placement"] if inside else [])} if office else set()
    if kind not in {"single name", *told}:
        assert any(hit.stops for hit in hits)
    for hit in hits:
        assert value not in repr(hit)


@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(families(), st.data())
def test_a_note_is_found_whole_and_in_part(case: Case, data: st.DataObject) -> None:
    reader = data.draw(st.sampled_from(case.ids("person")))
    assume(reader != case.rows("conference")[0]["chair"])
    others = [row for row in case.rows("person") if row["id"] != reader]
    assume(others)
    note = data.draw(st.sampled_from(others))["note"]
    secrets = out_of_view(case, view_for(case, reader))

    assert any(hit.stops for hit in search([f"He said: {note}"], secrets))
    assert any(hit.stops for hit in search([" ".join(note.split()[1:9])], secrets))


def breaks(case: Case) -> bool:
    """Whether any law is broken for any reader of a family."""
    for reader in readers(case):
        try:
            hold_to_every_law(case, reader)
        except AssertionError:
            return True
    return False


def test_a_view_without_its_filter_breaks_the_laws(monkeypatch: pytest.MonkeyPatch) -> None:
    for place, name, mutant in (
        (reach, "kept_from", lambda *_: False),
        (reach, "_hidden", lambda *_: ()),
        (reach, "children_heard", lambda case, *_: frozenset(case.ids("child"))),
        (reach, "is_invited", lambda *_: True),
        (view, "hard_secrets", lambda *_: ()),
        (lens, "confidential", lambda *_: False),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(place, name, mutant)
            assert find(families(), breaks, settings=QUICK), f"nothing notices that {name} is switched off"


def test_the_search_still_finds_what_a_broken_view_lets_through(monkeypatch: pytest.MonkeyPatch) -> None:
    def leaks_and_is_found(case: Case) -> bool:
        for reader in readers(case):
            made = view_for(case, reader)
            texts = dump(made)
            leaked = any(stands_in(*each[::2], texts) for each in must_not_read(case, reader))
            if leaked:
                assert any(hit.stops for hit in search(texts, out_of_view(case, made)))
                return True
        return False

    monkeypatch.setattr(lens, "confidential", lambda *_: False)
    monkeypatch.setattr(view, "hard_secrets", lambda *_: ())
    assert find(families(), leaks_and_is_found, settings=QUICK)


def test_a_search_that_is_switched_off_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(case: Case) -> bool:
        reader = case.ids("person")[0]
        secrets = out_of_view(case, view_for(case, reader))
        out = [value for kind, _, value in must_not_read(case, reader) if kind == "name"]
        return bool(out) and any(hit.stops for hit in search(out, secrets))

    assert find(families(), stopped, settings=QUICK)
    monkeypatch.setattr("cpcli.documents.secrets.facts_of", lambda *_: iter(()))
    with pytest.raises(NoSuchExample):
        find(families(), stopped, settings=settings(QUICK, max_examples=20))

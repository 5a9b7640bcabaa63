"""No string that is withheld, in any document, for any reader, in any format: in real files, made by the thousand.

`tests/benchmarks/renderings.py` makes 100,000. What must not be met is told by `own_eyes.py`, apart from cpcli.
"""

from collections import Counter
from collections.abc import Iterable

import pytest
import tomli_w
from many_renderings import KINDS, WORDS, Done, Family, look
from rich_families import family_of

from cpcli.documents.kinds import FORMATS
from cpcli.documents.readers import KINDS as READERS
from cpcli.store.case_reader import read_whole_case


def hold(done: Iterable[Done]) -> list[Done]:
    """Every rendering: none leaks, and none is refused but for a trap that was set or a reader whom it is not for."""
    kept = []
    for each in done:
        assert not each.leaks, each
        assert not each.lacks, each
        if each.told and not each.traps and each.is_for_them:
            raise AssertionError(str(each))
        kept.append(each)
    return kept


def share_made(done: list[Done]) -> dict[str, float]:
    """Of the papers asked for whom they are for, without a trap, the share that was made: by document."""
    asked, made = Counter[str](), Counter[str]()
    for each in done:
        if each.is_for_them and not each.traps:
            asked[each.document] += 1
            made[each.document] += not each.told
    return {document: made[document] / number for document, number in asked.items()}


def test_a_made_family_is_a_case_as_the_store_reads_it() -> None:
    words = {"agency": tuple(WORDS.agencies), "role": tuple(WORDS.roles)}
    for seed in range(12):
        text = tomli_w.dumps(family_of(seed, traps=seed % 2 == 1).data)
        _, problems = read_whole_case(text, f"2026-{1000 + seed}", lambda _: words)
        assert [str(each) for each in problems.found if each.level == "error"] == []
    assert family_of(5, traps=True).data == family_of(5, traps=True).data


def test_a_slice_of_the_renderings() -> None:
    done = hold(look(range(700, 716), 5))

    assert len(done) >= 80
    assert sum(not each.told for each in done) > len(done) * 0.6


@pytest.mark.long
def test_in_two_thousand_renderings_nothing_withheld_stands_and_nothing_else_is_refused() -> None:
    done = hold(look(range(220), 10))

    assert len(done) >= 2000
    made = [each for each in done if not each.told]
    assert {each.document for each in made} == set(KINDS)
    assert {each.form for each in made} == set(FORMATS)
    assert {each.kind for each in made} == set(READERS)
    assert {(each.document, each.variant) for each in made} == {
        (kind.id, variant) for kind in KINDS.values() for variant in kind.variants()
    }
    assert all(share == 1 for share in share_made(done).values())
    trapped = [each for each in done if each.traps and each.is_for_them]
    assert 0.02 < sum(bool(each.told) for each in trapped) / len(trapped) < 0.5


# ---- a leak would be seen --------------------------------------------------------------------------------------------


def first_leak(seeds: range, each: int) -> Done | None:
    return next((done for done in look(seeds, each) if done.leaks), None)


def test_without_the_search_the_traps_leak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cpcli.documents.render.search", lambda *_: ())

    assert first_leak(range(1, 81, 2), 8) is not None


def test_without_the_lens_nothing_leaks_because_the_search_stops_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cpcli.documents.lens.confidential", lambda *_: False)
    monkeypatch.setattr("cpcli.documents.view.hard_secrets", lambda *_: ())
    found = list(look(range(300, 312, 2), 6))

    assert not any(each.leaks for each in found)


def test_every_paper_of_a_family_without_traps_goes_to_each_reader_it_is_for() -> None:
    family = Family(14, traps=False)
    for reader in family.readers():
        for kind in KINDS.values():
            if reader.kind in kind.readers:
                assert hold(family.of(reader, kind))

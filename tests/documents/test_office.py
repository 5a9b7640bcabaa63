"""How to reach the office: given to everybody, no secret, and kept back where it would tell one."""

from typing import Any

from made_families import PACK, TODAY, WORDS, conference_of, dump
from small_families import family, reader

from cpcli.documents.search import search
from cpcli.documents.secrets import out_of_view
from cpcli.documents.view import View, view_of
from cpcli.store.case_reader import Case
from cpcli.store.config import OFFICE

SAID = {"team": "Conference team", "phone": "01632 960100", "address": "1 Placeholder Square, Exampleton"}


def view(case: Case, ref: str, said: dict[str, str] | None = None, **more: Any) -> View:
    who = reader(case, ref)
    return view_of(case, conference_of(case), who, pack=PACK, words=WORDS, today=TODAY, office=said, **more)


def test_everybody_is_told_and_what_nobody_said_is_none() -> None:
    for ref in ("p1", "p5", "file"):
        told = view(family(), ref, SAID).values["office"]
        assert told["phone"] == "01632 960100"
        assert told["address_lines"] == ("1 Placeholder Square", "Exampleton")
        assert told["complaints"] is None
    nothing = view(family(), "p1").values["office"]
    assert set(nothing) == {*OFFICE, "address_lines"} - {"address"}
    assert not any(nothing.values())


def test_a_number_of_the_office_is_no_secret_though_somebody_has_it_too() -> None:
    case = family(p5='phone = "01632 960100"')
    assert search(["Ring 01632 960100"], out_of_view(case, view(case, "p2")))
    assert not search(["Ring 01632 960100"], out_of_view(case, view(case, "p2", SAID)))


def test_what_is_confidential_from_a_reader_is_left_out_of_the_office_too() -> None:
    hide = 'phone = "01632 960100"\nconfidential_from = { phone = ["p2"] }'
    case = family(p5=hide)
    seen = view(case, "p2", SAID)
    assert seen.values["office"]["phone"] is None
    assert "960100" not in " ".join(dump(seen))
    assert any("the office's phone" in each for each in seen.warnings)
    assert any(hit.stops for hit in search(["Ring 01632 960100"], out_of_view(case, seen)))
    assert view(case, "p1", SAID).values["office"]["phone"] == "01632 960100"

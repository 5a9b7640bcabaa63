"""The worked cases of the guides: a family, what was answered, and what it comes to."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from cpcli.casework.guide import Answers, Guide
from cpcli.casework.pack import Pack
from cpcli.guides.answers import read_answer
from cpcli.guides.setting import Setting, setting_of
from cpcli.rules.which_conference import which_conference
from cpcli.store.bank_holidays import england
from cpcli.store.guide_reader import read_guide
from cpcli.store.packs import SHIPPED, load_pack

HERE = Path(__file__).resolve().parent
FAMILIES = HERE / "families"
CASES = HERE / "guides"
GUIDES = SHIPPED / "pan-berkshire" / "guides"
TODAY = date(2026, 12, 8)
PACK: Pack = load_pack("pan-berkshire")


class Worked(NamedTuple):
    """One worked case."""

    guide: str
    name: str
    family: str
    about: tuple[str, ...]
    conference: str | None
    as_of: date
    answers: Mapping[str, Any]
    expect: Mapping[str, Any]


def names() -> list[str]:
    return sorted(path.stem for path in GUIDES.glob("*.toml"))


def worked(guide: str) -> list[Worked]:
    """The worked cases of one guide."""
    path = CASES / f"{guide}.toml"
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["case"] if path.exists() else []
    return [
        Worked(
            guide,
            row["name"],
            row["family"],
            tuple(row.get("about", ())),
            row.get("conference"),
            row.get("as_of", TODAY),
            row["answers"],
            row["expect"],
        )
        for row in rows
    ]


def all_worked() -> Iterator[Worked]:
    for name in names():
        yield from worked(name)


def family_text(name: str) -> str:
    return (FAMILIES / f"{name}.toml").read_text(encoding="utf-8")


def guide_of(name: str) -> Guide:
    guide, problems = read_guide(GUIDES / f"{name}.toml", PACK, "pan-berkshire")
    assert not problems.found, "\n".join(map(str, problems.found))
    return guide


def set_up(case: Worked) -> tuple[Setting, Answers]:
    """The setting of a worked case, and its answers as they are read."""
    guide, data = guide_of(case.guide), tomllib.loads(family_text(case.family))
    rows = data.get("conference", [])
    # As the command does: where the guide may belong to a conference, and none is named, it is the next.
    is_chosen = case.conference is not None or (guide.conference != "none" and rows)
    row = which_conference("2026-0042", rows, case.as_of, case.conference) if is_chosen else {}
    setting = setting_of(
        guide,
        "2026-0042",
        data,
        about=case.about,
        conference=row,
        today=case.as_of,
        pack=PACK,
        calendar=england({}, {}),
    )
    answers = {}
    for name, said in case.answers.items():
        question = guide.question(name)
        assert question is not None, f"{case.guide} has no question {name}"
        answers[name] = read_answer(question, said, data)
    return setting, answers

"""Quorum as a person reads it: the sentence first, a block a child, then what the chair records to go ahead."""

from collections.abc import Iterable, Iterator, Sequence

from cpcli.casework.quorum import ChildQuorum, Counted, Quorum
from cpcli.output.board import Block, Board
from cpcli.output.safe import safe_text
from cpcli.rules.quorum_what_if import NO_CHANGE, Change
from cpcli.rules.wording import listed, say

NUMBERS = ("none", "one", "two", "three", "four", "five")


def quorum_board(
    answer: Quorum, change: Change = NO_CHANGE, before: Quorum | None = None, *, explain: bool = False
) -> Board:
    """Lay out an answer; `before` is how things stand where the question supposes a change."""
    shared = _of_every_child(answer.children)
    closing = [*shared, *_proceed(answer)]
    return Board(
        heading=safe_text(_heading(answer, change, before)),
        under_heading=safe_text(_under_heading(answer)),
        blocks=tuple(_block(child, frozenset(shared), answer.case, explain=explain) for child in answer.children),
        closing=tuple(map(safe_text, closing)),
    )


def quorum_sentence(answer: Quorum) -> str:
    """The answer in a sentence: as things stand you will be quorate for c1, not for c2."""
    if answer.conference is None:
        return _upper(_verdict(answer)) + "."
    if answer.basis == "replies":
        return f"As things stand you will {_verdict(answer, verb='be ')}."
    when = " when the decision was taken" if answer.at_decision else " at the meeting"
    return _upper(_verdict(answer, when=when)) + "."


def verdict_short(answer: Quorum) -> str:
    """`not quorate for c2`: the sentence that ends with exit 3."""
    short = _names(child for child in answer.children if not child.quorate)
    return f"not quorate{f' for {short}' if short else ''}"


def _verdict(answer: Quorum, *, when: str = "", verb: str = "") -> str:
    met, short = (_names(c for c in answer.children if c.quorate is each) for each in (True, False))
    if answer.quorate:
        return f"{verb}quorate{when}{f' for {met}' if met else ''}"
    if met:
        return f"{verb}quorate{when} for {met}, not for {short}"
    return f"not {verb}quorate{when}{f' for {short}' if short else ''}"


def _names(children: Iterable[ChildQuorum]) -> str:
    return listed(child.child for child in children if child.child is not None)


def _upper(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _heading(answer: Quorum, change: Change, before: Quorum | None) -> str:
    if before is None:
        return quorum_sentence(answer)
    supposed = [f"with {listed(change.more)}"] if change.more else []
    supposed += [f"without {listed(change.fewer)}"] if change.fewer else []
    return f"{_upper(listed(supposed))}: {_verdict(answer)}. Without that change: {_verdict(before)}."


def _under_heading(answer: Quorum) -> str:
    told = []
    if answer.conference is not None:
        told.append(f"{answer.conference}{f', {say(answer.at)}' if answer.at else ''}")
        told.append("from recorded attendance" if answer.basis == "attendance" else "as replies stand")
    told.append(answer.pack if answer.rule_of == answer.pack else f"{answer.pack}, by the rule of {answer.rule_of}")
    return "; ".join(told)


def _block(child: ChildQuorum, shared: frozenset[str], case: str | None, *, explain: bool) -> Block:
    who = _who(child.counted) or "nobody counts"
    return Block(
        status="quorate" if child.quorate_strict else "quorate-plainly" if child.quorate else "not-quorate",
        word=_word(child),
        title=safe_text(f"{child.child}: {who}" if child.child is not None else who),
        when="",
        left="",
        authority="",
        beneath=tuple(map(safe_text, _beneath(child, shared, case))),
        tree=child.why if explain else (),
    )


def _word(child: ChildQuorum) -> str:
    if child.quorate:
        return "quorate"
    number = sum(missing.number for missing in child.missing)
    return f"{NUMBERS[number]} short" if number < len(NUMBERS) else f"{number} short"


def _who(counted: Sequence[Counted]) -> str:
    """Agencies with their people, `school (p7 online)`; social care first."""
    agencies: dict[str, list[str]] = {}
    for each in sorted(counted, key=lambda each: each.counts_as != "social-care"):
        how = f" {each.how}" if each.how in {"online", "represented"} else ""
        mark = each.person if each.person != each.agency else ""
        agencies.setdefault(each.agency, []).append(f"{mark}{how}".strip())
    told = {agency: ", ".join(filter(None, who)) for agency, who in agencies.items()}
    return ", ".join(f"{_plain(agency)} ({who})" if who else _plain(agency) for agency, who in told.items())


def _plain(agency: str) -> str:
    return agency.replace("-", " ")


def _beneath(child: ChildQuorum, shared: frozenset[str], case: str | None) -> Iterator[str]:
    named = set()
    for missing in child.missing:
        yield f"missing: {missing.says}"
        for supply in missing.could_supply:
            named.add(supply.person)
            yield f"  {_plain(supply.agency)}: {_of(supply.person, supply.agency)}{supply.because}"
        if not missing.could_supply and case is not None:
            yield "  nobody recorded on this case could fill it"
    if child.strict_because is not None:
        yield f"on the stricter reading not quorate: {child.strict_because}"
    if child.quorate and not child.quorate_at_decision:
        yield "no longer quorate when the decision was taken"
    absent = [each for each in child.absent_with_contact if not named.issuperset(each.people)]
    if absent:
        told = listed(f"{_plain(each.agency)} ({', '.join(each.people)})" for each in absent)
        yield f"works with the child and is not there: {told}"
    if not child.quorate and child.exceptional is not None:
        yield f"{child.exceptional.says} ({' '.join(child.exceptional.clauses)})"
    yield from (line for line in _remarks(child) if line not in shared)


def _of(person: str, agency: str) -> str:
    return "" if person == agency else f"{person} "


def _remarks(child: ChildQuorum) -> list[str]:
    """Who does not count, those with the same reason on one line, and the notes."""
    reasons: dict[str, list[str]] = {}
    supplying = {supply.person for missing in child.missing for supply in missing.could_supply}
    for each in child.not_counted:
        if each.person not in supplying:
            cited = f"; {' '.join(each.clauses)}" if each.clauses else ""
            reasons.setdefault(f"{each.because}{cited}", []).append(each.person)
    lines = [f"not counted: {', '.join(who)} ({because})" for because, who in reasons.items()]
    return [*lines, *(f"{note.says}{_cited(note.clauses)}" for note in child.notes)]


def _of_every_child(children: Sequence[ChildQuorum]) -> list[str]:
    """What would stand beneath every child, told once at the end."""
    if len(children) < 2:
        return []
    first, *others = (_remarks(child) for child in children)
    return [line for line in first if all(line in other for other in others)]


def _cited(clauses: Sequence[str]) -> str:
    return f" ({' '.join(clauses)})" if clauses else ""


def _proceed(answer: Quorum) -> Iterator[str]:
    if not answer.to_proceed:
        return
    short = listed(child for child in answer.to_proceed[0].children if child is not None)
    yield f"To go ahead without a quorum{f' for {short}' if short else ''}, the chair records first:"
    yield from (f"  - {each.says}{_cited(each.clauses)}" for each in answer.to_proceed)
    if answer.command is not None:
        yield f"  {answer.command}"

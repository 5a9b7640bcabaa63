"""`cpcli quorum`: is a conference quorate for each child, and what is missing."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, NamedTuple

import typer

from cpcli.casework.quorum import Meeting, Member, Quorum, QuorumRules, Seat, Words
from cpcli.casework.typed import read_date
from cpcli.cli.context import Context, context, today
from cpcli.cli.lazy import new_app
from cpcli.cli.options import ConferenceId, Store, complete_ids, complete_refs, completer, format_option, one_of
from cpcli.errors import CheckFailed, ExitCode, UsageFault, nearest
from cpcli.output.emit import emit, tell
from cpcli.output.safe import safe_text
from cpcli.rules.quorum import quorum_of, version_on
from cpcli.rules.quorum_seats import Seated
from cpcli.rules.quorum_what_if import NO_CHANGE, Change, changed_by

app = new_app()

FORMATS = ("table", "json")


def _agencies() -> Sequence[str]:
    from cpcli.casework.fields import AGENCIES

    return AGENCIES


Agencies = completer(_agencies)

CaseArgument = Annotated[
    str | None,
    typer.Argument(metavar="[CASE]", help="A ref of the store, or a case file (.toml).", autocompletion=complete_refs),
]
More = Annotated[
    list[str] | None,
    typer.Option(
        "--with",
        metavar="WHO",
        help="Suppose this agency or person came too. Repeatable.",
        autocompletion=complete_ids("person"),
    ),
]
Fewer = Annotated[
    list[str] | None,
    typer.Option(
        "--without",
        metavar="WHO",
        help="Suppose this agency or person stayed away. Repeatable.",
        autocompletion=complete_ids("person"),
    ),
]
Present = Annotated[
    list[str] | None,
    typer.Option(
        "--present", metavar="AGENCY", help="Without a case: an agency that is there.", autocompletion=Agencies
    ),
]
Children = Annotated[
    list[str] | None,
    typer.Option("--child", metavar="LABEL", help="Without a case: a child, by a label such as c1; never a name."),
]
Contacts = Annotated[
    list[str] | None,
    typer.Option(
        "--contact",
        metavar="AGENCY=LABEL",
        help="This agency knows this child; without any, everyone present knows every child.",
    ),
]
AtDecision = Annotated[
    bool, typer.Option("--at-decision", help="Answer for the moment of the decision, without those who had left.")
]


class Asked(NamedTuple):
    """What is asked: of which pack, for which day, supposing which change."""

    setting: Context
    pack: str | None
    day: date
    change: Change
    at_decision: bool

    def rules(self, case_pack: str | None = None) -> tuple[QuorumRules, QuorumRules]:
        """What the pack says, with the words of the case's own pack beneath it, and whose rule is used."""
        from cpcli.store.quorum_reader import load_rule, words_of

        places = self.setting.config.pack_places
        own, rules = load_rule(self.setting.pack_folder(self.pack or case_pack), places)
        if self.pack is not None and case_pack is not None:
            under = words_of(case_pack, places)
            agencies, roles = {**under.agencies, **own.words.agencies}, {**under.roles, **own.words.roles}
            own = own._replace(words=Words(agencies, roles))
        return own, rules

    def answer(
        self, meeting: Meeting, rules: tuple[QuorumRules, QuorumRules], contact: Mapping[str, frozenset[str | None]]
    ) -> tuple[Quorum, Quorum | None]:
        """The answer, and how things stand without the change where one is supposed."""
        before = quorum_of(*rules, meeting, self.day, at_decision=self.at_decision)
        if self.change == NO_CHANGE:
            return before, None
        seated = Seated(version_on(rules[1], self.day).terms, rules[0].words, meeting)
        supposed = changed_by(meeting, self.change, seated, contact)
        return quorum_of(*rules, supposed, self.day, at_decision=self.at_decision), before


@app.command()
def quorum(
    case: CaseArgument = None,
    *,
    conference: ConferenceId = None,
    more: More = None,
    fewer: Fewer = None,
    present: Present = None,
    child: Children = None,
    contact: Contacts = None,
    at_decision: AtDecision = False,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day to answer for.")] = None,
    pack: Annotated[str | None, typer.Option("--pack", metavar="NAME", help="The area's procedures.")] = None,
    form: Annotated[str, format_option(*FORMATS)] = "table",
    explain: Annotated[bool, typer.Option("--explain", help="Unfold the reasons.")] = False,
    store: Store = None,
) -> int:
    """Is a conference quorate, child by child? Exit 3 where it is not for one of them.

    cpcli quorum 2026-0042

    cpcli quorum 2026-0042 --with p5

    cpcli quorum --present social-care --present police --present school
    """
    one_of(form, FORMATS, "--format")
    day = read_date(as_of, "--as-of") if as_of else today()
    change = Change(tuple(dict.fromkeys(more or [])), tuple(dict.fromkeys(fewer or [])))
    _one_way_of_asking(case, conference, present, child)
    asked = Asked(context(store), pack, day, change, at_decision)
    if case is None:
        answer, before = _without_case(asked, present or [], child or [], contact)
    else:
        answer, before = _of_case(asked, case, conference, contact, store)
    _print(answer, change, before, form, explain=explain)
    for warned in answer.warnings:
        cited = f" ({' '.join(warned.clauses)})" if warned.clauses else ""
        tell(safe_text(f"warning: {warned.says}{cited}"))
    if not answer.quorate:
        from cpcli.output.quorum_page import verdict_short

        raise CheckFailed(verdict_short(answer))
    return ExitCode.DONE


def _one_way_of_asking(
    case: str | None, conference: str | None, present: Sequence[str] | None, child: Sequence[str] | None
) -> None:
    if case is None and not present:
        raise UsageFault(
            "nothing to look at; give a case, or who is there: --present social-care --present police --present school"
        )
    if case is not None and (present or child):
        given = "--present" if present else "--child"
        raise UsageFault(f"{given} asks without a case; leave it out, or leave the case out (--with adds somebody)")
    if case is None and conference is not None:
        raise UsageFault("--conference needs a case: cpcli quorum CASE --conference ID")


def _of_case(
    asked: Asked, named: str, conference: str | None, contact: Sequence[str] | None, store: str | None
) -> tuple[Quorum, Quorum | None]:
    from cpcli.cli.one_case import open_case
    from cpcli.rules.which_conference import which_conference
    from cpcli.store.meeting_reader import meeting_of

    found = open_case(named, store, asked.setting.config, asked.pack)
    rules = asked.rules(found.data.get("pack"))
    meeting = meeting_of(found, which_conference(found.ref, found.rows("conference"), asked.day, conference))
    if not meeting.children:
        raise UsageFault(f"no child of {found.ref} is the subject of a conference: cpcli add child {found.ref}")
    supposed = [who for who in asked.change.more if who not in meeting.members]
    if contact and not supposed:
        raise UsageFault("--contact goes with --present, or with an agency that --with names; a case tells it itself")
    told = _read_contacts(contact or [], supposed, [str(each) for each in meeting.children])
    return asked.answer(meeting, rules, told)


def _without_case(
    asked: Asked, present: Sequence[str], labels: Sequence[str], contact: Sequence[str] | None
) -> tuple[Quorum, Quorum | None]:
    rules = asked.rules()
    there = list(dict.fromkeys(one_of(each, rules[0].words.agencies, "--present") for each in present))
    named = [*there, *(who for who in asked.change.more if who not in there)]
    if any(not label.strip() for label in labels):
        raise UsageFault("--child needs a label, such as c1")
    told = _read_contacts(contact or [], named, list(labels) or None)
    in_order: list[str | None] = [*dict.fromkeys(labels or (each.partition("=")[2] for each in contact or []))] or [
        None
    ]
    if not contact:
        told = dict.fromkeys(named, frozenset(in_order))
    told = {who: told.get(who, frozenset()) for who in named}
    meeting = Meeting(
        children=tuple(in_order),
        members={who: Member(who, agency=who, contact=told[who]) for who in there},
        seats=tuple(Seat(who, supposed=True) for who in there),
    )
    return asked.answer(meeting, rules, told)


def _read_contacts(
    said: Sequence[str], agencies: Sequence[str], labels: Sequence[str] | None
) -> dict[str, frozenset[str | None]]:
    """Which agency knows which child, from `AGENCY=LABEL`.

    Raises:
        UsageFault: it is not written so, or names an agency or a child that the question does not.
    """
    found: dict[str, frozenset[str | None]] = {}
    for each in said:
        agency, sign, label = each.partition("=")
        if not sign or not label.strip():
            raise UsageFault(f'--contact "{each}" is not understood; write AGENCY=LABEL, such as police=c1')
        if agency not in agencies:
            raise UsageFault(f'--contact names "{agency}", which is not among those present{nearest(agency, agencies)}')
        if labels is not None and label not in labels:
            raise UsageFault(f'--contact names the child "{label}", whom the question does not{nearest(label, labels)}')
        found[agency] = found.get(agency, frozenset()) | {label}
    return found


def _print(answer: Quorum, change: Change, before: Quorum | None, form: str, *, explain: bool) -> None:
    if form == "table":
        from cpcli.output.draw import show_board
        from cpcli.output.quorum_page import quorum_board

        show_board(quorum_board(answer, change, before, explain=explain))
        return
    import json

    from cpcli.output.quorum_shapes import quorum_shape

    emit(json.dumps(quorum_shape(answer, change, before), ensure_ascii=False, indent=2))

"""What a case file may hold: every table and key, once, for reading, asking, checking and the published schema.

A key here is a promise to other programs: keys are added, never renamed.
"""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from cpcli.casework.kinds import CONFERENCES, EVENT_KINDS, STATES

Kind = Literal[
    "text", "words", "date", "moment", "flag", "choice", "child", "person", "anyone", "conference", "withheld",
    "answer", "part",
]  # fmt: skip

AGENCIES = (
    "social-care", "police", "school", "early-years", "education-welfare", "health-visiting", "school-nursing", "gp",
    "midwifery", "paediatrics", "camhs", "adult-mental-health", "substance-misuse", "probation", "youth-justice",
    "housing", "domestic-abuse-service", "voluntary-sector", "armed-services", "legal-services",
)  # fmt: skip

ROLES = (
    "mother", "father", "step-parent", "carer", "grandparent", "sibling", "social-worker", "team-manager",
    "conference-chair", "minute-taker", "health-visitor", "school-nurse", "gp", "midwife", "paediatrician", "teacher",
    "police-officer", "probation-officer", "solicitor", "advocate", "interpreter", "supporter", "observer",
    "foster-carer", "guardian",
)  # fmt: skip

FAMILY_ROLES = frozenset({"mother", "father", "step-parent", "carer", "grandparent", "sibling"})

REPLIES = ("accepted", "declined", "tentative")
ATTENDED = ("in-person", "online", "represented", "apologies", "absent")
DECISIONS = ("plan", "no-plan", "continue", "end")
#: The census codes: neglect, physical, sexual, emotional, multiple.
CATEGORIES = ("NEG", "PHY", "SAB", "EMO", "MUL")
#: How a document goes out.
METHODS = ("post", "e-mail", "by-hand", "portal")
INVOLVEMENT = ("none", "chaired-before", "operational", "line-management")


#: Keys whose known words an area may add to, with those that every area knows.
COMMON_WORDS: Mapping[str, tuple[str, ...]] = {"agency": AGENCIES, "role": ROLES}


class Field(NamedTuple):
    """One key of a table.

    Attributes:
        kind: `text` is short, `words` may run over lines, `anyone` is a person or a child, `withheld` is a table of
            what is confidential from whom, `answer` is a text, a date or a list of texts, `part` is a text of a plan,
            an outcome or a report, as `casework.redaction` reads it.
        says: what to write, as a question's help.
        choices: the closed set for a `choice`, or the known words for a `text` (another is a warning).
        many: a list of such values.
        required: nothing can be saved without it.
        personal: it can hold personal data, so it never has to stand on a command line.
    """

    name: str
    kind: Kind
    says: str
    choices: tuple[str, ...] = ()
    many: bool = False
    required: bool = False
    personal: bool = False


_WITHHELD = Field("confidential_from", "withheld", "What must not reach whom: key = [people]")
_HIDDEN_FROM = Field("confidential_from", "anyone", "Who must not see it", many=True)
_NOTE = Field("note", "words", "A note", personal=True)

CHILD = (
    Field("id", "text", "A short id, such as c1; never a name", required=True),
    Field("name", "text", "The child's name", personal=True),
    Field("born", "date", "Date of birth", personal=True),
    Field("expected", "date", "Expected delivery, for an unborn child", personal=True),
    Field("subject", "flag", "Whether the conference is about this child; others in or around the household are not"),
    Field("language", "text", "The child's language, such as en or pl"),
    Field("interpreter", "flag", "Whether an interpreter is needed"),
    Field("advocate", "person", "Who speaks for the child"),
    Field("needs", "words", "Disability, access and communication needs", personal=True),
    Field("looked_after", "flag", "Whether the child is looked after by the authority"),
    Field("household", "choice", "Where the child stands to the household", ("member", "visiting", "in-contact")),
    Field("address", "text", "Where the child lives", personal=True),
    Field("phone", "text", "Telephone", personal=True),
    Field("placement", "text", "Where the child is placed", personal=True),
    Field("school", "text", "School or nursery", personal=True),
    _WITHHELD,
    _NOTE,
)

PERSON = (
    Field("id", "text", "A short id, such as p1; never a name", required=True),
    Field("name", "text", "Name", personal=True),
    Field("role", "text", "Role in the case", ROLES, required=True),
    Field("agency", "choice", "Professional group or agency", AGENCIES),
    Field("contact", "child", "Which children this person has direct contact with", many=True),
    Field("parent_of", "child", "Whose parent", many=True),
    Field("parental_responsibility_for", "child", "For which children, where not as parent", many=True),
    Field("may_hear_about", "child", "About which children this person may hear, where that differs", many=True),
    Field("lead_for", "child", "For which children this is the lead social worker", many=True),
    Field("language", "text", "Language, such as en or pl"),
    Field("interpreter", "flag", "Whether an interpreter is needed"),
    Field("interprets_for", "anyone", "For whom this person interprets", many=True),
    Field("advocate", "person", "Who supports or speaks for this person"),
    Field("access_needs", "words", "Access and communication needs", personal=True),
    Field("address", "text", "Address", personal=True),
    Field("phone", "text", "Telephone", personal=True),
    Field("email", "text", "E-mail", personal=True),
    _WITHHELD,
    _NOTE,
)

CONFERENCE = (
    Field("id", "text", "A short id, such as ic1", required=True),
    Field("kind", "choice", "Kind of conference", CONFERENCES, required=True),
    Field("at", "moment", "Date, or date and time", required=True),
    Field("ended", "moment", "When it ended"),
    Field("state", "choice", "Planned, held, adjourned or cancelled", STATES),
    Field("children", "child", "Which subject children; all where left out", many=True),
    Field("chair", "person", "Who chairs"),
    Field("chair_involvement", "choice", "What the chair has to do with the case, now or before", INVOLVEMENT),
    Field("chair_checked_on", "date", "When the chair's independence was checked"),
    Field("minute_taker", "person", "Who takes the minutes"),
    Field("venue", "text", "Where"),
    Field("online", "text", "How to take part online"),
    Field("convened_by", "person", "The manager who decided to convene it"),
    Field("convened_on", "date", "When that was decided"),
    Field("convened_because", "words", "Why", personal=True),
    Field("solicitors_agreed", "person", "Solicitors whose attendance the chair agreed to", many=True),
    Field("observers_agreed", "person", "Observers to whom the chair and the family agreed", many=True),
    Field("next_review", "date", "The date set for the next review conference"),
    Field("next_core_group", "date", "The date set for the first core group"),
    _NOTE,
)

ATTENDANCE = (
    Field("person", "anyone", "Who: a person or a child", required=True),
    Field("invited", "date", "When the invitation went out"),
    Field("reply", "choice", "What they answered", REPLIES),
    Field("attended", "choice", "How they took part", ATTENDED),
    Field("represented_by", "text", "Who came in their place, briefed", personal=True),
    Field("left_at", "moment", "When they left, if before the end"),
    _NOTE,
)

OUTCOME = (
    Field("child", "child", "For which child", required=True),
    Field("decision", "choice", "Plan, no plan, continue or end", DECISIONS, required=True),
    Field("category", "choice", "The category of harm (census code)", CATEGORIES),
    Field("reasons", "words", "Why", personal=True),
    Field("dissent_by", "person", "Who disagreed", many=True),
    Field("dissent_reasons", "words", "What they disagreed with, and why", personal=True),
    Field("override_by", "person", "The chair, where the chair overrode the conference"),
    Field("override_reasons", "words", "Why the conference was overridden", personal=True),
    _WITHHELD,
)

REPORT = (
    Field("id", "text", "A short id, such as r1", required=True),
    Field("conference", "conference", "The conference it is for", required=True),
    Field("by", "person", "Whose report", required=True),
    Field("children", "child", "About which children", many=True),
    Field("received", "date", "When it came in"),
    Field("shared_on", "date", "When it was shared with the family"),
    Field("sent_to_chair", "date", "When it went to the chair"),
    Field("withheld", "flag", "Whether it is kept from the family"),
    Field("withheld_agreed_by", "person", "The chair who agreed to that"),
    Field("withheld_agreed_on", "date", "When that was agreed"),
    Field("withheld_because", "words", "Why", personal=True),
    _HIDDEN_FROM,
    _NOTE,
)

PLAN = (
    Field("id", "text", "A short id, such as pl1", required=True),
    Field("child", "child", "Whose plan", required=True),
    Field("conference", "conference", "The conference that made it"),
    Field("started", "date", "The day it started: that of its conference"),
    Field("ended", "date", "The day it ended"),
    Field("ended_because", "words", "Why it ended", personal=True),
    Field("category", "choice", "The category of harm (census code)", CATEGORIES),
    Field("lead_social_worker", "person", "The lead social worker"),
    Field("core_group", "anyone", "Who is in the core group", many=True),
    Field("risks", "words", "The risks, and what needs to change", personal=True),
    Field("outcomes", "words", "1 Outcomes for this child", personal=True),
    Field("services", "words", "2 Services this child needs", personal=True),
    Field("assessment_by", "date", "3 When the assessment is to be complete"),
    Field("no_assessment_because", "words", "3 Or why no such day is set", personal=True),
    Field("specialist_assessments", "words", "4 Specialist assessments", personal=True),
    Field("roles", "words", "5 Who does what, and who sees whom how often", personal=True),
    Field("resources", "words", "6 What it takes from each agency, and who can commit it", personal=True),
    Field("progress", "words", "7 When and how progress is judged, and by whom", personal=True),
    Field("contingency", "words", "8 What happens if nothing changes, and what triggers it", personal=True),
    _WITHHELD,
)

EVENT = (
    Field("kind", "choice", "What happened", tuple(EVENT_KINDS), required=True),
    Field("on", "moment", "When: a date, or a date and time", required=True),
    Field("children", "child", "Which children; all subject children where left out", many=True),
    Field("conference", "conference", "The conference it belongs to"),
    _HIDDEN_FROM,
    _NOTE,
)

NOTE = (
    Field("on", "date", "When it was written"),
    Field("text", "words", "The note", required=True, personal=True),
    Field("by", "person", "Who wrote it"),
    _HIDDEN_FROM,
)

DECISION = (
    Field("id", "text", "A short id, such as d1", required=True),
    Field("guide", "text", "The guide that was walked through", required=True),
    Field("version", "date", "The guide's version", required=True),
    Field("pack", "text", "Whose guide it is"),
    Field("about", "anyone", "About whom it was decided", many=True),
    Field("conference", "conference", "For which conference"),
    Field("outcome", "text", "What was decided, as the guide names it", required=True),
    Field("decided_by", "person", "Who decided", required=True),
    Field("decided_on", "date", "The day it was decided", required=True),
    Field("supersedes", "text", "The earlier decision that this one replaces"),
    Field("reasons", "words", "Why", required=True, personal=True),
)

ANSWER = (
    Field("question", "text", "The question's id in its guide", required=True),
    Field("value", "answer", "What was answered", required=True, personal=True),
    Field("clauses", "text", "The clauses behind the question", many=True),
)

REDACTION = (
    Field("id", "text", "A short id, such as red1", required=True),
    Field(
        "what",
        "part",
        "What is left out: plan.pl1.contingency, outcome.c1.reasons, decision.d1.services, or all of one: plan.pl1",
        many=True,
        required=True,
    ),
    Field("kept_from", "anyone", "Out of whose copy", many=True, required=True),
    Field("because", "words", "Why", required=True, personal=True),
    Field("decided_by", "person", "The chair who decided it", required=True),
    Field("decided_on", "date", "The day it was decided", required=True),
    Field("conference", "conference", "In the papers of which conference; of all where left out"),
    Field("lifted_on", "date", "The day from which it no longer holds"),
)

RELEASE = (
    Field("id", "text", "A short id, such as rel1", required=True),
    Field("document", "text", "Which document", required=True),
    Field("conference", "conference", "For which conference"),
    Field("children", "child", "Which children it covers, where not all", many=True),
    Field("to", "anyone", "To whom it went", required=True),
    Field("file", "text", "The file's name", required=True),
    Field("sha256", "text", "The file's hash", required=True),
    Field("rendered_by", "text", "Who made it", required=True),
    Field("checked_by", "text", "Who checked it: not who made it", required=True),
    Field("released_by", "text", "Who released it", required=True),
    Field("at", "moment", "When", required=True),
    Field("method", "choice", "How it went", METHODS, required=True),
    Field("withheld", "text", "What was withheld from the reader, by kind and ref", many=True),
    Field("received_on", "date", "The day it reached them: corrections are asked for within days of it"),
    Field("recalled_on", "date", "The day on which it was found to be a mistake"),
    Field("recalled_because", "words", "What was wrong with it", personal=True),
)

#: The arrays of tables at the top of a case, in the order in which a person expects them.
TABLES: Mapping[str, tuple[Field, ...]] = {
    "child": CHILD,
    "person": PERSON,
    "conference": CONFERENCE,
    "report": REPORT,
    "plan": PLAN,
    "event": EVENT,
    "decision": DECISION,
    "redaction": REDACTION,
    "release": RELEASE,
    "note": NOTE,
}

#: Tables inside a conference.
INSIDE: Mapping[str, Mapping[str, tuple[Field, ...]]] = {
    "conference": {"attendance": ATTENDANCE, "outcome": OUTCOME},
    "decision": {"answer": ANSWER},
}

#: Keys beside the tables.
TOP = (
    Field("format", "text", "The version of this layout"),
    Field("ref", "text", "The case's ref, the same as its file's name"),
    Field("pack", "text", "The procedures that apply"),
)

#: The first letters of an id that is not given.
ID_LETTERS = {
    "child": "c",
    "person": "p",
    "conference": "conf",
    "report": "r",
    "plan": "pl",
    "decision": "d",
    "redaction": "red",
    "release": "rel",
}


def fields_with(fields: Iterable[Field], words: Mapping[str, Iterable[str]]) -> tuple[Field, ...]:
    """Fields whose closed sets are those of one area: the agencies and roles of its pack."""
    return tuple(
        field._replace(choices=tuple(words[field.name]))
        if field.name in words and field.choices == COMMON_WORDS.get(field.name)
        else field
        for field in fields
    )


def next_id(table: str, taken: Iterable[str]) -> str:
    """The next free id of a table: `c3` after `c1` and `c2`. Children and people share one space."""
    used, letters, number = set(taken), ID_LETTERS[table], 1
    while f"{letters}{number}" in used:
        number += 1
    return f"{letters}{number}"

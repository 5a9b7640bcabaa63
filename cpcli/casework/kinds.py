"""The closed vocabularies that other programs rely on: event kinds, forces, bounds, statuses."""

from typing import Literal

INITIAL_CONFERENCES = ("initial-conference", "pre-birth-conference", "transfer-in-conference")
CONFERENCES = (*INITIAL_CONFERENCES, "review-conference")

#: What opens an enquiry, and what ends one besides an initial conference that was held.
ENQUIRY_STARTS = ("strategy-discussion", "section-47-enquiry")
ENQUIRY_ENDS = (*INITIAL_CONFERENCES, "no-conference-decision")

#: Every kind of event, and how a sentence names it.
EVENT_KINDS = {
    "strategy-discussion": "strategy discussion",
    "section-47-enquiry": "start of the section 47 enquiry",
    "no-conference-decision": "decision not to hold a conference",
    "initial-conference": "initial conference",
    "pre-birth-conference": "pre-birth conference",
    "transfer-in-conference": "transfer-in conference",
    "review-conference": "review conference",
    "transfer-notified": "other authority's notification",
    "transfer-accepted": "formal acceptance of the transfer",
    "emergency-protection-order-expires": "expiry of the emergency protection order",
    "child-assessment-order-concluded": "conclusion of the child assessment order's assessments",
    "pre-birth-assessment-completed": "completion of the pre-birth assessment",
    "pre-proceedings-letter-sent": "sending of the pre-proceedings letter",
    "expected-delivery": "expected delivery",
    "birth": "birth",
    "baby-discharge": "baby's discharge from hospital",
    "discharge-meeting": "hospital discharge meeting",
    "core-group": "core group",
    "report-shared": "sharing of the report with the family",
    "report-sent-to-chair": "sending of the report to the chair",
    "exclusion-requested": "request for an exclusion",
    "decision-sent": "sending of the decision and outline plan",
    "plan-discussed": "discussion of the plan with the parents",
    "documents-received": "receipt of the conference documents",
    "plan-ended": "end of the child protection plan",
    "child-in-need-plan-started": "start of the child in need plan",
    "child-in-need-review": "child in need review",
    "significant-change": "significant change",
    "strategy-meeting": "strategy meeting",
    "care-review-decision": "decision of the care review",
    "looked-after-review": "looked-after review",
    "date-of-birth": "date of birth",
}

Force = Literal["must", "should", "normally", "ideally", "good-practice"]
FORCES: tuple[Force, ...] = ("must", "should", "normally", "ideally", "good-practice")

Bound = Literal["latest", "earliest", "information"]
BOUNDS: tuple[Bound, ...] = ("latest", "earliest", "information")

Status = Literal[
    "overdue",
    "past-aim",
    "open",
    "not-yet",
    "reached",
    "waiting",
    "information",
    "met-late",
    "met",
]
#: Worst first: the order in which answers are given.
STATUSES: tuple[Status, ...] = (
    "overdue",
    "past-aim",
    "open",
    "not-yet",
    "reached",
    "waiting",
    "information",
    "met-late",
    "met",
)

State = Literal["planned", "held", "adjourned", "cancelled"]
STATES: tuple[State, ...] = ("planned", "held", "adjourned", "cancelled")

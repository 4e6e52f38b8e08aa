"""The definitions of a report's figures, and who published them."""

from enum import StrEnum
from typing import Final


class Source(StrEnum):
    """Whose definition a figure follows."""

    RATCHET = "ratchet"
    OPSWEEKLY = "opsweekly"
    INCIDENT_IO = "incident.io"
    PAGERDUTY = "pagerduty"
    PLAIN = "plain"


DEFINITIONS: Final[dict[str, tuple[Source, str]]] = {
    "minutes": (
        Source.INCIDENT_IO,
        (
            "A message or deed of a person on an alert or a question counts 10 minutes; another on the same "
            "matter within 20 minutes continues it; nobody has more than 60 minutes in an hour. An asker's own "
            "words do not count. By day is 8 to 19, evening 19 to 23, night 23 to 8, on the person's own clock."
        ),
    ),
    "interruptions": (
        Source.PAGERDUTY,
        (
            "A call is a message below an alert or about a question that mentions somebody else; calls to one "
            "person within 60 seconds are one. Business hours are Monday to Friday, 8 to 18, sleep hours 22 to 8, "
            "on their own clock."
        ),
    ),
    "disrupted": (
        Source.RATCHET,
        "Distinct hours, and nights from 22 to 8, in which somebody was called or acted outside their working hours.",
    ),
    "first_act": (
        Source.RATCHET,
        (
            "From the beginning of an incident to the first deed of a person before it ended. Of all incidents, "
            "the median is Kaplan and Meier's: those that nobody touched count for as long as they were seen."
        ),
    ),
    "resolve": (Source.RATCHET, "From the beginning of an incident to its resolve message."),
    "worth": (
        Source.RATCHET,
        "What people marked an incident as; where nobody did, whether a person acted before it ended.",
    ),
    "tags": (
        Source.OPSWEEKLY,
        (
            "What people tagged incidents with, as the reason of a mark. Action taken: service issue, wrong time "
            "period, view. None: time period wrong, downtime expired, downtime not set, threshold, check faulty."
        ),
    ),
    "runbooks": (
        Source.RATCHET,
        (
            "Of the ten alerts that cost most, how many have an active runbook; what its versions changed beside the "
            "version before, where that is more than chance; links of active runbooks that lead nowhere."
        ),
    ),
    "first_response": (
        Source.PLAIN,
        (
            "From the first message of the asker to the first reply of a person, by the date of the reply; bots "
            "do not stop the clock. Where a team owns the channel, it is its members who reply."
        ),
    ),
    "answer": (Source.RATCHET, "From asking to the first reply that may help: no question back, no 'no idea'."),
    "repeated": (
        Source.RATCHET,
        "A question that shares seven tenths of its telling words with an earlier one in the channel.",
    ),
    "deploys": (
        Source.RATCHET,
        (
            "The share of deploys within whose hour an incident of the same service opened, against the share of "
            "the hours of that service at the same time of day without a deploy; the interval is of 99 %, by "
            "Newcombe. Of a channel, it is the services whose alerts come there."
        ),
    ),
    "trend": (
        Source.RATCHET,
        (
            "Beside up to eight weeks before: more than chance where one in a hundred choices of days, each of "
            "its own weekday, comes out as far."
        ),
    ),
}
"""By figure: who published the definition, and what it says."""

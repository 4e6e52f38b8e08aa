"""A small history with something of everything that queries are asked about, and a reader of what is remembered of it.

Checkout belongs to Payments and its ledger to Tools; later Tools is merged into Platform, the ledger into checkout, and
Payments is called Money.
"""

from collections.abc import Iterable

import attrs
from histories import BOT, EVERYTHING, INTRODUCTIONS, START, firing, posted, replayed, resolved, said
from ratchet_core.basis.content import Content, Field
from ratchet_core.basis.instants import DAY, HOUR, MINUTE
from ratchet_core.domain import MessageRef, OwnedKind, Verdict, digest_of
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.reader import MemoryReader
from ratchet_core.recognise import recognise
from ratchet_core.vocabulary.events import (
    AlertMuted,
    Event,
    IncidentMarked,
    MemberJoined,
    OwnerChanged,
    PersonSeen,
    RunbookApproved,
    RunbookVoted,
    RunbookWritten,
    ServiceAliased,
    ServiceNamed,
    ServicesMerged,
    TeamNamed,
    TeamsMerged,
)

ORGANISED = START + 4 * DAY
"""When everything that is merged or renamed is so."""

ALERT = recognise(firing("HighErrorRate checkout-api"), BOT).fingerprint
TEXT = "1. Roll back the last deploy."
DEPLOYED = "Deployed checkout-api v12 to production"
NOTICE = Content(text=DEPLOYED, title=DEPLOYED, fields=(Field("Service", "checkout-api"),), colour="good")

ORGANISATION: list[Event] = [
    *(TeamNamed(f"team/{one}", 0, one, one.capitalize()) for one in ("tools", "payments", "platform")),
    *(
        PersonSeen(f"{one}/seen", 0, one, name, external=False)
        for one, name in (("U3", "Cem"), ("U1", "Ann"), ("U2", "Ben"))
    ),
    PersonSeen("U4/seen", 0, "U4", "Dee", external=True),
    MemberJoined("joined/U2", 0, "U2", "payments"),
    MemberJoined("joined/U3", 0, "U3", "tools"),
    MemberJoined("joined/U4", 0, "U4", "platform"),
    ServiceNamed("service/2", 0, "ledger", "Ledger"),
    ServiceNamed("service/1", 0, "checkout-api", "Checkout"),
    ServiceAliased("service/3", 0, "ledger", "book keeping"),
    OwnerChanged("owner/C1", 0, OwnedKind.CHANNEL, "C1", "payments"),
    OwnerChanged("owner/C2", 0, OwnedKind.CHANNEL, "C2", "tools"),
    OwnerChanged("owner/checkout-api", 0, OwnedKind.SERVICE, "checkout-api", "payments"),
    OwnerChanged("owner/ledger", 0, OwnedKind.SERVICE, "ledger", "tools"),
]
DEPLOY = posted(START + DAY - 10 * MINUTE, "C2", NOTICE)
ASKED = said(START + DAY - 5 * MINUTE, "C2", "U1", "why is checkout-api so slow?")
ASKED_ON = said(START + DAY - 4 * MINUTE, "C2", "U1", "and who looks after it?")
FIRES = posted(START + DAY, "C1", firing("HighErrorRate checkout-api"))
NOTED = said(START + DAY + MINUTE, "C1", "U2", "rolled v12 back", FIRES.ts)
ANSWERED = said(START + DAY + 2 * MINUTE, "C2", "U3", "v12 was slow, it is rolled back", ASKED.ts)
ENDS = posted(START + DAY + 10 * MINUTE, "C1", resolved("HighErrorRate checkout-api"))
FIRES_AGAIN = posted(START + 3 * DAY, "C1", firing("HighErrorRate checkout-api"))
ENDS_AGAIN = posted(START + 3 * DAY + 5 * MINUTE, "C1", resolved("HighErrorRate checkout-api"))
UNANSWERED = said(START + 3 * DAY + HOUR, "C1", "U4", "how do I rotate the ledger key?")
REQUEST = MessageRef("C2", ASKED.ts)

HISTORY: list[Event] = [
    *INTRODUCTIONS,
    *ORGANISATION,
    DEPLOY,
    ASKED,
    ASKED_ON,
    FIRES,
    NOTED,
    ANSWERED,
    ENDS,
    RunbookWritten("runbook/1", START + 2 * DAY, ALERT, TEXT, "U2"),
    RunbookApproved("runbook/2", START + 2 * DAY, ALERT, 1, digest_of(TEXT), "U2"),
    AlertMuted("mute/1", START + 3 * DAY - HOUR, ALERT, "C1", START + 3 * DAY + HOUR, "resizing", "U2"),
    FIRES_AGAIN,
    ENDS_AGAIN,
    UNANSWERED,
    RunbookVoted("runbook/3", START + 3 * DAY + HOUR, ALERT, 1, helpful=True, by="U2"),
    IncidentMarked("mark/1", START + 3 * DAY + HOUR, "C1", ALERT, 1, Verdict.ACTIONABLE, "U2"),
    TeamsMerged("merge/1", ORGANISED, "tools", "platform"),
    ServicesMerged("merge/2", ORGANISED, "ledger", "checkout-api"),
    TeamNamed("team/4", ORGANISED, "payments", "Money"),
]


def remembered(more: Iterable[Event] = ()) -> MemoryReader:
    """Return a reader of what is remembered of the history, and of what came after it."""
    store = MemoryStore(Policy(default=attrs.evolve(EVERYTHING, answers=Mode.LIVE, drafts=Mode.OFF)))
    replayed(store, [*HISTORY, *more])
    return MemoryReader(store)


def directory() -> Directory:
    """Return the directory at the end of the history."""
    return remembered().directory()

"""What is kept of decisions holds no word of whoever is erased, however the words came into it."""

import attrs
from histories import EVERYTHING, INTRODUCTIONS, START, firing, posted, replayed, resolved, said
from ratchet_cli.forgetting import without_the_erased
from ratchet_core.codec import record_to_json
from ratchet_core.domain import Resolution
from ratchet_core.events import AlertMuted, Event, HelpRequestResolved, MessageSeen, PersonErased, RunbookWritten
from ratchet_core.instants import DAY, HOUR, MINUTE
from ratchet_core.memory import MemoryStore
from ratchet_core.policy import Mode, Policy

POLICY = Policy(default=attrs.evolve(EVERYTHING, answers=Mode.LIVE, cards=Mode.LIVE, drafts=Mode.LIVE))
FIRES = posted(START, "C1", firing("HighErrorRate checkout-api"))
ASKED = said(START + HOUR, "C1", "U2", "how do I reach the staging cluster from my laptop?")
HISTORY: list[Event] = [
    FIRES,
    said(START + MINUTE, "C1", "U1", "restarted the xyzzy box with `xyzzyctl restart`", FIRES.ts),
    posted(START + 10 * MINUTE, "C1", resolved("HighErrorRate checkout-api")),
    ASKED,
    said(START + HOUR + MINUTE, "C1", "U1", "use the xyzzy gateway for that", ASKED.ts),
    said(START + 2 * HOUR, "C1", "U3", "how do I reach the staging cluster from my laptop?"),
    said(START + 3 * HOUR, "C1", "U1", "why is the xyzzy proxy on checkout-api so slow?"),
]


def test_no_word_is_left_in_the_log() -> None:
    store = MemoryStore(POLICY)
    heard = replayed(store, [*INTRODUCTIONS, *HISTORY])
    alert, mine = next(iter(store.world.alerts)), HISTORY[-1]
    assert isinstance(mine, MessageSeen)
    heard += replayed(
        store,
        [
            RunbookWritten("w", START + DAY, alert, "xyzzy text", "U1"),
            AlertMuted("m", START + DAY, alert, None, START + 2 * DAY, "xyzzy knows", "U1"),
            HelpRequestResolved("r", START + DAY, mine.channel, mine.ts, Resolution.FIXED, "U2"),
            said(START + 3 * DAY, "C1", "U3", "hi"),
        ],
    )
    log = [(event, decision) for event, decision in heard if not isinstance(event, MessageSeen)]
    held = sum("xyzzy" in record_to_json(*one) for one in log)
    left = without_the_erased(store.world, PersonErased("e", START + 4 * DAY, "U1"))(log)
    assert (held >= 5, [one for one in left if "xyzzy" in record_to_json(*one)]) == (True, [])

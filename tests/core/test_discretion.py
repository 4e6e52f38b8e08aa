"""What a private channel holds is said in it alone, as things stand when something is said: told as histories."""

import asyncio
from collections.abc import Iterable

import attrs
import pytest
from histories import (
    ALERTS,
    BOT,
    EVERYTHING,
    INTRODUCTIONS,
    START,
    fingerprint_of,
    firing,
    posted,
    replayed,
    said,
    worked_off,
)
from ratchet_core.basis.content import Content, Field
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, Instant, ts_of
from ratchet_core.contract.playbook import Playbook, does, passes, silence, similar
from ratchet_core.domain import MessageRef, OwnedKind, RunbookVersion, digest_of
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.replay import ReplayedChat
from ratchet_core.turn import take_turn
from ratchet_core.vocabulary.actions import FindSimilar, PostMessage, UpdateMessage, WakeMe
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import (
    AlertMuted,
    ChannelJoined,
    ChannelReplaced,
    ChannelSeen,
    ChannelShared,
    Event,
    FoundQuestion,
    MemberJoined,
    MessageSeen,
    OwnerChanged,
    RunbookApproved,
    RunbookWritten,
    SharingAgreed,
    TeamNamed,
)

LIVE = attrs.evolve(EVERYTHING, answers=Mode.LIVE)
POLICY = Policy(default=LIVE)
ALERT, OTHER = (fingerprint_of(posted(START, "C1", firing(one))) for one in ALERTS)
QUOTE = "“restarted the xyzzy box twice”"
HIDDEN_WORD = "xyzzy"
CITED = f"{QUOTE} <C9/1767600000.000100>"


def seen(channel: str, at: Instant, *, private: bool) -> ChannelSeen:
    return ChannelSeen(f"{channel}/seen/{at}", at, channel, channel.lower(), private=private)


HIDDEN, SHOWN = seen("C9", START + 10 * DAY, private=True), seen("C9", START + 10 * DAY, private=False)
GIVEN: list[Event] = [
    *INTRODUCTIONS,
    seen("C9", 0, private=False),
    ChannelJoined("C9/joined", 0, "C9"),
    TeamNamed("t", 0, "a", "A"),
    MemberJoined("m", 0, "U1", "a"),
    *(OwnerChanged(f"o/{one}", 0, OwnedKind.SERVICE, one, "a") for one in ("checkout-api", "ledger")),
    *(posted(START + at, "C1", firing(one)) for at, one in enumerate(ALERTS)),
]
LATER = START + 20 * DAY
FIRES, OTHER_FIRES = (posted(LATER + at, "C1", firing(one)) for at, one in enumerate(ALERTS))


def runbook(alert: str, text: str, number: int = 1, at: Instant = START + DAY) -> list[Event]:
    return [
        RunbookWritten(f"w/{alert}/{number}", at, alert, text, "U1"),
        RunbookApproved(f"r/{alert}/{number}", at, alert, number, digest_of(text), "U1"),
    ]


def told(events: Iterable[Event], channel: str = "C1", store: MemoryStore | None = None) -> str:
    """Return all that is said in a channel."""
    heard = replayed(MemoryStore(POLICY) if store is None else store, events)
    spoken = (action for _, decision in heard for action in decision.actions)
    return repr([one.body for one in spoken if isinstance(one, PostMessage | UpdateMessage) and one.channel == channel])


def deployed(at: Instant, channel: str) -> MessageSeen:
    title = "Deployed checkout-api xyzzy to production"
    content = Content(text=title, title=title, fields=(Field("Service", "checkout-api"),), colour="good")
    return MessageSeen(f"{channel}/{ts_of(at)}", at, channel, ts_of(at), None, None, title, BOT, content)


SHARED: list[Event] = [
    ChannelShared("shared", START + 10 * DAY, "C1"),
    SharingAgreed("agreed", START + 11 * DAY, "C1", "U1"),
]
ASKED_BEFORE = said(LATER - MINUTE, "C9", "U2", "why is checkout-api so slow?")


@pytest.mark.parametrize(
    ("history", "word"),
    [
        (runbook(ALERT, CITED), HIDDEN_WORD),
        ([deployed(LATER - MINUTE, "C9")], HIDDEN_WORD),
        ([ASKED_BEFORE], ASKED_BEFORE.ts),
    ],
    ids=["a runbook", "a deploy", "a question"],
)
@pytest.mark.parametrize(
    ("turns", "is_told"),
    [
        ([], True),
        ([HIDDEN], False),
        ([HIDDEN, attrs.evolve(SHOWN, id="again", at=HIDDEN.at + 1)], True),
        ([ChannelReplaced("replaced", START + 10 * DAY, "C9", "C8")], False),
        (SHARED, False),
    ],
    ids=["public", "private", "public again", "replaced", "heard by another company"],
)
def test_a_card_tells_what_everybody_may_read_when_it_speaks(
    history: list[Event], word: str, turns: list[Event], *, is_told: bool
) -> None:
    assert (word in told(sorted([*GIVEN, *history, *turns, FIRES], key=lambda one: one.at))) == is_told


@pytest.mark.parametrize(
    "copied", [CITED, f"1. see {CITED}\n2. and so on", "[c9/1767600000.000100] xyzzy", "[#c9/1767600000.000100] xyzzy"]
)
def test_what_is_copied_by_hand_into_another_runbook_goes_where_it_came_from(copied: str) -> None:
    store = MemoryStore(POLICY)
    told([*GIVEN, *runbook(OTHER, copied), HIDDEN], store=store)
    (one,) = store.of_kind(RunbookVersion)
    again = RunbookApproved("again", LATER - 1, OTHER, 1, one.digest, "U1")
    assert HIDDEN_WORD not in told([again, OTHER_FIRES], store=store)


@pytest.mark.parametrize("copied", [QUOTE, "Restarted the\nXYZZY box, twice", "first: restarted the xyzzy box twice."])
def test_a_quotation_that_lost_its_marker_is_known_by_its_words(copied: str) -> None:
    hidden = attrs.evolve(HIDDEN, id="hidden", at=START + HOUR)
    history = [*GIVEN, hidden, *runbook(ALERT, CITED), *runbook(OTHER, copied), FIRES, OTHER_FIRES]
    assert "xyzzy" not in told(history).casefold()


def test_a_runbook_is_shown_in_the_private_channel_that_it_quotes() -> None:
    hidden = attrs.evolve(HIDDEN, id="hidden", at=START + HOUR)
    there = posted(LATER, "C9", firing(ALERTS[0]))
    assert HIDDEN_WORD in told([*GIVEN, hidden, *runbook(ALERT, CITED), there], "C9")


EARLIER = said(START + HOUR, "C9", "U1", "how do I rotate the ledger signing key on vault-7?")
REPLY = said(START + HOUR + MINUTE, "C9", "U2", "run the xyzzy rotate job with `vaultctl rotate`", EARLIER.ts)
TAKEN = said(START + HOUR + 2 * MINUTE, "C9", "U1", "thanks, that worked!", EARLIER.ts)
AGAIN = said(LATER, "C1", "U3", "how do I rotate the ledger signing key on vault-7?")
FOUND = FoundQuestion(MessageRef("C9", EARLIER.ts), 90)


@pytest.mark.parametrize(("turns", "is_told"), [([], True), ([HIDDEN], False)])
def test_an_answer_is_quoted_from_where_everybody_may_read(turns: list[Event], *, is_told: bool) -> None:
    given = [*GIVEN[:-2], EARLIER, REPLY, TAKEN, *turns]
    looked = Playbook(POLICY, given) >> AGAIN << does(WakeMe) >> passes(minutes=2) << does(FindSimilar)
    assert (
        looked
        >> similar(FOUND)
        << (does(PostMessage, says=HIDDEN_WORD) if is_told else silence(Why.NOT_ASKED_BEFORE, by="answers"))
    )


class Chat(ReplayedChat):
    """Remembers what it is given to say."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[PostMessage] = []

    async def post(self, action: PostMessage) -> str:
        self.said.append(action)
        return await super().post(action)


@pytest.mark.parametrize(("turn", "is_told"), [(SHOWN, True), (HIDDEN, False)])
def test_what_waits_to_be_said_is_looked_at_once_more_when_it_is_said(turn: ChannelSeen, *, is_told: bool) -> None:
    store, chat = MemoryStore(POLICY), Chat()
    replayed(store, [*GIVEN, *runbook(ALERT, CITED)])

    async def go_on() -> None:
        await take_turn(store, FIRES)
        await take_turn(store, attrs.evolve(turn, at=LATER))
        await worked_off(store, chat, LATER)

    asyncio.run(go_on())
    assert [HIDDEN_WORD in repr(one.body) for one in chat.said] == [is_told]


def test_an_alert_has_the_name_of_where_its_mutes_end_is_told() -> None:
    """Names of one alert differ in what varies: hosts, numbers, ids."""
    given = [*INTRODUCTIONS, attrs.evolve(HIDDEN, id="hidden", at=0), ChannelJoined("C9/joined", 0, "C9")]
    there, here = (posted(START + at, one, firing(f"DiskFull web-{at + 41}")) for at, one in enumerate(("C9", "C1")))
    alert = fingerprint_of(there)
    mute = AlertMuted("mute", START + MINUTE, alert, None, START + HOUR, "known", "U1")
    later = said(START + DAY, "C1", "U1", "hello")
    assert (fingerprint_of(here), "web-41" in told([*given, there, here, mute, later])) == (alert, False)

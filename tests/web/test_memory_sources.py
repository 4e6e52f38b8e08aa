"""What the pages are told of a store in memory: its outbox, its decisions, and how it is."""

import asyncio

import attrs
import pytest
from asking import client, page, remembered_sources, told
from histories import START, said
from ratchet_core.basis.instants import MINUTE, SECOND
from ratchet_core.domain.policy import Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.reader import MemoryReadings
from ratchet_core.ports import SetAside
from ratchet_core.queries.reader import T
from ratchet_core.queries.watching import Condition, Decided, Depth, Lead, OutOfReachError, Sought, Waiting
from ratchet_core.vocabulary.actions import AboutPerson, Body, Lane, PostMessage, PublishHome, WakeMe
from ratchet_core.vocabulary.decision import Decision, Why
from ratchet_web import Sources, pages
from ratchet_web.memory import MemoryOutgoing, sources_of

WHO = AboutPerson("U1")
SOURCES = remembered_sources()


def post(number: int) -> PostMessage:
    return PostMessage(f"C1/{1_767_607_200 + number}.000000/cards/0", "cards", "C1", None, Body(f"words {number}"), WHO)


POSTS = [post(number) for number in range(4)]
SOON = WakeMe("C1/1767607200.000000/reminders/0", "reminders", "C1", START + MINUTE, WHO)
LATER = WakeMe("C1/1767607200.000000/reminders/1", "reminders", "C1", START + 9 * MINUTE, WHO)
HOME = PublishHome("home/U1/1", "home", "U1", Body("hello"), WHO)
NOW = START + 5 * MINUTE


def worked() -> MemoryStore:
    """Return a store of whose actions one was set aside, one put off, and one is in hand."""
    store = MemoryStore(Policy())
    store.ask([*POSTS, SOON, LATER, HOME])

    async def work() -> None:
        first, second = await store.outbox.claim(NOW, [Lane.SPEECH], limit=2)
        await store.outbox.set_aside(first, "channel_not_found <b>")
        await store.outbox.postpone(second, NOW + MINUTE)

    asyncio.run(work())
    return store


STORE = worked()
LOG = [(said(START + number * SECOND, "C1", "U1", "?"), Decision()) for number in range(4)]
OUTGOING = MemoryOutgoing(STORE.outbox, LOG)
SHOWN = sources_of(STORE, LOG, clock=lambda: NOW)


def test_a_lane_is_as_deep_as_what_waits_in_it_and_as_old_as_the_oldest() -> None:
    depths = asyncio.run(OUTGOING.depths(NOW))
    assert depths == [
        Depth("interactive", 1),
        Depth("speech", 3, START + SECOND, aside=1),
        *(Depth(lane, 0) for lane in ("search", "elsewhere", "model", "report", "backfill")),
        Depth("time", 1, START + MINUTE, later=1),
    ]


def test_what_waits_is_told_with_since_when_and_how_often_it_was_tried() -> None:
    waiting = asyncio.run(OUTGOING.waiting(Lane.SPEECH, 2))
    assert waiting == [
        Waiting(POSTS[1], START + SECOND, NOW + MINUTE, 1),
        Waiting(POSTS[2], START + 2 * SECOND, None, 0),
    ]


def test_what_was_set_aside_is_told_with_what_went_wrong() -> None:
    assert asyncio.run(OUTGOING.aside(5)) == [SetAside(POSTS[0], 1, "channel_not_found <b>")]


def test_the_outbox_shows_what_waits_and_what_was_set_aside() -> None:
    tables = {one.caption: one.rows for one in page(SHOWN, "/outbox?limit=2").tables}
    assert [
        tables["Actions that were tried again and again"],
        tables["The first 2 of 3"],
        tables["What is still to be done, by lane"][1],
    ] == [
        ((f"PostMessage {POSTS[0].key}", "C1", "1", "channel_not_found <b>"),),
        (
            (
                *(f"PostMessage {POSTS[1].key}", "cards", "C1", "wordswords 1", "4 min ago 2026-01-05 10:00 UTC"),
                "1 put off until in 1 min 2026-01-05 10:06 UTC",
            ),
            (f"PostMessage {POSTS[2].key}", "cards", "C1", "wordswords 2", "4 min ago 2026-01-05 10:00 UTC", "0"),
        ),
        ("speech", "3", "4 min ago 2026-01-05 10:00 UTC", "1", "0"),
    ]


def test_one_lane_can_be_asked_for() -> None:
    view = told(SHOWN, "/outbox.json?lane=time")
    assert (view["only"], [one["action"]["key"] for one in view["lanes"][0]["waiting"]["items"]]) == (
        {"lane": "time"},
        [SOON.key, LATER.key],
    )


@pytest.mark.parametrize(
    ("sought", "kinds"),
    [
        (Sought(behaviour="mutes"), ["IncidentMarked", "MessagePosted", "TimePassed", "AlertMuted"]),
        (Sought(why=Why.INCIDENT_OPENED), ["MessageSeen", "MessageSeen"]),
        (Sought(behaviour="mutes", why=Why.INCIDENT_OPENED), []),
        (Sought(why=Why.NOTICE_KEPT, channel="C2"), ["MessageSeen"]),
        (Sought(why=Why.NOTICE_KEPT, channel="C1"), []),
    ],
)
def test_decisions_are_found_by_behaviour_reason_and_channel(sought: Sought, kinds: list[str]) -> None:
    found = asyncio.run(SOURCES.decisions.latest(sought, None, 50))
    assert [one.kind for one in found] == kinds


def test_decisions_go_on_where_they_ended() -> None:
    whole = asyncio.run(SOURCES.decisions.latest(Sought(), None, 500))
    parts: list[Decided] = []
    before = None
    while part := asyncio.run(SOURCES.decisions.latest(Sought(), before, 7)):
        parts += part
        before = part[-1].place
    assert parts == whole


def test_the_pages_of_decisions_lead_through_all_of_them() -> None:
    shown, query = 0, "?limit=20"
    while query:
        view = told(SOURCES, f"/decisions.json{query}")
        shown, query = shown + len(view["decisions"]), view["next"]
    assert shown == len(asyncio.run(SOURCES.decisions.latest(Sought(), None, 500)))


@attrs.frozen
class Lost:
    """`Readings` of a database that is out of reach."""

    why: str

    async def read(self, query: object) -> T:
        raise OutOfReachError(f"{self.why} {query}")


def test_a_database_out_of_reach_is_said_in_plain_words_and_no_others() -> None:
    answer = client(pages(attrs.evolve(SOURCES, readings=Lost("postgresql://user:secret@host")))).get("/incidents.json")
    assert (answer.status_code, answer.json()) == (
        503,
        {
            "error": "Nothing can be read now",
            "what": "What ratchet remembers is out of reach. "
            "Try again in a moment, and look at the database if that does not help.",
        },
    )


def test_a_character_that_no_name_has_is_refused() -> None:
    answer = client(pages(SOURCES)).get("/people/U%00.json")
    assert (answer.status_code, answer.json()["what"]) == (
        400,
        "The address has a character in it that no name has; follow a link to the page.",
    )


def with_health(condition: Condition) -> Sources:
    @attrs.frozen
    class Told:
        async def condition(self, at: int) -> Condition:
            return attrs.evolve(condition, parked=condition.parked if at else 0)

    return attrs.evolve(SOURCES, health=Told(), clock=lambda: NOW)


def test_the_first_page_says_who_decides_and_since_when_the_oldest_waits() -> None:
    condition = Condition(
        Lead("host-1", START, NOW - MINUTE), (Depth("live", 3, NOW - 2 * MINUTE),), (Depth("speech", 2),), parked=1
    )
    assert (
        "host-1 decides (last seen 1 min ago 2026-01-05 10:04 UTC) · 3 to decide · 2 to do · "
        "the oldest waits since 2 min ago 2026-01-05 10:03 UTC · 1 could not be decided (ratchet inbox list)"
    ) in page(with_health(condition), "/").words


def test_the_first_page_says_that_nobody_decides() -> None:
    assert "Nobody decides · 0 to decide · 0 to do" in page(with_health(Condition(None)), "/").words


def test_a_reader_is_asked_where_nothing_blocks() -> None:
    found = asyncio.run(SOURCES.readings.read(lambda reader: reader.now()))
    assert (isinstance(SOURCES.readings, MemoryReadings), found > START) == (True, True)

"""Ends that no words tell, or tell of nothing: known by what is remembered of what their bot fired."""

import attrs
import pytest
from histories import BOT, INTRODUCTIONS, POLICY, START, posted, replayed
from ratchet_core.basis.content import Bot, Content
from ratchet_core.basis.instants import MINUTE, Instant
from ratchet_core.domain import Incident, IncidentState, KnownBy, Notification, Trace
from ratchet_core.domain.traces import MOST_TRACES
from ratchet_core.memory import MemoryStore
from ratchet_core.recognise.recognised import Kind
from ratchet_core.recognise.skeleton import skeleton_of
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import Event, MessageCorrected, MessageEdited, MessageSeen

OPEN, RESOLVED = IncidentState.OPEN, IncidentState.RESOLVED
RED, GREEN = "d01f3c", "2eb886"
SHOP = "Buhari ya duka"
"""A headline in a language of which no reader knows a word."""


def told(  # noqa: PLR0913 - what a message may have
    at: Instant,
    title: str,
    colour: str = "",
    *,
    text: str = "",
    links: tuple[str, ...] = (),
    emoji: tuple[str, ...] = (),
    thread: str | None = None,
    bot: Bot = BOT,
) -> MessageSeen:
    content = Content(f"{title}\n{text}".strip(), title, colour=colour, links=links, emoji=emoji)
    return attrs.evolve(posted(START + at, "C1", content, thread), bot=bot)


def edited(event: MessageSeen, at: Instant, content: Content | None) -> MessageEdited:
    return MessageEdited(f"{event.ts}/{at}", START + at, "C1", event.ts, None, None, "", event.bot, content)


def after(*events: Event) -> MemoryStore:
    store = MemoryStore(POLICY)
    replayed(store, [*INTRODUCTIONS, *events])
    return store


def states(*events: Event) -> list[IncidentState]:
    return [one.state for one in sorted(after(*events).of_kind(Incident), key=lambda one: (one.opened_at, one.alert))]


def known_by(*events: Event) -> list[str]:
    store = MemoryStore(POLICY)
    reasons = (reason for _, decision in replayed(store, [*INTRODUCTIONS, *events]) for reason in decision.reasons)
    return [one.about for one in reasons if one.why is Why.END_KNOWN]


FIRED = told(0, SHOP, RED, links=("https://bottle.example/i/88121",))
LAG = told(0, "Replica lag is critical", RED, links=("https://bottle.example/i/88121",), text="See #5417")
OTHER = told(1, "Queue depth is critical", RED, links=("https://bottle.example/i/90417",), text="See #5418")


def test_the_same_headline_in_red_and_then_in_green_is_one_incident_and_its_end() -> None:
    over = told(MINUTE, SHOP, GREEN)
    assert (states(FIRED, over), known_by(FIRED, over)) == ([RESOLVED], [KnownBy.SHAPE])


def test_a_tick_beside_what_never_varies_is_an_end() -> None:
    siren = told(0, SHOP, RED, emoji=("rotating_light",))
    ticked = told(MINUTE, SHOP, RED, emoji=("rotating_light", "white_check_mark"))
    assert states(siren, ticked) == [RESOLVED]


def test_a_word_for_an_alert_that_is_always_written_does_not_outweigh_what_turned_green() -> None:
    fired, over = told(0, "Triggered: Buhari duka", RED), told(MINUTE, "Triggered: Buhari duka", GREEN)
    assert states(fired, over) == [RESOLVED]


@pytest.mark.parametrize("colour", [RED, GREEN])
def test_a_colour_that_never_varies_says_nothing(colour: str) -> None:
    fired = told(0, "[FIRING] Disk of db", colour)
    assert states(fired, told(MINUTE, "[FIRING] Disk of db", colour)) == [OPEN]


@pytest.mark.parametrize(
    ("end", "known"),
    [
        (told(MINUTE, "Everything has recovered", GREEN, links=("https://bottle.example/i/88121/",)), KnownBy.MARK),
        (told(MINUTE, "Everything has recovered", GREEN, text="This was #5417"), KnownBy.MARK),
        (told(MINUTE, "Everything has recovered", GREEN, thread=LAG.ts), KnownBy.MESSAGE),
        (told(MINUTE, "Amani tena", GREEN, links=("https://bottle.example/i/88121?tab=2",)), KnownBy.MARK),
        (told(MINUTE, "Amani tena", GREEN, thread=LAG.ts), KnownBy.MESSAGE),
        (edited(LAG, MINUTE, told(0, "Amani tena", GREEN).content), KnownBy.MESSAGE),
    ],
)
def test_an_end_of_nothing_is_of_the_one_open_incident_whose_thread_link_or_number_it_has(
    end: Event, known: KnownBy
) -> None:
    assert (states(LAG, OTHER, end), known_by(LAG, OTHER, end)) == ([RESOLVED, OPEN], [known])


def test_a_link_that_two_alerts_have_says_nothing() -> None:
    links = ("https://b.example/7",)
    fired = [told(at, title, RED, links=links) for at, title in enumerate(("Lag is critical", "Depth is critical"))]
    over = told(MINUTE, "Everything has recovered", GREEN, links=links)
    assert (states(*fired, over), known_by(*fired, over)) == ([OPEN, OPEN], [])


def test_a_link_that_an_alert_had_which_is_over_says_nothing_of_another() -> None:
    again = told(2, "Queue depth is critical", RED, links=("https://bottle.example/i/88121",))
    over = told(1, "Replica lag is OK", GREEN)
    end = told(MINUTE, "Everything has recovered", GREEN, links=("https://bottle.example/i/88121",))
    assert states(LAG, over, again, end) == [RESOLVED, OPEN]


def test_what_another_bot_says_ends_nothing() -> None:
    assert states(FIRED, told(MINUTE, SHOP, GREEN, bot=Bot("B7", "A7", "Bottle"))) == [OPEN]


def test_another_alert_that_fires_in_green_is_no_end() -> None:
    fires = told(MINUTE, "Backlog is critical", GREEN, links=("https://bottle.example/i/88121",))
    assert states(LAG, fires) == [OPEN, OPEN]


def test_a_deploy_that_names_an_incident_stays_a_deploy() -> None:
    deployed = told(MINUTE, "Deployed cart to production", GREEN, text="Mends #5417")
    store = after(LAG, deployed)
    assert ([one.kind for one in store.of_kind(Notification)], states(LAG, deployed)) == ([Kind.DEPLOY], [OPEN])


def test_a_person_s_word_stands_above_what_is_remembered() -> None:
    over = told(MINUTE, SHOP, GREEN)
    assert over.content is not None
    word = MessageCorrected("w", START, "C1", FIRED.ts, BOT.key, skeleton_of(over.content), Kind.REPORT, "U1")
    assert states(FIRED, attrs.evolve(word, at=START + 1), over) == [OPEN]


def test_what_ran_badly_and_then_well_is_over_and_what_always_runs_well_is_a_notice() -> None:
    failed, passed = told(0, "Job count-paper failed", RED), told(MINUTE, "Job count-paper succeeded", GREEN)
    kept = [[one.kind for one in after(*events).of_kind(Notification)] for events in ((failed, passed), (passed,))]
    assert (states(failed, passed), kept) == ([RESOLVED], [[], [Kind.OTHER]])


def test_what_deploys_stays_a_deploy_also_where_one_had_failed() -> None:
    failed, passed = told(0, "Rollout of cart is failing", RED), told(MINUTE, "Deployed cart to production", GREEN)
    assert [one.kind for one in after(failed, passed).of_kind(Notification)][-1] is Kind.DEPLOY


def test_an_end_that_comes_again_ends_nothing_else() -> None:
    over = told(MINUTE, "Replica lag is OK", GREEN)
    again = told(2 * MINUTE, "Replica lag is OK", GREEN, text="See #5418")
    assert states(LAG, OTHER, over, again) == [RESOLVED, OPEN]


def test_an_alert_that_fires_again_is_known_by_what_it_says_then() -> None:
    over, again = told(MINUTE, "Replica lag is OK", GREEN), told(2 * MINUTE, "Replica lag is critical", RED, text="#61")
    by_old = told(3 * MINUTE, "Everything has recovered", GREEN, text="#5417")
    by_new = told(3 * MINUTE, "Everything has recovered", GREEN, text="#61")
    assert (states(LAG, over, again, by_old), states(LAG, over, again, by_new)) == ([RESOLVED, OPEN], [RESOLVED] * 2)


def test_only_so_many_alerts_of_a_channel_are_remembered_and_what_fires_last() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = [f"{one}{two}" for one in letters for two in letters][: MOST_TRACES + 5]
    fired = [told(number, f"Queue {name} is critical", RED) for number, name in enumerate(names)]
    over = told(len(fired), f"Queue {names[-1]} is OK", GREEN)
    store = after(*fired[:-1], fired[-1], over, told(MINUTE, "Disk is critical", RED))
    kept = sorted(store.of_kind(Trace), key=lambda one: one.at)
    assert (len(kept), kept[0].at, sum(one.fires for one in kept)) == (MOST_TRACES, START + 5, MOST_TRACES)


def test_nothing_that_was_said_is_remembered_with_it() -> None:
    words = {"replica", "lag", "critical", "bottle", "example"}
    kept = after(LAG).of_kind(Trace)[0]
    assert not words.intersection(repr(attrs.evolve(kept, alert="")).lower().replace("'", " ").split())

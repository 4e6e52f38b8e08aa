"""Many alerts at once: as many cards as the budget has room for, one message that counts the rest, and no card lost."""

from collections import Counter
from collections.abc import Iterable
from typing import TypeAlias

import attrs
import pytest
from histories import EVERYTHING, INTRODUCTIONS, POLICY, START, firing, posted, replayed, resolved, said
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, SECOND, Duration, Instant
from ratchet_core.contract.playbook import Playbook, does, done, passes, refused, silence
from ratchet_core.contract.playbook import posted as answered_under
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.domain.storms import MOST_TALLIES, Budget, Tallies
from ratchet_core.memory import MemoryStore
from ratchet_core.rules.own import is_echo
from ratchet_core.rules.wording import storm_body
from ratchet_core.settings.policy_file import PolicyError, policy_of
from ratchet_core.vocabulary.actions import PostMessage, UpdateMessage, WakeMe
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import ChannelConfigured, ChannelLeft, Event, Mentioned, MessageSeen, TimePassed

LATER = START + 5 * DAY
ALARM = does(WakeMe)


def name_of(number: int) -> str:
    return f"Full{chr(65 + number % 26)}{chr(65 + number // 26 % 26)}{chr(65 + number // 676)} checkout-api"


def alerts(count: int, within: Duration, severity: str = "warning", start: Instant = START) -> list[MessageSeen]:
    return [
        posted(start + number * within // count, "C1", firing(name_of(number), severity)) for number in range(count)
    ]


def ends(count: int, at: Instant) -> list[MessageSeen]:
    return [posted(at + number, "C1", resolved(name_of(number))) for number in range(count)]


Spoken: TypeAlias = list[tuple[Instant, PostMessage | UpdateMessage]]


def said_in(events: Iterable[Event], policy: Policy = POLICY, *, recorded: bool = False) -> Spoken:
    """Return what is said, or what would be in shadow, each with its moment."""
    store = MemoryStore(policy)
    heard = replayed(store, [*INTRODUCTIONS, *events, said(LATER, "C2", "U1", "good morning")])
    return [
        (event.at, one)
        for event, decision in heard
        for one in (decision.withheld if recorded else decision.actions)
        if isinstance(one, PostMessage | UpdateMessage)
    ]


def posts_of(spoken: Spoken, behaviour: str) -> list[tuple[Instant, PostMessage]]:
    return [(at, one) for at, one in spoken if isinstance(one, PostMessage) and one.behaviour == behaviour]


def edits_of(spoken: Spoken, behaviour: str) -> list[UpdateMessage]:
    return [one for _, one in spoken if isinstance(one, UpdateMessage) and one.behaviour == behaviour]


@pytest.mark.parametrize("count", [300, 1_500])
@pytest.mark.parametrize("within", [6 * SECOND, 6 * MINUTE])
def test_no_minute_of_a_storm_has_more_posts_than_the_budget_and_one_message(count: int, within: Duration) -> None:
    spoken = said_in(alerts(count, within))
    minutes = Counter(at // MINUTE for at, _ in posts_of(spoken, "cards"))
    assert (max(minutes.values()) <= 10, len(posts_of(spoken, "storms"))) == (True, 1)


def test_every_incident_that_stays_open_gets_one_card_after_the_storm() -> None:
    threads = Counter(one.thread for _, one in posts_of(said_in(alerts(300, 6 * SECOND)), "cards"))
    assert (len(threads), set(threads.values())) == (300, {1})


def test_what_is_over_before_there_is_room_is_counted_in_the_message_alone() -> None:
    spoken = said_in([*alerts(300, 6 * SECOND), *ends(300, START + 3 * MINUTE)])
    assert (len(posts_of(spoken, "cards")) < 30, "290 alerts" in edits_of(spoken, "storms")[-1].body.headline) == (
        True,
        True,
    )


def test_critical_alerts_are_posted_at_once_in_the_middle_of_a_storm() -> None:
    worst = [posted(START + 2 * MINUTE + at, "C1", firing(f"Down{chr(65 + at)} ledger")) for at in range(3)]
    spoken = said_in(sorted([*alerts(300, 6 * SECOND), *worst], key=lambda one: one.at))
    at = {one.thread: at for at, one in posts_of(spoken, "cards")}
    assert [at[one.ts] - one.at for one in worst] == [0, 0, 0]


def test_what_a_person_asks_for_is_answered_in_the_middle_of_a_storm() -> None:
    called = Mentioned("m", START + 2 * MINUTE + SECOND, "C1", "9.0", None, "U1", "help")
    events: list[Event] = [*alerts(300, 6 * SECOND), called]
    spoken = said_in(sorted(events, key=lambda one: one.at))
    assert [at for at, _ in posts_of(spoken, "assistance")] == [called.at]


def test_an_incident_that_turns_critical_while_its_card_is_held_back_is_posted_at_once() -> None:
    worse = posted(START + 5 * MINUTE, "C1", firing(name_of(299)))
    cards = posts_of(said_in([*alerts(300, 6 * SECOND), worse]), "cards")
    first = alerts(300, 6 * SECOND)[299]
    assert [at for at, one in cards if one.thread == first.ts] == [worse.at]


def test_more_critical_alerts_than_a_channel_takes_are_posted_as_fast_as_it_does() -> None:
    spoken = said_in(alerts(300, 6 * SECOND, "critical"))
    minutes = Counter(at // MINUTE for at, _ in posts_of(spoken, "cards"))
    assert (sorted(minutes.values()), len(posts_of(spoken, "storms"))) == ([60] * 5, 1)


def test_a_storm_in_shadow_is_recorded_and_nothing_is_said() -> None:
    shadow = Policy(default=attrs.evolve(EVERYTHING, cards=Mode.SHADOW))
    events = alerts(60, 6 * SECOND)
    recorded = said_in(events, shadow, recorded=True)
    assert (said_in(events, shadow), len(posts_of(recorded, "cards")), len(posts_of(recorded, "storms"))) == ([], 60, 1)


def test_the_last_words_of_a_storm_say_that_it_is_over_and_what_came() -> None:
    last = edits_of(said_in(alerts(300, 6 * SECOND)), "storms")[-1].body
    lines = ["".join(getattr(one, "text", "") for one in line.pieces) for line in last.lines]
    assert (last.headline, lines[0], "and 280 more." in lines[1], lines[2]) == (
        "Alert storm over: 290 alerts held back within 5 s",
        "By service: checkout-api (290).",
        True,
        "Alerts that stayed open now have their own cards.",
    )


def test_a_second_storm_soon_after_goes_on_in_the_same_message_and_a_later_one_has_its_own() -> None:
    soon = said_in([*alerts(30, SECOND), *alerts(30, SECOND, start=START + 30 * MINUTE)])
    later = said_in([*alerts(30, SECOND), *ends(30, START + HOUR), *alerts(30, SECOND, start=START + DAY)])
    assert [len(posts_of(one, "storms")) for one in (soon, later)] == [1, 2]


def test_a_storm_in_one_channel_holds_nothing_back_in_another() -> None:
    other = posted(START + 7 * SECOND, "C2", firing("QueueStuck ledger", "warning"))
    cards = posts_of(said_in([*alerts(300, 6 * SECOND), other]), "cards")
    assert [at for at, one in cards if one.channel == "C2"] == [START + 127 * SECOND]


ONE_A_MINUTE = Policy(hold_seconds=0, default=attrs.evolve(EVERYTHING, posts_per_minute=1))
FIRST, SECOND_ONE, THIRD = (posted(START + at, "C1", firing(name_of(at), "warning")) for at in range(3))
STORM = does(PostMessage, behaviour="storms", thread=None, says="1 alert held back")
CROWDED = (
    Playbook(ONE_A_MINUTE, INTRODUCTIONS)
    >> FIRST
    << ALARM
    << ALARM
    >> passes(minutes=0)
    << does(PostMessage, thread=FIRST.ts)
    >> answered_under("1.5")
    << silence
    >> SECOND_ONE
    << ALARM
    << ALARM
    >> passes(minutes=0)
    << STORM
    << does(WakeMe, behaviour="storms")
    << does(WakeMe, behaviour="cards", at=START + MINUTE)
)


def test_a_card_that_is_held_back_is_posted_in_the_next_minute() -> None:
    assert (
        CROWDED
        >> answered_under("2.5")
        << silence
        >> passes(seconds=59)
        << does(WakeMe, behaviour="storms")
        >> passes(seconds=1)
        << does(PostMessage, thread=SECOND_ONE.ts)
    )


def test_a_storm_whose_message_could_not_be_posted_is_told_of_at_the_next_look() -> None:
    assert CROWDED >> refused("not now") << silence(Why.FAILED, by="storms") >> passes(seconds=11) << STORM << ALARM


def test_the_message_of_a_storm_that_goes_on_no_more_is_looked_at_again_when_all_cards_are_there() -> None:
    heard = replayed(MemoryStore(ONE_A_MINUTE), [*INTRODUCTIONS, *alerts(6, SECOND), said(LATER, "C2", "U1", "hello")])
    looks = [
        ((event.at - START) // SECOND, [one.why for one in decision.reasons])
        for event, decision in heard
        if isinstance(event, TimePassed) and event.action.behaviour == "storms"
    ]
    assert looks == [(10, [Why.STORM]), (70, [Why.CARD_UNCHANGED]), (360, [Why.STORM])]


def test_nothing_is_said_of_a_storm_in_a_channel_that_was_left() -> None:
    assert CROWDED >> ChannelLeft("out", START + SECOND, "C1") << silence >> passes(hours=2) << silence(Why.NOT_JOINED)


def test_tallies_keep_the_most_frequent_and_how_many_others_there_were() -> None:
    tallies = Tallies()
    for number in range(1_000):
        tallies = tallies.with_one("often" if number % 2 else str(number))
    kept = tallies.by_number()
    assert (len(kept), kept[0].name, kept[0].count, tallies.others + sum(one.count for one in kept)) == (
        MOST_TALLIES,
        "often",
        500,
        1_000,
    )


def test_what_is_remembered_of_a_storm_does_not_grow_with_it() -> None:
    def size(count: int) -> int:
        store = MemoryStore(POLICY)
        replayed(store, [*INTRODUCTIONS, *alerts(count, 6 * SECOND), said(START + 3 * MINUTE, "C2", "U1", "hello")])
        (budget,) = store.of_kind(Budget)
        return len(repr(budget))

    assert abs(size(1_500) - size(300)) < 50


def test_a_storm_that_a_bot_repeats_is_no_alert() -> None:
    store = MemoryStore(POLICY)
    replayed(store, [*INTRODUCTIONS, *alerts(30, SECOND), said(START + 3 * MINUTE, "C2", "U1", "hello")])
    (budget,) = store.of_kind(Budget)
    assert budget.storm is not None
    body = storm_body(budget.storm, over=False)
    text = "\n".join([body.headline, *("".join(map(str, line.pieces)) for line in body.lines)])
    assert is_echo(posted(START, "C1", attrs.evolve(firing("x"), text=text, title=body.headline)))


def test_the_budget_is_read_from_the_policy_for_all_channels_and_for_one() -> None:
    policy = policy_of("[default]\nposts_per_minute = 5\n[channels.alerts]\nposts_per_minute = 30\n[channels.help]\n")
    assert [policy.for_channel("", name).posts_per_minute for name in ("x", "alerts", "help")] == [5, 30, 5]


@pytest.mark.parametrize("value", ["0", "-1", "61", '"ten"', "1.5", "true"])
def test_a_budget_that_is_none_is_refused_with_its_line(value: str) -> None:
    with pytest.raises(PolicyError, match=r"line 3, key channels\.alerts\.posts_per_minute: .* from 1 to 60"):
        policy_of(f"\n[channels.alerts]\nposts_per_minute = {value}\n")


@pytest.mark.parametrize("posts", [0, -1, 61])
def test_a_budget_that_is_none_cannot_be_said_by_a_person_either(posts: int) -> None:
    place = attrs.evolve(EVERYTHING, posts_per_minute=posts)
    told = ChannelConfigured("c", START, "C1", place, "U1")
    assert Playbook(POLICY, INTRODUCTIONS) >> told << silence(Why.IMPOSSIBLE, by="settings")


NAME = "HighErrorRate checkout-api"


def flapping(until: Duration, every: Duration) -> list[MessageSeen]:
    firings = [posted(START + at, "C1", firing(NAME)) for at in range(0, until, every)]
    endings = [posted(START + at + every // 2, "C1", resolved(NAME)) for at in range(0, until, every)]
    return sorted([*firings, *endings], key=lambda one: one.at)


def test_a_card_that_flaps_for_a_day_is_edited_every_ten_minutes_and_says_its_last_words() -> None:
    spoken = said_in(flapping(DAY, MINUTE))
    edits = edits_of(spoken, "cards")
    last = edits[-1].body.lines[0].pieces[0]
    assert (len(posts_of(spoken, "cards")), len(edits) < 160, getattr(last, "text", "")) == (
        1,
        True,
        "Resolved after 30 s (flapping).",
    )


def test_that_an_alert_is_flapping_is_said_at_once_and_its_card_is_edited_every_ten_minutes_from_then_on() -> None:
    edits = [at for at, one in said_in(flapping(HOUR, 10 * MINUTE)) if isinstance(one, UpdateMessage)]
    assert edits == [START + at * MINUTE for at in (5, 10, 15, 20, 25, 30, 40, 50, 60)]


def test_an_alert_that_says_again_and_again_that_it_fires_has_its_card_edited_once_a_minute_on_average() -> None:
    events = [posted(START + at, "C1", firing(NAME)) for at in range(0, HOUR, 5 * SECOND)]
    edits = edits_of(said_in(events), "cards")
    said_last = [repr(one) for one in edits if "Firing" in repr(one)][-1]
    assert (len(edits) <= 67, "Firing (720 notifications)." in said_last) == (True, True)


def test_a_few_edits_are_made_at_once() -> None:
    events = [posted(START + at * SECOND, "C1", firing(NAME)) for at in range(6)]
    spoken = [at - START for at, one in said_in(events) if isinstance(one, UpdateMessage)]
    assert spoken[:5] == [at * SECOND for at in range(1, 6)]


EDIT = does(UpdateMessage, ts="1.5")
OFTEN = Playbook(Policy(edit_seconds=60, default=EVERYTHING), INTRODUCTIONS) >> posted(START, "C1", firing(NAME))
OFTEN = OFTEN << does(PostMessage) << ALARM >> answered_under("1.5") << silence
for at in range(1, 6):
    OFTEN = OFTEN >> posted(START + at * SECOND, "C1", firing(NAME)) << EDIT >> done << silence


def test_more_edits_wait_and_the_last_words_are_said() -> None:
    assert (
        OFTEN
        >> posted(START + 7 * SECOND, "C1", firing(NAME))
        << does(WakeMe, at=START + SECOND + 5 * MINUTE)
        >> posted(START + 8 * SECOND, "C1", resolved(NAME))
        << silence(Why.EDITED_LATER, by="cards")
        >> passes(minutes=5)
        << does(UpdateMessage, ts="1.5", says="Resolved")
    )

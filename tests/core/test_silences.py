"""Mutes: who may begin and end one, where, for how long, and where its end is told."""

from collections.abc import Sequence

import attrs
import pytest
from histories import (
    ALERTS,
    EVERYTHING,
    INTRODUCTIONS,
    POLICY,
    START,
    fingerprint_of,
    firing,
    posted,
    replayed,
    resolved,
)
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, Instant
from ratchet_core.contract.expecting import does, silence
from ratchet_core.contract.playbook import Playbook, passes
from ratchet_core.domain import Interval, Mark, Mute, OwnedKind, Verdict
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory.store import MemoryStore
from ratchet_core.vocabulary.actions import PostMessage, WakeMe
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import (
    AlertMuted,
    ChannelLeft,
    Event,
    IncidentMarked,
    MemberJoined,
    MuteEnded,
    OwnerChanged,
    PersonSeen,
    TeamNamed,
)

FIRES = posted(START, "C1", firing(ALERTS[0]))
ALERT = fingerprint_of(FIRES)
HEARD: list[Event] = [
    *INTRODUCTIONS,
    TeamNamed("ta", 0, "a", "Ants"),
    TeamNamed("tb", 0, "b", "Bees"),
    MemberJoined("m1", 0, "U1", "a"),
    MemberJoined("m2", 0, "U2", "b"),
    PersonSeen("p9", 0, "U9", "Guest", external=True),
    *(
        event
        for channel in ("C1", "C2")
        for event in (
            posted(START, channel, firing(ALERTS[0])),
            posted(START + MINUTE, channel, resolved(ALERTS[0])),
        )
    ),
]
SERVICE = OwnerChanged("os", 0, OwnedKind.SERVICE, "checkout-api", "a")
CHANNELS: list[Event] = [
    OwnerChanged("o1", 0, OwnedKind.CHANNEL, "C1", "a"),
    OwnerChanged("o2", 0, OwnedKind.CHANNEL, "C2", "b"),
]
NOON = START + 3 * HOUR


def muted(
    channel: str | None = "C1", by: str = "U1", until: Instant = NOON + HOUR, reason: str = "resizing", name: str = "m"
) -> AlertMuted:
    return AlertMuted(name, NOON, ALERT, channel, until, reason, by)


def run(*events: Event) -> tuple[MemoryStore, Decision]:
    store = MemoryStore(POLICY)
    heard = replayed(store, [*HEARD, *events])
    return store, next(decision for event, decision in heard if event is events[-1])


def reasons(*events: Event) -> Sequence[Reason]:
    return run(*events)[1].reasons


def test_a_mute_is_remembered_with_its_reason_and_rings_at_its_end_where_it_holds() -> None:
    store, decision = run(muted())
    assert (store.of_kind(Mute), [(one.channel, one.at) for one in decision.actions if isinstance(one, WakeMe)]) == (
        [Mute("m", ALERT, "C1", Interval(NOON, NOON + HOUR), "resizing", "U1", critical=True)],
        [("C1", NOON + HOUR)],
    )


def test_a_mute_of_everywhere_rings_at_its_end_in_every_channel_that_heard_of_the_alert() -> None:
    decision = run(muted(None))[1]
    assert [(one.key, one.channel) for one in decision.actions if isinstance(one, WakeMe)] == [
        ("m/mutes/0", "C1"),
        ("m/mutes/1", "C2"),
    ]


@pytest.mark.parametrize(
    ("mute", "about"),
    [
        (muted(reason=" "), "a mute has a reason; say why, for whoever misses the alert"),
        (muted(until=NOON), "a mute must end after it began, and within 90 days"),
        (muted(until=NOON + 90 * DAY + 1), "a mute must end after it began, and within 90 days"),
        (
            attrs.evolve(muted(), alert="nobody"),
            "there is no alert nobody; `ratchet alert list` shows those that there are",
        ),
    ],
)
def test_a_mute_that_makes_no_sense_is_refused_with_what_to_do_instead(mute: AlertMuted, about: str) -> None:
    assert reasons(mute) == (Reason("mutes", Why.IMPOSSIBLE, about),)


def test_a_mute_may_last_for_ninety_days() -> None:
    assert reasons(muted(until=NOON + 90 * DAY)) == (Reason("mutes", Why.REMEMBERED),)


ANTS = "only members of Ants may do this, and {} is not one; ask one of them"
BEES = ANTS.replace("Ants", "Bees")


@pytest.mark.parametrize(
    ("owned", "mute", "about"),
    [
        ([SERVICE], muted(by="U1"), None),
        ([SERVICE], muted(by="U2"), ANTS.format("U2")),
        ([SERVICE, *CHANNELS], muted("C2", by="U2"), ANTS.format("U2")),
        (CHANNELS, muted("C1", by="U1"), None),
        (CHANNELS, muted("C2", by="U1"), BEES.format("U1")),
        (CHANNELS, muted(None, by="U1"), BEES.format("U1")),
        (CHANNELS, muted(None, by="U2"), ANTS.format("U2")),
        (CHANNELS, muted(None, by="U3"), ANTS.format("U3")),
        ([], muted(None, by="U3"), None),
        ([], muted(by="U9"), "U9 is external, and only people of the company may do this; ask one of them"),
    ],
)
def test_a_mute_takes_a_right_to_the_service_or_else_to_every_channel_that_it_silences(
    owned: list[Event], mute: AlertMuted, about: str | None
) -> None:
    expected = Reason("mutes", Why.REMEMBERED) if about is None else Reason("mutes", Why.NOT_ALLOWED, about)
    assert reasons(*owned, mute) == (expected,)


def test_of_many_channels_the_refusal_names_the_owner_of_the_first_that_is_not_theirs() -> None:
    channels = [f"C{number}" for number in range(9, 2, -1)]
    heard = [event for one in channels for event in (posted(START, one, firing(ALERTS[0])),)]
    owned: list[Event] = [
        event
        for one in channels
        for event in (
            TeamNamed(f"t/{one}", 0, one, f"Team {one}"),
            OwnerChanged(f"o/{one}", 0, OwnedKind.CHANNEL, one, one),
            MemberJoined(f"in/{one}", 0, "U1", one),
        )
    ]
    (reason,) = reasons(*heard, *owned, muted(None, by="U3"))
    assert reason.about.startswith("only members of Team C3 may do this")


ENDED = MuteEnded("end", NOON + MINUTE, ALERT, "U1")


def test_a_mute_that_a_person_ends_is_over_then_and_names_them_and_others_are_left_alone() -> None:
    later = attrs.evolve(muted("C2", name="other", until=NOON + 3 * HOUR), at=NOON + 2 * HOUR)
    store = run(muted(until=NOON + 90 * DAY), later, ENDED)[0]
    assert {one.id: (one.during, one.ended_by) for one in store.of_kind(Mute)} == {
        "m": (Interval(NOON, NOON + MINUTE), "U1"),
        "other": (Interval(NOON + 2 * HOUR, NOON + 3 * HOUR), None),
    }


@pytest.mark.parametrize("at", [NOON - 1, NOON + HOUR])
def test_what_is_not_muted_then_cannot_be_ended(at: Instant) -> None:
    about = "HighErrorRate is not muted at that moment; `ratchet mute list` shows what is"
    assert reasons(muted(), attrs.evolve(ENDED, at=at)) == (Reason("mutes", Why.IMPOSSIBLE, about),)


def test_mutes_are_ended_by_who_has_a_right_to_all_of_them() -> None:
    both = [muted("C1", by="U1"), muted("C2", by="U2", name="other")]
    assert reasons(*CHANNELS, *both, ENDED) == (Reason("mutes", Why.NOT_ALLOWED, BEES.format("U1")),)


def test_the_end_of_a_mute_is_looked_at_at_once_in_every_channel_that_heard_of_the_alert() -> None:
    decision = run(muted(), ENDED)[1]
    assert [(one.channel, one.at) for one in decision.actions if isinstance(one, WakeMe)] == [
        ("C1", NOON + MINUTE),
        ("C2", NOON + MINUTE),
    ]


MUTED = Playbook(POLICY, [*HEARD, muted()])
TOLD = does(PostMessage, channel="C1", thread=None, says="is no longer muted")


def test_the_end_of_a_mute_is_told_in_its_channel() -> None:
    assert MUTED >> passes(hours=1) << TOLD


def test_the_end_of_a_mute_that_a_person_ended_is_not_told() -> None:
    ended = MUTED >> ENDED << does(WakeMe) << does(WakeMe) >> passes(hours=2)
    assert ended << silence(Why.NOTHING_TO_DO, by="mutes")


def test_the_end_of_a_mute_is_not_told_where_ratchet_has_left() -> None:
    left = MUTED >> ChannelLeft("out", NOON + 1, "C1") << silence >> passes(hours=1)
    assert left << silence(Why.NOT_JOINED, by="mutes")


def test_the_end_of_a_mute_is_withheld_where_cards_are_in_shadow() -> None:
    shadow = Policy(default=attrs.evolve(EVERYTHING, cards=Mode.SHADOW))
    assert Playbook(shadow, [*HEARD, muted()]) >> passes(hours=1) << silence(Why.SHADOW, by="mutes")


def test_the_end_of_a_mute_is_not_told_while_another_goes_on_everywhere() -> None:
    other = muted(None, name="other", until=NOON + 2 * HOUR)
    assert Playbook(POLICY, [*HEARD, muted(), other]) >> passes(hours=1) << silence(Why.MUTED, by="mutes")


def test_of_two_mutes_of_a_place_the_longer_is_told_at_its_end_and_only_that() -> None:
    longer = muted(name="other", until=NOON + 2 * HOUR, reason="moving")
    both = Playbook(POLICY, [*HEARD, muted(), longer]) >> passes(hours=1) << silence(Why.NOTHING_TO_DO, by="mutes")
    assert both >> passes(hours=1) << does(PostMessage, channel="C1", says="moving")


@pytest.mark.parametrize("channel", ["C1", None])
@pytest.mark.parametrize("until", [NOON + HOUR, NOON + HOUR - 1, NOON + HOUR + MINUTE - 1])
def test_a_mute_of_what_is_muted_for_as_long_is_refused_and_changes_nothing(
    channel: str | None, until: Instant
) -> None:
    store, decision = run(muted(channel), muted(name="other", until=until))
    assert (len(store.of_kind(Mute)), decision.changes, decision.actions, [one.why for one in decision.reasons]) == (
        1,
        (),
        (),
        [Why.IMPOSSIBLE],
    )


def test_the_end_of_a_mute_is_told_while_another_goes_on_elsewhere() -> None:
    other = muted("C2", name="other", until=NOON + 2 * HOUR)
    assert Playbook(POLICY, [*HEARD, muted(), other]) >> passes(hours=1) << TOLD


def test_of_two_mutes_that_end_at_one_moment_one_is_told() -> None:
    other = muted(None, name="n", reason="moving")
    told = Playbook(POLICY, [*HEARD, muted(), other]) >> passes(hours=1)
    assert told << does(PostMessage, channel="C1", says="moving") << does(PostMessage, channel="C2")


def test_of_two_mutes_that_would_end_at_one_moment_the_one_that_a_person_did_not_end_is_told() -> None:
    store = MemoryStore(POLICY)
    replayed(store, [*HEARD, muted(), muted(None, name="n", reason="moving")])
    (known,) = (one for one in store.of_kind(Mute) if one.id == "n")
    store.put(attrs.evolve(known, ended_by="U1", during=Interval(NOON, NOON + HOUR)))
    heard = replayed(store, [posted(NOON + 2 * HOUR, "C2", resolved(ALERTS[0]))])
    told = [one.about for _, decision in heard for one in decision.actions if isinstance(one, PostMessage)]
    assert [getattr(one, "mute", "") for one in told] == ["m"]


def test_an_alert_that_fires_during_its_mute_gets_its_card_at_the_end_and_says_why_not_before() -> None:
    again = posted(NOON + MINUTE, "C1", firing(ALERTS[0]))
    assert (
        Playbook(POLICY, [*HEARD, muted(until=NOON + 5 * HOUR)])
        >> attrs.evolve(again, at=NOON + 3 * HOUR, id="x")
        << does(WakeMe, at=NOON + 5 * HOUR + 1)
        << does(WakeMe)
        >> passes(hours=3)
        << TOLD
        << does(PostMessage, thread=again.ts)
    )


def test_of_several_mutes_the_one_that_began_first_is_given_as_the_reason() -> None:
    first = attrs.evolve(muted(name="first", until=NOON + 9 * HOUR, reason="first"), at=NOON - MINUTE)
    second = muted(name="second", until=NOON + 2 * HOUR, reason="second")
    fires = posted(NOON + MINUTE, "C1", firing(ALERTS[0]))
    assert reasons(second, first, fires)[-1] == Reason("cards", Why.MUTED, "first")


def test_an_alert_that_was_muted_often_before_is_muted_still() -> None:
    before = [
        attrs.evolve(muted(name=f"b/{number}", until=START + (number + 4) * MINUTE), at=START + (number + 3) * MINUTE)
        for number in range(60)
    ]
    fires = posted(NOON + MINUTE, "C1", firing(ALERTS[0]))
    assert reasons(*before, muted(), fires)[-1] == Reason("cards", Why.MUTED, "m")


def rung(*events: Event) -> list[Why]:
    """Return why what was done at the end of a mute."""
    store = MemoryStore(POLICY)
    heard = replayed(store, [*HEARD, *events, posted(NOON + 2 * HOUR, "C3", resolved(ALERTS[1]))])
    return [one.why for event, decision in heard if event.id == "m/mutes/0/done" for one in decision.reasons]


def test_what_is_done_at_the_end_of_a_mute_gives_its_reasons() -> None:
    left, fires = ChannelLeft("out", NOON + 1, "C1"), posted(NOON + MINUTE, "C1", firing(ALERTS[0]))
    other = muted(None, name="other", until=NOON + 9 * HOUR)
    others: list[list[Event]] = [[], [left], [other], [fires]]
    assert [rung(muted(), *events) for events in others] == [
        [Why.MUTE_ENDED, Why.CARD_UNCHANGED],
        [Why.MUTE_ENDED, Why.NOT_JOINED],
        [Why.MUTE_ENDED, Why.MUTED],
        [Why.MUTE_ENDED, Why.CARD_ASKED],
    ]


MARK = IncidentMarked("mark", NOON, "C1", ALERT, 1, Verdict.NOISE, "U3")


def test_an_incident_is_marked_by_anybody_of_the_company() -> None:
    store, decision = run(MARK)
    assert (store.of_kind(Mark), decision.reasons) == (
        [Mark("C1", ALERT, 1, Verdict.NOISE, "U3", NOON)],
        (Reason("mutes", Why.REMEMBERED, "noise"),),
    )


def test_an_incident_is_not_marked_by_somebody_external_nor_one_that_there_is_not() -> None:
    assert [reasons(attrs.evolve(MARK, **changed))[0].why for changed in ({"by": "U9"}, {"number": 2})] == [
        Why.NOT_ALLOWED,
        Why.IMPOSSIBLE,
    ]

"""An alert's course and its one card, as a conversation: signals in, what is remembered and said out."""

import asyncio
from itertools import accumulate

import attrs
import pytest
from histories import (
    BOT,
    EVERYTHING,
    INTRODUCTIONS,
    POLICY,
    START,
    firing,
    posted,
    replayed,
    resolved,
    said,
    waiting,
    worked_off,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from ratchet_core.basis.content import Content, Field
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, SECOND, Instant, ts_of
from ratchet_core.domain import (
    CardState,
    IncidentState,
    Message,
    MessageRef,
    OwnedKind,
    Signal,
    SignalKind,
    Track,
    digest_of,
)
from ratchet_core.domain.course import conversations_of, incidents_of, with_signal
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.ports import LEASE, NotNow, Refused
from ratchet_core.rules.wording import body_digest
from ratchet_core.turn import take_turn
from ratchet_core.vocabulary.actions import (
    AnswerPrivately,
    Body,
    Line,
    MessageLink,
    OpenForm,
    Plain,
    PostMessage,
    PublishHome,
    RefuseForm,
    UpdateMessage,
)
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import (
    ChannelJoined,
    ChannelLeft,
    Event,
    MessageEdited,
    MessagePosted,
    MessageSeen,
    MessageUpdated,
    OwnerChanged,
    RunbookApproved,
    RunbookWritten,
    TeamNamed,
)
from world import world_of

ALERT = "HighErrorRate checkout-api"
MINUTES = 60 * SECOND
LATER = said(START + 10 * DAY, "C2", "U1", "hello")


def fires(at: Instant, severity: str = "critical") -> Event:
    return posted(START + at, "C1", firing(ALERT, severity))


def ends(at: Instant) -> Event:
    return posted(START + at, "C1", resolved(ALERT))


def spoken(events: list[Event], policy: Policy = POLICY) -> list[tuple[str, str]]:
    """Return what is said: whether posted or edited, and the first line below the headline."""
    heard = replayed(MemoryStore(policy), [*INTRODUCTIONS, *events, LATER])
    said_ = [one for _, decision in heard for one in decision.actions if isinstance(one, PostMessage | UpdateMessage)]
    return [
        (type(one).__name__, "".join(getattr(piece, "text", "") for piece in one.body.lines[0].pieces)) for one in said_
    ]


def states(events: list[Event]) -> list[tuple[int, IncidentState, int]]:
    store = MemoryStore(POLICY)
    replayed(store, [*INTRODUCTIONS, *events])
    return [(one.number, one.state, one.firings) for one in world_of(store).incidents.values()]


def test_a_firing_opens_an_incident_that_a_resolution_ends() -> None:
    assert states([fires(0), ends(5 * MINUTES)]) == [(1, IncidentState.RESOLVED, 1)]


def test_an_alert_that_an_export_shows_by_its_end_alone_opened_when_its_message_was_posted() -> None:
    store = MemoryStore(POLICY)
    only = attrs.evolve(posted(START, "C1", resolved(ALERT)), edited_at=START + 5 * MINUTES)
    replayed(store, [*INTRODUCTIONS, only])
    found = [(one.state, one.opened_at, one.ended_at) for one in world_of(store).incidents.values()]
    assert found == [(IncidentState.RESOLVED, START, START + 5 * MINUTES)]


def test_firing_again_is_counted_and_opens_nothing() -> None:
    assert states([fires(0), fires(MINUTES), fires(9 * MINUTES)]) == [(1, IncidentState.OPEN, 3)]


def test_a_signal_from_before_what_is_settled_does_not_count() -> None:
    settled = [fires(HOUR), ends(2 * HOUR), fires(3 * HOUR)]
    assert states([*settled, ends(90 * MINUTES)]) == states(settled)


SHADOW = Policy(default=attrs.evolve(EVERYTHING, cards=Mode.SHADOW))


def recorded(*parts: tuple[Policy, list[Event]]) -> list[tuple[str, str, str]]:
    """Return what is said, and what is only recorded, in a history whose policy changes from part to part."""
    store = MemoryStore(POLICY)
    heard: list[tuple[Event, Decision]] = replayed(store, INTRODUCTIONS)
    for policy, events in parts:
        store.policy = policy
        heard += replayed(store, events)
    return [
        (what, type(one).__name__, "".join(getattr(piece, "text", "") for piece in one.body.lines[0].pieces))
        for _, decision in heard
        for what, actions in (("said", decision.actions), ("withheld", decision.withheld))
        for one in actions
        if isinstance(one, PostMessage | UpdateMessage)
    ]


def test_the_record_of_a_shadow_has_one_post_for_a_conversation_and_an_edit_for_each_change() -> None:
    course = [fires(0), fires(MINUTES), ends(2 * MINUTES), ends(3 * MINUTES)]
    assert recorded((SHADOW, course)) == [
        ("withheld", "PostMessage", "Firing."),
        ("withheld", "UpdateMessage", "Firing (2 notifications)."),
        ("withheld", "UpdateMessage", "Resolved after 2 min."),
    ]


def test_a_card_that_was_withheld_in_shadow_is_posted_once_cards_are_live() -> None:
    assert recorded((SHADOW, [fires(0)]), (POLICY, [fires(MINUTES), ends(2 * MINUTES)])) == [
        ("withheld", "PostMessage", "Firing."),
        ("said", "PostMessage", "Firing (2 notifications)."),
        ("said", "UpdateMessage", "Resolved after 2 min."),
    ]


def test_a_card_that_was_only_to_be_held_when_it_was_withheld_is_posted_at_the_next_news() -> None:
    said_ = recorded((SHADOW, [fires(0, "warning"), said(START + HOUR, "C2", "U1", "hello")]))
    again = [fires(HOUR + MINUTE, "warning"), said(START + 2 * HOUR, "C2", "U1", "hello")]
    live = recorded(
        (SHADOW, [fires(0, "warning"), said(START + HOUR, "C2", "U1", "hello")]),
        (POLICY, again),
    )
    assert live == [*said_, ("said", "PostMessage", "Firing (2 notifications).")]


def test_an_edit_that_was_withheld_in_shadow_is_made_once_cards_are_live_again() -> None:
    shadow, live = [ends(5 * MINUTES), ends(6 * MINUTES)], [ends(7 * MINUTES)]
    assert recorded((POLICY, [fires(0)]), (SHADOW, shadow), (POLICY, live)) == [
        ("said", "PostMessage", "Firing."),
        ("withheld", "UpdateMessage", "Resolved after 5 min."),
        ("said", "UpdateMessage", "Resolved after 5 min."),
    ]


def test_a_card_that_was_given_up_on_leaving_is_posted_after_coming_back() -> None:
    back: list[Event] = [ChannelLeft("left", START + 1, "C1"), ChannelJoined("joined", START + 2, "C1")]
    store = MemoryStore(POLICY)

    async def heard() -> int:
        for event in [*INTRODUCTIONS, fires(0), *back, fires(MINUTE)]:
            await take_turn(store, event)
        return sum(isinstance(one, PostMessage) for one in await waiting(store, START + MINUTE))

    assert asyncio.run(heard()) == 1


def test_where_a_card_stands_is_remembered_with_its_moment_and_its_alert() -> None:
    store = MemoryStore(POLICY)
    heard = replayed(store, [*INTRODUCTIONS, fires(0)])
    (card,) = (event for event, _ in heard if isinstance(event, MessagePosted))
    (alert,) = world_of(store).alerts
    ours = Message(MessageRef("C1", card.ts), at=card.at, thread=ts_of(START), alert=alert)
    assert [one for one in store.of_kind(Message) if one.ref.ts == card.ts] == [ours]


def test_ratchet_does_not_take_its_own_edits_for_news() -> None:
    own = MessageEdited("e", START, "C1", "1.0", None, None, "", BOT, firing(ALERT), ours=True)
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, own])
    assert heard[-1][1].reasons == (Reason("core", Why.OWN_MESSAGE),)


def test_a_resolution_without_an_incident_opens_nothing() -> None:
    assert states([ends(0)]) == []


def test_an_incident_that_stays_silent_grows_stale_after_the_policys_time() -> None:
    assert states([fires(0), LATER]) == [(1, IncidentState.STALE, 1)]


def test_a_critical_card_is_posted_at_once_and_edited_in_place() -> None:
    assert spoken([fires(0), ends(5 * MINUTES)]) == [
        ("PostMessage", "Firing."),
        ("UpdateMessage", "Resolved after 5 min."),
    ]


def test_a_card_that_is_not_critical_is_cancelled_when_the_alert_resolves_by_itself() -> None:
    assert spoken([fires(0, "warning"), ends(MINUTES)]) == []


def test_a_card_that_is_not_critical_is_posted_after_it_was_held() -> None:
    assert spoken([fires(0, "warning"), ends(5 * MINUTES)]) == [
        ("PostMessage", "Firing."),
        ("UpdateMessage", "Resolved after 5 min."),
    ]


def test_an_alert_that_turns_critical_is_held_no_longer() -> None:
    assert spoken([fires(0, "warning"), fires(MINUTES), ends(90 * SECOND)])[0] == (
        "PostMessage",
        "Firing (2 notifications).",
    )


def test_a_recurrence_soon_after_never_starts_a_second_conversation() -> None:
    course = [fires(0), ends(5 * MINUTES), fires(20 * MINUTES), ends(25 * MINUTES)]
    assert [what for what, _ in spoken(course)] == ["PostMessage", "UpdateMessage", "UpdateMessage", "UpdateMessage"]


def test_a_recurrence_days_later_gets_a_card_of_its_own() -> None:
    course = [fires(0), ends(5 * MINUTES), fires(2 * DAY), ends(2 * DAY + MINUTES)]
    assert [what for what, _ in spoken(course)].count("PostMessage") == 2


def test_an_alert_that_comes_and_goes_is_called_flapping() -> None:
    course = [event for n in range(4) for event in (fires(n * 10 * MINUTES), ends((n * 10 + 5) * MINUTES))]
    assert spoken(course)[-1] == ("UpdateMessage", "Resolved after 5 min (flapping).")


def test_nothing_is_said_after_leaving_the_channel() -> None:
    assert spoken([fires(0), ChannelLeft("left", START + MINUTES, "C1"), ends(5 * MINUTES)]) == [
        ("PostMessage", "Firing.")
    ]


@pytest.mark.parametrize(("mode", "why"), [(Mode.OFF, Why.OFF), (Mode.SHADOW, Why.SHADOW)])
def test_a_mode_that_does_not_speak_gives_its_reason(mode: Mode, why: Why) -> None:
    policy = attrs.evolve(POLICY, default=attrs.evolve(EVERYTHING, cards=mode))
    heard = replayed(MemoryStore(policy), [*INTRODUCTIONS, fires(0)])
    whys = [reason.why for reason in heard[-1][1].reasons]
    assert (whys[0], whys[-1]) == (Why.INCIDENT_OPENED, why)


def test_the_card_says_what_whose_how_often_what_happened_last_time_and_what_was_deployed() -> None:
    title = "Deployed checkout-api v12 to production"
    deploy = Content(text=title, title=title, fields=(Field("Service", "checkout-api"),))
    owner: list[Event] = [
        TeamNamed("named", 1, "T1", "Payments"),
        OwnerChanged("owned", 2, OwnedKind.SERVICE, "checkout-api", "T1"),
        TeamNamed("renamed", START + 5 * DAY, "T1", "Money"),
    ]
    course = [fires(0), ends(5 * MINUTES), posted(START + DAY - 10 * MINUTE, "C2", deploy), fires(DAY)]
    events = sorted([*owner, *course], key=lambda event: event.at)
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *events])
    posts = [one for _, decision in heard for one in decision.actions if isinstance(one, PostMessage)]
    assert posts[-1].body == Body(
        "HighErrorRate on checkout-api, critical",
        (
            Line((Plain("Firing."),)),
            Line((Plain("Owner: Payments."),)),
            Line((Plain("Fired once before in the 1 d since ratchet joined, for 5 min on average."),)),
            Line(
                (Plain("Last time, 1 d earlier, it resolved after 5 min: "), MessageLink("C1", ts_of(START), "thread"))
            ),
            Line(
                (
                    Plain("Deployed 10 min before: "),
                    MessageLink("C2", ts_of(START + DAY - 10 * MINUTE), "Deployed checkout-api v12 to production"),
                )
            ),
            Line((Plain("Runbook: none yet."),)),
        ),
    )


def signals(*news: tuple[int, SignalKind, str]) -> Track:
    track = Track("f", "C1", "Alert", None)
    for at, kind, member in news:
        track = with_signal(track, Signal(at * SECOND, f"{at}", kind, members=(member,)), POLICY)
    return track


def test_an_incident_of_two_hosts_ends_when_the_last_of_them_does() -> None:
    up, down = SignalKind.RESOLVED, SignalKind.FIRING
    track = signals((0, down, "a"), (1, down, "b"), (2, up, "a"))
    after = with_signal(track, Signal(3 * SECOND, "3", up, members=("b",)), POLICY)
    assert [(one.state, one.members) for one in (*incidents_of(track), *incidents_of(after))] == [
        (IncidentState.OPEN, ("b",)),
        (IncidentState.RESOLVED, ()),
    ]


def test_of_a_storm_of_signals_the_oldest_are_settled_early_and_no_member_is_lost() -> None:
    track = Track("f", "C1", "CPUThrottlingHigh", None)
    pods = [f"pod-{number:03}" for number in range(200)]
    for number, pod in enumerate(pods):
        at = number * SECOND // 10
        track = with_signal(track, Signal(at, f"{at}", SignalKind.FIRING, members=(pod,)), POLICY)
    assert (len(track.recent), incidents_of(track)[-1].members) == (50, tuple(pods))


def test_an_alarm_is_due_until_its_outcome_settles_it() -> None:
    store = MemoryStore(POLICY)
    replayed(store, [*INTRODUCTIONS, fires(0, "warning")])
    first, second = asyncio.run(waiting(store, START + DAY)), asyncio.run(waiting(store, START + DAY + LEASE))
    assert first == second != []


class Notepad:
    """A `Chat` that notes what a message says now; the first edit is put off where it is told so."""

    def __init__(self, *, busy: bool) -> None:
        self.busy = busy
        self.shows: list[str] = []

    async def post(self, action: PostMessage) -> str:
        self._show(action)
        return ts_of(START + 1)

    async def find(self, action: PostMessage) -> str | None:
        raise Refused(action.key)

    async def update(self, action: UpdateMessage) -> None:
        if self.busy:
            self.busy = False
            raise NotNow(START + 10 * MINUTE)
        self._show(action)

    def _show(self, action: PostMessage | UpdateMessage) -> None:
        self.shows.append("".join(getattr(piece, "text", "") for piece in action.body.lines[0].pieces))

    async def open_form(self, action: OpenForm) -> str:  # noqa: ARG002 - nothing is shown
        """Show none."""
        return "V1"

    async def refuse_form(self, action: RefuseForm) -> None:
        """Show none."""

    async def answer_privately(self, action: AnswerPrivately) -> None:
        """Show none."""

    async def publish_home(self, action: PublishHome) -> None:
        """Show none."""


async def shown(store: MemoryStore, events: list[Event], chat: Notepad) -> list[str]:
    """Let each event take its turn and do at once what is due then, except at the events of a channel."""
    for event in [*INTRODUCTIONS, *events]:
        await take_turn(store, event)
        if isinstance(event, MessageSeen) and event.person is None:
            await worked_off(store, chat, event.at)
    return chat.shows


def test_an_edit_that_was_put_off_does_not_overwrite_a_later_one() -> None:
    course = [fires(0), fires(MINUTE), ends(2 * MINUTE), ends(11 * MINUTE)]
    said_ = asyncio.run(shown(MemoryStore(POLICY), course, Notepad(busy=True)))
    assert said_ == ["Firing.", "Resolved after 2 min."]


def test_an_edit_that_was_given_up_on_leaving_is_made_after_coming_back() -> None:
    left: list[Event] = [ChannelLeft("left", START + 2 * MINUTE, "C1"), ChannelJoined("in", START + 3 * MINUTE, "C1")]
    course = [fires(0), ends(MINUTE), *left, ends(4 * MINUTE)]
    assert asyncio.run(shown(MemoryStore(POLICY), course, Notepad(busy=True))) == ["Firing.", "Resolved after 1 min."]


def test_a_card_that_was_given_up_on_leaving_does_not_silence_later_incidents() -> None:
    store = MemoryStore(POLICY)
    asked = asyncio.run(_turns(store, [*INTRODUCTIONS, fires(0), ChannelLeft("left", START + 1, "C1")]))
    back = ChannelJoined("back", START + 2, "C1")
    again = asyncio.run(_turns(store, [back, ends(MINUTES), fires(5 * HOUR)]))
    assert (asked, again) == (["PostMessage", "WakeMe"], ["PostMessage", "WakeMe"])


async def _turns(store: MemoryStore, events: list[Event]) -> list[str]:
    """Take the events' turns and work nothing off; return the actions that were asked for."""
    decisions = [await take_turn(store, event) for event in events]
    return [type(action).__name__ for decision in decisions for action in decision.actions]


def on_host(at: int, state: str, host: str) -> Event:
    title = f"[{state}] HighErrorRate checkout-api"
    colour = "2eb886" if state == "RESOLVED" else "a30200"
    content = Content(f"{title}\nInstance: {host}", title=title, fields=(Field("Instance", host),), colour=colour)
    return posted(START + at * SECOND, "C1", content)


def test_a_late_firing_that_joins_two_incidents_takes_the_second_back() -> None:
    course = [on_host(0, "FIRING:1", "web-1"), on_host(5, "FIRING:1", "web-2")]
    course += [on_host(10, "RESOLVED", "web-1"), on_host(20, "FIRING:1", "web-3")]
    assert states([course[0], *course[2:], course[1]]) == states(course) == [(1, IncidentState.OPEN, 3)]


def edited(at: Instant, content: Content, message: Instant = 0) -> Event:
    ts = ts_of(START + message)
    name = f"C1/{ts}/edited/{at}"
    return MessageEdited(name, START + at, "C1", ts, None, None, content.text, BOT, content)


NOTICE = Content(text="Build 12 of ledger started", title="Build 12 of ledger started")


def test_a_tool_that_edits_its_message_while_the_alert_fires_says_nothing_of_another_firing() -> None:
    assert states([fires(0), edited(MINUTE, firing(ALERT))]) == [(1, IncidentState.OPEN, 1)]


def test_a_message_that_is_edited_to_be_over_and_then_to_fire_again_opens_a_second_incident() -> None:
    course = [fires(0), edited(10 * MINUTE, resolved(ALERT)), edited(3 * HOUR, firing(ALERT))]
    assert states(course) == [(1, IncidentState.RESOLVED, 1), (2, IncidentState.OPEN, 1)]


def test_an_edit_of_a_firing_that_another_message_ended_opens_nothing() -> None:
    assert states([fires(0), ends(10 * MINUTE), edited(HOUR, firing(ALERT))]) == [(1, IncidentState.RESOLVED, 1)]


@pytest.mark.parametrize("before", [[], [fires(0), ends(MINUTE)]])
def test_a_notice_that_is_edited_into_an_alert_opens_an_incident(before: list[Event]) -> None:
    notice = posted(START + HOUR, "C1", NOTICE)
    after = states([*before, notice, edited(HOUR + MINUTE, firing(ALERT), HOUR)])
    assert after[-1] == (len(before) // 2 + 1, IncidentState.OPEN, 1)


def times(events: list[Event]) -> list[tuple[IncidentState, Instant, Instant | None]]:
    store = MemoryStore(POLICY)
    replayed(store, [*INTRODUCTIONS, *events])
    return [
        (one.state, one.opened_at - START, one.ended_at - START if one.ended_at else None)
        for one in world_of(store).incidents.values()
    ]


def test_a_firing_from_within_a_stale_incident_opens_none_that_overlaps_it() -> None:
    course = [fires(0), ends(3 * DAY), fires(12 * HOUR)]
    assert times(course) == [(IncidentState.STALE, 0, DAY)]


def test_a_firing_that_is_heard_just_after_its_incident_grew_stale_undoes_that() -> None:
    late, meanwhile = fires(DAY - 30 * SECOND), said(START + DAY + 5 * SECOND, "C2", "U1", "hello")
    after = [said(START + DAY + 2 * HOUR, "C2", "U1", "hello")]
    courses = [[fires(0), late, meanwhile], [fires(0), meanwhile, late]]
    assert [times([*course, *after]) for course in courses] == [[(IncidentState.OPEN, 0, None)]] * 2


def test_an_incident_that_goes_on_after_all_grows_stale_later() -> None:
    late = fires(DAY - 30 * SECOND)
    course = [fires(0), said(START + DAY + 5 * SECOND, "C2", "U1", "hello"), late, LATER]
    assert times(course) == [(IncidentState.STALE, 0, 2 * DAY - 30 * SECOND)]


def test_the_first_line_of_a_runbook_is_cited_on_a_card_like_the_others() -> None:
    store, first = MemoryStore(POLICY), ts_of(START)
    replayed(store, [*INTRODUCTIONS, fires(0), ends(MINUTE)])
    alert = next(iter(world_of(store).alerts))
    text = f"“restart it” <C1/{first}>, <@U1>"
    written = RunbookWritten("write", START + HOUR, alert, text, "U1")
    approved = RunbookApproved("yes", START + HOUR, alert, 1, digest_of(text), "U1", assumed=True)
    heard = replayed(store, [written, approved, fires(DAY)])
    cards = [one for _, decision in heard for one in decision.actions if isinstance(one, PostMessage)]
    shown = Line((Plain("Runbook v1 (assumed approved; nobody approved it): “restart it” "), LINK))
    assert cards[-1].body.lines[-1] == shown


LINK = MessageLink("C1", ts_of(START), "message")


NEWS = st.tuples(st.sampled_from((1, 3, 20, 45, 300)), st.sampled_from(("critical", "warning", "over", "over")))


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.lists(NEWS, min_size=1, max_size=12))
def test_the_conversations_of_incidents_are_those_that_cards_began(news: list[tuple[int, str]]) -> None:
    moments = list(accumulate(minutes for minutes, _ in news))
    what = [state for _, state in news]
    course = [
        ends(at * MINUTE) if one == "over" else fires(at * MINUTE, one) for at, one in zip(moments, what, strict=True)
    ]
    store = MemoryStore(POLICY)
    heard = replayed(store, [*INTRODUCTIONS, *course, LATER])
    threads = [one.thread for _, decision in heard for one in decision.actions if isinstance(one, PostMessage)]
    begun = conversations_of(list(world_of(store).incidents.values()), POLICY, store.now)
    assert threads == [one.root_ts for one in begun]


MODES = st.sampled_from((Mode.LIVE, Mode.LIVE, Mode.SHADOW, Mode.OFF))


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.lists(st.tuples(NEWS, MODES), min_size=1, max_size=10))
def test_whatever_modes_come_and_go_a_posted_card_says_what_was_last_sent(
    news: list[tuple[tuple[int, str], Mode]],
) -> None:
    store, shows, at = MemoryStore(POLICY), dict[str | None, str](), 0
    replayed(store, INTRODUCTIONS)
    for (minutes, what), mode in news:
        at += minutes * MINUTE
        store.policy = Policy(default=attrs.evolve(EVERYTHING, cards=mode))
        for event, _ in replayed(store, [ends(at) if what == "over" else fires(at, what)]):
            if isinstance(event, MessagePosted | MessageUpdated):
                ts = event.ts if isinstance(event, MessagePosted) else event.action.ts
                shows[ts] = body_digest(event.action.body)
    cards = [track.card for track in world_of(store).tracks.values()]
    assert all(shows[one.ts] == one.digest for one in cards if one and one.state is CardState.POSTED)

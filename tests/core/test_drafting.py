"""Runbooks drafted from threads: what was done, what did not help, causes and commands, quoted with their messages."""

import attrs
import pytest
from histories import ALERTS, INTRODUCTIONS, POLICY, START, firing, posted, replayed, resolved, said
from hypothesis import given, settings
from hypothesis import strategies as st
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, SECOND, ts_of
from ratchet_core.domain import MessageRef, OwnedKind, RunbookVersion, ThreadNote, digest_of
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.reading.quotation import sources_of, without_old_quotes_of, without_quotes_of
from ratchet_core.rules.drafting import draft_of, recounted
from ratchet_core.vocabulary.actions import PostMessage
from ratchet_core.vocabulary.events import (
    ChannelJoined,
    ChannelSeen,
    Event,
    MemberJoined,
    MessageDeleted,
    OwnerChanged,
    RunbookApproved,
    RunbookRejected,
    TeamNamed,
)
from ratchet_core.vocabulary.rendering import plain_text
from world import world_of


def thread(*texts: str) -> list[ThreadNote]:
    return [
        ThreadNote(START + number * 5 * MINUTE, ts_of(START + number * 5 * MINUTE), f"U{number % 2 + 1}", text)
        for number, text in enumerate(texts, start=1)
    ]


def drafted(*texts: str, active: str | None = None) -> str | None:
    return draft_of("C1", START, thread(*texts), active)


def ref(number: int) -> str:
    return f"<C1/{ts_of(START + number * 5 * MINUTE)}>"


def test_a_draft_says_who_did_what_and_when_and_quotes_it() -> None:
    assert drafted("looking", "restarted checkout-api", "that did it, thanks") == (
        f"What was done\n- after 10 min, <@U1>: “restarted checkout-api” {ref(2)} (then it recovered)"
    )


def test_what_did_not_help_is_told_apart() -> None:
    assert drafted("restarted the workers", "no luck, still failing", "rolled back to v41") == (
        f"What was done\n- after 15 min, <@U2>: “rolled back to v41” {ref(3)}\n\n"
        f"Tried, and did not help\n- after 5 min, <@U2>: “restarted the workers” {ref(1)}"
    )


def test_a_cause_comes_first_and_commands_come_last() -> None:
    assert drafted("root cause was a full disk on db-2", "ran `df -h /var` and cleared the old logs") == (
        f"Cause\n- “root cause was a full disk on db-2” {ref(1)}\n\n"
        f"What was done\n- after 10 min, <@U1>: “ran df -h /var and cleared the old logs” {ref(2)}\n\n"
        f"Commands and links\n- `df -h /var` {ref(2)}"
    )


@pytest.mark.parametrize(
    "texts",
    [
        (),
        ("looking", "ack", "thanks!"),
        ("anyone seen this before?", "is it the deploy? should we have restarted it?"),
        ("lol", "my coffee has recovered", "happy friday"),
        ("see https://grafana.example/d/1",),
    ],
)
def test_a_thread_without_a_step_a_cause_or_more_than_a_link_gives_no_draft(texts: tuple[str, ...]) -> None:
    assert drafted(*texts) is None


@pytest.mark.parametrize(
    "text",
    [
        "cancelled it with `select pg_cancel_backend(pid)`, latency dropped at once",
        "terminated the session",
        "stopped the importer",
        "started the standby",
        "bounced the pods",
        "failed the primary over",
        "promoted the replica",
        "grew the volume to 200 GB",
        "turned the crawler off",
        "turned on the breaker",
        "re-ran the job",
        "requeued the dead letters",
        "hotfixed it",
        "merged the fix",
        "backfilled the table",
        "`kubectl rollout restart deploy/cart` and we are back to normal",
    ],
)
def test_the_work_of_on_call_is_a_step(text: str) -> None:
    assert (drafted(text) or "").startswith("What was done\n")


@pytest.mark.parametrize(
    "text",
    [
        "it is the release from just before",
        "it's the nightly cron job again",
        "one consumer is stuck in the rebalance",
        "the disk on db-2 is full",
        "worker-3 is out of memory",
        "the pool is maxed out",
        "two writers are deadlocked",
        "the certificate of shop.example.com has expired",
    ],
)
def test_a_plain_diagnosis_is_a_cause(text: str) -> None:
    assert drafted(text) == f"Cause\n- “{text}” {ref(1)}"


@pytest.mark.parametrize(
    "text",
    [
        "ack, having a look",
        "maybe the disk is full",
        "could be the release",
        "I think the disk is full",
        "the disk is not full",
        "if the disk is full, call Nadia",
        "seems the pool is exhausted",
        "is it the release?",
        "maybe it broke because of the deploy",
        "I'm stuck in traffic",
        "it is stuck",
        "my calendar is full",
        "stopped working at 10:02",
        "started seeing errors",
        "grew to 90%",
        "added you to the channel",
        "`kubectl get pods` all green",
    ],
)
def test_guesses_symptoms_and_small_talk_are_nothing_to_draft(text: str) -> None:
    assert drafted(text) is None


def test_a_command_that_changes_something_is_a_step_once_somebody_says_that_it_helped() -> None:
    assert drafted("again", "`kubectl rollout restart deploy/cart`", "back to normal") == (
        f"What was done\n- `kubectl rollout restart deploy/cart` {ref(2)} (then it recovered)"
    )


def test_the_lines_of_a_block_are_commands_each() -> None:
    assert drafted("restarted it:\n```\nledgerctl drain\nledgerctl resume\n```") == (
        f"What was done\n- after 5 min, <@U2>: “restarted it:” {ref(1)}\n\n"
        f"Commands and links\n- `ledgerctl drain` {ref(1)}\n- `ledgerctl resume` {ref(1)}"
    )


def test_a_command_that_only_looks_is_no_step_whatever_is_said_after_it() -> None:
    assert drafted("`kubectl get pods`", "back to normal") is None


AGAIN_SAID = ("so, we just restarted the checkout-api again https://shop.example/d/2",)


def test_the_same_step_by_another_person_with_another_link_is_nothing_new() -> None:
    assert drafted("hm", *AGAIN_SAID, active=drafted("restarted checkout-api https://shop.example/d/1")) is None


def test_what_the_active_version_says_already_is_not_said_again() -> None:
    first = drafted("restarted checkout-api")
    assert (drafted("restarted checkout-api", active=first), drafted("Restarted checkout-api.", active=first)) == (
        None,
        None,
    )


def test_peoples_own_words_are_kept_and_news_is_added_below() -> None:
    active = "Ask Nadia first.\n\nWhat was done\n- by hand: fail over"
    assert drafted("restarted checkout-api", active=active) == (
        f"{active}\n- after 5 min, <@U2>: “restarted checkout-api” {ref(1)}"
    )


def test_secrets_are_taken_out() -> None:
    text = drafted("rotated the key, it is now AKIAABCDEFGHIJKLMNOP") or ""
    assert ("AKIA" in text, "[secret: aws key]" in text) == (False, True)


def test_a_draft_has_no_secret_of_the_version_before_it() -> None:
    text = drafted("restarted it", active="Ask Nadia.\n\nlogin:\npassword: hunter2") or ""
    assert ("hunter2" in text, text.startswith("Ask Nadia.\n\nlogin:\npassword: [secret: password]")) == (False, True)


TEXTS = st.lists(
    st.text(max_size=60)
    | st.sampled_from(
        [
            "restarted it",
            "rolled back, no luck",
            "that fixed it",
            "because of `a b`",
            "```\nkubectl get pods\n```",
            "ran “x” `y` <C1/1.000001> <@U9>",
        ]
    ),
    max_size=8,
)
CHECKED = settings(max_examples=200, derandomize=True, deadline=None)


@CHECKED
@given(TEXTS)
def test_a_draft_cites_only_its_own_thread_and_is_drafted_once(texts: list[str]) -> None:
    text = drafted(*texts)
    cited = {MessageRef("C1", note.ts) for note in thread(*texts)}
    assert text is None or (set(sources_of(text)) <= cited and drafted(*texts, active=text) is None)


def test_erasing_a_message_leaves_none_of_its_words() -> None:
    text = drafted("restarted checkout-api", "rolled back to v41") or ""
    erased = without_quotes_of(text, MessageRef("C1", ts_of(START + 5 * MINUTE)))
    assert ("restarted" in erased, "rolled back" in erased) == (False, True)


def test_an_active_version_of_many_opened_quotations_is_read_in_linear_time() -> None:
    assert drafted("restarted it", active="“" * 200_000) is not None


def test_hostile_texts_are_read_in_linear_time() -> None:
    assert drafted("`" * 100_000, "restarted " * 10_000, "<@U" * 30_000, "because of " + "(" * 100_000) is not None


FIRST = posted(START, "C1", firing(ALERTS[0]))
STEP = said(START + 5 * MINUTE, "C1", "U1", "restarted checkout-api", FIRST.ts)
OVER = posted(START + 10 * MINUTE, "C1", resolved(ALERTS[0]))
AFTERWARDS = said(START + 15 * MINUTE, "C1", "U2", "root cause was a bad deploy", FIRST.ts)
AGAIN = posted(START + DAY, "C1", firing(ALERTS[0]))
LATER = said(START + 3 * DAY, "C2", "U1", "hello")
ORGANISATION: list[Event] = [
    TeamNamed("team", 0, "a", "A"),
    MemberJoined("in", 0, "U1", "a"),
    OwnerChanged("owner", 0, OwnedKind.SERVICE, "checkout-api", "a"),
]


def store_after(*events: Event, introductions: list[Event] = INTRODUCTIONS) -> MemoryStore:
    store = MemoryStore(POLICY)
    replayed(store, [*introductions, *ORGANISATION, *events, LATER])
    return store


def texts_of(store: MemoryStore) -> list[str]:
    return [one.text for versions in world_of(store).runbooks.values() for one in versions]


BOTH = (
    f"Cause\n- “root cause was a bad deploy” <C1/{AFTERWARDS.ts}>\n\n"
    f"What was done\n- after 5 min, <@U1>: “restarted checkout-api” <C1/{STEP.ts}>"
)


def test_a_draft_is_proposed_once_the_thread_is_quiet() -> None:
    assert texts_of(store_after(FIRST, STEP, OVER, AFTERWARDS)) == [BOTH]


def test_an_incident_that_nobody_touched_gives_no_draft() -> None:
    assert texts_of(store_after(FIRST, OVER)) == []


def test_a_rejected_draft_is_not_proposed_again() -> None:
    alert = next(iter(world_of(store_after(FIRST, STEP, OVER)).alerts))
    rejected = RunbookRejected("no", START + HOUR, alert, 1, "U1")
    remark = said(START + 2 * HOUR, "C1", "U2", "thanks all", FIRST.ts)
    store = store_after(FIRST, STEP, OVER, rejected, remark)
    assert [one.state.value for one in world_of(store).runbooks[alert]] == ["rejected"]


def test_the_words_of_a_deleted_message_are_nowhere_any_more() -> None:
    gone = MessageDeleted("gone", START + 2 * HOUR, "C1", STEP.ts)
    store = store_after(FIRST, STEP, OVER, gone)
    assert ("restarted" in repr(world_of(store)), len(texts_of(store))) == (False, 1)


def test_a_recurrence_loses_nothing_that_was_written_about_the_incident_before() -> None:
    again = posted(START + 20 * MINUTE, "C1", firing(ALERTS[0]))
    scaled = said(START + 21 * MINUTE, "C1", "U1", "scaled the workers to five", again.ts)
    store = store_after(FIRST, STEP, OVER, again, scaled, posted(START + 25 * MINUTE, "C1", resolved(ALERTS[0])))
    assert texts_of(store) == [
        f"What was done\n- after 5 min, <@U1>: “restarted checkout-api” <C1/{STEP.ts}>",
        (
            f"What was done\n- after 5 min, <@U1>: “restarted checkout-api” <C1/{STEP.ts}>"
            f"\n- after 1 min, <@U1>: “scaled the workers to five” <C1/{scaled.ts}>"
        ),
    ]


def test_what_is_said_of_an_incident_after_the_next_one_opened_is_drafted_with_that() -> None:
    late = said(START + DAY + MINUTE, "C1", "U2", "turns out the disk was full", FIRST.ts)
    store = store_after(FIRST, STEP, OVER, AGAIN, late, posted(START + DAY + HOUR, "C1", resolved(ALERTS[0])))
    assert [("restarted" in text, "disk" in text) for text in texts_of(store)] == [(True, False), (True, True)]


@pytest.mark.parametrize("mode", [Mode.OFF, Mode.LIVE])
def test_a_note_is_kept_alike_whether_it_is_heard_before_its_alert_or_after_it(mode: Mode) -> None:
    policy = Policy(default=attrs.evolve(POLICY.default, help_requests=mode))
    long = said(START + SECOND, "C1", "U1", "restarted the consumer " + "x" * 2_000, FIRST.ts)
    kept = []
    for order in ([FIRST, long], [long, FIRST]):
        store = MemoryStore(policy)
        replayed(store, [*INTRODUCTIONS, *order])
        kept.append(
            ([len(one.text) for notes in world_of(store).notes.values() for one in notes], world_of(store).early)
        )
    assert kept == [([1_000], {})] * 2


def test_a_reply_is_not_held_any_more_once_its_root_is_known_to_be_no_alert() -> None:
    store = MemoryStore(Policy(default=attrs.evolve(POLICY.default, help_requests=Mode.OFF)))
    root = said(START, "C1", "U2", "good morning")
    replayed(store, [*INTRODUCTIONS, said(START + SECOND, "C1", "U1", "morning", root.ts), root])
    assert world_of(store).early == {}


PRIVATE: list[Event] = [
    ChannelSeen("C1/seen", 0, "C1", "c1", private=True),
    ChannelJoined("C1/joined", 0, "C1"),
    *INTRODUCTIONS[2:],
]


def test_what_a_private_channel_said_is_not_shown_in_another() -> None:
    store = store_after(FIRST, STEP, OVER, introductions=PRIVATE)
    alert, (version,) = next(iter(world_of(store).runbooks.items()))
    approve = RunbookApproved("yes", START + 3 * DAY, alert, 1, digest_of(version.text), "U1")
    elsewhere = posted(START + 4 * DAY, "C2", firing(ALERTS[0]))
    heard = replayed(store, [approve, elsewhere])
    assert "restarted" not in repr([decision.actions for _, decision in heard])


# A cause that nobody names, what commands showed, and steps that are taken again.


def test_what_was_stated_right_before_the_step_that_helped_is_the_cause_where_nobody_names_one() -> None:
    assert drafted("on it", "one resolver serves a stale record", "flushed the zone", "that did it") == (
        f"Cause\n- “one resolver serves a stale record” {ref(2)} (said right before the step)\n\n"
        f"What was done\n- after 15 min, <@U2>: “flushed the zone” {ref(3)} (then it recovered)"
    )


@pytest.mark.parametrize(
    "text",
    [
        "we should fix this for good",
        "traffic is normal, so not a spike",
        "I am having a closer look now",
        "maybe one resolver serves a stale record",
        "same as last week on Monday",
        "<@U9> owns this resolver I guess",
        "stale record",
    ],
)
def test_what_is_no_statement_about_what_is_wrong_is_no_cause(text: str) -> None:
    assert "Cause" not in (drafted(text, "flushed the zone", "that did it") or "Cause")


def test_what_was_stated_before_a_step_that_did_not_help_is_no_cause() -> None:
    draft = (
        drafted("one resolver serves a stale record", "flushed the zone", "no luck", "rolled back to v41") or "Cause"
    )
    assert "Cause" not in draft


@pytest.mark.parametrize("shown", ["is at 94 %", "says 8132, all `NullPointerException`"])
def test_what_a_command_showed_stands_beside_it(shown: str) -> None:
    draft = drafted(f"`df -h /var` {shown}", "removed the old logs") or ""
    assert f"- `df -h /var` {ref(1)} “{shown.replace('`', '')}” {ref(1)}" in draft


def test_a_step_is_credited_and_not_the_look_before_it() -> None:
    draft = drafted("`select * from pg_locks` shows 25 sessions", "cancelled it, latency dropped at once") or ""
    assert [line for line in draft.splitlines() if "pg_locks" in line and "recovered" in line] == []


PARK = "moved it away with `qtool park --id {}`, depth is falling"


def test_a_step_holds_placeholders_in_its_commands_too() -> None:
    draft = drafted(PARK.format("211549")) or ""
    assert ("211549" in draft, f"“moved it away with qtool park --id {{id}}, depth is falling” {ref(1)}" in draft) == (
        False,
        True,
    )


def test_an_edit_that_leaves_a_step_leaves_its_quotation_with_placeholders() -> None:
    draft, said_now = drafted(PARK.format("211549")) or "", f"{PARK.format('211549')}, phew"
    marked = MessageRef("C1", ref(1).strip("<>").removeprefix("C1/"))
    assert without_old_quotes_of(draft, marked, said_now) == draft


def again(texts: list[str], before: str) -> str:
    """Return a draft after another incident, a day later."""
    notes = [attrs.evolve(one, at=one.at + DAY, ts=ts_of(one.at + DAY)) for one in thread(*texts)]
    return recounted("C1", START + DAY, notes, before)


def test_a_step_that_is_taken_again_is_counted_in_the_draft_that_waits() -> None:
    first = drafted(PARK.format("211549")) or ""
    marker = f"<C1/{ts_of(START + DAY + 5 * MINUTE)}>"
    once_more = again([PARK.format("366485")], first)
    assert once_more == f"{first.partition(chr(10) + chr(10))[0]} (worked 2 of 2 times, last {marker})" + "".join(
        first.partition("\n\n")[1:]
    )


def test_a_step_that_did_not_help_again_is_counted_too_and_one_incident_counts_once() -> None:
    first = drafted(PARK.format("211549")) or ""
    failed = again([PARK.format("366485"), "no luck, still failing"], first)
    assert ("(worked 1 of 2 times, last " in failed, again([PARK.format("366485")], failed)) == (True, failed)


def test_a_step_that_was_taken_again_is_no_news() -> None:
    first = drafted(PARK.format("211549")) or ""
    notes = [attrs.evolve(one, at=one.at + DAY, ts=ts_of(one.at + DAY)) for one in thread(PARK.format("366485"))]
    assert draft_of("C1", START + DAY, notes, first) is None


def test_a_card_says_how_the_draft_that_waits_fits_what_was_done_before() -> None:
    events = [
        event
        for day in range(3)
        for event in (
            posted(START + day * DAY, "C1", firing(ALERTS[0])),
            said(
                START + day * DAY + MINUTE,
                "C1",
                "U1",
                "restarted checkout-api, that fixed it",
                ts_of(START + day * DAY),
            ),
            posted(START + day * DAY + HOUR, "C1", resolved(ALERTS[0])),
        )
    ]
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *events])
    said_last = [action for _, decision in heard for action in decision.actions if isinstance(action, PostMessage)][-1]
    (waits,) = (one for one in plain_text(said_last.body).splitlines() if "awaits approval" in one)
    assert "It matches what was done in 2 of 2 (written from 2 of them)." in waits


def test_the_fourth_time_the_draft_that_waits_says_so_and_stays_one_version() -> None:
    store = MemoryStore(POLICY)
    incidents = [
        event
        for day in range(4)
        for event in (
            posted(START + day * DAY, "C1", firing(ALERTS[0])),
            said(START + day * DAY + MINUTE, "C1", "U1", "restarted checkout-api", ts_of(START + day * DAY)),
            posted(START + day * DAY + HOUR, "C1", resolved(ALERTS[0])),
        )
    ]
    replayed(store, [*INTRODUCTIONS, *incidents, said(START + 5 * DAY, "C2", "U1", "hello")])
    versions = store.of_kind(RunbookVersion)
    assert [(one.number, "worked 4 of 4 times" in one.text, one.digest == digest_of(one.text)) for one in versions] == [
        (1, True, True)
    ]

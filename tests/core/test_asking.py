"""What people ask of ratchet by a command or a mention, as conversations: one answer for each, wherever they ask."""

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
    said,
)
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, dated, ts_of
from ratchet_core.domain import Handover, HelpRequest, Message, MessageRef, OwnedKind, Track, digest_of
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory.store import MemoryStore
from ratchet_core.reading.asking import Ask, Command, ask_in, call_in, thread_in
from ratchet_core.vocabulary.actions import AnswerPrivately, PostMessage, Press
from ratchet_core.vocabulary.decision import Decision, Why
from ratchet_core.vocabulary.events import (
    AlertMuted,
    ButtonPressed,
    ChannelSeen,
    ChannelShared,
    CommandGiven,
    DirectMessageSeen,
    Event,
    GroupSeen,
    Installed,
    MemberJoined,
    Mentioned,
    OwnerChanged,
    PersonSeen,
    ReactionAdded,
    RunbookApproved,
    RunbookWritten,
    TeamNamed,
)
from ratchet_core.vocabulary.rendering import plain_text

FIRED = posted(START, "C1", firing(ALERTS[0]))
ASKED = said(START + 1, "C1", "U2", "how do I rotate the ledger key?")
ALERT = fingerprint_of(FIRED)
AT = START + HOUR
US = Installed("installed", 0, "T1", "U0", "B0")
TEAM: list[Event] = [
    TeamNamed("t", 0, "pay", "Payments"),
    MemberJoined("m", 0, "U1", "pay"),
    OwnerChanged("o", 0, OwnedKind.CHANNEL, "C1", "pay"),
]
GUEST = PersonSeen("U9/seen", 0, "U9", "Guest", external=True)


def run(*events: Event, policy: Policy = POLICY) -> tuple[MemoryStore, Decision]:
    store = MemoryStore(policy)
    heard = replayed(store, [*INTRODUCTIONS, GUEST, US, *events])
    return store, next(decision for event, decision in heard if event == events[-1])


def answer(*events: Event, policy: Policy = POLICY) -> list[str]:
    action = run(*events, policy=policy)[1].actions[-1]
    assert isinstance(action, AnswerPrivately | PostMessage)
    return plain_text(action.body).splitlines()


def command(text: str, person: str = "U1", channel: str = "C1", at: int = AT) -> CommandGiven:
    return CommandGiven(f"c/{at}", at, person, channel, text, "T1")


def mention(text: str, thread: str | None = None, person: str = "U1") -> Mentioned:
    return Mentioned("call", AT, "C1", ts_of(AT), thread, person, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@U0 status", Ask(Command.STATUS, "status")),
        ("@U0status", Ask(Command.STATUS, "status")),
        ("@U0\nstatus", Ask(Command.STATUS, "status")),
        ("@ratchet: Why?", Ask(Command.WHY, "Why")),
        ("hey @U0 handover 2d", Ask(Command.HANDOVER, "handover", "2d", direct=False)),
        ("status @U0", Ask(Command.STATUS, "status")),
        ("@U0", Ask(None)),
        ("thanks to @U0", Ask(None, direct=False)),
        ("@U0 why is the ledger down?", Ask(None, "why", "is the ledger down?")),
        ("@U0 why is this firing?", Ask(Command.WHY, "why", "is this firing?")),
        ("@U0 why are you silent", Ask(Command.WHY, "why", "are you silent")),
        ("@U0 why is the ledger down", Ask(None, "why", "is the ledger down")),
        ("does @U0 status work for private channels?", Ask(None, "status", "work for private channels?", direct=False)),
        ("@U0 dance", Ask(None, "dance")),
        ("mail me@U0.example", None),
        ("nobody is called", None),
    ],
)
def test_a_call_counts_anywhere_in_a_message(text: str, expected: Ask | None) -> None:
    assert call_in(text, ("U0", "ratchet")) == expected


@pytest.mark.parametrize(
    ("text", "command"), [("settings", Command.SETUP), ("set up", Command.SETUP), ("/ratchet why", Command.WHY)]
)
def test_a_command_is_known_by_its_other_names(text: str, command: Command) -> None:
    assert ask_in(text).command is command


@pytest.mark.parametrize(
    ("text", "followed"),
    [
        ("@U0 why is this firing", False),
        ("@U0 why is this firing?", False),
        ("hello team, @U0 status", False),
        ("why is checkout down? @U0 status", True),
        ("@U0 why is checkout down?", True),
        ("can somebody restart checkout? cc @U0", True),
    ],
)
def test_a_question_to_people_is_followed_and_a_command_to_ratchet_is_not(text: str, followed: bool) -> None:
    store, _ = run(said(AT, "C1", "U3", text), mention(text, person="U3"))
    assert bool(store.of_kind(HelpRequest)) is followed


def test_why_asked_in_a_sentence_in_an_alerts_thread_is_about_that_alert() -> None:
    assert answer(FIRED, mention("@U0 why is this firing?", FIRED.ts))[0] == "Why: HighErrorRate, incident 1"


def test_a_link_leads_to_the_thread_of_its_message() -> None:
    link = "https://acme.slack.com/archives/C1/p1767607260000100?thread_ts=1767607200.000000&cid=C1"
    assert [thread_in(one) for one in (link, link.partition("?")[0], "no link")] == [
        MessageRef("C1", "1767607200.000000"),
        MessageRef("C1", "1767607260.000100"),
        None,
    ]


def test_a_moment_is_written_by_the_clock_of_its_offset() -> None:
    assert [dated(one, ahead) for one, ahead in ((0, 0), (START, 60), (START, -90), (951_782_400_000_000, 0))] == [
        "1 Jan 00:00 UTC",
        "5 Jan 11:00 UTC+1",
        "5 Jan 08:30 UTC-1:30",
        "29 Feb 00:00 UTC",
    ]


def test_a_mention_is_answered_in_its_thread_as_a_command_is_answered_privately() -> None:
    (post,) = run(FIRED, mention("@U0 status"))[1].actions
    (told,) = run(FIRED, command("status"))[1].actions
    assert isinstance(post, PostMessage)
    assert isinstance(told, AnswerPrivately)
    assert (post.thread, post.body) == (ts_of(AT), told.body)


def test_a_command_by_mention_is_answered_each_time_also_where_help_was_given() -> None:
    called = mention("@U0 dance")
    again = attrs.evolve(mention("@U0 status"), id="again", thread=called.ts)
    assert answer(called, again)[0] == "What I do in #c1"


def test_a_misspelt_command_is_answered_also_the_second_time_and_thanks_are_not() -> None:
    called = mention("@U0 dance")
    again = attrs.evolve(mention("@U0 staus"), id="again", thread=called.ts)
    thanks = attrs.evolve(mention("@U0 thanks"), id="thanks", thread=called.ts)
    assert answer(called, again)[0] == "I do not know “staus”. This is what I can do:"
    assert run(called, thanks)[1].reasons[0].why is Why.NOTHING_TO_DO


def test_what_is_asked_of_ratchet_is_neither_a_question_nor_an_answer_nor_a_note() -> None:
    texts = ("@U0 why?", "@U0 status")
    written = [said(AT + n, "C1", "U3", text) for n, text in enumerate(texts)]
    replies = [said(AT + 9, "C1", "U3", "@U0 why", ASKED.ts), said(AT + 10, "C1", "U3", "@U0 why", FIRED.ts)]
    store, decision = run(FIRED, ASKED, *written, *replies)
    assert [(one.root.ts, one.replies) for one in store.of_kind(HelpRequest)] == [(ASKED.ts, 0)]
    assert [one.ref.ts for one in store.of_kind(Message) if one.kept is not None] == [ASKED.ts]
    assert decision.reasons[0].why is Why.ASKED_OF_RATCHET


@pytest.mark.parametrize(
    ("text", "is_note"),
    [
        ("@U0 who owns checkout-api?", False),
        ("@ratchet, what was deployed today?", False),
        ("@U0 I restarted the pod", True),
        ("I restarted it; does @U0 know who owns that?", True),
    ],
)
def test_a_question_that_begins_with_ratchets_name_is_no_note_in_a_thread(text: str, is_note: bool) -> None:
    store, _ = run(FIRED, said(AT, "C1", "U3", text, FIRED.ts))
    assert bool([one for one in store.of_kind(Message) if one.kept is not None]) == is_note


def test_a_question_to_ratchet_is_no_reply_to_the_question_above_it() -> None:
    store, _ = run(ASKED, said(AT, "C1", "U3", "@U0 who owns the ledger?", ASKED.ts))
    assert [one.replies for one in store.of_kind(HelpRequest)] == [0]


def test_somebody_external_is_told_that_they_may_not_ask() -> None:
    refusal = ["You are external, and only people of the company may do this; ask one of them."]
    assert [answer(FIRED, command(one, "U9")) for one in ("why", "handover", "team", "runbook x")] == [refusal] * 4


def test_why_in_the_thread_of_an_alert_is_about_its_incident() -> None:
    assert answer(*TEAM, FIRED, mention("@U0 why", FIRED.ts)) == [
        "Why: HighErrorRate, incident 1",
        "I read the bot's message as the alert HighErrorRate.",
        f"It has been open for 1 h: its thread [C1/{FIRED.ts}]",
        f"I posted its card [C1/{ts_of(START + 1)}] at once, because it is critical.",
        "Owner: Payments, which owns this channel.",
        "Service: checkout-api, which the alert names.",
    ]


def test_the_button_of_a_card_says_the_same_to_whoever_presses_it() -> None:
    (card,) = (one for one in run(FIRED)[1].actions if isinstance(one, PostMessage))
    about = card.about
    pressed = ButtonPressed("press", AT, "C1", "1.5", "U1", Press.WHY, about, "T1")
    assert answer(*TEAM, FIRED, pressed) == answer(*TEAM, FIRED, mention("@U0 why", FIRED.ts))


@pytest.mark.parametrize(
    ("cards", "events", "line"),
    [
        (Mode.OFF, [FIRED], "No card: cards are off in this channel. `/ratchet setup` turns them on."),
        (
            Mode.SHADOW,
            [FIRED],
            "No card: cards are in shadow here, so I only record them. `/ratchet setup` turns them on.",
        ),
        (
            Mode.LIVE,
            [posted(AT - 1, "C1", firing(ALERTS[0], "warning"))],
            "Its card waits 2 min: an alert that resolves by itself within that time gets none.",
        ),
        (
            Mode.LIVE,
            [
                posted(START, "C1", firing(ALERTS[0], "warning")),
                posted(START + MINUTE, "C1", resolved(ALERTS[0])),
            ],
            "No card: it was over before a card was due, or I heard of it too late.",
        ),
    ],
)
def test_why_says_what_became_of_the_card(cards: Mode, events: list[Event], line: str) -> None:
    policy = Policy(default=attrs.evolve(EVERYTHING, cards=cards))
    assert line in answer(*events, command("why higherrorrate"), policy=policy)


def test_why_in_the_thread_of_a_question_says_what_it_waits_for() -> None:
    reminding = Policy(default=attrs.evolve(EVERYTHING, reminders=Mode.LIVE))
    assert answer(*TEAM, ASKED, mention("@U0 why", ASKED.ts), policy=reminding) == [
        "Why: this help request",
        "I follow it because it reads as a question or a request for help.",
        "Nobody has answered it for 59 min.",
        "It waits for Payments.",
        "I remind its owners at 5 Jan 14:00 UTC.",
        "No earlier answer: answers are off here. `/ratchet setup` changes that.",
    ]


def test_why_elsewhere_is_about_the_channel() -> None:
    assert answer(command("why"))[:2] == [
        "Why I speak or stay silent in #c1",
        "Nobody has set this channel up yet. `/ratchet setup` does.",
    ]


def test_why_of_an_unknown_name_says_which_may_be_meant() -> None:
    assert answer(FIRED, command("why HighErrorRates")) == [
        "There is no alert “HighErrorRates” in this channel; did you mean “HighErrorRate”?"
    ]


def test_nothing_of_a_private_channel_is_told_in_another() -> None:
    private = ChannelSeen("private", 1, "C2", "c2", private=True)
    there = posted(START, "C2", firing(ALERTS[1]))
    link = f"https://acme.slack.com/archives/C2/p{there.ts.replace('.', '')}"
    assert answer(private, there, command(f"why {link}")) == [
        "That message is in another channel, which not everybody here may read. Ask me there."
    ]


OVER = [posted(START + 2, "C1", firing(ALERTS[1])), posted(START + 20 * MINUTE, "C1", resolved(ALERTS[1]))]


def test_a_handover_tells_what_is_open_what_waits_what_is_muted_and_what_ended() -> None:
    looked = ReactionAdded("eyes", START + MINUTE, "C1", FIRED.ts, None, "U3", "eyes")
    muted = AlertMuted("mute", START + 30 * MINUTE, fingerprint_of(OVER[0]), "C1", START + DAY, "resizing", "U2")
    told = answer(FIRED, ASKED, *OVER, looked, muted, command("handover"))
    assert told == [
        "Handover of #c1, the last 12 h: 1 open alert, 1 waiting question",
        f"Open: HighErrorRate (critical), for 1 h, seen by @U3: card [C1/{ts_of(START + 1)}]",
        f"@U2 has waited 59 min for an answer: the question [C1/{ASKED.ts}]",
        f"Muted until 6 Jan 10:00 UTC: QueueStuck, by @U2: card [C1/{ts_of(START + 3)}]",
        f"Resolved 40 min ago, after 19 min: QueueStuck: card [C1/{ts_of(START + 3)}]",
    ]


def test_a_handover_names_who_looked_at_an_open_alert_and_who_wrote_in_its_thread_since_it_opened() -> None:
    looked = ReactionAdded("eyes", START + 9 * MINUTE, "C1", FIRED.ts, None, "U3", "eyes")
    wrote = [said(START + at * MINUTE, "C1", who, "looking", FIRED.ts) for at, who in ((5, "U2"), (20, "U3"))]
    (line,) = (one for one in answer(FIRED, *wrote, looked, command("handover")) if one.startswith("Open"))
    assert line.partition(": card")[0] == "Open: HighErrorRate (critical), for 1 h, seen by @U2, @U3"


@pytest.mark.parametrize("rest", ["12x", "2 days", "#alerts 3w"])
def test_a_handover_of_a_time_that_cannot_be_read_says_how_to_write_one(rest: str) -> None:
    word = next(one for one in rest.split() if one[0].isdigit())
    assert answer(command(f"handover {rest}")) == [f"“{word}” is not a time that I can read; write it as 12h or 2d."]


def test_a_handover_looks_back_to_the_one_before_or_as_far_as_is_asked() -> None:
    first, second = command("handover"), command("handover", at=AT + 3 * HOUR)
    asked = command("handover 2d", at=AT + 3 * HOUR)
    soon = command("handover", at=AT + MINUTE)
    headlines = [answer(*events)[0] for events in ([first, second], [first, asked], [first, soon])]
    assert [one.partition(":")[0] for one in headlines] == [
        "Handover of #c1, the last 3 h",
        "Handover of #c1, the last 2 d",
        "Handover of #c1, the last 12 h",
    ]
    assert run(first, soon)[0].of_kind(Handover) == [Handover("C1", AT)]


def test_a_handover_of_more_than_it_lists_says_how_much_more_there_is_and_begins_with_what_is_critical() -> None:
    fired = [posted(START + n, "C1", firing(f"Late{'ABCDEF'[n // 6]}{'QRSTUV'[n % 6]}", "warning")) for n in range(35)]
    asked = [said(START + MINUTE + n, "C1", f"W{n}", "how do I rotate the ledger key?") for n in range(25)]
    told = answer(*fired, posted(START + MINUTE, "C1", firing("Worst svc", "critical")), *asked, command("handover"))
    assert (told[0], told[1].partition(",")[0], told[31], told[-1], len(told)) == (
        "Handover of #c1, the last 12 h: 36 open alerts, 20+ waiting questions",
        "Open: Worst (critical)",
        "... and 6 more alerts are open",
        "These 20 questions have waited longest; there may be more.",
        1 + 30 + 1 + 20 + 1,
    )


FIRST = said(START + MINUTE, "C1", "U2", "how do I rotate the ledger key?")
SECOND = said(START + 2 * MINUTE, "C1", "U2", "and where do I find the vault of the ledger?")
REPLY = said(START + 9 * MINUTE, "C1", "U3", "run `vaultctl rotate` in the vault of the ledger", SECOND.ts)


@pytest.mark.parametrize("asked", ["status", "handover"])
@pytest.mark.parametrize(("replies", "count"), [((), 1), ((REPLY,), 0)])
def test_a_question_waits_with_what_continues_it_as_one(asked: str, replies: tuple[Event, ...], count: int) -> None:
    shown = "\n".join(answer(FIRST, SECOND, *replies, command(asked)))
    assert shown.count("for an answer: ") == count


def test_a_quiet_channel_says_that_nothing_waits() -> None:
    assert answer(command("handover"))[1:] == ["Nothing is open, and nothing waits."]


def test_a_direct_message_names_the_channel_that_it_asks_about() -> None:
    direct = DirectMessageSeen("direct", AT, "D1", ts_of(AT), None, "U1", "status #c1")
    assert answer(direct)[0] == "What I do in #c1"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("status", "Ask this in a channel, or name one: for example, status #payments."),
        ("handover", "Ask this in a channel, or name one: for example, handover #payments."),
        ("summary", "Ask this in the thread that it is about, or add an alert's name or a message's link."),
    ],
)
def test_a_direct_message_that_names_no_channel_is_told_how_to(text: str, said: str) -> None:
    assert answer(DirectMessageSeen("direct", AT, "D1", ts_of(AT), None, "U1", text)) == [said]


def test_a_mention_that_wants_a_form_is_given_a_button_for_it() -> None:
    posts = [run(FIRED, mention(text, thread))[1].actions[-1] for text, thread in _FORMS]
    assert [[one.does for one in post.body.buttons] for post in posts if isinstance(post, PostMessage)] == [
        [Press.SET_UP],
        [Press.MUTE],
        [Press.MUTE],
    ]


_FORMS = (("@U0 setup", None), ("@U0 mute HighErrorRate", None), ("@U0 mute", FIRED.ts))


def test_where_another_company_listens_a_command_is_answered_to_the_person_alone() -> None:
    (told,) = run(ChannelShared("shared", 1, "C1"), mention("@U0 status"))[1].actions
    assert isinstance(told, AnswerPrivately)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("team", "Your teams"),
        ("team payments", "Payments"),
        ("team paymants", "There is no team “paymants”; did you mean “Payments”?"),
        ("team rename Payments to Money", "The team Payments is now called Money."),
        ("team add @U77 to Payments", "I do not know who “@U77” is; name them by a mention, as @PERSON."),
        ("team sync Payments with @oncall", "Payments has 2 new members, from @oncall."),
        ("team sync Payments with @oncal", "There is no user group 'oncal'; did you mean 'oncall'?"),
        ("team transfer #c1 to nobody", "#c1 belongs to nobody now."),
        ("team merge Payments", "Write it as `/ratchet team merge NAME into OTHER`."),
        ("team add @U1 to payments", "Nothing changed: it was so already."),
    ],
)
def test_teams_are_shown_and_changed(text: str, line: str) -> None:
    group = GroupSeen("group", 0, "S1", "oncall", ("U1", "U2", "U3", "U9"))
    assert answer(*TEAM, group, command(text))[0] == line


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("team add @U3 to Payments", ["Done.", "@U3 is a member of Payments now."]),
        ("team remove @U1 from payments", ["Done.", "@U1 is no longer a member of payments."]),
    ],
)
def test_a_member_is_named_by_data_so_that_their_name_goes_with_them(text: str, lines: list[str]) -> None:
    assert answer(*TEAM, command(text)) == lines


def test_a_refusal_is_kept_with_an_id_and_told_to_whoever_asked_as_you() -> None:
    seen = PersonSeen("seen", 1, "U2", "Tomasz", external=False)
    decision = run(*TEAM, seen, command("team rename Payments to Money", "U2"))[1]
    told = [one.body.headline for one in decision.actions if isinstance(one, AnswerPrivately)]
    assert ([one.about for one in decision.reasons], told) == (
        ["only members of Payments may do this, and U2 is not one; ask one of them"],
        ["Only members of Payments may do this, and you are not one; ask one of them."],
    )


def test_a_team_is_changed_by_its_members_alone() -> None:
    decision = run(*TEAM, command("team rename Payments to Money", "U2"))[1]
    assert (decision.changes, decision.reasons[0].why) == ((), Why.NOT_ALLOWED)


def test_a_runbook_is_asked_for_by_its_alert_and_those_that_there_are_are_named() -> None:
    assert answer(FIRED, command("runbook HighErrorRate"))[0] == "HighErrorRate has no runbook yet."
    assert answer(FIRED, command("runbook")) == [
        "Which alert? Write /ratchet runbook and one of these names:",
        "HighErrorRate",
    ]
    assert answer(command("runbook")) == ["No alert has fired in this channel yet."]


SERVICES = ("shop-api", "ledger")
TWINS = [posted(START + at, "C1", firing(f"HighErrorRate {one}")) for at, one in enumerate(SERVICES)]


@pytest.mark.parametrize("asked", ["summary", "status", "handover"])
def test_alerts_of_one_name_are_told_apart_by_their_services(asked: str) -> None:
    shown = "\n".join(answer(*TWINS, command(asked)))
    assert ["HighErrorRate on shop-api" in shown, "HighErrorRate on ledger" in shown] == [True, True]


def test_an_alert_is_asked_about_by_the_name_that_tells_it_apart() -> None:
    store, decision = run(*TWINS, command("summary HighErrorRate on ledger"))
    (alarm,) = decision.actions
    service = next(one.service for one in store.of_kind(Track) if one.alert == getattr(alarm.about, "alert", ""))
    assert service == "ledger"


def test_a_runbook_is_told_to_its_last_line() -> None:
    text = "\n".join(f"{number}. Restart shard {number}." for number in range(1, 101))
    written = RunbookWritten("w", START + 1, ALERT, text, "U1")
    approved = RunbookApproved("a", START + 2, ALERT, 1, digest_of(text), "U1")
    told = answer(*TEAM, FIRED, written, approved, command("runbook HighErrorRate"))
    assert told[:-1] == ["Runbook of HighErrorRate, v1", *text.splitlines()]

"""What a card says: its lines as people read them, and how many of each there are."""

import attrs
import pytest
from histories import EVERYTHING, INTRODUCTIONS, POLICY, START, fingerprint_of, posted, replayed, resolved, said
from ratchet_core.basis.content import Content, Field
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, SECOND, Instant, ts_of
from ratchet_core.domain import OwnedKind, RunbookVersion, digest_of
from ratchet_core.domain.policy import Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.vocabulary.actions import MessageLink, PersonMention, Plain, PostMessage, UpdateMessage
from ratchet_core.vocabulary.events import (
    ChannelJoined,
    ChannelSeen,
    ChannelShared,
    Event,
    MemberJoined,
    MessageSeen,
    OwnerChanged,
    RunbookApproved,
    RunbookWritten,
    ServiceNamed,
    ServicesMerged,
    SharingAgreed,
    TeamNamed,
)

NAME = "HighErrorRate checkout-api"


def content(state: str, name: str = NAME, severity: str = " (prod critical)", members: tuple[str, ...] = ()) -> Content:
    title = f"[{state}] {name}{severity}"
    text = "\n".join([title, *(f"instance = {one}" for one in members)])
    return Content(text=text, title=title, colour="a30200" if state.startswith("FIRING") else "2eb886")


def fires(after: Instant, channel: str = "C1", name: str = NAME) -> Event:
    return posted(START + after, channel, content("FIRING:1", name))


def ends(after: Instant) -> Event:
    return posted(START + after, "C1", resolved(NAME))


FIRES = fires(0)
ALERT = fingerprint_of(FIRES)


def text_of(pieces: tuple[object, ...]) -> str:
    """Return a line as people read it: links as their label with the timestamp, mentions as the person."""
    parts = []
    for one in pieces:
        match one:
            case Plain(text):
                parts.append(text)
            case MessageLink(channel, ts, label):
                parts.append(f"[{label} {channel}/{ts}]")
            case PersonMention(person):
                parts.append(f"@{person}")
    return "".join(parts)


def cards(*events: Event, policy: Policy = POLICY, channel: str = "C1") -> list[list[str]]:
    """Return every wording of the cards in a channel: the headline and the lines."""
    heard = replayed(MemoryStore(policy), [*INTRODUCTIONS, *events])
    return [
        [one.body.headline, *(text_of(line.pieces) for line in one.body.lines)]
        for _, decision in heard
        for one in decision.actions
        if isinstance(one, PostMessage | UpdateMessage) and one.channel == channel
    ]


def lines(begins: str, *events: Event, policy: Policy = POLICY) -> list[str]:
    """Return the lines of the last card that begin with something."""
    return [line for line in cards(*events, policy=policy)[-1] if line.startswith(begins)]


def test_the_first_card_of_an_alert_says_what_is_known() -> None:
    assert cards(FIRES) == [
        [
            "HighErrorRate on checkout-api, critical",
            "Firing.",
            "Owner: none recorded for checkout-api.",
            "First time seen (ratchet joined this channel recently).",
            "Runbook: none yet.",
        ]
    ]


HELLO = said(START - 31 * DAY, "C1", "U1", "good morning")


@pytest.mark.parametrize(
    ("read", "line"),
    [
        (HOUR - SECOND, "First time seen (ratchet joined this channel recently)."),
        (HOUR, "First time seen in the 1 h since ratchet joined."),
        (3 * DAY, "First time seen in the 3 d since ratchet joined."),
        (30 * DAY, "First time seen in the last 30 days."),
        (90 * DAY, "First time seen in the last 30 days."),
    ],
)
def test_it_says_for_how_long_the_alert_was_not_seen(read: Instant, line: str) -> None:
    assert lines("First time seen", said(START - read, "C1", "U1", "good morning"), FIRES) == [line]


def test_it_says_how_often_it_fired_before_and_for_how_long_in_the_mean() -> None:
    course = [fires(0), ends(10 * MINUTE), fires(DAY), ends(DAY + 20 * MINUTE), fires(2 * DAY)]
    assert lines("Fired", HELLO, *course) == ["Fired 2 times before in the last 30 days, for 15 min on average."]


def test_it_counts_the_incidents_of_the_last_thirty_days_alone() -> None:
    course = [fires(0), ends(10 * MINUTE), fires(20 * DAY), ends(20 * DAY + 20 * MINUTE), fires(31 * DAY)]
    assert lines("Fired", HELLO, *course) == ["Fired once before in the last 30 days, for 20 min on average."]


def test_it_says_what_became_of_it_the_last_time_with_a_link() -> None:
    course = [fires(0), ends(10 * MINUTE), fires(3 * DAY)]
    assert lines("Last time", *course) == [
        f"Last time, 3 d earlier, it resolved after 10 min: [thread C1/{ts_of(START)}]"
    ]


def test_it_says_that_it_was_given_up_the_last_time() -> None:
    assert lines("Last time", fires(0), fires(3 * DAY)) == [
        f"Last time, 3 d earlier, it was closed as stale: [thread C1/{ts_of(START)}]"
    ]


OWNED: list[Event] = [
    TeamNamed("t", 0, "a", "Payments"),
    MemberJoined("m", 0, "U2", "a"),
    OwnerChanged("o", 0, OwnedKind.SERVICE, "checkout-api", "a"),
]


def test_it_names_the_team_that_the_policy_gives_the_channel_where_nobody_is_recorded() -> None:
    policy = Policy(default=attrs.evolve(EVERYTHING, team="Desk"))
    assert lines("Owner", FIRES, policy=policy) + lines("Owner", *OWNED, FIRES, policy=policy) == [
        "Owner: Desk.",
        "Owner: Payments.",
    ]


def test_the_owner_of_the_channel_stands_in_where_nobody_owns_the_service() -> None:
    channels: list[Event] = [OwnerChanged("o", 0, OwnedKind.CHANNEL, "C1", "a"), TeamNamed("t", 0, "a", "Base")]
    both: list[Event] = [
        *channels,
        TeamNamed("t2", 0, "b", "Shop"),
        OwnerChanged("o2", 0, OwnedKind.SERVICE, "checkout-api", "b"),
    ]
    assert [lines("Owner", *events, FIRES) for events in (channels, both)] == [["Owner: Base."], ["Owner: Shop."]]


@pytest.mark.parametrize(
    ("name", "headline"),
    [
        ("HighErrorRate checkout-api", "HighErrorRate on Check Out, critical"),
        ("Check Out is slow", "Check Out is slow, critical"),
    ],
)
def test_the_headline_names_the_service_unless_the_alert_does(name: str, headline: str) -> None:
    policy = Policy(default=attrs.evolve(EVERYTHING, service="checkout-api"))
    named = ServiceNamed("s", 0, "checkout-api", "Check Out")
    assert cards(named, fires(0, name=name), policy=policy)[-1][0] == headline


def deployed(after: Instant, channel: str = "C2", version: int = 1) -> Event:
    title = f"Deployed checkout-api v{version} to production"
    return posted(
        START + after,
        channel,
        Content(text=title, title=title, fields=(Field("Service", "checkout-api"),), colour="good"),
    )


def test_it_shows_the_latest_three_deploys_of_the_hour_before_the_older_first() -> None:
    deploys = [deployed(-number * MINUTE, version=number) for number in (70, 50, 40, 30, 20)]
    assert lines("Deployed", *deploys, FIRES) == [
        f"Deployed {at} min before: [Deployed checkout-api v{at} to production C2/{ts_of(START - at * MINUTE)}]"
        for at in (40, 30, 20)
    ]


PRIVATE: list[Event] = [ChannelSeen("C9/seen", 0, "C9", "c9", private=True), ChannelJoined("C9/joined", 0, "C9")]


def test_a_deploy_of_a_private_channel_is_named_in_it_alone() -> None:
    both = (
        cards(*PRIVATE, deployed(-MINUTE, "C9"), FIRES),
        cards(*PRIVATE, deployed(-MINUTE, "C9"), fires(0, "C9"), channel="C9"),
    )
    assert [[line for line in one[-1] if line.startswith("Deployed")] for one in both] == [
        ["Deployed 1 min before: announced in a private channel"],
        [f"Deployed 1 min before: [Deployed checkout-api v1 to production C9/{ts_of(START - MINUTE)}]"],
    ]


def test_a_channel_that_is_shared_with_another_company_hears_nothing_of_a_deploy_elsewhere() -> None:
    shared, agreed = ChannelShared("shared", 1, "C1"), SharingAgreed("agreed", 2, "C1", "U1")
    assert [line for line in cards(shared, agreed, deployed(-MINUTE), FIRES)[-1] if "Deployed" in line] == []


KNOWN = ServiceNamed("s", 0, "checkout-api", "checkout-api")


def asked(before: Instant, channel: str = "C2") -> MessageSeen:
    return said(START - before, channel, f"U{before // SECOND}", "why is checkout-api so slow?")


def test_it_links_the_latest_three_questions_about_the_service_of_the_hour_before_the_older_first() -> None:
    questions = [asked(number * MINUTE) for number in (20, 70, 40, 60, 50)]
    assert lines("Asked", KNOWN, *sorted(questions, key=lambda one: one.at), FIRES) == [
        f"Asked about {number} min before: [question C2/{ts_of(START - number * MINUTE)}]" for number in (50, 40, 20)
    ]


def test_questions_about_the_parts_of_a_service_stand_in_the_order_of_time_too() -> None:
    merged: list[Event] = [
        ServiceNamed("s2", 0, "card-vault", "card-vault"),
        ServicesMerged("m", 1, "card-vault", "checkout-api"),
    ]
    about = [attrs.evolve(asked(at * MINUTE), text=f"why is {name} so slow?") for at, name in NAMED]
    assert lines("Asked", KNOWN, *merged, *about, FIRES) == [
        f"Asked about {at} min before: [question C2/{ts_of(START - at * MINUTE)}]" for at in (40, 30, 20)
    ]


NAMED = [(40, "card-vault"), (30, "checkout-api"), (20, "card-vault")]


@pytest.mark.parametrize(("before", "count"), [(HOUR, 1), (HOUR + SECOND, 0)])
def test_a_question_counts_from_an_hour_before_the_incident_on(before: Instant, count: int) -> None:
    assert len(lines("Asked", KNOWN, asked(before), FIRES)) == count


def test_a_question_of_a_private_channel_is_linked_in_it_alone() -> None:
    there = [KNOWN, *PRIVATE, asked(MINUTE, "C9")]
    elsewhere, here = cards(*there, FIRES), cards(*there, fires(0, "C9"), channel="C9")
    assert ["Asked" in repr(one) for one in (elsewhere, here)] == [False, True]


def test_a_question_that_names_no_service_is_not_linked_because_of_its_channel() -> None:
    policy = Policy(default=attrs.evolve(EVERYTHING, service="checkout-api"))
    question = said(START - MINUTE, "C1", "U1", "how do I rotate the key?")
    assert lines("Asked", KNOWN, question, FIRES, policy=policy) == []


def runbook(text: str, *after: Event) -> list[str]:
    written = RunbookWritten("w", START + HOUR, ALERT, text, "U2")
    approved = RunbookApproved("a", START + HOUR, ALERT, 1, digest_of(text), "U2")
    last = cards(*OWNED, fires(0), ends(MINUTE), written, approved, *after, fires(DAY))[-1]
    return last[next(number for number, line in enumerate(last) if line.startswith("Runbook")) :]


def test_a_runbook_of_thirteen_lines_is_shown_whole_and_of_a_longer_one_how_much_is_left() -> None:
    texts = ["\n".join(f"step {number}" for number in range(count)) for count in (13, 15)]
    first = ["Runbook v1: step 0", *(f"step {number}" for number in range(1, 13))]
    assert [runbook(text) for text in texts] == [first, [*first, "... and 2 more lines"]]


def test_the_latest_version_that_waits_is_named_below_the_runbook() -> None:
    more = [RunbookWritten(f"w/{text}", START + 2 * HOUR, ALERT, text, "U3") for text in ("two", "three")]
    assert runbook("one", *more) == [
        "Runbook v1: one",
        "Runbook: draft v3 awaits approval by Payments. Read and approve it on my home page.",
    ]


@pytest.mark.parametrize(
    ("owned", "buttons", "says"),
    [
        (OWNED, True, "by Payments. Press “Review draft v1” to read and approve it."),
        ([], True, "by an admin. Press “Review draft v1” to read and approve it."),
        ([], False, "by an admin. Read and approve it with `ratchet runbook`."),
    ],
)
def test_a_card_says_who_may_approve_what_waits_and_how(owned: list[Event], says: str, *, buttons: bool) -> None:
    written = RunbookWritten("w", START + HOUR, ALERT, "one", "U2")
    policy = Policy(default=EVERYTHING, card_buttons=buttons)
    last = cards(*owned, fires(0), ends(MINUTE), written, fires(DAY), policy=policy)[-1]
    assert [line for line in last if line.startswith("Runbook")] == [f"Runbook: draft v1 awaits approval {says}"]


HELPED = f"What was done\n- after 1 min, <@U2>: “{{}}” <C1/{ts_of(START + 20 * MINUTE)}>{{}}"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HELPED.format("restarted it", " (then it recovered)"), ["What helped: “restarted it” [message {}]"]),
        (HELPED.format("restarted it", ""), []),
        (
            HELPED.format("restarted it, back to normal", ""),
            ["What helped: “restarted it, back to normal” [message {}]"],
        ),
        (HELPED.format("restarted it", " (then it recovered)").replace("What was done", "Tried, and did not help"), []),
    ],
)
def test_last_time_says_what_helped_where_that_is_known(text: str, says: list[str]) -> None:
    written = RunbookWritten("w", START + HOUR, ALERT, text, "U2")
    last = cards(*OWNED, fires(0), ends(30 * MINUTE), written, fires(DAY))[-1]
    message = f"C1/{ts_of(START + 20 * MINUTE)}"
    assert [line for line in last if line.startswith("What helped")] == [one.format(message) for one in says]


def test_what_helped_in_another_incident_is_not_said_of_the_last() -> None:
    text = HELPED.format("restarted it", " (then it recovered)")
    written = RunbookWritten("w", START + HOUR, ALERT, text, "U2")
    last = cards(*OWNED, fires(0), ends(30 * MINUTE), written, fires(DAY), ends(DAY + HOUR), fires(2 * DAY))[-1]
    assert [line for line in last if line.startswith("What helped")] == []


def test_a_runbooks_citations_are_links_and_people_are_not_called() -> None:
    text = f"What was done\n- after 1 min, <@U2>: “restarted it” <C1/{ts_of(START)}> and more"
    assert runbook(text) == [
        "Runbook v1: What was done",
        f"- after 1 min: “restarted it” [message C1/{ts_of(START)}] and more",
    ]


def test_a_runbook_that_quotes_a_private_channel_is_shown_only_there() -> None:
    store = MemoryStore(POLICY)
    replayed(store, [*INTRODUCTIONS, *OWNED, fires(0), ends(MINUTE)])
    written = RunbookWritten("w", START + HOUR, ALERT, "one", "U2")
    approved = RunbookApproved("a", START + HOUR, ALERT, 1, digest_of("one"), "U2")
    replayed(store, [written])
    (version,) = store.of_kind(RunbookVersion)
    store.put(attrs.evolve(version, only_in="C9"))
    heard = replayed(store, [approved, fires(DAY)])
    (card,) = [one for _, decision in heard for one in decision.actions if isinstance(one, PostMessage)]
    assert text_of(card.body.lines[-1].pieces) == ("Runbook v1 quotes a private channel, so it is shown only there.")

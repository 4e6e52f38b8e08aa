"""Sample records of every kind, for the contract of a store: several groups and orders, every field in several values.

Text is out of the alphabet's order (`B` before `a` before `é`) and has signs that have to be escaped somewhere; moments
do not fit into four bytes.
"""

from collections.abc import Mapping
from typing import Any, Final

from attrs import evolve, frozen

from ratchet_core.basis.instants import ts_of
from ratchet_core.contract.place import START
from ratchet_core.domain import (
    WORKSPACE,
    Alert,
    Alias,
    AskerWords,
    Assistance,
    Behind,
    Card,
    CardState,
    CaughtUp,
    Channel,
    ChannelErasure,
    ChannelSettings,
    Citation,
    DayTotal,
    Digest,
    EarlyReply,
    Erasure,
    Fit,
    GivenAnswer,
    Group,
    HandOff,
    Handover,
    HeldReply,
    HelpRequest,
    Incident,
    IncidentKey,
    IncidentState,
    Inquiry,
    Installation,
    Interval,
    Kept,
    Lesson,
    Look,
    Mark,
    MembershipStart,
    MergedKind,
    MergeStart,
    Message,
    MessageRef,
    ModelSpending,
    Mute,
    Notification,
    Offer,
    OfferKind,
    OwnedKind,
    OwnershipStart,
    Person,
    Quoted,
    Reading,
    Resolution,
    RunbookState,
    RunbookVersion,
    ServiceEntry,
    Settlement,
    Signal,
    SignalKind,
    Source,
    Standing,
    Stated,
    TeamNameStart,
    Template,
    Thread,
    Tick,
    Tie,
    Told,
    Trace,
    Track,
    Verdict,
    Vote,
)
from ratchet_core.domain.policy import ChannelPolicy, Mode, Purpose
from ratchet_core.domain.storms import Budget, Queue, Storm, StormState, Tallies, Tally
from ratchet_core.reading.quotation import ERASED
from ratchet_core.reading.replies import Use
from ratchet_core.reading.speech import Speech
from ratchet_core.recognise.recognised import Kind as MessageKind
from ratchet_core.recognise.recognised import Severity

WORDS: Final = "naïve “quoted” \\ 'text';\n--\t🦊"
NAMES: Final = ("B", "a", "é")


@frozen
class Samples:
    """Records of a kind under keys of their own, and others that take the place of some of them."""

    records: tuple[Any, ...]
    changed: tuple[Any, ...]


def _ref(channel: str, number: int) -> MessageRef:
    return MessageRef(channel, ts_of(START + number))


def _channels() -> Samples:
    bare = tuple(Channel(name, f"#{name}", private=False) for name in NAMES)
    told = Told(1, 2, 3, 4, 5, 6, 7, "é")
    full = Channel("a", WORDS, private=True, joined=True, stay=3, archived=True, shared=True, agreed_by="U1", told=told)
    return Samples(bare, (full,))


def _installations() -> Samples:
    bare = tuple(Installation(name, "U0", "B0") for name in NAMES)
    return Samples(bare, (Installation("a", "é", WORDS, START),))


def _people() -> Samples:
    return Samples(
        tuple(Person(name, name, external=False) for name in NAMES),
        (
            Person(
                "B", WORDS, external=True, active=False, bot=True, guest=True, admin=True, at=START + 1, time_zone="UTC"
            ),
        ),
    )


def _settings() -> Samples:
    bare = tuple(ChannelSettings(name, ChannelPolicy(), "U1", START) for name in NAMES)
    place = ChannelPolicy(Purpose.ALERTS, Mode.LIVE, Mode.SHADOW, service=WORDS, team="é")
    return Samples(bare, (ChannelSettings("a", place, "é", START + 1),))


def _lessons() -> Samples:
    bare = tuple(Lesson(bot, skeleton, MessageKind.DEPLOY, "U1", START) for bot in ("B", "a") for skeleton in NAMES)
    return Samples(bare, (Lesson("a", "é", MessageKind.OTHER, "é", START + 1, "C1"),))


def _traces() -> Samples:
    bare = tuple(Trace(channel, alert, "B1", START) for channel in ("B", "a") for alert in NAMES)
    full = Trace("a", "é", "é", START + 1, False, ("1.5",), "0f", "good", ("x", "ok"), ("ab", "cd"))
    return Samples(bare, (full,))


def _groups() -> Samples:
    bare = tuple(Group(name, name, ("U1", "é"), START) for name in NAMES)
    return Samples(bare, (Group("a", WORDS, (), START + 1),))


def _channel_erasures() -> Samples:
    bare = tuple(ChannelErasure(name, START) for name in NAMES)
    return Samples(bare, (ChannelErasure("a", START + 1),))


def _erasures() -> Samples:
    bare = tuple(Erasure(name, START) for name in NAMES)
    return Samples(bare, (Erasure("a", START + 1),))


def _team_names() -> Samples:
    starts = tuple(TeamNameStart(team, START + at, team) for team in NAMES for at in (2, 1))
    return Samples(starts, (evolve(starts[0], name=WORDS),))


def _merges() -> Samples:
    teams = tuple(MergeStart(MergedKind.TEAM, part, START + at, "é") for part in ("B", "a") for at in (2, 1))
    services = tuple(MergeStart(MergedKind.SERVICE, part, START + 1, "é") for part in ("B", "a"))
    return Samples((*teams, *services), (evolve(teams[0], into=None), evolve(services[1], into="B")))


def _ownerships() -> Samples:
    starts = tuple(
        OwnershipStart(kind, owned, START + at, "a") for kind in OwnedKind for owned in NAMES for at in (2, 1)
    )
    return Samples(starts, (evolve(starts[1], team=None), evolve(starts[4], team="é")))


def _memberships() -> Samples:
    starts = tuple(MembershipStart(team, person, START, True) for team in NAMES for person in NAMES)
    return Samples((*starts, MembershipStart("B", "a", START + 1, False)), (evolve(starts[2], member=False),))


def _services() -> Samples:
    return Samples(tuple(ServiceEntry(name, name) for name in NAMES), (ServiceEntry("a", WORDS, START),))


def _aliases() -> Samples:
    told = (Alias("b-1", "B 1", "a"), Alias("a", "A", "a"), Alias("é", "É", "B"))
    return Samples(told, (Alias("b-1", "b 1", "B", START + 1),))


def _budgets() -> Samples:
    tallies = Tallies((Tally(WORDS, 3), Tally("é", 1)), 2)
    storm = Storm(START, START + 1, tallies, tallies, 6, StormState.POSTED, "1.5", "d", START + 2, 1)
    bare = tuple(Budget(name) for name in NAMES)
    return Samples(bare, (Budget("a", 29_460_120, 10, Queue(29_460_121, 3), Queue(29_460_122, 1), storm),))


def _readings() -> Samples:
    return Samples(tuple(Reading(name, START) for name in NAMES), (Reading("a", START - 1),))


def _caught_up() -> Samples:
    bare = tuple(CaughtUp(name, START) for name in NAMES)
    return Samples(bare, (CaughtUp("a", START + 1, START + 60),))


def _alerts() -> Samples:
    return Samples(tuple(Alert(name, name) for name in NAMES), (Alert("a", WORDS, "checkout", Tie.PERSON),))


_INCIDENT: Final = Incident("B", "a", 1, START, ts_of(START), START + 5)
_ENDED: Final = Incident(
    "B",
    "a",
    2,
    START + 10,
    ts_of(START + 10),
    START + 20,
    Severity.CRITICAL,
    3,
    ("web-1",),
    ("web-1", "é"),
    IncidentState.RESOLVED,
    START + 30,
    ts_of(START + 30),
    "U1",
)


def _tracks() -> Samples:
    bare = tuple(Track(alert, channel, alert, None) for alert in ("B", "a") for channel in NAMES)
    full = Track(
        "a",
        "a",
        WORDS,
        "checkout",
        _ENDED,
        _INCIDENT,
        (
            Signal(START, "1.0", SignalKind.FIRING, Severity.LOW, ("é",), START - 9),
            Signal(1, "2.0", SignalKind.ENDED, by="U1"),
        ),
        (DayTotal(20_458, 2, 30),),
        (START, START + 7),
        Card(CardState.POSTED, 1, "1.0", "1.5", "digest", 2, 3, "withheld", START, (1, START), True, 2),
        START + 8,
        ("1.0", "2.0"),
        START + 9,
    )
    return Samples(bare, (full,))


def _incidents() -> Samples:
    numbered = tuple(  # of one alert in one channel one is open at most, which a store may insist on
        evolve(_INCIDENT if number == _LAST else _ENDED, channel=channel, alert=alert, number=number)
        for channel in NAMES
        for alert in ("B", "a")
        for number in (2, 1, _LAST)
    )
    changed = (evolve(_ENDED, channel="B", alert="B"), evolve(_ENDED, channel="é", alert="a", number=10))
    return Samples(numbered, changed)


_LAST: Final = 10


_FULL_REQUEST: Final = HelpRequest(
    _ref("a", 1),
    "é",
    START + 90,
    ("U1", "U2"),
    2,
    START + 91,
    START + 92,
    START + 93,
    (START + 93, 1),
    START + 94,
    2,
    (
        AskerWords(START + 94, "0.5", Speech.THANKS),
        AskerWords(START + 95, "1.0", Speech.CLOSING),
        AskerWords(START + 96, "2.0", Speech.QUESTION),
    ),
    START + 97,
    START + 98,
    Standing.CUSTOMER,
    "checkout",
    Tie.WORDS,
    "0.5",
    (HandOff("team", "U2", START + 99),),
    Settlement(Resolution.FIXED, "U1", START + 100),
    IncidentKey("C9", "alert", 4),
    START + 101,
    START + 102,
    START + 103,
    "0.7",
)


def _requests() -> Samples:
    bare = tuple(
        HelpRequest(_ref(channel, number), asker, START + at, service=service)
        for channel in ("B", "a")
        for number, asker, at, service in (
            (3, "a", 5, "ledger"),
            (1, "a", 9, None),
            (2, "a", 5, "checkout"),
            (4, "B", 7, "ledger"),
            (5, "B", 7, "ledger"),
            (6, "é", 1, "ledger"),
        )
    )
    earlier, untied = evolve(bare[0], asked_at=START + 11), evolve(bare[3], service=None)
    return Samples(bare, (_FULL_REQUEST, earlier, untied, evolve(bare[10], service="checkout")))


def _held_replies() -> Samples:
    bare = tuple(
        HeldReply(_ref(channel, root), EarlyReply(START + at, ts_of(START + at), person))
        for channel in ("B", "a")
        for root in (1, 2)
        for at, person in ((30, "U1"), (31, "U2"), (29, "U1"), (9, "U1"))
    )
    later = evolve(
        bare[0], reply=evolve(bare[0].reply, at=START + 99, responds=False, speech=Speech.CLOSING, use=Use.RESPONDS)
    )
    return Samples(bare, (later,))


def _ticks() -> Samples:
    bare = tuple(
        Tick(_ref(channel, root), _ref(channel, answer), person, name, START + at)
        for channel in ("B", "a")
        for root, answer, person, name, at in (
            (1, 1, "U1", "white_check_mark", 9),
            (1, 11, "U1", "white_check_mark", 3),
            (1, 11, "é", "heavy_check_mark", 3),
            (2, 2, "U1", "white_check_mark", 5),
        )
    )
    return Samples(bare, (evolve(bare[0], taken_back=True, at=START + 70), evolve(bare[1], root=_ref("B", 2))))


def _looks() -> Samples:
    bare = tuple(
        Look(_ref(channel, number), person, alert, START + at)
        for channel in ("B", "a")
        for number, person, alert, at in ((1, "U1", "a", 9), (2, "U1", "a", 3), (2, "é", "a", 3), (3, "U1", "b", 5))
    )
    return Samples(bare, (evolve(bare[0], taken_back=True, at=START + 70), evolve(bare[1], at=START + 30)))


def _notifications() -> Samples:
    bare = tuple(
        Notification(START + at, _ref(channel, number), MessageKind.DEPLOY, service, f"{channel} {number}", "f")
        for channel in ("B", "a")
        for number, at, service in (
            (1, 9, "ledger"),
            (2, 3, "ledger"),
            (3, 3, "ledger"),
            (4, 5, "checkout"),
            (5, 1, None),
        )
    )
    other = evolve(bare[0], kind=MessageKind.TICKET, title=WORDS, fingerprint="g", tie=Tie.CHANNEL)
    return Samples(bare, (other, evolve(bare[1], at=START + 70), evolve(bare[7], service="checkout")))


def _versions() -> Samples:
    bare = tuple(
        RunbookVersion(alert, number, f"<C{number}/1.0> {alert}", "d", author, START, state)
        for alert in NAMES
        for number, author, state in (
            (3, "U1", RunbookState.PROPOSED),
            (1, "U1", RunbookState.RETIRED),
            (2, "U2", RunbookState.ACTIVE),
            (10, "U1", RunbookState.REJECTED),
            (9, "U2", RunbookState.PROPOSED),
        )
    )
    approved = evolve(
        bare[0],
        text=WORDS,
        digest="e",
        written_at=START + 1,
        state=RunbookState.ACTIVE,
        decided_by="U3",
        assumed=True,
        only_in="C1",
        active_during=(Interval(START, START + 1), Interval(START + 5)),
        fit=Fit(2, 3, 1),
    )
    retired, erased = evolve(bare[2], state=RunbookState.RETIRED), evolve(bare[5], text=ERASED)
    return Samples(bare, (retired, approved, erased, evolve(bare[10], author="U2")))


def _votes() -> Samples:
    bare = tuple(
        Vote(alert, version, person, helpful=True, at=START)
        for alert in NAMES
        for version in (1, 2)
        for person in NAMES
    )
    return Samples(bare, (evolve(bare[4], helpful=False, at=START + 1),))


def _mutes() -> Samples:
    bare = tuple(
        Mute(f"{alert}/{number}", alert, channel, Interval(START, until), "resizing", person)
        for alert in ("B", "a")
        for number, channel, until, person in (
            (1, None, START + 9, "U1"),
            (2, "C2", START + 3, "U1"),
            (3, None, None, "U1"),
            (4, "C2", START + 3, "U2"),
        )
    )
    ended = evolve(
        bare[0], during=Interval(START, START + 1), ended_by="U2", channel="C1", critical=True, turned_critical=True
    )
    return Samples(bare, (ended, evolve(bare[1], reason=""), evolve(bare[5], reason=WORDS, person="U2")))


def _marks() -> Samples:
    bare = tuple(
        Mark(channel, alert, number, Verdict.NOISE, "U1", START)
        for channel in NAMES
        for alert in ("B", "a")
        for number in (1, 10)
    )
    told = tuple(evolve(bare[0], number=20 + at, person=one, reason="é") for at, one in enumerate(("U1", "U2", "U1")))
    reasoned = evolve(bare[3], verdict=Verdict.ACTIONABLE, person="U2", at=START + 1, reason=WORDS)
    return Samples((*bare, *told), (reasoned, evolve(told[0], reason="")))


def _handovers() -> Samples:
    return Samples(tuple(Handover(name, START) for name in NAMES), (Handover("a", START + 1),))


def _digests() -> Samples:
    bare = tuple(Digest(name, START) for name in NAMES)
    told = evolve(bare[0], due=START + 2, again=START + 1, told_at=START, said=("nights", "é"), live=True)
    return Samples(bare, (told, evolve(bare[2], live=True)))


def _assistances() -> Samples:
    bare = tuple(Assistance(_ref(channel, number), "U1", START) for channel in NAMES for number in (2, 1))
    told = evolve(bare[2], person="é", at=START + 1, said=True, stay=1, asked=("1.5", "é"))
    behind = Behind(("é",), ("U",), (_ref("C1", 2),))
    quoted = (Quoted("🦊", Source(_ref("C1", 1)), "owner", (), behind), Quoted("b", Source(alert="a", version=2)))
    stated = (Stated("é", quoted),)
    inquiry = Inquiry("1.0", "é", shadow=True, unsaid=True, ended=True, looked_at=("é", "b"), tries=2)
    inquiry = evolve(inquiry, stated=stated, offers=(Offer(OfferKind.MUTE, "é", "C1", 2),))
    return Samples(bare, (told, evolve(bare[2], inquiry=inquiry), evolve(bare[2], inquiry=Inquiry(""))))


def _given_answers() -> Samples:
    bare = tuple(GivenAnswer(_ref(channel, number)) for channel in NAMES for number in (2, 1))
    quoted = (Quoted("é", Source(_ref("a", 9))), Quoted(WORDS, Source(alert="B", version=2)))
    told = evolve(bare[1], ts="1.5", earlier=_ref("a", 9), reply="2.5", alert="B", tries=3)
    stated = (Stated(WORDS, quoted), Stated("🦊", ()))
    of_model = evolve(bare[2], asked=True, stated=stated, withheld=stated[:1], helped=("é",), missed=("U1", "U2"))
    return Samples(bare, (told, of_model))


def _spendings() -> Samples:
    bare = tuple(ModelSpending(whom, since) for whom in (WORKSPACE, "U1", "é") for since in (3, 1, 2))
    spent = evolve(bare[3], asked=2, answered=1, missed=1, read=9, cached=8, stored=7, written=6, cost=5, promised=4)
    return Samples(bare, (spent,))


def _templates() -> Samples:
    bare = tuple(Template(bot, skeleton, channel) for bot in NAMES for skeleton, channel in (("s2", "C1"), ("s1", "é")))
    return Samples(bare, (evolve(bare[1], red="1.5", green="2.5", asked=True),))


def _citations() -> Samples:
    of_runbooks = tuple(
        Citation(_ref(channel, number), alert) for channel in NAMES for number in (2, 1) for alert in NAMES
    )
    of_answers = tuple(
        Citation(_ref(channel, 1), request=_ref("C2", number), inquiry=number == 1)
        for channel in NAMES
        for number in (2, 1)
    )
    return Samples((*of_runbooks, *of_answers), (of_answers[0],))


def _threads() -> Samples:
    bare = tuple(Thread(_ref(channel, number), "B") for channel in NAMES for number in (2, 1))
    said = (Signal(START, "0.5", SignalKind.FIRING, Severity.HIGH, ("é",)),)
    return Samples(
        bare,
        (
            evolve(
                bare[2],
                alert="a",
                bot="é",
                skeleton=WORDS,
                severity=Severity.LOW,
                members=("é",),
                fired=False,
                edits=said,
                others=("é",),
            ),
        ),
    )


def _messages() -> Samples:
    bare = tuple(
        Message(_ref(channel, number), person, START + at, "0.5", WORDS, kept, "B" if kept is Kept.NOTE else None)
        for channel in ("B", "a")
        for person in ("U1", "é")
        for number, (at, kept) in enumerate(
            ((at, kept) for kept in Kept for at in (7, 3, 5, 3)), start=1 if person == "U1" else 101
        )
    )
    first = {kept: next(one for one in bare if one.kept is kept) for kept in Kept}
    gone = evolve(first[Kept.QUESTION], text="", kept=None, edited_at=START + 80, gone=True)
    adopted = evolve(first[Kept.HELD], kept=Kept.NOTE, alert="a")
    moved = evolve(first[Kept.ANSWER], at=START + 50, thread="0.6")
    wordless = evolve(first[Kept.NOTE], text="", kept=None, edited_at=START)
    return Samples(bare, (gone, adopted, moved, wordless))


SAMPLES: Final[Mapping[type, Samples]] = {
    Installation: _installations(),
    Channel: _channels(),
    ChannelSettings: _settings(),
    ChannelErasure: _channel_erasures(),
    Lesson: _lessons(),
    Trace: _traces(),
    Person: _people(),
    Group: _groups(),
    Erasure: _erasures(),
    TeamNameStart: _team_names(),
    MergeStart: _merges(),
    OwnershipStart: _ownerships(),
    MembershipStart: _memberships(),
    ServiceEntry: _services(),
    Alias: _aliases(),
    Reading: _readings(),
    CaughtUp: _caught_up(),
    Digest: _digests(),
    Budget: _budgets(),
    Alert: _alerts(),
    Track: _tracks(),
    Incident: _incidents(),
    HelpRequest: _requests(),
    HeldReply: _held_replies(),
    Notification: _notifications(),
    RunbookVersion: _versions(),
    Vote: _votes(),
    Mute: _mutes(),
    Mark: _marks(),
    Tick: _ticks(),
    Look: _looks(),
    Assistance: _assistances(),
    Handover: _handovers(),
    GivenAnswer: _given_answers(),
    ModelSpending: _spendings(),
    Template: _templates(),
    Citation: _citations(),
    Thread: _threads(),
    Message: _messages(),
}
"""For every kind of record its samples; `ratchet_core.domain.records.KINDS` names the kinds."""

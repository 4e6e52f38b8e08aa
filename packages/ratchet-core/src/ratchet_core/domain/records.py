"""The records: every noun that is remembered, the key under which it stands, and the orders in which it can be read.

A store keeps rows of these kinds and compares keys; it knows nothing else of them. A key, a group and an order are
plain tuples of text and whole numbers, so that any database can hold them.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar

from attrs import field, frozen

from ratchet_core.basis.instants import Instant
from ratchet_core.domain import OPENINGS, QUESTIONS, CaughtUp, Look
from ratchet_core.domain.alerts import Alert, Lesson, Mute, Template, Thread
from ratchet_core.domain.channels import (
    Channel,
    ChannelErasure,
    ChannelSettings,
    Digest,
    Handover,
    Installation,
    Reading,
)
from ratchet_core.domain.help_requests import Assistance, GivenAnswer, HeldReply, HelpRequest, HelpState, Tick
from ratchet_core.domain.incidents import Incident, Mark, Track
from ratchet_core.domain.merges import MergeStart
from ratchet_core.domain.messages import Citation, Kept, Message
from ratchet_core.domain.notifications import Notification
from ratchet_core.domain.organisation import Erasure, Group, MembershipStart, OwnershipStart, Person, TeamNameStart
from ratchet_core.domain.runbooks import RunbookState, RunbookVersion, Vote
from ratchet_core.domain.services import Alias, ServiceEntry
from ratchet_core.domain.spending import ModelSpending
from ratchet_core.domain.storms import Budget
from ratchet_core.domain.traces import Trace
from ratchet_core.reading.quotation import ERASED, sources_of
from ratchet_core.recognise.recognised import Kind as MessageKind

Record: TypeAlias = (
    Installation
    | Channel
    | ChannelSettings
    | ChannelErasure
    | Lesson
    | Trace
    | Person
    | Group
    | Erasure
    | TeamNameStart
    | MergeStart
    | OwnershipStart
    | MembershipStart
    | ServiceEntry
    | Alias
    | Reading
    | CaughtUp
    | Digest
    | Budget
    | Alert
    | Track
    | Incident
    | HelpRequest
    | HeldReply
    | Notification
    | RunbookVersion
    | Vote
    | Mute
    | Mark
    | Assistance
    | Handover
    | Thread
    | Tick
    | Look
    | Message
    | Citation
    | GivenAnswer
    | ModelSpending
    | Template
)
"""A noun of the domain as it is now, under its key."""

Key: TypeAlias = tuple[str | int, ...]
EVERYWHERE: Final = "*"
"""Stands for the channel of a mute that is one of everywhere, where mutes are read by channel."""
R = TypeVar("R", bound=Any)


@frozen
class Index:
    """An order in which records of a kind can be read: those of one group, in one order.

    `group` is None for a record that is not in the index. An order ends with what tells the records of a group apart.
    """

    group: Callable[[Any], Key | None]
    order: Callable[[Any], Key]


@frozen
class Kind:
    """A kind of record: how it is called where it is stored, its key, and its indexes.

    `directory` says that all records of the kind are held in memory by whoever decides, in a `Directory`.
    `placed_by` names the fields, beside those of the key, that groups and orders are made of, where most changes of
    the records touch none of them; None where nobody has said.
    """

    name: str
    record: type
    key: Callable[[Any], Key]
    indexes: Mapping[str, Index] = field(factory=dict)
    directory: bool = False
    placed_by: tuple[str, ...] | None = None


def _kind(
    record: type,
    name: str,
    key: Callable[[Any], Key],
    placed_by: tuple[str, ...] | None = None,
    **indexes: Index,
) -> Kind:
    return Kind(name, record, key, indexes, placed_by=placed_by)


_LONGEST_FOLDED: Final = 200
"""An order is by so many characters of a name: a database cannot keep text of any length in order."""


def _folded(name: str) -> str:
    return name.casefold()[:_LONGEST_FOLDED]


def _held(record: type, name: str, key: Callable[[Any], Key]) -> Kind:
    return Kind(name, record, key, directory=True)


def _until(mute: Mute) -> Instant:
    return mute.during.since if mute.during.until is None else mute.during.until


def _moment_of_message(message: Message) -> Key:
    return (message.at, message.ref.ts)


def _has_words(message: Message) -> bool:
    return message.kept is not None and message.kept not in OPENINGS


def _citer(citation: Citation) -> Key:
    """Return what tells those apart that quote one message."""
    request = citation.request
    return (citation.alert, "", "") if request is None else (citation.alert, request.channel, request.ts)


def _source_of(version: RunbookVersion) -> Key | None:
    """Return the channel that confines a version, or else the first one that it quotes."""
    source = version.only_in or next((one.channel for one in sources_of(version.text)), None)
    return None if source is None else (source,)


def _is_erasable(version: RunbookVersion) -> bool:
    """Say whether a version is its author's own still: what was approved is the team's."""
    return version.state in (RunbookState.PROPOSED, RunbookState.REJECTED) and version.text != ERASED


KINDS: Final[Mapping[type, Kind]] = {
    kind.record: kind
    for kind in (
        _held(Installation, "installation", lambda one: (one.workspace,)),
        _held(Channel, "channel", lambda one: (one.id,)),
        _held(ChannelSettings, "channel_settings", lambda one: (one.channel,)),
        _held(ChannelErasure, "channel_erasure", lambda one: (one.channel,)),
        _held(Lesson, "lesson", lambda one: (one.bot, one.skeleton)),
        _held(Trace, "trace", lambda one: (one.channel, one.alert)),
        _held(Person, "person", lambda one: (one.id,)),
        _held(Group, "group", lambda one: (one.id,)),
        _held(Erasure, "erasure", lambda one: (one.person,)),
        _held(TeamNameStart, "team_name", lambda one: (one.team, one.since)),
        _held(MergeStart, "merge", lambda one: (one.kind.value, one.part, one.since)),
        _held(OwnershipStart, "ownership", lambda one: (one.kind.value, one.owned, one.since)),
        _held(MembershipStart, "membership", lambda one: (one.team, one.person, one.since)),
        _held(ServiceEntry, "service", lambda one: (one.key,)),
        _held(Alias, "service_alias", lambda one: (one.key,)),
        _held(Reading, "reading", lambda one: (one.channel,)),
        _held(CaughtUp, "caught_up", lambda one: (one.channel,)),
        _held(Digest, "digest", lambda one: (one.channel,)),
        _kind(Budget, "budget", lambda one: (one.channel,)),
        _kind(Alert, "alert", lambda one: (one.fingerprint,)),
        _kind(
            Track,
            "alert_track",
            lambda one: (one.channel, one.alert),
            placed_by=("name",),
            of_alert=Index(lambda one: (one.alert,), lambda one: (one.channel,)),
            in_channel=Index(lambda one: (one.channel,), lambda one: (_folded(one.name), one.alert)),
        ),
        _kind(
            Incident,
            "incident",
            lambda one: (one.channel, one.alert, one.number),
            placed_by=("opened_at", "state"),
            in_state=Index(
                lambda one: (one.channel, one.state.value), lambda one: (one.opened_at, one.alert, one.number)
            ),
            in_channel=Index(lambda one: (one.channel,), lambda one: (one.alert, one.number)),
        ),
        _kind(
            HelpRequest,
            "help_request",
            lambda one: (one.root.channel, one.root.ts),
            placed_by=("asker", "asked_at", "service", "state"),
            asked_by=Index(lambda one: (one.root.channel, one.asker), lambda one: (one.asked_at, one.root.ts)),
            about_service=Index(
                lambda one: None if one.service is None else (one.service,),
                lambda one: (one.asked_at, one.root.channel, one.root.ts),
            ),
            in_channel=Index(lambda one: (one.root.channel,), lambda one: (one.asked_at, one.root.ts)),
            waiting=Index(
                lambda one: (one.root.channel,) if one.state is HelpState.OPEN else None,
                lambda one: (one.asked_at, one.root.ts),
            ),
        ),
        _kind(
            HeldReply,
            "held_reply",
            lambda one: (one.root.channel, one.root.ts, one.reply.ts, one.reply.person),
            in_thread=Index(
                lambda one: (one.root.channel, one.root.ts),
                lambda one: (one.reply.at, one.reply.ts, one.reply.person),
            ),
        ),
        _kind(
            Notification,
            "notification",
            lambda one: (one.message.channel, one.message.ts),
            deploys=Index(
                lambda one: (one.service,) if one.kind is MessageKind.DEPLOY and one.service is not None else None,
                lambda one: (one.at, one.message.channel, one.message.ts),
            ),
            in_channel=Index(lambda one: (one.message.channel,), lambda one: (one.message.ts,)),
        ),
        _kind(
            RunbookVersion,
            "runbook_version",
            lambda one: (one.alert, one.number),
            of_alert=Index(lambda one: (one.alert,), lambda one: (one.number,)),
            active=Index(
                lambda one: (one.alert,) if one.state is RunbookState.ACTIVE else None, lambda one: (one.number,)
            ),
            of_person=Index(
                lambda one: (one.author,) if _is_erasable(one) else None, lambda one: (one.alert, one.number)
            ),
            citing=Index(_source_of, lambda one: (one.written_at, one.alert, one.number)),
            in_state=Index(lambda one: (one.state.value,), lambda one: (one.written_at, one.alert, one.number)),
        ),
        _kind(
            Vote,
            "runbook_vote",
            lambda one: (one.alert, one.version, one.person),
            of_version=Index(lambda one: (one.alert, one.version), lambda one: (one.at, one.person)),
        ),
        _kind(
            Mute,
            "mute",
            lambda one: (one.alert, one.id),
            ending=Index(lambda one: (one.alert,), lambda one: (_until(one), one.id)),
            in_channel=Index(lambda one: (one.channel or EVERYWHERE,), lambda one: (_until(one), one.alert, one.id)),
            of_person=Index(lambda one: (one.person,) if one.reason else None, lambda one: (one.alert, one.id)),
        ),
        _kind(
            Mark,
            "incident_mark",
            lambda one: (one.channel, one.alert, one.number),
            of_person=Index(
                lambda one: (one.person,) if one.reason else None, lambda one: (one.channel, one.alert, one.number)
            ),
            in_channel=Index(lambda one: (one.channel,), lambda one: (one.alert, one.number)),
        ),
        _kind(
            Tick,
            "tick",
            lambda one: (one.message.channel, one.message.ts, one.person, one.name),
            in_thread=Index(
                lambda one: None if one.taken_back else (one.root.channel, one.root.ts),
                lambda one: (one.at, one.message.ts, one.person, one.name),
            ),
        ),
        _kind(GivenAnswer, "given_answer", lambda one: (one.root.channel, one.root.ts)),
        _kind(
            Citation,
            "citation",
            lambda one: (one.message.channel, one.message.ts, *_citer(one)),
            of_message=Index(lambda one: (one.message.channel, one.message.ts), _citer),
            in_channel=Index(lambda one: (one.message.channel,), lambda one: (one.message.ts, *_citer(one))),
        ),
        _kind(
            Look,
            "look",
            lambda one: (one.message.channel, one.message.ts, one.person),
            of_alert=Index(
                lambda one: None if one.taken_back else (one.message.channel, one.alert),
                lambda one: (one.at, one.message.ts, one.person),
            ),
        ),
        _kind(ModelSpending, "model_spending", lambda one: (one.whom, one.since)),
        _kind(
            Template,
            "bot_template",
            lambda one: (one.bot, one.skeleton),
            in_channel=Index(lambda one: (one.channel,), lambda one: (one.bot, one.skeleton)),
        ),
        _kind(Assistance, "assistance", lambda one: (one.root.channel, one.root.ts)),
        _kind(Handover, "handover", lambda one: (one.channel,)),
        _kind(
            Thread,
            "alert_thread",
            lambda one: (one.root.channel, one.root.ts),
            in_channel=Index(lambda one: (one.root.channel,), lambda one: (one.root.ts,)),
        ),
        _kind(
            Message,
            "message",
            lambda one: (one.ref.channel, one.ref.ts),
            asked_by=Index(
                lambda one: (one.ref.channel, one.person) if one.kept in QUESTIONS else None, _moment_of_message
            ),
            answers=Index(
                lambda one: (one.ref.channel, one.thread) if one.kept is Kept.ANSWER else None, _moment_of_message
            ),
            notes=Index(
                lambda one: (one.ref.channel, one.alert) if one.kept is Kept.NOTE else None, _moment_of_message
            ),
            held=Index(
                lambda one: (one.ref.channel, one.thread) if one.kept is Kept.HELD else None, _moment_of_message
            ),
            of_person=Index(
                lambda one: (one.person,) if _has_words(one) else None, lambda one: (one.ref.channel, one.ref.ts)
            ),
            in_channel=Index(lambda one: (one.ref.channel,) if _has_words(one) else None, _moment_of_message),
        ),
    )
}
"""Every kind of record, by its class."""

NAMES: Final[Mapping[str, Kind]] = {kind.name: kind for kind in KINDS.values()}


def key_of(record: Any) -> Key:  # noqa: ANN401 - any record
    """Return the key under which a record stands among those of its kind."""
    return KINDS[type(record)].key(record)


class Get(NamedTuple):  # several lookups for each event are made and found again: a tuple in half the time
    """Ask for the record of a kind under a key."""

    kind: type
    key: Key


class Range(NamedTuple):
    """Ask for records of one group of an index, in its order; at most `limit`, the last ones where `newest` is set.

    `low` and `high` are the beginnings of orders: both ends are taken with them.
    """

    kind: type
    index: str  # type: ignore[assignment]  # nobody asks a lookup where it holds something
    group: Key
    limit: int
    low: Key | None = None
    high: Key | None = None
    newest: bool = False


class Taken(NamedTuple):
    """Ask whether an event with an id was taken before."""

    id: str


Lookup: TypeAlias = Get | Range | Taken
"""What a store can be asked: it compares keys and answers with a record or None, with records, or with yes or no."""

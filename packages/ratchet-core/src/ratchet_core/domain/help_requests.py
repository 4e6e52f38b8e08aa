"""Questions, and what is seen and said of them."""

from enum import StrEnum
from typing import Final

from attrs import field, frozen

from ratchet_core.basis.ids import MessageRef
from ratchet_core.basis.instants import Instant
from ratchet_core.basis.kinds import checked
from ratchet_core.domain.incidents import IncidentKey
from ratchet_core.domain.organisation import Standing
from ratchet_core.domain.services import Tie
from ratchet_core.domain.statements import Stated
from ratchet_core.reading.replies import Use
from ratchet_core.reading.speech import Speech


class HelpState(StrEnum):
    """Where a help request stands."""

    OPEN = "open"
    ANSWERED = "answered"
    RESOLVED = "resolved"


class Resolution(StrEnum):
    """Why a help request counts as resolved: by the asker's closing words, by a tick, or by what a person said."""

    THANKS = "thanks"
    TICK = "tick"
    ANSWERED = "answered"
    FIXED = "fixed"
    DUPLICATE = "duplicate"
    DECLINED = "declined"
    INCIDENT = "incident"
    WITHDRAWN = "withdrawn"


SAYABLE = frozenset(Resolution) - {Resolution.THANKS, Resolution.TICK}
"""The resolutions that a person gives; the others are seen in the thread."""


@frozen
class Settlement:
    """A person said that a help request is resolved, and why."""

    resolution: Resolution
    person: str
    at: Instant


@frozen
class HandOff:
    """A help request was passed to a team, by whom and when."""

    team: str
    person: str
    at: Instant


@frozen(order=True)
class AskerWords:
    """What the asker wrote in the thread of their question: closing words, thanks, or another question."""

    at: Instant
    ts: str
    speech: Speech


@frozen
class HelpRequest:
    """One thread in which a person asked for help; what is seen in it is a minimum, a maximum, a count or a set.

    So replies may arrive in any order. What was asked stands in its message. Where somebody owns the channel, only its
    members respond, and those of a team to which the request was passed.

    Attributes:
        first_response_at: When somebody else first said anything in the thread.
        first_answer_at: When somebody else first said something that may help.
        asked_back_at: When somebody else last wanted to know something of the asker.
        asker_said_at: When the asker last said anything in the thread.
        asked_as: What the asker was to the channel's owner then; None where nobody owned it.
        reminded_of: Since when it had waited when its owners were last reminded of it.
        reminding: Since when it had waited when that was last asked for, and during which stay in the channel.
        answered_at: When an earlier answer was last pointed out.
        answering: During which stay in the channel that was last asked for.
        said: The asker's closing words, thanks and questions in the thread, in the order of time.
        reopened_at: When a person took back that it was resolved.
        ticked_at: The latest tick by anybody.
        service: The key of the service that it is about.
        tie: By what it is tied to that service.
        continues: The timestamp of a question that the same person asked shortly before: both are one request.
        handed: The teams that it was passed to, in the order of time.
        settlement: What a person said of its end; a later question of the asker opens it again.
        incident: The incident that a person linked it to.
        below: The timestamp of the reply in which its asker asks, where the message that began the thread only leads
            to that; `asked_at` is its moment.
    """

    root: MessageRef
    asker: str
    asked_at: Instant
    responders: tuple[str, ...] = ()
    replies: int = 0
    first_response_at: Instant | None = None
    last_response_at: Instant | None = None
    reminded_of: Instant | None = None
    reminding: tuple[Instant, int] | None = None
    answered_at: Instant | None = None
    answering: int | None = None
    said: tuple[AskerWords, ...] = ()
    reopened_at: Instant | None = None
    ticked_at: Instant | None = None
    asked_as: Standing | None = None
    service: str | None = None
    tie: Tie | None = None
    continues: str | None = None
    handed: tuple[HandOff, ...] = ()
    settlement: Settlement | None = None
    incident: IncidentKey | None = None
    first_answer_at: Instant | None = None
    asked_back_at: Instant | None = None
    asker_said_at: Instant | None = None
    below: str | None = None

    @property
    def question(self) -> MessageRef:
        """The message in which it is asked: the one that began the thread, or a reply of the same person."""
        return self.root if self.below is None else MessageRef(self.root.channel, self.below)

    @property
    def waits_for_asker(self) -> bool:
        """Whether somebody wanted to know something of the asker, who has not said anything since."""
        if self.state is not HelpState.OPEN or self.asked_back_at is None:
            return False
        return self.asker_said_at is None or self.asker_said_at < self.asked_back_at

    @property
    def closed_at(self) -> Instant | None:
        """When the asker last wrote closing words."""
        return max(self.ends_said, default=None)

    @property
    def ends_said(self) -> tuple[Instant, ...]:
        """When the asker wrote closing words; thanks are some where somebody may have helped by then."""
        return tuple(one.at for one in self.said if one.speech is Speech.CLOSING or self._is_for_help(one))

    def _is_for_help(self, words: AskerWords) -> bool:
        """Say whether thanks are for help, and not for a promise, a question back, or the help that is hoped for.

        Where somebody owns the channel, it is not kept that a customer helped; so thanks may be for that.
        """
        if words.speech is not Speech.THANKS:
            return False
        if self.first_answer_at is not None and self.first_answer_at <= words.at:
            return True
        is_answered_by_nobody = self.first_response_at is None or self.first_response_at > words.at
        return is_answered_by_nobody and self.asked_as is not None

    @property
    def asked_again_at(self) -> Instant | None:
        """When the asker last asked again in the thread, or a person opened the request again."""
        asked = next((one.at for one in reversed(self.said) if one.speech is Speech.QUESTION), None)
        again = self.reopened_at
        return asked if again is None else max(again, asked or again)

    @property
    def state(self) -> HelpState:
        """Where the request stands: an end resolves it that no later question of the asker follows.

        It is answered once somebody else said something that may help: not by a question back or "no idea".
        """
        if self.resolution is not None:
            return HelpState.RESOLVED
        return HelpState.OPEN if self.first_answer_at is None else HelpState.ANSWERED

    @property
    def resolution(self) -> Resolution | None:
        """Why it counts as resolved: what a person said, else a tick, else closing words; None where it does not."""
        if not self.said and self.ticked_at is None and self.settlement is None:
            return None  # most requests, and asked of every reply
        if self.settlement is not None and self._is_last(self.settlement.at):
            return self.settlement.resolution
        if self._is_last(self.ticked_at):
            return Resolution.TICK
        return Resolution.THANKS if self._is_last(self.closed_at) else None

    def _is_last(self, at: Instant | None) -> bool:
        return at is not None and (self.asked_again_at is None or at >= self.asked_again_at)

    def team_at(self, at: Instant) -> str | None:
        """Return the team that it had last been passed to by a moment, or None."""
        return next((one.team for one in reversed(self.handed) if one.at <= at), None)


@frozen(order=True)
class EarlyReply:
    """A reply that was seen before the message that began its thread; `responds` unless a customer wrote it.

    `speech` is what it is if its writer asked, `use` what it is if somebody else did, also once its words are gone.
    """

    at: Instant
    ts: str
    person: str
    responds: bool = True
    speech: Speech | None = None
    use: Use = Use.HELPS


@frozen
class HeldReply:
    """A reply that is kept until the message that began its thread is known."""

    root: MessageRef
    reply: EarlyReply


@frozen
class Tick:
    """A reaction by which a person says that a question is dealt with, or the word that they took it back.

    `root` began the thread in which the `message` stands.
    """

    root: MessageRef
    message: MessageRef
    person: str
    name: str
    at: Instant
    taken_back: bool = False


@frozen
class GivenAnswer:
    """What answered a question: a reply in an earlier thread or the runbook of an alert, or what a model made of them.

    Attributes:
        root: The question that it answers.
        ts: Where the answer stands; None while it is on its way.
        earlier: The earlier question; None where a runbook answers.
        reply: The timestamp of the reply that is quoted.
        alert: The alert whose runbook answers.
        tries: How often it could not be edited since its sources said something else.
        asked: Whether a model was asked, which is done once for a question.
        stated: What a model says that its sources say; empty where it is quoted alone.
        withheld: What a model would have stated, where its words are in shadow.
        helped: Who said that it helped.
        missed: Who said that it is not what was asked for.
    """

    root: MessageRef
    ts: str | None = None
    earlier: MessageRef | None = None
    reply: str = ""
    alert: str | None = None
    tries: int = 0
    asked: bool = False
    stated: tuple[Stated, ...] = ()
    withheld: tuple[Stated, ...] = ()
    helped: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()


class OfferKind(StrEnum):
    """What a button below an answer of ratchet's offers to do about an alert, or a question."""

    MUTE = "mute"
    RUNBOOK = "runbook"
    RESOLVE = "resolve"
    HAND_OFF = "hand_off"


@frozen
class Offer:
    """A button below an answer: for an alert, as of one of its incidents in a channel, or for a `question` there."""

    kind: OfferKind = field(validator=checked(OfferKind))
    alert: str
    channel: str
    number: int
    question: str = ""


@frozen
class Inquiry:
    """How far the answer is to what a person asked of ratchet in words, which a model looks into.

    Attributes:
        thread: The timestamp of the message that begins the thread in which it is answered.
        ts: Where it is said what is being done, and then what came of it; None while that is on its way.
        shadow: Whether nothing of it is said.
        unsaid: Whether what was being done could not be said: what comes of it is a message of its own.
        ended: Whether it is answered, or given up.
        looked_at: What was read for it, as people are told; gone once that is said.
        offers: The buttons that stand below the answer.
        stated: What it was answered with.
        tries: How often it could not be edited since its sources said something else.
        of: The channels whose alerts or names `looked_at` tells.
        shown: Whether what came of it is seen to stand where it was asked.
    """

    thread: str
    ts: str | None = None
    shadow: bool = False
    unsaid: bool = False
    ended: bool = False
    looked_at: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    stated: tuple[Stated, ...] = ()
    tries: int = 0
    of: tuple[str, ...] = ()
    shown: bool = False


NO_STAY: Final = -1
"""Stands for no stay in a channel: nobody was answered there yet with what ratchet can do."""


@frozen
class Assistance:
    """In a thread ratchet has `said` what it can do, or was asked to during a `stay` in the channel.

    With an `inquiry`, `root` is the message in which ratchet was asked something, which may stand inside a thread.
    Under the message that began a thread, `asked` are the latest messages in it in which ratchet was asked something.
    """

    root: MessageRef
    person: str
    at: Instant
    said: bool = False
    stay: int = 0
    inquiry: Inquiry | None = None
    asked: tuple[str, ...] = ()

"""Works out what each channel is for from its own history, so that a simulation needs no policy to begin with."""

from attrs import define, field

from ratchet_core.domain.policy import ChannelPolicy, Mode, Policy, Purpose
from ratchet_core.reading.speech import Speech, speech_at_first
from ratchet_core.recognise import recognise
from ratchet_core.recognise.filled_forms import form_in
from ratchet_core.recognise.recognised import ALERT_KINDS, Kind
from ratchet_core.vocabulary.events import MessageSeen

ENOUGH = 400
"""After this many messages of a channel its purpose is clear."""

_ALERTS_SHARE = 0.05
_NOTICES_SHARE = 0.2
_QUESTIONS_SHARE = 0.15
_FEW = 3


@define
class ChannelHistory:
    """What the first messages of a channel were."""

    messages: int = 0
    alerts: int = 0
    notices: int = 0
    starts: int = 0
    questions: int = 0

    def add(self, event: MessageSeen) -> None:
        """Count one message."""
        self.messages += 1
        if event.content is not None and event.bot is not None:
            kind = recognise(event.content, event.bot).kind
            is_asked = kind is Kind.OTHER and event.thread is None and form_in(event.content, event.bot) is not None
            self.alerts += kind in ALERT_KINDS
            self.notices += kind not in ALERT_KINDS and not is_asked
            self.starts += is_asked
            self.questions += is_asked
        elif event.thread is None:
            self.starts += 1
            self.questions += speech_at_first(event.text) is Speech.QUESTION

    def why(self) -> str:
        """Say in one line what was counted."""
        return (
            f"of its first {self.messages} messages {self.alerts} are alerts, {self.notices} other notices of bots, "
            f"and {self.questions} of {self.starts} started by people are questions"
        )

    def policy(self) -> ChannelPolicy:
        """Return what ratchet may do in such a channel."""
        if self.alerts >= _FEW and self.alerts >= _ALERTS_SHARE * self.messages:
            return ChannelPolicy(Purpose.ALERTS, Mode.LIVE, Mode.LIVE, Mode.LIVE, self._help(), drafts=Mode.LIVE)
        if self.notices >= _FEW and self.notices >= _NOTICES_SHARE * self.messages:
            return ChannelPolicy(Purpose.NOTIFICATIONS, notifications=Mode.LIVE, help_requests=self._help())
        notifications = Mode.LIVE if self.notices else Mode.OFF
        purpose = Purpose.HELP if self._help() is Mode.LIVE else Purpose.TALK
        answers = Mode.SHADOW if purpose is Purpose.HELP else Mode.OFF
        return ChannelPolicy(
            purpose, notifications=notifications, help_requests=self._help(), answers=answers, reminders=answers
        )

    def _help(self) -> Mode:
        asked = self.questions >= _FEW and self.questions >= _QUESTIONS_SHARE * max(self.starts, 1)
        mostly_people = self.starts > (self.alerts + self.notices) / 4
        return Mode.LIVE if asked and mostly_people else Mode.OFF


@define
class History:
    """What was seen of every channel so far."""

    channels: dict[str, ChannelHistory] = field(factory=dict)

    def wants(self, name: str) -> bool:
        """Say whether more must be known of a channel."""
        seen = self.channels.get(name)
        return seen is None or seen.messages < ENOUGH

    def add(self, name: str, event: MessageSeen) -> None:
        """Count one message of a channel."""
        self.channels.setdefault(name, ChannelHistory()).add(event)

    def policy(self) -> tuple[Policy, dict[str, str]]:
        """Return the policy that fits the history, and for each channel why."""
        channels = {name: seen.policy() for name, seen in sorted(self.channels.items())}
        return Policy(channels=channels), {name: seen.why() for name, seen in self.channels.items()}

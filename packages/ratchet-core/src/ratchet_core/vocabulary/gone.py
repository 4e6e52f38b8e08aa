"""Of which people, channels and messages the words are gone, and by what the lines of a log tell of them.

Whatever names one of them may hold words of theirs, in whatever kind of event: a message, a form, a post that quotes
it. So an event that does loses all that it told, and nothing needs to know where in it words may stand.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import ChannelErased, Event, MessageDeleted, MessageEdited, PersonErased, TimePassed

FOR_EVER: Final = 2**63 - 1

ERASING: Final = ("ChannelErased", "MessageDeleted", "MessageEdited", "PersonErased", "TimePassed")
"""The kinds of the events that may take words; an alarm does where an erasure was too much at once."""

_TS: Final = re.compile(r"[0-9]{1,12}\.[0-9]{1,6}")
BEHAVIOURS: Final = ("channel_erasure", "erasure")
"""The behaviours whose alarms do."""

REFUSED: Final = (Why.ERASED_PERSON.value, Why.ERASED_CHANNEL.value)
"""Why an event was not taken whose words are not to stay either."""

_QUOTING: Final = tuple(
    f'"{one}"'
    for one in (
        "ActionFailed",
        "AnsweredPrivately",
        "FormRefused",
        "FormShown",
        "FormSubmitted",
        "HomePublished",
        "MessagePosted",
        "MessageUpdated",
        "ModelAnswered",
        "RunbookWritten",
        "ToolsRun",
    )
)
"""The kinds of events that may quote messages of others: what ratchet said, and runbooks."""

_RUNBOOKS: Final = ('"RunbookWritten"', '"ModelAnswered"', '"ToolsRun"')
_FORMS: Final = ('"OpenForm"', '"FormSubmitted"', '"RefuseForm"')


class Gone:
    """Names, each with the turn up to which no words of theirs may be told."""

    def __init__(self) -> None:
        """Begin with nothing gone."""
        self._names: dict[str, int] = {}
        self._channels: dict[str, int] = {}
        self._runbooks: dict[str, int] = {}
        self._messages: dict[str, dict[str, int]] = {}
        self._quoted: dict[str, dict[str, int]] = {}
        self._proposals: dict[str, int] = {}

    @property
    def is_nothing(self) -> bool:
        """Whether no words of anybody are gone."""
        return not (self._names or self._channels or self._messages or self._quoted)

    @property
    def names(self) -> Mapping[str, int]:
        """The ids of people and mutes."""
        return self._names

    @property
    def channels(self) -> Mapping[str, int]:
        """The ids of channels."""
        return self._channels

    def erase(self, name: str, until: int = FOR_EVER) -> None:
        """Take the words of a person or a mute up to a turn."""
        _later(self._names, name, until)

    def erase_channel(self, channel: str, until: int = FOR_EVER) -> None:
        """Take what was said in a channel up to a turn."""
        _later(self._channels, channel, until)

    def erase_runbook(self, alert: str, until: int = FOR_EVER) -> None:
        """Take what was written of an alert's runbook up to a turn, in forms too, for it may quote what is gone."""
        _later(self._runbooks, alert, until)
        _later(self._proposals, alert, until)

    def erase_proposals(self, alert: str, until: int = FOR_EVER) -> None:
        """Take what forms say of an alert's runbook up to a turn."""
        _later(self._proposals, alert, until)

    def erase_message(self, channel: str, ts: str, until: int = FOR_EVER) -> None:
        """Take the words of a message up to a turn."""
        _later(self._messages.setdefault(ts, {}), channel, until)

    def erase_quotations(self, channel: str, ts: str, until: int = FOR_EVER) -> None:
        """Take what quotes a message, or answers it, up to a turn; what others said below it stays."""
        _later(self._quoted.setdefault(ts, {}), channel, until)

    def hear(self, event: Event, turn: int, reasons: Iterable[tuple[str, str, str]]) -> None:
        """Take what an event of the log did away with."""
        match event:
            case MessageDeleted():
                self.erase_message(event.channel, event.ts)
            case MessageEdited(bot=None):
                self.erase_message(event.channel, event.ts, turn)
            case PersonErased() if any(why == Why.ERASED for _, why, _ in reasons):
                self.erase(event.person, turn)
            case ChannelErased() if any(why == Why.ERASED for _, why, _ in reasons):
                self.erase_channel(event.channel, turn)
            case _:
                pass

    def is_told_in(self, line: str, turn: int) -> bool:
        """Say whether an event of a turn, as JSON, tells of something whose words are gone."""
        if any(turn < until and f'"{name}"' in line for name, until in self._names.items()):
            return True
        if any(turn < until and _is_named_in(line, channel) for channel, until in self._channels.items()):
            return True
        if self._messages and _tells_of_message(line, turn, self._messages):
            return True
        if self._quoted and any(one in line for one in _QUOTING) and _tells_of_message(line, turn, self._quoted):
            return True
        return _tells_of(line, turn, self._proposals, _FORMS) or _tells_of(line, turn, self._runbooks, _RUNBOOKS)


def _tells_of_message(line: str, turn: int, messages: Mapping[str, Mapping[str, int]]) -> bool:
    named = (messages[ts] for ts in _TS.findall(line) if ts in messages)
    return any(turn < until and channel in line for channels in named for channel, until in channels.items())


def _is_named_in(line: str, channel: str) -> bool:
    """Say whether a line has the id of a channel, also where that begins the name of a message."""
    return channel in line and re.search(rf"(?<!\w){re.escape(channel)}(?!\w)", line) is not None


def _tells_of(line: str, turn: int, alerts: Mapping[str, int], kinds: Iterable[str]) -> bool:
    told = any(turn < until and f'"{alert}"' in line for alert, until in alerts.items())
    return told and any(one in line for one in kinds)


def takes_words(event: Event) -> bool:
    """Say whether an event may take words away: of alarms only those do that go on with an erasure."""
    match event:
        case MessageDeleted() | MessageEdited(bot=None) | PersonErased() | ChannelErased():
            return True
        case TimePassed():
            return event.action.behaviour in BEHAVIOURS
        case _:
            return False


def _later(known: dict[str, int], name: str, until: int) -> None:
    if name:  # nobody is called so
        known[name] = max(until, known.get(name, 0))

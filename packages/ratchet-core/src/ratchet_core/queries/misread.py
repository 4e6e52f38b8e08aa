"""What may be read wrongly of bots' messages, found in what was decided on them: failure must not be silent.

Three signs are looked for: one template in red and in green that is kept as notices, an end that matched nothing that
was open, and a channel whose notices are red for a good part. Each has an example, by which a person can teach the bot.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from attrs import define, field, frozen

from ratchet_core.reading.hidden_secrets import without_secrets
from ratchet_core.recognise import recognise
from ratchet_core.recognise.generic import tone
from ratchet_core.recognise.recognised import Kind
from ratchet_core.recognise.skeleton import shaded, skeleton_of
from ratchet_core.vocabulary.decision import Reason, Why
from ratchet_core.vocabulary.events import Event, MessageEdited, MessageSeen

HEARD: Final = (Why.NOTICE_KEPT, Why.NOTHING_TO_RESOLVE)
"""The reasons of those decisions that tell anything: others need not be listened to."""

_MOST: Final = 1_000
"""How many templates are told apart; a bot that writes prose has no more than that many in a row."""

_AGAIN: Final = 2
_FEW: Final = 6
_SHARE: Final = 3


class Sign(StrEnum):
    """Why a bot's messages may be read wrongly."""

    TWO_COLOURS = "kept as notices, and comes in red and in green"
    UNMATCHED_END = "says that something is over, and nothing of that name was open"
    RED_CHANNEL = "is taken for notices, and a third or more of them are red"


@frozen
class Doubt:
    """One template of a bot, or one channel, that may be read wrongly.

    Attributes:
        sign: Why.
        channel: Where, of its latest message.
        bot: Whose messages they are.
        skeleton: What they have in common, with the colour where it tells one from the other.
        ts: One of them.
        title: Its first line.
        count: How many of them there were.
    """

    sign: Sign
    channel: str
    bot: str
    skeleton: str
    ts: str
    title: str
    count: int


def teaching(one: Doubt, channel: str) -> tuple[str, ...]:
    """Return the words of the command that teaches what is doubtful in a channel of that name, if one does."""
    if one.sign is Sign.RED_CHANNEL:
        return ()
    kind = "notice" if one.sign is Sign.UNMATCHED_END else "firing" if one.skeleton.endswith("(red)") else "end"
    return ("ratchet", "bot", "teach", f"{channel}/{one.ts}", one.bot, one.skeleton, kind)


@define
class _Template:
    """What was seen of one template."""

    shades: Counter[Kind] = field(factory=Counter)
    examples: dict[Kind, tuple[str, str, str]] = field(factory=dict)


@define
class Misread:
    """Listens to events with the reasons of their decisions, and tells in the end what is doubtful."""

    _notices: dict[tuple[str, str], _Template] = field(factory=dict)
    _ends: dict[tuple[str, str], _Template] = field(factory=dict)
    _red: Counter[str] = field(factory=Counter)
    _kept: Counter[str] = field(factory=Counter)

    def hear(self, event: Event, reasons: Iterable[Reason]) -> None:
        """Take one event with the reasons of its decision."""
        if not isinstance(event, MessageSeen | MessageEdited) or event.content is None or event.bot is None:
            return
        whys = {one.why for one in reasons}
        if Why.NOTICE_KEPT in whys:
            shade = tone(event.content)
            self._kept[event.channel] += 1
            self._red[event.channel] += shade is Kind.ALERT_FIRING
            if shade is not None:
                self._note(self._notices, event, shade)
        elif Why.NOTHING_TO_RESOLVE in whys:
            self._note(self._ends, event, Kind.ALERT_RESOLVED)

    def _note(
        self, templates: dict[tuple[str, str], _Template], event: MessageSeen | MessageEdited, shade: Kind
    ) -> None:
        if event.content is None or event.bot is None:
            return
        members = recognise(event.content, event.bot).members if templates is self._ends else ()
        key = event.bot.key, skeleton_of(event.content, members)
        if key not in templates and len(templates) >= _MOST:
            templates.pop(next(iter(templates)))
        known = templates.setdefault(key, _Template())
        known.shades[shade] += 1
        title = without_secrets(event.content.title or event.content.text.partition("\n")[0])
        known.examples[shade] = event.channel, event.ts, title

    def doubts(self) -> tuple[Doubt, ...]:
        """Return what is doubtful, the most frequent first."""
        found = [
            *_doubts(Sign.TWO_COLOURS, self._notices, frozenset({Kind.ALERT_FIRING, Kind.ALERT_RESOLVED})),
            *_doubts(Sign.UNMATCHED_END, self._ends, frozenset({Kind.ALERT_RESOLVED})),
            *(
                Doubt(Sign.RED_CHANNEL, channel, "", "", "", "", red)
                for channel, red in self._red.items()
                if red >= _FEW and red * _SHARE >= self._kept[channel]
            ),
        ]
        return tuple(sorted(found, key=lambda one: (-one.count, one.channel, one.bot, one.skeleton)))


def _doubts(sign: Sign, templates: Mapping[tuple[str, str], _Template], needed: frozenset[Kind]) -> list[Doubt]:
    return [
        Doubt(sign, channel, bot, shaded(skeleton, shade if len(needed) > 1 else None), ts, title, known.shades[shade])
        for (bot, skeleton), known in templates.items()
        if skeleton and needed <= known.shades.keys() and known.shades.total() >= _AGAIN
        for shade in sorted(needed)
        for channel, ts, title in (known.examples[shade],)
    ]

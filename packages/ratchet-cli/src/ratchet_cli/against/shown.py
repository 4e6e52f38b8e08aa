"""Shows what another policy would have changed: as lines for people, and as JSON."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from ratchet_core.basis.instants import described
from ratchet_core.domain.directory import Directory
from ratchet_core.queries.toil.survival import ranked
from ratchet_core.reading.hidden_secrets import without_secrets
from ratchet_core.vocabulary.rendering import plain_text

from ratchet_cli.against.differences import Difference, Differences, How, Side, Speech
from ratchet_cli.terminal.names import channel_name, counted
from ratchet_cli.terminal.steering import visible
from ratchet_cli.terminal.transcript import day_and_time

_ORDER: Final = tuple(How)
_BRIEF: Final = 4
FIRST_ORDER: Final = (
    "Only what follows at first is compared: people would have read something else, and answered differently."
)


def shown_differences(found: Differences, directory: Directory) -> Iterator[str]:
    """Return the lines that say what differs."""
    yield "What the other policy would have changed"
    if not found.counts:
        yield "  Nothing: under both policies the same is said, in the same places, at the same time."
        return
    yield from _totals(found)
    for how in _ORDER:
        what = Counter[str]()
        for (one, kind, _), count in found.counts.items():
            what[kind] += count if one is how else 0
        if what.total():
            yield f"  {how.value}: {', '.join(counted(count, kind) for kind, count in what.most_common() if count)}"
    if found.delays:
        ordered = sorted(map(abs, found.delays))
        yield f"  by {described(ranked(ordered, 50))} at the median, {described(ordered[-1])} at the most"
    yield ""
    yield "By channel"
    channels = Counter[str]()
    for (_, _, channel), count in found.counts.items():
        channels[channel] += count
    for channel, count in channels.most_common():
        yield f"  #{channel_name(directory, channel)}: {counted(count, 'difference')}"
    yield ""
    yield "Examples"
    for (how, _), examples in sorted(found.examples.items(), key=lambda one: _ORDER.index(one[0][0])):
        yield from _example(how, examples[0], directory)
    yield FIRST_ORDER


def _totals(found: Differences) -> Iterator[str]:
    for side, name in ((Side.POLICY, "this policy"), (Side.AGAINST, "the other  ")):
        said = Counter[bool]()
        for (_, _, is_live), count in found.said[side].items():
            said[is_live] += count
        yield f"  {name}: {counted(said[True], 'message and edit', 'messages and edits')}, {said[False]:,} in shadow"


def _example(how: How, one: Difference, directory: Directory) -> Iterator[str]:
    speech = one.speech
    yield f"  {how.value}: {speech.what} in #{channel_name(directory, speech.channel)}"
    yield from _side("before", one.before, directory)
    yield from _side("after ", one.after, directory)


def _side(name: str, speech: Speech | None, directory: Directory) -> Iterator[str]:
    if speech is None or speech.body is None:
        yield f"    {name} | (nothing)"
        return
    shadow = "" if speech.is_live else " (in shadow)"
    lines = visible(without_secrets(plain_text(speech.body, directory.name_of))).splitlines()
    yield f"    {name} | {day_and_time(speech.at)}{shadow} {lines[0] if lines else ''}"
    for line in lines[1:_BRIEF]:
        yield f"           |   {line}"
    if len(lines) > _BRIEF:
        yield f"           |   ... and {counted(len(lines) - _BRIEF, 'more line')}"


def differences_json(found: Differences, directory: Directory) -> dict[str, Any]:
    """Return the object that stands under `differences` in JSON."""
    by_behaviour: dict[str, dict[str, int]] = {}
    by_channel: dict[str, dict[str, int]] = {}
    for (how, what, channel), count in sorted(found.counts.items()):
        kinds = by_behaviour.setdefault(what, {})
        kinds[how.name.lower()] = kinds.get(how.name.lower(), 0) + count
        places = by_channel.setdefault(channel_name(directory, channel), {})
        places[how.name.lower()] = places.get(how.name.lower(), 0) + count
    ordered = sorted(map(abs, found.delays))
    return {
        "by_behaviour": by_behaviour,
        "by_channel": by_channel,
        "shifted_seconds_median": ranked(ordered, 50) // 1_000_000 if ordered else None,
        "examples": [
            {
                "how": one.how.name.lower(),
                "what": one.speech.what,
                "channel": channel_name(directory, one.speech.channel),
                "thread": one.speech.thread,
                "before": _text(one.before, directory),
                "after": _text(one.after, directory),
            }
            for known in found.examples.values()
            for one in known
        ],
        "claims": FIRST_ORDER,
    }


def _text(speech: Speech | None, directory: Directory) -> dict[str, Any] | None:
    if speech is None or speech.body is None:
        return None
    text = plain_text(speech.body, directory.name_of)
    return {"at": day_and_time(speech.at), "live": speech.is_live, "says": text}

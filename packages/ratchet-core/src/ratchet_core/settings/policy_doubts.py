"""Tells what in a policy can be read and makes no sense together."""

from collections.abc import Iterator
from typing import Final

from ratchet_core.domain.policy import ChannelPolicy, Mode, Policy, Purpose
from ratchet_core.settings.toml_lines import line_said, lines_of, said_at

_NEEDS: Final = {
    "cards": "incidents",
    "drafts": "incidents",
    "answers": "help_requests",
    "reminders": "help_requests",
}
"""What each behaviour that speaks needs to be kept, to have anything to speak of."""

_PURPOSES: Final = {
    Purpose.ALERTS: "incidents",
    Purpose.HELP: "help_requests",
    Purpose.NOTIFICATIONS: "notifications",
}


def doubts_of(policy: Policy, text: str) -> list[str]:
    """Return what makes no sense together, each behind its line and key; `policy` was read from `text`.

    What a table leaves out is as by default, and nobody need write it.
    """
    lines = lines_of(text)
    names = {
        name: ("channels", f"#{name}") if ("channels", f"#{name}") in lines else ("channels", name)
        for name in policy.channels
    }
    places = [(("default",), policy.default), *((names[name], place) for name, place in policy.channels.items())]
    found = [
        said_at(text, (*path, key), message)
        for path, place in places
        for key, message in _of_place(place)
        if (*path, key) in lines
    ]
    found += [said_at(text, (key,), message) for key, message in _of_figures(policy)]
    return sorted(found, key=line_said)


def _of_place(place: ChannelPolicy) -> Iterator[tuple[str, str]]:
    for behaviour, needed in _NEEDS.items():
        mode: Mode = getattr(place, behaviour)
        if mode is not Mode.OFF and getattr(place, needed) is Mode.OFF:
            yield behaviour, f'{behaviour} need {needed}, which are "off" here; write {needed} = "live".'
    if place.digest is not Mode.OFF and place.incidents is place.help_requests is Mode.OFF:
        yield "digest", 'a digest tells of incidents and help_requests, which are "off" here; write one of them "live".'
    kept = _PURPOSES.get(place.purpose)
    if kept is not None and getattr(place, kept) is Mode.OFF:
        yield "purpose", f'this is a channel for {place.purpose.value}, and {kept} are "off" here.'


def _of_figures(policy: Policy) -> Iterator[tuple[str, str]]:
    speaking = [policy.default, *policy.channels.values()]
    if policy.card_buttons and all(one.cards is not Mode.LIVE for one in speaking):
        yield "card_buttons", 'no card is "live" anywhere in this file, so no button is seen.'
    if policy.hold_seconds >= 60 * policy.late_minutes:
        yield "hold_seconds", "cards are held until it is too late to say anything; write less than late_minutes."
    if policy.answer_seconds >= 60 * policy.remind_minutes:
        yield "answer_seconds", "owners would be reminded before an earlier answer is looked for."
    if policy.flapping_edit_minutes * 60 < policy.edit_seconds:
        yield "flapping_edit_minutes", "cards of flapping alerts would be edited more often than all others."
    if policy.same_request_seconds >= 60 * policy.remind_minutes:
        yield "same_request_seconds", "owners would be reminded of a question that may still go on."

"""What finds a bot's messages of one skeleton in both colours, to have it asked what they are."""

from typing import Final

from ratchet_core.domain import WORKSPACE, ModelSpending, Notification, Template
from ratchet_core.domain.policy import Mode
from ratchet_core.domain.records import Get, Lookup
from ratchet_core.domain.spending import beginning_of
from ratchet_core.recognise.generic import tone
from ratchet_core.recognise.recognised import Kind
from ratchet_core.recognise.skeleton import template_of
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutTemplate
from ratchet_core.vocabulary.events import MessageSeen, ModelAnswered

UNSURE: Final = frozenset({Kind.OTHER, Kind.REPORT, Kind.TICKET, Kind.PULL_REQUEST})
"""As what a bot's message may be read wrongly that comes in red and in green; builds and deploys rightly do."""


def template(snapshot: Snapshot, event: MessageSeen) -> tuple[Lookup, ...]:
    """Return what finds what a bot posted before with the skeleton of a notice in red or green, where it is wanted."""
    message = snapshot.focus.message
    wanted = snapshot.directory.place(event.channel).model_teaching is not Mode.OFF
    if not wanted or message is None or message.kind not in UNSURE or event.content is None or event.bot is None:
        return ()
    return () if tone(event.content) is None else (Get(Template, (event.bot.key, template_of(event.content))),)


def other_example(template: Template | None, event: MessageSeen) -> str:
    """Return the message in the other colour, where a bot's messages of both were seen and nobody was asked of them."""
    if template is None or template.asked or template.channel != event.channel or event.content is None:
        return ""
    return template.green if tone(event.content) is Kind.ALERT_FIRING else template.red


def examples(snapshot: Snapshot, event: MessageSeen | ModelAnswered) -> tuple[Lookup, ...]:
    if isinstance(event, ModelAnswered):
        about = event.action.about
        told = (about.red, about.green) if isinstance(about, AboutTemplate) else ()
        return tuple(Get(Notification, (event.action.channel, ts)) for ts in told)
    other = other_example(snapshot.asked_for("template"), event)
    return (Get(Notification, (event.channel, other)),) if other else ()


def spent_today(snapshot: Snapshot, event: MessageSeen) -> tuple[Lookup, ...]:
    if not other_example(snapshot.asked_for("template"), event):
        return ()
    return (Get(ModelSpending, (WORKSPACE, beginning_of(WORKSPACE, event.at))),)

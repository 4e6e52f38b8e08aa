"""Has a model say what a bot's messages are that no reader understands, once for a template, and proposes it to people.

What is looked for is one skeleton in red and in green that is kept as notices. What a model says of it counts only if
it tells the two apart, as firing and its end; then people are asked, who press a button, and that is a lesson like any.
"""

from typing import Final, TypeAlias

from ratchet_core.basis.evolving import evolve
from ratchet_core.behaviour import Behaviour
from ratchet_core.behaviours import lessons
from ratchet_core.domain import Lesson, Template
from ratchet_core.domain.policy import Mode
from ratchet_core.recognise.generic import tone
from ratchet_core.recognise.recognised import Kind
from ratchet_core.recognise.skeleton import named_template, shaded, skeleton_of, template_of
from ratchet_core.rules.explaining import line, named
from ratchet_core.rules.lateness import why_late
from ratchet_core.rules.model_readings import question_for, tells_apart
from ratchet_core.rules.modes import as_allowed, place_of, why_not_here
from ratchet_core.rules.outcome import posted_or_failed
from ratchet_core.rules.replies import why_refused
from ratchet_core.rules.spending import promised, settled, why_too_dear
from ratchet_core.snapshot import Snapshot, Topic
from ratchet_core.vocabulary.actions import (
    AboutTemplate,
    AskModel,
    Body,
    Button,
    MessageLink,
    PostMessage,
    Press,
    UpdateMessage,
)
from ratchet_core.vocabulary.changes import Drop, Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import (
    ActionFailed,
    ButtonPressed,
    MessageCorrected,
    MessagePosted,
    MessageSeen,
    MessageUpdated,
    ModelAnswered,
)
from ratchet_core.vocabulary.models import Ending
from ratchet_core.wants.table import BUDGET, EXAMPLES, SPENDINGS, TEMPLATE
from ratchet_core.wants.teaching import UNSURE, other_example

NAME = "teaching"
Heard: TypeAlias = MessageSeen | ModelAnswered | MessagePosted | MessageUpdated | ActionFailed
_SHADES: Final = (Kind.ALERT_FIRING, Kind.ALERT_RESOLVED)
"""Red and green, as what they stand for, which is also what messages in these colours are to be."""


def decided(snapshot: Snapshot, event: Heard) -> Decision | None:
    """Take a notice in red or green, or what became of a question about such."""
    match event:
        case MessageSeen():
            return _seen(snapshot, event)
        case ModelAnswered():
            return _answered(snapshot, event)
        case ActionFailed(action=AskModel(about=AboutTemplate() as about) as ask):
            reasons = (Reason(NAME, Why.MODEL_FAILED, event.why),)
            return Decision((*settled(snapshot, ask, None), _begun_anew(about)), (), reasons)
        case MessagePosted() | ActionFailed():
            return posted_or_failed(NAME, event)
        case MessageUpdated():
            return because(NAME, Why.NOTHING_TO_DO)


def _seen(snapshot: Snapshot, event: MessageSeen) -> Decision | None:
    """Remember in which colour a bot's notice came, and have a model asked once there was one of each."""
    message, content, bot = snapshot.focus.message, event.content, event.bot
    if message is None or message.kind not in UNSURE or content is None or bot is None:
        return None
    shade, skeleton = tone(content), skeleton_of(content)
    if place_of(snapshot).model_teaching is Mode.OFF or shade is None or not skeleton:
        return None
    known = snapshot.template or Template(bot.key, template_of(content), event.channel)
    if known.asked or known.channel != event.channel or _is_taught(snapshot, bot.key, skeleton):
        return None
    now = evolve(known, red=event.ts) if shade is Kind.ALERT_FIRING else evolve(known, green=event.ts)
    asked = _asked(snapshot, event, AboutTemplate(event.channel, bot.key, skeleton, now.red, now.green))
    after = Put(evolve(now, asked=True) if asked.actions else now)
    return Decision((after, *asked.changes), asked.actions, asked.reasons or (Reason(NAME, Why.TEMPLATE_SEEN),))


def _is_taught(snapshot: Snapshot, bot: str, skeleton: str) -> bool:
    """Say whether a person has said of messages of a skeleton what they are, in whatever colour."""
    keys = (skeleton, *(shaded(skeleton, one) for one in _SHADES))
    return any(snapshot.directory.get(Lesson, (bot, one)) is not None for one in keys)


def _asked(snapshot: Snapshot, event: MessageSeen, about: AboutTemplate) -> Decision:
    other = other_example(snapshot.template, event)
    example = next((one for one in snapshot.examples if one.message.ts == other), None)
    if example is None or not example.title or event.content is None or event.bot is None:
        return Decision()
    silent = why_not_here(snapshot) or why_late(snapshot, event)
    if silent is not None:
        return because(NAME, silent)
    dear = why_too_dear(snapshot, "", event.at)
    if dear is not None:
        return because(NAME, Why.MODEL_BUDGET, dear)
    words = {event.ts: event.content.text, other: example.title}
    ask = question_for(snapshot, f"{event.id}/{NAME}/model", NAME, about, event.bot.name, words)
    told = Reason(NAME, Why.MODEL_ASKED, f"prompt {ask.prompt.name} v{ask.prompt.version} {ask.prompt.digest[:12]}")
    return Decision(promised(snapshot, ask), (ask,), (told,))


def _begun_anew(about: AboutTemplate) -> Drop:
    """Forget a template of which no model was asked after all, as where none is set up: its next two colours ask."""
    return Drop("bot_template", (about.bot, named_template(about.skeleton)))


def _answered(snapshot: Snapshot, event: ModelAnswered) -> Decision:
    """Book what that cost, and propose what a model made of a bot's messages."""
    proposed = _proposed(snapshot, event)
    return evolve(proposed, changes=(*settled(snapshot, event.action, event.reply), *proposed.changes))


def _proposed(snapshot: Snapshot, event: ModelAnswered) -> Decision:
    """Propose it where it tells the red one from the green one, and both are there still."""
    about, reply, mode = event.action.about, event.reply, place_of(snapshot).model_teaching
    if not isinstance(about, AboutTemplate) or reply.ending is not Ending.ANSWERED:
        return because(NAME, Why.MODEL_FAILED, f"{reply.ending.value}: {reply.why}".removesuffix(": "))
    silent = why_not_here(snapshot)
    if silent is not None or mode is Mode.OFF or _is_taught(snapshot, about.bot, about.skeleton):
        return because(NAME, silent or Why.NOTHING_TO_DO)
    there = {one.message.ts for one in snapshot.examples}
    if not {about.red, about.green} <= there or not tells_apart(event.action, reply):
        return because(NAME, Why.MODEL_WITHOUT_ANSWER)
    thread = max(about.red, about.green)
    post = PostMessage(f"{event.id}/{NAME}/0", NAME, about.channel, thread, proposal_of(about), about)
    reason = Reason(NAME, Why.READING_PROPOSED, f"{reply.usage.model}, request {reply.digest[:12]}")
    return as_allowed(NAME, mode, Decision((), (post,), (reason,)))


_HEADLINE: Final = "Is this an alert?"


def proposal_of(about: AboutTemplate) -> Body:
    """Return what people are asked: whether a bot's messages are an alert, with one of each colour."""
    lines = (
        line("I take messages like these for notices. A model reads them as an alert and its end."),
        line("Firing, in red: ", MessageLink(about.channel, about.red, "message")),
        line("Its end, in green: ", MessageLink(about.channel, about.green, "message")),
    )
    buttons = (Button("Teach", Press.TEACH, about), Button("Not so", Press.NOT_SO, about))
    return Body(_HEADLINE, lines, buttons)


def decided_by(snapshot: Snapshot, event: ButtonPressed, about: AboutTemplate) -> Decision:
    """Take the word of a person who has the right to it on what a bot's messages are, and show that they gave it."""
    taught = event.does is Press.TEACH
    told = [(shaded(about.skeleton, one), one) for one in _SHADES] if taught else [(about.skeleton, Kind.OTHER)]
    taken = [lessons.corrected(snapshot, _correction(event, about, *one)) for one in told]
    refused = next((one for one in taken if why_refused(one) is not None), None)
    if refused is not None:
        return refused
    said = " taught me that these are an alert and its end: " if taught else " said that these are notices: "
    links = (MessageLink(about.channel, about.red, "in red"), ", ", MessageLink(about.channel, about.green, "in green"))
    body = Body(_HEADLINE, (line(named(snapshot, event.person), said, *links),))
    edit = UpdateMessage(f"{event.id}/{NAME}/0", NAME, about.channel, event.ts, body, about)
    return Decision(tuple(change for one in taken for change in one.changes), (edit,), taken[0].reasons)


def _correction(event: ButtonPressed, about: AboutTemplate, skeleton: str, kind: Kind) -> MessageCorrected:
    ts = about.green if kind is Kind.ALERT_RESOLVED else about.red
    return MessageCorrected(event.id, event.at, about.channel, ts, about.bot, skeleton, kind, event.person)


BEHAVIOUR = Behaviour(
    NAME,
    {
        (MessageSeen, Topic.NOTICE): TEMPLATE,
        ModelAnswered: (EXAMPLES, SPENDINGS, BUDGET),
        MessagePosted: (),
        MessageUpdated: (),
        ActionFailed: (SPENDINGS,),
    },
    decided,
    "model_teaching",
)

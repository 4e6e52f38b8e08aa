"""What `SlackChat` does, each as a run against whatever answers: recorded once, and played again in every test."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

from attrs import define, frozen
from bodies import said
from ratchet_core.ports import Refused
from ratchet_core.vocabulary.actions import (
    AboutChannel,
    AboutMuting,
    AnswerPrivately,
    Body,
    Button,
    Choice,
    FieldKind,
    Form,
    FormField,
    FormProblem,
    Line,
    MessageLink,
    OpenForm,
    PersonMention,
    Plain,
    PostMessage,
    Press,
    PublishHome,
    RefuseForm,
    UpdateMessage,
)
from ratchet_slack.chat import SlackChat
from ratchet_slack.wire import loading_id
from slack_sdk.web.async_client import AsyncWebClient

CHANNEL: Final = "C0CHANNEL"
PERSON: Final = "U0PERSON"
TRIGGER: Final = "1700000000.1700000000.trigger"


@define
class Stage:
    """Where a scenario is played: the chat, a channel that it is in, a person there, and a trigger of theirs."""

    chat: SlackChat
    client: AsyncWebClient
    channel: str = CHANNEL
    person: str = PERSON
    trigger: str = TRIGGER

    def post(self, key: str, body: Body, thread: str | None = None) -> PostMessage:
        return PostMessage(key, "cards", self.channel, thread, body, AboutChannel("C1"))

    def opened(self) -> OpenForm:
        return OpenForm("e1/forms/0", "forms", self.trigger, FORM)


Play: TypeAlias = Callable[[Stage], Awaitable[object]]


@frozen
class Scenario:
    """What is done, what comes of it, and against what it is recorded where no live workspace is there."""

    play: Play
    expected: object
    against: str = "emulate"


CARD: Final = Body(
    "HighErrorRate on checkout & cart, critical",
    (Line((Plain("Run `kubectl get pods`, <!channel>"), PersonMention("U1"), MessageLink("C1", "1.5", "thread"))),),
    (Button("Not an alert", Press.NOT_AN_ALERT, AboutChannel("C1"), "No more of these."),),
)
FORM: Final = Form(
    "Mute an alert",
    (
        FormField("lasts", "For how long", FieldKind.DURATION, value="4h"),
        FormField("where", "Where", FieldKind.CHOICE, (Choice("here", "Here"), Choice("all", "Everywhere")), "here"),
        FormField("who", "Who", FieldKind.PERSON, optional=True),
    ),
    AboutMuting("fp", "C1"),
)
LOADING: Final = {"type": "modal", "title": {"type": "plain_text", "text": "Loading"}, "blocks": [{"type": "divider"}]}


async def posted_and_edited(stage: Stage) -> object:
    ts = await stage.chat.post(stage.post("e1/cards/0", CARD))
    await stage.chat.update(UpdateMessage("e2/cards/0", "cards", stage.channel, ts, said("now"), AboutChannel("C1")))
    reply = await stage.chat.post(stage.post("e3/cards/0", said("in the thread"), ts))
    return ts < reply


async def found_again(stage: Stage) -> object:
    root, lost = stage.post("e4/cards/0", said("root")), stage.post("e5/cards/0", said("never sent"))
    ts = await stage.chat.post(root)
    reply, gone = stage.post("e6/cards/0", said("reply"), ts), stage.post("e7/cards/0", said("never"), ts)
    below = await stage.chat.post(reply)
    found = [await stage.chat.find(one) for one in (root, reply, lost, gone)]
    return found == [ts, below, None, None]


async def told_privately(stage: Stage) -> object:
    answer = AnswerPrivately(
        "e8/commands/reply", "commands", stage.channel, stage.person, said("Done."), AboutChannel("C1")
    )
    await stage.chat.answer_privately(answer)
    return True


async def told_directly(stage: Stage) -> object:
    answer = AnswerPrivately(
        "e9/commands/reply", "commands", "C0ELSEWHERE", stage.person, said("Done."), AboutChannel("C1")
    )
    await stage.chat.answer_privately(answer)
    return True


async def form_opened_and_refused(stage: Stage) -> object:
    view = await stage.chat.open_form(stage.opened())
    problems = (FormProblem("lasts", "Write a time as 30m, 4h or 2d."),)
    await stage.chat.refuse_form(RefuseForm("e10/forms/0", "forms", stage.person, view, problems, FORM))
    return view != ""


async def form_in_its_loading_view(stage: Stage) -> object:
    named = {**LOADING, "external_id": loading_id(stage.trigger)}
    opened = await stage.client.api_call("views.open", json={"trigger_id": stage.trigger, "view": named})
    return await stage.chat.open_form(stage.opened()) == opened["view"]["id"]


async def home_published(stage: Stage) -> object:
    await stage.chat.publish_home(PublishHome("e11/home/0", "home", stage.person, CARD, AboutChannel("C1")))
    return True


async def refused(stage: Stage) -> object:
    try:
        await stage.chat.post(PostMessage("e12/cards/0", "cards", "C0ELSEWHERE", None, said("x"), AboutChannel("C1")))
    except Refused as refusal:
        return str(refusal)
    return None


async def a_long_answer(stage: Stage) -> object:
    body = said(*["words and more words " * 20] * 40)
    ts = await stage.chat.post(stage.post("e13/answers/0", body))
    return await stage.chat.find(stage.post("e13/answers/0", body)) == ts


SCENARIOS: Final = {
    "posted_and_edited": Scenario(posted_and_edited, expected=True),
    "found_again": Scenario(found_again, expected=True),
    "told_privately": Scenario(told_privately, expected=True),
    "told_directly": Scenario(told_directly, expected=True, against="stand-in"),
    "form_opened_and_refused": Scenario(form_opened_and_refused, expected=True),
    "form_in_its_loading_view": Scenario(form_in_its_loading_view, expected=True),
    "home_published": Scenario(home_published, expected=True),
    "refused": Scenario(
        refused,
        "Slack refused chat.postMessage: there is no such channel, or ratchet is not in it (channel_not_found)",
    ),
    "a_long_answer": Scenario(a_long_answer, expected=True),
}

"""`SlackChat` against the stand-in: what is posted, found, put off and refused, whatever goes wrong on the way."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import pytest
from attrs import define, evolve
from bodies import said
from ratchet_core.basis.instants import SECOND
from ratchet_core.domain import MessageRef
from ratchet_core.ports import NotNow, Refused, Unknown
from ratchet_core.vocabulary.actions import (
    About,
    AboutIncident,
    AboutMuting,
    AboutRequest,
    AboutRequests,
    AnswerPrivately,
    Body,
    Choice,
    FieldKind,
    Form,
    FormField,
    FormProblem,
    OpenForm,
    PostMessage,
    PublishHome,
    RefuseForm,
    UpdateMessage,
)
from ratchet_slack import chat as chats
from ratchet_slack.asking import LATER, LONGEST, MENDED, UNREACHABLE, SlackRefused, client_of, session_of
from ratchet_slack.buckets import Bucket, Buckets
from ratchet_slack.calls import key_digest
from ratchet_slack.chat import LookupFailed, SlackChat
from ratchet_slack.wire import loading_id
from slack_stand_in.faults import Fault
from slack_stand_in.slack import BOT_TOKEN, StandInSlack
from slack_stand_in.workspace import BOT_USER

T = TypeVar("T")
START = 1_700_000_000 * SECOND
INCIDENT = AboutIncident("C1", "fp", 1)
LONG = said(*["words and more words " * 20] * 90)
FORM = Form(
    "Mute an alert",
    (
        FormField("lasts", "For how long", FieldKind.DURATION, value="4h"),
        FormField("where", "Where", FieldKind.CHOICE, (Choice("here", "Here"), Choice("all", "Everywhere")), "here"),
    ),
    AboutMuting("fp", "C1"),
)


@define
class Clock:
    at: int = START

    def __call__(self) -> int:
        return self.at


@define
class World:
    slack: StandInSlack
    chat: SlackChat
    clock: Clock
    channel: str

    def post(self, body: Body | None = None, key: str = "e1/cards/0", thread: str | None = None) -> PostMessage:
        return PostMessage(key, "cards", self.channel, thread, body or said("now"), INCIDENT)

    def texts(self, thread: str | None = None) -> list[str]:
        return [one["text"] for one in self.slack.messages(self.channel, thread)]


@asynccontextmanager
async def world(buckets: Buckets | None = None) -> AsyncIterator[World]:
    clock = Clock()
    async with StandInSlack.running(clock) as slack, session_of() as session:
        client = client_of(BOT_TOKEN, session, slack.api)
        chat = SlackChat(client, "acme.slack.com", clock, buckets)
        yield World(slack, chat, clock, slack.channel("alerts", members=["U1"]))


def run(test: Callable[[World], Awaitable[T]], buckets: Buckets | None = None) -> T:
    async def inside() -> T:
        async with world(buckets) as here:
            return await test(here)

    return asyncio.run(inside())


async def failed(awaited: Awaitable[Any]) -> Exception | None:
    try:
        await awaited
    except Exception as error:  # noqa: BLE001 - it is what is looked at
        return error
    return None


def test_a_message_is_posted_in_its_thread_with_its_key() -> None:
    async def test(here: World) -> object:
        root = here.slack.say("U1", here.channel, "it is down")
        ts = await here.chat.post(here.post(thread=root))
        message = here.slack.messages(here.channel, root)[-1]
        return message["ts"] == ts, message["thread_ts"] == root, message["text"], message["metadata"]["event_type"]

    assert run(test) == (True, True, "Headline\nnow", "ratchet")


def test_a_message_is_replaced() -> None:
    async def test(here: World) -> list[str]:
        ts = await here.chat.post(here.post())
        await here.chat.update(UpdateMessage("e2/cards/0", "cards", here.channel, ts, said("later"), INCIDENT))
        return here.texts()

    assert run(test) == ["Headline\nlater"]


LOST = [Fault.LOST, Fault.CUT, Fault.UNREADABLE, Fault.BROKEN_AFTER]
NEVER = [Fault.BROKEN, Fault.DROPPED]


@pytest.mark.parametrize("fault", LOST)
def test_a_post_whose_answer_was_lost_is_found(fault: Fault) -> None:
    async def test(here: World) -> object:
        here.slack.faults.plan("chat.postMessage", fault)
        error = await failed(here.chat.post(here.post()))
        found = await here.chat.find(here.post())
        return type(error), found == here.slack.messages(here.channel)[0]["ts"], len(here.texts())

    assert run(test) == (Unknown, True, 1)


@pytest.mark.parametrize("fault", NEVER)
def test_a_post_that_was_not_made_is_not_found(fault: Fault) -> None:
    async def test(here: World) -> object:
        here.slack.faults.plan("chat.postMessage", fault)
        error = await failed(here.chat.post(here.post()))
        return type(error), await here.chat.find(here.post()), here.texts()

    assert run(test) == (Unknown, None, [])


def test_no_call_is_made_again_by_itself() -> None:
    async def test(here: World) -> int:
        here.slack.faults.plan("chat.postMessage", Fault.LOST)
        await failed(here.chat.post(here.post()))
        return len(here.slack.calls)

    assert run(test) == 1


def test_an_answer_that_never_comes_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ratchet_slack.asking.CALL_SECONDS", 0.2)

    async def test(here: World) -> object:
        here.slack.faults.plan("chat.postMessage", Fault.SILENT)
        return type(await failed(here.chat.post(here.post()))), len(here.texts())

    assert run(test) == (Unknown, 1)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("3", 3 * SECOND),
        ("0.5", SECOND // 2),
        (None, LATER),
        ("soon", LATER),
        ("-1", LATER),
        ("inf", LATER),
        ("nan", LATER),
        ("1e9", LONGEST),
        ("Fri, 27 Nov 2026 18:00:00 GMT", LATER),
    ],
)
def test_what_is_too_much_now_is_put_off_for_as_long_as_slack_says(header: str | None, wait: int) -> None:
    async def test(here: World) -> object:
        here.slack.faults.retry_after = header
        here.slack.faults.plan("chat.postMessage", Fault.LIMITED)
        error = await failed(here.chat.post(here.post()))
        return isinstance(error, NotNow) and error.retry_at - START, here.texts()

    assert run(test) == (wait, [])


def test_a_channel_that_slack_closed_is_left_alone_until_then_and_others_are_not() -> None:
    async def test(here: World) -> object:
        other = here.slack.channel("other")
        here.slack.faults.plan("chat.postMessage", Fault.LIMITED)
        await failed(here.chat.post(here.post()))
        again = await failed(here.chat.post(here.post(key="e2/cards/0")))
        elsewhere = await failed(here.chat.post(evolve(here.post(key="e3/cards/0"), channel=other)))
        here.clock.at += SECOND
        later = await failed(here.chat.post(here.post()))
        return isinstance(again, NotNow) and again.retry_at - START, elsewhere, later, len(here.slack.calls)

    assert run(test) == (SECOND, None, None, 3)


def test_where_slack_wants_no_more_edits_none_is_made_until_then_and_posts_go_on() -> None:
    async def test(here: World) -> object:
        ts = await here.chat.post(here.post())
        edit = UpdateMessage("e2/cards/0", "cards", here.channel, ts, said("later"), INCIDENT)
        here.slack.faults.plan("chat.update", Fault.LIMITED)
        errors = [await failed(here.chat.update(edit)) for _ in range(2)]
        posted = await failed(here.chat.post(here.post(key="e3/cards/0")))
        here.clock.at += SECOND
        waits = [isinstance(one, NotNow) and one.retry_at - START for one in errors]
        return waits, posted, await failed(here.chat.update(edit)), [method for method, _ in here.slack.calls]

    calls = ["chat.postMessage", "chat.update", "chat.postMessage", "chat.update"]
    assert run(test) == ([SECOND, SECOND], None, None, calls)


def test_a_channel_gets_about_a_message_a_second_and_nothing_is_sent_beyond_that() -> None:
    async def test(here: World) -> object:
        outcomes = []
        for number in range(12):
            error = await failed(here.chat.post(here.post(key=f"e{number}/cards/0")))
            outcomes.append(
                "sent" if error is None else (error.retry_at - START) if isinstance(error, NotNow) else error
            )
            here.clock.at += SECOND // 4
        return outcomes, len(here.slack.calls)

    seconds = [SECOND, SECOND, 2 * SECOND, 2 * SECOND]
    expected = ["sent", "sent", *seconds[:2], "sent", 2 * SECOND, 2 * SECOND, 2 * SECOND, "sent", *[3 * SECOND] * 3]
    assert run(test) == (expected, 4)


def test_a_channel_in_which_slack_counts_strictly_gets_nearly_a_message_a_second_and_one_is_refused() -> None:
    async def test(here: World) -> tuple[bool, int]:
        here.slack.faults.channel_every = 1.0
        made = 0
        while here.clock.at < START + 20 * SECOND:
            made += await failed(here.chat.post(here.post(key=f"e{made}/cards/0"))) is None
            here.clock.at += 70 * SECOND // 1_000
        return made > 16, len(here.slack.calls) - made

    assert run(test) == (True, 1)


def test_a_workspace_has_a_bucket_of_its_own() -> None:
    async def test(here: World) -> object:
        channels = [here.slack.channel(f"c{number}") for number in range(4)]
        posts = [evolve(here.post(key=f"{one}/cards/0"), channel=one) for one in channels]
        return [type(await failed(here.chat.post(one))) for one in posts]

    assert run(test, Buckets(workspace=Bucket(3, SECOND))) == [type(None)] * 3 + [NotNow]


def test_full_buckets_are_forgotten() -> None:
    buckets = Buckets()
    for number in range(12_000):
        buckets.take(f"C{number}", number * SECOND)
    assert len(buckets._channels) <= 5_001


@pytest.mark.parametrize(
    ("happens", "word"),
    [
        (lambda here: here.slack.archive(here.channel), "is_archived"),
        (lambda here: here.slack.leave(here.channel), "not_in_channel"),
        (lambda here: here.slack.space.channels.pop(here.channel), "channel_not_found"),
    ],
)
def test_a_post_that_can_never_be_made_is_refused(happens: Callable[[World], Any], word: str) -> None:
    async def test(here: World) -> object:
        happens(here)
        error = await failed(here.chat.post(here.post()))
        return isinstance(error, Refused), word in str(error)

    assert run(test) == (True, True)


def test_an_edit_of_a_message_that_is_gone_is_refused() -> None:
    async def test(here: World) -> str:
        ts = await here.chat.post(here.post())
        here.slack.delete(here.channel, ts)
        edit = UpdateMessage("e2/cards/0", "cards", here.channel, ts, said("later"), INCIDENT)
        return str(await failed(here.chat.update(edit)))

    assert run(test) == "Slack refused chat.update: the message is gone (message_not_found)"


def test_with_a_token_that_slack_does_not_take_everything_waits_for_a_better_one() -> None:
    async def test(here: World) -> object:
        here.chat._client.token = "xoxb-revoked"  # noqa: S105 - it is none
        error = await failed(here.chat.post(here.post()))
        return isinstance(error, NotNow) and error.retry_at - START

    assert run(test) == MENDED


def test_where_nobody_listens_nothing_was_sent() -> None:
    async def test() -> object:
        async with session_of() as session:
            client = client_of(BOT_TOKEN, session, "http://127.0.0.1:9/api/")
            error = await failed(SlackChat(client, "acme.slack.com", Clock()).post(_POST))
            return isinstance(error, NotNow) and error.retry_at - START

    assert asyncio.run(test()) == UNREACHABLE


_POST = PostMessage("e1/cards/0", "cards", "C1", None, said("now"), INCIDENT)


def test_a_body_of_several_messages_is_posted_whole_with_the_rest_in_its_thread() -> None:
    async def test(here: World) -> object:
        ts = await here.chat.post(here.post(LONG))
        thread = here.slack.messages(here.channel, ts)
        parts = [one["metadata"]["event_payload"]["part"] for one in thread]
        return thread[0]["ts"] == ts, parts, len(thread) > 2

    assert run(test) == (True, [1, 2, 3, 4, 5], True)


def test_a_post_of_which_only_the_beginning_was_made_is_completed_when_it_is_looked_up() -> None:
    async def test(here: World) -> object:
        here.slack.faults.plan("chat.postMessage", None, Fault.BROKEN)
        error = await failed(here.chat.post(here.post(LONG)))
        before = len(here.texts())
        here.clock.at += 60 * SECOND
        found = await here.chat.find(here.post(LONG))
        parts = [one["metadata"]["event_payload"]["part"] for one in here.slack.messages(here.channel, found)]
        return type(error), before, parts

    assert run(test) == (Unknown, 1, [1, 2, 3, 4, 5])


def test_a_post_is_found_on_a_later_page() -> None:
    async def test(here: World) -> object:
        ts = await here.chat.post(here.post())
        for number in range(450):
            here.slack.say("U1", here.channel, f"chatter {number}")
        return await here.chat.find(here.post()) == ts, here.slack.calls[-1][1].get("cursor") is not None

    assert run(test) == (True, True)


def test_a_post_is_found_in_a_long_thread() -> None:
    async def test(here: World) -> object:
        root = here.slack.say("U1", here.channel, "it is down")
        for number in range(450):
            here.slack.say("U1", here.channel, f"chatter {number}", thread=root)
        ts = await here.chat.post(here.post(thread=root))
        missing = await here.chat.find(here.post(key="other", thread=root))
        return await here.chat.find(here.post(thread=root)) == ts, missing

    assert run(test) == (True, None)


def test_another_message_with_metadata_is_not_taken_for_a_post() -> None:
    async def test(here: World) -> str | None:
        here.slack.bot_says(here.channel, text="x", metadata={"event_type": "ratchet", "event_payload": {"id": "else"}})
        here.slack.bot_says(here.channel, text="x", metadata={"event_type": "deploy", "event_payload": []})
        return await here.chat.find(here.post())

    assert run(test) is None


def test_what_is_too_far_back_is_not_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chats, "MOST_PAGES", 2)

    async def test(here: World) -> object:
        for number in range(450):
            here.slack.say("U1", here.channel, f"chatter {number}")
        return str(await failed(here.chat.find(here.post())))

    assert run(test) == "more than 400 messages were written in C0000001 since; look for it there"


def test_nothing_is_looked_through_that_was_written_before_it_was_asked_for() -> None:
    async def test(here: World) -> object:
        asked = here.slack.say("U1", here.channel, "how?")
        about = AboutRequest(MessageRef(here.channel, asked))
        await here.chat.find(evolve(here.post(), about=about))
        return here.slack.calls[-1][1]["oldest"]

    assert run(test) == f"{(START - 600 * SECOND) // SECOND}.000000"


def test_a_post_in_a_channel_that_is_gone_is_refused_when_it_is_looked_up() -> None:
    async def test(here: World) -> object:
        here.slack.leave(here.channel)
        return isinstance(await failed(here.chat.find(here.post())), Refused)

    assert run(test)


@pytest.mark.parametrize("answer", [{"ok": True}, {"ok": True, "messages": [], "has_more": True}])
def test_an_answer_that_does_not_say_enough_is_not_taken_for_an_empty_channel(
    answer: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def told(*_: object, **__: object) -> dict[str, Any]:
        return answer

    monkeypatch.setattr(chats, "ask", told)

    async def test(here: World) -> type:
        return type(await failed(here.chat.find(here.post())))

    assert run(test) is LookupFailed


def opened(here: World) -> OpenForm:
    return OpenForm("e1/forms/0", "forms", here.slack.space.trigger(here.slack.person("U1")), FORM)


def titles(here: World) -> list[str]:
    return [one.content["title"]["text"] for one in here.slack.space.views.values()]


LOADING = {"type": "modal", "title": {"type": "plain_text", "text": "Loading"}, "blocks": []}


def test_a_form_takes_the_place_of_its_loading_view() -> None:
    async def test(here: World) -> object:
        action = opened(here)
        loading = {**LOADING, "external_id": loading_id(action.trigger)}
        await here.chat._client.views_open(trigger_id=action.trigger, view=loading)
        here.clock.at += 60 * SECOND
        view = await here.chat.open_form(action)
        return titles(here), [view] == list(here.slack.space.views)

    assert run(test) == (["Mute an alert"], True)


def test_a_form_without_a_loading_view_is_opened_by_its_trigger_and_once_only() -> None:
    async def test(here: World) -> object:
        action = opened(here)
        views = [await here.chat.open_form(action) for _ in range(2)]
        return titles(here), views[0] == views[1]

    assert run(test) == (["Mute an alert"], True)


def test_a_form_that_was_opened_by_an_attempt_whose_answer_was_lost_is_not_opened_twice() -> None:
    async def test(here: World) -> object:
        action = opened(here)
        here.slack.faults.plan("views.open", Fault.LOST)
        error = await failed(here.chat.open_form(action))
        here.clock.at += 60 * SECOND
        view = await here.chat.open_form(action)
        return type(error), titles(here), [view] == list(here.slack.space.views)

    assert run(test) == (Unknown, ["Mute an alert"], True)


def test_a_form_that_comes_too_late_is_refused() -> None:
    async def test(here: World) -> object:
        action = opened(here)
        here.clock.at += 4 * SECOND
        error = await failed(here.chat.open_form(action))
        return isinstance(error, Refused), str(error)

    assert run(test) == (True, "it took longer than the 3 seconds that Slack allows; try again")


def test_a_form_that_is_refused_is_shown_again_with_what_is_wrong() -> None:
    async def test(here: World) -> object:
        view = await here.chat.open_form(opened(here))
        problems = (FormProblem("lasts", "Write a time as 30m, 4h or 2d."),)
        await here.chat.refuse_form(RefuseForm("e2/forms/0", "forms", "U1", view, problems, FORM))
        (shown,) = here.slack.space.views.values()
        return shown.content["blocks"][1]["elements"][0]["text"]

    assert run(test) == "⚠ Write a time as 30m, 4h or 2d."


def test_a_form_that_somebody_closed_cannot_be_refused() -> None:
    async def test(here: World) -> object:
        action = RefuseForm("e2/forms/0", "forms", "U1", "V404", (), FORM)
        return isinstance(await failed(here.chat.refuse_form(action)), Refused)

    assert run(test)


def test_an_answer_is_shown_to_one_person_where_they_asked() -> None:
    async def test(here: World) -> object:
        await here.chat.answer_privately(AnswerPrivately("k", "commands", here.channel, "U1", Body("Done."), INCIDENT))
        return [(one["user"], one["text"]) for one in here.slack.space.private], here.texts()

    assert run(test) == ([("U1", "Done.")], [])


def test_an_answer_reaches_a_person_where_the_bot_is_not_in_the_channel_or_they_are_not() -> None:
    async def test(here: World) -> object:
        elsewhere = here.slack.channel("elsewhere", joined=False)
        here.slack.person("U2")
        for channel, person in ((elsewhere, "U1"), (here.channel, "U2")):
            await here.chat.answer_privately(AnswerPrivately("k", "x", channel, person, Body("Done."), INCIDENT))
        directs = [one for one in here.slack.space.channels.values() if one.direct]
        return [(sorted(one.members - {BOT_USER}), len(one.messages)) for one in directs], here.slack.space.private

    assert run(test) == ([(["U1"], 1), (["U2"], 1)], [])


def test_a_home_page_is_published_as_often_as_wanted() -> None:
    async def test(here: World) -> object:
        for words in ("Hello", "Hello again"):
            await here.chat.publish_home(PublishHome("k", "home", "U1", Body(words), INCIDENT))
        return here.slack.space.homes["U1"].content["blocks"][0]["elements"][0]["elements"][0]["text"]

    assert run(test) == "Hello again"


def answering(answer: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every call be answered so."""

    async def told(*_: object, **__: object) -> dict[str, Any]:
        return answer

    monkeypatch.setattr(chats, "ask", told)


@pytest.mark.parametrize("answer", [{"ok": True}, {"ok": True, "ts": ""}, {"ok": True, "ts": 1.5}, {"view": []}])
def test_an_answer_without_what_was_made_is_unknown(answer: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    answering(answer, monkeypatch)

    async def test(here: World) -> object:
        return [type(await failed(one)) for one in (here.chat.post(here.post()), here.chat.open_form(opened(here)))]

    assert run(test) == [Unknown, Unknown]


ODD_MESSAGES = [
    "x",
    {"metadata": "x"},
    {"metadata": {"event_type": "ratchet", "event_payload": "x"}},
    {"metadata": {"event_type": "ratchet", "event_payload": {"id": "other"}}},
    {"ts": 7, "metadata": {"event_type": "ratchet", "event_payload": {"id": key_digest("e1/cards/0")}}},
]


def test_messages_that_make_no_sense_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    answering({"ok": True, "messages": ODD_MESSAGES, "has_more": False}, monkeypatch)

    async def test(here: World) -> object:
        return await here.chat.find(here.post())

    assert run(test) is None


@pytest.mark.parametrize(("error", "kind"), [("invalid_cursor", LookupFailed), ("not_in_channel", SlackRefused)])
def test_only_a_place_that_is_gone_refuses_a_look_up(error: str, kind: type, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refused(*_: object, **__: object) -> dict[str, Any]:
        raise SlackRefused(error, "conversations.history")

    monkeypatch.setattr(chats, "ask", refused)

    async def test(here: World) -> object:
        return type(await failed(here.chat.find(here.post())))

    assert run(test) is kind


def test_a_refusal_that_no_other_call_can_mend_is_told() -> None:
    async def test(here: World) -> object:
        large = evolve(FORM, fields=tuple(evolve(FORM.fields[0], name=f"f{one}") for one in range(101)))
        form = await failed(here.chat.open_form(evolve(opened(here), form=large)))
        unknown = await failed(here.chat.open_form(evolve(opened(here), trigger="nonsense")))
        nobody = AnswerPrivately("k", "commands", "D404", "U404", Body("Done."), INCIDENT)
        answer = await failed(here.chat.answer_privately(nobody))
        return [isinstance(one, Refused) for one in (form, unknown, answer)]

    assert run(test) == [True, True, True]


@pytest.mark.parametrize(
    ("about", "oldest"),
    [
        (AboutRequests((MessageRef("C1", "1700000100.5"), MessageRef("C1", "1700000200.5"))), "1699999600.500000"),
        (AboutIncident("C1", "fp", 1, START), "1699999400.000000"),
        (AboutMuting("fp", "C1"), "0.000000"),
    ],
)
def test_a_post_is_looked_for_since_what_it_is_about(about: About, oldest: str) -> None:
    async def test(here: World) -> object:
        await here.chat.find(evolve(here.post(), about=about))
        return here.slack.calls[-1][1]["oldest"]

    assert run(test) == oldest

"""What whoever joins late is told, and nobody else, of an incident or a question: who did what when, how it stands."""

import asyncio
import re

import attrs
import pytest
from histories import ALERTS, EVERYTHING, INTRODUCTIONS, START, fingerprint_of, firing, posted, replayed, resolved, said
from ratchet_core.basis.content import Content
from ratchet_core.basis.instants import HOUR, MINUTE
from ratchet_core.contract.answering import answered, ended, refused
from ratchet_core.contract.expecting import does, silence
from ratchet_core.contract.playbook import Playbook, done, passes
from ratchet_core.contract.playbook import posted as is_posted
from ratchet_core.contract.scripted import Script, ScriptedModel
from ratchet_core.domain import WORKSPACE, ModelSpending
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory.store import MemoryStore
from ratchet_core.replay import ReplayedChat
from ratchet_core.turn import Ports, take_turn, work_off
from ratchet_core.vocabulary.actions import (
    AboutIncident,
    AnswerPrivately,
    AskModel,
    MessageLink,
    PersonMention,
    Plain,
    PostMessage,
    Press,
    WakeMe,
)
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import (
    ButtonPressed,
    ChannelLeft,
    CommandGiven,
    Event,
    Mentioned,
    MessageDeleted,
    MessageSeen,
    PersonSeen,
    ReactionAdded,
    Shortcut,
    ShortcutUsed,
)
from ratchet_core.vocabulary.models import Ending, Quotation, Statement, as_text
from ratchet_core.vocabulary.rendering import plain_text
from test_models_that_misbehave import INJECTIONS, SCRIPTS


class Whispering(ReplayedChat):
    """A chat that keeps what one person alone is told."""

    def __init__(self, told: list[AnswerPrivately]) -> None:
        super().__init__()
        self.told = told

    async def answer_privately(self, action: AnswerPrivately) -> None:
        self.told.append(action)


POLICY = Policy(default=attrs.evolve(EVERYTHING, cards=Mode.SHADOW, answers=Mode.LIVE))
MODELLED = Policy(default=attrs.evolve(POLICY.default, model_summaries=Mode.LIVE))
SHADOWED = Policy(default=attrs.evolve(POLICY.default, model_summaries=Mode.SHADOW))
DEPLOY = posted(START - 5 * MINUTE, "C2", Content(text="Deployed checkout-api v41", title="Deployed checkout-api v41"))
FIRED = posted(START, "C1", firing(ALERTS[0]))
ALERT = fingerprint_of(FIRED)
LOOKED = ReactionAdded("eyes", START + MINUTE, "C1", FIRED.ts, None, "U1", "eyes")
HELLO = said(START + 2 * MINUTE, "C1", "U3", "morning all", FIRED.ts)
CAUSE = said(START + 3 * MINUTE, "C1", "U2", "the root cause is the expired certificate of the gateway", FIRED.ts)
STEP = said(START + 4 * MINUTE, "C1", "U2", "restarted the gateway with `systemctl restart gateway`", FIRED.ts)
HELPED = said(START + 5 * MINUTE, "C1", "U1", "that fixed it", FIRED.ts)
AGAIN = posted(START + 6 * MINUTE, "C1", firing(ALERTS[0]))
THREAD: list[Event] = [*INTRODUCTIONS, DEPLOY, FIRED, LOOKED, HELLO, CAUSE, STEP, HELPED, AGAIN]
NOW = START + 20 * MINUTE
LINK = f"https://x.slack.com/archives/C1/p{FIRED.ts.replace('.', '')}"
CALLED = Mentioned("call", NOW, "C1", "7.5", FIRED.ts, "U4", "@ratchet summary")
MENU = ShortcutUsed("menu", NOW, "U4", Shortcut.SUMMARY, "C1", CAUSE.ts, "T1", author="U2", thread=FIRED.ts)
PRESSED = ButtonPressed("press", NOW, "C1", "9.5", "U4", Press.SUMMARY, AboutIncident("C1", ALERT, 1, START))
ALARM, ASK = does(WakeMe, behaviour="summaries"), does(AskModel, behaviour="summaries", person="U4")
TOLD = does(AnswerPrivately, person="U4", channel="C1")


def command(text: str) -> CommandGiven:
    return CommandGiven("command", NOW, "U4", "C1", text, "T1")


def asked(event: Event = CALLED, given: list[Event] = THREAD, policy: Policy = POLICY) -> Playbook:
    return Playbook(policy, given) >> event << ALARM >> passes(seconds=0)


def played(playbook: Playbook, policy: Policy = POLICY) -> MemoryStore:
    store = MemoryStore(policy)
    asyncio.run(playbook.play(store, store.outbox))
    return store


def words(playbook: Playbook, policy: Policy = POLICY) -> list[str]:
    """Return the lines that the person was told."""
    told = (one for one in played(playbook, policy).outbox.actions.values() if isinstance(one, AnswerPrivately))
    return plain_text(next(iter(told)).body).splitlines()


def test_an_incident_is_told_of_from_what_is_remembered_each_line_with_its_message() -> None:
    assert words(asked() << TOLD) == [
        "What happened so far: HighErrorRate, incident 1",
        f"5 Jan 09:55 UTC: Deployed before: Deployed checkout-api v41 [C2/{DEPLOY.ts}]",
        f"5 Jan 10:00 UTC: It fired, critical: alert [C1/{FIRED.ts}]",
        f"5 Jan 10:01 UTC: @U1 looks at it: reaction [C1/{FIRED.ts}]",
        f"5 Jan 10:02 UTC: @U3: “{HELLO.text}” message [C1/{HELLO.ts}]",
        f"5 Jan 10:03 UTC: @U2: “{CAUSE.text}” message [C1/{CAUSE.ts}]",
        f"5 Jan 10:04 UTC: @U2: “{STEP.text}”, then it recovered message [C1/{STEP.ts}]",
        f"5 Jan 10:05 UTC: @U1: “{HELPED.text}” message [C1/{HELPED.ts}]",
        "It has been open for 20 min; it fired 2 times, last 14 min ago.",
    ]


@pytest.mark.parametrize(
    "event", [CALLED, MENU, PRESSED, command("summary"), command(f"summary {LINK}"), command("summary higherrorrate")]
)
def test_it_is_told_however_it_is_asked_for(event: Event) -> None:
    assert asked(event) << does(AnswerPrivately, person="U4", says="HighErrorRate, incident 1")


@pytest.mark.parametrize(("event", "thread"), [(CALLED, FIRED.ts), (MENU, FIRED.ts), (command("summary"), None)])
def test_it_is_told_in_the_thread_in_which_it_was_asked_for(event: Event, thread: str | None) -> None:
    assert asked(event) << does(AnswerPrivately, person="U4", thread=thread)


def test_the_button_of_a_card_tells_it_in_the_thread_of_the_card() -> None:
    policy = Policy(default=attrs.evolve(POLICY.default, cards=Mode.LIVE))
    card = Playbook(policy, INTRODUCTIONS) >> FIRED << does(PostMessage) << does(WakeMe) >> is_posted("9.5") << silence
    assert card >> PRESSED << ALARM >> passes(seconds=0) << does(AnswerPrivately, thread=FIRED.ts)


def test_of_many_messages_those_are_quoted_that_tell_most() -> None:
    chatter = [said(START + 7 * MINUTE + at, "C1", "U3", "hm", FIRED.ts) for at in range(20)]
    told = words(asked(given=[*THREAD, *chatter]) << TOLD)
    assert (any(STEP.text in one for one in told), told[-2]) == (True, "... and 14 more messages in the thread")


def test_an_end_is_told_and_what_was_written_about_the_next_incident_is_not() -> None:
    end = posted(START + 7 * MINUTE, "C1", resolved(ALERTS[0]))
    later = posted(START + 3 * HOUR, "C1", firing(ALERTS[0]))
    note = said(START + 3 * HOUR + MINUTE, "C1", "U2", "restarted the whole cluster", later.ts)
    called = attrs.evolve(CALLED, at=START + 4 * HOUR)
    told = words(asked(called, given=[*THREAD, end, later, note]) << TOLD)
    assert told[-1] == f"5 Jan 10:07 UTC: It resolved: end [C1/{end.ts}]"


QUESTION = said(START, "C1", "U1", "how do I rotate the ledger key?")
REPLY = said(START + MINUTE, "C1", "U2", "run the rotate job", QUESTION.ts)
THANKS = said(START + 2 * MINUTE, "C1", "U1", "thanks, that worked!", QUESTION.ts)
ABOUT_IT = attrs.evolve(CALLED, thread=QUESTION.ts)


def test_a_question_is_told_of_with_its_answers_and_where_it_stands() -> None:
    assert words(asked(ABOUT_IT, [*INTRODUCTIONS, QUESTION, REPLY, THANKS]) << TOLD) == [
        "What happened so far with this question",
        f"5 Jan 10:00 UTC: @U1 asked: “{QUESTION.text}” question [C1/{QUESTION.ts}]",
        f"5 Jan 10:01 UTC: @U2: “{REPLY.text}” message [C1/{REPLY.ts}]",
        f"5 Jan 10:02 UTC: @U1 said that it is done, or thanks: message [C1/{THANKS.ts}]",
        "First answered after 1 min. It counts as resolved: the asker said thanks, or that it works.",
    ]


def test_what_was_deleted_is_not_told() -> None:
    gone = MessageDeleted("gone", START + 10 * MINUTE, "C1", CAUSE.ts)
    assert not any(CAUSE.text in one for one in words(asked(given=[*THREAD, gone]) << TOLD))


@pytest.mark.parametrize(
    ("event", "says"),
    [
        (attrs.evolve(CALLED, thread="5.5"), "I follow no alert and no question in this thread"),
        (command("summary https://x.slack.com/archives/C2/p1767607200000000"), "That thread is in another channel"),
        (command("summary NoSuchAlert"), "There is no alert “NoSuchAlert” in this channel"),
    ],
)
def test_where_nothing_is_known_whoever_asks_is_told_so(event: Event, says: str) -> None:
    told = PostMessage if isinstance(event, Mentioned) else AnswerPrivately
    assert Playbook(POLICY, THREAD) >> event << does(told, says=says)


def test_a_person_of_another_company_is_told_nothing() -> None:
    guest = PersonSeen("guest", 1, "U4", "Guest", external=True)
    assert Playbook(POLICY, [*THREAD, guest]) >> MENU << does(AnswerPrivately, says="only people of the company")


def test_nothing_is_told_once_ratchet_has_left_the_channel() -> None:
    given = [*THREAD, ChannelLeft("left", NOW - 1, "C1")]
    assert Playbook(POLICY, given) >> MENU << does(AnswerPrivately, says="I am not in this channel")


SAYS = Statement("The root cause is the expired certificate.", (Quotation("2", CAUSE.text),))
DID = Statement("Restarted the gateway, and that fixed it.", (Quotation("3", STEP.text), Quotation("4", HELPED.text)))
FOREIGN = Statement("Look at https://evil.example for the certificate.", (Quotation("2", CAUSE.text),))


def test_a_model_words_what_people_wrote_and_code_says_who_wrote_it_when() -> None:
    assert words(asked(policy=MODELLED) << ASK >> answered(SAYS, DID, FOREIGN) << TOLD, MODELLED)[1:] == [
        "A model put in fewer words what people wrote; each sentence links to its message.",
        f"5 Jan 09:55 UTC: Deployed before: Deployed checkout-api v41 [C2/{DEPLOY.ts}]",
        f"5 Jan 10:00 UTC: It fired, critical: alert [C1/{FIRED.ts}]",
        f"5 Jan 10:01 UTC: @U1 looks at it: reaction [C1/{FIRED.ts}]",
        f"5 Jan 10:03 UTC: @U2: {SAYS.text} message [C1/{CAUSE.ts}]",
        f"5 Jan 10:04 UTC: @U2, @U1: {DID.text} message [C1/{STEP.ts}] message [C1/{HELPED.ts}]",
        "It has been open for 20 min; it fired 2 times, last 14 min ago.",
    ]


@pytest.mark.parametrize("statements", [(), (FOREIGN,), (attrs.evolve(SAYS, quotations=()),)])
def test_where_nothing_of_what_it_says_stands_people_are_quoted(statements: tuple[Statement, ...]) -> None:
    told = asked(policy=MODELLED) << ASK >> answered(*statements)
    assert told << does(AnswerPrivately, says=f"“{CAUSE.text}”")


@pytest.mark.parametrize("ending", [one for one in Ending if one is not Ending.ANSWERED])
def test_where_a_model_does_not_answer_people_are_quoted(ending: Ending) -> None:
    assert asked(policy=MODELLED) << ASK >> ended(ending) << does(AnswerPrivately, says=f"“{CAUSE.text}”")


def test_where_there_is_no_model_people_are_quoted_and_nothing_is_spent() -> None:
    told = asked(policy=MODELLED) << ASK >> refused("No model is set up.") << TOLD
    store = played(told, MODELLED)
    assert [(one.promised, one.cost) for one in store.of_kind(ModelSpending)] == [(0, 0)] * 2


def test_in_shadow_people_are_quoted_at_once_and_what_a_model_would_say_is_kept_with_the_decision() -> None:
    assert asked(policy=SHADOWED) << ASK << TOLD >> answered(SAYS) << silence(Why.SHADOW, by="summaries")


def test_of_a_few_messages_a_model_is_not_asked() -> None:
    assert asked(given=[*INTRODUCTIONS, FIRED, CAUSE, STEP], policy=MODELLED) << TOLD


def test_over_the_budget_a_model_is_not_asked() -> None:
    assert asked(policy=attrs.evolve(MODELLED, model_cents_per_answer=0)) << TOLD


def test_what_it_cost_is_booked_under_its_purpose() -> None:
    store = played(asked(policy=MODELLED) << ASK >> ended(Ending.CUT) << TOLD, MODELLED)
    assert {one.whom for one in store.of_kind(ModelSpending)} == {"U4", WORKSPACE, "purpose/summary"}


def test_a_model_reads_what_people_wrote_in_the_thread_and_no_names() -> None:
    store = played(asked(policy=MODELLED) << ASK, MODELLED)
    (ask,) = (one for one in store.outbox.actions.values() if isinstance(one, AskModel))
    assert as_text(ask.material).splitlines()[:5] == [
        "[question] alert",
        "| HighErrorRate",
        "",
        "[1] message",
        f"| {HELLO.text}",
    ]


def test_what_is_deleted_while_a_model_reads_it_is_not_told() -> None:
    gone = MessageDeleted("gone", NOW + 1, "C1", CAUSE.ts)
    told = asked(policy=MODELLED) << ASK >> gone << silence >> answered(SAYS, DID)
    assert told << does(AnswerPrivately, says=DID.text) >> done << silence


def _thread_of_injections() -> list[Event]:
    notes = [said(START + (at + 1) * MINUTE, "C1", "U2", text, FIRED.ts) for at, text in enumerate(INJECTIONS)]
    return [*INTRODUCTIONS, FIRED, *notes]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda one: one.__name__)
def test_whatever_a_model_does_whoever_asks_is_told_once_and_nobody_is_called_and_nothing_linked_from_elsewhere(
    script: Script,
) -> None:
    store, given = MemoryStore(MODELLED), _thread_of_injections()
    replayed(store, given)
    asyncio.run(take_turn(store, CALLED))
    told: list[AnswerPrivately] = []
    chat = Whispering(told)
    ports = Ports(chat, ScriptedModel(script), store.search)
    for at in (NOW, NOW + 5 * MINUTE):
        while asyncio.run(work_off(store, store.outbox, ports, at)):
            pass
    pieces = [piece for one in told for line in one.body.lines for piece in line.pieces]
    called = {one.person for one in pieces if isinstance(one, PersonMention)}
    linked = {one.ts for one in pieces if isinstance(one, MessageLink)}
    known = {one.ts for one in given if isinstance(one, MessageSeen)}
    stated = [one.text for one in pieces if isinstance(one, Plain) and "“" not in one.text]
    foreign = [one for one in stated if re.search(r"<[@!]|(?<!\w)@\w", one)]
    assert (len(told), called - {"U2"}, linked - known, foreign) == (1, set(), set(), [])

"""What a model makes of a bot's messages that no reader understands: asked once, proposed to people, taught by them."""

import asyncio

import attrs
import pytest
from histories import EVERYTHING, INTRODUCTIONS, START, posted
from ratchet_core.basis.content import Content
from ratchet_core.basis.instants import DAY, HOUR, Instant, ts_of
from ratchet_core.contract.answering import answered, ended, refused
from ratchet_core.contract.answering import posted as is_posted
from ratchet_core.contract.expecting import does, silence
from ratchet_core.contract.playbook import Playbook
from ratchet_core.domain import WORKSPACE, Incident, Lesson, ModelSpending, OwnedKind, Template
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory.store import MemoryStore
from ratchet_core.recognise.recognised import Kind
from ratchet_core.vocabulary.actions import (
    AboutTemplate,
    AnswerPrivately,
    AskModel,
    PostMessage,
    Press,
    UpdateMessage,
    WakeMe,
)
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import (
    ButtonPressed,
    ChannelErased,
    Event,
    MemberJoined,
    MessageCorrected,
    MessageDeleted,
    MessageSeen,
    OwnerChanged,
    PersonSeen,
    TeamNamed,
)
from ratchet_core.vocabulary.models import Ending, Quotation, Statement, as_text
from ratchet_core.vocabulary.rendering import plain_text

PLACE = attrs.evolve(EVERYTHING, cards=Mode.OFF, model_teaching=Mode.LIVE)
POLICY = Policy(default=PLACE)


def posts(after: Instant, number: int, colour: str) -> MessageSeen:
    title = f"Till {number} comment on paper tray"
    return posted(START + after, "C1", Content(text=title, title=title, colour=colour))


RED, GREEN = posts(0, 4, "a30200"), posts(HOUR, 5, "2eb886")
LATER = posts(DAY, 6, "a30200")
FIRING = Statement("firing", (Quotation("1", "Till 4"),))
END = Statement("end", (Quotation("2", "Till 5"),))
ASK, PROPOSAL = does(AskModel, behaviour="teaching"), does(PostMessage, thread=GREEN.ts, says="Is this an alert?")
NO_READING = silence(Why.MODEL_WITHOUT_ANSWER, by="teaching")
ABOUT = AboutTemplate("C1", RED.bot.key if RED.bot else "", "till # comment on paper tray", RED.ts, GREEN.ts)
OWNED: list[Event] = [
    TeamNamed("t", 0, "shop", "Shop"),
    OwnerChanged("o", 0, OwnedKind.CHANNEL, "C1", "shop"),
    MemberJoined("m", 0, "U1", "shop"),
    PersonSeen("p", 0, "U2", "Other", external=False),
]


def press(button: Press, person: str = "U1") -> ButtonPressed:
    return ButtonPressed("press", START + 2 * HOUR, "C1", "9.5", person, button, ABOUT)


def asked(policy: Policy = POLICY, given: list[Event] = INTRODUCTIONS) -> Playbook:
    return Playbook(policy, given) >> RED << silence(Why.TEMPLATE_SEEN) >> GREEN << ASK


def played(playbook: Playbook, policy: Policy = POLICY) -> MemoryStore:
    store = MemoryStore(policy)
    asyncio.run(playbook.play(store, store.outbox))
    return store


def test_one_message_of_each_colour_is_put_to_a_model_and_nothing_else() -> None:
    (ask,) = (one for one in played(asked()).outbox.actions.values() if isinstance(one, AskModel))
    assert as_text(ask.material).splitlines() == [
        "[question] bot",
        "| Alertmanager",
        "",
        "[1] message in red",
        "| Till 4 comment on paper tray",
        "",
        "[2] message in green",
        "| Till 5 comment on paper tray",
    ]


def test_a_template_is_put_to_a_model_once() -> None:
    assert asked() >> answered() << NO_READING >> LATER << silence


def test_what_tells_red_from_green_is_proposed_with_an_example_of_each() -> None:
    store = played(asked() >> answered(FIRING, END) << PROPOSAL)
    (post,) = (one for one in store.outbox.actions.values() if isinstance(one, PostMessage))
    assert (plain_text(post.body).splitlines(), [one.label for one in post.body.buttons]) == (
        [
            "Is this an alert?",
            "I take messages like these for notices. A model reads them as an alert and its end.",
            f"Firing, in red: message [C1/{RED.ts}]",
            f"Its end, in green: message [C1/{GREEN.ts}]",
        ],
        ["Teach", "Not so"],
    )


@pytest.mark.parametrize(
    "statements",
    [
        (FIRING,),
        (FIRING, attrs.evolve(END, text="firing")),
        (attrs.evolve(FIRING, text="end"), attrs.evolve(END, text="firing")),
        (attrs.evolve(FIRING, text="notice"), attrs.evolve(END, text="notice")),
        (FIRING, END, attrs.evolve(END, text="notice")),
        (FIRING, attrs.evolve(END, quotations=(Quotation("2", "is recovered"),))),
        (FIRING, attrs.evolve(END, quotations=())),
        (FIRING, attrs.evolve(END, quotations=(Quotation("3", "Till 5"),))),
    ],
)
def test_what_does_not_tell_them_apart_is_shown_to_nobody(statements: tuple[Statement, ...]) -> None:
    assert asked() >> answered(*statements) << NO_READING


@pytest.mark.parametrize("ending", [one for one in Ending if one is not Ending.ANSWERED])
def test_where_a_model_does_not_answer_nothing_is_said(ending: Ending) -> None:
    assert asked() >> ended(ending) << silence(Why.MODEL_FAILED)


def test_where_there_is_no_model_nothing_is_said_or_spent() -> None:
    store = played(asked() >> refused("No model is set up.") << silence)
    assert [(one.promised, one.cost) for one in store.of_kind(ModelSpending)] == [(0, 0)]


def test_a_template_of_which_no_model_was_asked_after_all_is_asked_with_its_next_two_colours() -> None:
    failed = asked() >> refused("No model is set up.") << silence
    again = [attrs.evolve(one, id=f"{one.id} again", at=one.at + DAY, ts=ts_of(one.at + DAY)) for one in (RED, GREEN)]
    assert failed >> again[0] << silence(Why.TEMPLATE_SEEN) >> again[1] << ASK


def test_what_it_cost_is_nobodys_and_booked_under_its_purpose() -> None:
    store = played(asked() >> ended(Ending.CUT) << silence)
    assert {one.whom for one in store.of_kind(ModelSpending)} == {WORKSPACE, "purpose/teaching"}


@pytest.mark.parametrize(
    "policy",
    [
        attrs.evolve(POLICY, model_cents_per_answer=0),
        Policy(default=attrs.evolve(PLACE, model_teaching=Mode.OFF)),
        Policy(default=attrs.evolve(PLACE, notifications=Mode.OFF)),
    ],
)
def test_where_it_is_off_too_dear_or_not_kept_nothing_is_put_to_a_model(policy: Policy) -> None:
    assert Playbook(policy, INTRODUCTIONS) >> RED << silence >> GREEN << silence


def test_in_shadow_what_would_be_proposed_is_withheld() -> None:
    shadow = Policy(default=attrs.evolve(PLACE, model_teaching=Mode.SHADOW))
    assert asked(shadow) >> answered(FIRING, END) << silence(Why.SHADOW)


def test_what_was_deleted_while_a_model_read_it_is_not_proposed() -> None:
    gone = MessageDeleted("gone", GREEN.at + 1, "C1", RED.ts)
    assert asked() >> gone << silence >> answered(FIRING, END) << silence


def test_what_people_said_of_a_bot_is_not_put_to_a_model() -> None:
    said = MessageCorrected("c", RED.at + 1, "C1", RED.ts, ABOUT.bot, ABOUT.skeleton, Kind.OTHER, "U1")
    assert Playbook(POLICY, [*INTRODUCTIONS, RED, said]) >> GREEN << silence


TAUGHT = does(UpdateMessage, ts="9.5", says="taught me that these are an alert and its end")
TOLD = does(AnswerPrivately, person="U1", says="Thanks")


def proposed(given: list[Event] = INTRODUCTIONS) -> Playbook:
    return asked(given=given) >> answered(FIRING, END) << PROPOSAL >> is_posted("9.5") << silence


def test_a_person_teaches_it_and_from_then_on_such_messages_open_and_end_incidents() -> None:
    taught = proposed() >> press(Press.TEACH) << TAUGHT << TOLD
    store = played(taught >> LATER << does(WakeMe, behaviour="incidents") >> posts(DAY + HOUR, 7, "2eb886") << silence)
    assert [(one.opened_at, one.ended_at) for one in store.of_kind(Incident)] == [(LATER.at, LATER.at + HOUR)]


def test_a_person_says_that_it_is_none() -> None:
    told = proposed() >> press(Press.NOT_SO) << does(UpdateMessage, says="said that these are notices") << TOLD
    assert [(one.skeleton, one.kind) for one in played(told).of_kind(Lesson)] == [(ABOUT.skeleton, Kind.OTHER)]


def test_whoever_has_no_right_to_it_teaches_nothing() -> None:
    told = proposed([*INTRODUCTIONS, *OWNED]) >> press(Press.TEACH, "U2") << does(AnswerPrivately, person="U2")
    assert played(told).of_kind(Lesson) == []


def test_nothing_of_it_is_kept_of_an_erased_channel() -> None:
    erased = ChannelErased("erase", START + 2 * HOUR, "C1", None)
    assert played(asked() >> erased << silence).of_kind(Template) == []

"""The contract of an outbox: what is asked for is offered, in its order and lane, to one at a time, until done."""

from typing import Any, Final

from attrs import evolve

from ratchet_core.contract.place import (
    LEASE,
    POLICY,
    START,
    Check,
    Open,
    Place,
    ask,
    claim,
    claimed,
    claims,
    decided,
    same,
    settle,
)
from ratchet_core.domain import NOBODY, Behind, MessageRef, Source
from ratchet_core.ports import LEASE as USUAL_LEASE
from ratchet_core.ports import LOST, MOST_ATTEMPTS, Claim, SetAside
from ratchet_core.vocabulary.actions import (
    AboutInquiry,
    AboutRequest,
    Action,
    AnswerPrivately,
    AskModel,
    Body,
    Choice,
    CountToil,
    FieldKind,
    FindSimilar,
    Form,
    FormField,
    FormProblem,
    Lane,
    Line,
    MessageLink,
    OpenForm,
    Plain,
    PostMessage,
    PublishHome,
    ReadHistory,
    RefuseForm,
    RunTools,
    UpdateMessage,
    WakeMe,
    Wanted,
)
from ratchet_core.vocabulary.changes import DropActions, EraseLines, EraseQuotes
from ratchet_core.vocabulary.foreign import ForeignTool
from ratchet_core.vocabulary.models import Allowance, Argument, Material, Shape, Step, ToolCall
from ratchet_core.vocabulary.prompts import ANSWER as ANSWER_PROMPT

_ABOUT: Final = AboutRequest(MessageRef("C1", "1.0"))


def post(key: str, channel: str = "C1", body: Body | None = None) -> PostMessage:
    """Return a post under a key."""
    return PostMessage(key, "cards", channel, None, body or Body(key), _ABOUT)


def alarm(key: str, at: int) -> WakeMe:
    """Return an alarm under a key, so long after the start."""
    return WakeMe(key, "cards", "C1", START + at, _ABOUT)


EDIT: Final = UpdateMessage("edit", "cards", "C1", "7.0", Body("edit"), _ABOUT)
SEARCH: Final = FindSimilar("search", "answers", "C1", (MessageRef("C1", "1.0"),), _ABOUT)
COUNT: Final = CountToil(
    "count", "digest", "C1", _ABOUT, START, START + 9, ("é",), ("C1", "C2"), ("C3",), Wanted("U1", "1.0")
)
_QUOTED: Final = MessageRef("C1", "8.0")
_MATERIAL: Final = (
    Material("question", "question", "why?", Source(MessageRef("C1", "1.0")), ("C1",), ("U1",)),
    Material("1", "é", "🦊", Source(MessageRef("C1", "9.0")), ("C1", "C2"), ("U2",)),
    Material("2", "runbook", "", Source(alert="é", version=2), cites=(_QUOTED,)),
)
MODEL: Final = AskModel(
    "model",
    "answers",
    "C1",
    "1.0",
    ANSWER_PROMPT,
    _MATERIAL,
    _ABOUT,
    Shape.STATEMENTS,
    Allowance(800, 50_000),
    "U1",
    START,
    START + 9,
)
_CALL: Final = ToolCall("owner", (Argument("name", "é"), Argument("days", 7)))
_ASKED: Final = evolve(MODEL, key="asked", steps=(Step((_CALL,)),), tools=("owner",))
_INQUIRY: Final = AboutInquiry(MessageRef("C1", "1.0"), "2.0")
TOOLS: Final = RunTools("tools", "agent", "C1", "1.0", "U1", (_CALL,), _ASKED, _INQUIRY)
_FOREIGN: Final = ForeignTool("grafana", "query", "é", '{"type":"object"}', "f00", private=True)
_ASKED_ELSEWHERE: Final = evolve(
    _ASKED,
    key="asked/2",
    tools=("owner", _FOREIGN.name),
    elsewhere=(_FOREIGN,),
    material=(Material("2.1", "what grafana said", "🦊", Source(server="grafana"), ("C1",)),),
)
ELSEWHERE: Final = RunTools(
    "elsewhere", "agent", "C1", "1.0", "U1", (ToolCall(_FOREIGN.name),), _ASKED_ELSEWHERE, _INQUIRY
)
FORM: Final = OpenForm(
    "form",
    "mutes",
    "trigger",
    Form(
        "Mute é",
        (
            FormField("until", "How long?", FieldKind.DURATION, value="4h"),
            FormField("why", "Why?", FieldKind.CHOICE, (Choice("a", "A"), Choice("🦊", "")), optional=True),
        ),
        _ABOUT,
    ),
)
_PROBLEMS: Final = (FormProblem("until", "write 4h"),)
REFUSAL: Final = RefuseForm("refusal", "mutes", "U1", "V1", _PROBLEMS, FORM.form)
ANSWER: Final = AnswerPrivately("answer", "mutes", "C1", "U1", Body("not here"), _ABOUT)
HOME: Final = PublishHome("home", "home", "U1", Body("all is well"), _ABOUT)
HISTORY: Final = ReadHistory("history", "history", "C1", None, START, START + 9, "é", _ABOUT)
EVERY: Final[tuple[Action, ...]] = (
    post("post"),
    EDIT,
    SEARCH,
    MODEL,
    COUNT,
    TOOLS,
    ELSEWHERE,
    FORM,
    REFUSAL,
    ANSWER,
    HOME,
    HISTORY,
    alarm("alarm", 5),
)
_LANES: Final = {
    Lane.SPEECH: ["post", "edit"],
    Lane.SEARCH: ["search", "tools"],
    Lane.ELSEWHERE: ["elsewhere"],
    Lane.MODEL: ["model"],
    Lane.REPORT: ["count"],
    Lane.INTERACTIVE: ["form", "refusal", "answer", "home"],
    Lane.BACKFILL: ["history"],
    Lane.TIME: ["alarm"],
}


async def every_action_is_offered_as_it_was_asked_for(opened: Open) -> None:
    """Every kind, field for field, and after opening again too."""
    async with opened(POLICY) as place:
        await ask(place, *EVERY)
        await place.reopen()
        offered = {one.action.key: one.action for one in await claims(place, START + 5)}
        same(offered, {one.key: one for one in EVERY})


async def an_alarm_is_not_offered_before_its_moment(opened: Open) -> None:
    """And it is from its very moment on."""
    async with opened(POLICY) as place:
        await ask(place, alarm("alarm", 5))
        same([await claimed(place, START + 4), await claimed(place, START + 5)], [[], ["alarm"]])


async def an_outcome_settles_its_action(opened: Open) -> None:
    """Of every kind, also while another claim of it is not over; and nothing else is settled with it."""
    for action in EVERY:
        async with opened(POLICY) as place:
            await ask(place, *EVERY)
            await claims(place, START + 5)
            await settle(place, action)
            left = [one.key for one in EVERY if one is not action]
            same(sorted(await claimed(place, START + 5 + LEASE)), sorted(left), f"{action.key} is settled")


async def an_outcome_of_what_is_not_there_changes_nothing(opened: Open) -> None:
    """An action may have been given up while it was done."""
    async with opened(POLICY) as place:
        await ask(place, post("a"))
        await settle(place, post("b"))
        same(await claimed(place, START), ["a"])


async def what_was_asked_for_first_is_offered_first_in_its_lane(opened: Open) -> None:
    """Within one decision, and from turn to turn."""
    async with opened(POLICY) as place:
        await ask(place, post("m"), post("z"))
        await ask(place, post("b"), post("a"))
        same(await claimed(place, START), ["m", "z", "b", "a"])


async def alarms_are_offered_in_the_order_of_their_moments_then_of_their_keys(opened: Open) -> None:
    """Whatever the order of asking; keys are ordered by their code points."""
    async with opened(POLICY) as place:
        await ask(place, alarm("c", 5), alarm("b", 4), alarm("é", 3), alarm("a", 3), alarm("B", 3))
        same(await claimed(place, START + 5), ["B", "a", "é", "b", "c"])


async def a_key_that_is_asked_for_twice_is_offered_once_as_it_was_first(opened: Open) -> None:
    """Also while it is in hand."""
    async with opened(POLICY) as place:
        first, again = post("a"), post("a", body=Body("again"))
        await ask(place, first)
        await decided(place, "again", actions=(again, post("b")))
        taken = await claims(place, START)
        await decided(place, "once more", actions=(again,))
        same([one.action for one in taken], [first, post("b")])
        same(await claimed(place, START), [], "while in hand")


async def no_more_than_the_limit_is_claimed(opened: Open) -> None:
    """What is over the limit stays where it is."""
    async with opened(POLICY) as place:
        await ask(place, *(post(key) for key in "abc"), *(alarm(key, 0) for key in "de"))
        sizes = [len(await claims(place, START, limit=2)) for _ in range(4)]
        same(sizes, [2, 2, 1, 0])


async def a_claim_takes_from_its_lanes_alone(opened: Open) -> None:
    """What waits in one lane keeps nothing of another back."""
    async with opened(POLICY) as place:
        await ask(place, *EVERY)
        for lane, keys in _LANES.items():
            same(await claimed(place, START + 5, [lane]), keys, lane.value)
            same(await claimed(place, START + 5, [lane]), [], f"{lane.value}, all in hand")


async def a_claim_of_no_lane_takes_nothing(opened: Open) -> None:
    """A worker may have nothing to do."""
    async with opened(POLICY) as place:
        await ask(place, *EVERY)
        same(await claimed(place, START + 5, []), [])


async def what_is_in_hand_is_offered_again_when_its_lease_is_over_and_not_before(opened: Open) -> None:
    """From the very end of the lease on, for every kind of action; also under the usual lease."""
    async with opened(POLICY) as place:
        await ask(place, *EVERY)
        at = START + 5
        await claims(place, at)
        same(await claimed(place, at + LEASE - 1), [], "one microsecond before the lease is over")
        same(sorted(await claimed(place, at + LEASE)), sorted(one.key for one in EVERY), "when it is over")
    async with opened(POLICY) as place:
        await ask(place, post("a"))
        await place.outbox.claim(START)
        same([await claimed(place, START + USUAL_LEASE + by) for by in (-1, 0)], [[], ["a"]], "the usual lease")


async def what_is_offered_again_keeps_its_place(opened: Open) -> None:
    """It was asked for first, so it is offered first, also when it was put off."""
    async with opened(POLICY) as place:
        await ask(place, *(post(key) for key in "abc"))
        first = await claim(place, START)
        await place.outbox.postpone(first, START + 1)
        same(await claimed(place, START + 1), ["a", "b", "c"])


async def what_is_postponed_is_offered_from_its_moment_on(opened: Open) -> None:
    """Before or after the lease would have been over; it can be postponed once."""
    for until in (3, 10 * LEASE):
        async with opened(POLICY) as place:
            await ask(place, post("a"), alarm("b", 0))
            taken = await claims(place, START)
            same([await place.outbox.postpone(one, START + until) for one in taken], [True, True], "postponed")
            same([await place.outbox.held(one) for one in taken], [None, None], "held after it was let go")
            same([await place.outbox.postpone(one, START) for one in taken], [False, False], "postponed again")
            same(await claimed(place, START + until - 1), [], "before its moment")
            same(await claimed(place, START + until), ["a", "b"], "at its moment")


async def a_stale_claim_changes_nothing(opened: Open) -> None:
    """Once another has the action in hand, the claim of before can neither postpone, nor set aside, nor hold it."""
    async with opened(POLICY) as place:
        await ask(place, post("a"))
        stale = await claim(place, START)
        fresh = await claim(place, START + LEASE)
        same(await place.outbox.postpone(stale, START + LEASE, doubtful=True), False, "postponed")
        same(await place.outbox.set_aside(stale, "why"), False, "set aside")
        same(await place.outbox.held(stale), None, "held")
        same(await place.outbox.held(fresh), fresh, "the claim of now")
        same(await claimed(place, START + 2 * LEASE - 1), [], "offered before the newer lease is over")
        again = await claim(place, START + 2 * LEASE)
        same((again.attempt, list(await place.outbox.aside())), (3, []), "what the stale claim said")


async def a_settled_action_cannot_be_held_or_postponed(opened: Open) -> None:
    """Its outcome is known; and so it is where it was given up."""
    async with opened(POLICY) as place:
        await ask(place, post("a"), post("b"))
        one, other = await claims(place, START)
        await settle(place, post("a"))
        await decided(place, "left", DropActions("C1"))
        for gone in (one, other):
            said = [await place.outbox.postpone(gone, START), await place.outbox.set_aside(gone, "why")]
            same([*said, await place.outbox.held(gone)], [False, False, None], gone.action.key)
        same(await claimed(place, START + LEASE), [])


async def a_claim_tells_how_often_its_action_was_claimed(opened: Open) -> None:
    """Whether a lease ended, the claim was let go, or the process crashed: claiming counts."""
    async with opened(POLICY) as place:
        await ask(place, post("a"))
        first = await claim(place, START)
        await place.outbox.postpone(first, START + 1)
        second = await claim(place, START + 1)
        await place.reopen()
        third = await claim(place, START + 1 + LEASE)
        same([one.attempt for one in (first, second, third)], [1, 2, 3])


async def what_may_have_been_done_is_doubtful_from_then_on(opened: Open) -> None:
    """Also after it was postponed for another reason, and after opening again."""
    async with opened(POLICY) as place:
        await ask(place, post("a"))
        found = [await claim(place, START)]
        await place.outbox.postpone(found[0], START + 1, doubtful=True)
        found.append(await claim(place, START + 1))
        await place.outbox.postpone(found[1], START + 2)
        await place.reopen()
        found.append(await claim(place, START + 2))
        same([one.doubtful for one in found], [False, True, True])


async def what_nobody_lived_to_tell_of_is_doubtful(opened: Open) -> None:
    """A lease that is over without a word may have seen it done, whatever it is; a claim that is let go has not."""
    async with opened(POLICY) as place:
        await ask(place, *EVERY)
        at = START + 5
        await claims(place, at)
        await place.reopen()
        again = await claims(place, at + LEASE)
        same({one.action.key: one.doubtful for one in again}, {one.key: True for one in EVERY}, "after a lease")
    async with opened(POLICY) as place:
        await ask(place, post("a"))
        await place.outbox.postpone(await claim(place, START), START + 2 * LEASE)
        same((await claim(place, START + 2 * LEASE)).doubtful, False, "after it was let go")


async def what_ends_its_workers_is_set_aside(opened: Open) -> None:
    """After so many leases in a row without a word, whoever claims next is not offered it; one word begins anew."""
    async with opened(POLICY) as place:
        await ask(place, post("a"), post("b"))
        at = START
        for _ in range(MOST_ATTEMPTS - 1):
            await claims(place, at)
            at += LEASE
        taken = await claims(place, at)
        same([(one.action.key, one.lost) for one in taken], [(one, MOST_ATTEMPTS - 1) for one in "ab"], "in hand")
        await place.outbox.postpone(taken[1], at + LEASE)
        await place.reopen()
        at += LEASE
        same(await claimed(place, at), ["b"], "offered")
        same(list(await place.outbox.aside()), [SetAside(post("a"), MOST_ATTEMPTS, LOST)], "set aside")
        same(await claimed(place, at + LEASE), ["b"], "offered later")
        await place.outbox.retry("a")
        same(await claimed(place, at + LEASE), ["a"], "offered when it is to be retried")
        same(await claimed(place, at + 2 * LEASE), ["a", "b"], "offered after one more lease")


async def claims_outlast_a_crash_and_their_leases_too(opened: Open) -> None:
    """A worker in another process keeps what it has in hand; nobody else is offered it before its lease is over."""
    async with opened(POLICY) as place:
        await ask(place, post("a"), post("b"))
        kept = await claim(place, START)
        await place.reopen()
        same(await place.outbox.held(kept), kept, "held after opening again")
        same(await claimed(place, START + LEASE - 1), ["b"], "before its lease is over")
        fresh = await claim(place, START + LEASE)
        await place.reopen()
        same([await place.outbox.held(kept), await place.outbox.held(fresh)], [None, fresh], "the old, and the new")
        same(await place.outbox.postpone(kept, START), False, "a claim that was overtaken")


async def what_was_postponed_or_settled_stays_so_after_a_crash(opened: Open) -> None:
    """Nothing is forgotten between two steps."""
    async with opened(POLICY) as place:
        await ask(place, post("a"), post("b"), post("c"))
        one, other, _ = await claims(place, START)
        await place.outbox.postpone(one, START + 7)
        await place.reopen()
        await settle(place, other.action)
        await place.reopen()
        same([await claimed(place, START + at) for at in (6, 7, LEASE)], [[], ["a"], ["c"]])


async def what_was_set_aside_is_listed_and_not_offered(opened: Open) -> None:
    """In the order of asking, with how often it was tried and what was wrong last, after opening again too."""
    async with opened(POLICY) as place:
        await ask(place, post("b"), post("a"), post("c"))
        await claims(place, START)
        taken = await claims(place, START + LEASE)
        for one in taken[1::-1]:
            same(await place.outbox.set_aside(one, f"broken {one.action.key}"), True, "set aside")
        listed = [SetAside(post("b"), 2, "broken b"), SetAside(post("a"), 2, "broken a")]
        same(list(await place.outbox.aside()), listed, "listed")
        same([await place.outbox.held(one) is None for one in taken[:2]], [True, True], "let go for good")
        await place.reopen()
        same(list(await place.outbox.aside()), listed, "listed after opening again")
        same(await claimed(place, START + 9 * LEASE), ["c"], "offered")


async def what_was_set_aside_is_offered_again_when_it_is_to_be_retried(opened: Open) -> None:
    """From its first attempt on, at its old place; the claim of before is stale."""
    async with opened(POLICY) as place:
        await ask(place, post("a"), post("b"))
        stale = await _set_aside(place)
        same([await place.outbox.retry(key) for key in ("b", "nobody", "a", "a")], [False, False, True, False])
        same(list(await place.outbox.aside()), [], "listed")
        again = await claims(place, START + LEASE)
        same([(one.action.key, one.attempt) for one in again], [("a", 1), ("b", 1)])
        same(await place.outbox.held(stale), None, "the claim of before")


async def _set_aside(place: Place) -> Claim:
    taken = await claim(place, START)
    await place.outbox.set_aside(taken, "why")
    return taken


async def what_was_set_aside_can_be_given_up(opened: Open) -> None:
    """Nothing else can."""
    async with opened(POLICY) as place:
        await ask(place, post("a"), post("b"))
        await _set_aside(place)
        same([await place.outbox.drop(key) for key in ("b", "nobody", "a", "a")], [False, False, True, False])
        same((list(await place.outbox.aside()), await claimed(place, START + LEASE)), ([], ["b"]))


async def an_outcome_settles_what_was_set_aside(opened: Open) -> None:
    """Somebody did it after all."""
    async with opened(POLICY) as place:
        await ask(place, post("a"))
        await _set_aside(place)
        await settle(place, post("a"))
        same((list(await place.outbox.aside()), await place.outbox.retry("a")), ([], False))


async def what_was_to_be_said_in_a_channel_is_given_up(opened: Open) -> None:
    """Whether it waits, is in hand, postponed or set aside; alarms stay, and so do other channels."""
    async with opened(POLICY) as place:
        await ask(place, post("aside"), post("late"), post("held"), *EVERY, post("other", "C2"))
        await _set_aside(place)
        await place.outbox.postpone(await claim(place, START), START + 1)
        held = await claim(place, START)
        await decided(place, "left", DropActions("C1"))
        same(await place.outbox.held(held), None, "held")
        same(list(await place.outbox.aside()), [], "set aside")
        left = await claimed(place, START + 2 * LEASE)
        same(sorted(left), ["alarm", "form", "home", "other", "refusal"], "offered")


_GONE: Final = MessageRef("C1", "9.0")


def _line(*pieces: Any) -> Line:  # noqa: ANN401 - pieces of every kind
    return Line(pieces)


_CITING: Final = Body(
    "headline",
    (
        _line(Plain("kept")),
        _line(Plain("“gone” "), MessageLink("C1", "9.0", "message")),
        _line(MessageLink("C1", "9.1", "another")),
        _line(MessageLink("C2", "9.0", "elsewhere")),
    ),
)
_WITHOUT: Final = evolve(_CITING, lines=(_CITING.lines[0], *_CITING.lines[2:]))


async def lines_that_cite_a_message_are_taken_out(opened: Open) -> None:
    """Of posts and edits, whether they wait, are in hand, postponed or set aside; nothing else of them changes."""
    cited = evolve(EDIT, body=_CITING)
    async with opened(POLICY) as place:
        await ask(place, *(post(key, body=_CITING) for key in ("aside", "late", "held", "waits")), cited, SEARCH)
        await _set_aside(place)
        await place.outbox.postpone(await claim(place, START), START + LEASE)
        held = await claim(place, START)
        await decided(place, "erased", EraseQuotes(_GONE))
        expected = evolve(held, action=post("held", body=_WITHOUT))
        same(await place.outbox.held(held), expected, "in hand")
        await place.reopen()
        same(await place.outbox.held(held), expected, "in hand, after opening again")
        await place.outbox.retry("aside")
        said = [one.action for one in await claims(place, START + LEASE)]
        bodies = {one.key: one.body for one in said if isinstance(one, PostMessage | UpdateMessage)}
        same(bodies, dict.fromkeys(("aside", "late", "held", "waits", "edit"), _WITHOUT), "offered")
        same([one for one in said if one.key == "search"], [SEARCH], "what says nothing")


async def the_material_of_a_model_goes_with_its_message(opened: Open) -> None:
    """With the one where it stands and with those that it quotes, whether the question waits or is in hand.

    The rest of what the model is given to read stays.
    """
    await _material_goes(opened, _GONE, _MATERIAL[0], _MATERIAL[2])
    await _material_goes(opened, _QUOTED, *_MATERIAL[:2])


async def _material_goes(opened: Open, gone: MessageRef, *kept: Material) -> None:
    left = evolve(MODEL, material=kept)
    async with opened(POLICY) as place:
        await ask(place, MODEL, evolve(MODEL, key="waits"), post("post", body=_CITING))
        held = await claim(place, START)
        await decided(place, "erased", EraseQuotes(gone))
        await place.reopen()
        same(await place.outbox.held(held), evolve(held, action=left), "in hand")
        offered = {one.action.key: one.action for one in await claims(place, START)}
        same(offered["waits"], evolve(left, key="waits"), "offered")


async def what_a_model_wrote_goes_with_the_messages_that_it_had_read(opened: Open) -> None:
    """Calls that are to be run, and what was given to those that were; what it wrote before stays."""
    steps = (Step((_CALL,)), Step((_CALL, ToolCall("é")), Behind(("C1",), ("U2",), (_GONE,))))
    wanted = evolve(TOOLS, question=evolve(MODEL, steps=steps), behind=steps[1].behind)
    left = (_MATERIAL[0], _MATERIAL[2])
    blank = evolve(wanted.question, material=left, steps=(steps[0], Step((ToolCall("owner"), ToolCall("")))))
    async with opened(POLICY) as place:
        await ask(place, wanted)
        held = await claim(place, START)
        await decided(place, "erased", EraseQuotes(_GONE))
        await place.reopen()
        expected = evolve(held, action=evolve(wanted, question=blank, calls=(), behind=NOBODY))
        same(await place.outbox.held(held), expected, "in hand")


async def the_lines_of_what_an_event_caused_are_erased(opened: Open) -> None:
    """Of that event alone, whatever other ids begin like its own, or have signs of patterns."""
    keys = ("e_1/cards/0", "e_10/cards/0", "eX1/cards/0", "e_1/cards/1", "x/e_1/cards/0", "E_1/cards/0")
    async with opened(POLICY) as place:
        await ask(place, *(post(key, body=_CITING) for key in keys), evolve(EDIT, key="e_1/cards/2", body=_CITING))
        held = await claim(place, START)
        await decided(place, "erased", EraseLines("e_1"))
        now = await place.outbox.held(held)
        same(now, evolve(held, action=post(keys[0], body=Body("headline"))), "in hand")
        bare = [
            one.action.key
            for one in await claims(place, START + LEASE)
            if isinstance(one.action, PostMessage | UpdateMessage) and not one.action.body.lines
        ]
        same(sorted(bare), ["e_1/cards/0", "e_1/cards/1", "e_1/cards/2"])


async def what_waits_for_a_thread_is_given_up_alone(opened: Open) -> None:
    """Where its first message is gone; what is to be said in other threads there, or in none, stays."""
    async with opened(POLICY) as place:
        ones = [evolve(post(name), thread=thread) for name, thread in (("a", "1.0"), ("b", "2.0"), ("c", None))]
        await ask(place, *ones)
        await decided(place, "gone", DropActions("C1", "1.0"))
        await decided(place, "elsewhere", DropActions("C2", "2.0"))
        left = sorted(one.action.key for one in await claims(place, START))
        same(left, ["b", "c"])


async def a_form_that_waits_for_a_person_is_given_up_with_what_they_typed(opened: Open) -> None:
    """Where a person stands in the place of a channel; forms of others stay, and so does what is said in channels."""
    async with opened(POLICY) as place:
        await ask(place, REFUSAL, evolve(REFUSAL, key="other", person="U2"), post("a"))
        await decided(place, "erased", DropActions(REFUSAL.person))
        left = sorted(one.action.key for one in await claims(place, START))
        same(left, ["a", "other"])


async def erasing_reaches_what_was_asked_for_before_it_alone(opened: Open) -> None:
    """Changes come before the actions of the same decision, and what is asked for later is as it is."""
    async with opened(POLICY) as place:
        first, second = post("e/cards/0", body=_CITING), post("e/cards/1", body=_CITING)
        await decided(place, "one", EraseLines("e"), EraseQuotes(_GONE), DropActions("C1"), actions=(first,))
        await ask(place, second)
        same([one.action for one in await claims(place, START)], [first, second])


async def the_next_moment_at_which_something_is_due_is_told(opened: Open) -> None:
    """None while nothing waits, 0 for what may be done at once, else the end of a lease, a delay or a wait."""
    async with opened(POLICY) as place:
        moments = [await place.outbox.next_due()]
        await ask(place, alarm("alarm", 5 * LEASE))
        moments.append(await place.outbox.next_due())
        await ask(place, post("a"))
        moments.append(await place.outbox.next_due())
        taken = await claim(place, START)
        moments.append(await place.outbox.next_due())
        await place.outbox.postpone(taken, START + 7)
        moments.append(await place.outbox.next_due())
        await place.outbox.set_aside(await claim(place, START + 7), "why")
        moments.append(await place.outbox.next_due())
        await settle(place, alarm("alarm", 0))
        moments.append(await place.outbox.next_due())
        same(moments, [None, START + 5 * LEASE, 0, START + LEASE, START + 7, START + 5 * LEASE, None])


async def nothing_in_hand_is_due_before_its_lease_is_over(opened: Open) -> None:
    """Neither what is said nor an alarm that has rung, and not after a crash either."""
    async with opened(POLICY) as place:
        await ask(place, post("a"), alarm("b", 0))
        await claimed(place, START)
        moments = [await place.outbox.next_due()]
        await place.reopen()
        moments.append(await place.outbox.next_due())
        same(moments, [START + LEASE, START + LEASE])


async def the_next_moment_is_that_of_the_lanes_that_are_asked_for(opened: Open) -> None:
    """What waits in other lanes, or is in hand there, wakes nobody."""
    async with opened(POLICY) as place:
        await ask(place, post("a"), SEARCH, alarm("alarm", 5))
        await claimed(place, START, [Lane.SPEECH])
        lanes = [[Lane.SPEECH], [Lane.SEARCH], [Lane.TIME], [Lane.MODEL], [Lane.TIME, Lane.SEARCH], []]
        same([await place.outbox.next_due(one) for one in lanes], [START + LEASE, 0, START + 5, None, 0, None])


SENDING: Final[tuple[Check, ...]] = (
    every_action_is_offered_as_it_was_asked_for,
    an_alarm_is_not_offered_before_its_moment,
    an_outcome_settles_its_action,
    an_outcome_of_what_is_not_there_changes_nothing,
    what_was_asked_for_first_is_offered_first_in_its_lane,
    alarms_are_offered_in_the_order_of_their_moments_then_of_their_keys,
    a_key_that_is_asked_for_twice_is_offered_once_as_it_was_first,
    no_more_than_the_limit_is_claimed,
    a_claim_takes_from_its_lanes_alone,
    a_claim_of_no_lane_takes_nothing,
    what_is_in_hand_is_offered_again_when_its_lease_is_over_and_not_before,
    what_is_offered_again_keeps_its_place,
    what_is_postponed_is_offered_from_its_moment_on,
    a_stale_claim_changes_nothing,
    a_settled_action_cannot_be_held_or_postponed,
    a_claim_tells_how_often_its_action_was_claimed,
    what_may_have_been_done_is_doubtful_from_then_on,
    what_nobody_lived_to_tell_of_is_doubtful,
    what_ends_its_workers_is_set_aside,
    claims_outlast_a_crash_and_their_leases_too,
    nothing_in_hand_is_due_before_its_lease_is_over,
    what_was_postponed_or_settled_stays_so_after_a_crash,
    what_was_set_aside_is_listed_and_not_offered,
    what_was_set_aside_is_offered_again_when_it_is_to_be_retried,
    what_was_set_aside_can_be_given_up,
    an_outcome_settles_what_was_set_aside,
    what_was_to_be_said_in_a_channel_is_given_up,
    what_waits_for_a_thread_is_given_up_alone,
    a_form_that_waits_for_a_person_is_given_up_with_what_they_typed,
    lines_that_cite_a_message_are_taken_out,
    the_material_of_a_model_goes_with_its_message,
    what_a_model_wrote_goes_with_the_messages_that_it_had_read,
    the_lines_of_what_an_event_caused_are_erased,
    erasing_reaches_what_was_asked_for_before_it_alone,
    the_next_moment_at_which_something_is_due_is_told,
    the_next_moment_is_that_of_the_lanes_that_are_asked_for,
)

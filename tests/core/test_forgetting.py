"""What is kept of decisions holds no word of whoever is erased, however the words came into it."""

import attrs
import pytest
from histories import EVERYTHING, INTRODUCTIONS, START, firing, posted, replayed, resolved, said
from ratchet_core.basis.content import Bot, Content
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, ts_of
from ratchet_core.contract.sending import MODEL
from ratchet_core.domain import GivenAnswer, MessageRef, Quoted, Resolution, Source, Stated, Verdict
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory.reader import MemoryReader
from ratchet_core.memory.store import MemoryStore
from ratchet_core.queries.forgetting import without_the_erased
from ratchet_core.vocabulary.actions import AboutMuting
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.codec import decision_to_json, event_to_json
from ratchet_core.vocabulary.decision import Decision, Why
from ratchet_core.vocabulary.events import (
    AlertMuted,
    Event,
    FormSubmitted,
    FormValue,
    HelpRequestResolved,
    IncidentMarked,
    MessageSeen,
    ModelAnswered,
    PersonErased,
    RunbookWritten,
    Shortcut,
    ShortcutUsed,
)
from ratchet_core.vocabulary.models import Ending, Material, ModelReply, Quotation, Statement
from world import world_of


def words_of(turn: tuple[Event, Decision]) -> str:
    """Return all that a log holds of a turn."""
    return event_to_json(turn[0]) + decision_to_json(turn[1])


POLICY = Policy(default=attrs.evolve(EVERYTHING, answers=Mode.LIVE, cards=Mode.LIVE, drafts=Mode.LIVE))
FIRES = posted(START, "C1", firing("HighErrorRate checkout-api"))
ASKED = said(START + HOUR, "C1", "U2", "how do I reach the staging cluster from my laptop?")
HISTORY: list[Event] = [
    FIRES,
    said(START + MINUTE, "C1", "U1", "restarted the xyzzy box with `xyzzyctl restart`", FIRES.ts),
    posted(START + 10 * MINUTE, "C1", resolved("HighErrorRate checkout-api")),
    ASKED,
    said(START + HOUR + MINUTE, "C1", "U1", "use the xyzzy gateway for that", ASKED.ts),
    said(START + 2 * HOUR, "C1", "U3", "how do I reach the staging cluster from my laptop?"),
    said(START + 3 * HOUR, "C1", "U1", "why is the xyzzy proxy on checkout-api so slow?"),
]
ODD = said(START + DAY, "C1", "U1", "no luck with the xyzzy here")


def test_no_word_is_left_in_the_log() -> None:
    store = MemoryStore(POLICY)
    heard = replayed(store, [*INTRODUCTIONS, *HISTORY])
    alert, mine = next(iter(world_of(store).alerts)), HISTORY[-1]
    assert isinstance(mine, MessageSeen)
    heard += replayed(
        store,
        [
            RunbookWritten("w", START + DAY, alert, "xyzzy text", "U1"),
            AlertMuted("m", START + DAY, alert, None, START + 2 * DAY, "xyzzy knows", "U1"),
            HelpRequestResolved("r", START + DAY, mine.channel, mine.ts, Resolution.FIXED, "U2"),
            ODD,
            ShortcutUsed(
                "t", START + 2 * DAY, "U2", Shortcut.TRACK_HELP_REQUEST, "C1", ODD.ts, "T", author="U1", text=ODD.text
            ),
            said(START + 3 * DAY, "C1", "U3", "hi"),
            FormSubmitted("f", START + 3 * DAY, "U1", "V1", AboutMuting(alert, "C1"), (FormValue("reason", "xyzzy"),)),
        ],
    )
    log = [(event, decision) for event, decision in heard if not isinstance(event, MessageSeen)]
    held = sum("xyzzy" in words_of(one) for one in log)
    left = without_the_erased(MemoryReader(store), PersonErased("e", START + 4 * DAY, "U1"))(log)
    assert (held >= 6, [one for one in left if "xyzzy" in words_of(one)]) == (True, [])


FILLER = [
    event
    for number, words in enumerate(("where is the dashboard?", "why is jenkins slow?", "who approves vpn requests?"))
    for event in (
        said(START + number * HOUR, "C2", "U7", words),
        said(START + number * HOUR + MINUTE, "C2", "U8", f"see https://wiki/{number}", ts_of(START + number * HOUR)),
    )
]
ROTATE = said(START + DAY, "C1", "U1", "how do I rotate the xyzzy ledger key for marmalade?")
ROTATED = said(START + DAY + MINUTE, "C1", "U2", "run `rotate --ledger`, see https://wiki/rotate", ROTATE.ts)
TAKEN = said(START + DAY + 2 * MINUTE, "C1", "U1", "thanks, that worked!", ROTATE.ts)
ASKED_AGAIN = said(START + 2 * DAY, "C1", "U3", "how can I rotate the xyzzy ledger key for marmalade?")


@pytest.mark.parametrize("person", ["U1", "U3", "U7"])
def test_no_reason_holds_the_words_of_a_question(person: str) -> None:
    store = MemoryStore(POLICY)
    later = said(START + 3 * DAY, "C2", "U9", "hi")
    heard = replayed(store, [*INTRODUCTIONS, *FILLER, ROTATE, ROTATED, TAKEN, ASKED_AGAIN, later])
    left = without_the_erased(MemoryReader(store), PersonErased("e", START + 4 * DAY, person))(heard)
    reasons = [reason.about for _, decision in left for reason in decision.reasons if reason.why is Why.ASKED_BEFORE]
    assert [about.split(", ")[0] for about in reasons] == [f"C1/{ROTATE.ts}"]


def test_the_messages_themselves_are_blanked_where_a_log_has_them() -> None:
    store = MemoryStore(POLICY)
    heard = replayed(store, [*INTRODUCTIONS, ROTATE])
    left = without_the_erased(MemoryReader(store), PersonErased("e", START + 4 * DAY, "U1"))(heard)
    assert [one for one in left if "xyzzy" in words_of(one)] == []


@pytest.mark.parametrize("person", ["U1", "U3"])
def test_what_a_model_was_given_to_read_holds_no_word_of_theirs(person: str) -> None:
    store = MemoryStore(attrs.evolve(POLICY, default=attrs.evolve(POLICY.default, model_answers=Mode.LIVE)))
    later = said(START + 3 * DAY, "C2", "U9", "hi")
    heard = replayed(store, [*INTRODUCTIONS, *FILLER, ROTATE, ROTATED, TAKEN, ASKED_AGAIN, later])
    log = [turn for turn in heard if "AskModel" in words_of(turn)]
    words = next(one.text for one in (ROTATE, ASKED_AGAIN) if one.person == person)
    held = sum(words in words_of(one) for one in log)
    left = without_the_erased(MemoryReader(store), PersonErased("e", START + 4 * DAY, person))(log)
    assert (held, [one for one in left if words in words_of(one)]) == (2, [])


SOURCE = Source(MessageRef("C1", ROTATED.ts))
READ = attrs.evolve(MODEL, material=(Material("1", "reply", ROTATED.text, SOURCE, ("C1",), ("U2",)),))
SAID = ModelReply(Ending.ANSWERED, (Statement("Rotate it.", (Quotation("1", ROTATED.text),)),))
GIVEN = GivenAnswer(MessageRef("C1", ASKED_AGAIN.ts), stated=(Stated("Rotate it.", (Quoted(ROTATED.text, SOURCE),)),))


def test_what_a_model_made_of_their_words_goes_with_them() -> None:
    store = MemoryStore(POLICY)
    replayed(store, [*INTRODUCTIONS, ROTATE, ROTATED])
    said_by_it = ModelAnswered("m", START + 2 * DAY, READ, SAID)
    withheld = attrs.evolve(GIVEN, stated=(), withheld=GIVEN.stated)
    left = without_the_erased(MemoryReader(store), PersonErased("e", START + 4 * DAY, "U2"))(
        [(said_by_it, Decision((Put(GIVEN), Put(withheld))))]
    )
    nothing = GivenAnswer(GIVEN.root)
    assert left == [
        (
            attrs.evolve(said_by_it, action=attrs.evolve(READ, material=()), reply=ModelReply(Ending.ANSWERED)),
            Decision((Put(nothing), Put(nothing))),
        )
    ]


FORM = "*New request from* @U1\n*What?*\nWho knows xyzzy?"


def test_the_form_that_they_filled_in_is_blanked_though_a_workflow_posted_it() -> None:
    store = MemoryStore(POLICY)
    ts, bot = ts_of(START), Bot("B9", name="Requests")
    form = MessageSeen(f"C1/{ts}", START, "C1", ts, None, None, FORM, bot, Content(text=FORM))
    heard = replayed(store, [*INTRODUCTIONS, form])
    left = without_the_erased(MemoryReader(store), PersonErased("e", START + DAY, "U1"))(heard)
    assert [one for one in left if "xyzzy" in words_of(one)] == []


def test_no_reason_of_a_mark_is_left_in_what_a_card_said() -> None:
    store = MemoryStore(POLICY)
    fires = posted(START, "C1", firing("HighErrorRate checkout-api", "critical"))
    heard = replayed(store, [*INTRODUCTIONS, fires])
    mark = IncidentMarked(
        "k", START + MINUTE, "C1", next(iter(world_of(store).alerts)), 1, Verdict.NOISE, "U1", "xyzzy again"
    )
    heard += replayed(store, [mark, posted(START + HOUR, "C1", resolved("HighErrorRate checkout-api"))])
    erased = PersonErased("e", START + DAY, "U1", "U1")
    left = without_the_erased(MemoryReader(store), erased)(heard)
    assert ["xyzzy" in "".join(map(words_of, log)) for log in (heard, left)] == [True, False]

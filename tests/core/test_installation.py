"""ratchet knows who it is, and takes nothing that it says or does for somebody else's."""

import attrs
import pytest
from histories import ALERTS, INTRODUCTIONS, POLICY, START, firing, posted, replayed, said
from ratchet_core.basis.content import Bot
from ratchet_core.deciding import OWN_MESSAGE
from ratchet_core.domain import Installation
from ratchet_core.memory.store import MemoryStore
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import Event, Installed, MessageEdited, MessageSeen

INSTALLED = Installed("install", 0, "T1", "U0", "B0")
ASKED = said(START, "C1", "U0", "how do I rotate the ledger key?")
ALERT = attrs.evolve(posted(START, "C1", firing(ALERTS[0])), bot=Bot("B0", "A0", "ratchet"))


def last(*events: Event) -> Decision:
    return replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *events])[-1][1]


def edited(one: MessageSeen) -> MessageEdited:
    return MessageEdited("e", one.at + 1, one.channel, one.ts, None, one.person, one.text, one.bot, one.content)


def test_where_ratchet_runs_is_remembered() -> None:
    remembered = (Reason("installation", Why.REMEMBERED, "T1"), Reason("history", Why.NOTHING_MISSED))
    assert last(INSTALLED) == Decision((Put(Installation("T1", "U0", "B0")),), (), remembered)


@pytest.mark.parametrize("event", [ASKED, ALERT, edited(ASKED), edited(ALERT)])
def test_what_our_user_or_our_bot_says_is_ours_though_nobody_marked_it(event: Event) -> None:
    assert last(INSTALLED, event) == OWN_MESSAGE


def test_what_another_bot_says_is_not_ours() -> None:
    assert last(INSTALLED, attrs.evolve(ALERT, bot=Bot("B1", "A1", "alerts"))).changes != ()


def test_another_workspace_is_refused() -> None:
    why = "what is kept here is of the workspace T1, and not of T2; use the tokens of T1, or another database"
    refused = Decision((), (), (Reason("installation", Why.IMPOSSIBLE, why),))
    assert last(INSTALLED, attrs.evolve(INSTALLED, id="other", workspace="T2")) == refused


def test_a_new_bot_of_the_same_workspace_is_remembered() -> None:
    again = last(INSTALLED, attrs.evolve(INSTALLED, id="again", bot="B2"))
    assert again.changes == (Put(Installation("T1", "U0", "B2")),)


def test_the_same_start_again_changes_nothing() -> None:
    assert last(INSTALLED, attrs.evolve(INSTALLED, id="again")).changes == ()

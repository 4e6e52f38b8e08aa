"""An alarm may be about anything, also about what nobody has heard of: it is taken and can be shown."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st
from ratchet_cli.terminal.transcript import shown_event
from ratchet_core.behaviours.table import TABLE
from ratchet_core.domain import MessageRef
from ratchet_core.domain.policy import ChannelPolicy, Mode, Policy, Purpose
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.reader import MemoryReader
from ratchet_core.turn import take_turn
from ratchet_core.vocabulary.actions import About, AboutIncident, AboutMute, AboutPerson, AboutRequest, WakeMe
from ratchet_core.vocabulary.events import ChannelJoined, MessageSeen, TimePassed

TS = "1767608125.000100"
ASKED = MessageSeen(f"C1/{TS}", 1_767_608_125_000_100, "C1", TS, None, "U1", "How do I rotate the ledger key?")
LIVE = ChannelPolicy(Purpose.HELP, Mode.LIVE, Mode.LIVE, Mode.LIVE, Mode.LIVE, Mode.LIVE, Mode.LIVE, Mode.LIVE)

TEXTS = st.sampled_from(("", "C1", "U1", "a/b", "\0", "x" * 1_000))
STAMPS = st.sampled_from((TS, "", "soon", "1", "-1.5", "²", "9" * 400))
NUMBERS = st.sampled_from((-1, 0, 1, ASKED.at, 10**30))
ABOUTS: st.SearchStrategy[About | None] = st.one_of(
    st.none(),
    st.builds(AboutPerson, TEXTS),
    st.builds(AboutMute, TEXTS, TEXTS),
    st.builds(AboutIncident, TEXTS, TEXTS, NUMBERS, NUMBERS),
    st.builds(AboutRequest, st.builds(MessageRef, TEXTS, STAMPS), st.none() | NUMBERS),
)
NAMES = st.sampled_from((*(one.name for one in TABLE), "", "nobody"))
ALARMS = st.builds(
    lambda name, at, about: TimePassed("alarm", at, WakeMe("key", name, "C1", at, about)), NAMES, NUMBERS, ABOUTS
)


async def shown_after(event: TimePassed) -> str:
    store = MemoryStore(Policy(default=LIVE))
    for each in (ChannelJoined("C1/joined", 0, "C1"), ASKED, event):
        await take_turn(store, each)
    reader = MemoryReader(store)
    return shown_event(event, reader, reader.directory())


@given(ALARMS)
@settings(max_examples=300, derandomize=True, deadline=None)
def test_an_alarm_with_an_odd_subject_is_taken_and_shown(event: TimePassed) -> None:
    assert asyncio.run(shown_after(event)).startswith(">> ")

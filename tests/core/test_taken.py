"""The ids of events that were taken, in little memory."""

from hypothesis import given
from hypothesis import strategies as st
from ratchet_core.memory.taken import TakenIds

CHANNELS = st.sampled_from(["C1", "C2", "", "C1/cards", "C1/1709543171.993908"])
NUMBERS = st.sampled_from(["1709543171.993908", "1709543171.993907", "0709543171.993908", "1709543171.99390", "seen"])
WORDS = st.sampled_from(["", "/cards/0/done", "/stale/1709543171993908/done", "/", "//done", "/done\n", "/\u0663"])
IDS = st.builds("{}/{}{}".format, CHANNELS, NUMBERS, WORDS) | st.text("/.0123456789\u0663", min_size=16, max_size=19)


@given(st.lists(st.lists(IDS)), st.lists(IDS), IDS)
def test_ids_are_kept_as_a_set_keeps_them(added: list[list[str]], gone: list[str], other: str) -> None:
    ids, plain = TakenIds(), set[str]()
    for some in added:
        ids |= set(some)
        plain |= set(some)
        ids._pack()
    ids -= set(gone)
    plain -= set(gone)
    assert (sorted(ids), len(ids), other in ids) == (sorted(plain), len(plain), other in plain)

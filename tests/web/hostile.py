"""A world in which everything that people and tools can name or write tries to break a page."""

from collections.abc import Iterator
from typing import Final

from asking import LIVE, lived
from histories import BOT, START, firing, posted, replayed, said
from ratchet_core.basis.content import Content
from ratchet_core.basis.instants import HOUR, MINUTE
from ratchet_core.domain import OwnedKind
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.reader import MemoryReader
from ratchet_core.queries.reader import Reader
from ratchet_core.recognise import recognise
from ratchet_core.vocabulary.events import (
    AlertMuted,
    ChannelJoined,
    ChannelSeen,
    Event,
    MemberJoined,
    OwnerChanged,
    PersonSeen,
    RunbookWritten,
    ServiceAliased,
    ServiceNamed,
    TeamNamed,
)
from ratchet_web import Sources

SCRIPT: Final = "<script>alert(1)</script><img src=x onerror=alert(2)>"
BROKEN_OUT: Final = "\"'></a></td></table></main><a href=javascript:alert(3)>here</a>"
TURNED: Final = "harmless\u202egpj.exe\u2066\u202d"
UNSEEN: Final = "che\u200bckout\ufeff\u2060\U000e0041"
PILED: Final = "Z" + "\u0301\u0316\u033f" * 200
LONG: Final = "W" * 5000
ARABIC: Final = "متى يعود السيرفر للعمل؟ שלום"
SECRET: Final = "ghp_" + "a1B2c3D4e5F6g7H8i9J0" + "k1L2m3N4o5P6q7R8"
WORST: Final = " ".join((SCRIPT, BROKEN_OUT, TURNED, UNSEEN, PILED, ARABIC, f"token {SECRET}", LONG))
TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u2060\ufeff\U000e0041")

_PEOPLE: Final = ("U1", "U2", "U3")
_CHANNEL, _HELP = "C1", "C2"
_CALLED: Final = {"U1": f"{SCRIPT}{TURNED}", "U2": f"{BROKEN_OUT}{UNSEEN}", "U3": f"{PILED}{LONG[:300]}"}


def _history() -> Iterator[Event]:
    yield ChannelSeen("C1/seen", 0, _CHANNEL, f"alerts{SCRIPT}{TURNED}{LONG[:200]}", private=True)
    yield ChannelSeen("C2/seen", 0, _HELP, f"help{BROKEN_OUT}{PILED}", private=False)
    yield from (ChannelJoined(f"{one}/joined", 0, one) for one in (_CHANNEL, _HELP))
    yield from (PersonSeen(f"{one}/seen", 0, one, _CALLED[one], external=one == "U3") for one in _PEOPLE)
    yield TeamNamed("team/1", 0, "payments", BROKEN_OUT)
    yield MemberJoined("joined/1", 0, "U2", "payments")
    yield ServiceNamed("service/1", 0, "checkout-api", SCRIPT)
    yield ServiceNamed("service/2", 0, "config.json", "config.json")
    yield ServiceNamed("service/3", 0, "..", "..")
    yield ServiceAliased("service/4", 0, "checkout-api", LONG[:80])
    yield OwnerChanged("owner/1", 0, OwnedKind.CHANNEL, _CHANNEL, "payments")
    yield OwnerChanged("owner/2", 0, OwnedKind.SERVICE, "checkout-api", "payments")
    title = f"[FIRING:1] {SCRIPT}{TURNED}{LONG[:300]} checkout-api (prod critical)"
    alert = Content(text=title, title=title, colour="a30200")
    yield posted(START, _CHANNEL, alert)
    fires = posted(START + MINUTE, _CHANNEL, firing("HighErrorRate checkout-api"))
    yield fires
    yield said(START + 2 * MINUTE, _CHANNEL, "U2", f"restarted it: {WORST}", fires.ts)
    question = said(START + 3 * MINUTE, _HELP, "U1", f"how do I rotate the key of checkout-api? {WORST}")
    yield question
    yield said(START + 4 * MINUTE, _HELP, "U2", WORST, question.ts)
    yield said(START + 5 * MINUTE, _HELP, "U3", f"{LONG} why is this?")
    fingerprint = recognise(firing("HighErrorRate checkout-api"), BOT).fingerprint
    yield RunbookWritten("runbook/1", START + 6 * MINUTE, fingerprint, f"1. {WORST}\n2. wait", "U2")
    yield RunbookWritten("runbook/2", START + 7 * MINUTE, fingerprint, f"1. {SCRIPT}\n2. {WORST}", "U2")
    yield AlertMuted("mute/1", START + 8 * MINUTE, fingerprint, _CHANNEL, START + HOUR, WORST[:900], "U2")


def hostile_reader() -> Reader:
    """Return what is remembered of that world."""
    store = MemoryStore(LIVE)
    replayed(store, sorted(_history(), key=lambda one: one.at))
    return MemoryReader(store)


def hostile() -> Sources:
    """Return what the pages show of that world."""
    return lived(_history())

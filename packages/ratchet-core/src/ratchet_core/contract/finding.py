"""The contract of a search: what it finds follows from the records alone, and it sees what the last commit came to."""

from typing import Final

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import DAY, Instant, ts_of
from ratchet_core.contract.place import POLICY, START, Check, Open, Place, decided, dropping, put, same
from ratchet_core.domain import Alert, HelpRequest, Kept, Message, MessageRef, RunbookState, RunbookVersion
from ratchet_core.vocabulary.actions import AboutRequest, FindSimilar
from ratchet_core.vocabulary.changes import Change, Put
from ratchet_core.vocabulary.events import Found, FoundQuestion, FoundRunbook

_CHANNEL: Final = "C1"
_ASKED: Final = "how do I renew an expired VPN certificate on the build agent?"
_OTHERS: Final = (
    "why does the printer on the third floor show a paper jam?",
    "is there a calendar for the yoga course?",
    "which port does the metrics exporter of kafka use?",
    "where can I order a monitor stand?",
)


def _root(number: int) -> MessageRef:
    return MessageRef(_CHANNEL, ts_of(START + number * DAY))


def _question(number: int, text: str = _ASKED, kept: Kept | None = Kept.QUESTION) -> Message:
    return Message(_root(number), "U1", START + number * DAY, None, text, kept)


def _request(number: int, answered_at: Instant | None = START) -> HelpRequest:
    return HelpRequest(
        _root(number), "U1", START + number * DAY, first_response_at=answered_at, first_answer_at=answered_at
    )


def _answered(number: int, text: str = _ASKED) -> tuple[Message, HelpRequest]:
    return _question(number, text), _request(number)


async def _others(place: Place) -> None:
    """Put some questions that are about something else."""
    told = enumerate(_OTHERS, start=-len(_OTHERS))
    await put(place, "others", *(record for number, text in told for record in _answered(number, text)))


async def _find(
    place: Place, *texts: str, hidden: tuple[str, ...] = (), only_here: bool = False
) -> list[tuple[Found, bool]]:
    """Ask something, and return what is found, the best first, with whether it is surely the same."""
    await put(place, f"asked/{texts}", *(_question(1_000 + number, text) for number, text in enumerate(texts)))
    parts = tuple(_root(1_000 + number) for number in range(len(texts)))
    action = FindSimilar("search", "answers", _CHANNEL, parts, AboutRequest(parts[0]), hidden, only_here)
    return [(one, one.score >= 42) for one in await place.search.find(action)]  # noqa: PLR2004 - see `retrieval.Demand`


async def _same(place: Place, *expected: MessageRef | str, asked: str = _ASKED) -> None:
    """Refuse a search that takes other documents for the same as a question."""
    found = [
        one.root if isinstance(one, FoundQuestion) else one.alert for one, sure in await _find(place, asked) if sure
    ]
    same(found, list(expected), asked)


async def a_question_that_was_answered_is_found_by_its_words(opened: Open) -> None:
    """In other words, too, with how sure it is."""
    async with opened(POLICY) as place:
        await _others(place)
        await put(place, "given", *_answered(1))
        found = await _find(place, "my vpn certificate is expired on an agent, how to renew it?", "it is a build agent")
        same(found, [(FoundQuestion(_root(1), 72), True)])


async def a_question_that_nobody_answered_is_not_found(opened: Open) -> None:
    """Until somebody does."""
    async with opened(POLICY) as place:
        await _others(place)
        await put(place, "given", _question(1), _request(1, None))
        await _same(place)
        await put(place, "answered", _request(1))
        await _same(place, _root(1))


async def copies_of_a_question_are_found_the_newest_first(opened: Open) -> None:
    """However many there are."""
    async with opened(POLICY) as place:
        await _others(place)
        await put(place, "given", *(record for number in range(40) for record in _answered(number)))
        await _same(place, *(_root(number) for number in range(39, 19, -1)))


async def a_question_that_was_edited_is_found_by_what_it_says_now(opened: Open) -> None:
    """In the turn in which it was asked or answered, too."""
    async with opened(POLICY) as place:
        await _others(place)
        await put(place, "given", *_answered(1, "where can I order a keyboard tray?"), _question(1))
        await _same(place, _root(1))
        await put(place, "edited", _question(1, "which gate opens the garage at night?"))
        await _same(place)
        await _same(place, _root(1), asked="which gate opens the garage at night?")


async def what_is_no_question_any_more_is_not_found(opened: Open) -> None:
    """Its words are kept for something else, or gone, or there is no request any more."""
    async with opened(POLICY) as place:
        await _others(place)
        for number, changes in enumerate(_ENDS):
            await put(place, f"given/{number}", *_answered(1))
            await _same(place, _root(1))
            await decided(place, f"gone/{number}", *changes)
            await _same(place)


_ENDS: Final[tuple[tuple[Change, ...], ...]] = (
    (Put(_question(1, kept=Kept.NOTE)),),
    (Put(_question(1, "", None)),),
    (dropping(_request(1)),),
    (dropping(_question(1)), dropping(_request(1))),
    (Put(_request(1, None)),),
)

_ALERT: Final = Alert("A", "VpnCertificateExpired", "build-agent")
_VERSION: Final = RunbookVersion("A", 1, "Renew the certificate: `vpnctl renew`", "d", "U1", START, RunbookState.ACTIVE)


async def what_may_not_be_quoted_where_it_is_asked_hides_nothing_else(opened: Open) -> None:
    """However often a question was asked in a hidden channel, what was asked elsewhere is found."""
    async with opened(POLICY) as place:
        await _others(place)
        await put(place, "given", *_answered(1), *(one for number in range(2, 42) for one in _elsewhere(number)))
        open_to_all = [one for one, _ in await _find(place, _ASKED)]
        hidden = [one for one, _ in await _find(place, _ASKED, hidden=("C3", "C2"))]
        here = [one for one, _ in await _find(place, _ASKED, only_here=True)]
        same([len(open_to_all), hidden, here], [20, [FoundQuestion(_root(1), 72)], [FoundQuestion(_root(1), 72)]])


def _elsewhere(number: int) -> tuple[Message, HelpRequest]:
    message, request = _answered(number)
    root = MessageRef("C2", message.ref.ts)
    return evolve(message, ref=root), evolve(request, root=root)


_HELP: Final = "the VPN certificate has expired, how do I renew it?"


async def an_active_runbook_is_found_by_its_words_and_its_alert(opened: Open) -> None:
    """Of its versions only the active one, and by the name that its alert has now."""
    async with opened(POLICY) as place:
        await _others(place)
        await put(place, "proposed", _ALERT, evolve(_VERSION, state=RunbookState.PROPOSED))
        await _same(place, asked=_HELP)
        await put(place, "active", _VERSION)
        same(await _find(place, _HELP), [(FoundRunbook("A", 46), True)])
        other = evolve(_VERSION, number=2, text="Call the network team")
        await put(place, "replaced", evolve(_VERSION, state=RunbookState.RETIRED), other)
        await _same(place, asked=_HELP)
        await put(place, "again", evolve(other, state=RunbookState.RETIRED), _VERSION)
        await put(place, "renamed", evolve(_ALERT, name="CertificateRotation", service=None))
        await _same(place, asked=_HELP)


async def what_was_found_before_a_crash_is_found_after_it(opened: Open) -> None:
    """And nothing of a commit that did not come to its end."""
    async with opened(POLICY) as place:
        await _others(place)
        await put(place, "given", *_answered(1))
        await place.reopen()
        await _same(place, _root(1))
        await put(place, "gone", _request(1, None))
        await place.reopen()
        await _same(place)


FINDING: Final[tuple[Check, ...]] = (
    a_question_that_was_answered_is_found_by_its_words,
    a_question_that_nobody_answered_is_not_found,
    copies_of_a_question_are_found_the_newest_first,
    a_question_that_was_edited_is_found_by_what_it_says_now,
    what_is_no_question_any_more_is_not_found,
    what_may_not_be_quoted_where_it_is_asked_hides_nothing_else,
    an_active_runbook_is_found_by_its_words_and_its_alert,
    what_was_found_before_a_crash_is_found_after_it,
)

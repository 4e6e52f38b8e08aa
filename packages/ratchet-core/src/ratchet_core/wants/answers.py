"""What finds what an answer is made of: what a search found, what was answered already, and what a model may cost."""

from collections.abc import Callable
from typing import Any

from ratchet_core.domain import (
    WORKSPACE,
    Alert,
    Assistance,
    GivenAnswer,
    HelpRequest,
    Message,
    MessageRef,
    ModelSpending,
    RunbookVersion,
    Source,
    ThreadNote,
    Track,
    note_of,
)
from ratchet_core.domain.policy import Mode
from ratchet_core.domain.records import Get, Lookup, Range
from ratchet_core.domain.spending import account_of, beginning_of
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutInquiry, AboutSummary, AskModel
from ratchet_core.vocabulary.events import (
    ActionFailed,
    Event,
    FoundQuestion,
    FoundRunbook,
    ModelAnswered,
    SimilarFound,
    TimePassed,
    ToolsRun,
)
from ratchet_core.vocabulary.models import Material
from ratchet_core.wants.limits import KEPT_ANSWERS, LATEST
from ratchet_core.wants.messages import root_of
from ratchet_core.wants.piece import Answers, Keys


def given(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    root = root_of(snapshot)
    return () if root is None else (Get(GivenAnswer, root),)


def given_question(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    given = snapshot.given
    if given is None or given.earlier is None:
        return ()
    key = (given.earlier.channel, given.earlier.ts)
    return (Get(HelpRequest, key), Get(Message, key), Range(Message, "answers", key, KEPT_ANSWERS))


def given_runbook(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    given = snapshot.given
    return () if given is None or given.alert is None else _of_runbook(given.alert)


def given_sources(snapshot: Snapshot, event: Event) -> tuple[Source, ...]:
    """Return what an answer in a model's words quotes, or what a model that answers was given to read."""
    if isinstance(event, ModelAnswered):
        return tuple(each for one in event.action.material for each in _sources_of(one))
    given = snapshot.given
    stated = () if given is None else (*given.stated, *given.withheld)
    return tuple(dict.fromkeys(one.source for statement in stated for one in statement.quoted))


def _sources_of(piece: Material) -> tuple[Source, ...]:
    """Return where a piece stands; of what a server of others said, also the messages that it may repeat."""
    if piece.source is None:
        return ()
    return (piece.source,) if piece.source.server is None else (piece.source, *map(Source, piece.cites))


def stated_sources(snapshot: Snapshot, event: Event) -> tuple[Source, ...]:
    """Return the same of what a person asked ratchet."""
    if isinstance(event, ModelAnswered):
        return given_sources(snapshot, event)
    known = None if snapshot.inquiry is None else snapshot.inquiry.inquiry
    stated = () if known is None else known.stated
    quoted = [one for statement in stated for one in statement.quoted]
    repeated = (Source(ref) for one in quoted for ref in one.behind.messages)
    return tuple(dict.fromkeys((*(one.source for one in quoted), *repeated)))


def messages_of(sources: Callable[[Snapshot, Event], tuple[Source, ...]]) -> Keys:
    def keys(snapshot: Snapshot, event: Event) -> tuple[Lookup, ...]:
        refs = (one.message for one in sources(snapshot, event))
        return tuple(Get(Message, (one.channel, one.ts)) for one in refs if one is not None)

    return keys


def versions_of(sources: Callable[[Snapshot, Event], tuple[Source, ...]]) -> Keys:
    def keys(snapshot: Snapshot, event: Event) -> tuple[Lookup, ...]:
        alerts = dict.fromkeys(one.alert for one in sources(snapshot, event) if one.alert is not None)
        return tuple(Range(RunbookVersion, "active", (one,), 1) for one in alerts)

    return keys


def spendings(
    snapshot: Snapshot, event: SimilarFound | ToolsRun | ModelAnswered | ActionFailed | TimePassed
) -> tuple[Lookup, ...]:
    """Return what finds what was spent when a model was asked, or what is spent now where it is to be."""
    accounts: tuple[str, ...]
    if isinstance(event.action, AskModel):
        accounts, at = (event.action.person, WORKSPACE, account_of(event.action.prompt.name)), event.action.asked_at
    elif isinstance(event, ToolsRun):
        accounts, at = (event.action.person, WORKSPACE), event.at
    elif isinstance(event, SimilarFound) and snapshot.request is not None:
        accounts, at = (snapshot.request.asker, WORKSPACE), event.at
    elif isinstance(event, TimePassed) and isinstance(event.action.about, AboutSummary):
        accounts, at = (event.action.about.person, WORKSPACE), event.told_at or event.at
    else:
        return ()
    return tuple(Get(ModelSpending, (one, beginning_of(one, at))) for one in dict.fromkeys(accounts))


def inquiry(_snapshot: Snapshot, event: Any) -> tuple[Lookup, ...]:  # noqa: ANN401 - any outcome
    about = event.action.about
    return (Get(Assistance, (about.root.channel, about.ts)),) if isinstance(about, AboutInquiry) else ()


def inquiries(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    """Return what finds the latest questions to ratchet in a thread, each with its words where they are kept."""
    known: Assistance | None = snapshot.asked_for("assistance")
    if known is None:
        return ()
    first = () if known.inquiry is None else (known.root.ts,)
    keys = [(known.root.channel, ts) for ts in dict.fromkeys((*first, *known.asked))]
    return tuple(lookup for key in keys for lookup in (Get(Assistance, key), Get(Message, key)))


def inquiries_with_words(answers: Answers) -> tuple[tuple[Assistance, str], ...]:
    """Return questions to ratchet with their words."""
    pairs = zip(answers[::2], answers[1::2], strict=True)
    return tuple((one, "" if words is None else words.text) for one, words in pairs if one is not None)


def spendings_for_draft(snapshot: Snapshot, event: TimePassed) -> tuple[Lookup, ...]:
    """Return what finds what was spent today, where a model is to word a draft."""
    at = event.told_at or event.at
    wanted = snapshot.directory.place(snapshot.focus.channel).model_drafts is not Mode.OFF
    return (Get(ModelSpending, (WORKSPACE, beginning_of(WORKSPACE, at))),) if wanted else ()


def _of_runbook(alert: str) -> tuple[Lookup, ...]:
    return (
        Get(Alert, (alert,)),
        Range(RunbookVersion, "active", (alert,), 1),
        Range(Track, "of_alert", (alert,), LATEST),
    )


def found_questions(_snapshot: Snapshot, event: SimilarFound) -> tuple[Lookup, ...]:
    keys = [(one.root.channel, one.root.ts) for one in event.found if isinstance(one, FoundQuestion)]
    return tuple(
        lookup
        for key in keys
        for lookup in (Get(HelpRequest, key), Get(Message, key), Range(Message, "answers", key, KEPT_ANSWERS))
    )


def questions_with_answers(
    answers: Answers,
) -> dict[MessageRef, tuple[HelpRequest, str, tuple[ThreadNote, ...]]]:
    triples = zip(answers[::3], answers[1::3], answers[2::3], strict=True)
    return {
        request.root: (request, message.text if message is not None else "", tuple(map(note_of, replies)))
        for request, message, replies in triples
        if request is not None
    }


def found_runbooks(_snapshot: Snapshot, event: SimilarFound) -> tuple[Lookup, ...]:
    alerts = [one.alert for one in event.found if isinstance(one, FoundRunbook)]
    return tuple(lookup for alert in alerts for lookup in _of_runbook(alert))


def runbooks_with_tracks(answers: Answers) -> dict[str, tuple[Alert, RunbookVersion, tuple[Track, ...]]]:
    triples = zip(answers[::3], answers[1::3], answers[2::3], strict=True)
    return {
        alert.fingerprint: (alert, versions[0], tuple(tracks))
        for alert, versions, tracks in triples
        if alert is not None and versions
    }

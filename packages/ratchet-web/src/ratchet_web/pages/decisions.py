"""Decisions: the latest, and why each was made; also the decision to stay silent."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import htpy as h
from attrs import frozen
from htpy import Node
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.watching import Decided, Sought, Step
from ratchet_core.recognise import recognise
from ratchet_core.vocabulary.decision import Reason, Why
from ratchet_core.vocabulary.events import Event, MessageSeen

from ratchet_web.asked import Asked, BadQuestionError, NotThereError
from ratchet_web.links import Link, Names, decision_path
from ratchet_web.page import Page
from ratchet_web.pages.outbox import ActionShown, action_shown
from ratchet_web.pieces import Column, count, facts, narrowed, place, quoted, said, state, table, to, when
from ratchet_web.ports import Sources
from ratchet_web.times import moment

_FILTERS: Final = ("behaviour", "why", "channel", "limit", "before")
_MOST_STEPS: Final = 100
_LAST: Final = 2**63 - 1


@frozen
class ReasonLine:
    """One step of the reasoning: which behaviour, which rule, and what about."""

    behaviour: str
    why: Why
    about: str


def _reasons(reasons: Iterable[Reason]) -> tuple[ReasonLine, ...]:
    return tuple(ReasonLine(one.behaviour, one.why, one.about) for one in reasons)


@frozen
class DecisionLine:
    """A decision as a list tells of it."""

    decision: Link
    event: str
    at: datetime
    channel: Link | None
    reasons: tuple[ReasonLine, ...]
    actions: int
    withheld: int


def _line(names: Names, one: Decided) -> DecisionLine:
    return DecisionLine(
        decision=Link(one.kind or "event", decision_path(one.event)),
        event=one.event,
        at=moment(one.at),
        channel=names.channel(one.channel) if one.channel is not None else None,
        reasons=_reasons(one.reasons),
        actions=len(one.actions),
        withheld=len(one.withheld),
    )


@frozen
class Decisions:
    """Decisions, the latest first."""

    only: dict[str, str]
    decisions: tuple[DecisionLine, ...]
    next: str | None


async def _decisions(sources: Sources, asked: Asked) -> Decisions:
    sought = Sought(asked.text("behaviour"), asked.choice("why", Why), asked.text("channel"))
    before = asked.number("before", 0, _LAST, -1)
    decisions = await sources.decisions.latest(sought, before if before >= 0 else None, asked.limit + 1)
    shown = decisions[: asked.limit]
    further = asked.next_query(str(shown[-1].place)) if len(decisions) > len(shown) else None
    return await sources.readings.read(lambda reader: _list(reader, asked, shown, further))


def _list(reader: Reader, asked: Asked, shown: Sequence[Decided], further: str | None) -> Decisions:
    names = Names(reader.directory())
    channel = asked.text("channel")
    if channel is not None and channel not in names.directory.channels:
        raise BadQuestionError(f"There is no channel {channel}; the ids of all are under Channels.")
    return Decisions(asked.only("behaviour", "why", "channel"), tuple(_line(names, one) for one in shown), further)


def _decisions_body(view: Decisions, now: datetime) -> Node:
    columns: tuple[Column[DecisionLine], ...] = (
        Column("Event", lambda one: [to(one.decision), " ", place(one.event)]),
        Column("When", lambda one: when(one.at, now)),
        Column("Channel", lambda one: to(one.channel)),
        Column("Because", lambda one: _because(one.reasons)),
        Column("Actions", lambda one: count(one.actions), figure=True),
        Column("In shadow", lambda one: count(one.withheld), figure=True),
    )
    empty = "No decision is so." if view.only else "No decision is kept here."
    return [
        narrowed(view.only),
        _filter(view),
        table("Decisions, the latest first", columns, view.decisions, empty),
        view.next is not None
        and h.nav(".more", aria_label="More of this list")[h.a(href=view.next, rel="next")["Next"]],
    ]


def _filter(view: Decisions) -> Node:
    behaviours = sorted({reason.behaviour for one in view.decisions for reason in one.reasons})
    current = view.only.get("why", "")
    return h.form(".filters", method="get")[
        h.label[
            "Behaviour",
            h.input(name="behaviour", list="behaviours", value=view.only.get("behaviour", ""), autocomplete="off"),
        ],
        h.datalist("#behaviours")[(h.option(value=one) for one in behaviours)],
        h.label[
            "Because",
            h.select(name="why")[
                h.option(value="")["anything"],
                (h.option(value=one.value, selected=one.value == current)[in_words(one)] for one in sorted(Why)),
            ],
        ],
        h.label["Channel id", h.input(name="channel", value=view.only.get("channel", ""), autocomplete="off")],
        h.button(type="submit")["Show"],
    ]


def in_words(why: Why) -> str:
    """Return a reason as words."""
    return why.value.replace("_", " ")


def _because(reasons: tuple[ReasonLine, ...]) -> Node:
    if not reasons:
        return h.span(".nothing")["nothing listens"]
    return h.ul(".spans")[(_reason(one) for one in reasons)]


def _reason(one: ReasonLine) -> Node:
    return h.li[
        h.span(".nothing")[f"{one.behaviour.replace('_', ' ')}: "],
        in_words(one.why),
        one.about != "" and [" ", said(one.about)],
    ]


@frozen
class StepShown:
    """A decision, with its event and its actions as far as their words are kept."""

    event: str
    kind: str
    at: datetime
    channel: Link | None
    by: Link | None
    words: str | None
    taken_for: str | None
    reasons: tuple[ReasonLine, ...]
    actions: tuple[ActionShown, ...]
    withheld: tuple[ActionShown, ...]
    action_keys: tuple[str, ...]
    withheld_keys: tuple[str, ...]


@frozen
class DecisionPage:
    """Why something was decided, and what followed from it."""

    event: str
    steps: tuple[StepShown, ...]
    cut: bool


async def _decision(sources: Sources, asked: Asked) -> DecisionPage:
    event = asked.parts["event"]
    steps = await sources.decisions.trail(event, _MOST_STEPS + 1)
    if not steps:
        raise NotThereError(
            f"No decision is kept about {event}. It may be older than what is kept; the latest are under Decisions."
        )
    return await sources.readings.read(lambda reader: _page(reader, event, steps))


def _page(reader: Reader, event: str, steps: Sequence[Step]) -> DecisionPage:
    names = Names(reader.directory())
    return DecisionPage(event, tuple(_step(names, one) for one in steps[:_MOST_STEPS]), len(steps) > _MOST_STEPS)


def _step(names: Names, step: Step) -> StepShown:
    one, event = step.decided, step.event
    by = getattr(event, "person", None) or getattr(event, "by", None)
    words = getattr(event, "text", None)
    return StepShown(
        event=one.event,
        kind=one.kind,
        at=moment(one.at),
        channel=names.channel(one.channel) if one.channel is not None else None,
        by=names.person(by) if isinstance(by, str) else _bot(event),
        words=names.said(words) if isinstance(words, str) and words else None,
        taken_for=_taken_for(event),
        reasons=_reasons(one.reasons),
        actions=tuple(action_shown(names, each) for each in step.actions),
        withheld=tuple(action_shown(names, each) for each in step.withheld),
        action_keys=one.actions,
        withheld_keys=one.withheld,
    )


def _bot(event: Event | None) -> Link | None:
    if not isinstance(event, MessageSeen) or event.bot is None:
        return None
    return Link(event.bot.name or event.bot.app or event.bot.id)


def _taken_for(event: Event | None) -> str | None:
    """Return what a bot's message was taken for, and by which reader."""
    if not isinstance(event, MessageSeen) or event.bot is None or event.content is None:
        return None
    message = recognise(event.content, event.bot)
    known = (("alert", message.alert), ("service", message.service), ("severity", message.severity))
    found = ", ".join(f"{name} {value}" for name, value in known if value)
    return f"{message.kind.value.replace('_', ' ')} by the reader {message.reader}; {found or 'nothing more'}"


def _decision_body(view: DecisionPage, now: datetime) -> Node:
    first, *others = view.steps
    return [
        _step_body(first, now),
        len(others) > 0 and h.section[h.h2["What followed"], [_following(one, now) for one in others]],
        view.cut and h.p(".empty")[f"Only the first {_MOST_STEPS} steps are shown."],
    ]


def _following(one: StepShown, now: datetime) -> Node:
    return h.section[h.h3[one.kind or "event"], _step_body(one, now)]


def _step_body(one: StepShown, now: datetime) -> Node:
    return [
        h.div(".because")[_because(one.reasons)],
        facts(
            (
                ("Event", one.kind or "no longer kept"),
                ("When", when(one.at, now)),
                ("Channel", to(one.channel)),
                ("By", to(one.by)),
                ("Taken for", one.taken_for),
                ("Id", place(one.event)),
            )
        ),
        one.words is not None and quoted(one.words),
        _asked_for("Asked for", one.actions, one.action_keys),
        _asked_for("Would have asked for, were it live", one.withheld, one.withheld_keys),
    ]


def _asked_for(what: str, actions: tuple[ActionShown, ...], keys: tuple[str, ...]) -> Node:
    if not keys:
        return None
    shown = {one.key: one for one in actions}
    return h.div(".asked")[h.p[f"{what}:"], h.ul(".actions")[(h.li[_action(key, shown.get(key))] for key in keys)]]


def _action(key: str, one: ActionShown | None) -> Node:
    if one is None:
        return place(key)
    return [
        state(one.action),
        one.channel is not None and [" in ", to(one.channel)],
        one.at is not None and [" at ", one.at.strftime("%Y-%m-%d %H:%M UTC")],
        " ",
        place(key),
        one.words is not None and quoted(one.words),
    ]


PAGES: Final[tuple[Page[Any], ...]] = (
    Page("/decisions", "/decisions", _decisions, lambda _: "Decisions", _decisions_body, _FILTERS),
    Page("/decisions/{event:path}", "/decisions", _decision, lambda view: f"Why: {view.event}", _decision_body),
)

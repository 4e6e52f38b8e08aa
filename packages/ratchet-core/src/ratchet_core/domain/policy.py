"""What ratchet may do where, and after how long: data that every decision is given."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import attrs
from attrs import frozen

from ratchet_core.basis.instants import DAY, HOUR, MINUTE, SECOND, Duration, Instant, dated
from ratchet_core.basis.kinds import checked
from ratchet_core.basis.zones import Zone
from ratchet_core.domain.hours import Weekday, WorkingHours


class Mode(StrEnum):
    """How far a behaviour goes in a channel: not at all, deciding without speaking, or speaking."""

    OFF = "off"
    SHADOW = "shadow"
    LIVE = "live"


class Purpose(StrEnum):
    """What a channel is for."""

    ALERTS = "alerts"
    HELP = "help"
    NOTIFICATIONS = "notifications"
    TALK = "talk"


class DigestOf(StrEnum):
    """What the digest of a channel tells of: the channel alone, or all that the team has which owns it."""

    CHANNEL = "channel"
    TEAM = "team"


MOST_POSTS = 60
"""No budget is larger: Slack takes about one message a second in a channel."""


@frozen
class ChannelPolicy:
    """What ratchet may do in one channel: a mode for each behaviour, and what the channel is about by default.

    Over `posts_per_minute`, what nobody waits for is held back and counted in one message; critical alerts and what a
    person asked for are not.
    """

    purpose: Purpose = attrs.field(default=Purpose.TALK, validator=checked(Purpose))
    incidents: Mode = attrs.field(default=Mode.OFF, validator=checked(Mode))
    cards: Mode = attrs.field(default=Mode.OFF, validator=checked(Mode))
    notifications: Mode = attrs.field(default=Mode.OFF, validator=checked(Mode))
    help_requests: Mode = attrs.field(default=Mode.OFF, validator=checked(Mode))
    answers: Mode = attrs.field(default=Mode.OFF, validator=checked(Mode))
    reminders: Mode = attrs.field(default=Mode.OFF, validator=checked(Mode))
    drafts: Mode = attrs.field(default=Mode.OFF, validator=checked(Mode))
    digest: Mode = attrs.field(default=Mode.OFF, validator=checked(Mode))
    model_answers: Mode = attrs.field(default=Mode.OFF, validator=checked(Mode))
    model_summaries: Mode = attrs.field(default=Mode.OFF, validator=checked(Mode))
    model_agent: Mode = attrs.field(default=Mode.OFF, validator=checked(Mode))
    model_drafts: Mode = attrs.field(default=Mode.OFF, validator=checked(Mode))
    model_teaching: Mode = attrs.field(default=Mode.OFF, validator=checked(Mode))
    service: str | None = None
    team: str | None = None
    posts_per_minute: int = 10
    digest_of: DigestOf = attrs.field(default=DigestOf.CHANNEL, validator=checked(DigestOf))


MODES = tuple(field.name for field in attrs.fields(ChannelPolicy) if field.type is Mode)
"""The behaviours that have a mode in each channel, by the fields of its policy."""

OF_MODELS = tuple(name for name in MODES if name.startswith("model_"))
"""Those that put what people wrote to a model: they are off until somebody turns them on."""

CHOSEN = ("digest", *OF_MODELS)
"""What is off until somebody turns it on, also where all else is worked out in shadow."""

NEW_CHANNEL = ChannelPolicy(
    incidents=Mode.SHADOW,
    cards=Mode.SHADOW,
    notifications=Mode.SHADOW,
    help_requests=Mode.SHADOW,
    answers=Mode.SHADOW,
    reminders=Mode.SHADOW,
    drafts=Mode.SHADOW,
)
"""What holds in a channel that nobody has said anything about: everything is decided and recorded, nothing is said.

Nothing of it is put to a model, for that leaves the workspace and costs money. No digest is made, for that reads what
was said in weeks again every week.
"""


@frozen
class Policy:
    """The whole policy.

    Attributes:
        hold_seconds: How long the card of a non-critical incident waits, in case the alert resolves by itself.
        stale_hours: After how many hours without a word an open incident is given up.
        flapping_times: How many incidents of one alert within `flapping_minutes` are called flapping.
        same_conversation_minutes: How long after its end an incident's conversation takes up a recurrence.
        deploy_minutes: How long before an incident a deploy of its service is worth showing.
        history_days: Over how many days a card counts.
        reorder_seconds: How far the order of arrival may differ from the order of time.
        draft_minutes: How long after an incident's end its thread is read for a draft of a runbook.
        answer_seconds: How long a question waits for a person before an earlier answer is looked for.
        same_request_seconds: How soon after a question another one by the same person belongs to the same request.
        asked_before_minutes: How long before an incident a question about its service is taken to be about it.
        remind_minutes: How long a question stays unanswered before its owners are reminded, within working hours.
        late_minutes: How long after it happened something may be heard and still be answered.
        work_begins_hour: The hour at which a working day begins, by the clock of the time zone or of the offset.
        work_ends_hour: The hour at which it ends.
        utc_offset_minutes: How far that clock is ahead of UTC where no time zone is named; it knows no summer time.
        time_zone: The zone by whose clock people work, and by which moments are told.
        working_days: On which days of the week people work, from 0 for Monday.
        edit_seconds: A card is edited at most this often on average; five edits may come at once.
        flapping_edit_minutes: The card of a flapping alert is edited at most this often.
        card_buttons: Whether cards have buttons.
        answer_externals: Whether people of other companies, and channels shared with them, are told what was said
            inside.
        model_cents_per_answer: What one answer of a model's may cost at most, in cents of a dollar.
        model_cents_per_person_hour: What the answers to one person may cost within an hour.
        model_cents_per_day: What all answers in the workspace may cost within a day, by UTC.
        four_eyes: Whether nobody may approve a runbook that they wrote themself.
        admins: The ids of people who may do what nobody else has the right to, beside the workspace's own admins.
        digest_day: On which day of the week digests are told, from 0 for Monday, by the clock of the channel's team.
        digest_hour: At which hour.
        digest_only_changes: Whether a digest leaves out what the one before said too.
        teams: When a team works, by its name or id, where that is not as for all.
        default: What holds in a channel that has no entry of its own, and for what an entry leaves out.
        channels: What holds in a channel, by its name or id.
    """

    hold_seconds: int = 120
    stale_hours: int = 24
    flapping_times: int = 4
    flapping_minutes: int = 60
    same_conversation_minutes: int = 60
    deploy_minutes: int = 60
    history_days: int = 30
    reorder_seconds: int = 60
    draft_minutes: int = 30
    answer_seconds: int = 120
    same_request_seconds: int = 120
    asked_before_minutes: int = 60
    remind_minutes: int = 240
    late_minutes: int = 60
    work_begins_hour: int = 9
    work_ends_hour: int = 17
    utc_offset_minutes: int = 0
    edit_seconds: int = 60
    flapping_edit_minutes: int = 10
    model_cents_per_answer: int = 5
    model_cents_per_person_hour: int = 25
    model_cents_per_day: int = 500
    card_buttons: bool = False
    answer_externals: bool = False
    four_eyes: bool = False
    admins: tuple[str, ...] = ()
    default: ChannelPolicy = NEW_CHANNEL
    channels: Mapping[str, ChannelPolicy] = attrs.field(factory=dict)
    time_zone: Zone | None = None
    working_days: tuple[int, ...] = WorkingHours().days
    teams: Mapping[str, WorkingHours] = attrs.field(factory=dict)
    digest_day: Weekday = 0
    digest_hour: int = 9
    digest_only_changes: bool = False

    @property
    def hold(self) -> Duration:
        """How long a card is held."""
        return self.hold_seconds * SECOND

    @property
    def edits(self) -> Duration:
        """How often a card is edited on average."""
        return self.edit_seconds * SECOND

    @property
    def flapping_edits(self) -> Duration:
        """How often the card of a flapping alert is edited."""
        return self.flapping_edit_minutes * MINUTE

    @property
    def stale(self) -> Duration:
        """How long an incident may be silent."""
        return self.stale_hours * HOUR

    @property
    def flapping(self) -> Duration:
        """The time in which flapping is counted."""
        return self.flapping_minutes * MINUTE

    @property
    def same_conversation(self) -> Duration:
        """How long a conversation takes up recurrences."""
        return self.same_conversation_minutes * MINUTE

    @property
    def deploys_before(self) -> Duration:
        """How long before an incident deploys are shown."""
        return self.deploy_minutes * MINUTE

    @property
    def reorder(self) -> Duration:
        """How far apart arrival and time may be."""
        return self.reorder_seconds * SECOND

    @property
    def answer_after(self) -> Duration:
        """How long a question waits for a person first."""
        return self.answer_seconds * SECOND

    @property
    def working_hours(self) -> WorkingHours:
        """When everybody works of whose team nothing else is said."""
        return WorkingHours(
            self.work_begins_hour, self.work_ends_hour, self.working_days, self.time_zone, self.utc_offset_minutes
        )

    def dated(self, at: Instant) -> str:
        """Return a moment as people write it, by the clock of the time zone or the offset."""
        return dated(at, self.working_hours.minutes_ahead(at))

    @property
    def remind_after(self) -> Duration:
        """How long a question may stay unanswered."""
        return self.remind_minutes * MINUTE

    @property
    def late(self) -> Duration:
        """How late something may be heard and still be answered."""
        return self.late_minutes * MINUTE

    @property
    def same_request(self) -> Duration:
        """How far apart two questions of one request may be."""
        return self.same_request_seconds * SECOND

    @property
    def asked_before(self) -> Duration:
        """How long before an incident a question may have been about it."""
        return self.asked_before_minutes * MINUTE

    @property
    def draft_after(self) -> Duration:
        """How long a thread is left to end before it is read."""
        return self.draft_minutes * MINUTE

    @property
    def history(self) -> Duration:
        """How far back a card counts."""
        return self.history_days * DAY

    def for_channel(self, channel: str, name: str) -> ChannelPolicy:
        """Return what holds in a channel, told by its name or its id."""
        return self.channels.get(name) or self.channels.get(channel) or self.default


def in_shadow(policy: Policy) -> Policy:
    """Return a policy under which the same is decided, and nothing is said anywhere."""
    channels = {name: _in_shadow(place) for name, place in policy.channels.items()}
    return attrs.evolve(policy, default=_in_shadow(policy.default), channels=channels)


def _in_shadow(place: ChannelPolicy) -> ChannelPolicy:
    speaking: dict[str, Any] = {name: Mode.SHADOW for name in MODES if getattr(place, name) is Mode.LIVE}
    return attrs.evolve(place, **speaking)

"""Where ratchet runs: its workspace, the channels, and what is known and said of each."""

from attrs import frozen

from ratchet_core.basis.instants import Instant
from ratchet_core.domain.policy import ChannelPolicy


@frozen
class Installation:
    """Where ratchet runs, and who it is there: the ids of the workspace, of its user and of its bot, as of a moment."""

    workspace: str
    user: str
    bot: str
    at: Instant = 0


@frozen
class Told:
    """As of when each thing is known of a channel, or -1 where nobody has said; and what replaced it, when."""

    named: Instant = -1
    described: Instant = -1
    joined: Instant = -1
    archived: Instant = -1
    shared: Instant = -1
    agreed: Instant = -1
    replaced: Instant = -1
    successor: str = ""


@frozen
class Channel:
    """A conversation under its lasting id; ratchet speaks only where it has `joined`. `stay` counts its stays there.

    A stay ends when ratchet leaves, and when the channel is archived. `shared` says that people of another company are
    in it, and `agreed_by` who of the company agreed that ratchet speaks there all the same. `told` says
    as of when all that is known.
    """

    id: str
    name: str
    private: bool
    joined: bool = False
    stay: int = 0
    archived: bool = False
    shared: bool = False
    agreed_by: str | None = None
    told: Told = Told()

    @property
    def is_hushed(self) -> bool:
        """Whether ratchet keeps silent because people of another company would hear it, and nobody agreed to that."""
        return self.shared and self.agreed_by is None


@frozen
class ChannelErasure:
    """A channel was erased at a moment: nothing that is said there is taken any more, until it is readmitted."""

    channel: str
    at: Instant


@frozen
class ChannelSettings:
    """What a person said, at a moment, that ratchet may do in a channel; it takes the place of the policy's entry."""

    channel: str
    place: ChannelPolicy
    person: str
    at: Instant


@frozen
class Reading:
    """Since when ratchet has read a channel: the moment of the first message that it heard there."""

    channel: str
    since: Instant


@frozen
class Handover:
    """When somebody was last told, for a handover, what is open and what waits in a channel."""

    channel: str
    at: Instant


@frozen
class Digest:
    """The weekly digest of a channel.

    Attributes:
        due: When the next one is told.
        again: When the one of this week is looked at again, as there was no room for it; 0 where none waits.
        told_at: When people were last told anything in one.
        said: What the last one said, each thing by a name of its own, in order.
        live: Whether that was said, and not only recorded.
    """

    channel: str
    due: Instant
    again: Instant = 0
    told_at: Instant = 0
    said: tuple[str, ...] = ()
    live: bool = False


@frozen
class CaughtUp:
    """Up to when all that was written in a channel is heard, as far as is known.

    What came after `until` and up to `asked` is a gap: it is being read, or is still to be asked for. None where there
    is no gap.
    """

    channel: str
    until: Instant
    asked: Instant | None = None

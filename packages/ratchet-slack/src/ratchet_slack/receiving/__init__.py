"""How a live Slack tells ratchet what happened: payloads become events, which are kept before they are acknowledged.

    reading     payload -> events, by the readers in messages, reactions, channels, people and controls
    receiver    the pipeline: read, kept in an inbox, acknowledged
    bolt        Bolt around it; sockets for Socket Mode, http for the Events API
    inbox       what a receiver needs of the rest of ratchet

Whoever reads payloads alone imports `ratchet_slack.receiving.reading`: nothing of Bolt is loaded for that.
"""

from ratchet_slack.receiving.heard import Heard, Identity, NoNews, Unread
from ratchet_slack.receiving.inbox import Decided, Inbox, LookUp

__all__ = ["Decided", "Heard", "Identity", "Inbox", "LookUp", "NoNews", "Unread"]

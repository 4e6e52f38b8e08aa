"""How much of each is looked up at most, however long the history."""

from typing import Final

from ratchet_core.basis.instants import MINUTE

MOST_PARTS: Final = 20
"""How many questions of one person before and after another are looked at, to be one request with it."""

STILL_TALKING: Final = 10 * MINUTE
"""For so long after somebody's question, what is asked of them outside its thread goes on with it."""

MOST_HELD: Final = 50
"""How many replies are held for one message that was never seen."""

MOST_TICKS: Final = 50
"""How many ticks of one thread are looked at, the latest; and kept, while the message that began it was never seen."""

MOST_NOTES: Final = 200
"""How many notes of an alert are read for a draft, from the opening of the incident on."""

SHOWN_CHANNELS: Final = 25
"""How many channels a home page shows."""

SHOWN_WAITING: Final = 5
"""How many waiting questions of each channel a home page and a status show."""

LISTED_WAITING: Final = 20
"""How many waiting questions of its channel a handover lists."""

MOST_ASKED_HERE: Final = 200
"""How many of the latest questions of a channel are counted."""

MOST_PROPOSALS: Final = 50
"""How many runbook versions that await approval are looked at, the latest."""

MOST_SHADOWS: Final = 5
"""Of how many channels whose cards are in shadow a home page counts the alerts."""

MOST_OPEN: Final = 30
"""Of how many open alerts a handover tells."""

MOST_LOOKS: Final = 5
"""Of how many people who look at an open alert, or wrote in its thread, a handover tells."""

MOST_TOGETHER: Final = 100
"""How many questions are reminded of in one message, and how many before and after one are looked at for that."""

KEPT_ANSWERS: Final = 8
"""How many answers of a thread are kept with their words: the first ones."""

MOST_CITING: Final = 20
"""How much of what quotes a message is looked at in one turn, when that is edited or gone; the rest in the next."""

MOST_SOURCES: Final = 200
"""How many messages that a runbook quotes are looked at when it is written; it can quote no more."""

MOST_ERASED: Final = 200
"""How many records of one kind are erased in one turn; what is left is erased in the next."""

MOST_INCIDENTS: Final = 1_000_000
"""So many incidents no alert has in a channel."""

MOST_VERSIONS: Final = 20
"""How many versions of one runbook are looked at, the latest."""

MOST_REVIEWED: Final = 5
"""How many of the last incidents a version is held beside."""

MOST_MUTES: Final = 50
"""How many mutes of one alert or channel are looked at."""

MOST_CHANNELS: Final = 200
"""In how many channels one alert is looked at, and how many alerts of one channel."""

LATEST: Final = 20
"""How many deploys, questions, looks and courses a card or an answer is made of."""

MOST_REWRITTEN: Final = 200
"""How many versions of a runbook are looked through for what they quote."""

MOST_LOOKED_AT_AGAIN: Final = 100
"""How many messages of the time of one page of history are looked at again where the page does not show them."""

"""What people taught about bots' messages."""

from ratchet_core.domain.alerts import Lesson
from ratchet_core.queries.reader import Reader


def lessons(reader: Reader, bot: str | None = None) -> tuple[Lesson, ...]:
    """Return what was taught, of one bot or of all, by bot and skeleton."""
    found = (one for of_bot in reader.directory().lessons.values() for one in of_bot.values())
    return tuple(sorted((one for one in found if bot in (None, one.bot)), key=lambda one: (one.bot, one.skeleton)))

"""`ratchet serve` against a stand-in Slack: what people see there, from the first alert to the runbook of the next."""

from live import ALERTS, FIRING, RESOLVED, Running, served
from ratchet_core.basis.instants import HOUR, MINUTE
from server import Server


def test_an_alert_is_worked_on_and_what_helped_stands_on_the_card_of_the_next_one(server: Server) -> None:
    async def play(service: Running) -> list[str]:
        slack, clock = service.slack, service.clock
        root = slack.bot_says(ALERTS, FIRING)
        clock.ahead += 5 * MINUTE
        await service.saying(ALERTS, "HighErrorRate", root)
        slack.say("BEN", ALERTS, "Root cause: the connection pool is exhausted.", thread=root)
        slack.say("BEN", ALERTS, "I restarted the checkout pods, and that fixed it.", thread=root)
        await service.heard()
        clock.ahead += 10 * MINUTE
        slack.bot_says(ALERTS, RESOLVED)
        await service.saying(ALERTS, "Resolved", root)
        clock.ahead += 40 * MINUTE
        card = await service.offering(ALERTS, "Review draft v1")
        await slack.press("BEN", ALERTS, card, "Review draft v1")
        refused = await slack.submit("BEN", await service.showing("Runbook draft v1", "BEN"), decision="approve")
        await slack.press("ADA", ALERTS, card, "Review draft v1")
        await slack.submit("ADA", await service.showing("Runbook draft v1", "ADA"), decision="approve")
        approved = await service.telling("ADA", "Runbook")
        clock.ahead += 6 * HOUR
        again = slack.bot_says(ALERTS, FIRING)
        clock.ahead += 5 * MINUTE
        next_card = await service.saying(ALERTS, "Firing", again)
        return [refused["response_action"] if refused else "", approved, _with(next_card["text"], "restarted")]

    assert served(server, play) == [
        "errors",
        "Runbook v1 is active: cards show it from now on.",
        "What helped: “I restarted the checkout pods, and that fixed it.”",
    ]


def _with(text: str, words: str) -> str:
    """Return the line of a text with some words, without the link behind it."""
    return next(line.partition(" <")[0] for line in text.splitlines() if words in line)

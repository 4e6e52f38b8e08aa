"""Flagger's canaries: the author is the workload, every sentence is a step of a rollout, failed or not."""

from typing import Final

from ratchet_core.basis.content import Bot, Content
from ratchet_core.recognise.generic import notice
from ratchet_core.recognise.recognised import Kind, Recognised
from ratchet_core.recognise.tools.reader import Example, Reader
from ratchet_core.recognise.view import view_of

_STEPS: Final = (
    "canary analysis",
    "canary failed",
    "new revision detected",
    "halt ",
    "advance ",
    "rolling back",
    "promotion",
)


def _read(content: Content, bot: Bot) -> Recognised | None:
    author = content.author
    if not author or " " in author or "." not in author or not content.body[:80].lower().startswith(_STEPS):
        return None
    found = notice(view_of(content, bot), Kind.DEPLOY)
    return Recognised(Kind.DEPLOY, service=author, fingerprint=found.fingerprint, title=content.body.partition("\n")[0])


READER: Final = Reader("flagger", _read)

EXAMPLES: Final = (
    Example(
        Content(
            text="cart.shop\nHalt cart.shop advancement error rate 4.1% > 1%",
            body="Halt cart.shop advancement error rate 4.1% > 1%",
            author="cart.shop",
            colour="danger",
        ),
        Recognised(Kind.DEPLOY, service="cart.shop", title="Halt cart.shop advancement error rate 4.1% > 1%"),
    ),
)

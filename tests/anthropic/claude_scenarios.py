"""What the cassettes are about: each a question, and what was written by hand as the API's answer to it."""

from typing import Final

from attrs import evolve, frozen
from claude_stand_in import Answering, failed, streamed
from ratchet_core.contract.sending import MODEL
from ratchet_core.domain import MessageRef, Source
from ratchet_core.vocabulary.actions import AskModel
from ratchet_core.vocabulary.models import Ending, Material

NAME: Final = "claude-haiku-5-5"
_REPLY: Final = "run `make rotate`, then restart one replica at a time"
QUESTION: Final = evolve(
    MODEL,
    material=(
        Material("question", "question", "how do I rotate the ledger key?"),
        Material("1", "earlier question", "ledger key rotation?", Source(MessageRef("C1", "1.0")), ("C1",)),
        Material("1.1", "reply", _REPLY, Source(MessageRef("C1", "1.1")), ("C1",)),
    ),
)
_OFF_TOPIC: Final = evolve(
    QUESTION,
    material=(QUESTION.material[0], Material("1", "reply", "lunch is at noon", Source(MessageRef("C1", "2.0")))),
)
_SAID: Final = (
    '{"statements": [{"text": "Run `make rotate`, then restart one replica at a time.", '
    f'"quotations": [{{"piece": "1.1", "words": "{_REPLY}"}}]}}]}}'
)


@frozen
class Scenario:
    """A question, what it comes to, and an answer of the API that was written by hand; with a `key` that is wrong."""

    action: AskModel
    ending: Ending | None
    statements: int
    by_hand: Answering
    key: str | None = None


SCENARIOS: Final = {
    "an_answer": Scenario(QUESTION, Ending.ANSWERED, 1, streamed(_SAID)),
    "no_answer": Scenario(_OFF_TOPIC, Ending.ANSWERED, 0, streamed('{"statements": []}')),
    "a_wrong_key": Scenario(QUESTION, None, 0, failed(401, "authentication_error"), key="sk-ant-wrong"),
}

"""The contract of a model: what it says is read the same way whoever asked it, and nothing that is no answer is one."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Final, TypeAlias

from ratchet_core.contract.place import same
from ratchet_core.contract.sending import MODEL
from ratchet_core.ports import Model
from ratchet_core.vocabulary.models import Ending, ModelReply, Quotation, Statement

Saying: TypeAlias = Callable[[str], AbstractAsyncContextManager[Model]]
"""Opens a model that writes a text, whatever it is asked."""

_QUOTED: Final = '{"statements": [{"text": "Restart it.", "quotations": [{"piece": "1", "words": "restart it"}]}]}'
_SAID: Final = (
    (_QUOTED, Ending.ANSWERED, (Statement("Restart it.", (Quotation("1", "restart it"),)),)),
    ('{"statements": []}', Ending.ANSWERED, ()),
    ('{"statements": [{"text": "Restart it.", "quotations": []}]}', Ending.ANSWERED, (Statement("Restart it."),)),
    ("I would restart it.", Ending.NONSENSE, ()),
    ('{"statements": {}}', Ending.NONSENSE, ()),
    ('{"statements": [7]}', Ending.NONSENSE, ()),
    ('{"statements": [{"text": null, "quotations": []}]}', Ending.NONSENSE, ()),
    ('{"statements": [{"text": "x", "quotations": [{"piece": "1"}]}]}', Ending.NONSENSE, ()),
    ('{"statements": [' + ",".join(['{"text": "x", "quotations": []}'] * 21) + "]}", Ending.NONSENSE, ()),
    ("", Ending.NONSENSE, ()),
)


async def what_a_model_writes_is_read_and_nothing_else_is_an_answer(saying: Saying) -> None:
    """Statements with their quotations, or that it made no sense."""
    for text, ending, statements in _SAID:
        reply = await _asked(saying, text)
        same((reply.ending, reply.statements), (ending, statements), text[:60])


async def an_answer_costs_something_and_names_its_request(saying: Saying) -> None:
    """Also one that makes no sense; the same request has the same name."""
    first, second = await _asked(saying, _QUOTED), await _asked(saying, "what?")
    same((first.usage.cost > 0, second.usage.cost > 0, first.digest == second.digest != ""), (True, True, True))


async def _asked(saying: Saying, text: str) -> ModelReply:
    async with saying(text) as model:
        return await model.ask(MODEL)


CHECKS: Final = (
    what_a_model_writes_is_read_and_nothing_else_is_an_answer,
    an_answer_costs_something_and_names_its_request,
)
"""What every model does."""

"""What became of an event can be asked, whether its actions wait or are done."""

import asyncio

from histories import INTRODUCTIONS, POLICY, START, firing, posted
from ratchet_core.vocabulary.actions import PostMessage
from ratchet_core.vocabulary.events import MessagePosted
from ratchet_postgres import actions_of, connect, hear, is_quiet
from server import Server, seated

FIRED = posted(START, "C1", firing("HighErrorRate checkout-api"))


def test_actions_are_known_before_and_after_they_are_done_and_unknown_before_the_decision(server: Server) -> None:
    async def asked() -> tuple[object, list[str], list[str], list[bool]]:
        async with server.database() as url, await connect(url) as conn, await connect(url) as other:
            await hear(other, [*INTRODUCTIONS, FIRED])
            before = await actions_of(other, FIRED.id)
            writer = await seated(conn, POLICY)
            while await writer.take():
                pass
            waiting = await actions_of(other, FIRED.id) or []
            quiet = [await is_quiet(other, START)]
            for action in waiting:
                if isinstance(action, PostMessage):
                    await hear(other, [MessagePosted(f"{action.key}/done", START + 1, action, "1.0")])
            quiet.append(await is_quiet(other, START))
            while await writer.take():
                pass
            done = await actions_of(other, FIRED.id) or []
            quiet.append(await is_quiet(other, START))
            return before, [one.key for one in waiting], [one.key for one in done], quiet

    before, waiting, done, quiet = asyncio.run(asked())
    assert (before, bool(waiting), done, quiet) == (None, True, waiting, [False, False, True])

"""A process that works on an outbox, and hangs at each post once it is made: `python working_process.py URL`."""

import asyncio
import sys
from typing import Never

from histories import POLICY
from ratchet_core.contract.refusing import RefusingChat
from ratchet_core.replay import NoModel
from ratchet_core.turn import Ports
from ratchet_core.vocabulary.actions import FindSimilar, PostMessage
from ratchet_postgres import Worker


class Hanging(RefusingChat):
    """A `Chat` that says on standard output what it posts, and never more than that."""

    async def post(self, action: PostMessage) -> Never:
        """Make a post, and never come back."""
        sys.stdout.write(f"{action.key}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()
        raise AssertionError(action.key)


class NoSearch:
    """A `Search` that nobody asks."""

    async def find(self, action: FindSimilar) -> Never:
        """Find nothing."""
        raise AssertionError(action.key)


if __name__ == "__main__":
    worker = Worker(sys.argv[1], Ports(Hanging(), NoModel(), NoSearch()), POLICY)
    asyncio.run(worker.run(asyncio.Event()))

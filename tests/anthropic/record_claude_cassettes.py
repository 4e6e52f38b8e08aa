"""Records the cassettes again, against the Messages API: it takes a key, and costs about a cent.

    RATCHET_ANTHROPIC_API_KEY=sk-ant-... uv run python tests/anthropic/record_claude_cassettes.py
    uv run python tests/anthropic/record_claude_cassettes.py --by-hand     # what stands there without a key

What a recorded cassette comes to may differ from what was written by hand: look at `claude_scenarios.py` then.
"""

import asyncio
import os
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent)]

from claude_cassettes import FOLDER, LIVE, by_hand, recorder
from claude_scenarios import NAME, SCENARIOS, Scenario
from ratchet_anthropic import AnthropicModel
from ratchet_core.ports import Refused
from test_asking_claude import PRICE


async def record(name: str, scenario: Scenario, key: str) -> None:
    """Ask, and keep what came."""
    with recorder("all", LIVE).use_cassette(f"{name}.yaml"):
        async with AnthropicModel(scenario.key or key, NAME, PRICE, lambda: 0) as model:
            try:
                print(name, await model.ask(scenario.action))
            except Refused as refusal:
                print(name, refusal)


def main() -> None:
    """Write all cassettes."""
    FOLDER.mkdir(exist_ok=True)
    key = os.environ.get("RATCHET_ANTHROPIC_API_KEY")
    for name, scenario in SCENARIOS.items():
        if "--by-hand" in sys.argv:
            (FOLDER / f"{name}.yaml").write_text(by_hand(scenario), encoding="utf-8")
        elif key is None:
            sys.exit("Set RATCHET_ANTHROPIC_API_KEY, or write them by hand with --by-hand.")
        else:
            asyncio.run(record(name, scenario, key))


if __name__ == "__main__":
    main()

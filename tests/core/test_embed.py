"""The core inside another tool: the example runs, and the core's README shows it as it is."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
EMBED = ROOT / "examples" / "embed.py"
README = ROOT / "packages" / "ratchet-core" / "README.md"
EVENTS = ROOT / "examples" / "events.jsonl"
SAID = """\
C1/seen -> remembered
C1/joined -> remembered
C1/1767607200.000000 -> incident_opened, card_asked_for
    PostMessage C1/1767607200.000000/incidents/cards/0
        HighErrorRate on checkout-api, critical
        Firing.
        Owner: none recorded for checkout-api.
        First time seen (ratchet joined this channel recently).
        Runbook: none yet.
    WakeMe C1/1767607200.000000/incidents/0/stale/1767693600000000
C1/1767607740.000000 -> incident_resolved, card_edited
    UpdateMessage C1/1767607740.000000/incidents/cards/0
        HighErrorRate on checkout-api, critical
        Resolved after 9 min.
        Owner: none recorded for checkout-api.
        First time seen (ratchet joined this channel recently).
        Runbook: none yet.
"""


def test_the_example_handles_the_actions_itself() -> None:
    command = [sys.executable, str(EMBED), str(EVENTS)]
    run = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert run.stdout == SAID


def test_the_example_reads_events_from_standard_input_too() -> None:
    events = EVENTS.read_text(encoding="utf-8")
    run = subprocess.run([sys.executable, str(EMBED)], input=events, capture_output=True, encoding="utf-8", check=True)
    assert run.stdout == SAID


def test_the_readme_of_the_core_shows_the_example_as_it_is() -> None:
    assert f"```python\n{EMBED.read_text(encoding='utf-8')}```" in README.read_text(encoding="utf-8")

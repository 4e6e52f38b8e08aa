"""The tools that have an exact reader: one module each, tried in this order before the generic reader."""

from typing import Final

from ratchet_core.recognise.tools.reader import Reader

READERS: Final[tuple[Reader, ...]] = ()
"""Supporting another tool is a new module and a line here."""

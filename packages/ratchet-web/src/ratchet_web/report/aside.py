"""Draws charts in a process of their own: drawing takes a moment in which nothing else could be done in this one."""

import json
import logging
import subprocess
import sys
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from ratchet_web.report import drawing
from ratchet_web.report.charts import Spec

_LOG: Final = logging.getLogger(__name__)
_KEPT: Final = 32
_SECONDS: Final = 60


def drawn_aside(specs: Sequence[Spec]) -> Sequence[str]:
    """Return drawings of charts, or none where nothing can draw them; it blocks until they are there."""
    if not specs or not drawing.can_draw():
        return ()
    try:
        return _drawn(json.dumps(list(specs), sort_keys=True))
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        _LOG.warning("The charts of a report could not be drawn: %s", type(error).__name__)
        return ()


@lru_cache(maxsize=_KEPT)
def _drawn(specs: str) -> Sequence[str]:
    command = [sys.executable, "-P", drawing.__file__]
    drawn = subprocess.run(  # noqa: S603 - this very program
        command, input=specs, capture_output=True, text=True, timeout=_SECONDS, check=True
    )
    return tuple(json.loads(drawn.stdout))

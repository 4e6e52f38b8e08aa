"""A behaviour is refused where what it wants cannot be what it means."""

import pytest
from ratchet_core.behaviour import Behaviour
from ratchet_core.vocabulary.events import ReactionAdded
from ratchet_core.wants.table import CARD, TRACK_OF_THREAD


def test_a_card_cannot_be_drawn_of_an_alert_that_is_found_by_its_thread_alone() -> None:
    with pytest.raises(ValueError, match="`track` is wanted in two ways"):
        Behaviour("watchers", {ReactionAdded: (TRACK_OF_THREAD, *CARD)}, lambda *_: None)

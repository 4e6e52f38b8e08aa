"""What a post came to whose behaviour has nothing to remember of it."""

from ratchet_core.rules.own_posts import placed
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import ActionFailed, MessagePosted


def settled(behaviour: str, event: MessagePosted | ActionFailed) -> Decision:
    """Return the decision that a post was made, or that it could not be."""
    if isinstance(event, ActionFailed):
        return because(behaviour, Why.FAILED, event.why)
    return Decision(placed(event), (), (Reason(behaviour, Why.NOTHING_TO_DO),))

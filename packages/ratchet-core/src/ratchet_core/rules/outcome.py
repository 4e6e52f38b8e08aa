"""What an outcome comes to of which a behaviour has nothing more to remember."""

from ratchet_core.rules.own_posts import placed
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import ActionFailed, MessagePosted, Outcome


def posted_or_failed(behaviour: str, event: MessagePosted | ActionFailed) -> Decision:
    """Return the decision that a post was made, which remembers where it stands, or that it could not be."""
    if isinstance(event, ActionFailed):
        return because(behaviour, Why.FAILED, event.why)
    return Decision(placed(event), (), (Reason(behaviour, Why.NOTHING_TO_DO),))


def done_or_failed(behaviour: str, event: Outcome) -> Decision:
    """Return the decision that nothing follows from what was done, or that it could not be done."""
    return (
        because(behaviour, Why.FAILED, event.why)
        if isinstance(event, ActionFailed)
        else because(behaviour, Why.NOTHING_TO_DO)
    )

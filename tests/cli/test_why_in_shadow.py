"""`ratchet why` tells what a model in shadow would have answered, or drafted."""

import attrs
from asked_of_ratchet import LIVE, POLICY, Company, after
from ratchet_cli.why.explain import in_shadow
from ratchet_core.basis.instants import MINUTE
from ratchet_core.domain.policy import ChannelPolicy, Mode
from ratchet_core.memory.reader import MemoryReader
from ratchet_core.vocabulary.decision import Reason, Why
from ratchet_core.vocabulary.events import Mentioned, ModelAnswered
from ratchet_core.vocabulary.models import Ending, ModelReply, Statement


def company_with(place: ChannelPolicy) -> Company:
    company = Company(after("owner", name="ledger"), attrs.evolve(POLICY, default=place))
    company.ask("who owns ledger?")
    return company


def shown(company: Company, kind: type) -> list[str]:
    event, decision = next((event, decision) for event, decision in company.log if isinstance(event, kind))
    return list(in_shadow(event, decision.reasons, MemoryReader(company.store)))


def test_what_a_model_in_shadow_would_have_answered_is_shown_with_the_question() -> None:
    shadow = company_with(attrs.evolve(LIVE, model_agent=Mode.SHADOW))
    assert (shown(shadow, Mentioned), shown(company_with(LIVE), Mentioned)) == (
        ["in shadow, not sent: a model would have answered: ledger is owned by Payments."],
        [],
    )


def test_the_steps_that_a_model_in_shadow_drafted_are_shown_with_its_answer() -> None:
    company = company_with(attrs.evolve(LIVE, model_drafts=Mode.SHADOW))
    reply = ModelReply(Ending.ANSWERED, (Statement("Restart the consumer."),))
    event = ModelAnswered("drafted", company.now + MINUTE, company.model.asked[0], reply)
    told = list(in_shadow(event, [Reason("triage", Why.MODEL_DRAFTED, "1 of 1")], MemoryReader(company.store)))
    assert told == ["in shadow, not sent: a model would have drafted: Restart the consumer."]

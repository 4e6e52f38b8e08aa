"""Questions to ratchet that follow each other in a thread, and what a model in shadow would have answered to them."""

import attrs
from asked_of_ratchet import HISTORY, LIVE, NOW, POLICY, Company, after, pieces, quoting
from histories import said
from ratchet_core.basis.instants import HOUR, MINUTE, SECOND, ts_of
from ratchet_core.contract.scripted import Script
from ratchet_core.domain.policy import Mode
from ratchet_core.vocabulary.actions import AnswerPrivately, AskModel, Line, MessageLink, Plain
from ratchet_core.vocabulary.events import ChannelSeen, CommandGiven, Event, MessageDeleted
from ratchet_core.vocabulary.models import Material, ModelReply
from ratchet_core.vocabulary.rendering import plain_text

THREAD = ts_of(NOW - HOUR)
OWNED = "ledger is owned by Payments."
OWNS = after("owner", name="ledger")


def asked_twice(*between: Event, script: Script = OWNS, where: str = "C1", thread: str = THREAD) -> Company:
    """Return a company in which ratchet was asked something, and then, in the same thread, something that follows."""
    company = Company(script)
    company.hear(said(NOW + SECOND, where, "U2", "@ratchet who owns ledger?", thread))
    company.now = NOW  # the same message is heard as a call
    company.ask("who owns ledger?", channel=where, thread=thread)
    for event in between:
        company.hear(event)
    company.until(company.now + MINUTE)
    company.ask("and what else is theirs?", channel=where, thread=thread)
    return company


def words_of(line: Line) -> str:
    """Return what a line says, with its links as their labels."""
    return "".join(
        one.text if isinstance(one, Plain) else one.label for one in line.pieces if isinstance(one, Plain | MessageLink)
    )


def before(company: Company) -> list[tuple[str, str]]:
    """Return what a model is told of the questions before the last one."""
    told = pieces(company.model.asked[-1])
    return [(one.name, one.text) for one in told if one.name.startswith("before.")]


def test_what_was_asked_and_answered_in_the_thread_before_is_told_with_the_next_question() -> None:
    assert before(asked_twice()) == [("before.1", "@ratchet who owns ledger?"), ("before.2", OWNED)]


def test_so_it_is_in_the_thread_that_a_question_to_ratchet_began() -> None:
    company = Company(OWNS)
    first = ts_of(company.now + SECOND)
    company.ask("who owns ledger?")
    company.ask("and what else is theirs?", thread=first)
    assert before(company) == [("before.1", OWNED)]


def test_what_was_asked_in_another_thread_is_not() -> None:
    company = Company(OWNS)
    company.ask("who owns ledger?", thread=THREAD)
    company.ask("and what else is theirs?", thread=ts_of(NOW - 30 * MINUTE))
    assert before(company) == []


def test_of_many_questions_the_last_two_are_told() -> None:
    company = Company(OWNS)
    for _ in range(5):
        company.ask("who owns ledger?", thread=THREAD)
    assert [name for name, _ in before(company)] == ["before.1", "before.2"]


def test_nothing_is_said_that_only_what_was_said_before_bears_out() -> None:
    def script(action: AskModel) -> str | ModelReply | Exception:
        told: list[Material] = [one for one in pieces(action) if one.name.startswith("before.")]
        return quoting(told) if told else OWNS(action)

    assert asked_twice(script=script).room.reads.popitem()[1].startswith("I could not find out.")


def test_words_of_a_message_that_was_deleted_are_not_told() -> None:
    gone = MessageDeleted("gone", NOW + 11 * MINUTE, "C1", ts_of(NOW + SECOND))
    assert before(asked_twice(gone)) == [("before.1", OWNED)]


def test_what_came_from_a_channel_that_became_private_is_not_told_any_more() -> None:
    private = ChannelSeen("private", NOW + 11 * MINUTE, "C1", "c1", private=True)
    looked = after("incidents", alert="QueueStuck")
    told = before(asked_twice(private, script=looked, where="C2", thread=ts_of(NOW - 30 * MINUTE)))
    assert told == [("before.1", "@ratchet who owns ledger?")]


SHADOW = attrs.evolve(POLICY, default=attrs.evolve(LIVE, model_agent=Mode.SHADOW))


def test_why_says_what_a_model_in_shadow_would_have_answered_in_the_thread() -> None:
    company = Company(OWNS, SHADOW, HISTORY)
    company.ask("who owns ledger?", thread=THREAD)
    link = f"https://acme.slack.com/archives/C1/p{THREAD.replace('.', '')}"
    company.hear(CommandGiven("why", company.now + SECOND, "U2", "C1", f"why {link}", "T"))
    (answer,) = (one for one in company.log[-1][1].actions if isinstance(one, AnswerPrivately))
    assert [words_of(one) for one in answer.body.lines[-2:]] == [
        "In shadow, a model would have answered what I was asked:",
        f"{OWNED} “{OWNED}” (owner)",
    ]


def test_why_asked_elsewhere_tells_nothing_of_a_private_channel() -> None:
    company = Company(after("incidents", alert="QueueStuck"), SHADOW, HISTORY)
    company.ask("what is stuck?", channel="C2", thread=ts_of(NOW - 30 * MINUTE))
    company.hear(ChannelSeen("private", company.now, "C1", "c1", private=True))
    link = ts_of(NOW - 30 * MINUTE).replace(".", "")
    asked = f"why https://acme.slack.com/archives/C2/p{link}"
    company.hear(CommandGiven("why", company.now + SECOND, "U2", "C2", asked, "T"))
    (answer,) = (one for one in company.log[-1][1].actions if isinstance(one, AnswerPrivately))
    assert "QueueStuck" not in plain_text(answer.body)

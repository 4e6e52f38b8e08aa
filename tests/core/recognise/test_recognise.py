"""What is recognised of a message besides its kind, and what no message may do."""

from hypothesis import given
from hypothesis import strategies as st
from ratchet_core.basis.content import Bot, Content, Field
from ratchet_core.recognise import Kind, Recognised, Severity, recognise
from ratchet_core.recognise.fingerprint import alert_fingerprint

BOT = Bot(id="B1", app="A1", name="watcher")
WORDS = st.text(max_size=80)
CONTENTS = st.builds(
    Content,
    text=WORDS,
    title=WORDS,
    pretext=WORDS,
    body=WORDS,
    fields=st.lists(st.builds(Field, WORDS, WORDS), max_size=4).map(tuple),
    colour=st.sampled_from(["", "good", "danger", "a30200", "2eb886", "zzzzzz"]),
    author=WORDS,
)


def test_a_group_of_alerts_tells_how_many_fire_and_where() -> None:
    content = Content(
        text="[FIRING:2] QueueDeep cart (prod critical)\npod: cart-0\npod: cart-1",
        title="[FIRING:2] QueueDeep cart (prod critical)",
        fields=(Field("pod", "cart-1"), Field("pod", "cart-0")),
    )
    assert recognise(content, BOT) == Recognised(
        kind=Kind.ALERT_FIRING,
        alert="QueueDeep",
        service="cart",
        severity=Severity.CRITICAL,
        fingerprint=alert_fingerprint("QueueDeep", "cart"),
        title="[FIRING:2] QueueDeep cart (prod critical)",
        members=("cart-0", "cart-1"),
    )


def test_an_alert_that_always_fires_is_only_a_notice() -> None:
    assert recognise(Content(text="[FIRING:1] Watchdog (prod none)"), BOT).kind is Kind.OTHER


def test_somebodys_words_passed_on_by_a_bot_are_no_alert() -> None:
    assert recognise(Content(text="Hi, my build is down with a critical error, can anyone help?"), BOT).kind not in {
        Kind.ALERT_FIRING,
        Kind.ALERT_RESOLVED,
    }


def test_a_colour_alone_does_not_resolve_an_alert() -> None:
    assert recognise(Content(text="All done", colour="good"), BOT).kind is Kind.OTHER


@given(CONTENTS)
def test_every_message_has_an_identity_and_the_same_one_every_time(content: Content) -> None:
    found = recognise(content, BOT)
    assert (bool(found.fingerprint), recognise(content, BOT)) == (True, found)

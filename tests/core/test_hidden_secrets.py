"""Secrets that people paste are hidden wherever they stand, what looks alike is left, and all of it in linear time."""

import time
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pasted import AWS_ID, HARMLESS, KEY, NL, SLACK_BOT, WORD, Pasted, secrets
from ratchet_core.domain import MessageRef
from ratchet_core.reading.hidden_secrets import KINDS, Kind, all_without_secrets, pattern_of, without_secrets
from ratchet_core.vocabulary.actions import Body, Line, MessageLink, PersonMention, Plain
from ratchet_core.vocabulary.models import Material

MISSED = frozenset({"discord token"})
"""What nothing tells from other words: it has neither a beginning of its own nor a label."""

CHECKED = settings(max_examples=300, derandomize=True, deadline=None)
SECRETS = secrets()


def shows(text: str, secret: str) -> bool:
    """Say whether a part of a secret that would help anybody stands in a text."""
    size = min(len(secret), 8)
    return any(secret[at : at + size] in text for at in range(len(secret) - size + 1))


@pytest.mark.parametrize("one", [pytest.param(one, id=f"{number}, {one.kind}") for number, one in enumerate(SECRETS)])
def test_a_secret_is_hidden_in_the_form_in_which_it_is_pasted(one: Pasted) -> None:
    assert shows(without_secrets(one.text), one.secret) == (one.kind in MISSED)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_looks_like_a_secret_and_is_none_is_left(text: str) -> None:
    assert without_secrets(text) == text


def test_there_are_many_secrets_of_many_kinds() -> None:
    assert (len(SECRETS) >= 90, len({one.kind for one in SECRETS}) >= 25, len(HARMLESS) >= 90) == (True, True, True)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"the password is `{WORD}`, tell nobody", "the password is `[secret: password]`, tell nobody"),
        (f"psql postgres://app:{WORD}@db-2:5432/shop", "psql postgres://app:[secret: password]@db-2:5432/shop"),
        (f"DB_USER=app\nDB_PASS={WORD}\nDB_PORT=1", "DB_USER=app\nDB_PASS=[secret: password]\nDB_PORT=1"),
        (f"Server=db;Pwd={WORD};Encrypt=true", "Server=db;Pwd=[secret: password];Encrypt=true"),
        (f'{{"password": "{WORD}", "port": 1}}', '{"password": "[secret: password]", "port": 1}'),
        (f"the bot has {SLACK_BOT}.", "the bot has [secret: slack token]."),
        (f"here:\n{NL.join(KEY)}\nrotate it", "here:\n[secret: private key]\nrotate it"),
        (f"mysql -u root -p{WORD} shop", "mysql -u root -p[secret: password] shop"),
        (f"curl -u admin:{WORD} https://x", "curl -u admin:[secret: password] https://x"),
        ("password: [secret: password] and more", "password: [secret: password] and more"),
    ],
)
def test_what_stands_around_a_secret_is_kept(text: str, shown: str) -> None:
    assert without_secrets(text) == shown


PIECES = st.lists(
    st.sampled_from([one.text for one in SECRETS])
    | st.sampled_from([one.secret[:30] for one in SECRETS])
    | st.sampled_from(HARMLESS)
    | st.sampled_from([" ", "\n", ": ", "=", "password", "token ", "://a:", "@", '"', "`", "[secret: api key]", "-p "])
    | st.text(max_size=10),
    max_size=6,
).map("".join)


@CHECKED
@given(PIECES)
def test_hiding_secrets_twice_is_hiding_them_once(text: str) -> None:
    once = without_secrets(text)
    assert without_secrets(once) == once


@CHECKED
@given(st.sampled_from([one for one in SECRETS if one.kind not in MISSED]), st.lists(st.integers(0, 200), max_size=5))
def test_a_text_in_pieces_hides_what_the_whole_hides(one: Pasted, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(one.text)) for cut in cuts), len(one.text)]
    pieces = [one.text[start:end] for start, end in pairwise(edges)]
    assert not shows("".join(all_without_secrets(pieces)), one.secret)


@pytest.mark.parametrize("kind", [pytest.param(one, id=f"{number}, {one.name}") for number, one in enumerate(KINDS)])
def test_a_kind_is_found_in_some_secret_and_its_signs_are_in_lower_case(kind: Kind) -> None:
    texts = [one.text.lower() if kind.folded else one.text for one in SECRETS]
    assert (any(map(pattern_of(kind).search, texts)), kind.signs) == (True, tuple(one.lower() for one in kind.signs))


@CHECKED
@given(st.sampled_from(SECRETS), st.text(max_size=20))
def test_no_kind_is_found_where_its_signs_are_not(one: Pasted, around: str) -> None:
    text = f"{around} {one.text} {around}"
    signed = [kind for kind in KINDS if kind.needs in text.lower() and any(sign in text.lower() for sign in kind.signs)]
    found = [kind for kind in KINDS if pattern_of(kind).search(text.lower() if kind.folded else text)]
    assert [kind for kind in found if kind not in signed] == []


HOSTILE: tuple[Callable[[int], str], ...] = (
    lambda size: "password: " * (size // 10),
    lambda size: "token=" * (size // 6),
    lambda size: "password for a of b to c " * (size // 25),
    lambda size: "curl -u a " * (size // 10),
    lambda size: "mysql login redis-cli ldapsearch " * (size // 33),
    lambda size: "://a:" * (size // 5),
    lambda size: "https://" + "a@" * (size // 2),
    lambda size: "A" * size,
    lambda size: ("MIIE" * 16 + "\n") * (size // 65) + "-----END RSA PUBLIC KEY-----",
    lambda size: ("-----BEGIN RSA PRIVATE KEY-----") * (size // 31),
    lambda size: "kind: Secret\ndata:\n" + " data:\n" * (size // 7),
    lambda size: "data:\n" * (size // 6),
    lambda size: "password=" + "a;" * (size // 2),
    lambda size: "password='" + "\\" * size,
    lambda size: "?key=" * (size // 5),
    lambda size: "eyJ" + "a" * 9 + "." + "-" * size,
    lambda size: "$6$" * (size // 3),
    lambda size: "cookie: a=" * (size // 10),
    lambda size: "authorization: bearer " * (size // 22),
    lambda size: " \n" * (size // 2),
    lambda size: "--" * (size // 2) + "password",
    lambda size: "<a" * (size // 2) + "password>",
    lambda size: "secret key: " + "a-" * (size // 2),
    lambda size: "cred: a/" * (size // 8),
)
"""Texts of about a size that begin a form again and again, and never end it."""


def seconds(kind: Kind, text: str, rounds: int = 3) -> float:
    """Return the least time of the processor that looking through a text took."""
    searched, least = text.lower() if kind.folded else text, float("inf")
    for _ in range(rounds):
        before = time.process_time()
        sum(1 for _ in pattern_of(kind).finditer(searched))
        least = min(least, time.process_time() - before)
    return least


def looks_linear(kind: Kind, hostile: Callable[[int], str]) -> bool:
    """Say whether four times the text takes less than ten times as long; what takes no time at all is not compared."""
    long = hostile(100_000)
    return seconds(kind, long, 1) < 0.1 or seconds(kind, long) < 10 * seconds(kind, hostile(25_000))


def is_linear(kind: Kind, hostile: Callable[[int], str]) -> bool:
    """Say whether it looks so in one of five tries, for a busy machine may slow any of them."""
    return any(looks_linear(kind, hostile) for _ in range(5))


@pytest.mark.parametrize("kind", [pytest.param(one, id=f"{number}, {one.name}") for number, one in enumerate(KINDS)])
def test_a_kind_takes_linear_time(kind: Kind) -> None:
    assert [hostile(60) for hostile in HOSTILE if not is_linear(kind, hostile)] == []


@pytest.mark.parametrize("sign", sorted({sign for kind in KINDS for sign in kind.signs}))
def test_a_text_of_signs_alone_takes_linear_time(sign: str) -> None:
    signed = [kind for kind in KINDS if sign in kind.signs]
    assert [kind for kind in signed if not is_linear(kind, lambda size: sign * (size // len(sign)))] == []


def test_a_form_in_square_time_would_be_noticed() -> None:
    square = Kind("square", ("a",), "a+b")
    assert not all(looks_linear(square, lambda size: "a" * (size // 4)) for _ in range(5))


REF = MessageRef("C1", "1.000001")


def test_nothing_to_be_said_can_be_made_with_a_secret_in_it() -> None:
    link = MessageLink("C1", "1.000001", f"deploy {AWS_ID}")
    body = Body(f"alert {AWS_ID}", (Line((Plain("by "), PersonMention("U1"), Plain(f" {AWS_ID} "), link)),))
    shown = MessageLink("C1", "1.000001", "deploy [secret: aws key]")
    assert body == Body(
        "alert [secret: aws key]",
        (Line((Plain("by "), PersonMention("U1"), Plain(" [secret: aws key] "), shown)),),
    )


def test_a_key_on_many_lines_of_a_message_is_hidden_on_all_of_them() -> None:
    body = Body("runbook", tuple(Line((Plain(line),)) for line in ("first", *KEY, "last")))
    assert [line.pieces[0] for line in body.lines] == [
        Plain("first"),
        *[Plain("[secret: private key]")] * len(KEY),
        Plain("last"),
    ]


def test_a_model_is_asked_without_secrets() -> None:
    shown = [Material("question", "question", f"what is {AWS_ID}?"), Material("1", "reply", "y")]
    assert [one.text for one in shown] == ["what is [secret: aws key]?", "y"]


UNSEEN_SIGNS = "\u200b\u2060\ufe0f\u034f\u3164\u2800\u180b\x1c\x85\U000e0100"


@pytest.mark.parametrize("sign", UNSEEN_SIGNS)
def test_a_sign_that_nobody_sees_parts_no_secret(sign: str) -> None:
    parted = f"{SLACK_BOT[:14]}{sign}{SLACK_BOT[14:]}"
    told = without_secrets(f"use {parted}, and smile \u263a\ufe0f")
    assert (told, without_secrets(told)) == ("use [secret: slack token], and smile \u263a\ufe0f", told)

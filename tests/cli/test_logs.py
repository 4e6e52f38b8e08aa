"""The service's log has no words of people and no secrets in it, and is a line of JSON for each thing."""

import io
import json

from ratchet_cli.serve.logs import log_to


def logged(level: str = "info", **about: object) -> list[dict[str, object]]:
    stream = io.StringIO()
    log = log_to(stream, level)
    log.debug("seldom_wanted", **about)
    log.info("heard", **about)
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_says_what_happened_and_how_serious_it_is() -> None:
    (line,) = logged(count=3)
    assert {name: line[name] for name in line if name != "timestamp"} == {"event": "heard", "level": "info", "count": 3}


def test_what_is_less_serious_than_the_level_is_not_written() -> None:
    assert [line["event"] for line in logged("debug")] == ["seldom_wanted", "heard"]


A_TOKEN = "xoxb-123456789012-1234567890123-abcdefghijklmnopqrstuvwx"  # noqa: S105 - of nobody


def test_words_and_secrets_are_not_written() -> None:
    (line,) = logged(text="what a person said", token=A_TOKEN, why=f"refused for {A_TOKEN}")
    assert ("text" in line, "token" in line, "abcdefghijkl" in str(line)) == (False, False, False)


def test_what_is_long_is_cut_and_nothing_steers_a_terminal() -> None:
    (line,) = logged(why="\x1b[31m" + "x" * 500)
    assert (len(str(line["why"])), "\x1b" in str(line["why"])) == (300, False)

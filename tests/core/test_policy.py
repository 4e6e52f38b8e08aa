"""A policy is read from TOML, and what is wrong with it is said by line and key."""

import pytest
from ratchet_core.domain.policy import ChannelPolicy, Mode, Policy, Purpose
from ratchet_core.settings.policy_file import PolicyError, policy_of, written

LIVE = ChannelPolicy(Purpose.ALERTS, Mode.LIVE, Mode.SHADOW, Mode.LIVE, Mode.OFF, service="ledger", team="Payments")


def test_an_empty_text_is_the_policy_that_stays_silent_everywhere() -> None:
    assert policy_of("") == Policy()


def test_what_is_written_is_read_back_as_it_was() -> None:
    policy = Policy(hold_seconds=30, channels={"payments-alerts": LIVE, 'odd "name"': ChannelPolicy()})
    assert policy_of(written(policy, {"payments-alerts": "because"})) == policy


def test_a_channel_is_found_by_its_name_or_its_id() -> None:
    policy = policy_of('[channels.C1]\nincidents = "live"\n[channels.alerts]\ncards = "shadow"\n')
    assert (policy.for_channel("C1", "x").incidents, policy.for_channel("C2", "alerts").cards) == (
        Mode.LIVE,
        Mode.SHADOW,
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hold_secs = 1\n", "line 1, key hold_secs: This key is not known; did you mean `hold_seconds`?"),
        ("[channel.a]\n", "line 1, key channel: This key is not known; did you mean `channels`?"),
        ("posts_per_minut = 1\n", "key posts_per_minut: This key is not known; did you mean `posts_per_minute`?"),
        ("xyz = 1\n", "line 1, key xyz: This key is not known; write one of version, admins, default, channels, "),
        (
            "posts_per_minute = 5\n",
            "This key is not known here; write it below `[default]` or `[channels.NAME]`.",
        ),
        ("[default]\nfour_eyes = true\n", "This key is not known here; write it above the first table."),
        ("hold_seconds = true\n", "line 1, key hold_seconds: true is not a whole number from 0 to 1000000."),
        ('\nhold_seconds = "long"\n', "line 2, key hold_seconds: 'long' is not a whole number"),
        ('[channels.alerts]\ncards = "loud"\n', "line 2, key channels.alerts.cards: 'loud' is not one of"),
        (
            '[channels.a]\ncards = "off"\n[channels.b]\ncard = "off"\n',
            "line 4, key channels.b.card: This key is not known",
        ),
        ("[channels]\nalerts = 3\n", "line 2, key channels.alerts: 3 is not a table"),
        ("version = 2\n", "line 1, key version: Version 2 is not known"),
        ('[default]\nteam = ""\n', "line 2, key default.team: '' is not a name"),
        ("hold_seconds = \n", "line 1, column 16: this is not TOML (Invalid value)."),
    ],
)
def test_a_mistake_is_named_by_its_line_and_key(text: str, message: str) -> None:
    with pytest.raises(PolicyError) as error:
        policy_of(text)
    assert message in str(error.value)

"""Working hours follow the clock of a zone, its summer time, and what a team says of itself."""

import pytest
from ratchet_core.basis.instants import DAY, HOUR, MINUTE
from ratchet_core.basis.zones import Zone, utc_alone
from ratchet_core.domain.hours import WorkingHours, weekday_of
from ratchet_core.domain.policy import Policy
from ratchet_core.settings.policy_file import PolicyError, policy_of, written

SPRING = 1_774_746_000 * 1_000_000
"""29 March 2026, 01:00 UTC: a Sunday, when Berlin sets its clocks from two to three."""

BERLIN = Zone("Europe/Berlin", ((0, 60), (SPRING, 120)))
NIGHTS = WorkingHours(22, 24, (5, 6))


def zones(name: str) -> Zone | None:
    return BERLIN if name == BERLIN.name else utc_alone(name)


def test_a_weekday_is_told_by_what_the_clock_shows() -> None:
    assert (weekday_of(SPRING), weekday_of(SPRING + 23 * HOUR)) == (6, 0)


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        (SPRING - 3 * DAY, SPRING - 3 * DAY + 7 * HOUR),  # Thursday 02:00 in Berlin: at 9, which is 8 in UTC
        (SPRING - 3 * DAY + 8 * HOUR, SPRING - 3 * DAY + 8 * HOUR),
        (SPRING - 2 * DAY + 15 * HOUR, SPRING + DAY + 6 * HOUR),  # Friday 17:00: on Monday at 9, which is 7 in UTC
        (SPRING, SPRING + DAY + 6 * HOUR),
    ],
)
def test_the_next_working_moment_is_by_the_clock_of_then(at: int, moment: int) -> None:
    assert WorkingHours(zone=BERLIN).next(at) == moment


def test_a_time_that_the_clock_leaves_out_is_one_after_it() -> None:
    missing = SPRING + 90 * MINUTE  # the clock shows half past two: never
    assert BERLIN.local(BERLIN.moment(missing)) == missing + HOUR


@pytest.mark.parametrize("hour", [3, 4, 12, 23])
def test_what_the_clock_shows_is_the_moment_again(hour: int) -> None:
    at = SPRING + hour * HOUR
    assert BERLIN.moment(BERLIN.local(at)) == at


def test_a_week_may_have_other_working_days() -> None:
    assert NIGHTS.next(SPRING) == SPRING + 21 * HOUR


def test_a_file_names_a_zone_days_and_the_hours_of_teams() -> None:
    text = 'time_zone = "Europe/Berlin"\n[teams.Night]\nworking_days = ["Sat", "sun"]\nwork_begins_hour = 22\n'
    policy = policy_of(f"{text}work_ends_hour = 24\n", zones)
    assert (policy.working_hours, policy.teams) == (
        WorkingHours(zone=BERLIN),
        {"Night": WorkingHours(22, 24, (5, 6), BERLIN)},
    )


def test_what_is_written_is_read_back_with_its_zones_and_teams() -> None:
    policy = Policy(time_zone=BERLIN, working_days=(0, 2), teams={"a b": NIGHTS, "c": WorkingHours(zone=BERLIN)})
    text = written(policy, {})
    assert policy_of(text, zones) == Policy(
        time_zone=BERLIN,
        working_days=(0, 2),
        teams={"a b": WorkingHours(22, 24, (5, 6), BERLIN), "c": WorkingHours(zone=BERLIN)},
    )


def test_moments_are_told_by_the_clock_of_the_zone() -> None:
    policy = Policy(time_zone=BERLIN)
    assert (policy.dated(SPRING - HOUR), policy.dated(SPRING)) == ("29 Mar 01:00 UTC+1", "29 Mar 03:00 UTC+2")


WRONG = """\
hold_secs = 5
time_zone = "Europe/Berln"
work_begins_hour = 20
utc_offset_minutes = 9000
[channels.alerts]
cards = "loud"
[teams.payments]
time_zon = "UTC"
working_days = ["mon", "holiday"]
"""


def test_everything_that_is_wrong_is_named_at_once_in_the_order_of_lines() -> None:
    with pytest.raises(PolicyError) as error:
        policy_of(WRONG, zones)
    assert [one.split(":")[0] for one in error.value.wrong] == [
        "line 1, key hold_secs",
        "line 2, key time_zone",
        "line 3, key work_begins_hour",
        "line 4, key utc_offset_minutes",
        "line 6, key channels.alerts.cards",
        "line 8, key teams.payments.time_zon",
        "line 9, key teams.payments.working_days",
    ]


def test_a_zone_and_an_offset_are_refused_together() -> None:
    with pytest.raises(PolicyError, match="line 2, key utc_offset_minutes: the time zone says this already"):
        policy_of('time_zone = "Europe/Berlin"\nutc_offset_minutes = 60\n', zones)

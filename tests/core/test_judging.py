"""What became of a runbook's versions, and what can honestly be said of it."""

import itertools

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, SECOND, Instant
from ratchet_core.domain import Incident, IncidentState, Interval, RunbookState, RunbookVersion, ThreadNote, Vote
from ratchet_core.queries.estimates import Difference, Median, NotEnough, Proportion, proportion
from ratchet_core.queries.judging import (
    BETTER,
    CAUTION,
    Comparison,
    Episode,
    Finding,
    Measure,
    VersionFigures,
    compared,
    described_comparisons,
    described_figures,
    episodes_of,
    figures_of,
    self_resolve_compared,
    self_resolve_rate,
)

CHECKED = settings(max_examples=100, derandomize=True, deadline=None)
START = 1_767_607_200 * SECOND
LATER = START + 365 * DAY
NOTHING = NotEnough(0, 6)
UNSAID = NotEnough(0, 5)
OPEN = Episode(1, START, None, None, 0, 0, None)
ALONE = Episode(1, START, START + HOUR, None, 2, 0, None)
HELPED = Episode(1, START, START + HOUR, START + 5 * MINUTE, 7, 2, START + 3 * HOUR)
EMPTY = VersionFigures(1, 0, NOTHING, NOTHING, NOTHING, UNSAID, UNSAID, NOTHING, UNSAID)
EPISODES = st.builds(
    Episode,
    st.none() | st.integers(1, 3),
    st.integers(START, START + 30 * DAY),
    st.none() | st.integers(START, START + 60 * DAY),
    st.none() | st.integers(START, START + 60 * DAY),
    st.integers(0, 50),
    st.integers(0, 9),
    st.none() | st.integers(START, START + 60 * DAY),
)


def spell(version: int | None, count: int, minutes: int, refired: int) -> list[Episode]:
    """Return incidents that were answered after `minutes` and a little more each, of which some fired again."""
    return [
        Episode(
            version,
            opened_at=START + number * DAY,
            ended_at=START + number * DAY + (2 * minutes + number) * MINUTE,
            first_human_at=START + number * DAY + (minutes + number) * MINUTE,
            messages=minutes + number,
            people=3,
            refired_at=START + number * DAY + 12 * HOUR if number < refired else None,
        )
        for number in range(count)
    ]


def the_figures_of(episodes: list[Episode], votes: list[Vote] | None = None, as_of: Instant = LATER) -> VersionFigures:
    (figures,) = figures_of(episodes, votes or [], as_of=as_of)
    return figures


def votes(version: int, *answers: bool) -> list[Vote]:
    return [Vote("a", version, f"U{number}", answer, number) for number, answer in enumerate(answers)]


def incident(number: int, opened: int, ended: int | None, channel: str = "C1") -> Incident:
    """Return an incident that opened and ended so many hours after the start."""
    end = None if ended is None else START + ended * HOUR
    state = IncidentState.OPEN if ended is None else IncidentState.RESOLVED
    opened_at = START + opened * HOUR
    return Incident("a", channel, number, opened_at, f"{opened}", opened_at, state=state, ended_at=end)


def note(hours: float, person: str) -> ThreadNote:
    """Return what somebody wrote so many hours after the start."""
    return ThreadNote(int(START + hours * HOUR), f"{hours}", person, "looking")


def test_an_incident_is_an_episode_of_the_version_that_was_active_when_it_opened() -> None:
    active = Interval(START + 5 * HOUR)
    version = RunbookVersion("a", 1, "text", "digest", "U1", START, RunbookState.ACTIVE, active_during=(active,))
    episodes = episodes_of([incident(2, 10, None), incident(1, 0, 2)], [version], {})
    assert [one.version for one in episodes] == [None, 1]


def test_what_people_wrote_counts_for_the_incident_before_it_and_until_that_ended() -> None:
    notes = {"C1": (note(1, "U1"), note(1.5, "U2"), note(3, "U1"), note(11, "U1")), "C2": (note(1, "U3"),)}
    first, other = episodes_of([incident(1, 0, 2), incident(2, 10, None)], [], notes)
    assert (first, other) == (
        Episode(None, START, START + 2 * HOUR, START + HOUR, 2, 2, START + 10 * HOUR),
        Episode(None, START + 10 * HOUR, None, START + 11 * HOUR, 1, 1, None),
    )


def test_an_incident_in_another_channel_is_no_re_fire() -> None:
    episodes = episodes_of([incident(1, 0, 2), incident(1, 3, 4, "C2")], [], {})
    assert [one.refired_at for one in episodes] == [None, None]


SLOW = the_figures_of(spell(1, 14, 60, 12), votes(1, False, False, False, False, True))
QUICK = the_figures_of(spell(2, 14, 10, 2), votes(2, True, True, True, True, True, False))
SWIFTER = compared(QUICK, SLOW)


def test_no_incidents_have_no_figures() -> None:
    assert figures_of([], [], as_of=LATER) == ()


def test_versions_come_in_order_and_without_a_runbook_first() -> None:
    episodes = [attrs.evolve(ALONE, version=version) for version in (10, 2, None, 2)]
    found = [(one.version, one.incidents) for one in figures_of(episodes, votes(3, True), as_of=LATER)]
    assert found == [(None, 1), (2, 2), (3, 0), (10, 1)]


def test_a_spell_of_incidents_is_measured_whole() -> None:
    assert the_figures_of(spell(2, 14, 10, 2), votes(2, True, True, True, True, True, False)) == VersionFigures(
        version=2,
        incidents=14,
        first_human=Median(14, 16.5 * MINUTE, 12 * MINUTE, 21 * MINUTE),
        messages=Median(14, 16.5, 12, 21),
        people=Median(14, 3, 3, 3),
        refired=Proportion(14, 2, 40_094, 399_414),
        self_resolved=Proportion(14, 0, 0, 215_311),
        open_for=Median(14, 26.5 * MINUTE, 22 * MINUTE, 31 * MINUTE),
        votes=Proportion(6, 5, 436_497, 969_947),
    )


def test_an_open_incident_counts_as_an_incident_and_for_nothing_else() -> None:
    assert the_figures_of([OPEN] * 9) == attrs.evolve(EMPTY, incidents=9)


def test_an_open_incident_that_a_person_has_reached_counts_for_the_time_to_it() -> None:
    reached = attrs.evolve(OPEN, first_human_at=START + MINUTE)
    median = Median(6, MINUTE, MINUTE, MINUTE)
    assert the_figures_of([reached] * 6) == attrs.evolve(EMPTY, incidents=6, first_human=median)


def test_incidents_that_resolved_by_themselves_say_nothing_of_the_time_to_a_person() -> None:
    assert the_figures_of([ALONE] * 20 + [HELPED] * 5).first_human == NotEnough(5, 6)


def test_six_incidents_with_a_person_are_enough_for_a_median() -> None:
    assert the_figures_of([ALONE] * 20 + [HELPED] * 6).first_human == Median(6, 5 * MINUTE, 5 * MINUTE, 5 * MINUTE)


def test_a_person_before_the_opening_took_no_time() -> None:
    early = attrs.evolve(HELPED, first_human_at=START - SECOND)
    assert the_figures_of([early] * 6).first_human == Median(6, 0, 0, 0)


def test_an_incident_younger_than_a_day_is_not_counted_as_not_refired() -> None:
    assert the_figures_of([ALONE] * 9, as_of=ALONE.opened_at + HOUR + DAY - 1).refired == UNSAID


def test_an_incident_younger_than_a_day_is_left_out_even_if_it_refired() -> None:
    assert the_figures_of([HELPED] * 9, as_of=START + DAY).refired == UNSAID


def test_an_incident_is_known_not_to_have_refired_once_its_day_is_over() -> None:
    assert the_figures_of([ALONE] * 9, as_of=START + HOUR + DAY).refired == Proportion(9, 0, 0, 299_145)


@pytest.mark.parametrize(("after", "count"), [(DAY, 5), (DAY + 1, 0)])
def test_a_day_after_the_end_is_the_last_moment_to_refire(after: int, count: int) -> None:
    late = attrs.evolve(ALONE, refired_at=START + HOUR + after)
    assert the_figures_of([late] * 5 + [ALONE] * 5).refired == proportion(count, 10)


def test_the_last_vote_of_a_person_on_a_version_counts() -> None:
    changed = [*votes(1, False, False, True, True, True), *votes(2, False), *votes(1, True)]
    assert figures_of([], changed, as_of=LATER)[0].votes == Proportion(5, 4, 375_535, 963_776)


def test_the_alerts_own_rate_is_of_all_that_ended() -> None:
    other = attrs.evolve(ALONE, version=None)
    assert self_resolve_rate([ALONE, other, other, HELPED, HELPED, OPEN]) == Proportion(5, 3, 230_724, 882_379)


def test_a_version_stands_beside_the_alerts_other_incidents() -> None:
    episodes = [ALONE] * 9 + [HELPED] + [attrs.evolve(HELPED, version=None)] * 8 + [attrs.evolve(ALONE, version=2)] * 2
    own, others = Proportion(10, 9, 595_850, 982_124), Proportion(10, 2, 56_682, 509_838)
    difference = Difference(700_000, 265_827, 865_180)
    assert self_resolve_compared(episodes, 1) == Comparison(
        Measure.SELF_RESOLVED, Finding.BETTER, own, others, difference, CAUTION
    )


def test_every_measure_has_a_better_direction() -> None:
    assert {measure.name: BETTER[measure].value for measure in Measure} == {
        "FIRST_HUMAN": "lower",
        "MESSAGES": "lower",
        "PEOPLE": "lower",
        "REFIRED": "lower",
        "SELF_RESOLVED": "higher",
        "OPEN_FOR": "lower",
        "VOTES": "higher",
    }


def test_every_measure_has_its_finding() -> None:
    assert {one.measure: one.finding for one in SWIFTER} == {
        Measure.FIRST_HUMAN: Finding.BETTER,
        Measure.MESSAGES: Finding.BETTER,
        Measure.PEOPLE: Finding.NO_DIFFERENCE,
        Measure.REFIRED: Finding.BETTER,
        Measure.SELF_RESOLVED: Finding.NO_DIFFERENCE,
        Measure.OPEN_FOR: Finding.BETTER,
        Measure.VOTES: Finding.BETTER,
    }


def test_what_is_better_one_way_is_worse_the_other_way() -> None:
    turned = {Finding.BETTER: Finding.WORSE, Finding.WORSE: Finding.BETTER}
    back = [one.finding for one in compared(SLOW, QUICK)]
    assert back == [turned.get(one.finding, one.finding) for one in SWIFTER]


def test_only_a_claimed_difference_carries_a_caution() -> None:
    claims = (Finding.BETTER, Finding.WORSE)
    assert [one.caution for one in SWIFTER] == [CAUTION if one.finding in claims else None for one in SWIFTER]


def test_medians_whose_intervals_touch_are_not_told_apart() -> None:
    one, before = Median(9, 10, 5, 20), Median(9, 30, 20, 40)
    found = compared(attrs.evolve(EMPTY, people=one), attrs.evolve(EMPTY, people=before))[2]
    assert found == Comparison(Measure.PEOPLE, Finding.NO_DIFFERENCE, one, before, Difference(-20, -35, 0))


def test_few_incidents_give_no_finding_however_great_the_difference() -> None:
    few = the_figures_of(spell(2, 4, 1, 0))
    assert {one.finding for one in compared(few, SLOW)} == {Finding.NOT_ENOUGH}


def test_a_version_is_not_different_from_itself() -> None:
    assert {one.finding for one in compared(QUICK, QUICK)} == {Finding.NO_DIFFERENCE}


def test_figures_read_well() -> None:
    assert described_figures(QUICK) == (
        "version 2: 14 incidents",
        "time to first human action: 16 min (14 incidents, 95 % interval 12 min to 21 min)",
        "messages until close: 16.5 (14 incidents, 95 % interval 12-21)",
        "people involved: 3 (14 incidents, 95 % interval 3-3)",
        "re-fired within a day: 2 of 14 (14 %, 95 % interval 4-40 %)",
        "resolved by itself: 0 of 14 (0 %, 95 % interval 0-22 %)",
        "time open: 26 min (14 incidents, 95 % interval 22 min to 31 min)",
        "votes for helpful: 5 of 6 (83 %, 95 % interval 44-97 %)",
    )


def test_figures_say_where_there_is_not_enough_data() -> None:
    assert described_figures(the_figures_of([attrs.evolve(HELPED, version=None)])) == (
        "without a runbook: 1 incident",
        "time to first human action: not enough data (1 incident, 6 needed)",
        "messages until close: not enough data (1 incident, 6 needed)",
        "people involved: not enough data (1 incident, 6 needed)",
        "re-fired within a day: not enough data (1 incident, 5 needed)",
        "resolved by itself: not enough data (1 incident, 5 needed)",
        "time open: not enough data (1 incident, 6 needed)",
        "votes for helpful: not enough data (0 votes, 5 needed)",
    )


def test_a_comparison_reads_well_and_ends_with_its_caution() -> None:
    assert described_comparisons(SWIFTER) == (
        (
            "time to first human action: better, 16 min against 1 h 6 min, "
            "difference -50 min (interval of at least 90 %: -59 min to -41 min)"
        ),
        "messages until close: better, 16.5 against 66.5, difference -50 (interval of at least 90 %: -59 to -41)",
        (
            "people involved: no difference that can be told, 3 against 3, "
            "difference 0 (interval of at least 90 %: 0 to 0)"
        ),
        (
            "re-fired within a day: better, 2 of 14 (14 %) against 12 of 14 (86 %), "
            "difference -71.4 points (95 % interval -86.0 to -35.1)"
        ),
        (
            "resolved by itself: no difference that can be told, 0 of 14 (0 %) against 0 of 14 (0 %), "
            "difference 0.0 points (95 % interval -21.5 to +21.5)"
        ),
        (
            "time open: better, 26 min against 2 h 6 min, "
            "difference -1 h 40 min (interval of at least 90 %: -1 h 49 min to -1 h 31 min)"
        ),
        (
            "votes for helpful: better, 5 of 6 (83 %) against 1 of 5 (20 %), "
            "difference +63.3 points (95 % interval +5.2 to +84.7)"
        ),
        f"caution: {CAUTION}",
    )


def test_a_comparison_says_on_which_side_there_is_not_enough_data() -> None:
    unknown = attrs.evolve(QUICK, refired=NotEnough(3, 5), open_for=NotEnough(3, 6))
    assert described_comparisons(one for one in compared(unknown, SLOW) if one.finding is Finding.NOT_ENOUGH) == (
        "re-fired within a day: not enough data (3 incidents, 5 needed; before: 12 of 14 (86 %))",
        "time open: not enough data (3 incidents, 6 needed; before: 2 h 6 min)",
    )


@CHECKED
@given(st.permutations([*spell(None, 7, 5, 1), *spell(1, 8, 60, 4), *spell(2, 9, 10, 2), OPEN, ALONE, HELPED]))
def test_the_order_of_incidents_changes_nothing(episodes: list[Episode]) -> None:
    assert figures_of(episodes, [], as_of=LATER) == figures_of(sorted(episodes, key=repr), [], as_of=LATER)


@CHECKED
@given(st.lists(EPISODES, max_size=40), st.integers(START, START + 70 * DAY))
def test_every_incident_belongs_to_one_version(episodes: list[Episode], as_of: Instant) -> None:
    assert sum(one.incidents for one in figures_of(episodes, [], as_of=as_of)) == len(episodes)


@CHECKED
@given(st.lists(EPISODES, max_size=40), st.integers(START, START + 70 * DAY))
def test_whatever_happened_can_be_told(episodes: list[Episode], as_of: Instant) -> None:
    found = figures_of(episodes, [], as_of=as_of)
    told = [line for one in found for line in described_figures(one)]
    told += [line for pair in itertools.pairwise(found) for line in described_comparisons(compared(*pair[::-1]))]
    assert [line for line in told if ": " not in line] == []

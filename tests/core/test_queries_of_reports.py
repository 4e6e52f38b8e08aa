"""What a whole history came to."""

from collections import Counter

import attrs
from ratchet_core.basis.instants import MINUTE
from ratchet_core.domain.policy import Purpose
from ratchet_core.queries.help_requests import RequestCounts
from ratchet_core.queries.incidents import IncidentCounts
from ratchet_core.queries.reports import ChannelCounts, Toll, Totals, channel_counts, longest, noisiest, tolls, totals
from ratchet_core.recognise.recognised import Kind
from remembered import ALERT, directory, remembered

NO_INCIDENT, BOTH = IncidentCounts(0, 0, 0, 0), IncidentCounts(opened=2, resolved=2, stale=0, open=0)
ANSWERED, UNANSWERED = RequestCounts(1, 1, 0, 0, 0), RequestCounts(1, 0, 0, 1, 0)
TOLL = Toll("C1", ALERT, "HighErrorRate", "Checkout", incidents=2, firings=2, open_for=15 * MINUTE, alone=1)


def test_totals_are_of_everything() -> None:
    assert totals(remembered()) == Totals(2, 1, BOTH, RequestCounts(2, 1, 0, 1, 0), Counter({Kind.DEPLOY: 1}))


def test_each_channel_is_counted_for_itself() -> None:
    first, second = directory().channels.values()
    assert channel_counts(remembered()) == [
        ChannelCounts(first, Purpose.ALERTS, BOTH, UNANSWERED, deploys=0, notices=0),
        ChannelCounts(second, Purpose.ALERTS, NO_INCIDENT, ANSWERED, deploys=1, notices=0),
    ]


def test_an_alert_costs_its_incidents_and_their_time() -> None:
    assert tolls(remembered()) == [TOLL]


def test_what_costs_most_comes_first_by_number_or_by_time() -> None:
    long = attrs.evolve(TOLL, incidents=1, open_for=60 * MINUTE)
    assert (noisiest([long, TOLL]), longest([TOLL, long])) == ([TOLL, long], [long, TOLL])

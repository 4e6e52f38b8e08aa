"""All that a behaviour can ask to know, in one place: under which name, by which keys, and as what.

Most keys follow from the event and the directory alone. Those of a second look follow from what the first one found:
the alert of the thread that a person wrote in, the deploys of the service that an alert is tied to. There is no third.
"""

from typing import Final

from ratchet_core.domain import (
    Alert,
    Assistance,
    GivenAnswer,
    HelpRequest,
    Mark,
    Message,
    Notification,
    RunbookVersion,
    Thread,
    Track,
)
from ratchet_core.domain.records import Get, Range
from ratchet_core.wants import (
    alerts,
    answers,
    commands,
    erasure,
    help_requests,
    history,
    home,
    messages,
    reminders,
    runbooks,
    teaching,
)
from ratchet_core.wants.limits import LATEST, LISTED_WAITING, MOST_CHANNELS, MOST_REWRITTEN, SHOWN_WAITING
from ratchet_core.wants.piece import Piece, all_of, is_so, the_one, those_found

# A message, and the thread that it stands in.

KNOWN: Final = Piece("known", messages.known, is_so)
MESSAGE: Final = Piece("message", messages.message, the_one)
NOTICE: Final = Piece("notice", messages.under_root(Notification), the_one)
OWN_NOTICE: Final = Piece("notice", messages.at_message(Notification), the_one)
THREAD: Final = Piece("thread", messages.under_root(Thread), the_one)
OWN_THREAD: Final = Piece("thread", messages.at_message(Thread), the_one)
ROOT_SEEN: Final = Piece("root_seen", messages.root_seen, messages.heard_or_edited)
ROOT_ABOVE_SEEN: Final = Piece("root_seen", messages.root_above_seen, messages.heard_or_edited, second=True)
TICKS: Final = Piece("ticks", messages.ticks, all_of)
TICKS_ABOVE: Final = Piece("ticks", messages.ticks_above, all_of, second=True)
TICKS_ON_POST: Final = Piece("ticks_on_post", messages.ticks_on_post, all_of)
OWN_TICK: Final = Piece("own_tick", messages.own_tick, the_one)

# An alert, its incidents, and its channel.

TRACK: Final = Piece("track", alerts.track, the_one)
TRACK_OF_THREAD: Final = Piece("track", alerts.track_of_thread, the_one, second=True)
TRACK_OF_MESSAGE: Final = Piece("track", alerts.track_of_message, the_one, second=True)
ALERT: Final = Piece("alert", alerts.alert, the_one)
COURSES: Final = Piece("courses", alerts.courses, all_of)
COURSES_IF_MUTED: Final = Piece("courses", alerts.courses_if_muted, all_of, second=True)
INCIDENT: Final = Piece("incident", lambda snapshot, _: alerts.incident_key(snapshot, 0), the_one)
FOLLOWING: Final = Piece("following", lambda snapshot, _: alerts.incident_key(snapshot, 1), the_one)
NOTES: Final = Piece("notes", alerts.notes, alerts.notes_of)
THREAD_OF_INCIDENT: Final = Piece("thread", alerts.thread_of_incident, the_one, second=True)
MUTES: Final = Piece("mutes", alerts.mutes, alerts.by_beginning)
LOOKS: Final = Piece("looks", alerts.looks, all_of)
OWN_LOOK: Final = Piece("own_look", alerts.own_look, the_one)
_deploys = alerts.of_service(Notification, "deploys")
_asked = alerts.of_service(HelpRequest, "about_service")
DEPLOYS: Final = Piece("deploys", _deploys, all_of, second=True, likely=_deploys)
ASKED: Final = Piece("asked", _asked, all_of, second=True, likely=_asked)
MARK: Final = Piece(
    "mark",
    alerts.on_posted(lambda track, one: Get(Mark, (track.channel, track.alert, one.number))),
    the_one,
    second=True,
)
THREAD_OF_CARD: Final = Piece(
    "thread_of_card",
    alerts.on_posted(lambda track, one: Get(Thread, (track.channel, one.root_ts))),
    the_one,
    second=True,
)
BUDGET: Final = Piece("budget", alerts.budget, the_one)
TRACKS_HERE: Final = Piece("tracks_here", alerts.in_channel(Track, "in_channel", MOST_CHANNELS), all_of)
TRACKS_COUNTED: Final = Piece("tracks_here", alerts.tracks_counted, those_found)

# A runbook.

VERSIONS: Final = Piece("versions", runbooks.versions, runbooks.by_number)
VERSIONS_WITH_NOTE: Final = Piece("versions", runbooks.versions_with_note, runbooks.by_number, second=True)
VOTES: Final = Piece("votes", runbooks.votes, all_of, second=True)
CITING: Final = Piece("citing", runbooks.citing, all_of)
SOURCES: Final = Piece("sources", runbooks.sources, those_found)
BEFORE: Final = (
    Piece("last_notes", runbooks.notes_before, alerts.notes_of),
    Piece("last_incidents", runbooks.incidents_before, those_found),
)
"""What must be known of the incidents before the one that is drafted from, to see how a draft fits them."""

WRITTEN_IN_FORM: Final = (
    Piece("citing", runbooks.where_written(runbooks.citing), all_of),
    Piece("sources", runbooks.where_written(runbooks.sources), those_found),
)
"""What must be known to take a runbook that is written in a form."""

REVIEWED: Final = (
    Piece("last_incidents", runbooks.last_incidents, those_found, second=True),
    Piece("last_notes", runbooks.last_notes, alerts.notes_of, second=True),
    Piece("linked", runbooks.linked, those_found, second=True),
)
"""What must be known to show a version of a runbook to whoever decides on it."""


# A question, what belongs to it, and its reminders.

REQUEST: Final = Piece("request", messages.under_root(HelpRequest), the_one)
REQUEST_ABOVE: Final = Piece("request", messages.above(HelpRequest), the_one, second=True)
SIBLINGS: Final = Piece(
    "siblings", help_requests.siblings, all_of, second=True, likely=help_requests.likely_near(HelpRequest)
)
THEIRS: Final = Piece("theirs", help_requests.theirs, all_of)
ABOVE: Final = Piece("above", messages.above(HelpRequest), the_one, second=True)
OPENING: Final = Piece("opening", messages.under_root(Message), the_one)
HEAD: Final = Piece("siblings", help_requests.before_reply, all_of, second=True)
QUESTIONS: Final = Piece(
    "questions", help_requests.asked_near(Message), all_of, second=True, likely=help_requests.likely_near(Message)
)
ANSWERS: Final = Piece("answers", help_requests.in_thread, all_of, second=True, likely=help_requests.in_thread_of_reply)
HELD: Final = Piece("early", help_requests.held, help_requests.replies_of)
HELD_WORDS: Final = Piece("held", help_requests.held_words, all_of, second=True)
WAITING_HERE: Final = Piece("waiting", alerts.in_channel(HelpRequest, "waiting", SHOWN_WAITING), all_of)
WAITING_TOGETHER: Final = Piece("waiting", reminders.waiting_together, all_of)
PARTS_OF_WAITING: Final = Piece("parts_of_waiting", reminders.parts_of_waiting, all_of, second=True)
REMINDED: Final = Piece("reminded", reminders.reminded, those_found)

# An answer, and the model that words it.

FOUND_QUESTIONS: Final = Piece("found_questions", answers.found_questions, answers.questions_with_answers)
FOUND_RUNBOOKS: Final = Piece("found_runbooks", answers.found_runbooks, answers.runbooks_with_tracks)
GIVEN: Final = Piece("given", answers.given, the_one)
GIVEN_QUESTION: Final = Piece("found_questions", answers.given_question, answers.questions_with_answers, second=True)
GIVEN_RUNBOOK: Final = Piece("found_runbooks", answers.given_runbook, answers.runbooks_with_tracks, second=True)
GIVEN_MESSAGES: Final = Piece("given_messages", answers.messages_of(answers.given_sources), those_found, second=True)
GIVEN_VERSIONS: Final = Piece("given_versions", answers.versions_of(answers.given_sources), all_of, second=True)
STATED_MESSAGES: Final = Piece("given_messages", answers.messages_of(answers.stated_sources), those_found, second=True)
STATED_VERSIONS: Final = Piece("given_versions", answers.versions_of(answers.stated_sources), all_of, second=True)
INQUIRY: Final = Piece("inquiry", answers.inquiry, the_one)
ASSISTANCE: Final = Piece("assistance", messages.under_root(Assistance), the_one)
INQUIRIES: Final = Piece("inquiries", answers.inquiries, answers.inquiries_with_words, second=True)
SPENDINGS: Final = Piece("spendings", answers.spendings, those_found, second=True)
SPENDINGS_FOR_DRAFT: Final = Piece("spendings", answers.spendings_for_draft, those_found)

# What is erased, and what quotes it.

CITED: Final = Piece("cited", erasure.cited, all_of)
CITED_IN: Final = Piece("cited", erasure.cited_in, all_of)
CITED_WRITTEN: Final = Piece("cited_written", erasure.cited_of_written, all_of, second=True)
QUOTED: Final = Piece("quoted", erasure.quoted, the_one)
WRITTEN: Final = Piece("written", erasure.written_by, all_of)
ALERTS_WRITTEN: Final = Piece(
    "alerts_written", erasure.of_tracks(lambda alert: Get(Alert, (alert,))), those_found, second=True
)
COURSES_WRITTEN: Final = Piece(
    "courses_written",
    erasure.of_tracks(lambda alert: Range(Track, "of_alert", (alert,), MOST_CHANNELS)),
    all_of,
    second=True,
)
TRACKS_CITING: Final = Piece("tracks_citing", erasure.of_citing_alerts(Track, LATEST), all_of, second=True)
VERSIONS_CITING: Final = Piece(
    "versions_citing", erasure.of_citing_alerts(RunbookVersion, MOST_REWRITTEN), all_of, second=True
)
VERSIONS_WITH_NOTES: Final = Piece("versions", erasure.versions_with_notes, all_of, second=True)

# A bot's template, and a page of history.

TEMPLATE: Final = (
    Piece("template", teaching.template, the_one),
    Piece("examples", teaching.examples, those_found, second=True),
    Piece("spendings", teaching.spent_today, those_found, second=True),
)
"""What must be known to have it asked what a bot's messages are."""

EXAMPLES: Final = Piece("examples", teaching.examples, those_found)
PAGE_OF_HISTORY: Final = (
    Piece("known_in_page", history.known_in_page, all_of),
    Piece("tracks_here", history.alerts_in_page, all_of),
)
"""What must be known to tell what a page of history should show."""


# What a person asks for, and what is made of many pieces.

IN_THREAD_ASKED: Final = (
    Piece("thread", commands.where(commands.OF_THREAD, messages.under_root(Thread)), the_one),
    Piece("track", commands.where(commands.OF_ONE_ALERT, commands.track_asked), the_one, second=True),
    Piece("last_incidents", commands.where(commands.OF_SUMMARY, commands.incidents_asked), all_of, second=True),
)
"""What must be known of the thread that a person asks about, where it is that of an alert."""

ASKING: Final = (
    *IN_THREAD_ASKED,
    ASSISTANCE,
    INQUIRIES,
    Piece(
        "tracks_here", commands.where(commands.OF_ALERTS, alerts.in_channel(Track, "in_channel", MOST_CHANNELS)), all_of
    ),
    Piece(
        "waiting",
        commands.where(commands.OF_QUESTIONS, alerts.in_channel(HelpRequest, "waiting", LISTED_WAITING)),
        all_of,
    ),
    Piece(
        "parts_of_waiting",
        commands.where(commands.OF_QUESTIONS, help_requests.parts_of_listed),
        all_of,
        second=True,
    ),
    Piece("mutes_here", commands.where(commands.OF_HANDOVER, commands.mutes_here), all_of),
    Piece("proposals", commands.where(commands.OF_HANDOVER, commands.proposals), all_of),
    Piece("handover", commands.where(commands.OF_HANDOVER, commands.handover), the_one),
    Piece("asked_here", commands.where(commands.OF_SETUP, commands.asked_here), all_of),
    Piece("looks_here", commands.where(commands.OF_HANDOVER, commands.looks_here), all_of, second=True),
    Piece("notes_here", commands.where(commands.OF_HANDOVER, commands.notes_here), all_of, second=True),
    Piece("request", commands.where(commands.OF_REQUEST, messages.under_root(HelpRequest)), the_one),
    Piece("siblings", commands.where(commands.OF_SIMILAR, help_requests.siblings), all_of, second=True),
    Piece("message", commands.where(commands.OF_MESSAGE, messages.under_root(Message)), the_one),
    Piece("notice", commands.where(commands.OF_MESSAGE, messages.under_root(Notification)), the_one),
    Piece("given", commands.where(commands.OF_MESSAGE, messages.under_root(GivenAnswer)), the_one),
    Piece("alert", commands.where(commands.OF_ONE_ALERT, commands.alert_of_ask), the_one, second=True),
    Piece("versions", commands.where(commands.OF_ONE_ALERT, commands.versions_asked), runbooks.by_number, second=True),
    Piece("mutes", commands.where(commands.OF_ONE_ALERT, commands.mutes_asked), alerts.by_beginning, second=True),
)
"""What must be known to answer what a person asks of ratchet: of each command only what that takes."""

SETTING_UP: Final = (
    Piece("tracks_here", commands.where_set_up(alerts.in_channel(Track, "in_channel", MOST_CHANNELS)), all_of),
    Piece("asked_here", commands.where_set_up(commands.asked_here), all_of),
)
"""What must be known to open the form by which a channel is set up, by a button."""

HOME: Final = (
    Piece("waiting", home.in_each(lambda one, _: Range(HelpRequest, "waiting", (one,), SHOWN_WAITING)), all_of),
    Piece("parts_of_waiting", help_requests.parts_of_listed, all_of, second=True),
    Piece("open_incidents", home.in_each(lambda one, _: home.open_in(one)), all_of),
    Piece("mutes_here", home.mutes_ending, all_of),
    Piece("proposals", commands.proposals, all_of),
    Piece("tracks_here", home.tracks_in_shadow, all_of),
    Piece("tracks_open", home.tracks_open, those_found, second=True),
    Piece("alerts_named", home.alerts_named, those_found, second=True),
    Piece("courses", home.courses_of_proposals, all_of, second=True),
)
"""What a home page is made of."""

SUMMARY: Final = (
    TRACK,
    ALERT,
    VERSIONS,
    MUTES,
    INCIDENT,
    FOLLOWING,
    NOTES,
    LOOKS,
    REQUEST,
    GIVEN,
    Piece("mark", alerts.mark_of_summary, the_one),
    Piece("votes", runbooks.votes_of_summary, all_of, second=True),
    DEPLOYS,
    SIBLINGS,
    QUESTIONS,
    ANSWERS,
)
"""What is told of what happened so far."""

ON_CARD: Final = Piece("on_card", lambda *_: (), all_of)
"""Stands for whatever behaviours add to cards."""

CARD: Final = (TRACK, ALERT, VERSIONS, MUTES, DEPLOYS, ASKED, BUDGET, ON_CARD)
"""What a card is made of."""

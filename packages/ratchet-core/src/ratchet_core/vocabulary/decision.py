"""What `decide` returns: what to remember, what to do, and why, also when it is to stay silent."""

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeAlias

from attrs import frozen

from ratchet_core.vocabulary.actions import Action
from ratchet_core.vocabulary.changes import Change
from ratchet_core.vocabulary.events import Event


class Why(StrEnum):
    """The reasons that a decision can give; those for staying silent are counted in reports."""

    DUPLICATE = "duplicate"
    OFF = "behaviour_off"
    SHADOW = "shadow"
    NOT_JOINED = "not_in_the_channel"
    ARCHIVED = "channel_is_archived"
    SHARED = "shared_with_another_company_and_nobody_agreed"
    SHARING_AGREED = "agreed_to_speak_where_it_is_shared"
    EXTERNAL = "person_is_external"
    OWN_MESSAGE = "own_message"
    OWN_DOING = "done_by_ratchet_itself"
    ECHO = "echo_of_own_words"
    OLD_MESSAGE = "old_message"
    HEARD_LATE = "heard_too_late"
    DELETED = "message_deleted"
    BOT_REPLY = "reply_of_a_bot"
    CHATTER = "not_a_question"
    PLEASANTRY = "pleasantry"
    ANNOUNCEMENT = "announcement"
    GOES_ON = "goes_on_with_a_question_of_whom_it_is_put_to"
    NOT_A_REQUEST_THREAD = "thread_is_not_a_request"
    ROOT_UNKNOWN = "thread_root_not_seen_yet"
    REQUEST_OPENED = "request_opened"
    ASKED_BELOW = "request_opened_in_own_thread"
    REQUEST_FOLLOWED = "request_followed"
    REQUEST_RESOLVED = "request_resolved"
    QUESTION_WITHDRAWN = "request_withdrawn_with_its_question"
    NOTICE_KEPT = "notice_kept"
    NOTHING_TO_RESOLVE = "resolved_without_incident"
    NOTHING_TO_UPDATE = "update_without_incident"
    INCIDENT_OPENED = "incident_opened"
    INCIDENT_FOLLOWED = "incident_followed"
    INCIDENT_RESOLVED = "incident_resolved"
    INCIDENT_STALE = "incident_stale"
    END_KNOWN = "end_known_by_what_is_remembered_of_the_bot"
    RECURRENCE = "recurrence_in_same_conversation"
    HELD = "card_held"
    STORM = "held_back_in_a_storm"
    EDITED_LATER = "card_edited_later"
    RESOLVED_WHILE_HELD = "resolved_by_itself_while_held"
    CARD_ON_ITS_WAY = "card_on_its_way"
    CARD_UNCHANGED = "card_unchanged"
    CARD_ASKED = "card_asked_for"
    CARD_EDITED = "card_edited"
    TOO_LATE = "older_than_what_is_settled"
    EDIT_WITHOUT_NEWS = "edit_without_news"
    REACTION_WITHOUT_MEANING = "reaction_without_meaning"
    NOTHING_TO_DO = "nothing_to_do"
    REMEMBERED = "remembered"
    STILL_WAITING = "still_waiting"
    FAILED = "action_failed"
    NOT_ALLOWED = "not_allowed"
    IMPOSSIBLE = "impossible"
    WITHOUT_EFFECT = "remembered_without_effect"
    NOTED = "triage_noted"
    NOTHING_TO_DRAFT = "nothing_new_to_draft"
    COUNTED_AGAIN = "step_counted_in_a_draft"
    ASKED_BEFORE = "asked_before"
    ANSWER_EDITED = "answer_edited"
    COUNTED = "hours_counted"
    DIGEST_PLANNED = "digest_planned"
    DIGESTED = "digest_told"
    NOTHING_NEW = "nothing_worth_a_digest"
    LOOKED_FOR = "earlier_answers_looked_for"
    NOT_ASKED_BEFORE = "nothing_similar_was_answered"
    PERHAPS_ASKED_BEFORE = "earlier_answer_kept_for_who_asks_for_it"
    MODEL_ASKED = "model_asked"
    MODEL_WITHOUT_ANSWER = "model_had_no_answer"
    MODEL_FAILED = "model_not_answering"
    MODEL_BUDGET = "model_budget_is_spent"
    MODEL_DRAFTED = "drafted_in_words_of_a_model"
    ANSWERED_BY_MODEL = "answered_in_words_of_a_model"
    SUMMARY_ASKED = "summary_asked_for"
    SUMMARISED = "summary_given"
    INQUIRED = "question_to_ratchet_taken_up"
    TOOLS_WANTED = "model_wants_tools_to_be_run"
    LEFT_TO_SOMEBODY = "left_to_the_person_it_is_put_to"
    REMINDED = "owners_reminded"
    NOBODY_TO_REMIND = "nobody_is_recorded_as_the_owner"
    PART_OF_ANOTHER = "part_of_the_request_before"
    REPLY_KEPT = "reply_kept"
    OVERTAKEN = "edit_overtaken_by_a_later_one"
    HANDED_OFF = "handed_off"
    REOPENED = "request_reopened"
    LINKED = "linked_to_an_incident"
    TIED = "tied_to_a_service"
    ERASED = "erased"
    ERASED_PERSON = "person_was_erased"
    READMITTED = "person_readmitted"
    ERASED_CHANNEL = "channel_was_erased"
    CHANNEL_READMITTED = "channel_readmitted"
    MUTED = "muted"
    MUTE_ENDED = "mute_ended"
    PROPOSED = "runbook_proposed"
    APPROVED = "runbook_approved"
    REJECTED = "runbook_rejected"
    ACTIVATED = "runbook_activated"
    VOTED = "runbook_voted"
    READING_PROPOSED = "reading_of_a_bot_proposed"
    TEMPLATE_SEEN = "colour_of_a_bot_remembered"
    LEARNT = "learnt_from_a_correction"
    ANSWERED = "answered_privately"
    WELCOMED = "said_hello_in_a_new_channel"
    ASSISTED = "said_what_it_can_do"
    ASKED_OF_RATCHET = "asked_of_ratchet_itself"
    HISTORY_ASKED = "history_asked_for"
    HISTORY_READ = "history_read"
    NOTHING_MISSED = "nothing_was_missed"
    NOT_LIVE = "there_is_no_chat_to_ask_in_a_replay"
    FORM_OPENED = "form_opened"
    FORM_REFUSED = "form_refused"
    NOT_DONE_YET = "no_behaviour_listens"


@frozen(cache_hash=True)
class Reason:
    """One step of the reasoning: which behaviour, which rule, and what about."""

    behaviour: str
    why: Why
    about: str = ""


@frozen(cache_hash=True)
class Decision:
    """What one event came to.

    `withheld` is what would have been said if the behaviour were live: it is recorded and never done.
    """

    changes: tuple[Change, ...] = ()
    actions: tuple[Action, ...] = ()
    reasons: tuple[Reason, ...] = ()
    withheld: tuple[Action, ...] = ()


Log: TypeAlias = Sequence[tuple[Event, Decision]]
"""Events with their decisions, in the order in which they took their turns."""


def because(behaviour: str, why: Why, about: str = "") -> Decision:
    """Return the decision to do nothing, with its reason."""
    return Decision(reasons=(Reason(behaviour, why, about),))

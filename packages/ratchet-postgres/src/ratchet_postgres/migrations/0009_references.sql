-- The database refuses a reference to nothing, as of the end of a transaction: in a batch everything is written at once.
-- Only what cannot be without the other is refused; what is told in any order (a tick, a person, a channel) is not.

alter table alert_track_record
    add constraint track_of_an_alert foreign key (alert) references alert_record
    deferrable initially deferred not valid;
alter table alert_thread_record
    add constraint thread_of_an_alert foreign key (alert) references alert_record
    deferrable initially deferred not valid;
alter table incident_record
    add constraint incident_on_a_track foreign key (channel, alert) references alert_track_record
    deferrable initially deferred not valid;
alter table incident_mark_record
    add constraint mark_of_an_incident foreign key (channel, alert, number) references incident_record
    deferrable initially deferred not valid;
alter table mute_record
    add constraint mute_of_an_alert foreign key (alert) references alert_record
    deferrable initially deferred not valid;
alter table runbook_version_record
    add constraint version_for_an_alert foreign key (alert) references alert_record
    deferrable initially deferred not valid;
alter table runbook_vote_record
    add constraint vote_on_a_version foreign key (alert, version) references runbook_version_record
    deferrable initially deferred not valid;
alter table given_answer_record
    add constraint answer_to_a_question foreign key (channel, ts) references help_request_record
    deferrable initially deferred not valid;

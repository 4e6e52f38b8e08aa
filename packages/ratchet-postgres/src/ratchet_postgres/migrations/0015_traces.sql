create table trace_record (
    channel text collate "C" generated always as (record ->> 'channel') stored,
    alert text collate "C" generated always as (record ->> 'alert') stored,
    record jsonb not null,
    primary key (channel, alert)
);
comment on table trace_record is 'What a bot''s messages about an alert look like that fires in a channel, or did lately: by this an end is known.';

alter table trace_record
    add constraint trace_of_a_track foreign key (channel, alert) references alert_track_record
    deferrable initially deferred not valid;

-- What a person asks of ratchet is looked up by channel: its questions, its mutes, what waits for approval, who voted.

create index on help_request_record (channel, asked_at, ts);

create index on runbook_version_record (state, written_at, alert, number);

alter table runbook_vote_record add column at bigint generated always as ((record ->> 'at')::bigint) stored;
create index on runbook_vote_record (alert, version, at, person);

alter table mute_record add column scope text collate "C";
update mute_record set scope = coalesce(channel, '*');
alter table mute_record alter column scope set not null;
comment on column mute_record.scope is 'The channel in which it holds, or * where it holds everywhere.';
create index on mute_record (scope, ending_at, alert, id);

alter table incident_mark_record add column reason text generated always as (record ->> 'reason') stored;
alter table incident_mark_record add column reasoned boolean not null default false;
alter table incident_mark_record alter column reasoned drop default;
comment on column incident_mark_record.reasoned is 'Whether it has words of a person.';
create index on incident_mark_record (person, channel, alert, number) where reasoned;

create table handover_record (
    channel text collate "C" generated always as (record ->> 'channel') stored,
    at bigint generated always as ((record ->> 'at')::bigint) stored,
    record jsonb not null,
    primary key (channel)
);
comment on table handover_record is 'When somebody was last told, for a handover, what is open and waits in a channel.';

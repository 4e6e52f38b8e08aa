-- name: TakeHousekeepingLock :one
-- Be the only process that keeps house in the workspace, until the lock is let go; say whether nobody else does.
select pg_try_advisory_lock(7228425, hashtext(current_schema()))::boolean as held;

-- name: LetGoOfHousekeepingLock :exec
-- Let others keep house.
select pg_advisory_unlock(7228425, hashtext(current_schema()));

-- name: Erasing :many
-- The events of some kinds within turns that are told still, with the reasons of what was decided; of outcomes only those
-- that are for some behaviours. Those too that were not taken for some reasons.
select i.turn::bigint as turn, whole(i.event, i.at, i.told) as told, i.reasons
from inbox as i
where i.turn > @after::bigint and i.turn <= @until::bigint and i.told is not null
    and (
        kind_of(i.told) = any(@types::text[])
        and coalesce(i.told -> 'action' ->> 'behaviour', (@behaviours::text[])[1]) = any(@behaviours::text[])
        or i.reasons::jsonb -> 0 ->> 1 = any(@refused::text[])
    )
order by i.turn;

-- name: MessagesGone :many
-- The messages that are known to be deleted.
select channel::text as channel, ts::text as ts from message_record where record @> '{"gone": true}';

-- name: MessagesWrittenBy :many
-- The messages of some people, with whose they are.
select channel::text as channel, ts::text as ts, person::text as person from message_record
where person = any(@people::text[]);

-- name: AnswersQuotingGone :many
-- The questions that were answered with words of messages that are deleted, or of some people.
select distinct c.request_channel::text as channel, c.request_ts::text as ts
from citation_record as c join message_record as m on m.channel = c.channel and m.ts = c.ts
where c.request_ts <> '' and (m.record @> '{"gone": true}' or m.person = any(@people::text[]));

-- name: MutesOf :many
-- The mutes that some people made.
select id::text as mute from mute_record where person = any(@people::text[]) order by id;

-- name: AlertsWrittenOf :many
-- The alerts for which some people wrote versions of runbooks.
select distinct alert::text as alert from runbook_version_record where author = any(@people::text[]) order by alert;

-- name: ErasedPeople :many
-- The people who are erased.
select person::text as person from erasure_record order by person;

-- name: ErasedChannels :many
-- The channels that are erased.
select channel::text as channel from channel_erasure_record order by channel;

-- name: AlertsOfChannels :many
-- The alerts that were heard in some channels, and those whose runbooks quote what was said there or were made of it.
select distinct alert::text as alert from (
    select alert from alert_track_record where channel = any(@channels::text[])
    union all select alert from citation_record where channel = any(@channels::text[]) and alert <> ''
    union all select alert from runbook_version_record where source = any(@channels::text[])
) as told order by alert;

-- name: ToldWithin :many
-- What is told still within turns, as text.
select turn::bigint as turn, whole(event, at, told)::text as line from inbox
where turn > @after::bigint and turn <= @until::bigint and told is not null order by turn;

-- name: ParkedLines :many
-- What is told of events that could not be decided, as text.
select event, whole(event, at, told)::text as line from inbox where parked is not null and told is not null order by place;

-- name: FirstTurnSince :one
-- The first of the turns up to one in which something was taken that happened at a moment or later; 0 for none. It is found
-- by moments, and not in the order of turns.
select coalesce(min(turn + 0), 0)::bigint as turn from inbox where at >= @since::bigint and turn <= @until::bigint;

-- name: ClearTold :execrows
-- Leave nothing of the events of some turns but their marks, and of what was decided nothing that a reason is about.
update inbox set
    told = null,
    reasons = case when reasons is not null then (
        select coalesce(jsonb_agg(jsonb_build_array(one -> 0, one -> 1)), '[]')
        from jsonb_array_elements(reasons::jsonb) as one
    )::json end
where turn = any(@turn::bigint[]);

-- name: ClearParked :exec
-- Leave nothing of events that could not be decided but that they were heard; an error may have had words of theirs.
update inbox set told = null, parked = '' where event = any(@event::text[]) and turn is null;

-- name: TrimTold :execrows
-- Leave nothing of the events of some turns that happened before a moment but their marks.
update inbox set told = null
where turn > @after::bigint and turn <= @until::bigint and told is not null and at < @before::bigint;

-- name: TrimDecisions :execrows
-- Let go of what was decided within some turns about what happened before a moment.
update inbox set digest = null, reasons = null, actions = null, withheld = null
where turn > @after::bigint and turn <= @until::bigint and digest is not null and at < @before::bigint;

-- name: FirstMomentAfter :one
-- When the first thing happened that was taken after a turn.
select at from inbox where turn > @after::bigint order by turn limit 1;

-- name: WordsOf :many
-- What a person wrote, as far as it is kept or told, and what they are called.
select (record ->> 'text')::text as words from message_record where person = @person::text
union select (record ->> 'reason')::text from mute_record where person = @person::text
union select (record ->> 'reason')::text from incident_mark_record where person = @person::text
union select (record ->> 'text')::text from runbook_version_record where author = @person::text and erasable
union select (told ->> 'text')::text from inbox where told ->> 'person' = @person::text
union select (told ->> 'name')::text from inbox where told ->> 'type' = 'PersonSeen' and told ->> 'person' = @person::text;

-- name: WordsSaidIn :many
-- What was said in a channel, as far as it is kept or told.
select (record ->> 'text')::text as words from message_record where channel = @channel::text
union select (record ->> 'title')::text from notification_record where channel = @channel::text
union select (record ->> 'reason')::text from mute_record where scope = @channel::text
union select (record ->> 'reason')::text from incident_mark_record where channel = @channel::text
union select (told ->> 'text')::text from inbox where channel_of(event, told) = @channel::text
union select (told -> 'content' ->> 'text')::text from inbox where channel_of(event, told) = @channel::text
union select (told -> 'content' ->> 'title')::text from inbox where channel_of(event, told) = @channel::text;

-- name: Tables :many
-- The tables of the workspace.
select c.relname::text as name from pg_catalog.pg_class as c
where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace order by c.relname;

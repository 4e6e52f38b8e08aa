-- The first schema: a table for every noun, the inbox, the decisions, and the outbox.
--
-- Nouns stand in tables called NOUN_record: the record as the core has it, and columns that PostgreSQL makes of it, or
-- that the core worked out where that takes a rule. They are written by the writer of a workspace and by nobody else.
-- The views below are for people: they have moments as timestamps, and names beside ids.
--
-- Moments are whole microseconds since 1970, UTC. Ids and names are in the order of their code points (collate "C"),
-- which is that of the core.

create table schema_migration (
    number integer primary key,
    name text not null,
    digest text not null,
    applied_at timestamptz not null default now()
);
comment on table schema_migration is 'The migrations that made this schema; the digest is the SHA-256 of the file.';

create function moment(microseconds bigint) returns timestamptz
    language sql immutable parallel safe
    return timestamptz 'epoch' + microseconds * interval '1 microsecond';
comment on function moment(bigint) is 'The moment that whole microseconds since 1970 stand for.';

create table installation_record (
    workspace text collate "C" generated always as (record ->> 'workspace') stored,
    record jsonb not null,
    primary key (workspace)
);
comment on table installation_record is 'Where ratchet runs, and who it is there.';

create table channel_record (
    id text collate "C" generated always as (record ->> 'id') stored,
    name text collate "C" generated always as (record ->> 'name') stored,
    joined boolean generated always as ((record ->> 'joined')::boolean) stored,
    private boolean generated always as ((record ->> 'private')::boolean) stored,
    archived boolean generated always as ((record ->> 'archived')::boolean) stored,
    record jsonb not null,
    primary key (id)
);
comment on table channel_record is 'A conversation, under its lasting id: what it is called, and whether ratchet is in it.';

create table channel_settings_record (
    channel text collate "C" generated always as (record ->> 'channel') stored,
    record jsonb not null,
    primary key (channel)
);
comment on table channel_settings_record is 'What a person said that ratchet may do in a channel.';

create table lesson_record (
    bot text collate "C" generated always as (record ->> 'bot') stored,
    skeleton text collate "C" generated always as (record ->> 'skeleton') stored,
    record jsonb not null,
    primary key (bot, skeleton)
);
comment on table lesson_record is 'What a person said that a bot''s messages with a skeleton are.';

create table person_record (
    id text collate "C" generated always as (record ->> 'id') stored,
    name text collate "C" generated always as (record ->> 'name') stored,
    external boolean generated always as ((record ->> 'external')::boolean) stored,
    record jsonb not null,
    primary key (id)
);
comment on table person_record is 'Somebody who writes in the channels.';

create table erasure_record (
    person text collate "C" generated always as (record ->> 'person') stored,
    at bigint generated always as ((record ->> 'at')::bigint) stored,
    record jsonb not null,
    primary key (person)
);
comment on table erasure_record is 'A person was erased: nothing that tells of them is taken any more, until they are readmitted.';

create table group_record (
    id text collate "C" generated always as (record ->> 'id') stored,
    handle text collate "C" generated always as (record ->> 'handle') stored,
    record jsonb not null,
    primary key (id)
);
comment on table group_record is 'People who can be called together by a handle.';

create table team_name_record (
    team text collate "C" generated always as (record ->> 'team') stored,
    since bigint generated always as ((record ->> 'since')::bigint) stored,
    name text collate "C" generated always as (record ->> 'name') stored,
    record jsonb not null,
    primary key (team, since)
);
comment on table team_name_record is 'From a moment on, a team was called so.';

create table merge_record (
    kind text collate "C" generated always as (record ->> 'kind') stored,
    part text collate "C" generated always as (record ->> 'part') stored,
    since bigint generated always as ((record ->> 'since')::bigint) stored,
    merged_into text collate "C" generated always as (record ->> 'into') stored,
    record jsonb not null,
    primary key (kind, part, since)
);
comment on table merge_record is 'From a moment on, a team or a service was part of another, or stood on its own.';

create table ownership_record (
    kind text collate "C" generated always as (record ->> 'kind') stored,
    owned text collate "C" generated always as (record ->> 'owned') stored,
    since bigint generated always as ((record ->> 'since')::bigint) stored,
    team text collate "C" generated always as (record ->> 'team') stored,
    record jsonb not null,
    primary key (kind, owned, since)
);
comment on table ownership_record is 'From a moment on, a channel or a service belonged to a team, or to nobody. Starts cannot overlap and leave no gap.';

create table membership_record (
    team text collate "C" generated always as (record ->> 'team') stored,
    person text collate "C" generated always as (record ->> 'person') stored,
    since bigint generated always as ((record ->> 'since')::bigint) stored,
    member boolean generated always as ((record ->> 'member')::boolean) stored,
    record jsonb not null,
    primary key (team, person, since)
);
comment on table membership_record is 'From a moment on, a person belonged to a team, or no longer did.';

create table service_record (
    key text collate "C" generated always as (record ->> 'key') stored,
    name text collate "C" generated always as (record ->> 'name') stored,
    record jsonb not null,
    primary key (key)
);
comment on table service_record is 'What everything revolves around; it outlives re-organisations.';

create table service_alias_record (
    key text collate "C" generated always as (record ->> 'key') stored,
    name text collate "C" generated always as (record ->> 'name') stored,
    service text collate "C" generated always as (record ->> 'service') stored,
    record jsonb not null,
    primary key (key)
);
comment on table service_alias_record is 'A service is also known under another name.';

create table reading_record (
    channel text collate "C" generated always as (record ->> 'channel') stored,
    since bigint generated always as ((record ->> 'since')::bigint) stored,
    record jsonb not null,
    primary key (channel)
);
comment on table reading_record is 'Since when ratchet has read a channel.';

create table caught_up_record (
    channel text collate "C" generated always as (record ->> 'channel') stored,
    until bigint generated always as ((record ->> 'until')::bigint) stored,
    record jsonb not null,
    primary key (channel)
);
comment on table caught_up_record is 'Up to when all that was written in a channel is heard.';

create table budget_record (
    channel text collate "C" generated always as (record ->> 'channel') stored,
    record jsonb not null,
    primary key (channel)
);
comment on table budget_record is 'What was posted in a channel in its latest minute, and the storm that goes on there.';

create table alert_record (
    fingerprint text collate "C" generated always as (record ->> 'fingerprint') stored,
    name text collate "C" generated always as (record ->> 'name') stored,
    service text collate "C" generated always as (record ->> 'service') stored,
    record jsonb not null,
    primary key (fingerprint)
);
comment on table alert_record is 'One alert of one service; it carries the runbook.';
create index on alert_record (service, fingerprint);

create table alert_track_record (
    channel text collate "C" generated always as (record ->> 'channel') stored,
    alert text collate "C" generated always as (record ->> 'alert') stored,
    name text collate "C" generated always as (record ->> 'name') stored,
    service text collate "C" generated always as (record ->> 'service') stored,
    record jsonb not null,
    folded_name text collate "C" not null,
    primary key (channel, alert)
);
comment on table alert_track_record is 'The course of one alert in one channel: what it came to, and the signals that may still be reordered.';
comment on column alert_track_record.folded_name is 'The name without case, by which the alerts of a channel are in order.';
create index on alert_track_record (alert, channel);
create index on alert_track_record (channel, folded_name, alert);

create table incident_record (
    channel text collate "C" generated always as (record ->> 'channel') stored,
    alert text collate "C" generated always as (record ->> 'alert') stored,
    number bigint generated always as ((record ->> 'number')::bigint) stored,
    state text collate "C" generated always as (record ->> 'state') stored,
    severity text collate "C" generated always as (record ->> 'severity') stored,
    opened_at bigint generated always as ((record ->> 'opened_at')::bigint) stored,
    last_at bigint generated always as ((record ->> 'last_at')::bigint) stored,
    ended_at bigint generated always as ((record ->> 'ended_at')::bigint) stored,
    record jsonb not null,
    primary key (channel, alert, number),
    -- One open incident of one alert in one channel, as of the end of a transaction.
    constraint one_open_incident exclude using btree (channel with =, alert with =) where (state = 'open')
        deferrable initially deferred
);
comment on table incident_record is 'One episode of an alert in one channel, from firing to resolved.';
create index on incident_record (alert, channel);
create index on incident_record (opened_at);

create table help_request_record (
    channel text collate "C" generated always as (record -> 'root' ->> 'channel') stored,
    ts text collate "C" generated always as (record -> 'root' ->> 'ts') stored,
    asker text collate "C" generated always as (record ->> 'asker') stored,
    asked_at bigint generated always as ((record ->> 'asked_at')::bigint) stored,
    service text collate "C" generated always as (record ->> 'service') stored,
    first_response_at bigint generated always as ((record ->> 'first_response_at')::bigint) stored,
    incident_channel text collate "C" generated always as (record -> 'incident' ->> 'channel') stored,
    incident_alert text collate "C" generated always as (record -> 'incident' ->> 'alert') stored,
    incident_number bigint generated always as ((record -> 'incident' ->> 'number')::bigint) stored,
    record jsonb not null,
    state text collate "C" not null,
    waiting boolean not null,
    primary key (channel, ts)
);
comment on table help_request_record is 'One thread in which a person asked for help.';
comment on column help_request_record.state is 'Where it stands, as the core works it out: open, answered or resolved.';
comment on column help_request_record.waiting is 'Whether nobody has answered or resolved it.';
create index on help_request_record (channel, asker, asked_at, ts);
create index on help_request_record (service, asked_at, channel, ts);
create index on help_request_record (channel, asked_at, ts) where waiting;

create table given_answer_record (
    channel text collate "C" generated always as (record -> 'root' ->> 'channel') stored,
    ts text collate "C" generated always as (record -> 'root' ->> 'ts') stored,
    record jsonb not null,
    primary key (channel, ts)
);
comment on table given_answer_record is 'The earlier answer that ratchet pointed out under a question.';

create table held_reply_record (
    channel text collate "C" generated always as (record -> 'root' ->> 'channel') stored,
    thread text collate "C" generated always as (record -> 'root' ->> 'ts') stored,
    ts text collate "C" generated always as (record -> 'reply' ->> 'ts') stored,
    person text collate "C" generated always as (record -> 'reply' ->> 'person') stored,
    at bigint generated always as ((record -> 'reply' ->> 'at')::bigint) stored,
    record jsonb not null,
    primary key (channel, thread, ts, person)
);
comment on table held_reply_record is 'A reply that is kept until the message that began its thread is known.';
create index on held_reply_record (channel, thread, at, ts, person);

create table notification_record (
    channel text collate "C" generated always as (record -> 'message' ->> 'channel') stored,
    ts text collate "C" generated always as (record -> 'message' ->> 'ts') stored,
    at bigint generated always as ((record ->> 'at')::bigint) stored,
    kind text collate "C" generated always as (record ->> 'kind') stored,
    service text collate "C" generated always as (record ->> 'service') stored,
    record jsonb not null,
    deploy boolean not null,
    primary key (channel, ts)
);
comment on table notification_record is 'What a bot posted about a service: a deploy, a build, a ticket.';
comment on column notification_record.deploy is 'Whether it tells of a deploy of a known service.';
create index on notification_record (service, at, channel, ts) where deploy;

create table runbook_version_record (
    alert text collate "C" generated always as (record ->> 'alert') stored,
    number bigint generated always as ((record ->> 'number')::bigint) stored,
    author text collate "C" generated always as (record ->> 'author') stored,
    state text collate "C" generated always as (record ->> 'state') stored,
    written_at bigint generated always as ((record ->> 'written_at')::bigint) stored,
    digest text collate "C" generated always as (record ->> 'digest') stored,
    record jsonb not null,
    active boolean not null,
    erasable boolean not null,
    source text collate "C",
    primary key (alert, number),
    -- One active version of a runbook, as of the end of a transaction.
    constraint one_active_version exclude using btree (alert with =) where (active) deferrable initially deferred
);
comment on table runbook_version_record is 'One text of an alert''s runbook; every version ever written is kept.';
comment on column runbook_version_record.active is 'Whether it is the one that is shown.';
comment on column runbook_version_record.erasable is 'Whether it is its author''s own still, and has words.';
comment on column runbook_version_record.source is 'The channel that confines it, or else the first one that it quotes.';
create index on runbook_version_record (author, alert, number) where erasable;
create index on runbook_version_record (source, written_at, alert, number);

create table runbook_vote_record (
    alert text collate "C" generated always as (record ->> 'alert') stored,
    version bigint generated always as ((record ->> 'version')::bigint) stored,
    person text collate "C" generated always as (record ->> 'person') stored,
    helpful boolean generated always as ((record ->> 'helpful')::boolean) stored,
    record jsonb not null,
    primary key (alert, version, person)
);
comment on table runbook_vote_record is 'A person said whether a version of a runbook helped.';

create table mute_record (
    alert text collate "C" generated always as (record ->> 'alert') stored,
    id text collate "C" generated always as (record ->> 'id') stored,
    channel text collate "C" generated always as (record ->> 'channel') stored,
    person text collate "C" generated always as (record ->> 'person') stored,
    since bigint generated always as ((record -> 'during' ->> 'since')::bigint) stored,
    until bigint generated always as ((record -> 'during' ->> 'until')::bigint) stored,
    record jsonb not null,
    ending_at bigint not null,
    reasoned boolean not null,
    primary key (alert, id)
);
comment on table mute_record is 'A person silenced an alert''s cards for a time.';
comment on column mute_record.ending_at is 'When it ends; when it began, where it has no end.';
comment on column mute_record.reasoned is 'Whether it has words of a person.';
create index on mute_record (alert, ending_at, id);
create index on mute_record (person, alert, id) where reasoned;

create table incident_mark_record (
    channel text collate "C" generated always as (record ->> 'channel') stored,
    alert text collate "C" generated always as (record ->> 'alert') stored,
    number bigint generated always as ((record ->> 'number')::bigint) stored,
    verdict text collate "C" generated always as (record ->> 'verdict') stored,
    person text collate "C" generated always as (record ->> 'person') stored,
    record jsonb not null,
    primary key (channel, alert, number)
);
comment on table incident_mark_record is 'A person''s verdict on one incident.';

create table tick_record (
    channel text collate "C" generated always as (record -> 'message' ->> 'channel') stored,
    ts text collate "C" generated always as (record -> 'message' ->> 'ts') stored,
    person text collate "C" generated always as (record ->> 'person') stored,
    name text collate "C" generated always as (record ->> 'name') stored,
    root_channel text collate "C" generated always as (record -> 'root' ->> 'channel') stored,
    root_ts text collate "C" generated always as (record -> 'root' ->> 'ts') stored,
    at bigint generated always as ((record ->> 'at')::bigint) stored,
    record jsonb not null,
    counts boolean not null,
    primary key (channel, ts, person, name)
);
comment on table tick_record is 'A reaction by which a person says that a question is dealt with, or that they took it back.';
comment on column tick_record.counts is 'Whether it was not taken back.';
create index on tick_record (root_channel, root_ts, at, ts, person, name) where counts;

create table look_record (
    channel text collate "C" generated always as (record -> 'message' ->> 'channel') stored,
    ts text collate "C" generated always as (record -> 'message' ->> 'ts') stored,
    person text collate "C" generated always as (record ->> 'person') stored,
    alert text collate "C" generated always as (record ->> 'alert') stored,
    at bigint generated always as ((record ->> 'at')::bigint) stored,
    record jsonb not null,
    counts boolean not null,
    primary key (channel, ts, person)
);
comment on table look_record is 'A reaction by which a person says that they look at an alert, or that they took it back.';
comment on column look_record.counts is 'Whether it was not taken back.';
create index on look_record (channel, alert, at, ts, person) where counts;

create table assistance_record (
    channel text collate "C" generated always as (record -> 'root' ->> 'channel') stored,
    ts text collate "C" generated always as (record -> 'root' ->> 'ts') stored,
    record jsonb not null,
    primary key (channel, ts)
);
comment on table assistance_record is 'In a thread ratchet said what it can do, or was asked to.';

create table alert_thread_record (
    channel text collate "C" generated always as (record -> 'root' ->> 'channel') stored,
    ts text collate "C" generated always as (record -> 'root' ->> 'ts') stored,
    alert text collate "C" generated always as (record ->> 'alert') stored,
    record jsonb not null,
    primary key (channel, ts)
);
comment on table alert_thread_record is 'The message of an alert, under which a thread may stand.';
create index on alert_thread_record (alert);

create table message_record (
    channel text collate "C" generated always as (record -> 'ref' ->> 'channel') stored,
    ts text collate "C" generated always as (record -> 'ref' ->> 'ts') stored,
    person text collate "C" generated always as (record ->> 'person') stored,
    at bigint generated always as ((record ->> 'at')::bigint) stored,
    thread text collate "C" generated always as (record ->> 'thread') stored,
    kept text collate "C" generated always as (record ->> 'kept') stored,
    alert text collate "C" generated always as (record ->> 'alert') stored,
    record jsonb not null,
    is_question boolean not null,
    is_answer boolean not null,
    is_note boolean not null,
    is_held boolean not null,
    has_words boolean not null,
    primary key (channel, ts)
);
comment on table message_record is 'What is known of a message of a person, with its words as far as they are kept: they are kept nowhere else.';
comment on column message_record.is_question is 'Whether it is kept as a question.';
comment on column message_record.is_answer is 'Whether it is kept as a reply to a question.';
comment on column message_record.is_note is 'Whether it is kept as a note on an incident.';
comment on column message_record.is_held is 'Whether it is kept until the message that began its thread is known.';
comment on column message_record.has_words is 'Whether its words are kept.';
create index on message_record (channel, person, at, ts) where is_question;
create index on message_record (channel, thread, at, ts) where is_answer;
create index on message_record (channel, alert, at, ts) where is_note;
create index on message_record (channel, thread, at, ts) where is_held;
create index on message_record (person, channel, ts) where has_words;

create table citation_record (
    channel text collate "C" generated always as (record -> 'message' ->> 'channel') stored,
    ts text collate "C" generated always as (record -> 'message' ->> 'ts') stored,
    alert text collate "C" generated always as (record ->> 'alert') stored,
    request_channel text collate "C" generated always as (coalesce(record -> 'request' ->> 'channel', '')) stored,
    request_ts text collate "C" generated always as (coalesce(record -> 'request' ->> 'ts', '')) stored,
    record jsonb not null,
    primary key (channel, ts, alert, request_channel, request_ts)
);
comment on table citation_record is 'A runbook, or the answer to a question, quotes a message.';

create table inbox (
    place bigint generated always as identity primary key,
    event text collate "C" not null unique,
    at bigint not null,
    told jsonb,
    backfill boolean not null default false,
    turn bigint unique
);
comment on table inbox is 'Every event that was heard, in the order of hearing.';
comment on column inbox.event is 'The id of the event: hearing of it twice changes nothing.';
comment on column inbox.at is 'When it happened.';
comment on column inbox.told is 'The event as it was told; null once nothing but its mark is kept.';
comment on column inbox.backfill is 'Whether it is old history, which waits for all that is live.';
comment on column inbox.turn is 'Its place in the order of deciding; null while it waits.';
create index on inbox (backfill, place) where turn is null;

create table decision (
    turn bigint primary key,
    event text collate "C" not null,
    reasons jsonb not null,
    actions text[] not null,
    withheld text[] not null,
    digest text not null
);
comment on table decision is 'What was decided of each event, in the order of deciding: the reasons, also of silence, and no words.';
comment on column decision.actions is 'The keys of the actions that it asked for.';
comment on column decision.withheld is 'The keys of the actions that it would have asked for, had the behaviour been live.';
comment on column decision.digest is 'The SHA-256 of the whole decision as JSON, by which a replay is compared.';
create index on decision (event);

create table outbox (
    sequence bigint generated always as identity primary key,
    key text collate "C" not null unique,
    lane text not null,
    action jsonb not null,
    channel text collate "C" generated always as (action ->> 'channel') stored,
    thread text collate "C" generated always as (action ->> 'thread') stored,
    edited text collate "C",
    rings_at bigint,
    not_before bigint not null default 0,
    token bigint not null default 0,
    attempt integer not null default 0,
    doubtful boolean not null default false,
    why_aside text,
    in_hand boolean not null default false,
    overtaken boolean not null default false
);
comment on table outbox is 'The actions still to be done, in the order of asking, each until an outcome settles it.';
comment on column outbox.key is 'A function of the cause: the id of the event, the behaviour, an ordinal.';
comment on column outbox.lane is 'What kinds of actions wait for each other.';
comment on column outbox.edited is 'The timestamp of the message that an edit is of: only one edit of it is in hand.';
comment on column outbox.rings_at is 'When an alarm rings; null for everything else.';
comment on column outbox.not_before is 'When a claim is over, or what was put off may be claimed again; 0 where it may be now.';
comment on column outbox.token is 'Names the latest claim: who holds an older one may do nothing any more.';
comment on column outbox.attempt is 'How often it was claimed.';
comment on column outbox.doubtful is 'Whether an earlier attempt may have done it.';
comment on column outbox.why_aside is 'What was wrong last, where it was given up after many attempts; it is not offered.';
comment on column outbox.in_hand is 'Whether it is an edit that somebody may be making.';
comment on column outbox.overtaken is 'Whether newer words for its message were asked for.';
create index on outbox (lane, sequence) where not_before = 0 and why_aside is null and rings_at is null;
create index on outbox (rings_at, key) where not_before = 0 and why_aside is null and rings_at is not null;
create index on outbox (not_before) where not_before > 0;
create index on outbox (channel, edited) where edited is not null;
create index on outbox (sequence) where overtaken;
create sequence outbox_token;
comment on sequence outbox_token is 'The tokens of claims: each is given once.';

-- Views, for people.

create view team as
    select distinct on (team) team as id, name, moment(since) as since
    from team_name_record order by team, since desc;
comment on view team is 'Every team, with the name that it has now.';

create view service as
    select s.key, s.name, array(select a.name from service_alias_record as a where a.service = s.key order by a.name) as aliases
    from service_record as s;
comment on view service is 'Every service, with its other names.';

create view owner as
    select kind, owned, team, moment(since) as since,
        moment(lead(since) over (partition by kind, owned order by since)) as until
    from ownership_record;
comment on view owner is 'Who owned which channel and which service, from when until when; a team of null is nobody.';

create view owner_now as
    select o.kind, o.owned, o.team, t.name as team_name, o.since
    from owner as o left join team as t on t.id = o.team
    where o.until is null and o.team is not null;
comment on view owner_now is 'Who owns which channel and which service now; merges of teams are not followed.';

create view member as
    select team, person, moment(since) as since, moment(until) as until
    from (
        select team, person, member, since, lead(since) over (partition by team, person order by since) as until
        from membership_record
    ) as told
    where member;
comment on view member is 'Who belonged to which team, from when until when.';

create view alert as
    select fingerprint, name, service from alert_record;
comment on view alert is 'Every alert, with the service that it is tied to.';

create view incident as
    select
        i.channel, c.name as channel_name, i.alert, a.name as alert_name, a.service, i.number, i.state, i.severity,
        moment(i.opened_at) as opened_at, moment(i.last_at) as last_at, moment(i.ended_at) as ended_at,
        moment(i.ended_at) - moment(i.opened_at) as open_for
    from incident_record as i
    left join alert_record as a on a.fingerprint = i.alert
    left join channel_record as c on c.id = i.channel;
comment on view incident is 'Every episode of an alert in a channel, from firing to resolved.';

create view incident_open as
    select * from incident where state = 'open';
comment on view incident_open is 'The incidents that go on.';

create view runbook as
    select
        v.alert, a.name as alert_name, a.service, v.number, v.state, v.author, moment(v.written_at) as written_at,
        v.digest, v.record ->> 'text' as text
    from runbook_version_record as v left join alert_record as a on a.fingerprint = v.alert;
comment on view runbook is 'Every version of every runbook.';

create view runbook_active as
    select * from runbook where state = 'active';
comment on view runbook_active is 'The version of each runbook that is shown.';

create view runbook_proposed as
    select * from runbook where state = 'proposed';
comment on view runbook_proposed is 'The versions that wait for an approval.';

create view help_request as
    select
        r.channel, c.name as channel_name, r.ts, r.asker, p.name as asker_name, r.service, r.state, r.waiting,
        moment(r.asked_at) as asked_at, moment(r.first_response_at) as first_response_at,
        r.incident_channel, r.incident_alert, r.incident_number
    from help_request_record as r
    left join channel_record as c on c.id = r.channel
    left join person_record as p on p.id = r.asker;
comment on view help_request is 'Every thread in which a person asked for help.';

create view help_request_waiting as
    select * from help_request where waiting;
comment on view help_request_waiting is 'The questions that nobody has answered.';

create view deploy as
    select n.channel, n.ts, n.service, moment(n.at) as at, n.record ->> 'title' as title
    from notification_record as n where n.deploy;
comment on view deploy is 'The deploys of known services.';

create view mute as
    select
        m.alert, a.name as alert_name, m.channel, m.person, moment(m.since) as since, moment(m.until) as until,
        m.record ->> 'reason' as reason
    from mute_record as m left join alert_record as a on a.fingerprint = m.alert;
comment on view mute is 'Every time for which a person silenced an alert; a channel of null is everywhere.';

create view event_waiting as
    select place, event, moment(at) as at, backfill from inbox where turn is null;
comment on view event_waiting is 'What was heard and is not decided yet.';

create view action_waiting as
    select
        sequence, key, lane, channel, action ->> 'type' as what, attempt, doubtful,
        moment(nullif(greatest(not_before, rings_at), 0)) as not_before
    from outbox where why_aside is null;
comment on view action_waiting is 'What is still to be done.';

create view action_set_aside as
    select sequence, key, lane, channel, action ->> 'type' as what, attempt, why_aside as why
    from outbox where why_aside is not null;
comment on view action_set_aside is 'What could not be done again and again: it is tried again, or given up, by command.';

-- What asking a model costs is counted, for the workspace by days and for a person by hours.

create table model_spending_record (
    whom text collate "C" generated always as (record ->> 'whom') stored,
    since bigint generated always as ((record ->> 'since')::bigint) stored,
    record jsonb not null,
    primary key (whom, since)
);
comment on table model_spending_record is 'What was spent on a model: in the workspace within a day, and for one person within an hour.';
comment on column model_spending_record.whom is 'A person, or nobody for the whole workspace.';

create view model_spending as
    select
        moment(since) as day,
        coalesce((record ->> 'asked')::bigint, 0) as asked,
        coalesce((record ->> 'answered')::bigint, 0) as answered,
        coalesce((record ->> 'read')::bigint, 0) as tokens_read,
        coalesce((record ->> 'cached')::bigint, 0) as tokens_cached,
        coalesce((record ->> 'written')::bigint, 0) as tokens_written,
        coalesce((record ->> 'cost')::bigint, 0) / 1000000.0 as dollars
    from model_spending_record where whom = '';
comment on view model_spending is 'What a model was asked and what that cost, day by day.';

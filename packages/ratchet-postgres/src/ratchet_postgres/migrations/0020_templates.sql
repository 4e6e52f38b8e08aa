-- What a bot posts in red and in green is counted by its skeleton, so that a model is asked once what it is.

create table bot_template_record (
    bot text collate "C" generated always as (record ->> 'bot') stored,
    skeleton text collate "C" generated always as (record ->> 'skeleton') stored,
    channel text collate "C" generated always as (record ->> 'channel') stored,
    record jsonb not null,
    primary key (bot, skeleton)
);
comment on table bot_template_record is 'What a bot posts with one skeleton, in red and in green, while that is kept as notices.';
comment on column bot_template_record.skeleton is 'A digest of what all these messages say.';
create index on bot_template_record (channel, bot, skeleton);

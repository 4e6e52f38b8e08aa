-- What may answer a later question, as documents that are found by their terms.
--
-- Documents are made of records, by the core, and written beside them in one transaction: they can be made anew at any
-- time. Their terms are no text, but stems in no order, of which a text cannot be made again.

create table document (
    key text collate "C" primary key,
    kind text not null generated always as (case when alert is null then 'question' else 'runbook' end) stored,
    channel text collate "C",
    ts text collate "C",
    alert text collate "C",
    service text collate "C",
    at bigint not null,
    long boolean not null,
    terms text[] not null
);
comment on table document is 'What may answer a later question: a question that was answered, or the active runbook of an alert.';
comment on column document.channel is 'Where a question was asked.';
comment on column document.ts is 'The message that asks it.';
comment on column document.alert is 'The alert whose runbook it is.';
comment on column document.at is 'When the question was asked, or the runbook written.';
comment on column document.long is 'Whether it says far more than a question does.';
comment on column document.terms is 'The words by which it is found, as the core makes them.';
create index document_terms on document using gin (array_to_tsvector(terms)) with (fastupdate = off);

create table document_term (
    term text collate "C" primary key,
    documents bigint not null
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
comment on table document_term is 'In how many documents a term stands; one that is in none is not kept.';

create table document_index (
    one boolean primary key default true check (one),
    documents bigint not null,
    version integer not null
) with (fillfactor = 10);
comment on table document_index is 'How many documents there are.';
comment on column document_index.version is 'The version of the core that made them: of another version they are made anew when a writer begins.';
insert into document_index (documents, version) values (0, 0);

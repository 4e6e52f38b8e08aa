-- What a chat delivered and ratchet could not read: counted, with its shape, so that nothing is lost without a trace.

create table unread_delivery (
    kind text collate "C" not null,
    digest text collate "C" not null,
    why text not null,
    shape text not null,
    seen bigint not null default 1,
    first_at timestamptz not null default now(),
    last_at timestamptz not null default now(),
    primary key (kind, digest)
);
comment on table unread_delivery is 'Deliveries that could not be read, or of a kind that nobody reads; those that look alike are one row.';
comment on column unread_delivery.kind is 'What the chat calls it.';
comment on column unread_delivery.digest is 'The MD5 of the reason and the shape.';
comment on column unread_delivery.shape is 'Its JSON with types in the place of values, so that it holds nobody''s words; empty where there are too many shapes.';
comment on column unread_delivery.seen is 'How often it came.';

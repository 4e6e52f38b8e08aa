-- name: LockMigrations :exec
-- Wait until no other process migrates this schema, and keep others waiting until the transaction ends.
select pg_advisory_xact_lock(7228421, hashtext(current_schema()));

-- name: IsBegun :one
-- Whether any migration was ever applied to this schema.
select (to_regclass('schema_migration') is not null)::boolean as begun;

-- name: Applied :many
-- The migrations that were applied, in their order.
select number, name, digest from schema_migration order by number;

-- name: NoteApplied :exec
-- Note that a migration was applied.
insert into schema_migration (number, name, digest) values (@number, @name, @digest);

-- name: OwnSchema :one
-- The schema that is the workspace; an empty name where the search path names one that does not exist.
select coalesce(current_schema(), '')::text as name;

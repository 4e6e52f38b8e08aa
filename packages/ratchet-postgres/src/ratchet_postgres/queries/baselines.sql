-- name: NewestBaseline :one
-- From where a replay can begin.
select turn, after, cleared from baseline order by turn desc limit 1;

-- name: BeginBaseline :exec
-- Begin one.
insert into baseline (turn, after) values (@turn, @after);

-- name: KeepActions :exec
-- Keep what is still to be done, but for edits that were overtaken, in the order of asking.
insert into baseline_part (turn, kind, part, lines)
select @turn::bigint, 'action', waiting.part, string_agg(waiting.action::text, e'\n' order by waiting.sequence)
from (
    select sequence, action, (row_number() over (order by sequence) - 1) / @size::int as part
    from outbox where not overtaken
) as waiting
group by waiting.part;

-- name: DropOlderBaselines :exec
-- Let go of those that are not needed any more.
delete from baseline where turn < @turn;

-- name: NoteCleared :exec
-- Note that what was erased is cleared from the log up to a baseline.
update baseline set cleared = true where turn = @turn;

-- name: PartsOf :many
-- Which parts a baseline has: records in the order of their kinds, and the actions behind them.
select kind, part from baseline_part where turn = @turn order by kind = 'action', kind, part;

-- name: PartOf :one
-- The lines of a part.
select lines from baseline_part where turn = @turn and kind = @kind and part = @part;

-- name: TakenUpTo :many
-- The ids of events that were taken, a page of them.
select turn::bigint as turn, event from inbox
where turn > @after::bigint and turn <= @until::bigint order by turn limit @most::int;

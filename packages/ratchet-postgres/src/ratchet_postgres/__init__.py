"""PostgreSQL for ratchet: records, inbox, outbox, and the writer of a workspace, in one database.

A workspace is a schema of a database, the first one of the connection's search path. `migrate` makes it.
"""

from ratchet_postgres.backing import BackupError, back_up, check_backup, restore
from ratchet_postgres.calling import Bell, Call, call_up
from ratchet_postgres.checking import Problem, check
from ratchet_postgres.connecting import ConnectingError, connect
from ratchet_postgres.decided import Kept, decided
from ratchet_postgres.embedded import EmbeddedError, embedded, is_there
from ratchet_postgres.explaining import Step, latest_with, steps_about, steps_of
from ratchet_postgres.inbox import Parked, give_up, hear, offer_again, parked
from ratchet_postgres.looking import actions_of, is_quiet, reads_in
from ratchet_postgres.migrating import MigrationError, check_version, migrate, migrate_if_new
from ratchet_postgres.outbox import PostgresOutbox
from ratchet_postgres.pooling import Pool, pool
from ratchet_postgres.reader import PostgresReader, read, reading
from ratchet_postgres.search import PostgresSearch, PostgresTexts
from ratchet_postgres.server import UnfitServerError, check_server
from ratchet_postgres.store import PostgresStore
from ratchet_postgres.unread import UnreadDelivery, keep_unread, unread
from ratchet_postgres.watching import (
    Looks,
    PostgresDecisions,
    PostgresHealth,
    PostgresOutgoing,
    PostgresReadings,
    depths,
)
from ratchet_postgres.worker import Worker
from ratchet_postgres.writer import Writer
from ratchet_postgres.writing import write

__all__ = [
    "BackupError",
    "Bell",
    "Call",
    "ConnectingError",
    "EmbeddedError",
    "Kept",
    "Looks",
    "MigrationError",
    "Parked",
    "Pool",
    "PostgresDecisions",
    "PostgresHealth",
    "PostgresOutbox",
    "PostgresOutgoing",
    "PostgresReader",
    "PostgresReadings",
    "PostgresSearch",
    "PostgresStore",
    "PostgresTexts",
    "Problem",
    "Step",
    "UnfitServerError",
    "UnreadDelivery",
    "Worker",
    "Writer",
    "actions_of",
    "back_up",
    "call_up",
    "check",
    "check_backup",
    "check_server",
    "check_version",
    "connect",
    "decided",
    "depths",
    "embedded",
    "give_up",
    "hear",
    "is_quiet",
    "is_there",
    "keep_unread",
    "latest_with",
    "migrate",
    "migrate_if_new",
    "offer_again",
    "parked",
    "pool",
    "read",
    "reading",
    "reads_in",
    "restore",
    "steps_about",
    "steps_of",
    "unread",
    "write",
]

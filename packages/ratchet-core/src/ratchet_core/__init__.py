"""ratchet's core: what happened goes in as an event, what to remember and what to do comes out as a decision.

It is a pure library: no Slack, no database, no network, no clock. What a tool needs of it is imported from here:

    from ratchet_core import MemoryStore, MessageSeen, policy_of, take_turn

A map of the house, from the door inwards:

    take a turn      take_turn, take_turns: an event is decided, and what was decided is committed
                     work_off, Ports: what is to be done is done, and its outcome takes its turn
                     Replay: history, with every alarm in its place
    what goes in     Event and its kinds (`ratchet_core.vocabulary.events`); Content, Field and Bot of a bot's message
                     OwnedKind, Resolution and Verdict, which people choose from; Outcome: what came of an action
    what comes out   Decision; each Reason of it has a Why
                     Change: Put, Drop, DropActions, EraseQuotes, EraseLines, EraseChannel
                     Action and its kinds (`ratchet_core.vocabulary.actions`); Lane
                     Body, Line, Button, and what they are made of: Plain, MessageLink, PersonMention; plain_text writes
                     it out; a Button has its Press; a Form has FormField, FieldKind, Choice; it comes
                     back with a FormValue each, and goes back with a FormProblem
    what is allowed  Policy, ChannelPolicy, Mode; policy_of reads TOML, and raises PolicyError
    to keep it in    MemoryStore, and MemoryReader over it; or a store of your own:
                     Store and Outbox with Turn, Claim and SetAside are what it fulfils,
                     each Lookup that it answers is a Get, a Range or a Taken; Record and Directory are kept
    to do it with    Chat, Model, Search, Tools, History and Reports, which raise Refused, NotNow or Unknown;
                     a Model is asked with Prompt, Material, Shape and Allowance, and returns a ModelReply: its
                     Ending, each Statement with each Quotation, and its Usage;
                     where it looks into a question it wants a ToolCall with an Argument each, Step by Step; Tools
                     return a ToolResult for it: ReadingTools look it up by Readings (MemoryReadings are those of a
                     MemoryStore) and a Search, NoTools find nothing; ToolsOfAll run those of others beside: Elsewhere
                     has each ForeignTool, and gives a ForeignReply to a ForeignCall; NothingElsewhere has none;
                     a Search returns Found: FoundQuestion or FoundRunbook; a History a Page, and NoHistory an empty one
                     Reports count ToilFigures, and NoReports none
    to show it       Reader, and the queries over it (`ratchet_core.queries`)
    to send it       event_to_json, event_from_json, decision_to_json, decision_from_json, record_to_json, CodecError
    to decide alone  decide, over a Snapshot that an Assembly puts together
    time             Instant and Duration, in microseconds: SECOND, MINUTE, HOUR, DAY; instant_of and ts_of
    names            MessageRef; what an action is about is an AboutIncident, AboutRequest, AboutRequests, AboutMute,
                     AboutMuting, AboutPerson, AboutRunbook, AboutWriting, AboutReview,
                     AboutSaid, AboutSetup, AboutInquiry or AboutChannel; Shortcut: what the menu of a message has
    to check it      `ratchet_core.contract`: what a store must do, and playbooks for tests of what ratchet does

Nothing is loaded before it is asked for. The rooms, from the ground up, each knowing only those below it:

    basis            moments, intervals, ids, what a message says: values without rules
    recognise        what a bot's message is; reading: what a person's message is
    domain           the nouns, a module for each; `records` has their keys, `directory` what is always known
    vocabulary       events, actions, changes, decisions, and all of it as JSON
    ports            what the core needs of the world; applying: what a turn comes to in a store
    snapshot         what is known of an event; wants: what can be asked to be known; focus: what an event is about
    rules            what behaviours share; behaviours: one file each, and the table of them
    deciding         the fold over the table; assembling, overlay and turn around it
    queries          the read side
    memory           a store in memory; replay: history run through it
    settings         the files that people write
    contract         what a store must do, and playbooks
    zone_table       Python's own time zones, for whoever hands them in; no other room knows it
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ratchet_core.face import *  # noqa: F403 - exactly what stands there
    from ratchet_core.face import __all__ as __all__
else:

    def __getattr__(name: str) -> object:
        """Return what the face of the package gives under a name."""
        face = import_module("ratchet_core.face")  # it loads all the rest, which who imports a module need not
        if name == "__all__" or name in face.__all__:
            return getattr(face, name)
        raise AttributeError(f"module 'ratchet_core' has no attribute {name!r}")

    def __dir__() -> list[str]:
        """Return all that can be asked for."""
        return sorted({*globals(), *__getattr__("__all__")})

"""`ratchet serve`: hears Slack, decides, says what was decided, and shows the pages, until it is told to stop."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from attrs import frozen
from ratchet_core.basis.instants import Instant
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Policy
from ratchet_core.ports import Elsewhere, Model, NothingElsewhere, NotNow, Refused, Search, Unknown
from ratchet_core.queries.tools.reading import ReadingTools, ToolsOfAll
from ratchet_core.replay import NoModel
from ratchet_core.settings.policy_file import policy_of
from ratchet_core.turn import Ports
from ratchet_core.vocabulary.actions import Lane
from ratchet_core.zone_table import zone_named
from ratchet_postgres import (
    Bell,
    ConnectingError,
    Looks,
    MigrationError,
    Pool,
    PostgresDecisions,
    PostgresHealth,
    PostgresOutgoing,
    PostgresReadings,
    Worker,
    check_version,
    connect,
    migrate,
    pool,
    write,
)
from ratchet_postgres.directories import directory_in
from ratchet_postgres.housekeeping import Kept
from ratchet_postgres.log import latest_policy
from ratchet_slack.asking import client_of, session_of
from ratchet_slack.receiving.http import PATH, http_app
from ratchet_slack.receiving.introducing import OtherWorkspace
from ratchet_slack.receiving.sockets import Sockets
from ratchet_web import Measures, Sources, check_bind, pages
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from ratchet_cli.serve.away import NoChat
from ratchet_cli.serve.housekeeping import House, keep_house
from ratchet_cli.serve.inboxes import DatabaseDecisions, DatabaseInbox, DatabaseKnown, PooledSearch
from ratchet_cli.serve.models import NO_MODEL
from ratchet_cli.serve.pages import serve_pages
from ratchet_cli.serve.parts import Log, Part, keep_running
from ratchet_cli.serve.reports import DatabaseReports
from ratchet_cli.serve.settings import ServeSettings
from ratchet_cli.serve.slack import Connected, SlackAwayError, check_connecting, connected, hear_from

if TYPE_CHECKING:
    from ratchet_mcp import ForeignServer

    from ratchet_cli.serve.meanings import ByMeaning

STANDARD_POLICY: Final = "card_buttons = true\n"
"""What holds where nobody wrote a policy: everything in shadow, until people say in Slack what ratchet may do."""

SPOKEN: Final = frozenset({Lane.INTERACTIVE, Lane.SPEECH, Lane.BACKFILL})
"""The lanes of what is done only while Slack is connected: what is said, and what waits for it."""

NO_TOKENS: Final = (
    "No Slack tokens are set, so ratchet neither hears nor speaks. To connect it to a workspace:",
    "  1. `ratchet manifest > app-manifest.yaml`, and make an app from it on https://api.slack.com/apps.",
    "  2. Install the app, and put its bot token (xoxb-...) into .env as RATCHET_SLACK_BOT_TOKEN.",
    "  3. Make an app-level token (xapp-...) with the scope connections:write: RATCHET_SLACK_APP_TOKEN.",
    "  4. Start `ratchet serve` again; `ratchet doctor` checks all of it.",
)


@frozen
class Given:
    """What the service is started with.

    Attributes:
        policy: The text of the policy file; None where what held last holds still.
        migrate: Whether the database is brought to this version first.
        say: Tells the person who starts it.
        about: What the database is called, for the foot of the pages.
        servers: The servers of others whose tools a model may use.
    """

    settings: ServeSettings
    url: str
    policy: str | None
    migrate: bool
    clock: Callable[[], Instant]
    say: Callable[[str], None]
    log: Log
    about: str = ""
    servers: "Sequence[ForeignServer]" = ()


async def serve(given: Given, stop: asyncio.Event) -> bool:
    """Run the service until told to stop, and say whether everything stopped by itself then.

    Raises:
        ConnectingError: If the database cannot be reached.
        MigrationError: If it is of another version.
        UnsafeAddressError: If the pages would be open to others.
    """
    settings = given.settings
    check_bind(settings.pages_host, trusted=settings.behind_a_proxy)
    policy = await _prepared(given)
    async with AsyncExitStack() as stack:
        connections = await stack.enter_async_context(pool(given.url))
        for line in NO_TOKENS if settings.slack is None else ():
            given.say(line)
        model = await stack.enter_async_context(_model_of(given))
        elsewhere = await stack.enter_async_context(_elsewhere_of(given))
        parts = _Parts(given, policy, connections, Bell(given.url), Measures(), model, elsewhere)
        return await keep_running(parts.all(), stop, given.log)


async def _prepared(given: Given) -> Policy:
    """Check the database, bring it to this version where that is wanted, and return the policy that holds."""
    async with await connect(given.url) as conn:
        if given.migrate:
            for one in await migrate(conn):
                given.say(f"Applied migration {one.number} ({one.name}).")
        await check_version(conn)
        if given.policy is not None:
            return policy_of(given.policy, zone_named)
        return await latest_policy(conn) or policy_of(STANDARD_POLICY)


@asynccontextmanager
async def _model_of(given: Given) -> AsyncIterator[Model]:
    """Set up the model that the settings name, or say once that there is none."""
    told = given.settings.model
    if told is None:
        for line in NO_MODEL:
            given.say(line)
        yield NoModel()
        return
    given.say(f"{told.name} is asked in the channels where a mode that begins with `model_` is on, and nowhere else.")
    async with told.opened(given.clock) as model:
        yield model


@asynccontextmanager
async def _elsewhere_of(given: Given) -> AsyncIterator[Elsewhere]:
    """Set up the tools of others where there is a model that may use them; no child of a server outlives the block."""
    if not given.servers or given.settings.model is None:
        yield NothingElsewhere()
        return
    from ratchet_mcp import McpElsewhere  # noqa: PLC0415 - an extra that may be absent

    def tell(event: str, server: str, more: str) -> None:
        log = given.log.info if event == "server_ready" else given.log.error
        log(event, server=server, more=more)

    given.say(f"Tools of {', '.join(one.name for one in given.servers)} may be used to look into questions.")
    async with McpElsewhere(given.servers, tell) as elsewhere:
        elsewhere.begin()
        yield elsewhere


def _meaning_of(given: Given, connections: Pool) -> "ByMeaning | None":
    """Set up the search by meaning where it is wanted, and where what it takes is installed."""
    if not given.settings.by_meaning or find_spec("ratchet_semantic") is None:
        return None
    from ratchet_cli.serve.meanings import FOUND_BY_MEANING, ByMeaning  # noqa: PLC0415 - an extra that may be absent

    given.say(FOUND_BY_MEANING)
    return ByMeaning.over(PooledSearch(connections), connections)


class _Parts:
    """The parts of the service, and what they share."""

    def __init__(  # noqa: PLR0913, PLR0917 - what they share
        self,
        given: Given,
        policy: Policy,
        connections: Pool,
        bell: Bell,
        measures: Measures,
        model: Model,
        elsewhere: Elsewhere,
    ) -> None:
        self._given = given
        self._model = model
        self._elsewhere = elsewhere
        self._policy = policy
        self._pool = connections
        self._meaning = _meaning_of(given, connections)
        self._search: Search = PooledSearch(connections) if self._meaning is None else self._meaning.search
        self._bell = bell
        self._measures = measures
        self._slack: Connected | None = None
        self._sockets: Sockets | None = None

    def all(self) -> Sequence[Part]:
        """Return all of them; without tokens nothing is heard or said."""
        database = (ConnectingError, MigrationError)
        always = [
            Part("bell", self._listen, database),
            Part("writer", self._decide, database),
            Part("alarms", self._ring, database),
            Part("housekeeping", self._keep_house, database),
            Part("pages", self._show, (OSError,)),
        ]
        if self._meaning is not None:
            always.append(Part("meanings", self._understand, database))
        if self._given.settings.slack is None:
            return always
        return [
            *always,
            Part("slack", self._speak_and_hear, (*database, Refused, NotNow, Unknown, OtherWorkspace, SlackAwayError)),
        ]

    async def _listen(self, stop: asyncio.Event) -> None:
        listening = asyncio.create_task(self._bell.listen())
        await stop.wait()
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)

    async def _decide(self, stop: asyncio.Event) -> None:
        await write(self._given.url, self._policy, stop, bell=self._bell)

    async def _ring(self, stop: asyncio.Event) -> None:
        """Do what takes no chat, also while there is none: so time passes, and what follows from it is decided."""
        clock, search = self._given.clock, self._search
        reports = DatabaseReports(self._given.url, self._policy, clock)
        ours = ReadingTools(PostgresReadings(Looks(self._given.url), self._policy), search, clock)
        tools = ToolsOfAll(ours, self._elsewhere, clock)
        ports = Ports(NoChat(clock), self._model, search, reports=reports, tools=tools)
        lanes = sorted(set(Lane) - SPOKEN)
        worker = Worker(self._given.url, ports, self._policy, lanes, bell=self._bell, clock=clock)
        await worker.run(stop)

    async def _understand(self, stop: asyncio.Event) -> None:
        if self._meaning is not None:
            await self._meaning.keep_up(stop, self._given.log)

    async def _keep_house(self, stop: asyncio.Event) -> None:
        given = self._given
        house = House(given.url, given.settings.keep, given.clock, self._tell_of_house)
        await keep_house(house, stop, given.log)

    def _tell_of_house(self, kept: Kept) -> None:
        self._measures.kept_house(kept.cleared, kept.trimmed, kept.decisions, self._given.clock())

    async def _show(self, stop: asyncio.Event) -> None:
        settings = self._given.settings
        looks = Looks(self._given.url)
        sources = Sources(
            PostgresReadings(looks, self._policy),
            PostgresOutgoing(looks),
            PostgresDecisions(looks),
            PostgresHealth(looks),
            self._given.clock,
            self._given.about,
            zone_named,
        )
        app = pages(sources, settings.pages_names, self._measures, self._http_routes(), self._listening)
        await serve_pages(app, settings.pages_host, settings.pages_port, self._are_ready, stop)

    async def _listening(self) -> int | None:
        """Return how many connections to Slack are open; None where Slack delivers over HTTP, or is not there."""
        tokens = self._given.settings.slack
        if tokens is None or tokens.app is None:
            return None
        return 0 if self._sockets is None else await self._sockets.open_now()

    def _are_ready(self, address: str) -> None:
        self._given.say(f"The pages are on {address}.")

    def _http_routes(self) -> Sequence[Route]:
        """Return the way in for Slack over HTTP, where its requests are signed; it answers once Slack is connected."""
        tokens = self._given.settings.slack
        if tokens is None or tokens.signing_secret is None:
            return ()
        return (Route(PATH, _OverHttp(self), methods=["POST"]),)

    async def _speak_and_hear(self, stop: asyncio.Event) -> None:
        given, tokens = self._given, self._given.settings.slack
        if tokens is None:
            return
        async with session_of() as session:
            self._slack = slack = await connected(
                client_of(tokens.bot, session, given.settings.slack_api),
                signing_secret=tokens.signing_secret,
                inbox=DatabaseInbox(self._pool),
                decided=DatabaseDecisions(self._pool),
                known=DatabaseKnown(self._pool),
                search=self._search,
                model=self._model,
                clock=given.clock,
                took=lambda _kind, seconds: self._measures.acknowledged(seconds),
                tried=self._measures.tried,
            )
            given.log.info("slack_connected", workspace=slack.us.workspace, user=slack.us.user)
            worker = Worker(given.url, slack.ports, self._policy, sorted(SPOKEN), bell=self._bell, clock=given.clock)
            if tokens.app is not None:
                opening = client_of(tokens.app, session, given.settings.slack_api)
                await check_connecting(opening, given.clock)
                self._sockets = self._made(slack, opening)
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(worker.run(stop))
                    group.create_task(hear_from(slack, self._sockets, self._known, given.clock, stop))
            finally:
                self._sockets = self._slack = None

    def _made(self, slack: Connected, client: AsyncWebClient) -> Sockets:
        token = client.token or ""
        return Sockets(slack.app, slack.receiver, token, client, connections=self._given.settings.connections)

    @property
    def slack_app(self) -> AsyncApp | None:
        """What takes Slack's deliveries; None until Slack has answered."""
        return None if self._slack is None else self._slack.app

    async def _known(self) -> Directory:
        async with self._pool.connection() as conn:
            return await directory_in(conn, self._policy)


class _OverHttp:
    """Takes Slack's requests once it is known who ratchet is there; until then Slack delivers again."""

    def __init__(self, parts: _Parts) -> None:
        self._parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._parts.slack_app
        answer = PlainTextResponse("ratchet is not connected yet.", 503) if app is None else http_app(app)
        await answer(scope, receive, send)

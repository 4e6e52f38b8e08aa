"""`ratchet runbook`: every version, approvals, rollbacks, votes."""

from typing import Annotated

import typer
from ratchet_core.basis.instants import Instant
from ratchet_core.queries.finding import alert_named, person_named
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.runbooks import backtested, judgements, version_to_decide, whole_digest
from ratchet_core.vocabulary.events import (
    Event,
    RunbookActivated,
    RunbookApproved,
    RunbookRejected,
    RunbookVoted,
    RunbookWritten,
)

from ratchet_cli.errors import UnusableInputError
from ratchet_cli.listings import backtests, judgement, runbooks
from ratchet_cli.nouns.options import (
    AsJson,
    At,
    By,
    Limit,
    Name,
    Number,
    change,
    event_id,
    print_record,
    print_rows,
)
from ratchet_cli.nouns.placed import placed
from ratchet_cli.places.place import Place
from ratchet_cli.places.records import version_numbered
from ratchet_cli.terminal.drafts import readable
from ratchet_cli.terminal.names import counted
from ratchet_cli.terminal.printing import say, say_json

app = typer.Typer(rich_markup_mode=None)


@app.command("list")
@placed
def list_versions(
    place: Place,
    waiting: Annotated[
        bool, typer.Option("--waiting", help="Only those that wait for approval, the oldest first.")
    ] = False,
    by: Annotated[
        str | None, typer.Option("--as", metavar="PERSON", help="Only those that this person may approve.")
    ] = None,
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """List the alerts that have a runbook, and its versions.

    --waiting lists what waits for approval, and by whom; with --as PERSON only what waits for theirs.
    """
    reader = place.reader()
    if by is not None and not waiting:
        raise UnusableInputError("--as says for whose approval --waiting asks; give --waiting too.")
    person = None if by is None else person_named(reader, by).id
    rows = runbooks.waiting(reader, person) if waiting else runbooks.runbooks(reader)
    print_rows(rows, as_json=as_json, limit=limit)


@app.command("show")
@placed
def show_version(
    name: Name,
    place: Place,
    version: Annotated[int | None, typer.Option(metavar="VERSION", help="This version, not the active one.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show a version of an alert's runbook.

    The active one, or else the latest.
    """
    reader = place.reader()
    directory, one = reader.directory(), version_numbered(reader, alert_named(reader, name), version)
    record, doubts = runbooks.version(directory, one), runbooks.doubts(reader, one)
    if as_json:
        print_record(record | {"lint": doubts}, as_json=True)
        return
    print_record(record | {"text": "\n" + readable(one.text, directory)}, as_json=False)
    if doubts:
        say(f"{counted(len(doubts), 'thing')} to look at; `ratchet runbook lint` says what to do about each:")
        print_rows([{name: row[name] for name in ("line", "what", "words")} for row in doubts], as_json=False)


@app.command("lint")
@placed
def lint(
    place: Place,
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="An alert's name or id; without one, every runbook.")
    ] = None,
    version: Annotated[int | None, typer.Option(metavar="VERSION", help="This version, not the active one.")] = None,
    as_json: AsJson = False,
) -> None:
    """List what is doubtful in runbooks: dead links, ids of one incident, vague steps.

    It looks through the active version of an alert's runbook, or else the latest. Without a name it looks through every
    active version, and all that wait for approval. It blocks nothing.
    """
    reader = place.reader()
    if name is None:
        if version is not None:
            raise UnusableInputError("--version says which version of one runbook; give its alert's NAME too.")
        print_rows(runbooks.all_doubts(reader), as_json=as_json)
        return
    print_rows(runbooks.doubts(reader, version_numbered(reader, alert_named(reader, name), version)), as_json=as_json)


@app.command("backtest")
@placed
def backtest(
    name: Name,
    place: Place,
    version: Annotated[
        int | None, typer.Option(metavar="VERSION", help="This version, not the latest that waits.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show which steps of a version people took in the alert's last incidents.

    The latest version that waits for approval, or else the active one.
    """
    reader = place.reader()
    alert = alert_named(reader, name)
    one = version_to_decide(reader.versions(alert.fingerprint)) if version is None else None
    one = one or version_numbered(reader, alert, version)
    tested, directory = backtested(reader, one), reader.directory()
    rows = [runbooks.past(directory, past) for past in tested.past]
    if as_json:
        say_json({"version": one.number, "told": tested.told, "incidents": rows, "unused lines": list(tested.unused)})
        return
    say(f"Version {one.number} {tested.told}.")
    for line in backtests.described(tested, directory):
        say(line)


@app.command("diff")
@placed
def diff(name: Name, version: Number, place: Place) -> None:
    """Show what a version would change in the active one."""
    reader = place.reader()
    for line in runbooks.difference(reader, alert_named(reader, name), version):
        say(line)


@app.command("outcomes")
@placed
def outcomes(name: Name, place: Place, as_json: AsJson = False) -> None:
    """Show how each version did, beside the one before.

    It says "not enough data" where that is the truth.
    """
    reader = place.reader()
    found = judgements(reader, alert_named(reader, name).fingerprint)
    if as_json:
        say_json(judgement.figures(found))
        return
    for line in judgement.described(found):
        say(line)


@app.command("write")
@placed
def write(
    name: Name,
    file: Annotated[typer.FileText, typer.Argument(metavar="FILE", help="The text; - for stdin.")],
    place: Place,
    by: By,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Propose a text as the next version of an alert's runbook."""
    text = _text_of(file)

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        key = alert_named(reader, name).fingerprint
        number = len(reader.versions(key)) + 1
        return RunbookWritten(event_id(moment, person, "runbook", key, "write", number), moment, key, text, person)

    change(place, by, at, made, as_json=as_json)


def _text_of(file: typer.FileText) -> str:
    try:
        return file.read()
    except UnicodeDecodeError as error:
        raise UnusableInputError(f"{file.name}: this is not UTF-8 text; save it as UTF-8.") from error


@app.command("approve")
@placed
def approve(
    name: Name,
    version: Number,
    place: Place,
    by: By,
    digest: Annotated[
        str, typer.Option(metavar="DIGEST", help="The text's digest, as `show` prints it: what was read.")
    ],
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Approve exactly the text that a digest names.

    It becomes the active version.
    """

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        one = alert_named(reader, name)
        key, whole = one.fingerprint, whole_digest(version_numbered(reader, one, version), digest)
        event = event_id(moment, person, "runbook", key, "approve", version, whole)
        return RunbookApproved(event, moment, key, version, whole, person)

    change(place, by, at, made, as_json=as_json)


@app.command("reject")
@placed
def reject(name: Name, version: Number, place: Place, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Reject a proposed version.

    The same text is not proposed again.
    """

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        key = alert_named(reader, name).fingerprint
        return RunbookRejected(
            event_id(moment, person, "runbook", key, "reject", version), moment, key, version, person
        )

    change(place, by, at, made, as_json=as_json)


@app.command("activate")
@placed
def activate(name: Name, version: Number, place: Place, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Make an approved version the active one again."""

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        key = alert_named(reader, name).fingerprint
        return RunbookActivated(
            event_id(moment, person, "runbook", key, "activate", version), moment, key, version, person
        )

    change(place, by, at, made, as_json=as_json)


@app.command("vote")
@placed
def vote(
    name: Name,
    version: Number,
    helpful: Annotated[bool, typer.Option("--helpful/--not-helpful", help="Whether it helped.")],
    place: Place,
    by: By,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Say whether a version helped.

    A later vote of the same person takes the place of an earlier one.
    """

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        key = alert_named(reader, name).fingerprint
        said = "helpful" if helpful else "not-helpful"
        event = event_id(moment, person, "runbook", key, "vote", version, said)
        return RunbookVoted(event, moment, key, version, helpful, person)

    change(place, by, at, made, as_json=as_json)

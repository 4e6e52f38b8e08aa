"""Whether something that came from a channel may be said in another now; whoever quotes, links or titles asks here.

It is asked at the moment of speaking, of the directory as it is then: a channel may have become private since its words
were written down, approved or put on their way. A channel that nobody has described is private.
"""

from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

from ratchet_core.basis.evolving import evolve
from ratchet_core.domain import Behind, Channel, ChannelErasure, Erasure, Person, RunbookVersion, Source, Stated
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.records import Get
from ratchet_core.reading.quotation import sources_of
from ratchet_core.rules.elsewhere import still_offered
from ratchet_core.vocabulary.actions import (
    Action,
    AnswerPrivately,
    Asking,
    AskModel,
    Body,
    Form,
    Line,
    OpenForm,
    PersonMention,
    Piece,
    Plain,
    PostMessage,
    PublishHome,
    RunTools,
    UpdateMessage,
    linked_in,
    with_question,
    without_repeated,
)
from ratchet_core.vocabulary.models import Material, read_in

_Said = TypeVar("_Said", PostMessage, UpdateMessage, AnswerPrivately, PublishHome)


def may_be_said(directory: Directory, source: str, where: str | None) -> bool:
    """Say whether what came from a channel may be said in another now; `where` is None outside all channels.

    A channel that is shared with another company is told nothing of others, unless the policy says so; of one that was
    erased, nothing is told elsewhere.
    """
    if source == where:
        return True
    heard_outside = where is not None and not is_told_of_others(directory, where)
    return not (heard_outside or directory.is_private(source) or directory.is_channel_erased(source))


def is_told_of_others(directory: Directory, where: str) -> bool:
    """Say whether a channel may be told anything of others."""
    return directory.policy.answer_externals or not directory.is_shared(where)


def hidden_from(directory: Directory, where: str) -> tuple[str, ...]:
    """Return the channels that are known, of which another is told nothing because they are private."""
    return tuple(sorted(one for one in directory.channels if one != where and directory.is_private(one)))


def sources_in(version: RunbookVersion) -> frozenset[str]:
    """Return the channels that the words of a version came from, as far as is known: those that it cites, above all."""
    cited = frozenset(one.channel for one in sources_of(version.text))
    return cited if version.only_in is None else cited | {version.only_in}


def may_be_shown(directory: Directory, version: RunbookVersion, where: str) -> bool:
    """Say whether a version of a runbook may be shown in a channel now."""
    return all(may_be_said(directory, one, where) for one in sources_in(version))


def confined_to(directory: Directory, version: RunbookVersion | None) -> frozenset[str]:
    """Return the channels without whose readers a version may not be shown now; in none where there are two."""
    sources = frozenset[str]() if version is None else sources_in(version)
    return frozenset(one for one in sources if directory.is_private(one))


def discreet(directory: Directory, action: Action) -> Action:  # noqa: PLR0911 - one case for each
    """Return what is about to be said without the lines that tell of what may not be told there any more.

    Where all of it does, that is said instead. Who was erased meanwhile is not called.
    """
    match action:
        case PostMessage():
            return _without(directory, action, action.channel)
        case UpdateMessage():
            return _without(directory, action, action.channel)
        case AnswerPrivately():
            return _without(directory, action, action.channel)
        case PublishHome():
            return _without(directory, action, None)
        case AskModel() | RunTools():
            asked = with_question(action, lambda question: _question_now(directory, question))
            return _unrepeated(directory, asked, action.channel)
        case OpenForm(form=Form(intro=Body() as intro)):
            kept = _fit(directory, intro, getattr(action.about, "channel", None))
            return action if kept is intro else evolve(action, form=evolve(action.form, intro=kept))
        case _:
            return action


def _question_now(directory: Directory, action: AskModel) -> AskModel:
    """Return a question with what may be read, and the tools that may be called, where it is answered."""
    offered = tuple(one for one in action.material if may_be_offered(directory, one, action.channel))
    left = action if offered == action.material else evolve(action, material=offered)
    elsewhere = still_offered(directory, action.elsewhere, action.channel, action.person)
    if elsewhere is action.elsewhere:
        return left
    gone = {one.name for one in action.elsewhere} - {one.name for one in elsewhere}
    return evolve(left, elsewhere=elsewhere, tools=tuple(one for one in action.tools if one not in gone))


def _unrepeated(directory: Directory, action: Asking, where: str) -> Asking:
    """Return an action without what a model wrote that may repeat what may not be read where it is answered."""
    return without_repeated(action, lambda behind: not may_be_repeated(directory, behind, where))


def may_be_repeated(directory: Directory, behind: Behind, where: str) -> bool:
    """Say whether words may be read somewhere now that may repeat those of others."""
    readable = all(may_be_said(directory, one, where) for one in behind.channels)
    return readable and not any(directory.is_erased(one) for one in behind.people)


def may_be_told(directory: Directory, stated: Stated, where: str) -> bool:
    """Say whether all of which a sentence of a model's tells may be told of somewhere."""
    return all(may_be_said(directory, one, where) for one in stated.channels)


def may_be_offered(directory: Directory, material: Material, where: str) -> bool:
    """Say whether a model may read something now, of which an answer is read somewhere."""
    if material.source is not None and not may_be_cited(directory, material.source, where):
        return False
    return may_be_repeated(directory, Behind(material.audience, material.people), where)


def may_be_cited(directory: Directory, source: Source, where: str) -> bool:
    """Say whether what a server of others said may be said somewhere: where no other company listens."""
    return source.server is None or not directory.is_shared(where)


def looked_at(action: Action) -> tuple[Get, ...]:
    """Return the records of the directory that `discreet` looks at for an action.

    Whoever has no directory looks these up right before the action is done.
    """
    if isinstance(action, RunTools):
        return tuple(dict.fromkeys((*looked_at(action.question), *_of_behind(action.behind))))
    if isinstance(action, AskModel):
        behind = read_in(action.material, action.steps)
        asker = () if not action.elsewhere else (Get(Person, (action.person,)), Get(Erasure, (action.person,)))
        return (*_of_channels((action.channel,)), *_of_behind(behind), *asker)
    if not isinstance(action, PostMessage | UpdateMessage | AnswerPrivately | PublishHome):
        return ()
    pieces = [piece for line in action.body.lines for piece in line.pieces]
    linked = (one.channel for one in linked_in(*action.body.lines))
    told = (channel for line in action.body.lines for channel in line.of)
    links = dict.fromkeys((*linked, *told, *action.body.of))
    if links and not isinstance(action, PublishHome):
        links.setdefault(action.channel)
    people = dict.fromkeys(one.person for one in pieces if isinstance(one, PersonMention))
    return (*_of_channels(links), *(Get(Erasure, (one,)) for one in people))


def _of_behind(behind: Behind) -> Iterator[Get]:
    yield from _of_channels(behind.channels)
    yield from (Get(Erasure, (one,)) for one in behind.people)


def _of_channels(channels: Iterable[str]) -> Iterator[Get]:
    for one in channels:
        yield Get(Channel, (one,))
        yield Get(ChannelErasure, (one,))


def _without(directory: Directory, action: _Said, where: str | None) -> _Said:
    kept = _fit(directory, action.body, where)
    return action if kept is action.body else evolve(action, body=kept)


WITHHELD: Final = Body("I may not say this here any more: it tells of a channel that not everybody here may read.")


def _fit(directory: Directory, body: Body, where: str | None) -> Body:
    if not all(may_be_said(directory, one, where) for one in body.of):
        return WITHHELD
    kept = tuple(_calling(directory, line) for line in body.lines if _may_be_read(directory, line, where))
    return body if kept == body.lines else evolve(body, lines=kept)


def _calling(directory: Directory, line: Line) -> Line:
    if not any(isinstance(one, PersonMention) and directory.is_erased(one.person) for one in line.pieces):
        return line
    return Line(tuple(_called(directory, one) for one in line.pieces), line.of)


def _called(directory: Directory, piece: Piece) -> Piece:
    is_erased = isinstance(piece, PersonMention) and directory.is_erased(piece.person)
    return Plain("somebody") if is_erased else piece


def _may_be_read(directory: Directory, line: Line, where: str | None) -> bool:
    told = (*(one.channel for one in linked_in(line)), *line.of)
    return all(may_be_said(directory, one, where) for one in told)

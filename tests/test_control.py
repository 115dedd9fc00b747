import asyncio
import contextlib
import datetime as dt
import stat

import pytest

from outreach_bot.control import (
    SOCKET,
    AskWhere,
    Control,
    ControlServer,
    Done,
    Feed,
    Join,
    NoAnswer,
    NotDone,
    Where,
)
from outreach_bot.dialogue.inputs import (
    Address,
    Channel,
    EraseAsked,
    Input,
    Invited,
    Said,
    SessionsImported,
    To,
)
from outreach_bot.outbound.base import Message, NotSent, Owed, Sent
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.rules import CodeKind
from outreach_bot.recruitment.sessions import Session
from outreach_bot.store.base import StoreFailed
from tests.helpers.patience import until

HERE = Where(web="http://127.0.0.1:8080", link="http://127.0.0.1:8080/i/")
ERASE = Input(key="cli:1", to=To.PERSON, id="p1", body=EraseAsked(by="command"))


class Desk:
    """A bot that writes down what it is fed."""

    def __init__(self, fails=None):
        self.fed = []
        self.shown = []
        self._fails = fails

    async def feed(self, received):
        if self._fails is not None:
            raise self._fails
        self.fed.append(received)


@contextlib.asynccontextmanager
async def running(folder, desk):
    server = ControlServer(data=folder, feed=desk.feed, where=lambda: HERE)
    await server.start()
    command = await Control.connect(folder, on_shown=lambda shown: desk.shown.append(shown.message.text))
    assert command is not None
    try:
        yield server, command
    finally:
        await command.close()
        await server.stop()


@pytest.mark.asyncio
async def test_where_no_bot_runs_nobody_answers(tmp_path):
    assert await Control.connect(tmp_path) is None


@pytest.mark.asyncio
async def test_a_socket_left_by_a_killed_bot_answers_nobody_and_does_not_block_the_next(tmp_path):
    async with running(tmp_path, Desk()):
        left = tmp_path / "left"
        left.hardlink_to(tmp_path / SOCKET)
    left.rename(tmp_path / SOCKET)

    assert await Control.connect(tmp_path) is None
    async with running(tmp_path, Desk()) as (_, command):
        assert await command.ask(AskWhere()) == HERE


@pytest.mark.asyncio
async def test_only_the_owner_may_open_the_socket_and_it_goes_with_the_bot(tmp_path):
    async with running(tmp_path, Desk()):
        mode = (tmp_path / SOCKET).stat().st_mode
        assert stat.S_ISSOCK(mode)
        assert stat.S_IMODE(mode) == 0o600

    assert not (tmp_path / SOCKET).exists()


@pytest.mark.asyncio
async def test_a_folder_with_a_very_long_path_works_too(tmp_path):
    deep = tmp_path / ("d" * 100) / ("e" * 100)
    deep.mkdir(parents=True)

    async with running(deep, Desk()) as (_, command):
        assert await command.ask(AskWhere()) == HERE


@pytest.mark.asyncio
async def test_inputs_arrive_as_they_were_sent_and_in_order(tmp_path):
    at = dt.datetime(2027, 3, 1, 15, tzinfo=dt.UTC)
    code = Code(id="K7MQ2XZB", kind=CodeKind.CHAMPION, name="Mia", made_at=at)
    session = Session(id="s1", kind="lived_interview", starts=at, minutes=90, capacity=1)
    inputs = (
        ERASE,
        Input(key="cli:2", to=To.OFFICE, id="office", body=Invited(codes=(code,), by="command")),
        Input(
            key="cli:3", to=To.OFFICE, id="office", body=SessionsImported(sessions=(session,), by="command")
        ),
    )
    desk = Desk()

    async with running(tmp_path, desk) as (_, command):
        assert await command.ask(Feed(inputs=inputs)) == Done()

    assert tuple(desk.fed) == inputs


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("failure", "says"),
    [(StoreFailed("The disk is full."), "The disk is full."), (KeyError("Mia"), "Its log names the place")],
    ids=["disk full", "a fault of ours"],
)
async def test_what_could_not_be_done_is_said_in_a_sentence_without_details(tmp_path, failure, says):
    async with running(tmp_path, Desk(fails=failure)) as (_, command):
        answer = await command.ask(Feed(inputs=(ERASE,)))

    assert isinstance(answer, NotDone)
    assert says in answer.sentence
    assert "Mia" not in answer.sentence


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "line",
    [b'{"type":"Dance"}', b"nonsense", b"[" * 5000, b'{"type":"Feed","inputs":' + b"[" * 5000 + b"]" * 5000 + b"}", b'{"type":"Join","chat":"\\ud800"}'],
    ids=["another request", "no JSON", "nesting", "nesting inside", "half a character"],
)  # fmt: skip
async def test_another_versions_request_is_told_so(tmp_path, line):
    async with running(tmp_path, Desk()):
        reader, writer = await asyncio.open_unix_connection(str(tmp_path / SOCKET))
        writer.write(line + b"\n")
        answer = await reader.readline()
        writer.close()

    assert b"another version" in answer


@pytest.mark.asyncio
async def test_a_bot_that_goes_away_in_the_middle_is_told_apart_from_an_answer(tmp_path):
    server = ControlServer(data=tmp_path, feed=Desk().feed, where=lambda: HERE)
    await server.start()
    command = await Control.connect(tmp_path)
    assert command is not None
    await command.ask(AskWhere())
    await server.stop()

    with pytest.raises(NoAnswer, match="does not answer"):
        await command.ask(AskWhere())
    await command.close()


def an_owed(chat):
    address = Address(channel=Channel.TERMINAL, chat=chat)
    return Owed(key="cli:1#0", person="p1", address=address, message=Message(text="Hello"), due=0.0)


@pytest.mark.asyncio
async def test_a_terminal_that_joined_is_shown_what_is_said_to_it(tmp_path):
    said = Input(key="cli:1", to=To.PERSON, body=Said(text="hi"))

    desk = Desk()

    async with running(tmp_path, desk) as (server, command):
        await command.ask(Join(chat="t1"))
        outcomes = [await server.send(an_owed("t1")), await server.send(an_owed("t2"))]
        await command.ask(Feed(inputs=(said,)))

    assert outcomes == [Sent(message="cli:1#0"), NotSent(after=60.0)]
    assert desk.shown == ["Hello"]


@pytest.mark.asyncio
async def test_a_terminal_that_left_is_owed_its_messages(tmp_path):
    async with running(tmp_path, Desk()) as (server, command):
        await command.ask(Join(chat="t1"))
        await command.close()
        await until(lambda: not server._terminals)

        assert await server.send(an_owed("t1")) == NotSent(after=60.0)

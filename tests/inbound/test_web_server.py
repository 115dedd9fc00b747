"""The web server itself: how long it waits, whom it lets in, and what it does when the system gives no more."""

import asyncio
import contextlib
import errno
import resource
import socket
from contextlib import asynccontextmanager

import pytest

from outreach_bot.inbound import web_connections, web_server
from outreach_bot.inbound.web_connections import Bounds, Connections, network_of
from outreach_bot.inbound.web_server import Step, WebServer
from outreach_bot.settings import CannotRun

LONG = 30.0
"""Seconds: longer than anything here takes."""
SOON = 0.05
MANY = 400


async def pages(scope, receive, send):
    """`/big` is more than a system keeps for who does not read; a POST is read to its end, but for `/refuse`."""
    path = scope["path"]
    if scope["method"] == "POST" and path != "/refuse":
        while (message := await receive())["type"] == "http.request" and message.get("more_body"):
            pass
        seen.append(message["type"])
    await send({"type": "http.response.start", "status": 413 if path == "/refuse" else 200, "headers": []})
    for _ in range(MANY if path == "/big" else 0):
        await send({"type": "http.response.body", "body": b"x" * 65_536, "more_body": True})
    if path == "/waits":
        seen.append("waiting")
        await receive()
        await receive()
        return
    await send({"type": "http.response.body", "body": b"well", "more_body": False})


seen: list[str] = []
opened: list[asyncio.StreamWriter] = []


@pytest.fixture(autouse=True)
def nothing_seen():
    seen.clear()
    opened.clear()


@asynccontextmanager
async def serving(*, connections=100, of_a_network=100, listening=None):
    listening = listening or socket.create_server(("127.0.0.1", 0))
    bounds = Bounds(connections=connections, of_a_network=of_a_network, streams=1, streams_of_a_network=1)
    server = WebServer(pages, held := Connections(bounds))
    running = asyncio.ensure_future(server.serve(sockets=[listening]))
    try:
        yield listening.getsockname()[1], held
    finally:
        for writer in opened:
            writer.close()
        server.should_exit = True
        await asyncio.wait_for(running, LONG)
        listening.close()


async def connected(port, source="127.0.0.1"):
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0))
    opened.append(writer)
    return reader, writer


async def hung_up(reader):
    """Read until the other side ends it; what it sent."""
    told = b""
    with contextlib.suppress(ConnectionResetError):
        while part := await asyncio.wait_for(reader.read(65_536), LONG):
            told += part
    return told


async def until(true):
    async with asyncio.timeout(LONG):
        while not true():
            await asyncio.sleep(0.005)


GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "begun",
    [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "],
    ids=["nothing", "a line", "headers"],
)
async def test_headers_that_do_not_come_are_not_waited_for(monkeypatch, begun):
    monkeypatch.setitem(web_server.SECONDS, Step.HEADERS, SOON)
    async with serving() as (port, held):
        reader, writer = await connected(port)
        writer.write(begun)

        assert await hung_up(reader) == b""
        await until(lambda: len(held) == 0)


@pytest.mark.asyncio
async def test_a_byte_now_and_then_buys_no_time(monkeypatch):
    monkeypatch.setitem(web_server.SECONDS, Step.HEADERS, SOON)
    async with serving() as (port, _):
        reader, writer = await connected(port)
        gone = asyncio.ensure_future(hung_up(reader))
        writer.write(b"GET / HTTP/1.1\r\nX-Slow: ")
        async with asyncio.timeout(LONG):
            while not gone.done():
                with contextlib.suppress(OSError):
                    writer.write(b"a")
                await asyncio.sleep(SOON / 10)


@pytest.mark.asyncio
async def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch):
    monkeypatch.setitem(web_server.SECONDS, Step.BODY, SOON)
    async with serving() as (port, _):
        reader, writer = await connected(port)
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf")

        assert await hung_up(reader) == b""
        await until(lambda: seen)

    assert seen == ["http.disconnect"]


@pytest.mark.asyncio
async def test_a_body_that_goes_on_after_its_refusal_ends(monkeypatch):
    monkeypatch.setitem(web_server.SECONDS, Step.BODY, SOON)
    async with serving() as (port, held):
        reader, writer = await connected(port)
        writer.write(b"POST /refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 999999\r\n\r\nhalf")

        assert (await hung_up(reader)).startswith(b"HTTP/1.1 413")
        await until(lambda: len(held) == 0)


@pytest.mark.asyncio
async def test_who_does_not_read_the_answer_is_dropped(monkeypatch):
    monkeypatch.setattr(web_server, "READ_SECONDS", SOON)
    async with serving() as (port, held):
        _, writer = await connected(port)
        writer.transport.pause_reading()
        writer.write(b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n")

        await until(lambda: len(held) == 1)
        await until(lambda: len(held) == 0)


@pytest.mark.asyncio
async def test_an_answer_that_takes_its_time_is_waited_for(monkeypatch):
    monkeypatch.setitem(web_server.SECONDS, Step.HEADERS, SOON)
    async with serving() as (port, held):
        reader, writer = await connected(port)
        writer.write(b"GET /waits HTTP/1.1\r\nHost: x\r\n\r\n")
        await until(lambda: seen)
        await asyncio.sleep(SOON * 4)

        assert len(held) == 1
        assert not reader.at_eof()


@pytest.mark.asyncio
async def test_one_connection_serves_one_request_after_another():
    async with serving() as (port, _):
        reader, writer = await connected(port)
        writer.write(GET * 3 + b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

        assert (await hung_up(reader)).count(b"well") == 4


@pytest.mark.asyncio
async def test_a_newcomer_takes_the_place_of_the_oldest_idle_connection_of_the_fullest_network():
    async with serving(connections=4) as (port, held):
        busy, _ = first = await connected(port)
        first[1].write(b"GET /waits HTTP/1.1\r\nHost: x\r\n\r\n")
        await until(lambda: seen)
        idle = [await connected(port) for _ in range(2)]
        other, _ = await connected(port, "127.0.0.9")
        await until(lambda: len(held) == 4)

        reader, writer = await connected(port, "127.0.0.8")
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

        assert b"well" in await hung_up(reader)
        assert await hung_up(idle[0][0]) == b""
        assert not any(each.at_eof() for each in (busy, idle[1][0], other))


@pytest.mark.asyncio
async def test_where_all_are_at_work_a_newcomer_is_refused_and_they_go_on():
    async with serving(connections=1) as (port, held):
        busy, working = await connected(port)
        working.write(b"GET /waits HTTP/1.1\r\nHost: x\r\n\r\n")
        await until(lambda: seen)

        reader, _ = await connected(port, "127.0.0.8")

        assert await hung_up(reader) == b""
        assert len(held) == 1
        assert not busy.at_eof()


class Exhausted(socket.socket):
    """A socket that listens; the system gives no descriptor for its first connections."""

    faults = 3

    def accept(self):
        if self.faults:
            self.faults -= 1
            raise OSError(errno.EMFILE, "too many open files")
        return super().accept()


@pytest.mark.asyncio
async def test_without_descriptors_it_says_so_rests_and_goes_on(monkeypatch):
    monkeypatch.setattr(web_server, "REST_SECONDS", SOON)
    told = []
    monkeypatch.setattr(web_server.log, "warning", lambda event, **more: told.append((event, more)))
    listening = Exhausted(socket.AF_INET, socket.SOCK_STREAM)
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    async with serving(listening=listening) as (port, _):
        reader, writer = await connected(port)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

        assert b"well" in await hung_up(reader)

    assert told == [("no connection can be taken", {"reason": "EMFILE"})] * 3


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01 this is no HTTP\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"y" * 100_000,
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzzzz\r\n",
        b"POST /refuse HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
    ids=[
        "another protocol",
        "two hosts",
        "endless headers",
        "a body that is none",
        "a body that is none, late",
    ],
)
async def test_what_is_no_http_is_refused_and_ends(sent, caplog):
    async with serving() as (port, held):
        reader, writer = await connected(port)
        writer.write(sent)
        if b"refuse" in sent:
            await reader.readuntil(b"413")
            writer.write(b"zzzz\r\n")

        told = await hung_up(reader)
        await until(lambda: len(held) == 0)

    assert told.startswith(b"HTTP/1.1 400") or b"refuse" in sent
    assert [record for record in caplog.records if record.exc_info] == []


# -- how many -------------------------------------------------------------------------------------------


def test_the_usual_limit_leaves_a_quarter_for_store_telegram_and_mail():
    assert Bounds.within(1_024) == Bounds(
        connections=768, of_a_network=256, streams=576, streams_of_a_network=192
    )


@pytest.mark.parametrize("descriptors", [128, 256, 1_024, 8_192])
def test_streams_always_leave_room_for_posts(descriptors):
    bounds = Bounds.within(descriptors)

    assert (
        bounds.streams_of_a_network < bounds.of_a_network < bounds.streams < bounds.connections < descriptors
    )


@pytest.mark.parametrize(
    ("allowed", "raised"),
    [
        ((1_024, 1_024), 1_024),
        ((256, 4_096), 4_096),
        ((1_024, 1 << 20), 8_192),
        ((1 << 20, 1 << 20), 8_192),
        ((256, -1), 8_192),
    ],
)
def test_the_limit_is_raised_as_far_as_is_allowed_and_of_use(monkeypatch, allowed, raised):
    monkeypatch.setattr(resource, "getrlimit", lambda _: allowed)
    monkeypatch.setattr(resource, "setrlimit", lambda *_: None)

    assert web_connections.raise_descriptor_limit() == raised


def test_a_system_that_allows_less_than_it_says_is_taken_as_it_is(monkeypatch):
    def refuse(*_):
        raise ValueError("current limit exceeds maximum limit")

    monkeypatch.setattr(resource, "getrlimit", lambda _: (256, -1))
    monkeypatch.setattr(resource, "setrlimit", refuse)

    assert web_connections.raise_descriptor_limit() == 256


def test_with_next_to_no_files_the_remedy_is_told(monkeypatch):
    monkeypatch.setattr(resource, "getrlimit", lambda _: (64, 64))

    with pytest.raises(CannotRun, match="ulimit -n 1024"):
        web_connections.raise_descriptor_limit()


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_an_address_is_counted_as_what_one_household_has(address, network):
    assert network_of(address) == network

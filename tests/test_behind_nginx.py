"""The README's example of a proxy, word for word, with a real nginx in front of the real bot."""

import asyncio
import secrets

import httpx
import orjson
import pytest

from tests.helpers.bot_process import BotProcess
from tests.helpers.real_nginx import NAME, in_front_of, program, readme_settings

pytestmark = pytest.mark.asyncio

PATIENCE = 60.0
MANY = 60
"""Tries: 20 at once, and one more every five seconds, are let through."""
OURS = {"host": NAME, "sec-fetch-site": "same-origin"}


def visitor(nginx, source, **headers):
    transport = httpx.AsyncHTTPTransport(verify=nginx.trust, local_address=source)
    return httpx.AsyncClient(
        transport=transport, base_url=nginx.url, headers=OURS | headers, timeout=PATIENCE
    )


async def said(browser, **line):
    return await browser.post("/chat", json={"id": secrets.token_hex(16), **line})


async def event(lines, name):
    """The data of the next event of this name."""
    async with asyncio.timeout(PATIENCE):
        async for line in lines:
            if line == f"event: {name}":
                return orjson.loads((await anext(lines)).removeprefix("data: "))
    raise AssertionError("the stream ended")


async def tries(browser, **headers):
    """Try a sign-in link that nobody made; the status."""
    return (await browser.post(f"/office/in/{secrets.token_urlsafe(32)}", headers=headers)).status_code


async def test_the_readmes_proxy_carries_pages_posts_and_streams_and_limits_count_who_asks(tmp_path):
    program()
    bot = BotProcess(None, tmp_path, more=readme_settings())
    await bot.start()
    try:
        await bot.answering()
        async with in_front_of(bot.port, tmp_path) as nginx:
            await walk(nginx)
            await count(nginx)
        said_by_bot = bot.said()
    finally:
        await bot.stop()

    assert "OUTREACH_TRUSTED_PROXIES" not in said_by_bot  # nothing to warn of


async def walk(nginx):
    async with visitor(nginx, "127.0.0.5") as browser:
        page = await browser.get("/")
        assert page.status_code == 200
        assert "max-age" in page.headers["strict-transport-security"]
        assert page.cookies["__Host-chat"]
        welcome = (await said(browser, open="")).json()["messages"]
        assert "not a person" in str(welcome)

        async with browser.stream("GET", "/chat/events") as stream:
            lines = stream.aiter_lines()
            await event(lines, "ready")
            taken = await said(browser, text="I want to kill myself")
            told = [await event(lines, "message")]
            while "988" not in str(told[-1]):
                await browser.post("/chat/ack", json={"shown": [told[-1]["id"]]})
                told.append(await event(lines, "message"))
        assert taken.status_code == 200

        assert (await browser.post("/chat", content=b" " * 2_000_000)).status_code == 413
        elsewhere = await browser.get("/static", headers={"host": "evil.example"})
        assert elsewhere.headers["location"] == f"https://{NAME}/static/"
        plain = await browser.get(f"http://127.0.0.1:{nginx.http}/i/c_K7MQ2XZB")
        assert (plain.status_code, plain.headers["location"]) == (301, f"https://{NAME}/i/c_K7MQ2XZB")


async def count(nginx):
    async with visitor(nginx, "127.0.0.6") as outsider, visitor(nginx, "127.0.0.7") as other:
        statuses = [await tries(outsider, **{"x-forwarded-for": f"198.51.100.{n}"}) for n in range(MANY)]

        assert statuses[:20] == [403] * 20
        assert 429 in statuses
        assert await tries(other) == 403

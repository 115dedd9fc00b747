"""The way in: headers of every answer there is, whose word counts on who asks, and under which address we are."""

import asyncio
import re
from urllib.parse import urljoin, urlsplit

import pytest
import pytest_asyncio
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Mount, Route

from outreach_bot import front, house
from outreach_bot.control import Where
from outreach_bot.inbound.web_entrance import Proxies, WebApp
from outreach_bot.inbound.web_guard import HEADERS, Site
from outreach_bot.outbound.web_sender import WebSender
from outreach_bot.settings import Settings
from outreach_bot.store.tinydb_store import TinyDbStore
from tests.helpers.asgi import Browser, Stream

OURS = "https://chat.example.org"
ELSEWHERE = "evil.example"


def settings(**more):
    return Settings.model_validate({"key_file": "/nowhere", **more})


@pytest.fixture(scope="module")
def content():
    return house.load_content(settings())


@pytest_asyncio.fixture
async def real_app(content):
    """The app as `run` builds it, with no Telegram behind it."""
    store = await TinyDbStore.open_in_memory(house.clock)
    parts = front.Parts(
        house=house.House(content, store, {}),
        senders={},
        where=Where(web=OURS, link=f"{OURS}/i/"),
        site=Site(public_url=OURS),
        pages=WebSender(region="US"),
        telegram=None,
    )
    yield front.web_app(parts, asyncio.Event())
    await store.close()


def every_path(routes, before=""):
    """Paths that lead to each route, with something in the place of each parameter; and some that lead nowhere."""
    for route in routes:
        if isinstance(route, Mount):
            yield before + route.path, "GET"
            yield f"{before}{route.path}/nothing-here.css", "GET"
        else:
            assert isinstance(route, Route)
            path = before + re.sub(r"\{\w+(:\w+)?\}", "x", route.path)
            for method in sorted({*(route.methods or ()), "GET", "POST", "DELETE"}):
                yield path, method
            yield f"{path}/", "GET"


NOWHERE = [
    (path, method)
    for path in ("/nowhere", "//evil.example", "/office/nowhere", "/%2e%2e/x", "/static/chat.css/")
    for method in ("GET", "POST", "OPTIONS", "BREW")
]


async def asked(browser, method, path):
    async with Stream(browser, path, method=method) as stream:
        return stream.status, stream.headers


@pytest.mark.asyncio
async def test_every_answer_has_the_headers_and_none_leads_elsewhere(real_app):
    browser = Browser(real_app, host=ELSEWHERE, x_forwarded_host=ELSEWHERE, forwarded=f"host={ELSEWHERE}")
    paths = [*every_path(real_app.routes), *NOWHERE]
    statuses = set()

    for path, method in paths:
        status, headers = await asked(browser, method, path)
        statuses.add(status)
        assert {name: headers.get(name) for name in HEADERS} == HEADERS, (method, path)
        assert headers.get("cache-control") in ("no-store", "public, max-age=3600"), (method, path)
        leads_to = urlsplit(urljoin(OURS, headers.get("location", "")))
        assert f"{leads_to.scheme}://{leads_to.netloc}" == OURS, (method, path, headers["location"])

    assert len(paths) > 200
    assert statuses >= {200, 307, 401, 403, 404, 405}


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/static", "/office/static", "/office/", "/away/"])
async def test_a_redirect_to_add_or_drop_a_slash_stays_with_us(real_app, path):
    status, headers = await asked(Browser(real_app, host=ELSEWHERE), "GET", path)

    assert status == 307
    assert headers["location"].startswith(f"{OURS}/")


@pytest.mark.asyncio
async def test_files_may_be_stored_and_what_is_not_there_may_not(real_app):
    browser = Browser(real_app, host="chat.example.org")

    assert (await asked(browser, "GET", "/static/chat.css"))[1]["cache-control"] == "public, max-age=3600"
    assert (await asked(browser, "GET", "/static/none.css"))[1]["cache-control"] == "no-store"


# -- small apps ----------------------------------------------------------------------------------------


async def breaks(_request):
    raise ValueError("a fault of ours")


async def broken_off(_request):
    raise ClientDisconnect


async def tell(request):
    return PlainTextResponse(f"{request.client.host} {request.url}")


async def away(request):
    return RedirectResponse(str(request.url_for("tell")))


def small(public_url="http://127.0.0.1:8080", trusted=()):
    routes = [
        Route("/breaks", breaks),
        Route("/off", broken_off),
        Route("/tell", tell, name="tell"),
        Route("/away", away),
    ]
    networks = settings(trusted_proxies=trusted).trusted_proxies
    return WebApp(site=Site(public_url=public_url), proxies=Proxies(networks), routes=routes)


@pytest.mark.asyncio
async def test_a_fault_of_ours_has_the_headers_too():
    stream = Stream(Browser(small()), "/breaks")
    with pytest.raises(ValueError, match="a fault of ours"):
        await read_to_its_end(stream)

    assert stream.status == 500
    assert stream.headers["x-content-type-options"] == "nosniff"


async def read_to_its_end(stream):
    async with stream:
        assert [part async for part in stream.parts()]


@pytest.mark.asyncio
async def test_a_request_that_was_broken_off_is_no_fault():
    async with Stream(Browser(small()), "/off") as stream:
        assert stream.status == 500


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("public_url", "host", "seen"),
    [
        (OURS, "chat.example.org", OURS),
        (OURS, ELSEWHERE, OURS),
        (OURS, "10.0.0.5:8080", OURS),
        (OURS, "", OURS),
        ("http://127.0.0.1:8080", "localhost:8080", "http://localhost:8080"),
        ("http://127.0.0.1:8080", "192.168.1.9:8080", "http://192.168.1.9:8080"),
        ("http://127.0.0.1:8080", "[fd00::1]:8080", "http://[fd00::1]:8080"),
        ("http://127.0.0.1:8080", ELSEWHERE, "http://127.0.0.1:8080"),
        ("http://127.0.0.1:8080", "127.0.0.1@evil.example", "http://127.0.0.1:8080"),
        ("http://127.0.0.1:8080", "127.0.0.1:evil", "http://127.0.0.1:8080"),
        ("http://127.0.0.1:8080", "127.0.0.1/evil.example", "http://127.0.0.1:8080"),
        ("http://127.0.0.1:8080", "[", "http://127.0.0.1:8080"),
    ],
)
async def test_a_page_is_under_an_address_of_ours_whatever_the_host_says(public_url, host, seen):
    browser = Browser(small(public_url), host=host)

    assert (await browser.get("/tell")).text.endswith(f" {seen}/tell")
    assert (await browser.get("/away")).headers["location"] == f"{seen}/tell"


CHAIN = [
    ("", "", "192.0.2.7"),
    ("", "203.0.113.9", "192.0.2.7"),
    ("192.0.2.7", "", "192.0.2.7"),
    ("192.0.2.7", "203.0.113.9", "203.0.113.9"),
    ("192.0.2.7", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
    ("192.0.2.7,10.0.0.0/8", "198.51.100.1, 203.0.113.9, 10.1.2.3", "203.0.113.9"),
    ("192.0.2.7,10.0.0.0/8", "10.9.9.9, 10.1.2.3", "10.9.9.9"),
    ("192.0.2.7", "203.0.113.9, unknown", "192.0.2.7"),
    ("192.0.2.7", "203.0.113.9,", "192.0.2.7"),
    ("192.0.2.7", "evil, 203.0.113.9", "203.0.113.9"),
    ("192.0.2.7", "203.0.113.9:1234", "192.0.2.7"),
    ("192.0.2.7", "2001:db8::5", "2001:db8::5"),
    ("192.0.2.7", "::ffff:203.0.113.9", "203.0.113.9"),
    ("192.0.2.7", "1" * 5_000, "192.0.2.7"),
    ("::ffff:0:0/96", "203.0.113.9", "192.0.2.7"),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("trusted", "forwarded", "client"), CHAIN)
async def test_who_asks_is_read_from_the_right_over_trusted_proxies(trusted, forwarded, client):
    answer = await Browser(small(trusted=trusted), x_forwarded_for=forwarded or None).get("/tell")

    assert answer.text.startswith(f"{client} ")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("trusted", "said", "scheme"),
    [
        ("192.0.2.7", "https", "https"),
        ("", "https", "http"),
        ("192.0.2.7", "gopher", "http"),
        ("192.0.2.7", "http, https", "https"),
    ],
)
async def test_the_scheme_is_what_a_trusted_proxy_says(trusted, said, scheme):
    answer = await Browser(small(trusted=trusted), x_forwarded_proto=said).get("/tell")

    assert answer.text.endswith(f" {scheme}://127.0.0.1/tell")


def test_with_https_and_no_trusted_proxy_it_warns(monkeypatch):
    told = []
    monkeypatch.setattr(
        "outreach_bot.inbound.web_entrance.log.warning", lambda *words, **_: told.append(words)
    )

    for more in ({}, {"public_url": OURS}, {"public_url": OURS, "trusted_proxies": "127.0.0.1"}):
        Proxies.of(settings(**more))

    assert len(told) == 1
    assert "OUTREACH_TRUSTED_PROXIES" in told[0][0]

"""The web chat's promises, without a browser: who may post, what becomes of it, what a page is told."""

import asyncio

import orjson
import pytest

from outreach_bot.dialogue.inputs import Channel, Opened, Returned, Said, SharedContact, Tapped
from outreach_bot.inbound.web_guard import BODY_LIMIT, token_hash
from outreach_bot.outbound.base import File, Message, Sent
from tests.helpers.asgi import Browser
from tests.helpers.web_stage import Stage

ID = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def stage():
    return Stage()


async def visitor(stage, path="/", **headers):
    browser = Browser(stage.app, **headers)
    await browser.get(path)
    return browser


async def known(stage, path="/", **headers):
    """A browser that belongs to a person: something was said there."""
    browser = await visitor(stage, path, **headers)
    await browser.post("/chat", {"id": "said-something-before", "text": "hello"})
    return browser


@pytest.mark.asyncio
async def test_a_new_browser_gets_a_random_cookie_that_ends_with_its_session(stage):
    first = await Browser(stage.app).get("/")
    second = await Browser(stage.app).get("/")

    cookie = first.cookies["chat"]
    assert len(cookie.value) == 43
    assert cookie.value != second.cookies["chat"].value
    assert cookie["httponly"]
    assert cookie["samesite"] == "lax"
    assert cookie["max-age"] == ""


@pytest.mark.asyncio
async def test_beyond_this_machine_the_cookie_is_pinned_to_https():
    stage = Stage(public_url="https://chat.example.org")

    answer = await Browser(stage.app, host="chat.example.org").get("/")

    assert answer.cookies["__Host-chat"]["secure"]


@pytest.mark.asyncio
async def test_looking_at_the_page_makes_nobody_known(stage):
    await visitor(stage, "/i/c_K7MQ2XZB-fl")

    assert stage.runner.received == []


@pytest.mark.asyncio
async def test_a_page_carries_strict_headers_and_no_inline_code(stage):
    answer = await Browser(stage.app).get("/")

    assert answer.headers["content-security-policy"].startswith(
        "default-src 'none'; script-src 'self'; style-src 'self'"
    )
    assert answer.headers["cache-control"] == "no-store"
    assert "<style" not in answer.text
    assert " style=" not in answer.text
    assert answer.text.count("<script") == answer.text.count('<script src="/static/')


@pytest.mark.asyncio
async def test_without_script_the_page_names_the_number_to_call(stage):
    answer = await Browser(stage.app).get("/")

    _, _, without_script = answer.text.partition("<noscript>")
    assert 'href="tel:603-555-0142"' in without_script.partition("</noscript>")[0]


@pytest.mark.asyncio
async def test_a_payload_that_no_link_has_leads_to_the_plain_page(stage):
    answer = await Browser(stage.app).get("/i/<script>")

    assert answer.status == 303
    assert answer.headers["location"] == "/"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("posted", "expected"),
    [
        ({"open": "c_K7MQ2XZB-fl"}, Opened(payload="c_K7MQ2XZB-fl")),
        ({"open": ""}, Returned()),
        ({"text": "hello"}, Said(text="hello")),
        (
            b'{"id":"%s","text":"half \\ud800 of one, \\u0000"}' % ID.encode(),
            Said(text="half \ufffd of one, \ufffd"),
        ),
        ({"tap": "start", "message": "abc"}, Tapped(data="start", message="abc")),
        ({"number": "603 555 0111"}, SharedContact(number="603 555 0111", own=True)),
    ],
    ids=["opened by a link", "come back", "a line", "half a character", "a tap", "a number"],
)
async def test_what_is_posted_becomes_one_input(stage, posted, expected):
    browser = await known(stage)
    stage.runner.received.clear()

    body = posted if isinstance(posted, bytes) else {"id": ID, **posted}
    answer = await browser.post("/chat", body, accept_language="es-MX,es;q=0.8")

    (received,) = stage.runner.received
    assert answer.status == 200
    assert received.body == expected
    assert received.language == "es-MX"


@pytest.mark.asyncio
async def test_the_address_is_the_hash_of_the_cookie(stage):
    browser = await visitor(stage)

    await browser.post("/chat", {"id": ID, "text": "hello"})

    received = stage.runner.received[-1]
    assert received.address.channel is Channel.WEB
    assert received.address.chat == token_hash(browser.cookies["chat"])
    assert browser.cookies["chat"] not in received.key


@pytest.mark.asyncio
async def test_a_browser_we_know_comes_back_to_where_it_was(stage):
    browser = await known(stage)

    await browser.post("/chat", {"id": ID, "open": ""})

    assert stage.runner.received[-1].body == Returned()


@pytest.mark.asyncio
async def test_a_known_browser_that_opens_a_link_brings_its_code(stage):
    browser = await known(stage)

    await browser.post("/chat", {"id": ID, "open": "c_K7MQ2XZB"})

    assert stage.runner.received[-1].body == Opened(payload="c_K7MQ2XZB")


@pytest.mark.asyncio
async def test_a_line_sent_twice_is_taken_once(stage):
    browser = await visitor(stage)

    await browser.post("/chat", {"id": ID, "text": "hello"})
    again = await browser.post("/chat", {"id": ID, "text": "hello", "again": True})

    assert again.status == 200
    assert [received.body for received in stage.runner.received] == [Opened(), Said(text="hello")]


@pytest.mark.asyncio
async def test_two_browsers_with_the_same_client_id_do_not_swallow_each_other(stage):
    for _ in range(2):
        browser = await visitor(stage)
        await browser.post("/chat", {"id": ID, "text": "hello"})

    assert sum(received.body == Said(text="hello") for received in stage.runner.received) == 2


@pytest.mark.asyncio
async def test_a_line_that_is_not_durable_is_not_acknowledged(stage):
    browser = await visitor(stage)
    stage.runner.fails = True

    answer = await browser.post("/chat", {"id": ID, "text": "hello"})

    assert answer.status == 503
    assert answer.headers["retry-after"] == "5"
    assert not answer.text


@pytest.mark.asyncio
async def test_help_comes_with_the_answer_also_while_nothing_is_durable(stage):
    browser = await visitor(stage)
    stage.runner.fails = True

    told = [
        orjson.loads((await browser.post("/chat", {"id": ID, "text": "I want to die"})).text)["messages"]
        for _ in range(2)
    ]

    assert "988" in str(told[0])
    assert told[0] == told[1]


@pytest.mark.asyncio
@pytest.mark.parametrize(("line", "helps"), [({"text": "I want to die"}, True), ({"text": "hello"}, False)])
async def test_help_is_handed_over_for_a_line_that_has_to_wait(stage, line, helps):
    """It stands behind a line that cannot be kept, and is not taken before it."""
    browser = await visitor(stage)
    stage.runner.fails = True
    answer = await browser.post("/chat/help", {"id": ID, **line})

    assert answer.status == 200
    assert ("988" in answer.text) is helps
    assert (await browser.post("/chat/help", line)).status == 400
    other = await browser.post("/chat/help", {"id": ID, **line}, sec_fetch_site="cross-site")
    assert other.status == 403


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "none"},
        {"sec_fetch_site": None},
        {"sec_fetch_site": None, "origin": "https://elsewhere.example"},
        {"sec_fetch_site": None, "origin": "null"},
    ],
    ids=["another site", "a sister site", "typed", "says nothing", "another origin", "a hidden origin"],
)
async def test_only_our_own_page_may_post(stage, headers):
    browser = await visitor(stage)

    answer = await browser.post("/chat", {"id": ID, "text": "hello"}, **headers)

    assert answer.status == 403
    assert stage.runner.received == []


@pytest.mark.asyncio
async def test_an_old_browser_may_post_by_its_origin(stage):
    browser = await visitor(stage)

    answer = await browser.post(
        "/chat", {"id": ID, "text": "hello"}, sec_fetch_site=None, origin="http://127.0.0.1"
    )

    assert answer.status == 200


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"id": ID}, 400),
        ({"id": "short", "text": "hello"}, 400),
        ({"id": ID, "text": " \n"}, 400),
        ({"id": ID, "text": "x" * 4097}, 400),
        ({"id": ID, "tap": "x" * 65, "message": ""}, 400),
        ({"id": ID, "number": "1" * 41}, 400),
        ({"id": ID, "open": "<b>"}, 400),
        ([], 400),
        (b"{", 400),
        (b" " * (BODY_LIMIT + 1), 413),
    ],
    ids=["nothing said", "guessable id", "blank", "too long", "no such tap", "no number", "no payload", "a list", "broken", "too large"],
)  # fmt: skip
async def test_what_the_page_never_posts_is_refused(stage, body, status):
    browser = await visitor(stage)

    answer = await browser.post("/chat", body)

    assert answer.status == status
    assert stage.runner.received == []


@pytest.mark.asyncio
async def test_a_form_from_elsewhere_is_refused_by_its_type(stage):
    browser = await visitor(stage)

    answer = await browser.post("/chat", {"id": ID, "text": "hello"}, content_type="text/plain")

    assert answer.status == 415


@pytest.mark.asyncio
async def test_a_post_without_our_cookie_is_refused(stage):
    browser = Browser(stage.app)
    browser.cookies["chat"] = "guess"

    answer = await browser.post("/chat", {"id": ID, "text": "hello"})

    assert answer.status == 401


@pytest.mark.asyncio
async def test_one_browser_cannot_flood(stage):
    browser = await visitor(stage)

    statuses = [(await browser.post("/chat", {"id": f"{n:032d}", "text": "hello"})).status for n in range(41)]

    assert statuses == [200] * 40 + [429]


@pytest.mark.asyncio
async def test_after_a_flood_a_browser_may_go_on(stage):
    browser = await visitor(stage)
    for n in range(41):
        await browser.post("/chat", {"id": f"{n:032d}", "text": "hello"})
    stage.now += 5

    answer = await browser.post("/chat", {"id": ID, "text": "hello"})

    assert answer.status == 200


async def flood(stage, posts, body, **options):
    """Post from one new browser after another; what each got."""
    statuses = []
    for _ in range(posts):
        browser = Browser(stage.app, **options)
        await browser.get("/")
        statuses.append((await browser.post("/chat", {"id": ID, **body})).status)
    return statuses


@pytest.mark.asyncio
async def test_strangers_of_one_network_share_a_limit(stage):
    statuses = await flood(stage, 481, {"open": ""})

    assert statuses == [200] * 480 + [429]
    assert stage.runner.received == []


@pytest.mark.asyncio
async def test_a_network_makes_only_so_many_people_known_at_once(stage):
    statuses = await flood(stage, 121, {"text": "hello"})

    assert statuses == [200] * 120 + [429]


@pytest.mark.asyncio
async def test_who_is_known_is_served_while_strangers_flood_their_network(stage):
    browser = await known(stage)
    await flood(stage, 500, {"open": ""})

    assert (await browser.post("/chat", {"id": ID, "text": "hello"})).status == 200


@pytest.mark.asyncio
async def test_a_strangers_cry_for_help_is_taken_while_others_flood_their_network(stage):
    await flood(stage, 500, {"open": ""})
    browser = await visitor(stage)

    refused = await browser.post("/chat", {"id": ID, "text": "hello"})
    taken = await browser.post("/chat", {"id": ID, "text": "I want to die"})

    assert (refused.status, taken.status) == (429, 200)
    assert Said(text="I want to die") in [received.body for received in stage.runner.received]


@pytest.mark.asyncio
async def test_another_network_has_a_limit_of_its_own(stage):
    await flood(stage, 481, {"open": ""}, client="192.0.2.8")

    assert (await flood(stage, 1, {"open": ""}, client="192.0.2.9")) == [200]


@pytest.mark.asyncio
async def test_addresses_of_one_household_are_one_network(stage):
    statuses = [(await flood(stage, 1, {"open": ""}, client=f"2001:db8:1:2::{n:x}"))[0] for n in range(481)]

    assert statuses == [200] * 480 + [429]
    assert await flood(stage, 1, {"open": ""}, client="2001:db8:1:3::1") == [200]


@pytest.mark.asyncio
async def test_what_a_browser_says_of_where_it_is_opens_no_limit(stage):
    statuses = [
        (await flood(stage, 1, {"open": ""}, x_forwarded_for=f"192.0.2.{n % 250}, 10.0.0.{n % 250}"))[0]
        for n in range(700)
    ]

    assert statuses.count(200) == 480


# -- only opened ---------------------------------------------------------------------------------------


def welcoming():
    return Stage(lambda received: [Message(text=f"Hello. {type(received.body).__name__}")])


async def opens(browser, payload="", page_id=ID):
    answer = await browser.post("/chat", {"id": page_id, "open": payload})
    return orjson.loads(answer.body)["messages"]


@pytest.mark.asyncio
async def test_a_page_that_was_only_opened_shows_the_welcome_and_leaves_nothing():
    stage = welcoming()
    browser = await visitor(stage, "/i/c_K7MQ2XZB-fl")

    (message,) = await opens(browser, "c_K7MQ2XZB-fl")

    assert message["paragraphs"] == [[{"text": "Hello. Opened"}]]
    assert stage.runner.received == []
    assert not any(stage.store.tables.values())


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("act", "body"),
    [
        ({"text": "hello"}, Said(text="hello")),
        ({"tap": "start", "message": "abc"}, Tapped(data="start", message="abc")),
        ({"number": "603 555 0111"}, SharedContact(number="603 555 0111", own=True)),
    ],
    ids=["a line", "a tap", "a number"],
)
async def test_with_the_first_act_it_is_kept_by_which_link_they_came(act, body):
    stage = welcoming()
    browser = await visitor(stage, "/i/c_K7MQ2XZB-fl")
    await opens(browser, "c_K7MQ2XZB-fl")

    await browser.post("/chat", {"id": ID[::-1], **act})

    assert [received.body for received in stage.runner.received] == [Opened(payload="c_K7MQ2XZB-fl"), body]
    assert "came" not in browser.cookies


@pytest.mark.asyncio
async def test_the_welcome_is_not_shown_again_with_the_first_act():
    stage = welcoming()
    browser = await visitor(stage)
    (message,) = await opens(browser)

    async with browser.stream("/chat/events") as events:
        await events.event()
        await browser.post("/chat", {"id": ID[::-1], "text": "hello"})
        told = await events.event()

    assert told["id"] == message["id"]  # the page drops what it has shown
    await stage.dispatcher.stop()


@pytest.mark.asyncio
async def test_reloading_and_two_tabs_are_one_opening():
    stage = welcoming()
    browser = await visitor(stage, "/i/c_K7MQ2XZB-fl")
    (first,) = await opens(browser, "c_K7MQ2XZB-fl")
    await browser.get("/")
    (second,) = await opens(browser, "", ID[::-1])

    for n in range(2):
        await browser.post("/chat", {"id": f"a-tab-of-number-{n}", "text": "hello"})

    assert first["id"] == second["id"]
    assert [received.body for received in stage.runner.received] == [
        Opened(payload="c_K7MQ2XZB-fl"),
        Said(text="hello"),
        Said(text="hello"),
    ]


@pytest.mark.asyncio
async def test_the_first_link_counts_as_it_did_when_opening_was_kept():
    stage = welcoming()
    browser = await visitor(stage, "/i/c_K7MQ2XZB-fl")
    await browser.get("/i/c_BBBBBBBB")

    await browser.post("/chat", {"id": ID, "text": "hello"})

    assert stage.runner.received[0].body == Opened(payload="c_K7MQ2XZB-fl")


@pytest.mark.asyncio
async def test_a_first_act_whose_answer_got_lost_is_done_once():
    stage = welcoming()
    browser = await visitor(stage, "/i/c_K7MQ2XZB-fl")
    came = browser.cookies["came"]
    await browser.post("/chat", {"id": ID, "text": "hello"})
    browser.cookies["came"] = came

    await browser.post("/chat", {"id": ID, "text": "hello", "again": True})

    assert [received.body for received in stage.runner.received] == [
        Opened(payload="c_K7MQ2XZB-fl"),
        Said(text="hello"),
    ]


@pytest.mark.asyncio
async def test_a_first_act_that_is_not_durable_is_not_acknowledged():
    stage = welcoming()
    browser = await visitor(stage)
    stage.runner.fails = True

    answer = await browser.post("/chat", {"id": ID, "text": "hello"})

    assert answer.status == 503
    assert "came" in browser.cookies


@pytest.mark.asyncio
async def test_an_open_page_is_told_what_it_is_owed_and_the_answer_counts_as_sent():
    stage = Stage(lambda _received: [Message(text="Hello. <b>Welcome.</b>")])
    browser = await visitor(stage)

    async with browser.stream("/chat/events") as events:
        assert await events.event() == {}
        await browser.post("/chat", {"id": ID, "text": "hello"})
        told = await events.event()
        await browser.post("/chat/ack", {"shown": [told["id"]]})
        await asyncio.sleep(0)

    assert told["paragraphs"] == [[{"text": "Hello. "}, {"text": "Welcome.", "bold": True}]]
    assert isinstance(stage.dispatcher.settled[0], Sent)
    await stage.dispatcher.stop()


@pytest.mark.asyncio
async def test_what_is_owed_waits_for_the_page_to_come_back():
    stage = Stage(lambda _received: [Message(text="Hello.")])
    browser = await visitor(stage)
    await browser.post("/chat", {"id": ID, "text": "hello"})

    async with browser.stream("/chat/events") as events:
        await events.event()
        told = await events.event()
    async with browser.stream("/chat/events") as events:
        await events.event()
        again = await events.event()

    assert again == told
    await stage.dispatcher.stop()


@pytest.mark.asyncio
async def test_another_browser_hears_nothing():
    stage = Stage(lambda _received: [Message(text="Hello.")])
    browser, other = await visitor(stage), await visitor(stage)

    async with browser.stream("/chat/events") as events, other.stream("/chat/events") as others:
        await events.event()
        await others.event()
        await browser.post("/chat", {"id": ID, "text": "hello"})
        told = await events.event()
        await other.post("/chat/ack", {"shown": [told["id"]]})
        await asyncio.sleep(0)

        assert stage.dispatcher.settled == []
        assert others._told.empty()
    await stage.dispatcher.stop()


@pytest.mark.asyncio
async def test_a_file_is_handed_only_to_the_chat_it_was_sent_to():
    file = File(name="meet ing.ics", media_type="text/calendar", content=b"BEGIN")
    stage = Stage(lambda _received: [Message(text="", file=file)])
    browser, other = await visitor(stage), await visitor(stage)
    await browser.post("/chat", {"id": ID, "text": "hello"})
    async with browser.stream("/chat/events") as events:
        await events.event()
        href = (await events.event())["file"]["href"]

    ours, theirs = await browser.get(href), await other.get(href)

    assert ours.body == b"BEGIN"
    assert ours.headers["content-disposition"] == 'attachment; filename="meet-ing.ics"'
    assert theirs.status == 404
    await stage.dispatcher.stop()


@pytest.mark.asyncio
async def test_of_seven_pages_of_a_chat_the_oldest_gives_way(stage):
    browser = await visitor(stage)
    streams = [browser.stream("/chat/events") for _ in range(7)]
    for each in streams:
        await each.__aenter__()
        await each.event()

    left = [part async for part in streams[0].parts()]

    assert b"retry: 60000" in b"".join(left)  # it waits before it comes back, so that pages do not take turns
    assert all(each._told.empty() for each in streams[1:])
    for each in streams:
        await each.__aexit__()


@pytest.mark.asyncio
async def test_my_own_phone_keeps_the_chat_and_a_shared_one_does_not(stage):
    browser = await visitor(stage)
    token = browser.cookies["chat"]

    kept = await browser.post("/chat/phone", {"own": True})
    later = await browser.get("/")
    dropped = await browser.post("/chat/phone", {"own": False})

    assert kept.cookies["chat"].value == token
    assert int(kept.cookies["chat"]["max-age"]) == 180 * 24 * 3600
    assert int(later.cookies["chat"]["max-age"]) == 180 * 24 * 3600
    assert dropped.cookies["chat"]["max-age"] == ""


@pytest.mark.asyncio
async def test_taking_the_chat_off_a_phone_leaves_no_cookie(stage):
    browser = await visitor(stage)
    await browser.post("/chat/phone", {"own": True})

    await browser.post("/chat/forget", {})

    assert browser.cookies == {}


@pytest.mark.asyncio
async def test_the_page_to_leave_to_says_nothing(stage):
    answer = await Browser(stage.app).get("/away")

    assert answer.status == 200
    assert stage.rules.campaign.name not in answer.text
    assert answer.cookies == {}


@pytest.mark.asyncio
async def test_stopping_ends_every_stream(stage):
    browser = await visitor(stage)

    async with browser.stream("/chat/events") as events:
        await events.event()
        stage.sender.stop()
        left = [part async for part in events.parts()]

    assert left == [b""]

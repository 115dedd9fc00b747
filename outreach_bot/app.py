"""Builds everything and starts it. The only module that knows every part; what is outside the process is handed in as `house.Outside`."""

import asyncio
import contextlib
import functools
import gc
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import structlog

from outreach_bot import publishing
from outreach_bot.belonging import claim
from outreach_bot.channels import open_telegram
from outreach_bot.control import ControlServer, Where
from outreach_bot.dialogue.inputs import Channel
from outreach_bot.ending import LOOK_SECONDS, Ending
from outreach_bot.front import Front, Parts, Port, listen, web_app
from outreach_bot.going_live import check_may_run, give_examples, set_examples_apart
from outreach_bot.house import (
    THIS_MACHINE,
    Content,
    House,
    Outside,
    load_content,
    open_store,
    web_base,
    web_link,
)
from outreach_bot.inbound.web_connections import (
    Bounds,
    raise_descriptor_limit,
)
from outreach_bot.inbound.web_entrance import Proxies
from outreach_bot.inbound.web_guard import Site
from outreach_bot.mail_channel import open_email
from outreach_bot.office.access import make_sign_in_link
from outreach_bot.outbound.base import Sender
from outreach_bot.outbound.web_sender import WebSender
from outreach_bot.settings import Settings
from outreach_bot.store.base import StoreFailed
from outreach_bot.store.tinydb_store import TinyDbStore
from outreach_bot.tasks import Tasks

DELIVERY_SECONDS = 10.0
"""How long a terminal waits for the answer to what was typed before it goes on."""
TOLD_SECONDS = 3.0
"""How long a stop waits for others to be told; what is left is in the store."""
COLLECTIONS = (20_000, 20, 50)
"""New objects before a collection of the youngest, and how many such before one of the next two generations."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Started:
    """What whoever started the bot wants to know."""

    web: str
    office: str
    telegram: str
    """The bot's link on Telegram; empty without a token."""
    waits_for_telegram: bool
    """Telegram could not be reached yet; it is tried again and again."""
    example: bool
    trial: bool


async def run(settings: Settings, announce: Callable[[Started], None]) -> None:
    """Run until a TERM or INT signal.

    Raises what the settings, the content and the store raise, and CannotRun: each with a sentence.
    """
    content = load_content(settings)
    check_may_run(settings, content.rules)
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked.set)
    with contextlib.ExitStack() as kept:
        port = functools.cache(lambda: kept.enter_context(listen(settings)))
        async with AsyncExitStack() as stack:
            await _run(settings, content, announce, stack, ending=Ending(asked, port))
        while not asked.is_set():
            await _run_again(settings, content, Ending(asked, port))


async def _run_again(settings: Settings, content: Content, ending: Ending) -> None:
    """Begin anew in the same process, as after a kill: what is on the disk is read afresh, and nothing else is kept."""
    log.warning("starting_again", why="what the store was short of is there again")
    try:
        async with AsyncExitStack() as stack:
            await _run(settings, content, lambda _: None, stack, ending=ending)
    except StoreFailed as still:
        log.error("cannot_start_again_yet", why=str(still))  # noqa: TRY400  expected, its place is known
        await asyncio.sleep(LOOK_SECONDS)


def spare_the_collector() -> None:
    """Let the garbage collector pass over what was loaded, and come less often: turns leave next to no cycles.

    As Python sets it, a fifth of a busy bot's time went into walking through words, rules and people that stay.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTIONS)


async def _run(
    settings: Settings,
    content: Content,
    announce: Callable[[Started], None],
    stack: AsyncExitStack,
    *,
    ending: Ending,
) -> None:
    """Start the parts in the order they need each other; `stack` stops them in the other order."""
    bounds = Bounds.within(raise_descriptor_limit())
    store = await open_store(settings)
    stack.push_async_callback(store.close)
    listening = ending.port()
    base = web_base(settings, listening.getsockname()[1])
    parts = replace(await assemble(settings, content, store, base, stack), bounds=bounds)
    control = control_server(settings, parts.house, parts.where)
    parts.senders[Channel.TERMINAL] = control
    await control.start()
    stack.push_async_callback(control.stop)

    def ready(started: Started) -> None:
        spare_the_collector()
        announce(started)

    stopping = asyncio.Event()
    watching = asyncio.create_task(ending.watch(store, stopping))
    stack.callback(watching.cancel)
    await serve(parts, Port(parts, listening), ready, stopping, stack)


async def assemble(  # what a bot is made of, each by name
    settings: Settings,
    content: Content,
    store: TinyDbStore,
    base: str,
    stack: AsyncExitStack,
    *,
    outside: Outside = THIS_MACHINE,
) -> Parts:
    """Put the parts together that need each other; `stack` closes them. `base`: where its pages are reached."""
    campaign = content.rules.campaign
    await claim(store, campaign, folder=settings.campaign, data=settings.data, now=outside.clock())
    telegram = await open_telegram(settings, store, outside)
    pages = WebSender(region=campaign.region, phone=campaign.contact.phone)
    senders: dict[Channel, Sender] = {Channel.WEB: pages}
    house = House(content, store, senders, outside)
    if telegram is not None:
        senders[Channel.TELEGRAM] = telegram.sender
        telegram.connect(house)
        stack.push_async_callback(telegram.close)
    email = open_email(settings, house, base)
    if email is not None:
        senders[Channel.EMAIL] = email
        stack.push_async_callback(email.close)
    link = (telegram and telegram.link) or web_link(base)
    where = Where(web=base, link=link, example=campaign.example)
    house.runner.link = where.link
    house.runner.office = base
    await publishing.note(store, house.runner.receive, content.rules, settings)
    await give_examples(settings, house)
    await set_examples_apart(house)
    return Parts(
        house=house,
        senders=senders,
        where=where,
        site=Site(public_url=base),
        pages=pages,
        telegram=telegram,
        email=email,
        proxies=Proxies.of(settings),
    )


async def serve(
    parts: Parts,
    front: Front,
    announce: Callable[[Started], None],
    stopping: asyncio.Event,
    stack: AsyncExitStack,
) -> None:
    """Let everything run until `stopping`, then tell it to stop; `stack` waits for it."""
    house, telegram = parts.house, parts.telegram
    tasks = Tasks(stopping)
    office_stops = asyncio.Event()
    await stack.enter_async_context(at_work(house, tasks))
    tasks.start(front.serve(web_app(parts, office_stops)))
    if telegram is not None:
        tasks.start(telegram.run())
    office = await make_sign_in_link(runner=house.runner, site=parts.site, clock=house.clock)
    announce(_started(parts, office))
    await stopping.wait()
    log.info("stopping")
    office_stops.set()
    parts.pages.stop()
    front.stop()
    if parts.email is not None:
        parts.email.stop()
    if telegram is not None:
        telegram.stop()
    tasks.check()


def _started(parts: Parts, office: str) -> Started:
    telegram = parts.telegram
    return Started(
        web=parts.where.web,
        office=office,
        telegram=telegram.address if telegram else "",
        waits_for_telegram=telegram is not None and not telegram.link,
        example=parts.house.content.rules.campaign.example,
        trial=parts.house.content.rules.trial,
    )


def control_server(settings: Settings, house: House, where: Where) -> ControlServer:
    """Make the door for commands."""
    settled = delivered(house)
    return ControlServer(data=settings.data, feed=house.runner.receive, where=lambda: where, settled=settled)


def delivered(house: House) -> Callable[[str], Coroutine[Any, Any, None]]:
    """Make what waits until nothing is owed to a terminal any more, within reason."""

    async def nothing_owed(chat: str) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DELIVERY_SECONDS):
                await house.runner.idle()
                while await owed_now(house, chat):  # noqa: ASYNC110  the store tells nobody
                    await asyncio.sleep(0.005)

    return nothing_owed


async def owed_now(house: House, chat: str) -> bool:
    """Say whether a terminal is owed something that could go at once."""
    address = {"channel": Channel.TERMINAL.value, "chat": chat}
    rows = await house.store.find("owed", "address", address)
    return any(row.body.get("at_once") or row.body["due"] <= house.clock() for row in rows)


@asynccontextmanager
async def at_work(house: House, tasks: "Tasks") -> AsyncIterator[None]:
    """Let what is owed be sent, and what is due be done; at the end let what was begun be finished."""
    timers = house.timers()
    tasks.start(house.dispatcher.run())
    timers.start()
    house.pulse.watch("the timer", lambda: timers.moved_at)
    try:
        yield
    finally:
        await timers.stop()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(TOLD_SECONDS):
                await house.runner.idle()
        await house.dispatcher.stop()
        await tasks.end()

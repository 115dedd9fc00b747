"""run, chat, play: the bot itself."""

import asyncio
import contextlib
import secrets
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from outreach_bot import app, logs
from outreach_bot import house as houses
from outreach_bot.commands_base import CannotDo, claim, do, refuse_other, settings_for, where_alone
from outreach_bot.content.catalog import find_campaign, load_rules
from outreach_bot.control import AskWhere, Control, Feed, Join, NotDone, Shown, Where
from outreach_bot.dialogue.inputs import Address, Channel, Input, Opened
from outreach_bot.going_live import give_examples, set_examples_apart
from outreach_bot.house import House
from outreach_bot.inbound.terminal import Terminal, typed_lines
from outreach_bot.inbound.terminal import chat as talk
from outreach_bot.outbound.base import Sender
from outreach_bot.settings import Settings
from outreach_bot.tasks import Tasks

SAME_PERSON = "you"
"""Who talks in a terminal when no code is given: always the same person, so that they can come back."""


def run(data: Path | None, campaign: Path | None, *, trial: bool) -> None:
    """Run until a signal."""
    settings = settings_for(data, campaign, trial=trial)
    set_up_logs(settings, settings.log)
    do(app.run(settings, announce))


def set_up_logs(settings: Settings, level: str) -> None:
    """Log to standard error; no secret of ours in it, whatever its form."""
    secret = (settings.telegram_token, settings.webhook_secret, settings.smtp_url, settings.store)
    known = [value.get_secret_value() for value in secret if value is not None]
    logs.set_up(level, secrets=[value for value in known if value != houses.TINYDB])


def announce(started: app.Started) -> None:
    """Say where to chat: in colour on a terminal, plain in a pipe."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    told = [("Chat", f"{started.web}/"), ("Office", started.office)]
    if started.telegram:
        told.insert(1, ("Telegram", started.telegram))
    for name, value in told:
        console.print(Text.assemble((f"{name}: ", "bold"), (value, "cyan")))
    if started.waits_for_telegram:
        console.print("Telegram cannot be reached yet; the bot keeps trying.")
    if started.example:
        console.print("This is the example campaign: names, pay and meetings are made up.")
    if started.trial:
        console.print("This is a trial: letters, cards and flyers that are not for real people say so.")
    console.print("The office link works once, for 15 minutes. Ctrl+C stops the bot.")
    sys.stdout.flush()


def chat(data: Path | None, campaign: Path | None, *, code: str) -> None:
    """Talk until the input ends. A code brings a newcomer, as a link does; without one the same person comes back."""
    settings = settings_for(data, campaign)
    set_up_logs(settings, "ERROR")
    try:
        do(_chat(settings, code))
    except KeyboardInterrupt:
        print()


async def _chat(settings: Settings, code: str) -> None:
    terminal = Terminal(sys.stdout)
    who = secrets.token_hex(8) if code else SAME_PERSON
    async with AsyncExitStack() as stack:
        control = await stack.enter_async_context(_reached(settings, terminal))
        where = await control.ask(AskWhere())
        if isinstance(where, Where) and settings.campaign is not None:
            refuse_other(where, load_rules(find_campaign(settings.campaign)), settings)
        await _asked(control, Join(chat=who))

        async def feed(received: Input) -> None:
            await _asked(control, Feed(inputs=(received,)))

        address = Address(channel=Channel.TERMINAL, chat=who)
        opens = Opened(payload=code)
        await talk(
            terminal, feed, typed_lines(sys.stdin), address=address, run=secrets.token_hex(8), opens=opens
        )


async def _asked(control: Control, request: Any) -> None:
    answer = await control.ask(request)
    if isinstance(answer, NotDone):
        raise CannotDo(answer.sentence)


@asynccontextmanager
async def _reached(settings: Settings, terminal: Terminal) -> AsyncIterator[Control]:
    """Reach the bot that runs; where none runs, be it for as long as the chat lasts."""

    def show(shown: Shown) -> None:
        with contextlib.suppress(
            SystemExit
        ):  # rich ends the program when nobody reads any more; our way out is the end of input
            terminal.show(shown.message, name=shown.id)

    async with AsyncExitStack() as stack:
        control = await Control.connect(settings.data, on_shown=show)
        if control is None:
            await stack.enter_async_context(_alone(settings))
            control = await Control.connect(settings.data, on_shown=show)
        if control is None:
            raise CannotDo(
                f"The socket in {settings.data} cannot be used. Check who may write to that folder."
            )
        stack.push_async_callback(control.close)
        yield control


@asynccontextmanager
async def _alone(settings: Settings) -> AsyncIterator[None]:
    """A bot with one door: this terminal. Other commands reach it as they reach `run`."""
    content = houses.load_content(settings)
    async with AsyncExitStack() as stack:
        store = await houses.open_store(settings)
        stack.push_async_callback(store.close)
        await claim(store, settings, content.rules)
        senders: dict[Channel, Sender] = {}
        house = House(content, store, senders)
        where = await where_alone(settings, store)
        house.runner.link = where.link
        control = senders[Channel.TERMINAL] = app.control_server(settings, house, where)
        await give_examples(settings, house)
        await set_examples_apart(house)
        await control.start()
        stack.push_async_callback(control.stop)
        await stack.enter_async_context(app.at_work(house, Tasks(asyncio.Event())))
        yield


def play(files: Sequence[Path], data: Path | None, campaign: Path | None) -> None:
    """Play transcripts; exit code 1 where the bot says something else."""
    from outreach_bot.play import play_files, stage_content

    settings = settings_for(None, campaign)
    set_up_logs(settings, "ERROR")
    raise SystemExit(play_files(files, content=stage_content(settings), data=data))

"""What commands share: settings, reading beside a running bot, writing through it, and sentences for what goes wrong."""

import asyncio
import datetime as dt
import sys
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from outreach_bot import belonging
from outreach_bot import house as houses
from outreach_bot import settings as all_settings
from outreach_bot.belonging import OtherCampaign
from outreach_bot.bot_name import recalled_name, telegram_link
from outreach_bot.content.catalog import ContentError, find_campaign, load_rules
from outreach_bot.control import AskWhere, Control, Feed, NoAnswer, NotDone, Where
from outreach_bot.dialogue.inputs import Input
from outreach_bot.exports.contact_fields import nearest_network
from outreach_bot.exports.table_files import BadFile
from outreach_bot.house import House, NotBuilt
from outreach_bot.input_files import CannotRead, read_bytes, read_piped
from outreach_bot.outreach.typesetting import FlyerFault
from outreach_bot.recruitment.rules import Rules
from outreach_bot.runner import CouldNotHandle
from outreach_bot.settings import CannotRun, Settings, WrongSettings
from outreach_bot.storable import plain
from outreach_bot.store.base import StoreBusy, StoreDamaged, StoreFailed, StoreMissing
from outreach_bot.store.care import BackupRefused
from outreach_bot.store.sealing import KeyRefused
from outreach_bot.store.tinydb_store import TinyDbStore

Result = TypeVar("Result")
STANDARD = "-"
"""In place of a file: what is piped in, or out."""
MOST_TOLD = 50
"""Findings that are listed: more than that is one fault made again and again."""
BY = "command"
"""Who did it, in the audit log: whoever may run commands on this machine."""
STARTING_SECONDS = 10.0
"""A bot that has the lock but does not answer yet may just be starting."""
LOOK_AGAIN_SECONDS = 0.2

_TOLD = (
    BackupRefused, BadFile, CannotRead, CannotRun, ContentError, FlyerFault, KeyRefused, NoAnswer, NotBuilt,
    OtherCampaign, StoreBusy,
    StoreDamaged, StoreFailed, StoreMissing, WrongSettings,
)  # fmt: skip
"""What a user can put right. Each carries its own sentence."""


class CannotDo(Exception):
    """A command was not done. The message says why and what to do."""


def settings_for(data: Path | None, campaign: Path | None, *, trial: bool = False) -> Settings:
    """Read the settings; what was given on the command line wins. Names of settings that are none are told."""
    settings = all_settings.load(data=data, campaign=campaign, trial=trial or None)
    for line in all_settings.unknown():
        print(plain(line), file=sys.stderr)
    return settings


def sentence_for(problem: BaseException) -> str | None:
    """Say what went wrong and what to do; None for a fault of ours."""
    if isinstance(problem, (CannotDo, *_TOLD)):
        return str(problem)
    if isinstance(problem, CouldNotHandle):
        return (
            "The bot could not do this; nothing was changed. The lines above name the place in the program."
        )
    if isinstance(problem, OSError) and problem.filename is not None:
        return f"{problem.filename} cannot be used: {problem.strerror}. Check the name and who may read or write it."
    return None


def do(work: Coroutine[Any, Any, Result]) -> Result:
    """Run the asynchronous part of a command."""
    return asyncio.run(work)


def now() -> dt.datetime:
    """The moment, aware."""
    return dt.datetime.fromtimestamp(houses.clock(), dt.UTC)


def check_network(network: str, rules: Rules) -> None:
    """Raise CannotDo where networks.yaml has no such key."""
    if network not in [each.key for each in rules.networks]:
        raise CannotDo(
            f"There is no network {network} in networks.yaml. Use {nearest_network(network, rules)}."
        )


def table_content(file: Path) -> bytes:
    """Read what is to be imported, from a file or a pipe. Raises CannotRead."""
    return read_piped() if str(file) == STANDARD else read_bytes(file)


def nothing_imported(file: Path, bad: BadFile) -> CannotDo:
    """Say what is wrong with a file, within reason, and that nothing of it was taken in."""
    lines = [f"{file}: {finding}" for finding in bad.findings[:MOST_TOLD]]
    if len(bad.findings) > MOST_TOLD:
        lines.append(f"{file}: and {len(bad.findings) - MOST_TOLD} more.")
    listed = "\n".join(lines)
    return CannotDo(f"{listed}\nNothing was imported. Put this right and import the file again.")


@asynccontextmanager
async def reading(settings: Settings) -> AsyncIterator[TinyDbStore]:
    """Look at the store without touching it, beside a running bot or not."""
    store = await houses.open_reader(settings)
    try:
        yield store
    finally:
        await store.close()


async def feed(settings: Settings, inputs: Sequence[Input], *, any_campaign: bool = False) -> Where:
    """Have `inputs` done by the running bot, or by ourselves where none runs; say where people reach it.

    any_campaign: nothing of it depends on a campaign's words or rules, so none need be named.
    Raises OtherCampaign where the data is of another kind of campaign than the one named.
    """
    waited = 0.0
    while True:
        control = await Control.connect(settings.data)
        if control is not None:
            return await _ask(control, inputs, settings)
        try:
            return await _do_alone(settings, inputs, any_campaign=any_campaign)
        except StoreBusy:
            if waited >= STARTING_SECONDS:
                raise
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
        waited += LOOK_AGAIN_SECONDS


async def _ask(control: Control, inputs: Sequence[Input], named: Settings | None) -> Where:
    """named: the settings whose campaign it is done for, where one is named; else it is the running bot's."""
    try:
        where = await control.ask(AskWhere())
        if isinstance(where, Where) and named is not None and named.campaign is not None:
            refuse_other(where, load_rules(find_campaign(named.campaign)), named)
        done = await control.ask(Feed(inputs=tuple(inputs)))
    finally:
        await control.close()
    for answer in (done, where):
        if isinstance(answer, NotDone):
            raise CannotDo(answer.sentence)
    if not isinstance(where, Where):
        raise NoAnswer(NoAnswer.__doc__)
    return where


def refuse_other(where: Where, rules: Rules, settings: Settings) -> None:
    """Raise OtherCampaign where the data is not of the kind of this campaign."""
    if where.example is not None:
        found = belonging.Kind.EXAMPLE if where.example else belonging.Kind.REAL
        belonging.refuse_other(found, rules.campaign, folder=settings.campaign, data=settings.data)


async def _do_alone(settings: Settings, inputs: Sequence[Input], *, any_campaign: bool) -> Where:
    """Take the lock, do it, let go. What is owed by it is sent when the bot runs."""
    content = houses.load_content(settings)
    store = await houses.open_store(settings)
    try:
        if not any_campaign:
            await claim(store, settings, content.rules)
        where = await where_alone(settings, store)
        if settings.campaign is not None:
            refuse_other(where, content.rules, settings)
        house = House(content, store, {})
        house.runner.link = where.link
        for received in inputs:
            await house.runner.receive(received)
        await house.runner.idle()
        return where
    finally:
        await store.close()


async def claim(store: TinyDbStore, settings: Settings, rules: Rules) -> None:
    """Begin the store as this campaign's, or see that it is. Raises OtherCampaign."""
    await belonging.claim(
        store, rules.campaign, folder=settings.campaign, data=settings.data, now=houses.clock()
    )


async def find_where(settings: Settings) -> Where:
    """Ask the running bot where people reach it; where none runs, say where they will. Changes nothing."""
    control = await Control.connect(settings.data)
    if control is not None:
        return await _ask(control, (), None)
    try:
        async with reading(settings) as store:
            return await where_alone(settings, store)
    except StoreMissing:
        base = houses.web_base(settings, settings.port)
        return Where(web=base, link=houses.web_link(base), listens=False)


async def where_alone(settings: Settings, store: TinyDbStore) -> Where:
    """Say where people will reach the bot when it runs."""
    base = houses.web_base(settings, settings.port)
    name = await recalled_name(store) if settings.telegram_token else ""
    found = await belonging.found_in(store, otherwise=None)
    return Where(
        web=base,
        link=telegram_link(name) if name else houses.web_link(base),
        example=None if found is None else found is belonging.Kind.EXAMPLE,
        listens=False,
    )


def no_port(where: Where) -> str:
    """Say what to do about an address whose port is not known before the bot runs; empty: it is known."""
    if not where.web.endswith(":0"):
        return ""
    return (
        "OUTREACH_PORT is 0, so the port is known only once the bot runs, and no address with :0 opens. Start the bot "
        "and ask again, or set OUTREACH_PORT to a number."
    )

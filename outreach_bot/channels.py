"""Telegram, put together: bot, sender, and polling or webhook. Nothing here decides anything."""

import asyncio

import structlog
from starlette.routing import Route
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from outreach_bot.bot_name import BOT_ROW, recalled_name, telegram_link
from outreach_bot.dialogue.effects import Phrase
from outreach_bot.dialogue.inputs import Input
from outreach_bot.house import THIS_MACHINE, House, Outside
from outreach_bot.inbound.telegram_gap import GapWatch
from outreach_bot.inbound.telegram_intake import Intake
from outreach_bot.inbound.telegram_menu import publish_menu
from outreach_bot.inbound.telegram_poll import PollingStopped, TelegramPoll
from outreach_bot.inbound.telegram_webhook import TelegramWebhook
from outreach_bot.outbound.telegram_request import TelegramApi, TelegramRequest, telegram_bot
from outreach_bot.outbound.telegram_sender import TelegramSender
from outreach_bot.recruitment.reach import only_here
from outreach_bot.runner import CouldNotHandle
from outreach_bot.settings import Settings
from outreach_bot.store.base import Commit, Put, Store

TRIES = 3
TRY_AGAIN_SECONDS = 1.0
"""A start waits this little for Telegram: the web chat must not wait with it."""
REGISTER_SECONDS = 15.0
"""Between tries to register the webhook."""

log = structlog.get_logger(__name__)


async def open_telegram(
    settings: Settings, store: Store, outside: Outside = THIS_MACHINE
) -> "Telegram | None":
    """Reach Telegram when there is a token; learn the bot's name, or recall it from an earlier run.

    Raises:
        PollingStopped: Telegram does not know the token.
    """
    if settings.telegram_token is None:
        return None
    token = settings.telegram_token.get_secret_value()
    bot = telegram_bot(token, api=settings.telegram_api, reach=outside.reach_telegram or TelegramRequest)
    name = await _name(bot)
    if name:
        body = {"username": name}
        known = await store.get("meta", BOT_ROW)
        if known is None or known.body != body:
            await store.commit(Commit(at=outside.clock(), writes=[Put(table="meta", id=BOT_ROW, body=body)]))
    else:
        name = await recalled_name(store)
    return Telegram(settings, bot, name)


async def _name(bot: Bot) -> str:
    for _ in range(TRIES):
        try:
            await bot.initialize()
        except InvalidToken:
            raise PollingStopped(
                "Telegram does not know this bot's token. Copy it again from @BotFather into"
                " OUTREACH_TELEGRAM_TOKEN, then start again."
            ) from None
        except (TelegramError, TypeError) as fault:  # TypeError: the library can make no bot of the answer
            log.warning("Telegram did not say the bot's name", kind=type(fault).__name__)
            await asyncio.sleep(TRY_AGAIN_SECONDS)
        else:
            return bot.username or ""
    return ""


class Telegram:
    """The bot on Telegram. `connect` before `run`; `stop`, then `close`."""

    def __init__(self, settings: Settings, bot: Bot, name: str) -> None:
        self._settings = settings
        self._bot = bot
        self._name = name
        self._stopped = asyncio.Event()
        self.sender = TelegramSender(bot)
        self._house: House
        self._intake: Intake
        self._receiver: TelegramPoll | TelegramWebhook

    @property
    def link(self) -> str:
        """Where a payload is put behind; empty while the bot's name is not known."""
        return telegram_link(self._name) if self._name else ""

    @property
    def _inline(self) -> bool:
        """Whether @BotFather was told that the bot may be called in other chats; Telegram takes no button for it else."""
        try:
            return bool(self._bot.bot.supports_inline_queries)
        except RuntimeError:
            return False  # Telegram could not be reached yet

    @property
    def address(self) -> str:
        """Where people find the bot; empty while its name is not known."""
        return f"https://t.me/{self._name}" if self._name else ""

    @property
    def route(self) -> Route | None:
        """The webhook's route; None when polling."""
        return self._receiver.route() if isinstance(self._receiver, TelegramWebhook) else None

    def connect(self, house: House) -> None:
        """Say where updates go."""
        self._house = house
        house.runner.inline = self._inline
        self._intake = Intake(
            house.runner,
            self.sender,
            house.store,
            house.clock,
            group_text=self._group_text,
            cards=house.runner.inline_card,
        )
        gap = GapWatch(house.store, house.clock, self._catch_up, passed=house.monotonic)
        url, secret = self._settings.webhook_url, self._settings.webhook_secret
        if url is not None and secret is not None:
            self._receiver = TelegramWebhook(url, secret.get_secret_value(), self._intake, gap)
        else:
            self._receiver = TelegramPoll(TelegramApi(self._bot), self._intake, gap)

    async def run(self) -> None:
        """Receive until stopped. Raises PollingStopped."""
        menu = asyncio.get_running_loop().create_task(publish_menu(self._bot, self._house.content.wording))
        try:
            if isinstance(self._receiver, TelegramWebhook) and not await self._register(self._receiver):
                return
            await self._receiver.run()
        finally:
            menu.cancel()
            await asyncio.gather(menu, return_exceptions=True)

    def stop(self) -> None:
        """Receive no more."""
        self._stopped.set()
        self._receiver.stop()

    async def close(self) -> None:
        """Hang up."""
        await self._intake.close()
        await self._bot.shutdown()

    async def _register(self, webhook: TelegramWebhook) -> bool:
        """Tell Telegram where to bring updates, as often as it takes; False when stopped before."""
        while not self._stopped.is_set():
            try:
                await webhook.register(self._bot)
            except TelegramError as fault:
                log.warning("the webhook could not be set", kind=type(fault).__name__)
            else:
                return True
            try:
                await asyncio.wait_for(self._stopped.wait(), REGISTER_SECONDS)
            except TimeoutError:
                continue
        return False

    async def _catch_up(self, since: float) -> None:
        """We were away: taps may be lost, so everyone in mid-conversation sees their screen once more."""
        for received in await self._house.runner.people_to_catch_up(since):
            await self._show_again(received)

    async def _show_again(self, received: Input) -> None:
        """Show one person their screen; who breaks us again and again is set aside, and holds nobody else up."""
        while True:
            try:
                await self._house.runner.receive(received, in_doubt=True)
            except CouldNotHandle:
                continue
            return

    def _group_text(self) -> str:
        campaign = self._house.content.rules.campaign
        link = self._house.runner.link
        if only_here(link):  # the bot's name is not known yet, so this is the web chat's
            words = Phrase("group_chat.no-link")
        else:
            words = Phrase("group_chat", {"link": link.removesuffix("?start=")})
        return self._house.content.wording.text(words, language=campaign.language)

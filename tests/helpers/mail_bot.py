"""The real bot with a mail server, and a store that owes letters before it starts."""

import asyncio
import datetime as dt
import time
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from outreach_bot.content.catalog import copy_campaign, load_rules
from outreach_bot.content.wording import Wording
from outreach_bot.dialogue.effects import Turn
from outreach_bot.dialogue.inputs import ContactsImported, Input, To, WaveApproved, WaveMade
from outreach_bot.dialogue.letters import invitation
from outreach_bot.dialogue.state import Person
from outreach_bot.exports.attachments import FileMaker
from outreach_bot.house import House, load_content, to_office
from outreach_bot.recruitment.contacts import Contact, Way
from outreach_bot.recruitment.waves import Wave
from outreach_bot.rendering import Rendering
from outreach_bot.settings import Settings
from outreach_bot.store.base import Commit, Put
from outreach_bot.store.tinydb_store import TinyDbStore
from tests.helpers.bot_process import START_SECONDS, BotProcess
from tests.helpers.people import NOW

DONE_SECONDS = 120
LOOK = 0.1
PUBLIC_URL = "https://voice.granite-care.org"


def a_contact(number: int) -> Contact:
    letters = "".join("abcdefghjk"[int(digit)] for digit in f"{number:012}")
    code = "K" + "".join("23456789BC"[int(digit)] for digit in f"{number:07}")
    return Contact(
        id=f"k-{letters}",
        network="peer_networks",
        made_at=NOW,
        name=f"Lee {number}",
        organisation="Riverside Peers",
        email=f"p{number}@riverside.example",
        code=code,
    )


class MailBot(BotProcess):
    """A trial without Telegram; its letters go to `smtp`, an address of a mail server."""

    def __init__(self, folder: Path, smtp: str, *, letters_a_minute: int = 600, trusting: Path | None = None):
        super().__init__(None, folder)
        self.smtp = smtp
        self.trusting = trusting
        self.campaign = folder / "campaign"
        copy_campaign(self.campaign)
        path = self.campaign / "messages" / "campaign.yaml"
        text = path.read_text("utf-8")
        hour = dt.datetime.now(ZoneInfo("America/New_York")).hour
        for was, now in (
            ("emails_a_minute: 20\n", f"emails_a_minute: {letters_a_minute}\n"),
            ('starts: "21:00"', f'starts: "{(hour + 11) % 24:02}:00"'),  # whenever this runs, it is day
            ('ends: "09:00"', f'ends: "{(hour + 12) % 24:02}:00"'),
        ):
            assert was in text
            text = text.replace(was, now)
        path.write_text(text, "utf-8")

    @property
    def settings(self) -> dict[str, str]:
        trusting = {"SSL_CERT_FILE": str(self.trusting)} if self.trusting else {}
        return {
            **trusting,
            "OUTREACH_SMTP_URL": self.smtp,
            "OUTREACH_TRIAL": "yes",
            "OUTREACH_PUBLIC_URL": PUBLIC_URL,
            "OUTREACH_CAMPAIGN": str(self.campaign),
            "OUTREACH_DATA": str(self.folder / "data"),
            "OUTREACH_KEY_FILE": str(self.folder / "outreach.key"),
            "OUTREACH_PORT": str(self.port),
        }

    async def owe(self, *contacts: Contact, form: str = "", wave: str = "wave-1") -> None:
        """Bring contacts in, and owe each the invitation, as a wave's turns do. Only while it does not run."""
        store = await TinyDbStore.open(
            self.folder / "data", key_file=self.folder / "outreach.key", clock=time.time
        )
        content = load_content(Settings(campaign=self.campaign, data=self.folder / "data"))
        house = House(content, store, {})
        await house.runner.receive(to_office(ContactsImported(contacts=contacts, by="coordinator")))
        rules = load_rules(self.campaign)
        wording = Wording.load(self.campaign, rules, strict=True)
        rendering = Rendering(wording, FileMaker(wording, time.time))
        say = partial(invitation, rules=rules, link=f"{PUBLIC_URL}/i/", form=form, about=wave)
        writes: list[Put] = []
        for number, contact in enumerate(contacts):
            received = Input(
                key=f"in:{wave}/{number}",
                to=To.CONTACT,
                id=contact.id,
                body=ContactsImported(contacts=(), by=""),
            )
            nobody = Person(id=contact.id, made_at=NOW, seen_at=NOW)
            turn = Turn(says=(say(contact),))
            owed = rendering.owed(turn, received, nobody, None, now=time.time(), helped=False)
            writes += [
                Put(table="owed", id=one.key, body=msgspec.to_builtins(one), due=one.due) for one in owed
            ]
        await store.commit(Commit(at=time.time(), writes=writes))
        await store.close()

    async def approve_wave(self, *contacts: Contact) -> None:
        """Bring contacts in, and approve a wave of email to them: it begins when the bot starts."""
        store = await TinyDbStore.open(
            self.folder / "data", key_file=self.folder / "outreach.key", clock=time.time
        )
        house = House(load_content(Settings(campaign=self.campaign, data=self.folder / "data")), store, {})
        house.runner.link = f"{PUBLIC_URL}/i/"
        now = dt.datetime.now(dt.UTC)
        wave = Wave(
            id="w-springspring",
            name="Spring",
            networks=("peer_networks",),
            way=Way.EMAIL,
            made_at=now,
            made_by="Ana",
        )
        await house.runner.receive(to_office(ContactsImported(contacts=contacts, by="coordinator")))
        await house.runner.receive(to_office(WaveMade(wave=wave)))
        row = await store.get("wave", wave.id)
        assert row is not None
        approved = WaveApproved(wave=wave.id, by="Ben", version=row.body["version"])
        await house.runner.receive(to_office(approved))
        await store.close()

    async def rows(self, table: str) -> dict[str, dict[str, Any]]:
        """What is kept now, seen from beside the bot."""
        store = await TinyDbStore.open_reader(
            self.folder / "data", key_file=self.folder / "outreach.key", clock=time.time
        )
        rows = {row.id: row.body for row in await store.rows(table)}
        await store.close()
        return rows

    async def nothing_owed(self) -> None:
        async with asyncio.timeout(DONE_SECONDS):
            while await self.rows("owed"):
                assert self.process is not None
                assert self.process.returncode is None, self.said()
                await asyncio.sleep(LOOK)

    async def until(self, reached) -> None:
        async with asyncio.timeout(START_SECONDS):
            while not reached():
                assert self.process is not None
                assert self.process.returncode is None, self.said()
                await asyncio.sleep(0.01)

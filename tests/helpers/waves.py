"""Waves through the real runner, with time moved by hand."""

import datetime as dt
import itertools
from typing import Any

import msgspec
from msgspec.structs import replace

from outreach_bot.dialogue.inputs import ContactsImported, Input, To, WaveApproved, WaveMade, WaveStopped
from outreach_bot.dialogue.outreach_words import message
from outreach_bot.exports.attachments import FileMaker
from outreach_bot.inbound.timers import Timers
from outreach_bot.recruitment.contacts import Contact, Permission, Way
from outreach_bot.recruitment.rules import Rules
from outreach_bot.recruitment.waves import Wave
from outreach_bot.rendering import Rendering
from outreach_bot.store.base import Commit, Put, StoreFailed
from tests.helpers.people import NOW
from tests.helpers.real_runner import Bot, rules, wording

MORNING = NOW.replace(hour=16, minute=0)
"""Eleven in the morning in New York."""
LETTERS = "BCDFGHJKMNPQRTVWXYZ"


def contact(number: int, **fields: Any) -> Contact:
    """A contact that may be written to in every way."""
    first, second = LETTERS[number // len(LETTERS) % len(LETTERS)], LETTERS[number % len(LETTERS)]
    known: dict[str, Any] = {
        "id": f"k-{number:012}",
        "network": "peer_networks",
        "made_at": NOW,
        "name": f"Lee Park{number}",
        "organisation": f"Peers {number}",
        "email": f"lee{number}@peers.example",
        "phone": f"+1603555{number:04}",
        "group": f"-100{number:04}",
        "permission": Permission.GIVEN,
        "code": f"BCDFG2{first}{second}",
    }
    return Contact(**(known | fields))


def wave(**fields: Any) -> Wave:
    known: dict[str, Any] = {
        "id": "w-springspring",
        "name": "Spring",
        "networks": ("peer_networks",),
        "way": Way.TELEGRAM,
        "made_at": MORNING,
        "made_by": "Ana",
    }
    return Wave(**(known | fields))


class WaveBot:
    """A bot with contacts, and hands that make, approve and stop waves."""

    def __init__(self, bot: Bot):
        self.bot = bot
        self._numbers = itertools.count(1)

    @classmethod
    async def open(cls, *contacts: Contact, now: dt.datetime = MORNING, campaign: Rules | None = None):
        made = cls(await Bot.open(campaign=campaign))
        made.bot.now = now.timestamp()
        await made.bot.office(ContactsImported(contacts=contacts, by="command"))
        return made

    async def make(self, made: Wave) -> None:
        await self.bot.office(WaveMade(wave=made))

    async def approve(
        self, *, by="Ben", wave_id="w-springspring", version="", at: dt.datetime | None = None
    ) -> None:
        seen = version or (await self.wave(wave_id)).version
        await self.bot.office(WaveApproved(wave=wave_id, by=by, version=seen, at=at))

    async def stop(self, wave_id="w-springspring") -> None:
        await self.bot.office(WaveStopped(wave=wave_id, by="Ben"))

    async def go(self, made: Wave) -> None:
        """Make, approve and start it."""
        await self.make(made)
        await self.approve(wave_id=made.id)
        await self.tick()

    async def about(self, body, contact_: Contact) -> None:
        key = f"office:about:{next(self._numbers)}"
        await self.bot.runner.receive(Input(key=key, to=To.CONTACT, id=contact_.id, body=body))

    async def tick(self, *, until: dt.datetime | None = None) -> None:
        """Let what is due come, and everybody hear of it."""
        if until is not None:
            self.bot.now = until.timestamp()
        timers = Timers(
            store=self.bot.store,
            runner=self.bot.runner,
            clock=self.bot.clock,
            zone="America/New_York",
            clear_up=_nothing,
        )
        await timers.tick()
        await self.bot.runner.idle()

    async def wave(self, wave_id="w-springspring") -> Wave:
        row = await self.bot.store.get("wave", wave_id)
        assert row is not None
        return msgspec.convert(row.body, Wave)

    async def contact(self, number: int) -> Contact:
        row = await self.bot.store.get("contact", f"k-{number:012}")
        assert row is not None
        return msgspec.convert(row.body, Contact)

    async def change(self, number: int, **fields) -> None:
        """Change a contact behind everybody's back."""
        changed = replace(await self.contact(number), **fields)
        row = Put(table="contact", id=changed.id, body=msgspec.to_builtins(changed))
        await self.bot.store.commit(Commit(at=self.bot.now, writes=(row,)))

    async def change_wave(self, **fields) -> None:
        """Change the wave behind everybody's back."""
        changed = replace(await self.wave(), **fields)
        row = Put(table="wave", id=changed.id, body=msgspec.to_builtins(changed))
        await self.bot.store.commit(Commit(at=self.bot.now, writes=(row,)))

    async def bring_in(self, *contacts: Contact) -> None:
        await self.bot.office(ContactsImported(contacts=contacts, by="command"))

    async def die_after(self, *, commits: int) -> None:
        """Start what is due, die after so many commits, and start again from the disk."""
        store, left = self.bot.store, itertools.count(1)
        commit = store.commit

        async def commit_until_dead(made: Commit):
            if next(left) > commits:
                raise StoreFailed("dead")
            return await commit(made)

        store.commit = commit_until_dead  # type: ignore[method-assign, assignment]
        await self.tick()
        await self.bot.crash()

    async def owed(self):
        return [row.body for row in await self.bot.store.rows("owed")]

    async def chats(self) -> list[str]:
        """Where something is owed to."""
        return sorted(body["address"]["chat"] for body in await self.owed())

    async def ledger(self) -> dict[str, str]:
        """Contact to what the ledger says."""
        return {
            row.body["person"]: row.body.get("reason") or row.body["state"]
            for row in await self.bot.store.rows("settled")
        }

    def previewed(self, made: Wave, contact_: Contact) -> str:
        """The text that the office shows before it goes."""
        runner = self.bot.runner
        said = message(made, contact_, rules(), link=runner.link)
        rendering = Rendering(wording(), FileMaker(wording(), self.bot.clock))
        return rendering.whole(said, said.language).text


async def _nothing(_now: float) -> None:
    return

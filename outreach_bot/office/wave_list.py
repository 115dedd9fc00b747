"""What the Outreach page knows about waves, read from the store: whom each reached, whom not and why."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

import msgspec

from outreach_bot.office.access import moment
from outreach_bot.office.contact_list import label
from outreach_bot.outreach.call_sheet import AGAIN
from outreach_bot.recruitment.contacts import Contact
from outreach_bot.recruitment.rules import Rules
from outreach_bot.recruitment.waves import WRITTEN, Audience, Wave, WaveState, audience, was_reached
from outreach_bot.store.narrowed import NarrowedReader

COMING, OWED, DONE = "coming", "owed", "done"
"""What a contact's part in a wave is besides what the ledger says: to come, to be sent, or done by hand."""
DONE_STATE = "done"
"""What a running wave is shown as when nothing of it is to come."""
ON_ITS_WAY = (COMING, OWED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One contact's part in a wave."""

    contact: str
    name: str
    """Organisation, role or id; a person's name is not shown here."""
    state: str
    reason: str = ""
    at: float | None = None
    version: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """One wave with what became of it."""

    wave: Wave
    parts: tuple[Part, ...]

    @property
    def state(self) -> str:
        """How far it is: its own state, or done when nothing is to come."""
        running = self.wave.state is WaveState.RUNNING
        coming = any(part.state in ON_ITS_WAY for part in self.parts)
        return DONE_STATE if running and not coming else self.wave.state.value

    @property
    def counts(self) -> dict[str, int]:
        """How many parts are in each state, in the order they are first met."""
        return dict(Counter(part.state for part in self.parts))


class WaveBook:
    """Reads waves, and of each the contacts that may be seen."""

    def __init__(self, store: NarrowedReader, rules: Rules) -> None:
        self._store = store
        self._rules = rules

    async def all(self) -> list[Seen]:
        """All waves, the newest first."""
        waves = [msgspec.convert(row.body, Wave) for row in await self._store.rows("wave")]
        return [await self.seen(wave) for wave in sorted(waves, key=lambda one: one.made_at, reverse=True)]

    async def wave(self, wave_id: str) -> Wave | None:
        """One wave."""
        row = await self._store.get("wave", wave_id)
        return msgspec.convert(row.body, Wave) if row else None

    async def contacts(self, ids: Iterable[str]) -> list[Contact]:
        """Contacts by id; who was forgotten is left out."""
        rows = [await self._store.get("contact", each) for each in ids]
        return [msgspec.convert(row.body, Contact) for row in rows if row]

    async def groups(self) -> tuple[list[Contact], list[Contact]]:
        """Groups that took the bot in and belong to nobody yet, and contacts that have none."""
        known = [msgspec.convert(row.body, Contact) for row in await self._store.rows("contact")]
        alone = [each for each in known if each.group and not (each.name or each.email or each.phone)]
        return alone, sorted((each for each in known if not each.group), key=label)

    async def audience(self, wave: Wave, now: float) -> Audience:
        """Whom a wave would reach now."""
        found = [row for key in wave.networks for row in await self._store.find("contact", "network", key)]
        contacts = [msgspec.convert(row.body, Contact) for row in found]
        networks = {network.key: network for network in self._rules.networks}
        return audience(wave, contacts, networks, moment(now))

    async def _to_be_told(self, wave: Wave) -> set[str]:
        """Contacts whose turn in a wave has not been yet."""
        rows = await self._store.rows("pending")
        return {row.body["id"] for row in rows if row.body["body"].get("wave") == wave.id}

    async def seen(self, wave: Wave) -> Seen:
        """A wave with each contact's part in it. Before it is approved it has none."""
        # read first: a contact's turn takes their row away with the same commit that writes what became of it
        told = await self._to_be_told(wave)
        owed = {row.body["person"] for row in await self._store.find("owed", "about", wave.id)}
        settled = {
            row.body["person"]: row.body for row in await self._store.find("settled", "about", wave.id)
        }
        known = {contact.id: contact for contact in await self.contacts(wave.to)}
        parts: list[Part] = []
        # who was forgotten belongs to no hospital any more: of them hears who sees everybody it went to
        all_theirs = self._store.sight.covers(wave.hospitals)
        for each in (one for one in wave.to if one in known or all_theirs):
            contact, line = known.get(each), settled.get(each)
            if line is not None:
                part = Part(
                    contact=each, name="", state=line["state"], reason=line.get("reason", ""), at=line["at"]
                )
            else:
                part = Part(
                    contact=each, name="", state=_state(wave, contact, owed=each in owed, told=each in told)
                )
            parts.append(_named(part, wave, contact))
        return Seen(wave=wave, parts=tuple(parts))


def _state(wave: Wave, contact: Contact | None, *, owed: bool, told: bool) -> str:
    if owed:
        return OWED
    if contact is None:
        return "forgotten"
    if wave.way in WRITTEN and was_reached(wave.id, contact):
        return "sent"
    last = next((each.outcome for each in reversed(contact.reached) if each.wave == wave.id), None)
    if last is not None and last not in AGAIN:
        return DONE
    if wave.state is WaveState.STOPPED:
        return "stopped"
    # a line of the ledger is kept for some weeks; that nothing went is true for longer
    over = wave.way in WRITTEN and wave.state is WaveState.RUNNING and not told
    return "held_back" if over else COMING


def _named(part: Part, wave: Wave, contact: Contact | None) -> Part:
    if contact is None:
        return replace(part, name=part.contact)
    reached = next((one for one in reversed(contact.reached) if one.wave == wave.id), None)
    version = reached.version if reached else ""
    at = part.at or (reached.at.timestamp() if reached else None)
    outcome = reached.outcome if reached and not part.reason else part.reason
    return replace(part, name=label(contact), version=version, at=at, reason=outcome)

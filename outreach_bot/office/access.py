"""Who may enter the office: a one-time link, a second lock, then a session. Only hashes of link and session are kept."""

import contextlib
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec
from starlette.requests import Request

from outreach_bot import fresh
from outreach_bot.dialogue.inputs import OFFICE, Actor, Body, Input, SignedIn, SignedOut, SignInLinkMade, To
from outreach_bot.dialogue.lock_inputs import SecondLockTried
from outreach_bot.dialogue.looking import lock_mark
from outreach_bot.dialogue.second_lock import AT_LOCK, SESSION
from outreach_bot.dialogue.team_inputs import SignedOutEverywhere
from outreach_bot.inbound.web_guard import Site, new_token, token_hash
from outreach_bot.lock_view import LinkUsed
from outreach_bot.recruitment.office_roles import Member, MemberId, OfficeRole
from outreach_bot.recruitment.second_lock import SecondLock
from outreach_bot.recruitment.sight import Sight
from outreach_bot.store.reading import Reader, Row

COOKIE = "office"
CALENDAR = "calendar"
"""Kind of a calendar's row beside links and sessions of the office."""
LINK_MINUTES = 15
SESSION_HOURS = 8
"""A working day."""
SESSION_FIGURES = 8
"""Of a session's hash, in the audit log."""


class Runner(Protocol):
    """What takes an input and returns when it is durable."""

    async def receive(self, received: Input, *, in_doubt: bool = False) -> None:
        """Commit one input. Raises when it is not to be acknowledged."""


async def make_sign_in_link(
    *, runner: Runner, site: Site, clock: Callable[[], float], name: str = "", member: str = ""
) -> str:
    """Make a link that signs one person in once, within 15 minutes. Only its hash is stored.

    name: whom it is for; member: their id in the team. Without a member it is for whoever holds the machine: an owner.
    """
    token = new_token()
    hashed = token_hash(token)
    until = moment(clock()) + dt.timedelta(minutes=LINK_MINUTES)
    body = SignInLinkMade(token_hash=hashed, until=until, name=name, member=member)
    await runner.receive(_to_office(f"office:link:{hashed}", body))
    return f"{site.public_url.rstrip('/')}/office/in/{token}"


@dataclass(frozen=True, kw_only=True, slots=True)
class AtTheLock:
    """A member's session with their second lock: before it, or inside and looking at it."""

    actor: Actor
    lock: SecondLock = field(repr=False)
    secret: str = field(repr=False)
    """What the session offers to an app, where no lock is on yet; empty: nothing."""
    session_hash: str
    inside: bool
    """They are signed in already."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Door:
    """Checks links and sessions against the store, and opens and ends sessions through the runner."""

    runner: Runner
    store: Reader
    site: Site
    clock: Callable[[], float]

    async def link_works(self, token: str) -> bool:
        """Tell whether a one-time link is unused and fresh, and its member still in the team. Looking does not use it up."""
        row = await self._held("link", token_hash(token))
        return row is not None and await self._actor(row) is not None

    async def sign_in(self, token: str) -> str:
        """Use a link up; the session's token, or nothing where the link no longer works.

        The session may stand before the second lock: it then opens nothing but that.
        """
        hashed = token_hash(token)
        row = await self._held("link", hashed)
        if row is None or await self._actor(row) is None:
            return ""
        session = new_token()
        body = SignedIn(
            token_hash=hashed,
            session_hash=token_hash(session),
            until=self._evening(),
            name=str(row.body.get("name", "")),
            member=str(row.body.get("member", "")),
            secret=fresh.lock_secret(),
        )
        with contextlib.suppress(LinkUsed):
            await self.runner.receive(_to_office(f"office:in:{hashed}", body))
        # two presses at once: the second was already done or came too late, and its session was never written
        opened = [await self._held(kind, token_hash(session)) for kind in (SESSION, AT_LOCK)]
        return session if any(opened) else ""

    async def who(self, request: Request) -> Actor | None:
        """Say who sends this request; None: nobody who is signed in and still in the team."""
        token = self.site.token(request, COOKIE)
        row = await self._held(SESSION, token_hash(token)) if token else None
        return await self._actor(row) if row else None

    async def at_lock(self, request: Request) -> AtTheLock | None:
        """Say whose second lock this request is at, or may look at; None: nobody's who is in the team."""
        token = self.site.token(request, COOKIE)
        hashed = token_hash(token) if token else ""
        row = await self._held(AT_LOCK, hashed) or await self._held(SESSION, hashed)
        actor = await self._actor(row) if row else None
        if row is None or actor is None or not actor.member:
            return None
        return AtTheLock(
            actor=actor,
            lock=await self.lock_of(actor.member),
            secret=str(row.body.get("secret", "")),
            session_hash=hashed,
            inside=row.body["kind"] == SESSION,
        )

    async def lock_of(self, member: str) -> SecondLock:
        """Look up a member's second lock, whether it is on or not."""
        row = await self.store.get("second_lock", member)
        return msgspec.convert(row.body, SecondLock) if row else SecondLock()

    async def locked(self) -> dict[MemberId, str]:
        """Say who has a second lock, and the mark of it."""
        rows = await self.store.rows("second_lock")
        locks = {row.id: msgspec.convert(row.body, SecondLock) for row in rows}
        return {name: lock_mark(lock.since) for name, lock in locks.items() if lock.secret}

    async def open_lock(self, before: AtTheLock, code: str, key: str) -> str:
        """Try a code; the token of the session it opened, or nothing. The session before it is over then."""
        session = new_token()
        body = SecondLockTried(
            session_hash=before.session_hash, opens=token_hash(session), until=self._evening(), code=code
        )
        await self.runner.receive(_to_office(key, body, before.actor))
        return session if await self._held(SESSION, token_hash(session)) else ""

    async def is_in(self, session: str) -> bool:
        """Tell whether a new session opened the office, or stands before the second lock."""
        return await self._held(SESSION, token_hash(session)) is not None

    # -- calendars to subscribe to ------------------------------------------------------------------------

    async def calendars(self, member: MemberId) -> list[str]:
        """Name the calendars' addresses of a member, by their hashes."""
        rows = await self.store.find("sign_in", "member", member)
        return [row.id for row in rows if row.body.get("kind") == CALENDAR]

    async def calendar_made(self, hashed: str) -> bool:
        """Tell whether a calendar's address was written down."""
        return await self.store.get("sign_in", hashed) is not None

    async def calendar_of(self, token: str) -> Sight | None:
        """Say what may stand in the calendar at a secret address, as the team is now; None: it works no more."""
        row = await self._held(CALENDAR, token_hash(token))
        actor = await self._actor(row) if row else None
        return Sight.of(actor.hospitals, member=actor.member) if actor else None

    async def sign_out(self, request: Request) -> None:
        """End the session, for every browser that may hold its cookie."""
        actor = await self.who(request)
        if actor is not None:
            hashed = token_hash(self.site.token(request, COOKIE))
            body = SignedOut(session_hash=hashed)
            await self.runner.receive(_to_office(f"office:out:{hashed}", body, actor))

    async def sign_out_everywhere(self, request: Request) -> None:
        """End every session and unused link of the member who asks."""
        actor = await self.who(request)
        if actor is not None:
            hashed = token_hash(self.site.token(request, COOKIE))
            body = SignedOutEverywhere(member=actor.member)
            await self.runner.receive(_to_office(f"office:out-everywhere:{hashed}", body, actor))

    async def _actor(self, row: Row) -> Actor | None:
        """Look up whose link or session it is: as the team is now, not as it was then."""
        session = row.id[:SESSION_FIGURES]
        member_id = str(row.body.get("member", ""))
        if not member_id:
            return Actor(role=OfficeRole.OWNER, name=str(row.body.get("name", "")), session=session)
        found = await self.store.get("member", member_id)
        member = msgspec.convert(found.body, Member) if found else None
        if member is None or member.ended_at is not None:
            return None
        return Actor(
            role=member.role,
            name=member.name,
            member=member.id,
            session=session,
            hospitals=member.hospitals,
        )

    def _evening(self) -> dt.datetime:
        return moment(self.clock()) + dt.timedelta(hours=SESSION_HOURS)

    async def _held(self, kind: str, hashed: str) -> Row | None:
        row = await self.store.get("sign_in", hashed)
        good = (
            row is not None
            and row.body.get("kind") == kind
            and row.due is not None
            and row.due > self.clock()
        )
        return row if good else None


def moment(stored: Any) -> dt.datetime:
    """Read an instant as rows hold it: unix seconds, or ISO 8601."""
    if isinstance(stored, int | float):
        return dt.datetime.fromtimestamp(stored, dt.UTC)
    return dt.datetime.fromisoformat(stored)


def _to_office(key: str, body: Body, actor: Actor | None = None) -> Input:
    return Input(key=key, to=To.OFFICE, id=OFFICE, body=body, actor=actor)

"""The page of the second lock: set it up, open it, or look at one's own. No code and no key is in an address."""

import datetime as dt
from dataclasses import dataclass

from markupsafe import Markup
from pyotp import TOTP
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from outreach_bot import fresh
from outreach_bot.dialogue.lock_inputs import SecondLockBegun
from outreach_bot.inbound.web_guard import token_hash
from outreach_bot.office.access import COOKIE, AtTheLock, moment
from outreach_bot.office.shell import LOCK, Shell
from outreach_bot.recruitment.second_lock import MOST_WRONG, is_code, is_paused

GROUP = 4
"""Letters of the key that stand together, for who types it."""
BORDER = 4
"""Light modules around the picture. Source: ISO/IEC 18004, quiet zone."""
INSIDE = "/office"
ASK, SET_UP, MINE = "lock.html", "lock_set.html", "lock_mine.html"


def routes(shell: Shell) -> list[BaseRoute]:
    """Make the routes of the page."""
    page = LockPage(shell)
    return [
        Route(LOCK, shell.at_lock(page.page), methods=["GET"]),
        Route(LOCK, shell.at_lock(page.open), methods=["POST"]),
        Route(f"{LOCK}/new", shell.allowed(None, page.begin), methods=["POST"]),
    ]


@dataclass
class LockPage:
    """The endpoints."""

    shell: Shell

    async def page(self, request: Request) -> Response:
        """Ask for the code, help to set the lock up, or say how one's own stands."""
        return self._page(request, request.state.lock)

    async def open(self, request: Request) -> Response:
        """Try a code. A right one opens a new session, under a new cookie."""
        before: AtTheLock = request.state.lock
        code = "".join(request.state.form.one("code").split())
        if self._paused(before):
            await self.shell.note_refusal(request, "second_lock")
            return self._page(request, before, status=403)
        if not is_code(code):
            return self._page(request, before, fault="shape", status=422)
        key = request.state.form.key(fresh.key("office"))
        if await self.shell.was_done(key):  # an old page, sent again: its code was not looked at
            return self._page(request, before, fault="again", status=422)
        session = await self.shell.door.open_lock(before, code, key)
        if session:
            response = RedirectResponse(INSIDE, status_code=303)
            self.shell.parts.site.set_cookie(response, COOKIE, session)
            return response
        return await self._not_opened(request, before)

    async def begin(self, request: Request) -> Response:
        """Offer a key to a member who wants a second lock of their own accord."""
        hashed = token_hash(self.shell.parts.site.token(request, COOKIE))
        body = SecondLockBegun(session_hash=hashed, secret=fresh.lock_secret())
        await self.shell.tell_office(request, body)
        return RedirectResponse(LOCK, status_code=303)

    async def _not_opened(self, request: Request, before: AtTheLock) -> Response:
        now = await self.shell.door.at_lock(request)
        if now is not None:
            return self._page(request, now, fault="wrong", status=422)
        lock = await self.shell.door.lock_of(before.actor.member)
        if lock.paused_until is None or not is_paused(lock, moment(self.shell.parts.clock())):
            return RedirectResponse(INSIDE, status_code=303)  # pressed twice: the first one opened it
        del request.state.actor
        response = self.shell.page("lock_over.html", request, status=403, until=lock.paused_until)
        self.shell.parts.site.drop_cookie(response, COOKIE)
        return response

    def _paused(self, before: AtTheLock) -> dt.datetime | None:
        lock = before.lock
        return lock.paused_until if is_paused(lock, moment(self.shell.parts.clock())) else None

    def _page(self, request: Request, at: AtTheLock, *, fault: str = "", status: int = 200) -> Response:
        template = self._template(at)
        return self.shell.page(
            template,
            request,
            status=status,
            lock=at.lock,
            paused=self._paused(at),
            fault=fault,
            left=MOST_WRONG - at.lock.wrong,
            **(self._offer(at.secret) if template == SET_UP else {}),
            **({"here": "lock"} if at.inside else {}),
        )

    def _template(self, at: AtTheLock) -> str:
        if self._paused(at):
            return ASK
        if at.lock.secret:
            return MINE if at.inside else ASK
        return SET_UP if at.secret else MINE

    def _offer(self, secret: str) -> dict[str, object]:
        """Say the key in the three ways in which an app may take it."""
        name, issuer = self.shell.say("office-lock.account"), self.shell.parts.rules.campaign.name
        link = TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)
        groups = [secret[start : start + GROUP] for start in range(0, len(secret), GROUP)]
        return {"app_link": link, "picture": picture(link), "groups": groups}


def picture(link: str) -> Markup:
    """Draw a link as a QR code, an element that needs no style."""
    import segno

    made = segno.make(link, error="m", micro=False)
    drawn = made.svg_inline(border=BORDER, omitsize=True, light="#fff", svgclass="qr", lineclass=None)
    return Markup(drawn)  # noqa: S704  segno made it: paths and figures, nothing of the link's own text

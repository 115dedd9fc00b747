"""Somebody in the office: signed in by a link, as a member of the team or as who runs the machine."""

import msgspec

from outreach_bot.office.access import make_sign_in_link
from outreach_bot.recruitment.office_roles import Member, OfficeRole
from tests.helpers.asgi import FORM_TYPE, Browser
from tests.helpers.second_lock import pass_lock
from tests.helpers.web_stage import NOW, Stage

FORM = {"content_type": FORM_TYPE}


async def visit(
    stage: Stage, *, role: OfficeRole | None = None, hospitals: tuple[str, ...] = (), name="Maya"
):
    """Sign in; without a role as an owner."""
    member = ""
    if role is not None:
        member = f"m-{role}"
        kept = Member(id=member, name=name, role=role, hospitals=hospitals, since=NOW)
        stage.store.put("member", member, msgspec.to_builtins(kept))
    link = await make_sign_in_link(
        runner=stage.runner, site=stage.site, clock=stage.clock, name=name, member=member
    )
    browser = Browser(stage.app)
    await browser.post(link.removeprefix("http://127.0.0.1"), b"", **FORM)
    if member:
        await pass_lock(browser, stage.store, member, stage)
    return browser

"""invite, office, erase: what coordinators do at a desk, each as an input through the runner."""

import datetime as dt
import sys
from pathlib import Path
from typing import NamedTuple

import msgspec

from outreach_bot.commands_base import (
    BY,
    CannotDo,
    check_network,
    do,
    feed,
    no_port,
    now,
    reading,
    settings_for,
)
from outreach_bot.content.catalog import find_campaign, load_rules
from outreach_bot.control import Where
from outreach_bot.dialogue.inputs import ContactForgotten, EraseAsked, Input, Invited, To
from outreach_bot.dialogue.team_inputs import MemberAdded
from outreach_bot.fresh import member_id
from outreach_bot.house import clock, fresh_code, fresh_key, to_office
from outreach_bot.inbound.web_guard import Site
from outreach_bot.office.access import make_sign_in_link
from outreach_bot.office.team import members, named
from outreach_bot.recruitment.codes import Code, payload
from outreach_bot.recruitment.office_roles import Member, OfficeRole
from outreach_bot.recruitment.reach import only_here
from outreach_bot.recruitment.rules import CodeKind
from outreach_bot.settings import Settings
from outreach_bot.store.base import StoreMissing
from outreach_bot.told_commands import told

LONGEST_NAME = 80
"""Characters of a code's name: it has to fit a line of the office."""

_NEXT = {
    CodeKind.CHAMPION: "Give the one-time link to {name}, and to nobody else: it works once. "
    "When they have agreed to the rules they get the code, and a card to pass on.",
    CodeKind.NETWORK: "Send the link or the code to {name}. Sign-ups through it are counted under this code.",
    CodeKind.PLACE: "Put the code or the link up at {name}. Sign-ups through it are counted under this code.",
    CodeKind.COORDINATOR: "Open the one-time link yourself, in the chat where alerts are to go. It works once.",
}


class Under(NamedTuple):
    """What sign-ups through a code are counted under, beside the code; empty: nothing."""

    network: str = ""
    hospital: str = ""


class Limits(NamedTuple):
    """How long a code is good for, and for how many people; 0: without end.

    One that is over is answered like any other, and looked at by a person.
    """

    days: int = 0
    most: int = 0


def invite(
    kind: str, name: str, under: Under, limits: Limits, data: Path | None, campaign: Path | None
) -> None:
    """Make the codes and print them."""
    settings = settings_for(data, campaign)
    _check_under(CodeKind(kind), under, settings)
    name = _tidy(name)
    if limits.most and kind == CodeKind.COORDINATOR:
        raise CannotDo("A coordinator's link works once as it is. Leave --limit out.")
    member = take_in(name, Work(), settings, any_campaign=False).id if kind == CodeKind.COORDINATOR else ""
    codes = make_codes(CodeKind(kind), name, under, limits)
    if member:
        codes = tuple(msgspec.structs.replace(code, member=member) for code in codes)
    where = do(feed(settings, [to_office(Invited(codes=codes, by=BY))]))
    for line in lines(codes, where):
        print(line)
    if told := no_port(where):
        print(f"Warning: {told}", file=sys.stderr)
    if only_here(where.link) or only_here(where.web):
        print(
            f"Warning: only this machine can open links that begin with {where.web}."
            " Set OUTREACH_PUBLIC_URL before you give one to somebody else.",
            file=sys.stderr,
        )


def _tidy(name: str) -> str:
    """The name without blanks it does not need. Raises CannotDo for one that is empty or too long."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise CannotDo(f"The name has {len(name)} characters. Give one of 1 to {LONGEST_NAME}.")
    return name


def _check_under(kind: CodeKind, under: Under, settings: Settings) -> None:
    if not any(under):
        return
    if kind is CodeKind.COORDINATOR:
        raise CannotDo("A coordinator's code counts nobody. Leave --network and --hospital out.")
    rules = load_rules(find_campaign(settings.campaign))
    if under.network:
        check_network(under.network, rules)
    hospitals = [hospital.key for hospital in rules.campaign.hospitals]
    if under.hospital and under.hospital not in hospitals:
        raise CannotDo(f"There is no hospital {under.hospital}. Use one of {', '.join(hospitals)}.")


def make_codes(
    kind: CodeKind,
    name: str,
    under: Under = Under(),  # noqa: B008  it is frozen
    limits: Limits = Limits(),  # noqa: B008  it is frozen
) -> tuple[Code, ...]:
    """Draw the share code, and for champions and coordinators the one-time link that makes them one."""
    at = now()
    until = at + dt.timedelta(days=limits.days) if limits.days else None
    once = Code(id=fresh_code(), kind=kind, name=name, made_at=at, joins=True, until=until)
    if kind is CodeKind.COORDINATOR:
        return (once,)
    share = Code(
        id=fresh_code(),
        kind=kind,
        name=name,
        made_at=at,
        network=under.network,
        hospital=under.hospital,
        until=until,
        most=limits.most or None,
    )
    return (share, msgspec.structs.replace(once, gives=share.id)) if kind is CodeKind.CHAMPION else (share,)


def lines(codes: tuple[Code, ...], where: Where) -> list[str]:
    """Say code, link and what to do next, one thing a line."""
    found = []
    for code in codes:
        if code.joins:
            found.append(f"One-time link: {where.link}{payload(code.id, joins=True)}")
        else:
            found += [f"Code: {code.id}", f"Link: {_share_link(code, where)}"]
            if not where.link.startswith(where.web):
                found.append(f"Link without Telegram: {where.web}/i/{code.id}")
    if codes[0].until is not None:
        found.append(f"Good until: {codes[0].until:%Y-%m-%d}")
    return [*found, f"Next: {_NEXT[codes[0].kind].format(name=codes[0].name)}"]


def _share_link(code: Code, where: Where) -> str:
    on_the_web = where.link.startswith(where.web)
    return f"{where.web}/i/{code.id}" if on_the_web else f"{where.link}{payload(code.id)}"


class _Desk:
    """As much of a runner as making a sign-in link needs; feeds the bot that runs, or does it alone."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.where = Where(web="", link="")

    async def receive(self, received: Input, *, in_doubt: bool = False) -> None:
        """Commit one input. `in_doubt` is for redelivered ones; this is none."""
        del in_doubt
        self.where = await feed(self._settings, [received], any_campaign=True)


class Work(NamedTuple):
    """What somebody does in the office. Empty: as they are known, or a coordinator of all hospitals."""

    role: str = ""
    hospitals: tuple[str, ...] = ()


def office(name: str | None, work: Work, data: Path | None, campaign: Path | None) -> None:
    """Print a one-time sign-in link, alone on its line; without a name the owner's."""
    settings = settings_for(data, campaign)
    member = None if name is None else take_in(_tidy(name), work, settings, any_campaign=True)
    if member is None and any(work):
        raise CannotDo("A role and hospitals are somebody's. Say whose with --as NAME.")
    desk = _Desk(settings)
    path = do(
        make_sign_in_link(
            runner=desk,
            site=Site(public_url=""),
            clock=clock,
            name=member.name if member else "",
            member=member.id if member else "",
        )
    )
    print(f"{desk.where.web}{path}")
    if no_way := no_port(desk.where):
        print(no_way, file=sys.stderr)
    elif not desk.where.listens:
        print(
            "The bot does not run, so nobody answers there yet. Start it: "
            + told("run", data=settings.data, campaign=settings.campaign),
            file=sys.stderr,
        )


def take_in(name: str, work: Work, settings: Settings, *, any_campaign: bool) -> Member:
    """Find somebody in the team, or take them in. Raises CannotDo where they are known as something else.

    any_campaign: as for `feed`; what is done next must need no campaign, either, or somebody is taken in for nothing.
    """
    hospitals = [hospital.key for hospital in load_rules(find_campaign(settings.campaign)).campaign.hospitals]
    for each in work.hospitals:
        if each not in hospitals:
            raise CannotDo(f"There is no hospital {each}. Use one of {', '.join(hospitals)}.")
    known = named(name, do(_team(settings)))
    if known is not None:
        if (work.role and work.role != known.role) or (work.hospitals and work.hospitals != known.hospitals):
            raise CannotDo(
                f"{known.name} is in the team already, as {known.role.value}. An owner changes that in the office, under Team."
            )
        return known
    role = OfficeRole(work.role) if work.role else OfficeRole.COORDINATOR
    member = Member(id=member_id(), name=name, role=role, hospitals=work.hospitals, since=now())
    do(feed(settings, [to_office(MemberAdded(member=member, by=BY))], any_campaign=any_campaign))
    return member


async def _team(settings: Settings) -> list[Member]:
    try:
        async with reading(settings) as store:
            return await members(store)
    except StoreMissing:
        return []


def erase(person: str, data: Path | None, campaign: Path | None) -> None:
    """Erase one person, or forget one contact of a network."""
    settings = settings_for(data, campaign)
    to, table = (To.CONTACT, "contact") if person.startswith("k-") else (To.PERSON, "person")
    if not do(_is_there(settings, table, person)):
        raise CannotDo(
            f"There is nobody with the id {person}. Look it up with: "
            f"{told('export signups', data=settings.data, campaign=settings.campaign)}; or for contacts of networks in "
            "the office."
        )
    body = ContactForgotten(by=BY) if to is To.CONTACT else EraseAsked(by=BY)
    do(feed(settings, [Input(key=fresh_key("command"), to=to, id=person, body=body)]))
    if do(_is_there(settings, table, person)):
        raise CannotDo(f"{person} is still there. Try again, and look into the log of the bot.")
    print(f"{person} is erased.")


async def _is_there(settings: Settings, table: str, person: str) -> bool:
    try:
        async with reading(settings) as store:
            return await store.get(table, person) is not None
    except StoreMissing:
        return False

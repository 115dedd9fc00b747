"""Waves: one message, call or parcel of flyers to every contact of some networks that may be turned to.

Who is reached is settled when a wave is approved, so that what a person looked at is what goes out. Whether each
contact may still be turned to is asked once more at the moment they are. Source: DOMAIN 5.4 and 6.1.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from outreach_bot.recruitment.contacts import Barrier, Contact, ContactId, Way, may_be_reached
from outreach_bot.recruitment.leaving import may_be_sent, may_leave
from outreach_bot.recruitment.office_roles import sees
from outreach_bot.recruitment.rules import Network, Rules

WaveId = str
WRITTEN = (Way.EMAIL, Way.TELEGRAM)
"""Ways in which we write by ourselves. The others are work for a person, with a sheet or a kit."""
WAYS = (Way.EMAIL, Way.TELEGRAM, Way.PHONE, Way.SOCIAL, Way.PAPER)
CHANNELS = {
    Way.EMAIL: "em",
    Way.TELEGRAM: "so",
    Way.PHONE: "ph",
    Way.MEETING: "fl",
    Way.SOCIAL: "so",
    Way.PAPER: "fl",
}
"""The door under which a link that went this way is counted (`codes.CHANNELS`)."""

PLATFORMS = ("facebook", "instagram", "whatsapp", "x", "email_list")
"""What a share kit has a caption for."""


class WaveState(StrEnum):
    """How far a wave has come. Whether a running one is done, the ledger says."""

    DRAFT = "draft"
    WAITING = "waiting"
    """For a second person, or for anybody after its words were changed."""
    APPROVED = "approved"
    RUNNING = "running"
    STOPPED = "stopped"


OPEN = (WaveState.DRAFT, WaveState.WAITING)
"""States in which a wave may be approved."""


class HeldBack(StrEnum):
    """Why a contact of an approved wave got nothing, beside what `Barrier` names."""

    STOPPED = "stopped"
    """The wave was stopped first."""
    CHANGED = "changed"
    """Its words are others than those approved."""
    FLYER = "flyer"
    """The flyer may not be shared any more."""
    LINK = "link"
    """Its link opens on the bot's own machine only."""


class Refusal(StrEnum):
    """Why a wave is not approved."""

    NOT_OPEN = "not_open"
    NO_NAME = "no_name"
    """Who approves gave no name, or who made it did not."""
    SAME_PERSON = "same_person"
    NOBODY = "nobody"
    FLYER = "flyer"
    """Its flyer may not be shared today."""
    LINK = "link"
    """Its link opens on the bot's own machine only."""
    NOT_ALL_SEEN = "not_all_seen"
    """It reaches contacts of hospitals that are not theirs."""


class Wave(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One wave. It holds no words: those are the campaign's, in the version it names."""

    id: WaveId
    """`w-` and twelve letters, random."""
    name: str
    networks: tuple[str, ...]
    """Keys of networks in networks.yaml."""
    way: Way
    made_at: dt.datetime
    made_by: str = ""
    language: str = ""
    """Empty: each contact's own, else the campaign's."""
    form: str = ""
    """The flyer that goes with it, a key of `forms` in flyers.yaml; empty: none."""
    version: str = ""
    """Version of the words that were looked at before it was approved."""
    at: dt.datetime | None = None
    """When it begins; None: as soon as it is approved, quiet hours aside."""
    state: WaveState = WaveState.DRAFT
    to: tuple[ContactId, ...] = ()
    """Whom it goes to, settled at its approval."""
    approved_by: str = ""
    approved_at: dt.datetime | None = None
    stopped_by: str = ""
    stopped_at: dt.datetime | None = None
    hospitals: tuple[str, ...] = ()
    """Of who made it: it reaches no contact that they do not see. Empty: of all."""
    asked: int = 1
    """How often a yes was asked for: once more whenever its words changed after one."""

    @property
    def approval(self) -> str:
        """What the audit log calls the yes that it needs now, from asking to using it."""
        number = f"-{self.asked}" if self.asked > 1 else ""
        return f"a-{self.id.removeprefix('w-')}{number}"


class Audience(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a wave would reach now, and whom not and why."""

    reached: tuple[Contact, ...]
    left_out: tuple[tuple[Contact, Barrier], ...]

    def needs_second(self, above: int) -> bool:
        """Tell whether a second person has to approve it; `above`: the most that one may let go alone."""
        return len(self.reached) > above

    def is_seen_by(self, own: Iterable[str]) -> bool:
        """Tell whether a member of these hospitals (none: all) sees everybody whom it reaches."""
        hospitals = tuple(own)
        return all(sees(hospitals, filter(None, [contact.hospital])) for contact in self.reached)


def audience(
    wave: Wave, contacts: Iterable[Contact], networks: Mapping[str, Network], now: dt.datetime
) -> Audience:
    """Sort the contacts of a wave's networks, in the order of the networks and of the contacts' ids."""
    order = {key: number for number, key in enumerate(wave.networks)}
    reached: list[Contact] = []
    left_out: list[tuple[Contact, Barrier]] = []
    meant = [
        each
        for each in contacts
        if each.network in order
        and each.network in networks
        and sees(wave.hospitals, filter(None, [each.hospital]))
    ]
    for contact in sorted(meant, key=lambda each: (order[each.network], each.id)):
        barrier = may_be_reached(contact, networks[contact.network], wave.way, now)
        if barrier is None:
            reached.append(contact)
        else:
            left_out.append((contact, barrier))
    return Audience(reached=tuple(reached), left_out=tuple(left_out))


def was_reached(wave: WaveId, contact: Contact) -> bool:
    """Tell whether a contact had their turn in a wave."""
    return any(reached.wave == wave for reached in contact.reached)


def link_may_go(way: Way, rules: Rules, link: str) -> bool:
    """Tell whether `link` may go out in this way: what we send ourselves must open anywhere, unless a trial says so."""
    if way is Way.PHONE:
        return True  # nobody reads a link out
    return may_be_sent(rules, link) if way in WRITTEN else may_leave(rules, link)


def why_not_approved(  # noqa: PLR0913  # what speaks against it, each by name
    wave: Wave,
    by: str,
    reaches: Audience,
    *,
    above: int,
    own: Iterable[str] = (),
    flyer: bool = True,
    link: bool = True,
) -> Refusal | None:
    """Tell why `by`, a member of the hospitals `own` (none: all), may not approve a wave; None: they may.

    above: The most contacts that one person may let it reach alone.
    flyer: Whether what goes with it may be shared today.
    link: Whether its link may go out in its way; see `link_may_go`.
    A name is what the person who signed in gave: two different names, not two proven persons.
    """
    if wave.state not in OPEN:
        return Refusal.NOT_OPEN
    if not reaches.reached:
        return Refusal.NOBODY
    if not reaches.is_seen_by(own):
        return Refusal.NOT_ALL_SEEN
    if not flyer:
        return Refusal.FLYER
    if not link:
        return Refusal.LINK
    if not reaches.needs_second(above):
        return None
    if not (by.strip() and wave.made_by.strip()):
        return Refusal.NO_NAME
    if by.strip().casefold() == wave.made_by.strip().casefold():
        return Refusal.SAME_PERSON
    return None

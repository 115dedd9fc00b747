"""What may leave this machine: links that others can open, and on a trial those that they cannot, marked."""

import datetime as dt

from outreach_bot.recruitment.reach import only_here
from outreach_bot.recruitment.rules import Rules, Stamp


def may_be_sent(rules: Rules, link: str) -> bool:
    """Whether the bot itself may send `link` to networks: anybody can open it, or this is a trial that says so."""
    return rules.trial or not only_here(link)


def may_leave(rules: Rules, link: str) -> bool:
    """Whether people may be handed `link` to pass on. The example's may be, too: all it makes is marked."""
    return rules.campaign.example or may_be_sent(rules, link)


def flyer_stamp(rules: Rules, today: dt.date, link: str) -> Stamp | None:
    """Say what is printed across a flyer made on `today` that leads to `link`; None: nothing, it is for real people."""
    stamp = rules.flyers.stamp(today)
    return Stamp.LINK if stamp is not Stamp.EXAMPLE and only_here(link) else stamp


def flyer_may_leave(rules: Rules, today: dt.date, link: str) -> bool:
    """Whether a flyer that leads to `link` may be handed to anyone."""
    return rules.flyers.may_be_shared(today) and may_leave(rules, link)

"""Emails to contacts of networks: what one says, and where it goes. Whether one may go is asked before this."""

import datetime as dt

from outreach_bot.dialogue.draft import Draft
from outreach_bot.dialogue.effects import (
    Attach,
    Button,
    FileKind,
    FlyerWish,
    Letter,
    Phrase,
    Priority,
    Verbatim,
)
from outreach_bot.dialogue.inputs import Address, Channel
from outreach_bot.recruitment.codes import payload
from outreach_bot.recruitment.contacts import Contact
from outreach_bot.recruitment.rules import Network

CHANNEL = "em"
"""The door that the link of an email is counted under; see `recruitment.codes.CHANNELS`."""
TRIED_FOR = dt.timedelta(days=3)
"""How long a letter is tried: RFC 5321, 4.5.4.1 gives up after 4 to 5 days, and an invitation is news for less."""
GROUP = 4
"""Letters of a code between spaces, as it is printed and said."""


def email_address(contact: Contact) -> Address:
    """Where a contact's email goes, in the spelling it is looked up by."""
    return Address(channel=Channel.EMAIL, chat=contact.email.strip().casefold())


def invite(
    draft: Draft,
    contact: Contact,
    network: Network,
    *,
    form: str = "",
    about: str = "",
    not_before: dt.datetime | None = None,
) -> None:
    """Owe `contact` the invitation to share, with their own link and code.

    Args:
        draft: The turn of this contact.
        contact: Has an email address and a code, and may be written to.
        network: The contact's own: what is asked of them.
        form: The flyer that goes with it; empty, or one that is no more: none.
        about: The wave it is part of, for the ledger.
        not_before: When quiet hours end; None: at once.
    """
    files = _flyer(draft, contact, form)
    draft.say(
        Phrase("email-hello", {"name": contact.name}) if contact.name else Phrase("email-hello_all"),
        Phrase("email-who"),
        Phrase("email-why"),
        Verbatim(network.ask),
        Phrase("email-link_flyer") if files else Phrase("email-link"),
        Phrase("email-code", {"code": f"{contact.code[:GROUP]} {contact.code[GROUP:]}"}),
        buttons=((Button(label=Phrase("email-open"), url=_link(draft, contact)),),),
        edit=False,
        files=files,
        priority=Priority.WAVE,
        not_before=not_before,
        not_after=max(draft.now, not_before or draft.now) + TRIED_FOR,
        about=about,
        to=email_address(contact),
        language=contact.language,
        letter=Letter(
            subject=Phrase("email-subject"),
            closing=(
                Phrase(f"email-because.{contact.basis}"),
                Phrase("email-stop_words"),
                Phrase("email-thanks"),
            ),
            stop=Phrase("email-stop"),
        ),
    )


def _link(draft: Draft, contact: Contact) -> str:
    return f"{draft.view.link}{payload(contact.code, channel=CHANNEL)}"


def _flyer(draft: Draft, contact: Contact, form: str) -> tuple[Attach, ...]:
    paper = {each.key: each.paper for each in draft.rules.flyers.forms}
    if form not in paper:
        return ()
    wish = FlyerWish(
        form=form,
        language=contact.language or draft.rules.campaign.language,
        code=contact.code,
        channel=CHANNEL,
        hospital=contact.hospital,
        pdf=paper[form] is not None,
    )
    return (Attach(kind=FileKind.FLYER, flyer=wish),)

"""Emails to contacts of networks: what one says, and where it goes. Whether and when one may go is the wave's."""

from outreach_bot.dialogue.effects import (
    Attach,
    Button,
    FileKind,
    FlyerWish,
    Letter,
    Phrase,
    Priority,
    Say,
    Verbatim,
)
from outreach_bot.dialogue.inputs import Address, Channel
from outreach_bot.recruitment.codes import payload
from outreach_bot.recruitment.contacts import Contact
from outreach_bot.recruitment.rules import Rules

CHANNEL = "em"
"""The door that the link of an email is counted under; see `recruitment.codes.CHANNELS`."""
GROUP = 4
"""Letters of a code between spaces, as it is printed and said."""


def email_address(contact: Contact) -> Address:
    """Where a contact's email goes, in the spelling it is looked up by."""
    return Address(channel=Channel.EMAIL, chat=contact.email.strip().casefold())


def invitation(
    contact: Contact, rules: Rules, *, link: str, form: str = "", about: str = "", language: str = ""
) -> Say:
    """Write the invitation to share, with the contact's own link and code.

    Args:
        contact: Has a code; its network says what is asked.
        rules: The campaign's.
        link: What a code's payload is put behind.
        form: The flyer that goes with it; empty, or one that is no more: none.
        about: The wave it is part of, for the ledger.
        language: Empty: the contact's, or the campaign's.
    """
    language = language or contact.language or rules.campaign.language
    files = _flyer(contact, rules, form, language)
    url = f"{link}{payload(contact.code, channel=CHANNEL)}"
    return Say(
        words=(
            Phrase("email-hello", {"name": contact.name}) if contact.name else Phrase("email-hello_all"),
            Phrase("email-who"),
            Phrase("email-why"),
            Verbatim(_ask(contact, rules)),
            Phrase("email-link_flyer") if files else Phrase("email-link"),
            Phrase("email-code", {"code": f"{contact.code[:GROUP]} {contact.code[GROUP:]}"}),
        ),
        buttons=((Button(label=Phrase("email-open"), url=url),),),
        files=files,
        priority=Priority.WAVE,
        about=about,
        to=email_address(contact),
        language=language,
        letter=Letter(
            subject=Phrase("email-subject"),
            closing=(
                Phrase(f"email-because.{contact.basis.value}"),
                Phrase("email-stop_words"),
                Phrase("email-thanks"),
            ),
            stop=Phrase("email-stop"),
        ),
    )


def _ask(contact: Contact, rules: Rules) -> str:
    return next(network.ask for network in rules.networks if network.key == contact.network)


def _flyer(contact: Contact, rules: Rules, form: str, language: str) -> tuple[Attach, ...]:
    paper = {each.key: each.paper for each in rules.flyers.forms}
    if form not in paper:
        return ()
    wish = FlyerWish(
        form=form,
        language=language,
        code=contact.code,
        channel=CHANNEL,
        hospital=contact.hospital,
        pdf=paper[form] is not None,
    )
    return (Attach(kind=FileKind.FLYER, flyer=wish),)

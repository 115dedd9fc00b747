"""The words that go to contacts of networks: the same for the preview and for what is sent."""

import datetime as dt

from outreach_bot.dialogue.draft import column
from outreach_bot.dialogue.effects import (
    Attach,
    Button,
    FileKind,
    FlyerWish,
    Phrase,
    Priority,
    Say,
    Words,
)
from outreach_bot.dialogue.inputs import Address, Channel
from outreach_bot.dialogue.letters import GROUP, invitation
from outreach_bot.recruitment.codes import payload
from outreach_bot.recruitment.contacts import Contact, Way
from outreach_bot.recruitment.rules import Rules
from outreach_bot.recruitment.waves import CHANNELS, PLATFORMS, Wave


def message(wave: Wave, contact: Contact, rules: Rules, *, link: str) -> Say:
    """Write what one contact gets of a wave. link: what a code's payload is put behind.

    Of a wave that is worked by hand: what its sheet or kit says.
    """
    match wave.way:
        case Way.EMAIL:
            return invitation(
                contact, rules, link=link, form=wave.form, about=wave.id, language=wave.language
            )
        case Way.TELEGRAM:
            return _card(wave, contact, rules, link)
        case Way.PHONE:
            return Say(words=script(contact, rules), language=language_of(wave, contact, rules))
        case Way.SOCIAL:
            own = captions(own_link(wave, contact, link), contact.code)
            return Say(words=tuple(words for _, words in own), language=language_of(wave, contact, rules))
        case _:
            return Say(words=(Phrase("outreach-kit.read-me"),), language=language_of(wave, contact, rules))


def sample(wave: Wave, rules: Rules) -> Contact:
    """Make a contact that stands for all of a wave: by its message the version of the words is told."""
    known = [network.key for network in rules.networks]
    network = next((key for key in wave.networks if key in known), known[0])
    return Contact(
        id="k-sample",
        network=network,
        made_at=dt.datetime(2000, 1, 1, tzinfo=dt.UTC),
        name="Lee",
        code="BCDFGHJK",
    )


def language_of(wave: Wave, contact: Contact, rules: Rules) -> str:
    """Say in which language a contact is written to."""
    return wave.language or contact.language or rules.campaign.language


def own_link(wave: Wave, contact: Contact, link: str) -> str:
    """Write the contact's own link: it says which place helped, never who joined."""
    return f"{link}{payload(contact.code, channel=CHANNELS[wave.way])}"


def script(contact: Contact, rules: Rules) -> tuple[Words, ...]:
    """Write what the caller says."""
    return (
        Phrase("outreach-phone.hello"),
        Phrase("outreach-phone.why"),
        Phrase("outreach-phone.ask", {"ask": _ask(contact, rules)}),
        Phrase("outreach-phone.email"),
        Phrase("outreach-phone.stop"),
    )


def captions(link: str, code: str) -> tuple[tuple[str, Phrase], ...]:
    """Write what stands beside a picture, for each platform."""
    values = {"link": link, "code": f"{code[:GROUP]} {code[GROUP:]}"}
    return tuple((each, Phrase(f"outreach-kit-caption.{each}", values)) for each in PLATFORMS)


def _card(wave: Wave, contact: Contact, rules: Rules, link: str) -> Say:
    """Write what is posted in a group: it shows on the locked phones of everyone there, so it hints at nothing."""
    pictures = _picture(wave, contact, rules)
    return Say(
        words=(Phrase("outreach-card"),),
        buttons=column(_open("outreach-card.open", own_link(wave, contact, link))),
        priority=Priority.WAVE,
        about=wave.id,
        to=Address(channel=Channel.TELEGRAM, chat=contact.group),
        language=language_of(wave, contact, rules),
        silent=True,
        files=pictures,
        captions=bool(pictures),
    )


def _picture(wave: Wave, contact: Contact, rules: Rules) -> tuple[Attach, ...]:
    """The flyer that stands above the words; none for a wave without, or where that form is no more."""
    if wave.form not in {form.key for form in rules.flyers.forms}:
        return ()
    wish = FlyerWish(
        form=wave.form,
        language=language_of(wave, contact, rules),
        code=contact.code,
        channel=CHANNELS[wave.way],
        hospital=contact.hospital,
    )
    return (Attach(kind=FileKind.FLYER, flyer=wish),)


def _open(label: str, url: str) -> Button:
    return Button(label=Phrase(label), url=url)


def _ask(contact: Contact, rules: Rules) -> str:
    return next((network.ask for network in rules.networks if network.key == contact.network), "")

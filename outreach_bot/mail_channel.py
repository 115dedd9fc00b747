"""Email, put together: the sender, and who it is from. Nothing here decides anything."""

from collections.abc import Callable

from msgspec.structs import replace

from outreach_bot.content.wording import Wording
from outreach_bot.dialogue.effects import Phrase
from outreach_bot.house import House
from outreach_bot.outbound.base import Owed
from outreach_bot.outbound.email_message import Letterhead
from outreach_bot.outbound.email_sender import EmailSender
from outreach_bot.outbound.smtp_session import MailServer
from outreach_bot.outbound.telegram_text import PARAGRAPHS
from outreach_bot.outreach.stop_links import stop_page, stop_token
from outreach_bot.recruitment.reach import only_here
from outreach_bot.recruitment.rules import Rules
from outreach_bot.settings import Settings

TO_TRY = "To try it out, start it with --trial: each letter then says that it is a trial."


def open_email(settings: Settings, house: House, base: str) -> EmailSender | None:
    """Make the sender when there is a mail server. It is asked nothing before there is something to send."""
    if settings.smtp_url is None:
        return None
    rules = house.content.rules
    campaign = rules.campaign

    def stop_link(owed: Owed) -> str:
        return stop_page(base, stop_token(owed.person, house.store.hmac))

    return EmailSender(
        MailServer.from_url(settings.smtp_url.get_secret_value()),
        Letterhead(name=campaign.organisation, address=campaign.email_from, reply_to=campaign.email_reply_to),
        stop_link=stop_link,
        clock=house.clock,
        prepare=_prepare(rules, house.content.wording, base),
    )


def why_no_email(settings: Settings, rules: Rules) -> str:
    """Say in a sentence why the bot may not send email like this; empty: it may, or it is not asked to.

    Where the mail server is does not matter: one on this very machine hands letters on to the world as any other.
    """
    if settings.smtp_url is None:
        return ""
    if not rules.campaign.email_from:
        return (
            "OUTREACH_SMTP_URL is set, but campaign.yaml does not say whom email is from. "
            "Write email_from, or leave OUTREACH_SMTP_URL out."
        )
    return "" if rules.trial else _why_not_for_real(settings.public_url or "", rules)


def _why_not_for_real(base: str, rules: Rules) -> str:
    """Say why letters are not for real people; empty: they are."""
    if rules.campaign.example:
        return (
            "The example campaign sends no email to real people: its names and pay are invented. "
            f"Make your own with outreach-bot init DIR, or leave OUTREACH_SMTP_URL out. {TO_TRY}"
        )
    if not base or only_here(base):
        fault = "opens on this machine only" if base else "is not set"
        return (
            f"Nobody could open the links of an email: OUTREACH_PUBLIC_URL {fault}. "
            f"Set it to the https address of this bot, or leave OUTREACH_SMTP_URL out. {TO_TRY}"
        )
    return ""


def _prepare(rules: Rules, wording: Wording, base: str) -> Callable[[Owed], Owed]:
    """Make what looks at each letter once more as it goes: a trial's is marked, and no dead link leaves."""

    def prepare(owed: Owed) -> Owed:
        links = [each.url for row in owed.message.buttons for each in row]
        dead = any(only_here(link) for link in links)
        if dead and not rules.trial:  # it was written when there was no public address yet
            raise ValueError("its link opens on this machine only")
        trial = rules.trial and bool(dead or _why_not_for_real(base, rules))
        return _marked(owed, wording) if trial else owed

    return prepare


def _marked(owed: Owed, wording: Wording) -> Owed:
    """Say in the subject and above the words that it is a trial."""
    message, email = owed.message, owed.message.email
    if email is None:
        return owed
    subject = wording.plain(
        Phrase("email-trial.subject", {"subject": email.subject}), language=email.language
    )
    above = wording.text(Phrase("email-trial"), language=email.language)
    return replace(
        owed,
        message=replace(
            message, text=f"{above}{PARAGRAPHS}{message.text}", email=replace(email, subject=subject)
        ),
    )

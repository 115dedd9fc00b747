"""Email, put together: the sender, and who it is from. Nothing here decides anything."""

from outreach_bot.house import House
from outreach_bot.outbound.base import Owed
from outreach_bot.outbound.email_message import Letterhead
from outreach_bot.outbound.email_sender import EmailSender
from outreach_bot.outbound.smtp_session import MailServer
from outreach_bot.outreach.stop_links import stop_page, stop_token
from outreach_bot.recruitment.rules import Rules
from outreach_bot.settings import Settings, is_loopback


def open_email(settings: Settings, house: House, base: str) -> EmailSender | None:
    """Make the sender when there is a mail server. It is asked nothing before there is something to send."""
    if settings.smtp_url is None:
        return None
    campaign = house.content.rules.campaign

    def stop_link(owed: Owed) -> str:
        return stop_page(base, stop_token(owed.person, house.store.hmac))

    return EmailSender(
        MailServer.from_url(settings.smtp_url.get_secret_value()),
        Letterhead(name=campaign.organisation, address=campaign.email_from, reply_to=campaign.email_reply_to),
        stop_link=stop_link,
        clock=house.clock,
    )


def why_no_email(settings: Settings, rules: Rules) -> str:
    """Say in a sentence why the bot may not send email like this; empty: it may, or it is not asked to."""
    if settings.smtp_url is None:
        return ""
    if not rules.campaign.email_from:
        return (
            "OUTREACH_SMTP_URL is set, but campaign.yaml does not say whom email is from. "
            "Write email_from, or leave OUTREACH_SMTP_URL out."
        )
    if is_loopback(settings.smtp_url.get_secret_value()):
        return ""
    if rules.campaign.example:
        return (
            "The example campaign sends no email to real people: its names and pay are invented. "
            "Make your own with outreach-bot init DIR, or leave OUTREACH_SMTP_URL out."
        )
    if settings.public_url is None or is_loopback(settings.public_url):
        return (
            "Nobody could open the stop link of an email: OUTREACH_PUBLIC_URL is not set. "
            "Set it to the https address of this bot, or leave OUTREACH_SMTP_URL out."
        )
    return ""

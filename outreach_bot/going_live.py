"""Between a trial and the real thing: what keeps the bot from meeting people, and which meetings are made up."""

import datetime as dt

import msgspec
import structlog

from outreach_bot.content.findings import Level
from outreach_bot.content.samples import check_samples
from outreach_bot.dialogue.inputs import Input, SessionChanged, SessionsImported, To
from outreach_bot.example_sessions import are_needed, example_sessions
from outreach_bot.house import House, fresh_key, to_office
from outreach_bot.mail_channel import why_no_email
from outreach_bot.recruitment.reach import only_here
from outreach_bot.recruitment.rules import Rules
from outreach_bot.recruitment.sessions import Session, SessionStatus
from outreach_bot.settings import CannotRun, Settings, is_loopback

log = structlog.get_logger(__name__)


def check_may_run(settings: Settings, rules: Rules) -> None:
    """Refuse to meet people on Telegram, by email or on the public web as we should not. Source: DESIGN section 7."""
    if no_email := why_no_email(settings, rules):
        raise CannotRun(no_email)
    if settings.smtp_url is not None and not rules.trial and (left := _made_up(settings, rules)):
        raise CannotRun(f"The bot sends no email to real people: {left}. Or leave OUTREACH_SMTP_URL out.")
    on_telegram = settings.telegram_token is not None and not is_loopback(settings.telegram_api)
    public = settings.public_url is not None and not only_here(settings.public_url)
    on_the_web = public and not rules.trial
    if not (on_telegram or on_the_web):
        return
    why = ""
    if rules.campaign.example:
        why = "the example campaign has invented names and pay. Make your own with outreach-bot init DIR"
    elif rules.safety.help_lines.checked_on is None or not rules.safety.help_lines.checked_by.strip():
        why = "nobody has checked the help lines. Ring each, then write the day and a name into safety.yaml"
    elif left := _made_up(settings, rules):
        why = left
    if why and on_telegram:
        raise CannotRun(
            f"The bot does not go to Telegram itself: {why}. Without a token it runs on the web only."
        )
    if why:
        raise CannotRun(
            f"The bot is not shown at an address that everybody can open: {why}."
            " Or leave OUTREACH_PUBLIC_URL out; to show people how it works, use run --trial."
        )


def _made_up(settings: Settings, rules: Rules) -> str:
    """Say what of the example still stands in a campaign of one's own that is to be real; empty: nothing."""
    if settings.campaign is None:
        return ""
    found = [each for each in check_samples(settings.campaign, rules) if each.level is Level.FAULT]
    if not found:
        return ""
    first, more = found[0], len(found) - 1
    others = f", and {more} more" if more else ""
    return f"{first.file}:{first.line}: {first.fault}{others}. Write your own; outreach-bot check names each line"


async def give_examples(settings: Settings, house: House) -> None:
    """Give the example campaign something to book."""
    now = dt.datetime.fromtimestamp(house.clock(), dt.UTC)
    known = [msgspec.convert(row.body, Session) for row in await house.store.rows("session")]
    if settings.campaign is None and house.content.rules.campaign.example and are_needed(known, now):
        made = example_sessions(house.content.rules, now)
        await house.runner.receive(to_office(SessionsImported(sessions=made, by="example"), origin="example"))


async def set_examples_apart(house: House) -> None:
    """Call off example meetings to come that lie in a real campaign's data, of earlier versions: who is booked is told."""
    if house.content.rules.campaign.example:
        return
    known = [msgspec.convert(row.body, Session) for row in await house.store.rows("session")]
    made_up = [
        each
        for each in known
        if each.example
        and each.status is not SessionStatus.CANCELLED
        and each.starts.timestamp() > house.clock()
    ]
    for each in made_up:
        off = msgspec.structs.replace(each, status=SessionStatus.CANCELLED)
        body = SessionChanged(session=off, by="example")
        await house.runner.receive(Input(key=fresh_key("example"), to=To.SESSION, id=each.id, body=body))
    if made_up:
        log.warning("example meetings of earlier trials are called off", meetings=len(made_up))

"""Passing the word on: by chat, message, email or post, and by the card that comes up in other chats."""

import datetime as dt

from outreach_bot.dialogue import champion_screens, standing
from outreach_bot.dialogue.draft import HELP, Draft, Screen, button, column
from outreach_bot.dialogue.effects import Attach, Button, FileKind, FlyerWish, Phrase, Words
from outreach_bot.dialogue.inputs import Channel
from outreach_bot.dialogue.standing import Standing, own_link
from outreach_bot.dialogue.state import View
from outreach_bot.dialogue.words import Link, Verbatim
from outreach_bot.recruitment.leaving import flyer_may_leave

WHATSAPP = "https://wa.me/?"
TELEGRAM = "https://t.me/share/url?"
SMS = "sms:?&"
"""iPhones want the `&`, others the `?`; both take this."""
MAIL = "mailto:?"


def share(draft: Draft) -> bool:
    """/share: every way to pass it on. False when this person is no champion."""
    return champion_screens.show(draft, "share")


def share_screen(draft: Draft) -> Screen:
    """Ways to pass it on, each with a link of its own that says which way helps.

    Telegram takes only web addresses on its buttons, so there a text or an email is copied, and pasted where
    the champion writes. A page of ours between would need an address of ours, and would see who shares.
    """
    if not standing.may_pass_on(draft.view):
        return Screen(words=(champion_screens.NOT_YET,), buttons=column(champion_screens.MINE, HELP))
    on_telegram = draft.address is not None and draft.address.channel is Channel.TELEGRAM
    ways = _on_telegram(draft) if on_telegram else _elsewhere(draft)
    copied = () if on_telegram else (Verbatim(_link(draft, "so")),)
    words = Phrase("share" if on_telegram else "share.elsewhere")
    trial = standing.only_a_trial(draft.view)
    return Screen(words=(words, *copied, *trial), buttons=column(*ways, champion_screens.MINE, HELP))


def _on_telegram(draft: Draft) -> tuple[Button, ...]:
    here = (Button(label=Phrase("share.chat"), inline=True),) if draft.view.inline else ()
    return (
        *here,
        _to_telegram(draft),
        _to_whatsapp(draft),
        Button(label=Phrase("share.copy-message"), copy=_text(draft, "pf")),
        Button(label=Phrase("share.copy-email"), copy=_text(draft, "em")),
        Button(label=Phrase("share.copy-post"), copy=_text(draft, "so")),
    )


def _elsewhere(draft: Draft) -> tuple[Button, ...]:
    subject: Words = Phrase("share-subject")
    email = Link(base=MAIL, blanks={"subject": subject, "body": _text(draft, "em")})
    return (
        Button(label=Phrase("share.sms"), url=Link(base=SMS, blanks={"body": _text(draft, "pf")})),
        Button(label=Phrase("share.email"), url=email),
        _to_whatsapp(draft),
        _to_telegram(draft),
    )


def _to_whatsapp(draft: Draft) -> Button:
    return Button(
        label=Phrase("share.whatsapp"), url=Link(base=WHATSAPP, blanks={"text": _text(draft, "pf")})
    )


def _to_telegram(draft: Draft) -> Button:
    blanks: dict[str, Words] = {"url": Verbatim(_link(draft, "pf")), "text": Phrase("share-words")}
    return Button(label=Phrase("share.telegram"), url=Link(base=TELEGRAM, blanks=blanks))


def _text(draft: Draft, channel: str) -> Phrase:
    return standing.share_text(draft.view, draft.me.champion, channel=channel)


def _link(draft: Draft, channel: str) -> str:
    return own_link(draft.view, draft.me.champion, channel=channel)


# -- flyers -------------------------------------------------------------------------------------------------


def flyer_screen(draft: Draft) -> Screen:
    """Which flyer? Those for a phone first. None while they are not approved, or no more."""
    if not _may_share(draft):
        words = Phrase("flyer-none") if standing.may_pass_on(draft.view) else champion_screens.NOT_YET
        return Screen(words=(words,), buttons=column(champion_screens.MINE, HELP))
    forms = sorted(draft.rules.flyers.forms, key=lambda form: form.prints)
    rows = [button(f"flyer_forms.{form.key}", f"flyer:{form.key}") for form in forms]
    return Screen(words=(Phrase("flyer-pick"),), buttons=column(*rows, champion_screens.MINE, HELP))


def language_screen(draft: Draft) -> Screen:
    """In which language?"""
    form = draft.me.about
    rows = [button(f"languages.{each}", f"flyer:{form}:{each}") for each in draft.view.languages]
    return Screen(words=(Phrase("flyer-language"),), buttons=column(*rows, champion_screens.MINE, HELP))


def flyer(draft: Draft, rest: list[str]) -> None:
    """A form was picked, and a language where there is a choice: here it is, with their own code."""
    form, languages = rest[0], draft.view.languages
    if all(each.key != form for each in draft.rules.flyers.forms):
        draft.reshow(Phrase("old-button"), edit=False)
    elif standing.of(draft) is not Standing.GOOD or not _may_share(draft):
        champion_screens.show(draft, "flyer")
    elif len(rest) == 1 and len(languages) > 1:
        draft.overlay("flyer_language", form)
        draft.reshow()
    else:
        _send(draft, form, rest[1] if rest[1:] and rest[1] in languages else draft.me.language)


def _send(draft: Draft, form: str, language: str) -> None:
    code = draft.me.champion.code if draft.me.champion else ""
    kept = draft.view.codes.get(code)
    wish = FlyerWish(
        form=form,
        language=language,
        code=code,
        hospital=kept.code.hospital if kept else "",
        pdf=draft.rules.flyers.form(form).prints,
    )
    draft.overlay("flyer")
    draft.audit("flyer_taken", about=code, detail=form)
    draft.say(
        Phrase("flyer-sent"),
        buttons=column(button("flyer-sent.more", "mine:flyer"), champion_screens.MINE, HELP),
        files=(Attach(kind=FileKind.FLYER, flyer=wish),),
    )


def _may_share(draft: Draft) -> bool:
    today = draft.now.astimezone(draft.rules.campaign.zone).date()
    return flyer_may_leave(draft.rules, today, draft.view.link)


# -- in other chats ---------------------------------------------------------------------------------------


def inline_card(view: View, *, now: dt.datetime) -> tuple[Phrase, Phrase, Phrase] | None:
    """Say what comes up when somebody calls the bot in another chat: title, a line below it, and what is sent.

    Only a champion in good standing, who has not stopped us, gets a card. None for everybody else, whoever they
    are: that nothing comes up tells nobody anything.
    """
    me = view.me
    if me is None or me.stopped_at is not None:
        return None
    if standing.standing(view, me.champion, now=now) is not Standing.GOOD:
        return None
    if not standing.may_pass_on(view):
        return None
    text = standing.share_text(view, me.champion, channel="in")
    return Phrase("inline-card.title"), Phrase("inline-card.line"), text


SCREENS = {"share": share_screen, "flyer": flyer_screen, "flyer_language": language_screen}
TAPS = {"flyer": (flyer, ("flyer", "flyer_language"))}

"""What coordinators ask in the chat: today, sign-ups, sessions, a way into the office, and the note of the week.

Counts and codes only. Whoever is no coordinator is answered as if there were no such words.
"""

import datetime as dt

from outreach_bot.dialogue import alerts, team
from outreach_bot.dialogue.draft import HELP, WEEK, Draft, Rows, button
from outreach_bot.dialogue.effects import EndSessions, Paragraph, Phrase, PutSignIn, Verbatim, When
from outreach_bot.dialogue.inputs import TimerFired, TimerName
from outreach_bot.recruitment.desk import Desk, DeskSession
from outreach_bot.recruitment.leaving import may_leave
from outreach_bot.recruitment.office_roles import Deed, Member, may
from outreach_bot.recruitment.opening_hours import next_monday
from outreach_bot.recruitment.reach import only_here
from outreach_bot.recruitment.rules import CodeKind, Outcome
from outreach_bot.recruitment.tokens import token_hash

PAGES = ("today", "signups", "sessions")
"""What can be looked at in the chat."""
COMMANDS = (*PAGES, "office")
"""What coordinators may send, with or without a slash."""
DEEDS = {"today": Deed.SEE_TODAY, "signups": Deed.SEE_SIGNUPS, "sessions": Deed.SEE_SESSIONS}
"""What a member must be allowed to do for it. Everybody in the team has a way in, each in their own role."""
LINK = dt.timedelta(minutes=15)
"""How long a way in stays open."""
LATE = dt.timedelta(days=1)
"""A note of the week that comes later than this waits for the next Monday."""
LISTED = (Outcome.FITS, Outcome.TALK, Outcome.LATER)
"""Of "not this time" only a counter is kept."""
DOORS = (CodeKind.CHAMPION, CodeKind.NETWORK, CodeKind.PLACE)


def asked(text: str) -> str:
    """Read which of `COMMANDS` the whole of `text` is; empty: none."""
    word = text.strip().removeprefix("/").partition("@")[0].casefold()
    return word if word in COMMANDS else ""


def command(draft: Draft, text: str) -> bool:
    """Answer a coordinator's command; False when it is none, or nothing for this person."""
    what, member = asked(text), team.member_here(draft)
    if member is None or not may_ask(member, what):
        return False
    _show(draft, what, member)
    return True


def may_ask(member: Member | None, what: str) -> bool:
    """Tell whether somebody is in the team, and in a role that may see this."""
    deed = DEEDS.get(what)
    return member is not None and what in COMMANDS and (deed is None or may(member.role, deed))


def tapped(draft: Draft, rest: list[str]) -> None:
    """The buttons under what coordinators are told."""
    member = team.member_here(draft)
    if member is not None and may_ask(member, rest[0]):
        _show(draft, rest[0], member)
    else:
        draft.reshow(Phrase("old-button"), edit=False)


def alert_tapped(draft: Draft, rest: list[str]) -> None:
    """The buttons under an alert."""
    member = team.member_here(draft)
    if member is not None and may(member.role, Deed.ACKNOWLEDGE):
        team.act(draft, member)
        alerts.tapped(draft, rest, member)
    else:
        draft.reshow(Phrase("old-button"), edit=False)


def _show(draft: Draft, what: str, member: Member) -> None:
    """Say what was asked for. The conversation of whoever also takes part stays where it is."""
    if what == "office":
        _way_in(draft, member)
        return
    desk = draft.view.desk or Desk()
    words = {"today": _today, "signups": _signups, "sessions": _sessions}[what](draft, desk)
    draft.say(*words, buttons=below(draft, member))


def below(draft: Draft, member: Member | None) -> Rows:
    """List the buttons below what is told: the pages, the way in, and the note of the week for who ended it."""
    digest = button("digest.on", "digest:on") if draft.me.digest_off else None
    pages = tuple(button(f"desk.{page}", f"desk:{page}") for page in PAGES if may_ask(member, page))
    return (
        *((pages,) if pages else ()),
        *(((alerts.OPEN_OFFICE,),) if member is not None else ()),
        *(((digest,),) if digest else ()),
        (HELP,),
    )


def _way_in(draft: Draft, member: Member) -> None:
    """A link that works once, in the role of this member. Only its hash is kept; the message cannot be passed on."""
    if not may_leave(draft.rules, draft.view.office):
        draft.say(Phrase("desk-office.nowhere"), buttons=((HELP,),), edit=False, silent=True)
        return
    until = draft.now + LINK
    hashed = token_hash(draft.view.token)
    # whoever asks again and again has one link that works, not many lying about
    draft.change(EndSessions(member=member.id, links_only=True))
    draft.change(PutSignIn(hash=hashed, kind="link", until=until, name=member.name, member=member.id))
    team.act(draft, member)
    draft.audit("sign_in_link_made", about=member.id)
    link = Verbatim(f"{draft.view.office}/office/in/{draft.view.token}")
    draft.say(
        Phrase("desk-office", {"link": link}),
        *((Phrase("desk-office.only-here"),) if only_here(draft.view.office) else ()),
        buttons=((HELP,),),
        edit=False,
        silent=True,
        protect=True,
        not_after=until,
    )


# -- today, sign-ups, sessions --------------------------------------------------------------------------------


def _today(draft: Draft, desk: Desk) -> tuple[Paragraph, ...]:
    member = team.member_here(draft)
    asides = desk.asides if member is not None and may(member.role, Deed.DECIDE_ASIDES) else 0
    counted = (
        Phrase("desk-today.alarms", {"count": desk.alarms, "untaken": desk.untaken}) if desk.alarms else None,
        Phrase("desk-today.calls", {"count": desk.calls}) if desk.calls else None,
        Phrase("desk-today.answers", {"count": desk.answers}) if desk.answers else None,
        Phrase("desk-today.at-risk", {"count": desk.at_risk}) if desk.at_risk else None,
        Phrase("desk-today.reminders", {"count": desk.reminders}) if desk.reminders else None,
        Phrase("desk-today.asides", {"count": asides}) if asides else None,
        Phrase("desk-today.waves", {"count": desk.waves}) if desk.waves else None,
        Phrase("desk-today.reviews", {"count": desk.reviews}) if desk.reviews else None,
    )
    lines = tuple(line for line in counted if line is not None) or (Phrase("desk-today.nothing"),)
    return (Phrase("desk-today", {"at": When(draft.now, "button")}), lines)


def _signups(_: Draft, desk: Desk) -> tuple[Paragraph, ...]:
    outcomes = [(outcome, desk.outcomes.get(outcome, 0)) for outcome in LISTED]
    doors = [(door, desk.doors.get(door, 0)) for door in DOORS]
    return (
        Phrase("desk-signups", {"new": desk.new}),
        (
            *(Phrase(f"desk-outcome.{outcome}", {"count": count}) for outcome, count in outcomes if count),
            Phrase("desk-signups.booked", {"count": desk.booked}),
            Phrase("desk-signups.waiting", {"count": desk.waiting}),
        ),
        tuple(Phrase(f"desk-door.{door}", {"count": count}) for door, count in doors if count),
    )


def _sessions(_: Draft, desk: Desk) -> tuple[Paragraph, ...]:
    if not desk.sessions:
        return (Phrase("desk-sessions.none"),)
    more = (Phrase("desk-sessions.more", {"count": desk.more}),) if desk.more else ()
    return (Phrase("desk-sessions"), (*map(_line, desk.sessions), *more))


def _line(session: DeskSession) -> Phrase:
    about = {
        "id": Verbatim(session.id),
        "at": When(session.starts, "button"),
        "taken": session.taken,
        "capacity": session.capacity,
        "waiting": session.waiting,
    }
    return Phrase("desk-session.at-risk" if session.at_risk else "desk-session", about)


# -- the note of the week -------------------------------------------------------------------------------------


def set_digest(draft: Draft) -> None:
    """Come back on Monday, when hours begin."""
    campaign = draft.rules.campaign
    draft.timer(TimerName.DIGEST, next_monday(draft.now, campaign.contact, campaign.zone))


def digest(draft: Draft, body: TimerFired) -> None:
    """Tell how the week was, and come back next Monday. After more than a day down there is none."""
    if draft.me.coordinator_since is None or draft.me.digest_off:
        return
    set_digest(draft)
    if not may_ask(team.member_here(draft), "signups"):
        return
    silenced = draft.me.stopped_at is not None or draft.me.paused_at is not None
    if silenced or draft.now - body.was_due > LATE:
        return
    desk = draft.view.desk or Desk()
    draft.write_first(
        Phrase("digest", {"at": When(draft.now - WEEK, "day")}),
        (
            Phrase("digest.new", {"count": desk.new}),
            Phrase("digest.booked", {"count": desk.booked_week}),
            Phrase("digest.waiting", {"count": desk.waiting}),
            Phrase("digest.calls", {"count": desk.calls}),
            Phrase("digest.sessions", {"count": desk.next_week}),
            Phrase("digest.at-risk", {"count": desk.at_risk}),
        ),
        buttons=(
            (button("desk.today", "desk:today"),),
            (alerts.OPEN_OFFICE,),
            (button("digest.off", "digest:off"),),
            (HELP,),
        ),
    )


def digest_tapped(draft: Draft, rest: list[str]) -> None:
    """One tap ends the note of the week, and one brings it back."""
    if draft.me.coordinator_since is None or rest[0] not in ("on", "off"):
        draft.reshow(Phrase("old-button"), edit=False)
        return
    off = rest[0] == "off"
    draft.set(digest_off=off)
    if off:
        draft.stop_timer(TimerName.DIGEST)
    else:
        set_digest(draft)
    words = Phrase("digest-off") if off else Phrase("digest-on")
    other = button("digest.on", "digest:on") if off else button("digest.off", "digest:off")
    draft.say(words, buttons=((other,), (HELP,)))


TAPS = {
    "desk": (tapped, ()),
    "alert": (alert_tapped, ()),
    "digest": (digest_tapped, ()),
}

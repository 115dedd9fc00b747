"""The second lock at sign-in: who has to open it, who sets one up, and what a wrong code does."""

import datetime as dt

from outreach_bot.dialogue.draft import Draft
from outreach_bot.dialogue.effects import DropSignIn, PutSignIn
from outreach_bot.dialogue.inputs import SignedIn
from outreach_bot.dialogue.lock_inputs import LockBody, SecondLockBegun, SecondLockTakenOff, SecondLockTried
from outreach_bot.dialogue.state import AtLock
from outreach_bot.dialogue.team_effects import DropSecondLock, EndSessions, PutSecondLock
from outreach_bot.recruitment.second_lock import SecondLock, is_paused, missed, opened

DENIED = "denied"
SESSION = "session"
AT_LOCK = "at_lock"
"""Kind of a session that opens nothing but the page of the second lock."""
AT_LOCK_TIME = dt.timedelta(minutes=30)
"""How long that page waits: time to find an app, and longer than a pause."""


def signed_in(draft: Draft, body: SignedIn) -> None:
    """A link was used: whoever has a second lock, or has to set one up, stands before it; others are in."""
    draft.change(DropSignIn(hash=body.token_hash))
    seen = draft.view.at_lock
    locked = seen is not None and bool(seen.lock.secret)
    if seen is None or not (locked or draft.view.rules.campaign.second_lock == "required"):
        _lets_in(draft, body.session_hash, body.until, body.name, body.member)
        return
    waits = PutSignIn(
        hash=body.session_hash,
        kind=AT_LOCK,
        until=draft.now + AT_LOCK_TIME,
        name=body.name,
        member=body.member,
        secret="" if locked else body.secret,
    )
    draft.change(waits)
    draft.audit("sign_in_link_used", about=body.member, by=body.name)


def lock_turn(draft: Draft, body: LockBody) -> None:
    """What one input does to a member's second lock. Nothing, where their session is over."""
    seen = draft.view.at_lock
    if seen is None:
        return
    match body:
        case SecondLockBegun():
            if seen.kind == SESSION and not (seen.lock.secret or seen.secret):  # a key once shown stays
                draft.change(_session(seen, body.session_hash, seen.until, secret=body.secret))
        case SecondLockTried() if seen.lock.secret or seen.secret:
            _tried(draft, body, seen)
        case SecondLockTakenOff() if seen.lock != SecondLock():
            draft.change(DropSecondLock(member=seen.member), EndSessions(member=seen.member))
            draft.audit("second_lock_off", about=seen.member)


def _tried(draft: Draft, body: SecondLockTried, seen: AtLock) -> None:
    if is_paused(seen.lock, draft.now):
        draft.audit("second_lock_wrong", about=seen.member, detail="paused", result=DENIED)
        return
    after = opened(seen.lock, body.code, secret=seen.secret, now=draft.now)
    if after is None:
        _wrong(draft, body, seen)
        return
    draft.change(PutSecondLock(member=seen.member, lock=after), DropSignIn(hash=body.session_hash))
    if not seen.lock.secret:
        draft.audit("second_lock_set", about=seen.member)
    if seen.kind == AT_LOCK:
        _lets_in(draft, body.opens, body.until, seen.name, seen.member)
    else:
        draft.change(_session(seen, body.opens, seen.until))


def _wrong(draft: Draft, body: SecondLockTried, seen: AtLock) -> None:
    after = missed(seen.lock, draft.now)
    draft.change(PutSecondLock(member=seen.member, lock=after))
    over = is_paused(after, draft.now)
    if over:
        draft.change(DropSignIn(hash=body.session_hash))
    draft.audit("second_lock_wrong", about=seen.member, detail="session_ended" if over else "", result=DENIED)


def _lets_in(draft: Draft, opens: str, until: dt.datetime, name: str, member: str) -> None:
    draft.change(PutSignIn(hash=opens, kind=SESSION, until=until, name=name, member=member))
    draft.audit("signed_in", about=member or "office", by=name)


def _session(seen: AtLock, hashed: str, until: dt.datetime, *, secret: str = "") -> PutSignIn:
    return PutSignIn(
        hash=hashed, kind=SESSION, until=until, name=seen.name, member=seen.member, secret=secret
    )

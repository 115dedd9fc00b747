"""A talk with a coordinator in the chat: what they write to a person, and what the person writes back.

Crisis, commands, codes and buttons come first, as ever; what is left of what a person types goes to the coordinators.
"""

import datetime as dt
from enum import StrEnum

from msgspec.structs import replace

from outreach_bot.dialogue.desk_effects import PutThread
from outreach_bot.dialogue.desk_inputs import Replied
from outreach_bot.dialogue.draft import HELP, WEEK, Draft, Rows, Screen, button, column
from outreach_bot.dialogue.effects import Notice, Phrase, PutCall
from outreach_bot.dialogue.hours import closed_note
from outreach_bot.dialogue.inputs import TimerName
from outreach_bot.dialogue.state import Person
from outreach_bot.recruitment.calls import Call, CallNote, tried
from outreach_bot.recruitment.threads import Line, Thread, alerts_end, with_line, without_old_alerts

CONTACT = "consent_contact_v1"
DIRECT = dt.timedelta(hours=24)
"""So long after what a person wrote, a second answer is still an answer."""
BUSY = ("talk_number", "talk_times", "talk_shared", "delete", "language", "after_help")
"""Screens over the conversation that a reply does not take away."""


class Way(StrEnum):
    """How a coordinator's words may reach somebody."""

    ANSWER = "answer"
    """They wait for it: at once, at any hour."""
    FIRST = "first"
    """We write first: not at night, and only a few a week."""
    NONE = "none"


def way_to_write(
    me: Person, *, call: Call | None, thread: Thread | None, a_week: int, now: dt.datetime
) -> Way:
    """Say how a coordinator's words may reach this person now. After STOP, and after a crisis, only what they asked for since.

    a_week: notes a week that nobody asked for.
    """
    if not me.addresses:
        return Way.NONE
    if _asked(call, me.stopped_at) or _waits(thread, me.stopped_at, now):
        return Way.ANSWER
    recent = [at for at in me.unprompted if now - at < WEEK]
    held_back = me.stopped_at is not None or me.paused_at is not None
    may = not held_back and agreed(me, CONTACT) and len(recent) < a_week
    return Way.FIRST if may else Way.NONE


def _asked(call: Call | None, stopped: dt.datetime | None) -> bool:
    return call is not None and call.done_at is None and (stopped is None or call.asked_at >= stopped)


def _waits(thread: Thread | None, stopped: dt.datetime | None, now: dt.datetime) -> bool:
    if thread is None or not thread.is_open(now) or not thread.wrote_since(stopped):
        return False
    return thread.waits or thread.wrote_since(now - DIRECT)


def agreed(me: Person, consent: str) -> bool:
    """Tell whether the newest answer to a consent is yes and still stands."""
    given = next((each for each in reversed(me.consents) if each.id == consent), None)
    return given is not None and given.agreed and given.withdrawn_at is None


# -- from the desk -----------------------------------------------------------------------------------


def reply(draft: Draft, body: Replied) -> None:
    """A coordinator's words: said at once to who waits for them, else when the night is over, else not at all."""
    way = way_for(draft)
    if way is Way.NONE or (way is Way.FIRST and not draft.may_write_this_week()):
        draft.audit("replied", result="denied")
        return
    line = Line(text=body.text, at=draft.now, ours=True, key=draft.received.key)
    draft.change(PutThread(thread=with_line(draft.view.thread, draft.me.id, line)))
    _answered(draft)
    draft.audit("replied", detail=way.value)
    if draft.me.screen not in BUSY:
        draft.overlay("thread")
    words, buttons = Phrase("thread-reply", {"text": body.text}), _buttons()
    if way is Way.ANSWER:
        draft.say(words, buttons=buttons, edit=False)
    else:
        draft.write_first(words, buttons=buttons)


def way_for(draft: Draft) -> Way:
    """Say how words may reach the person of this turn."""
    return way_to_write(
        draft.me,
        call=draft.view.call,
        thread=draft.view.thread,
        a_week=draft.rules.campaign.unprompted_a_week,
        now=draft.now,
    )


def _answered(draft: Draft) -> None:
    """Who wanted an answer here has one; who wants a call still waits for it."""
    call = draft.view.call
    if call is not None and call.done_at is None and call.way != "call":
        draft.change(PutCall(call=tried(call, CallNote.REACHED, at=draft.now)))


def close(draft: Draft) -> None:
    """A coordinator ended the talk: nothing is said, and what the person types is read as before."""
    if end(draft):
        draft.audit("talk_closed")


def end(draft: Draft) -> bool:
    """End the talk, if there is one."""
    thread = draft.view.thread
    if thread is None or thread.closed_at is not None:
        return False
    draft.change(PutThread(thread=replace(thread, closed_at=draft.now)))
    if draft.me.screen == "thread":
        draft.uncover()
    return True


# -- from the person ---------------------------------------------------------------------------------


def is_open(draft: Draft) -> bool:
    """Tell whether what this person types goes to a coordinator: a talk is open, or they wait for an answer here."""
    thread, call = draft.view.thread, draft.view.call
    waits_here = call is not None and call.way == "here" and _asked(call, draft.me.stopped_at)
    return waits_here or (thread is not None and thread.is_open(draft.now))  # STOP has closed those of before


def said(draft: Draft, text: str) -> None:
    """Pass on what they typed; coordinators hear once that somebody wrote, until they answer."""
    first = pass_on(draft, text)
    if draft.me.screen not in BUSY:
        draft.overlay("thread")
    words = (
        (Phrase("thread-passed-on"), *closed_note(draft)) if first else (Phrase("thread-passed-on.again"),)
    )
    draft.say(*words, buttons=_buttons(), silent=True)


def pass_on(draft: Draft, text: str, *, alert: bool = False) -> bool:
    """Keep what they typed for the coordinators; True where nothing waited for an answer before it.

    alert: it raised a safety alert. Then it is for the safety role alone, and goes after some days.
    """
    thread = draft.view.thread
    first = thread is None or not thread.waits
    line = Line(text=text, at=draft.now, alert=alert)
    _put(draft, with_line(thread, draft.me.id, line))
    draft.audit("wrote")
    if first:
        draft.notify(Notice.ANSWERED)
    return first


def let_alerts_go(draft: Draft) -> None:
    """The days of some words of danger are over: they go, whatever became of the talk. The line stays."""
    thread = draft.view.thread
    if thread is None:
        return
    left = without_old_alerts(thread, draft.now)
    if left != thread:
        draft.audit("safety_words_let_go")
    _put(draft, left)


def _put(draft: Draft, thread: Thread) -> None:
    """Write the talk; where words of danger are in it, come back when they have to go."""
    draft.change(PutThread(thread=thread))
    ends = alerts_end(thread)
    if ends is not None:
        draft.timer(TimerName.ALERT_WORDS_END, ends)


def thread_screen(draft: Draft) -> Screen:
    """Where somebody is who talks with a coordinator."""
    return Screen(words=(Phrase("thread-here"),), buttons=_buttons())


def _buttons() -> Rows:
    return column(
        button("thread-here.carry_on", "thread:carry"), button("thread-here.done", "thread:done"), HELP
    )


def tapped(draft: Draft, rest: list[str]) -> None:
    """[Carry on]: the conversation goes on where it was. [That is all]: and the talk is over."""
    over = rest == ["done"]
    if over and end(draft):
        draft.audit("talk_closed")
    if draft.me.screen == "thread":
        draft.uncover()
    draft.reshow(*((Phrase("thread-closed"),) if over else ()))


SCREENS = {"thread": thread_screen}
TAPS = {"thread": (tapped, ())}

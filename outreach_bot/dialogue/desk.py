"""What coordinators do for one person from a desk: seats, pauses, notes, what fits. The person is told, kindly and once.

The rules of the chat hold here too. Some give way to a reason, which is audited: `recruitment.desk_fitting` says which.
"""

from msgspec.structs import replace

from outreach_bot.dialogue import (
    desk_consents,
    desk_seats,
    desk_signup,
    desk_ticking,
    gathering,
    rights,
    threads,
)
from outreach_bot.dialogue.desk_inputs import (
    CallNoted,
    ConsentSaid,
    ConsentTakenBack,
    Eligibility,
    EligibilitySet,
    IdentityShown,
    ListPlaceGiven,
    NeedsMet,
    NoteDropped,
    NoteWritten,
    PauseSet,
    Replied,
    SafetyWordsSeen,
    SeatCancelled,
    SeatGiven,
    SeatMovedTo,
    SignedUpAtDesk,
    StopTold,
    TalkClosed,
    TalkShown,
    TickedOff,
    TimesNoted,
)
from outreach_bot.dialogue.draft import HELP, PERSON, Draft, button, column
from outreach_bot.dialogue.effects import CancelNotes, Phrase, PutCall
from outreach_bot.dialogue.inputs import EraseAsked, TimerName
from outreach_bot.dialogue.screening import RESTS
from outreach_bot.dialogue.state import DeskNote
from outreach_bot.recruitment import calls
from outreach_bot.recruitment.merging import changed_fields, three_way
from outreach_bot.recruitment.rules import Outcome

NEXT = {Outcome.FITS: "meetings", Outcome.TALK: "waiting_for_us", Outcome.LATER: "resting"}
"""Where somebody goes on once a person decided."""
DECIDED = Eligibility.__struct_fields__
"""What a person decides of somebody, field by field."""
MOST_NOTES = 20
"""Notes kept of one person: the newest."""


def desk_turn(draft: Draft) -> None:
    """What a coordinator did, to a person we know; `SignedUpAtDesk` alone makes one known."""
    body = draft.received.body
    match body:
        case Replied():
            threads.reply(draft, body)
        case TalkClosed():
            threads.close(draft)
        case CallNoted():
            _call_noted(draft, body)
        case SeatGiven():
            desk_seats.seat_given(draft, body)
        case SeatMovedTo():
            desk_seats.seat_moved(draft, body)
        case SeatCancelled():
            desk_seats.seat_cancelled(draft, body)
        case ListPlaceGiven():
            desk_seats.list_place_given(draft, body)
        case EraseAsked():
            rights.erase(draft, by=body.by)
        case SignedUpAtDesk():
            desk_signup.signed_up(draft, body)
        case TimesNoted():
            gathering.noted_at_desk(draft, body)
        case ConsentSaid():
            desk_consents.said(draft, body)
        case ConsentTakenBack():
            desk_consents.taken_back(draft, body)
        case TickedOff():
            desk_ticking.ticked_off(draft, body)
        case _:
            _about_them(draft)


def _about_them(draft: Draft) -> None:
    """What changes nothing but what is known of the person."""
    body = draft.received.body
    match body:
        case PauseSet():
            _pause_set(draft, body)
        case StopTold():
            rights.stop(draft, quietly=True)
        case NeedsMet():
            _needs_met(draft, body)
        case NoteWritten():
            note = DeskNote(text=body.text, at=draft.now)
            draft.set(notes=(*draft.me.notes, note)[-MOST_NOTES:])
            draft.audit("note_written")
        case NoteDropped():
            draft.set(notes=tuple(note for note in draft.me.notes if note.at != body.at))
            draft.audit("note_dropped")
        case EligibilitySet():
            _eligibility_set(draft, body)
        case IdentityShown():
            draft.audit("identity_shown", reason=body.reason.value)
        case TalkShown():
            draft.audit("talk_shown")
        case SafetyWordsSeen():
            draft.audit("safety_words_seen", reason=body.reason.value)
        case _:
            draft.nobody_answers()


def _needs_met(draft: Draft, body: NeedsMet) -> None:
    """Tick or untick what was ticked or unticked: of two at once, each box is as whoever touched it left it."""
    before, was = draft.me.needs_met, draft.me.needs_met if body.was is None else body.was
    touched = set(body.needs) ^ set(was)
    met = {need for need in draft.me.needs if need in (body.needs if need in touched else before)}
    draft.set(needs_met=tuple(need for need in draft.me.needs if need in met))
    fields = " ".join(need for need in draft.me.needs if (need in met) is not (need in before))
    draft.audit("needs_met", detail=str(len(draft.me.needs_met)), fields=fields)


# -- calls -------------------------------------------------------------------------------------------


def _call_noted(draft: Draft, body: CallNoted) -> None:
    call = draft.view.call
    if call is None or call.done_at is not None:
        return
    draft.change(PutCall(call=calls.tried(call, body.outcome, at=draft.now, again_at=body.at)))
    draft.audit("call_noted", detail=body.outcome.value)


# -- the person --------------------------------------------------------------------------------------


def _pause_set(draft: Draft, body: PauseSet) -> None:
    if body.paused is (draft.me.paused_at is not None):
        return
    draft.set(paused_at=draft.now if body.paused else None)
    if body.paused:
        draft.change(CancelNotes())
    draft.audit("paused_at_desk" if body.paused else "carried_on_at_desk")


def _eligibility_set(draft: Draft, body: EligibilitySet) -> None:
    """A person decided what the questions could not. Without a role there was no consent: then nothing can fit."""
    if draft.me.role is None or body.outcome is Outcome.NOT_THIS_TIME:
        draft.audit("eligibility_set", detail=body.outcome.value, reason=body.reason.value, result="denied")
        return
    me, known = draft.me, [hospital.key for hospital in draft.rules.campaign.hospitals]
    here = Eligibility(outcome=me.outcome, hospitals=me.hospitals, one_to_one=me.one_to_one)
    chosen = tuple(key for key in known if key in body.hospitals)
    wanted = Eligibility(outcome=body.outcome, hospitals=chosen, one_to_one=body.one_to_one)
    merged = three_way(body.was or here, wanted, here, DECIDED)
    if merged.clashing:
        fields = " ".join(merged.clashing)
        draft.audit("eligibility_set", reason=body.reason.value, result="denied", fields=fields)
        return
    new = replace(here, **merged.values)
    outcome = new.outcome or body.outcome
    draft.set(answers={}, outcome=outcome, hospitals=new.hospitals, one_to_one=new.one_to_one)
    fields = changed_fields(here, new, DECIDED)
    draft.audit("eligibility_set", detail=outcome.value, reason=body.reason.value, fields=fields)
    draft.timer(TimerName.REST_ENDS, draft.now + RESTS)
    _lead_on(draft, NEXT[outcome])
    if outcome is Outcome.FITS:
        _found_to_fit(draft)


def _lead_on(draft: Draft, screen: str) -> None:
    """The questions are over: whoever was at them is further now, also underneath a talk."""
    asking = ("question", *desk_seats.AT_REST)
    if draft.me.screen in asking:
        draft.go(screen)
    elif draft.me.before.partition("|")[0] in asking:
        draft.set(before=f"{screen}|")


def _found_to_fit(draft: Draft) -> None:
    way = threads.way_for(draft)
    words, buttons = Phrase("desk-fits"), column(button("labels.find", "find"), PERSON, HELP)
    if way is threads.Way.ANSWER:
        draft.say(words, buttons=buttons, edit=False)
    elif draft.may_write_first() and draft.may_write_this_week():
        draft.write_first(words, buttons=buttons)

"""What the pages about one person put together of ids: they are above this layer, so their lists are told here."""

from collections.abc import Iterable

from outreach_bot.recruitment.calls import CallNote
from outreach_bot.recruitment.consents import Method, Misgiven
from outreach_bot.recruitment.desk_fitting import NEVER, Reason
from outreach_bot.recruitment.fitting import Misfit
from outreach_bot.recruitment.looking import LookReason
from outreach_bot.recruitment.reasons import AheadReason, ExportReason, ResumeReason
from outreach_bot.recruitment.telling import Instead

EVENTS = (
    "attended", "absent", "call_asked", "call_noted", "came_back", "carried_on_at_desk",
    "champion_held", "champion_invited", "champion_joined", "champion_paused", "champion_went_on",
    "consent_given", "consent_refused", "consent_withdrawn", "coordinator_enrolled", "crisis", "desk_listed",
    "desk_seat_freed", "desk_seat_moved", "desk_seat_taken", "desk_sign_up", "eligibility_set",
    "exported_own", "help_asked", "identity_shown", "kept_first", "list_joined", "list_left",
    "message_ticked",    "move_asked", "needs_met", "needs_noted", "note_dropped", "note_written", "offer_lapsed",
    "offer_passed", "outcome", "paused_at_desk", "pressure_told", "reminder_missed", "replied",
    "rule_overridden", "safety_words_let_go", "safety_words_seen", "screening_expired", "seat_freed",
    "seat_offered", "seat_taken", "started_again", "stopped", "talk_closed", "times_noted", "wrote"
)  # fmt: skip
"""Audit rows about a person that a coordinator wants to know of."""
MESSAGES = (
    "remind_week", "remind_day", "remind_two_hours", "ask_after", "check_in", "rest_ends",
    "SeatOffered", "SessionMoved", "SessionCancelled", "OfferLapsed", "SeatGiven", "SeatMovedTo",
    "SeatCancelled", "ListPlaceGiven", "EligibilitySet", "Replied", "PollAsked", "help", "reply",
    "menu", "other"
)  # fmt: skip
"""Kinds of message that the ledger tells apart."""
DONE = (
    "replied", "not_sent", "closed", "noted", "booked", "not_booked", "moved", "not_moved", "cancelled",
    "listed", "not_listed", "paused", "carried_on", "stopped", "needs", "note", "note_dropped", "decided",
    "signed_up", "walked_in", "no_seat", "nothing", "times", "times_late", "times_none", "ticked", "agreed", "refused",
    "taken_back", "not_agreed"
)  # fmt: skip
"""What a person's page may say was just done, or could not be."""
CONSENTS = ("consent_screening_v1", "consent_staff_v1", "consent_contact_v1", "consent_future_v1")
NOT_THERE = ("waiting", "failed", "missed", "cancelled", "unknown", "refused")
PERSON: dict[str, Iterable[str]] = {
    "office-event.": EVENTS,
    "office-message.": MESSAGES,
    "office-message-state.": NOT_THERE,
    "office-talk-state.": (*NOT_THERE, "sent"),
    "office-person-done.": DONE,
    "office-person-channel.": ("telegram", "web", "terminal", *Method),
    "office-consent.": CONSENTS,
    "office-misfit.": tuple(each for each in Misfit if each not in NEVER),
    "office-desk-reason.": Reason,
    "office-look-reason.": LookReason,
    "office-ahead-reason.": AheadReason,
    "office-export-reason.": ExportReason,
    "office-resume-reason.": ResumeReason,
    "office-call-note.": CallNote,
    "office-instead.": Instead,
    "office-safe-time.": ("morning", "afternoon", "evening", "any"),
    "office-consent-said.": Method,
    "office-consent-fault.": (*Misgiven, "file", "answer", "method", "words", "phone"),
    "office-new-way.": ("phone", "paper"),
    "office-new-fault.": ("consent", "words", "contact", "question", "phone", "code"),
    "office-new-end.": (
        "not_kept",
        "not_this_time",
        "elsewhere",
        "not_kept-words",
        "not_this_time-words",
        "elsewhere-words",
    ),
}

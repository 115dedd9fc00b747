"""What the office's pages about sessions put together of ids: they are above this layer, so their lists are told here."""

from collections.abc import Iterable

from outreach_bot.recruitment.polls import PollFault
from outreach_bot.recruitment.rules import Role
from outreach_bot.recruitment.session_needs import Lack
from outreach_bot.recruitment.sessions import RiskReason
from outreach_bot.recruitment.waiting_list import Why

FIELDS = (
    "kind", "hospital", "starts", "brief_slot", "debrief_slot", "minutes", "capacity", "mode", "place", "link_type",
    "dial_in", "cochair_lived", "cochair_staff", "cochair_alternate_lived", "admin_support", "quiet_space", "breaks",
    "food", "travel_help", "pay_text", "why_text", "run_notes", "comforts",
)  # fmt: skip
SESSION_WORDS: dict[str, Iterable[str]] = {
    "office-calendar.": ("meeting", "before", "after"),
    "office-sessions-span.": ("coming", "past", "all"),
    "office-sessions-sort.": ("soonest", "latest", "emptiest"),
    "office-session-standing.": ("open", "few", "full", "at_risk", "draft", "over", "cancelled"),
    "office-session-lack.": Lack,
    "office-session-done.": (
        "made", "drafted", "published", "changed", "cancelled", "at_risk", "settled", "asked", "moved", "stays",
        "marked", "briefed", "debriefed", "ended", "times", "times_late", "times_none",
    ),
    "office-session-gone.": ("title", "text"),
    "office-session-column.": ("person", "role", "beside", "coming", "booked"),
    "office-session-risk.": RiskReason,
    "office-session-poll-fault.": (*PollFault, "time"),
    "office-session-why.": (*Why, "last"),
    "office-session-came.": ("yes", "no"),
    "office-session-chats.": ("well", "change", "follows"),
    "office-session-field.": FIELDS,
    "office-session-hint.": (
        "minutes", "capacity", "why_text", "link_type", "dial_in", "cochair_alternate_lived", "admin_support",
        "brief_slot", "debrief_slot", "run_notes", "pay_text", "comforts",
    ),
    "office-session-fault.": (
        "kind", "choice", "time", "gap", "past", "early", "late", "number", "seated", "long", "needed",
    ),
    "office-run.": ("brief", "set-up", "test-call", "let-in", "begin", "break", "close", "end", "debrief"),
    "office-job.": ("welcome", "quiet", "breaks", "pay", "screen", "chat", "hands", "help", "captions"),
    "office-role.": Role,
}  # fmt: skip

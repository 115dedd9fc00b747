"""What the office's pages put together of ids: they are above this layer, so their lists are told here."""

from collections.abc import Iterable

from outreach_bot.content.person_words import PERSON
from outreach_bot.content.session_words import SESSION_WORDS
from outreach_bot.dialogue import talking
from outreach_bot.recruitment.approvals import NotAllowed, Standing
from outreach_bot.recruitment.asides import LetGoReason
from outreach_bot.recruitment.codes import CHANNELS
from outreach_bot.recruitment.contacts import Barrier, Basis, CallOutcome, Permission, Way
from outreach_bot.recruitment.funnel import COLUMNS, PLACES, STAGES
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.recruitment.rules import Outcome, Role
from outreach_bot.recruitment.session_needs import Lack
from outreach_bot.recruitment.sessions import RiskReason
from outreach_bot.recruitment.signs import Sign
from outreach_bot.recruitment.stations import Station
from outreach_bot.recruitment.waves import PLATFORMS, HeldBack, Refusal, WaveState

OFFICE_COLUMNS = ("person", "when", "source", "role", "outcome", "session")
TODAY_KINDS = (
    "safety", "call", "answer", "risk", "move", "untold", "aside", "help", "named", "approve", "review", "lacks",
    "target", "after",
)  # fmt: skip
TODAY_STEPS = (
    "look", "call", "answer", "tell", "help", "choose", "move", "complete", "find", "note", "approve", "look-at-code",
    "target", "again", "decide", "take",
)  # fmt: skip
CONTACT_FIELDS = (
    "network", "name", "organisation", "role", "email", "phone", "language", "hospital", "basis", "found",
    "permission", "policy", "channels", "cap", "note",
)  # fmt: skip
WAVE_PARTS = (
    "coming", "owed", "sent", "done", "failed", "refused", "missed", "cancelled", "unknown", "held_back", "stopped",
    "forgotten",
)  # fmt: skip
"""What can have become of one contact's part in a wave: what the ledger says, and what comes before and after it."""
WORD_PARTS = (
    "welcome", *Role, "outcome", "meetings", "booked", "place", "notes", "talk", "help", "rights", "champions",
    "sharing", "other", "letters", "flyer", "page", "small",
)  # fmt: skip
"""Where words stand on the page Words: `atlas.book.SHELVES`, which is above this layer."""
REASONS = ("under_18", "no_hospital", "other_role", "other")
"""Reasons why not this time that have words; others are shown as they stand in screening.yaml."""
TILES = ("heard", "first", "kept", "slots")
TABLES = (
    "signups", "sessions", "calls", "funnel", "weeks", "contacts", "champions", "sources", "waves", "audit",
)  # fmt: skip
"""Tables that can be taken away."""
OFFICE: dict[str, Iterable[str]] = {
    **SESSION_WORDS,
    **PERSON,
    "office-champion-state.": ("held", "good", "paused", "joining", "invited", "over", "void"),
    "office-champions.": ("name", "state", "opened", "joined", "deeds", "hold", "go-on"),
    "office-sign.": Sign,
    "office.": (
        "reports",
        "exports",
        "today",
        "signups",
        "sessions",
        "champions",
        "networks",
        "outreach",
        "sources",
        "flyers",
        "words",
        "audit",
        "team",
    ),
    "office-words.": ("any", "found", "fault", "unasked", "finding-fault", "finding-warning"),
    "office-words-map.": (
        *(f"key-{sign}" for sign in ("aid", "person", "unasked", "line")),
        *(f"entry-{entry}" for entry in ("first", "invited", "everywhere", "unasked")),
    ),
    "office-words-part.": WORD_PARTS,
    "office-finder-sort.": ("needs", "newest", "oldest", "name", "opened", "most"),
    "office-menu.": ("people", "reach", "look", "house"),
    "office-role-of.": OfficeRole,
    "office-role-does.": OfficeRole,
    "office-not-yours.": ("title", "text", "role", "hospital", "for_all", "token"),
    "office-reports.": (
        *(f"tile-{name}" for name in TILES),
        *(f"tile-{name}-what" for name in TILES),
        *(f"ahead-{name}" for name in ("talks", "events", "groups")),
    ),
    "office-station.": (
        *(each.value.replace("_", "-") for each in Station),
        "asked",
        "can-come",
        "seat",
    ),
    "office-not-this-time.": REASONS,
    "office-heard.": ("heard", "ok", "not-heard", "hard"),
    "date-": ("report",),
    "office-export.": TABLES,
    "office-export-what.": TABLES,
    "office-export-about.": ("codes", "names", "hidden", "times"),
    "office-exports-tool.": ("plain", "mailchimp", "listmonk", "suppression"),
    "office-exports-fault.": ("reason", "two_people", "unknown"),
    "office-named.": ("said-yes", "said-no"),
    "office-named-standing.": Standing,
    "office-named-done.": ("asked", "approved", "refused"),
    "office-named-fault.": (*NotAllowed, "reason", "unknown"),
    "office-team-done.": ("added", "changed", "ended", "out", "lock-off"),
    "office-lock-fault.": ("shape", "wrong", "again"),
    "office-team-fault.": ("name", "taken", "role", "gone"),
    "office-audit.": ("number", "when", "action", "by", "about", "detail", "marks"),
    "office-audit-finding.": ("fine", "follow_up"),
    "office-audit-sign.": ("fine", "follow_up"),
    "office-flyers.": ("stamped-example", "stamped-link", "stamped-sample"),
    "office-outreach.": tuple(f"column-{name}" for name in ("name", "way", "at", "state", "parts")),
    "office-wave.": (
        *(f"column-{name}" for name in ("contact", "state", "at", "version")),
        "message-text",
        "message-script",
    ),
    "office-calls.": ("kit-none", "kit-none-link", *(f"button-{outcome}" for outcome in CallOutcome)),
    "outreach-kit-platform.": PLATFORMS,
    "outreach-kit-caption.": PLATFORMS,
    "office-wave-fault.": ("name", "way", "networks", "language", "form"),
    "office-wave-state.": (*WaveState, "done"),
    "office-wave-part.": (*WAVE_PARTS,),
    "office-wave-reason.": (*Barrier, *HeldBack, *CallOutcome),
    "office-wave-done.": ("made", "approved", "stopped"),
    "office-wave-refusal.": (*Refusal, "changed", "time"),
    "office-networks.": ("permission", "way", "sort", "organisation", "network", "ways", "last", "code"),
    "office-networks-sort.": ("name", "newest", "quiet"),
    "office-network.": ("history-at", "history-way", "history-version", "history-outcome"),
    "office-network-standing.": (*Permission, "stopped"),
    "office-network-way.": Way,
    "office-network-basis.": Basis,
    "office-network-barrier.": (*Barrier, "none"),
    "office-network-outcome.": CallOutcome,
    "office-network-ledger.": (
        "waiting",
        "sent",
        "failed",
        "missed",
        "cancelled",
        "unknown",
        "refused",
        "held_back",
    ),
    "office-network-done.": ("added", "saved", "noted", "stopped", "resumed", "forgotten"),
    "office-network-field.": (*CONTACT_FIELDS, "any-hospital"),
    "office-network-hint.": ("email", "language", "found", "policy", "channels", "cap"),
    "office-network-fault.": (
        "network",
        "nobody",
        "no-address",
        "email",
        "phone",
        "extension",
        "language",
        "choice",
        "cap",
        "long",
        "taken",
        "stopped",
    ),
    "office-meanwhile.": (
        *(f"title-{end}" for end in ("clash", "saved", "nothing")),
        *(f"by-{who}" for who in ("command", "office", "example", "coordinator")),
    ),
    "office-tile.": ("new", "booked", "waiting"),
    "office-today-section.": ("now", "today", "week"),
    "office-today-kind.": TODAY_KINDS,
    "office-today-step.": TODAY_STEPS,
    "office-today-target.": Role,
    "office-today-risk.": (*RiskReason, "other"),
    "office-today-aside.": ("said", "tapped", "due", "garbled", "other"),
    "office-today-let-go.": LetGoReason,
    "office-today-untold.": ("failed", "refused", "missed", "unknown"),
    "office-today.": (
        *(f"safe-{time}" for time in talking.TIMES),
        *(f"lacks-{lack}" for lack in Lack if lack is not Lack.FIELDS),
    ),
    "office-signups-sort.": ("new", "old", "heard", "meeting"),
    "office-reason.": (
        "safety",
        "pressure",
        "asked",
        "outcome",
        "consent_refused",
        "debrief",
        "needs",
        "crisis",
        "move",
        "tell",
        "check_in",
        "missed",
        "tell",
        "check_in",
    ),
    "office-role.": Role,
    "office-outcome.": (*(outcome for outcome in Outcome if outcome is not Outcome.NOT_THIS_TIME), "asking"),
    "office-seat.": ("booked", "attended", "absent", "held", "waiting", "none"),
    "office-channel.": CHANNELS,
    "office-funnel.": tuple(column.replace("_", "-") for column in COLUMNS),
    "office-funnel-whole.": STAGES,
    "office-code-kind.": PLACES,
    "office-sessions.": ("open", "few", "full", "at_risk", "draft"),
    "office-people.": OFFICE_COLUMNS,
    **{f"office-{note}.": ("title", "text") for note in ("sign-in", "stale", "knock", "out")},
}

"""Every route of the office and what it takes to use it: written by hand, so that a change of either shows."""

from outreach_bot.recruitment.office_roles import Deed, OfficeRole

OWNER, COORDINATOR = OfficeRole.OWNER, OfficeRole.COORDINATOR
SAFETY, AUDITOR = OfficeRole.SAFETY_LEAD, OfficeRole.AUDITOR
EVERYBODY = frozenset(OfficeRole)
STAFF = frozenset({OWNER, COORDINATOR})
CARING = frozenset({OWNER, COORDINATOR, SAFETY})

WHO: dict[Deed | None, frozenset[OfficeRole]] = {
    None: EVERYBODY,
    Deed.SEE_TODAY: CARING,
    Deed.ACKNOWLEDGE: CARING,
    Deed.SEE_SIGNUPS: CARING,
    Deed.SEE_PERSON: CARING,
    Deed.SEE_IDENTITY: CARING,
    Deed.CARE: CARING,
    Deed.ENTER_SIGNUP: STAFF,
    Deed.ERASE: STAFF,
    Deed.SEE_SESSIONS: CARING,
    Deed.RUN_SESSIONS: STAFF,
    Deed.SEE_CHAMPIONS: STAFF,
    Deed.RUN_CHAMPIONS: STAFF,
    Deed.SEE_NETWORKS: STAFF,
    Deed.RUN_NETWORKS: STAFF,
    Deed.SEE_OUTREACH: STAFF,
    Deed.RUN_OUTREACH: STAFF,
    Deed.SEE_SOURCES: STAFF,
    Deed.SEE_FLYERS: CARING,
    Deed.SEE_WORDS: CARING,
    Deed.SEE_REPORTS: EVERYBODY,
    Deed.EXPORT: STAFF,
    Deed.EXPORT_IDENTIFIED: STAFF,
    Deed.SEE_AUDIT: frozenset({AUDITOR}),
    Deed.SIGN_OFF_AUDIT: frozenset({AUDITOR}),
    Deed.MANAGE_TEAM: frozenset({OWNER}),
}
"""Deed to the roles that may do it."""

ROUTES: dict[tuple[str, str], Deed | None] = {
    ("GET", "/office"): None,
    ("POST", "/office/out"): None,
    ("POST", "/office/out-everywhere"): None,
    ("GET", "/office/events"): None,
    ("GET", "/office/signups"): Deed.SEE_SIGNUPS,
    ("GET", "/office/champions"): Deed.SEE_CHAMPIONS,
    ("POST", "/office/champions/void"): Deed.RUN_CHAMPIONS,
    ("POST", "/office/champions/hold"): Deed.RUN_CHAMPIONS,
    ("POST", "/office/champions/seen"): Deed.RUN_CHAMPIONS,
    ("GET", "/office/sources"): Deed.SEE_SOURCES,
    ("GET", "/office/networks"): Deed.SEE_NETWORKS,
    ("GET", "/office/networks/new"): Deed.RUN_NETWORKS,
    ("POST", "/office/networks/new"): Deed.RUN_NETWORKS,
    ("GET", "/office/networks/{contact}"): Deed.SEE_NETWORKS,
    ("POST", "/office/networks/{contact}"): Deed.RUN_NETWORKS,
    ("POST", "/office/networks/{contact}/details"): Deed.RUN_NETWORKS,
    ("POST", "/office/networks/{contact}/note"): Deed.RUN_NETWORKS,
    ("POST", "/office/networks/{contact}/stop"): Deed.RUN_NETWORKS,
    ("POST", "/office/networks/{contact}/resume"): Deed.RUN_NETWORKS,
    ("POST", "/office/networks/{contact}/forget"): Deed.RUN_NETWORKS,
    ("GET", "/office/flyers"): Deed.SEE_FLYERS,
    ("GET", "/office/flyers/{form}.{ending}"): Deed.SEE_FLYERS,
    ("GET", "/office/words"): Deed.SEE_WORDS,
    ("GET", "/office/words/picture"): Deed.SEE_WORDS,
    ("GET", "/office/words/picture.svg"): Deed.SEE_WORDS,
    ("GET", "/office/outreach"): Deed.SEE_OUTREACH,
    ("GET", "/office/outreach/new"): Deed.RUN_OUTREACH,
    ("POST", "/office/outreach/new"): Deed.RUN_OUTREACH,
    ("POST", "/office/outreach/groups"): Deed.RUN_OUTREACH,
    ("GET", "/office/outreach/{wave}"): Deed.SEE_OUTREACH,
    ("POST", "/office/outreach/{wave}/approve"): Deed.RUN_OUTREACH,
    ("POST", "/office/outreach/{wave}/stop"): Deed.RUN_OUTREACH,
    ("GET", "/office/outreach/{wave}/calls"): Deed.RUN_OUTREACH,
    ("GET", "/office/outreach/{wave}/sheet"): Deed.RUN_OUTREACH,
    ("GET", "/office/outreach/{wave}/kit/{contact}"): Deed.RUN_OUTREACH,
    ("POST", "/office/outreach/{wave}/calls/{contact}"): Deed.RUN_OUTREACH,
    ("POST", "/office/outreach/{wave}/passed/{contact}"): Deed.RUN_OUTREACH,
    ("POST", "/office/outreach/{wave}/calls.csv"): Deed.RUN_OUTREACH,
    ("GET", "/office/audit"): Deed.SEE_AUDIT,
    ("POST", "/office/audit/verify"): Deed.SEE_AUDIT,
    ("POST", "/office/audit/sign-off"): Deed.SIGN_OFF_AUDIT,
    ("GET", "/office/team"): Deed.MANAGE_TEAM,
    ("POST", "/office/team/new"): Deed.MANAGE_TEAM,
    ("POST", "/office/team/{member}"): Deed.MANAGE_TEAM,
    ("POST", "/office/team/{member}/link"): Deed.MANAGE_TEAM,
    ("POST", "/office/team/{member}/out"): Deed.MANAGE_TEAM,
    ("POST", "/office/team/{member}/end"): Deed.MANAGE_TEAM,
}
"""Method and path to the deed it asks for; None: whoever is signed in."""

OPEN = {("GET", "/office/in/{token}"), ("POST", "/office/in/{token}")}
"""What needs no session: the one-time link is the key."""

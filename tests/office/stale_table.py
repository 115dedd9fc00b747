"""What each form of the office is, where two may have it open: written by hand, so that a new form says what it is."""

from enum import StrEnum


class Form(StrEnum):
    """What sending a form does."""

    EDITS = "edits"
    """Writes fields that the form showed: merged field by field."""
    ACTS = "acts"
    """One act, meant for what its page showed: of something else by now, it does nothing and says so."""
    ADDS = "adds"
    """Brings something new, or takes one named thing away: nobody else's is touched."""
    ALWAYS = "always"
    """Counts whatever changed meanwhile, and twice is as once."""
    RULED = "ruled"
    """Its turn asks the rules of the records as they are then, and the page says what came of it."""
    LOOKS = "looks"
    """Changes no record that anybody edits."""


E, A, N, W, R, L = Form.EDITS, Form.ACTS, Form.ADDS, Form.ALWAYS, Form.RULED, Form.LOOKS
FORMS: dict[str, Form] = {
    "/office/in/{token}": R,
    "/office/lock": R,
    "/office/lock/new": R,
    "/office/out": W,
    "/office/out-everywhere": W,
    "/office/today/alert": A,
    "/office/today/aside": A,
    "/office/sessions/new": N,
    "/office/sessions/calendar/new": N,
    "/office/sessions/calendar/end": W,
    "/office/sessions/{session}/edit": E,
    "/office/sessions/{session}/cancel": A,
    "/office/sessions/{session}/cannot-come": A,
    "/office/sessions/{session}/takes-over": A,
    "/office/sessions/{session}/goes-ahead": A,
    "/office/sessions/{session}/poll": A,
    "/office/sessions/{session}/poll-close": A,
    "/office/sessions/{session}/attendance": E,
    "/office/sessions/{session}/brief": A,
    "/office/sessions/{session}/debrief": E,
    "/office/people/new": N,
    "/office/people/{person}/identity": L,
    "/office/people/{person}/safety-words": L,
    "/office/people/{person}/erase": W,
    "/office/people/{person}/reply": A,
    "/office/people/{person}/close": A,
    "/office/people/{person}/call": A,
    "/office/people/{person}/book": R,
    "/office/people/{person}/list": R,
    "/office/people/{person}/move": A,
    "/office/people/{person}/cancel": A,
    "/office/people/{person}/pause": A,
    "/office/people/{person}/needs": E,
    "/office/people/{person}/stop": W,
    "/office/people/{person}/note": N,
    "/office/people/{person}/drop-note": W,
    "/office/people/{person}/decide": E,
    "/office/people/{person}/times": A,
    "/office/people/{person}/told": A,
    "/office/people/{person}/consent": A,
    "/office/people/{person}/consent/back": W,
    "/office/champions/void": A,
    "/office/champions/hold": A,
    "/office/champions/seen": W,
    "/office/networks/new": N,
    "/office/networks/{contact}": E,
    "/office/networks/{contact}/details": L,
    "/office/networks/{contact}/note": E,
    "/office/networks/{contact}/stop": W,
    "/office/networks/{contact}/resume": A,
    "/office/networks/{contact}/forget": W,
    "/office/outreach/new": N,
    "/office/outreach/groups": A,
    "/office/outreach/{wave}/approve": R,
    "/office/outreach/{wave}/stop": W,
    "/office/outreach/{wave}/calls/{contact}": A,
    "/office/outreach/{wave}/passed/{contact}": A,
    "/office/outreach/{wave}/calls.csv": L,
    "/office/exports": L,
    "/office/exports/ask": N,
    "/office/exports/{approval}/decide": R,
    "/office/exports/{approval}/take": R,
    "/office/audit/verify": L,
    "/office/audit/sign-off": N,
    "/office/team/new": N,
    "/office/team/{member}": E,
    "/office/team/{member}/link": N,
    "/office/team/{member}/out": W,
    "/office/team/{member}/end": W,
    "/office/team/{member}/lock-off": A,
}
"""Path that is posted to, and what it does."""

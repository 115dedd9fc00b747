"""One person, and one step of what a coordinator does for them at a desk."""

import datetime as dt

from msgspec.structs import replace

from outreach_bot.dialogue.engine import step
from outreach_bot.dialogue.inputs import Input, To
from outreach_bot.dialogue.state import Consent
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.rules import Outcome
from tests.helpers.people import ME, NOW, person, session, view
from tests.helpers.real_runner import rules

HOUR = dt.timedelta(hours=1)
CONTACT = Consent(id="consent_contact_v1", agreed=True, at=NOW, channel="telegram", words="00")
ANA = person("home", outcome=Outcome.FITS, hospitals=("h1",), consents=(CONTACT,))
WAITS = Call(person=ME, asked_at=NOW - HOUR, reason="asked", way="here")
S1 = session("s1", hospital="h1")


def at_desk(body, me=ANA, *, sessions=(S1,), now=NOW, **seen):
    """Take the step; `me` None: it is somebody we do not know yet."""
    looked_at = replace(view(rules(), me, {each.id: each for each in sessions}), **seen)
    return step(looked_at, Input(key="office:1", to=To.PERSON, id=ME, body=body), now=now)


def logged(turn, *actions):
    """The rows of these actions, as action, result, detail and reason."""
    return [(row.action, row.result, row.detail, row.reason) for row in turn.audit if row.action in actions]

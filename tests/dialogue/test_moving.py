"""A session that is called off: who waited had nothing in a calendar, and no seat to be told about."""

from msgspec.structs import replace

from outreach_bot.dialogue.effects import Notice
from outreach_bot.dialogue.inputs import SessionCancelled
from outreach_bot.dialogue.state import Consent
from outreach_bot.recruitment.sessions import SessionStatus
from tests.helpers.people import LONG, NOW, held, person, waited
from tests.helpers.turns import take

OFF = SessionCancelled(session=LONG)
AGREED = Consent(id="consent_contact_v1", agreed=True, at=NOW, channel="telegram", words="")


def called_off(session):
    return {LONG: replace(session, status=SessionStatus.CANCELLED)}


def test_only_who_had_a_seat_gets_a_calendar_file(rules):
    me = person("home", consents=(AGREED,))

    assert [say.files for say in take(rules, me, OFF, sessions=called_off(waited(LONG))).says] == [()]
    assert len(take(rules, me, OFF, sessions=called_off(held(LONG))).says[0].files) == 1


def test_coordinators_hear_of_a_seat_that_nobody_may_be_told_about(rules):
    assert take(rules, person("home"), OFF, sessions=called_off(held(LONG))).notices == (
        Notice.REMINDER_HELD,
    )
    assert take(rules, person("home"), OFF, sessions=called_off(waited(LONG))).notices == ()

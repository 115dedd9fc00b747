"""The page behind the stop link of an email, on a phone: one button, and it is said when it is done."""

import pytest

from outreach_bot.dialogue.inputs import ContactStopped
from outreach_bot.outreach.stop_links import stop_token

pytestmark = pytest.mark.browser

LEE = "k-leeleeleelee"


def test_one_button_stops_and_axe_finds_nothing(visits, served, faults):
    token = stop_token(LEE, served.stage.store.hmac)
    page = visits.open(f"/u/{token}")
    asked = faults(page)

    page.get_by_role("button", name="Stop these notes").click()
    page.get_by_role("heading", name="We have stopped").wait_for()

    assert (asked, faults(page)) == ([], [])
    assert [(one.id, one.body) for one in served.stage.runner.received] == [
        (LEE, ContactStopped(how="email"))
    ]

"""What an invitation by email says, to whom, and what it never says."""

import msgspec
import pytest

from outreach_bot.content.check_texts import telling_words
from outreach_bot.dialogue.effects import Turn
from outreach_bot.dialogue.inputs import ContactStopped, Input, To
from outreach_bot.dialogue.letters import invitation
from outreach_bot.outbound.base import File
from outreach_bot.recruitment.contacts import Basis
from outreach_bot.rendering import Rendering
from tests.helpers.people import NOW, person
from tests.helpers.real_runner import rules, wording
from tests.recruitment.builders import a_contact

LINK = "https://t.me/outreach_bot?start="
LEE = a_contact(name="Lee Park", code="K7MQ2XZB", email=" Lee@Riverside.example")


def rendered(contact=LEE, **more):
    """The one message that a contact is owed."""
    rendering = Rendering(
        wording(),
        lambda attach, language: File(name="poster.pdf", media_type="application/pdf", flyer=attach.flyer),
    )
    turn = Turn(says=(invitation(contact, rules(), link=LINK, **more),))
    received = Input(key="in:1/0", to=To.CONTACT, id=contact.id, body=ContactStopped(how=""))
    (one,) = rendering.owed(turn, received, person("new"), None, now=NOW.timestamp(), helped=False)
    return one


def test_it_goes_once_to_the_address_as_it_is_looked_up():
    one = rendered()

    assert one.address.chat == "lee@riverside.example"
    assert not one.repeat_unknown


def test_it_has_the_contacts_own_link_and_code_counted_as_email():
    message = rendered().message

    assert message.buttons[0][0].url == f"{LINK}c_K7MQ2XZB-em"
    assert "K7MQ 2XZB" in message.text


def test_it_asks_what_its_network_is_asked():
    asks = {network.key: network.ask for network in rules().networks}

    for key, ask in asks.items():
        assert ask in rendered(msgspec.structs.replace(LEE, network=key)).message.text


def test_nothing_that_shows_on_a_locked_phone_tells_what_it_is_about():
    email = rendered().message.email

    assert email is not None
    assert telling_words(email.subject) == []


@pytest.mark.parametrize("basis", Basis)
def test_it_says_why_it_came_and_who_sent_it(basis):
    email = rendered(msgspec.structs.replace(LEE, basis=basis)).message.email
    campaign = rules().campaign

    assert email is not None
    assert "because" in email.closing
    assert all(each in email.closing for each in (campaign.contact.name, campaign.postal_address))


def test_a_contact_without_a_name_is_greeted_all_the_same():
    assert rendered(msgspec.structs.replace(LEE, name="")).message.text.startswith("Hello,")


def test_a_flyer_is_their_own_and_is_spoken_of_only_when_it_is_there():
    form = rules().flyers.forms[0].key

    beside, without, gone = rendered(form=form), rendered(), rendered(form="no_more")

    assert beside.message.file is not None
    assert beside.message.file.flyer is not None
    assert (beside.message.file.flyer.code, beside.message.file.flyer.channel) == ("K7MQ2XZB", "em")
    assert "flyer comes with" in beside.message.text
    assert [each.message.file for each in (without, gone)] == [None, None]
    assert "flyer comes with" not in without.message.text + gone.message.text


def test_names_that_look_like_markup_stay_names():
    assert "&lt;b&gt;Lee" in rendered(msgspec.structs.replace(LEE, name="<b>Lee")).message.text

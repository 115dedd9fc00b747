"""What a wave's preview says, where it goes by a person's hand: the words of its sheet or kit."""

from typing import Any

import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.outreach_words import message, sample, script
from outreach_bot.exports.attachments import FileMaker
from outreach_bot.recruitment.contacts import Way
from outreach_bot.recruitment.waves import PLATFORMS
from outreach_bot.rendering import Rendering
from tests.helpers.people import NOW
from tests.helpers.real_runner import rules, wording
from tests.helpers.waves import contact, wave

LINK = "https://t.me/outreach_bot?start="
LEE = replace(contact(0), code="K7MQ2XZB")


def said(way: Way, to=LEE, **fields: Any) -> str:
    written = message(wave(way=way, **fields), to, rules(), link=LINK)
    return Rendering(wording(), FileMaker(wording(), NOW.timestamp)).whole(written, written.language).text


def test_of_calls_it_is_the_whole_script_in_the_order_it_is_said():
    assert message(wave(way=Way.PHONE), LEE, rules(), link=LINK).words == script(LEE, rules())
    assert said(Way.PHONE).startswith("Hello, this is")


def test_a_caller_asks_what_the_contacts_network_is_asked():
    for network in rules().networks:
        assert network.ask in said(Way.PHONE, replace(LEE, network=network.key))


def test_of_a_share_kit_it_is_the_caption_of_every_platform_with_the_contacts_own_link():
    assert said(Way.SOCIAL).count(f"{LINK}c_K7MQ2XZB-so") == len(PLATFORMS)


@pytest.mark.parametrize("way", [Way.PAPER, Way.MEETING])
def test_of_what_is_handed_over_it_is_what_comes_with_the_parcel(way):
    assert said(way).startswith("These files are made for you to share.")


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize(
    ("of_wave", "of_contact", "language"), [("es", "fr", "es"), ("", "fr", "fr"), ("", "", "en")]
)
def test_a_contact_is_written_to_in_the_waves_language_then_their_own_then_the_campaigns(
    way, of_wave, of_contact, language
):
    to = replace(LEE, language=of_contact)

    assert message(wave(way=way, language=of_wave), to, rules(), link=LINK).language == language


def test_a_sample_stands_in_the_first_network_that_the_campaign_has():
    known = [network.key for network in rules().networks]

    assert sample(wave(networks=("gone", known[1])), rules()).network == known[1]
    assert sample(wave(networks=("gone",)), rules()).network == known[0]

"""A consent said to a coordinator, over the real runner and store: the very words, the answer, and what ends at once."""

import re

import pytest

from outreach_bot.dialogue.effects import Phrase
from outreach_bot.recruitment.consents import CONTACT, FUTURE
from outreach_bot.recruitment.office_roles import OfficeRole
from tests.helpers.desk import CONTACT as GIVEN
from tests.helpers.desk import SCREENING, Desk
from tests.helpers.people import NOW
from tests.helpers.real_runner import wording
from tests.office.test_people import actions, last_audit

pytestmark = pytest.mark.asyncio

PAGE = "/office/people/p-1001/consent"


async def with_ana(**fields):
    desk = await Desk.open(**{name: fields.pop(name) for name in ("role", "hospitals") if name in fields})
    await desk.fits("1001", **({"consents": (SCREENING,)} | fields))
    return desk


async def says(desk, which=CONTACT, **fields):
    """Send the form of the page as it stands, filled in."""
    page = (await desk.browser.get(f"{PAGE}?which={which}")).text
    words = re.search(r'name="words" value="(\w+)"', page)
    usual = {"which": which, "answer": "yes", "method": "phone", "read": "yes"}
    return await desk.press("consent", **(usual | {"words": words[1] if words else ""} | fields))


async def consents(desk):
    return [
        (given["id"], given["agreed"], "withdrawn_at" in given) for given in (await desk.known())["consents"]
    ]


@pytest.mark.parametrize(("which", "words"), [(CONTACT, "desk-contact"), (FUTURE, FUTURE)])
async def test_the_page_shows_the_very_words_to_read_out(which, words):
    desk = await with_ana()

    text = (await desk.browser.get(f"{PAGE}?which={which}")).text

    shown = re.search(r'<p class="read-out"[^>]*>(.*?)</p>', text, re.DOTALL)
    assert shown is not None
    assert shown[1].replace("&#39;", "'") == wording().plain(Phrase(words), language="en")


async def test_a_yes_is_kept_with_the_hash_of_these_words_and_by_whom():
    desk = await with_ana()

    done = await says(desk, method="paper", file="ab-17/2027")

    assert done.headers["location"] == "/office/people/p-1001?done=agreed#who"
    kept = (await desk.known())["consents"][-1]
    assert kept["words"] == wording().words_hash(Phrase("desk-contact"), "en")
    assert (kept["channel"], kept["by"], kept["evidence"]) == ("paper", "m-1", "AB-17/2027")
    row = await last_audit(desk, "consent_given")
    assert (row["by"], row["detail"], row["role"]) == ("Maya", CONTACT, "coordinator")
    text = (await desk.page()).text
    assert "paper AB-17/2027" in text
    assert "Said yes to a consent" in text


async def test_a_number_is_kept_only_with_a_yes_to_being_reached():
    desk = await with_ana(addresses=())

    await says(desk, FUTURE, phone="603 555 0199", name="Bea")
    before = (await desk.known()).get("phone")
    await says(desk, phone="603 555 0199", name="Bea", time=["evening"])

    assert before is None
    known = await desk.known()
    assert (known["phone"], known["name"], known["safe_times"]) == ("+16035550199", "Bea", ["evening"])


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"read": ""}, "Please say that these words were read to them"),
        ({"answer": ""}, "Please say if it is a yes or a no"),
        ({"method": "post"}, "Please say how they said it"),
        ({"words": "0" * 64}, "These words have changed"),
        ({"file": "417"}, "it was not on paper"),
        ({"method": "paper", "file": "Bea Miller"}, "This cannot be the number of a paper"),
        ({"phone": "12"}, "This cannot be a phone number"),
    ],
    ids=["not read", "no answer", "no way", "other words", "no paper", "a name", "no number"],
)
async def test_what_is_missing_is_named_and_nothing_is_kept(fields, fault):
    desk = await with_ana()

    answer = await says(desk, **fields)

    assert answer.status == 422
    assert fault in answer.text.replace("&#39;", "'")
    assert await consents(desk) == [(SCREENING.id, True, False)]
    assert "consent_given" not in await actions(desk)


@pytest.mark.parametrize("held", [{"stopped_at": NOW}, {"paused_at": NOW}], ids=["stopped", "hard moment"])
async def test_who_is_held_back_is_asked_for_nothing_and_may_ask(held):
    desk = await with_ana(**held)

    refused = await says(desk)
    kept = await says(desk, asked="yes")

    assert "Please say that they asked for it themselves" in refused.text
    assert "Never bring this up yourself" in refused.text
    assert "done=agreed" in kept.headers["location"]


async def test_taking_back_is_one_tap_and_ends_at_once():
    desk = await with_ana(consents=(SCREENING, GIVEN), phone="+16035550199", name="Bea")
    page = (await desk.page()).text

    done = await desk.press("consent/back", which=CONTACT, method="in_person")

    assert "They take it back" in page
    assert done.headers["location"] == "/office/people/p-1001?done=taken_back#who"
    assert await consents(desk) == [(SCREENING.id, True, False), (CONTACT, True, True)]
    assert "phone" not in await desk.known()
    assert (await last_audit(desk, "consent_withdrawn"))["by"] == "Maya"
    assert "They take it back" not in (await desk.page()).text


async def test_a_no_is_said_to_be_kept():
    desk = await with_ana()

    done = await says(desk, answer="no")

    assert done.headers["location"] == "/office/people/p-1001?done=refused#who"
    assert (CONTACT, False, False) in await consents(desk)


@pytest.mark.parametrize("deed", ["consent", "consent/back"])
async def test_no_other_consent_is_given_or_taken_back_here(deed):
    desk = await with_ana()

    done = await desk.press(deed, which="consent_screening_v1", answer="no", method="phone", read="yes")

    assert "done=nothing" in done.headers["location"]
    assert await consents(desk) == [(SCREENING.id, True, False)]


async def test_who_never_agreed_to_be_asked_is_signed_up_first():
    desk = await Desk.open()
    await desk.fits("1001", role=None, consents=())

    answer = await desk.browser.get(f"{PAGE}?which={CONTACT}")

    assert answer.status == 303
    assert "They say something else now" not in (await desk.page()).text


async def test_whose_page_may_not_be_seen_is_asked_for_nothing():
    desk = await with_ana(role=OfficeRole.COORDINATOR, hospitals=("h2",))

    page = await desk.browser.get(f"{PAGE}?which={CONTACT}")
    taken = await desk.press("consent/back", which=CONTACT, method="phone")

    assert (page.status, taken.status) == (404, 404)

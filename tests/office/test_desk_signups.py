"""Signing somebody up who is present: the words read out, the rules of the chat, and nothing kept of the answers."""

import re

import msgspec
import pytest

from outreach_bot.dialogue.effects import Phrase
from outreach_bot.dialogue.inputs import Invited, Opened
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.recruitment.rules import CodeKind
from tests.helpers.desk import ANSWERS, Desk
from tests.helpers.people import NOW, session
from tests.helpers.real_runner import wording

pytestmark = pytest.mark.asyncio


async def only_person(desk):
    [row] = await desk.bot.rows("person")
    return row.body


async def test_who_fits_is_kept_with_consent_needs_and_number_and_without_their_answers():
    desk = await Desk.open()

    answer = await desk.sign_up(**ANSWERS)
    person = await only_person(desk)

    assert answer.headers["location"] == f"/office/people/{person['id']}?done=signed_up"
    assert (person["role"], person["outcome"], person["hospitals"]) == ("lived", "fits", ["h1"])
    assert (person["name"], person["phone"], person["safe_times"]) == ("Bea", "+16035550199", ["evening"])
    assert person["needs"] == ["quiet", "travel"]
    assert "answers" not in person


async def test_the_consent_kept_is_of_the_very_words_that_were_read_out():
    desk = await Desk.open()

    await desk.sign_up(**ANSWERS)
    screening, contact = (await only_person(desk))["consents"]

    words = wording()
    assert screening["words"] == words.words_hash(Phrase("consent_screening_v1"), "en")
    assert contact["words"] == words.words_hash(Phrase("desk-contact"), "en")
    assert (screening["channel"], contact["id"]) == ("phone", "consent_contact_v1")


async def test_words_that_changed_since_they_were_read_out_are_read_out_again():
    desk = await Desk.open()

    answer = await desk.sign_up(**ANSWERS | {"consent_screening_v1.words": "0" * 64})

    assert answer.status == 422
    assert "These words have changed" in answer.text
    assert await desk.bot.rows("person") == []


async def test_pressing_twice_makes_one_person():
    desk = await Desk.open()

    first = await desk.sign_up(**ANSWERS)
    second = await desk.sign_up(**ANSWERS)

    assert first.headers["location"] == second.headers["location"]
    assert len(await desk.bot.rows("person")) == 1


async def test_who_says_no_leaves_nothing():
    desk = await Desk.open()

    answer = await desk.sign_up(role="lived", consent_screening_v1="no", name="Bea", phone="603 555 0199")

    assert "done=not_kept" in answer.headers["location"]
    assert await desk.bot.rows("person") == []
    assert await desk.bot.traces("Bea", "6035550199") == []


async def test_who_does_not_fit_leaves_a_count():
    desk = await Desk.open()

    answer = await desk.sign_up(**ANSWERS | {"l_age": "no"})
    page = await desk.browser.get(answer.headers["location"])

    assert "These meetings are for others this time" in page.text
    assert await desk.bot.rows("person") == []
    assert (await desk.bot.store.counters())["not_this_time:under_18"] == 1


async def test_not_sure_is_never_turned_away():
    desk = await Desk.open()

    await desk.sign_up(**ANSWERS | {"l_experience": "skip"})

    assert (await only_person(desk))["outcome"] == "talk"


async def test_without_yes_to_being_reached_name_and_number_are_not_kept():
    desk = await Desk.open()

    await desk.sign_up(**ANSWERS | {"consent_contact_v1": "no"})
    person = await only_person(desk)

    assert {"name", "phone", "safe_times"} & person.keys() == set()


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"consent_screening_v1": ""}, "Please say if they agree"),
        ({"consent_contact_v1": ""}, "Please say if we may reach them"),
        ({"l_ready": ""}, "This question has no answer yet"),
        ({"phone": "12"}, "This cannot be a phone number"),
        ({"code": "K7"}, "A code has 8 letters and numbers"),
    ],
    ids=["no consent", "no contact", "a question left out", "half a number", "half a code"],
)
async def test_what_is_missing_is_named_and_the_rest_stays_filled_in(changed, fault):
    desk = await Desk.open()

    answer = await desk.sign_up(**ANSWERS | changed)

    assert answer.status == 422
    assert fault in answer.text
    assert 'value="Bea"' in answer.text
    assert re.search(r'name="l_age" value="yes" checked', answer.text)
    assert await desk.bot.rows("person") == []


async def test_a_question_after_the_one_that_decides_may_be_left_out():
    desk = await Desk.open()

    answer = await desk.sign_up(
        role="lived", consent_screening_v1="yes", consent_contact_v1="no", l_age="no", channel="paper"
    )

    assert "done=not_this_time" in answer.headers["location"]


async def test_the_code_that_brought_them_is_counted():
    desk = await Desk.open()
    library = Code(id="K7MQ2XZB", kind=CodeKind.PLACE, name="Library", made_at=NOW)
    await desk.bot.office(Invited(codes=(library,), by="coordinator"))

    await desk.sign_up(**ANSWERS, code="k7mq-2xzb")
    person = await only_person(desk)

    assert (person["source"], person["source_channel"]) == ("K7MQ2XZB", "ph")
    counters = await desk.bot.store.counters()
    assert counters["opened:K7MQ2XZB:ph"] == 1
    assert counters["fits:K7MQ2XZB:ph"] == 1


async def test_they_go_on_on_their_own_phone_with_a_code_of_their_own():
    desk = await Desk.open()
    await desk.sign_up(**ANSWERS, session="s1")
    person = (await only_person(desk))["id"]
    text = (await desk.page(person)).text
    code = "".join(re.findall(r'big-code"><code>(\w{4}) (\w{4})<', text)[0])

    await desk.bot.do(Opened(payload=f"r_{code}"), "2002")

    assert "Welcome back" in desk.bot.texts("2002")[0]
    assert [row.id for row in await desk.bot.rows("person")] == [person]
    assert code not in (await desk.page(person)).text


async def test_who_walks_in_has_a_seat_and_has_come():
    now = session("w1", "lived_feedback", days=0)
    desk = await Desk.open(msgspec.structs.replace(now, capacity=3))

    answer = await desk.sign_up(**ANSWERS | {"channel": "paper"}, session="w1", came="yes")

    assert "done=walked_in" in answer.headers["location"]
    [seat] = (await desk.bot.session("w1")).seats.values()
    assert seat.attended is True
    overridden = [row for row in await desk.bot.store.audit() if row["action"] == "rule_overridden"]
    assert [row["reason"] for row in overridden] == ["came"]


async def test_a_full_meeting_takes_nobody_more_and_the_page_says_so():
    desk = await Desk.open(session("w1", days=0))
    await desk.sign_up(**ANSWERS, session="w1", came="yes")

    answer = await desk.sign_up(**ANSWERS, session="w1", came="yes", key="office:" + "c" * 24)

    assert "done=no_seat" in answer.headers["location"]
    assert len((await desk.bot.session("w1")).seats) == 1


async def test_a_meeting_of_another_hospital_is_not_theirs_to_fill():
    desk = await Desk.open(session("w1", days=0, hospital="h1"), hospitals=("h2",))

    text = (await desk.browser.get("/office/people/new?session=w1&role=lived")).text

    assert "Somebody came without a booking" not in text


async def test_a_safety_lead_enters_nobody():
    desk = await Desk.open(role=OfficeRole.SAFETY_LEAD)

    assert (await desk.browser.get("/office/people/new")).status == 403


async def test_somebody_of_the_chat_who_was_not_sure_is_signed_up_together_and_stays_one_person():
    desk = await Desk.open()
    await desk.fits("1001", role=None, outcome=None, hospitals=(), consents=(), screen="waiting_for_us")
    page = (await desk.page()).text

    answer = await desk.sign_up(**ANSWERS, person="p-1001")
    person = await only_person(desk)

    assert 'href="/office/people/new?person=p-1001"' in page
    assert answer.headers["location"] == "/office/people/p-1001?done=signed_up"
    assert (person["role"], person["outcome"], person["screen"]) == ("lived", "fits", "meetings")
    assert await desk.bot.rows("code") == []


async def test_somebody_of_the_chat_who_says_no_is_not_forgotten_for_it():
    desk = await Desk.open()
    await desk.fits("1001", role=None, outcome=None, hospitals=(), consents=(), screen="waiting_for_us")

    answer = await desk.sign_up(role="lived", consent_screening_v1="no", person="p-1001")

    assert "done=not_kept" in answer.headers["location"]
    assert "role" not in await only_person(desk)


async def test_nobody_is_signed_up_over_somebody_who_is():
    desk = await Desk.open()
    await desk.fits("1001")

    await desk.sign_up(**ANSWERS, person="p-1001")

    assert "name" not in await desk.known("p-1001")
    assert len(await desk.bot.rows("person")) == 2

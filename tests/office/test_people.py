"""A person's page over the real runner and store: seen by code, done to by input, told in the chat."""

import datetime as dt
import re

import pytest

from outreach_bot.dialogue.desk_inputs import SeatGiven
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.recruitment.rules import Outcome
from outreach_bot.recruitment.threads import ALERT_WORDS_KEPT
from outreach_bot.retention import clear_up
from outreach_bot.store.base import Commit, Put
from tests.helpers.desk import Desk
from tests.helpers.real_runner import rules

pytestmark = pytest.mark.asyncio


async def with_ana(**fields):
    desk = await Desk.open(
        **{name: fields.pop(name) for name in ("role", "hospitals", "office_rules") if name in fields}
    )
    await desk.fits("1001", **fields)
    return desk


async def asked_for_a_call(desk, person="p-1001", **fields):
    call = {"person": person, "asked_at": "2027-03-01T15:00:00Z", "reason": "asked"} | fields
    await desk.bot.store.commit(Commit(at=desk.bot.now, writes=[Put(table="call", id=person, body=call)]))


async def actions(desk, person="p-1001"):
    return [row["action"] for row in await desk.bot.store.audit() if row["about"] == person]


async def last_audit(desk, action):
    return [row for row in await desk.bot.store.audit() if row["action"] == action][-1]


# -- looking ---------------------------------------------------------------------------------------------


async def test_a_person_is_shown_by_code_without_name_number_or_chat():
    desk = await with_ana(name="Ana", phone="+16035550199")
    await asked_for_a_call(desk, way="call", number="+16035550123")

    text = (await desk.page()).text

    assert "p-1001" in text
    assert not re.search(r"Ana|5550199|5550123|>1001<", text)


async def test_name_and_number_are_shown_once_with_a_reason_that_is_written_down():
    desk = await with_ana(name="Ana", phone="+16035550199")

    text = (await desk.press("identity", reason="call")).text

    assert "Ana" in text
    assert "+16035550199" in text
    row = await last_audit(desk, "identity_shown")
    assert (row["reason"], row["by"], row["role"]) == ("call", "Maya", "coordinator")
    assert "Ana" not in (await desk.page()).text


async def test_without_a_reason_nobody_sees_a_name():
    desk = await with_ana(name="Ana")

    answer = await desk.press("identity", reason="curious")

    assert answer.status == 303
    assert "identity_shown" not in await actions(desk)


async def test_a_code_that_is_nobodys_is_said_kindly():
    desk = await with_ana()

    answer = await desk.page("p-nobody")

    assert answer.status == 404
    assert "Nobody has this code" in answer.text


def bare(text):
    """A page without the keys of its forms, which are others each time."""
    return re.sub(r'name="key" value="[^"]*"', "", text)


@pytest.mark.parametrize("deed", ["reply", "note", "pause", "erase", "identity"])
async def test_somebody_of_another_hospital_is_nobody_and_that_they_were_asked_for_is_written_down(deed):
    desk = await with_ana(hospitals=("h2",))

    seen = await desk.page()
    done = await desk.press(deed, text="Hello", paused="yes", reason="call")

    assert (seen.status, done.status) == (404, 404)
    assert bare(seen.text) == bare((await desk.page("p-nobody")).text)
    assert await desk.known() is not None
    assert [row["detail"] for row in await desk.bot.store.audit() if row["action"] == "refused"][-1]


async def test_a_safety_lead_may_answer_but_not_erase():
    desk = await with_ana(role=OfficeRole.SAFETY_LEAD)

    text = (await desk.page()).text

    assert "Write to them" in text
    assert "Erase this person" not in text
    assert (await desk.press("erase")).status == 403


async def test_the_timeline_names_what_happened_and_never_what_was_said():
    desk = await with_ana()
    await desk.does(SeatGiven(session="s1"))
    await desk.says("my cat is called Minka")
    await desk.press("note", text="Likes tea")

    timeline = (await desk.page()).text.partition('id="timeline"')[2]

    assert "We booked a seat" in timeline
    assert "A note was written" in timeline
    assert not re.search("Minka|Likes tea", timeline)


# -- words of danger -------------------------------------------------------------------------------------

DANGER = "I want to end it all, says Zanzibar"
PLACEHOLDER = "Words that may be about danger."


async def with_words_of_danger(**fields):
    desk = await with_ana(**fields)
    await asked_for_a_call(desk, way="here")
    await desk.says("hello")
    await desk.says(DANGER)
    return desk


@pytest.mark.parametrize("role", [OfficeRole.COORDINATOR, OfficeRole.SAFETY_LEAD, OfficeRole.OWNER])
async def test_words_of_danger_are_not_on_the_page_before_somebody_opens_them(role):
    desk = await with_words_of_danger(role=role)

    text = (await desk.page()).text

    assert "Zanzibar" not in text
    assert PLACEHOLDER in text
    assert "hello" in text


@pytest.mark.parametrize("role", [OfficeRole.SAFETY_LEAD, OfficeRole.OWNER])
async def test_the_safety_role_reads_words_of_danger_with_a_reason_that_is_written_down(role):
    desk = await with_words_of_danger(role=role)

    text = (await desk.press("safety-words", reason="safety")).text

    assert "Zanzibar" in text
    row = await last_audit(desk, "safety_words_seen")
    assert (row["about"], row["reason"], row["by"], row["role"]) == ("p-1001", "safety", "Maya", role)
    assert "Zanzibar" not in str(await desk.bot.store.audit())
    assert "Zanzibar" not in (await desk.page()).text


async def test_a_coordinator_may_not_read_words_of_danger_and_that_is_written_down():
    desk = await with_words_of_danger()

    answer = await desk.press("safety-words", reason="safety")
    page = (await desk.page()).text

    assert answer.status == 403
    assert "Zanzibar" not in answer.text
    assert "safety_words_seen" not in await actions(desk)
    assert (await last_audit(desk, "refused"))["about"] == "see_safety_words"
    assert "The safety lead can read them." in page
    assert "safety-words" not in page


async def test_in_a_small_team_coordinators_may_read_them_where_the_rules_say_so():
    known = rules()
    lent = known.safety.model_copy(update={"coordinators_read_words": True})
    desk = await with_words_of_danger(office_rules=known.model_copy(update={"safety": lent}))

    text = (await desk.press("safety-words", reason="safety")).text

    assert "Zanzibar" in text
    assert (await last_audit(desk, "safety_words_seen"))["role"] == "coordinator"


async def test_a_safety_lead_of_another_hospital_does_not_read_them():
    desk = await with_words_of_danger(role=OfficeRole.SAFETY_LEAD, hospitals=("h2",))

    answer = await desk.press("safety-words", reason="safety")

    assert answer.status == 404
    assert "safety_words_seen" not in await actions(desk)


async def test_without_a_reason_nobody_reads_words_of_danger():
    desk = await with_words_of_danger(role=OfficeRole.OWNER)

    answer = await desk.press("safety-words", reason="curious")

    assert answer.status == 303
    assert "safety_words_seen" not in await actions(desk)


async def test_words_of_danger_whose_days_are_over_are_shown_to_nobody_even_before_they_are_deleted():
    desk = await with_words_of_danger(role=OfficeRole.OWNER)
    desk.bot.now += ALERT_WORDS_KEPT.total_seconds()
    await desk.comes_in()

    page = (await desk.page()).text
    answer = await desk.press("safety-words", reason="safety")

    assert "They were deleted after 7 days." in page
    assert "Zanzibar" not in page
    assert answer.status == 303
    assert "safety_words_seen" not in await actions(desk)


# -- talking ---------------------------------------------------------------------------------------------


async def test_a_reply_reaches_who_waits_and_their_answer_is_on_the_page():
    desk = await with_ana()
    await asked_for_a_call(desk, way="here")

    done = await desk.press("reply", text="Shall I send <a> ticket?")
    await desk.says("yes please")
    page = await desk.page()

    assert done.headers["location"] == "/office/people/p-1001?done=replied#talk"
    assert "Shall I send &lt;a&gt; ticket?" in desk.bot.texts()[0]
    assert "yes please" in page.text
    assert "Waits for an answer" in page.text
    assert (await last_audit(desk, "talk_shown"))["by"] == "Maya"


async def test_pressing_send_twice_sends_once():
    desk = await with_ana()
    await asked_for_a_call(desk, way="here")

    once = "office:" + "b" * 24
    await desk.press("reply", text="Hello", key=once)
    again = await desk.press("reply", text="Hello", key=once)

    assert again.headers["location"].endswith("done=replied#talk")
    assert len(desk.bot.texts()) == 1


async def test_a_word_that_tells_too_much_on_a_locked_phone_is_asked_about_first():
    desk = await with_ana()
    await asked_for_a_call(desk, way="here")

    asked = await desk.press("reply", text="About your recovery meeting")
    before = len(desk.bot.texts())
    await desk.press("reply", text="About your recovery meeting", anyway="yes")

    assert asked.status == 422
    assert "Nothing was sent yet" in asked.text
    assert "About your recovery meeting</textarea>" in asked.text
    assert (before, len(desk.bot.texts())) == (0, 1)


async def test_words_to_somebody_who_may_not_be_written_to_are_not_kept():
    desk = await with_ana(consents=())

    answer = await desk.press("reply", text="Hello")

    assert "done=not_sent" in answer.headers["location"]
    assert await desk.bot.rows("thread") == []
    assert (await last_audit(desk, "replied"))["result"] == "denied"
    assert "Write to them" not in (await desk.page()).text


async def test_a_talk_is_ended_from_the_page():
    desk = await with_ana()
    await asked_for_a_call(desk, way="here")
    await desk.press("reply", text="Hello")

    await desk.press("close")

    assert "This talk is over" in (await desk.page()).text
    assert (await desk.bot.rows("thread"))[0].body["closed_at"]


# -- calls -----------------------------------------------------------------------------------------------


async def test_the_outcome_of_a_call_is_noted_and_the_request_is_done():
    desk = await with_ana()
    await asked_for_a_call(desk, way="call", number="+16035550123", safe_times=["morning"])
    before = (await desk.page()).text

    await desk.press("call", outcome="no_answer")
    tried = (await desk.page()).text
    await desk.press("call", outcome="reached")

    assert "Safe to call now" in before
    assert "tried once" in tried
    assert 'id="call"' not in (await desk.page()).text
    call = (await desk.bot.rows("call"))[0].body
    assert (call["outcome"], call["attempts"]) == ("reached", 2)


async def test_a_call_outside_the_safe_times_says_so():
    desk = await with_ana()
    await asked_for_a_call(desk, way="call", number="+16035550123", safe_times=["evening"])

    assert "Not a safe time now" in (await desk.page()).text


async def test_they_are_called_again_at_the_time_they_asked_for():
    desk = await with_ana()
    await asked_for_a_call(desk, way="call", number="+16035550123")

    refused = await desk.press("call", outcome="again", at="2020-01-01T10:00")
    await desk.press("call", outcome="again", at="2027-03-02T14:30")

    assert "done=nothing" in refused.headers["location"]
    assert (await desk.bot.rows("call"))[0].body["again_at"] == "2027-03-02T19:30:00Z"
    assert "Call again Tue 2 Mar, 2:30 PM" in (await desk.page()).text


# -- seats -----------------------------------------------------------------------------------------------


async def test_what_fits_comes_first_and_the_others_say_why():
    desk = await with_ana()

    text = (await desk.page()).text

    fits, _, others = text.partition('label="Only with a reason"')
    assert 'value="s1"' in fits
    assert "not their hospital" in others


async def test_a_seat_is_booked_moved_and_given_back_and_they_are_told_each_time():
    desk = await with_ana()

    booked = await desk.press("book", session="s1")
    moved = await desk.press("move", session="s1", to="s2")
    given = await desk.press("cancel", session="s2")

    ends = [answer.headers["location"].partition("done=")[2] for answer in (booked, moved, given)]
    assert ends == ["booked#seats", "moved#seats", "cancelled#seats"]
    said = [text for text in desk.bot.texts() if text]
    assert ["booked a place" in said[0], "moved your place" in said[1], "gave back" in said[2]] == [True] * 3
    assert (await desk.bot.session("s2")).seats == {}


async def test_what_does_not_fit_needs_a_reason_which_is_written_down():
    desk = await with_ana()

    without = await desk.press("book", session="s3")
    with_one = await desk.press("book", session="s3", reason="we_talked")

    assert "done=not_booked" in without.headers["location"]
    assert "done=booked" in with_one.headers["location"]
    row = await last_audit(desk, "rule_overridden")
    assert (row["detail"], row["reason"], row["by"]) == ("hospital/s3", "we_talked", "Maya")


async def test_a_reason_is_not_written_down_where_nobody_was_seated():
    desk = await with_ana()
    await desk.fits("1002", hospitals=("h2",))
    await desk.press("book", "p-1002", session="s3")

    full = await desk.press("book", session="s3", reason="we_talked")

    assert "done=not_booked" in full.headers["location"]
    assert "rule_overridden" not in await actions(desk)


@pytest.mark.parametrize("deed", ["book", "list"])
async def test_a_meeting_of_another_hospital_is_not_offered_and_not_theirs_to_fill(deed):
    desk = await with_ana(hospitals=("h1",))

    text = (await desk.page()).text
    answer = await desk.press(deed, session="s3", reason="we_talked")

    assert 'value="s3"' not in text
    assert answer.headers["location"] == (await desk.press(deed, session="s-none")).headers["location"]
    assert (await desk.bot.session("s3")).seats == {}


async def test_nobody_is_moved_into_a_meeting_of_another_hospital():
    desk = await with_ana(hospitals=("h1",))
    await desk.press("book", session="s1")

    answer = await desk.press("move", session="s1", to="s3", reason="we_talked")

    assert "done=not_moved" in answer.headers["location"]
    assert "p-1001" in (await desk.bot.session("s1")).seats


async def test_a_full_meeting_has_a_list():
    desk = await with_ana()
    await desk.fits("1002")
    await desk.press("book", session="s1")

    full = await desk.press("book", "p-1002", session="s1")
    listed = await desk.press("list", "p-1002", session="s1")

    assert "done=not_booked" in full.headers["location"]
    assert "done=listed" in listed.headers["location"]
    assert list((await desk.bot.session("s1")).waiting) == ["p-1002"]


async def test_who_never_agreed_to_be_asked_cannot_be_booked():
    desk = await Desk.open()
    await desk.fits("1001", role=None, outcome=None, hospitals=())

    text = (await desk.page()).text
    answer = await desk.press("book", session="s1", reason="they_asked")

    assert "They did not agree to be asked yet" in text
    assert "done=not_booked" in answer.headers["location"]


async def test_a_coordinator_decides_what_fits_with_a_reason():
    desk = await with_ana(outcome=Outcome.TALK, hospitals=())

    without = await desk.edit("decide", outcome="fits", hospital=["h1"])
    await desk.edit("decide", outcome="fits", hospital=["h1"], reason="we_talked", one_to_one="yes")

    assert "done=nothing" in without.headers["location"]
    known = await desk.known()
    assert (known["outcome"], known["hospitals"], known["one_to_one"]) == ("fits", ["h1"], True)


# -- the person ------------------------------------------------------------------------------------------


async def test_notes_are_held_back_and_let_go_again():
    desk = await with_ana()

    await desk.press("pause", paused="yes")
    held = (await desk.page()).text
    await desk.press("pause", paused="no")

    assert "Notes are held back" in held
    assert "paused_at" not in await desk.known()


async def test_who_tells_us_to_stop_is_written_to_and_called_no_more():
    desk = await with_ana(name="Ana", phone="+16035550199", addresses=())
    await desk.press("book", session="s1")
    owed = [row.body["reason"] for row in await desk.bot.rows("call")]

    answer = await desk.press("stop")
    known = await desk.known()

    assert owed == ["tell"]
    assert answer.headers["location"].endswith("done=stopped#who")
    assert known["stopped_at"]
    assert {"name", "phone"} & known.keys() == set()
    assert await desk.bot.rows("call") == []
    assert list((await desk.bot.session("s1")).seats) == ["p-1001"]
    assert "Stop all messages and calls" not in (await desk.page()).text


async def test_a_need_that_was_seen_to_keeps_its_tick():
    desk = await with_ana(needs=("quiet", "travel"))

    await desk.edit("needs", met=["quiet", "a castle"])

    assert (await desk.known())["needs_met"] == ["quiet"]
    assert re.search(r'value="quiet" checked', (await desk.page()).text)


async def test_a_note_is_written_and_taken_away():
    desk = await with_ana()

    await desk.press("note", text="Brings   a friend")
    text = (await desk.page()).text
    at = re.findall(r'name="at" value="([^"]+)"', text)[-1]
    await desk.press("drop-note", at=at)

    assert "Brings a friend" in text
    assert "notes" not in await desk.known()


async def test_erasing_asks_first_and_then_leaves_nothing():
    desk = await with_ana()
    await desk.press("book", session="s1")
    await desk.press("note", text="Asked to be erased")

    asked = await desk.browser.get("/office/people/p-1001/erase")
    done = await desk.press("erase")
    await desk.bot.runner.idle()

    assert "Erase this person?" in asked.text
    assert "They are erased" in done.text
    assert await desk.bot.traces("p-1001", '"1001"') == []
    assert (await last_audit(desk, "erased"))["by"] == "Maya"


async def test_what_was_written_is_deleted_seven_days_after_the_talk():
    desk = await with_ana()
    await asked_for_a_call(desk, way="here")
    await desk.press("reply", text="Hello")
    await desk.press("close")
    week = dt.timedelta(days=7).total_seconds()

    await clear_up(desk.bot.store, desk.bot.now + week - 1)
    kept = await desk.bot.rows("thread")
    await clear_up(desk.bot.store, desk.bot.now + week + 1)

    assert len(kept) == 1
    assert await desk.bot.rows("thread") == []


async def test_a_talk_that_nobody_closes_is_deleted_too():
    desk = await with_ana()
    await asked_for_a_call(desk, way="here")
    await desk.press("reply", text="Hello")
    days = dt.timedelta(days=37).total_seconds()

    await clear_up(desk.bot.store, desk.bot.now + days - 1)
    kept = await desk.bot.rows("thread")
    await clear_up(desk.bot.store, desk.bot.now + days + 1)

    assert len(kept) == 1
    assert await desk.bot.rows("thread") == []

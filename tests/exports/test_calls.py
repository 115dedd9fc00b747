import datetime as dt

from outreach_bot.dialogue.state import Person
from outreach_bot.exports.calls import COLUMNS, call_row
from outreach_bot.recruitment.calls import Call

ASKED = dt.datetime(2027, 3, 1, 15, tzinfo=dt.UTC)
CALL = Call(
    person="p1",
    asked_at=ASKED,
    reason="needs",
    way="call",
    number="+16035550142",
    safe_times=("morning", "evening"),
    shared_phone=True,
)
ANA = Person(id="p1", made_at=ASKED, seen_at=ASKED, source="K7MQ2XZB", language="en")


def test_the_columns_are_those_of_the_call_sheet():
    assert ",".join(COLUMNS) == (
        "call_id,code,preferred_name,phone_e164,language,safe_times,voicemail_ok,shared_phone,reason,due_at,attempts,"
        "outcome"
    )


def test_a_request_to_talk_is_one_row():
    assert tuple(call_row(CALL, ANA, identified=True).values()) == (
        "p1", "K7MQ2XZB", "", "+16035550142", "en", "morning;evening", "no", "yes", "needs", "2027-03-01T15:00:00Z",
        "", "open",
    )  # fmt: skip


def test_the_number_shows_only_when_asked_for():
    assert "+16035550142" not in call_row(CALL, ANA, identified=False).values()


def test_nobody_asked_whether_the_phone_is_shared():
    assert (
        call_row(Call(person="p1", asked_at=ASKED, reason="asked"), None, identified=False)["shared_phone"]
        == ""
    )


def test_a_call_that_was_made_is_done():
    done = Call(person="p1", asked_at=ASKED, reason="asked", done_at=ASKED)

    assert call_row(done, None, identified=False)["outcome"] == "done"

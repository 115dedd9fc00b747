import datetime as dt

import pytest

from outreach_bot.dialogue.effects import Attach, FileKind, Phrase, Verbatim
from outreach_bot.exports.attachments import FileMaker, with_flyer
from outreach_bot.outbound.base import CannotMake, Message
from outreach_bot.outreach.flyers import FlyerFile
from outreach_bot.outreach.typesetting import FlyerFault
from outreach_bot.recruitment.sessions import Session
from tests.helpers.flyer_campaign import LINK, wish

SESSION = Session(
    id="s1", kind="joint_event", starts=dt.datetime(2027, 3, 8, 19, tzinfo=dt.UTC), minutes=90, capacity=9
)


class Words:
    """Wording that shows which words were asked for, and in which language."""

    def plain(self, words, *, language):
        return words.text if isinstance(words, Verbatim) else f"{language}:{words.id}"


MAKER = FileMaker(Words(), clock=lambda: 1_800_000_000.0)


@pytest.mark.parametrize(
    ("kind", "method"), [(FileKind.CALENDAR, b"PUBLISH"), (FileKind.CALENDAR_CANCEL, b"CANCEL")]
)
def test_a_calendar_file_has_its_title_and_name_from_the_wording(kind, method):
    file = MAKER(Attach(kind=kind, session=SESSION), "es")

    assert b"METHOD:" + method in file.content
    assert b"SUMMARY:es:calendar-title" in file.content
    assert (file.name, file.media_type) == ("es:calendar-file.ics", "text/calendar")


def test_own_data_is_a_text_with_a_name_that_says_nothing():
    file = MAKER(Attach(kind=FileKind.OWN_DATA, lines=(Phrase("field-role"), Verbatim("né"))), "en")

    assert file.content.decode() == "en:field-role\nné\n"
    assert file.name == "notes.txt"


def test_a_calendar_file_without_a_session_is_a_fault_of_ours():
    with pytest.raises(ValueError, match="session"):
        MAKER(Attach(kind=FileKind.CALENDAR), "en")


class Press:
    """Flyers that note what was asked of them."""

    def __init__(self, *, shared=True, fault=None):
        self.shared = shared
        self.fault = fault
        self.made = []

    def may_be_shared(self):
        return self.shared

    def make(self, wish, *, link):
        if self.fault:
            raise self.fault
        self.made.append((wish, link))
        return FlyerFile(name="x", media_type="image/png", content=b"picture", alt="")


def a_message(**changed):
    return Message(text="Here it is.", file=MAKER(Attach(kind=FileKind.FLYER, flyer=wish(**changed)), "en"))


def test_a_flyer_is_kept_as_the_wish_for_it():
    file = MAKER(Attach(kind=FileKind.FLYER, flyer=wish("card")), "en")

    assert (file.name, file.media_type, file.content) == ("flyer-card-en-K7MQ2XZB.png", "image/png", b"")
    assert file.flyer == wish("card")


def test_a_flyer_without_its_wish_is_a_fault_of_ours():
    with pytest.raises(ValueError, match="wish"):
        MAKER(Attach(kind=FileKind.FLYER), "en")


@pytest.mark.asyncio
async def test_a_flyer_is_made_for_the_link_of_the_moment():
    press = Press()

    whole = await with_flyer(a_message(pdf=True), press, link=LINK)

    assert press.made == [(wish(pdf=True), LINK)]
    assert whole.file is not None
    assert (whole.text, whole.file.content) == ("Here it is.", b"picture")


@pytest.mark.asyncio
async def test_a_message_without_a_flyer_goes_as_it_is():
    message = Message(text="Hello")

    assert await with_flyer(message, Press(), link=LINK) is message


@pytest.mark.asyncio
async def test_what_is_no_longer_approved_is_not_handed_out():
    with pytest.raises(CannotMake, match="not approved, or have expired"):
        await with_flyer(a_message(), Press(shared=False), link=LINK)


@pytest.mark.asyncio
async def test_what_cannot_be_made_is_told_in_its_sentence():
    fault = FlyerFault("the words headline are too long for the form", "Say it in fewer words")

    with pytest.raises(CannotMake, match="too long for the form"):
        await with_flyer(a_message(), Press(fault=fault), link=LINK)

import datetime as dt

import pytest

from outreach_bot.dialogue.effects import Attach, FileKind, Phrase, Verbatim
from outreach_bot.exports.attachments import FileMaker
from outreach_bot.recruitment.sessions import Session

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

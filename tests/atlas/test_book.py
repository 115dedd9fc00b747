"""The cards of every word: all of them, in every language, each finding on the card it is about."""

import shutil
from pathlib import Path

import pytest

from outreach_bot.atlas.book import LETTERS, OFFICE, SMALL, read_book, stamp
from outreach_bot.atlas.parts import PARTS as CHAT_PARTS
from outreach_bot.atlas.walk import walk
from outreach_bot.content import plain_language
from outreach_bot.content.catalog import PARTS
from outreach_bot.content.findings import ContentError, Level
from outreach_bot.content.ftl_files import read_languages

ROOT = Path(__file__).parents[2]
HARD = (
    "Notwithstanding considerable institutional complexity, participation necessitates comprehensive "
    "familiarization with organizational documentation."
)


@pytest.fixture
def copied(tmp_path):
    for part in PARTS:
        shutil.copytree(ROOT / part, tmp_path / part)
    return tmp_path


@pytest.fixture(scope="module")
def two_languages(tmp_path_factory):
    """The shipped campaign in two languages; the second has a fault, and a hard sentence."""
    folder = tmp_path_factory.mktemp("two")
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part)
    shutil.copytree(ROOT / "messages/en", folder / "messages/en-GB")
    path = folder / "messages/en-GB/joining.ftl"
    text = path.read_text("utf-8")
    text = text.replace("role_pick = Which", f"role_pick = {HARD} Which")
    path.write_text(text.replace("about =\n    Here is", "about =\n    Hello addict. Here is"), "utf-8")
    return read_book(folder)


def the_card(book, name, language="en"):
    return next(card for card in book.cards if (card.id, card.language) == (name, language))


def test_every_entry_that_people_may_see_has_one_card_in_each_language(two_languages):
    for name, language in read_languages(ROOT / "messages").items():
        seen = {entry for entry in language.entries if not entry.startswith((OFFICE, "email-trouble", "-"))}
        for spoken in (name, "en-GB"):
            cards = [
                card.id
                for card in two_languages.cards
                if card.language == spoken and card.file.startswith("messages/")
            ]
            assert sorted(cards) == sorted(seen)


def test_what_only_coordinators_see_has_no_card(two_languages):
    assert not [card.id for card in two_languages.cards if card.id.startswith(OFFICE)]


def test_findings_stand_on_the_card_of_their_own_language(two_languages):
    hurts = [finding.fault for finding in the_card(two_languages, "about", "en-GB").findings]

    assert any("words that can hurt" in fault for fault in hurts)
    assert the_card(two_languages, "about").findings == []


def test_a_grade_is_the_one_the_check_speaks_of(two_languages):
    card = the_card(two_languages, "role_pick", "en-GB")

    fault = next(finding for finding in card.findings if "hard to read" in finding.fault)

    assert f"(grade {card.phrasings[0].grade:g};" in fault.fault
    assert fault.level is Level.FAULT
    assert card.phrasings[0].grade > plain_language.GRADE_FAULT


def test_each_finding_is_told_once_on_a_card_or_beside_them(two_languages):
    on_cards = [finding for card in two_languages.cards for finding in card.findings]

    assert len(on_cards) == len(set(on_cards))
    assert not set(on_cards) & set(two_languages.loose)
    assert two_languages.count(Level.FAULT) == sum(
        finding.level is Level.FAULT for finding in (*on_cards, *two_languages.loose)
    )


def test_a_message_of_the_chat_has_a_face_and_a_small_word_none(two_languages):
    assert all(card.face for card in two_languages.cards if card.shelf in CHAT_PARTS)
    assert not any(card.face for card in two_languages.cards if card.shelf in (SMALL, LETTERS))


def test_the_words_of_a_card_stand_out_from_what_is_said_around_them(two_languages):
    face = the_card(two_languages, "booking_booked").face

    assert [piece.own for piece in face.pieces][:2] == [True, False]


def test_a_note_that_comes_unasked_is_known_and_its_first_line_fits_a_locked_phone(two_languages):
    note = the_card(two_languages, "booking_reminder")

    assert note.unasked
    assert note.face.preview.startswith("A note about your meeting:")
    assert not the_card(two_languages, "welcome").unasked


def test_a_changed_file_makes_another_stamp(copied):
    before = stamp(copied)
    path = copied / "flyers/en/flyer.ftl"
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")

    assert stamp(copied) != before


def test_without_words_in_its_own_language_the_faults_are_told(copied):
    shutil.move(copied / "messages/en", copied / "messages/es")

    with pytest.raises(ContentError, match="no words in the campaign's language"):
        read_book(copied)


def test_another_rule_makes_another_picture(two_languages):
    rules = two_languages.rules
    lived = rules.screening.lived
    later = lived.model_copy(update={"rules": lived.rules[1:]})
    changed = rules.model_copy(
        update={"screening": rules.screening.model_copy(update={"lived": later, "version": 2})}
    )

    def leads(atlas):
        return {tap.data: tap.leads for tap in atlas.places["question/l_age"].taps}["a:l_age:no"]

    assert leads(two_languages.atlas) == ("said/outcome_under_18",)
    assert leads(walk(changed, ("en",))) == ("question/l_hospital",)

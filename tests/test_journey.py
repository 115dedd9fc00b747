"""From a flyer's link to a booked seat, counted tap by tap: at most 12 taps, no typing, each consent alone."""

from pathlib import Path

import pytest

from outreach_bot.dialogue.effects import Mark, Phrase
from outreach_bot.dialogue.inputs import Opened, Tapped
from outreach_bot.play import stage_content
from outreach_bot.recruitment.rules import Role
from outreach_bot.settings import Settings
from outreach_bot.stage import Stage
from outreach_bot.stage_time import on_stage
from outreach_bot.transcripts import parse
from outreach_bot.transcripts.heard import Heard, bare_label

CAMPAIGN = Path(__file__).parents[1]
CONSENTS = ("consent_screening_v1", "consent_staff_v1", "consent_contact_v1", "consent_future_v1")
MOST_TAPS = 12
HEAD = """# Three meetings that fit, and a flyer's code
clock: 2027-03-01 10:00 America/New_York
session: lived_interview lived 2027-03-08 14:00 hospital=h1
session: family_interview family 2027-03-08 14:00 hospital=h1
session: staff_feedback staff 2027-03-08 14:00
code: place K7MQ2XZB Library

user: /start
"""
JOURNEYS = {
    "lived": (
        "Start",
        "OK, carry on",
        "I have had care myself",
        "Yes, I agree you can keep my health answers",
        "Yes",
        "Harbor Hospital",
        "Done",
        "Yes, now or in the past",
        "Yes, in a group",
        "Mon 8 Mar, 2:00 PM",
        "Book this",
        "Yes, message me about my meetings",
    ),
    "family": (
        "Start",
        "OK, carry on",
        "I am family, a friend or a carer",
        "Yes, I agree you can keep my health answers",
        "Yes",
        "Yes",
        "Harbor Hospital",
        "Done",
        "Yes, in a group",
        "Mon 8 Mar, 2:00 PM",
        "Book this",
        "Yes, message me about my meetings",
    ),
    "staff": (
        "Start",
        "OK, carry on",
        "I work or help at a hospital",
        "Yes, I agree you can keep my answers",
        "Harbor Hospital",
        "Done",
        "Nurse or care assistant",
        "Yes",
        "Mon 8 Mar, 2:00 PM",
        "Book this",
        "Yes, message me about my meetings",
    ),
}


class Phone:
    """One person's phone on stage: shows what was said, takes taps and nothing else."""

    def __init__(self, stage: Stage):
        self.stage = stage
        self.seen: list[Heard] = []

    async def open_link(self):
        await self._do(Opened(payload="c_K7MQ2XZB-fl"))

    async def tap(self, label: str):
        newest = [shown for heard in self.seen for shown in heard.shown if shown.buttons][-1]
        [button] = [each for each in newest.buttons if bare_label(each.label) == label]
        await self._do(Tapped(data=button.data, message=newest.id))

    async def consents(self) -> list[str]:
        kept = (await self.stage.kept("ana"))["consents"]
        return kept.split(";") if kept else []

    async def _do(self, body):
        await self.stage.receive("ana", body)
        self.seen += [heard for who, heard in self.stage.take_heard() if who == "ana"]


@pytest.fixture(scope="module")
def campaign():
    return stage_content(Settings(campaign=CAMPAIGN))


def play(campaign, journey):
    async def staged():
        stage = await Stage.open(campaign, parse(HEAD, path="journey.chat").head)
        try:
            return await journey(Phone(stage))
        finally:
            await stage.close()

    return on_stage(staged())


@pytest.mark.parametrize("role", JOURNEYS)
def test_a_flyer_leads_to_a_seat_and_contact_consent_in_at_most_twelve_taps(role, campaign):
    async def journey(phone):
        await phone.open_link()
        for label in JOURNEYS[role][:-1]:
            await phone.tap(label)
        seated = await phone.stage.seated(role)
        await phone.tap(JOURNEYS[role][-1])
        return seated, await phone.consents(), await phone.stage.kept("ana")

    seated, consents, kept = play(campaign, journey)

    assert len(JOURNEYS[role]) <= MOST_TAPS
    assert seated == ["ana"]
    assert "consent_contact_v1" in consents
    assert (kept["role"], kept["source"], kept["channel"], kept["answers"]) == (role, "K7MQ2XZB", "fl", "")


@pytest.mark.parametrize("role", JOURNEYS)
def test_every_screen_on_the_way_can_be_answered_with_a_tap(role, campaign):
    async def journey(phone):
        await phone.open_link()
        for label in JOURNEYS[role]:
            await phone.tap(label)
        return [
            heard for heard in phone.seen if not any(button.data for s in heard.shown for button in s.buttons)
        ]

    assert play(campaign, journey) == []


@pytest.mark.parametrize("role", JOURNEYS)
def test_one_tap_gives_at_most_one_consent(role, campaign):
    async def journey(phone):
        given = []
        await phone.open_link()
        for label in JOURNEYS[role]:
            before = await phone.consents()
            await phone.tap(label)
            given += [(label, new) for new in await phone.consents() if new not in before]
        return given

    given = play(campaign, journey)

    assert [label for label, _ in given] == [label for label in JOURNEYS[role] if label in dict(given)]
    assert len(dict(given)) == len(given) == 2  # to the questions, and to messages


@pytest.mark.parametrize("role", JOURNEYS)
def test_each_consent_is_asked_in_a_message_of_its_own_with_nothing_ticked(role, campaign):
    words = {name: campaign.wording.plain(Phrase(name), language="en")[:40] for name in CONSENTS}

    async def journey(phone):
        await phone.open_link()
        for label in JOURNEYS[role]:
            await phone.tap(label)
        for label in ("Nothing", "Done", *(() if role == "staff" else ("No film",))):
            await phone.tap(label)
        return [shown for heard in phone.seen for shown in heard.shown]

    messages = [s for s in play(campaign, journey) if any(text in s.message.text for text in words.values())]
    asked = [sum(text in shown.message.text for text in words.values()) for shown in messages]
    ticked = [b.label for shown in messages for b in shown.buttons if b.label.startswith(Mark.TICKED)]

    assert asked == [1, 1, 1]  # to the questions, to messages, to other ways to help
    assert ticked == []


@pytest.mark.parametrize("role", JOURNEYS)
def test_nothing_is_asked_before_the_screening_consent(role, campaign):
    questions = {
        campaign.wording.plain(Phrase(question.id), language="en")[:40]
        for question in campaign.rules.screening.for_role(Role(role)).questions
    }

    async def journey(phone):
        asked = []
        await phone.open_link()
        for label in JOURNEYS[role][:5]:
            asked.append((await phone.consents(), " ".join(h.text for h in phone.seen)))
            await phone.tap(label)
        return asked

    without = [text for consents, text in play(campaign, journey) if not consents]

    assert len(without) == 4  # up to and with the consent itself
    assert not any(question in text for text in without for question in questions)

"""A sign-up at a desk, from what a transcript says of it: the answers it leaves out are those that fit."""

from outreach_bot.content.wording import Wording
from outreach_bot.dialogue.desk_inputs import DeskConsent, SignedUpAtDesk
from outreach_bot.dialogue.effects import Phrase
from outreach_bot.dialogue.joining import consent_for
from outreach_bot.dialogue.threads import CONTACT
from outreach_bot.recruitment.rules import Rules
from outreach_bot.transcripts.lines import SignUp


def at_desk(act: SignUp, *, rules: Rules, wording: Wording, language: str) -> SignedUpAtDesk:
    """Write what a coordinator would send in."""
    fields = act.fields
    asked = {consent_for(act.role): "yes", CONTACT: fields.get("contact", "yes")}
    return SignedUpAtDesk(
        role=act.role,
        channel=act.channel,
        consents=tuple(
            DeskConsent(
                id=consent,
                agreed=answer == "yes",
                words=wording.words_hash(Phrase(consent), language),
            )
            for consent, answer in asked.items()
        ),
        answers=_answers(act, rules),
        name=fields.get("name", ""),
        phone=fields.get("number", ""),
        code=fields.get("code", ""),
        language=language,
        session=fields.get("session", ""),
        came=fields.get("came", "no") == "yes",
    )


def _answers(act: SignUp, rules: Rules) -> dict[str, tuple[str, ...]]:
    """Every question answered so that the person fits, but for those the transcript names."""
    best = ("yes", act.hospital, "group")
    return {
        question.id: (
            act.fields.get(question.id)
            or next((option for option in best if option in question.options), question.options[0]),
        )
        for question in rules.screening.for_role(act.role).questions
    }

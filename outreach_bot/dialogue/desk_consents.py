"""A consent said to a coordinator, on the phone, face to face or on paper: given, refused, or taken back.

The words are those of the page, read to them in their language; a coordinator says that they were. Taking back always
works, and at once. Giving never does for who stopped, or is held back after a hard moment, unless they asked for it.
"""

from msgspec.structs import replace

from outreach_bot.dialogue import ringing
from outreach_bot.dialogue.desk_inputs import ConsentSaid, ConsentTakenBack
from outreach_bot.dialogue.draft import HELP, PERSON, Draft, button, column
from outreach_bot.dialogue.effects import CancelNotes, DropCall, Phrase, Unsuppress
from outreach_bot.dialogue.state import Consent
from outreach_bot.recruitment.consents import CONTACT, Method, may_be_filed, misgiven


def said(draft: Draft, body: ConsentSaid) -> None:
    """Keep their answer, with the hash of the words read to them. A "no" to what stood takes it back."""
    action = "consent_given" if body.agreed else "consent_refused"
    if draft.me.role is None or not _counts(draft, body):
        draft.audit(action, detail=body.id, result="denied")
        return
    stood = draft.agreed(body.id)
    if stood and not body.agreed:
        _take_back(draft, body.id, body.method)
    draft.set(consents=(*draft.me.consents, _record(draft, body)))
    draft.audit(action, detail=body.id)
    if body.agreed and body.id == CONTACT:
        _may_be_reached(draft, body)
        if not stood:
            _tell(draft)


def taken_back(draft: Draft, body: ConsentTakenBack) -> None:
    """They take back what they agreed to. Where nothing stands, there is nothing to take back."""
    if draft.agreed(body.id):
        _take_back(draft, body.id, body.method)


def _counts(draft: Draft, body: ConsentSaid) -> bool:
    held_back = draft.me.stopped_at is not None or draft.me.paused_at is not None
    why = misgiven(body.id, agreed=body.agreed, read=body.read, held_back=held_back, asked=body.asked)
    return why is None and may_be_filed(body.evidence, body.method)


def _record(draft: Draft, body: ConsentSaid) -> Consent:
    return Consent(
        id=body.id,
        agreed=body.agreed,
        at=draft.now,
        channel=body.method.value,
        words=body.words,
        language=body.language or draft.me.language,
        by=noted_by(draft),
        evidence=body.evidence,
    )


def noted_by(draft: Draft) -> str:
    """Who notes it: their id in the team; of who has none, the name they go by."""
    return (draft.actor.member or draft.actor.name) if draft.actor else ""


def _may_be_reached(draft: Draft, body: ConsentSaid) -> None:
    """Who stopped and asks for messages again has them again. A pause after a hard moment stays until a person ends it."""
    draft.set(
        name=body.name or draft.me.name,
        phone=body.phone or draft.me.phone,
        safe_times=body.safe_times or draft.me.safe_times,
    )
    draft.change(*(Unsuppress(address=address) for address in draft.me.addresses))
    if draft.me.stopped_at is not None:
        draft.set(stopped_at=None)
        draft.audit("started_again")


def _tell(draft: Draft) -> None:
    """Say in the chat what was noted, so that a slip can be put right. Nobody is called for it."""
    if draft.address is None or not draft.may_write_first() or not draft.may_write_this_week():
        return
    draft.write_first(Phrase("desk-agreed"), buttons=column(button("desk-booked.show", "home"), PERSON, HELP))


def _take_back(draft: Draft, consent: str, method: Method) -> None:
    """It ends at once: what waits to go stays here, and a number that was given so that we may call goes."""
    ended = {"withdrawn_at": draft.now, "withdrawn_how": method.value, "withdrawn_by": noted_by(draft)}
    draft.set(
        consents=tuple(
            replace(given, **ended)
            if given.id == consent and given.agreed and given.withdrawn_at is None
            else given
            for given in draft.me.consents
        )
    )
    draft.audit("consent_withdrawn", detail=consent)
    if consent == CONTACT:
        draft.set(name="", phone="", safe_times=())
        draft.change(CancelNotes())
        if ringing.is_ours(draft.view.call):
            draft.change(DropCall(person=draft.me.id))

"""Lists with names: asked for by one member, allowed by another, then taken. Each step is a row of the audit log.

All of them carry the approval's id. What may not be is a row, too, and changes nothing.
"""

from msgspec.structs import replace

from outreach_bot.dialogue.draft import Draft
from outreach_bot.dialogue.export_inputs import Exported, ListAsked, ListDecided, ListTaken
from outreach_bot.dialogue.team_effects import PutApproval
from outreach_bot.recruitment.approvals import (
    Approval,
    NotAllowed,
    why_not_decided,
    why_not_taken,
)

DENIED = "denied"


def export_turn(draft: Draft, body: Exported | ListAsked | ListDecided | ListTaken) -> None:
    """What one input does about a list that is taken away."""
    match body:
        case Exported():
            action = "exported_identified" if body.identified else "exported"
            draft.audit(action, about=body.kind, detail=body.about, reason=body.reason or "", by=body.by)
        case ListAsked():
            _asked(draft, body.approval)
        case ListDecided():
            _decided(draft, body)
        case ListTaken():
            _taken(draft, body)


def _asked(draft: Draft, asked: Approval) -> None:
    actor = draft.actor
    if actor is None or not actor.member:
        _row(draft, "list_asked", asked, detail=NotAllowed.NO_MEMBER, result=DENIED)
        return
    approval = replace(asked, by=actor.member, hospitals=actor.hospitals, at=draft.now)
    draft.change(PutApproval(approval=approval))
    _row(draft, "list_asked", approval, detail=approval.form)


def _decided(draft: Draft, body: ListDecided) -> None:
    approval = _kept(draft, body.approval)
    if approval is None:
        return
    action = "list_approved" if body.yes else "list_refused"
    member, hospitals = (draft.actor.member, draft.actor.hospitals) if draft.actor else ("", ())
    refused = why_not_decided(approval, member, hospitals, draft.now)
    if refused is not None:
        _row(draft, action, approval, detail=refused, result=DENIED)
        return
    decided = replace(approval, decided_by=member, decided_at=draft.now, yes=body.yes)
    draft.change(PutApproval(approval=decided))
    _row(draft, action, approval)


def _taken(draft: Draft, body: ListTaken) -> None:
    approval = _kept(draft, body.approval)
    if approval is None:
        return
    refused = why_not_taken(approval, draft.actor.member if draft.actor else "", draft.now)
    if refused is not None:
        _row(draft, "exported_identified", approval, detail=refused, result=DENIED)
        return
    draft.change(PutApproval(approval=replace(approval, taken=(*approval.taken, body.mark))))
    _row(draft, "exported_identified", approval, detail=approval.form)


def _row(draft: Draft, action: str, approval: Approval, *, detail: str = "", result: str = "") -> None:
    about = f"{approval.kind}_{approval.tool}" if approval.tool else approval.kind
    draft.audit(
        action,
        about=about,
        detail=str(detail),
        reason=approval.reason.value,
        result=result,
        approval=approval.id,
    )


def _kept(draft: Draft, name: str) -> Approval | None:
    """Look a question up, and rest on what was seen."""
    kept = draft.view.approvals.get(name)
    if kept is None:
        return None
    draft.rest_on_approval(name)
    return kept.approval

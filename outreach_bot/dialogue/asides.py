"""What becomes of inputs that were set aside: tried once more, or let go. Each is decided once."""

from outreach_bot.dialogue.aside_effects import LetAsideGo, TakeAgain
from outreach_bot.dialogue.aside_inputs import AsideLetGo, AsideTriedAgain
from outreach_bot.dialogue.draft import Draft


def decided(draft: Draft, body: AsideTriedAgain | AsideLetGo) -> None:
    """Somebody decided. What is not there any more was decided before."""
    aside = draft.view.aside
    if aside is None:
        return
    about = aside.person or "aside"
    match body:
        case AsideTriedAgain():
            draft.change(TakeAgain(aside=aside.id))
            draft.audit("aside_tried_again", about=about, detail=aside.kind)
        case AsideLetGo():
            draft.change(LetAsideGo(aside=aside.id))
            draft.audit("aside_let_go", about=about, detail=aside.kind, reason=body.reason.value)

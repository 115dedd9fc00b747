"""What is done to the house itself, or only looked at: a row of the audit log, and nothing else."""

from outreach_bot.dialogue.draft import Draft
from outreach_bot.dialogue.house_inputs import (
    RetentionRun,
    SettingsChanged,
    StoreBackedUp,
    WavePreviewed,
    WordsPublished,
)


def house_turn(draft: Draft) -> bool:
    """Note one input of the house; False: it is about something else."""
    body = draft.received.body
    match body:
        case WordsPublished():
            detail = f"questions:{body.questions} flyers:{body.flyers} reviewers:{body.reviewers}"
            draft.audit("words_published", about=body.version, detail=detail)
        case SettingsChanged():
            draft.audit("settings_changed", about="settings", detail=body.mark)
        case RetentionRun():
            draft.audit("retention_run", about="store", detail=str(body.rows))
        case StoreBackedUp():
            draft.audit("store_backed_up", about="store", detail=str(body.size), by=body.by)
        case WavePreviewed():
            detail, approval = str(body.reaches), body.approval
            draft.audit("wave_previewed", about=body.wave, detail=detail, approval=approval)
        case _:
            return False
    return True

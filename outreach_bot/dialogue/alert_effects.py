"""What a turn does to notices. Part of `effects`, from where everybody takes it."""

from outreach_bot.dialogue.contact_effects import Effect
from outreach_bot.dialogue.notices import NoticeId, NoticeRecord


class PutNotice(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """Write what became of a notice."""

    notice: NoticeId
    record: NoticeRecord

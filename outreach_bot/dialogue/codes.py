"""Links and codes: one code, four doors. An unknown, used or void code is answered like a fresh one."""

from msgspec.structs import replace

from outreach_bot.dialogue import champions, coordinators, crediting, reviewing, rights, tallying
from outreach_bot.dialogue.draft import Draft
from outreach_bot.dialogue.effects import Phrase, PutCode, Turn, Unsuppress
from outreach_bot.dialogue.forgetting import forget
from outreach_bot.dialogue.inputs import CameBack, Opened
from outreach_bot.recruitment.codes import Scanned, read_payload
from outreach_bot.recruitment.rules import CodeKind


def opened(draft: Draft, body: Opened) -> None:
    """The chat was opened, from a link or without; whoever comes back sees where they are."""
    read = read_payload(body.payload) if body.payload else None
    if draft.me.stopped_at is not None:
        rights.come_back(draft)
    if read is None:
        if body.payload:
            reviewing.tried(draft, "")
        draft.reshow()
    else:
        scanned(draft, read, said=False)


def scanned(draft: Draft, read: Scanned, *, said: bool = True) -> None:
    """A code came, by link or typed. One that is no good any more is answered as if it were."""
    kept = draft.view.codes.get(read.code)
    code = kept.code if kept else None
    sign = reviewing.sign_of(draft, code)
    if code is not None and sign is None and code.joins:
        _join(draft, read.code)
        return
    if code is not None and sign is None and code.kind is CodeKind.RETURN:
        _go_back(draft, read.code)
        return
    if code is None:
        reviewing.tried(draft, read.code)
    elif sign is not None:
        reviewing.flag(draft, code.id, sign)
    _note_source(draft, read)
    thanks = (Phrase("code-thanks"),) if said and draft.me.screen != "new" else ()
    draft.reshow(*thanks)


def _note_source(draft: Draft, read: Scanned) -> None:
    kept = draft.view.codes.get(read.code)
    own = draft.me.champion is not None and draft.me.champion.code == read.code
    if draft.me.source or kept is None or own:
        return
    draft.set(source=read.code, source_channel=read.channel)
    draft.count(f"opened:{read.code}:{read.channel}")
    reviewing.opened(draft, kept.code)


def _join(draft: Draft, code_id: str) -> None:
    code = draft.view.codes[code_id].code
    draft.rest_on_code(code_id)
    draft.change(PutCode(code=replace(code, used_at=draft.now)))
    if code.kind is CodeKind.COORDINATOR:
        coordinators.enrol(draft, code.member)
    else:
        champions.invited(draft, code)


def opens_a_door(turn: Turn) -> bool:
    """Tell whether the code that somebody opened the chat with does more than say where they came from.

    An invitation is used up, and a way back leads to a conversation there is. Both are links made for one person.
    """
    return bool(turn.tells) or any(isinstance(change, PutCode) for change in turn.changes)


# -- the way back --------------------------------------------------------------------------------------


def _go_back(draft: Draft, code_id: str) -> None:
    code = draft.view.codes[code_id].code
    address = draft.address
    if code.person == draft.me.id or address is None:
        draft.reshow()
        return
    had_a_seat = any(draft.me.id in session.seats for session in draft.sessions.values())
    if not had_a_seat and not draft.waits() and not draft.is_new:
        crediting.take_back(draft)
        tallying.take_back(draft)
        forget(draft)
    draft.forgotten = True
    draft.tell_person(code.person, CameBack(address=address))


def came_back(draft: Draft, body: CameBack) -> None:
    """The return code was used at another address: the conversation goes on there."""
    known = tuple(a for a in draft.me.addresses if a != body.address)
    draft.set(addresses=(body.address, *known), seen_at=draft.now, turn=draft.me.turn + 1, stopped_at=None)
    draft.change(Unsuppress(address=body.address))
    draft.audit("came_back")
    draft.reshow(Phrase("came-back"), edit=False)

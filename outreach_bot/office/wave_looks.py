"""That somebody looked at a wave before it was approved: a row of the audit log, once a day and session."""

from starlette.requests import Request

from outreach_bot.dialogue.house_inputs import WavePreviewed
from outreach_bot.dialogue.inputs import OFFICE, Input, To
from outreach_bot.office.access import moment
from outreach_bot.office.shell import Shell
from outreach_bot.recruitment.waves import Wave


async def looked_at(shell: Shell, request: Request, wave: Wave, *, version: str, reaches: int) -> None:
    """Write it down; another version of its words is another look."""
    actor = request.state.actor
    day = moment(shell.parts.clock()).date().isoformat()
    key = f"office:previewed:{wave.approval}:{version}:{day}:{actor.session}"
    body = WavePreviewed(wave=wave.id, approval=wave.approval, reaches=reaches)
    await shell.parts.runner.receive(Input(key=key, to=To.OFFICE, id=OFFICE, body=body, actor=actor))

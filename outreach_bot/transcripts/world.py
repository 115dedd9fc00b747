"""What a transcript is played in: one bot with its store, its clock and the people around it, by name."""

import datetime as dt
from typing import Protocol

from outreach_bot.dialogue.inputs import Body, Channel
from outreach_bot.transcripts.heard import Heard
from outreach_bot.transcripts.lines import Desk, Invite, SignUp
from outreach_bot.transcripts.walk import Goal


class Broke(Exception):
    """The bot could not handle an input. The message says what went wrong inside it."""


class World(Protocol):
    """What the player needs: one bot with its store and its clock, and the people around it, by name."""

    @property
    def now(self) -> dt.datetime:
        """The instant at which the clock stands (aware)."""

    async def receive(self, who: str, body: Body) -> None:
        """Let something `who` did reach the bot, and all that follows at once from it. Raises Broke."""

    async def redeliver(self, who: str) -> None:
        """Let the last input of `who` arrive once more."""

    async def use_channel(self, who: str, channel: Channel) -> None:
        """From here on, `who` writes through `channel`."""

    async def wait(self, until: dt.datetime) -> None:
        """Move the clock, firing each timer at its own time."""

    async def kill(self) -> None:
        """Drop everything that is not committed, and start afresh."""

    async def down(self, span: dt.timedelta) -> None:
        """Be dead for `span`, then start again and do what came due."""

    async def away(self) -> None:
        """The bot comes back after a gap, in which it may have lost a tap."""

    async def move(self, session: str, starts: dt.datetime) -> None:
        """Let a coordinator move a session. Raises Broke where there is none."""

    async def call_off(self, session: str) -> None:
        """Let a coordinator cancel a session. Raises Broke where there is none."""

    async def desk(self, act: Desk) -> None:
        """Let a coordinator do something to a session at their desk. Raises Broke where there is none."""

    async def invite(self, invitation: Invite) -> None:
        """Let a coordinator make a one-time link."""

    async def for_person(self, who: str, body: Body) -> None:
        """Let a coordinator do something for `who` from a desk."""

    async def sign_up(self, act: SignUp) -> None:
        """Let a coordinator sign somebody up, who is present."""

    async def talk(self, who: str) -> list[str]:
        """What `who` wrote to coordinators, as far as it is kept."""

    def take_heard(self) -> list[tuple[str, Heard]]:
        """Everything said since this was last asked, with who heard it."""

    async def take_notices(self) -> list[str]:
        """What coordinators were told since this was last asked."""

    async def kept(self, who: str) -> dict[str, str]:
        """What is kept about `who`: columns of `export signups` and `answers`; empty when nothing is."""

    async def traces(self, who: str) -> list[str]:
        """Rows that still name `who`, beyond what may stay after an erasure."""

    async def goal(self, session: str) -> Goal | None:
        """Which roles a session admits, and where it is; None when there is none."""

    async def seated(self, session: str) -> list[str] | None:
        """Who holds a seat; None when there is no such session."""

    async def waiting(self, session: str) -> list[str] | None:
        """Who waits, first to last; None when there is no such session."""

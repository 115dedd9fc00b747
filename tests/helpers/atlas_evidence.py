"""What transcripts show of the conversation: each tap on a screen that somebody was on, and where it led, for real."""

from pathlib import Path

import msgspec

from outreach_bot import runner
from outreach_bot.atlas.traveller import World, place_of, screen_of, stop_of
from outreach_bot.dialogue.engine import step
from outreach_bot.dialogue.inputs import Tapped, To
from outreach_bot.play import play_file, stage_content
from outreach_bot.settings import Settings

ROOT = Path(__file__).parents[2]
CHATS = sorted((ROOT / "tests" / "chats" / "en").glob("*.chat"))


class Led(msgspec.Struct, frozen=True):
    """A tap that happened."""

    place: str
    tap: str
    to: str
    back: bool
    """It took away what was shown over the conversation."""


class Witness:
    """Listens to the real runner while it decides."""

    def __init__(self):
        self.seen: set[Led] = set()

    def step(self, view, received, *, now):
        turn = step(view, received, now=now)
        if received.to is To.PERSON and isinstance(received.body, Tapped) and view.me is not None:
            self._note(view, received, turn, now)
        return turn

    def _note(self, view, received, turn, now):
        screen = screen_of(view, received, now=now)
        if screen is None:
            return
        offered = {button.data for row in screen.buttons for button in row}
        if received.body.data not in offered or view.me.stopped_at is not None:
            return
        sessions = {key: kept.session for key, kept in view.sessions.items()}
        world = World(
            rules=view.rules,
            now=now,
            me=view.me,
            sessions=sessions,
            codes={key: kept.code for key, kept in view.codes.items()},
            call=view.call,
            thread=view.thread,
            languages=view.languages,
        )
        after = world.after(turn)
        stop = stop_of(after.view(), turn, received, now=now)
        if stop is None:
            return
        parts = ["*" if part in sessions else part for part in received.body.data.split(":")]
        under = view.me.before.replace("new|", "welcome|")
        here = after.me is not None and not after.me.before and f"{after.me.screen}|{after.me.about}"
        back = bool(under) and here == under
        self.seen.add(Led(place_of(view.me, screen), ":".join(parts), stop.place, back))


def witnessed(monkeypatch, files):
    """Play the transcripts `files` on the real bot; every tap on a screen, and where it led."""
    witness = Witness()
    monkeypatch.setattr(runner, "step", witness.step)
    content = stage_content(Settings(campaign=ROOT))
    for path in files:
        play_file(path, content=content)
    return witness.seen

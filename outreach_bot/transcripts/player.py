"""Play a transcript in a world: what speakers do goes in, what was said is compared.

The world may be the real bot (`outreach_bot.stage`) or a test's; the player knows only `World`.
"""

import re

from outreach_bot.dialogue.inputs import (
    Blocked,
    Body,
    Edited,
    Opened,
    Said,
    SentMedia,
    SharedContact,
    Tapped,
    Unblocked,
)
from outreach_bot.outbound.base import ShownButton
from outreach_bot.transcripts import checking
from outreach_bot.transcripts.checking import Mismatch, Scene, scenes
from outreach_bot.transcripts.heard import Heard, Shown, bare_label, same_label
from outreach_bot.transcripts.lines import (
    Act,
    As,
    Away,
    Block,
    Book,
    CallOff,
    Check,
    Contact,
    Desk,
    Down,
    Edit,
    FileSent,
    ForPerson,
    Invite,
    Kill,
    ListIs,
    Media,
    Move,
    Note,
    Office,
    OnChannel,
    Only,
    Redeliver,
    SeatIs,
    SignUp,
    Silence,
    Talk,
    TapLabel,
    TapPlace,
    Transcript,
    Typed,
    Unblock,
    Wait,
)
from outreach_bot.transcripts.walk import Walk
from outreach_bot.transcripts.world import Broke, World

SOMEONE = "someone"
"""Who speaks in a file that does not say."""
OWN_NUMBER = "+1 202 555 0123"
"""The number behind the "share my number" key: 555-01XX is kept for stories."""
_COMMAND = re.compile(r"(/[A-Za-z0-9_]{1,32})(@[A-Za-z0-9_]+)?(?=\s|$)")
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


class CannotGoOn(Exception):
    """The conversation cannot take its next step; what follows would only be noise."""

    def __init__(self, mismatch: Mismatch):
        super().__init__(mismatch.fault)
        self.mismatch = mismatch


async def play(transcript: Transcript, world: World) -> list[Mismatch]:
    """Play it from beginning to end; returns what was not as written, in the order of the lines."""
    player = Player(world)
    found: list[Mismatch] = []
    for scene in scenes(transcript.lines):
        try:
            found += await player.play_scene(scene)
        except CannotGoOn as stopped:
            return [*found, stopped.mismatch]
    return found


class Player:
    """Holds what a person before the screen would remember: which buttons they saw, what they just heard."""

    def __init__(self, world: World):
        self._world = world
        self._speaker = SOMEONE
        self._heard: dict[str, list[Heard]] = {}
        self._keyboards: dict[str, list[Shown]] = {}
        self._unprompted: set[str] = set()
        self._quietly = False
        self._notices: list[str] = []

    async def play_scene(self, scene: Scene) -> list[Mismatch]:
        """Act, then check. Raises CannotGoOn."""
        if scene.act is not None:
            try:
                await self._act(scene.act)
            except Broke as broke:
                raise CannotGoOn(Mismatch(at=scene.act.at, fault=str(broke))) from broke
            self._notices += await self._world.take_notices()
        found = checking.compare(scene, self._spoken())
        for check in scene.checks:
            found += await self._check(check, scene)
        return sorted(found, key=lambda mismatch: mismatch.at.first)

    # -- acts ----------------------------------------------------------------------------------------

    async def _act(self, act: Act) -> None:
        self._heard[self._speaker] = []
        self._quietly = False
        match act:
            case As():
                self._speaker = act.who
            case TapLabel() | TapPlace():
                shown, button = self._find_button(act)
                self._quietly = shown.id in self._unprompted
                await self._tap(shown, button)
            case Book():
                await self._book(act)
            case Wait():
                await self._wait(act)
            case Down():
                await self._world.down(act.span)
                self._overhear()
            case _:
                await self._do(act)
                self._listen()

    async def _do(self, act: Act) -> None:
        world, who = self._world, self._speaker
        match act:
            case Typed():
                await world.receive(who, typed(act.text))
            case Edit():
                await world.receive(who, Edited(text=act.text))
            case Media():
                await world.receive(who, SentMedia(caption=act.caption))
            case Contact():
                await world.receive(who, SharedContact(number=act.number, own=act.own))
            case Block():
                await world.receive(who, Blocked())
            case Unblock():
                await world.receive(who, Unblocked())
            case Away():
                await world.away()
            case Redeliver():
                await world.redeliver(who)
            case OnChannel():
                await world.use_channel(who, act.channel)
            case Kill():
                await world.kill()
            case Move():
                await world.move(act.session, act.starts)
            case CallOff():
                await world.call_off(act.session)
            case Desk():
                await world.desk(act)
            case Invite():
                await world.invite(act)
            case ForPerson():
                await world.for_person(act.who, act.body)
            case SignUp():
                await world.sign_up(act)
            case _:
                raise TypeError(f"no act: {act}")

    async def _tap(self, shown: Shown, button: ShownButton) -> list[Heard]:
        if button.data:
            body: Body = Tapped(data=button.data, message=shown.id)
        else:
            body = SharedContact(number=OWN_NUMBER, own=True)
        await self._world.receive(self._speaker, body)
        return self._listen()

    async def _wait(self, act: Wait) -> None:
        until = act.until or self._world.now + act.span
        if until < self._world.now:
            at = f"{self._world.now:%Y-%m-%d %H:%M %Z}"
            raise CannotGoOn(
                Mismatch(at=act.at, fault=f"the clock stands at {at} already; it only goes forward")
            )
        await self._world.wait(until)
        self._overhear()

    def _overhear(self) -> None:
        """Take what was said without being asked."""
        for who, heard in self._take():
            self._unprompted |= {shown.id for shown in heard.shown}
            self._heard.setdefault(who, []).append(heard)

    async def _book(self, act: Book) -> None:
        goal = await self._world.goal(act.session)
        if goal is None:
            raise CannotGoOn(Mismatch(at=act.at, fault=f"there is no session {act.session}"))
        steps = Walk(goal)
        if not self._keyboards.get(self._speaker):
            await self._world.receive(self._speaker, Opened())
            self._listen()
        while True:
            shown = self._keyboards.get(self._speaker, [])[-1:]
            buttons = shown[0].buttons if shown else ()
            held = self._speaker in (await self._world.seated(act.session) or ())
            waits = self._speaker in (await self._world.waiting(act.session) or ())
            button = steps.next(buttons, arrived=held or waits)
            if button is None and (held or waits):
                return
            if button is None or not shown:
                offered = " | ".join(bare_label(each.label) for each in buttons)
                fault = f"no way on to {act.session} from here"
                raise CannotGoOn(Mismatch(at=act.at, fault=fault, found=(f"[{offered}]",) if offered else ()))
            await self._tap(shown[0], button)

    def _find_button(self, tap: TapLabel | TapPlace) -> tuple[Shown, ShownButton]:
        keyboards = self._keyboards.get(self._speaker, [])
        newest = keyboards[-1].buttons if keyboards else ()
        offered = (f"[{' | '.join(bare_label(button.label) for button in newest)}]",)
        if isinstance(tap, TapPlace):
            if len(newest) < tap.place:
                fault = f"there are only {len(newest)} buttons"
                raise CannotGoOn(Mismatch(at=tap.at, fault=fault, found=offered))
            return self._usable(tap, keyboards[-1], newest[tap.place - 1])
        for same in (_exactly, same_label):
            for shown in reversed(keyboards):
                for button in shown.buttons:
                    if same(button.label, tap.label):
                        return self._usable(tap, shown, button)
        fault = "there is no such button"
        raise CannotGoOn(Mismatch(at=tap.at, fault=fault, expected=(f"[{tap.label}]",), found=offered))

    def _usable(
        self, tap: TapLabel | TapPlace, shown: Shown, button: ShownButton
    ) -> tuple[Shown, ShownButton]:
        if button.url:
            raise CannotGoOn(Mismatch(at=tap.at, fault=f"this button opens a page: {button.url}"))
        return shown, button

    def _take(self) -> list[tuple[str, Heard]]:
        """Take what was said, remembering its keyboards."""
        taken = self._world.take_heard()
        for who, heard in taken:
            kept = self._keyboards.setdefault(who, [])
            kept += [shown for shown in heard.shown if shown.buttons]
        return taken

    def _listen(self) -> list[Heard]:
        """Take what one input made the bot say; returns what the speaker heard of it."""
        mine = []
        for who, heard in self._take():
            self._heard.setdefault(who, []).append(heard)
            if who == self._speaker:
                mine.append(heard)
        return mine

    # -- checks --------------------------------------------------------------------------------------

    def _spoken(self) -> list[Heard]:
        return [heard for heard in self._heard.get(self._speaker, []) if heard.says_something]

    async def _check(self, check: Check, scene: Scene) -> list[Mismatch]:
        match check:
            case Silence():
                quietly = self._quietly
                return [] if scene.bots else checking.silence(check, self._spoken(), quietly=quietly)
            case Only():
                return checking.only(check, self._spoken())
            case FileSent():
                return checking.file_sent(check, self._heard.get(self._speaker, []))
            case Note():
                return await checking.note(check, self._world, self._speaker)
            case SeatIs():
                return checking.people(check, "seat", await self._world.seated(check.session))
            case ListIs():
                return checking.people(check, "list", await self._world.waiting(check.session))
            case Office():
                return checking.office(check, self._notices)
            case Talk():
                return checking.talk(check, await self._world.talk(self._speaker))
            case _:
                return []


def typed(text: str) -> Body:
    """Read what a person types as a channel does: `/start PAYLOAD` opens the link with that payload."""
    command = _COMMAND.match(text)
    if command is None:
        return Said(text=text)
    name, rest = command[1], text[command.end() :]
    payload = rest.strip()
    if name.lower() == "/start" and (not payload or _PAYLOAD.fullmatch(payload)):
        return Opened(payload=payload)
    return Said(text=name + rest)


def _exactly(one: str, other: str) -> bool:
    return bare_label(one) == bare_label(other)

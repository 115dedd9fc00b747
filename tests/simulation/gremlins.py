"""What goes wrong in a run, one thing after the other, and is put right again."""

import asyncio
import errno
from typing import TYPE_CHECKING

from tests.simulation.grain import DAY

if TYPE_CHECKING:
    from tests.simulation.world import World

HOUSE = (
    "kill", "power cut", "killed in the middle", "killed as it hands on", "stop", "crash loop", "clock steps",
    "disk is full", "disk fails", "disk is slow", "names cannot be written", "no descriptors",
    "the journal is damaged",
)  # fmt: skip
"""What goes wrong with the machine that the bot runs on."""
WIRE = (
    "telegram down", "storm", "lost answers", "one chat's answers are lost", "gateway", "slow", "ids start anew",
    "silence",
)  # fmt: skip
"""What goes wrong between the bot and Telegram: it keeps no timer waiting."""
IDLE_SECONDS = 60.0
SILENT_DAYS = (0.1, 1.0, 7.2)


class Gremlins:
    """Whoever disturbs one world. Somebody has to be there to see it: they come most often when people do."""

    def __init__(self, world: "World") -> None:
        self._world = world

    async def work(self, end: float) -> None:
        """One thing after the other goes wrong, and is put right again."""
        world, chance, loop = self._world, self._world.chance, asyncio.get_running_loop()
        every = world.days * DAY / chance.choice((2, 5, 12))
        kinds = chance.sample((*HOUSE, *WIRE), chance.randint(1, len(HOUSE) + len(WIRE)))
        while loop.time() < end:
            await asyncio.sleep(chance.expovariate(1 / every))
            if chance.random() < 0.7:
                await world.life.stirred.wait()
            if loop.time() >= end:
                return
            kind = chance.choice(kinds)
            if kind == "silence" and world.days < 1:
                continue
            world.faults[kind] += 1
            world.trace(f"gremlin {kind}")
            world.checker.calm_since = float("inf")
            await (self._in_the_house(kind) if kind in HOUSE else self._on_the_wire(kind))
            self.rest()

    def rest(self) -> None:
        """Put everything right."""
        world = self._world
        weather, wire, checker = world.disk.weather, world.telegram.wire, world.checker
        weather.errors.clear()
        weather.lives = 0
        weather.slow = 0.0
        world.aim = False
        wire.down = wire.storm = wire.silent = False
        wire.lose = wire.gateway = wire.slow = wire.again = 0.0
        wire.deaf.clear()
        now = asyncio.get_running_loop().time()
        checker.calm_since = now
        checker.wire_calm_since = min(checker.wire_calm_since, now)
        checker.house_calm_since = min(checker.house_calm_since, now)

    async def _for_a_while(self) -> None:
        await asyncio.sleep(self._world.chance.choice((0.2, 1.0, 5.0, 20.0)) * 60)

    async def _in_the_house(self, kind: str) -> None:
        world, chance, weather = self._world, self._world.chance, self._world.disk.weather
        checker = world.checker
        checker.house_calm_since = float("inf")
        match kind:
            case "kill":
                world.kill(down=chance.choice((0.0, 0.0, 5.0, 200.0, 3600.0, 10 * 3600.0)))
            case "power cut":
                world.kill(down=chance.choice((5.0, 200.0, 3600.0)), power=True)
            case "killed in the middle":
                weather.lives = chance.randint(1, 40)
                world.cut_power = chance.random() < 0.5
                await self._for_a_while()
                world.cut_power = False
            case "killed as it hands on":
                world.aim = True
                await self._for_a_while()
            case "stop":
                world.stop(down=chance.choice((0.0, 60.0, 3600.0)))
            case "crash loop":
                checker.wire_calm_since = float("inf")
                world.telegram.wire.storm = chance.random() < 0.5
                for _ in range(chance.randint(4, 9)):
                    await world.up()
                    await asyncio.sleep(chance.choice((0.5, 3.0, 10.0)))
                    world.kill()
            case "clock steps":
                world.set_clock(chance.choice((-300.0, -7200.0, -90.0, 90.0, 3600.0, 3 * DAY)))
            case "disk is full":
                weather.errors["append"] = chance.choice((errno.ENOSPC, "short"))
                world.needs_restart = True
                await self._for_a_while()
            case "disk fails":
                weather.errors[chance.choice(("sync", "append"))] = errno.EIO
                world.needs_restart = True
                await self._for_a_while()
            case "disk is slow":
                weather.slow = chance.choice((0.2, 2.0, 8.0))
                await self._for_a_while()
            case "names cannot be written":
                weather.errors[chance.choice(("rename", "sync_folder", "unlink"))] = errno.EIO
                world.needs_restart = True
                await self._for_a_while()
            case "no descriptors":
                for operation in ("create", "read", "names"):
                    weather.errors[operation] = chance.choice((errno.EMFILE, errno.ENFILE, errno.ENOMEM))
                await self._for_a_while()
            case "the journal is damaged":
                await world.damage_journal()
            case _:
                raise AssertionError(kind)
        await asyncio.sleep(1.0)

    async def _on_the_wire(self, kind: str) -> None:
        world, chance, wire = self._world, self._world.chance, self._world.telegram.wire
        world.checker.wire_calm_since = float("inf")
        match kind:
            case "ids start anew":  # as after an idle week: nothing is under way
                while world.telegram.queue.pending or not world.life.stirred.is_over(IDLE_SECONDS):
                    await asyncio.sleep(IDLE_SECONDS)
                world.telegram.queue.next_id = chance.randint(1, 2**31 - 1)
                return
            case "one chat's answers are lost":
                wire.deaf.add(world.life.somebody())
                await asyncio.sleep(chance.choice((60.0, 1200.0, 3 * 3600.0)))
                return
            case "silence":
                wire.silent = True
                await asyncio.sleep(min(chance.choice(SILENT_DAYS), world.days) * DAY)
                return
            case "telegram down" | "storm" | "lost answers" | "gateway" | "slow":
                pass  # set below
            case _:
                raise AssertionError(kind)
        wire.down, wire.storm = kind == "telegram down", kind == "storm"
        wire.lose = 0.4 if kind == "lost answers" else 0.0
        wire.gateway = 0.5 if kind == "gateway" else 0.0
        wire.slow = chance.choice((3.0, 25.0)) if kind == "slow" else 0.0
        wire.again = 0.3 if chance.random() < 0.5 else 0.0
        await self._for_a_while()
        await asyncio.sleep(1.0)

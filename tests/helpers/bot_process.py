"""The real bot, in a process of its own, against a fake Bot API server."""

import asyncio
import contextlib
import os
import resource
import socket
import sys
from pathlib import Path

import aiohttp

from tests.helpers.patience import PATIENCE

ROOT = Path(__file__).parents[2]
START_SECONDS = PATIENCE
STOP_SECONDS = PATIENCE


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class BotProcess:
    """Starts, kills and starts again on the same data. `webhook`: Telegram brings the updates.

    telegram: a fake server, or None for a bot of the web alone; files: how many it may have open at most; more:
    settings of its own.
    """

    def __init__(
        self,
        telegram,
        folder: Path,
        *,
        webhook: bool = False,
        files: int = 0,
        more: dict[str, str] | None = None,
    ):
        self.telegram = telegram
        self.folder = folder
        self.port = free_port() if webhook or telegram is None else 0
        self.files = files
        self.more = more or {}
        self.webhook = webhook
        self.output = folder / "bot.txt"
        self.process: asyncio.subprocess.Process | None = None

    @property
    def settings(self) -> dict[str, str]:
        settings = {
            "OUTREACH_DATA": str(self.folder / "data"),
            "OUTREACH_KEY_FILE": str(self.folder / "outreach.key"),
            "OUTREACH_PORT": str(self.port),
        }
        if self.telegram is not None:
            settings["OUTREACH_TELEGRAM_TOKEN"] = self.telegram.token
            settings["OUTREACH_TELEGRAM_API"] = self.telegram.url
        if self.webhook:
            settings["OUTREACH_WEBHOOK_URL"] = f"http://127.0.0.1:{self.port}/telegram/hook"
            settings["OUTREACH_WEBHOOK_SECRET"] = "a-secret_of-ours"
        return settings | self.more

    async def start(self) -> None:
        env = {name: value for name, value in os.environ.items() if not name.startswith("OUTREACH_")}
        with self.output.open("ab") as output:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "outreach_bot",
                "run",
                cwd=ROOT,
                env={**env, **self.settings},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                preexec_fn=self._limit_files if self.files else None,
            )

    def _limit_files(self) -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (self.files, self.files))

    async def answering(self) -> None:
        """Until it takes requests."""
        async with asyncio.timeout(START_SECONDS):
            while True:
                with contextlib.suppress(aiohttp.ClientError):
                    if await self.health() == 200:
                        return
                assert self.process is not None
                assert self.process.returncode is None, self.said()
                await asyncio.sleep(0.05)

    async def receiving(self) -> None:
        """Until it polls, or has set its webhook."""
        before = self.telegram.calls["getupdates"] + self.telegram.calls["setwebhook"]
        async with asyncio.timeout(START_SECONDS):
            while self.telegram.calls["getupdates"] + self.telegram.calls["setwebhook"] == before:
                assert self.process is not None
                assert self.process.returncode is None, self.said()
                await asyncio.sleep(0.02)

    async def sending(self) -> None:
        """Until it has tried to send, whatever it was told."""
        before = self.telegram.calls["sendmessage"] + self.telegram.calls["editmessagetext"]
        async with asyncio.timeout(START_SECONDS):
            while self.telegram.calls["sendmessage"] + self.telegram.calls["editmessagetext"] == before:
                assert self.process is not None
                assert self.process.returncode is None, self.said()
                await asyncio.sleep(0.02)

    async def stop(self) -> int:
        """Ask it to end; returns its exit code."""
        assert self.process
        if self.process.returncode is None:
            self.process.terminate()
        return await asyncio.wait_for(self.process.wait(), STOP_SECONDS)

    async def kill(self) -> None:
        """kill -9."""
        assert self.process
        self.process.kill()
        await self.process.wait()

    async def health(self) -> int:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{self.port}/health") as answer,
        ):
            return answer.status

    async def command(self, *arguments: str) -> str:
        """What another command prints beside it."""
        env = {name: value for name, value in os.environ.items() if not name.startswith("OUTREACH_")}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "outreach_bot",
            *arguments,
            cwd=ROOT,
            env={**env, **self.settings},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(process.communicate(), START_SECONDS)
        assert process.returncode == 0, err.decode()
        return out.decode()

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8", errors="replace")

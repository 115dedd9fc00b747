"""The same conversation in a terminal or a pipe: one line in is one message, a `[Button label]`, or a button's number.

Says nothing of its own: every word comes from the bot. What is typed reaches the runner as on any channel.
"""

import asyncio
import html
import re
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.text import Text

from outreach_bot.dialogue.inputs import Address, Body, Input, Opened, Tapped, To
from outreach_bot.outbound.base import File, Message, Owed, SendOutcome, Sent, ShownButton
from outreach_bot.storable import plain
from outreach_bot.transcripts.heard import same_label
from outreach_bot.transcripts.player import typed

KEYBOARDS_KEPT = 50
"""How many messages back a button can still be tapped by its label."""
_LABEL = re.compile(r"\[(.+)\]")
_BOLD = re.compile(r"(</?b>)")

Feed = Callable[[Input], Awaitable[None]]
"""Makes one input durable and shows what comes of it, before it returns."""


class Terminal:
    """What is shown to one person, and what their lines mean. Colours only where `out` is a terminal."""

    def __init__(self, out: TextIO, *, files: Path | None = None) -> None:
        self._console = Console(file=out, highlight=False, markup=False, emoji=False, soft_wrap=True)
        self._files = files
        self._keyboards: list[tuple[str, tuple[ShownButton, ...]]] = []

    def show(self, message: Message, *, name: str = "") -> None:
        """Print a message with its buttons, numbered; `name` is the channel's id of it."""
        if message.text:
            self._console.print(_styled(message.text))
        if message.file is not None:
            self._keep(message.file)
        buttons = tuple(button for row in message.buttons for button in row)
        for number, button in enumerate(buttons, start=1):
            self._console.print(
                Text.assemble(
                    (f"{number:>3} ", "dim"), f"[{button.label}]", f" {button.url or button.copy}".rstrip()
                )
            )
        if buttons:
            self._keyboards = [*self._keyboards[1 - KEYBOARDS_KEPT :], (name, buttons)]
        self._console.print()

    def read(self, line: str) -> Body:
        """Say what a line does: a tap where it names a button on offer, else what it says."""
        text = plain(line).strip()
        newest = self._keyboards[-1:]
        if text.isdecimal() and newest and 1 <= int(text) <= len(newest[0][1]):
            name, buttons = newest[0]
            return self._tap(name, buttons[int(text) - 1], text)
        label = _LABEL.fullmatch(text)
        if label is not None:
            for name, buttons in reversed(self._keyboards):
                for button in buttons:
                    if same_label(button.label, label[1]):
                        return self._tap(name, button, text)
        return typed(text)

    def _tap(self, name: str, button: ShownButton, text: str) -> Body:
        return Tapped(data=button.data, message=name) if button.data else typed(text)

    def _keep(self, file: File) -> None:
        """Name a file that was handed over; write it down where a folder is set."""
        name = Path(file.name).name
        if self._files is not None:
            self._files.mkdir(parents=True, exist_ok=True)
            path = self._files / name
            path.write_bytes(file.content)
            name = str(path)
        self._console.print(Text(f"-> {name}", style="dim"))


class TerminalSender:
    """Sends to one terminal."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal

    async def send(self, owed: Owed) -> SendOutcome:
        """Show it."""
        self._terminal.show(owed.message, name=owed.key)
        return Sent(message=owed.key)

    async def acknowledge_tap(self, tap: str) -> None:
        """Do nothing: a terminal has no waiting sign."""

    async def answers(self) -> bool:
        """Say yes."""
        return True


async def chat(
    terminal: Terminal, feed: Feed, lines: AsyncIterator[str], *, address: Address, run: str, opens: Opened
) -> None:
    """Talk until the lines end.

    Args:
        terminal: Where answers are shown.
        feed: Takes each input; returns once its answer is shown.
        lines: What the person types; empty ones are passed over.
        address: Whose conversation it is.
        run: Tells this run's inputs from those of any other.
        opens: What the conversation begins with: a code's payload, or nothing.
    """
    number = 0
    await feed(_input(opens, address, f"term:{run}/{number}"))
    async for line in lines:
        if line.strip():
            number += 1
            await feed(_input(terminal.read(line), address, f"term:{run}/{number}"))


async def typed_lines(stream: TextIO) -> AsyncIterator[str]:
    """Read lines as they are typed or piped, without stopping the loop; a thread that is left waiting ends with us.

    Bytes that are no text in the terminal's encoding become U+FFFD, so that no line ends the reading.
    """
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="replace")
    loop, queue = asyncio.get_running_loop(), asyncio.Queue[str | None]()

    def hand_over(line: str | None) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(queue.put_nowait, line)

    def read() -> None:
        for line in stream:
            hand_over(line)
        hand_over(None)

    threading.Thread(target=read, daemon=True, name="typed-lines").start()
    while (line := await queue.get()) is not None:
        yield line


def _input(body: Body, address: Address, key: str) -> Input:
    return Input(key=key, to=To.PERSON, body=body, address=address)


def _styled(text: str) -> Text:
    """Turn a message's one kind of markup into bold letters."""
    styled, bold = Text(), False
    for part in _BOLD.split(text):
        if _BOLD.fullmatch(part):
            bold = part == "<b>"
        else:
            styled.append(html.unescape(part), style="bold" if bold else "")
    return styled

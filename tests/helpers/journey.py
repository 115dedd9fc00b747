"""Walks a person through the conversation by the buttons' labels, to a seat or a place on a list."""

import asyncio
import re

SURE_TAPS = 12
LOOK_SECONDS = 1.2
"""Who has tapped more often than it takes looks first whether more is coming: a repeated message, say."""
WISHES = [
    r"Start",
    r"OK, carry on",
    r"I have had care myself",
    r"Yes, I agree.*",
    r"Yes, now or in the past",
    r"Yes, in a group",
    r"Book this",
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) .*",
    r"Join the list",
    r"Done",
    r".* Hospital",
    r"Yes",
]
"""What they would tap, most wanted first; what they ticked already they leave alone."""
ARRIVED = re.compile(r"you are booked|on the (waiting )?list", re.IGNORECASE)


class Walker:
    """One person on their way; their taps are remembered, so that they tick nothing twice."""

    def __init__(self, user, *, think_seconds: float = 0.0):
        self.user = user
        self.think_seconds = think_seconds
        self.taps = 0
        self._ticked: set[str] = set()
        self._screen = ""

    @property
    def arrived(self) -> bool:
        return any(ARRIVED.search(text) for text in self.user.said)

    def next_label(self) -> str:
        labels: list[str] = self.user.labels
        screen = self.user.screen
        if "Done" not in labels or screen != self._screen:
            self._ticked.clear()
        self._screen = screen
        for wish in WISHES:
            for label in labels:
                if re.fullmatch(wish, label) and (label == "Done" or label not in self._ticked):
                    self._ticked.add(label)
                    return label
        raise AssertionError(f"Nothing to tap at {screen!r}; there are {labels}")

    async def walk(self, payload: str = "") -> None:
        """From /start to a seat or a list."""
        await self.user.start(payload)
        while not self.arrived:
            self.taps += 1
            await asyncio.sleep(self.think_seconds)
            if self.taps > SURE_TAPS:
                await asyncio.sleep(LOOK_SECONDS)
            assert self.taps < 40, f"Going in circles at {self.user.screen!r}"
            await self.user.tap(self.next_label())

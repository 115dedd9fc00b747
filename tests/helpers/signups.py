"""What the exports say about who holds which seat."""

import csv
import dataclasses
import io


@dataclasses.dataclass(frozen=True)
class SignUps:
    """The sign-ups, and the seats that were given once too often."""

    rows: list[dict[str, str]]
    over_booked: int
    """Seats held beyond their session's capacity."""
    second_seats: int
    """Seats held by people who hold another one already."""


async def read_signups(bot) -> SignUps:
    """Ask the running bot's exports."""
    rows = _read(await bot.command("export", "signups"))
    sessions = _read(await bot.command("export", "sessions"))
    taken = sum(int(row["seats_taken"]) for row in sessions)
    return SignUps(
        rows,
        over_booked=sum(max(0, int(row["seats_taken"]) - int(row["capacity"])) for row in sessions),
        second_seats=taken - sum(row["seat"] == "booked" for row in rows),
    )


def _read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))

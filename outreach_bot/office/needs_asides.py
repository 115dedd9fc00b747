"""What was set aside because it broke us three times: how it is named on Today, without any of its content."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from outreach_bot.dialogue.effects import Phrase, When
from outreach_bot.office.briefs import AsideBrief
from outreach_bot.office.needs import Found, Look, Looker, Need, Tag
from outreach_bot.office.visible import Visible
from outreach_bot.recruitment.asides import kept_for


def mark(row: str) -> str:
    """Name a row on a page: its own id may say more than a page should."""
    return hashlib.blake2s(row.encode(), digest_size=8).hexdigest()


def can_be_tried(aside: AsideBrief) -> bool:
    """Tell whether trying again may help: what came damaged stays so."""
    return aside.kind != "garbled"


@dataclass(frozen=True, slots=True)
class AsideNeeds:
    """Finds it on the shelf."""

    shelf: Visible

    def waiting(self, _looker: Looker) -> Found:
        """What nobody decided about: first what may be about danger, then the oldest."""
        return sorted(self.shelf.asides.items(), key=lambda found: (not found[1].alert, found[1].at)), _aside


def _aside(found: tuple[str, AsideBrief]) -> Need:
    row, aside = found
    ends = _at(aside.at) + kept_for(alert=aside.alert)
    danger = Tag(look=Look.BAD, words=Phrase("office-today.aside-danger"))
    return Need(
        id=f"aside-{mark(row)}",
        title=Phrase(f"office-today-aside.{aside.kind}"),
        code=aside.person,
        facts=(
            Phrase("office-today.aside-since", {"at": When(_at(aside.at), "button")}),
            Phrase("office-today.aside-until", {"at": When(ends, "button")}),
        ),
        tags=(danger,) if aside.alert else (),
        step=Phrase("office-today-step.again"),
        aside=mark(row),
        again=can_be_tried(aside),
    )


def _at(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)

"""Hospitals that fall behind their targets: not all seats are taken, and nobody new comes."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from outreach_bot.dialogue.effects import Phrase, Verbatim
from outreach_bot.office.needs import Found, Look, Looker, Need, Tag
from outreach_bot.office.visible import Visible
from outreach_bot.recruitment.rules import Hospital, Role, Rules

QUIET = dt.timedelta(days=14)
"""A target is not missed while people still come: when nobody new did for so long, somebody should ask why."""


@dataclass(frozen=True, slots=True)
class TargetNeeds:
    """Finds them on the shelf."""

    shelf: Visible
    rules: Rules

    def behind(self, looker: Looker) -> Found:
        """Hospitals with a target that is not reached and for which nobody of that role signed up lately."""
        since = looker.now - QUIET
        oldest = next(self.shelf.by_age.oldest_first(), None)
        if oldest is None or self.shelf.people[oldest].made_at > since:
            return (), _behind
        quiet = self._quiet(since)
        theirs = [one for one in self.rules.campaign.hospitals if looker.sight.sees((one.key,))]
        found = [(one, tags) for one in theirs if (tags := tuple(self._tags(one.key, quiet)))]
        return found, _behind

    def _quiet(self, since: dt.datetime) -> set[tuple[str, Role]]:
        """List the targets for which nobody came since, newest sign-ups first: mostly a few of them tell."""
        targets = self.rules.campaign.targets
        quiet: set[tuple[str, Role]] = {
            (key, role) for key, target in targets.items() for role in Role if getattr(target, role)
        }
        for one in self.shelf.by_age.newest_first():
            person = self.shelf.people[one]
            if not quiet or person.made_at <= since:
                break
            quiet -= {(key, person.role) for key in person.hospitals}
        return quiet

    def _tags(self, hospital: str, quiet: set[tuple[str, Role]]) -> Iterable[Tag]:
        having = self.shelf.signed_up.having
        for role in Role:
            if (hospital, role) not in quiet:
                continue
            want = getattr(self.rules.campaign.targets[hospital], role)  # type: ignore[index]  # its keys are the hospitals'
            theirs = having("hospital", hospital) & having("role", role)
            have = len(theirs & having("seat", "booked")) + len(theirs & having("seat", "attended"))
            if have < want:
                words = Phrase(f"office-today-target.{role}", {"have": have, "want": want})
                yield Tag(look=Look.WARN, words=words)


def _behind(found: tuple[Hospital, tuple[Tag, ...]]) -> Need:
    hospital, tags = found
    return Need(
        id=f"target-{hospital.key}",
        title=Verbatim(hospital.name),
        facts=(Phrase("office-today.nobody-new"),),
        tags=tags,
        step=Phrase("office-today-step.target"),
        link=f"/office/reports?hospital={hospital.key}",
    )

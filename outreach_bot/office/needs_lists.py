"""Lists with names that wait: for somebody's yes or no, or for who asked to take them."""

from dataclasses import dataclass

from outreach_bot.dialogue.effects import Phrase, When
from outreach_bot.office.needs import Found, Look, Looker, Need, Tag
from outreach_bot.office.visible import Visible
from outreach_bot.recruitment.approvals import Approval, Standing, standing


@dataclass(frozen=True, slots=True)
class ListNeeds:
    """Finds them on the shelf."""

    shelf: Visible

    def waiting(self, looker: Looker) -> Found:
        """Questions of others that this member may answer, and files they asked for and may take; the oldest first."""
        if looker.who not in self.shelf.members:
            return (), self._need
        found = [
            (each, at)
            for each in self.shelf.approvals.values()
            if (at := standing(each, looker.now)) in (Standing.WAITING, Standing.READY)
        ]
        theirs = [one for one in found if _concerns(*one, looker)]
        return sorted(theirs, key=lambda one: one[0].at), self._need

    def _need(self, found: tuple[Approval, Standing]) -> Need:
        approval, at = found
        ready = at is Standing.READY
        name = self.shelf.members.get(approval.by, approval.by)
        asked = Phrase("office-named.asked-by", {"name": name, "at": When(approval.at, "button")})
        ready_now = (Tag(look=Look.GOOD, words=Phrase("office-named-standing.ready")),)
        return Need(
            id=f"named-{approval.id}",
            title=Phrase(f"office-export.{approval.kind}"),
            code=approval.id,
            facts=() if ready else (asked,),
            tags=ready_now if ready else (),
            step=Phrase("office-today-step.take" if ready else "office-today-step.decide"),
            link="/office/exports#by-two",
        )


def _concerns(approval: Approval, at: Standing, looker: Looker) -> bool:
    if at is Standing.READY:
        return approval.by == looker.who
    if approval.by == looker.who:
        return False
    return looker.sight.covers(approval.hospitals)

"""What coordinators decide of a person, and which needs they saw to: forms that two may have open."""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec
from starlette.responses import Response

from outreach_bot.dialogue.desk_inputs import Eligibility, EligibilitySet, NeedsMet
from outreach_bot.dialogue.inputs import Body, To
from outreach_bot.dialogue.state import Person
from outreach_bot.office.meanwhile import Editing
from outreach_bot.office.merged_forms import Merged, Values
from outreach_bot.office.person_doors import back
from outreach_bot.office.person_forms import OUTCOMES, reason_of
from outreach_bot.office.person_view import PersonSeen
from outreach_bot.recruitment.rules import Outcome
from outreach_bot.recruitment.sight import Sight

YES = "yes"
NO_NEED = "none"
"""An answer that is no need."""


@dataclass(kw_only=True)
class OfPerson(Editing):
    """A form about one person."""

    seen: PersonSeen
    person: Person
    """As they were last read."""

    async def look(self) -> Values | None:
        """Read the person; None: they were forgotten."""
        row = await self.shell.reader(self.request).get("person", self.person.id)
        if row is None:
            return None
        self.person = msgspec.convert(row.body, Person)
        return self.shows(self.person)

    @staticmethod
    def shows(me: Person) -> Values:
        """Say what the form shows."""
        raise NotImplementedError

    async def send(self, body: Body, part: str) -> None:
        """Tell the person's own turn."""
        await self.shell.send(self.request, To.PERSON, self.person.id, body, part)


class NeedsEditing(OfPerson):
    """Which needs somebody saw to: a box each."""

    @staticmethod
    def shows(me: Person) -> Values:
        """A field each."""
        return needs_shown(me)

    def typed(self, now: Values) -> Values:
        """Read the boxes."""
        met = self.form.all("met")
        return {need: YES if need in met else "" for need in now}

    async def write(self, merged: Merged) -> Body:
        """Note the boxes as they were left."""
        met = tuple(need for need, ticked in merged.values.items() if ticked)
        return NeedsMet(needs=met, was=self.person.needs_met)

    def label(self, name: str) -> str:
        """Name a need."""
        return self.shell.say(f"needs.{name}")

    def value(self, _name: str, _text: str) -> str:
        """Say that it was seen to."""
        return self.shell.say("office-meanwhile.yes")

    def nothing(self, _name: str) -> str:
        """Say that it was not."""
        return self.shell.say("office-meanwhile.no")

    def done(self) -> Response:
        """Lead to the person."""
        return back(self.seen, "needs", "needs")


class DecisionEditing(OfPerson):
    """What fits them."""

    @staticmethod
    def shows(me: Person) -> Values:
        """Outcome, hospitals, and whether they would rather not meet in a group."""
        return decision_shown(me)

    def typed(self, now: Values) -> Values:
        """Read what was chosen."""
        outcome = self.form.one("outcome")
        known = [hospital.key for hospital in self.shell.parts.rules.campaign.hospitals]
        chosen = {
            *self.form.all("hospital"),
            *others(now["hospital"].split(), self.shell.sight(self.request)),
        }
        return {
            "outcome": outcome if outcome in list(OUTCOMES) else now["outcome"],
            "hospital": " ".join(key for key in known if key in chosen),
            "one_to_one": YES if self.form.one("one_to_one") else "",
        }

    async def write(self, merged: Merged) -> Body | Response:
        """Decide; not without an outcome, nor without a reason."""
        outcome, reason = merged.one("outcome"), reason_of(self.form)
        if outcome not in list(OUTCOMES) or reason is None:
            return back(self.seen, "nothing", "")
        me = self.person
        return EligibilitySet(
            outcome=Outcome(outcome),
            reason=reason,
            hospitals=tuple(merged.all("hospital")),
            one_to_one=bool(merged.one("one_to_one")),
            was=Eligibility(outcome=me.outcome, hospitals=me.hospitals, one_to_one=me.one_to_one),
        )

    def label(self, name: str) -> str:
        """Name a field as the form does."""
        return self.shell.say(_LABELS[name])

    def value(self, name: str, text: str) -> str:
        """Say a choice in words."""
        if name == "outcome":
            return self.shell.say(f"office-outcome.{text}")
        if name == "one_to_one":
            return self.shell.say("office-meanwhile.yes")
        named = self.shell.parts.rules.campaign.hospitals
        return ", ".join(each.name for each in named if each.key in text.split())

    def nothing(self, name: str) -> str:
        """Say that a box is empty, or that nothing was chosen."""
        return self.shell.say("office-meanwhile.no" if name == "one_to_one" else "office-meanwhile.empty")

    def logged(self, name: str) -> str:
        """Name a field as the record does."""
        return "hospitals" if name == "hospital" else name

    def done(self) -> Response:
        """Lead to the person."""
        return back(self.seen, "decided", "seats")


_LABELS = {
    "outcome": "office-people.outcome",
    "hospital": "office-person.hospitals",
    "one_to_one": "office-person.one-to-one",
}


def others(hospitals: Iterable[str], sight: Sight) -> frozenset[str]:
    """Of a person's hospitals those of other members: who looks after one of them does not take the person from the rest."""
    return frozenset(key for key in hospitals if not sight.sees((key,)))


def needs_shown(me: Person) -> dict[str, str]:
    """Say which boxes of needs are ticked."""
    return {need: YES if need in me.needs_met else "" for need in me.needs if need != NO_NEED}


def decision_shown(me: Person) -> dict[str, str]:
    """Say what the form shows of what fits them."""
    return {
        "outcome": me.outcome.value if me.outcome else "",
        "hospital": " ".join(me.hospitals),
        "one_to_one": YES if me.one_to_one else "",
    }

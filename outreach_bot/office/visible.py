"""What one member may see of the shelf: the only way in which a page looks at it.

Nothing is copied: what is kept from them is passed over as it is read, so that a list of thousands stays quick. Who
sees everything looks at the shelf itself.
"""

import datetime as dt
from collections.abc import Callable, ItemsView, Iterator, Mapping, ValuesView
from collections.abc import Set as AbstractSet
from typing import Generic, TypeVar

import msgspec

from outreach_bot.office import briefs
from outreach_bot.office.facets import Facets, Timeline
from outreach_bot.office.shelf import ALL, ALL_HOSPITALS, LONGEST, Place, Shelf
from outreach_bot.recruitment.approvals import Approval
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.sessions import PersonId, Session, SessionId
from outreach_bot.recruitment.sight import (
    ELSEWHERE,
    PLACES,
    Hospitals,
    Sight,
    is_other,
    of_one,
    people_in,
)
from outreach_bot.recruitment.waves import Wave

Item = TypeVar("Item")


class Sieve(Mapping[str, Item], Generic[Item]):
    """Items by id as one member sees them. `show` gives None for what is kept from them."""

    def __init__(self, items: Mapping[str, Item], show: Callable[[str, Item], Item | None]) -> None:
        self._items, self._show = items, show
        self._shown: dict[str, Item] | None = None

    def __getitem__(self, one: str) -> Item:
        if self._shown is not None:
            return self._shown[one]
        shown = self._show(one, self._items[one])
        if shown is None:
            raise KeyError(one)
        return shown

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def items(self) -> ItemsView[str, Item]:
        """All that is shown, with its ids."""
        return self._all().items()

    def values(self) -> ValuesView[Item]:
        """All that is shown."""
        return self._all().values()

    def _all(self) -> dict[str, Item]:
        """What is shown: looked through once, where all of it is asked for."""
        if self._shown is None:
            shown = ((one, self._show(one, item)) for one, item in self._items.items())
            self._shown = {one: item for one, item in shown if item is not None}
        return self._shown


class Visible:
    """The shelf for one member. What it gives is not to be changed."""

    def __init__(self, shelf: Shelf, sight: Sight) -> None:
        self._shelf, self.sight = shelf, sight
        self._shown = shelf.shown_to(sight.scopes)
        self._asked: dict[Hospitals, bool] = {}
        self.members: Mapping[str, str] = shelf.members
        self.people: Mapping[str, briefs.PersonBrief] = self._sieve(shelf.people, self._person)
        self.sessions: Mapping[str, Session] = self._sieve(shelf.sessions, self._session)
        self.codes: Mapping[str, Code] = self._sieve(shelf.codes, self._code)
        self.notices: Mapping[str, briefs.NoticeBrief] = self._sieve(shelf.notices, self._about)
        self.calls: Mapping[str, Call] = self._sieve(shelf.calls, self._about)
        self.waits: Mapping[str, briefs.Waits] = self._sieve(shelf.waits, self._about)
        self.not_there: Mapping[str, briefs.NotThere] = self._sieve(shelf.not_there, self._about)
        self.given_up: Mapping[str, briefs.NotThere] = self._sieve(shelf.given_up, self._about)
        self.asides: Mapping[str, briefs.AsideBrief] = self._sieve(shelf.asides, self._about)
        self.waves: Mapping[str, Wave] = self._sieve(shelf.waves, self._wave)
        self.approvals: Mapping[str, Approval] = self._sieve(shelf.approvals, self._approval)
        self.reviews: Mapping[str, briefs.ReviewBrief] = self._sieve(shelf.reviews, self._review)
        self.places: Mapping[str, Place] = self._sieve(shelf.places, self._place)
        self.signed_up = self._signed_up()
        self.by_age = self._among(shelf.by_age)
        self.by_heard = self._among(shelf.by_heard)
        self.by_meeting = self._among(shelf.by_meeting)
        self.groups = self._of_sessions(shelf.groups)
        self.talks = self._of_sessions(shelf.talks)
        self.wanting = shelf.wanting

    def name_of(self, code: str) -> str:
        """Say what coordinators know a code by: its name, or the organisation it was made for. No person's name."""
        return self._shelf.name_of(code) if code in self.codes else ""

    def shows(self, person: PersonId) -> bool:
        """Tell whether a person's page is theirs to open."""
        return self._sees(self._shelf.hospitals_of(person))

    def has_place_in(self, session: SessionId) -> AbstractSet[PersonId]:
        """List who has a seat in a session, is held one, or waits for one."""
        known = self.sessions.get(session)
        return people_in(known) if known else frozenset()

    def meetings_of(self, person: PersonId) -> list[Session]:
        """List the sessions in which somebody of theirs has a place, whosever session it is: nobody else is in them."""
        if person not in self.people:
            return []
        theirs = (of_one(each, person) for each in self._shelf.sessions.values())
        return [each for each in theirs if any(getattr(each, name) for name in PLACES)]

    def own(self, people: AbstractSet[PersonId]) -> AbstractSet[PersonId]:
        """Those of people in sessions who are shown there by code."""
        return people if self.sight.is_whole else {each for each in people if not is_other(each)}

    def coming(self, line: Timeline, now: dt.datetime) -> list[Session]:
        """All sessions of a line, `groups` or `talks`, that are not over, the next one first."""
        begun = (self.sessions[one] for one in line.between(now - LONGEST, now))
        running = [session for session in begun if session.ends > now]
        return running + [self.sessions[one] for one in line.after(now)]

    # -- who sees what: the rules are those of `sight` ---------------------------------------------------------

    def _sieve(
        self, items: Mapping[str, Item], show: Callable[[str, Item], Item | None]
    ) -> Mapping[str, Item]:
        return items if self.sight.is_whole else Sieve(items, show)

    def _signed_up(self) -> Facets:
        """All who signed up for a hospital of theirs, and those that chose none; by no code of somebody else."""
        whole = self._shelf.signed_up
        if self.sight.is_whole:
            return whole
        seen = [key for key in whole.values("hospital") if key == ALL_HOSPITALS or self._sees((key,))]
        theirs = frozenset().union(*(whole.having("hospital", key) for key in seen))

        def shows(facet: str, value: str) -> bool:
            return facet != "source" or self._sees_code(value)

        return whole.among(theirs, shows=shows)

    def _among(self, line: Timeline) -> Timeline:
        return line if self.sight.is_whole else line.among(self.signed_up.having(ALL, ALL))

    def _of_sessions(self, line: Timeline) -> Timeline:
        return line if self.sight.is_whole else line.among(self.sessions)

    def _sees(self, hospitals: Hospitals) -> bool:
        """Ask once for each set of hospitals: there are few of them, and thousands of people."""
        if hospitals not in self._asked:
            self._asked[hospitals] = self.sight.sees(hospitals)
        return self._asked[hospitals]

    def _person(self, _one: str, person: briefs.PersonBrief) -> briefs.PersonBrief | None:
        if not self._sees(person.hospitals):
            return None
        if not person.source or self._sees_code(person.source):
            return person
        return msgspec.structs.replace(person, source=ELSEWHERE)

    def _session(self, one: str, session: Session) -> Session | None:
        known = self._shown.get(one)
        if known is None or known[0] is not session:
            known = self._shown[one] = session, self.sight.session(session, self.shows)
        return known[1]

    def _code(self, one: str, code: Code) -> Code | None:
        return code if self._sees_code(one) else None

    def _sees_code(self, code: str) -> bool:
        known = self._shelf.codes.get(code)
        return known is None or all(map(self._sees, self._shelf.hospitals_of_code(known)))

    def _about(self, _one: str, item: Item) -> Item | None:
        return item if self._sees(self._shelf.hospitals_of(str(getattr(item, "person", "")))) else None

    def _wave(self, _one: str, wave: Wave) -> Wave | None:
        return wave if self._sees(wave.hospitals) else None

    def _approval(self, _one: str, approval: Approval) -> Approval | None:
        return approval if self.sight.approval(approval) else None

    def _review(self, _one: str, review: briefs.ReviewBrief) -> briefs.ReviewBrief | None:
        return review if self._sees_code(review.code) else None

    def _place(self, one: str, place: Place) -> Place | None:
        known = self._shelf.people.get(one)
        return place if known is not None and self._sees(known.hospitals) else None

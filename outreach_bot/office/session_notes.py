"""What is noted of a session once it has begun: who came, and what those who led it say. Forms that two may have open."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import Response

from outreach_bot.dialogue.inputs import Body, To
from outreach_bot.dialogue.session_desk import NOTES, beside_mark, came_mark
from outreach_bot.dialogue.session_inputs import AttendanceNoted, Attended, DebriefDone
from outreach_bot.office.meanwhile import Editing
from outreach_bot.office.merged_forms import BASE, Base, Merged, Values
from outreach_bot.office.session_doors import back_to, seen
from outreach_bot.recruitment.sessions import PersonId, Seat, Session

LONGEST_NOTE = 1000
CAME, BESIDE = "came-", "with-"
"""Fields of a seat: whether they came, and how many with them; the code of the person follows."""
ANSWERS: Mapping[str, bool] = {"yes": True, "no": False}


@dataclass(kw_only=True)
class NotesEditing(Editing):
    """A form about a session that has begun."""

    session: Session
    """As it was last read."""

    async def look(self) -> Values | None:
        """Read the session."""
        kept = await seen(self.shell, self.request, self.session.id)
        if kept is None or not self.shell.sight(self.request).runs(kept):
            return None
        self.session = kept
        return self.shows(self.session)

    @staticmethod
    def shows(session: Session) -> Values:
        """Say what the form shows."""
        raise NotImplementedError

    async def send(self, body: Body, part: str) -> None:
        """Tell the session."""
        await self.shell.send(self.request, To.SESSION, self.session.id, body, part)


class AttendanceEditing(NotesEditing):
    """Who came, and how many with them."""

    @staticmethod
    def shows(session: Session) -> Values:
        """Two fields a seat; the second only of who brings somebody."""
        return attendance_values(session)

    def typed(self, now: Values) -> Values:
        """Read what was ticked; a seat that was not in the form, or was ticked before, is as it is."""
        base, sent = Base.read(self.form.one(BASE)), {name: self.form.one(name) for name in now}
        empty = {name: "" if base.has(name, "") else now[name] for name in now}
        return {name: given if _is_answer(name, given) else empty[name] for name, given in sent.items()}

    async def write(self, merged: Merged) -> Body | None:
        """Note the seats that this person touched."""
        touched = [person for person in self.session.seats if _touched(merged, person)]
        came = {
            person: ANSWERS[given]
            for person in touched
            if (given := merged.one(f"{CAME}{person}")) in ANSWERS
        }
        beside = {person: int(given) for person in came if (given := merged.one(f"{BESIDE}{person}"))}
        was = {person: _noted(self.session.seats[person]) for person in came}
        return AttendanceNoted(came=came, companions=beside, was=was) if came else None

    def label(self, name: str) -> str:
        """Name a seat by its code."""
        person = name.removeprefix(CAME).removeprefix(BESIDE)
        return self.shell.say(
            "office-meanwhile.came" if name.startswith(CAME) else "office-meanwhile.beside", code=person
        )

    def value(self, name: str, text: str) -> str:
        """Say whether they came, or how many did."""
        if name.startswith(BESIDE):
            return text
        return self.shell.say(f"office-session-came.{text}")

    def logged(self, name: str) -> str:
        """Name a mark with its session: a person may be marked in many."""
        mark = came_mark if name.startswith(CAME) else beside_mark
        return mark(self.session, name.removeprefix(CAME).removeprefix(BESIDE))

    def done(self) -> Response:
        """Lead to the session."""
        return back_to(self.session.id, "marked", "#attendance")


class DebriefEditing(NotesEditing):
    """What went well, what to change, what follows."""

    @staticmethod
    def shows(session: Session) -> Values:
        """A field each."""
        return debrief_values(session)

    def typed(self, now: Values) -> Values:
        """Read the notes."""
        return {name: self.form.one(name)[:LONGEST_NOTE] for name in now}

    async def write(self, merged: Merged) -> Body:
        """Note that it was held, with what this person wrote."""
        well, change, follows = (merged.one(name) for name in NOTES)
        notes = self.session.debrief_notes
        return DebriefDone(done=self.form.one("done") == "yes", notes=(well, change, follows), was=notes)

    def label(self, name: str) -> str:
        """Name a field as the form does."""
        return self.shell.say(f"office-session-chats.{name}")

    def done(self) -> Response:
        """Lead to the session."""
        return back_to(self.session.id, "debriefed", "#chats")


def attendance_values(session: Session) -> dict[str, str]:
    """Say what the form shows of each seat: yes, no or nothing, and how many came with them."""
    values = {}
    for person, seat in session.seats.items():
        came = {True: "yes", False: "no", None: ""}[seat.attended]
        values[f"{CAME}{person}"] = came
        if seat.companions:
            noted = seat.companions_came
            values[f"{BESIDE}{person}"] = str(seat.companions if noted is None else noted)
    return values


def debrief_values(session: Session) -> dict[str, str]:
    """Say what the form shows of the notes."""
    return dict(zip(NOTES, session.debrief_notes, strict=True))


def _is_answer(name: str, given: str) -> bool:
    """Tell whether a field holds what its form offers."""
    if name.startswith(CAME):
        return given in ANSWERS
    return given.isascii() and given.isdigit() and len(given) == 1


def _touched(merged: Merged, person: PersonId) -> bool:
    return not {f"{CAME}{person}", f"{BESIDE}{person}"}.isdisjoint(merged.mine)


def _noted(seat: Seat) -> Attended:
    return Attended(came=seat.attended, companions=seat.companions_came)

"""Needs of people: who may be in danger, who asked to talk, who may not know what they should."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from outreach_bot.dialogue.effects import Notice, Phrase, When
from outreach_bot.dialogue.notices import ALARMS
from outreach_bot.office.briefs import NoticeBrief, NotThere, Waits
from outreach_bot.office.needs import Found, Look, Looker, Need, Tag, Tick
from outreach_bot.office.visible import Visible
from outreach_bot.recruitment.calls import HOURS, Call, is_safe
from outreach_bot.recruitment.sessions import Session
from outreach_bot.recruitment.threads import IDLE

WEEK = dt.timedelta(days=7)
URGENT = "crisis"
"""The reason of a request to talk that comes before the others."""
HERE = "here"
"""The way of those who would like an answer in the chat."""
REMINDERS = "remind_"
Lost = tuple[str, NotThere, Session | None]
"""A line of the ledger, by its row, and the meeting it is about; None: an answer, or whatever no meeting hangs on."""
SAFETY_WORDS = {Notice.SAFETY: "safety", Notice.CHAMPION_PRESSURE: "pressure"}


@dataclass(frozen=True, slots=True)
class PeopleNeeds:
    """Finds them on the shelf."""

    shelf: Visible

    def safety(self, looker: Looker) -> Found:
        """Alerts that nobody has closed: first those that nobody is on, then the oldest.

        Several of one kind about one person are one line, for they are taken and closed together.
        """
        alarms: dict[tuple[str, str], tuple[str, NoticeBrief]] = {}
        for row, each in self.shelf.notices.items():
            if each.notice in ALARMS:
                alarms.setdefault((each.notice, each.person or row), (row, each))
        first = sorted(alarms.values(), key=lambda found: (found[1].seen_at is not None, found[1].at))
        return first, lambda found: self._alarm(found[0], found[1], looker)

    def calls(self, looker: Looker) -> Found:
        """Requests to talk, in the order they came; a hard moment before the others."""
        calls = [one for one in self.shelf.calls.values() if self._is_due(one, looker)]
        calls.sort(key=lambda call: (call.reason != URGENT, call.asked_at))
        return calls, lambda call: _call(call, looker)

    def answers(self, looker: Looker) -> Found:
        """Talks in which the person wrote last; who has waited longest comes first."""
        waits = [one for one in self.shelf.waits.values() if one.since > looker.now - IDLE]
        return sorted(waits, key=lambda one: one.since), _answer

    def untold(self, looker: Looker) -> Found:
        """What may not have got there, to people who were not heard from since: notes about a coming meeting first."""
        return [*self._newest(looker.now, self._matters), *self._given_up(lambda _line: True)], _untold

    def untold_to(self, person: str, now: dt.datetime) -> list[Lost]:
        """List what this person may not know, though they are called about it already."""
        notes = self._newest(
            now, lambda line, session: line.person == person and self._is_open(line, session)
        )
        return [*notes, *self._given_up(lambda line: line.person == person)]

    def held_from(self, person: str, now: dt.datetime) -> list[tuple[str, NoticeBrief]]:
        """List the notes that were kept back from this person, who was not heard from since: the newest stands for all."""
        held = [
            (row, each)
            for row, each in self._unhelped(now)
            if each.person == person and each.notice is Notice.REMINDER_HELD
        ]
        return sorted(held, key=lambda found: found[1].at)[-1:]

    def _newest(self, now: dt.datetime, counts: Callable[[NotThere, Session], bool]) -> list[Lost]:
        """One line for each person and meeting to come, the soonest meeting first."""
        newest: dict[tuple[str, str], tuple[str, NotThere, Session]] = {}
        for row, line in self.shelf.not_there.items():
            session = self.shelf.sessions.get(line.about)
            if session is None or session.starts <= now or not counts(line, session):
                continue
            known = newest.get((line.person, line.about))
            if known is None or known[1].at < line.at:
                newest[line.person, line.about] = row, line, session
        return [*sorted(newest.values(), key=lambda found: (found[2].starts, found[0]))]

    def _given_up(self, counts: Callable[[NotThere], bool]) -> list[Lost]:
        """One line for each person who may wait for an answer of ours, who has waited longest first."""
        newest: dict[str, Lost] = {}
        for row, line in sorted(self.shelf.given_up.items(), key=lambda found: found[1].at):
            known = line.person in self.shelf.people and not self._heard(line.person, line.since)
            if known and counts(line):
                newest.pop(line.person, None)  # the last one says since when they wait
                newest[line.person] = row, line, None
        return list(newest.values())

    def helped(self, looker: Looker) -> Found:
        """People who asked for help with time off, or of whom a note was kept back."""
        return sorted(self._unhelped(looker.now), key=lambda found: found[1].at), _help

    def _unhelped(self, now: dt.datetime) -> list[tuple[str, NoticeBrief]]:
        return [
            (row, each)
            for row, each in self.shelf.notices.items()
            if each.notice not in ALARMS and each.at > now - WEEK and not self._heard(each.person, each.at)
        ]

    def _alarm(self, row: str, notice: NoticeBrief, looker: Looker) -> Need:
        taken = notice.seen_at is not None
        return Need(
            id=f"safety-{_mark(row)}",
            title=Phrase(f"office-reason.{SAFETY_WORDS[notice.notice]}"),
            code=notice.person,
            facts=(since(notice.at),),
            tags=(self._taken(notice, looker),),
            step=Phrase("office-today-step.look"),
            link=person_link(notice.person, "talk") if notice.person else "/office/champions",
            notice=row,
            taken=taken,
        )

    def _taken(self, notice: NoticeBrief, looker: Looker) -> Tag:
        if notice.seen_at is None:
            return Tag(look=Look.BAD, words=Phrase("office-today.not-taken"))
        if notice.seen_by and notice.seen_by == looker.who:
            return Tag(look=Look.GOOD, words=Phrase("office-today.taken-by-you"))
        name = self.shelf.members.get(notice.seen_by, "")
        words = Phrase("office-today.taken-by", {"name": name}) if name else Phrase("office-today.taken")
        return Tag(look=Look.STILL, words=words)

    def _is_due(self, call: Call, looker: Looker) -> bool:
        """Tell whether a call is for today. Who waits for an answer in a talk is listed there."""
        if call.way == HERE and call.person in self.shelf.waits:
            return False
        later = call.again_at is not None and _day(call.again_at, looker) > _day(looker.now, looker)
        return not later

    def _matters(self, line: NotThere, session: Session) -> bool:
        call = self.shelf.calls.get(line.person)
        if call is not None and call.about == session.id:
            return False  # listed with those to call
        return self._is_open(line, session)

    def _is_open(self, line: NotThere, session: Session) -> bool:
        """Tell whether it still matters to them: they have a place, or lost one, and were not heard from since."""
        place = line.person in session.seats or not line.kind.startswith(REMINDERS)
        return place and line.person in self.shelf.people and not self._heard(line.person, line.since)

    def _heard(self, person: str, since: dt.datetime) -> bool:
        known = self.shelf.people.get(person)
        return known is not None and known.seen_at > since


def person_link(person: str, part: str = "") -> str:
    """Write the address of a person's page."""
    return f"/office/people/{person}" + (f"#{part}" if part else "")


def since(at: dt.datetime) -> Phrase:
    """Say since when somebody waits."""
    return Phrase("office-needs.open", {"at": When(at, "button")})


def _mark(row: str) -> str:
    """Name an element after a row, whose own id may say more than an element should."""
    return hashlib.blake2s(row.encode(), digest_size=5).hexdigest()


def _day(at: dt.datetime, looker: Looker) -> dt.date:
    return at.astimezone(looker.zone).date()


def _answer(waits: Waits) -> Need:
    return Need(
        id=f"answer-{waits.person}",
        title=Phrase("office-today.wrote"),
        code=waits.person,
        facts=(since(waits.since),),
        step=Phrase("office-today-step.answer"),
        link=person_link(waits.person, "talk"),
    )


def _call(call: Call, looker: Looker) -> Need:
    return Need(
        id=f"call-{call.person}",
        title=Phrase(f"office-reason.{call.reason}"),
        code=call.person,
        facts=(since(call.asked_at),),
        tags=tuple(_call_tags(call, looker)),
        step=Phrase("office-today-step.answer" if call.way == HERE else "office-today-step.call"),
        link=person_link(call.person, "talk" if call.way == HERE else "call"),
    )


def _call_tags(call: Call, looker: Looker) -> Iterable[Tag]:
    if call.way == HERE:
        yield Tag(look=Look.GOOD, words=Phrase("office-today.in-the-chat"))
        return
    if call.again_at is not None and call.again_at > looker.now:
        at = {"at": When(call.again_at, "button")}
        yield Tag(look=Look.STILL, words=Phrase("office-today.call-again", at))
    elif call.safe_times:
        yield _safe(call, looker.now.astimezone(looker.zone))
    if call.shared_phone:
        yield Tag(look=Look.WARN, words=Phrase("office-today.shared-phone"))
    if call.attempts:
        yield Tag(look=Look.STILL, words=Phrase("office-today.tried", {"number": call.attempts}))


def _safe(call: Call, local: dt.datetime) -> Tag:
    if is_safe(call, local):
        return Tag(look=Look.GOOD, words=Phrase("office-today.safe-now"))
    times = [time for time in call.safe_times if time in HOURS]
    return Tag(look=Look.STILL, words=Phrase(f"office-today.safe-{times[0] if times else 'any'}"))


def _untold(found: Lost) -> Need:
    row, line, session = found
    meets = (
        Phrase("office-today.meets", {"at": When(session.starts, "button")}) if session is not None else None
    )
    tick = Tick(person=line.person, session=session.id) if session is not None else Tick(person=line.person)
    return Need(
        id=f"untold-{_mark(row)}",
        title=_untold_title(line, about_meeting=session is not None),
        code=line.person,
        facts=(meets or since(line.since),),
        tags=(Tag(look=Look.WARN, words=Phrase(f"office-today-untold.{line.state}")),),
        step=Phrase("office-today-step.tell"),
        link=person_link(line.person, "untold"),
        tick=tick,
    )


def _untold_title(line: NotThere, *, about_meeting: bool) -> Phrase:
    sure = line.state != "unknown"
    if about_meeting:
        return Phrase("office-today.not-there" if sure else "office-today.maybe-not-there")
    return Phrase("office-today.answer-not-there" if sure else "office-today.answer-maybe-not-there")


def _help(found: tuple[str, NoticeBrief]) -> Need:
    row, notice = found
    time_off = notice.notice is Notice.NEED_TIME_OFF
    return Need(
        id=f"help-{_mark(row)}",
        title=Phrase("office-today.time-off" if time_off else "office-today.held-back"),
        code=notice.person,
        facts=(since(notice.at),),
        step=Phrase("office-today-step.help" if time_off else "office-today-step.tell"),
        link=person_link(notice.person, "talk" if time_off else "untold"),
        tick=None if time_off or not notice.person else Tick(person=notice.person, notice=row),
    )

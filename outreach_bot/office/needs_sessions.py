"""Needs of sessions and outreach: what is at risk, what is lacking, what waits for a yes, what was not noted yet."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from outreach_bot.dialogue.effects import Phrase, Verbatim, When, Words
from outreach_bot.office.needs import Found, Look, Looker, Need, Tag
from outreach_bot.office.shelf import WANTS, Wants
from outreach_bot.office.visible import Visible
from outreach_bot.recruitment.polls import answered, asking, wants_moving
from outreach_bot.recruitment.rules import Rules
from outreach_bot.recruitment.session_needs import OPEN, Lack, Lacking, is_group, keeps_from_publishing, lacks
from outreach_bot.recruitment.sessions import Session, SessionStatus
from outreach_bot.recruitment.signs import Sign
from outreach_bot.recruitment.waves import Wave, WaveState

LACKS_BEFORE = dt.timedelta(days=14)
"""So long before a session it shows that it lacks something: there is time to ask around."""
FIELDS_BEFORE = dt.timedelta(days=30)
"""So long before a draft that nobody can book yet shows: people need three weeks' notice."""
AFTER = dt.timedelta(days=21)
"""So long after a session it shows that nobody noted who came; after that nobody remembers."""


@dataclass(frozen=True, slots=True)
class SessionNeeds:
    """Finds them on the shelf."""

    shelf: Visible
    rules: Rules

    def at_risk(self, looker: Looker) -> Found:
        """Sessions that have to move, or go on with the alternate; the next one first."""
        found = self._theirs(self.shelf.wanting.having(WANTS, Wants.RISK), looker)
        coming = [one for one in found if one.ends > looker.now]
        return coming, lambda one: self._need("risk", one, tuple(_risk_tags(one)), "choose", "risk")

    def to_move(self, looker: Looker) -> Found:
        """Sessions that some of those booked asked to move, unless they were asked for times already."""
        found = self._theirs(self.shelf.wanting.having(WANTS, Wants.MOVE), looker)
        coming = [one for one in found if one.starts > looker.now]
        return coming, lambda one: self._need("move", one, (_move_tag(one),), "move", "risk")

    def lacking(self, looker: Looker) -> Found:
        """Sessions of several people that lack people or fields, and drafts that should be open by now.

        Of sessions with one person those that are open, and do not say where or how.
        """
        groups = self.shelf.groups.between(looker.now, looker.now + FIELDS_BEFORE)
        nowhere = self.shelf.wanting.having(WANTS, Wants.WAY)
        talks = self.shelf.talks.between(looker.now, looker.now + LACKS_BEFORE)
        soon = self._theirs((*groups, *(one for one in talks if one in nowhere)), looker)
        found = [(one, tags) for one in soon if (tags := tuple(self._lack_tags(one, looker.now)))]
        return found, lambda one: self._need("lacks", one[0], one[1], self._lack_step(one[0]))

    def after(self, looker: Looker) -> Found:
        """Sessions that are over, of which nobody noted who came, or whether there was a debrief."""
        wanting = self.shelf.wanting.having(WANTS, Wants.NOTES)
        lately = (
            line.between(looker.now - AFTER, looker.now) for line in (self.shelf.groups, self.shelf.talks)
        )
        over = self._theirs((one for ids in lately for one in ids if one in wanting), looker)
        found = [
            (one, tags) for one in over if one.ends <= looker.now and (tags := tuple(self._after_tags(one)))
        ]
        return found, lambda one: self._need("after", one[0], one[1], "note", "attendance")

    def to_approve(self, _looker: Looker) -> Found:
        """Waves that wait for a yes, the oldest first."""
        waves = [wave for wave in self.shelf.waves.values() if wave.state is WaveState.WAITING]
        return sorted(waves, key=lambda wave: wave.made_at), _approve

    def reviews(self, _looker: Looker) -> Found:
        """Codes to look at, each with its signs; the most signs first."""
        signs: dict[str, Counter[str]] = {}
        for each in self.shelf.reviews.values():
            signs.setdefault(each.code, Counter())[each.sign] += 1
        most = sorted(signs.items(), key=lambda one: (-one[1].total(), one[0]))
        return most, lambda one: self._review(*one)

    def _theirs(self, ids: Iterable[str], looker: Looker) -> list[Session]:
        """Those that are this member's to run: what is for all hospitals is seen to by who looks after all of them."""
        sessions = (self.shelf.sessions.get(one) for one in ids)
        own = [one for one in sessions if one is not None and looker.sight.runs(one)]
        return sorted(own, key=lambda one: (one.starts, one.id))

    def _lack_tags(self, session: Session, now: dt.datetime) -> Iterable[Tag]:
        if session.status is SessionStatus.DRAFT:
            yield Tag(look=Look.STILL, words=Phrase("office-sessions.draft"))
            return
        if session.starts > now + LACKS_BEFORE:
            return
        # a talk, or a short chat before or after a meeting, is nothing that others are found for
        if not is_group(self.rules.sessions.kind(session.kind)):
            fields = tuple(keeps_from_publishing(session, self.rules)) if session.status in OPEN else ()
            yield from (_lack(Lacking(what=Lack.FIELDS, fields=fields)),) if fields else ()
        elif session.status is SessionStatus.PUBLISHED:
            yield from (_lack(each) for each in lacks(session, self.rules))

    def _lack_step(self, session: Session) -> str:
        """Name what to do about it: a draft is completed, as is a session without its fields; else people are found."""
        complete = session.status is not SessionStatus.DRAFT and not keeps_from_publishing(
            session, self.rules
        )
        return "find" if complete else "complete"

    def _after_tags(self, session: Session) -> Iterable[Tag]:
        unknown = sum(seat.attended is None for seat in session.seats.values())
        if unknown:
            yield Tag(look=Look.WARN, words=Phrase("office-today.not-noted", {"people": unknown}))
        if is_group(self.rules.sessions.kind(session.kind)) and not session.debriefed:
            yield Tag(look=Look.STILL, words=Phrase("office-today.not-debriefed"))

    def _need(self, kind: str, session: Session, tags: tuple[Tag, ...], step: str, part: str = "") -> Need:
        at = {"at": When(session.starts, "button")}
        facts: list[Words] = [Phrase("office-today.met" if kind == "after" else "office-today.meets", at)]
        if session.hospital:
            facts.append(Verbatim(self._hospital(session.hospital)))
        return Need(
            id=f"{kind}-{session.id}",
            title=Phrase(f"session-{session.kind}"),
            facts=tuple(facts),
            tags=tags,
            step=Phrase(f"office-today-step.{step}"),
            link=f"/office/sessions/{session.id}" + (f"#{part}" if part else ""),
        )

    def _hospital(self, key: str) -> str:
        return next((one.name for one in self.rules.campaign.hospitals if one.key == key), key)

    def _review(self, code: str, signs: Counter[str]) -> Need:
        pressing = any(sign in (Sign.PRESSURE, Sign.STRANGER) for sign in signs)
        name = self.shelf.name_of(code)
        return Need(
            id=f"review-{code}",
            title=Phrase("office-today.code-named" if name else "office-today.code", {"name": name}),
            code=code,
            tags=tuple(
                Tag(look=Look.BAD if pressing else Look.STILL, words=Phrase(f"office-sign.{sign}"))
                for sign, _ in signs.most_common()
            ),
            step=Phrase("office-today-step.look-at-code"),
            link="/office/champions",
        )


def _risk_tags(session: Session) -> Iterable[Tag]:
    reason = session.risk.reason.value if session.risk else "other"
    yield Tag(look=Look.BAD, words=Phrase(f"office-today-risk.{reason}"))
    if session.poll is not None:
        words = Phrase("office-today.poll", {"answered": answered(session), "booked": len(session.seats)})
        yield Tag(look=Look.STILL, words=words)


def _move_tag(session: Session) -> Tag:
    words = Phrase("office-today.asked-to-move", {"asked": asking(session), "booked": len(session.seats)})
    return Tag(look=Look.BAD if wants_moving(session) else Look.WARN, words=words)


def _lack(lacking: Lacking) -> Tag:
    if lacking.what is Lack.FIELDS:
        return Tag(look=Look.WARN, words=Phrase("office-today.missing", {"fields": len(lacking.fields)}))
    words = Phrase(f"office-today.lacks-{lacking.what}", {"has": lacking.has, "needs": lacking.needs})
    return Tag(look=Look.WARN, words=words)


def _approve(wave: Wave) -> Need:
    by = {"name": wave.made_by}
    return Need(
        id=f"approve-{wave.id}",
        title=Phrase("office-today.wave", {"name": wave.name}),
        facts=(
            Phrase("office-today.made-by", by) if wave.made_by else Phrase("office-today.made"),
            Phrase("office-today.made-at", {"at": When(wave.made_at, "button")}),
        ),
        step=Phrase("office-today-step.approve"),
        link=f"/office/outreach/{wave.id}",
    )

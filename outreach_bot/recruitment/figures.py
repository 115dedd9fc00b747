"""What meetings were like, in figures: who sat there, who was new, who was heard, and what was done when one was at risk."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from outreach_bot.recruitment.fairness import counted_starts
from outreach_bot.recruitment.flows import Window, as_range, in_steps
from outreach_bot.recruitment.rules import Campaign, Forecast, Role, Sessions
from outreach_bot.recruitment.seat_counts import ABSENT, Place, places, places_left
from outreach_bot.recruitment.sessions import Lead, Session, SessionStatus
from outreach_bot.recruitment.small_counts import Shown, exactly, nested, shown

HOW = ("heard", "ok", "not_heard", "hard")
"""What people can answer when they are asked how it was."""
TOP = 5
"""Known individuals: the share of seats that so many people hold. Source: DOMAIN 6.1."""
FEWEST = 10
"""With fewer people than this their share of seats would tell who they are."""
SHARE_STEP = 5
"""Percent: the share of a few people is told no closer."""


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """A share in percent, as close as the counts it is made of are shown."""

    low: int
    high: int

    def __str__(self) -> str:
        return f"{self.low} %" if self.low == self.high else f"{self.low}–{self.high} %"


def share(of: Shown, rest: Shown) -> Share | None:
    """Tell what share one count has of both; None: there is nothing to share."""
    highest, rest_highest = of.high or of.low, rest.high or rest.low
    if highest + rest_highest == 0:
        return None
    low = of.low / (of.low + rest_highest) if of.low + rest_highest else 0.0
    high = highest / (highest + rest.low) if highest + rest.low else 0.0
    return Share(low=round(100 * low), high=round(100 * high))


class Seats(msgspec.Struct, frozen=True, kw_only=True):
    """The seats of one meeting, or of all one to one talks of a kind."""

    session: Session | None
    kind: str
    roles: dict[Role, Shown]
    capacity: int
    many: int = 1
    """How many talks."""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What was done with meetings that were at risk, or called off: no person is in these."""

    moved: int = 0
    alternate: int = 0
    ahead: int = 0
    """Went ahead without a lead who has lived it; somebody said why."""
    skipped: int = 0

    @property
    def share(self) -> Share | None:
        """How many of all were moved or led by the alternate."""
        return share(exactly(self.moved + self.alternate), exactly(self.ahead + self.skipped))


class Slots(msgspec.Struct, frozen=True, kw_only=True):
    """Of meetings in a group that are over: before and after which of them people talked."""

    meetings: int
    briefed: int
    debriefed: int

    @property
    def share(self) -> Share | None:
        """How many of all briefs and debriefs took place."""
        done = self.briefed + self.debriefed
        return share(exactly(done), exactly(2 * self.meetings - done))


class OverUse(msgspec.Struct, frozen=True, kw_only=True):
    """How much rests on few people."""

    people: Shown
    top: int | None
    """Percent of seats that `TOP` people hold; None: too few people to tell."""
    at_limit: Shown
    """People who can take no other meeting for now."""


class Meetings:
    """The sessions of a window, and what can be told of their seats."""

    def __init__(
        self,
        sessions: Iterable[Session],
        counters: Mapping[str, int],
        kinds: Sessions,
        *,
        window: Window,
        now: dt.datetime,
    ) -> None:
        self._kinds, self._counters, self._window, self._now = kinds, counters, window, now
        self._all = list(sessions)
        self.chosen = [each for each in self._all if self._is_in(each)]
        self._places = [*places(self._all, kinds), *places_left(counters, self._all)]
        self._show: Callable[[int], Shown] = shown if window.is_whole else in_steps

    def _is_in(self, session: Session) -> bool:
        since = self._window.since
        here = session.hospital in ("", self._window.hospital) or not self._window.hospital
        return here and (since is None or session.starts.date() >= since)

    def _counts(self, session: Session) -> bool:
        return self._kinds.kind(session.kind).counts

    def seats(self) -> list[Seats]:
        """List meetings in a group that somebody has a seat in, the newest first, then talks by kind."""
        held: dict[str, list[Place]] = {}
        for place in self._places:
            if place.state != ABSENT:
                held.setdefault(place.session, []).append(place)
        newest = sorted(self.chosen, key=lambda each: (each.starts, each.id), reverse=True)
        live = [each for each in newest if held.get(each.id) and self._counts(each)]
        groups = [each for each in live if each.capacity > 1]
        talks = [each for each in live if each.capacity == 1]
        lines = [
            Seats(
                session=each, kind=each.kind, roles=self._roles(held[each.id], shown), capacity=each.capacity
            )
            for each in groups
        ]
        for kind in dict.fromkeys(each.kind for each in talks):
            alike = [each for each in talks if each.kind == kind]
            inside = [place for each in alike for place in held[each.id]]
            roles = self._roles(inside, self._show)
            lines.append(Seats(session=None, kind=kind, roles=roles, capacity=len(alike), many=len(alike)))
        return lines

    @staticmethod
    def _roles(inside: Sequence[Place], show: Callable[[int], Shown]) -> dict[Role, Shown]:
        return {role: show(sum(place.role is role for place in inside)) for role in Role}

    def newcomers(self) -> tuple[Shown, Shown]:
        """Count seats of people for whom it is the first, and all others."""
        counted = {each.id for each in self.chosen if self._counts(each)}
        held = [each for each in self._places if each.session in counted and each.state != ABSENT]
        first = sum(place.is_first for place in held)
        return self._show(first), self._show(len(held) - first)

    def kept(self) -> Kept:
        """Count what became of meetings at risk. One that is still at risk counts nowhere."""
        found: Counter[str] = Counter(_fate(each) for each in self.chosen)
        return Kept(**{name: found[name] for name in ("moved", "alternate", "ahead", "skipped")})

    def slots(self) -> Slots:
        """Count briefs and debriefs of meetings that are over."""
        over = [
            each
            for each in self.chosen
            if each.ends <= self._now
            and each.capacity > 1
            and self._counts(each)
            and each.status is not SessionStatus.CANCELLED
        ]
        return Slots(
            meetings=len(over),
            briefed=sum(each.briefed for each in over),
            debriefed=sum(each.debriefed for each in over),
        )

    def over_use(self, campaign: Campaign) -> OverUse:
        """Tell how many seats few people hold, and how many people should rest."""
        held: dict[str, list[Session]] = {}
        for session in self.chosen:
            if session.status is not SessionStatus.CANCELLED and self._counts(session):
                for person, seat in session.seats.items():
                    if seat.attended is not False:
                        held.setdefault(person, []).append(session)
        many = sorted((len(each) for each in held.values()), reverse=True)
        top = (
            round(100 * sum(many[:TOP]) / sum(many) / SHARE_STEP) * SHARE_STEP
            if len(many) >= FEWEST
            else None
        )
        return OverUse(
            people=self._show(len(many)),
            top=top,
            at_limit=self._show(sum(self._rests(each, campaign) for each in held.values())),
        )

    def _rests(self, held: Sequence[Session], campaign: Campaign) -> bool:
        span = dt.timedelta(days=campaign.over_use.days)
        recent = [each for each in counted_starts(held, self._kinds) if each > self._now - span]
        return len(recent) >= campaign.over_use.sessions

    def talks(self) -> dict[Role, int]:
        """Count people with a seat in a one to one talk, by role: what a forecast begins with."""
        alone = {each.id for each in self.chosen if each.capacity == 1 and self._counts(each)}
        found = Counter(
            place.role for place in self._places if place.session in alone and place.state != ABSENT
        )
        return {role: found[role] for role in Role}


def _fate(session: Session) -> str:
    if session.status is SessionStatus.CANCELLED:
        return "skipped"
    if session.moved:
        return "moved"
    if session.status is SessionStatus.AT_RISK:
        return "open"
    return {Lead.ALTERNATE: "alternate", Lead.NOBODY: "ahead"}.get(session.led_by, "")


# -- how it was --------------------------------------------------------------------------------------------


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What people said of how it was, in all and by kind of meeting. Nobody knows who said what."""

    whole: dict[str, Shown]
    kinds: dict[str, dict[str, Shown]]

    @property
    def share(self) -> Share | None:
        """How many of those who answered felt heard."""
        low = sum(self.whole[how].low for how in HOW[1:])
        high = sum(self.whole[how].high or 0 for how in HOW[1:])
        return share(self.whole[HOW[0]], Shown(low, high))


def heard(counters: Mapping[str, int], kinds: Sessions) -> Heard:
    """Read the answers. They are kept by kind of meeting only: by week or place they would tell who gave them."""
    counts = {
        f"{kind.key}.{how}": max(0, counters.get(f"how:{kind.key}:{how}", 0))
        for kind in kinds.kinds
        for how in HOW
    }
    known = [kind.key for kind in kinds.kinds if any(counts[f"{kind.key}.{how}"] for how in HOW)]
    sums = {how: tuple(f"{kind}.{how}" for kind in known) for how in HOW}
    told = nested(counts, sums)
    return Heard(
        whole={how: told[how] for how in HOW},
        kinds={kind: {how: told[f"{kind}.{how}"] for how in HOW} for kind in known},
    )


# -- what is to come ---------------------------------------------------------------------------------------


class Outlook(msgspec.Struct, frozen=True, kw_only=True):
    """How many people go on, if they do so as elsewhere."""

    talks: Shown
    events: Shown
    groups: Shown


class Takes(msgspec.Struct, frozen=True, kw_only=True):
    """How many talks it takes until one meeting of a kind can be expected to have enough people."""

    kind: str
    least: int
    talks: int


def outlook(talks: Shown, rates: Forecast) -> Outlook:
    """Tell what to expect of so many people at talks."""
    high = talks.low if talks.high is None else talks.high
    return Outlook(
        talks=talks,
        events=as_range(talks.low * rates.events, high * rates.events),
        groups=as_range(talks.low * rates.groups, high * rates.groups),
    )


def takes(kinds: Sessions, rates: Forecast) -> list[Takes]:
    """List the kinds of meeting that come after a talk, and what each takes."""
    return [
        Takes(
            kind=kind.key,
            least=kind.min,
            talks=math.ceil(kind.min / (rates.groups if kind.series else rates.events)),
        )
        for kind in kinds.kinds
        if kind.needs_before and kind.counts and kind.capacity > 1
    ]

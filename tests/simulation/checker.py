"""Holds what happened against what DESIGN section 1 promises, while it happens and when all is quiet again.

It knows three things that do not come from the bot: what people did, what Telegram and the browsers saw, and what
the disk holds for good. What it finds is a sentence; a run with none of them has kept every promise.
"""

import dataclasses
import datetime as dt
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from outreach_bot.dialogue.effects import Priority
from outreach_bot.dialogue.inputs import Channel
from outreach_bot.outbound.ledger import HELP_DOUBTS, MOST_DOUBTS
from outreach_bot.recruitment.reminders import is_quiet
from outreach_bot.recruitment.rules import Rules
from tests.helpers.fake_telegram_queue import Pending
from tests.simulation.blind import Blind, root_of
from tests.simulation.history import Change
from tests.simulation.telegram import Watcher

HELP_NUMBERS = re.compile(r"\b(988|911)\b")
"""No help text goes without one of them."""
HELP_SECONDS = 20.0
"""A cry for help that reached a bot on a sound wire is answered within this, whatever else is broken."""
REPEATS = 2
"""A message with an unknown outcome goes once more; and once more for each death in the middle of it."""
EARLY_SECONDS = 1.5
SCREENING = {
    "lived": "consent_screening_v1",
    "family": "consent_screening_v1",
    "staff": "consent_staff_v1",
    "": "",
}
"""The consent that comes before the questions of a role. Source: DOMAIN 5.2."""


@dataclasses.dataclass
class OwedOnce:
    """One message that was owed, and what became of it."""

    key: str
    body: dict[str, Any]
    born: float
    put_by: str
    state: str = "owed"
    said: Counter[tuple[str, int]] = dataclasses.field(default_factory=Counter)
    unknown: int = 0
    refused: int = 0
    deaths: int = 0
    """Lives that ended when it was said and not settled."""

    @property
    def due(self) -> float:
        return float(self.body["due"])

    @property
    def channel(self) -> str:
        return str(self.body["address"]["channel"])

    @property
    def once(self) -> bool:
        """A wave: never twice."""
        return self.body.get("repeat_unknown", True) is False

    @property
    def most(self) -> int:
        """How often it may be said at most, whatever goes wrong."""
        if self.once:
            return 1
        if self.body.get("priority", Priority.REPLY) == Priority.HELP:
            return HELP_DOUBTS
        return min(MOST_DOUBTS, REPEATS + self.deaths)


@dataclasses.dataclass
class Cry:
    """Somebody said that they are in danger."""

    update: int
    chat: int
    handed: list[float] = dataclasses.field(default_factory=list)
    helped: list[float] = dataclasses.field(default_factory=list)


class Checker(Watcher):
    """Everything that must be true. `rows` gives the durable rows of a table; `now`, `wall` the two clocks."""

    def __init__(
        self, rules: Rules, now: Callable[[], float], wall: Callable[[], float], *, late: float
    ) -> None:
        self.rules = rules
        self.late = late
        """What is due is done within so many seconds, when nothing disturbs."""
        self.retry = late / 2
        """Seconds until a bot looks whether a wire that was broken carries again, at most."""
        self.now = now
        self.wall = wall
        self.rows: Callable[[str], dict[str, dict[str, Any]]] = lambda _: {}
        self.done: set[str] = set()
        self.found: list[str] = []
        self.owed: dict[str, OwedOnce] = {}
        self.cries: dict[int, Cry] = {}
        self.acknowledged_ids: set[int] = set()
        self.nothing_to_us: set[int] = set()
        """Updates that need no turn."""
        self.blocked: set[int] = set()
        self.timers: dict[str, tuple[str, float]] = {}
        self.calm_since = 0.0
        """When the last disturbance of any kind ended; inf while one lasts."""
        self.wire_calm_since = 0.0
        self.house_calm_since = 0.0
        """The same, of what disturbs the bot's own machine."""
        self.alive_since = 0.0
        """When the bot now alive began to take messages; inf while none does."""
        self.erased: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.trace: Callable[[str], None] = lambda _: None
        self.blind = Blind(self.finds, wall, rules.campaign.zone)
        self._kinds = {kind.key: kind for kind in rules.sessions.kinds}

    def finds(self, what: str) -> None:
        """Note a broken promise; the same one once."""
        if len(self.found) < 20 and what not in self.found:
            self.found.append(what)
            self.trace(f"FOUND {what}")

    # -- what Telegram sees -------------------------------------------------------------------------------

    def handed(self, update: Pending) -> None:
        cry = self.cries.get(update.id)
        if cry is not None:
            cry.handed.append(self.now())

    def acknowledged(self, update: Pending) -> None:
        self.acknowledged_ids.add(update.id)
        key = f"tg:{update.id}"
        if update.id in self.nothing_to_us:
            return
        if key not in self.done and f"{key}/group" not in self.done:
            self.finds(f"lost: {key} ({update.kind}) was let go of before it was on the disk")
        cry = self.cries.get(update.id)
        if (
            cry is not None
            and not cry.helped
            and not self._help_is_owed(cry)
            and cry.chat not in self.blocked
        ):
            self.finds(f"help: {key} was let go of, and help was neither said nor owed")

    def begins(self, key: str) -> None:
        """A call leaves the bot. What was on its way before STOP was on the disk cannot be held back any more."""
        owed = self.owed.get(key)
        if owed is not None:
            self._check_stopped(owed)
            if all(self._nights(owed)):
                self.finds(f"night: {owed.key} ({owed.body.get('kind')}) went in the quiet hours")

    def _nights(self, owed: OwedOnce) -> list[bool]:
        """Of a note nobody asked for: whether it is night, and was so when the bot looked last, at the latest."""
        unprompted = owed.body.get("priority", Priority.REPLY) == Priority.REMINDER
        return [unprompted and self._is_night(at) for at in (self.wall(), self.wall() - self.late)]

    def _is_night(self, at: float) -> bool:
        campaign = self.rules.campaign
        return is_quiet(dt.datetime.fromtimestamp(at, dt.UTC), quiet=campaign.quiet_hours, zone=campaign.zone)

    def said(self, key: str, chat: int, method: str, text: str) -> None:
        self.trace(f"said {key} {chat} {method} {hash_of(text)}")
        self.counts["said"] += 1
        helps = bool(HELP_NUMBERS.search(text))
        if helps:
            for cry in self.cries.values():
                if cry.chat == chat and cry.handed:
                    cry.helped.append(self.now())
        self._said_first(key, chat, helps=helps)
        if key in ("", "help"):
            return
        owed = self.owed.get(key)
        if owed is None:
            self.finds(f"unsaid: {key} was sent before it was on the disk")
            return
        if not method.startswith("edit"):
            owed.said[method + hash_of(text), chat] += 1
            self._check_repeats(owed)
        else:
            owed.said["edit", chat] += 1

    def shown(self, key: str, *, fresh: bool) -> None:
        """A browser was told a message; not `fresh`: it stands on the page already, and is not shown again."""
        owed = self.owed.get(key)
        if owed is None:
            self.finds(f"unsaid: {key} was shown before it was on the disk")
            return
        owed.said["shown" if fresh else "told again", 0] += 1
        self._check_repeats(owed)
        self._check_stopped(owed)

    def in_full(self, key: str, chat: int, everything: str) -> None:
        self._to_champion(self.blind.whose(chat), key, everything)

    def on_a_page(self, number: int, key: str, told: dict[str, Any]) -> None:
        """Somebody's browser was told this."""
        self._to_champion(number, key, repr(told))

    def _to_champion(self, number: int | None, key: str, everything: str) -> None:
        if number is not None and self.blind.is_champion(number):
            owed = self.owed.get(key)
            self.counts["told a champion"] += 1
            self.blind.told(number, key, everything, owed.body if owed else None, owed.put_by if owed else "")

    def unanswered(self, key: str) -> None:
        if key in self.owed:
            self.owed[key].unknown += 1

    def refused(self, key: str, status: int) -> None:
        if key in self.owed:
            self.owed[key].refused += 1

    def _said_first(self, key: str, chat: int, *, helps: bool) -> None:
        """What answers a cry for help begins with help."""
        match = re.match(r"tg:(\d+)#", key)
        cry = self.cries.get(int(match.group(1))) if match else None
        if cry is not None and cry.chat == chat and not helps and not cry.helped:
            self.finds(f"help: {key} was answered with something else first")

    def _help_is_owed(self, cry: Cry) -> bool:
        prefix = f"tg:{cry.update}#"
        return any(
            key.startswith(prefix) and HELP_NUMBERS.search(owed.body["message"]["text"])
            for key, owed in self.owed.items()
        )

    def _check_repeats(self, owed: OwedOnce) -> None:
        for what, times in owed.said.items():
            if what[0] in ("edit", "told again"):
                continue
            if times > 1 + owed.unknown:
                self.finds(f"twice: {owed.key} was said {times} times, {owed.unknown} outcomes were unknown")
            elif times > owed.most:
                self.finds(f"twice: {owed.key} was said {times} times")

    def _check_stopped(self, owed: OwedOnce) -> None:
        person = self.rows("person").get(str(owed.body.get("person", "")))
        if person is None or not person.get("stopped_at"):
            return
        if owed.put_by.startswith(("tg:", "web:")) or owed.body.get("kind") in ("help", "reply", "menu"):
            return
        self.finds(f"stop: {owed.key} ({owed.body.get('kind')}) went to somebody who said STOP")

    # -- what the disk holds -------------------------------------------------------------------------------

    def changed(self, change: Change) -> None:
        """One commit is durable."""
        self.counts["commits"] += 1
        key = change.key
        if key:
            if key in self.done:
                self.finds(f"twice: {key} was done twice")
            if key.startswith("timer/"):
                self._check_timer(key)
        self.trace(f"commit {key} {len(change.writes)}")
        settled = {row: body for table, row, _, body in change.writes if table == "settled" and body}
        for table, row_id, due, body in change.writes:
            match table:
                case "owed":
                    self._owed_row(change, row_id, body, settled.get(row_id))
                case "pending" if body is None:
                    self.timers.pop(row_id, None)
                case "pending" if body is not None:
                    self.timers[row_id] = (str(body["key"]), float(due or 0.0))
                case "person" if body is not None:
                    self._person_row(row_id, body)
                case "session" if body is not None:
                    self._session_row(row_id, body)
                    self._seats_lost(change, row_id, body)
                case _:
                    continue
        self.erased.update(change.erased)
        if key:
            self.done.add(key)

    def _owed_row(
        self, change: Change, row_id: str, body: dict[str, Any] | None, settled: dict[str, Any] | None
    ) -> None:
        if body is not None:
            if row_id not in self.owed:
                self.owed[row_id] = OwedOnce(row_id, body, self.now(), change.key)
            else:
                self.owed[row_id].body = body
            return
        owed = self.owed.get(row_id)
        if owed is None or owed.state != "owed":
            return
        told = bool(owed.said) or owed.body["message"].get("menu") is not None or owed.channel == "terminal"
        state = (
            str(settled["state"])
            if settled
            else ("sent" if not change.key and not change.erased else "taken back")
        )
        owed.state = state
        wrong = ""
        match state:
            case "sent" if not told:
                wrong = "was settled as sent, and never reached anybody"
            case "missed" if owed.body.get("not_after") is None or self.wall() <= float(
                owed.body["not_after"]
            ):
                wrong = "was given up as too late, and was not"
            case "refused" if not owed.refused and self._chat(owed) not in self.blocked:
                wrong = "was settled as refused, and nobody refused it"
            case "failed" if not owed.refused:
                wrong = "was settled as failed, and nobody refused it"
            case "unknown" if not owed.unknown:
                wrong = "was given up as unknown, and no outcome of it was"
            case _:
                wrong = ""
        if wrong:
            self.finds(f"lost: {row_id} ({owed.body.get('kind')}) {wrong}")

    def _chat(self, owed: OwedOnce) -> int:
        chat = str(owed.body["address"]["chat"])
        return int(chat) if chat.lstrip("-").isdigit() else 0

    def _person_row(self, row_id: str, body: dict[str, Any]) -> None:
        self.blind.people.add(row_id)
        agreed = {
            consent["id"]
            for consent in body.get("consents", ())
            if consent.get("agreed") and not consent.get("withdrawn_at")
        }
        role = str(body.get("role", ""))
        if (body.get("answers") or body.get("screen") == "question") and SCREENING[role] not in agreed:
            self.finds(f"consent: {row_id} ({role}) is asked, and has not agreed to be")

    def _session_row(self, row_id: str, body: dict[str, Any]) -> None:
        kind = self._kinds.get(str(body["kind"]))
        seats = [
            *body.get("seats", {}).values(),
            *(hold["waiter"] for hold in body.get("holds", {}).values()),
        ]
        each = (
            (lambda one: 1 + int(one.get("companions", 0)))
            if kind and kind.companion_takes_seat
            else (lambda _: 1)
        )
        if sum(map(each, seats)) > int(body["capacity"]):
            self.finds(f"seats: {row_id} is over-booked")
        if kind is not None:
            roles = {str(role) for role in kind.roles}
            wrong = {str(one.get("role")) for one in body.get("seats", {}).values()} - roles
            if wrong:
                self.finds(f"seats: {row_id} admits {sorted(wrong)}")
        everyone = [*body.get("seats", {}), *body.get("waiting", {}), *body.get("holds", {})]
        if len(everyone) != len(set(everyone)):
            self.finds(f"seats: somebody is in {row_id} twice")

    def _seats_lost(self, change: Change, row_id: str, body: dict[str, Any]) -> None:
        """Nobody's turn takes the seat of somebody else: who gives one up is written in the same commit."""
        before = change.before.get(("session", row_id)) or {}
        lost = before.get("seats", {}).keys() - body.get("seats", {}).keys()
        if lost:
            here = {row for table, row, _, _ in change.writes if table == "person"}
            wrong = lost - here - set(change.erased)
            if wrong and not root_of(change.key).startswith("office:"):
                self.finds(f"seats: {change.key} took {len(wrong)} seats of others in {row_id}")

    def _check_timer(self, key: str) -> None:
        row_id = key.rpartition("@")[0]
        set_for = self.timers.get(row_id)
        if set_for is None or set_for[0] != key:
            return
        late = self.wall() - set_for[1]
        self.counts["timers"] += 1
        if late < -EARLY_SECONDS:
            self.finds(f"timer: {key} was done {-late:.0f} s early")
        due_at = self.now() - late
        if late > self.late and self.house_calm_since <= due_at and self.alive_since + 30 <= due_at:
            self.finds(f"timer: {key} was done {late:.0f} s late, and nothing was in the way")

    def died(self) -> None:
        """A life is over: of what was said and not settled, the next one cannot know. One message a chat, at most."""
        open_in: Counter[str] = Counter()
        for owed in self.owed.values():
            # a page shows each message once, however often it is told of it
            if owed.state == "owed" and owed.said and owed.channel == Channel.TELEGRAM:
                owed.unknown += 1
                owed.deaths += 1
                open_in[str(owed.body["address"])] += 1
        if any(number > 1 for number in open_in.values()):
            self.finds("twice: a chat had more than one message under way when the bot died")

    # -- when the bot starts, and in between -----------------------------------------------------------------

    def started(self, tables: dict[str, dict[str, Any]]) -> None:
        """A bot has read its disk: it must hold what was durable."""
        for table in {*tables, *self._known_tables()}:
            if table.startswith("_"):
                continue
            has, ought = tables.get(table, {}), self.rows(table)
            if has.keys() != ought.keys():
                missing, more = len(ought.keys() - has.keys()), len(has.keys() - ought.keys())
                self.finds(
                    f"lost: the bot started with {missing} rows of {table} missing and {more} too many"
                )
            elif any(has[row]["body"] != ought[row] for row in ought):
                self.finds(f"lost: the bot started with other rows of {table} than were kept")

    def _known_tables(self) -> set[str]:
        return set(self.tables())

    tables: Callable[[], list[str]] = staticmethod(list)

    def look(self) -> None:
        """Between things: cries that wait too long."""
        now = self.now()
        for cry in self.cries.values():
            if cry.helped or cry.chat in self.blocked or not cry.handed:
                continue
            since = max(cry.handed[0], self.wire_calm_since + self.retry, self.alive_since)
            handed_since = [at for at in cry.handed if at >= self.alive_since]
            if handed_since and now - max(since, handed_since[0]) > HELP_SECONDS:
                self.finds(
                    f"help: tg:{cry.update} was with the bot for {HELP_SECONDS:.0f} s, and no help came"
                )

    # -- the end -------------------------------------------------------------------------------------------

    def goes_by(self, at: float) -> list[OwedOnce]:
        """What is owed, and was to go by then."""
        waits = [owed for owed in self.owed.values() if owed.state == "owed" and owed.due <= at]
        return [owed for owed in waits if not any(self._nights(owed))]

    def finish(self, waiting: list[Pending], expired: set[int]) -> None:
        """All is quiet: nothing may be left undone."""
        if waiting:
            self.finds(f"lost: {len(waiting)} updates were never taken, the first is tg:{waiting[0].id}")
        now = self.wall()
        for owed in self.goes_by(now - self.late):
            if self._chat(owed) not in self.blocked:
                self.finds(
                    f"lost: {owed.key} ({owed.body.get('kind')}, {owed.channel}) is owed and does not go"
                )
        for row_id, (_, due) in self.timers.items():
            if due <= now - self.late:
                waits = f"since {now - due:.0f} s" if due else "for no hour"
                self.finds(f"timer: {row_id} is due {waits} and is still there")
        for cry in self.cries.values():
            if not cry.helped and cry.update not in expired and cry.chat not in self.blocked:
                self.finds(f"help: tg:{cry.update} never got help")
        for person in self.erased:
            for table in self.tables():
                if table.startswith("_"):
                    continue
                for row_id, body in self.rows(table).items():
                    if person in row_id or person in repr(body):
                        self.finds(f"erased: {table} {row_id} still names {person}")


def hash_of(text: str) -> str:
    """A few figures that stand for a text: traces hold no words."""
    from hashlib import blake2s

    return blake2s(text.encode(), digest_size=4).hexdigest()

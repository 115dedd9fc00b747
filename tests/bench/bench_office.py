"""Times the office's Today and Sign-ups at 100 and at 5,000 sign-ups on TinyDB, in turns in one run.

    python -m tests.bench.bench_office [FOLDER]

Everything grows with the sign-ups: sessions and seats, codes, requests to talk, the ledger, notices, the audit log.
Before each look somebody signs up, somebody takes or gives back a seat and a message is settled, as on a busy day, so
that nothing is answered from a page drawn before. Timed is the work of the one thread that answers, so that whatever else
the machine does falls on neither size. Exits 1 when a page at 5,000 takes more than 3 times as long as at
100, by the median.
"""

import asyncio
import datetime as dt
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from outreach_bot.content.catalog import load_rules
from outreach_bot.content.wording import Wording
from outreach_bot.dialogue.state import Person
from outreach_bot.inbound.web_entrance import WebApp
from outreach_bot.inbound.web_guard import Site, new_token, token_hash
from outreach_bot.office.pages import office_routes
from outreach_bot.office.shell import OfficeParts
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.rules import CodeKind, Outcome, Role
from outreach_bot.recruitment.sessions import Seat, Session
from outreach_bot.store.base import Commit, Put
from outreach_bot.store.tinydb_store import TinyDbStore
from tests.helpers.asgi import Browser

SIZES = (100, 5_000)
ROUNDS = 60
MOST = 3.0
ROOT = Path(__file__).parents[2]
NOW = dt.datetime(2027, 3, 1, 15, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
PAGES = {
    "Today": "/office/today",
    "Sign-ups": "/office/signups",
    "Sign-ups, narrowed": "/office/signups?role=family&sort=meeting",
    "Sign-ups, searched": "/office/signups?q=library",
}
A_COMMIT = 500


def person(number: int, people: int) -> Person:
    """Somebody who signed up; the newest has the highest number."""
    made = NOW - dt.timedelta(days=60) * (1 - number / people)
    return Person(
        id=f"p-{number:05d}",
        made_at=made,
        seen_at=made + HOUR,
        role=list(Role)[number % 3],
        outcome=(Outcome.FITS, Outcome.FITS, Outcome.TALK, Outcome.LATER, None)[number % 5],
        hospitals=("h1", "h2", "h3", "h4")[number % 4 : number % 4 + 1 + number % 2],
        source=f"CODE{number % max(2, people // 50):04d}",
        source_channel="fl",
    )


def seat(number: int, *, over: bool) -> Seat:
    return Seat(role=list(Role)[number % 3], booked_at=NOW, attended=number % 25 != 0 if over else None)


def talk(number: int, people: int) -> Session:
    """A one to one talk of every third person, from a month ago to a month from now."""
    starts = NOW + dt.timedelta(days=60) * (number / people - 0.5)
    seats = {f"p-{number:05d}": seat(number, over=starts < NOW)}
    return Session(
        id=f"t{number}", kind="lived_interview", starts=starts, minutes=90, capacity=1, seats=seats
    )


def group(number: int, people: int) -> Session:
    """A meeting of several, one for each fifty people."""
    starts = NOW + dt.timedelta(days=60) * (number / max(2, people // 50) - 0.5)
    first = number * 50
    seats = {f"p-{one:05d}": seat(one, over=starts < NOW) for one in range(first, min(people, first + 20))}
    return Session(id=f"g{number}", kind="joint_event", starts=starts, minutes=180, capacity=32, seats=seats)


def rows(people: int) -> Iterator[Put]:
    """Everything an office of so many sign-ups holds."""

    def put(table: str, row: str, struct: msgspec.Struct) -> Put:
        return Put(table=table, id=row, body=msgspec.to_builtins(struct))

    for number in range(people):
        yield put("person", f"p-{number:05d}", person(number, people))
        for kind, about in (("SignUp", ""), ("remind_day", f"t{number}"), ("ask_after", "")):
            state = "failed" if number % 50 == 49 else "sent"
            line = {"key": f"{kind}{number}", "person": f"p-{number:05d}", "kind": kind, "state": state}
            yield Put(table="settled", id=line["key"], body={**line, "at": NOW.timestamp(), "about": about})
        for kind in ("sign_up", "booked"):
            notice = {"notice": kind, "person": f"p-{number:05d}", "at": NOW.isoformat()}
            yield Put(table="notice", id=f"{kind}{number}", body=notice)
    yield from (put("session", f"t{number}", talk(number, people)) for number in range(0, people, 3))
    for number in range(max(2, people // 50)):
        yield put("session", f"g{number}", group(number, people))
        code = Code(id=f"CODE{number:04d}", kind=CodeKind.PLACE, made_at=NOW, name=f"Library {number}")
        yield put("code", code.id, code)
    for number in range(0, people, 25):
        call = Call(person=f"p-{number:05d}", asked_at=NOW - HOUR, reason="asked", way="call")
        yield put("call", call.person, call)


class WritesSearches:
    """Commits what the office feeds it as one row of the audit log: a search is written down before it is answered."""

    def __init__(self, store):
        self.store = store

    async def receive(self, received, *, in_doubt=False):
        del in_doubt
        commit = Commit(key=received.key, at=0.0, audit=({"action": "searched", "about": "signups"},))
        await self.store.commit(commit)


class Office:
    """An office of so many sign-ups, with somebody signed in."""

    def __init__(self, store: TinyDbStore, people: int) -> None:
        rules = load_rules(ROOT)
        parts = OfficeParts(
            runner=WritesSearches(store),
            store=store,
            wording=Wording.load(ROOT, rules),
            rules=rules,
            site=Site(public_url="http://127.0.0.1"),
            clock=NOW.timestamp,
        )
        self.people = people
        self.store = store
        self.browser = Browser(WebApp(site=parts.site, routes=office_routes(parts)))
        self.cold: dict[str, float] = {}
        self.taken: dict[str, list[float]] = {page: [] for page in PAGES}
        self._turn = 0

    @classmethod
    async def open(cls, folder: Path, people: int) -> "Office":
        """Fill a store, sign in, and look at each page once."""
        store = await TinyDbStore.open(folder / str(people), key_file=folder / "key", clock=time.time)
        writes = list(rows(people))
        for start in range(0, len(writes), A_COMMIT):
            audit = [{"action": "x", "about": f"p-{n}"} for n in range(A_COMMIT)]
            await store.commit(Commit(at=time.time(), writes=writes[start : start + A_COMMIT], audit=audit))
        office = cls(store, people)
        token = new_token()
        session = Put(
            table="sign_in", id=token_hash(token), body={"kind": "session"}, due=NOW.timestamp() + 3600
        )
        await store.commit(Commit(at=time.time(), writes=[session]))
        office.browser.cookies["office"] = token
        office.cold = {page: await office.look(page) for page in PAGES}
        return office

    async def look(self, page: str) -> float:
        """Seconds this thread works for a page, from the request to its last byte: it waits for nothing else."""
        began = time.thread_time()
        answer = await self.browser.get(PAGES[page])
        taken = time.thread_time() - began
        if answer.status != 200:
            raise SystemExit(f"{page} answered {answer.status}")
        return taken

    async def something_happens(self) -> None:
        """Somebody signs up, somebody's seat changes, a message goes."""
        self._turn += 1
        number = (self._turn * 7919) % self.people
        new = msgspec.structs.replace(person(number, self.people), seen_at=NOW + self._turn * HOUR / 60)
        meeting = group(number % max(2, self.people // 50), self.people)
        kept = dict(list(meeting.seats.items())[self._turn % 3 :])
        line = {"key": f"x{self._turn}", "person": new.id, "kind": "remind_day", "state": "sent"}
        writes = [
            Put(table="person", id=new.id, body=msgspec.to_builtins(new)),
            Put(
                table="session",
                id=meeting.id,
                body=msgspec.to_builtins(msgspec.structs.replace(meeting, seats=kept)),
            ),
            Put(table="settled", id=line["key"], body={**line, "at": NOW.timestamp(), "about": ""}),
        ]
        await self.store.commit(Commit(at=time.time(), writes=writes))

    async def a_round(self) -> None:
        """Look at each page once, something having happened before."""
        for page in PAGES:
            await self.something_happens()
            self.taken[page].append(await self.look(page))


async def main(folder: Path) -> int:
    """Measure, print, judge."""
    offices = [await Office.open(folder, people) for people in SIZES]
    for _ in range(ROUNDS):
        for office in offices:
            await office.a_round()
    small, large = offices
    worst = 0.0
    for page in PAGES:
        base, median = (statistics.median(office.taken[page]) for office in offices)
        worst = max(worst, median / base)
        print(
            f"{page}: {base * 1e3:.1f} ms at {small.people}, {median * 1e3:.1f} ms at {large.people:,} "
            f"(p95 {statistics.quantiles(large.taken[page], n=20)[-1] * 1e3:.1f}), {median / base:.2f} times; "
            f"the first look after a start {large.cold[page] * 1e3:.0f} ms"
        )
    for office in offices:
        await office.store.close()
    print(f"worst ratio {large.people:,} : {small.people} = {worst:.2f} (at most {MOST})")
    return 0 if worst <= MOST else 1


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as made:
        sys.exit(asyncio.run(main(Path(made))))

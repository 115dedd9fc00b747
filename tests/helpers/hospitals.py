"""An office with three of everything: one's own hospital's, another hospital's, and one that belongs to none.

What belongs to the other hospital carries marks: none of them may come out to somebody who does not look after it.
"""

import dataclasses
import datetime as dt
import io
import re
import zipfile
from typing import Any
from urllib.parse import unquote

import msgspec
import openpyxl

from outreach_bot.content.catalog import find_campaign
from outreach_bot.dialogue.effects import FlyerWish
from outreach_bot.dialogue.notices import Notice, NoticeRecord
from outreach_bot.dialogue.state import Champion, DeskNote, Person
from outreach_bot.front import office_parts
from outreach_bot.inbound.web_guard import Site
from outreach_bot.office.shell import OfficeParts
from outreach_bot.outreach.flyers import FlyerFile, Flyers, file_name
from outreach_bot.recruitment.approvals import Approval
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.contacts import Contact, Permission, Reached, Way
from outreach_bot.recruitment.reasons import ExportReason
from outreach_bot.recruitment.rules import CodeKind, Outcome, Role
from outreach_bot.recruitment.sessions import Risk, RiskReason, Seat, Session, SessionStatus, Waiter
from outreach_bot.recruitment.threads import Line, Thread
from outreach_bot.recruitment.waves import Wave, WaveState
from outreach_bot.store.base import Commit, Put
from tests.helpers.people import NOW
from tests.helpers.real_runner import Bot, rules

OWN, OTHER, NONE = "own", "other", "none"
HOSPITAL = {OWN: "h1", OTHER: "h2", NONE: ""}
COUNTED = {OWN: 1009, OTHER: 7919, NONE: 2003}
WEEK = "2027-W09"
CODES = {OWN: "ZQWNNN", OTHER: "ZQTHRR", NONE: "ZQNNNN"}
PHONE = {OWN: "+16035550111", OTHER: "+16035550177", NONE: "+16035550133"}
LATER = dt.timedelta(days=3)
MADE_UP = "made-up"
"""Stands for an id that is nobody's."""
WAVES = ("phone", "social", "draft")

SUMS = (8928, 9922, 10931)
"""Of the other's count with the one or the others: totals that cover all hospitals."""
MARKS = re.compile(
    rf"zqother|{CODES[OTHER][:4]}[ -]?{CODES[OTHER][4:]}|5550177|"
    rf"(?<!\w)(?:{'|'.join(f'{n:,}'.replace(',', ',?') for n in (COUNTED[OTHER], 7915, *SUMS))})(?!\w)",
    re.IGNORECASE,
)


def named(kind: str, world: str) -> str:
    """The id of one thing of a world: `p-zqother`."""
    return MADE_UP if world == MADE_UP else f"{kind}-zq{world}"


def code(world: str, number: int = 2) -> str:
    return f"{CODES[world]}{number}{number}" if world in CODES else "ZQQQQQ99"


class PlainFlyers(Flyers):
    """Flyers that are not typeset: what would stand on one is all there is to read."""

    def make(self, wish: FlyerWish, *, link: str) -> FlyerFile:
        content = msgspec.json.encode(msgspec.to_builtins(wish)) + link.encode()
        kind = "application/pdf" if wish.pdf else "image/png"
        return FlyerFile(name=file_name(wish), content=content, media_type=kind, alt=wish.code)


async def open_world() -> tuple[Bot, OfficeParts]:
    """A bot that holds all of it, and the parts of its office."""
    bot = await Bot.open()
    bot.now = NOW.timestamp()
    writes = [each for world in (OWN, OTHER, NONE) for each in _rows(world)]
    audit = [
        {"action": "seat_taken", "about": named("p", world), "detail": named("s", world)}
        for world in (OWN, OTHER, NONE)
    ]
    await bot.store.commit(Commit(at=bot.now, writes=writes, audit=audit, counts=list(_counts())))
    flyers = PlainFlyers(find_campaign(None), rules(), today=NOW.date)
    parts = dataclasses.replace(office_parts(bot, Site(public_url="http://127.0.0.1")), flyers=flyers)
    return bot, parts


def _put(table: str, name: str, body: Any, **more: Any) -> Put:
    return Put(
        table=table, id=name, body=body if isinstance(body, dict) else msgspec.to_builtins(body), **more
    )


def _rows(world: str) -> list[Put]:
    person, session = named("p", world), named("s", world)
    return [*_people(world), *_sessions(world), *_reach(world),
        _put("call", person, Call(person=person, asked_at=NOW, reason="asked", way="call", number=PHONE[world])),
        _put("thread", person, Thread(person=person, lines=(Line(text=f"my zq{world} words", at=NOW),))),
        _put("notice", named("n", world), NoticeRecord(notice=Notice.SAFETY, at=NOW, person=person)),
        _put("notice", named("help", world), NoticeRecord(notice=Notice.NEED_TIME_OFF, at=NOW, person=person)),
        _put("dead", named("d", world), {
            "input": {"body": {"type": "Said", "text": f"zq{world}"}}, "person": person, "address": "",
            "at": NOW.timestamp(), "alert": False,
        }),
        _put("settled", named("l", world), {
            "person": person, "kind": "remind_day", "state": "failed", "at": NOW.timestamp() + 1, "about": session,
        }),
        _put("approval", named("a", world), Approval(
            id=named("a", world), kind="signups", form="csv", reason=ExportReason.CALL,
            by="m-ines" if world == OWN else "m-noor", at=NOW, hospitals=tuple(filter(None, [HOSPITAL[world]])),
            decided_by="m-sam" if world == OWN else "", decided_at=NOW if world == OWN else None, yes=world == OWN,
        )),
    ]  # fmt: skip


def _people(world: str) -> list[Put]:
    known: dict[str, Any] = {
        "made_at": NOW, "seen_at": NOW, "role": Role.STAFF if world == OTHER else Role.LIVED,
        "outcome": Outcome.FITS, "hospitals": tuple(filter(None, [HOSPITAL[world]])), "needs": ("quiet",),
        "name": f"Zq{world}", "phone": PHONE[world], "source": code(world), "source_channel": "fl",
        "notes": (DeskNote(text=f"zq{world} likes tea", at=NOW),),
    }  # fmt: skip
    names = [named("p", world), *(f"p-zqother{number}" for number in range(3) if world == OTHER)]
    people = [Person(id=each, **known) for each in names]
    if world == OWN:  # somebody of ours who came by a code of theirs
        people.append(Person(id="p-came", **(known | {"source": code(OTHER), "name": "Ana"})))
    champion = Champion(code=code(world, 3), joined_at=NOW, kind=None)
    people.append(Person(id=named("c", world), made_at=NOW, seen_at=NOW, champion=champion,
                         hospitals=known["hospitals"], source=code(OTHER, 3) if world == OWN else ""))  # fmt: skip
    return [_put("person", each.id, each) for each in people]


def _sessions(world: str) -> list[Put]:
    seats = {named("p", world): Seat(role=Role.STAFF if world == OTHER else Role.LIVED, booked_at=NOW)}
    waiting = {}
    if world == NONE:
        for each, role in ((OWN, Role.LIVED), (OTHER, Role.STAFF)):
            seats[named("p", each)] = Seat(role=role, booked_at=NOW, companions=1)
        waiting = {f"p-zqother{number}": Waiter(role=Role.STAFF, since=NOW) for number in range(3)}
    group = Session(
        id=named("s", world), kind="joint_event", starts=NOW + LATER, minutes=120, capacity=12, hospital=HOSPITAL[world],
        place=f"Room zq{world}", run_notes=f"zq{world} notes", seats=seats, waiting=waiting,
        status=SessionStatus.AT_RISK, risk=Risk(reason=RiskReason.COCHAIR, since=NOW),
    )  # fmt: skip
    past = msgspec.structs.replace(
        group, id=named("past", world), starts=NOW - LATER, status=SessionStatus.PUBLISHED
    )
    return [_put("session", each.id, each) for each in (group, past)]


def _reach(world: str) -> list[Put]:
    hospital, contact = HOSPITAL[world], named("k", world)
    reached = (Reached(at=NOW, way=Way.PHONE, wave=named("w-phone", NONE), version="v", outcome="no_answer"),)
    to = (contact,) if world != NONE else tuple(named("k", each) for each in (OWN, OTHER, NONE))
    made: dict[str, Any] = {
        "networks": ("peer_networks",), "made_at": NOW, "made_by": "Maya", "hospitals": tuple(filter(None, [hospital])),
    }  # fmt: skip
    running = made | {"state": WaveState.RUNNING, "to": to, "approved_at": NOW, "approved_by": "Sam"}
    waves = (
        Wave(id=named("w-phone", world), name=f"Ring zq{world}", way=Way.PHONE, **running),
        Wave(id=named("w-social", world), name=f"Share zq{world}", way=Way.SOCIAL, **running),
        Wave(
            id=named("w-draft", world),
            name=f"Draft zq{world}",
            way=Way.EMAIL,
            state=WaveState.WAITING,
            **made,
        ),
    )
    kept = Contact(
        id=contact, network="peer_networks", made_at=NOW, name=f"Lee Zq{world}", organisation=f"Peers zq{world}",
        email=f"zq{world}@peers.example", phone=PHONE[world], hospital=hospital, permission=Permission.GIVEN,
        code=code(world, 4), reached=reached, note=f"zq{world} note",
    )  # fmt: skip
    group = Contact(id=named("g", world), network="peer_networks", made_at=NOW, organisation=f"Group zq{world}",
                    group=f"-100{COUNTED[world]}", hospital=hospital)  # fmt: skip
    codes = (
        Code(id=code(world), kind=CodeKind.PLACE, name=f"Library zq{world}", made_at=NOW, hospital=hospital),
        Code(
            id=code(world, 3), kind=CodeKind.CHAMPION, name=f"Kim zq{world}", made_at=NOW, hospital=hospital
        ),
        # no hospital of its own: it is its contact's
        Code(id=code(world, 4), kind=CodeKind.NETWORK, made_at=NOW, contact=contact, network="peer_networks"),
    )
    return [
        *(_put("wave", each.id, each) for each in waves),
        *(_put("contact", each.id, each) for each in (kept, group)),
        *(_put("code", each.id, each) for each in codes),
        _put(
            "review", named("r", world), {"code": code(world, 3), "sign": "stranger", "at": NOW.timestamp()}
        ),
    ]


def _counts() -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for world, count in COUNTED.items():
        found += [
            (f"{step}:{code(world)}:fl", count)
            for step in ("opened", "started", "fits", "booked", "attended")
        ]
        found += [(f"opened:{code(world, 3)}:pf", count), (f"left:{named('s', world)}:lived:came:first", 6)]
        if HOSPITAL[world]:
            found.append((f"week:{WEEK}:{HOSPITAL[world]}:lived:booked", count))
    everybody = COUNTED[OWN] + COUNTED[OTHER]
    found += [(f"week:{WEEK}::lived:booked", everybody), ("how:joint_event:heard", COUNTED[OTHER])]
    return [*found, ("opened::fl", COUNTED[OTHER]), ("started::", COUNTED[OTHER])]


# -- what can be read in an answer -----------------------------------------------------------------------------


def read(answer: Any) -> str:
    """All that somebody can read in an answer: headers and words; of a workbook its cells, of a kit its files."""
    head = " ".join(
        unquote(value) for name, value in answer.headers.items() if name != "content-security-policy"
    )
    return f"{head}\n{_words(answer.body)}"


def _words(content: bytes) -> str:
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if "[Content_Types].xml" in packed.namelist():
            book = openpyxl.load_workbook(io.BytesIO(content))
            return "\n".join(str(cell.value) for sheet in book for row in sheet for cell in row)
        return "\n".join(f"{name}\n{_words(packed.read(name))}" for name in packed.namelist())

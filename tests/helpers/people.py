"""People on every screen and in every situation, to take one step with."""

import datetime as dt

from msgspec.structs import replace

from outreach_bot.dialogue.inputs import Address, Channel, Input, To
from outreach_bot.dialogue.state import Champion, ChampionKind, Kept, Person, View
from outreach_bot.recruitment.funnel import Stage
from outreach_bot.recruitment.rules import Outcome, Role
from outreach_bot.recruitment.sessions import Hold, Seat, Session, Waiter

NOW = dt.datetime(2027, 3, 1, 15, 0, tzinfo=dt.UTC)
CHAT = Address(channel=Channel.TELEGRAM, chat="1001")
LONG = "staff-interview-north-hill-hospital-2027"
"""Longer than the id of any session that `import sessions` takes."""
ME = "person-000001"


def session(session_id=LONG, kind="lived_interview", *, days=7, **fields):
    return Session(
        id=session_id, kind=kind, starts=NOW + dt.timedelta(days=days), minutes=90, capacity=1, **fields
    )


def seat():
    return Seat(role=Role.LIVED, booked_at=NOW)


def person(screen, about="", **fields):
    known = {"addresses": (CHAT,), "language": "en", "turn": 9, "role": Role.LIVED, "question_set": 1}
    return Person(id=ME, made_at=NOW, seen_at=NOW, screen=screen, about=about, **{**known, **fields})


def held(session_id):
    return session(session_id, seats={ME: seat()})


def waited(session_id):
    waiter = Waiter(role=Role.LIVED, since=NOW)
    return session(session_id, seats={"person-000002": seat()}, waiting={ME: waiter}, days=8)


def offered(session_id):
    hold = Hold(waiter=Waiter(role=Role.LIVED, since=NOW), until=NOW + dt.timedelta(hours=24))
    return session(session_id, holds={ME: hold}, days=9)


CHAMPION = Champion(
    code="H5NQ3RTW", joined_at=NOW, kind=ChampionKind.GRASSROOTS, rules_agreed_at=NOW, employer=False
)
JOINS = Champion(code="H5NQ3RTW", joined_at=NOW)
"""A champion who has read nothing yet."""
FITS = {"outcome": Outcome.FITS, "hospitals": ("h1",)}
STATES = {
    "welcome": person("welcome"),
    "about": person("about"),
    "not_private": person("not_private"),
    "role": person("role"),
    "consent": person("consent", "lived"),
    "question": person("question", "l_hospital", ticked=("h1",)),
    "later": person("later", outcome=Outcome.LATER),
    "resting": person("resting", outcome=Outcome.LATER),
    "meetings": person("meetings", **FITS),
    "meeting": person("meeting", LONG, **FITS),
    "contact": person("contact", LONG, **FITS),
    "needs": person("needs", LONG, ticked=("quiet",), **FITS),
    "film": person("film", LONG, **FITS),
    "future": person("future", LONG, **FITS),
    "home": person("home", **FITS),
    "change": person("change", LONG, **FITS),
    "cancel": person("cancel", before="home|", **FITS),
    "which": person("which", "change", **FITS),
    "extra": person("extra", **FITS),
    "talk": person("talk", "asked", before="question|l_age"),
    "talk_number": person("talk_number", before="question|l_age"),
    "talk_times": person("talk_times", ticked=("morning",), before="question|l_age"),
    "talk_shared": person("talk_shared", before="question|l_age"),
    "thread": person("thread", before="question|l_age"),
    "waiting_for_us": person("waiting_for_us", outcome=Outcome.TALK),
    "delete": person("delete", before="question|l_age"),
    "language": person("language", before="question|l_age"),
    "stopped": person("question", "l_age", stopped_at=NOW),
    "after_help": person("after_help", before="question|l_age"),
    "told_by": person("told_by", LONG, source="K7MQ2XZB", counted=Stage.BOOKED, **FITS),
    "pushed": person("pushed", before="question|l_age"),
    "champion_rules": person("champion_rules", champion=JOINS),
    "champion_kind": person("champion_kind", champion=replace(JOINS, rules_agreed_at=NOW)),
    "champion_employer": person("champion_employer", champion=replace(CHAMPION, employer=None)),
    "champion_no_names": person("champion_no_names", champion=replace(CHAMPION, employer=True)),
    "champion": person("champion", champion=CHAMPION),
    "share": person("share", champion=CHAMPION, before="question|l_age"),
    "flyer": person("flyer", champion=CHAMPION, before="champion|"),
    "flyer_language": person("flyer_language", "poster_a4", champion=CHAMPION, before="champion|"),
    "mystats": person("mystats", champion=CHAMPION, before="champion|"),
    "champion_break": person("champion_break", champion=CHAMPION, before="champion|"),
    "champion_leave": person("champion_leave", champion=CHAMPION, before="champion|"),
}
"""Somebody on each screen."""
SITUATIONS = {
    "without a place": {},
    "with a seat": {LONG: held(LONG)},
    "with two seats": {LONG: held(LONG), f"{LONG[:-1]}8": held(f"{LONG[:-1]}8")},
    "on a list": {LONG: waited(LONG)},
    "with an offer": {LONG: offered(LONG)},
    "with meetings to choose from": {
        LONG: session(),
        **{f"s{n}": session(f"s{n}", days=n + 2) for n in range(8)},
    },
}


def view(rules, me, sessions=None):
    kept = {each.id: Kept(session=each, revision=1) for each in (sessions or {}).values()}
    return View(
        me=me,
        new_id="person-000009",
        revision=1 if me else 0,
        rules=rules,
        sessions=kept,
        languages=("en", "es"),
    )


def received(body, *, key="tg:1"):
    return Input(key=key, to=To.PERSON, body=body, address=CHAT, language="en")

"""Every event that the log must hold (DOMAIN 5.7) leaves its row: each is brought about for real, and looked for.

What has no row here does not exist in the product: merging two records of one person, and changing a key.
"""

import re
from urllib.parse import urlencode

import msgspec
import pytest

from outreach_bot import publishing
from outreach_bot.commands_base import do, reading, settings_for
from outreach_bot.dialogue.inputs import (
    ChampionHeld,
    CodeVoided,
    ContactsImported,
    Input,
    Invited,
    Opened,
    To,
)
from outreach_bot.dialogue.lock_inputs import SecondLockTakenOff
from outreach_bot.dialogue.state import Consent
from outreach_bot.dialogue.team_inputs import MemberChanged, MemberEnded
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.contacts import Contact, Permission
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.recruitment.rules import CodeKind, Role
from outreach_bot.recruitment.sessions import Lead, Risk, RiskReason, Seat, SessionStatus
from outreach_bot.retention import nightly
from outreach_bot.settings import Settings
from outreach_bot.store.base import Commit, Put
from tests.helpers.commands import own_machine, run_command
from tests.helpers.offices import FORM, enter
from tests.helpers.people import NOW, session
from tests.helpers.real_runner import Bot, rules

CONTACT = Consent(id="consent_contact_v1", agreed=True, at=NOW, channel="telegram", words="00")
SCREENING = Consent(id="consent_screening_v1", agreed=True, at=NOW, channel="telegram", words="00")
TALK = session("s1", hospital="h1")
LATER = session("s2", days=20, hospital="h1")
ELSEWHERE = session("s3", days=9, hospital="h2")
OVER = [session(f"o{number}", days=-5 - number, hospital="h1", kind="joint_event") for number in range(4)]
AT_RISK = msgspec.structs.replace(
    session("s4", days=12, hospital="h1"),
    status=SessionStatus.AT_RISK,
    risk=Risk(reason=RiskReason.COCHAIR, since=NOW),
    led_by=Lead.COCHAIR,
)
LEE = Contact(
    id="k-riverside",
    network="peer_networks",
    organisation="Riverside",
    name="Lee",
    phone="+16035550101",
    permission=Permission.GIVEN,
    code="K7MQ2XZB",
    made_at=NOW,
)
SHARE, ONCE = "H5NQ3RTW", "RQTVWXY2"
CODES = (
    Code(id=SHARE, kind=CodeKind.CHAMPION, made_at=NOW, name="Rosa"),
    Code(id=ONCE, kind=CodeKind.CHAMPION, made_at=NOW, name="Rosa", joins=True, gives=SHARE),
)


class World:
    """A bot with people, sessions and a contact, and Maya, a coordinator, in its office."""

    def __init__(self, bot, maya):
        self.bot = bot
        self.maya = maya

    @classmethod
    async def open(cls):
        bot = await Bot.open(TALK, LATER, ELSEWHERE, AT_RISK)
        for who in ("1001", "1002"):
            await bot.fits(who, TALK, consents=(SCREENING, CONTACT), screen="home", about="")
        return cls(bot, await enter(bot, name="Maya"))

    async def post(self, path, browser=None, **fields):
        answer = await (browser or self.maya).post(path, urlencode(fields, doseq=True).encode(), **FORM)
        await self.bot.runner.idle()
        return answer

    async def person(self, deed, **fields):
        return await self.post(f"/office/people/p-1001/{deed}", **fields)

    async def import_contact(self):
        await self.bot.office(ContactsImported(contacts=(LEE,), by="command"))

    async def wave(self):
        """A running wave of calls; its page."""
        await self.import_contact()
        made = await self.post(
            "/office/outreach/new", name="Spring", way="phone", networks="peer_networks", language="", form=""
        )
        page = made.headers["location"].partition("?")[0]
        version = re.search(r'name="version" value="([^"]+)"', (await self.maya.get(page)).text)
        await self.post(f"{page}/approve", version=version[1] if version else "")
        due = await self.bot.store.due("pending", self.bot.now)
        for row in due:
            if row.body["body"].get("name") == "wave_starts":
                await self.bot.runner.receive(msgspec.convert(row.body, Input))
        await self.bot.runner.idle()
        return page

    async def alert(self):
        await self.bot.say("I want to die")
        (row,) = [each for each in await self.bot.rows("notice") if each.body["notice"] == "safety"]
        return row.id

    async def list_asked(self):
        """Ben asks for the call sheet with numbers; Maya sees its id."""
        ben = await enter(self.bot, name="Ben")
        await self.post("/office/exports/ask", ben, kind="calls", identified="1", form="csv", reason="call")
        (row,) = await self.bot.rows("approval")
        return ben, row.id


# -- what happens ----------------------------------------------------------------------------------------


async def signs_out(world):
    await world.post("/office/out")


async def an_old_link(world):
    await world.post("/office/in/" + "x" * 43)


async def changes_a_role(world):
    await enter(world.bot, name="Noor")
    await world.bot.office(MemberChanged(member="m-noor", role=OfficeRole.AUDITOR))


async def leaves_the_team(world):
    await enter(world.bot, name="Noor")
    await world.bot.office(MemberEnded(member="m-noor"))


async def takes_a_lock_off(world):
    await world.bot.office(SecondLockTakenOff(member="m-maya"))


async def looks_at_identity(world):
    await world.person("identity", reason="call")


async def looks_at_a_contact(world):
    await world.import_contact()
    await world.post("/office/networks/k-riverside/details")


async def searches_people(world):
    await world.maya.get("/office/signups?q=K7MQ2XZB")


async def searches_contacts(world):
    await world.maya.get("/office/networks?search=lee")


async def takes_a_list(world):
    await world.post("/office/exports", kind="sessions", form="csv")


async def asks_for_names(world):
    await world.list_asked()


async def says_yes(world):
    _, name = await world.list_asked()
    await world.post(f"/office/exports/{name}/decide", answer="yes")


async def says_no(world):
    _, name = await world.list_asked()
    await world.post(f"/office/exports/{name}/decide", answer="no")


async def takes_names(world):
    ben, name = await world.list_asked()
    await world.post(f"/office/exports/{name}/decide", answer="yes")
    await world.post(f"/office/exports/{name}/take", ben)


async def prints(world, what):
    await world.bot.fits("1003", TALK, consents=(CONTACT,), name="Bea")
    seat = Seat(role=Role.LIVED, booked_at=NOW)
    seated = msgspec.structs.replace(TALK, seats={"p-1003": seat})
    put = Put(table="session", id="s1", body=msgspec.to_builtins(seated))
    await world.bot.store.commit(Commit(at=world.bot.now, writes=(put,)))
    await world.maya.get(f"/office/sessions/s1/{what}")


async def prints_the_sign_in_sheet(world):
    await prints(world, "sheet")


async def prints_badges(world):
    await prints(world, "badges")


async def prints_the_run_sheet(world):
    await prints(world, "run-sheet")


async def prints_the_call_sheet(world):
    await world.maya.get(f"{await world.wave()}/sheet")


async def takes_the_call_sheet(world):
    await world.post(f"{await world.wave()}/calls.csv")


async def gives_consent(world):
    for data in ("start", "carry", "role:lived", "screening:agree"):
        await world.bot.tap(data, "2001")


async def stops(world):
    await world.bot.say("stop")


async def deletes(world):
    await world.bot.say("delete")
    await world.bot.tap("delete:yes")


async def decides_what_fits(world):
    await world.person("decide", outcome="fits", hospital=["h1"], reason="we_talked")


async def books(world):
    await world.person("book", session="s1")


async def moves(world):
    await books(world)
    await world.person("move", session="s1", to="s2", reason="they_asked")


async def cancels(world):
    await books(world)
    await world.person("cancel", session="s1")


async def overrules_a_rule(world):
    await world.person("book", session="s3", reason="we_talked")


async def overrules_over_use(world):
    seat = Seat(role=Role.LIVED, booked_at=NOW, attended=True)
    held = [msgspec.structs.replace(each, seats={"p-1001": seat}) for each in OVER]
    puts = [Put(table="session", id=each.id, body=msgspec.to_builtins(each)) for each in held]
    await world.bot.store.commit(Commit(at=world.bot.now, writes=puts))
    await world.person("book", session="s1", reason="needed")


async def a_waiting_person_moves_up(world):
    for who in ("1001", "1002"):
        await world.bot.fits(who, TALK, consents=(CONTACT,))
    await world.bot.tap("book:s1", "1001")
    await world.bot.tap("list:s1", "1002")
    await world.bot.tap("free:s1", "1001")


async def goes_ahead(world):
    await world.post("/office/sessions/s4/goes-ahead", reason="people_asked")


async def starts_the_bot(world):
    await publishing.note(world.bot.store, world.bot.runner.receive, rules(), Settings())


async def a_wave_goes(world):
    await world.wave()


async def makes_codes(world):
    await world.bot.office(Invited(codes=CODES, by="command"))


async def ends_a_code(world):
    await makes_codes(world)
    await world.bot.office(CodeVoided(codes=(SHARE,), by="command"))


async def makes_a_calendar_link(world):
    await world.post("/office/sessions/calendar/new")


async def a_champion_joins(world):
    await makes_codes(world)
    await world.bot.do(Opened(payload=f"j_{ONCE}"), "1001")
    for data in ("rules:agree", "kind:peer_support", "employer:no"):
        await world.bot.tap(data)


async def a_champion_leaves(world):
    await a_champion_joins(world)
    await world.bot.say("/leave")
    await world.bot.tap("rest:leave_yes")


async def a_champion_is_held(world):
    await a_champion_joins(world)
    body = ChampionHeld(held=True, by="Maya")
    await world.bot.runner.receive(Input(key="office:hold", to=To.PERSON, id="p-1001", body=body))


async def raises_an_alert(world):
    await world.alert()


async def takes_an_alert(world):
    await world.post("/office/today/alert", notice=await world.alert())


async def closes_an_alert(world):
    await world.post("/office/today/alert", notice=await world.alert(), outcome="talked")


async def a_night_passes(world):
    await nightly(world.bot.store, world.bot.runner.receive, world.bot.now)


async def reads_the_log(world):
    auditor = await enter(world.bot, role=OfficeRole.AUDITOR, name="Ines")
    await auditor.get("/office/audit")


async def checks_the_log(world):
    auditor = await enter(world.bot, role=OfficeRole.AUDITOR, name="Ines")
    await world.post("/office/audit/verify", auditor)


async def lifts_a_stop(world):
    await world.import_contact()
    await world.post("/office/networks/k-riverside/stop")
    await world.post("/office/networks/k-riverside/resume", reason="they_asked")


async def nothing_more(_world):
    """Maya is in the team and signed in already."""


EVENTS = {
    "a one-time link is made": (nothing_more, ("sign_in_link_made", "m-maya")),
    "sign-in": (nothing_more, ("signed_in", "m-maya")),
    "sign-out": (signs_out, ("signed_out", "office")),
    "failed sign-in": (an_old_link, ("refused", "sign_in")),
    "2FA set up": (nothing_more, ("second_lock_set", "m-maya")),
    "2FA taken off": (takes_a_lock_off, ("second_lock_off", "m-maya")),
    "somebody is taken into the team": (nothing_more, ("member_added", "m-maya")),
    "role change": (changes_a_role, ("member_changed", "m-noor")),
    "somebody leaves the team": (leaves_the_team, ("member_ended", "m-noor")),
    "view of an identified person": (looks_at_identity, ("identity_shown", "p-1001")),
    "view of a contact's name": (looks_at_a_contact, ("contact_shown", "k-riverside")),
    "search of people": (searches_people, ("searched", "signups")),
    "search of contacts": (searches_contacts, ("searched", "networks")),
    "export": (takes_a_list, ("exported", "sessions")),
    "export with names: asked": (asks_for_names, ("list_asked", "calls")),
    "export with names: yes": (says_yes, ("list_approved", "calls")),
    "export with names: no": (says_no, ("list_refused", "calls")),
    "export with names: taken": (takes_names, ("exported_identified", "calls")),
    "print of the sign-in sheet": (prints_the_sign_in_sheet, ("exported_identified", "sign_in_sheet")),
    "print of badges": (prints_badges, ("exported_identified", "badges")),
    "print of the run sheet": (prints_the_run_sheet, ("exported", "run_sheet")),
    "print of the call sheet": (prints_the_call_sheet, ("exported_identified", "call_sheet")),
    "export of the call sheet": (takes_the_call_sheet, ("exported_identified", "call_sheet")),
    "consent given": (gives_consent, ("consent_given", "")),
    "consent withdrawn": (stops, ("consent_withdrawn", "p-1001")),
    "STOP done": (stops, ("stopped", "p-1001")),
    "DELETE done": (deletes, ("erased", "p-1001")),
    "eligibility override": (decides_what_fits, ("eligibility_set", "p-1001")),
    "booking made by staff": (books, ("desk_seat_taken", "p-1001")),
    "booking moved by staff": (moves, ("desk_seat_moved", "p-1001")),
    "booking cancelled by staff": (cancels, ("desk_seat_freed", "p-1001")),
    "waitlist promotion": (a_waiting_person_moves_up, ("seat_offered", "p-1002")),
    "override of a rule": (overrules_a_rule, ("rule_overridden", "p-1001")),
    "over-use override": (overrules_over_use, ("rule_overridden", "p-1001")),
    "going ahead without the co-chair": (goes_ahead, ("goes_ahead_anyway", "s4")),
    "words, questions and flyers published": (starts_the_bot, ("words_published", rules().version)),
    "config": (starts_the_bot, ("settings_changed", "settings")),
    "broadcast: asked for": (a_wave_goes, ("wave_made", "")),
    "broadcast: preview": (a_wave_goes, ("wave_previewed", "")),
    "broadcast: approve": (a_wave_goes, ("wave_approved", "")),
    "broadcast: send and count": (a_wave_goes, ("wave_started", "")),
    "link created": (makes_codes, ("code_made", SHARE)),
    "link revoked": (ends_a_code, ("code_voided", SHARE)),
    "calendar link created": (makes_a_calendar_link, ("calendar_link_made", "m-maya")),
    "champion added": (a_champion_joins, ("champion_joined", "p-1001")),
    "champion removed": (a_champion_leaves, ("champion_left", "p-1001")),
    "champion held": (a_champion_is_held, ("champion_held", "p-1001")),
    "safety alert raised": (raises_an_alert, ("alert_raised", "")),
    "safety alert seen": (takes_an_alert, ("alert_seen", "")),
    "safety alert closed": (closes_an_alert, ("alert_closed", "")),
    "retention run": (a_night_passes, ("retention_run", "store")),
    "log verified at night": (a_night_passes, ("audit_verified", "audit")),
    "log verified by hand": (checks_the_log, ("audit_verified", "audit")),
    "log read": (reads_the_log, ("audit_read", "audit")),
    "un-suppress": (lifts_a_stop, ("contact_resumed", "k-riverside")),
}
"""Event to what brings it about, and to the row it leaves: its action, and what it is about where that is known."""
NEEDS_REASON = {
    "view of an identified person": "call",
    "export with names: asked": "call",
    "export with names: taken": "call",
    "print of the sign-in sheet": "the_day",
    "print of the call sheet": "call",
    "eligibility override": "we_talked",
    "override of a rule": "we_talked",
    "over-use override": "needed",
    "going ahead without the co-chair": "people_asked",
    "un-suppress": "they_asked",
}
"""Event to the reason that its row has. Source: DOMAIN 5.7."""


async def row_of(event):
    scene, (action, about) = EVENTS[event]
    world = await World.open()
    await scene(world)
    rows = await world.bot.store.audit()
    found = [row for row in rows if row["action"] == action and about in ("", row["about"])]
    assert found, f"{event}: no row {action} among {sorted({row['action'] for row in rows})}"
    return found[-1]


@pytest.mark.asyncio
@pytest.mark.parametrize("event", EVENTS)
async def test_it_leaves_its_row(event):
    row = await row_of(event)

    assert row["version"] == rules().version
    assert row.get("result", "") == ("denied" if event == "failed sign-in" else "")


@pytest.mark.asyncio
@pytest.mark.parametrize(("event", "reason"), NEEDS_REASON.items(), ids=NEEDS_REASON)
async def test_what_needs_a_reason_has_it_in_its_row(event, reason):
    assert (await row_of(event))["reason"] == reason


@pytest.mark.asyncio
async def test_over_use_is_named_as_the_rule_that_gave_way():
    assert (await row_of("over-use override"))["detail"] == "resting/s1"


@pytest.mark.asyncio
@pytest.mark.parametrize("event", ["STOP done", "DELETE done"])
async def test_how_long_it_took_stands_in_the_row(event):
    assert (await row_of(event))["took_ms"] >= 0


@pytest.mark.asyncio
async def test_a_start_with_the_same_words_and_settings_leaves_no_row():
    world = await World.open()
    await starts_the_bot(world)
    before = len(await world.bot.store.audit())

    await starts_the_bot(world)

    assert len(await world.bot.store.audit()) == before


@pytest.mark.asyncio
async def test_other_settings_leave_a_row_and_no_secret():
    world = await World.open()
    await starts_the_bot(world)
    await publishing.note(world.bot.store, world.bot.runner.receive, rules(), Settings(port=8181))

    rows = [row for row in await world.bot.store.audit() if row["action"] == "settings_changed"]
    assert len({row["detail"] for row in rows}) == 2
    assert all(re.fullmatch(r"[0-9a-f]{16}", row["detail"]) for row in rows)


# -- commands --------------------------------------------------------------------------------------------


def test_an_export_a_backup_and_a_restore_by_command_leave_their_rows(monkeypatch, capsys, tmp_path):
    place = own_machine(monkeypatch, tmp_path)

    def command(*arguments):
        return run_command(monkeypatch, capsys, (*arguments, "--data", "d"))

    async def log():
        async with reading(settings_for(place / "d", None)) as store:
            return [row.get("action") or row["what"] for row in await store.audit()]

    command("invite", "place", "Library")
    command("export", "sources")
    exported = do(log())
    command("store", "backup", "b.backup")
    backed_up = do(log())
    command("store", "restore", "b.backup")

    assert exported == ["code_made", "exported"]
    assert backed_up == [*exported, "store_backed_up"]
    assert do(log()) == [*exported, "store_restored"]
    assert command("store", "verify")[0] == 0

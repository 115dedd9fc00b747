"""import and export: tables in and out."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from outreach_bot import house as houses
from outreach_bot.commands_base import BY, CannotDo, do, feed, now, reading, settings_for
from outreach_bot.content.catalog import find_campaign, load_rules
from outreach_bot.dialogue.inputs import Exported, SessionsImported
from outreach_bot.dialogue.state import Person
from outreach_bot.exports import calls, contacts, funnel, sessions, signups
from outreach_bot.exports.contacts import Tool
from outreach_bot.exports.session_rows import read_sessions
from outreach_bot.exports.spreadsheets import Profile, Row, to_csv, to_json
from outreach_bot.exports.table_files import BadFile
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.sessions import Session
from outreach_bot.settings import Settings
from outreach_bot.store.base import Store, StoreMissing

STANDARD = "-"
BUILT = ("signups", "sessions", "calls", "funnel", "contacts")
NOT_LISTED = "Contacts who were forgotten are not in it: of them only a scrambled code is kept, which no mailing tool can use."


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is to be exported, and how."""

    kind: str
    out: str = STANDARD
    form: str = "csv"
    exact: bool = False
    identified: bool = False
    exact_counts: bool = False
    reason: str = ""
    tool: str = Tool.PLAIN.value
    """Of contacts: whom the file is for."""

    @property
    def for_a_program(self) -> bool:
        """Whether cells stay exactly as they are: an apostrophe would spoil `+1555…` for a mailing tool."""
        return self.exact or self.tool != Tool.PLAIN


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows, and the order of their columns."""

    columns: Sequence[str]
    rows: Sequence[Row]


def export(wish: Wish, data: Path | None, campaign: Path | None) -> None:
    """Write a table. With numbers and addresses, or small counts, only after that is in the audit log."""
    if wish.kind not in BUILT:
        raise houses.NotBuilt(
            f"export {wish.kind} comes in a later version. Now there are {', '.join(BUILT)}."
        )
    if wish.form == "xlsx":
        raise houses.NotBuilt("xlsx comes in a later version. Use --format csv: every spreadsheet opens it.")
    if wish.exact_counts and wish.kind != "funnel":
        raise CannotDo(f"export {wish.kind} hides no counts. Leave --exact-counts out.")
    _check_contacts(wish)
    settings = settings_for(data, campaign)
    table = do(read_table(settings, wish))
    if wish.identified or wish.exact_counts:
        kind = f"{wish.kind}_exact" if wish.exact_counts else wish.kind
        kind = f"{kind}_{wish.tool}" if wish.kind == "contacts" else kind
        body = Exported(kind=kind, by=BY, identified=wish.identified, reason=wish.reason)
        do(feed(settings, [houses.to_office(body)]))
    profile = Profile.EXACT if wish.for_a_program else Profile.SPREADSHEET
    text = (
        to_json(table.columns, table.rows)
        if wish.form == "json"
        else to_csv(table.columns, table.rows, profile=profile)
    )
    if wish.tool == Tool.SUPPRESSION:
        print(NOT_LISTED, file=sys.stderr)
    if wish.out == STANDARD:
        sys.stdout.write(text)
        return
    # a byte order mark: without it spreadsheets on Windows take accents for other letters
    marked = wish.form == "csv" and not wish.for_a_program
    Path(wish.out).write_text(text, encoding="utf-8-sig" if marked else "utf-8", newline="")
    print(f"{len(table.rows)} rows written to {wish.out}.", file=sys.stderr)


def _check_contacts(wish: Wish) -> None:
    """Raise CannotDo where contacts are to go out without a reason, or a mailing tool is to get something else."""
    if wish.kind != "contacts":
        if wish.tool != Tool.PLAIN:
            raise CannotDo(f"export {wish.kind} has no --profile. Leave it out.")
    elif not (wish.identified and wish.reason.strip()):
        raise CannotDo(
            "Contacts are names and addresses. Add --identified and --reason TEXT: both go to the audit log."
        )


async def read_table(settings: Settings, wish: Wish) -> Table:
    """Read what is wanted from the store, beside a running bot or not."""
    async with reading(settings) as store:
        match wish.kind:
            case "signups":
                return await _signups(store, identified=wish.identified)
            case "sessions":
                return await _sessions(store, settings)
            case "contacts":
                return await _contacts(store, settings, Tool(wish.tool))
            case "funnel":
                return await _funnel(store, settings, exact=wish.exact_counts)
            case _:
                return await _calls(store, identified=wish.identified)


async def _signups(store: Store, *, identified: bool) -> Table:
    known = await known_sessions(store)
    asked = {call.person: call for call in await _all_calls(store)}
    people = await _people(store)
    if identified:
        rows = [signups.identified_row(person, known, asked.get(person.id)) for person in people]
        return Table(columns=signups.IDENTIFIED_COLUMNS, rows=rows)
    return Table(columns=signups.COLUMNS, rows=[signups.signup_row(person, known) for person in people])


async def _sessions(store: Store, settings: Settings) -> Table:
    zone = load_rules(find_campaign(settings.campaign)).campaign.zone
    found = sorted((await known_sessions(store)).values(), key=lambda session: (session.starts, session.id))
    return Table(columns=sessions.COLUMNS, rows=[sessions.session_row(session, zone) for session in found])


async def _funnel(store: Store, settings: Settings, *, exact: bool) -> Table:
    rules = load_rules(find_campaign(settings.campaign))
    report = await funnel.read_report(store, rules, exact=exact)
    return Table(columns=funnel.COLUMNS, rows=list(funnel.funnel_rows(report)))


async def _contacts(store: Store, settings: Settings, tool: Tool) -> Table:
    rules = load_rules(find_campaign(settings.campaign))
    found = await contacts.read_contacts(store)
    rows = contacts.contact_rows(found, rules.networks, tool, language=rules.campaign.language)
    return Table(columns=contacts.COLUMNS[tool], rows=rows)


async def _calls(store: Store, *, identified: bool) -> Table:
    people = {person.id: person for person in await _people(store)}
    asked = sorted(await _all_calls(store), key=lambda call: (call.asked_at, call.person))
    rows = [calls.call_row(call, people.get(call.person), identified=identified) for call in asked]
    return Table(columns=calls.COLUMNS, rows=rows)


async def known_sessions(store: Store) -> dict[str, Session]:
    """All sessions by id."""
    return {row.id: msgspec.convert(row.body, Session) for row in await store.rows("session")}


async def _people(store: Store) -> list[Person]:
    return [msgspec.convert(row.body, Person) for row in await store.rows("person")]


async def _all_calls(store: Store) -> list[Call]:
    return [msgspec.convert(row.body, Call) for row in await store.rows("call")]


def import_(file: Path, data: Path | None, campaign: Path | None) -> None:
    """Bring in a file of sessions, all of it or nothing."""
    settings = settings_for(data, campaign)
    content = sys.stdin.buffer.read() if str(file) == STANDARD else file.read_bytes()
    rules = load_rules(find_campaign(settings.campaign))
    known = do(_known_or_none(settings))
    try:
        found = read_sessions(content, rules=rules, known=known, now=now())
    except BadFile as bad:
        listed = "\n".join(f"{file}: {finding}" for finding in bad.findings)
        raise CannotDo(f"{listed}\nNothing was imported. Put this right and import the file again.") from None
    do(feed(settings, [houses.to_office(SessionsImported(sessions=found, by=BY))]))
    changed = sum(session.id in known for session in found)
    print(f"{len(found)} sessions imported: {len(found) - changed} new, {changed} known before.")


async def _known_or_none(settings: Settings) -> dict[str, Session]:
    try:
        async with reading(settings) as store:
            return await known_sessions(store)
    except StoreMissing:
        return {}

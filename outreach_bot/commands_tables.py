"""import and export: tables in and out."""

import sys
from dataclasses import dataclass
from pathlib import Path

import msgspec

from outreach_bot import house as houses
from outreach_bot.commands_base import (
    BY,
    STANDARD,
    CannotDo,
    do,
    feed,
    nothing_imported,
    now,
    reading,
    settings_for,
    table_content,
)
from outreach_bot.content.catalog import find_campaign, load_rules
from outreach_bot.counted import counted
from outreach_bot.dialogue.inputs import Exported, SessionsImported
from outreach_bot.exports.contacts import Tool
from outreach_bot.exports.session_rows import read_sessions
from outreach_bot.exports.spreadsheets import Profile, to_csv, to_json
from outreach_bot.exports.table import Table
from outreach_bot.exports.table_files import BadFile
from outreach_bot.exports.workbook import TooLarge, to_xlsx
from outreach_bot.office import tables
from outreach_bot.recruitment.reasons import ExportReason
from outreach_bot.recruitment.sessions import Session
from outreach_bot.recruitment.sight import WHOLE
from outreach_bot.settings import Settings
from outreach_bot.store.base import Store, StoreMissing
from outreach_bot.store.narrowed import NarrowedReader

BUILT = tuple(kind.value for kind in tables.Kind)
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
    reason: str | None = None
    tool: str = Tool.PLAIN.value
    """Of contacts: whom the file is for."""

    @property
    def for_a_program(self) -> bool:
        """Whether cells stay exactly as they are: an apostrophe would spoil `+1555…` for a mailing tool."""
        return self.exact or self.tool != Tool.PLAIN


def export(wish: Wish, data: Path | None, campaign: Path | None) -> None:
    """Write a table, once it is in the audit log; with numbers and addresses, or small counts, only for a reason."""
    if wish.kind not in BUILT:
        raise houses.NotBuilt(
            f"export {wish.kind} comes in a later version. Now there are {', '.join(BUILT)}."
        )
    if wish.exact_counts and wish.kind != tables.Kind.FUNNEL:
        raise CannotDo(f"export {wish.kind} hides no counts. Leave --exact-counts out.")
    if wish.form == "xlsx" and wish.out == STANDARD and sys.stdout.isatty():
        raise CannotDo("A workbook is no text for a screen. Add --out FILE.xlsx.")
    _check_contacts(wish)
    reason = _reason(wish)
    settings = settings_for(data, campaign)
    table = do(read_table(settings, wish))
    content = _written(table, wish)
    kind = f"{wish.kind}_exact" if wish.exact_counts else wish.kind
    kind = f"{kind}_{wish.tool}" if wish.kind == tables.Kind.CONTACTS else kind
    body = Exported(kind=kind, by=BY, identified=wish.identified, reason=reason)
    do(feed(settings, [houses.to_office(body)], any_campaign=True))
    if wish.tool == Tool.SUPPRESSION:
        print(NOT_LISTED, file=sys.stderr)
    if wish.out == STANDARD:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    # a byte order mark: without it spreadsheets on Windows take accents for other letters
    marked = wish.form == "csv" and not wish.for_a_program
    Path(wish.out).write_bytes((BYTE_ORDER_MARK if marked else b"") + content)
    print(f"{counted(len(table.rows), 'row')} written to {wish.out}.", file=sys.stderr)


BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def _written(table: Table, wish: Wish) -> bytes:
    profile = Profile.EXACT if wish.for_a_program else Profile.SPREADSHEET
    match wish.form:
        case "xlsx":
            try:
                return to_xlsx(table, name=wish.kind, profile=profile)
            except TooLarge as large:
                raise CannotDo(str(large)) from None
        case "json":
            return to_json(table.columns, table.rows).encode()
        case _:
            return to_csv(table.columns, table.rows, profile=profile).encode()


def _check_contacts(wish: Wish) -> None:
    """Raise CannotDo where contacts are to go out without a reason, or a mailing tool is to get something else."""
    if wish.kind != tables.Kind.CONTACTS:
        if wish.tool != Tool.PLAIN:
            raise CannotDo(f"export {wish.kind} has no --profile. Leave it out.")
    elif not (wish.identified and (wish.reason or "").strip()):
        raise CannotDo(
            "Contacts are names and addresses. Add --identified and --reason WORD: both go to the audit log."
        )


def _reason(wish: Wish) -> ExportReason | None:
    """Read why. Raises CannotDo where it is none of the words there are; says where it should be given and is not."""
    if wish.reason in list(ExportReason):
        return ExportReason(wish.reason)
    words = ", ".join(ExportReason)
    if wish.reason is not None:
        raise CannotDo(
            f"The audit log holds no free text, so --reason is one word of a list. Use one of {words}."
        )
    if wish.identified or wish.exact_counts:
        asks = f"No reason was given, and the audit log says so. Next time add --reason, with one of {words}."
        print(asks, file=sys.stderr)
    return None


async def read_table(settings: Settings, wish: Wish) -> Table:
    """Read what is wanted from the store, beside a running bot or not."""
    rules = load_rules(find_campaign(settings.campaign))
    wanted = tables.Wish(
        kind=tables.Kind(wish.kind),
        identified=wish.identified,
        exact_counts=wish.exact_counts,
        tool=Tool(wish.tool),
    )
    async with reading(settings) as store:
        return await tables.Tables(store=NarrowedReader.alone(store, WHOLE), rules=rules, now=now()).read(
            wanted
        )


async def known_sessions(store: Store) -> dict[str, Session]:
    """All sessions by id."""
    return {row.id: msgspec.convert(row.body, Session) for row in await store.rows("session")}


def import_(file: Path, data: Path | None, campaign: Path | None) -> None:
    """Bring in a file of sessions, all of it or nothing."""
    settings = settings_for(data, campaign)
    content = table_content(file)
    rules = load_rules(find_campaign(settings.campaign))
    known = do(_known_or_none(settings))
    try:
        found = read_sessions(content, rules=rules, known=known, now=now())
    except BadFile as bad:
        raise nothing_imported(file, bad) from None
    was = tuple(known[session.id] for session in found if session.id in known)
    do(feed(settings, [houses.to_office(SessionsImported(sessions=found, by=BY, was=was))]))
    changed = sum(session.id in known for session in found)
    print(f"{counted(len(found), 'session')} imported: {len(found) - changed} new, {changed} known before.")


async def _known_or_none(settings: Settings) -> dict[str, Session]:
    try:
        async with reading(settings) as store:
            return await known_sessions(store)
    except StoreMissing:
        return {}

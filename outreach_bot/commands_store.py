"""store verify, backup, salvage, restore, move: care for the data."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from outreach_bot import belonging
from outreach_bot.commands_base import BY, do, feed, sentence_for, settings_for
from outreach_bot.content.catalog import ContentError, find_campaign, load_rules
from outreach_bot.counted import counted
from outreach_bot.dialogue.house_inputs import StoreBackedUp
from outreach_bot.dialogue.inputs import TimerName
from outreach_bot.house import NotBuilt, clock, to_office
from outreach_bot.input_files import check_is_file
from outreach_bot.settings import Settings
from outreach_bot.store import care
from outreach_bot.store.recovery import moment
from outreach_bot.store.salvage import Salvaged
from outreach_bot.told_commands import quoted, told

SAID_ONCE = (
    TimerName.REMIND_WEEK, TimerName.REMIND_DAY, TimerName.REMIND_TWO_HOURS, TimerName.ASK_AFTER,
    TimerName.CHECK_IN, TimerName.WAVE_STARTS, TimerName.DIGEST,
)  # fmt: skip
"""Timers that only say something. A restore does not do them again; what the others change was brought back, too."""

TABLES = (
    "address", "approval", "attempt", "call", "code", "contact", "contact_by", "coordinator", "dead", "meta", "member",
    "notice", "opening", "owed", "pending", "person", "review", "second_lock", "session", "settled", "sign_in",
    "suppressed", "thread", "wave",
)  # fmt: skip
"""What is kept: a row of a damaged file, whose table has lost its name, opens in one of these only."""


def verify(data: Path | None, campaign: Path | None) -> None:
    """Say that everything holds together, and what there is."""
    settings = settings_for(data, campaign)
    found = do(care.verify(settings.data, key_file=settings.key_file))
    rows = ", ".join(f"{count} {table}" for table, count in sorted(found.rows.items())) or "no rows yet"
    print(
        f"{settings.data} holds together: {rows}; {counted(found.audit_rows, 'row')} of audit log; {counted(found.bytes_on_disk, 'byte')}."
    )
    for line in _beside(found):
        print(line)


def _beside(found: care.Verified) -> Iterator[str]:
    """What is left out or missing though everything holds together."""
    for one in found.left_out:
        yield (
            f"Left out: {counted(one.bytes, 'byte')} at the end of {one.journal}, {counted(one.records, 'record')} cut off while being "
            f"written. The last whole record before is {one.after}, of {moment(one.after_at)}."
        )
    if found.without_journal:
        yield f"{found.without_journal} is gone; nothing was in it, for the last stop was clean."
    away = (*found.lists.missing, *found.lists.broken)
    if found.lists.listing is None:
        yield (
            f"The list of erased persons ({' and '.join(map(str, away))}) is gone. Put a copy back if there is one: the next "
            "start of the bot begins a new one, and a backup made before that brings back who was erased until then."
        )
    else:
        for home in away:
            yield f"{home}, the list of erased persons, is missing or does not open. The next start of the bot mends it."
    if found.come_back:
        yield (
            f"{counted(found.come_back, 'person', 'people')} on the list of erased persons "
            f"{'is' if found.come_back == 1 else 'are'} in the data again. The next start of the bot erases them."
        )
    if found.lists.differ:
        yield "The two lists of erased persons differ. The next start of the bot joins them."
    if found.lists.listing is not None and found.lists.listing.since:
        yield (
            f"The list of erased persons begins after record {found.lists.listing.since}: "
            "a backup made before that brings back who was erased between."
        )


def backup(file: Path, data: Path | None, campaign: Path | None) -> None:
    """Write the backup, and then into the audit log that it was made, where that can be written."""
    settings = settings_for(data, campaign)
    size = do(care.backup(settings.data, file, key_file=settings.key_file, check=_ours(settings)))
    print(
        f"{file} written, {counted(size, 'byte')}. It opens only with the key {settings.key_file}: keep the two apart."
    )
    try:
        do(feed(settings, [to_office(StoreBackedUp(size=size, by=BY))], any_campaign=True))
    except Exception as refused:
        if sentence_for(refused) is None:
            raise
        # a disk that takes nothing any more, or words that cannot be read, is when a backup is needed most
        print(
            "The backup is whole; only that it was made could not be written into the audit log.",
            file=sys.stderr,
        )


def _ours(settings: Settings) -> Callable[[belonging.Rows], None]:
    """Make what refuses data of another kind of campaign than the one that is named, where that one can be read."""
    if settings.campaign is None:
        return lambda _rows: None
    try:
        campaign = load_rules(find_campaign(settings.campaign)).campaign
    except ContentError:
        return lambda _rows: None

    def check(rows: belonging.Rows) -> None:
        found = belonging.begun_as(rows, otherwise=None)
        if found is not None:
            belonging.refuse_other(found, campaign, folder=settings.campaign, data=settings.data)

    return check


def salvage(file: Path, data: Path | None, campaign: Path | None) -> None:
    """Save what still verifies, and list what is missing."""
    settings = settings_for(data, campaign)
    saved = do(care.salvage(settings.data, file, key_file=settings.key_file, clock=clock, tables=TABLES))
    rows = ", ".join(f"{count} {table}" for table, count in sorted(saved.rows.items())) or "no rows"
    print(
        f"{file} written, {counted(saved.size, 'byte')}: {rows}; {counted(saved.found.records, 'record')} of the journal."
    )
    missing = list(_missing(saved.found))
    print("Missing:" if missing else "Nothing is missing.")
    for line in missing:
        print(f"- {line}")
    wish = "" if saved.knows_erased else " --without-erasures"
    if wish:
        print(
            "Nothing is left that says who was erased. If there is a copy of the list of erased persons, put it back first; "
            "else see whether somebody is back who asked to be forgotten, and erase them again."
        )
    print(
        f"Stop the bot, then bring it back with: {told(f'store restore {quoted(file)}{wish}', data=settings.data)}"
    )


def _missing(found: Salvaged) -> Iterator[str]:
    if not found.whole_snapshot:
        yield "store.json is gone or damaged: its rows were taken one by one"
    for table, count in sorted(found.lost_rows.items()):
        yield f"{counted(count, 'row')} of " + (
            "tables that cannot be told any more" if table == "?" else table
        )
    for one in found.missing:
        yield str(one)
    for name in found.lost_journals:
        yield f"{name}, or its beginning: how many records were in it is unknown, for nothing is left that says so"
    for name, size in found.torn.items():
        yield f"{counted(size, 'byte')} at the end of {name}, no whole record"


def restore(file: Path, data: Path | None, campaign: Path | None, *, without_erasures: bool = False) -> None:
    """Bring the backup back."""
    settings = settings_for(data, campaign)
    check_is_file(file)
    wish = care.Wish(without_erasures=without_erasures, once=_only_says, check=_whose(settings))
    done = do(care.restore(file, settings.data, key_file=settings.key_file, clock=clock, wish=wish))
    print(
        f"{settings.data} is as it was in {file}; "
        f"{counted(done.erased_again, 'person erased since was', 'people erased since were')} erased again."
    )
    for line in _since(done):
        print(line)
    if done.kept_aside:
        print(f"What was there before is kept as {', '.join(done.kept_aside)}. Delete it once all is well.")


def _whose(settings: Settings) -> Callable[[belonging.Rows], None]:
    """Make what refuses the backup of another kind of campaign than the one that is named; where none is, any may come."""
    if settings.campaign is None:
        return lambda _rows: None
    campaign = load_rules(find_campaign(settings.campaign)).campaign

    def check(rows: belonging.Rows) -> None:
        found = belonging.begun_as(rows, otherwise=belonging.kind_of(campaign))
        if found is not None and found is not belonging.kind_of(campaign):
            raise care.BackupRefused(
                f"The backup is of {belonging.NAMES[found]}, and {settings.campaign} is {belonging.NAMES[belonging.kind_of(campaign)]}."
                " Nothing was changed. Restore it into a folder of its own, with --data DIR and without --campaign."
            )

    return check


def _since(done: care.Restored) -> Iterator[str]:
    if done.without_erasures:
        yield (
            "No list said who was erased since: whoever was is back, and has to be erased again. "
            "If you find the list, put it back: the next start of the bot erases them."
        )
    since = done.since
    if since.messages_gone or since.timers_gone:
        yield (
            f"{counted(since.messages_gone, 'message')} and {counted(since.timers_gone, 'reminder')} that had gone since, "
            "or were called off, do not go again."
        )
    if since.doubtful:
        yield (
            f"{counted(since.doubtful, 'message was', 'messages were')} due by now and may have gone since: nothing here says. Replies and "
            "reminders go once more; waves and emails do not, and are listed in the office as unknown."
        )


def _only_says(row: str) -> bool:
    """Whether a row of `pending` is a timer that only says something; its name stands between the slashes."""
    return row.startswith("timer/") and any(f"/{name.value}/" in row for name in SAID_ONCE)


def move(url: str, data: Path | None, campaign: Path | None) -> None:
    """Say that this is for later."""
    del url, data, campaign
    raise NotBuilt("store move comes with PostgreSQL, in a later version. The data stays where it is.")

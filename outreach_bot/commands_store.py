"""store verify, backup, restore, move: care for the data."""

from collections.abc import Callable
from pathlib import Path

from outreach_bot import belonging
from outreach_bot.commands_base import BY, do, feed, settings_for
from outreach_bot.content.catalog import find_campaign, load_rules
from outreach_bot.dialogue.house_inputs import StoreBackedUp
from outreach_bot.house import NotBuilt, clock, to_office
from outreach_bot.settings import Settings
from outreach_bot.store import care


def verify(data: Path | None, campaign: Path | None) -> None:
    """Say that everything holds together, and what there is."""
    settings = settings_for(data, campaign)
    found = do(care.verify(settings.data, key_file=settings.key_file))
    rows = ", ".join(f"{count} {table}" for table, count in sorted(found.rows.items())) or "no rows yet"
    print(
        f"{settings.data} holds together: {rows}; {found.audit_rows} rows of audit log; {found.bytes_on_disk} bytes."
    )


def backup(file: Path, data: Path | None, campaign: Path | None) -> None:
    """Write the backup, and then into the audit log that it was made."""
    settings = settings_for(data, campaign)
    size = do(care.backup(settings.data, file, key_file=settings.key_file))
    print(
        f"{file} written, {size} bytes. It opens only with the key {settings.key_file}: keep the two apart."
    )
    do(feed(settings, [to_office(StoreBackedUp(size=size, by=BY))], any_campaign=True))


def restore(file: Path, data: Path | None, campaign: Path | None) -> None:
    """Bring the backup back."""
    settings = settings_for(data, campaign)
    done = do(
        care.restore(file, settings.data, key_file=settings.key_file, clock=clock, check=_whose(settings))
    )
    print(
        f"{settings.data} is as it was in {file}; {done.erased_again} people erased since were erased again."
    )
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


def move(url: str, data: Path | None, campaign: Path | None) -> None:
    """Say that this is for later."""
    del url, data, campaign
    raise NotBuilt("store move comes with PostgreSQL, in a later version. The data stays where it is.")

"""Whose data a store holds: an example's, or a real campaign's. The two never meet in one store.

The store remembers the kind of campaign it was begun with. One of an earlier version does not; what is in it tells.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from outreach_bot.bot_name import BOT_ROW
from outreach_bot.recruitment.rules import Campaign
from outreach_bot.store.base import Commit, Put, RestsOn, Row, Store
from outreach_bot.store.reading import Reader

META, ROW = "meta", "campaign"
"""Where the kind is kept: `{"kind": …}`."""
Bodies = Mapping[str, Mapping[str, Any]]
"""The bodies of a table's rows, by id."""
Rows = Callable[[str], Bodies]
"""Looks into a table: as much of a store as tells whose it is."""


class Kind(StrEnum):
    """Which kind of campaign a store belongs to."""

    EXAMPLE = "example"
    REAL = "real"


NAMES = {Kind.EXAMPLE: "an example campaign", Kind.REAL: "a real campaign"}
"""How a kind is called in a sentence."""


class OtherCampaign(Exception):
    """The data belongs to another kind of campaign. The message says why, and the way out; nothing was changed."""


def kind_of(campaign: Campaign) -> Kind:
    """Say of which kind a campaign is."""
    return Kind.EXAMPLE if campaign.example else Kind.REAL


def begun_as(rows: Rows, *, otherwise: Kind | None) -> Kind | None:
    """Say of which kind the data is; None: there is none yet. otherwise: what to say of old data that does not tell.

    Data of an earlier version is an example's where all its meetings are, unless it has been to Telegram itself, where
    no example ever went. Meetings of one's own make it real, though example meetings lie beside them.
    """
    known = rows(META)
    if ROW in known:
        return Kind(known[ROW]["kind"])
    examples = [bool(body.get("example")) for body in rows("session").values()]
    if any(examples):
        return Kind.EXAMPLE if all(examples) and BOT_ROW not in known else Kind.REAL
    return otherwise if examples or rows("person") or rows("contact") else None


async def found_in(store: Reader, *, otherwise: Kind | None) -> Kind | None:
    """Say of which kind the data in a store is, as `begun_as` does."""
    tables = {name: _bodies(await store.rows(name)) for name in (META, "session", "person", "contact")}
    return begun_as(lambda table: tables[table], otherwise=otherwise)


async def claim(store: Store, campaign: Campaign, *, folder: Path | None, data: Path, now: float) -> None:
    """Begin the store as this campaign's, or see that it is. folder: the campaign's own; None: the shipped example.

    Raises OtherCampaign.
    """
    ours = kind_of(campaign)
    # the shipped example leaves its meetings wherever it was: old data without any is not its own
    found = await found_in(store, otherwise=ours if folder is not None else Kind.REAL)
    if found is not None:
        refuse_other(found, campaign, folder=folder, data=data)
    if await store.get(META, ROW) is None:
        await begin(store, ours, now=now)


async def begin(store: Store, kind: Kind, *, now: float) -> None:
    """Write down whose data this is; it stays so."""
    row = Put(table=META, id=ROW, body={"kind": kind.value})
    await store.commit(Commit(at=now, rests_on=[RestsOn(table=META, id=ROW, revision=0)], writes=[row]))


def refuse_other(found: Kind, campaign: Campaign, *, folder: Path | None, data: Path) -> None:
    """Raise OtherCampaign where data of the kind `found` is not this campaign's."""
    if found is not kind_of(campaign):
        raise OtherCampaign(_refusal(found, folder, data))


def _refusal(found: Kind, folder: Path | None, data: Path) -> str:
    if found is Kind.EXAMPLE:
        return (
            f"{data} was begun with an example campaign: people and meetings in it may be made up, and no real person"
            " may meet them. Begin your own campaign in a new folder, with --data DIR or OUTREACH_DATA."
        )
    if folder is None:
        return (
            f"{data} holds a real campaign, and no campaign folder is named, so the example would go on with it."
            " Name yours with --campaign DIR or OUTREACH_CAMPAIGN; to try the example, name a new folder with --data DIR."
        )
    return (
        f"{data} holds a real campaign, and campaign.yaml in {folder} says example: true."
        " Write example: false once every line is real; to try it first, name a new folder with --data DIR."
    )


def _bodies(rows: Iterable[Row]) -> Bodies:
    return {row.id: row.body for row in rows}

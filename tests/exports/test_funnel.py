import datetime as dt

import msgspec
import pytest

from outreach_bot.content.catalog import load_rules
from outreach_bot.exports.funnel import COLUMNS, funnel_rows, read_report
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.rules import CodeKind
from outreach_bot.recruitment.sight import WHOLE
from outreach_bot.store.narrowed import NarrowedReader
from tests.helpers.web_stage import ROOT, rows_in_a_dict

MADE = dt.datetime(2027, 3, 1, tzinfo=dt.UTC)
LETTER = Code(
    id="K7MQ2XZB",
    kind=CodeKind.NETWORK,
    name="Dana Hill",
    made_at=MADE,
    network="family_support",
    contact="ct-1",
    hospital="h2",
)


async def rows(counters):
    store = rows_in_a_dict()
    store.put("code", LETTER.id, msgspec.to_builtins(LETTER))
    store.counted = counters
    return list(funnel_rows(await read_report(NarrowedReader.alone(store, WHOLE), load_rules(ROOT))))


def test_the_columns_are_those_in_the_readme():
    readme = (ROOT / "README.md").read_text("utf-8")

    assert f"`{','.join(COLUMNS)}`" in readme


@pytest.mark.asyncio
async def test_a_code_is_one_row_with_what_it_belongs_to():
    [row] = [row for row in await rows({"opened:K7MQ2XZB:em": 12, "started:K7MQ2XZB:em": 3}) if row["code"]]

    assert tuple(row.values()) == (
        "code", "family_support", "h2", "", "K7MQ2XZB", "network", "ct-1", "12", "<5", "0", "0", "0", "0",
    )  # fmt: skip


@pytest.mark.asyncio
async def test_each_cut_is_there_and_what_belongs_to_none_comes_last():
    table = await rows({})

    assert list(dict.fromkeys(row["by"] for row in table)) == [
        "total",
        "network",
        "hospital",
        "channel",
        "code",
    ]
    assert [row["hospital"] for row in table if row["by"] == "hospital"] == ["h1", "h2", "h3", "h4", ""]


@pytest.mark.asyncio
async def test_no_name_is_in_the_table():
    assert "Dana" not in str(await rows({"opened:K7MQ2XZB:em": 12}))

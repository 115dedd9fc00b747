"""How far people came, by where they came from: ids and codes only, small counts hidden unless asked for.

Rows are cut five ways, named in `by`; the rows of one cut add up to the row `total`.
"""

from collections.abc import Iterable

import msgspec

from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.funnel import COLUMNS as COUNTS
from outreach_bot.recruitment.funnel import Funnel, Line, Report
from outreach_bot.recruitment.rules import Rules
from outreach_bot.store.narrowed import NarrowedReader

COLUMNS = ("by", "network", "hospital", "channel", "code", "kind", "contact", *COUNTS)


async def read_report(store: NarrowedReader, rules: Rules, *, exact: bool = False) -> Report:
    """Read the funnel as far as `store` shows it: its sums too are sums of that. `exact`: with counts under 5 too."""
    codes = [msgspec.convert(row.body, Code) for row in await store.rows("code")]
    networks = [network.key for network in rules.networks]
    hospitals = [each.key for each in rules.campaign.hospitals if store.sight.is_own(each.key)]
    counters = await store.counters()
    return Funnel(counters, codes, networks=networks, hospitals=hospitals, exact=exact).report()


def funnel_rows(report: Report) -> Iterable[dict[str, str]]:
    """Write a report as rows of `COLUMNS`.

    A count is a number, or `<5`, `5–9`, `10+` where a person could be worked out from it.
    A row of the cut `network` whose network is empty is what came under none; the same for the others.
    """
    yield _row("total", report.whole)
    for line in report.networks:
        yield _row("network", line, network=line.key)
    for line in report.hospitals:
        yield _row("hospital", line, hospital=line.key)
    for line in report.channels:
        yield _row("channel", line, channel=line.key)
    for line in report.codes:
        yield _code_row(line)


def _code_row(line: Line) -> dict[str, str]:
    code = line.code
    if code is None:
        return _row("code", line)
    return _row(
        "code",
        line,
        network=code.network,
        hospital=code.hospital,
        code=code.id,
        kind=code.kind.value,
        contact=code.contact,
    )


def _row(by: str, line: Line, **cells: str) -> dict[str, str]:
    counts = {step: str(shown) for step, shown in line.cells.items()}
    return dict.fromkeys(COLUMNS, "") | {"by": by} | cells | counts

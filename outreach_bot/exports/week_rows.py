"""Reports as rows: people by the week they agreed to be asked, and how far they have come. Small counts are hidden."""

from collections.abc import Iterable, Sequence

from outreach_bot.recruitment.flows import Flows, Week, Window, over_time

COLUMNS = ("week", "begins", "hospital", "asked", "can_come", "seat", "came")
"""Without a hospital: everybody. With one: who chose it, in steps of five; who chose two is in both."""


def week_rows(flows: Flows, *, hospitals: Sequence[str], now: str) -> Iterable[dict[str, str]]:
    """Write every week as rows of `COLUMNS`, first of all, then of each of `hospitals`; "" is everybody."""
    for hospital in hospitals:
        for week in over_time(flows, Window(hospital=hospital, now=now)):
            yield _row(week, hospital)


def _row(week: Week, hospital: str) -> dict[str, str]:
    return {
        "week": week.name,
        "begins": week.begins.isoformat(),
        "hospital": hospital,
        "asked": str(week.asked),
        "can_come": str(week.can_come),
        "seat": str(week.seat),
        "came": str(week.came),
    }

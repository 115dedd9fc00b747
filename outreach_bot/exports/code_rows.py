"""Codes as rows: links of champions, and codes of networks and places. How often each was opened is hidden or banded."""

from outreach_bot.exports.signups import instant
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.small_counts import shown

CHAMPION_COLUMNS = (
    "code", "name", "kind", "state", "network", "hospital", "made_at", "joined_at", "until", "most", "openings",
)  # fmt: skip
"""`openings` in bands, as the champion sees it: a number would tell who passed the file on."""
SOURCE_COLUMNS = (
    "code", "name", "kind", "network", "hospital", "made_at", "until", "most", "ended", "openings",
)  # fmt: skip


def code_row(code: Code, *, name: str, openings: int) -> dict[str, str]:
    """Write a code of a network or place as a row of `SOURCE_COLUMNS`."""
    return {
        **_common(code),
        "name": name,
        "kind": code.kind.value,
        "ended": "yes" if code.void else "no",
        "openings": str(shown(openings)),
    }


def champion_row(code: Code, *, kind: str, state: str, joined_at: str, openings: int) -> dict[str, str]:
    """Write a champion's link as a row of `CHAMPION_COLUMNS`."""
    return {
        **_common(code),
        "name": code.name,
        "kind": kind,
        "state": state,
        "joined_at": joined_at,
        "openings": str(shown(openings, banded=True)),
    }


def _common(code: Code) -> dict[str, str]:
    return {
        "code": code.id,
        "network": code.network,
        "hospital": code.hospital,
        "made_at": instant(code.made_at),
        "until": instant(code.until) if code.until else "",
        "most": "" if code.most is None else str(code.most),
    }

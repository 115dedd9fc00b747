"""At a start: writes down which words, rules and settings hold from now on, where they are others than before."""

from collections.abc import Awaitable, Callable

import msgspec

from outreach_bot.dialogue.house_inputs import SettingsChanged, WordsPublished
from outreach_bot.dialogue.inputs import Input
from outreach_bot.house import to_office
from outreach_bot.recruitment.rules import Rules
from outreach_bot.settings import Settings
from outreach_bot.store.reading import Reader

FIGURES = 16
"""Hex figures of the settings' hash in the log."""


async def note(
    store: Reader, receive: Callable[[Input], Awaitable[None]], rules: Rules, settings: Settings
) -> None:
    """Compare with the newest rows of the log; what is as it was leaves none."""
    rows = await store.audit()
    newest = {row.get("action"): row for row in rows if row.get("action") in _NOTED}
    if newest.get("words_published", {}).get("about") != rules.version:
        words = WordsPublished(
            version=rules.version,
            questions=rules.screening.version,
            flyers=rules.flyers.version,
            reviewers=len(rules.flyers.reviewers),
        )
        await receive(to_office(words, origin="start"))
    mark = mark_of(settings, store)
    if newest.get("settings_changed", {}).get("detail") != mark:
        await receive(to_office(SettingsChanged(mark=mark), origin="start"))


def mark_of(settings: Settings, store: Reader) -> str:
    """Tell settings apart, secrets too: by a keyed hash, from which none can be read."""
    known = {name: _plain(getattr(settings, name)) for name in type(settings).model_fields}
    return store.hmac("settings", msgspec.json.encode(known, order="sorted").decode())[:FIGURES]


def _plain(value: object) -> str:
    secret = getattr(value, "get_secret_value", None)
    return str(secret() if secret is not None else value)


_NOTED = ("words_published", "settings_changed")

"""Flyers: one form, language and code in, a PDF or a picture out. Slow (10 to 150 ms): call it in a thread."""

import datetime as dt
import json
from collections.abc import Callable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import msgspec

from outreach_bot.content.catalog import FLYERS
from outreach_bot.content.flyer_words import FlyerWording, FlyerWords
from outreach_bot.content.wording import WordingFault
from outreach_bot.dialogue.effects import FlyerWish
from outreach_bot.input_files import CannotRead, read_text
from outreach_bot.outreach.qr import qr_svg
from outreach_bot.outreach.typesetting import PRINT_PPI, SCREEN_PPI, FlyerFault, Typesetter
from outreach_bot.recruitment.codes import payload
from outreach_bot.recruitment.leaving import flyer_stamp
from outreach_bot.recruitment.rules import FlyerForm, Rules, Stamp
from outreach_bot.told_commands import told

PAPERS = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
"""Millimetres. Source: ISO 216; ANSI Y14.1."""
KEPT = 32
"""Flyers kept ready: a champion often asks for the same one again. A picture has up to 0.5 MB."""
ALT = "picture-alt"
THEME = "theme.json"
GROUP = 4
"""Letters of a code between spaces, as it is printed and said."""


class FlyerFile(msgspec.Struct, frozen=True, kw_only=True):
    """A flyer that was made."""

    name: str
    """It names nothing but form, language and code."""
    media_type: str
    content: bytes
    alt: str
    """What the picture says, for those who cannot see it."""


class Flyers:
    """Makes the flyers of the campaign in `folder`. today: the day in the campaign's zone, for what has expired."""

    def __init__(self, folder: Path, rules: Rules, *, today: Callable[[], dt.date]) -> None:
        self._folder = folder
        self._rules = rules
        self._today = today
        self._typesetter = Typesetter(folder / FLYERS)
        self._make_once = lru_cache(maxsize=KEPT)(self._make)

    def on(self, today: Callable[[], dt.date]) -> "Flyers":
        """The same flyers by another calendar."""
        return Flyers(self._folder, self._rules, today=today)

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages there are flyers in, the campaign's own first."""
        return self._wording.languages

    def may_be_shared(self) -> bool:
        """Whether flyers may be handed to anyone today."""
        return self._rules.flyers.may_be_shared(self._today())

    def make(self, wish: FlyerWish, *, link: str) -> FlyerFile:
        """Make a flyer, or take it from those kept ready. Stamped when it is not approved; see `may_be_shared`.

        Args:
            wish: What is wanted. A language without flyers becomes the campaign's own.
            link: What a code's payload is put behind, such as `https://t.me/BOT?start=`.

        Raises:
            FlyerFault: There is no such form, or it cannot be made as it is written.
        """
        return self._make_once(wish, link, flyer_stamp(self._rules, self._today(), link))

    def alt(self, wish: FlyerWish, *, link: str) -> str:
        """What a flyer says, for those who cannot see the picture. Raises FlyerFault."""
        return self._words(wish, self._form(wish), link).all().get(ALT, "")

    @cached_property
    def _wording(self) -> FlyerWording:
        return FlyerWording(self._folder, self._rules)

    def _make(self, wish: FlyerWish, link: str, stamp: Stamp | None) -> FlyerFile:
        form = self._form(wish)
        words = self._words(wish, form, link)
        data = self._data(wish, form, words, link, stamp)
        try:
            content = self._set(wish, form, data)
        except FlyerFault as fault:
            raise fault.at(f"{form.key} in {self._language(wish.language)}") from fault
        return FlyerFile(
            name=file_name(wish), media_type=media_type(wish), content=content, alt=words.all().get(ALT, "")
        )

    def _set(self, wish: FlyerWish, form: FlyerForm, data: dict[str, dict[str, Any]]) -> bytes:
        if wish.pdf:
            return self._typesetter.pdf(form.template, data)
        return self._typesetter.picture(form.template, data, ppi=PRINT_PPI if form.prints else SCREEN_PPI)

    def _words(self, wish: FlyerWish, form: FlyerForm, link: str) -> FlyerWords:
        own = {"link": shown_link(link, wish.code), "code": spoken(wish.code)}
        language = self._language(wish.language)
        try:
            return self._wording.words(language, hospital=wish.hospital, quiet=form.quiet, own=own)
        except WordingFault as fault:
            said = f"words of the flyers are missing ({fault})"
            raise FlyerFault(said, self._look) from fault

    @property
    def _look(self) -> str:
        return f"Run: {told('check', campaign=self._folder)}"

    def _form(self, wish: FlyerWish) -> FlyerForm:
        flyers = self._rules.flyers
        known = [form.key for form in flyers.forms]
        if wish.form not in known:
            names = ", ".join(known) or "none"
            raise FlyerFault(f"there is no flyer {wish.form}", f"There is: {names}")
        return flyers.form(wish.form)

    def _language(self, language: str) -> str:
        if not self.languages:
            raise FlyerFault("there are no words for flyers", self._look)
        return language if language in self.languages else self.languages[0]

    def _data(
        self, wish: FlyerWish, form: FlyerForm, words: FlyerWords, link: str, stamp: Stamp | None
    ) -> dict[str, dict[str, Any]]:
        language = self._language(wish.language)
        width, height = PAPERS[form.paper] if form.paper else form.pixels or (0, 0)
        qr = qr_svg(f"{link}{payload(wish.code, channel=wish.channel)}", dark=self._ink)
        return {
            "w": words.same,
            "own": words.own | {"qr": qr, "code": spoken(wish.code)},
            "f": {
                "language": language,
                "direction": self._wording.direction(language),
                "fonts": self._rules.flyers.fonts,
                "width": width,
                "height": height,
                "unit": "mm" if form.prints else "px",
                "smallest": form.smallest,
                "stamp": self._wording.stamp(stamp, language),
            },
        }

    @cached_property
    def _ink(self) -> str:
        try:
            theme = json.loads(read_text(self._folder / FLYERS / THEME))
            return str(theme["colours"]["ink"])
        except CannotRead as refused:
            raise FlyerFault(f"{THEME}: {refused.fault}", refused.remedy) from None
        except (ValueError, RecursionError, KeyError, TypeError):
            fault = f"{THEME} has no colours, or is not JSON"
            raise FlyerFault(fault, "Compare it with a fresh copy: outreach-bot init DIR") from None


def file_name(wish: FlyerWish) -> str:
    """Name the file of a flyer: it tells nothing but form, language and code."""
    return f"flyer-{wish.form.replace('_', '-')}-{wish.language}-{wish.code}.{'pdf' if wish.pdf else 'png'}"


def media_type(wish: FlyerWish) -> str:
    """The kind of file that a wish becomes."""
    return "application/pdf" if wish.pdf else "image/png"


def spoken(code: str) -> str:
    """A code as it is printed and said: `K7MQ 2XZB`."""
    return f"{code[:GROUP]} {code[GROUP:]}"


def shown_link(link: str, code: str) -> str:
    """The address as people type it: the bot on Telegram, or the code's own page on the web."""
    plain = link.removeprefix("https://").removeprefix("http://")
    return plain.removesuffix("?start=") if plain.endswith("?start=") else f"{plain}{code}"

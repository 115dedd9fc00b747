"""How words look on a phone: bubbles and buttons, every blank filled with a sample."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec
from fluent.syntax import ast

from outreach_bot.atlas import samples
from outreach_bot.atlas.traveller import lines
from outreach_bot.atlas.walk import Place, Tap, buttons_of
from outreach_bot.content.campaign_values import campaign_values
from outreach_bot.content.ftl_files import Entry
from outreach_bot.content.ftl_parts import names_of
from outreach_bot.content.wording import Wording
from outreach_bot.dialogue.draft import HELP, PERSON
from outreach_bot.dialogue.effects import Button, Paragraph, Phrase, Priority, Say, When
from outreach_bot.recruitment.rules import Rules

NAME_SIGNS = 25
"""A name of a place has at least this many letters, if its words have."""
PREVIEW_SIGNS = 110
"""About as much as a locked phone shows of a message."""
NUMBER = 3
DATES = frozenset({"when", "date", "start", "end", "until", "at"})
_SENTENCE = re.compile(r"(?<=[.?!])\s+")


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """One paragraph in a bubble."""

    html: str
    """`<b>` is the only markup in it."""
    own: bool
    """It is what the card is about."""


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """One button."""

    label: str
    look: str = ""
    """As the chat draws it: aid, quietly, full; empty: as any."""


class Face(msgspec.Struct, frozen=True, kw_only=True):
    """One message on a phone."""

    pieces: tuple[Piece, ...]
    keys: tuple[Key, ...]
    preview: str
    """Its first line: what a locked phone shows."""
    direction: str


class Faces:
    """Draws messages in one language."""

    def __init__(self, wording: Wording, rules: Rules, language: str) -> None:
        self._wording = wording
        self.rules = rules
        self.language = language
        self._campaign = campaign_values(rules.campaign, language)

    def of(self, say: Say, entry: Entry) -> Face:
        """The message `say`, in which the words of `entry` are."""
        pieces = tuple(Piece(html=self._html(each), own=self._is_of(each, entry.id)) for each in say.words)
        keys = tuple(self._key(button) for button in buttons_of(say))
        text = "\n".join(self._plain(each) for each in say.words)
        return self._face(pieces, keys, text)

    def alone(self, entry: Entry, phrase: str) -> Face:
        """The words of `entry` by themselves, with what is written below them as buttons."""
        said = Phrase(phrase, self._samples(entry.node.value))
        keys = tuple(
            Key(label=self.sampled(f"{entry.id}.{each.id.name}", each.value))
            for each in entry.node.attributes
        )
        piece = Piece(html=self._wording.text(said, language=self.language), own=True)
        return self._face((piece,), keys, self._plain(said))

    def is_unasked(self, say: Say) -> bool:
        """Whether nobody asked for it just then."""
        return say.priority is Priority.REMINDER

    def sampled(self, phrase: str, pattern: ast.Pattern | None) -> str:
        """The words of a phrase, its blanks filled with samples."""
        if phrase.startswith(("-", "date-")):
            return "".join(names_of(pattern).texts) if pattern is not None else ""
        return self._wording.plain(Phrase(phrase, self._samples(pattern)), language=self.language)

    def title(self, place: Place) -> str:
        """What a place is called: the first sentences of its own words."""
        first = self._plain(place.own).partition("\n")[0]
        name = ""
        for sentence in _SENTENCE.split(first):
            name = f"{name} {sentence}".strip()
            if len(name) >= NAME_SIGNS:
                break
        return name

    def label(self, tap: Tap) -> str:
        """What stands on a button."""
        return self._wording.plain(tap.button.label, language=self.language)

    def _face(self, pieces: tuple[Piece, ...], keys: tuple[Key, ...], text: str) -> Face:
        first = text.strip().partition("\n")[0]
        preview = first if len(first) <= PREVIEW_SIGNS else first[:PREVIEW_SIGNS].rsplit(" ", 1)[0] + " …"
        return Face(
            pieces=pieces, keys=keys, preview=preview, direction=self._wording.direction(self.language)
        )

    def _html(self, paragraph: Paragraph) -> str:
        said = [self._wording.text(line, language=self.language) for line in lines([paragraph])]
        return "\n".join(said)

    def _plain(self, paragraph: Paragraph) -> str:
        return "\n".join(self._wording.plain(line, language=self.language) for line in lines([paragraph]))

    def _is_of(self, paragraph: Paragraph, entry: str) -> bool:
        said = [line.id for line in lines([paragraph]) if isinstance(line, Phrase)]
        return any(phrase == entry or phrase.startswith(f"{entry}.") for phrase in said)

    def _key(self, button: Button) -> Key:
        label = f"{button.mark.value}{self._wording.plain(button.label, language=self.language)}"
        looks = {HELP.data: "aid", PERSON.data: "quietly"}
        return Key(label=label, look=looks.get(button.data, ""))

    def _samples(self, pattern: ast.Pattern | None) -> dict[str, Any]:
        names = names_of(pattern).blanks if pattern is not None else set()
        return {name: self._sample(name) for name in sorted(names - self._campaign.keys())}

    def _sample(self, name: str) -> Any:
        """Fill one blank: a date, a number, a code; what is none of these is named as coordinators write it."""
        if name in DATES:
            return When(
                samples.NOW, "day" if name == "date" else "time" if name in ("start", "end") else "button"
            )
        return _known(self.rules).get(name, f"${name}")


def _known(rules: Rules) -> Mapping[str, Any]:
    counted = next(kind for kind in rules.sessions.kinds if kind.counts)
    meeting = Phrase(f"session-{counted.key}")
    half = len(samples.SHARED) // 2
    return {
        **dict.fromkeys(("n", "of", "capacity", "count", "left", "done", "yes", "no"), NUMBER),
        **dict.fromkeys(("name", "session_plain_name"), meeting),
        **dict.fromkeys(("place", "where", "place_or_mode", "hospitals"), rules.campaign.hospitals[0].name),
        **dict.fromkeys(("quiet", "breaks", "food"), Phrase("booking_detail.ask_us")),
        "way": Phrase("mode.in_person"),
        "roles_plain": Phrase("role_plain.lived"),
        "band": Phrase("champion-bands.under_5"),
        "pay": rules.campaign.pay_text,
        "code": f"{samples.SHARED[:half]} {samples.SHARED[half:]}",
        "link": f"{samples.LINK}c_{samples.SHARED}",
        "number": rules.campaign.contact.phone,
        "version": str(rules.flyers.version),
        "ask": rules.networks[0].ask if rules.networks else "",
    }

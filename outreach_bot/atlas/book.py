"""Every word of a campaign on a card: as a phone shows it, where it is written, and what the check says about it.

Made anew from the campaign's files; nothing here is said to anybody, and nothing is written.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from outreach_bot.atlas.faces import Face, Faces
from outreach_bot.atlas.parts import PARTS, parts_of
from outreach_bot.atlas.walk import Atlas, Place, walk
from outreach_bot.content import plain_language
from outreach_bot.content.catalog import FLYERS, MESSAGES, load_rules
from outreach_bot.content.check import check_read
from outreach_bot.content.check_texts import said_by
from outreach_bot.content.findings import ContentError, Finding, Level
from outreach_bot.content.ftl_files import Entry, Language, read_languages
from outreach_bot.content.wording import Wording
from outreach_bot.dialogue.effects import Say
from outreach_bot.recruitment.rules import Rules

OFFICE = "office"
"""Begins the ids of what only coordinators see."""
LETTERS, PAGE, FLYER, SMALL = "letters", "page", "flyer", "small"
SHELVES = (*PARTS, LETTERS, FLYER, PAGE, SMALL)
"""Where a card may stand, in order: the parts of the conversation, then everything else that people see."""
_BY_ID = {
    "email-trouble": "",
    "email-": LETTERS,
    "outreach-": LETTERS,
    "web-": PAGE,
    "signpost_": "help",
    "help_now_": "help",
    "soft_": "help",
    "share-": "sharing",
    "champion-left": "sharing",
    "champion-declined": "champions",
    "told-by-thanks": "booked",
    "booking_": "meetings",
    **dict.fromkeys(
        ("unknown", "media", "old-button", "was-away", "failed", "code-thanks", "came-back", "language-only",
         "delete-kept", "contact-not-needed", "after-no", "extra-done"),
        "other",
    ),
}  # fmt: skip
"""Shelves of what is said on the way, or by no walk, by the beginning of its id; empty: only coordinators see it."""
_TOLD = ("champion-left", "champion-declined", "told-by-thanks")
"""Said above some other screen: these stand with what they belong to, not with that screen."""
LONG = 45
"""Letters from which on words are a message, and no label or part of one."""


SUFFIXES = frozenset({".ftl", ".yaml", ".typ"})
"""Files that the words and their check come from."""


Stamp = tuple[tuple[str, int, int], ...]
"""Names, times and sizes of files: another one whenever a file was changed."""


class Phrasing(msgspec.Struct, frozen=True, kw_only=True):
    """One text of a card: the words themselves, or those of one button."""

    id: str
    line: int
    text: str
    """Blanks filled with samples."""
    grade: float | None
    """Years of school, as the check measures it; None: too short to tell, or another language than English."""
    longest: int
    """Words in the longest sentence."""
    findings: tuple[Finding, ...] = ()


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of one file."""

    id: str
    shelf: str
    language: str
    file: str
    """As coordinators name it, such as `messages/en/joining.ftl`."""
    phrasings: tuple[Phrasing, ...]
    place: str = ""
    """Where in the conversation it is said."""
    face: Face | None = None
    """As a phone shows it; None: it is only a part of something, or is not said in the chat."""
    unasked: bool = False
    """It may show on a locked phone."""

    @property
    def line(self) -> int:
        """Where it begins in its file."""
        return self.phrasings[0].line

    @property
    def folder(self) -> str:
        """The folders its file is in, up to the last slash."""
        return self.file.rpartition("/")[0] + "/"

    @property
    def name(self) -> str:
        """The name of its file."""
        return self.file.rpartition("/")[2]

    @property
    def findings(self) -> list[Finding]:
        """What the check says about it."""
        return [finding for phrasing in self.phrasings for finding in phrasing.findings]

    @property
    def signs(self) -> int:
        """How many letters it has, buttons left out."""
        return len(self.phrasings[0].text)

    def has(self, words: str) -> bool:
        """Whether `words`, folded, are in its id or its texts."""
        return any(words in f"{each.id} {each.text}".casefold() for each in self.phrasings)


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """All cards of a campaign, and the walk through its conversation."""

    languages: tuple[str, ...]
    cards: tuple[Card, ...]
    loose: tuple[Finding, ...]
    """Findings about something else than the words of one card."""
    atlas: Atlas
    parts: dict[str, list[Place]]
    """Every place of the conversation under its part."""
    part_of: dict[str, str]
    """Every place's part."""
    rules: Rules
    faces: dict[str, Faces]
    """By language."""

    def count(self, level: Level) -> int:
        """How many findings there are of one level."""
        said = [finding for card in self.cards for finding in card.findings]
        return sum(finding.level is level for finding in (*said, *self.loose))


def read_book(folder: Path) -> Book:
    """Read, walk and check the campaign in `folder`. Takes a few seconds.

    Raises ContentError where the rules cannot be read, or the campaign's own language has no words.
    """
    rules = load_rules(folder)
    languages = read_languages(folder / MESSAGES)
    if rules.campaign.language not in languages:
        raise ContentError(check_read(folder, rules, languages))
    wording = Wording(languages, rules, strict=False)
    atlas = walk(rules, wording.languages)
    parts = parts_of(atlas, rules)
    where = {place.key: str(part) for part, places in parts.items() for place in places}
    findings = _Findings(check_read(folder, rules, languages))
    faces = {name: Faces(wording, rules, name) for name in wording.languages}
    flyers = read_languages(folder / FLYERS)
    cards = [
        *_in_order(
            card
            for name in wording.languages
            for card in _cards(languages[name], faces[name], atlas, where, findings)
        ),
        *(card for language in flyers.values() for card in _flyer_cards(language, rules, findings)),
    ]
    return Book(
        languages=wording.languages,
        cards=tuple(cards),
        loose=findings.rest(),
        atlas=atlas,
        parts=parts,
        part_of=where,
        rules=rules,
        faces=faces,
    )


class _Findings:
    """Findings by their place; those that were taken are no longer there."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._left: dict[tuple[str, int], list[Finding]] = {}
        for finding in findings:
            self._left.setdefault((finding.file, finding.line), []).append(finding)

    def take(self, file: str, line: int) -> tuple[Finding, ...]:
        """What is found there."""
        return tuple(self._left.pop((file, line), ()))

    def rest(self) -> tuple[Finding, ...]:
        """What nobody took."""
        return tuple(finding for found in self._left.values() for finding in found)


def _cards(
    language: Language, faces: Faces, atlas: Atlas, parts: Mapping[str, str], findings: _Findings
) -> Iterator[Card]:
    for entry in language.entries.values():
        shelf, place, say = _stands(entry, atlas, parts)
        if not shelf:
            continue
        phrasings = tuple(_phrasings(entry, entry.file, faces, findings))
        if not phrasings:
            continue
        talks = entry.node.value is not None and len(phrasings[0].text) >= LONG
        if say is None and not talks and shelf not in (LETTERS, PAGE):
            shelf = SMALL
        face = faces.of(say, entry) if say is not None else None
        if face is None and talks and shelf not in (LETTERS, PAGE):
            face = faces.alone(entry, phrasings[0].id)
        yield Card(
            id=entry.id,
            shelf=shelf,
            language=language.name,
            file=f"{MESSAGES}/{entry.file}",
            phrasings=phrasings,
            place=place,
            face=face,
            unasked=say is not None and faces.is_unasked(say),
        )


def _stands(entry: Entry, atlas: Atlas, parts: Mapping[str, str]) -> tuple[str, str, Say | None]:
    """Where an entry stands, the place it is said at, and the message it is said in."""
    if entry.id.startswith(OFFICE):
        return "", "", None
    shelf = next((shelf for start, shelf in _BY_ID.items() if entry.id.startswith(start)), None)
    ids = [entry.id, *(phrase for phrase, _, _ in entry.parts())]
    known = next((phrase for phrase in ids if phrase in atlas.shown), "")
    if not known:
        return "other" if shelf is None else shelf, "", None
    place, say = atlas.shown[known]
    if shelf != "other" and entry.id not in _TOLD:
        shelf = parts[place]
    return shelf or "other", place, say


def _phrasings(entry: Entry, file: str, faces: Faces, findings: _Findings) -> Iterator[Phrasing]:
    for phrase, pattern, node in entry.parts():
        text = faces.sampled(phrase, pattern)
        readings = [plain_language.read(said, language=faces.language) for said in said_by(pattern)]
        line, _ = entry.place(node)
        yield Phrasing(
            id=phrase,
            line=line,
            text=text,
            grade=max((each.grade for each in readings if each.grade is not None), default=None),
            longest=max((each.longest for each in readings), default=0),
            findings=findings.take(file, line),
        )


def _flyer_cards(language: Language, rules: Rules, findings: _Findings) -> Iterator[Card]:
    faces = Faces(Wording({language.name: language}, rules, strict=False), rules, language.name)
    for entry in language.entries.values():
        file = f"{FLYERS}/{entry.file}"
        phrasings = tuple(_phrasings(entry, file, faces, findings))
        if phrasings:
            yield Card(id=entry.id, shelf=FLYER, language=language.name, file=file, phrasings=phrasings)


def _in_order(cards: Iterable[Card]) -> list[Card]:
    """As people come to them: by shelf; on a shelf as they were written."""
    return sorted(cards, key=lambda card: SHELVES.index(card.shelf))


def stamp(folder: Path) -> Stamp:
    """Tell one state of a campaign's files from another."""
    files = [
        path for part in (MESSAGES, FLYERS) for path in (folder / part).rglob("*") if path.suffix in SUFFIXES
    ]
    return tuple(sorted((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files))

"""What a browser is told to show: texts as runs of plain words, so that the page never parses markup."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_hex
from typing import Any

import phonenumbers

from outreach_bot.dialogue.effects import Mark, Priority
from outreach_bot.outbound.base import File, Message, Owed, ShownButton

Run = dict[str, Any]
"""Words of one look: `text`, and where they apply `bold` and `href`."""

SAFE_LINK = re.compile(r"(?:https?|tel|sms|mailto):")
CALL_OR_TEXT = frozenset({"988"})
"""Help lines that take calls and texts under one number. Source: 988lifeline.org."""
_BOLD = re.compile(r"(</?b>)")
_URL = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)]")
_EMERGENCY = re.compile(r"(?<!\d)(?:911|988|999|112|116 ?123)(?!\d)")
_SHORT_NUMBER = re.compile(r"(?<![\w$£€])(?:116 ?\d{3}|\d{5,6}|\d{3})(?![\w:])")
"""Emergency numbers (3 digits), European help lines (116 …) and text codes (5 or 6 digits)."""
_KEYWORD = re.compile(r"\b([A-Z]{3,})\b\W+\w+\W+$")
"""`SHOUT to` before a text code: the word to send."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A piece of a text that can be followed."""

    start: int
    end: int
    href: str


def public_id(key: str) -> str:
    """Name an owed message to the browser; the key itself says more than a page needs to know.

    Help sent ahead of its turn has no key of its own: it gets a new name each time, so that no page ever
    takes it for a repeat.
    """
    return sha256(key.encode()).hexdigest()[:20] if "#" in key else token_hex(10)


def shown(owed: Owed, *, identifier: str, region: str, phone: str = "") -> dict[str, Any]:
    """Write `owed` as the JSON a page shows.

    Args:
        owed: What is to be shown.
        identifier: Its name on the page; what a page has shown once, it drops.
        region: ISO 3166-1 alpha-2, for phone numbers without a country code.
        phone: The contact person's number, made a link however it is written.
    """
    message = owed.message
    urgent = owed.priority == Priority.HELP or owed.kind == "help" or bool(_EMERGENCY.search(message.text))
    paragraphs = [list(_runs(part, region=region, phone=phone, urgent=urgent)) for part in _parts(message)]
    return {
        "id": identifier,
        "edits": message.edits,
        "unprompted": owed.priority >= Priority.REMINDER,
        "help": urgent,
        "paragraphs": paragraphs,
        "calls": _calls(paragraphs) if urgent else [],
        "buttons": [
            [_button(button) for button in row if not button.is_telegrams] for row in message.buttons
        ],
        "number": message.ask_number,
        "file": _file(message.file, identifier) if message.file else None,
    }


def _file(file: File, identifier: str) -> dict[str, Any]:
    """Write where a file is; a picture is shown as well, with what it says."""
    return {
        "name": file.name,
        "href": f"/chat/file/{identifier}",
        "picture": file.media_type.startswith("image/"),
        "alt": file.alt,
    }


def _parts(message: Message) -> list[str]:
    return [part for part in re.split(r"\n{2,}", message.text.strip()) if part]


def _button(button: ShownButton) -> dict[str, str]:
    label, mark = button.label, ""
    for each in (Mark.TICKED, Mark.FULL):
        if label.startswith(each.value):
            label, mark = label.removeprefix(each.value), each.name.lower()
    url = button.url if SAFE_LINK.match(button.url) else ""
    return {"label": label, "mark": mark, "data": button.data, "url": url}


def _runs(part: str, *, region: str, phone: str, urgent: bool) -> Iterator[Run]:
    bold = False
    for piece in _BOLD.split(part):
        if piece in {"<b>", "</b>"}:
            bold = piece == "<b>"
        elif piece:
            for run in _linked(html.unescape(piece), region=region, phone=phone, urgent=urgent):
                yield run | ({"bold": True} if bold else {})


def _linked(text: str, *, region: str, phone: str, urgent: bool) -> Iterator[Run]:
    at = 0
    for found in _links(text, region=region, phone=phone, urgent=urgent):
        if found.start > at:
            yield {"text": text[at : found.start]}
        yield {"text": text[found.start : found.end], "href": found.href}
        at = found.end
    if at < len(text):
        yield {"text": text[at:]}


def _links(text: str, *, region: str, phone: str, urgent: bool) -> list[Found]:
    """Find what can be followed, left to right, nothing twice."""
    found = [Found(start=hit.start(), end=hit.end(), href=hit.group()) for hit in _URL.finditer(text)]
    if phone and phone in text:
        start = text.index(phone)
        found.append(Found(start=start, end=start + len(phone), href=f"tel:{_dialled(phone)}"))
    found += [
        Found(start=match.start, end=match.end, href=f"tel:{_dialled(match.raw_string)}")
        for match in phonenumbers.PhoneNumberMatcher(text, region)
    ]
    if urgent:
        found += [_short(text, hit) for hit in _SHORT_NUMBER.finditer(text)]
    kept: list[Found] = []
    for each in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def _short(text: str, hit: re.Match[str]) -> Found:
    number = _dialled(hit.group())
    if " " in hit.group() or len(number) not in {5, 6}:
        return Found(start=hit.start(), end=hit.end(), href=f"tel:{number}")
    keyword = _KEYWORD.search(text[: hit.start()])
    body = f"?body={keyword.group(1)}" if keyword else ""
    return Found(start=hit.start(), end=hit.end(), href=f"sms:{number}{body}")


def _dialled(number: str) -> str:
    return re.sub(r"[^\d+]", "", number)


def _calls(paragraphs: Sequence[Sequence[Mapping[str, Any]]]) -> list[dict[str, str]]:
    """List each number of a help text once, for large buttons under it."""
    calls: dict[str, dict[str, str]] = {}
    for run in (run for paragraph in paragraphs for run in paragraph):
        scheme, _, rest = run.get("href", "").partition(":")
        if scheme == "tel":
            calls[run["href"]] = {"way": "call", "number": run["text"], "href": run["href"]}
        if scheme == "sms" or rest in CALL_OR_TEXT:
            href = f"sms:{rest}"
            calls[href] = {"way": "text", "number": run["text"], "href": href}
    return list(calls.values())

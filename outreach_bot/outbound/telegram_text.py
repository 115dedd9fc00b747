"""Texts made to fit a Telegram message: plain when the markup is refused, in parts when too long."""

import html

PARAGRAPHS = "\n\n"


def plain(text: str) -> str:
    """The text without its markup, as a person reads it."""
    return html.unescape(text.replace("<b>", "").replace("</b>", ""))


def characters(text: str) -> int:
    """How long Telegram takes a text to be: without its markup, in UTF-16 units."""
    return len(plain(text).encode("utf-16-le")) // 2


def split(text: str, limit: int) -> list[str]:
    """Cut `text` into parts of at most `limit` characters, between paragraphs where it can be done.

    Only content that `outreach-bot check` has not seen is ever too long.
    """
    parts: list[str] = []
    for paragraph in text.split(PARAGRAPHS):
        if parts and len(parts[-1]) + len(PARAGRAPHS) + len(paragraph) <= limit:
            parts[-1] += PARAGRAPHS + paragraph
        else:
            parts.extend(paragraph[at : at + limit] for at in range(0, max(1, len(paragraph)), limit))
    return parts

"""HTML as Telegram reads it: plain text and entities, or its complaint."""

import html
import re
from typing import Any

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre", "a": "text_link",
    "blockquote": "blockquote", "tg-spoiler": "spoiler",
}  # fmt: skip
_TOKEN = re.compile(r"<(?P<tag>/?[a-zA-Z0-9-]*)(?P<rest>[^<>]*)>|<|&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")


class BadMarkupError(Exception):
    """Says in Telegram's words what is wrong with the markup."""


def utf16_length(text: str) -> int:
    """Length as Telegram counts it: in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """Text and entities of `source`. Raises BadMarkupError."""
    text, at = "", 0
    entities: list[dict[str, Any]] = []
    open_tags: list[tuple[str, int]] = []
    for token in _TOKEN.finditer(source):
        text += source[at : token.start()]
        at = token.end()
        offset = len(source[: token.start()].encode())
        if token[0].startswith("&"):
            text += html.unescape(token[0])
        elif token["tag"] is None or token["tag"].strip("/").lower() not in TAGS:
            raise BadMarkupError(f'Unsupported start tag "{token["tag"] or ""}" at byte offset {offset}')
        elif token["tag"].startswith("/"):
            entities.append(_closed(open_tags, token["tag"][1:].lower(), text, offset))
        else:
            open_tags.append((token["tag"].lower(), utf16_length(text)))
    if open_tags:
        tag = open_tags[-1][0]
        raise BadMarkupError(f'Can\'t find end tag corresponding to start tag "{tag}"')
    return text + source[at:], [entity for entity in entities if entity["length"]]


def _closed(open_tags, tag, text, offset):
    if not open_tags:
        raise BadMarkupError(f"Unexpected end tag at byte offset {offset}")
    name, start = open_tags.pop()
    if name != tag:
        message = f'Unmatched end tag at byte offset {offset}, expected "</{name}>", found "</{tag}>"'
        raise BadMarkupError(message)
    return {"type": TAGS[name], "offset": start, "length": utf16_length(text) - start}

"""The forms of a page, as a browser would send them back without touching them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urlsplit


@dataclass
class HtmlForm:
    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    """What is sent, in the order of the page; of boxes and choices what is on."""
    buttons: list[tuple[str, str]] = field(default_factory=list)
    offered: dict[str, list[str]] = field(default_factory=dict)
    """Of boxes, radio buttons and lists all that there is to choose."""

    def one(self, name):
        return next((value for known, value in self.fields if known == name), "")

    def sent(self, *, then=(), **changes):
        """The body, with some fields changed: a text, or a list of boxes. `then`: the button that was pressed."""
        kept = [(name, value) for name, value in self.fields if name not in changes]
        for name, value in changes.items():
            kept += [(name, each) for each in (value if isinstance(value, list) else [value])]
        return urlencode([*kept, *([then] if then else [])]).encode()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[HtmlForm] = []
        self._open: Any = None
        self._text: Any = None
        self._select: Any = None

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        if tag == "form":
            self._open = HtmlForm(action=urlsplit(known["action"]).path, method=known.get("method", "get"))
            self.forms.append(self._open)
        elif self._open is None:
            return
        elif tag == "input" and known.get("name"):
            self._input(known)
        elif tag == "textarea":
            self._text = [known["name"], ""]
        elif tag == "select":
            self._select = [known["name"], None]
        elif tag == "option" and self._select:
            self._option(known)
        elif tag == "button" and known.get("name"):
            self._open.buttons.append((known["name"], known.get("value", "")))

    def _input(self, known):
        if "disabled" in known:
            return
        if known.get("type") in ("checkbox", "radio"):
            value = known.get("value", "on")
            self._open.offered.setdefault(known["name"], []).append(value)
            if "checked" not in known:
                return
        self._open.fields.append((known["name"], known.get("value") or ""))

    def _option(self, known):
        name, chosen = self._select
        self._option_text = "" if "value" not in known else None
        value = known.get("value")
        if value is not None:
            self._open.offered.setdefault(name, []).append(value)
        if value is not None and ("selected" in known or chosen is None):
            self._select[1] = value
        self._pending = "selected" in known or chosen is None

    def handle_data(self, data):
        if self._text is not None:
            self._text[1] += data
        elif self._select is not None and getattr(self, "_option_text", None) is not None:
            self._open.offered.setdefault(self._select[0], []).append(data.strip())
            if self._pending:
                self._select[1] = data.strip()
            self._option_text = None

    def handle_endtag(self, tag):
        if tag == "form":
            self._open = None
        elif tag == "textarea" and self._text is not None and self._open is not None:
            self._open.fields.append((self._text[0], self._text[1]))
            self._text = None
        elif tag == "select" and self._select is not None and self._open is not None:
            self._open.fields.append((self._select[0], self._select[1] or ""))
            self._select = None


def forms_of(html):
    """All forms of a page."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms


def form_to(html, action):
    """The form of a page that is sent to `action`: the first of several."""
    found = [form for form in forms_of(html) if form.action == action and form.method == "post"]
    assert found, f"no form is sent to {action}: {[form.action for form in forms_of(html)]}"
    return found[0]

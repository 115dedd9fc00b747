"""Two people at one form: what each changed, and what becomes of it. Optimistic concurrency, field by field.

A form carries a digest of each field as it was shown. What was sent back is merged with the record as it is now: only
what this person changed goes on, and a field that both changed is shown to them before anything is saved.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from outreach_bot.office.forms import Form
from outreach_bot.recruitment.merging import digest

BASE = "base"
"""The hidden field: each field's name, `:` or `!` (both changed it, and nobody has said which counts), its digest."""
MINE, THEIRS = "mine", "theirs"
"""What somebody may say of a field that both changed."""
_SETTLED, _OPEN = ":", "!"

Values = Mapping[str, str]
"""Fields of a form to what is in each, as text; of boxes the words of those that are ticked, with blanks between."""


def pick(name: str) -> str:
    """Name the field that says which of two values counts."""
    return f"pick-{name}"


def same(text: str) -> str:
    """Write a text as it is compared: browsers send other line ends than they were given, and blanks at the ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def base_of(values: Values, clashing: Iterable[str] = ()) -> str:
    """Write what a form shows, for its hidden field; clashing: fields of which they are asked which value counts."""
    open_ = frozenset(clashing)
    return " ".join(
        f"{name}{_OPEN if name in open_ else _SETTLED}{digest(same(value))}" for name, value in values.items()
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Base:
    """What a form showed, as its hidden field tells."""

    digests: Mapping[str, str]
    open: frozenset[str]
    """Fields that were shown with both values."""

    @classmethod
    def read(cls, text: str) -> "Base":
        """Read the hidden field; what cannot be read is not known, and so never written over."""
        digests, open_ = {}, set()
        for part in text.split():
            for sign in (_SETTLED, _OPEN):
                name, found, value = part.rpartition(sign)
                if found:
                    digests[name] = value
                    if sign == _OPEN:
                        open_.add(name)
        return cls(digests=digests, open=frozenset(open_))

    def has(self, name: str, text: str) -> bool:
        """Tell whether a field is as it was shown."""
        return self.digests.get(name) == digest(same(text))


@dataclass(frozen=True, kw_only=True)
class Merged:
    """A form that was sent back, merged with the record as it is now. Reads like a form."""

    values: Values
    """What goes on: of a field that both changed, what this person typed."""
    typed: Values
    now: Values
    mine: tuple[str, ...] = ()
    """Fields that this person changed."""
    theirs: tuple[str, ...] = ()
    """Fields that others changed, and this person did not, or in which they took the other value."""
    clashing: tuple[str, ...] = ()
    """Fields that both changed, to different values."""

    def one(self, name: str) -> str:
        """The text of a field."""
        return self.values.get(name, "")

    def text(self, name: str) -> str:
        """The text of a field."""
        return self.one(name)

    def all(self, name: str) -> list[str]:
        """The boxes that are ticked."""
        return self.one(name).split()

    def base(self) -> str:
        """Write the hidden field of a form that shows all this."""
        return base_of(self.now, self.clashing)


def merge(form: Form, typed: Values, now: Values) -> Merged:
    """Merge what was typed into the record as it is now."""
    base = Base.read(form.one(BASE))
    values = dict(now)
    found: dict[str, list[str]] = {"mine": [], "theirs": [], "clashing": []}
    for name, there in now.items():
        mine = typed.get(name, there)
        whose = _whose(base, name, same(mine), same(there), form.one(pick(name)))
        if whose:
            found[whose].append(name)
        if whose in ("mine", "clashing"):
            values[name] = mine
    return Merged(
        values=values, typed=typed, now=now, **{kind: tuple(names) for kind, names in found.items()}
    )


def _whose(base: Base, name: str, mine: str, there: str, picked: str) -> str:
    """Say whose change a field holds: mine, theirs, clashing; empty: nobody changed it, or both to the same value."""
    shown = base.digests.get(name)
    they_changed = shown != digest(there)
    if mine == there:
        return "theirs" if they_changed and shown == digest(mine) else ""
    if name in base.open:
        return picked if picked in (MINE, THEIRS) and not they_changed else "clashing"
    if shown == digest(mine):
        return "theirs"
    return "clashing" if they_changed else "mine"

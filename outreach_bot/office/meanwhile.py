"""Saving a form that others may have changed the record of meanwhile: merged, or shown again with both values.

One way for every form that edits fields. Each says (`Editing`) what it shows, what it writes and how its fields are said.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from outreach_bot.dialogue.inputs import Body
from outreach_bot.office import history
from outreach_bot.office.forms import Form
from outreach_bot.office.merged_forms import BASE, Merged, Values, merge, pick
from outreach_bot.office.shell import LOOKED, ChangedMeanwhile, Shell

MOST_TRIES = 4
"""Others may change the record between our look and the commit: then it is merged once more."""
NEVER_CARRIED = ("token", "key", BASE, LOOKED)
"""Fields of a form that the next one has of its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """What stands beside a field that somebody else changed."""

    field: str
    label: str
    now: str
    """What it is now, in words."""
    mine: str
    """What this person wrote, in words; only where both changed it."""
    said: str
    """Who changed it and when, as a sentence."""
    clash: bool


@dataclass(kw_only=True)
class Editing(ABC):
    """One form that changes fields of a record."""

    shell: Shell
    request: Request
    back: str
    """Address of the page that the record is shown on."""
    action: str
    """Address that the form is sent to."""
    about: tuple[str, ...]
    """Ids of the records that the audit log knows it by."""
    notes: Mapping[str, Note] = field(default_factory=dict)
    """Field to what is said beside it; known once the form was merged."""
    wanted: Values = field(default_factory=dict)
    """What the form would show, once it is written: `write` says so where it is not just what was typed."""

    @property
    def form(self) -> Form:
        """What was sent."""
        form: Form = self.request.state.form
        return form

    @abstractmethod
    async def look(self) -> Values | None:
        """Read the record as it is now, and say what the form would show; None: it is gone."""

    @abstractmethod
    def typed(self, now: Values) -> Values:
        """Read what was sent, field by field."""

    @abstractmethod
    async def write(self, merged: Merged) -> Body | Response | None:
        """Make the input that writes what this person changed; or answer what is wrong. None: nothing is to be written."""

    @abstractmethod
    async def send(self, body: Body, part: str) -> None:
        """Feed the input. `part` tells several tries apart."""

    @abstractmethod
    def label(self, name: str) -> str:
        """Name a field."""

    def value(self, _name: str, text: str) -> str:
        """Say what is in a field; a text is said as it is."""
        return text

    @abstractmethod
    def done(self) -> Response:
        """Lead on, once it is saved."""

    def nothing(self, _name: str) -> str:
        """Say that nothing is in a field."""
        return self.shell.say("office-meanwhile.empty")

    def logged(self, name: str) -> str:
        """Name a field as the audit log does."""
        return name

    def again(self, merged: Merged) -> Response:
        """Show the form again, with both values of each field that both changed."""
        clashing = frozenset(merged.clashing)
        carried = [
            (name, value)
            for name, values in self.form.fields.items()
            for value in values
            if name not in NEVER_CARRIED and name not in {pick(each) for each in clashing}
        ]
        return self._page("meanwhile.html", merged, status=409, carried=carried, saved=False)

    def _page(self, template: str, merged: Merged, *, status: int, **values: object) -> Response:
        return self.shell.page(
            template,
            self.request,
            status=status,
            here="",
            notes=list(self.notes.values()),
            base=merged.base(),
            back=self.back,
            action=self.action,
            **values,
        )

    async def note(self, merged: Merged) -> None:
        """Find out who changed what."""
        rows = await history.rows_about(self.shell.reader(self.request), self.about)
        clashing = frozenset(merged.clashing)
        self.notes = {
            name: Note(
                field=name,
                label=self.label(name),
                now=self._words(name, merged.now[name]),
                mine=self._words(name, merged.typed[name]) if name in clashing else "",
                said=history.said(self.shell.say, history.of_field(rows, self.logged(name))),
                clash=name in clashing,
            )
            for name in (*merged.clashing, *merged.theirs)
        }

    def _words(self, name: str, text: str) -> str:
        return self.value(name, text) if text else self.nothing(name)

    def adds(self) -> bool:
        """Tell whether the form brings something that is in no field of the record yet, as a note that goes below."""
        return False

    async def save(self) -> Response:
        """Save what this person changed, and say what others changed; or show both, where both changed the same."""
        merged = first = await self._merged()
        if merged.theirs and not (merged.mine or merged.clashing or self.adds()):
            return self._page("meanwhile.html", merged, status=200, saved=False, carried=[])
        for tried in range(MOST_TRIES):
            if merged.clashing:
                return self.again(merged)
            written = await self.write(merged)
            if isinstance(written, Response):
                return written
            if written is None:
                break
            await self.send(written, f"again-{tried}" if tried else "")
            if self._is_in(merged, await self.look()):
                break
            merged = await self._merged()
        else:  # others are quicker each time
            raise ChangedMeanwhile(self.back, *self.about)
        if self.notes:
            return self._page("meanwhile.html", first, status=200, saved=True, carried=[])
        return self.done()

    async def _merged(self) -> Merged:
        """Merge what was sent into the record as it is now. Raises ChangedMeanwhile: it is gone."""
        now = await self.look()
        if now is None:
            raise ChangedMeanwhile(self.back, *self.about)
        merged = merge(self.form, self.typed(now), now)
        if merged.clashing or merged.theirs:
            await self.note(merged)
        return merged

    def _is_in(self, merged: Merged, after: Values | None) -> bool:
        """Tell whether what was to be written is; where it is not, others changed the record at that very moment."""
        if after is None or after == merged.now:
            return True
        wanted = self.wanted or merged.values
        return all(after.get(name) == wanted.get(name) for name in merged.mine)

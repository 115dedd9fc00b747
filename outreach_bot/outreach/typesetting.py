"""Typst, kept warm: a template and its data in, a PDF or a picture out, and sentences for what goes wrong.

Data is handed over as JSON in the text of a small main file, not as `sys.inputs`: those are part of Typst's library,
so that changing them makes it lay everything out anew. Measured: 56 ms a poster with inputs.
"""

import json
import re
import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import typst

PDF_STANDARDS: list[Literal["ua-1"]] = ["ua-1"]
"""PDF/UA-1, the standard for PDFs that screen readers can read. It also refuses a letter that no font has."""
PRINT_PPI = 160.0
"""Pixels an inch of the pictures of print forms; the design asks for 150 or more. Source: DESIGN section 3."""
SCREEN_PPI = 72.0
"""One point is one pixel."""

_TOO_LONG = re.compile(r"does-not-fit: ([\w, -]+)")
_NO_LETTER = re.compile(r'text "?(.+?)"? could not be displayed', re.DOTALL)
_NO_WORDS = re.compile(r'dictionary does not contain key "([^"]+)"')


class FlyerFault(Exception):
    """A flyer cannot be made as it is written. The message says what, where and what to do."""

    def __init__(self, fault: str, remedy: str, *, words: Sequence[str] = ()) -> None:
        self.fault, self.remedy = fault, remedy
        self.words = tuple(words)
        """The ids of the words it is about, where it is about words."""
        super().__init__(f"{fault}. {remedy}.")

    def at(self, place: str) -> "FlyerFault":
        """The same, with the form and language it is about in its sentence."""
        told = FlyerFault(self.fault, self.remedy, words=self.words)
        told.args = (f"{place}: {self}",)
        return told


class Typesetter:
    """Compiles the templates of one folder. Safe to call from several threads: one flyer is made at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._one_at_a_time = threading.Lock()

    @cached_property
    def _fonts(self) -> "typst.Fonts":
        import typst  # `--help` and the chat do not need it

        return typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(self._folder / "fonts")]
        )

    @cached_property
    def _compiler(self) -> "typst.Compiler":
        import typst

        return typst.Compiler(root=str(self._folder), font_paths=self._fonts, ignore_system_fonts=True)

    def families(self) -> list[str]:
        """Families of type that there are files for."""
        return self._fonts.families()

    def pdf(self, template: str, data: Mapping[str, Mapping[str, Any]]) -> bytes:
        """Set one page as PDF/UA-1. Raises FlyerFault."""
        return self._compile(template, data, format="pdf", pdf_standards=PDF_STANDARDS)

    def picture(self, template: str, data: Mapping[str, Mapping[str, Any]], *, ppi: float) -> bytes:
        """Set one page as PNG. Raises FlyerFault."""
        return self._compile(template, data, format="png", ppi=ppi)

    def _compile(self, template: str, data: Mapping[str, Mapping[str, Any]], **how: Any) -> bytes:
        if not (self._folder / f"{template}.typ").is_file():
            raise FlyerFault(f"there is no template {template}.typ in flyers", "Name one that is there")
        import typst

        with self._one_at_a_time:
            try:
                made = self._compiler.compile(input=_main(template, data), **how)
            except typst.TypstError as error:
                raise _told(error.message, template, data) from error
        if not isinstance(made, bytes):
            raise FlyerFault(f"{template}.typ makes more than one page", "Take something out of it")
        return made


def _main(template: str, data: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The main file: what is in `data` stands in it as JSON in a quoted text, and is never read as markup."""
    given = ", ".join(f"json(bytes({_quoted(json.dumps(part))}))" for part in data.values())
    return f'#import "{template}.typ": flyer\n#flyer({given})\n'.encode()


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _told(said: str, template: str, data: Mapping[str, Mapping[str, Any]]) -> FlyerFault:
    """Say in a sentence what Typst says."""
    if found := _TOO_LONG.search(said):
        words = [word.strip() for word in found[1].split(",")]
        fault = f"the words {', '.join(words)} are too long for the form"
        return FlyerFault(fault, "Say it in fewer words", words=words)
    if found := _NO_LETTER.search(said):
        text = found[1].strip('`"')
        words = [name for part in data.values() for name, value in part.items() if text in str(value)]
        fault = f"no font has the letters of “{' '.join(text.split())}”"
        return FlyerFault(
            fault, "Put a font that has them into flyers/fonts, and its name into flyers.yaml", words=words
        )
    if found := _NO_WORDS.search(said):
        fault = f"{template}.typ uses {found[1]}, which has no words"
        return FlyerFault(fault, "Write them, or take it out")
    fault = f"{template}.typ cannot be set ({' '.join(said.split())})"
    return FlyerFault(fault, "Compare it with a fresh copy: outreach-bot init DIR")

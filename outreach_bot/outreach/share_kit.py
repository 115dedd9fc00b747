"""Share kits: one zip with pictures or posters of one code, what they show in words, captions and links.

The same wish gives the same bytes: two people who download a kit can see that nothing in it differs. Slow (a second
or so): call it in a thread.
"""

import io
import zipfile
from collections.abc import Sequence

import msgspec

from outreach_bot.content.wording import Wording
from outreach_bot.dialogue.effects import FlyerWish, Phrase
from outreach_bot.dialogue.outreach_words import captions
from outreach_bot.outreach.flyers import FlyerFile, Flyers
from outreach_bot.recruitment.codes import payload
from outreach_bot.recruitment.contacts import Way
from outreach_bot.recruitment.reach import only_here
from outreach_bot.recruitment.rules import FlyerForm
from outreach_bot.recruitment.waves import CHANNELS

BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The date of every file in the zip: the earliest there is, so that it tells nothing and never changes."""
ALL_MAY_READ = 0o644 << 16


class Kit(msgspec.Struct, frozen=True, kw_only=True):
    """A kit as it is handed over."""

    name: str
    content: bytes


def share_kit(  # noqa: PLR0913  # what a kit is made of, each by name
    flyers: Flyers,
    wording: Wording,
    *,
    way: Way,
    forms: Sequence[FlyerForm],
    code: str,
    language: str,
    hospital: str = "",
    link: str,
) -> Kit:
    """Make the kit of one code. Raises FlyerFault where a flyer cannot be made.

    Args:
        flyers: The campaign's.
        wording: The campaign's.
        way: SOCIAL: pictures with captions. PAPER: posters and hand-outs as PDF.
        forms: Those there are; the ones that fit the way are taken.
        code: Whose link stands on everything.
        language: One there are flyers in, else the campaign's own is taken.
        hospital: h1 to h4; empty: all.
        link: What a code's payload is put behind.
    """
    prints = way is Way.PAPER
    made = [
        flyers.make(
            FlyerWish(
                form=form.key,
                language=language,
                code=code,
                channel=CHANNELS[way],
                hospital=hospital,
                pdf=prints,
            ),
            link=link,
        )
        for form in forms
        if form.prints is prints
    ]
    own = f"{link}{payload(code, channel=CHANNELS[way])}"
    files = {file.name: file.content for file in made}
    trial = [wording.plain(Phrase("link-only-here"), language=language)] if only_here(link) else []
    read_me = wording.plain(Phrase("outreach-kit.read-me"), language=language)
    files["READ-ME.txt"] = _text("\n\n".join([*trial, read_me]))
    files["picture-descriptions.txt"] = _text(_descriptions(made))
    if not prints:
        files["captions.txt"] = _text("\n\n".join([*trial, _captions(wording, own, code, language)]))
    return Kit(name=f"share-kit-{language}-{code}.zip", content=_zip(files))


def _descriptions(made: Sequence[FlyerFile]) -> str:
    return "\n\n".join(f"{file.name}\n{file.alt}" for file in made)


def _captions(wording: Wording, link: str, code: str, language: str) -> str:
    """One caption a platform, each ready to be copied whole."""
    written = []
    for platform, words in captions(link, code):
        title = wording.plain(Phrase(f"outreach-kit-platform.{platform}"), language=language)
        written.append(f"{title}\n{'-' * len(title)}\n{wording.plain(words, language=language)}")
    return "\n\n".join(written)


def _text(words: str) -> bytes:
    return f"{words}\n".encode()


def _zip(files: dict[str, bytes]) -> bytes:
    """Pack files in the order of their names, with nothing in it of when and where."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression=zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, date_time=BEGINNING)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = ALL_MAY_READ
            packed.writestr(entry, files[name])
    return made.getvalue()

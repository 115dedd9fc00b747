"""How far the journal had got: noted beside it now and then, so that a journal that lost its end does not pass for whole.

A torn write and a lost end look alike. What this note says was on the disk and acknowledged; what came after it is
not known to have been: a loss of the last seconds before a crash stays unseen.
"""

from pathlib import Path

import msgspec

from outreach_bot.store.files import Files, write_whole
from outreach_bot.store.journal import STORE_ID_BYTES
from outreach_bot.store.place import Place
from outreach_bot.store.sealing import KEY_ID_BYTES, KeyRing, SealBroken

REACHED_NAME = "reached"
NOTE_SECONDS = 10.0
"""How often it is noted while there are commits; the first after a rest is noted at once."""

_MARK = b"OBREACH1"


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """The last record that was surely acknowledged, and when (unix seconds UTC) that was noted."""

    sequence: int
    at: float


def note(place: Place, reached: Reached) -> None:
    """Write it down durably. Raises OSError."""
    bound_to = _MARK + place.store_id
    sealed = place.keys.seal(msgspec.json.encode(reached), bound_to)
    write_whole(place.files, place.folder / REACHED_NAME, [bound_to, sealed])


def noted(files: Files, folder: Path, keys: KeyRing) -> tuple[bytes, Reached] | None:
    """The note, and the id of the store it is about; None where there is none that opens. Raises OSError."""
    if REACHED_NAME not in files.names(folder):
        return None
    try:
        data = files.read(folder / REACHED_NAME)
    except FileNotFoundError:
        return None
    bound_to, sealed = data[: len(_MARK) + STORE_ID_BYTES], data[len(_MARK) + STORE_ID_BYTES :]
    if not bound_to.startswith(_MARK) or not keys.holds(sealed[:KEY_ID_BYTES]):
        return None
    try:
        return bound_to[len(_MARK) :], msgspec.json.decode(keys.unseal(sealed, bound_to), type=Reached)
    except (SealBroken, msgspec.MsgspecError):
        return None

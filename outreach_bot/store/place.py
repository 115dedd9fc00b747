"""Where one store lies: what its writer needs to know of it."""

from pathlib import Path

import msgspec

from outreach_bot.store.files import Files
from outreach_bot.store.sealing import KeyRing


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A folder on a disk, and what the files in it are bound to and sealed with."""

    files: Files
    folder: Path
    store_id: bytes
    keys: KeyRing
    key_folder: Path | None = None
    """Where the key lies, apart from the data; None for a store whose key is in no file."""

"""Seals what people told us: AES-256-GCM bound to the place it belongs to, and keyed hashes for look-ups.

The keys live in one file, mode 0600, apart from the data: who has only the data can read nothing.
Key and HMAC are never the same key. Nothing here is ever logged.
"""

import base64
import errno
import hashlib
import hmac
import os
import stat
from contextlib import suppress
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
"""AES-256."""
MOST_KEY_BYTES = 64 * 1024
"""Of a key file; a larger one is none."""
KEY_ID_BYTES = 4
NONCE_BYTES = 12
"""96 bits, random: safe for 2^32 seals a key (NIST SP 800-38D, 8.3)."""
SEAL_BYTES = KEY_ID_BYTES + NONCE_BYTES + 16
"""What a seal adds to a text: key id, nonce, and GCM's tag of 16 bytes."""
LOOKUP_BYTES = 16
"""128 bits of HMAC-SHA256: no two of any number of people we can meet will share one."""


class KeyRefused(Exception):
    """The key file cannot be used, or is not the one this data was sealed with. The message says what to do."""


class SealBroken(Exception):
    """What was sealed does not open: it was changed, cut short, or moved to another place."""


class _KeyFile(msgspec.Struct, forbid_unknown_fields=True):
    format: int
    keys: list[str]
    """Base64; the last one seals, all of them open."""
    lookup: str


class KeyRing:
    """The keys of one installation: seals with the newest, opens with any."""

    def __init__(self, keys: list[bytes], lookup: bytes) -> None:
        self._by_id = {key_id(key): AESGCM(key) for key in keys}
        self._current_id = key_id(keys[-1])
        self._current = self._by_id[self._current_id]
        self._lookup = lookup

    @classmethod
    def fresh(cls) -> "KeyRing":
        """A ring of new random keys that is kept nowhere."""
        return cls([os.urandom(KEY_BYTES)], os.urandom(KEY_BYTES))

    def seal(self, plain: bytes, bound_to: bytes) -> bytes:
        """Seal `plain` so that it opens only for the same `bound_to`: key id, nonce, sealed text, tag."""
        nonce = os.urandom(NONCE_BYTES)
        return self._current_id + nonce + self._current.encrypt(nonce, plain, bound_to)

    def unseal(self, sealed: bytes, bound_to: bytes) -> bytes:
        """Open what `seal` made. Raises SealBroken, or KeyRefused when its key is not on this ring."""
        start = KEY_ID_BYTES + NONCE_BYTES
        if len(sealed) < start:
            raise SealBroken("it is too short to be sealed text")
        self.expect(sealed[:KEY_ID_BYTES])
        try:
            return self._by_id[sealed[:KEY_ID_BYTES]].decrypt(
                sealed[KEY_ID_BYTES:start], sealed[start:], bound_to
            )
        except InvalidTag as broken:
            raise SealBroken("its seal does not open") from broken

    def expect(self, wanted: bytes, otherwise: str = "") -> None:
        """Raise KeyRefused when no key with this id is on the ring. otherwise: what to do if it is no other key."""
        if wanted not in self._by_id:
            raise KeyRefused(
                f"This data was sealed with key {wanted.hex()}, which the key file does not hold. "
                f"Set OUTREACH_KEY_FILE to the key file that was in use when the data was written.{otherwise}"
            )

    def is_current(self, sealed: bytes) -> bool:
        """Whether the newest key sealed this."""
        return sealed.startswith(self._current_id)

    def holds(self, wanted: bytes) -> bool:
        """Whether a key with this id is on the ring."""
        return wanted in self._by_id

    @property
    def current_id(self) -> bytes:
        """The id of the key that seals."""
        return self._current_id

    def hmac(self, purpose: str, value: str) -> str:
        """A keyed hash, hex: the same for the same purpose and value, and telling nothing of either."""
        # The length in front keeps ("a", "bc") and ("ab", "c") apart.
        message = f"{len(purpose)}:{purpose}:{value}".encode()
        return hmac.digest(self._lookup, message, "sha256")[:LOOKUP_BYTES].hex()


def key_id(key: bytes) -> bytes:
    """The name of a key: derived from it, so that another key can never pass under the same name."""
    return hashlib.sha256(b"outreach-bot key id\0" + key).digest()[:KEY_ID_BYTES]


def load_keys(path: Path) -> KeyRing:
    """Read the key file. Raises KeyRefused when it is missing, open to others or not a key file."""
    try:
        about = path.stat()
        text = path.read_bytes() if stat.S_ISREG(about.st_mode) and about.st_size <= MOST_KEY_BYTES else b""
    except OSError as missing:
        raise KeyRefused(
            f"The key file {path} cannot be read ({missing.strerror}). "
            "Put it back, or set OUTREACH_KEY_FILE: without it the data cannot be opened."
        ) from missing
    try:
        kept = msgspec.json.decode(text, type=_KeyFile)
        keys = [base64.b64decode(key, validate=True) for key in kept.keys]
        lookup = base64.b64decode(kept.lookup, validate=True)
    except (msgspec.MsgspecError, ValueError) as wrong:
        raise KeyRefused(
            f"{path} is not a key file of outreach-bot. Put the right one in its place, or set OUTREACH_KEY_FILE to where it is."
        ) from wrong
    if kept.format != 1 or not keys or {len(key) for key in (*keys, lookup)} != {KEY_BYTES}:
        raise KeyRefused(f"{path} is not a key file this version can read. Put the right one in its place.")
    # only now: the mode of a file that is no key is nobody's to change
    if stat.S_IMODE(about.st_mode) & 0o077:
        raise KeyRefused(f"The key file {path} can be read by others. Run: chmod 600 {path}")
    return KeyRing(keys, lookup)


def make_keys(path: Path) -> KeyRing:
    """Make a key file with new keys, mode 0600, durable before it is used. Raises KeyRefused when it cannot."""
    kept = _KeyFile(
        format=1,
        keys=[base64.b64encode(os.urandom(KEY_BYTES)).decode()],
        lookup=base64.b64encode(os.urandom(KEY_BYTES)).decode(),
    )
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_new(path, msgspec.json.encode(kept) + b"\n")
    except OSError as refused:
        raise KeyRefused(
            f"The key file {path} cannot be made ({refused.strerror}). Set OUTREACH_KEY_FILE to a place that can be written."
        ) from refused
    return load_keys(path)


def keys_for(path: Path, *, data: Path, first_run: bool) -> KeyRing:
    """The keys for the store in folder `data`: read, or made when this is its first run and there are none."""
    if path.resolve().is_relative_to(data.resolve()):
        raise KeyRefused(
            f"The key file {path} lies inside the data folder {data}, where every copy of the data would carry it along. "
            "Set OUTREACH_KEY_FILE to a place outside."
        )
    return make_keys(path) if first_run and not path.exists() else load_keys(path)


def _write_new(path: Path, content: bytes) -> None:
    # A link, not a rename: two first runs at once must not replace each other's keys. A name of its own, so that
    # what a first run that was cut short left behind is in nobody's way.
    fresh = path.with_name(f"{path.name}.{os.urandom(4).hex()}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        try:
            if os.write(descriptor, content) != len(content):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        with suppress(FileExistsError):  # the other first run was quicker; its keys are ours
            os.link(fresh, path)
    finally:
        fresh.unlink()
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

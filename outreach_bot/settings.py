"""The OUTREACH_* settings: read here, once, and nowhere else. A wrong one is told in a sentence; a secret never is."""

import difflib
import ipaddress
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import SplitResult, parse_qs, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from outreach_bot.storable import holds_unseen

PREFIX = "OUTREACH_"
TELEGRAM_API = "https://api.telegram.org"
"""Telegram's own Bot API server."""
WEBHOOK_PORTS = (443, 80, 88, 8443)
"""Ports that Telegram calls. Source: Bot API `setWebhook`."""
_HOST = re.compile(r"(?!-)[\w-]+(\.[\w-]+)*\.?")
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
"""Source: Bot API `setWebhook`, field `secret_token`."""


class CannotRun(Exception):
    """The bot does not start, or cannot go on, like this. The message says why and what to do."""


class WrongSettings(Exception):
    """One or more settings are wrong. Each line of the message says which, what is wrong and how to put it right."""


def is_loopback(url: str) -> bool:
    """Say whether `url` points at this very machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _web_address(typed: str) -> str:
    """Accept https anywhere, plain http on this machine only; drop a closing slash."""
    url = typed.strip()
    if any(map(str.isspace, url)):
        raise ValueError("has a blank in it")
    parts = _split(url, "a web address")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("is not a web address")
    if "@" in parts.netloc:
        raise ValueError("has a user or a password in it, which would stand in every link")
    if "#" in url:
        raise ValueError("has a # in it, and what follows one never reaches a server")
    if not _is_host(parts.hostname):
        raise ValueError("has a name of a machine in it that cannot be one")
    if parts.scheme == "http" and not is_loopback(url):
        raise ValueError("is plain http, which others could read on its way")
    return url.rstrip("/")


def _base_address(typed: str) -> str:
    """Accept what paths are put behind."""
    url = _web_address(typed)
    if "?" in url:
        raise ValueError("has a ? in it, and the paths of pages are put behind the address")
    return url


def _public_address(typed: str) -> str:
    """Accept an address without a path: the pages stand at the top of it, and nowhere else."""
    url = _base_address(typed)
    if urlsplit(url).path:
        raise ValueError("has a path in it, and the pages are at the top of their address only")
    return url


def _split(url: str, what: str) -> SplitResult:
    """Take an address apart. Raises ValueError, without a word of the address: it may hold a password."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ValueError(f"is not {what}") from None
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0 or parts.netloc.endswith(":"):
        raise ValueError("has a port that is no number from 1 to 65535")
    return parts


def _is_host(name: str) -> bool:
    """Tell whether this can be the name or the number of a machine."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return bool(_HOST.fullmatch(name))
    return True


def _webhook_address(typed: str) -> str:
    """Accept what Telegram can call; on this machine any port."""
    url = _web_address(typed)
    port = urlsplit(url).port or 443
    if not is_loopback(url) and port not in WEBHOOK_PORTS:
        raise ValueError(f"has port {port}, which Telegram does not call")
    return url


def _webhook_secret(typed: SecretStr) -> SecretStr:
    if not _WEBHOOK_SECRET.fullmatch(typed.get_secret_value()):
        raise ValueError("is not 1 to 256 letters, digits, _ or -")
    return typed


def _store(typed: SecretStr) -> SecretStr:
    value = typed.get_secret_value()
    if value != "tinydb" and not value.startswith(("postgresql://", "postgres://")):
        raise ValueError("is neither tinydb nor a postgresql:// address")
    return typed


def _smtp(typed: SecretStr) -> SecretStr:
    parts = _split(typed.get_secret_value(), "an smtp:// address")
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("is not an smtp:// address")
    starttls = parse_qs(parts.query).get("starttls", ["required"])[0]
    if starttls not in ("required", "optional", "never"):
        raise ValueError("has a starttls= that is none of required, optional, never")
    if parts.scheme == "smtp" and starttls != "required" and not is_loopback(typed.get_secret_value()):
        raise ValueError("would hand letters and password to another machine in plain text")
    return typed


Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _networks(typed: Any) -> Any:
    """Read addresses and networks with commas between."""
    return (
        tuple(_network(each.strip()) for each in typed.split(",") if each.strip())
        if isinstance(typed, str)
        else typed
    )


def _network(written: str) -> Network:
    try:
        network = ipaddress.ip_network(written)
    except ValueError:
        raise ValueError(f"has {written!r} in it, which is no network address") from None
    if network.prefixlen == 0:
        raise ValueError(f"has {written!r} in it: anybody could then say that they are somebody else")
    return network


def _stripped(typed: Any) -> Any:
    """Drop blanks and line ends that come along when a secret is pasted or read from a file."""
    return typed.strip() if isinstance(typed, str) else typed


def _upper(typed: Any) -> Any:
    return typed.strip().upper() if isinstance(typed, str) else typed


def default_key_file() -> Path:
    """Where the key lives when no setting says otherwise: in the user's own settings, never beside the data."""
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "outreach-bot" / "outreach.key"


Secret = Annotated[SecretStr, BeforeValidator(_stripped)]


def _remedy(text: str) -> dict[str, Any]:
    return {"remedy": text}


class Settings(BaseSettings):
    """Everything that can be set from outside. Frozen; each description ends up in the README."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", env_ignore_empty=True)

    telegram_token: Secret | None = Field(
        default=None,
        description="The bot's token from @BotFather. Without it there is web chat and terminal only.",
        json_schema_extra=_remedy("Copy the token from @BotFather."),
    )
    telegram_api: Annotated[str, AfterValidator(_base_address)] = Field(
        default=TELEGRAM_API,
        description="Base address of the Bot API server.",
        json_schema_extra=_remedy(f"Use https, or http on 127.0.0.1; leave it out for {TELEGRAM_API}."),
    )
    webhook_url: Annotated[str, AfterValidator(_webhook_address)] | None = Field(
        default=None,
        description="Public https address that Telegram calls. Unset: the bot asks Telegram itself (polling).",
        json_schema_extra=_remedy("Use an https address with port 443, 80, 88 or 8443, or leave it out."),
    )
    webhook_secret: Annotated[Secret, AfterValidator(_webhook_secret)] | None = Field(
        default=None,
        description="1 to 256 letters, digits, _ or -; Telegram proves with it that a call is Telegram's.",
        json_schema_extra=_remedy("Make one, for example with: openssl rand -hex 32."),
    )
    data: Path = Field(
        default=Path("outreach-data"),
        description="Folder where everything is kept.",
        json_schema_extra=_remedy("Name a folder this user may write to."),
    )
    store: Annotated[SecretStr, AfterValidator(_store)] = Field(
        default=SecretStr("tinydb"),
        description="`tinydb`, or `postgresql://…` (comes in a later version).",
        json_schema_extra=_remedy("Set it to tinydb, or leave it out."),
    )
    key_file: Path = Field(
        default_factory=default_key_file,
        description="The key that seals the data. Made on the first run, mode 0600; keep a copy apart from the data.",
        json_schema_extra=_remedy("Name a file outside the data folder."),
    )
    campaign: Path | None = Field(
        default=None,
        description="Your campaign folder (`messages/`, `flyers/`). Unset: the example campaign.",
        json_schema_extra=_remedy("Name a folder made with outreach-bot init."),
    )
    public_url: Annotated[str, AfterValidator(_public_address)] | None = Field(
        default=None,
        description="The https address under which people reach the web chat and the office.",
        json_schema_extra=_remedy(
            "Write it as https://chat.example.org, with a port where it needs one, or as http on 127.0.0.1."
        ),
    )
    host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="Network address the web pages listen on.",
        json_schema_extra=_remedy("Set it to 127.0.0.1, or to 0.0.0.0 behind a proxy that speaks https."),
    )
    port: int = Field(
        default=8080,
        ge=0,
        le=65535,
        description="Port of the web pages; 0 takes any free one and says which.",
        json_schema_extra=_remedy("Set it to a number from 0 to 65535."),
    )
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_networks)] = Field(
        default=(),
        description="Addresses or networks of your own proxies, with commas between: only what they say of who asks counts.",
        json_schema_extra=_remedy("Write numbers, as in 127.0.0.1, 10.0.0.0/8, fd00::/8; or leave it out."),
    )
    smtp_url: Annotated[Secret, AfterValidator(_smtp)] | None = Field(
        default=None,
        description="Mail server for email to networks: `smtp://user:pass@host:587`, encrypted by STARTTLS, or `smtps://`.",
        json_schema_extra=_remedy(
            "Write it as smtp://user:pass@host:587?starttls=required; never is for 127.0.0.1 only."
        ),
    )
    trial: bool = Field(
        default=False,
        description="`yes` to try things out: email goes though the campaign is an example, or its links open on "
        "this machine only; each letter, card and flyer of that kind is marked. `run --trial` does the same.",
        json_schema_extra=_remedy("Set it to yes, or leave it out."),
    )
    log: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)] = Field(
        default="INFO",
        description="How much is logged: DEBUG, INFO, WARNING or ERROR. Never what people say.",
        json_schema_extra=_remedy("Set it to DEBUG, INFO, WARNING or ERROR."),
    )

    @model_validator(mode="after")
    def _fit_together(self) -> "Settings":
        if self.webhook_url is not None and self.webhook_secret is None:
            raise ValueError(
                f"{PREFIX}WEBHOOK_SECRET (environment) is not set, but {PREFIX}WEBHOOK_URL is: anyone could pose as "
                "Telegram. Set it to 1 to 256 letters, digits, _ or -."
            )
        if self.key_file.resolve().is_relative_to(self.data.resolve()):
            raise ValueError(
                f"{PREFIX}KEY_FILE (environment) is inside the data folder: whoever takes the data takes the key. "
                "Name a file outside it."
            )
        return self


def load(**overrides: Any) -> Settings:
    """Read the settings; `overrides` (from the command line) win, None leaves a setting alone.

    Raises:
        WrongSettings: One line a fault, no secret in it.
    """
    wrong = [*_misspelt(os.environ), *_blank(os.environ), *_unseen(os.environ, overrides)]
    if wrong:
        raise WrongSettings("\n".join(wrong))
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as failed:
        raise WrongSettings("\n".join(_sentence(error) for error in failed.errors())) from None
    except RuntimeError:  # Path.home() without a home folder
        raise WrongSettings(
            f"{PREFIX}KEY_FILE (environment) is not set and this user has no home folder to keep the key in. "
            "Name a file outside the data folder."
        ) from None


def _misspelt(environment: Any) -> list[str]:
    """Find names that are nearly, but not quite, a setting: they would be ignored in silence."""
    known = [name.upper() for name in Settings.model_fields]
    found: list[str] = []
    for name in sorted(environment):
        own = name.removeprefix(PREFIX)
        if not name.startswith(PREFIX) or own in known:
            continue
        close = difflib.get_close_matches(own, known, n=1, cutoff=0.8)
        found.extend(f"{name} (environment) is no setting. Did you mean {PREFIX}{meant}?" for meant in close)
    return found


def unknown() -> list[str]:
    """Say of each variable with our prefix that is no setting, nor nearly one, that nothing comes of it."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    return [
        f"{name} (environment) is no setting, and is passed over. Take it out, or look up its name in README."
        for name in sorted(os.environ)
        if name.startswith(PREFIX) and name not in known
    ]


def _blank(environment: Mapping[str, str]) -> list[str]:
    """Find values that are blanks alone; one with nothing at all in it is as good as not set."""
    return [
        f"{PREFIX}{name} (environment) holds blanks and nothing else. Set it to something, or leave it out."
        for name in map(str.upper, Settings.model_fields)
        if environment.get(PREFIX + name, "").isspace()
    ]


def _unseen(environment: Mapping[str, str], overrides: Mapping[str, Any]) -> list[str]:
    """Find values with signs that steer a terminal or cannot be seen: none is meant, and none may be printed."""
    asked = {
        f"{PREFIX}{name.upper()}": f"{PREFIX}{name.upper()} (environment)" for name in Settings.model_fields
    }
    found = [asked[name] for name in asked if holds_unseen(environment.get(name, "").strip())]
    found += [f"--{name}" for name, value in overrides.items() if holds_unseen(str(value))]
    return [
        f"{where} holds a control character, or a sign that cannot be seen. Type it anew, without what was pasted along."
        for where in found
    ]


def _sentence(error: Any) -> str:
    """Say what is wrong, where, and how to put it right."""
    if not error["loc"]:
        return str(error["ctx"]["error"])
    name = str(error["loc"][0])
    field = Settings.model_fields[name]
    extra = field.json_schema_extra
    remedy = extra["remedy"] if isinstance(extra, dict) else ""
    return f"{PREFIX}{name.upper()} (environment) {_fault(name, error)}. {remedy}"


def _fault(name: str, error: Any) -> str:
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    said = str(error["msg"])
    what = said[:1].lower() + said[1:]
    if "secret" in name or "token" in name or name.endswith(("_url", "store")):
        return f"is wrong: {what}"
    return f"is {str(error['input'])!r}: {what}"

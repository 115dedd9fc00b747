"""One contact as people write it, in a file or a form: each field read, or what is wrong with it."""

import difflib
import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

import phonenumbers

from outreach_bot.recruitment.contacts import BY_HAND, Basis, Permission, Way
from outreach_bot.recruitment.rules import Rules
from outreach_bot.storable import plain

COLUMNS = (
    "network", "name", "organisation", "role", "email", "phone", "language", "hospital", "basis", "found",
    "permission", "policy", "channels", "cap", "note",
)  # fmt: skip
"""The columns of `import networks`, and the fields of the form."""
LONGEST = {"note": 2000, "policy": 500}
LONGEST_OTHER = 200
"""Characters of a field."""
HIGHEST_CAP = 30
"""Contacts in 30 days: once a day is more than any network bears."""
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(
    rf"(?![=+\-])(?=.{{3,254}}$)(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+(?=.*[A-Za-z]){_LABEL}"
)
"""RFC 5321 without quoted names, machines by number, letters other than ASCII, and what a spreadsheet would run."""
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_BETWEEN = re.compile(r"[\s,;|/+]+")


class Fault(StrEnum):
    """What can be wrong with a field. The words are `FAULTS` for files, `office-network-fault.*` for forms."""

    NETWORK = "network"
    NOBODY = "nobody"
    NO_ADDRESS = "no-address"
    EMAIL = "email"
    PHONE = "phone"
    EXTENSION = "extension"
    LANGUAGE = "language"
    CHOICE = "choice"
    CAP = "cap"
    LONG = "long"
    TAKEN = "taken"
    STOPPED = "stopped"


class Wrong(NamedTuple):
    """A field that cannot be read: which, why, what stood there, and what may stand there."""

    column: str
    fault: Fault
    typed: str = ""
    choices: str = ""


Facts = dict[str, Any]
"""Fields of `Contact`; only those that something was written for."""


def read_fields(cells: Mapping[str, str], rules: Rules) -> tuple[Facts, list[Wrong]]:
    """Read the fields of one contact. Empty ones are left out; `channels` becomes `ways`."""
    facts: Facts = {}
    wrong: list[Wrong] = []
    for column in COLUMNS:
        typed = _tidy(column, cells.get(column, ""))
        longest = LONGEST.get(column, LONGEST_OTHER)
        if len(typed) > longest:
            wrong.append(Wrong(column, Fault.LONG, f"{len(typed)}", f"{longest}"))
        elif typed:
            value = _READERS[column](Cell(column, typed, rules))
            if isinstance(value, Wrong):
                wrong.append(value)
            else:
                facts["ways" if column == "channels" else column] = value
    return facts, wrong


def missing(facts: Facts, wrong: list[Wrong], rules: Rules) -> list[Wrong]:
    """Say what a contact cannot be without; what is only badly written is not missing."""
    bad = {each.column for each in wrong}
    found = []
    if "network" not in facts and "network" not in bad:
        found.append(Wrong("network", Fault.NETWORK, "", nearest_network("", rules)))
    if not {"organisation", "name"} & (facts.keys() | bad):
        found.append(Wrong("organisation", Fault.NOBODY))
    by_hand = BY_HAND.intersection(facts.get("ways", ()))
    if not by_hand and not {"email", "phone", "group", "channels"} & (facts.keys() | bad):
        found.append(Wrong("email", Fault.NO_ADDRESS))
    return found


def _tidy(column: str, typed: str) -> str:
    """Take out what a field may not hold: signs that steer or are not seen, and line breaks but in long texts."""
    typed = plain(typed)
    lines = typed.splitlines() if column in LONGEST else [typed]
    return "\n".join(" ".join(line.split()) for line in lines).strip()


class Cell(NamedTuple):
    """One field to be read."""

    column: str
    typed: str
    rules: Rules

    def wrong(self, fault: Fault, choices: str = "") -> Wrong:
        """Say what is wrong with it."""
        return Wrong(self.column, fault, self.typed, choices)


def _text(cell: Cell) -> str:
    return cell.typed


def _network(cell: Cell) -> str | Wrong:
    """Read a network by its key or its name."""
    networks = cell.rules.networks
    by_word = {word.casefold(): network.key for network in networks for word in (network.key, network.name)}
    known = by_word.get(cell.typed.casefold())
    return known or cell.wrong(Fault.NETWORK, nearest_network(cell.typed, cell.rules))


def nearest_network(typed: str, rules: Rules) -> str:
    """Name the key that was likely meant, else all of them."""
    keys = [network.key for network in rules.networks]
    near = difflib.get_close_matches(typed.casefold().replace(" ", "_"), keys, n=1)
    return near[0] if near else ", ".join(keys)


def _email(cell: Cell) -> str | Wrong:
    plain = cell.typed.removeprefix("mailto:")
    return plain if _EMAIL.fullmatch(plain) else cell.wrong(Fault.EMAIL)


def _phone(cell: Cell) -> str | Wrong:
    """Read a number as people of the campaign's region write it, into E.164."""
    region = cell.rules.campaign.region
    try:
        number = phonenumbers.parse(cell.typed, region)
    except phonenumbers.NumberParseException:
        return cell.wrong(Fault.PHONE, region)
    if not phonenumbers.is_valid_number(number):
        return cell.wrong(Fault.PHONE, region)
    if number.extension:
        return cell.wrong(Fault.EXTENSION)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _language(cell: Cell) -> str | Wrong:
    word = cell.typed.casefold()
    return word if _LANGUAGE.fullmatch(word) else cell.wrong(Fault.LANGUAGE)


def _choice(choices: type[StrEnum]) -> "Reader":
    known = [choice.value for choice in choices]

    def read(cell: Cell) -> Any:
        word = cell.typed.casefold().replace(" ", "_")
        return choices(word) if word in known else cell.wrong(Fault.CHOICE, ", ".join(known))

    return read


def _hospital(cell: Cell) -> str | Wrong:
    """Read a hospital by its key or its name."""
    hospitals = cell.rules.campaign.hospitals
    by_word = {word.casefold(): each.key for each in hospitals for word in (each.key, each.name)}
    found = by_word.get(cell.typed.casefold())
    return found or cell.wrong(Fault.CHOICE, ", ".join(each.key for each in hospitals))


def _ways(cell: Cell) -> tuple[Way, ...] | Wrong:
    """Read several words; each once, in the order of `Way`."""
    words = {word for word in _BETWEEN.split(cell.typed.casefold()) if word}
    known = [way.value for way in Way]
    if words - set(known):
        return cell.wrong(Fault.CHOICE, ", ".join(known))
    return tuple(way for way in Way if way.value in words)


DIGITS = 4


def _cap(cell: Cell) -> int | Wrong:
    if (
        cell.typed.isascii()
        and cell.typed.isdigit()
        and len(cell.typed) <= DIGITS
        and int(cell.typed) <= HIGHEST_CAP
    ):
        return int(cell.typed)
    return cell.wrong(Fault.CAP, str(HIGHEST_CAP))


Reader = Callable[[Cell], Any]
_READERS: dict[str, Reader] = {
    **dict.fromkeys(COLUMNS, _text),
    "network": _network,
    "email": _email,
    "phone": _phone,
    "language": _language,
    "hospital": _hospital,
    "basis": _choice(Basis),
    "permission": _choice(Permission),
    "channels": _ways,
    "cap": _cap,
}
FAULTS: dict[Fault, tuple[str, str]] = {
    Fault.NETWORK: ("{typed!r} is no network", "Use the key of one in networks.yaml: {choices}"),
    Fault.NOBODY: ("nobody is named", "Fill in organisation, or name"),
    Fault.NO_ADDRESS: (
        "there is no way to reach them",
        "Fill in email or phone; or in channels how it goes by hand: telegram, paper, meeting or social",
    ),
    Fault.EMAIL: ("{typed!r} is no email address", "Write only the address, as in lee@example.org"),
    Fault.PHONE: (
        "{typed!r} is no phone number in {choices}",
        "Write it with area code, or with + and country code",
    ),
    Fault.EXTENSION: ("{typed!r} has an extension", "Write the number alone, and the extension into note"),
    Fault.LANGUAGE: ("{typed!r} is no language", "Use its short name, as in en or es"),
    Fault.CHOICE: ("{typed!r} is none of the choices", "Use {choices}, or leave it empty"),
    Fault.CAP: ("{typed!r} is no whole number from 0 to {choices}", "Correct it, or leave it empty"),
    Fault.LONG: ("{typed} characters are too many", "Use at most {choices}"),
    Fault.TAKEN: (
        "another contact has this already: {choices}",
        "Leave it empty here, or change that contact in the office",
    ),
    Fault.STOPPED: ("this contact asked us not to write or call again", "Take the line out"),
}
"""Fault and remedy, as a file's findings are told."""


def told(wrong: Wrong) -> tuple[str, str]:
    """Say a fault and its remedy for a file."""
    values = wrong._asdict()
    fault, remedy = FAULTS[wrong.fault]
    return fault.format(**values), remedy.format(**values)

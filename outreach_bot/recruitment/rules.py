"""The campaign's rules as coordinators write them in `messages/*.yaml`, checked and frozen.

`content.catalog` reads the files into these models; nothing here reads a file.
"""

import datetime as dt
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field

from outreach_bot.recruitment.closed_days import ClosedDays
from outreach_bot.recruitment.written import Written


class Role(StrEnum):
    """How a person takes part. One role a session, chosen by the person."""

    LIVED = "lived"
    FAMILY = "family"
    STAFF = "staff"


class Outcome(StrEnum):
    """What screening can end in."""

    FITS = "fits"
    TALK = "talk"
    LATER = "later"
    NOT_THIS_TIME = "not_this_time"


class CodeKind(StrEnum):
    """What a code was made for."""

    CHAMPION = "champion"
    NETWORK = "network"
    PLACE = "place"
    COORDINATOR = "coordinator"
    RETURN = "return"
    """The way back of one person, to the same conversation in another browser or app."""


class Tier(StrEnum):
    """Kinds of crisis text, most urgent first: the order decides which reply a message gets."""

    OVERDOSE = "overdose"
    SUICIDE = "suicide"
    HARM = "harm"
    DISTRESS = "distress"


Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,23}$", strict=True)]
Text = Annotated[str, Field(min_length=1, strict=True)]


class Hospital(Written):
    """One of the four hospitals."""

    key: Literal["h1", "h2", "h3", "h4"]
    name: Text
    topics: tuple[str, ...] = ()


class Contact(Written):
    """The person behind the bot: shown wherever a participant may want a human."""

    name: Text
    phone: Text
    hours: Text
    opens: dt.time = dt.time(9)
    closes: dt.time = dt.time(17)
    closed: tuple[ClosedDays, ...] = ()
    """Days on which nobody is there, though they are no Saturday or Sunday."""


class QuietHours(Written):
    """When nothing unprompted is sent, in the person's local time. Source: DOMAIN 5.4."""

    starts: dt.time = dt.time(21)
    ends: dt.time = dt.time(9)


class OverUse(Written):
    """How much one person may be asked for. Source: DOMAIN 6.1."""

    sessions: int = Field(default=4, ge=1)
    days: int = Field(default=90, ge=1)


class Target(Written):
    """How many people of each role a hospital would like to have at meetings. Source: DOMAIN 6.1."""

    lived: int = Field(default=0, ge=0)
    family: int = Field(default=0, ge=0)
    staff: int = Field(default=0, ge=0)


class Forecast(Written):
    """Of the people who come to a one to one talk, the share that goes on. Source: King's Fund, DOMAIN 1.1."""

    events: float = Field(default=0.66, gt=0, le=1)
    groups: float = Field(default=0.5, gt=0, le=1)


class TwoPeople(Written):
    """What needs a second person's yes. Source: DOMAIN 5.7."""

    wave_above: int = Field(default=50, ge=0, le=500)
    """A wave that reaches more contacts than this."""
    named_lists: bool = True
    """Lists with names or numbers, from the office."""


class Campaign(Written):
    """campaign.yaml: who runs this, where, and the limits everyone is kept to."""

    name: Text
    organisation: Text
    example: bool = False
    """True while names, pay and places are invented: `run` then refuses Telegram's own address."""
    hospitals: tuple[Hospital, ...] = Field(min_length=4, max_length=4)
    contact: Contact
    pay_text: Text
    country: Literal["us", "uk"] = "us"
    region: str = Field(default="US", pattern=r"^[A-Z]{2}$")
    """ISO 3166-1 alpha-2: how phone numbers without a country code are read."""
    time_zone: Text = "America/New_York"
    language: str = "en"
    mode: Literal["standard", "accelerated"] = "standard"
    """accelerated: `lived_feedback` needs no one to one talk first (PoCF case study 4)."""
    approval: str = ""
    quiet_hours: QuietHours = QuietHours()
    over_use: OverUse = OverUse()
    unprompted_a_week: int = Field(default=2, ge=0)
    offer_hours: int = Field(default=24, ge=1)
    """How long a freed seat waits for one person's answer, quiet hours not counted."""
    email_from: str = ""
    """The address all email is from; its Return-Path too. Empty: no email is sent."""
    email_reply_to: str = ""
    """Where answers go; empty: to `email_from`."""
    postal_address: str = ""
    """Where the organisation is, as it stands below every email. Source: DOMAIN 5.1, CAN-SPAM."""
    emails_a_minute: int = Field(default=20, ge=1, le=600)
    """Source: Exchange Online, the strictest of the common servers, takes 30 a minute."""
    targets: dict[Literal["h1", "h2", "h3", "h4"], Target] = Field(default={})
    """By hospital. A hospital or role that is left out has none."""
    forecast: Forecast = Forecast()
    two_people: TwoPeople = TwoPeople()
    second_lock: Literal["required", "offered"] = "required"
    """Whether everybody in the office sets up a code from an app on their phone. Source: DOMAIN 5.7, 2FA."""

    @cached_property
    def zone(self) -> ZoneInfo:
        """The campaign's time zone."""
        return ZoneInfo(self.time_zone)


class Question(Written):
    """One screening question. Its words are the message of the same id; option labels its attributes."""

    id: Slug
    options: tuple[str, ...] = Field(min_length=2)
    multi: bool = False
    alone: tuple[str, ...] = ("none", "unsure", "skip")
    """Options that untick all others."""


class EligibilityRule(Written):
    """One line of the rules: `if` is read by `recruitment.eligibility`. First match wins."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    if_: Text = Field(alias="if")
    then: Outcome
    reason: Slug | None = None
    stop: bool = False
    """True: matches as soon as its answers are there, and no further question is asked."""
    offer_roles: tuple[Role, ...] = ()


class QuestionSet(Written):
    """The questions and rules of one role."""

    questions: tuple[Question, ...] = Field(min_length=1)
    rules: tuple[EligibilityRule, ...] = Field(min_length=1)


class Screening(Written):
    """screening.yaml."""

    version: int = Field(ge=1)
    lived: QuestionSet
    family: QuestionSet
    staff: QuestionSet
    default: Outcome = Outcome.TALK
    needs: tuple[str, ...] = Field(min_length=1)
    """Options of the question what would help a person to join."""

    def for_role(self, role: Role) -> QuestionSet:
        """The questions and rules of `role`."""
        found: QuestionSet = getattr(self, role.value)
        return found


class SessionKind(Written):
    """sessions.yaml: a type of EBCD session. Its plain name is the message `session-<key>`."""

    key: Slug
    roles: tuple[Literal["lived", "family", "staff", "champion", "sponsor"], ...] = Field(min_length=1)
    companion: int = Field(default=0, ge=0, le=2)
    companion_takes_seat: bool = True
    capacity: int = Field(ge=1)
    min: int = Field(ge=1)
    minutes: int = Field(ge=5, le=480)
    needs_before: tuple[tuple[Slug, ...], ...] = ()
    """Each inner tuple: any one of these kinds is enough. Written `a|b`."""
    film: Literal["optional", "no", "shows_film"] = "no"
    table_size: int | None = None
    min_lived_or_family_per_table: int | None = None
    reserve_lived_or_family: float = Field(default=0.0, ge=0.0, le=1.0)
    """Share of seats that staff may not take."""
    min_lived_or_family: int = 0
    series: bool = False
    """A co-design series: one seat in it counts once towards over-use."""
    counts: bool = True
    """False for briefing and debrief: never offered alone, never counted towards over-use."""
    repeats: str = ""
    when: str = ""


class Sessions(Written):
    """The whole of sessions.yaml."""

    kinds: tuple[SessionKind, ...] = Field(min_length=1)
    required: tuple[Slug, ...]
    """Fields a group session must have before it can be published."""

    def kind(self, key: str) -> SessionKind:
        """The kind `key`; KeyError when there is none."""
        return self._by_key[key]

    @cached_property
    def _by_key(self) -> dict[str, SessionKind]:
        return {kind.key: kind for kind in self.kinds}


class Network(Written):
    """One of the five kinds of network the flyer is shared with."""

    key: Slug
    name: Text
    who: Text
    ask: Text
    channels: tuple[Literal["email", "phone", "meeting", "telegram", "social", "paper"], ...]
    max_contacts_per_30_days: int = Field(ge=1)


class HelpLines(Written):
    """Who checked the help lines, and when. Empty: `run` refuses Telegram's own address."""

    checked_on: dt.date | None = None
    checked_by: str = ""


class Safety(Written):
    """safety.yaml: phrases of each tier, and words that show something is past or somebody else's."""

    help_lines: HelpLines = HelpLines()
    coordinators_read_words: bool = False
    """Coordinators, too, may read words of danger: for a small team that has no other safety role."""
    tiers: dict[Tier, tuple[str, ...]]
    """Patterns, most urgent tier first. Their language is described in safety.yaml itself."""
    softeners: tuple[str, ...]
    """They soften the reply, and never suppress it."""
    present: tuple[str, ...] = ()
    """They show danger now, and undo a softener in the same part of a sentence."""
    no_alarm: tuple[str, ...]
    """Hyperbole, job and programme names: removed from the text before it is read."""
    commands: dict[Slug, tuple[str, ...]]
    """Command to the whole messages that mean it, in every language: stop, delete, human, help, change …"""
    avoid: tuple[str, ...]
    """Words that stigmatise; they do not ship in any text."""


class FlyerForm(Written):
    """One form a flyer comes in: a template, and the paper or screen it is made for."""

    key: Slug
    template: Slug
    paper: Literal["a4", "letter"] | None = None
    """For print. Else `pixels` says how large the picture is."""
    pixels: tuple[int, int] | None = None
    smallest: float = Field(ge=8)
    """No text is set smaller than this: points on paper, pixels on a screen."""
    quiet: bool = False
    """It is carried home or forwarded: nothing on it tells what this is about."""

    @property
    def prints(self) -> bool:
        """Whether it is for print, and so comes as PDF too."""
        return self.paper is not None


class Stamp(StrEnum):
    """What is printed across a flyer that is not for real people."""

    SAMPLE = "sample"
    EXAMPLE = "example"
    LINK = "link"
    """Its link opens on this machine only."""


class FlyersFile(Written):
    """flyers.yaml: which flyers there are, and who said that these words may go out."""

    version: int = Field(default=1, ge=1)
    approval: str = ""
    """Reference of the approval, as it is printed; empty: the campaign's own."""
    approved_on: dt.date | None = None
    expires_on: dt.date | None = None
    reviewers: tuple[Text, ...] = ()
    """People with lived experience who checked it, each named as they wish to be printed."""
    approved_words: str = ""
    """Fingerprint of the words that were approved; see `content.flyer_fingerprint`."""
    fonts: tuple[Text, ...] = ()
    """Families, first choice first; their files are in `flyers/fonts`."""
    forms: tuple[FlyerForm, ...] = ()


LEAST_REVIEWERS = 2
"""People with lived experience who must have checked a flyer. Source: DOMAIN 6.1."""


class Flyers(FlyersFile):
    """The flyers of one campaign."""

    example: bool = False
    """The campaign's own `example`: such flyers may be shared, for all to see how it works."""
    words: str = ""
    """Fingerprint of the words as they are now."""

    def stamp(self, today: dt.date) -> Stamp | None:
        """Say what is printed across a flyer made on `today`; None: nothing, it is approved."""
        if self.example:
            return Stamp.EXAMPLE
        return None if self.is_approved(today) else Stamp.SAMPLE

    def is_approved(self, today: dt.date) -> bool:
        """Whether enough people checked these very words, somebody approved them, and they have not expired."""
        if self.approved_on is None or self.expires_on is None or self.words_changed:
            return False
        return self.is_written_down and self.approved_on <= today <= self.expires_on

    @property
    def is_written_down(self) -> bool:
        """Whether all that an approval takes is filled in, true or not."""
        days = self.approved_on is not None and self.expires_on is not None
        named = bool(self.approval.strip()) and len(self.reviewers) >= LEAST_REVIEWERS
        return days and named and bool(self.approved_words)

    @property
    def words_changed(self) -> bool:
        """Whether the words are others than those approved."""
        return self.approved_words != self.words

    def may_be_shared(self, today: dt.date) -> bool:
        """Whether a flyer may be handed to anyone. The example's may: it is stamped."""
        return self.example or self.is_approved(today)

    def form(self, key: str) -> FlyerForm:
        """The form `key`; KeyError when there is none."""
        return self._by_key[key]

    @cached_property
    def _by_key(self) -> dict[str, FlyerForm]:
        return {form.key: form for form in self.forms}


class Rules(Written):
    """Everything coordinators wrote except the wording."""

    campaign: Campaign
    screening: Screening
    sessions: Sessions
    networks: tuple[Network, ...]
    safety: Safety
    flyers: Flyers = Flyers()
    version: str = ""
    """Of all words and rules as they were read; see `content.content_version`."""
    trial: bool = False
    """Whoever started the bot said that it is for trying out; no file of the campaign can say so."""

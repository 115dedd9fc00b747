"""What can happen to contacts of networks. Part of `inputs`, from where everybody takes it."""

from outreach_bot.dialogue.outreach_inputs import Fact
from outreach_bot.recruitment.contacts import Contact, Permission, Reached
from outreach_bot.recruitment.reasons import ResumeReason

# -- to the office ----------------------------------------------------------------------------------------


class ContactsImported(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Contacts of networks were brought in or added; all or nothing. Each has an id and a code; known ones keep theirs."""

    contacts: tuple[Contact, ...]
    by: str
    was: tuple[Contact, ...] = ()
    """Those that were known, as they were when the file was read: what it did not change stays as it is by then."""


# -- to a contact of a network --------------------------------------------------------------------------------


class ContactChanged(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """What is written down about this contact was changed; what happened with them stays as it is.

    Only what differs from `was` is written; None: from how it is when the input is taken.
    """

    contact: Contact
    by: str
    was: Contact | None = None
    """The contact as whoever changed it saw it. What others changed since stays, or nothing is written."""


class ContactNoted(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Something happened with this contact: where we stand now, that they were written to or called, a note."""

    permission: Permission | None = None
    """None: as `reached` says (`contacts.permission_after`), else as before."""
    reached: Reached | None = None
    note: str = ""
    by: str = ""
    was: Permission | None = None
    """Where we stood when `permission` was chosen; it is another by now: nothing is written. None: whatever it was."""


class ContactStopped(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """This contact wants to hear no more from us. `how` they said it: email, phone, telegram, office."""

    how: str
    by: str = ""


class ContactBounced(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """The mail server of this contact says that their mailbox does not exist, or not any more."""


class ContactResumed(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """This contact may hear from us again, for a reason, which is audited."""

    reason: ResumeReason
    by: str


class ContactForgotten(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """This contact is to be forgotten; only the hashes stay that keep us from writing again."""

    by: str


class ContactShown(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody had this contact's name and addresses shown; audited."""

    by: str

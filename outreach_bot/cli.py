"""The commands of `outreach-bot`: what each is called and takes. What it does is in `commands_*.py`, imported when used.

Exit codes: 0 done, 1 not done (one sentence says why and what to do), 2 wrong use.
"""

import gc
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from outreach_bot.cli_options import CampaignFolder, Data, place, target, word
from outreach_bot.cli_store import store_app
from outreach_bot.storable import plain

app = typer.Typer(
    name="outreach-bot",
    help="A chat bot that brings people with lived experience, families and hospital staff to co-design sessions.",
    epilog="Begin with: outreach-bot run",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(store_app, name="store")


class InviteKind(StrEnum):
    """Who or what a code is for."""

    CHAMPION = "champion"
    NETWORK = "network"
    PLACE = "place"
    COORDINATOR = "coordinator"


class OfficeRole(StrEnum):
    """What somebody does in the office."""

    OWNER = "owner"
    COORDINATOR = "coordinator"
    SAFETY_LEAD = "safety_lead"
    AUDITOR = "auditor"


class ImportKind(StrEnum):
    """What can be brought in."""

    SESSIONS = "sessions"
    NETWORKS = "networks"
    MEETINGS = "meetings"


class ExportKind(StrEnum):
    """What can be taken out."""

    SIGNUPS = "signups"
    SESSIONS = "sessions"
    CALLS = "calls"
    FUNNEL = "funnel"
    WEEKS = "weeks"
    CONTACTS = "contacts"
    CHAMPIONS = "champions"
    SOURCES = "sources"
    WAVES = "waves"
    AUDIT = "audit"
    CHAINS = "chains"
    REDCAP = "redcap"


class ContactProfile(StrEnum):
    """Whom a file of contacts is for."""

    PLAIN = "plain"
    MAILCHIMP = "mailchimp"
    LISTMONK = "listmonk"
    SUPPRESSION = "suppression"


class Format(StrEnum):
    """How a table is written."""

    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"


@app.command(epilog="Example: outreach-bot run --data ./outreach-data")
def run(
    data: Data = None,
    campaign: CampaignFolder = None,
    *,
    trial: Annotated[
        bool,
        typer.Option(
            "--trial", help="To try things out: letters go, marked as a trial. Also OUTREACH_TRIAL=yes."
        ),
    ] = False,
) -> None:
    """Start the bot: web chat, office, reminders, and Telegram when a token is set. Ctrl+C stops it."""
    from outreach_bot import commands_run

    commands_run.run(data, campaign, trial=trial)


@app.command(epilog="Example: outreach-bot chat --code K7MQ2XZB")
def chat(
    data: Data = None,
    campaign: CampaignFolder = None,
    code: Annotated[
        str | None,
        typer.Option(metavar="CODE", parser=word, help="Come with this code, as from a link or flyer."),
    ] = None,
) -> None:
    """Talk to the bot here. One line is one message, or a button as [Its label]; works with piped input too."""
    from outreach_bot import commands_run

    commands_run.chat(data, campaign, code=code or "")


@app.command(epilog="Example: outreach-bot play tests/chats/en/*.chat")
def play(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE.chat...", parser=place, help="Transcripts to play.")
    ],
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", metavar="DIR", parser=place, help="Keep the store of the play in this folder."
        ),
    ] = None,
    campaign: CampaignFolder = None,
) -> None:
    """Play transcripts, each on its own empty store; show where the bot says something else."""
    from outreach_bot import commands_run

    commands_run.play(files, data, campaign)


@app.command(epilog="Example: outreach-bot init ./our-campaign")
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", parser=place, help="New or empty folder.")],
    data: Data = None,
    campaign: CampaignFolder = None,
) -> None:
    """Copy messages/ and flyers/ to a new campaign folder, to be edited."""
    from outreach_bot import commands_campaign

    commands_campaign.init(folder, data, campaign)


@app.command(epilog="Example: outreach-bot check ./our-campaign")
def check(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", parser=place, help="Campaign folder; else the one that is set."),
    ] = None,
    data: Data = None,
    campaign: CampaignFolder = None,
) -> None:
    """Check words, rules and settings. Each finding names file, place, fault and remedy."""
    from outreach_bot import commands_campaign

    commands_campaign.check(folder, data, campaign)


@app.command(epilog="Example: outreach-bot flyers --out ./print --code K7MQ2XZB")
def flyers(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", parser=place, help="Folder for the files.")],
    code: Annotated[
        str | None,
        typer.Option(
            metavar="CODE", parser=word, help="Code on the flyer; without one, a new one for a place."
        ),
    ] = None,
    language: Annotated[
        str | None, typer.Option(metavar="L", parser=word, help="Only this language.")
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(metavar="K", parser=word, help="Only this form, such as poster_a4 or poster."),
    ] = None,
    data: Data = None,
    campaign: CampaignFolder = None,
) -> None:
    """Make flyers with a code and its QR code: every form as a picture, print forms as PDF too."""
    from outreach_bot import commands_campaign

    wish = commands_campaign.FlyersWish(code=code or "", language=language or "", kind=kind or "")
    commands_campaign.flyers(out, wish, data, campaign)


@app.command(epilog='Example: outreach-bot invite champion "Riverside peer support"')
def invite(  # noqa: PLR0913, PLR0917  each is an option of the command
    kind: Annotated[InviteKind, typer.Argument(metavar="KIND", help="champion, network, place, coordinator")],
    name: Annotated[
        str, typer.Argument(metavar="NAME", parser=plain, help="How you will know this code again.")
    ],
    network: Annotated[
        str | None,
        typer.Option(
            metavar="KEY", parser=word, help="Network its sign-ups are counted under, as in networks.yaml."
        ),
    ] = None,
    hospital: Annotated[
        str | None,
        typer.Option(metavar="H", parser=word, help="h1 to h4, where it is for one hospital only."),
    ] = None,
    days: Annotated[
        int, typer.Option(metavar="N", min=0, max=3650, help="Days it is good for; 0: no end.")
    ] = 0,
    limit: Annotated[
        int, typer.Option(metavar="N", min=0, help="How many people may open it; 0: any number.")
    ] = 0,
    data: Data = None,
    campaign: CampaignFolder = None,
) -> None:
    """Make a code; print code, link and what to do next."""
    from outreach_bot import commands_office

    under = commands_office.Under(network or "", hospital or "")
    limits = commands_office.Limits(days, limit)
    commands_office.invite(kind.value, name, under, limits, data, campaign)


@app.command("import", epilog="Example: outreach-bot import sessions spring.csv")
def import_(
    kind: Annotated[ImportKind, typer.Argument(metavar="KIND", help="sessions, networks, meetings")],
    file: Annotated[
        Path, typer.Argument(metavar="FILE", parser=place, help="The file to read; - is standard input.")
    ],
    network: Annotated[
        str | None,
        typer.Option(
            metavar="KEY",
            parser=word,
            help="For meetings: the network they come under; else peer_networks.",
        ),
    ] = None,
    data: Data = None,
    campaign: CampaignFolder = None,
) -> None:
    """Bring in a file, all of it or nothing; each bad row is named."""
    from outreach_bot import commands_networks, commands_tables

    match kind:
        case ImportKind.SESSIONS:
            commands_tables.import_(file, data, campaign)
        case ImportKind.NETWORKS:
            commands_networks.import_networks(file, data, campaign)
        case ImportKind.MEETINGS:
            commands_networks.import_meetings(file, network or "", data, campaign)


@app.command(epilog="Example: outreach-bot export signups --out signups.csv")
def export(  # noqa: PLR0913  each is an option a user can give
    kind: Annotated[
        ExportKind,
        typer.Argument(
            metavar="KIND",
            help="signups, sessions, calls, funnel, weeks, contacts, champions, sources, waves, audit; "
            "later: chains, redcap",
        ),
    ],
    out: Annotated[
        str, typer.Option(metavar="FILE", parser=target, help="File to write; - is standard output.")
    ] = "-",
    form: Annotated[Format, typer.Option("--format", metavar="F", help="csv, json or xlsx")] = Format.CSV,
    *,
    exact: Annotated[
        bool,
        typer.Option("--exact", help="For a program: cells as they are, not made safe for a spreadsheet."),
    ] = False,
    identified: Annotated[
        bool,
        typer.Option(
            "--identified", help="With numbers and addresses. This is written down in the audit log."
        ),
    ] = False,
    exact_counts: Annotated[
        bool,
        typer.Option(
            "--exact-counts", help="Funnel with counts under 5 too. This is written down in the audit log."
        ),
    ] = False,
    profile: Annotated[
        ContactProfile,
        typer.Option(metavar="P", help="Of contacts: plain, mailchimp, listmonk, suppression."),
    ] = ContactProfile.PLAIN,
    reason: Annotated[
        str | None,
        typer.Option(
            metavar="WORD",
            parser=plain,
            help="Why, for the audit log: write, call, the_day, they_asked, review, move or filed (in your own files).",
        ),
    ] = None,
    data: Data = None,
    campaign: CampaignFolder = None,
) -> None:
    """Write a table: ids and codes only, unless --identified is given."""
    from outreach_bot import commands_tables

    wish = commands_tables.Wish(
        kind=kind.value,
        out=out,
        form=form.value,
        exact=exact,
        identified=identified,
        exact_counts=exact_counts,
        tool=profile.value,
        reason=reason,
    )
    commands_tables.export(wish, data, campaign)


@app.command(epilog="Example: outreach-bot office --as Maya")
def office(
    name: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="NAME",
            parser=plain,
            help="Whom the link is for: it stands beside what they do.",
        ),
    ] = None,
    role: Annotated[
        OfficeRole | None,
        typer.Option(help="What they do, when they are new to the team; left out: coordinator."),
    ] = None,
    hospital: Annotated[
        list[str] | None,
        typer.Option(
            metavar="H", parser=word, help="h1 to h4, for a coordinator of some; repeat it for several."
        ),
    ] = None,
    data: Data = None,
    campaign: CampaignFolder = None,
) -> None:
    """Print a link that signs in to the office once: with --as one of the team, without it the owner."""
    from outreach_bot import commands_office

    work = commands_office.Work(role.value if role else "", tuple(hospital or ()))
    commands_office.office(name, work, data, campaign)


@app.command(epilog="Example: outreach-bot erase p-3f9k2")
def erase(
    person: Annotated[
        str, typer.Argument(metavar="PERSON", parser=word, help="Their id, as in export signups.")
    ],
    data: Data = None,
    campaign: CampaignFolder = None,
) -> None:
    """Erase one person, as DELETE in the chat does."""
    from outreach_bot import commands_office

    commands_office.erase(person, data, campaign)


COLLECTIONS = (50_000, 10, 10)
"""New objects before the garbage collector looks at the youngest, and how many such looks before one at older ones.

Reading words and rules makes hundreds of thousands of objects, all of which stay: as Python sets it, a third of a
command's time went into walking through them.
"""


def main() -> None:
    """Run one command; what a user can put right is told in a sentence, never as a traceback."""
    gc.set_threshold(*COLLECTIONS)
    try:
        app()
    except Exception as problem:
        from outreach_bot.commands_base import sentence_for

        sentence = sentence_for(problem)
        if sentence is None:
            raise
        print(plain(sentence), file=sys.stderr)
        raise SystemExit(1) from None

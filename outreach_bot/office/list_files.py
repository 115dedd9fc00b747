"""A list as the file that is handed over: what a form asks for, and how it is written."""

from dataclasses import dataclass

from starlette.responses import Response

from outreach_bot.exports.contacts import Tool
from outreach_bot.exports.spreadsheets import Profile, to_csv
from outreach_bot.exports.table import Table
from outreach_bot.exports.workbook import to_xlsx
from outreach_bot.office.access import moment
from outreach_bot.office.forms import Form
from outreach_bot.office.shell import Shell
from outreach_bot.office.tables import CAN_BE_IDENTIFIED, Kind, Tables, Wish
from outreach_bot.recruitment.reasons import ExportReason
from outreach_bot.store.narrowed import NarrowedReader

FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
"""Forms a table comes in, the first offered first."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a form asks for."""

    wish: Wish
    form: str
    profile: Profile = Profile.SPREADSHEET
    reason: ExportReason | None

    @classmethod
    def read(cls, form: Form) -> "Asked | None":
        """Read a form; None: it asks for something there is not."""
        kind, ending = form.one("kind"), form.one("form") or "xlsx"
        tool = form.one("tool") or Tool.PLAIN.value
        if kind not in list(Kind) or ending not in FORMS or tool not in list(Tool):
            return None
        identified = form.one("identified") == "1" and kind in CAN_BE_IDENTIFIED
        wish = Wish(kind=Kind(kind), identified=identified or kind == Kind.CONTACTS, tool=Tool(tool))
        for_a_program = form.one("profile") == Profile.EXACT or wish.tool is not Tool.PLAIN
        return cls(
            wish=wish,
            form=ending,
            profile=Profile.EXACT if for_a_program else Profile.SPREADSHEET,
            reason=ExportReason(reason) if (reason := form.one("reason")) in list(ExportReason) else None,
        )

    @property
    def name(self) -> str:
        """What the audit log calls it."""
        return (
            f"{self.wish.kind}_{self.wish.tool}" if self.wish.kind is Kind.CONTACTS else self.wish.kind.value
        )


async def read_table(shell: Shell, asked: Asked, store: NarrowedReader) -> Table:
    """Read what is asked for, as far as `store` shows it."""
    parts = shell.parts
    return await Tables(store=store, rules=parts.rules, now=moment(parts.clock())).read(asked.wish)


def handed_over(shell: Shell, table: Table, asked: Asked) -> Response:
    """Write a table as the file that is asked for."""
    parts = shell.parts
    local = moment(parts.clock()).astimezone(parts.rules.campaign.zone)
    return Response(
        _written(shell, table, asked),
        media_type=FORMS[asked.form],
        headers={
            "content-disposition": f'attachment; filename="{asked.wish.kind}-{local:%Y-%m-%d}.{asked.form}"',
            "cache-control": "no-store",
        },
    )


def _written(shell: Shell, table: Table, asked: Asked) -> bytes:
    if asked.form == "xlsx":
        about = _about(shell, asked.wish)
        return to_xlsx(table, name=asked.wish.kind.value, about=about, profile=asked.profile)
    text = to_csv(table.columns, table.rows, profile=asked.profile)
    # a byte order mark: without it spreadsheets on Windows take accents for other letters
    return text.encode("utf-8-sig" if asked.profile is Profile.SPREADSHEET else "utf-8")


def _about(shell: Shell, wish: Wish) -> list[str]:
    return [
        shell.say(f"office-export.{wish.kind}"),
        shell.say(f"office-export-what.{wish.kind}"),
        shell.say(f"office-export-about.{'names' if wish.names_people else 'codes'}"),
        *(shell.say(f"office-export-about.{line}") for line in ("hidden", "times")),
    ]

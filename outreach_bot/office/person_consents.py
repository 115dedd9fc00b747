"""A consent that somebody who is signed up says to a coordinator: the very words to read out, and what they say to them."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from outreach_bot.dialogue.desk_inputs import ConsentSaid, ConsentTakenBack
from outreach_bot.dialogue.looking import person_mark
from outreach_bot.dialogue.state import Person
from outreach_bot.dialogue.talking import TIMES, parse
from outreach_bot.dialogue.threads import agreed
from outreach_bot.office.desk_signups import LONGEST_NAME, Filled, words_of
from outreach_bot.office.forms import Form
from outreach_bot.office.person_doors import HERE, PersonDoors, back, look_at
from outreach_bot.office.person_view import PersonSeen
from outreach_bot.office.shell import Endpoint, Shell
from outreach_bot.recruitment.consents import (
    CONTACT,
    LONGEST_FILE,
    SAID_LATER,
    Method,
    file_number,
    misgiven,
)
from outreach_bot.recruitment.office_roles import Deed

ANSWERS = ("yes", "no")


def routes(shell: Shell) -> list[BaseRoute]:
    """Make the routes of the page."""
    page = PersonConsents(shell)
    one = f"{HERE}/{{person}}/consent"

    def care(path: str, endpoint: Endpoint, method: str) -> Route:
        return Route(path, shell.allowed(Deed.CARE, endpoint), methods=[method])

    return [care(one, page.page, "GET"), care(one, page.said, "POST"), care(f"{one}/back", page.back, "POST")]


@dataclass
class PersonConsents(PersonDoors):
    """The endpoints."""

    async def page(self, request: Request) -> Response:
        """Show the very words, in the person's language, and ask what they say."""

        async def ask(request: Request, seen: PersonSeen) -> Response:
            which = request.query_params.get("which", "")
            if which not in SAID_LATER or seen.person.role is None:
                return RedirectResponse(f"{HERE}/{seen.person.id}#who", status_code=303)
            return self._page(request, seen, which, Filled())

        return await self._with(request, ask)

    async def said(self, request: Request) -> Response:
        """Keep their answer, or show the page again with what is missing."""

        async def keep(request: Request, seen: PersonSeen) -> Response:
            form: Form = request.state.form
            which = form.one("which")
            if which not in SAID_LATER or seen.person.role is None:
                return back(seen, "nothing", "who")
            wrong = self._wrong(form, seen.person, which)
            if wrong:
                filled = Filled(values=form.fields, wrong=wrong)
                return self._page(request, seen, which, filled, status=422)
            body = self._body(form, seen.person, which)
            await self._check_looked(request, seen, body)
            await self._send(request, seen.person, body)
            after = await self._seen(request)
            kept = after is not None and agreed(after.person, which) is body.agreed
            told = ("agreed" if body.agreed else "refused") if kept else "not_agreed"
            return back(seen, told, "who")

        return await self._with(request, keep)

    async def back(self, request: Request) -> Response:
        """They take a consent back: at once, whatever else is missing."""

        async def end(request: Request, seen: PersonSeen) -> Response:
            form: Form = request.state.form
            if form.one("which") not in SAID_LATER:
                return back(seen, "nothing", "who")
            given = form.one("method")
            method = Method(given) if given in list(Method) else Method.PHONE
            await self._send(request, seen.person, ConsentTakenBack(id=form.one("which"), method=method))
            return back(seen, "taken_back", "who")

        return await self._with(request, end)

    # -- reading -----------------------------------------------------------------------------------------

    def _wrong(self, form: Form, me: Person, which: str) -> dict[str, str]:
        """Say what is missing: field to fault."""
        wrong: dict[str, str] = {}
        if form.one("words") != self._hash(me, which):
            wrong["words"] = "words"
        if form.one("answer") not in ANSWERS:
            wrong["answer"] = "answer"
        if form.one("method") not in list(Method):
            wrong["method"] = "method"
        number = file_number(form.one("file"))
        if number is None or (number and form.one("method") != Method.PAPER):
            wrong["file"] = "file"
        why = misgiven(
            which,
            agreed=form.one("answer") == "yes",
            read=bool(form.one("read")),
            held_back=_held_back(me),
            asked=bool(form.one("asked")),
        )
        if why is not None:
            wrong[why.value] = why.value
        region = self.shell.parts.rules.campaign.region
        if form.one("phone") and parse(form.one("phone"), region=region) is None:
            wrong["phone"] = "phone"
        return wrong

    def _body(self, form: Form, me: Person, which: str) -> ConsentSaid:
        yes = form.one("answer") == "yes"
        reach = self._reach(form) if yes and which == CONTACT else {}
        return ConsentSaid(
            id=which,
            agreed=yes,
            method=Method(form.one("method")),
            words=self._hash(me, which),
            language=self._language(me),
            read=bool(form.one("read")),
            asked=bool(form.one("asked")),
            evidence=file_number(form.one("file")) or "",
            name=reach.get("name", ""),
            phone=reach.get("phone", ""),
            safe_times=tuple(time for time in TIMES if reach and time in form.all("time")),
        )

    def _reach(self, form: Form) -> Mapping[str, str]:
        region = self.shell.parts.rules.campaign.region
        return {
            "name": " ".join(form.one("name").split())[:LONGEST_NAME],
            "phone": parse(form.one("phone"), region=region) or "",
        }

    def _hash(self, me: Person, which: str) -> str:
        return self.shell.parts.wording.words_hash(words_of(which), self._language(me))

    def _language(self, me: Person) -> str:
        """Their language, where there are words in it; else the campaign's."""
        known = self.shell.parts.wording.languages
        return me.language if me.language in known else self.shell.parts.rules.campaign.language

    # -- drawing -----------------------------------------------------------------------------------------

    def _page(
        self, request: Request, seen: PersonSeen, which: str, filled: Filled, *, status: int = 200
    ) -> Response:
        me, wording = seen.person, self.shell.parts.wording
        language = self._language(me)
        return self.shell.page(
            "person_consent.html",
            request,
            status=status,
            here="signups",
            me=me,
            which=which,
            filled=filled,
            stands=agreed(me, which),
            held_back=_held_back(me),
            read_out=wording.plain(words_of(which), language=language),
            spoken=language,
            several=len(wording.languages) > 1,
            direction=wording.direction(language),
            words=self._hash(me, which),
            methods=list(Method),
            reach=which == CONTACT,
            looked=person_mark(ConsentSaid, look_at(seen), which),
            times=TIMES,
            longest_file=LONGEST_FILE,
            longest_name=LONGEST_NAME,
        )


def _held_back(me: Person) -> bool:
    return me.stopped_at is not None or me.paused_at is not None

"""Signing somebody up with the person present: on the phone, on paper, or as they walk in.

The words of the consents and the questions are those of the chat. The answers travel in one form, decide, and are gone.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from outreach_bot import fresh
from outreach_bot.dialogue.desk_inputs import DeskConsent, SignedUpAtDesk
from outreach_bot.dialogue.desk_signup import PAPER, PHONE, WAYS
from outreach_bot.dialogue.effects import Phrase
from outreach_bot.dialogue.inputs import To
from outreach_bot.dialogue.joining import consent_for
from outreach_bot.dialogue.talking import TIMES, parse
from outreach_bot.dialogue.threads import CONTACT
from outreach_bot.office import session_doors
from outreach_bot.office.access import moment
from outreach_bot.office.forms import Form
from outreach_bot.office.shell import Beyond, Shell
from outreach_bot.recruitment.codes import read_typed
from outreach_bot.recruitment.eligibility import decide, next_question
from outreach_bot.recruitment.office_roles import Deed
from outreach_bot.recruitment.rules import Question, Role
from outreach_bot.recruitment.sessions import Session, SessionStatus

HERE = "/office/people/new"
LONGEST_NAME = 40
WALK = ("session", "code", "person")
"""What the address keeps on the way through the pages: a session, a code, or somebody of the chat who is to be signed up."""
FAULTS = ("consent", "words", "contact", "question", "phone", "code")
ENDS = ("not_kept", "not_this_time", "elsewhere")


@dataclass(frozen=True, kw_only=True)
class Filled:
    """The form as it stands: what is in each field, and what is wrong with it."""

    values: Mapping[str, list[str]] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    """Field to a fault of `FAULTS`."""

    def one(self, name: str) -> str:
        """The text of a field."""
        return (self.values.get(name) or [""])[0]

    def has(self, name: str, value: str) -> bool:
        """Tell whether a box or a choice is ticked."""
        return value in self.values.get(name, ())


def routes(shell: Shell) -> list[BaseRoute]:
    """Make the routes of the page."""
    page = DeskSignUps(shell)
    allowed = shell.allowed
    return [
        Route(HERE, allowed(Deed.ENTER_SIGNUP, page.page), methods=["GET"]),
        Route(HERE, allowed(Deed.ENTER_SIGNUP, page.enter), methods=["POST"]),
    ]


@dataclass
class DeskSignUps:
    """The endpoints."""

    shell: Shell

    async def page(self, request: Request) -> Response:
        """Ask for the role first, then show its consents and questions."""
        query = request.query_params
        end = query.get("done", "")
        if end in ENDS:
            return self.shell.page("person_new_end.html", request, here="signups", end=end, walk=_walk(query))
        if query.get("role", "") not in list(Role):
            session = await self._session(request, query.get("session", ""))
            return self.shell.page(
                "person_new.html",
                request,
                here="signups",
                roles=list(Role),
                session=session,
                walk=_walk(query),
            )
        asked = {name: [query[name]] for name in WALK if query.get(name)}
        asked["came"] = ["yes"] if asked.get("session") else []
        return await self._form(request, Role(query["role"]), Filled(values=asked))

    async def enter(self, request: Request) -> Response:
        """Sign them up, or show the form again with what is missing."""
        form: Form = request.state.form
        if form.one("role") not in list(Role):
            return RedirectResponse(HERE, status_code=303)
        role = Role(form.one("role"))
        session = await self._session(request, form.one("session"))
        wrong = self._wrong(form, role)
        if wrong:
            return await self._form(request, role, Filled(values=form.fields, wrong=wrong), status=422)
        person = await self._known(request, form.one("person"))
        person = person or fresh.person_id_for(form.key(fresh.key("office")))
        await self.shell.send(request, To.PERSON, person, self._body(form, role, session), makes=True)
        if not await self._has_role(request, person):
            agreed = form.one(consent_for(role)) == "yes"
            return _end("not_this_time" if agreed else "not_kept", form)
        if await self.shell.reader(request).get("person", person) is None:
            return _end("elsewhere", form)  # they chose a hospital of somebody else, who looks after them now
        return RedirectResponse(
            f"/office/people/{person}?done={await self._became(request, person, session)}", status_code=303
        )

    # -- reading -----------------------------------------------------------------------------------------

    def _wrong(self, form: Form, role: Role) -> dict[str, str]:
        consent = consent_for(role)
        if form.one(consent) not in ("yes", "no"):
            return {consent: "consent"}
        if form.one(consent) == "no":
            return {}
        wrong = {
            each: "words" for each in (consent, CONTACT) if form.one(f"{each}.words") != self._hash(each)
        }
        if form.one(CONTACT) not in ("yes", "no"):
            wrong[CONTACT] = "contact"
        answers = self._answers(form, role)
        if self._decision(role, answers) is None:
            missing = next_question(self.shell.parts.rules.screening.for_role(role), answers)
            if missing is not None:
                wrong[missing.id] = "question"
        region = self.shell.parts.rules.campaign.region
        if form.one("phone") and parse(form.one("phone"), region=region) is None:
            wrong["phone"] = "phone"
        if form.one("code") and read_typed(form.one("code")) is None:
            wrong["code"] = "code"
        return wrong

    def _decision(self, role: Role, answers: Mapping[str, tuple[str, ...]]) -> Any:
        screening = self.shell.parts.rules.screening
        return decide(screening.for_role(role), answers, default=screening.default)

    def _answers(self, form: Form, role: Role) -> dict[str, tuple[str, ...]]:
        """Read the answers in the order of the questions, up to the one that decides."""
        answers: dict[str, tuple[str, ...]] = {}
        for question in self.shell.parts.rules.screening.for_role(role).questions:
            given = _options(question, form.all(question.id))
            if not given:
                break
            answers[question.id] = given
            if self._decision(role, answers) is not None:
                break
        return answers

    def _body(self, form: Form, role: Role, session: Session | None) -> SignedUpAtDesk:
        rules = self.shell.parts.rules
        scanned = read_typed(form.one("code")) if form.one("code") else None
        way = form.one("channel")
        return SignedUpAtDesk(
            role=role,
            channel=way if way in WAYS else PAPER,
            consents=tuple(
                DeskConsent(id=consent, agreed=form.one(consent) == "yes", words=self._hash(consent))
                for consent in (consent_for(role), CONTACT)
                if form.one(consent)
            ),
            answers=self._answers(form, role),
            needs=tuple(need for need in rules.screening.needs if need in form.all("need")),
            name=" ".join(form.one("name").split())[:LONGEST_NAME],
            phone=parse(form.one("phone"), region=rules.campaign.region) or "",
            safe_times=tuple(time for time in TIMES if time in form.all("time")),
            code=scanned.code if scanned else "",
            language=rules.campaign.language,
            session=session.id if session else "",
            companions=1 if form.one("companion") else 0,
            came=bool(session and form.one("came")),
        )

    def _hash(self, consent: str) -> str:
        return self.shell.parts.wording.words_hash(
            words_of(consent), self.shell.parts.rules.campaign.language
        )

    async def _known(self, request: Request, asked: str) -> str:
        """Somebody of the chat who never agreed to be asked, and does now; empty: nobody like that."""
        row = await self.shell.reader(request).get("person", asked) if asked else None
        return "" if row is None or row.body.get("role") else row.id

    async def _has_role(self, request: Request, person: str) -> bool:
        """Tell whether the person who was just signed up agreed: whatever hospital they chose."""
        row = await self.shell.beyond(request, Beyond.FITTING).get("person", person)
        return row is not None and bool(row.body.get("role"))

    async def _became(self, request: Request, person: str, session: Session | None) -> str:
        """Say what came of it: a place where one was asked for, or not."""
        if session is None:
            return "signed_up"
        after = await session_doors.seen(self.shell, request, session.id)
        seated = after is not None and person in after.seats
        return ("walked_in" if request.state.form.one("came") else "booked") if seated else "no_seat"

    # -- drawing -----------------------------------------------------------------------------------------

    async def _form(self, request: Request, role: Role, filled: Filled, *, status: int = 200) -> Response:
        parts = self.shell.parts
        rules = parts.rules
        language = rules.campaign.language
        consents = (consent_for(role), CONTACT)
        return self.shell.page(
            "person_new_form.html",
            request,
            status=status,
            here="signups",
            role=role,
            filled=filled,
            read={each: parts.wording.plain(words_of(each), language=language) for each in consents},
            hashes={each: self._hash(each) for each in consents},
            screening=consents[0],
            contact=CONTACT,
            questions=rules.screening.for_role(role).questions,
            hospitals={hospital.key: hospital.name for hospital in rules.campaign.hospitals},
            all_needs=[need for need in rules.screening.needs if need not in ("none", "other")],
            times=TIMES,
            ways=(PHONE, PAPER),
            session=await self._session(request, filled.one("session")),
            walk=_walk({name: filled.one(name) for name in WALK}),
        )

    async def _session(self, request: Request, asked: str) -> Session | None:
        """The session of the address, if it is on, not over, and this member's to fill."""
        session = await session_doors.seen(self.shell, request, asked)
        if session is None or session.status in (SessionStatus.CANCELLED, SessionStatus.DRAFT):
            return None
        return session if session.ends > self._now() else None

    def _now(self) -> dt.datetime:
        return moment(self.shell.parts.clock())


def words_of(consent: str) -> Phrase:
    """The words of a consent: the chat's own; only how we may reach them is put another way at a desk."""
    return Phrase("desk-contact") if consent == CONTACT else Phrase(consent)


def _options(question: Question, ticked: Iterable[str]) -> tuple[str, ...]:
    """Read the options of one question. One that stands alone unticks the others, as in the chat."""
    given = tuple(option for option in question.options if option in ticked)
    alone = next((option for option in given if option in question.alone), None)
    if alone is not None and len(given) > 1:
        return tuple(option for option in given if option not in question.alone)
    return given if question.multi else given[:1]


def _walk(query: Mapping[str, str]) -> str:
    """Keep the session and the code of the address on the way through the pages."""
    kept = {name: query[name] for name in WALK if query.get(name)}
    return urlencode(kept)


def _end(end: str, form: Form) -> Response:
    walk = _walk({name: form.one(name) for name in WALK})
    return RedirectResponse(f"{HERE}?done={end}{'&' if walk else ''}{walk}", status_code=303)

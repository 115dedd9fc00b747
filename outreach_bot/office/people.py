"""One person: who this is without a name, how things stand, and everything a coordinator can do for them.

Name and number are shown on demand, with a reason, and that is audited. What they wrote is shown to who may care
for them, and each showing is audited, too.
"""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from outreach_bot.content.check_texts import telling_words
from outreach_bot.content.person_words import DONE
from outreach_bot.dialogue.desk_inputs import (
    CallNoted,
    IdentityShown,
    NoteWritten,
    PauseSet,
    Replied,
    SafetyWordsSeen,
    SeatCancelled,
    StopTold,
    TalkClosed,
    TalkShown,
)
from outreach_bot.dialogue.inputs import Body, EraseAsked, To
from outreach_bot.dialogue.looking import ON_PERSON, Act, person_mark, times_mark
from outreach_bot.dialogue.threads import agreed
from outreach_bot.office import news
from outreach_bot.office.forms import Form
from outreach_bot.office.merged_forms import base_of
from outreach_bot.office.needs_people import PeopleNeeds
from outreach_bot.office.person_doors import HERE, PersonDoors, back, look_at, said
from outreach_bot.office.person_edits import (
    DecisionEditing,
    NeedsEditing,
    OfPerson,
    decision_shown,
    needs_shown,
    others,
)
from outreach_bot.office.person_forms import OUTCOMES, booked, dropped, instant, listed, moved
from outreach_bot.office.person_view import PersonSeen
from outreach_bot.office.shell import LOOKED, Shell
from outreach_bot.recruitment.calls import CallNote
from outreach_bot.recruitment.consents import SAID_LATER, Method
from outreach_bot.recruitment.desk_fitting import Reason
from outreach_bot.recruitment.looking import LookReason
from outreach_bot.recruitment.office_roles import Deed, may
from outreach_bot.recruitment.sight import ELSEWHERE

LONGEST_REPLY = 1000
"""Characters: what fits one screen of a phone, and then some."""
LONGEST_NOTE = 500
TROUBLE = (
    "not_sent",
    "not_booked",
    "not_moved",
    "not_listed",
    "no_seat",
    "nothing",
    "times_late",
    "times_none",
    "not_agreed",
)


def routes(shell: Shell) -> list[BaseRoute]:
    """Make the routes of the page."""
    page = PeoplePage(shell)
    one = f"{HERE}/{{person}}"
    care = {
        "reply": page.reply,
        "close": page.close,
        "call": page.call,
        "book": page.book,
        "list": page.wait_for,
        "move": page.move,
        "cancel": page.cancel,
        "pause": page.pause,
        "stop": page.stop,
        "needs": page.needs,
        "note": page.note,
        "drop-note": page.drop_note,
        "decide": page.decide,
    }
    erase = f"{one}/erase"
    return [
        Route(one, shell.allowed(Deed.SEE_PERSON, page.person), methods=["GET"]),
        Route(f"{one}/events", shell.allowed(Deed.SEE_PERSON, page.events), methods=["GET"]),
        Route(erase, shell.allowed(Deed.ERASE, page.ask_erase), methods=["GET"]),
        Route(erase, shell.allowed(Deed.ERASE, page.erase), methods=["POST"]),
        Route(
            f"{one}/safety-words",
            shell.allowed(Deed.SEE_SAFETY_WORDS, page.safety_words),
            methods=["POST"],
        ),
        Route(
            f"{one}/identity",
            shell.allowed(Deed.SEE_IDENTITY, page.identity),
            methods=["POST"],
        ),
        *(
            Route(f"{one}/{name}", shell.allowed(Deed.CARE, post), methods=["POST"])
            for name, post in care.items()
        ),
    ]


@dataclass
class PeoplePage(PersonDoors):
    """The endpoints. Each post changes something by an input, and leads back to the page."""

    # -- looking -----------------------------------------------------------------------------------------

    async def person(self, request: Request) -> Response:
        """Show one person, without name and number."""
        return await self._with(request, self._show)

    async def events(self, request: Request) -> Response:
        """Say when there is something new about this person; what it is, the page says."""
        person = request.path_params["person"]
        if not await self._open_to(request):
            return await self._gone(request)
        return news.stream(
            self.shell,
            request,
            tables=news.PERSON_TABLES,
            mark=lambda: news.person_mark(self.shell, request, person),
            page=f"{HERE}/{person}",
            open_to=lambda: self._open_to(request),
        )

    async def _open_to(self, request: Request) -> bool:
        """Tell whether there is this person, and they are this member's to see."""
        return await self.shell.reader(request).get("person", request.path_params["person"]) is not None

    async def identity(self, request: Request) -> Response:
        """Show name, number and address once, and write down who looked and why."""
        form: Form = request.state.form
        given = form.one("reason")

        async def show(request: Request, seen: PersonSeen) -> Response:
            if given not in list(LookReason):
                return back(seen, "nothing", "who")
            await self._send(request, seen.person, IdentityShown(reason=LookReason(given)))
            return await self._show(request, seen, identity=True)

        return await self._with(request, show)

    async def safety_words(self, request: Request) -> Response:
        """Show words that raised a safety alert once, and write down who read them and why."""
        form: Form = request.state.form
        given = form.one("reason")

        async def show(request: Request, seen: PersonSeen) -> Response:
            if given not in list(LookReason) or not seen.hides_danger:
                return back(seen, "nothing", "talk")
            await self._send(request, seen.person, SafetyWordsSeen(reason=LookReason(given)))
            opened = await self._seen(request, opens_danger=True)
            return await self._show(request, opened or seen)

        return await self._with(request, show)

    async def _show(
        self,
        request: Request,
        seen: PersonSeen,
        *,
        identity: bool = False,
        unsent: str = "",
        telling: str = "",
        status: int = 200,
    ) -> Response:
        cares = may(request.state.actor.role, Deed.CARE)
        if seen.lines and cares:
            await self.shell.send(request, To.PERSON, seen.person.id, TalkShown(), part="talk")
        done = request.query_params.get("done", "")
        rules = self.shell.parts.rules
        needs = PeopleNeeds(await self.shell.shelf(request))
        return self.shell.page(
            "person.html",
            request,
            status=status,
            here="signups",
            mark=request.state.mark,
            unchanged=news.UNCHANGED,
            unsent=unsent,
            telling=telling,
            overtaken=bool(unsent) and not telling,
            looked=self._marks(seen),
            needs_base=base_of(needs_shown(seen.person)),
            decision_base=base_of(decision_shown(seen.person)),
            seen=seen,
            elsewhere=ELSEWHERE,
            me=seen.person,
            cares=cares,
            untold=needs.untold_to(seen.person.id, self._now()),
            said_later={each: agreed(seen.person, each) for each in SAID_LATER},
            methods=list(Method),
            held=needs.held_from(seen.person.id, self._now()),
            identity=identity,
            done=done if done in DONE else "",
            trouble=done in TROUBLE,
            hospitals={hospital.key: hospital.name for hospital in rules.campaign.hospitals},
            of_others=others(seen.person.hospitals, self.shell.sight(request)),
            networks={network.key: network.name for network in rules.networks},
            reasons=list(Reason),
            look_reasons=list(LookReason),
            notes=[note for note in CallNote if note is not CallNote.AGAIN],
            outcomes=OUTCOMES,
            now=self._now(),
            soonest=_local(self._now(), self._zone()),
            link=f"{self.shell.parts.link()}r_{seen.way_back}" if seen.way_back else "",
            longest_reply=LONGEST_REPLY,
            longest_note=LONGEST_NOTE,
        )

    def _marks(self, seen: PersonSeen) -> dict[str, str]:
        """Mark what each act of the page rests on; those about one session by its id, too."""
        look = look_at(seen)
        marks = {act.__name__: person_mark(act, look) for act in ON_PERSON}
        places = {f"place-{name}": person_mark(SeatCancelled, look, name) for name in look.sessions}
        times = {f"times-{name}": times_mark(each, look.me.id) for name, each in look.sessions.items()}
        return marks | places | times

    # -- talking -----------------------------------------------------------------------------------------

    async def reply(self, request: Request) -> Response:
        """Write to them in the chat."""
        form: Form = request.state.form
        text = form.one("text").replace("\r\n", "\n")[:LONGEST_REPLY]
        telling = telling_words(text)
        if telling and not form.one("anyway"):

            async def ask_again(request: Request, seen: PersonSeen) -> Response:
                return await self._show(request, seen, unsent=text, telling=telling[0], status=422)

            return await self._with(request, ask_again)
        body = Replied(text=text) if text else None

        async def overtaken(request: Request, seen: PersonSeen) -> Response:
            return await self._show(request, seen, unsent=text, status=409)

        if body is not None and await self._is_overtaken(request, Replied):
            return await self._with(request, overtaken)

        def did(before: PersonSeen, after: PersonSeen) -> tuple[str, str]:
            wrote = len(after.lines) > len(before.lines) or (after.lines and after.lines[-1].text == text)
            return ("replied" if wrote else "not_sent"), "talk"

        return await self._do(request, lambda _: body, did)

    async def _is_overtaken(self, request: Request, act: Act) -> bool:
        """Tell whether what an act rests on is another than its page showed."""
        seen, form = await self._seen(request), request.state.form
        if seen is None or form.one(LOOKED) in ("", person_mark(act, look_at(seen))):
            return False
        return not await self.shell.was_sent(request)

    async def close(self, request: Request) -> Response:
        """End the talk."""
        return await self._do(request, lambda _: TalkClosed(), said("closed", "talk"))

    async def call(self, request: Request) -> Response:
        """Note what came of a call."""
        return await self._do(request, self._called, said("noted", "call"))

    def _called(self, form: Form) -> Body | None:
        outcome, at = form.one("outcome"), None
        if outcome not in list(CallNote):
            return None
        if outcome == CallNote.AGAIN:
            at = instant(form.one("at"), self._zone())
            if at is None or at <= self._now():
                return None
        return CallNoted(outcome=CallNote(outcome), at=at)

    # -- seats -------------------------------------------------------------------------------------------

    async def book(self, request: Request) -> Response:
        """Book a seat."""
        session = request.state.form.one("session")

        def did(_: PersonSeen, after: PersonSeen) -> tuple[str, str]:
            return ("booked" if _seated(after, session) else "not_booked"), "seats"

        return await self._into(request, session, booked, did)

    async def wait_for(self, request: Request) -> Response:
        """Put them on a list."""
        session = request.state.form.one("session")

        def did(_: PersonSeen, after: PersonSeen) -> tuple[str, str]:
            waits = any(each.id == session for each in after.waits)
            return ("listed" if waits else "not_listed"), "seats"

        return await self._into(request, session, listed, did)

    async def move(self, request: Request) -> Response:
        """Put them into another session."""
        to = request.state.form.one("to")

        def did(_: PersonSeen, after: PersonSeen) -> tuple[str, str]:
            return ("moved" if _seated(after, to) else "not_moved"), "seats"

        return await self._into(request, to, moved, did)

    async def cancel(self, request: Request) -> Response:
        """Give a seat or a place on a list back."""
        body = SeatCancelled(session=request.state.form.one("session"))
        return await self._do(request, lambda _: body, said("cancelled", "seats"))

    # -- the person --------------------------------------------------------------------------------------

    async def pause(self, request: Request) -> Response:
        """Hold their notes back, or let them go again."""
        paused = request.state.form.one("paused") == "yes"
        did = said("paused" if paused else "carried_on", "who")
        return await self._do(request, lambda _: PauseSet(paused=paused), did)

    async def stop(self, request: Request) -> Response:
        """Note that they want no more messages and no calls: at once, on every channel."""
        return await self._do(request, lambda _: StopTold(), said("stopped", "who"))

    async def needs(self, request: Request) -> Response:
        """Note which needs somebody saw to."""
        return await self._edit(request, NeedsEditing)

    async def note(self, request: Request) -> Response:
        """Write something down."""
        text = " ".join(request.state.form.one("text").split())[:LONGEST_NOTE]
        return await self._do(
            request, lambda _: NoteWritten(text=text) if text else None, said("note", "notes")
        )

    async def drop_note(self, request: Request) -> Response:
        """Take a note away."""
        return await self._do(request, dropped, said("note_dropped", "notes"))

    async def decide(self, request: Request) -> Response:
        """Decide what fits them, after talking to them."""
        return await self._edit(request, DecisionEditing)

    async def _edit(self, request: Request, form: type[OfPerson]) -> Response:
        async def edit(request: Request, seen: PersonSeen) -> Response:
            editing = form(
                shell=self.shell,
                request=request,
                back=f"{HERE}/{seen.person.id}",
                action=request.url.path,
                about=(seen.person.id,),
                seen=seen,
                person=seen.person,
            )
            return await editing.save()

        return await self._with(request, edit)

    # -- erasing -----------------------------------------------------------------------------------------

    async def ask_erase(self, request: Request) -> Response:
        """Say what erasing means, before it is done."""

        async def ask(request: Request, seen: PersonSeen) -> Response:
            return self.shell.page("person_erase.html", request, here="signups", seen=seen, me=seen.person)

        return await self._with(request, ask)

    async def erase(self, request: Request) -> Response:
        """Erase them, as DELETE in the chat does."""

        async def do(request: Request, seen: PersonSeen) -> Response:
            await self._send(request, seen.person, EraseAsked(by=request.state.actor.name or "office"))
            return self.shell.page("person_gone.html", request, here="signups", erased=True)

        return await self._with(request, do)


def _seated(seen: PersonSeen, session: str) -> bool:
    return any(each.id == session for each, _ in seen.seats)


def _local(at: dt.datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%dT%H:%M")

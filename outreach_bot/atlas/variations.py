"""The same screens in worlds that differ a little: what nobody sees there decides where a tap leads."""

from collections.abc import Iterator

from msgspec.structs import replace

from outreach_bot.atlas import samples
from outreach_bot.atlas.starts import Find, Start
from outreach_bot.atlas.traveller import World
from outreach_bot.dialogue.asking import CONTACT, FUTURE
from outreach_bot.dialogue.draft import HELP, PERSON
from outreach_bot.dialogue.inputs import Channel, Opened, Returned, Said, Tapped
from outreach_bot.recruitment.codes import payload
from outreach_bot.recruitment.rules import Outcome, Role

ASKED = (CONTACT, "needs", "film", FUTURE, "told_by")
"""What is asked once a seat is booked, in order."""


def variations(find: Find, languages: tuple[str, ...]) -> Iterator[Start]:
    """Every world that differs, from places where that matters."""
    yield from _elsewhere(find, languages)
    yield from _on_offer(find)
    yield from _known_already(find)
    yield from _at_home(find)
    yield from _of_champions(find)


def _elsewhere(find: Find, languages: tuple[str, ...]) -> Iterator[Start]:
    """In a browser, and where there is a choice of languages."""
    for place in ("welcome/welcome", "meeting/booking_detail", "champion/mylink"):
        world = find(place)
        if world is not None:
            there = replace(world, channel=Channel.WEB, fresh=samples.WAY_BACK)
            yield _again(there, "web", depth=1)
    for place, body in (("flyer/flyer-pick", Returned()), ("home/home", Said(text="/language"))):
        world = find(place)
        if world is not None:
            several = replace(world, languages=languages if languages[1:] else (*languages, *languages))
            entry = "typed LANGUAGE" if isinstance(body, Said) else ""
            yield Start(world=several, begins=(body,), depth=2, tag="languages", entry=entry)


def _on_offer(find: Find) -> Iterator[Start]:
    """Nothing on offer, everything full, gone meanwhile, and somebody who helped often."""
    asked, listed, meeting = (
        find("question/l_ready"),
        find("meetings/booking_offer"),
        find("meeting/booking_detail"),
    )
    rests = find("resting/resting-place")
    if asked is not None:
        yield _again(replace(asked, sessions={}), "empty", depth=1)
        yield _again(samples.overused(asked), "overused", depth=1)
    if listed is not None:
        yield _again(samples.full(listed), "full", depth=9)
    if meeting is not None:
        yield _again(samples.called_off(meeting), "gone", depth=1)
    if rests is not None and rests.me is not None:
        fits = replace(rests, me=replace(rests.me, outcome=Outcome.FITS))
        yield _again(fits, "fits", depth=1)
        yield _again(replace(fits, sessions={}), "fits, empty", depth=1)


def _known_already(find: Find) -> Iterator[Start]:
    """What was asked before is not asked again."""
    meeting = find("meeting/booking_detail")
    places = ("contact/consent_contact_v1", "needs/needs", "film/film_interest_v1")
    worlds = {place: find(place) for place in places}
    if meeting is not None:
        worlds |= {role: samples.looking_as(meeting, role) for role in Role}
    for name, world in worlds.items():
        for count in range(len(ASKED) + 1):
            if world is not None:
                first = samples.knowing(world, ASKED[:count])
                yield _again(first, f"{name} knows {count}", depth=1)
                yield _again(samples.full(first), f"full, {name} knows {count}", depth=1)
                last = samples.knowing(world, ASKED[count:])
                yield _again(last, f"{name} knows from {count}", depth=1)


def _at_home(find: Find) -> Iterator[Start]:
    """Two seats, a place on a list, nothing else on offer, a group, a question about times, no notes."""
    home = find("home/home")
    if home is None:
        return
    both = samples.waiting(samples.doubled(home))
    lists = samples.seatless(samples.waiting(home))
    worlds = {
        "two": both,
        "two, alone": samples.only_mine(both),
        "two seats": samples.only_mine(samples.doubled(home)),
        "two, group": samples.doubled(samples.grouped(home)),
        "alone": samples.only_mine(home),
        "group": samples.grouped(home),
        "group, alone": samples.only_mine(samples.grouped(home)),
        "lists": lists,
        "one list": samples.one_list(lists),
        "times": samples.polled(home),
        "silent": samples.knowing(home, ()),
        "silent lists": samples.knowing(lists, ()),
    }
    for tag, world in worlds.items():
        yield _again(world, tag, depth=3)
        yield Start(world=world, begins=(Said(text="/cancel"),), tag=tag, depth=2)


def _of_champions(find: Find) -> Iterator[Start]:
    """A link that rests or ended, flyers nobody may share, and champions who take part themselves."""
    champion = find("champion/mylink")
    if champion is None:
        return
    yield _again(samples.held(champion), "held", depth=1)
    yield _again(samples.ended(champion), "ended", depth=1)
    yield _again(samples.unapproved(champion), "unapproved", depth=1)
    for place in ("home/home", "question/l_age"):
        there = find(place)
        if there is not None:
            both = samples.champion_too(there, champion)
            begins = (Said(text="/mylink"), Said(text="/leave"))
            yield Start(world=both, begins=begins, tag=f"too {place}", depth=1)
    new = replace(champion, me=None)
    yield Start(
        world=new,
        begins=(Opened(payload=payload(samples.SHARED)), Tapped(data=HELP.data), Tapped(data=PERSON.data)),
        tag="new",
        depth=1,
    )


def _again(world: World, tag: str, *, depth: int) -> Start:
    return Start(world=world, begins=(Returned(),), tag=tag, depth=depth)

"""A champion's own screens: the link, how often it was opened, a break, and the end."""

from msgspec.structs import replace

from outreach_bot.dialogue import standing
from outreach_bot.dialogue.draft import HELP, PERSON, Draft, Screen, button, column
from outreach_bot.dialogue.effects import EndCode, Phrase, Words
from outreach_bot.dialogue.inputs import ChampionHeld, TimerName
from outreach_bot.dialogue.screening import EXPIRES
from outreach_bot.dialogue.standing import JOINING, OWN, Standing, own_link, spoken_code
from outreach_bot.recruitment import bands

MINE = button("labels.back", "mine:home")
JOIN_TOO = button("labels.join_too", "start_own")
PUSHED = button("mylink.pushed", "pushed")
PAUSE = button("champion-break.pause", "rest:pause")
LEAVE = button("mylink.leave", "rest:leave")
NOT_YET = Phrase("link-not-yet")
"""Said in place of everything that has the link, while nobody else could open it."""
PASS_ON = (button("mylink.share", "mine:share"), button("mylink.flyer", "mine:flyer"))
GOOD = (
    *PASS_ON,
    button("mylink.stats", "mine:mystats"),
    button("mylink.break", "mine:champion_break"),
    PUSHED,
)


def go_on(draft: Draft) -> None:
    """Go to what is still to be agreed to, or to their own screen; what they were in the middle of waits."""
    champion = draft.me.champion
    screen = (standing.missing(champion) if champion else "") or "champion"
    under = draft.me.before.partition("|")[0] or draft.me.screen
    if under in ("new", "welcome", "champion", *JOINING):
        draft.go(screen)
    else:
        draft.overlay(screen)


# -- their own link ---------------------------------------------------------------------------------------


def champion_screen(draft: Draft) -> Screen:
    """Their own code and link, and all they can do; or why there is a rest."""
    champion = draft.me.champion
    match standing.of(draft):
        case Standing.GOOD if not standing.may_pass_on(draft.view):
            return Screen(words=(NOT_YET,), buttons=column(*GOOD[len(PASS_ON) :], JOIN_TOO, HELP))
        case Standing.GOOD:
            link = {"code": spoken_code(champion), "link": own_link(draft.view, champion, channel="pf")}
            words_too = (Phrase("mylink", link), *standing.only_a_trial(draft.view))
            return Screen(words=words_too, buttons=column(*GOOD, JOIN_TOO, HELP))
        case Standing.PAUSED:
            words, first = Phrase("champion-paused"), button("champion-paused.go_on", "rest:on")
        case Standing.HELD:
            words, first = Phrase("champion-held"), PERSON
        case _:
            words, first = Phrase("champion-ended"), PERSON
    return Screen(words=(words,), buttons=column(first, LEAVE, PUSHED, JOIN_TOO, HELP))


def card(draft: Draft) -> None:
    """A message of its own, so that it can be forwarded as it is."""
    champion = draft.me.champion
    if standing.may_pass_on(draft.view):
        link = {"code": spoken_code(champion), "link": own_link(draft.view, champion, channel="pf")}
        draft.say(Phrase("forward-card", link), *standing.only_a_trial(draft.view), edit=False)


def show(draft: Draft, screen: str) -> bool:
    """Show one of their screens, or how things are. False when this person is no champion."""
    match standing.of(draft):
        case Standing.NOT_ONE:
            return False
        case Standing.JOINING:
            go_on(draft)
        case Standing.GOOD:
            draft.overlay(screen)
        case _:
            draft.overlay(screen if screen == "champion_leave" else "champion")
    draft.reshow()
    return True


def mylink(draft: Draft) -> bool:
    """/mylink: own code and card again. False when this person is no champion."""
    known = show(draft, "champion")
    if standing.of(draft) is Standing.GOOD:
        card(draft)
    return known


def mine(draft: Draft, rest: list[str]) -> None:
    """One of their own buttons."""
    screen = "champion" if rest[0] == "home" else rest[0]
    if screen not in OWN or not show(draft, screen):
        draft.reshow(Phrase("old-button"), edit=False)


def start_own(draft: Draft, _: list[str]) -> None:
    """A champion who wants to take part too; who has begun already goes on from there."""
    draft.uncover()
    if draft.me.screen in OWN:
        draft.go("welcome")
    draft.reshow()


# -- how often it was opened --------------------------------------------------------------------------------


def stats_screen(draft: Draft) -> Screen:
    """The band as it was at the last weekly count, and thanks for time, never for heads."""
    champion = draft.me.champion
    band = champion.band if champion else bands.Band.UNDER_5
    stats = Phrase("champion-stats", {"band": Phrase(f"champion-bands.{band.value}")})
    return Screen(words=(stats, Phrase("champion-thanks")), buttons=column(MINE, HELP))


def count_weekly(draft: Draft) -> None:
    """From here on the band is counted anew once a week, at the same hour for everybody."""
    draft.timer(TimerName.STATS, bands.first_refresh(draft.now, draft.rules.campaign.zone))


def count_again(draft: Draft) -> None:
    """The hour of the week: the band is counted anew, and nobody is told."""
    champion = draft.me.champion
    if champion is not None:
        opened = draft.view.opened.get(champion.code, 0)
        draft.set(champion=replace(champion, band=bands.band(opened)))
        draft.timer(TimerName.STATS, bands.next_refresh(draft.now, draft.rules.campaign.zone))


# -- a break, and the end -----------------------------------------------------------------------------------


def break_screen(draft: Draft) -> Screen:
    """A break, or the end."""
    return Screen(words=(Phrase("champion-break"),), buttons=column(PAUSE, LEAVE, MINE, HELP))


def leave_screen(draft: Draft) -> Screen:
    """Asked once, as the code cannot come back."""
    return Screen(
        words=(Phrase("champion-leave"),),
        buttons=column(
            button("champion-leave.yes", "rest:leave_yes"), button("champion-leave.no", "mine:home"), HELP
        ),
    )


def rest_tapped(draft: Draft, rest: list[str]) -> None:
    """A break, going on, or leaving."""
    done = False
    match rest[0]:
        case "pause":
            done = pause(draft)
        case "on":
            done = _carry_on(draft)
        case "leave":
            done = show(draft, "champion_leave")
        case "leave_yes" if draft.me.screen == "champion_leave":
            end(draft, "champion_left", Phrase("champion-left"))
            done = True
    if not done:
        draft.reshow(Phrase("old-button"), edit=False)


def pause(draft: Draft) -> bool:
    """Take a break; the link still works for those who have it. False when this person is no champion."""
    champion = draft.me.champion
    if champion is not None and standing.of(draft) is Standing.GOOD:
        draft.set(champion=replace(champion, paused_at=draft.now))
        draft.audit("champion_paused", detail=champion.code)
    return show(draft, "champion")


def _carry_on(draft: Draft) -> bool:
    champion = draft.me.champion
    if champion is not None and champion.paused_at is not None:
        draft.set(champion=replace(champion, paused_at=None))
        draft.audit("champion_went_on", detail=champion.code)
    return mylink(draft)


def end(draft: Draft, action: str, *words: Words) -> None:
    """Nothing of being a champion is kept, and the code is void."""
    champion = draft.me.champion
    if champion is not None:
        draft.change(EndCode(code=champion.code))
    draft.set(champion=None)
    draft.stop_timer(TimerName.STATS)
    draft.audit(action)
    draft.uncover()
    if draft.me.screen in (*JOINING, *OWN):
        draft.go("welcome")
        draft.timer(TimerName.SCREENING_EXPIRES, draft.now + EXPIRES)
    draft.reshow(*words)


def held(draft: Draft, body: ChampionHeld) -> None:
    """A coordinator asks a champion to rest, or to go on; a person tells them why, not we."""
    champion = draft.me.champion
    if champion is not None:
        draft.set(champion=replace(champion, held_at=draft.now if body.held else None))
        draft.audit("champion_held" if body.held else "champion_released", detail=champion.code)


SCREENS = {
    "champion": champion_screen,
    "mystats": stats_screen,
    "champion_break": break_screen,
    "champion_leave": leave_screen,
}
TAPS = {
    "mine": (mine, OWN),
    "rest": (rest_tapped, (*OWN, "pushed")),
    "start_own": (start_own, ("champion",)),
}

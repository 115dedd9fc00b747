"""Champions over time: joining half way, breaks, a hold, the end, a new link, and the weekly count."""

import datetime as dt

import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.effects import EndCode, PutOpenings
from outreach_bot.dialogue.inputs import ChampionHeld, Opened, Returned, Said, Tapped, TimerFired, TimerName
from outreach_bot.dialogue.sharing import inline_card
from outreach_bot.dialogue.state import KeptCode
from outreach_bot.recruitment.bands import Band
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.rules import CodeKind
from tests.helpers.people import CHAMPION, JOINS, LONG, NOW, STATES, held, person, view
from tests.helpers.turns import changed, offered, said, take, timers

OWN = Code(id=CHAMPION.code, kind=CodeKind.CHAMPION, made_at=NOW, name="Riverside")
ENDED = replace(OWN, void=True)
NEW_LINK = Code(
    id="RQTVWXY2", kind=CodeKind.CHAMPION, made_at=NOW, name="Riverside", joins=True, gives="M6PQ4RTX"
)


def with_champion(**changed_fields):
    return person("champion", champion=replace(CHAMPION, **changed_fields))


def audited(turn):
    return [(row.action, row.detail) for row in turn.audit]


def test_who_is_held_is_asked_to_talk_to_a_person_first(rules):
    turn = take(rules, with_champion(held_at=NOW), Returned(), codes=(OWN,))

    assert said(turn) == [["champion-held"]]
    assert offered(turn)[0] == "person"


def test_who_has_not_finished_joining_goes_on_where_they_were(rules):
    half = person("home", champion=replace(JOINS, rules_agreed_at=NOW))

    turn = take(rules, half, Said(text="/mylink"), codes=(OWN,))

    assert (turn.me.screen, said(turn)) == ("champion_kind", [["champion_kinds"]])


def test_the_count_comes_again_every_week(rules):
    due = TimerFired(name=TimerName.STATS, was_due=NOW)

    turn = take(rules, with_champion(), due, codes=(OWN,), opened={OWN.id: 7})

    assert turn.me.champion.band is Band.FROM_5
    assert timers(turn) == ["stats"]
    assert turn.timers[0].due > NOW
    assert turn.timers[0].due <= NOW + dt.timedelta(days=7)


def test_a_break_and_its_end_are_written_down(rules):
    rests = take(rules, STATES["champion_break"], Tapped(data="rest:pause"), codes=(OWN,))
    goes_on = take(rules, with_champion(paused_at=NOW), Tapped(data="rest:on"), codes=(OWN,))

    assert audited(rests) == [("champion_paused", CHAMPION.code)]
    assert audited(goes_on) == [("champion_went_on", CHAMPION.code)]


def test_who_leaves_is_counted_no_more_and_is_back_where_they_were(rules):
    leaving = person("champion_leave", champion=CHAMPION, before="question|l_hospital")

    turn = take(rules, leaving, Tapped(data="rest:leave_yes"), codes=(OWN,))

    assert (turn.me.champion, turn.me.screen, turn.me.before) == (None, "question", "")
    assert changed(turn, EndCode) == [EndCode(code=OWN.id)]
    assert timers(turn) == ["-stats"]


def test_a_hold_and_its_end_are_kept_and_written_down(rules):
    stopped = take(rules, with_champion(), ChampionHeld(held=True, by="cora"), codes=(OWN,))
    released = take(rules, stopped.me, ChampionHeld(held=False, by="cora"), codes=(OWN,))

    assert (stopped.me.champion.held_at, released.me.champion.held_at) == (NOW, None)
    assert [row.action for row in (*stopped.audit, *released.audit)] == ["champion_held", "champion_released"]


def test_a_hold_on_who_is_no_champion_any_more_does_nothing(rules):
    turn = take(rules, person("home"), ChampionHeld(held=True, by="cora"))

    assert (turn.me.champion, turn.audit) == (None, ())


def test_who_is_invited_again_after_the_end_gets_the_new_link_and_a_new_count(rules):
    before = with_champion(band=Band.FROM_10)

    turn = take(rules, before, Opened(payload="j_RQTVWXY2"), codes=(ENDED, NEW_LINK))

    assert (turn.me.champion.code, turn.me.champion.band) == ("M6PQ4RTX", Band.UNDER_5)
    assert "stats" in timers(turn)


def test_who_is_invited_again_while_the_link_works_keeps_it(rules):
    before = with_champion(band=Band.FROM_10)

    turn = take(rules, before, Opened(payload="j_RQTVWXY2"), codes=(OWN, NEW_LINK))

    assert turn.me.champion == before.champion


def test_openings_of_a_champions_link_are_watched_for_bursts(rules):
    [noted] = changed(take(rules, None, Opened(payload=f"c_{OWN.id}"), codes=(OWN,)), PutOpenings)

    assert (noted.openings.id, noted.openings.times) == (OWN.id, (NOW,))


def test_how_they_know_who_told_them_is_the_last_question(rules):
    asked = person("told_by", LONG, source=OWN.id)

    turn = take(rules, asked, Tapped(data="told:friend"), sessions={LONG: held(LONG)}, codes=(OWN,))

    assert (turn.me.screen, turn.me.asked_how) == ("home", True)


def test_the_language_of_a_flyer_is_asked_and_then_the_forms_are_at_hand_again(rules):
    asked = take(rules, STATES["flyer"], Tapped(data="flyer:square"), codes=(OWN,))
    sent = take(rules, asked.me, Tapped(data="flyer:square:es"), codes=(OWN,))

    assert said(asked) == [["flyer-language"]]
    assert offered(asked)[:2] == ["flyer:square:en", "flyer:square:es"]
    assert (sent.me.screen, sent.me.before) == ("flyer", STATES["flyer"].before)
    assert [(row.action, row.about, row.detail) for row in sent.audit] == [
        ("flyer_taken", CHAMPION.code, "square")
    ]


@pytest.mark.parametrize(
    ("me", "has_one"),
    [
        (person("champion", champion=CHAMPION), True),
        (person("champion", champion=CHAMPION, stopped_at=NOW), False),
        (person("champion", champion=replace(CHAMPION, paused_at=NOW)), False),
        (person("champion", champion=replace(CHAMPION, held_at=NOW)), False),
        (person("home"), False),
        (None, False),
    ],
)
def test_only_a_champion_in_good_standing_has_a_card_for_other_chats(me, has_one, rules):
    seen = replace(
        view(rules, me), codes={OWN.id: KeptCode(code=OWN, revision=1)}, link="https://t.me/x?start="
    )

    card = inline_card(seen, now=NOW)

    assert (card is not None) is has_one
    if card is not None:
        assert card[2].args == {"link": f"https://t.me/x?start=c_{CHAMPION.code}-in"}

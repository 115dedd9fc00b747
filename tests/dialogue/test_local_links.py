"""What is passed on while the bot's link opens on its own machine only: nothing of a real campaign, marked on a trial."""

import itertools

import msgspec
import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.effects import FileKind, Phrase
from outreach_bot.dialogue.engine import step
from outreach_bot.dialogue.inputs import Address, Channel, Said, Tapped
from outreach_bot.dialogue.sharing import inline_card
from outreach_bot.dialogue.state import KeptCode
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.contacts import Way
from outreach_bot.recruitment.rules import CodeKind
from outreach_bot.recruitment.waves import link_may_go
from tests.helpers.people import CHAMPION, NOW, STATES, received, view
from tests.helpers.real_runner import rules

HERE, ANYWHERE = "http://127.0.0.1:8080/i/", "https://voice.granite-care.org/i/"
REAL = {"example": False}
ASKS = {
    "/mylink": Said(text="/mylink"),
    "/share": Said(text="/share"),
    "/flyer": Said(text="/flyer"),
    "pass it on": Tapped(data="mine:share"),
    "home": Tapped(data="mine:home"),
}


def a_campaign(*, trial=False, **fields):
    campaign = rules().campaign.model_copy(update=fields)
    flyers = rules().flyers.model_copy(update={"example": campaign.example})
    return rules().model_copy(update={"campaign": campaign, "flyers": flyers, "trial": trial})


def seen(campaign, link):
    code = Code(id=CHAMPION.code, kind=CodeKind.CHAMPION, made_at=NOW)
    looked_at = view(campaign, STATES["champion"])
    return replace(looked_at, link=link, inline=True, codes={code.id: KeptCode(code=code, revision=1)})


def asked(body, campaign, link, channel=Channel.WEB):
    me = STATES["champion"]
    address = Address(channel=channel, chat="7")
    return step(
        replace(seen(campaign, link), me=replace(me, addresses=(address,))),
        replace(received(body), address=address),
        now=NOW,
    )


def ids(turn):
    """The ids of all phrases that are said, on buttons too, and within one another."""

    def phrases(value):
        if isinstance(value, Phrase):
            yield value.id
            for each in value.args.values():
                yield from phrases(each)

    said = [word for say in turn.says for word in say.words]
    return set(itertools.chain.from_iterable(map(phrases, said)))


def text_of(turn):
    return msgspec.json.encode(turn.says).decode()


@pytest.mark.parametrize("channel", [Channel.WEB, Channel.TELEGRAM])
@pytest.mark.parametrize("name", ASKS)
def test_a_real_campaign_hands_its_champions_no_link_that_nobody_else_can_open(name, channel):
    turn = asked(ASKS[name], a_campaign(**REAL), HERE, channel)

    assert "link-not-yet" in ids(turn)
    assert "127.0.0.1" not in text_of(turn)
    assert not [each for say in turn.says for each in say.files if each.kind is FileKind.FLYER]


@pytest.mark.parametrize("campaign", [a_campaign(), a_campaign(**REAL, trial=True)], ids=["example", "trial"])
@pytest.mark.parametrize("name", ["/mylink", "/share", "pass it on"])
def test_a_trial_hands_it_out_and_says_in_each_text_what_it_is(name, campaign):
    turn = asked(ASKS[name], campaign, HERE, Channel.WEB)

    assert "127.0.0.1" in text_of(turn)
    for say in turn.says:
        assert "link-only-here" in {word.id for word in say.words if isinstance(word, Phrase)}
    assert '"share-text"' not in text_of(turn)


@pytest.mark.parametrize("campaign", [a_campaign(), a_campaign(**REAL), a_campaign(**REAL, trial=True)])
@pytest.mark.parametrize("name", ["/mylink", "/share"])
def test_a_link_that_everybody_can_open_goes_without_a_word(name, campaign):
    turn = asked(ASKS[name], campaign, ANYWHERE)

    assert "voice.granite-care.org" in text_of(turn)
    assert "only-here" not in text_of(turn)


def test_in_other_chats_no_card_comes_up_or_one_that_says_so():
    assert inline_card(seen(a_campaign(**REAL), HERE), now=NOW) is None
    _, _, trial = inline_card(seen(a_campaign(**REAL, trial=True), HERE), now=NOW) or (None, None, None)
    _, _, real = inline_card(seen(a_campaign(**REAL), ANYWHERE), now=NOW) or (None, None, None)

    assert (trial and trial.id, real and real.id) == ("share-text.only-here", "share-text")


@pytest.mark.parametrize(
    ("way", "example", "real", "trial"),
    [
        (Way.EMAIL, False, False, True),
        (Way.TELEGRAM, False, False, True),
        (Way.SOCIAL, True, False, True),
        (Way.PAPER, True, False, True),
        (Way.PHONE, True, True, True),
    ],
)
def test_in_which_ways_a_dead_link_may_go(way, example, real, trial):
    campaigns = (a_campaign(), a_campaign(**REAL), a_campaign(trial=True))

    assert tuple(link_may_go(way, each, HERE) for each in campaigns) == (example, real, trial)
    assert all(link_may_go(way, each, ANYWHERE) for each in campaigns)

"""The picture as SVG: what leads nowhere shows, and no word can break it."""

from xml.etree import ElementTree as ET

from outreach_bot.atlas.drawing import Drawing, Signs, slug
from outreach_bot.atlas.walk import Atlas, Place, Tap
from outreach_bot.dialogue.draft import HELP, button
from outreach_bot.dialogue.effects import Phrase, Say

SVG = "{http://www.w3.org/2000/svg}"


def a_place(key, *taps, entries=()):
    return Place(key=key, own=Phrase("a"), says=(Say(words=(Phrase("a"),)),), taps=taps, entries=entries)


def a_tap(data, *leads, back=False):
    return Tap(data=data, button=button(data, data), leads=leads, back=back)


HELPS = Tap(data=HELP.data, button=HELP, leads=("after/help",))


def drawn(*places):
    atlas = Atlas(places={place.key: place for place in places}, shown={})
    signs = Signs(
        title=lambda place: f"<{place.key}> & more",
        label=lambda tap: f"tap {tap.data}",
        part=str,
        entry=str,
        back="back again",
        outside="elsewhere",
        ends="nothing more",
        whole="whole",
    )
    return ET.fromstring(Drawing(atlas, {"only": list(places)}, signs, slug).part("only"))


def texts(picture):
    return [span.text for span in picture.iter(f"{SVG}tspan")]


def test_a_dead_end_says_so():
    picture = drawn(a_place("one/a", a_tap("go", "two/b"), HELPS), a_place("two/b", HELPS))

    assert texts(picture).count("nothing more") == 1


def test_signs_of_the_language_of_pages_do_no_harm():
    assert "<one/a> & more" in texts(drawn(a_place("one/a", HELPS)))


def test_a_tap_to_the_next_screen_is_a_line_and_one_back_is_named():
    picture = drawn(a_place("one/a", a_tap("go", "two/b")), a_place("two/b", a_tap("home", "one/a")))

    lines = [(path.get("data-from"), path.get("data-end")) for path in picture.iter(f"{SVG}path")]

    assert ("one/a", "two/b") in lines
    assert ("two/b", "one/a") not in lines
    assert "→ <one/a> & more" in texts(picture)


def test_a_tap_back_to_wherever_they_were_says_that():
    assert "↩ back again" in texts(drawn(a_place("one/a", a_tap("no", back=True))))


def test_taps_that_lead_to_the_same_stand_in_one_frame():
    picture = drawn(
        a_place("one/a", a_tap("yes", "two/b"), a_tap("no", "two/b"), a_tap("later", "one/a")),
        a_place("two/b", HELPS),
    )

    frames = [rect for rect in picture.iter(f"{SVG}rect") if rect.get("class") == "tap"]

    assert len(frames) == 2
    assert {tap.get("data-tap") for tap in picture.iter(f"{SVG}g") if tap.get("data-tap")} == {
        "yes",
        "no",
        "later",
    }

"""Transcripts: reading them, playing them in a world of our own, and each thing that can be wrong with one."""

import asyncio
import datetime as dt
from pathlib import Path

import pytest

from outreach_bot.dialogue.inputs import Channel, Opened, Said, SentMedia, SharedContact, Tapped
from outreach_bot.outbound.base import File, Message, ShownButton
from outreach_bot.recruitment.rules import CodeKind
from outreach_bot.transcripts import TranscriptError, parse, read_transcript
from outreach_bot.transcripts.heard import Heard, Shown, bare_label, folded
from outreach_bot.transcripts.lines import (
    Bot,
    Contact,
    Invite,
    Move,
    Note,
    Office,
    OnChannel,
    SeatIs,
    TapLabel,
    TapPlace,
    Typed,
    Wait,
)
from outreach_bot.transcripts.player import play, typed
from outreach_bot.transcripts.rewriting import rewritten
from outreach_bot.transcripts.walk import Goal, Walk
from outreach_bot.transcripts.world import Broke

CLOCK = dt.datetime(2027, 3, 1, 10, tzinfo=dt.UTC)


# -- reading ----------------------------------------------------------------------------------------


def lines_of(text):
    return parse(text).lines


def only(text):
    [line] = lines_of(text)
    return line


def test_the_first_comment_is_the_story():
    assert parse("# Ana books a talk\nuser: hi").story == "Ana books a talk"


def test_the_head_gives_language_clock_sessions_and_codes():
    head = parse(
        "language: es\nclock: 2027-03-01 10:00 America/New_York\n"
        "session: lived_interview s1 2027-03-08 14:00 hospital=h1 capacity=2 place='Room 2'\n"
        "code: champion K7MQ2XZB Rosa\nuser: hi"
    ).head

    assert (head.language, head.clock.isoformat()) == ("es", "2027-03-01T10:00:00-05:00")
    [session] = head.sessions
    assert (session.kind, session.id) == ("lived_interview", "s1")
    assert session.starts.isoformat() == "2027-03-08T14:00:00-05:00"
    assert session.fields == {"hospital": "h1", "capacity": 2, "place": "Room 2"}
    [code] = head.codes
    assert (code.id, code.kind, code.name) == ("K7MQ2XZB", CodeKind.CHAMPION, "Rosa")


def test_sessions_take_the_zone_of_a_clock_that_comes_after_them():
    head = parse("session: joint_event s1 2027-03-08 14:00\nclock: 2027-03-01 10:00 Europe/London").head

    assert head.sessions[0].starts.isoformat() == "2027-03-08T14:00:00+00:00"


def test_a_comment_is_a_line_or_what_follows_two_spaces():
    assert only("# one\nuser: tap #2 now  # not this\n   # nor this\n") == only("\nuser: tap #2 now\n\n")


def test_a_message_may_hold_a_sharp_sign_after_one_space():
    assert only("user: I am #1") == Typed(at=only("user: x").at, text="I am #1")


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("user: /start c_K7MQ2XZB", Typed, "/start c_K7MQ2XZB"),
        ("user: [OK, carry on]", TapLabel, "OK, carry on"),
        ("user:[Start]", TapLabel, "Start"),
    ],
)
def test_a_user_line_types_or_taps(text, kind, value):
    line = only(text)

    assert isinstance(line, kind)
    assert value in (getattr(line, "text", None), getattr(line, "label", None))


def test_a_number_in_brackets_taps_by_place():
    line = only("user: [#2]")

    assert isinstance(line, TapPlace)
    assert line.place == 2


def test_indented_lines_continue_a_text_and_a_list_of_buttons_stands_alone():
    _, bot = lines_of("user: hi\nbot: Hello.\n  How are you?\n\n  Well?\n[Yes | Not so well]\n")

    assert isinstance(bot, Bot)
    assert (bot.whole, bot.text, bot.buttons) == (True, "Hello.\nHow are you?\nWell?", ("Yes", "Not so well"))
    assert (bot.at.first, bot.at.last) == (2, 6)


def test_a_list_of_buttons_may_follow_the_verb_itself():
    _, bot = lines_of("user: hi\nbot~ [Yes | No]")

    assert isinstance(bot, Bot)
    assert (bot.whole, bot.text, bot.buttons) == (False, "", ("Yes", "No"))


def test_checks_may_be_indented_under_what_they_check():
    assert [type(line) for line in lines_of("user: hi\n  bot~ hello\n  note: nothing")] == [Typed, Bot, Note]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("6 days 5 hours", dt.timedelta(days=6, hours=5)),
        ("1 week, 30 minutes", dt.timedelta(days=7, minutes=30)),
        ("2 hours and 1 second", dt.timedelta(hours=2, seconds=1)),
    ],
)
def test_waiting_is_a_length_of_time(text, span):
    line = only(f"wait: {text}")

    assert isinstance(line, Wait)
    assert line.span == span


def test_waiting_may_end_at_an_instant_in_the_zone_of_the_clock():
    line = only("clock: 2027-03-01 10:00 America/New_York\nwait: until 2027-03-20 14:00")

    assert isinstance(line, Wait)
    assert line.until is not None
    assert line.until.isoformat() == "2027-03-20T14:00:00-04:00"


def test_every_other_verb_is_read():
    story = (
        "as: ana\nbook: s1\nkill:\nedit: no\nmedia: a picture\nvoice:\ncontact: own +1 202 555 0123\nblock:\n"
        "unblock:\naway:\nredeliver:\nweb:\ntelegram:\nmove: s1 2027-03-09 14:00\ncall-off: s1\n"
        "invite: champion Rosa RQTVWXY2\nfile~ VEVENT\nnote: outcome = fits\nseat: s1 ana, bo\nlist: s1 nobody\n"
        "silence:\noffice~ sign-up\noffice: nothing\n"
    )

    lines = lines_of(story)

    assert len(lines) == 23
    assert [line.channel for line in lines if isinstance(line, OnChannel)] == [Channel.WEB, Channel.TELEGRAM]
    [contact] = [line for line in lines if isinstance(line, Contact)]
    assert (contact.own, contact.number) == (True, "+1 202 555 0123")
    [move] = [line for line in lines if isinstance(line, Move)]
    assert move.starts.isoformat() == "2027-03-09T14:00:00-05:00"
    [invite] = [line for line in lines if isinstance(line, Invite)]
    assert (invite.kind, invite.code, invite.gives) == (CodeKind.CHAMPION, "RQTVWXY2", "RQTVWXY3")
    assert [line.who for line in lines if isinstance(line, SeatIs)] == [("ana", "bo")]
    assert [line.words for line in lines if isinstance(line, Office)] == ["sign-up", None]


@pytest.mark.parametrize(
    ("work", "role", "hospitals"),
    [
        ("", "coordinator", ()),
        (" safety_lead", "safety_lead", ()),
        (" coordinator@h1,h2", "coordinator", ("h1", "h2")),
    ],
)
def test_who_joins_the_team_has_a_role_and_hospitals(work, role, hospitals):
    [invite] = lines_of(f"invite: coordinator Sam K7MQ2XZB{work}\n")

    assert isinstance(invite, Invite)
    assert (invite.role, invite.hospitals, invite.code) == (role, hospitals, "K7MQ2XZB")


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        ("user: hi\nHello there", 2, "starts with no verb"),
        ("user: hi\n\nsing: a song", 3, "no verb “sing”"),
        ("user: hi\nlanguage: en", 2, "belongs to the head"),
        ("bot~ hello", 1, "Nothing has happened yet"),
        ("user:", 1, "Nothing follows `user:`"),
        ("user~ hi", 1, "followed by a colon"),
        ("user: hi\nbot:", 2, "Nothing follows `bot:`"),
        ("user: hi\nbot~ [Yes | ]", 2, "has no label"),
        ("user: [#0]", 1, "counted from 1"),
        ("as: nobody", 1, "Nobody can be called"),
        ("as: ana bo", 1, "needs 1 word,"),
        ("wait: a while", 1, "no length of time"),
        ("wait: 3 fortnights", 1, "no length of time"),
        ("wait: until noon", 1, "no date and time"),
        ("kill: now", 1, "Nothing may follow"),
        ("note: shoe = 42", 1, "says nothing about a person"),
        ("note: outcome", 1, "says nothing about a person"),
        ("seat: s1", 1, "does not say who"),
        ("list: s1 ana nobody", 1, "does not say who"),
        ("office: hello", 1, "nothing else than"),
        ("user: hi\nfile: VEVENT", 2, "followed by ~"),
        ("contact: mine 123", 1, "own or other"),
        ("move: s1 tomorrow", 1, "needs 3 words"),
        ("cannot-come: s1 somebody", 1, "does not say who"),
        ("goes-ahead: s1", 1, "Write goes-ahead: s1 people_asked"),
        ("goes-ahead: s1 we like it", 1, "is no reason"),
        ("takes-over: s1 now", 1, "Write takes-over: s1"),
        ("poll: s1 tomorrow", 1, "is no date and time"),
        ("invite: friend Rosa K7MQ2XZB", 1, "no kind of code"),
        ("invite: champion Rosa", 1, "needs a kind, a name and a code"),
        ("invite: coordinator Sam K7MQ2XZB king", 1, "Nobody in the team is a “king”"),
        ("clock: 2027-13-01 10:00", 1, "no date and time"),
        ("clock: 2027-03-01 10:00 Mars/Olympus", 1, "no time zone"),
        ("clock: 2027-03-01 10:00\nclock: 2027-03-01 11:00", 2, "names the clock twice"),
        ("language: english please", 1, "no language code"),
        ("session: joint_event s1", 1, "needs a kind, a name, a date and a time"),
        ("session: joint_event s1 2027-03-08 14:00 colour=red", 1, "has no colour"),
        ("session: joint_event s1 2027-03-08 14:00 mode=boat", 1, "mode cannot be"),
        ("session: joint_event s1 2027-03-08 14:00 capacity=0", 1, "capacity cannot be"),
        ("session: joint_event s1 2027-03-08 14:00 place='Room", 1, "opened and not closed"),
        (
            "session: joint_event s1 2027-03-08 14:00\nsession: joint_event s1 2027-03-09 14:00",
            2,
            "two sessions",
        ),
        ("code: champion K7MQ2XZ", 1, "is no code"),
        ("code: friend K7MQ2XZB", 1, "no kind of code"),
    ],
)
def test_a_line_that_cannot_be_read_says_where_what_and_what_to_write(text, line, fault):
    with pytest.raises(TranscriptError) as error:
        parse(text, path="a.chat")

    assert str(error.value).startswith(f"a.chat:{line}: ")
    assert fault in str(error.value)
    assert str(error.value).count(". ") >= 1, "it ends with a remedy"


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(TranscriptError, match=r"gone\.chat: the file is missing. Check its name"):
        read_transcript(tmp_path / "gone.chat")


def test_a_file_that_is_not_text_is_named(tmp_path):
    path: Path = tmp_path / "odd.chat"
    path.write_bytes(b"user: caf\xe9")

    with pytest.raises(TranscriptError, match="not UTF-8"):
        read_transcript(path)


# -- comparing --------------------------------------------------------------------------------------


def test_tags_white_space_and_curly_quotes_are_not_compared():
    assert folded("<b>You’re</b>\u202fbooked\n\nR&amp;D") == folded("You're booked R&D")


@pytest.mark.parametrize("label", ["✓ Done", "⏳ Done", "☑️ Done", "  Done", "← Done"])
def test_a_label_is_compared_without_its_leading_marks(label):
    assert bare_label(label) == "Done"


# -- playing ----------------------------------------------------------------------------------------


def message(text, *labels, edits="", file=None, url=""):
    buttons = tuple((ShownButton(label=label, data="" if url else label, url=url),) for label in labels)
    return Message(text=text, buttons=buttons, edits=edits, file=file)


class EchoWorld:
    """A bot that answers `words` with itself; a few words and taps do more. What it keeps, it is told to keep."""

    def __init__(self):
        self.now = CLOCK
        self.received = []
        self.said = []
        self.notices = []
        self.facts = {}
        self.rows = []
        self.written = []
        self.seats: dict[str, list[str]] = {"s1": []}
        self.lists: dict[str, list[str]] = {"s1": []}
        self.timers = []
        self.next_id = 0

    def say(self, who, *messages):
        shown = []
        for each in messages:
            self.next_id += 1
            shown.append(Shown(id=each.edits or str(self.next_id), message=each))
        self.said.append((who, Heard(shown=tuple(shown))))

    async def receive(self, who, body):
        self.received.append((who, body))
        match body:
            case Said(text="break"):
                raise Broke("the bot broke")
            case Said(text="quiet"):
                pass
            case Said(text="two"):
                self.say(who, message("Help first.", "Help"), message("Then <b>this</b>.", "Next"))
            case Said(text="menu"):
                self.say(who, message("Pick.", "✓ One", "⏳ Two"))
            case Said(text="page"):
                self.say(who, message("Read.", "More", url="https://example.org"))
            case Said(text="file"):
                self.say(
                    who, message("", file=File(name="meeting.ics", media_type="", content=b"BEGIN:VEVENT"))
                )
            case Said(text="tell bo"):
                self.say("bo", message("A seat is free.", "Yes"))
            case Said(text=text) if text.startswith("later "):
                self.timers.append((self.now + dt.timedelta(hours=1), who, text.removeprefix("later ")))
            case Said(text="notice"):
                self.notices.append("Someone signed up (sign-up).")
            case Said(text=text):
                self.say(who, message(text, "Go"))
            case Tapped(data=data, message=at):
                self.say(who, message(f"You tapped {data}.", "Go", edits=at))
            case _:
                self.say(who, message(type(body).__name__))

    async def redeliver(self, who):
        await self.receive(who, next(body for name, body in reversed(self.received) if name == who))

    async def use_channel(self, who, channel):
        self.say(who, message(f"on {channel.value}"))

    async def wait(self, until):
        due = sorted(timer for timer in self.timers if timer[0] <= until)
        self.timers = [timer for timer in self.timers if timer[0] > until]
        for at, who, text in due:
            self.say(who, message(f"{text} at {at:%H:%M}", "Coming"))
        self.now = until

    async def away(self):
        self.say("someone", message("I was away."))

    async def down(self, span):
        await self.wait(self.now + span)

    async def kill(self):
        self.rows = []

    async def move(self, session, starts):
        self.say("bo", message(f"{session} moved to {starts:%d %b}"))

    async def desk(self, act):
        self.say("bo", message(f"{act.session} {act.deed} {' '.join(act.words)}{len(act.times)}"))

    async def call_off(self, session):
        self.say("bo", message(f"{session} is off"))

    async def invite(self, invitation):
        self.notices.append(invitation.name)

    async def for_person(self, who, body):
        self.say(who, message(type(body).__name__))

    async def sign_up(self, act):
        self.notices.append(f"{act.who} is a sign-up")

    async def talk(self, who):
        return self.written

    def take_heard(self):
        said, self.said = self.said, []
        return said

    async def take_notices(self):
        told, self.notices = self.notices, []
        return told

    async def kept(self, who):
        return self.facts

    async def traces(self, who):
        return self.rows

    async def goal(self, session):
        return Goal(session=session, roles=("lived",)) if session in self.seats else None

    async def seated(self, session):
        return self.seats.get(session)

    async def waiting(self, session):
        return self.lists.get(session)


def played(text, world=None):
    return asyncio.run(play(parse(text), world or EchoWorld()))


def faults(text, world=None):
    return [(mismatch.at.first, mismatch.fault) for mismatch in played(text, world)]


@pytest.mark.parametrize(
    "text",
    [
        "user: hello",
        "user: hello\nbot: hello\n[Go]",
        "user: Hello there\nbot~ THERE\nbot~ hello",
        "user: hello\nbot~",
        "user: two\nbot: Help first.\n  Then this.\n[Next | Help]",
        "user: menu\nuser: [One]\nbot~ you tapped ✓ One",
        "user: menu\nuser: [#2]\nbot~ you tapped ⏳ Two",
        "user: menu\nuser: hello\nuser: [Two]\nbot~ you tapped ⏳ Two",
        "user: menu\nuser: [two]\nbot~ ⏳ Two",
        "user: later a\nuser: later b\nwait: 1 hour\nbot~ a at 11:00\nbot~ b at 11:00",
        "user: later a\nsilence:\nwait: 59 minutes\nsilence:\nwait: until 2027-03-01 11:00\nbot~ a",
        "user: quiet\nsilence:",
        "user: file\nsilence:\nfile~ vevent\nfile~ meeting.ics",
        "user: later a\nwait: 2 hours\nuser: [Coming]\nsilence:",
        "user: tell bo\nsilence:\nas: bo\nbot~ a seat is free\nuser: [Yes]\nbot~ you tapped Yes",
        "user: tell bo\nas: bo\nuser: quiet\nsilence:",
        "user: hello\nas: bo\nas: someone\nsilence:",
        "user: notice\noffice~ sign-up\noffice: nothing",
        "invite: champion Rosa K7MQ2XZB\noffice~ rosa",
        "edit: oh\nbot: Edited",
        "media: a cat\nbot: SentMedia",
        "contact: own 123\nbot: SharedContact",
        "block:\nbot: Blocked",
        "unblock:\nbot: Unblocked",
        "away:\nbot: I was away.",
        "user: hello\nredeliver:\nbot: hello",
        "web:\nbot: on web",
        "move: s1 2027-03-09 14:00\nas: bo\nbot~ moved to 09 Mar",
        "desk: reply bo Good morning.\nas: bo\nbot: Replied",
        "desk: call someone again 2027-03-02 10:00\nbot: CallNoted",
        "desk: agrees someone contact phone\nbot: ConsentSaid",
        "desk: takes-back someone contact paper\nbot: ConsentTakenBack",
        "desk: times someone s1 2027-03-09 14:00, 2027-03-10 14:00\nbot: TimesNoted",
        "sign-up: bea lived h1 phone session=s1\noffice~ bea is a sign-up",
        "talk: nothing",
        "call-off: s1\nas: bo\nbot: s1 is off",
        "cannot-come: s1 lived\nas: bo\nbot: s1 cannot-come lived0",
        "goes-ahead: s1 too_late\nas: bo\nbot: s1 goes-ahead too_late0",
        "poll: s1 2027-03-09 14:00, 2027-03-10 14:00\nas: bo\nbot: s1 poll 2",
        "close-poll: s1 stays\nas: bo\nbot: s1 close-poll 0",
        "takes-over: s1\nas: bo\nbot: s1 takes-over 0",
        "seat: s1 nobody\nlist: s1 nobody\nnote: nothing\nnote: answers = none",
        "user: menu\nonly: One | Two",
        "user: menu\nuser: hello\nonly: go",
        "user: later a\ndown: 1 hour\nbot~ a at 11:00",
    ],
)  # fmt: skip
def test_what_is_as_written_passes(text):
    assert faults(f"clock: 2027-03-01 10:00 UTC\n{text}") == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("user: hello\nbot: hello you", (2, "the bot said something else")),
        ("user: hello you\nbot: hello", (2, "the bot said something else")),
        ("user: hello\nbot: Hello", (2, "the bot said something else")),
        ("user: hello\nbot~ bye", (2, "the bot did not say this")),
        ("user: hello\nbot~ hello\nbot~ bye", (3, "the bot did not say this")),
        ("user: hello\nbot~ hello\n[Go | Stay]", (2, "no button Stay")),
        ("user: quiet\nbot~", (2, "the bot said nothing")),
        ("user: hello\nsilence:", (2, "the bot was not silent")),
        ("user: menu\nuser: [One]\nsilence:", (3, "the bot was not silent")),
        ("user: later a\nwait: 1 hour\nsilence:", (3, "the bot was not silent")),
        ("user: later a\nuser: later b\nwait: 1 hour\nbot~ a", (4, "the bot said more than this")),
        ("user: later a\nuser: later b\nwait: 1 hour\nbot~ b\nbot~ a", (4, "the bot did not say this")),
        ("user: tell bo\nas: bo\nsilence:", (3, "the bot was not silent")),
        ("user: tell bo\nuser: tell bo\nas: bo\nbot~ nothing", (4, "the bot did not say this")),
        ("user: menu\nuser: [Three]\nbot~ never", (2, "there is no such button")),
        ("user: menu\nuser: [#3]", (2, "there are only 2 buttons")),
        ("user: [Start]", (1, "there is no such button")),
        ("user: menu\nonly: One", (2, "other buttons are offered")),
        ("user: menu\nonly: Two | One", (2, "other buttons are offered")),
        ("user: quiet\nonly: Go", (2, "other buttons are offered")),
        ("user: page\nuser: [More]", (2, "this button opens a page: https://example.org")),
        ("user: break\nuser: hello\nbot: never", (1, "the bot broke")),
        ("wait: until 2020-01-01 10:00", (1, "the clock stands at 2027-03-01 10:00 UTC already; it only goes forward")),
        ("user: notice\noffice~ call", (2, "coordinators were not told this")),
        ("user: notice\noffice~ sign-up\noffice~ sign-up", (3, "coordinators were not told this")),
        ("user: notice\noffice: nothing", (2, "coordinators were told more")),
        ("user: file\nfile~ cancel", (2, "no such file was sent")),
        ("user: file\nuser: quiet\nfile~ vevent", (3, "no such file was sent")),
        ("seat: s1 ana", (1, "others hold these seats")),
        ("seat: s9 nobody", (1, "there is no session s9")),
        ("list: s1 ana", (1, "the list is another")),
        ("list: s9 nobody", (1, "there is no session s9")),
        ("note: outcome = fits", (1, "this is not what is kept")),
        ("book: s9", (1, "there is no session s9")),
        ("book: s1", (1, "no way on to s1 from here")),
    ],
)  # fmt: skip
def test_what_is_not_as_written_is_named_with_its_line(text, wrong):
    assert faults(text) == [wrong]


def test_a_seat_is_held_by_each_of_those_named_and_the_list_is_in_order():
    world = EchoWorld()
    world.seats["s1"] = ["ana", "bo"]
    world.lists["s1"] = ["cy", "di"]

    assert faults("seat: s1 bo\nseat: s1 bo ana\nlist: s1 cy di", world) == []
    assert len(faults("seat: s1 nobody\nlist: s1 di cy\nlist: s1 cy\nseat: s1 cy", world)) == 4


def test_what_is_kept_is_compared_as_a_list_in_any_order():
    world = EchoWorld()
    world.facts = {"hospitals": "h2;h1", "outcome": "fits"}

    assert faults("note: hospitals = h1, h2\nnote: outcome = Fits", world) == []
    assert len(faults("note: hospitals = h1\nnote: outcome = none", world)) == 2


def test_what_the_speaker_wrote_to_coordinators_is_the_last_of_it():
    world = EchoWorld()
    world.written = ["Good morning", "I can come"]

    assert faults("talk~ can come", world) == []
    assert faults("talk~ morning\ntalk: nothing", world) == [
        (1, "coordinators did not get this"),
        (2, "what they wrote is still kept"),
    ]


def test_nothing_is_kept_only_when_no_row_names_the_person():
    world = EchoWorld()
    world.rows = ["person 1"]

    assert faults("note: nothing", world) == [(1, "something is still kept about someone")]


def test_more_than_one_mismatch_is_found_in_one_playing():
    assert [line for line, _ in faults("user: a\nbot: b\nuser: c\nbot: d")] == [2, 4]


def test_start_opens_the_link_with_its_payload():
    assert typed("/start c_K7MQ2XZB") == Opened(payload="c_K7MQ2XZB")
    assert typed("/start") == Opened()
    assert typed("/Start@outreach_bot c_K7MQ2XZB-fl") == Opened(payload="c_K7MQ2XZB-fl")
    assert typed("/help@outreach_bot") == Said(text="/help")
    assert typed("/start, please") == Said(text="/start, please")
    assert typed("/start one two") == Said(text="/start one two")
    assert typed("/started") == Said(text="/started")


def test_people_and_their_acts_reach_the_bot_as_they_are():
    world = EchoWorld()

    played("user: hi\nas: bo\ncontact: other 123\nmedia: a cat", world)

    assert world.received == [
        ("someone", Said(text="hi")),
        ("bo", SharedContact(number="123", own=False)),
        ("bo", SentMedia(caption="a cat")),
    ]


# -- walking ----------------------------------------------------------------------------------------


def next_tap(*data, arrived=False, ticked=(), walk=None):
    walk = walk or Walk(Goal(session="s1", roles=("lived",), hospital="h2"))
    buttons = [ShownButton(label=f"{'✓ ' if each in ticked else ''}{each}", data=each) for each in data]
    chosen = walk.next(buttons, arrived=arrived)
    return chosen.data if chosen else None


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (("about", "start", "person", "help"), "start"),
        (("role:staff", "role:lived", "back", "help"), "role:lived"),
        (("screening:agree", "screening:refuse", "back"), "screening:agree"),
        (("a:l_age:no", "a:l_age:yes", "back"), "a:l_age:yes"),
        (("a:l_hospital:h1", "a:l_hospital:h2", "back"), "a:l_hospital:h2"),
        (("a:s_job:nurse", "a:s_job:desk", "back"), "a:s_job:nurse"),
        (("meet:s2", "meet:s1", "help"), "meet:s1"),
        (("meet:s2", "more:1", "help"), "more:1"),
        (("book:s1", "with:s1", "back"), "book:s1"),
        (("list:s1", "back"), "list:s1"),
        (("person", "help"), None),
    ],
)
def test_the_walk_taps_what_leads_on(offered, chosen):
    assert next_tap(*offered) == chosen


def test_the_walk_ends_a_multi_choice_once_its_option_is_ticked():
    offered = ("a:l_hospital:h1", "a:l_hospital:h2", "done:l_hospital", "back")

    assert next_tap(*offered, ticked=("a:l_hospital:h2",)) == "done:l_hospital"


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (("contact:agree", "contact:refuse"), "contact:agree"),
        (("need:travel", "need:none", "skip"), "need:none"),
        (("film:yes", "film:no", "skip"), "film:no"),
        (("future:agree", "future:refuse"), "future:refuse"),
        (("find", "home"), None),
    ],
)
def test_after_a_seat_the_walk_agrees_to_contact_and_refuses_what_is_optional(offered, chosen):
    assert next_tap(*offered, arrived=True) == chosen


def test_the_walk_does_not_go_in_circles():
    walk = Walk(Goal(session="s1", roles=("lived",)))

    assert [next_tap("home", walk=walk) for _ in range(4)] == ["home", "home", "home", None]


# -- rewriting --------------------------------------------------------------------------------------


def test_rewriting_puts_what_is_so_in_place_of_what_was_written():
    story = (
        "# story\nclock: 2027-03-01 10:00 UTC\n\n"
        "user: two   # a comment that stays\nbot~ other\n[Gone]\nbot~ words\n\n"
        "user: hello\nbot~ hello\nuser: hello\nsilence:\nseat: s1 ana\nnote: outcome = fits\n"
    )

    fresh = rewritten(story, played(story))

    assert fresh == (
        "# story\nclock: 2027-03-01 10:00 UTC\n\n"
        "user: two   # a comment that stays\nbot: Help first.\n  Then this.\n[Help | Next]\n\n"
        "user: hello\nbot~ hello\nuser: hello\nbot: hello\nseat: s1 nobody\nnote: outcome = none\n"
    )
    assert faults(fresh) == []

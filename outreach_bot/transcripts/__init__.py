"""Read `.chat` files: conversations that a coordinator can read, write and run.

The head says where things stand, one `key: value` a line:

    language: en                                  what the speakers' apps are set to
    clock: 2027-03-01 10:00 America/New_York      when it begins; the zone of all times in the file
    session: KIND ID DATE TIME [field=value …]    a published meeting; missing fields are filled
    code: KIND CODE [NAME]                        champion, network, place or coordinator

What happens:

    as: ana               who speaks from here on; the first is "someone"
    user: words           types a message; `/start PAYLOAD` opens the link with that payload
    user: [Label]         taps the button with that label; `[#2]` the second of the newest keyboard
    book: s1              taps from wherever the person is to a seat in s1, or to its list when it is full
    wait: 6 days 5 hours  moves the clock, firing each timer at its own time; or `wait: until DATE TIME`
    kill:                 the process dies here and starts again
    down: 2 days          the process dies here and starts again that much later
    edit: words           changes an earlier message
    media: / voice:       sends a photo with that caption, or a voice note
    contact: own NUMBER   shares a contact card; `other` when it is somebody else's
    block: / unblock:     blocks the bot, lets it in again
    away:                 the bot comes back after a gap and may have lost a tap
    redeliver:            the last input of the speaker arrives once more
    web: / telegram:      the speaker goes on in the browser, or in Telegram
    move: s1 DATE TIME    a coordinator moves the meeting
    call-off: s1          a coordinator cancels it
    desk: DEED ana …      a coordinator does something for ana at a desk; `[reason=…]` where a rule gives way:
                          `reply ana words` · `close ana` (the talk) · `call ana reached`, `no_answer`, `done`, `again
                          DATE TIME` · `book ana s1` · `move ana s1 s2` · `cancel ana s1` · `list ana s1` ·
                          `decide ana fits h1 h2`, `talk`, `later` · `pause ana` · `carry-on ana` · `stop ana` · `met ana quiet` ·
                          `note ana words` · `look ana` (at name and number) · `erase ana`
    sign-up: ana ROLE HOSPITAL phone   a coordinator signs ana up, who is present; or `paper`; fields: `session=s1`,
                          `came=yes` (is there now), `name=Ana`, `number=…`, `code=…`, `contact=no`, `QUESTION=OPTION`
    invite: KIND NAME CODE [SHARE-CODE]   a coordinator makes a one-time link: `/start j_CODE` uses it
    invite: coordinator NAME CODE [ROLE[@h1,h2]]   somebody joins the team: coordinator, safety_lead, owner, auditor

What must then be so (tags and white space are not compared, nor curly from straight quotes):

    bot: whole text       indented lines continue it
    bot~ words in it      any case; none: anything at all
    [A | B]               buttons that must be offered, on its own line after `bot:` or `bot~`
    only: A | B           the newest message offers just these buttons, in this order
    silence:              no new message to the speaker since the last line; an answer put in place
                          of the tapped message makes no sound
    file~ words           a file reached the speaker since the last line, with these words in it
    note: key = value     what is kept about the speaker; `note: answers = none`, `note: nothing`
    seat: s1 ana bo       each of them holds a seat; `seat: s1 nobody`
    list: s1 ana bo       who waits, in order; `list: s1 nobody`
    talk~ words           what the speaker last wrote to the coordinators; `talk: nothing` none of it is kept
    office~ words         coordinators were told this; `office: nothing` nothing else since

A `user:` line without `bot` lines accepts any answer; with some, they are all that may be said.
What one input makes the bot say to one person is one message. What others are told waits for them:
`bot` lines after `as:` check it, and it is dropped when they next speak.
A comment is a line starting with `#`, or what follows two spaces and `#`.
"""

from outreach_bot.transcripts.lines import Transcript
from outreach_bot.transcripts.parsing import parse, read_transcript
from outreach_bot.transcripts.source import TranscriptError

__all__ = ["Transcript", "TranscriptError", "parse", "read_transcript"]

### What coordinators read in the chat. Counts and codes only, never a name: it may show on a locked phone.

coordinator-welcome = Hello. You are set up. I will tell you here when someone would like a call, or may need help. I never say who or what. On Monday I send you the numbers of the week. You can turn that off. Send /today, /signups, /sessions or /office at any time.
coordinator-left = You are no longer set up here for alerts and numbers. Thank you for all you did.

office-alert =
    .call = Someone would like a call. Please open the office.
    .safety = There is a new safety note. Please open the office.
    .champion_pressure = Someone says that they are being pushed. Please open the office.
    .answered = Someone wrote to us. Please open the office.
    .audit_broken = The log of the office does not hold together. Please tell whoever looks after the bot.

# Goes before the words above when nobody tapped [I am on it] in time.
alert-again = No one has taken this yet. Can you?
alert-take = I am on it
alert-taken = Someone is on it. You need not do anything.
alert-taken-before = Thank you. Someone else is on it already.
alert-yours = Thank you. You are on it now, and the team can see that. When you are done, tell me here how it went.
    .call = Thank you. You are on it now, and the team can see that. The office shows how to reach them.
alert-code = In the office it is under this code: { $code }
alert-outcome =
    .talked = We talked
    .no_answer = No answer
    .passed_on = I passed it on
    .not_needed = It was not needed
alert-closed = Thank you. It is closed.
alert-gone = That one is gone. There is nothing left to do.

## What they can ask for. Numbers only.

desk =
    .today = Today
    .signups = Sign-ups
    .sessions = Meetings
    .office = Open the office

desk-today = Now, on { $at }:
    .alarms =
        { $count ->
            [one] 1 safety note is open.
           *[other] { $count } safety notes are open.
        } { $untaken ->
            [0] Someone is on it.
            [one] No one is on 1 of them.
           *[other] No one is on { $untaken } of them.
        }
    .calls =
        { $count ->
            [one] 1 person would like a call.
           *[other] { $count } people would like a call.
        }
    .answers =
        { $count ->
            [one] 1 person waits for an answer.
           *[other] { $count } people wait for an answer.
        }
    .at-risk =
        { $count ->
            [one] 1 meeting is at risk.
           *[other] { $count } meetings are at risk.
        }
    .reminders =
        { $count ->
            [one] 1 person may not know of their meeting.
           *[other] { $count } people may not know of their meeting.
        }
    .asides =
        { $count ->
            [one] The bot could not take 1 thing in.
           *[other] The bot could not take { $count } things in.
        }
    .waves =
        { $count ->
            [one] 1 wave waits for a yes.
           *[other] { $count } waves wait for a yes.
        }
    .reviews =
        { $count ->
            [one] 1 code needs a look.
           *[other] { $count } codes need a look.
        }
    .nothing = Nothing needs a person right now.

desk-signups =
    { $new ->
        [one] 1 new sign-up this week. In all:
       *[other] { $new } new sign-ups this week. In all:
    }
    .booked = have a place: { $count }
    .waiting = wait for a place: { $count }
desk-outcome =
    .fits = fit: { $count }
    .talk = want to talk first: { $count }
    .later = not now: { $count }
# How the new ones came here.
desk-door =
    .champion = new by a champion: { $count }
    .network = new by a network: { $count }
    .place = new by a place: { $count }

desk-sessions = The next meetings:
    .none = There are no meetings with people in them yet.
    .more =
        { $count ->
            [one] and 1 more
           *[other] and { $count } more
        }
desk-session =
    { $at }: { $taken } of { $capacity }, { $waiting ->
        [0] { $id }
       *[other] { $waiting } waiting, { $id }
    }
    .at-risk =
        { $at }: at risk, { $taken } of { $capacity }, { $waiting ->
            [0] { $id }
           *[other] { $waiting } waiting, { $id }
        }

desk-office = Here is your way in. It works once, for 15 minutes. Please do not pass it on: { $link }
    .only-here = It opens on the computer of the bot only.
    .nowhere = The office opens on the computer of the bot only, so there is no link for a phone yet. Ask whoever runs the bot to set OUTREACH_PUBLIC_URL.

## The note of the week

digest = Your week since { $at }:
    .new = new sign-ups: { $count }
    .booked = places booked: { $count }
    .waiting = people who wait for a place: { $count }
    .calls = open calls: { $count }
    .sessions = meetings in the next 7 days: { $count }
    .at-risk = meetings at risk: { $count }
    .off = No more weekly notes
    .on = Send me the weekly note
digest-off = Fine. No more weekly notes. Alerts still come.
digest-on = Fine. The next weekly note comes on Monday.

### Words of the office's first page: what needs a person.

# $number counts what is listed. $name is the coordinator's own name
office-today =
    .hello = Good to see you, { $name }.
    .headline = { $number ->
        [one] One thing needs a person
       *[other] { $number } things need a person
    }
    .calm = Everyone is looked after
    .calm-text = Nobody is waiting for you right now. Leave this page open if you like. When someone needs you, it says so by itself.
    .lead = Start at the top. Each line has one next step.
    .jump = What there is
    .more = { $number ->
        [one] Show one more
       *[other] Show { $number } more
    }
    .beyond = { $number ->
        [one] And one more after these.
       *[other] And { $number } more after these.
    }
    .on-it = I am on it
    .not-taken = Nobody is on it yet
    .taken = Somebody is on it
    .taken-by = { $name } is on it
    .taken-by-you = You are on it
    .close = Say what came of it
    .tick = Tick it off
    .safe-now = Safe to call now
    .safe-morning = Call in the morning
    .safe-afternoon = Call in the afternoon
    .safe-evening = Call in the evening
    .safe-any = Call at any time
    .shared-phone = Others may use this phone
    .tried = { $number ->
        [one] Tried once
       *[other] Tried { $number } times
    }
    .call-again = Asked for a call { $at }
    .wrote = Wrote to you
    .in-the-chat = Wants an answer in the chat
    .not-there = A note about their meeting did not arrive
    .maybe-not-there = A note about their meeting may not have arrived
    .answer-not-there = An answer of the bot did not arrive
    .answer-maybe-not-there = An answer of the bot may not have arrived
    .held-back = A note about their meeting was held back
    .time-off = Would like help to ask for time off
    .meets = meets { $at }
    .met = met { $at }
    .asked-to-move = { $asked } of { $booked } asked for another date
    .poll = { $answered } of { $booked } said which times fit
    .lacks-people = { $has } of { $needs } people
    .lacks-lived = { $has } of { $needs } people with lived experience, or families
    .lacks-tables = Its tables need { $needs } people with lived experience, or families. { $has } are in.
    .missing = { $fields ->
        [one] One detail is missing
       *[other] { $fields } details are missing
    }
    .not-noted = { $people ->
        [one] One person: came or not?
       *[other] { $people } people: came or not?
    }
    .nobody-new = nobody of these has signed up for two weeks
    .not-debriefed = The talk after it is not noted
    .wave = { $name }
    .made-by = by { $name }
    .made = without a name
    .made-at = made { $at }
    .code = A code
    .code-named = { $name }
    .aside-since = set aside { $at }
    .aside-until = kept until { $at }
    .aside-danger = May be about danger
    .aside-let-go = Let it go
    .side = How it goes
    .next = Next sessions
    .no-sessions = No meeting is planned yet.
    .plan = Plan one
    .no-script = This page does not change by itself, because JavaScript is off. Load it again to see what is new.

# Under these headings what needs a person is listed
office-today-section =
    .now = Now
    .today = Today
    .week = This week

# What a line is about
office-today-kind =
    .safety = Safety
    .call = Would like to talk
    .answer = Wait for your answer
    .risk = At risk
    .move = Asked to move
    .untold = May not have heard
    .aside = The bot could not take this in
    .help = Asked for help
    .approve = To approve
    .named = Lists with names
    .review = Codes to look at
    .lacks = Not ready yet
    .target = Behind target
    .after = After a meeting

# The one next step of a line
office-today-step =
    .look = Look after them
    .call = Call back
    .answer = Answer
    .tell = Tell them
    .help = Help with it
    .choose = Move it, or ask the alternate
    .move = See what suits
    .complete = Complete it
    .find = Find people
    .note = Note who came
    .approve = Read and approve
    .decide = Say yes or no
    .take = Take the file
    .look-at-code = Look at it
    .target = See where
    .again = Try again

# Why a session is at risk
office-today-risk =
    .cochair = Its co-chair cannot come
    .few_lived = Too few people with lived experience, or families
    .other = Cannot go on as planned

# What the bot could not take in. What it said is shown to nobody
office-today-aside =
    .said = Something that was written to us
    .tapped = A tap on a button
    .due = Something that was due
    .garbled = Something that came damaged, so that it cannot be read
    .other = Something that happened

# Why that is let go
office-today-let-go =
    .by_hand = We did it with them
    .said_again = They did it again, and it worked
    .too_late = It is too late for it
    .not_needed = Nobody needs it

# What became of a note
office-today-untold =
    .failed = Could not be sent
    .refused = Their chat took no message
    .missed = Its time has passed
    .unknown = Sent, but nobody knows if it arrived

# How far a hospital is from its targets. $have and $want are numbers
office-today-target =
    .lived = { $have } of { $want } with lived experience have a seat
    .family = { $have } of { $want } of family and friends have a seat
    .staff = { $have } of { $want } staff have a seat

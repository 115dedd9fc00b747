### Words of the office, the coordinators' own pages.

# $at is a date with its time
office =
    .title = Office
    .menu = Menu
    .team = Team
    .audit = Audit
    .sign-out-everywhere = Sign out everywhere
    .today = Today
    .signups = Sign-ups
    .sessions = Sessions
    .champions = Champions
    .networks = Networks
    .outreach = Outreach
    .sources = Sources
    .flyers = Flyers
    .words = Words
    .reports = Reports
    .exports = Exports
    .sign-out = Sign out
    .skip = Skip to the page
    .live = Live
    .not-live = Not live. Trying again.
    .lead = People are shown by a code. Their names and numbers are never on this page.
    .when = { $at }

office-sign-in =
    .title = Sign in to the office
    .text = This link works once. Press the button to open the office in this browser. You stay signed in for up to 8 hours, or until you close it.
    .button = Sign in
office-stale =
    .title = This link no longer works
    .text = It was used before, or it is more than 15 minutes old. You can get a new one from the computer that runs the bot. Type this command there:
office-knock =
    .title = You are not signed in
    .text = To open the office you need a link that works once. You can get one from the computer that runs the bot. Type this command there:
office-out =
    .title = You are signed out
    .text = You can close this page now.

# Numbers on Today
office-tile =
    .new = new this week
    .booked = booked
    .waiting = on a waiting list

# $at is a date with its time
office-needs =
    .open = since { $at }

# Why somebody needs a person
office-reason =
    .safety = Safety: someone was shown the help lines
    .pressure = Safety: someone says that they are being pushed
    .asked = Would like a call
    .outcome = Would like a call about what fits
    .consent_refused = Would rather talk than be asked here
    .debrief = A meeting was hard
    .needs = Has a question about what would help
    .crisis = Would like a call, soon
    .move = Needs another date
    .missed = Missed two meetings: offer help, ask for no reason
    .tell = To be told about a meeting
    .check_in = To be asked if they want to carry on

# The list of sign-ups
office-people =
    .person = Person
    .when = Signed up
    .source = Came by
    .role = Takes part as
    .outcome = Outcome
    .session = Meeting
    .direct = no code
    .elsewhere = a code of another hospital
    .none = –
    .empty-title = Nobody has signed up yet
    .empty = Share a link or a flyer, and people who join show up here by themselves. This makes a link for a network:
    .nobody = No one fits this choice. Try another one.
    .all = All

office-role =
    .lived = Lived experience
    .family = Family or friend
    .staff = Staff

office-outcome =
    .fits = Fits
    .talk = Talk first
    .later = Later
    .asking = Still answering

office-seat =
    .booked = Booked
    .attended = Came
    .absent = Did not come
    .held = Offered a seat
    .waiting = On the list
    .none = No seat yet

# The door a person came through
office-channel =
    .fl = flyer
    .em = email
    .ph = phone
    .so = social media
    .pf = passed on
    .in = shared in a chat

# $taken, $capacity, $waiting and $count are numbers
office-sessions =
    .seats = { $capacity ->
        [one] { $taken } of { $capacity } seat
       *[other] { $taken } of { $capacity } seats
    }
    .open = Open
    .few = Nearly full
    .full = { $waiting ->
        [0] Full
       *[other] Full, { $waiting } waiting
    }
    .at_risk = At risk
    .draft = Draft
    .example = Example

# The gallery of flyers. $form is a form, such as "Poster, A4"
office-flyers =
    .lead = Every form of the flyer, ready to print or to share.
    .none = There are no flyers yet. This command says what is missing:
    .choose = Make them for
    .code = Code
    .no-code = There is no code yet. Make one for the place where the flyer will hang:
    .hospital = Hospital
    .all-hospitals = All four hospitals
    .language = Language
    .show = Show these
    .alt = The flyer as it looks: { $form }
    .pdf = PDF to print
    .png = Picture
    .stamped-example = These are stamped "Example": the names and the pay are made up.
    .stamped-link = These are stamped "Sample": their link opens on the bot's own computer only. Set OUTREACH_PUBLIC_URL, or the token of Telegram, before you print them.
    .stamped-sample = These are stamped "Sample": they are not approved yet, they have expired, or their words were changed. Champions cannot pass them on.
    .ends-day = The link of this code ends on { $at }. A flyer may hang longer. For print, choose a code that does not end.
    .ends-number = The link of this code is for { $count ->
        [one] one person
       *[other] { $count } people
    } only. A flyer may be seen by more. For print, choose a code that does not end.
    .alt-title = Words to go with a picture
    .alt-text = Put them where it says "alt text" when you post a picture. They are for people who cannot see it.

# Below a link that is to be given to somebody else.
office-only-here = It opens on the bot's own computer only. For others, set OUTREACH_PUBLIC_URL and start the bot again.

# The Champions page. $at is a date with its time; $most and $count are numbers
office-champions =
    .lead = Links and numbers only. Champions are never told who joined.
    .reviews = Codes to look at
    .reviews-lead = Nobody was turned away. Think about a talk with the champion first. Ending a link comes last.
    .seen = I have looked at these
    .links = Champions
    .name = Name and code
    .state = Link
    .opened = Opened
    .of = of { $most }
    .joined = Joined
    .until = until { $at }
    .deeds = What you can do
    .hold = Ask to rest
    .go-on = Let them go on
    .end = End the link
    .end-what = This cannot be undone. The link still answers people kindly. Each time somebody opens it, it shows here. The champion sees that it ended when they next look at it.
    .end-this = Yes, end this link
    .end-branch = { $count ->
        [one] End it, and the link of { $count } champion who came by it
       *[other] End it, and the links of { $count } champions who came by it
    }
    .empty-title = No champions yet
    .empty = A champion passes the word on to people who trust them. This makes a one-time link for one:

office-champion-state =
    .held = Asked to rest
    .good = Shares
    .paused = Takes a break
    .joining = Reads the rules
    .invited = Not opened yet
    .over = Its days are over
    .void = Ended

# Why a code should be looked at. Each is a sign, and none is proof.
office-sign =
    .unknown = A code that nobody made was tried
    .void = A link that ended was opened
    .used = A one-time link was opened again
    .expired = A link was opened after its days
    .used_up = A link was opened more often than it may be
    .not_shared = A code that is not for sharing was opened
    .same_second = Two people opened a link in the same second
    .burst = Many people opened a link in a few minutes
    .serial = Many codes that nobody made were tried in a row
    .stranger = Someone did not know the person who told them
    .pressure = Someone says that they are being pushed to join

# On the page of one person or one session, which does not change by itself
office-news =
    .new = There is something new here.
    .show = Show it

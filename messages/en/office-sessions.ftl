### Words of the office's pages about meetings. Here they are called sessions, as those who run them do.

date-weekday = EEE
date-number = d
date-month = MMM
date-calendar = MMMM y

# Titles in the calendar of staff: neutral, as a calendar may be seen by others.
office-calendar =
    .meeting = Meeting
    .before = Before the meeting
    .after = After the meeting

# $at is a date; the rest are numbers
office-sessions-page =
    .at = { $at }
    .lead = Make sessions, see how full they are, and note what is missing.
    .new = New session
    .view = How to show them
    .as-list = List
    .as-calendar = Month
    .find = Find sessions
    .search = Search
    .hospital = Hospital
    .everywhere = All hospitals
    .kind = Kind
    .status = Status
    .span = When
    .sort = Order
    .any = Any
    .show = Show
    .clear = Clear
    .list = Sessions
    .count = { $shown } of { $total }
    .none = No session fits what you chose. Clear the choices to see all.
    .empty-title = No sessions yet
    .empty = Make the first one. You can keep it as a draft until all is in place.
    .seats = { $taken } of { $of } seats
    .waiting = { $count } waiting
    .pages = Pages
    .page = Page { $page } of { $pages }
    .before = Before
    .after = Next
    .month-before = The month before
    .month-after = The month after
    .link-title = Your calendar address
    .link-text = Copy it into your calendar app now: we show it only this once. Whoever has it can see when sessions are, so keep it to yourself. No people are in it.
    .own-title = Sessions in your own calendar
    .own-text = A secret address of your own keeps your calendar up to date. Titles are neutral, and no people are in it. You can end it at any time.
    .own-link = Address { $code }…
    .own-end = End it
    .own-make = Make an address
office-sessions-span =
    .coming = To come
    .past = Over
    .all = All
office-sessions-sort =
    .soonest = Soonest first
    .latest = Latest first
    .emptiest = Emptiest first

office-session-standing =
    .open = Open
    .few = Few seats left
    .full = Full
    .at_risk = At risk
    .draft = Draft
    .over = Over
    .cancelled = Cancelled

# What a session lacks. $count is how many fields, $has and $needs are people
office-session-lack =
    .fields =
        { $count ->
            [one] { $count } thing is missing:
           *[other] { $count } things are missing:
        }
    .people = { $has } of at least { $needs } people
    .lived = { $has } of at least { $needs } people with lived experience or family
    .tables = Its tables need { $needs } people with lived experience or family. { $has } have booked
office-session-note =
    .asking = { $count } of { $of } ask to move it
    .poll = Waiting for answers about times
    .unmarked =
        { $count ->
            [one] { $count } person not marked yet
           *[other] { $count } people not marked yet
        }
    .debrief = No talk after it noted yet

office-session-done =
    .made = The session is open. People can book it now.
    .drafted = Kept as a draft. Nobody can see it yet.
    .published = The session is open. People can book it now.
    .changed = Changed. Whoever needs to know is being told.
    .cancelled = Cancelled. Everybody booked or waiting is being told.
    .at_risk = Noted. Please choose how it goes on.
    .settled = Done. The session takes place.
    .asked = Everybody booked is being asked.
    .moved = Moved. Everybody booked or waiting is being told.
    .stays = It stays where it is. Everybody booked is being told.
    .marked = Saved. You can change a mark later.
    .briefed = Noted.
    .debriefed = Noted. Thank you.
    .ended = The address works no more.
    .times = Their answer is saved.
    .times_late = Their answer was not saved. The question is over, or the times are new. Please look again.
    .times_none = Nothing was saved. Please tick the times that fit, or “None of these”.
office-session-gone =
    .title = There is no such session
    .text = The address may be old, or a letter of it is missing.

# One session
office-session =
    .edit = Change it
    .run-sheet = Run sheet
    .sheet = Sign-in sheet
    .badges = First-name badges
    .cancel = Cancel it
    .lacks = Still missing
    .seats = Seats
    .nobody = Nobody has booked yet.
    .others = { $count ->
        [one] And one person of another hospital.
       *[other] And { $count } people of other hospitals.
    }
    .for-all = This is for all hospitals. An owner can change it, or someone who looks after all of them.
    .needs = What would help those who come:
    .table = Table { $number }
    .beside = brings { $count }
office-session-column =
    .person = Code
    .role = Role
    .beside = Supporter
    .coming = Coming
    .booked = Booked
office-session-seat =
    .came = Came
    .missed = Did not come
    .coming = Says yes
    .unknown = Not said
    .asked-move = Asks to move

# $who is somebody who leads, $at a date
office-session-risk =
    .title = At risk: please choose
    .cochair = { $who } leads it with lived experience, and cannot come.
    .few_lived = It is soon. Too few people who know this care, or their families, have a seat.
    .since = Since { $at }.
    .alternate-text = { $who } knows the session and was there when it was talked through. Nothing changes for those booked, so they are told nothing.
    .alternate = { $who } takes over
    .no-alternate = No alternate can take over. Please move it, or say why it goes ahead.
    .ahead = Go ahead without
    .ahead-text = This is for the rare case. Those booked are told, so that they can think again:
    .reason = Why does it go ahead? It is kept in the audit log.
    .reason-needed = Please choose why it goes ahead.
    .ahead-do = Go ahead, for this reason

# Asking for other times
office-session-poll =
    .open = Move it: ask those booked which times fit
    .text = Write at least { $least } times, and at most { $most }. Each is a day away or more.
    .time = Time { $number }
    .told = They will read:
    .ask =
        { $count ->
            [0] Keep these times
            [one] Ask { $count } person
           *[other] Ask { $count } people
        }
    .title = Which times fit?
    .answered = { $answered } of { $of } have answered. Who gets no messages from us is on the call sheet.
    .suits = fits { $count } of { $of }
    .choose = Move it there
    .stays = Leave it on { $at }
    .close-text = Everybody booked is told at once. Who cannot come then is asked first for the next one.
    .asking = { $count } of { $of } ask to move it
    .who = What each of them said
    .who-text = Some have no chat. Ask them on the phone, or when you see them, and note what they say. They can change it until you choose a time.
    .no-answer = no answer yet
    .none = none of these
    .none-pick = None of these
    .no-chat = no chat: please call
    .note = Note their answer
    .change = Change their answer
    .ask-them = Which of these times can they come?
    .save = Save their answer
# What is wrong with the times
office-session-poll-fault =
    .few = Please write at least { $least } times.
    .many = Please write at most { $most } times.
    .twice = One time is there twice. Please change it.
    .soon = Each time must be a day away or more, so that people hear of it first.
    .same = One of these is the time it has now. Please write others.
    .time = One of these is no time. Write it as 2027-03-08 14:00.

# Who came
office-session-came =
    .title = Who came?
    .text = Two taps each, and Save. Nobody is blamed for not coming; who missed two is offered a talk.
    .yes = Came
    .no = Did not
    .beside = Supporters who came
    .save = Save
    .walk-in = Somebody came who had not booked

# The waiting list. $at is a date
office-session-waiting =
    .title = Waiting list
    .nobody = Nobody is waiting.
    .held = Asked now
    .until = can say yes until { $at }
    .since = since { $at }
    .passed = said no to the last seat
    .first =
        { $count ->
            [one] { $count } person gave up a seat because it moved. They are asked first for the next one.
           *[other] { $count } people gave up a seat because it moved. They are asked first for the next one.
        }
# Why somebody is before the next one
office-session-why =
    .first = Theirs moved to a time when they could not come
    .new_to_it = New to this kind of session
    .balance_hospital = Fewer seats from their hospital
    .balance_role = Fewer seats of their role
    .waited_longer = Has waited longer
    .last = Last on the list

office-session-lead =
    .title = How it is run
    .leads = Leads
    .away = Cannot come
    .cannot = Somebody who leads it cannot come
    .cannot-text = When no one with lived experience is left to lead it, the session turns at risk at once. Those booked hear only what concerns them.
    .cannot-who = { $who } cannot come
office-session-tables =
    .title = Tables
    .text = About eight sit at each. Two or more have lived experience, or are family.
    .few = There are too few of them for one more table.
    .heads = { $heads } people, { $lived } of them with lived experience or family
office-session-chats =
    .title = The short talks before and after
    .before = Before
    .after = After
    .held = Held
    .not-yet = Not yet
    .done-before = It was held
    .undo = It was not held after all
    .well = What went well?
    .change = What do we change?
    .follows = What follows?
    .no-names = Please name nobody here.
    .save = Save: it was held

# The form
office-session-form =
    .lead = Only a session with all of this can be booked. You can keep a draft at any time.
    .what = What and when
    .where = Where and how
    .who = Who runs it
    .care = What makes it a good place to be
    .choose = Choose one
    .publish = Open it for booking
    .draft = Keep as a draft
    .save = Save
    .publish-hint = Before people can book it, each field that is needed must be filled in. We mark what is missing.
    .save-hint = If people need to hear of it, we show you what they will be told first.
    .wrong =
        { $count ->
            [one] { $count } field needs you:
           *[other] { $count } fields need you:
        }
office-session-field =
    .kind = Kind
    .hospital = Hospital
    .starts = Begins
    .minutes = Minutes
    .capacity = Seats
    .why_text = Why we meet
    .mode = How people meet
    .place = Place
    .link_type = How the call is made
    .dial_in = Number to call in on
    .cochair_lived = Co-chair with lived experience
    .cochair_staff = Co-chair from staff
    .cochair_alternate_lived = Alternate with lived experience
    .admin_support = Named admin
    .brief_slot = Talk before
    .debrief_slot = Talk after
    .run_notes = Notes for the run sheet
    .quiet_space = Quiet space
    .breaks = Breaks
    .food = Food and drink
    .travel_help = Help to get there
    .pay_text = What people get
    .comforts = For comfort
office-session-hint =
    .minutes = Empty: as long as this kind is. Three hours at most is kind.
    .capacity = Empty: as many as this kind has.
    .why_text = People read it before they book.
    .link_type = Such as Zoom. MS Teams keeps some people out, so it is never the only way.
    .dial_in = Needed for every group that meets by video. By phone: the number to ring, or write under Place that you ring them.
    .cochair_alternate_lived = Comes to the talk before, and takes over if the co-chair cannot come.
    .admin_support = Not a co-chair: lets people in, keeps time, helps with the call.
    .brief_slot = New, or emptied: the day before.
    .debrief_slot = New, or emptied: right after it.
    .run_notes = For those who run it. Please name no participant.
    .pay_text = People read it before they book.
    .comforts = People are told before they book: some are afraid of dogs, or cannot be near them.
# What is wrong with a field. $low and $high are numbers
office-session-fault =
    .kind = Please choose the kind.
    .choice = Please choose one of the list.
    .time = Please write a date and a time, such as 2027-03-08 14:00.
    .gap = That time does not exist, as clocks go forward. Choose an hour earlier or later.
    .past = This is in the past. Choose a time to come.
    .early = This must be before the session begins.
    .late = This must be after the session ends.
    .number = Write a whole number from { $low } to { $high }.
    .seated = { $low } seats are taken already. Write { $low } or more.
    .long = This is too long. Write at most { $high } letters.
    .needed = People cannot book it without this. Fill it in, or keep a draft.

# Before something is told. $seated and $waiting are numbers
office-session-sure =
    .change = Save this change?
    .cancel = Cancel this session?
    .title = What people will be told
    .who =
        { $seated ->
            [one] { $seated } person with a seat
           *[other] { $seated } people with a seat
        }, { $waiting } on the waiting list. They will read:
    .how = It goes in their chat, not at night. Who gets no messages from us is on the call sheet.
    .nobody = Nobody has booked, so nobody is told.
    .do-change = Save and tell them
    .do-cancel = Cancel the session
    .back = Leave it as it is

# Printed pages
office-print =
    .back = Back
    .how = Print this page. This line is not printed.
    .sheet = Sign-in sheet
    .sheet-text = Please write your first name, or tick your line. You need not write more.
    .number = Code
    .first-name = First name
    .table = Table
    .with-me = With me
    .here = Here
    .keep = Keep this sheet out of sight, and shred it when it is entered.
    .badges = First-name badges
    .hello = Hello, I am
    .blank = A line to write on
    .run-sheet = Run sheet
    .people = People and place
    .leads = Leads
    .heads = People
    .needs = What would help
    .day = The day
    .jobs = The named admin looks after
office-run =
    .brief = Talk before, with both co-chairs and the alternate
    .set-up = Open the room: signs, chairs, quiet space, food
    .test-call = Offer a test call
    .let-in = Let people in and greet each by first name
    .begin = Begin: first names, ground rules, anyone may step out
    .break = A break
    .close = What did we hear? What happens next? How are people paid?
    .end = The end: nobody leaves alone who is upset
    .debrief = Talk after: what went well, what to change, what follows
office-job =
    .welcome = A warm welcome at the door, and badges
    .quiet = The quiet space, and somebody to sit with
    .breaks = Time and breaks
    .pay = Pay and travel, also for those who leave early
    .screen = Two screens, and the call
    .chat = The chat: read out what is asked there
    .hands = Raised hands, so that everybody gets their turn
    .help = Help with the call, by phone
    .captions = Captions are on

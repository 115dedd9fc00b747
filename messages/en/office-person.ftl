### Words of a person's page in the office, and of signing somebody up with the person present.

# $code stands for the person. $source is the name of a code. $at is a date with its time; $count is a number; $word is theirs
office-person =
    .title = Person { $code }
    .person = Person
    .parts = Parts of this page
    .champion = Champion
    .stopped = Wants no messages
    .paused = Notes are held back
    .no-chat = No chat
    .no-hospital = No hospital chosen
    .came-by = came by { $source }
    .since = here since { $at }
    .call-title = Call
    .untold-title = They may not know this
    .untold-what = We could not tell them in the chat. Tell them another way, then say how. It leaves the page Today.
    .talk-title = Talk
    .seats-title = Meetings
    .needs-title = Needs
    .notes-title = Notes
    .who-title = Consent and rights
    .timeline-title = What happened
    .tried = { $count ->
        [one] tried once, { $at }
       *[other] tried { $count } times, last { $at }
    }
    .way-here = Would like an answer in the chat
    .way-open = Has not said how yet
    .again-at = Call again { $at }
    .safe-now = Safe to call now
    .not-safe = Not a safe time now
    .shared = Someone else may hear the phone
    .call-how = Ask for them only by what they told you. Leave no message.
    .show-number = Show the number
    .again-when = When would they like the call?
    .again-save = Note the time
    .talk-waits = Waits for an answer since { $at }
    .talk-closed = This talk is over
    .talk-none = You have not written to each other yet.
    .ours = We wrote:
    .theirs = They wrote:
    .cannot-stopped = They asked us to stop, so nothing can be sent. If they ask for a person again, you can answer here.
    .cannot-write = Nothing can be sent now. They did not agree to messages, or they had two this week. If they write or ask for a person, you can answer here.
    .cannot-paused = Notes are held back, so you cannot write first. If they write or ask for a person, you can answer here.
    .cannot-no-chat = They have no chat. Please call them.
    .reply = Write to them
    .reply-hint = Others may see their phone. Name no hospital, no illness and nothing they take.
    .telling = Nothing was sent yet. Someone else may see “{ $word }” on their phone. Can you say it another way?
    .telling-anyway = Send it as it is
    .reply-night = They are not waiting for this, and it is night. It goes in the morning.
    .reply-first = They are not waiting for this. It counts as one of two messages this week.
    .send = Send
    .close = End this talk
    .close-what = What was written is deleted 7 days later.
    .coming = Is coming
    .companion = { $count ->
        [one] with one supporter
       *[other] with { $count } supporters
    }
    .with-companion = They bring a supporter
    .move = Move
    .move-do = Move them
    .cancel = Give back
    .cancel-what = The seat goes to the next person on the list. They are told, if we may write to them.
    .cancel-do = Give this seat back
    .off-list = Take off the list
    .poll-open = We asked which other times fit. They have not said yet.
    .poll-said = They said which other times fit.
    .no-seats = No meeting is booked.
    .before = { $count ->
        [one] One meeting before
       *[other] { $count } meetings before
    }
    .not-marked = Not marked yet
    .book = Book a meeting
    .which = Meeting
    .choose = Please choose
    .fits = Fits
    .with-reason = Only with a reason
    .free = { $count ->
        [0] full
        [one] 1 seat free
       *[other] { $count } seats free
    }
    .reason = Why?
    .reason-if = Why? Needed only where something does not fit
    .no-reason = No reason given
    .book-do = Book the seat
    .list-do = Put on the list
    .book-what = They are told in the chat, if we may write to them. If not, you will find a call on Today.
    .nothing-to-book = No meeting is open for them right now.
    .never-agreed = They did not agree to be asked yet, so nothing can be booked.
    .enter = Sign them up together
    .decide = Decide what fits
    .decide-what = Do this after you talked with them. Your reason is kept in the log.
    .hospitals = Their hospitals
    .one-to-one = Would rather not meet in a group
    .decide-do = Save this
    .needs-save = Save what is done
    .needs-what = Tick what somebody has seen to.
    .no-needs = They asked for nothing.
    .note = New note
    .note-hint = They get this with a copy of their data. Write only what helps them, and nothing about their health.
    .note-save = Save the note
    .note-drop = Take away
    .identity-show = Show name and number
    .identity-title = Name and number
    .identity-do = Show them once
    .identity-logged = Each look is kept in the log, with its reason.
    .first-name = First name
    .number = Phone number
    .address = Chat
    .ring = Call { $number }
    .nothing-known = We have no name and no number.
    .consents-title = What they agreed to
    .no-consents = Nothing yet.
    .withdrawn = taken back
    .consents-say = They say something else now
    .consent-read = Read it to them
    .consent-back = They take it back
    .consent-back-what = It ends at once. How did they say it?
    .consent-file = paper { $number }
    .yes = yes
    .no = no
    .pause = Hold notes back
    .pause-what = No reminders and no other notes go out, until you let them go again. Answers still work.
    .carry-on = Let notes go again
    .paused-what = No notes go out now. That may be since they were shown the help lines, or since we held them back.
    .stop = They want no more messages
    .stop-what = Use this when they tell you so, in any way. It counts like STOP in the chat: no more messages and no calls. Their seats stay theirs.
    .stop-do = Stop all messages and calls
    .erase = Erase this person
    .denied = not done
    .no-events = Nothing yet.
    .way-title = Their way into the chat
    .way-text = Tell them this code, or write it down for them. With it they can go on on their own phone: they type it into the chat. It is only for them.

# What was just done, or could not be
office-person-done =
    .replied = Your words are on their way.
    .not_sent = Nothing was sent. They may not be written to now.
    .closed = The talk is over.
    .noted = The call is noted.
    .booked = The seat is booked.
    .not_booked = The seat was not booked. It is full, or something does not fit and no reason was given.
    .moved = They have the other seat now.
    .not_moved = They keep the seat they had. The other one is full, or something does not fit and no reason was given.
    .cancelled = The seat is given back.
    .listed = They are on the list.
    .not_listed = They are not on the list. A seat is free, or something does not fit and no reason was given.
    .paused = Their notes are held back now.
    .carried_on = Their notes go again.
    .stopped = We write to them no more, and we call them no more.
    .needs = Saved.
    .note = The note is saved.
    .note_dropped = The note is gone.
    .decided = Saved.
    .signed_up = They are signed up.
    .walked_in = They are signed up, and marked as here.
    .no_seat = They are signed up, but have no seat. The meeting is full, or it does not fit them.
    .nothing = Nothing was done. Something was left out.
    .ticked = It is ticked off.
    .agreed = Their yes is kept, with the words you read.
    .refused = Their no is kept.
    .taken_back = It is taken back, from now on.
    .not_agreed = Nothing was kept. They stopped, or their notes are held back. A yes counts only when they ask for it themselves.
    .times = Their answer is saved.
    .times_late = Their answer was not saved. The question is over, or the times are new. Please look again.
    .times_none = Nothing was saved. Please tick the times that fit, or “None of these”.

office-person-gone =
    .title = Nobody has this code
    .text = They may have been erased, or the code has a slip in it.
    .erased-title = They are erased
    .erased = Everything we held about them is gone. One scrambled code stays, so that we never write to them by mistake.
    .back = Back to sign-ups

# $count is a number
office-person-erase =
    .title = Erase this person?
    .text = Do this when they ask for it. It cannot be undone. They are not told.
    .seats = { $count ->
        [0] They have no seat and wait on no list.
        [one] One seat or place on a list is given back.
       *[other] { $count } seats or places on lists are given back.
    }
    .talk = All that was written, noted and agreed goes, too.
    .kept = One scrambled code stays, so that we never write to them by mistake. So do plain counts.
    .do = Yes, erase them
    .keep = No, keep them

office-safe-time =
    .morning = Morning
    .afternoon = Afternoon
    .evening = Evening
    .any = Any time

office-call-note =
    .reached = We talked
    .no_answer = No answer
    .again = Call again later
    .done = No call needed

# In place of a message that did not arrive
office-instead =
    .by_phone = Told on the phone
    .in_person = Told face to face
    .not_needed = Not needed any more
    .not_reached = Could not reach them

office-desk-reason =
    .they_asked = They asked for it
    .we_talked = We talked, and it is right for them
    .came = They came without a booking
    .mistake = It was wrong before
    .needed = The meeting needs them
    .filed = Another reason, which I wrote down in our own files

# Why a session at risk goes ahead as it is
office-ahead-reason =
    .cochair_agreed = The person who cannot come to lead it agreed
    .people_asked = The people who are booked asked for it
    .too_late = It is too late to move it
    .support = Somebody else with lived experience helps on the day
    .filed = Another reason, which I wrote down in our own files

# Why somebody takes a list with names or numbers
office-export-reason =
    .write = To write to them
    .call = To call them
    .the_day = To have it at hand at a meeting
    .they_asked = Somebody asked for their own data
    .review = For those who review or pay for the project
    .move = To move to another program
    .filed = Another reason, which I wrote down in our own files

# Why a contact of a network may hear from us again
office-resume-reason =
    .they_asked = They asked to hear from us again
    .new_person = Somebody else is there now, and said yes
    .mistake = The stop was noted by mistake
    .filed = Another reason, which I wrote down in our own files

office-look-reason =
    .call = To call them back
    .tell = To tell them about a meeting
    .safety = They may be in danger
    .they_asked = They asked for it
    .check = To see if they are here twice
    .filed = Another reason, which I wrote down in our own files

# Why a meeting does not fit a person
office-misfit =
    .hospital = not their hospital
    .order = another meeting comes first
    .group = a group, and they want one to one
    .needs = not how they can join
    .has_one = they have one like it
    .overlaps = at the same time as another
    .resting = they have helped a lot lately

office-consent =
    .consent_screening_v1 = Keep their answers
    .consent_staff_v1 = Keep their answers (staff)
    .consent_contact_v1 = Be written to or called about meetings
    .consent_future_v1 = Hear of other ways to help

# A consent that somebody gives a coordinator. $language is the name of a language
office-consent-say =
    .title = Read this to them
    .lead = Only while they are with you or on the phone, or with their signed paper in your hand.
    .words-title = The very words
    .words = Read them as they stand. Nothing is left out, and nothing is added.
    .in-language = In their language: { $language }
    .answer-title = What do they say?
    .yes = They say yes
    .no = They say no
    .method = How did they say it?
    .read = These very words were read to them, or they read them on paper.
    .held = They asked us to stop, or their notes are held back after a hard moment. Never bring this up yourself.
    .asked = They asked for it themselves.
    .file-title = Is there a paper?
    .file = Number of the paper in your files
    .file-hint = You can leave this empty. Numbers only, or up to three letters before them, like AB-17/2027. No names.
    .reach = How may we reach them?
    .reach-hint = Kept only with a yes. Leave empty what you know already.
    .do = Keep their answer
    .stands = They said yes to this before. You can read it to them once more.
    .wrong =
        { $count ->
            [one] One thing is missing:
           *[other] { $count } things are missing:
        }

office-consent-said =
    .phone = On the phone
    .in_person = Face to face
    .paper = On paper

office-consent-fault =
    .unknown = This is nothing they can say yes to here.
    .read = Please say that these words were read to them.
    .asked = Please say that they asked for it themselves. If they did not, keep no yes.
    .file = This cannot be the number of a paper, or it was not on paper. Write it like AB-17/2027, or leave it empty.
    .answer = Please say if it is a yes or a no.
    .method = Please say how they said it.
    .words = These words have changed. Please read them once more.
    .phone = This cannot be a phone number. Write all of it, with the area code.

office-person-channel =
    .telegram = Telegram
    .web = web page
    .terminal = terminal
    .phone = by phone
    .in_person = face to face
    .paper = on paper

office-talk-state =
    .waiting = on its way
    .failed = did not arrive
    .missed = did not arrive
    .cancelled = taken back
    .unknown = may not have arrived
    .refused = did not arrive
    .sent = sent

# In place of words that raised a safety alert. $at: the day and time they are deleted
office-danger =
    .hidden = Words that may be about danger. The safety lead can read them.
    .closed = Words that may be about danger. You can open them below.
    .let-go = Words that may have been about danger. They were deleted after 7 days.
    .read = may be about danger, deleted { $at }
    .open = Read the words about danger
    .open-what = Open them only to look after this person. It is kept in the log that you read them, and why.
    .open-do = Show the words

office-message-state =
    .waiting = waits to go
    .failed = failed
    .missed = too late
    .cancelled = taken back
    .unknown = may not have arrived
    .refused = not taken

# Messages we sent them: what they were about, never their words
office-message =
    .remind_week = Note, a week before
    .remind_day = Note, the day before
    .remind_two_hours = Note, two hours before
    .ask_after = Asked how it was
    .check_in = Asked if they want to carry on
    .rest_ends = Asked if they want to carry on
    .SeatOffered = A free seat was offered
    .SessionMoved = Told that a meeting moved
    .SessionCancelled = Told that a meeting is off
    .OfferLapsed = Told that an offer is over
    .SeatGiven = Told about a booked seat
    .SeatMovedTo = Told about another seat
    .SeatCancelled = Told that a seat is given back
    .ListPlaceGiven = Told about a list
    .EligibilitySet = Told that meetings fit
    .Replied = What we wrote
    .PollAsked = Asked for a new time
    .help = Help lines
    .reply = An answer
    .menu = The list of commands beside their chat
    .other = A message

# What happened, as the log has it
office-event =
    .attended = Came
    .absent = Did not come
    .call_asked = Asked for a person
    .call_noted = A call was noted
    .came_back = Went on on another phone
    .carried_on_at_desk = Notes go again
    .champion_held = Asked to rest as a champion
    .champion_invited = Opened a champion's link
    .champion_joined = Became a champion
    .champion_paused = Takes a break as a champion
    .champion_went_on = Goes on as a champion
    .consent_given = Said yes to a consent
    .consent_refused = Said no to a consent
    .consent_withdrawn = Took a consent back
    .coordinator_enrolled = Joined as a coordinator
    .crisis = Was shown the help lines
    .desk_listed = We put them on a list
    .desk_seat_freed = We gave their seat back
    .desk_seat_moved = We moved their seat
    .desk_seat_taken = We booked a seat
    .desk_sign_up = Signed up with us
    .eligibility_set = We decided what fits
    .exported_own = Got a copy of their data
    .help_asked = Asked for the help lines
    .identity_shown = Somebody looked at name and number
    .kept_first = Goes first on the next list
    .list_joined = Joined a list
    .list_left = Left a list
    .message_ticked = A lost note was seen to
    .move_asked = Asked to move a meeting
    .needs_met = Needs were seen to
    .needs_noted = Said what would help
    .note_dropped = A note was taken away
    .note_written = A note was written
    .offer_lapsed = Did not answer an offer
    .offer_passed = Said no to an offer
    .outcome = Finished the questions
    .paused_at_desk = Notes are held back
    .pressure_told = Said that they are being pushed
    .reminder_missed = A note was too late
    .replied = We wrote to them
    .rule_overridden = A rule gave way
    .screening_expired = Did not finish the questions
    .safety_words_let_go = Words about danger were deleted
    .safety_words_seen = Somebody read words about danger
    .seat_freed = A seat was given back
    .seat_offered = A free seat was held for them
    .seat_taken = A seat was booked
    .started_again = Came back after STOP
    .stopped = Asked us to stop
    .talk_closed = The talk ended
    .times_noted = Told us which times fit
    .wrote = Wrote to us

## Signing somebody up

# $count is a number
office-new =
    .title = Sign somebody up
    .walk-in = Somebody came without a booking
    .lead = On the phone or on paper, with the person present.
    .role = Which is most like them? Let them choose.
    .role-back = Choose another role
    .present = Do this only while they are with you, or on the phone. No one can sign up for somebody else.
    .consent-title = May we keep the answers?
    .read-out = Read this out, or let them read it:
    .they-agree = They say yes
    .they-refuse = They say no
    .questions-title = The questions
    .questions = Ask them as they stand. The answers decide what fits. They are not kept.
    .contact-title = May we reach them?
    .reach-title = How do we reach them?
    .reach = Fill this in only if they said yes to question 3. Otherwise it is not kept.
    .times = When is it safe to call?
    .needs-title = What would make it easier to join?
    .how-title = How did this come?
    .way = How do you take this?
    .code = The code that brought them, if they have one
    .came = They are here now
    .do = Sign them up
    .after = They get a code of their own. With it they can go on on their own phone.
    .wrong = { $count ->
        [one] One thing is missing:
       *[other] { $count } things are missing:
    }

office-new-way =
    .phone = On the phone
    .paper = On paper, or face to face

office-new-fault =
    .consent = Please say if they agree that we keep the answers.
    .words = These words have changed. Please read them out once more.
    .contact = Please say if we may reach them.
    .question = This question has no answer yet.
    .phone = This cannot be a phone number. Write all of it, with the area code.
    .code = A code has 8 letters and numbers.

office-new-end =
    .not_kept = Nothing was kept
    .not_this_time = These meetings are for others this time
    .elsewhere = They are signed up
    .say = You can say this:
    .not_kept-words = That is fine. I have not kept anything. You can change your mind at any time.
    .elsewhere-words = Thank you. You are signed up. The people who look after your hospital will take it from here.
    .not_this_time-words = Thank you for your time. These meetings are for a different group this time. It is not about you. We have not kept your answers.
    .next = Sign somebody else up

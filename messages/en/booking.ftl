### Meetings: finding one, booking it, changing it, and the notes that go out about it.
### Notes that we send first name no topic, no hospital and no role: someone else may see the screen.

## Names of the meetings. The ids stand in sessions.yaml.

session-lived_interview = One to one talk
session-family_interview = One to one talk for family
session-staff_interview = One to one talk for staff
session-staff_feedback = Staff meeting
session-lived_feedback = Patient and family meeting
session-joint_event = Everyone together
session-codesign_group = Small team
session-celebration = Thank you event
session-briefing = Short chat before
session-debrief = Short chat after

example-note = These meetings are examples. They are not real.

mode =
    .in_person = In person
    .phone = By phone
    .video = By video
    .hybrid = In person or by video
where = { $way }: { $place }

## The list

booking_offer =
    { $n ->
        [one] Here is a meeting that fits you. Times are local. Tap it to see more.
       *[other] Here are { $n } meetings that fit you. Times are local. Tap one to see more.
    }
meeting-line = { $when }: { $name }. { $where }.
    .full = { $when }: { $name }. { $where }. It is full, but you can join the list.
meeting-button = { $when }
    .alike = { $when }, { $name }
meetings =
    .more = More times
    .first = First times again
no-meetings = There is no meeting that fits you right now. New ones come. You can talk to { $person_name } on { $person_phone }, or look again another day.
booking_resting = You have helped a lot. Thank you. We want to hear new voices too, so we will rest for a while. You can still come to meetings you have booked.

## One meeting

booking_detail =
    <b>{ $session_plain_name }</b>
    { $date }, { $start } to { $end }. { $place_or_mode }.
    Up to { $capacity ->
        [one] { $capacity } person
       *[other] { $capacity } people
    }. Who will be there: { $roles_plain }.
    Quiet space: { $quiet }. Breaks: { $breaks }. Food: { $food }.
    You get: { $pay }. We pay for travel too.
    .ask_us = please ask us
comfort-line = Also there: { $what }.
# What is there for people's comfort
comfort =
    .therapy_dog = a therapy dog
    .captions = captions
    .step_free = no steps
    .test_call = a test call the day before, if you like
why-line = Why we meet: { $why }
booking_full = This one is full. You can join the list. If a seat comes free, we ask you.
booking_free_now = A seat has just come free. You can book it.
booking_gone = That meeting cannot be booked any more. Here is what fits you now.

## Booked, or on the list

booking_booked = You are booked. If you cannot come, send CHANGE. That is fine, and you can book again.
booking_swapped = Your other place, on { $date } at { $start }, is free again for someone else.
booking_waitlist = This one is full. You are number { $n } on the list. We will tell you if a seat comes free. You are free to say no to it.
held-line = { $when }, { $start }: { $name }. { $where }.
    .example = { $when }, { $start }: { $name } (example). { $where }.
dial-in = To call in: { $number }
# $code is their own way back, from this or another phone.
way-back =
    This page cannot write to you when it is closed. Your way back is this code: <b>{ $code }</b>
    Keep it to yourself. Type it here or in our other chat, or open { $link }
    .no-link =
        This page cannot write to you when it is closed. Your way back is this code: <b>{ $code }</b>
        Keep it to yourself. Type it here or in our other chat.

consent_contact_v1 = May we send you messages here about meetings you book? We send only a few. We do not send at night. Send STOP to end them.
    .agree = Yes, message me about my meetings
    .refuse = No messages
contact-agreed = Good. We will send a short note before your meeting.
    .list = Good. We will send a short note if a seat comes free.
contact-refused = That is fine. We will not message you. Your place is kept.
    .list = That is fine. We will not message you, so we cannot tell you if a seat comes free. Please look here again now and then.

needs = What would make it easier for you to join? Tap all that fit.
    .in_person = Meet in person
    .phone = Join by phone
    .video = Join by video
    .not_teams = Please, not MS Teams
    .easy_read = Easy Read or large print
    .interpreter = An interpreter or signer
    .companion = Bring someone with me
    .quiet = A quiet space to go to
    .travel = Help to get there
    .childcare = Help with child care
    .breaks = More breaks
    .none = Nothing
    .other = Talk to a person about it

film_interest_v1 =
    Some people let us film their talk. It is a choice. You can join in without a film.
    If you say yes or maybe, a person will explain it. You sign a form first. Later you see your clips, and you can say no to any of them.
    .yes = Yes
    .maybe = Maybe, tell me more
    .no = No film

consent_future_v1 = May we tell you about other ways to help, such as a seat on a patient and family council? You can say no and still join.
    .agree = Yes, tell me
    .refuse = No thanks

home = That is all. Thank you. Here is what you have now.
    .seats = Your meetings:
    .lists = You are on the list for:
    .nothing = You have no meeting booked right now.

## Changing and giving up

booking_cannot_come = No problem. Thank you for telling us. Here are some other times. We can also ask the group to move the date.
booking_cannot_come_one = No problem. Thank you for telling us. Here are some other times.
change =
    .ask_move = Ask to move the date
    .keep = Keep my place
    .give_up = Give up my place
change-no-others = No problem. Thank you for telling us. There is no other time that fits you right now. You can keep your place, give it up, or talk to us.
# $when is the day and time of the meeting.
move-poll = We would like to move the meeting on { $date } at { $start }. Which of these times could you come? Tap all that fit. You keep your place.
    .none = None of these
    .open = Tell us which times fit: { $when }
move-poll-noted = Thank you. That is noted. You can tap other times, too.
    .none = Thank you. That is noted. If the meeting moves and you cannot come, we ask you first for the next one.
change-asked = Thank you. We have asked. You keep your place until you hear from us.
cancel = What would you like to do?
    .meeting = Cancel { $when }
    .list = Leave the list for { $when }
    .stop = Stop all messages
booking_freed = That is done. Your place is free again. Thank you for telling us. You can book again at any time.
booking_freed_first = This meeting was moved, so we ask you first when there is another one.
which = Which one do you mean?
    .one = { $when }

extra = We send a note the day before. Would you like more? Tap what you want, then Done.
    .week = A week before
    .two_hours = Two hours before
extra-done = Good. That is noted.

## Notes we send

booking_reminder = A note about your meeting: { $date } at { $start }. Tap Coming, Change or Cancel.
coming-thanks = Good. See you then.
booking_moved = The meeting has moved to { $date } at { $start }, so that more people can come. Is that OK for you? If not, you keep your place for the next one.
    .fine = Yes, that is OK
booking_moved_fits = The meeting has moved to { $date } at { $start }. You told us that you can come then. Thank you.
booking_moved_cannot = The meeting has moved to { $date } at { $start }. You told us that you cannot come then. That is OK. If you give up your place, we ask you first for the next one.
    .after_all = I can come after all
booking_stays = The meeting on { $date } at { $start } stays as it was. Thank you for telling us which times fit.
    .fine = That is OK
booking_led_otherwise = The meeting on { $date } at { $start } goes ahead. One of the people who lead it cannot come. You can still come, take another time, or talk to us first.
booking_changed = The meeting on { $date } at { $start } is in another place now, or you join it in another way. Please look before you come.
    .show = Show me
booking_cancelled = The meeting on { $date } at { $start } will not take place. We are sorry. Please delete it from your calendar. Here is a way to find another one.
booking_debrief = How was it? Tap one. If it was hard, { $person_name } can call you.
    .heard = I felt heard
    .ok = It was OK
    .not_heard = I did not feel heard
    .hard = It was hard. Please call me
debrief-thanks = Thank you for telling us.
debrief-hard = Thank you for telling us. Someone will call you.

# $until is when we ask the next person.
seat-offer = A seat has come free on { $date } at { $start }. Would you like it? Please tell us by { $until }. You are free to say no.
    .take = Yes, I will take it
    .pass = Not this one
    .leave = Leave the list
# The person has another meeting that the free seat would take the place of.
seat-offer-instead = If you say yes, we give back your place on { $date } at { $start }.
# For who could not come when their meeting moved.
seat-offer-first = There is another meeting on { $date } at { $start }. You could not come last time, so we ask you first. Would you like a place? Please tell us by { $until }. You are free to say no.
seat-offer-passed = That is fine. You stay on the list for the next one.
seat-offer-lapsed = We can no longer keep the free seat on { $date } at { $start } for you. That is fine. You are still on the list.
seat-offer-gone = That seat is not held for you any more.
list-moved = The meeting you wait for has moved to { $date } at { $start }. You are still on the list.
list-cancelled = The meeting on { $date } at { $start } that you wait for will not take place. We are sorry. Here is a way to find another one.
list-left = Done. You are off the list. You can join again at any time.

## Calendar files: neutral, as a calendar may be shared.

calendar-title = Meeting
calendar-file = meeting

## Dates: letters as in Unicode TR 35.

date-button = EEE d MMM, h:mm a
date-day = EEEE d MMMM
date-time = h:mm a
date-moment = EEE d MMM, h:mm a
list-separator = , { "" }

### A coordinator at a desk: what they write to people, and what they did for them.
### Notes that we send first name no topic, no hospital and no role: someone else may see the screen.

## A talk in the chat

# $text is what the coordinator wrote
thread-reply =
    <b>{ $person_name } from { $project_name }:</b>
    { $text }

    You can answer here. Just type.
thread-passed-on = Thank you. Our team will read this here. We are open { $person_hours }. Please do not send private health facts.
    .again = Thank you. I have passed that on, too.
thread-here = You can write to { $person_name } here. Just type.
    .carry_on = Carry on
    .done = That is all, thank you
thread-closed = Thank you for talking with us. We delete what was written in 7 days. You can talk to us again at any time.

## What was done for them

desk-booked = { $person_name } booked a place for you: { $date } at { $start }. If it is not right for you, please tell us. That is fine.
    .fine = Yes, that is OK
    .show = Show me
# $old_date and $old_start are when the place was before
desk-moved = { $person_name } moved your place from { $old_date } at { $old_start } to { $date } at { $start }. If it is not right for you, please tell us. That is fine.
desk-cancelled = { $person_name } gave back your place on { $date } at { $start } for you. You can book again at any time.
desk-listed = { $person_name } put you on the list for { $date } at { $start }. We tell you if a seat comes free. You are free to say no to it.
desk-unlisted = { $person_name } took you off the list for { $date } at { $start }. You can join again at any time.
desk-agreed = { $person_name } noted what you told us: we may write to you here about meetings you book. If that is not right, send STOP, and we stop.
desk-fits = { $person_name } has looked at what we talked about. You can pick a meeting now.

## Read out when somebody signs up by phone or on paper

desk-contact = May we call you, or write to you in our chat, about meetings you book? We do it only now and then, and not at night. We call only when you say it is safe. Tell us to stop at any time, and we stop.

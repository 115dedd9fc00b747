### Talking to a person.

human =
    A person will write back or call. We are open { $person_hours }. We are not an emergency service.
    How would you like to talk?

# Said after our hours, where days are closed. $day is the first closed day; $back is when we open again, with the time
closed-today = We are closed today. We are back on { $back }.
closed-next = We are closed on { $day }. We are back on { $back }.

talk_number = What number may we call? Type it here. We use it only for this call.
    .share = Share my number
talk_number_again = Sorry, I cannot read that as a phone number. Please type all of it, with the area code.
contact-not-yours = That is not your own number. Please do not send the numbers of other people. I have not kept it.
contact-not-needed = Thank you, but I do not need a number now. I have not kept it.

talk_times = When is it safe to call you? Tap all that fit.
    .morning = In the morning
    .afternoon = In the afternoon
    .evening = In the evening
    .any = Any time

talk_shared = Does someone else use that phone, or hear it?
    .no = Only me
    .yes = Someone else may
    .unsure = Not sure

talk_done = Thank you. Someone will call you. They will ask for you only by what you tell them, and they will not leave a message.
talk_here = Thank you. A person will write to you here. We are open { $person_hours }.
talk_self = That is fine. The number is { $person_phone }. Ask for { $person_name }. We are open { $person_hours }.

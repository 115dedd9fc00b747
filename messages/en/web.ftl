### Words of the chat as a web page. The conversation itself is in the other files.

web-chat =
    .by = A chat bot from { $org_name }
    .skip = Skip to the message box
    .log = Chat
    .leave = Leave this page fast
    .field = Write a message
    .send = Send
    .bot-says = The bot:
    .you-said = You:
    .ticked = ticked
    .full = full
    .waiting = Waiting to send
    .offline = No connection. What you send waits here, and goes as soon as it can.
    .back-online = You are connected again.
    .not-taken = That did not go through. Please try again.
    .number-hint = Your phone number
    .number-send = Send my number

# Under a text about getting help. $number is a phone number.
web-call = Call { $number }
web-text = Text { $number }

# $name is the name of a file to keep, such as a calendar file.
web-file = Save { $name }

web-no-script = This chat needs JavaScript, and it is turned off here. You can call { $person_name } instead. We are open { $person_hours }.

web-phone =
    .summary = Is this your own phone?
    .is-shared = This chat ends when you close the browser. That is safer when others use this phone too.
    .is-own = This chat stays on this phone, so that you can come back to it. It goes after 6 months without a visit.
    .own = This is my phone. Keep my chat here.
    .forget = Take this chat off this phone now

# Where “Leave this page fast” leads: a blank page. Its name must give nothing away.
web-away =
    .title = New page

### Words of the office's Outreach page.

# The list of waves, and making one
office-outreach =
    .title = Outreach
    .lead = A wave goes to all contacts of the networks you choose. You see what it says first.
    .new = Make a wave
    .new-text = Nothing goes out yet. Next you see whom it reaches and what it says.
    .own-hospitals = It goes to your own contacts, and to those who are for all of us.
    .look = Look at it first
    .waves = Waves
    .column-name = Wave
    .column-way = How
    .column-at = When
    .column-state = State
    .column-parts = Contacts
    .empty-title = No waves yet
    .empty = Make the first one. You will see whom it reaches and what it says before anything is sent.
    .gone-title = There is no such wave
    .gone = Look for it in the list.

office-wave-field =
    .name = Name of the wave
    .way = How it goes out
    .networks = To which networks
    .language = Language
    .any-language = Each contact’s own
    .form = Flyer that goes with it
    .usual-form = The usual one
    .no-form = No flyer
office-wave-hint =
    .name = For the team only. Contacts do not see it.
    .form = For email and Telegram. The usual one on Telegram is the card to forward. Email has none.
office-wave-fault =
    .some = Nothing was made yet. Please fill in what is marked.
    .name = Give it a name.
    .way = Choose how it goes out.
    .networks = Choose at least one network.
    .language = Choose a language from the list.
    .form = Choose a flyer from the list. On Telegram it has to be a picture.

office-wave-state =
    .draft = Not approved yet
    .waiting = Waits for a second person
    .approved = Approved
    .running = Going out
    .done = Done
    .stopped = Stopped

# What became of it for one contact
office-wave-part =
    .coming = To come
    .owed = Being sent
    .sent = Sent
    .done = Done
    .failed = Could not be sent
    .refused = Cannot be reached there
    .missed = Too late: not sent
    .cancelled = Taken back
    .unknown = Not known if it went
    .held_back = Not sent
    .stopped = Stopped first
    .forgotten = Forgotten since

# Why, and what came of a call
office-wave-reason =
    .do_not_contact = they asked us to stop
    .refused = they said no
    .way_not_wanted = not in this way
    .no_address = there is no address
    .not_allowed_yet = they have not said yes
    .cap = they heard from us often enough
    .stopped = the wave was stopped
    .changed = the words were changed
    .flyer = the flyer may not be shared any more
    .link = its link opens on one computer only
    .reached = reached
    .no_answer = no answer
    .call_back = call back
    .agreed = said yes
    .wrong_number = wrong number

# One wave. $at is a date with its time, $name who did it, $count, $yes and $no are numbers
office-wave =
    .message-text = What they get
    .message-script = What it says
    .example = The name is an example. Each contact gets their own name, link and code.
    .flyer = With it goes the flyer: { $form }.
    .version = Version { $version }.
    .reach-title = Whom it reaches
    .reaches = { $count ->
        [one] contact, as it is now
       *[other] contacts, as it is now
    }
    .by-network = { $yes } yes, { $no } no
    .left-out = { $count ->
        [one] { $count } contact gets nothing
       *[other] { $count } contacts get nothing
    }
    .made-by = Made by { $name }, { $at }.
    .approved-by = Approved by { $name }, { $at }.
    .begins = Begins { $at }.
    .stopped-by = Stopped by { $name }, { $at }.
    .nobody-named = somebody without a name
    .approve-title = Let it go out
    .at = From when on
    .at-hint = Leave it empty for now. Nothing goes out at night: it waits for the morning.
    .approve = Approve it
    .stop = Stop this wave
    .stop-text = What has gone stays gone. Nothing more goes out, and it cannot be started again.
    .stop-button = Stop it now
    .calls-text = Call one contact after the other. What to say stands beside each number.
    .calls = Open the call sheet
    .sheet = Print the sheet
    .kit-text = Each contact has a kit of their own in the list below: one file with pictures or posters, captions, picture descriptions and links.
    .parts-title = Contact by contact
    .parts-none = This list fills when the wave is approved.
    .column-contact = Contact
    .column-state = What became of it
    .column-at = When
    .column-version = Version

office-wave-done =
    .made = It is made. Nothing has gone out.
    .approved = Approved. You can stop it here at any time.
    .stopped = Stopped. Nothing more goes out.

# $above is a number
office-wave-refusal =
    .not_open = It was approved or stopped already.
    .no_name = It reaches more than { $above } contacts, so a second person has to approve it. We need both of your names. Sign in with your name:
    .same_person = It reaches more than { $above } contacts, so a second person has to approve it. You made it: please ask a colleague.
    .nobody = It reaches nobody now, so there is nothing to approve.
    .not_all_seen = It also reaches contacts of hospitals that are not yours. Please ask an owner, or a colleague who looks after all of these hospitals: they can approve it.
    .flyer = Its flyer may not be shared today. Have the flyers approved, or make a wave without one.
    .link = Its link opens on the bot's own computer only. Set OUTREACH_PUBLIC_URL or the token of Telegram, and start the bot again. To try it out, start it with --trial.
    .changed = Its words were changed since you opened this page. Please read them again.
    .time = That is no date with a time. Please choose one.

# Call sheets and kits. $left and $done are numbers, $number a phone number, $at a date with its time
office-calls =
    .title = Calls
    .left = { $left } to call, { $done } done
    .quiet-title = It is late there
    .quiet = Nobody is called at night. Calls go on in the morning.
    .over-title = Everybody was called
    .over = Nobody is left to call now. Thank you.
    .dial = Call { $number }
    .there = It is { $at } there, as far as we know.
    .say = What to say
    .outcome = What came of it?
    .button-agreed = They said yes
    .button-reached = Talked, no answer yet
    .button-no_answer = No answer
    .button-call_back = Call back
    .button-wrong_number = Wrong number
    .button-refused = They said no
    .button-stop = Please stop
    .sheet-title = Calls: { $name }
    .sheet-text = Names and numbers are on this sheet. Keep it with you, and shred it when you are done.
    .table = Download as a table
    .kit-none-title = There is no kit now
    .kit-none-link = The links in it would open on the bot's own computer only. Ask whoever runs the bot to set OUTREACH_PUBLIC_URL, or the token of Telegram.
    .kit-none = The flyers may not be shared today, or one cannot be made. Ask whoever looks after the flyers.
    .kit = Download the kit
    .passed = Passed on

# Groups and channels on Telegram that took the bot in
office-groups =
    .title = Groups that invited the bot
    .text = Being invited is no leave to post. Ask whoever runs the group, and note their yes on its page. The bot posts only after that.
    .owner = It belongs to
    .connect = Connect

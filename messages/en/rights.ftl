### Rights: they work at any time, at once. And the small answers of every chat.

stop = OK. We will not message you again, here or in any other way. Any place you booked is still yours. Send CANCEL if you do not want it. Send START if you want to come back. Send DELETE and we will delete what we hold.
stopped = You asked us to stop, so I send nothing. Tap Start again, or send START, if you want to come back. Send DELETE and we will delete what we hold.

delete_confirm = Shall I delete all we hold about you? You will lose your booked places. I cannot undo this.
delete-list = This is what we hold:
delete-kept = That is fine. Nothing was deleted.
delete_done = Done. We have deleted what we hold about you. We keep one scrambled code so that we never message you by mistake. We also keep plain counts. They say how many, never who. To clear this chat too, open the chat menu and tap Delete chat.

privacy_short = We keep as little as we can. We do not sell or share it. We count how many people come and how far they get. The counts name no one, and they stay. Your answers to the questions are deleted as soon as we know what fits. Send EXPORT to get a copy of what we hold. Send DELETE to remove it.
privacy-list = This is all that we may keep:
list-line = • { $item }

export = Here is a copy of what we hold about you. It is in the file. Keep it to yourself.
export-line = { $field }: { $value }

# The names of what we keep. They are listed in /privacy, in the copy, and before deleting.
field-code = a code that stands for you
field-first_seen = when you first wrote
field-last_seen = when you last wrote
field-address = where to answer you
field-language = how you like to use this chat
field-place = where you are in this chat
field-consents = what you agreed to, and when
field-role = your role
field-answers = your answers, until we know what fits
field-outcome = which meetings fit you
field-hospitals = the hospitals you chose
field-needs = what would help you join
field-film = if you want to hear about a film
field-source = the code that brought you here
field-counted = how far you came here, to count it once
field-tried = codes you tried that are not ours
field-reminders = which notes you want
field-stopped = if you asked us to stop
field-paused = if we hold back our notes for now
field-champion = your share code, if you share the word, and what you told us then
field-coordinator = if you work with us
field-seats = your places and lists, the times that fit you, and if you came
field-call = your wish to talk to a person
field-name = your first name, if you gave it to us by phone or on paper
field-phone = your number, if you gave it to us by phone or on paper
field-notes = what our team wrote down about you
field-thread = what you and our team wrote to each other, for 7 days after

language-only = I only speak English for now.
languages = Which language would you like?
    .en = English

## Small answers

unknown = Sorry, I did not get that. I am only a bot. Tap a button, or tap Talk to a person.
media = Sorry, I cannot open photos, voice notes or files. Please do not send them. Tap a button, or tap Talk to a person. If you need help now, tap I need help now.
group_chat = Hello. I only talk one to one. Tap here to start: { $link }
    .no-link = Hello. I only talk one to one. Tap my name, and write to me there.
old-button = That button is from before. Here is where we are now.
was-away = I was away. Please tap again.
failed = Sorry, something went wrong on our side. Nothing you booked is lost. Here is where we are.
code-thanks = Thank you. I have your code.
came-back = Welcome back. Here is where you were.

## Telegram's own menu and description

commands-menu =
    .start = Start, or come back
    .help = I need help now
    .change = Change a meeting
    .cancel = Cancel a meeting
    .stop = Stop all messages
    .privacy = What we keep
    .delete = Delete what you hold about me
    .mylink = My link and my card
    .share = Pass it on
    .flyer = Get a flyer
    .mystats = How often my link was opened
    .pause = Take a break from sharing
    .leave = Stop sharing for good
    .today = What needs a person now
    .signups = How many signed up
    .sessions = The next meetings
    .office = A link into the office
bot-description = Hello. I am a chat bot, not a person. I ask a few short questions. Then you can pick a meeting. Tap Start.

### People who pass the word on, and people who work with us.

champion = Thank you for wanting to pass the word on. You choose if and how much. First, please read this.
    .agree = Yes, I will keep to this
    .refuse = No thanks

champion_card =
    Thank you for sharing this. Your rules are short:
    1. Share it. Do not push it. No means no.
    2. Never promise care, money or favours for joining.
    3. Never send us a person's name or number. They must tap the link on their own.
    4. We will not tell you who joined. Please do not ask them.
    5. Share with all kinds of people, not just the ones you know best.
    6. If someone is in danger, call for help first. This comes later.

champion_kinds = Which is most like you?
    .harm_reduction = Harm reduction worker people trust
    .peer_support = Peer supporter people trust
    .grassroots = Member of another local recovery group

# The employer question. Yes, and rather not say, lead to champion-no-names.
champion-employer = One more thing. Do you work, or help out, at a place that treats people for alcohol or drug use? We ask because the law keeps safe who goes there.
    .yes = Yes
    .no = No
    .skip = I would rather not say

# Source: 42 CFR Part 2. People who work there may hand out flyers, and may name and confirm nobody.
champion-no-names =
    Thank you. Then there is one more rule. It keeps people safe:
    1. Hand out the flyer, or show your link. That is enough.
    2. Never give us a name. Never fill this in for someone.
    3. Never tell us, or anyone, who comes to your place. If someone asks, say that you cannot say.

champion-declined = That is fine. Thank you for reading it. You can still take part yourself.

mylink =
    This is your own code: <b>{ $code }</b>
    This is your own link: { $link }
    The next message is a card. Pass it on as it is. Send /mylink to see this again.
    .share = Pass it on
    .flyer = Get a flyer
    .stats = How often it was opened
    .break = Take a break, or stop
    .leave = Stop sharing for good
    .pushed = Someone is pressuring me

forward-card =
    Your voice counts.
    We want to learn from people who know what care is like. You choose what to share. You are paid for your time: { $pay_text }.
    Open this: { $link }
    Or write to us and type this code: { $code }
    It is your choice. Saying no will not change your care.

## Passing it on. What others get to see names no health matter: it shows on their lock screens.

share = How would you like to pass it on? You can also forward the card from /mylink. For a text message or an email, tap a copy button. Then paste it where you write.
    .elsewhere = How would you like to pass it on? To post it somewhere, copy this link:
    .chat = Send it in a chat here
    .telegram = Share on Telegram
    .whatsapp = Share on WhatsApp
    .sms = Send a text message
    .email = Send an email
    .copy-message = Copy it for a text message
    .copy-email = Copy it for an email
    .copy-post = Copy it for a post
share-words = Your voice counts. You choose what to share, and you are paid for your time. Have a look, or leave it. Both are fine.
share-text = { share-words } { $link }
    .only-here = { share-words } { $link } ({ link-only-here })
# While the bot has no address that others can open. On a trial its links may still be looked at.
link-not-yet = Your link is not ready yet: it would open on one computer only. Please pass nothing on for now, and look here again later. { $person_name } can tell you more: { $person_phone }.
link-only-here = This is only a trial. The link opens on one computer only.
share-subject = Your voice counts
inline-card =
    .title = Pass on your link
    .line = They can look at it, or leave it

flyer-pick = Which flyer would you like? Your own code is on it. The first ones are for a phone, the others are for paper.
flyer-language = In which language?
flyer-sent = Here is your flyer. Hand it out, or put it up where you are allowed to.
    .more = Another flyer
flyer-none = The flyers are being checked by people right now, so I cannot send one. Please try again later. You can still share your link.

## How it goes

# $band is one of champion-bands
champion-stats = Your link: opened { $band } times. We do not say who, or what they chose. We look once a week, on Monday at 10 am. It is the same for everyone who shares.
champion-bands =
    .under_5 = under 5
    .from_5 = 5 to 9
    .from_10 = 10 or more
champion-thanks = Thank you for your time. It counts, if you reach many people or few. Nobody is paid for how many people join.

## A break, and the end

champion-break = You can take a break for as long as you like. People who have your link can still use it. Or you can stop for good.
    .pause = Take a break
champion-paused = You are taking a break. Thank you for all you do. Go on when you want to, or never. Both are fine.
    .go_on = Go on sharing
champion-held = Please do not share your link for now. Someone from our team would like to talk with you first. You have done nothing wrong by asking.
champion-ended = Your link has come to its end. Thank you for passing it on. If you would like a new one, talk to a person.
champion-leave = Shall I take you off? Your link ends, and we delete that you shared it. I cannot undo this.
    .yes = Yes, stop for good
    .no = No, go back
champion-left = Done. You do not share for us any more, and we keep nothing of it. Thank you for your time. You did a kind thing.

## Nobody is pushed. Help lines follow these words.

pushed = Thank you for telling me. Nobody may push you to join. It is your choice, and saying no changes nothing for you. Someone from our team will look into it. They will not tell the other person what you said.
pushed-champion = Thank you for telling me. Nobody may push you to share this, and no one should count who you reach. You can take a break or stop, right now. Someone from our team will look into it.

# Asked last of all, of people who came by a champion's link. The answer is not kept.
told-by = One last thing. How do you know the person who told you about us? You can skip this. We do not keep your answer, and they will not see it.
    .friend = A friend
    .family = Family
    .group = From a group
    .worker = Someone who works with people
    .stranger = I do not know them
    .pushed = Someone is pushing me to join
told-by-thanks = Thank you.

## What the office shows as it happens. Never who, never what was said.

office-notice =
    .audit_broken = The log of the office does not hold together.
    .sign_up = A new sign-up: someone fits.
    .booked = A sign-up has a place, or a place on the list.
    .call = Someone would like a call.
    .safety = A new safety note.
    .at_risk = A meeting is at risk.
    .move_asked = Someone asks to move a meeting.
    .stopped = Someone with a place wants no messages. Do not message them. They expect no note.
    .code_review = A code needs a look.
    .need_time_off = Someone needs help to ask for time off.
    .champion_pressure = Someone says that they are being pushed.
    .answered = Someone wrote to us in the chat.
    .reminder_held = A note to someone was held back. A person should decide what to do.

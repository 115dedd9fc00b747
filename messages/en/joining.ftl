### What people see from the first message to the questions.
### Each message is one screen: its text, and below it the words on its buttons.

## Welcome

welcome =
    Hello. I am a chat bot, not a person.
    Four hospitals want to give better care. They want to learn from people who know what care there is like. We can pay you for your time: { $pay_text }.
    I ask a few short questions. It takes about 3 minutes. Then you can pick a meeting.
    You can stop at any time. Just send STOP.
    .about = Tell me more
    .start = Start

about =
    Here is how it works. First we listen to you, one to one. Next, people who have been patients meet as a group. Staff meet as a group too. Then both groups meet and choose what to fix first. Small teams then work on it together.
    You choose which parts to join. Saying no will not change your care.

## Before we start. $store_note is said only where it is true.

not_private =
    Before we start: please do not send private things here.
    This chat is not secret. { $store_note }
    Please do not send names, dates of birth, health records, or what you take. I do not need them.
    If you want a more private way, call { $person_name } on { $person_phone }, or use the tablet at the hospital.
    .carry_on = OK, carry on
    .call_me = Call me instead
    .stop = Stop

store_note = Telegram can store it. Other people who use your phone may see it.
    .elsewhere = Other people who use your phone may see it.

## The role

role_pick = Which of these is most like you? You can only pick one for now. You can change it later.
    .lived = I have had care myself
    .family = I am family, a friend or a carer
    .staff = I work or help at a hospital
    .unsure = More than one, or not sure

role_plain =
    .lived = people who had care
    .family = family and friends
    .staff = hospital staff
    .champion = people who pass the word on
    .sponsor = people who lead or pay for the work

## Consents. Each is asked alone. The words shown are kept as a fingerprint with the answer.

consent_screening_v1 =
    May we keep your answers?
    I will ask if you have had care at one of our hospitals.
    I will also ask if alcohol or drugs have been hard for you, or for someone close to you. These are private health facts.
    { $org_name } will use your answers only to see which meetings fit you. Only our small project team can see them. We do not tell your doctor, your boss, the police, or the person who told you about us. The one exception is if the law makes us, or if someone is in great danger.
    We delete your answers when we know what fits. We keep your role, the hospitals you chose and which meetings fit, until you send DELETE or the project ends. You can say no. You can change your mind at any time.
    .agree = Yes, I agree you can keep my health answers
    .refuse = No, do not keep them

consent_staff_v1 =
    May we keep your answers? I will ask where you work and what work you do. We will not ask about your own health. We do not tell your manager what you say here, or if you join. We delete your answers when we know what fits. We keep your role, the hospitals you chose and which meetings fit, until you send DELETE or the project ends.
    .agree = Yes, I agree you can keep my answers
    .refuse = No, do not keep them

consent_refused = That is fine. Nothing was kept. You can still call { $person_name } on { $person_phone } and join without the bot.

staff_notice = We do not tell your manager what you say here, or if you join. We will not ask about your own health.

## The words on buttons that many screens share

labels =
    .multi_done = Done
    .book = Book this
    .book_with_supporter = Book with a supporter
    .join_list = Join the list
    .back = Back
    .skip = Skip this
    .stop_messages = Stop all messages
    .help_now = I need help now
    .person = Talk to a person
    .find = Find a meeting
    .my_place = My meetings
    .again = Start the questions again
    .start_again = Start again
    .join_too = I want to join in too
    .remind_me = Remind me about my meetings
    .more_reminders = More reminders
    .reminder_coming = Coming
    .reminder_change = Change
    .reminder_cancel = Cancel
    .delete_yes = Yes, delete
    .delete_no = No, keep it
    .talk_call = Yes, call me
    .talk_here = Answer me here
    .talk_self = I will call
    .later_month = In a month
    .later_back = I will come back

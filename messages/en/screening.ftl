### The questions. A question's id stands in screening.yaml; its options are the lines below it.
### The names of the hospitals come from campaign.yaml.

# $n is the number of this question, $of how many there can be.
step = Question { $n } of { $of }

## Lived experience

l_age = Are you 18 or older?
    .yes = Yes
    .no = No

l_hospital = Have you had care at any of these hospitals? Tap all that fit. You do not need to say when or why.
    .none = None of these
    .unsure = Not sure
    .skip = I would rather not say

l_experience = Have alcohol or drugs ever made life hard for you? It can be now or in the past. You do not need to have stopped. You do not need to be in recovery.
    .yes = Yes, now or in the past
    .no = No
    .skip = I would rather not say

l_ready = Would it feel OK to talk about your care in the next few weeks? You choose what to share.
    .group = Yes, in a group
    .one = Yes, but only one to one
    .unsure = I am not sure
    .later = Not right now

## Family, friends and carers

f_age = Are you 18 or older?
    .yes = Yes
    .no = No

f_tie = Are you close to someone whose life has been made hard by alcohol or drugs? You may be family, a friend or a carer. Please do not tell us their name. It still counts if they have died. We are sorry if that is so.
    .yes = Yes
    .no = No
    .skip = I would rather not say

f_hospital = Did they have care at any of these hospitals? Tap all that fit.
    .none = None of these
    .unsure = Not sure
    .skip = I would rather not say

f_ready = Would it feel OK to talk about what it was like for you? We want your own story, not theirs.
    .group = Yes, in a group
    .one = Yes, but only one to one
    .call = I would like a call first
    .later = Not right now

## Staff

s_work = Do you work or volunteer at any of these hospitals, now or in the last 2 years? Tap all that fit.
    .none = None of these

s_job = What kind of work do you do there? We want all kinds of jobs.
    .nurse = Nurse or care assistant
    .doctor = Doctor or prescriber
    .peer = Peer or recovery worker
    .social = Social work or case work
    .security = Security
    .desk = Front desk, admin or cleaning
    .lead = Manager or leader
    .other = Something else

s_time = Do you have time off from your shift to join? This does not change if you can join.
    .yes = Yes
    .notyet = Not yet
    .help = I need help to ask

## What the questions end in

outcome_fits = Thank you. What you know can help. Let us find a meeting that fits you.

outcome_talk = Thank you. A person can help with this. { $person_name } can call you, or you can call { $person_phone }. We are open { $person_hours }.

outcome_later = That is OK. Look after yourself first. Shall I check in with you in a month, or would you rather come back when you want to?

outcome_not_this_time = Thank you for your time. These meetings are for a different group this time. It is not about you. We have not kept your answers. If you think this is wrong, talk to { $person_name } on { $person_phone }.

outcome_under_18 = Thank you. These meetings are for people who are 18 or older. We have not kept your answers. You can still get help and support. Tap I need help now.

other-role = Maybe another way in fits you better. You can tap one of these.

later-month = Good. I will write to you once, in a month. You can come back before that if you want to.

later-back = Good. This chat stays open for you. Come back when you want to.

resting-place = You said not right now. That is fine.
    .again = I am ready now

check-in = Hello. You were here a while ago. Would you like to carry on? You can say no.

# The words on the flyers.
#
# In { } stand values that are filled in: { $org_name }, { $person_name }, { $person_phone },
# { $person_hours }, { $project_name } and { $pay_text } come from campaign.yaml;
# { $hospitals } are the hospitals of the flyer; { $link } and { $code } belong to the code it was made for.
# A new line in a headline is a new line on the flyer.

headline =
    Your hospital care.
    Your voice.

# On posters: they hang where people know what they are about.
question = Have you, or someone close to you, had care at { $hospitals } when alcohol or drugs were part of life?
# On what is carried home or forwarded: whoever finds it must learn nothing about the person.
question-quiet = Have you, or someone close to you, had care at { $hospitals }?
# The same where there is little room.
question-short = We want to hear what your hospital care was like.

why = We want to hear what it was like. You can help make care kinder and better.
why-short = You can help make care kinder and better.

# Three things people ask first.
point-welcome = You do not need to be in recovery.
point-choose = You choose what to share.
point-paid = You are paid for your time: { $pay_text }.
# Quiet forms leave the amount out.
point-paid-quiet = You are paid for your time.

# How to join.
call = Scan to start a chat
call-short = Scan me
call-tap = Scan or tap to start
link = Or open { $link }
# On the tabs, where there is very little room.
link-short = { $link }
code-label = Your code
code-label-long = Your code for the chat or the phone
phone = Or call { $person_name } on { $person_phone }.
phone-short = Call { $person_phone }
hours = { $person_hours }
choice = It is your choice. Saying no will not change your care.
stop = To stop our messages, send STOP.

# Small print.
run-by = Run by { $org_name }.
checked = Checked by people with lived experience: { $reviewers }, { $approved }.
not-checked = Not yet checked by people with lived experience.
approval = Approval: { $approval }.
version = Version { $version }.
version-until = Version { $version }. Use until { $expires }.

# Printed across what is not approved.
stamp-sample = Sample
stamp-example = Example
stamp-link =
    Sample
    The link opens on one computer only

# Read aloud by screen readers, and put beside the picture when it is shared.
title = { $project_name }: how to join
qr-alt = QR code. It opens the chat at { $link }. The code is { $code }.
picture-alt = { $question } { why } Scan the QR code, or open { $link }. The code is { $code }. You can also call { $person_name } on { $person_phone }.

# Pattern of a day, in the letters of Unicode TR 35, and the sign between names.
date-flyer = d MMMM y
list-separator = ,{" "}

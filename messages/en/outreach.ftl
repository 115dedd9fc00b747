# What goes out to the networks: emails, and the page behind their stop link.

## Emails to contacts of networks. They are people at their work, and no participants.

# The subject shows on locked phones: it names nothing that this is about.
email-subject = Will you share this with people you support?
# Above each letter that goes out while the bot is only tried out, and before its subject.
email-trial = <b>This is a trial. You do not need to do anything.</b> Names and pay may be made up. The links may not open for you.
    .subject = Trial: { $subject }
email-hello = Hello { $name },
email-hello_all = Hello,
email-who = I am { $person_name }. I work for { $org_name }.
email-why = We want to hear from people who had hospital care when alcohol or drugs were part of life. We want to hear from their families and from staff too. Together they will help make that care better. It is called experience-based co-design. People are paid for their time.
email-link = Your link is below. It is made for your network, so we can see which places help most. It does not tell us, or you, who joined.
email-link_flyer = Your link is below, and your flyer comes with this email. They are made for your network, so we can see which places help most. They do not tell us, or you, who joined.
email-code = Your code is <b>{ $code }</b>. It does the same as the link. People can type it in the chat, or say it when they call us at { $person_phone }.
email-open = Open your link
email-because =
    .public_role = We write to you because of your public role.
    .in_person = We write to you because you gave us your address when we met.
    .asked_us = We write to you because you asked us to.
email-stop_words = If you would rather not get these notes, use the stop link below. We will stop at once.
email-thanks =
    Thank you,
    { $person_name }, { $org_name }
    { $postal_address }
    { $person_phone }
email-stop = Stop these notes

## The page behind the stop link. Opening it stops nothing: mail programs open links by themselves.

email-page =
    .title = Stop these notes
    .text = Press the button, and we will not write to you again. You do not need to say why.
    .button = Stop these notes
    .done = We have stopped
    .done-text = You will get no more notes from us. Did you press this by mistake? Call { $person_name } at { $person_phone }.
    .later = That did not work
    .later-text = Please press the button again in a minute. Or call { $person_name } at { $person_phone }, and we will stop it for you.

## Why no email goes, for coordinators.

email-trouble =
    .not_set = No mail server is set, so email waits. Set OUTREACH_SMTP_URL and start the bot again.
    .unreachable = The mail server cannot be reached. Email waits, and goes when it is back.
    .no_tls = The mail server does not encrypt, so no email goes. Ask whoever runs it to switch on STARTTLS.
    .certificate = The mail server cannot prove who it is, so no email goes. Check its name in OUTREACH_SMTP_URL, or ask whoever runs it for a valid certificate.
    .password = The mail server does not let us in. Check the name and password in OUTREACH_SMTP_URL.
    .sender = The mail server does not let us send as the address email_from in campaign.yaml. Ask whoever runs it, or change the address.

## Cards for groups, call scripts and captions.

# What the bot posts in a group or channel that allowed it. It shows on the phones of everyone there
outreach-card =
    Would you like to have a say? { $project_name } wants to hear from people about care near here.
    It starts with a short private chat. You choose what to share. You are paid for your time. Nobody here can see if you open it.
    .open = Open the private chat

# What a caller says, line by line
outreach-phone =
    .hello = Hello, this is { $person_name } from { $org_name }. Is now an OK time?
    .why = We want to hear from people about their hospital care. We have a flyer.
    .ask = { $ask }
    .email = May I email it to you? Is there anything we should change on it?
    .stop = If you would rather we did not call, I will note that now.

# A kit to share: captions to copy, one for each place. $link is a link, $code the same in letters
outreach-kit =
    .read-me = These files are made for you to share. Everything in them carries your own link. It tells us which place helps, never who joined. Post a picture with its caption. Copy the picture's description into the field for people who cannot see it. Please do not tag or name anybody.
outreach-kit-platform =
    .facebook = Facebook
    .instagram = Instagram
    .whatsapp = WhatsApp
    .x = X
    .email_list = Email list
outreach-kit-caption =
    .facebook = { $project_name } wants to hear from people about care near here. Your voice can make it kinder. You choose what to share. You are paid for your time. It starts with a short private chat: { $link }
    .instagram = { $project_name } wants to hear from people about care near here. You choose what to share. You are paid for your time. Scan the picture, or put the link where people can tap it: { $link }
    .whatsapp = Would you like to have a say? { $project_name } wants to hear from people about care near here. You are paid for your time. Open it in private: { $link }
    .x = { $project_name } wants to hear from people about care near here. You choose what to share. You are paid for your time. { $link }
    .email_list = { $project_name } wants to hear from people about care near here. Please pass it on to people who may like it. They choose. It starts with a short private chat: { $link }. The code is { $code }.

### Help first. These words are sent before anything else happens.
### The owner must check every number before going live, and every 90 days after that (see safety.yaml).

## United States

signpost_us_overdose =
    If someone will not wake up, or is not breathing well, act now:
    1. Call 911.
    2. Give naloxone (Narcan) if you have it.
    3. Try to keep them awake and breathing.
    4. Lay them on their side.
    5. Stay with them until help comes.
    I am a bot. I cannot call for you, and no one may see this chat right now.

signpost_us_suicide =
    I am sorry it hurts this much. Thank you for telling me.
    I am a bot, and no one may see this chat right now. Please reach a person now:
    Call or text 988 at any time. It is free.
    If you are in danger now, or have hurt yourself, call 911.
    If you can, move to where someone is with you.
    You do not have to go on with my questions. Nothing you book will be lost.

signpost_us_distress =
    That sounds hard. You do not have to do this on your own.
    To talk now: call or text 988, day or night.
    For help with alcohol or drugs: call 1-800-662-4357 (SAMHSA), day or night. It is free and private.
    In New Hampshire you can also call 211.
    Would you like to stop here, take a break, or talk to { $person_name }?

signpost_us_harm =
    If you are not safe now, call 911.
    If someone is hurting you, you can call 1-800-799-7233 at any time. It is free.
    This chat may be seen by others who use your phone. You can delete it.

help_now_us =
    If someone is in danger now, call 911.
    To talk to someone now: call or text 988, day or night. It is free.
    For help with alcohol or drugs: call 1-800-662-4357 (SAMHSA), day or night. It is free and private.
    If someone is hurting you: call 1-800-799-7233 at any time. It is free.
    In New Hampshire you can also call 211.
    I am a bot, and no one may see this chat right now.

## United Kingdom

signpost_uk_overdose =
    If someone will not wake up, or is not breathing well, act now:
    1. Call 999.
    2. Give naloxone if you have it.
    3. Try to keep them awake and breathing.
    4. Lay them on their side.
    5. Stay with them until help comes.
    I am a bot. I cannot call for you, and no one may see this chat right now.

signpost_uk_suicide =
    I am sorry it hurts this much. Thank you for telling me.
    I am a bot, and no one may see this chat right now. Please reach a person now:
    Call 111 and pick the mental health option, day or night.
    Or call Samaritans on 116 123. It is free. Or text SHOUT to 85258.
    If you are in danger now, or have hurt yourself, call 999.
    You do not have to go on with my questions. Nothing you book will be lost.

signpost_uk_distress =
    That sounds hard. You do not have to do this on your own.
    To talk now: call Samaritans on 116 123, day or night. It is free.
    For help with alcohol or drugs: call FRANK on 0300 123 6600.
    Would you like to stop here, take a break, or talk to { $person_name }?

signpost_uk_harm =
    If you are not safe now, call 999.
    If someone is hurting you, you can call 0808 2000 247 at any time. It is free.
    This chat may be seen by others who use your phone. You can delete it.

help_now_uk =
    If someone is in danger now, call 999.
    To talk to someone now: call Samaritans on 116 123, or call 111 and pick the mental health option, day or night. It is free.
    For help with alcohol or drugs: call FRANK on 0300 123 6600.
    If someone is hurting you: call 0808 2000 247 at any time. It is free.
    I am a bot, and no one may see this chat right now.

## Said before the words above when something is past, or happened to someone else

soft_overdose = I am so sorry. If this was before, thank you for trusting me with it. If it is happening now:
soft_suicide = I am so sorry. If this was before, or it was someone else, thank you for trusting me with it. If it hurts now:
soft_harm = I am sorry that happened. If it was before, thank you for telling me. If it is happening now:
soft_distress = I am sorry it was hard. If it was before, thank you for telling me. If it is hard now:

## What comes after

after_any = Would you like a person from our team to call you? We can call { $person_hours }. If it cannot wait, please use the numbers above.
    .call = Yes, call me
    .no = No thanks
    .carry_on = Carry on
    .stop = Stop messages
after-no = That is fine. I am here when you want to go on.

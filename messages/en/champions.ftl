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

champion-declined = That is fine. Thank you for reading it. You can still take part yourself.

mylink =
    This is your own code: <b>{ $code }</b>
    This is your own link: { $link }
    The next message is a card. Pass it on as it is. Send /mylink to see this again.

forward-card =
    Your hospital care. Your voice.
    Four hospitals want to learn from people who know what care there is like. You choose what to share. You are paid for your time: { $pay_text }.
    Open this: { $link }
    Or write to us and type this code: { $code }
    It is your choice. Saying no will not change your care.

coordinator-welcome = Hello. You are set up. I will tell you here when someone would like a call, or may need help. I never say who or what. Open the office to see more.

office-alert =
    .call = Someone would like a call. Please open the office.
    .safety = There is a new safety note. Please open the office.

## What the office shows as it happens. Never who, never what was said.

office-notice =
    .sign_up = A new sign-up: someone fits.
    .booked = A sign-up has a place, or a place on the list.
    .call = Someone would like a call.
    .safety = A new safety note.
    .at_risk = A meeting is at risk.
    .move_asked = Someone asks to move a meeting.
    .stopped = Someone with a place wants no messages. Do not message them. They expect no note.
    .code_review = A code needs a look.
    .need_time_off = Someone needs help to ask for time off.
    .reminder_held = A note to someone was held back. A person should decide what to do.

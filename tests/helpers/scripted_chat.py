"""A short conversation in the manner of the real one, for looking at the page and for tests of it."""

from outreach_bot.dialogue.inputs import Input, Opened, Returned, Said, SharedContact, Tapped
from outreach_bot.outbound.base import File, Message
from tests.helpers.web_stage import screen

HELP = "I need help now=help"
HOSPITALS = (
    "Harbor Hospital=h1",
    "Lakeside Hospital=h2",
    "Mill Street Hospital=h3",
    "North Hill Hospital=h4",
)
WELCOME = (
    "Hello. I am a chat bot, not a person.\n\nFour hospitals want to give better care. They want to learn from "
    "people who know what care there is like. We can pay you for your time: a $50 gift card.\n\nI ask a few short "
    "questions. It takes about 3 minutes. Then you can pick a meeting.\n\nYou can stop at any time. Just send STOP."
)
CRISIS = (
    "I am sorry it hurts this much. Thank you for telling me.\n\nI am a bot, and no one may see this chat right now. "
    "Please reach a person now:\n<b>Call or text 988 at any time. It is free.</b>\nIf you are in danger now, or have "
    "hurt yourself, call 911.\n\nYou do not have to go on with my questions. Nothing you book will be lost."
)


class ScriptedChat:
    """Remembers one person's ticks and screen, as the dialogue would."""

    def __init__(self):
        self.ticked: set[str] = set()
        self.at = "welcome"

    def __call__(self, received: Input) -> list[Message]:
        body = received.body
        match body:
            case Opened() | Returned():
                return [self.show()]
            case Tapped(data="help"):
                return [screen(CRISIS, "Carry on=" + self.at, "Yes, call me=number", HELP)]
            case Tapped(data=data, message=message) if data.startswith("h") and len(data) == 2:
                self.ticked ^= {data}
                return [self.show(edits=message)]
            case Tapped(data=data):
                self.at = data
                return [self.show()]
            case SharedContact():
                return [
                    screen("Thank you. Maya will call you. We are open Monday to Friday, 9 am to 5 pm.", HELP)
                ]
            case Said(text=text) if "die" in text:
                return [screen(CRISIS, "Carry on=" + self.at, "Yes, call me=number", HELP)]
            case _:
                return [
                    screen(
                        "Sorry, I did not get that. I am only a bot. Tap a button, or tap Talk to a person.",
                        "Carry on=" + self.at, "Talk to a person=person", HELP,
                    )
                ]  # fmt: skip

    def show(self, edits: str = "") -> Message:
        match self.at:
            case "welcome":
                return screen(WELCOME, "Tell me more=about", "Start=start", "Talk to a person=person", HELP)
            case "start":
                return screen(
                    "<b>Before we start: please do not send private things here.</b>\n\nThis chat is not secret. Other "
                    "people who use your phone may see it.\n\nIf you want a more private way, call Maya on 603-555-0142.",
                    "OK, carry on=carry", "Stop=stop", HELP,
                )  # fmt: skip
            case "carry":
                done = ("Done=done:l_hospital",) if self.ticked else ()
                return screen(
                    "Have you had care at any of these hospitals? Tap all that fit. You do not need to say when or why.",
                    *HOSPITALS, *done, "Back=back", HELP, edits=edits, ticked=self.ticked,
                )  # fmt: skip
            case "done:l_hospital":
                return screen(
                    "Thank you. What you know can help.\n\nHere are 2 meetings that fit you. Tap one to see more.",
                    "Mon 8 Mar, 2:00 PM=book:s1", "Wed 10 Mar, 6:00 PM=book:s1", HELP,
                )  # fmt: skip
            case "book:s1":
                return screen(
                    "<b>You are booked.</b>\n\nOne to one talk, Mon 8 Mar, 2:00 PM. If you cannot come, send CHANGE.",
                    HELP,
                    file=File(
                        name="meeting.ics",
                        media_type="text/calendar",
                        content=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
                    ),
                )
            case "number":
                return screen(
                    "May we have a number to call?", "Answer me here=here", HELP, ask_number="Share my number"
                )
            case _:
                return screen("A person will write back or call.", "Carry on=carry", HELP)

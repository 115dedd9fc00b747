### The office's doors: who may come in, the team, and the log of what was done.

# The headings in the menu
office-menu =
    .people = People
    .reach = Reach
    .look = Look
    .house = House

# What somebody is in the office
office-role-of =
    .owner = Owner
    .coordinator = Coordinator
    .safety_lead = Safety lead
    .auditor = Auditor
office-role-does =
    .owner = Runs the project and the team. Sees everything but the audit log.
    .coordinator = Looks after people, meetings and outreach.
    .safety_lead = Looks after people who may be in danger, and after those who asked to talk.
    .auditor = Reads the audit log and the reports. Sees no person.

# Somebody asked for a page or a button that is not theirs
office-not-yours =
    .title = This is not open to you
    .text = Nothing was changed.
    .role = Your part in the team does not include it. The owner of the project can change that.
    .hospital = It belongs to another hospital than yours.
    .for_all = It is for all hospitals. An owner can do it, or someone who looks after all of them.
    .token = The page was too old, or the form did not come from our own page. Go back, load the page again, and try once more.
    .back = To the office

# $name is a member of the team, $at a date
office-team =
    .lead = Who works in this office, and what each may do. A change counts at once.
    .people = In the team
    .nobody = Nobody has been added yet. You came in as the owner, from the computer that runs the bot.
    .role = What they do
    .hospitals = Hospitals
    .hospitals-hint = Tick none for all hospitals.
    .everywhere = All hospitals
    .since = since { $at }
    .in-chat = gets alerts in the chat
    .ended = Left the team
    .locked = has a second lock
    .not-locked = no second lock yet
    .lock-off = Take the second lock off
    .lock-off-what = For a lost or new phone. { $name } is signed out everywhere, and can put on a new one at the next sign-in.
    .make-link = Make a sign-in link
    .link-title = A link for { $name }
    .link-text = It works once, in the next 15 minutes. Give it to them and to nobody else. It is shown only now.
    .change = Change
    .save = Save
    .end = Take out of the team
    .end-what = { $name } is signed out everywhere and gets no more alerts. What they did stays in the log.
    .new = Add somebody
    .name = Name
    .add = Add to the team
office-team-done =
    .added = They are in the team. Make a sign-in link for them.
    .changed = Saved. It counts from now on.
    .ended = They are no longer in the team.
    .out = They are signed out on every device.
    .lock-off = Their second lock is off, and they are signed out on every device.
office-team-fault =
    .name = Give a name of 1 to 80 characters.
    .taken = Somebody of that name is in the team. Add something to tell them apart.
    .role = Choose what they do.
    .gone = They are no longer in the team.

# $at is a date, $ms, $rows, $row, $shown, $total, $number and $of are numbers, $by a name, $reason a few words
office-audit =
    .lead = What was done, by whom and when. It holds codes, never names of people who take part, and never what anybody said.
    .chain = Is the log whole?
    .holds = It is whole
    .broken = It is broken
    .checked = checked { $at }, up to row { $rows }
    .broken-what = Row { $row } does not fit the row before it. Keep the data folder as it is, and look into it with: outreach-bot store verify
    .unchecked = It is checked every night. It has not been checked yet.
    .verify = Check it now
    .months = Month by month
    .rows =
        { $rows ->
            [one] 1 row
           *[other] { $rows } rows
        }
    .not-signed = not gone through yet
    .running = this month is not over
    .signed = { $by }, { $at }
    .log = The log
    .count = { $shown } of { $total }
    .action = What
    .any = Anything
    .by = Who
    .anybody = Anybody
    .about = About which code
    .denied-only = Only what was refused
    .denied = refused
    .show = Show
    .number = Row
    .when = When
    .detail = More
    .marks = Marks
    .approval = Approval
    .before-after = Changed, before and after:
    .version = Words and rules
    .took = Done in { $ms } milliseconds
    .marks-what = Marks hold no content. The same state of a record always has the same mark, so you can compare one row with the next. An approval keeps its mark from the asking to the end. Words and rules have a new mark whenever any of them changes.
    .reason = Why: { $reason }
    .pages = Pages of the log
    .page = Page { $number } of { $of }
    .none = There is nothing like that in the log.
office-audit-finding =
    .fine = all in order
    .follow_up = to be followed up
office-audit-sign =
    .fine = I went through it: all in order
    .follow_up = Something needs a look

# Looking through a list. $shown, $total, $number and $of are numbers
office-finder =
    .search = Search
    .state = State
    .any = Any
    .sort = Order
    .show = Show
    .clear = show all
    .count = { $shown } of { $total }
    .none = Nothing fits this choice.
    .pages = Pages of the list
    .page = Page { $number } of { $of }
    .back = Back
    .next = Next
office-finder-sort =
    .needs = what needs a look first
    .newest = newest first
    .oldest = oldest first
    .name = by name
    .opened = most opened first
    .most = largest first
